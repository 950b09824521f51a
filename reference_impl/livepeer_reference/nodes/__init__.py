"""The nodes that play a job of alpha off chain, with real segments of video and real signatures.

A broadcaster cuts a stream into segments of two seconds, signs each and puts it into a store that finds content by its
digest. The transcoder that the chain elects makes the renditions with ffmpeg, keeps a receipt of each segment, and
claims the work on many of them at once with the Merkle root of their receipts. The next block's hash picks the segments
that it has to prove; the verifier's solver, which stands in for Truebit, fetches these from the store, transcodes them
again, and tells the chain what it found.

- :mod:`~livepeer_reference.nodes.store`: content by its digest, in memory or in a folder
- :mod:`~livepeer_reference.nodes.segments`, :mod:`~livepeer_reference.nodes.ffmpeg`: the video
- :mod:`~livepeer_reference.nodes.broadcaster`, :mod:`~livepeer_reference.nodes.transcoder`,
  :mod:`~livepeer_reference.nodes.verifier`: who takes part
- :mod:`~livepeer_reference.nodes.chain`: what they need of a chain
- :mod:`~livepeer_reference.nodes.wallet`: the key that signs

Source: Livepeer whitepaper, "Video Transcoding" and "Verification of Work".
"""
