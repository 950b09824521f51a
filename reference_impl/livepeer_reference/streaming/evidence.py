"""Evidence between nodes: what an orchestrator signs of its work beside the result, and what a broadcaster keeps of it.

No deployed client sends it; one that does not know the two fields of the result ignores them.

Source: "Verification Roadmap", Full Verification; :mod:`livepeer_spec.verification.evidence`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from livepeer_spec.offchain.profiles import Profile
from livepeer_spec.primitives.types import Address, Round
from livepeer_spec.verification.evidence import Domain, Evidence, evidence_of, is_evidence, sign_evidence


class Agreement(NamedTuple):
    """Where evidence counts, and which arbitrator broadcaster and orchestrator chose."""

    domain: Domain
    arbitrator: Address


class Made(NamedTuple):
    """A segment's work: what went in, what came out, in the order of the profiles, and when."""

    session_id: str
    segment: int
    profiles: Sequence[Profile]
    source: bytes
    renditions: Sequence[bytes]
    round: Round

    def evidences(self, arbitrator: Address) -> list[Evidence]:
        """The evidence of each rendition. Raises ``OffchainRejection`` for a profile without a name."""
        return [
            evidence_of(self.session_id, self.segment, profile, self.source, rendition, arbitrator, self.round)
            for profile, rendition in zip(self.profiles, self.renditions, strict=True)
        ]

    def signed(self, key: bytes, agreement: Agreement) -> list[bytes]:
        """The orchestrator's signature for each rendition."""
        return [sign_evidence(key, agreement.domain, evidence) for evidence in self.evidences(agreement.arbitrator)]

    def bound(self, agreement: Agreement, orchestrator: Address, signatures: Sequence[bytes]) -> list[bool]:
        """For each rendition whether the orchestrator's signature binds it to its source."""
        return [
            is_evidence(agreement.domain, evidence, signature, orchestrator)
            for evidence, signature in zip(self.evidences(agreement.arbitrator), signatures, strict=True)
        ]
