"""How deterministic and how fast transcoding is here: ``livepeer-conformance bench transcode``.

- :mod:`~livepeer_conformance.transcoding.lanes`: the encoders and decoders, and the settings of each
- :mod:`~livepeer_conformance.transcoding.vocabulary`, :mod:`~livepeer_conformance.transcoding.probing`: whether a lane
  is there, and one word for why not
- :mod:`~livepeer_conformance.transcoding.plan`: which runs are made
- :mod:`~livepeer_conformance.transcoding.measuring`, :mod:`~livepeer_conformance.transcoding.quality`: one batch of
  runs, and what is in their results
- :mod:`~livepeer_conformance.transcoding.report`: the file of measurements, one JSON object a line
- :mod:`~livepeer_conformance.transcoding.findings`: what must hold, and whether it does
- :mod:`~livepeer_conformance.transcoding.comparing`: the reports of several machines beside each other

What it measures and how to add a machine's report: docs/transcoding.md.
"""
