"""A reorganisation of the chain around a job's assignment: another block, another hash, another transcoder."""

from typing import Final

from livepeer_conformance.attacks.attack import Attack, Figures, Inequality, Stage
from livepeer_conformance.attacks.given import PRICE, claim, elected, offer, transcoder, until_paid
from livepeer_conformance.plays.play import Play
from livepeer_conformance.suites.scenario import ETH, LPT
from livepeer_spec.rejection import Reason

_SEGMENTS: Final = 4
_MOST_BLOCKS: Final = 20


def orphaned(stage: Stage, depth: int, other_blocks: bool = True) -> Figures:
    """The block with alice's job is orphaned, ``depth`` blocks deep; without ``other_blocks`` the same come back."""
    play = stage.play("the block with the job is orphaned")
    play.initialized()
    for name in ("bob", "carol"):
        transcoder(play, name, 1_000 * LPT)
    play.next_round()
    before = play.holdings()["alice"]
    play.tx("alice", "deposit", value=ETH)
    checkpoint = play.checkpoint()
    job = offer(play)
    first = elected(play, job)
    play.note(f"{first} begins to work")
    play.advance_blocks(depth - 1)
    play.reorganise(checkpoint)
    blocks = depth if other_blocks else 0
    second = _offer_in(play, blocks)
    while other_blocks and second == first and blocks < depth + _MOST_BLOCKS:
        play.reorganise(checkpoint)
        blocks += 1
        second = _offer_in(play, blocks)
    if second != first:
        play.rejects(Reason.NOT_ELECTED, first, "claim_work", job, (0, _SEGMENTS - 1), "receipts")
    until_paid(play, second, job, [claim(play, second, job, 0, _SEGMENTS - 1)])
    held = play.holdings()
    return {
        "blocks before the job comes back": blocks,
        "fees of the one elected first, wei": held[first].fees,
        "fees of the one elected now, wei": held[second].fees,
        "what the broadcaster paid, wei": before.total_wei - held["alice"].total_wei,
        "price of one job, wei": _SEGMENTS * PRICE,
    }


def _offer_in(play: Play, blocks: int) -> str:
    """The job comes back so many blocks later; who is elected for it."""
    play.advance_blocks(blocks)
    return elected(play, offer(play))


ATTACKS: Final = (
    Attack(
        name="chain-reorganisation",
        section="Chain Reorg",
        statement="A block hash decides who works on a job. If the block is orphaned another transcoder may be elected:"
        " the broadcaster sends its stream there, and pays once; whoever had begun works in vain.",
        rules="alpha",
        cast=("alice", "bob", "carol"),
        parameter="blocks that are orphaned",
        values=(1, 3, 7),
        run=orphaned,
        inequalities=(
            Inequality("fees of the one elected first, wei", "<", "fees of the one elected now, wei"),
            Inequality("what the broadcaster paid, wei", "<=", "price of one job, wei"),
        ),
    ),
)
