"""Transcode receipts: what broadcaster and transcoder sign, what a claim commits to, and which segments are challenged.

Source: Livepeer whitepaper, "视频片段" (video segments), "The Job" (transcode receipt) and "Verification of Work".
"""

from typing import NamedTuple

from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.signature import ethereum_message_digest, recover
from livepeer_spec.primitives.types import Address, BlockNumber, Hash32
from livepeer_spec.requirements import implements

RECEIPT_TYPE = "(uint256,bytes32,bytes32,bytes,bytes)"
"""A receipt in the ABI; the stream is the job's."""


class Receipt(NamedTuple):
    """A segment, hashes of its data before and after transcoding, and both signatures."""

    segment_number: int
    data_hash: Hash32
    transcoded_data_hash: Hash32
    broadcaster_signature: bytes
    transcoder_signature: bytes


def _word(number: int) -> bytes:
    return number.to_bytes(32, "big")


@implements("LP-WVERIF-011")
def segment_hash(stream_id: str, segment_number: int, data_hash: Hash32) -> Hash32:
    """What the broadcaster signs: stream, number and data of a segment."""
    return keccak(stream_id.encode() + _word(segment_number) + data_hash)


def _work(stream_id: str, receipt: Receipt) -> bytes:
    hashes = receipt.data_hash + receipt.transcoded_data_hash
    return stream_id.encode() + _word(receipt.segment_number) + hashes + receipt.broadcaster_signature


@implements("LP-WVERIF-012")
def work_hash(stream_id: str, receipt: Receipt) -> Hash32:
    """What the transcoder signs: all other fields of the receipt."""
    return keccak(_work(stream_id, receipt))


@implements("LP-WVERIF-013")
def receipt_hash(stream_id: str, receipt: Receipt) -> Hash32:
    """The leaf of a receipt in the tree of a claim: all of its fields, the transcoder's signature last."""
    return keccak(_work(stream_id, receipt) + receipt.transcoder_signature)


@implements("LP-WVERIF-011", "LP-WVERIF-012")
def signer_of(message_hash: Hash32, signature: bytes) -> Address | None:
    """Who signed a hash as a personal message; None for a signature that nobody can have made.

    65 bytes are taken, with a last one of 27 and 28, or 0 and 1 for these.
    """
    if len(signature) != 65:
        return None
    v = signature[64] + 27 if signature[64] < 27 else signature[64]
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big")
    return recover(ethereum_message_digest(message_hash), v, r, s)


@implements("LP-WVERIF-004")
def is_drawn(claim_block: BlockNumber, claim_block_hash: Hash32, segment_number: int, rate: int) -> bool:
    """Whether the hash of the claim's own block draws a segment for verification, one of ``rate``."""
    lot = keccak(_word(claim_block) + claim_block_hash + _word(segment_number))
    return int.from_bytes(lot, "big") % rate == 0
