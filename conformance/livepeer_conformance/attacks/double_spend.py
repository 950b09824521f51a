"""Broadcaster double spend: winning tickets for several orchestrators, worth more than deposit and reserve.

Source: Livepeer Streamflow Paper, "Open Research Areas", "Broadcaster Doublespend Mitigation".
"""

from typing import Final, NamedTuple

from livepeer_conformance.attacks.attack import STREAMFLOW_PAPER, Attack, Figures, Inequality, Stage
from livepeer_conformance.plays.play import Play
from livepeer_conformance.suites.scenario import ETH, LPT
from livepeer_spec.offchain.sender_monitor import MIN_DEPOSIT_PENDING_RATIO, Sender, max_float, start_redeeming
from livepeer_spec.primitives.types import Wei

_ORCHESTRATORS: Final = ("alice", "bob", "carol", "dave", "frank", "grace")
_DEPOSIT: Final = 6 * ETH
_RESERVE: Final = 6 * ETH


class _Paid(NamedTuple):
    """What an orchestrator accepted and what it got, in wei; ``waited`` is what waited before its last ticket."""

    accepted: Wei
    got: Wei
    waited: Wei = 0

    @property
    def lost(self) -> Wei:
        return self.accepted - self.got


def double_spend(stage: Stage, orchestrators: int, minds_pool: bool = True) -> Figures:
    """Erin pays so many at once; with ``minds_pool`` unset the careful ones take the whole reserve for theirs."""
    names = _ORCHESTRATORS[:orchestrators]
    play = stage.play("each trusts the deposit")
    _work(play, names)
    trusting = _redeemed(play, {name: [_DEPOSIT] for name in names})
    play = stage.play("all but alice follow max float, and let one ticket wait")
    _work(play, names)
    once = _redeemed(play, {"alice": [_DEPOSIT]} | {name: _accepted(play, 1, minds_pool) for name in names[1:]})
    play = stage.play("all but alice follow max float, and let tickets wait for as long as it says")
    _work(play, names)
    often = _redeemed(play, {"alice": [_DEPOSIT]} | {name: _accepted(play, 100, minds_pool) for name in names[1:]})
    last = names[-1]
    return {
        "winning tickets, each trusting the deposit, wei": sum(each.accepted for each in trusting.values()),
        "deposit and reserve, wei": _DEPOSIT + _RESERVE,
        "what these pay in all, wei": sum(each.got for each in trusting.values()),
        "what the first one gets, wei": trusting["alice"].got,
        "what the last one gets, wei": trusting[last].got,
        "what the last one loses, wei": trusting[last].lost,
        "part of the reserve for each, wei": _RESERVE // orchestrators,
        "accepted by max float, one ticket waiting, wei": once[last].accepted,
        "lost by max float, one ticket waiting, wei": max(once[name].lost for name in names[1:]),
        "accepted by max float, several waiting, wei": often[last].accepted,
        "lost by max float, several waiting, wei": max(often[name].lost for name in names[1:]),
        "what waited before the last of them, wei": often[last].waited,
        "a third of the deposit, wei": int(_DEPOSIT / MIN_DEPOSIT_PENDING_RATIO),
    }


def _work(play: Play, names: tuple[str, ...]) -> None:
    """The orchestrators work, have no delegators to share with, and know erin's deposit and reserve."""
    play.initialized()
    play.tx("owner", "set_num_active_transcoders", len(_ORCHESTRATORS))
    for name in names:
        play.orchestrator(name, 1_000 * LPT, fee_share=0)
    play.next_round()
    play.funded("erin", _DEPOSIT, _RESERVE)


def _accepted(play: Play, tickets: int, minds_pool: bool) -> list[Wei]:
    """The winning tickets that an orchestrator lets wait, up to so many, each worth the max float of its time."""
    info = play.view("get_sender_info", "erin")
    (deposit, _), (reserve, _) = info["sender"], info["reserve"]
    parts = play.view("get_transcoder_pool_size") if minds_pool else 1
    sender = Sender(deposit, reserve)
    values: list[Wei] = []
    while len(values) < tickets and (value := max_float(sender, parts)) > 0:
        start_redeeming(sender, value)
        values.append(value)
    return values


def _redeemed(play: Play, tickets: dict[str, list[Wei]]) -> dict[str, _Paid]:
    """What came of winning tickets of erin that are redeemed one orchestrator after the other."""
    for name, values in tickets.items():
        for nonce, value in enumerate(values):
            play.tx(name, "redeem_winning_ticket", play.ticket("erin", name, value, nonce=nonce))
    held = play.holdings()
    return {name: _Paid(sum(values), held[name].fees, sum(values[:-1])) for name, values in tickets.items()}


ATTACKS: Final = (
    Attack(
        name="broadcaster-double-spend",
        section="Broadcaster Doublespend Mitigation",
        statement="A broadcaster may pay several orchestrators at once with winning tickets that are worth more than"
        " its deposit and reserve. The deposit is paid to who comes first, and may go to a node of the broadcaster's"
        " own; the reserve has an equal part for each. Who accepts no more than max float gets all of it, and where"
        " more tickets wait because the deposit looked large enough loses at most a third of that deposit.",
        rules="streamflow",
        cast=("erin", *_ORCHESTRATORS),
        parameter="orchestrators that erin pays at once",
        values=(3, 4, 6),
        run=double_spend,
        inequalities=(
            Inequality("deposit and reserve, wei", "<", "winning tickets, each trusting the deposit, wei"),
            Inequality("what these pay in all, wei", "<=", "deposit and reserve, wei"),
            Inequality("part of the reserve for each, wei", "<=", "what the last one gets, wei"),
            Inequality("lost by max float, one ticket waiting, wei", "<=", 0),
            Inequality("lost by max float, several waiting, wei", "<=", "what waited before the last of them, wei"),
            Inequality("lost by max float, several waiting, wei", "<=", "a third of the deposit, wei"),
            Inequality("lost by max float, several waiting, wei", "<", "what the last one loses, wei"),
        ),
        paper=STREAMFLOW_PAPER,
    ),
)
