"""Re-execution: an executor transcodes a source again with the exact settings, and signs the hash that comes out.

Signed results are files that executors pass on; whoever has enough of them makes a proof, which judges on the chain
take. The exact settings are those of :func:`livepeer_reference.nodes.segments.transcode`: one thread, constant quality,
exact scaling. A profile that asks for what these do not do has no exact rendition, and is refused by its field.

Source: "Verification Roadmap", Full Verification and Dispute Resolution.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from livepeer_reference.nodes import segments
from livepeer_reference.nodes.wallet import Wallet
from livepeer_reference.verifying.accused import Accused
from livepeer_reference.verifying.reading import EvidenceError, document
from livepeer_spec.offchain.profiles import Codec, EncoderProfile, Format, Profile
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.types import Address
from livepeer_spec.rejection import SpecRejection
from livepeer_spec.upgrades.confluence.ticket_broker import signer_of
from livepeer_spec.verification.evidence import Evidence, profile_hash
from livepeer_spec.verification.exact import ExactDomain, ExactResult, exact_proof, result_digest, sign_result

FORM: Final = "exact-result-v1"


class NotExecutable(Exception):
    """Evidence of which nobody can say by re-execution whether it is honest; the message names the field."""


class NoProof(Exception):
    """Results that make no proof together; the message names the one that does not fit."""


@dataclass(frozen=True)
class SignedResult:
    """What an executor found: where it counts, what it is, who says so."""

    domain: ExactDomain
    result: ExactResult
    executor: Address
    signature: bytes


def transcoded(source: bytes, profile: Profile) -> bytes:
    """The exact rendition. Raises ``NotExecutable``, ``FfmpegMissing`` and ``FfmpegFailed``."""
    for field, is_exact in (
        ("format", profile.format in (None, Format.MPEGTS)),
        ("codec", profile.codec is Codec.H264),
        ("encoderProfile", profile.encoder_profile is EncoderProfile.DEFAULT),
        ("frameRate", profile.frame_rate > 0 and profile.frame_rate_denominator in (0, 1)),
        ("gop", profile.gop == 0),
        ("quality", profile.quality == 0),
    ):
        if not is_exact:
            raise NotExecutable(f"evidence.json: field profile.{field}: the exact settings make no such rendition")
    wanted = segments.Profile(profile.name, profile.width, profile.height, profile.frame_rate)
    return segments.transcode(source, wanted)


def execute(accused: Accused, key: bytes, contract: Address) -> SignedResult:
    """Transcode what evidence is about again, and sign what came out for a contract on the evidence's chain.

    Raises ``NotExecutable``, ``FfmpegMissing`` and ``FfmpegFailed``.
    """
    evidence = accused.evidence
    # An executor that had another source or profile would sign for something else than it was asked about.
    if keccak(accused.source) != evidence.source:
        raise NotExecutable("source: is not the source that was signed")
    if profile_hash(accused.profile) != evidence.profile:
        raise NotExecutable("evidence.json: field profile: is not the profile that was signed")
    rendition = transcoded(accused.source, accused.profile)
    domain = ExactDomain(accused.domain.chain_id, contract)
    result = ExactResult(evidence.source, evidence.profile, keccak(rendition))
    return SignedResult(domain, result, Wallet(key).address, sign_result(key, domain, result))


def written(signed: SignedResult) -> bytes:
    """The file of a result."""
    told = {
        "format": FORM,
        "domain": {"chainId": str(signed.domain.chain_id), "contract": _hex(signed.domain.contract)},
        "result": {name: _hex(value) for name, value in signed.result._asdict().items()},
        "executor": _hex(signed.executor),
        "signature": _hex(signed.signature),
    }
    return (json.dumps(told, indent=1) + "\n").encode("ascii")


def read(path: Path) -> SignedResult:
    """The result in a file, which its executor signed. Raises ``EvidenceError``."""
    told = document(path, FORM)
    domain = ExactDomain(int(told["domain"]["chainId"]), _bytes(told["domain"]["contract"]))
    result = ExactResult(**{name: _bytes(value) for name, value in told["result"].items()})
    signed = SignedResult(domain, result, _bytes(told["executor"]), _bytes(told["signature"]))
    try:
        signer = signer_of(result_digest(domain, result), signed.signature)
    except SpecRejection as error:
        raise EvidenceError(f"{path.name}: field $.signature: {error.reason.value}") from error
    if signer != signed.executor:
        raise EvidenceError(f"{path.name}: field $.signature: is not the executor's, over all of it")
    return signed


def prove(evidence: Evidence, results: Sequence[SignedResult]) -> bytes:
    """The proof that results make about evidence. Raises ``NoProof``."""
    if not results:
        raise NoProof("there are no results")
    first = results[0]
    if (first.result.source, first.result.profile) != (evidence.source, evidence.profile):
        raise NoProof("the results are about another source or profile than the evidence")
    for other in results[1:]:
        if other.domain != first.domain:
            raise NoProof(f"{_hex(other.executor)} signed for another contract or chain than {_hex(first.executor)}")
        if other.result != first.result:
            raise NoProof(f"{_hex(other.executor)} found something else than {_hex(first.executor)}")
    return exact_proof(first.domain, first.result, [signed.signature for signed in results])


def _hex(content: bytes) -> str:
    return "0x" + content.hex()


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text[2:])
