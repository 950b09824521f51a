"""Evidence: what an orchestrator signs of its work so that a contract can hold it to it.

One signature binds a rendition to its source, to the profile it was made for, to its place in a session, to the round
in which it was made, and to the arbitrator that broadcaster and orchestrator agreed on. It is typed data (EIP-712),
bound to one contract for disputes on one chain. A signature for one of these says nothing about any other.

The *deployed result signature* (:func:`livepeer_spec.offchain.results.result_message`) is kept beside it. It covers the
renditions and nothing else. Whoever has one can present it with a source of its own choice: the rendition then does
not show what "its" source does, the signature is genuine, and an honest orchestrator looks guilty
(:func:`is_deployed_evidence` accepts both, :func:`is_evidence` only what was agreed). That is why no contract here
takes the deployed signature.

Our design, after the roadmap. Source: "Verification Roadmap", Full Verification and Dispute Resolution; EIP-712.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from livepeer_spec.offchain.errors import Fault, demand
from livepeer_spec.offchain.numbers import fixed_bytes, word
from livepeer_spec.offchain.profiles import INTRA_ONLY, Format, Profile
from livepeer_spec.offchain.results import result_message
from livepeer_spec.offchain.signatures import is_signed_by
from livepeer_spec.primitives.abi import packer
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.signature import sign_digest
from livepeer_spec.primitives.typed_data import domain_separator, typed_data_digest
from livepeer_spec.primitives.types import Address, Hash32, Round
from livepeer_spec.rejection import SpecRejection
from livepeer_spec.requirements import implements
from livepeer_spec.upgrades.confluence.ticket_broker import signer_of

DOMAIN_NAME: Final = "Livepeer Disputes"
DOMAIN_VERSION: Final = "1"
EVIDENCE_FIELDS: Final = ("bytes32", "uint256", "bytes32", "bytes32", "bytes32", "address", "uint256")
"""The ABI's types of the fields of evidence, in their order."""
_MAX_INT256: Final = 2**255 - 1
EVIDENCE_TYPE: Final = keccak(
    b"Evidence(bytes32 session,uint256 segment,bytes32 profile,bytes32 source,bytes32 rendition,address arbitrator,"
    b"uint256 round)"
)

_pack_evidence = packer("bytes32", *EVIDENCE_FIELDS)
_pack_profile = packer("bytes32", *["uint256"] * 8, "int256", "uint256")


class Evidence(NamedTuple):
    """What one signature binds together.

    Attributes:
        session: :func:`session_hash` of the session in which broadcaster and orchestrator agreed on the work.
        segment: the sequence number of the segment.
        profile: :func:`profile_hash` of what was asked for.
        source, rendition: keccak-256 of the bytes that went in and came out.
        arbitrator: the contract that decides a dispute about it.
        round: the protocol's round in which it was transcoded; from it a dispute's time limit counts.
    """

    session: Hash32
    segment: int
    profile: Hash32
    source: Hash32
    rendition: Hash32
    arbitrator: Address
    round: Round


class Domain(NamedTuple):
    """Where evidence counts: the contract for disputes, and its chain."""

    chain_id: int
    disputes: Address

    @property
    @implements("LP-EVID-006")
    def separator(self) -> Hash32:
        """The domain's hash (EIP-712)."""
        return domain_separator(DOMAIN_NAME, DOMAIN_VERSION, self.chain_id, self.disputes)


@implements("LP-EVID-004")
def session_hash(session_id: str) -> Hash32:
    """The name of a session in evidence: the hash of the id in its auth token, in UTF-8."""
    return keccak(session_id.encode("utf-8"))


@implements("LP-EVID-001", "LP-EVID-002", "LP-EVID-003")
def profile_form(profile: Profile) -> bytes:
    """The one byte form of a profile: eleven words, 352 bytes.

    The hash of the name, width, height, bitrate, frame rate, its denominator, the numbers of format, encoder profile
    and codec, milliseconds between key frames, and quality. Values that mean the same have the same form: a frame rate
    is in lowest terms, over 1 where it is the source's or its denominator is unset; an unset format is MPEG-TS; any
    negative distance of key frames is -1. Raises ``INVALID_PROFILE`` for one without a name, and ``NEGATIVE_NUMBER``
    and ``NUMBER_TOO_LARGE`` for a number that does not fit.
    """
    # It has a name, because the name is signed where the segment is.
    demand(profile.name != "", Fault.INVALID_PROFILE, "no name")
    # Its numbers are no less than zero, and fit their words.
    numbers = profile.width, profile.height, profile.bitrate, profile.frame_rate, profile.frame_rate_denominator
    for number in (*numbers, profile.quality):
        word(number)
    # So does the distance of key frames, which may be below zero.
    demand(profile.gop <= _MAX_INT256, Fault.NUMBER_TOO_LARGE, "distance of key frames")
    frame_rate = Fraction(profile.frame_rate, profile.frame_rate_denominator or 1)
    return _pack_profile(
        (
            keccak(profile.name.encode("utf-8")), profile.width, profile.height, profile.bitrate,
            frame_rate.numerator, frame_rate.denominator, profile.format or Format.MPEGTS, profile.encoder_profile,
            profile.codec, max(profile.gop, INTRA_ONLY), profile.quality,
        )
    )  # fmt: skip


@implements("LP-EVID-004")
def profile_hash(profile: Profile) -> Hash32:
    """The name of a profile in evidence. Raises as :func:`profile_form`."""
    return keccak(profile_form(profile))


@implements("LP-EVID-004")
def evidence_of(
    session_id: str, segment: int, profile: Profile, source: bytes, rendition: bytes, arbitrator: Address, round: Round
) -> Evidence:
    """The evidence of one rendition, from the bytes themselves. Raises as :func:`profile_form`."""
    return Evidence(
        session_hash(session_id), segment, profile_hash(profile), keccak(source), keccak(rendition), arbitrator, round
    )


@implements("LP-EVID-005", "LP-EVID-006", "LP-EVID-007", "LP-EVID-008")
def evidence_digest(domain: Domain, evidence: Evidence) -> Hash32:
    """What the orchestrator signs, without a prefix before it.

    Raises ``WRONG_LENGTH`` for a hash of other than 32 bytes or an address of other than 20, and ``NEGATIVE_NUMBER``
    and ``NUMBER_TOO_LARGE`` for a number that is no uint256.
    """
    # Hashes and addresses have their lengths.
    for digest in (evidence.session, evidence.profile, evidence.source, evidence.rendition):
        fixed_bytes(digest, 32)
    for address in (evidence.arbitrator, domain.disputes):
        fixed_bytes(address, 20)
    # Numbers are no less than zero, and fit their words.
    for number in (evidence.segment, evidence.round, domain.chain_id):
        word(number)
    return typed_data_digest(domain.separator, keccak(_pack_evidence((EVIDENCE_TYPE, *evidence))))


@implements("LP-EVID-011")
def sign_evidence(key: bytes, domain: Domain, evidence: Evidence) -> bytes:
    """The orchestrator's signature: r, s and v of 27 or 28 in 65 bytes. Raises as :func:`evidence_digest`."""
    return sign_digest(key, evidence_digest(domain, evidence))


@implements("LP-EVID-007", "LP-EVID-009")
def evidence_signer(domain: Domain, evidence: Evidence, signature: bytes) -> Address:
    """Whom the evidence accuses: its signer.

    Raises ``SIGNATURE_LENGTH``, ``SIGNATURE_HIGH_S``, ``SIGNATURE_V`` and ``SIGNATURE_INVALID``, in this order, of
    :class:`livepeer_spec.rejection.Reason`, and as :func:`evidence_digest`.
    """
    return signer_of(evidence_digest(domain, evidence), signature)


@implements("LP-EVID-010")
def is_evidence(domain: Domain, evidence: Evidence, signature: bytes, orchestrator: Address) -> bool:
    """Whether ``orchestrator`` signed this evidence; false for a malformed signature."""
    try:
        return evidence_signer(domain, evidence, signature) == orchestrator
    except SpecRejection:
        return False


@implements("LP-EVID-012")
def is_deployed_evidence(source: bytes, renditions: Sequence[bytes], signature: bytes, orchestrator: Address) -> bool:
    """Whether a deployed result signature "proves" that ``orchestrator`` made the renditions of ``source``.

    It holds for every source, as long as the renditions are those that were signed: the false accusation that looks
    bound.
    """
    return is_signed_by(orchestrator, result_message(renditions), signature)
