"""Fingerprints of video: the MPEG-7 video signature, and when two of them are of the same pictures.

A fingerprint has, for each frame, 380 digits of 0, 1 and 2 that tell which parts of the picture are darker than which
(:mod:`~livepeer_spec.verification.fingerprint.frames`). It comes as a file of bits, without any alignment
(:mod:`~livepeer_spec.verification.fingerprint.layout`), which is read with every field checked
(:mod:`~livepeer_spec.verification.fingerprint.reading`) and, for tests, written
(:mod:`~livepeer_spec.verification.fingerprint.writing`).

The roadmap calls a function that compares two fingerprints a collision detection algorithm. Two are here, by name:

- ``livepeer`` (:mod:`~livepeer_spec.verification.fingerprint.livepeer`): what broadcasters run today. It looks for a
  stretch that both have, is not symmetric, and accepts much that is not the same video.
- ``aligned`` (:mod:`~livepeer_spec.verification.fingerprint.aligned`): our design. Frames are matched by their times,
  most of them must be alike, and none may be missing.

Both see brightness only. What neither can see is in docs/verification.md.

Source: "Verification Roadmap", Fast Verification and Next Steps; FFmpeg's filter ``signature``; ISO/IEC 15938-3,
Amendment 4.
"""
