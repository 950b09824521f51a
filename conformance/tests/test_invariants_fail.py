"""Invariants of disputes: with a rule of the spec broken, the traces of scenarios violate them, and not without."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest

from livepeer_conformance.adapters.target import Target
from livepeer_conformance.fixtures.reading import trace_of
from livepeer_conformance.invariants.monitor import Monitor, Violation
from livepeer_conformance.machines.spec_only import SpecOnlyWorld
from livepeer_conformance.model.json_text import parse_json
from livepeer_spec import parameters
from livepeer_spec.rejection import Reason, require
from livepeer_spec.transactions import Call
from livepeer_spec.upgrades.arbitration import court, disputes, escalation, penalties, referral
from livepeer_spec.upgrades.arbitration.arbitrator_records import Case, Game
from livepeer_spec.upgrades.arbitration.state import Dispute, Outcome, State

FIXTURES: Final = Path(__file__).parents[2] / "fixtures"
Break = Callable[[pytest.MonkeyPatch], None]


def _violation(scenario: str, of: str = "") -> Violation | None:
    """The first violation in the trace of a scenario, by the spec alone; of one requirement only if it is named."""
    document = parse_json((FIXTURES / "arbitration" / f"{scenario}.json").read_bytes())
    world = SpecOnlyWorld(Target.reference("arbitration"), parameters.load("minimal", "arbitration"))
    monitor = Monitor(every=1)
    monitor.start(world)
    if of:
        monitor._invariants = monitor._invariants.chosen(lambda requirement: requirement == of)
        monitor._remember(world)
    for action in trace_of(document).steps:
        monitor.expect(world, action)
        violation = monitor.note(world, world.step(action))
        if violation is not None:
            return violation
    return None


def _without(reason: Reason, rules: ModuleType = disputes) -> Break:
    """The rules of disputes, or others, without one check."""

    def check(condition: bool, why: Reason, *rest: Any) -> None:
        require(condition or why is reason, why, *rest)

    return lambda patch: patch.setattr(rules, "require", check)


def _every(state: State) -> list[Dispute]:
    """All disputes in their order."""
    table = state.disputes.disputes
    return [table[id] for id in table]


def _loser_gets_its_stake_back(patch: pytest.MonkeyPatch) -> None:
    def dispose(state: State, call: Call, amount: int) -> None:
        disputes._pay(state, call, next(one.accuser for one in _every(state) if one.outcome == Outcome.LOST), amount)

    patch.setattr(disputes, "_dispose", dispose)


def _accuser_gets_everything(patch: pytest.MonkeyPatch) -> None:
    def dispose(state: State, call: Call, amount: int) -> None:
        disputes._pay(state, call, _every(state)[-1].accuser, amount)

    patch.setattr(disputes, "_dispose", dispose)


def _silence_costs_the_orchestrator(patch: pytest.MonkeyPatch) -> None:
    close = disputes._close

    def punishing(state: State, dispute: Dispute, outcome: Outcome) -> None:
        close(state, dispute, outcome)
        if outcome is Outcome.LAPSED:
            state.disputes.stakes[dispute.orchestrator].amount //= 2

    patch.setattr(disputes, "_close", punishing)


def _loser_is_jailed_whoever_that_is(patch: pytest.MonkeyPatch) -> None:
    dispose = disputes._dispose

    def jailing(state: State, call: Call, amount: int) -> None:
        dispose(state, call, amount)
        staking = state.deployed["BondingManager"]
        for one in _every(state):
            if one.outcome == Outcome.LOST:
                penalties.jail(state, call.inner(staking), one.accuser, 1)

    patch.setattr(disputes, "_dispose", jailing)


@pytest.mark.parametrize(
    ("broken", "scenario", "requirement"),
    [
        pytest.param(
            _loser_gets_its_stake_back, "disputes/false_accusation_loses_the_accusers_stake", "LP-DISP-060",
            id="loser gets its stake back",
        ),
        pytest.param(
            _accuser_gets_everything, "disputes/won_dispute_slashes_the_stake", "LP-DISP-060",
            id="accuser gets everything",
        ),
        pytest.param(
            _without(Reason.RULING_PERIOD_OVER), "disputes/rule_within_ruling_period", "LP-DISP-061",
            id="rulings at any time",
        ),
        pytest.param(
            _without(Reason.EVIDENCE_TOO_OLD), "disputes/raise_within_eligibility_period", "LP-DISP-061", id="old work"
        ),
        pytest.param(
            _without(Reason.NOT_LIABLE), "disputes/raise_rejects_work_after_the_unlock", "LP-DISP-061",
            id="work that nobody is liable for",
        ),
        pytest.param(
            _without(Reason.DISPUTES_OPEN), "disputes/withdraw_waits_for_open_disputes", "LP-DISP-061",
            id="stake leaves during a dispute",
        ),
        pytest.param(
            _silence_costs_the_orchestrator, "disputes/rule_within_ruling_period", "LP-DISP-061",
            id="silence costs the orchestrator",
        ),
        pytest.param(
            _loser_is_jailed_whoever_that_is, "disputes/false_accusation_loses_the_accusers_stake", "LP-DISP-061",
            id="accuser is jailed",
        ),
    ],
)  # fmt: skip
def test_broken_rule_violates(broken: Break, scenario: str, requirement: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _violation(scenario) is None
    broken(monkeypatch)
    violation = _violation(scenario)
    assert violation is not None
    assert violation.requirement == requirement, violation.message


def _case_loses_what_is_left_over(patch: pytest.MonkeyPatch) -> None:
    settle = court._settle_deposits

    def losing(state: State, call: Call, case: Case, current: int) -> None:
        settle(state, call, case, current)
        state.court.jurors[state.court.seat_holders[case.key, 0]].stake -= 1

    patch.setattr(court, "_settle_deposits", losing)


def _referral_in_the_time_that_is_left(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(referral, "add", lambda current, period: current)


def _answer_bonds_nothing(patch: pytest.MonkeyPatch) -> None:
    record = escalation._record

    def noting(state: State, call: Call, game: Game, for_accuser: bool, bond: int) -> int:
        index = record(state, call, game, for_accuser, 0)
        state.escalation.answers[game.key, index].bond = bond
        return index

    patch.setattr(escalation, "_record", noting)


def _bonds_are_paid_as_if_there_was_a_ruling(patch: pytest.MonkeyPatch) -> None:
    earned = escalation.earned
    patch.setattr(
        escalation, "earned", lambda state, game, index, outcome: earned(state, game, index, int(Outcome.WON))
    )


def _lost_escalation_stays(patch: pytest.MonkeyPatch) -> None:
    def earned(state: State, game: Game, index: int, outcome: int) -> int:
        answers = state.escalation.answers
        amount: int = answers[game.key, index].bond + (answers[game.key, index - 1].bond if index else 0)
        return amount

    patch.setattr(escalation, "earned", earned)


@pytest.mark.parametrize(
    ("broken", "scenario", "requirement"),
    [
        pytest.param(
            _case_loses_what_is_left_over, "court/silent_jurors_lose_their_deposits", "LP-COURT-035",
            id="case loses what is left over",
        ),
        pytest.param(
            _without(Reason.DISPUTE_REFERRED, referral), "disputes/refer_rejects_itself_strangers_and_a_second_time",
            "LP-DISP-042", id="dispute is referred twice",
        ),
        pytest.param(
            _referral_in_the_time_that_is_left,
            "disputes/referred_dispute_has_another_arbitrator_and_its_whole_time", "LP-DISP-042",
            id="referral gives no time",
        ),
        pytest.param(
            _without(Reason.ANSWER_NOT_CONTRADICTING, escalation),
            "escalation/answer_contradicts_with_twice_the_bond", "LP-ESC-026", id="answer says the same again",
        ),
        pytest.param(
            _without(Reason.BOND_TOO_SMALL, escalation), "escalation/answer_contradicts_with_twice_the_bond",
            "LP-ESC-026", id="bonds do not double",
        ),
        pytest.param(
            _without(Reason.ANSWER_WRONG, escalation), "escalation/right_answers_get_what_they_contradicted__2",
            "LP-ESC-026", id="wrong answer is paid",
        ),
        pytest.param(
            _answer_bonds_nothing, "escalation/right_answers_get_what_they_contradicted__2", "LP-ESC-025",
            id="bonds are not there",
        ),
        pytest.param(
            _bonds_are_paid_as_if_there_was_a_ruling, "escalation/lapsed_game_gives_each_bond_back__false",
            "LP-ESC-025", id="lapse pays too much",
        ),
        pytest.param(
            _answer_bonds_nothing, "escalation/answer_contradicts_with_twice_the_bond", "LP-ESC-027",
            id="answer bonds nothing",
        ),
        pytest.param(
            _without(Reason.BOND_COLLECTED, escalation), "escalation/collect_pays_once_and_who_answered",
            "LP-ESC-027", id="answer is paid twice",
        ),
        pytest.param(
            _lost_escalation_stays, "escalation/council_decides_an_escalated_game__false_2", "LP-ESC-027",
            id="lost escalation is nobody's",
        ),
    ],
)  # fmt: skip
def test_broken_rule_violates_the_requirement_itself(
    broken: Break, scenario: str, requirement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _violation(scenario, requirement) is None
    broken(monkeypatch)
    violation = _violation(scenario, requirement)
    assert violation is not None
