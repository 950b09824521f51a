"""Transcode receipts, which the transcoder signs too.

Source: Livepeer whitepaper, "The Job" (transcode receipt).
"""

from typing import NamedTuple

from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.receipts import receipt_hash
from livepeer_spec.primitives.types import Hash32
from livepeer_spec.requirements import implements


class Receipt(NamedTuple):
    """A segment, hashes of its data before and after transcoding, and both signatures."""

    segment_number: int
    data_hash: Hash32
    transcoded_data_hash: Hash32
    broadcaster_signature: bytes
    transcoder_signature: bytes


@implements("LP-WVERIF-012")
def work_hash(stream_id: str, receipt: Receipt) -> Hash32:
    """What the transcoder signs: all other fields of the receipt."""
    return receipt_hash(stream_id, *receipt[:-1])


@implements("LP-WVERIF-013")
def leaf(stream_id: str, receipt: Receipt) -> Hash32:
    """The leaf of a receipt in the tree of a claim: all of its fields, the transcoder's signature last."""
    segment = stream_id.encode() + receipt.segment_number.to_bytes(32, "big")
    return keccak(b"".join((segment, *receipt[1:])))
