"""Invariants of slashed delegations: with a rule of the spec broken a trace violates them, and not without."""

from collections.abc import Callable
from typing import Any, Final

import pytest

from livepeer_conformance.adapters.target import Target
from livepeer_conformance.invariants.monitor import Monitor, Violation
from livepeer_conformance.machines.spec_only import SpecOnlyWorld
from livepeer_conformance.model.action import Action, EvidencePlan, TicketPlan
from livepeer_spec import parameters
from livepeer_spec.primitives.fractions import PRECISE
from livepeer_spec.upgrades.arbitration import earnings
from livepeer_spec.upgrades.arbitration.state import State
from livepeer_spec.upgrades.streamflow.state import Delegator

LPT: Final = 10**18
Break = Callable[[pytest.MonkeyPatch], None]
ROUND: Final = (Action("advance_rounds", "", (1, 0)), Action("initialize_round", "owner"))


def _bonds(name: str, amount: int, to: str) -> tuple[Action, ...]:
    return Action("approve", name, ("BondingManager", 2**255)), Action("bond", name, (amount * LPT, to))


def _lost(segment: int) -> tuple[Action, ...]:
    return (
        Action("raise_dispute", "bob", (EvidencePlan("alice", "erin", segment),)),
        Action("rule_dispute", "erin", (segment, True)),
    )


def _paid(nonce: int) -> Action:
    return Action("redeem_winning_ticket", "frank", (TicketPlan("heidi", "alice", LPT, nonce=nonce),))


TRACE: Final = (
    ROUND[1], *_bonds("alice", 1000, "alice"), Action("transcoder", "alice", (0, 10**6)),
    *_bonds("carol", 500, "alice"), *_bonds("dave", 300, "alice"),
    Action("set_arbitrator", "owner", ("erin", True)), Action("set_delegation_slash_amount", "owner", (250_000,)),
    Action("set_penalty", "owner", (0, 0)),
    Action("approve", "alice", ("Disputes", 2**255)), Action("approve", "bob", ("Disputes", 2**255)),
    Action("lock_dispute_stake", "alice", (1000 * LPT,)), Action("support_arbitrator", "alice", ("erin",)),
    Action("fund_deposit_and_reserve", "heidi", (10 * LPT, 0), value=10 * LPT), *ROUND,
    Action("reward", "alice"), Action("claim_earnings", "carol", (0,)), _paid(1), *_lost(1), _paid(2),
    *_bonds("grace", 200, "alice"), *ROUND, _paid(3), *ROUND, Action("claim_earnings", "dave", (0,)), *_lost(2), *ROUND,
    _paid(4), Action("claim_earnings", "carol", (0,)), *ROUND, _paid(5), *_lost(3),
)  # fmt: skip
"""Rewards, fees and slashes, with people who claim before and after them or come between."""


def _violation() -> Violation | None:
    world = SpecOnlyWorld(Target.reference("arbitration"), parameters.load("minimal", "arbitration"))
    monitor = Monitor(every=1)
    monitor.start(world)
    for action in TRACE:
        monitor.expect(world, action)
        step = world.step(action)
        assert step.outcome is None or step.outcome.reason is None, (action, step.outcome)
        violation = monitor.note(world, step)
        if violation is not None:
            return violation
    return None


def _slash_is_for_who_did_not_claim(patch: pytest.MonkeyPatch) -> None:
    left = earnings.left_of_stake

    def claimed_stays(state: State, delegator: Delegator, stake: int) -> int:
        claimed = delegator.last_claim_round == state.rounds.last_initialized_round
        return stake if claimed else left(state, delegator, stake)

    patch.setattr(earnings, "left_of_stake", claimed_stays)


def _slash_since_ever(patch: pytest.MonkeyPatch) -> None:
    def since_ever(state: State, delegator: Delegator, stake: int) -> int:
        return stake * earnings.slash_factor(state, delegator.delegate_address) // PRECISE

    patch.setattr(earnings, "left_of_stake", since_ever)


def _fees_forget_the_noted_factor(patch: pytest.MonkeyPatch) -> None:
    def ratio(numerator: int, denominator: int, scale: int) -> int:
        return numerator

    patch.setattr(earnings, "ratio", ratio)


def _fees_forget_slashes(patch: pytest.MonkeyPatch) -> None:
    def one(*args: Any) -> int:
        return PRECISE

    patch.setattr(earnings, "slash_factor_at_begin", one)


@pytest.mark.parametrize(
    ("broken", "requirement"),
    [
        pytest.param(_slash_is_for_who_did_not_claim, "LP-PEN-026", id="a claim escapes"),
        pytest.param(_slash_since_ever, "LP-PEN-027", id="slashes count again"),
        pytest.param(_fees_forget_the_noted_factor, "LP-PEN-027", id="fees forget the noted factor"),
        pytest.param(_fees_forget_slashes, "LP-INV-007", id="fees forget slashes"),
    ],
)
def test_broken_rule_violates(broken: Break, requirement: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a rule that forgets a factor somewhere, when the trace runs, then an invariant says so."""
    assert _violation() is None
    broken(monkeypatch)
    violation = _violation()
    assert violation is not None
    assert violation.requirement == requirement, violation.message
