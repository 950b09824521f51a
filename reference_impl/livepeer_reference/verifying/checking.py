"""Checking evidence: whether it proves what it says, for anybody, from nothing but the folder.

Source: "Verification Roadmap", Full Verification (the orchestrator's signature bound to source and rendition).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from livepeer_reference.verifying.accused import Accused
from livepeer_reference.verifying.judging import Judgement, Verify, asked_by
from livepeer_spec.offchain.errors import OffchainRejection
from livepeer_spec.offchain.signatures import is_signed_by
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.rejection import SpecRejection
from livepeer_spec.verification.evidence import evidence_signer, profile_hash, session_hash
from livepeer_spec.verification.full import FAILED, Verdict


@dataclass(frozen=True)
class Finding:
    """One thing that evidence says: the file and field that say so, and whether it is so. None: it cannot be told.

    ``is_needed`` is whether the evidence proves nothing without it.
    """

    field: str
    text: str
    holds: bool | None
    is_needed: bool = True


def check(accused: Accused, verify: Verify | None) -> list[Finding]:
    """All that the evidence says; without ``verify`` nothing is said about what the videos show.

    Raises ``FfmpegMissing``.
    """
    found = list(_bindings(accused))
    if verify is not None:
        found.append(_shown(verify(accused.source, accused.rendition, asked_by(accused.profile))))
    return found


def _bindings(accused: Accused) -> Iterator[Finding]:
    evidence, hashes = accused.evidence, accused.result_hashes
    yield Finding("source", "is the source that was signed", keccak(accused.source) == evidence.source)
    yield Finding("rendition", "is the rendition that was signed", keccak(accused.rendition) == evidence.rendition)
    is_session = session_hash(accused.session_id) == evidence.session
    yield Finding("evidence.json: sessionId", "is the session that was signed", is_session)
    yield Finding("evidence.json: profile", "is the profile that was signed", _has_profile(accused))
    yield Finding("evidence.json: signature", "is the orchestrator's, over all of it", _is_signed(accused))
    deployed = is_signed_by(accused.orchestrator, keccak(b"".join(hashes)), accused.result_signature)
    yield Finding(
        "evidence.json: result", "the deployed result signature holds, which would for any source",
        deployed and evidence.rendition in hashes, is_needed=False,
    )  # fmt: skip


def _has_profile(accused: Accused) -> bool:
    try:
        return profile_hash(accused.profile) == accused.evidence.profile
    except OffchainRejection:
        return False


def _is_signed(accused: Accused) -> bool:
    try:
        return evidence_signer(accused.domain, accused.evidence, accused.signature) == accused.orchestrator
    except (SpecRejection, OffchainRejection):
        return False


def _shown(judgement: Judgement) -> Finding:
    holds = None if judgement.verdict is Verdict.NONE else judgement.verdict in FAILED
    text = f"is no right rendition of the source (rule {judgement.rule}: {judgement.said})"
    return Finding("rendition", text, holds)
