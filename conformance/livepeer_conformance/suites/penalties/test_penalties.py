"""Penalties on stake: what a lost dispute costs besides the dispute stake, and stake that stays while one is open."""

import pytest

from livepeer_conformance.suites.disputes.given import approving, judged_by, liable, locked, raised
from livepeer_conformance.suites.scenario import LPT, NO_HINTS, PPM, UNLIMITED, Scenario, requirement
from livepeer_spec.rejection import Reason

BOND = 1000 * LPT


def working(s: Scenario, bond: int = BOND) -> None:
    """Given alice works as an orchestrator, carol delegates to her, and erin judges disputes with her."""
    s.initialized()
    s.orchestrator("alice", bond)
    s.bonded("carol", 500 * LPT, "alice")
    judged_by(s, "erin")
    liable(s, "alice", "erin")
    approving(s, "bob")


def penalties(s: Scenario, bond_slash: int, rounds: int) -> None:
    """Given governance chose these penalties besides the one on the dispute stake."""
    s.tx("owner", "set_penalty", bond_slash, rounds)


def lose(s: Scenario, segment: int = 0) -> None:
    """Given bob wins a dispute with alice."""
    s.tx("erin", "rule_dispute", raised(s, "bob", segment=segment), True)


@requirement("LP-PEN-005", "LP-PEN-010", "LP-PEN-011")
def test_own_bond_is_slashed(scenario: Scenario) -> None:
    """Given alice has a bond with earnings and carol delegates to her, when she loses a dispute, then a part of her
    bond is gone and nothing of carol's, and bob's reward is a part of both penalties."""
    s = scenario
    working(s)
    penalties(s, PPM // 4, 0)
    s.tx("alice", "reward")
    bond, carols = s.view("pending_stake", "alice", 0), s.view("pending_stake", "carol", 0)
    delegated, minter = s.view("transcoder_total_stake", "alice"), s.balance("Minter")
    start, supply, stake = s.balance("bob"), s.view("total_supply"), s.parameters.orchestrator_stake
    next_total = s.view("next_round_total_active_stake")
    lose(s)
    slashed = bond // 4
    penalty = stake // 2 + slashed
    reward = penalty * s.parameters.accuser_reward // PPM
    assert bond > BOND
    assert s.events[-1] == ("DisputeRuled", 1, True, penalty, reward)
    assert ("BondSlashed", "alice", slashed) in s.events
    assert s.balance("bob") == start + reward
    assert s.view("total_supply") == supply - (penalty - reward)
    assert s.balance("Minter") == minter - slashed
    assert s.balance("Disputes") == locked(s) == stake - stake // 2
    assert s.view("get_delegator", "alice")["bondedAmount"] == bond - slashed
    assert s.view("pending_stake", "carol", 0) == carols
    assert s.view("transcoder_total_stake", "alice") == delegated - slashed
    assert s.view("next_round_total_active_stake") == next_total - slashed
    assert s.view("jailed_until", "alice") == 0
    s.next_round()
    s.tx("alice", "reward")


@requirement("LP-PEN-006")
def test_whole_bond_is_slashed(scenario: Scenario) -> None:
    """Given the whole bond is at stake, when alice loses a dispute, then she has left the pool and has no delegate;
    what carol delegated stays delegated."""
    s = scenario
    working(s)
    penalties(s, PPM, 0)
    lose(s)
    assert s.view("get_first_transcoder_in_pool") == "null"
    record = s.view("get_delegator", "alice")
    assert (record["bondedAmount"], record["delegateAddress"], record["startRound"]) == (0, "null", 0)
    assert record["delegatedAmount"] == 500 * LPT
    assert s.view("next_round_total_active_stake") == 0
    lose(s, 1)
    assert "BondSlashed" not in [name for name, *_ in s.events]


@requirement("LP-PEN-001", "LP-PEN-003", "LP-PEN-007", "LP-PEN-008", "LP-PEN-009")
def test_jail(scenario: Scenario) -> None:
    """Given alice is jailed for a round longer than unbonding takes, then she gets no reward, is out of the pool, her
    bond waits under a lock that she can neither rebond nor withdraw, and nobody bonds to her; in the round in which it
    ends she is free."""
    s = scenario
    working(s)
    rounds = s.parameters.unbonding_period + 1
    penalties(s, 0, rounds)
    lose(s)
    until = s.round + rounds
    assert ("Jailed", "alice", until) in s.events
    assert ("Unbond", "alice", "alice", 0, BOND, until) in s.events
    assert s.view("jailed_until", "alice") == until
    assert s.view("is_active_transcoder", "alice") is False
    assert s.view("get_first_transcoder_in_pool") == "null"
    assert s.view("get_delegator_unbonding_lock", "alice", 0) == {"amount": BOND, "withdrawRound": until}
    s.rejects(Reason.NOT_ACTIVE, "alice", "reward")
    s.rejects(Reason.NOT_REGISTERED, "alice", "transcoder", 0, 0)
    for _ in range(rounds - 1):
        s.rejects(Reason.JAILED, "alice", "rebond_from_unbonded", "alice", 0)
        s.rejects(Reason.JAILED, "alice", "withdraw_stake", 0)
        s.rejects(Reason.JAILED, "alice", "bond", 1, "alice")
        s.rejects(Reason.JAILED, "carol", "bond", 1, "alice")
        s.rejects(Reason.JAILED, "carol", "bond_for_with_hint", 1, "alice", "alice", *NO_HINTS)
        s.next_round()
    s.tx("carol", "unbond", 100 * LPT)
    s.tx("owner", "pause")
    s.rejects(Reason.JAILED, "carol", "bond", 1, "alice")
    s.tx("owner", "unpause")
    assert s.next_round() == until
    s.tx("alice", "rebond_from_unbonded", "alice", 0)
    assert s.view("get_first_transcoder_in_pool") == "alice"
    s.tx("carol", "bond", 1, "alice")
    s.next_round()
    s.tx("alice", "reward")


@requirement("LP-PEN-001", "LP-PEN-002")
def test_no_bond_goes_to_a_frozen_account(scenario: Scenario) -> None:
    """Given carol, who delegates to alice, when she transfers a bond to her while alice is disputed or jailed, then it
    is rejected."""
    s = scenario
    working(s)
    penalties(s, 0, 1)
    id = raised(s, "bob")
    s.rejects(Reason.STAKE_DISPUTED, "carol", "transfer_bond", "alice", LPT, *NO_HINTS)
    s.tx("erin", "rule_dispute", id, True)
    s.rejects(Reason.INVALID_DELEGATOR, "carol", "transfer_bond", "alice", LPT, *NO_HINTS)
    s.bonded("dave", 10 * LPT, "dave")
    s.next_round()
    s.tx("dave", "transfer_bond", "alice", LPT, *NO_HINTS)


@requirement("LP-PEN-003")
def test_no_stake_gets_delegated_to_a_jailed_account(scenario: Scenario) -> None:
    """Given carol and dave delegate to alice, who is jailed for two rounds, when carol rebonds, dave gives part of his
    bond to heidi, who has none, or dave, after unbonding all, rebonds towards alice, then it is rejected; they can
    unbond, and bond elsewhere. When the jail ends, carol rebonds."""
    s = scenario
    working(s)
    s.bonded("dave", 10 * LPT, "alice")
    s.orchestrator("grace", 10 * LPT)
    s.next_round()
    s.tx("carol", "unbond", 100 * LPT)
    penalties(s, 0, 2)
    lose(s)
    s.rejects(Reason.JAILED, "carol", "rebond", 0)
    s.rejects(Reason.JAILED, "carol", "rebond_with_hint", 0, "null", "null")
    s.rejects(Reason.JAILED, "dave", "transfer_bond", "heidi", LPT, *NO_HINTS)
    s.rejects(Reason.JAILED, "dave", "transfer_bond", "carol", LPT, *NO_HINTS)
    s.tx("dave", "unbond", 10 * LPT)
    s.rejects(Reason.JAILED, "dave", "rebond_from_unbonded", "alice", 0)
    s.rejects(Reason.JAILED, "dave", "rebond_from_unbonded_with_hint", "alice", 7, "null", "null")
    assert s.view("transcoder_total_stake", "alice") == 400 * LPT
    s.tx("dave", "rebond_from_unbonded", "grace", 0)
    s.next_round(2)
    s.tx("carol", "rebond", 0)
    assert s.view("transcoder_total_stake", "alice") == 500 * LPT


@requirement("LP-PEN-001", "LP-PEN-007")
def test_transfer_to_a_jailed_account_with_another_delegate(scenario: Scenario) -> None:
    """Given dave works for himself, when he transfers a bond to alice, who is jailed, then it is rejected."""
    s = scenario
    working(s)
    s.bonded("dave", 10 * LPT, "dave")
    penalties(s, 0, 2)
    s.next_round()
    lose(s)
    s.rejects(Reason.JAILED, "dave", "transfer_bond", "alice", LPT, *NO_HINTS)


@requirement("LP-PEN-007", "LP-PEN-009")
def test_jail_is_never_shortened(scenario: Scenario) -> None:
    """Given alice is jailed for long, when she loses another dispute with a short jail, then the long one counts; a
    jail shorter than unbonding keeps her bond for the unbonding period."""
    s = scenario
    working(s)
    penalties(s, 0, 1)
    lose(s)
    assert (
        s.view("get_delegator_unbonding_lock", "alice", 0)["withdrawRound"] == s.round + s.parameters.unbonding_period
    )
    penalties(s, 0, 9)
    lose(s, 1)
    until = s.round + 9
    assert s.view("jailed_until", "alice") == until
    penalties(s, 0, 1)
    lose(s, 2)
    assert ("Jailed", "alice", until) in s.events
    assert s.view("jailed_until", "alice") == until


@requirement("LP-PEN-002")
def test_stake_stays_while_a_dispute_is_open(scenario: Scenario) -> None:
    """Given an open dispute with alice, who has a bond and a lock, then none of it leaves or moves, while carol is
    free; when the last dispute is over, alice is free as well."""
    s = scenario
    working(s)
    s.tx("alice", "unbond", 10 * LPT)
    s.next_round(s.parameters.unbonding_period)
    first, second = raised(s, "bob"), raised(s, "bob", segment=1)
    for _ in range(2):
        s.rejects(Reason.STAKE_DISPUTED, "alice", "unbond", LPT)
        s.rejects(Reason.STAKE_DISPUTED, "alice", "rebond", 0)
        s.rejects(Reason.STAKE_DISPUTED, "alice", "withdraw_stake", 0)
        s.rejects(Reason.STAKE_DISPUTED, "alice", "transfer_bond", "dave", LPT, *NO_HINTS)
        if s.view("open_disputes", "alice") == 2:
            s.tx("erin", "rule_dispute", first, False)
    s.tx("alice", "reward")
    s.tx("carol", "unbond", LPT)
    s.tx("erin", "rule_dispute", second, False)
    assert s.view("open_disputes", "alice") == 0
    s.tx("alice", "withdraw_stake", 0)
    s.tx("alice", "unbond", LPT)


@requirement("LP-DISP-029", "LP-DISP-030", "LP-PEN-002", "LP-PEN-005")
@pytest.mark.parametrize("waits", [True, False], ids=["after the bond has left", "at once"])
def test_cheat_cannot_leave_in_time(scenario: Scenario, waits: bool) -> None:
    """Given a cheat that unbonds as soon as it cheated, when the dispute comes after the unbonding period, as it may,
    then the bond has left, as under Confluence's rules; the dispute stake has not, and is slashed."""
    s = scenario
    working(s)
    penalties(s, PPM // 2, 0)
    s.tx("alice", "unbond", BOND)
    s.tx("alice", "unlock_dispute_stake")
    start, period = s.balance("alice"), s.parameters.unbonding_period
    assert period < s.parameters.eligibility_period
    if waits:
        s.next_round(period)
        s.tx("alice", "withdraw_stake", 0)
        assert s.balance("alice") == start + BOND
        s.rejects(Reason.DISPUTE_STAKE_LOCKED, "alice", "withdraw_dispute_stake")
    id = raised(s, "bob", age=period if waits else 0)
    if not waits:
        s.next_round(period)
        s.rejects(Reason.STAKE_DISPUTED, "alice", "withdraw_stake", 0)
    s.tx("erin", "rule_dispute", id, True)
    assert s.events[-1][3] == s.parameters.orchestrator_stake // 2
    assert locked(s) == s.parameters.orchestrator_stake // 2


@requirement("LP-PEN-004")
@pytest.mark.parametrize(
    ("name", "args"),
    [("slash_bond", ("alice", PPM)), ("jail", ("alice", 5)), ("slash_delegations", ("alice", PPM // 2))],
)
def test_penalties_are_for_disputes_only(scenario: Scenario, name: str, args: tuple[object, ...]) -> None:
    """Given others than the Disputes contract, when they ask for a penalty, then it is rejected, after the pause and
    the round."""
    s = scenario
    s.rejects(Reason.ROUND_NOT_INITIALIZED, "erin", name, *args)
    working(s)
    for caller in ("erin", "owner", "Council", "alice"):
        s.rejects(Reason.NOT_DISPUTES, caller, name, *args)
    s.tx("owner", "pause")
    s.rejects(Reason.SYSTEM_PAUSED, "erin", name, *args)


@requirement("LP-PEN-010", "LP-DISP-033", "LP-DISP-035")
def test_penalty_is_governances(scenario: Scenario) -> None:
    """Given the penalty, when others set it, or the owner to more than the bond, then it is rejected; without any,
    alice keeps her bond and her place."""
    s = scenario
    s.rejects(Reason.NOT_CONTROLLER_OWNER, "alice", "set_penalty", 0, 0)
    s.rejects(Reason.INVALID_SLASH_AMOUNT, "owner", "set_penalty", PPM + 1, 0)
    s.tx("owner", "set_penalty", PPM, UNLIMITED)
    assert s.events == [("ParameterUpdate", "penalty")]
    assert (s.view("bond_slash_amount"), s.view("jail_rounds")) == (PPM, UNLIMITED)
    penalties(s, 0, 0)
    working(s)
    lose(s)
    assert s.view("get_delegator", "alice")["bondedAmount"] == BOND
    assert s.view("is_active_transcoder", "alice") is True
