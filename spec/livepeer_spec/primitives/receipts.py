"""Segments of a stream, the receipts of their transcoding, and which of them have to be verified.

Source: Livepeer whitepaper, "Video Transcoding" and "Verification of Work"; deployed library JobLib.
"""

from typing import Final

from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.signature import ethereum_message_digest, recover
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, BlockNumber, Hash32, Wei
from livepeer_spec.primitives.uint256 import add, div, mul, sub
from livepeer_spec.rejection import Reason, require

PROFILE_LENGTH: Final = 8
"""Characters of a transcoding profile's id."""
SIGNATURE_LENGTH: Final = 65
"""Bytes of a signature: r, s and v."""


def _word(number: int) -> bytes:
    return number.to_bytes(32, "big")


def segment_hash(stream_id: str, segment_number: int, data_hash: Hash32) -> Hash32:
    """What identifies a segment: the digest of stream, number and data."""
    return keccak(stream_id.encode("utf-8") + _word(segment_number) + data_hash)


def personal_segment_hash(stream_id: str, segment_number: int, data_hash: Hash32) -> Hash32:
    """The digest that a broadcaster signs for a segment: that of a signed message."""
    return ethereum_message_digest(segment_hash(stream_id, segment_number, data_hash))


def receipt_hash(
    stream_id: str, segment_number: int, data_hash: Hash32, transcoded_data_hash: Hash32, broadcaster_signature: bytes
) -> Hash32:
    """What identifies a receipt: the segment, what it became, and the broadcaster's signature as submitted."""
    segment = stream_id.encode("utf-8") + _word(segment_number) + data_hash
    return keccak(segment + transcoded_data_hash + broadcaster_signature)


def commit_hash(data_hash: Hash32, transcoded_data_hash: Hash32) -> Hash32:
    """What a solver has to answer: the digest of a segment's data before and after transcoding.

    Source: deployed LivepeerVerifier.verify.
    """
    return keccak(data_hash + transcoded_data_hash)


def segment_signer(digest: Hash32, signature: bytes) -> Address:
    """Who signed a segment's digest: the null address for any signature that is not r, s and v.

    v is 27 or 28, or 0 or 1 for the same; s may lie in either half of the order.
    Source: deployed library ECRecovery.recover.
    """
    if len(signature) != SIGNATURE_LENGTH:
        return NULL_ADDRESS
    r, s, v = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big"), signature[64]
    return recover(digest, v + 27 if v < 27 else v, r, s) or NULL_ADDRESS


def is_challenged(
    segment_number: int,
    segment_range: tuple[int, int],
    challenge_block: BlockNumber,
    block_hash: Hash32,
    verification_rate: int,
) -> bool:
    """Whether a segment of a claim has to be verified: one in ``verification_rate`` is, chosen by a block's hash.

    The range includes both its ends. Raises ``DIVISION_BY_ZERO`` for a segment in the range when the rate is zero.
    """
    first, last = segment_range
    if not first <= segment_number <= last:
        return False
    # There is a rate.
    require(verification_rate > 0, Reason.DIVISION_BY_ZERO)
    draw = keccak(_word(challenge_block) + block_hash + _word(segment_number))
    return int.from_bytes(draw, "big") % verification_rate == 0


def profile_id(profile: str) -> str:
    """The id of a transcoding profile, such as ``P720p30fps16x9``: the first four bytes of its name's digest in hex."""
    return keccak(profile.encode("ascii"))[: PROFILE_LENGTH // 2].hex()


def transcoding_options(profiles: list[str]) -> str:
    """The options of a job: the ids of its profiles in a row."""
    return "".join(profile_id(profile) for profile in profiles)


def are_valid_options(options: str) -> bool:
    """Whether options are one id or more; only their length tells."""
    length = len(options.encode("utf-8"))
    return length > 0 and length % PROFILE_LENGTH == 0


def segment_count(segment_range: tuple[int, int]) -> int:
    """Segments of a range that includes both its ends. Raises ``ADDITION_OVERFLOW``, ``SUBTRACTION_UNDERFLOW``."""
    first, last = segment_range
    return add(sub(last, first), 1)


def claim_fees(segments: int, options: str, price_per_segment: Wei) -> Wei:
    """What transcoding costs: a price for each segment in each profile. Raises ``MULTIPLICATION_OVERFLOW``."""
    profiles = div(len(options.encode("utf-8")), PROFILE_LENGTH)
    return mul(mul(segments, profiles), price_per_segment)
