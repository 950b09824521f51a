"""Delegator squeezing: an orchestrator drives its delegators off with worse terms, to earn on its own stake alone.

Source: Livepeer Streamflow Paper, "Attacks", "Delegator Squeezing".
"""

from typing import Final

from livepeer_conformance.attacks.attack import STREAMFLOW_PAPER, Attack, Figures, Inequality, Stage
from livepeer_conformance.model.action import Action
from livepeer_conformance.plays.holdings import Holding, Holdings
from livepeer_conformance.plays.play import Play
from livepeer_conformance.suites.scenario import ETH, LPT, PPM
from livepeer_spec.primitives.fractions import part
from livepeer_spec.primitives.types import BlockNumber, Ppm
from livepeer_spec.upgrades.streamflow.clock import start_block_at

_STAKE: Final = 100_000 * LPT
_FEES: Final = ETH
"""What the tickets of each orchestrator are worth in each round, in wei."""


def squeeze(stage: Stage, late: int, reward_cut: Ppm = PPM, fee_share: Ppm = 0) -> Figures:
    """Alice sets worse terms; bob moves to carol ``late`` rounds after the first chance to, and dave stays."""
    play = stage.play("alice keeps her terms")
    _stakes(play)
    kept = [_round(play) for _ in range(late + 2)]
    play = stage.play("alice squeezes: bob moves, and dave stays")
    _stakes(play)
    play.next_round()
    accepted = int(_attempt(play, reward_cut, fee_share))
    squeezed = [_work(play)]
    lock = part(play.parameters.round_length, play.parameters.round_lock_amount, PPM)
    play.advance_blocks(_next_round_block(play) - lock - 1 - play.block)
    play.tx("alice", "transcoder", reward_cut, fee_share)
    blocks_left = _next_round_block(play) - play.block
    accepted += _attempt(play, 0, PPM)
    squeezed += [_round(play) for _ in range(late)]
    play.tx("bob", "bond", 0, "carol")
    moved = play.holdings()
    last = _round(play)
    old, new = _gained(kept[0]["bob"], kept[late]["bob"]), _gained(squeezed[0]["bob"], squeezed[late]["bob"])
    return {
        "changes of terms that are accepted before the reward or in the lock": accepted,
        "blocks of the lock": lock,
        "blocks to move in before the new terms count": blocks_left,
        "reward of bob in the rounds that he is late, LPTU": new.stake,
        "reward that the old terms give in these rounds, LPTU": old.stake,
        "what bob lost when he moves, LPTU": kept[late]["bob"].stake - moved["bob"].stake,
        "fees of bob in the rounds that he is late, wei": new.fees,
        "fees that the old terms give in these rounds, wei": old.fees,
        "what bob lost when he moves, wei": kept[late]["bob"].fees - moved["bob"].fees,
        "reward of his next round at the old terms, ppm of the stake": _rate(kept[late]["bob"], kept[-1]["bob"]),
        "reward of his next round with carol, ppm of the stake": _rate(moved["bob"], last["bob"]),
        "reward of dave since the change, LPTU": _gained(squeezed[0]["dave"], last["dave"]).stake,
        "reward of bob since the change, LPTU": _gained(squeezed[0]["bob"], last["bob"]).stake,
        "what alice has more for it, LPTU": last["alice"].stake - kept[-1]["alice"].stake,
    }


def _stakes(play: Play) -> None:
    """Alice and carol offer the same terms, and bob and dave delegate to alice; erin pays both orchestrators."""
    play.initialized()
    for name in ("alice", "carol"):
        play.orchestrator(name, _STAKE)
    for name in ("bob", "dave"):
        play.bonded(name, _STAKE, "alice")
    play.funded("erin", 100 * ETH)


def _round(play: Play) -> Holdings:
    """Another round, in which both orchestrators work; what all hold then."""
    play.next_round()
    return _work(play)


def _work(play: Play) -> Holdings:
    """Both orchestrators mint their rewards and redeem a ticket of the round; what all hold then."""
    for name in ("alice", "carol"):
        play.tx(name, "reward")
        play.tx(name, "redeem_winning_ticket", play.ticket("erin", name, _FEES))
    return play.holdings()


def _attempt(play: Play, reward_cut: Ppm, fee_share: Ppm) -> bool:
    """Whether alice may set these terms now."""
    step = play.attempt(Action("transcoder", "alice", (reward_cut, fee_share)))
    assert step.outcome is not None
    return step.outcome.reason is None


def _next_round_block(play: Play) -> BlockNumber:
    """The first block of the next round."""
    rounds = play.state.rounds
    return int(start_block_at(rounds, play.block) + rounds.round_length)


def _gained(before: Holding, after: Holding) -> Holding:
    """Rewards, as stake, and fees that somebody gained."""
    return Holding(stake=after.stake - before.stake, fees=after.fees - before.fees)


def _rate(before: Holding, after: Holding) -> Ppm:
    """Rewards for the stake that earned them."""
    return (after.stake - before.stake) * PPM // before.stake


ATTACKS: Final = (
    Attack(
        name="delegator-squeezing",
        section="Delegator Squeezing",
        statement="An orchestrator that has attracted delegators may set terms that drive them off. The new terms count"
        " from the next round, and the lock at the end of a round leaves time to move: who moves at once loses nothing,"
        " who is late loses no more than these rounds, and who never moves earns nothing.",
        rules="streamflow",
        cast=("alice", "bob", "carol", "dave", "erin"),
        parameter="rounds that bob is late",
        values=(0, 1, 4),
        run=squeeze,
        inequalities=(
            Inequality("changes of terms that are accepted before the reward or in the lock", "<=", 0),
            Inequality("blocks of the lock", "<=", "blocks to move in before the new terms count"),
            Inequality(
                "what bob lost when he moves, LPTU", "<=", "reward that the old terms give in these rounds, LPTU"
            ),
            Inequality("what bob lost when he moves, wei", "<=", "fees that the old terms give in these rounds, wei"),
            Inequality(
                "reward of his next round at the old terms, ppm of the stake",
                "<=",
                "reward of his next round with carol, ppm of the stake",
            ),
            Inequality("reward of dave since the change, LPTU", "<", "reward of bob since the change, LPTU"),
        ),
        paper=STREAMFLOW_PAPER,
    ),
)
