"""Conformance of running nodes: the suite plays the other side, and judges each answer by the spec.

- :mod:`~livepeer_conformance.live.check`: what a check is, and what comes of it
- :mod:`~livepeer_conformance.live.buyer`: the broadcaster that the suite plays
- :mod:`~livepeer_conformance.live.orchestrator`: checks of an orchestrator
- :mod:`~livepeer_conformance.live.seller`, :mod:`~livepeer_conformance.live.broadcaster`: the orchestrators that the
  suite plays, and checks of a broadcaster
"""
