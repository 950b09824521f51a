"""What an answer, an escalation and a game need: side, bond, time, and who asks."""

import pytest

from livepeer_conformance.model.action import EvidencePlan
from livepeer_conformance.suites.disputes.given import OPEN, WON, approving, judged_by, outcome, raised
from livepeer_conformance.suites.escalation.given import collected, escalating, game, games, playing
from livepeer_conformance.suites.scenario import UNLIMITED, Scenario, options, requirement
from livepeer_spec.rejection import Reason


@requirement("LP-ESC-010", "LP-ESC-011", "LP-ESC-013")
def test_answer_contradicts_with_twice_the_bond(scenario: Scenario) -> None:
    """Given an odd bond, then the next answer has to say the opposite, with twice as much and not one LPTU less; alice
    and bob may answer too, and whoever answered may contradict itself."""
    s = scenario
    id, least = game(s), s.parameters.min_bond
    for amount in (0, least - 1):
        s.rejects(Reason.BOND_TOO_SMALL, "carol", "answer_dispute", id, True, amount)
    s.tx("carol", "answer_dispute", id, True, least + 1)
    s.rejects(Reason.ANSWER_NOT_CONTRADICTING, "dave", "answer_dispute", id, True, 4 * least)
    s.rejects(Reason.ANSWER_NOT_CONTRADICTING, "dave", "escalate_dispute", id, True, s.parameters.final_bond)
    for amount in (least, least + 1, 2 * least + 1):
        s.rejects(Reason.BOND_TOO_SMALL, "dave", "answer_dispute", id, False, amount)
    s.tx("carol", "answer_dispute", id, False, 2 * least + 2)
    approving(s, "alice")
    for name, side, amount in (("bob", True, 4 * least + 4), ("alice", False, 8 * least + 8)):
        s.tx(name, "approve", "Escalation", UNLIMITED)
        s.tx(name, "answer_dispute", id, side, amount)
    assert [s.view("get_answer", id, index)["answerer"] for index in range(4)] == ["carol", "carol", "bob", "alice"]


@requirement("LP-ESC-007")
def test_answer_rejects_what_there_is_no_game_about(scenario: Scenario) -> None:
    """Given a dispute before erin and none after it, then nobody can answer either."""
    s = scenario
    id = game(s)
    judged_by(s, "erin")
    s.tx("alice", "support_arbitrator", "erin")
    s.next_round()
    other = raised(s, "bob", judge="erin")
    for unknown in (0, other, other + 1):
        s.rejects(Reason.GAME_NOT_ASKED, "carol", "answer_dispute", unknown, True, s.parameters.min_bond)
    assert outcome(s, id) == OPEN


@requirement("LP-ESC-013")
def test_answer_rejects_bond_that_is_not_there(scenario: Scenario) -> None:
    """Given no approval, or fewer tokens than the bond, then the answer is rejected."""
    s = scenario
    id, least = game(s), s.parameters.min_bond
    s.tx("frank", "approve", "Escalation", least - 1)
    s.rejects(Reason.TRANSFER_EXCEEDS_ALLOWANCE, "frank", "answer_dispute", id, True, least)
    s.rejects(Reason.TRANSFER_EXCEEDS_BALANCE, "carol", "answer_dispute", id, True, s.balance("carol") + 1)
    playing(s, id, 0)
    s.rejects(Reason.TRANSFER_EXCEEDS_ALLOWANCE, "frank", "escalate_dispute", id, False, s.parameters.final_bond)


@requirement("LP-ESC-009", "LP-ESC-016")
def test_answer_is_contradicted_in_its_last_round_and_not_later(scenario: Scenario) -> None:
    """Given carol answers, when dave contradicts her in the last round in which he can, then he himself can be
    contradicted as long; a round later nobody contradicts him, nor escalates."""
    s = scenario
    s.tx("owner", "set_ruling_period", 4 * s.parameters.answer_period)
    id = game(s)
    playing(s, id, 0)
    s.next_round(s.parameters.answer_period)
    s.tx("dave", "answer_dispute", id, False, 2 * s.parameters.min_bond)
    assert s.view("get_game", id)["lastRound"] == s.round + s.parameters.answer_period
    s.next_round(s.parameters.answer_period)
    s.rejects(Reason.ANSWER_PERIOD_NOT_OVER, "frank", "execute_answer", id)
    s.next_round()
    s.rejects(Reason.ANSWER_PERIOD_OVER, "carol", "answer_dispute", id, True, 4 * s.parameters.min_bond)
    s.rejects(Reason.ANSWER_PERIOD_OVER, "carol", "escalate_dispute", id, True, s.parameters.final_bond)
    s.tx("frank", "execute_answer", id)


@requirement("LP-ESC-012", "LP-ESC-016", "LP-ESC-017")
@pytest.mark.parametrize("is_first", [True, False])
def test_last_moment_leaves_time_to_contradict_and_to_rule(scenario: Scenario, is_first: bool) -> None:
    """Given the last round in which an answer has its period and a round to rule, then it is accepted, and executed in
    the dispute's last round; a round later no answer is, first or not."""
    s = scenario
    id, least = game(s), s.parameters.min_bond
    late = s.parameters.ruling_period - s.parameters.answer_period
    s.next_round(late - 1)
    if is_first:
        s.next_round()
        s.rejects(Reason.ANSWER_TOO_LATE, "carol", "answer_dispute", id, True, least)
        return
    s.tx("carol", "answer_dispute", id, True, least)
    assert s.view("get_game", id)["lastRound"] == s.view("get_dispute", id)["endRound"] - 1
    s.next_round()
    s.rejects(Reason.ANSWER_TOO_LATE, "dave", "answer_dispute", id, False, 2 * least)
    s.next_round(s.parameters.answer_period)
    s.tx("frank", "execute_answer", id)
    assert outcome(s, id) == WON


@requirement("LP-ESC-009", "LP-ESC-012", "LP-ESC-015")
def test_last_answer_can_still_be_escalated(scenario: Scenario) -> None:
    """Given an answer at the last moment, when its last round has come, then no answer contradicts it in time, but an
    escalation does, and the council has its whole period."""
    s = scenario
    s.tx("owner", "set_final_arbitrator", "Council")
    id = game(s)
    s.next_round(s.parameters.ruling_period - s.parameters.answer_period - 1)
    playing(s, id, 0)
    s.next_round(s.parameters.answer_period)
    s.rejects(Reason.ANSWER_TOO_LATE, "erin", "answer_dispute", id, False, s.parameters.final_bond)
    s.tx("erin", "escalate_dispute", id, False, s.parameters.final_bond)
    assert s.view("get_dispute", id)["endRound"] == s.round + s.parameters.ruling_period


@requirement("LP-ESC-008", "LP-ESC-011")
def test_escalation_costs_the_final_bond_and_ends_the_game(scenario: Scenario) -> None:
    """Given answers, then escalating takes the final bond, or twice the last bond where that is more; after it nobody
    answers, escalates or executes any more."""
    s = scenario
    judged_by(s, "grace")
    s.tx("owner", "set_final_arbitrator", "grace")
    id, final = game(s), s.parameters.final_bond
    playing(s, id, 0)
    s.rejects(Reason.BOND_TOO_SMALL, "erin", "escalate_dispute", id, False, final - 1)
    s.tx("dave", "answer_dispute", id, False, final)
    s.rejects(Reason.BOND_TOO_SMALL, "erin", "escalate_dispute", id, True, 2 * final - 1)
    s.tx("erin", "escalate_dispute", id, True, 2 * final)
    assert s.balance("Escalation") == s.parameters.min_bond + 3 * final
    for side in (True, False):
        s.rejects(Reason.GAME_ESCALATED, "carol", "answer_dispute", id, side, 4 * final)
        s.rejects(Reason.GAME_ESCALATED, "carol", "escalate_dispute", id, side, 4 * final)
    s.next_round(s.parameters.answer_period + 1)
    s.rejects(Reason.GAME_ESCALATED, "frank", "execute_answer", id)
    s.tx("grace", "rule_dispute", id, True)
    assert outcome(s, id) == WON


@requirement("LP-ESC-015")
def test_refusal_of_the_final_arbitrator_stops_an_escalation(scenario: Scenario) -> None:
    """Given a final arbitrator that governance does not allow, the game itself, or one that needs more time than there
    is, when erin escalates, then that is rejected and she keeps her bond, until governance sets another one."""
    s = scenario
    id, final = game(s), s.parameters.final_bond
    playing(s, id, 0)
    s.tx("owner", "set_reveal_period", s.parameters.ruling_period)
    s.tx("owner", "set_voting_period", s.parameters.ruling_period)
    before = s.balance("erin")
    for judge, reason in (
        ("grace", Reason.ARBITRATOR_NOT_ALLOWED), ("Escalation", Reason.REFERRED_TO_ITSELF),
        ("Court", Reason.COURT_OUTLASTS_RULING), ("TokenVote", Reason.VOTING_OUTLASTS_RULING),
    ):  # fmt: skip
        s.tx("owner", "set_final_arbitrator", judge)
        s.rejects(reason, "erin", "escalate_dispute", id, False, final)
    assert s.balance("erin") == before
    s.tx("owner", "set_final_arbitrator", "Council")
    s.tx("erin", "escalate_dispute", id, False, final)
    assert s.view("get_ballot", id)["isAsked"] is True


@requirement("LP-ESC-002", "LP-ESC-004", "LP-ESC-005")
def test_game_is_asked_by_disputes_with_all_it_needs(scenario: Scenario) -> None:
    """Given no least bond, no period or no final arbitrator, or a period as long as the ruling period, when a dispute
    is raised, then it is refused; one round less is enough. Only Disputes asks."""
    s = scenario
    games(s)
    plan = EvidencePlan("alice", "Escalation")
    for name, nothing, value in (
        ("set_min_bond", 0, s.parameters.min_bond), ("set_answer_period", 0, s.parameters.answer_period),
        ("set_final_arbitrator", "null", "Court"),
    ):  # fmt: skip
        s.tx("owner", name, nothing)
        s.rejects(Reason.ESCALATION_UNSET, "bob", "raise_dispute", plan)
        s.tx("owner", name, value)
    for rounds in (s.parameters.ruling_period, UNLIMITED):
        s.tx("owner", "set_answer_period", rounds)
        s.rejects(Reason.ESCALATION_OUTLASTS_RULING, "bob", "raise_dispute", plan)
    s.tx("owner", "set_answer_period", s.parameters.ruling_period - 1)
    s.tx("owner", "set_final_bond", 0)
    id = raised(s, "bob", judge="Escalation")
    for caller in ("carol", "owner", "Escalation"):
        s.rejects(Reason.NOT_DISPUTES, caller, "ask_escalation", id)


@requirement("LP-ESC-006", "LP-ESC-015")
def test_game_keeps_its_bonds_and_its_period(scenario: Scenario) -> None:
    """Given a game, when governance sets other bonds and another period, then they do not matter for it; another final
    arbitrator does."""
    s = scenario
    id, least, final = game(s), s.parameters.min_bond, s.parameters.final_bond
    for name, value in (("set_min_bond", 1), ("set_final_bond", 1), ("set_answer_period", 0)):
        s.tx("owner", name, value)
    s.rejects(Reason.BOND_TOO_SMALL, "carol", "answer_dispute", id, True, least - 1)
    s.tx("carol", "answer_dispute", id, True, least)
    assert s.view("get_game", id)["lastRound"] == s.round + s.parameters.answer_period
    s.rejects(Reason.BOND_TOO_SMALL, "erin", "escalate_dispute", id, False, final - 1)
    for name in ("set_min_bond", "set_final_bond"):
        s.tx("owner", name, UNLIMITED)
    s.tx("dave", "answer_dispute", id, False, 2 * least)
    judged_by(s, "grace")
    s.tx("owner", "set_final_arbitrator", "grace")
    s.tx("erin", "escalate_dispute", id, True, max(final, 4 * least))
    assert s.view("get_dispute", id)["arbitrator"] == "grace"


@requirement("LP-ESC-015", "LP-ESC-022")
def test_single_judge_rules_in_the_end(scenario: Scenario) -> None:
    """Given an account as final arbitrator, when it rules in its last round, then bonds follow its ruling."""
    s = scenario
    judged_by(s, "grace")
    id = game(s)
    bonds = escalating(s, id, "grace", 0, first=False)
    s.next_round(s.parameters.ruling_period)
    s.tx("grace", "rule_dispute", id, True)
    assert collected(s, id, 1) == {"carol": 0, "dave": 0, "erin": sum(bonds)}


@requirement("LP-ESC-001")
def test_parameters_are_governances(scenario: Scenario) -> None:
    """Given others than the Controller's owner, when they set a parameter, then it is rejected."""
    s = scenario
    for name, view, parameter, value in (
        ("set_min_bond", "min_bond", "minBond", 99), ("set_final_bond", "final_bond", "finalBond", 98),
        ("set_answer_period", "answer_period", "answerPeriod", 97),
        ("set_final_arbitrator", "final_arbitrator", "finalArbitrator", "carol"),
    ):  # fmt: skip
        s.rejects(Reason.NOT_CONTROLLER_OWNER, "carol", name, value)
        s.tx("owner", name, value)
        assert s.events == [("ParameterUpdate", parameter)]
        assert s.view(view) == value


@requirement("LP-ESC-001", "LP-ESC-024")
@options("unconfigured")
def test_new_contract_is_empty(scenario: Scenario) -> None:
    """Given the contract as it was constructed, then there are no parameters."""
    names = ("min_bond", "final_bond", "answer_period", "final_arbitrator")
    assert [scenario.view(name) for name in names] == [0, 0, 0, "null"]
