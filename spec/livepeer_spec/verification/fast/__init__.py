"""Fast verification: fingerprints of untrusted orchestrators beside those of a trusted one, while the stream runs.

A broadcaster has trusted and untrusted orchestrators. A sampled segment goes to one trusted and to some untrusted ones.
All return renditions and, for each, a fingerprint. Who does not answer in time, or whose fingerprints do not collide
with the trusted one's, is discarded and banned. A result of those that pass is used; where none passes, the trusted
one's. Between samples the one that passed last works alone.

- :mod:`~livepeer_spec.verification.fast.judging`: what is found of one answer;
- :mod:`~livepeer_spec.verification.fast.standing`: whom a broadcaster trusts, and whom it has banned;
- :mod:`~livepeer_spec.verification.fast.sampling`: who is asked, whose result is used, and what follows.

Each orchestrator computes its own fingerprints, and no broadcaster computes them again: an honest fingerprint beside a
tampered segment passes. Only full verification (:mod:`~livepeer_spec.verification.full`) looks at the segment.

What the deployed client does otherwise is in :mod:`~livepeer_spec.verification.quirks`.

Source: "Verification Roadmap", Fast Verification.
"""
