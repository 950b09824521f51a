"""Evidence: its digest as another implementation of EIP-712 has it, what a signature binds, and what the deployed one
does not."""

import dataclasses

import pytest

from livepeer_spec.offchain.errors import Fault, OffchainRejection
from livepeer_spec.offchain.profiles import PRESETS, Format, Profile
from livepeer_spec.offchain.results import result_message
from livepeer_spec.offchain.signatures import sign_message
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.verification.evidence import (
    Domain,
    Evidence,
    evidence_digest,
    evidence_of,
    evidence_signer,
    is_deployed_evidence,
    is_evidence,
    profile_form,
    sign_evidence,
)

KEY = b"\x01" * 32
ORCHESTRATOR = bytes.fromhex("1a642f0e3c3af545e7acbd38b07251b3990914f1")
DOMAIN = Domain(42161, b"\x11" * 20)
EVIDENCE = Evidence(keccak(b"abcd"), 7, keccak(b"profile"), keccak(b"source"), keccak(b"rendition"), b"\x22" * 20, 3000)
PROFILE = PRESETS["P240p30fps16x9"]


def test_evidence_digest_is_that_of_eip_712() -> None:
    """Given evidence, then its digest is what eth-account 0.14 gives for the same typed data."""
    assert evidence_digest(DOMAIN, EVIDENCE).hex() == "7ac7ebc4f3a435ba7d7b3c0f180f06bd6da7b8dd92d321a7632e35842042d6b4"


@pytest.mark.parametrize("field", Evidence._fields)
def test_evidence_signer_of_other_evidence_is_another(field: str) -> None:
    """Given a signature of evidence, when one field is another, then the signature is nobody's whom we know."""
    signature = sign_evidence(KEY, DOMAIN, EVIDENCE)
    value = getattr(EVIDENCE, field)
    other = value + 1 if isinstance(value, int) else bytes([value[0] ^ 1]) + value[1:]
    assert evidence_signer(DOMAIN, EVIDENCE, signature) == ORCHESTRATOR
    assert not is_evidence(DOMAIN, EVIDENCE._replace(**{field: other}), signature, ORCHESTRATOR)


@pytest.mark.parametrize("domain", [Domain(1, DOMAIN.disputes), Domain(DOMAIN.chain_id, b"\x12" * 20)])
def test_evidence_for_another_contract_is_none(domain: Domain) -> None:
    """Given a signature of evidence, when another contract or chain judges, then it is none."""
    assert not is_evidence(domain, EVIDENCE, sign_evidence(KEY, DOMAIN, EVIDENCE), ORCHESTRATOR)


@pytest.mark.parametrize("signature", [b"", bytes(65), b"\xff" * 65, sign_evidence(KEY, DOMAIN, EVIDENCE) + b"\0"])
def test_evidence_with_a_malformed_signature_is_none(signature: bytes) -> None:
    """Given bytes that are no signature, then nobody signed."""
    assert not is_evidence(DOMAIN, EVIDENCE, signature, ORCHESTRATOR)


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("segment", -1, Fault.NEGATIVE_NUMBER),
        ("round", 2**256, Fault.NUMBER_TOO_LARGE),
        ("source", b"\0" * 31, Fault.WRONG_LENGTH),
        ("arbitrator", b"\0" * 32, Fault.WRONG_LENGTH),
    ],
)
def test_evidence_digest_rejects_values_of_another_width(field: str, value: int | bytes, fault: Fault) -> None:
    """Given a value that its type cannot hold, then there is no digest."""
    with pytest.raises(OffchainRejection) as caught:
        evidence_digest(DOMAIN, EVIDENCE._replace(**{field: value}))
    assert caught.value.reason is fault


def test_deployed_signature_accuses_with_any_source() -> None:
    """Given an honest rendition and both signatures of it, when somebody presents another source, then the deployed
    signature still looks bound to it, and the one of evidence does not."""
    honest = evidence_of("abcd", 7, PROFILE, b"source", b"rendition", b"\x22" * 20, 3000)
    forged = evidence_of("abcd", 7, PROFILE, b"other source", b"rendition", b"\x22" * 20, 3000)
    deployed = sign_message(KEY, result_message([b"rendition"]))
    bound = sign_evidence(KEY, DOMAIN, honest)
    assert is_deployed_evidence(b"other source", [b"rendition"], deployed, ORCHESTRATOR)
    assert is_evidence(DOMAIN, honest, bound, ORCHESTRATOR)
    assert not is_evidence(DOMAIN, forged, bound, ORCHESTRATOR)


@pytest.mark.parametrize(
    ("change", "is_the_same"),
    [
        ({"format": Format.MPEGTS}, True),
        ({"frame_rate_denominator": 1}, True),
        ({"format": Format.MP4}, False),
        ({"frame_rate_denominator": 2}, False),
        ({"gop": -1}, False),
        ({"name": "P240p30fps16x9 "}, False),
        ({"quality": 1}, False),
    ],
)
def test_profile_form_is_one_for_one_meaning(change: dict[str, object], is_the_same: bool) -> None:
    """Given a profile and a change, then the forms are equal exactly where the renditions are asked for alike."""
    other: Profile = dataclasses.replace(PROFILE, **change)  # type: ignore[arg-type]
    assert (profile_form(other) == profile_form(PROFILE)) == is_the_same
    assert len(profile_form(PROFILE)) == 352
