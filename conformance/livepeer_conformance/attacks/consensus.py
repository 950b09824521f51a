"""Attacks on consensus, as far as a contract can show them: what a majority of the stake can do to the others."""

from typing import Final

from livepeer_conformance.attacks.attack import Attack, Figures, Inequality, Stage
from livepeer_conformance.attacks.given import claim, elected, offer, transcoder
from livepeer_conformance.model.action import Action, ReceiptPlan
from livepeer_conformance.plays.play import Play
from livepeer_conformance.suites.scenario import ETH, LPT, PPM

_ALL: Final = 1_000 * LPT
_PRICE_OF_BOB: Final = 10**15


def majority(stage: Stage, percent: int, is_solver: bool = False) -> Figures:
    """Dave has ``percent`` of the active stake and tries to judge the work of bob; ``is_solver`` makes him a judge."""
    play = stage.play(f"dave has {percent} % of the active stake")
    play.initialized()
    stakes = {"bob": _ALL * (100 - percent) // 100, "dave": _ALL * percent // 100}
    transcoder(play, "bob", stakes["bob"], price=_PRICE_OF_BOB)
    transcoder(play, "dave", stakes["dave"], price=_PRICE_OF_BOB + 1)
    if is_solver:
        play.tx("owner", "set_solver", "dave")
    play.tx("owner", "set_verification_rate", 1)
    play.next_round()
    rewards = {}
    for name in stakes:
        stake = play.holdings()[name].stake
        play.tx(name, "reward")
        rewards[name] = (play.holdings()[name].stake - stake) * LPT // stakes[name]
    play.tx("alice", "deposit", value=ETH)
    job = offer(play, _PRICE_OF_BOB)
    claim_id = claim(play, elected(play, job), job, 0, 3)
    play.advance_blocks(1)
    play.tx("bob", "verify", ReceiptPlan(job, claim_id, 0))
    stake = play.holdings()["bob"].stake
    accepted = sum(_attempt(play, action) for action in _attempts(job, claim_id))
    return {
        "attempts": len(_attempts(job, claim_id)),
        "attempts that are accepted": accepted,
        "stake that bob lost, LPTU": stake - play.holdings()["bob"].stake,
        "reward for one LPT of dave, LPTU": rewards["dave"],
        "reward for one LPT of bob, LPTU": rewards["bob"],
    }


def _attempts(job: int, claim_id: int) -> list[Action]:
    """What dave tries: to slash bob, to judge his segment, to claim his job, to elect, and to pay himself."""
    everything = "0x" + "11" * 32
    return [
        Action("slash_transcoder", "dave", ("bob", "dave", PPM, PPM)),
        Action("receive_verification", "dave", (job, claim_id, 0, False)),
        Action("callback", "dave", (0, everything)),
        Action("missed_verification_slash", "dave", (job, claim_id, 1)),
        Action("double_claim_segment_slash", "dave", (job, claim_id, claim_id, 0)),
        Action("claim_work", "dave", (job, (0, 3), everything)),
        Action("distribute_fees", "dave", (job, claim_id)),
        Action("update_transcoder_with_fees", "dave", ("dave", ETH, 1)),
        Action("set_active_transcoders", "dave"),
        Action("reward", "dave"),
        Action("set_solver", "dave", ("dave",)),
    ]


def _attempt(play: Play, action: Action) -> bool:
    """Whether a transaction is accepted."""
    step = play.attempt(action)
    assert step.outcome is not None
    return step.outcome.reason is None


ATTACKS: Final = (
    Attack(
        name="majority-of-stake",
        section="Consensus Attacks",
        statement="Transcoders neither validate nor accept the work of others: nothing can be signed twice, and stake"
        " decides only how often one works and what one is allocated, at the same rate for all.",
        rules="alpha",
        cast=("alice", "bob", "dave"),
        parameter="part of the active stake, percent",
        values=(10, 51, 90),
        run=majority,
        inequalities=(
            Inequality("attempts that are accepted", "<=", 0),
            Inequality("stake that bob lost, LPTU", "<=", 0),
            Inequality("reward for one LPT of dave, LPTU", "<=", "reward for one LPT of bob, LPTU"),
        ),
    ),
)
