"""Usual beginnings and endings of attacks."""

from typing import Final

from livepeer_conformance.model.action import ReceiptPlan
from livepeer_conformance.plays.play import Play
from livepeer_conformance.suites.scenario import PPM
from livepeer_spec.primitives.receipts import is_challenged, transcoding_options

OPTIONS: Final = transcoding_options(["P240p30fps16x9"])
"""Every job wants one rendition, so that the price of a segment is what a segment costs."""
PRICE: Final = 10**15
"""What transcoders ask for a segment where nothing else is said, in wei."""
JOB_BLOCKS: Final = 40
"""For how many blocks a job runs."""


def transcoder(
    play: Play, name: str, stake: int, reward_cut: int = 0, fee_share: int = PPM, price: int = PRICE
) -> None:
    """Given ``name`` is a registered transcoder with own stake (in LPTU) and terms (in ppm and wei)."""
    play.bonded(name, stake, name)
    play.tx(name, "transcoder", reward_cut, fee_share, price)


def offer(play: Play, price: int = PRICE, broadcaster: str = "alice") -> int:
    """Given a job at ``price`` wei a segment; gives its id."""
    play.tx(broadcaster, "job", "stream", OPTIONS, price, play.block + JOB_BLOCKS)
    return int(play.state.jobs.num_jobs) - 1


def elected(play: Play, job_id: int) -> str:
    """Who is elected for a job by the block that created it."""
    job = play.state.jobs.jobs[job_id]
    block_hash = play.block_hash(job.creation_block)
    name = play.read("elect_active_transcoder", job.max_price_per_segment, block_hash, job.creation_round)
    play.note(f"the hash of block {job.creation_block} elects {name}")
    return str(name)


def claim(play: Play, name: str, job_id: int, first: int, last: int) -> int:
    """Given a transcoder's claim with the receipts of its segments; gives its id."""
    play.tx(name, "claim_work", job_id, (first, last), "receipts")
    return int(play.state.jobs.jobs[job_id].total_claims) - 1


def until_paid(play: Play, name: str, job_id: int, claim_ids: list[int]) -> None:
    """Given every challenged segment of the claims is verified, and their fees are distributed."""
    play.advance_blocks(1)
    for claim_id in claim_ids:
        verify(play, name, job_id, claim_id)
    last = play.state.jobs.claims[job_id, claim_ids[-1]].end_verification_slashing_block
    play.advance_blocks(max(0, last - play.block))
    for claim_id in claim_ids:
        play.tx(name, "distribute_fees", job_id, claim_id)


def verify(play: Play, name: str, job_id: int, claim_id: int) -> None:
    """Given the challenged segments of a claim are submitted, and the solver finds them right."""
    for number in challenged(play, job_id, claim_id):
        play.tx(name, "verify", ReceiptPlan(job_id, claim_id, number))
        request = play.state.verifier.request_count - 1
        play.tx("verifier", "callback", request, f"commit:{request}")


def challenged(play: Play, job_id: int, claim_id: int) -> list[int]:
    """The segments of a claim that have to be verified; the block after the claim is mined."""
    segment_range = play.state.jobs.claims[job_id, claim_id].segment_range
    block = play.state.jobs.claims[job_id, claim_id].claim_block + 1
    block_hash, rate = play.block_hash(block), play.state.jobs.verification_rate
    numbers = range(segment_range[0], segment_range[1] + 1)
    return [number for number in numbers if is_challenged(number, segment_range, block, block_hash, rate)]
