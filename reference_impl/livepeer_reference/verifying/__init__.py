"""Verification between nodes: a broadcaster that verifies, verifiers, evidence, and its review.

- :mod:`~livepeer_reference.verifying.broadcaster`: fast verification, over orchestrators on the real wire
- :mod:`~livepeer_reference.verifying.full`: full verification, which nobody waits for
- :mod:`~livepeer_reference.verifying.judging`: the verification function, with the rule that it goes by
- :mod:`~livepeer_reference.verifying.verifier`: a node that runs it for others
- :mod:`~livepeer_reference.verifying.folder`: evidence in folders that survive a crash
- :mod:`~livepeer_reference.verifying.checking`: whether evidence proves what it says, for anybody
- :mod:`~livepeer_reference.verifying.executing`: exact transcoding done again, signed results, and proofs
- :mod:`~livepeer_reference.verifying.cheating`: orchestrators that cheat, to be caught

The rules are those of ``livepeer_spec.verification``.
"""
