"""Usual beginnings of scenarios on the whitepaper's jobs, and the receipts in them."""

from typing import Any, Final

from livepeer_conformance.lockstep.signing import sign
from livepeer_conformance.suites.scenario import ETH, LPT, Scenario
from livepeer_conformance.suites.whitepaper_stake.given import candidate, vote
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.receipts import personal_segment_hash
from livepeer_spec.primitives.signature import ethereum_message_digest
from livepeer_spec.upgrades.alpha.whitepaper.receipts import Receipt, leaf, work_hash

STREAM: Final = "stream"
OPTIONS: Final = "a7ac137a49d54ea9"
"""Two profiles."""
PRICE: Final = 5
"""In wei a segment and profile; a segment costs 10 wei."""
ROOT: Final = "0x" + "ab" * 32
VP, SP = 10, 10
"""Verification and slashing period in blocks."""


def working(s: Scenario, rate: int | None = None, fee_share: int = 250_000) -> None:
    """Given alice is active at 5 wei, with bob's 300 LPT behind her 100; erin has deposited 1 ETH.

    With ``rate`` a vote has set the verification rate: 1 for every segment, 2^255 for none.
    """
    s.initialized()
    candidate(s, "alice", 100 * LPT, fee_share=fee_share, price=PRICE)
    s.bonded("bob", 300 * LPT, to="alice")
    s.next_round()
    s.tx("alice", "reward")
    s.tx("erin", "deposit", value=ETH)
    if rate is not None:
        vote(s, "alice", "verificationRate", rate)


def assigned(s: Scenario, rate: int | None = None, fee_share: int = 250_000) -> None:
    """Given erin's job 0, which alice does, with 10 wei in escrow."""
    working(s, rate, fee_share)
    s.tx("alice", "transcode_availability")
    s.tx("erin", "job", STREAM, OPTIONS, PRICE)
    s.advance_blocks(1)
    s.tx("erin", "deposit")
    assert s.view("get_job", 0)["transcoder"] == "alice"


def claimed(s: Scenario, rate: int, segments: int = 4, root: str | None = None, fee_share: int = 250_000) -> None:
    """Given alice claims the first ``segments`` segments of job 0 in claim 0."""
    assigned(s, rate, fee_share)
    s.tx("alice", "claim_work", 0, 0, segments - 1, root or tree()[0])


def receipt(number: int, broadcaster: str = "erin", transcoder: str = "alice", stream: str = STREAM) -> Receipt:
    """The receipt of a segment, signed by both sides."""
    data, transcoded = keccak(b"data %d" % number), keccak(b"transcoded %d" % number)
    segment = personal_segment_hash(stream, number, data)
    return signed_by_transcoder(Receipt(number, data, transcoded, sign(broadcaster, segment), b""), transcoder, stream)


def signed_by_transcoder(unsigned: Receipt, transcoder: str = "alice", stream: str = STREAM) -> Receipt:
    """A receipt with the transcoder's signature of all other fields."""
    digest = ethereum_message_digest(work_hash(stream, unsigned))
    return unsigned._replace(transcoder_signature=sign(transcoder, digest))


def written(made: Receipt) -> tuple[Any, ...]:
    """A receipt as an action has it."""
    return tuple("0x" + value.hex() if isinstance(value, bytes) else value for value in made)


def tree() -> tuple[str, list[tuple[str, ...]]]:
    """Root and proofs of the tree of a claim of the segments 0 to 3."""
    leaves = [leaf(STREAM, receipt(number)) for number in range(4)]
    left, right = (keccak(b"".join(sorted(leaves[start : start + 2]))) for start in (0, 2))
    root = keccak(b"".join(sorted((left, right))))
    proofs = [[leaves[number ^ 1], right if number < 2 else left] for number in range(4)]
    return "0x" + root.hex(), [tuple("0x" + node.hex() for node in proof) for proof in proofs]


def submit(s: Scenario, *numbers: int) -> None:
    """Given alice submits segments of claim 0."""
    proofs = tree()[1]
    for number in numbers:
        s.tx("alice", "verify", 0, 0, written(receipt(number)), proofs[number])


def go_to(s: Scenario, block: int) -> None:
    """Let the next transaction be in ``block``."""
    s.advance_blocks(block - s.block)


def claim_block(s: Scenario) -> int:
    """The block of claim 0 of job 0."""
    block: int = s.view("get_claim", 0, 0)["claimBlock"]
    return block
