"""What is kept of a rendition that full verification flagged.

Source: "Verification Roadmap", Full Verification.
"""

from dataclasses import dataclass
from typing import Final

from livepeer_spec.offchain.profiles import Profile
from livepeer_spec.primitives.types import Address, Hash32, Timestamp
from livepeer_spec.verification.evidence import Domain, Evidence, evidence_digest
from livepeer_spec.verification.full import Verdict

SOURCE: Final = "source"
RENDITION: Final = "rendition"
EVIDENCE: Final = "evidence.json"
"""The files of a piece of evidence."""


@dataclass(frozen=True)
class Accused:
    """A rendition that full verification flagged, with all that speaks against its orchestrator.

    Attributes:
        orchestrator: who is accused.
        domain: the contract for disputes.
        evidence, signature: what the orchestrator signed.
        session_id, profile: of which evidence has the hashes.
        source, rendition: both videos.
        result_hashes, result_signature: all renditions of the segment, and the signature of deployed clients.
        verdict, rule, said: what full verification said, by which rule, and why.
        transcoded_at: when.
    """

    orchestrator: Address
    domain: Domain
    evidence: Evidence
    signature: bytes
    session_id: str
    profile: Profile
    source: bytes
    rendition: bytes
    result_hashes: tuple[Hash32, ...]
    result_signature: bytes
    verdict: Verdict
    rule: str
    said: str
    transcoded_at: Timestamp

    @property
    def name(self) -> str:
        """What it is called: the digest that the orchestrator signed, in hexadecimal digits."""
        return evidence_digest(self.domain, self.evidence).hex()
