"""Verification of transcoding: whether a rendition shows what its source does.

An orchestrator cannot be made to give the same bytes as another one, because encoders differ; what can be compared is a
perceptual hash of the pictures, here called a fingerprint (:mod:`~livepeer_spec.verification.fingerprint`). Fast
verification (:mod:`~livepeer_spec.verification.fast`) compares fingerprints that orchestrators computed, full
verification (:mod:`~livepeer_spec.verification.full`) looks at the videos; what it flags is evidence
(:mod:`~livepeer_spec.verification.evidence`) that people review (:mod:`~livepeer_spec.verification.review`).

The rules are pure functions over bytes. They compute with numpy and nothing else.

Source: "Verification Roadmap", Fast Verification.
"""
