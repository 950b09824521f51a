"""Delegator fee theft: an orchestrator holds a winning ticket back until those who should share its fees have left.

Source: Livepeer Streamflow Paper, "Attacks", "Delegator Fee Theft".
"""

from typing import Any, Final

from livepeer_conformance.attacks.attack import STREAMFLOW_PAPER, Attack, Figures, Inequality, Stage
from livepeer_conformance.model.action import Action
from livepeer_conformance.plays.play import Play
from livepeer_conformance.suites.scenario import ETH, LPT, PPM
from livepeer_spec.primitives.types import Round

_STAKE: Final = 100_000 * LPT
_FACE_VALUE: Final = ETH


def hold_back(stage: Stage, rounds: int, validity: Round | None = None) -> Figures:
    """Alice drives bob off and redeems ``rounds`` rounds later; ``validity`` is a period of its own for tickets."""
    play = stage.play("alice redeems at once, and bob leaves")
    created = _work(play, validity)
    _redeem(play, created)
    _leave(play)
    honest = play.holdings()

    play = stage.play("bob leaves, and alice redeems")
    created = _work(play, validity)
    play.note("alice keeps the ticket, which has won")
    _leave(play)
    for _ in range(rounds):
        play.next_round()
        play.tx("alice", "reward")
    is_paid = _redeem(play, created)
    held = play.holdings()
    play.attempt(Action("withdraw", "erin"))
    expires = created + play.state.broker.ticket_validity_period
    paid = held["alice"].fees + held["bob"].fees
    return {
        "rounds until the ticket expires": expires - created,
        "rounds until erin can withdraw her deposit": _sender(play).withdraw_round - created,
        "rounds until bob can withdraw his stake": _lock(play).withdraw_round - created,
        "fees of bob when alice redeems at once, wei": honest["bob"].fees,
        "fees of bob when she waits, wei": held["bob"].fees,
        "fees of alice when she redeems at once, wei": honest["alice"].fees,
        "fees of alice when she waits, wei": held["alice"].fees,
        "fees that alice has more for waiting, wei": max(0, held["alice"].fees - honest["alice"].fees),
        "fees that nobody can claim, wei": is_paid * (_FACE_VALUE - paid),
        "tickets that have not expired, wei": _FACE_VALUE * (play.round < expires),
    }


def _work(play: Play, validity: Round | None) -> Round:
    """Bob delegates to alice, erin pays with a ticket and asks for her deposit at once; the round of the ticket."""
    play.initialized()
    play.orchestrator("alice", _STAKE)
    play.bonded("bob", _STAKE, "alice")
    play.funded("erin", 2 * ETH)
    if validity is not None:
        play.tx("owner", "set_ticket_validity_period", validity)
    for _ in range(2):
        created = play.next_round()
        play.tx("alice", "reward")
    play.note(f"erin pays alice with a ticket of round {created}")
    play.tx("erin", "unlock")
    return created


def _redeem(play: Play, created: Round) -> bool:
    """Whether the ticket pays now."""
    ticket = play.ticket("erin", "alice", _FACE_VALUE, age=play.round - created)
    step = play.attempt(Action("redeem_winning_ticket", "alice", (ticket,)))
    assert step.outcome is not None
    return step.outcome.reason is None


def _leave(play: Play) -> None:
    """Alice keeps everything from the next round on, and bob takes all his stake away at once."""
    play.tx("alice", "transcoder", PPM, 0)
    play.tx("bob", "unbond", play.holdings()["bob"].stake)


def _sender(play: Play) -> Any:
    """What the TicketBroker knows of erin."""
    return play.state.broker.senders[play.world.naming.address("erin")]


def _lock(play: Play) -> Any:
    """The lock on the stake that bob has unbonded."""
    return play.state.bonding.unbonding_locks[play.world.naming.address("bob"), 0]


ATTACKS: Final = (
    Attack(
        name="delegator-fee-theft",
        section="Delegator Fee Theft",
        statement="An orchestrator may drive its delegators off while it holds a winning ticket, and redeem it when all"
        " fees are its own. Fees are credited in the round of the redemption, so this works from the next round on, for"
        " as long as the ticket is valid; the paper's thought that a ticket carries the fee share it was earned at is"
        " not in the contracts. What expires, and does so before the broadcaster can withdraw, is lost to the one who"
        " waited.",
        rules="streamflow",
        cast=("alice", "bob", "erin"),
        parameter="rounds that alice waits",
        values=(0, 1, 2, 3),
        run=hold_back,
        inequalities=(
            Inequality("rounds until the ticket expires", "<=", "rounds until erin can withdraw her deposit"),
            Inequality("fees of alice when she waits, wei", "<=", "tickets that have not expired, wei"),
            Inequality("fees of bob when she waits, wei", "<", "fees of bob when alice redeems at once, wei"),
        ),
        paper=STREAMFLOW_PAPER,
    ),
)
