"""Bonding: stake comes in, and moves between delegates."""

from livepeer_conformance.suites.scenario import LPT, UNLIMITED, Scenario, requirement
from livepeer_spec.rejection import Reason


def pending_pair(s: Scenario) -> None:
    """Given alice and carol are orchestrators, and bob has a pending bond of 10 LPT to alice."""
    s.initialized()
    s.orchestrator("alice", 100 * LPT)
    s.orchestrator("carol", 50 * LPT)
    s.bonded("bob", 10 * LPT, to="alice")


@requirement("LP-BOND-013", "LP-BOND-015", "LP-BOND-024", "LP-BOND-025", "LP-BOND-026", "LP-BOND-084", "LP-BOND-088")
def test_bond_new_stake(scenario: Scenario) -> None:
    """Given an unbonded account, when it bonds, then its stake is pending, and the Minter has its tokens."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", 100 * LPT)
    before = s.balance("Minter"), s.balance("bob")
    s.tx("bob", "approve", "BondingManager", 12 * LPT)

    s.tx("bob", "bond", 10 * LPT, "alice")

    assert s.events == [
        ("EarningsClaimed", "null", "bob", 0, 0, 1, s.round),
        ("Transfer", "bob", "Minter", 10 * LPT),
        ("Approval", "bob", "BondingManager", 2 * LPT),
        ("Bond", "alice", "null", "bob", 10 * LPT, 10 * LPT),
    ]
    assert s.emitters == ["BondingManager", "LivepeerToken", "LivepeerToken", "BondingManager"]
    assert (s.balance("Minter"), s.balance("bob")) == (before[0] + 10 * LPT, before[1] - 10 * LPT)
    assert s.view("get_delegator", "bob") == {
        "bondedAmount": 10 * LPT,
        "fees": 0,
        "delegateAddress": "alice",
        "delegatedAmount": 0,
        "startRound": s.round + 1,
        "lastClaimRound": s.round,
        "nextUnbondingLockId": 0,
    }
    assert s.view("transcoder_total_stake", "alice") == 110 * LPT
    assert s.view("delegator_status", "bob") == 0
    s.pass_rounds()
    assert s.view("delegator_status", "bob") == 1
    assert s.view("delegator_status", "heidi") == 2


@requirement("LP-BOND-016", "LP-BOND-024")
def test_bond_more_keeps_start_round(scenario: Scenario) -> None:
    """Given a pending, then a counting bond, when more goes to the same delegate, then the start round stays."""
    s = scenario
    pending_pair(s)
    start = s.view("get_delegator", "bob")["startRound"]
    s.tx("bob", "bond", LPT, "alice")
    assert s.events[-1] == ("Bond", "alice", "alice", "bob", LPT, 11 * LPT)
    assert s.view("get_delegator", "bob")["startRound"] == start
    s.next_round()
    s.tx("bob", "bond", LPT, "alice")
    assert s.view("get_delegator", "bob")["startRound"] == start
    assert s.view("delegator_status", "bob") == 1


@requirement("LP-BOND-017", "LP-BOND-018", "LP-BOND-024", "LP-BOND-025")
def test_bond_to_other_delegate_moves_whole_stake(scenario: Scenario) -> None:
    """Given bob's bond counts for alice, when he bonds nothing or more to carol, then all his stake goes there."""
    s = scenario
    pending_pair(s)
    s.next_round()
    s.tx("bob", "approve", "BondingManager", 0)
    s.tx("bob", "bond", 0, "carol")
    assert s.events == [
        ("EarningsClaimed", "alice", "bob", 0, 0, s.round, s.round),
        ("Bond", "carol", "alice", "bob", 0, 10 * LPT),
    ]
    assert s.view("transcoder_total_stake", "alice") == 100 * LPT
    assert s.view("transcoder_total_stake", "carol") == 60 * LPT
    assert s.view("get_delegator", "bob")["startRound"] == s.round + 1
    s.tx("bob", "approve", "BondingManager", UNLIMITED)
    s.tx("bob", "bond", 5 * LPT, "alice")
    assert s.view("transcoder_total_stake", "alice") == 115 * LPT
    assert s.view("transcoder_total_stake", "carol") == 50 * LPT


@requirement("LP-BOND-019", "LP-BOND-101")
def test_bond_pending_delegator_may_move(scenario: Scenario) -> None:
    """Given bob's bond is pending, when he moves it to carol, then it is accepted and pending still."""
    s = scenario
    pending_pair(s)
    s.rejects(Reason.NOT_BONDED, "bob", "unbond", LPT)
    s.tx("bob", "bond", 0, "carol")
    assert s.view("transcoder_total_stake", "carol") == 60 * LPT
    assert s.view("delegator_status", "bob") == 0


@requirement("LP-BOND-008")
def test_bond_rejects_orchestrator_leaving_itself(scenario: Scenario) -> None:
    """Given an orchestrator, when it bonds to another address, then it is rejected, also with amount zero."""
    s = scenario
    pending_pair(s)
    s.rejects(Reason.REGISTERED_CANNOT_DELEGATE_AWAY, "carol", "bond", LPT, "alice")
    s.rejects(Reason.REGISTERED_CANNOT_DELEGATE_AWAY, "carol", "bond", 0, "heidi")


@requirement("LP-BOND-009")
def test_bond_rejects_nothing_delegated(scenario: Scenario) -> None:
    """Given amount zero, when an unbonded caller bonds, or a bonded one to its own delegate, then it is rejected."""
    s = scenario
    pending_pair(s)
    s.rejects(Reason.ZERO_DELEGATION, "heidi", "bond", 0, "alice")
    s.rejects(Reason.ZERO_DELEGATION, "bob", "bond", 0, "alice")


@requirement("LP-BOND-010")
def test_bond_streamflow_rejects_missing_tokens(scenario: Scenario) -> None:
    """Given too few tokens or too low an allowance, when bonding in Streamflow, then a subtraction goes below zero."""
    s = scenario
    s.initialized()
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "bob", "bond", LPT, "alice")
    s.tx("bob", "approve", "BondingManager", UNLIMITED)
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "bob", "bond", s.balance("bob") + 1, "alice")


@requirement("LP-BOND-011", "LP-BOND-012")
def test_bond_rejects_missing_tokens(scenario: Scenario) -> None:
    """Given too few tokens or too low an allowance, when bonding, then the balance is checked first."""
    s = scenario
    s.initialized()
    s.tx("bob", "approve", "BondingManager", LPT - 1)
    s.rejects(Reason.TRANSFER_EXCEEDS_ALLOWANCE, "bob", "bond", LPT, "alice")
    s.rejects(Reason.TRANSFER_EXCEEDS_BALANCE, "bob", "bond", s.balance("bob") + 1, "alice")


@requirement("LP-BOND-014", "LP-BOND-086")
def test_bond_to_any_address(scenario: Scenario) -> None:
    """Given an account that is no orchestrator, when bob bonds to it, then stake is delegated to it all the same."""
    s = scenario
    s.initialized()
    s.bonded("bob", 3 * LPT, to="heidi")
    assert s.view("transcoder_total_stake", "heidi") == 3 * LPT
    assert s.view("is_registered_transcoder", "heidi") is False
    assert s.view("get_transcoder_pool_size") == 0


@requirement("LP-BOND-023")
def test_bond_to_null_address(scenario: Scenario) -> None:
    """Given the null address as delegate, when bob bonds, then it is accepted and claims yield nothing."""
    s = scenario
    s.initialized()
    s.bonded("bob", 3 * LPT, to="null")
    assert s.events[-1] == ("Bond", "null", "null", "bob", 3 * LPT, 3 * LPT)
    assert s.view("transcoder_total_stake", "null") == 3 * LPT
    assert s.view("delegator_status", "bob") == 0
    s.next_round()
    assert s.view("delegator_status", "bob") == 1
    s.tx("bob", "claim_earnings", s.round)
    assert s.events == [("EarningsClaimed", "null", "bob", 0, 0, s.round, s.round)]


@requirement("LP-BOND-020", "LP-BOND-021")
def test_bond_streamflow_leaves_stake_at_null_address(scenario: Scenario) -> None:
    """Given bob's delegate is null, when he bonds to alice, then only the new amount counts for her."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", LPT)
    s.bonded("bob", 3 * LPT, to="null")
    start = s.view("get_delegator", "bob")["startRound"]
    s.next_round()
    s.rejects(Reason.ZERO_DELEGATION, "bob", "bond", 0, "alice")
    s.tx("bob", "bond", LPT, "alice")
    assert s.view("get_delegator", "bob")["bondedAmount"] == 4 * LPT
    assert s.view("get_delegator", "bob")["startRound"] == start
    assert s.view("transcoder_total_stake", "alice") == 2 * LPT
    assert s.view("transcoder_total_stake", "null") == 3 * LPT
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "bob", "unbond", 3 * LPT)
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "bob", "bond", 0, "carol")


@requirement("LP-BOND-022")
def test_bond_moves_stake_from_null_address(scenario: Scenario) -> None:
    """Given bob's delegate is null, when he bonds to alice, then his whole stake moves."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", LPT)
    s.bonded("bob", 3 * LPT, to="null")
    s.next_round()
    s.tx("bob", "bond", 0, "alice")
    assert s.view("transcoder_total_stake", "alice") == 4 * LPT
    assert s.view("transcoder_total_stake", "null") == 0
    assert s.view("get_delegator", "bob")["startRound"] == s.round + 1


@requirement("LP-BOND-007")
def test_plain_forms_equal_hinted_forms(scenario: Scenario) -> None:
    """Given null hints, when the hinted forms run, then they do what the plain forms do."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", 100 * LPT)
    outcomes = []
    for name, hints in (("bob", ()), ("carol", ("null",) * 4)):
        s.tx(name, "approve", "BondingManager", UNLIMITED)
        form = "bond_with_hint" if hints else "bond"
        s.tx(name, form, 3 * LPT, "alice", *hints)
        outcomes.append([(event[0], *event[-2:]) for event in s.events])
    s.next_round()
    for name, suffix in (("bob", ""), ("carol", "_with_hint")):
        hint = ("null", "null") if suffix else ()
        s.tx(name, "unbond" + suffix, LPT, *hint)
        s.tx(name, "rebond" + suffix, 0, *hint)
        s.tx(name, "unbond" + suffix, 3 * LPT, *hint)
        s.tx(name, "rebond_from_unbonded" + suffix, "alice", 1, *hint)
        outcomes.append([s.view("get_delegator", name)])
    assert outcomes[0][0] == outcomes[1][0]
    assert outcomes[0][-1] == outcomes[1][-1]
    assert outcomes[2] == outcomes[3]


@requirement("LP-BOND-027", "LP-BOND-028", "LP-BOND-029", "LP-BOND-031")
def test_bond_for_somebody(scenario: Scenario) -> None:
    """Given frank pays, when he bonds for bob, then bob's bond grows, within what a third party may decide."""
    s = scenario
    pending_pair(s)
    hints = ("null",) * 4
    s.tx("frank", "approve", "BondingManager", UNLIMITED)
    frank = s.balance("frank")
    s.tx("frank", "bond_for_with_hint", 2 * LPT, "bob", "alice", *hints)
    assert s.events[-1] == ("Bond", "alice", "alice", "bob", 2 * LPT, 12 * LPT)
    assert s.balance("frank") == frank - 2 * LPT
    assert s.view("get_delegator", "frank")["bondedAmount"] == 0
    s.tx("frank", "bond_for_with_hint", LPT, "grace", "carol", *hints)
    assert s.events[0] == ("EarningsClaimed", "null", "grace", 0, 0, 1, s.round)
    assert s.view("get_delegator", "grace")["delegateAddress"] == "carol"
    s.rejects(Reason.INVALID_DELEGATE, "frank", "bond_for_with_hint", LPT, "heidi", "heidi", *hints)
    s.rejects(Reason.INVALID_DELEGATE, "frank", "bond_for_with_hint", 0, "heidi", "heidi", *hints)
    s.rejects(Reason.INVALID_DELEGATE_CHANGE, "frank", "bond_for_with_hint", LPT, "bob", "carol", *hints)
    s.rejects(Reason.INVALID_DELEGATE_CHANGE, "frank", "bond_for_with_hint", 0, "alice", "carol", *hints)


@requirement("LP-BOND-030")
def test_bond_for_by_owner_and_migrator(scenario: Scenario) -> None:
    """Given the owner itself, or the registered L2Migrator, when it bonds, then delegate and role are free."""
    s = scenario
    pending_pair(s)
    hints = ("null",) * 4
    s.tx("heidi", "approve", "BondingManager", UNLIMITED)
    s.tx("heidi", "bond_for_with_hint", LPT, "heidi", "heidi", *hints)
    assert s.view("is_registered_transcoder", "heidi") is True
    s.tx("owner", "set_contract_info", "id:L2Migrator", "migrator", "0x" + "00" * 20)
    s.tx("heidi", "transfer", "migrator", 10 * LPT)
    s.tx("migrator", "approve", "BondingManager", UNLIMITED)
    s.tx("migrator", "bond_for_with_hint", LPT, "grace", "grace", *hints)
    assert s.view("is_registered_transcoder", "grace") is True
    s.tx("migrator", "bond_for_with_hint", LPT, "bob", "carol", *hints)
    assert s.view("get_delegator", "bob")["delegateAddress"] == "carol"


@requirement("LP-BOND-032")
def test_bond_for_null_owner(scenario: Scenario) -> None:
    """Given the null address as owner, when frank bonds for it, then it has a bond."""
    s = scenario
    pending_pair(s)
    s.tx("frank", "approve", "BondingManager", UNLIMITED)
    s.tx("frank", "bond_for_with_hint", LPT, "null", "alice", *("null",) * 4)
    assert s.events[-1] == ("Bond", "alice", "null", "null", LPT, LPT)
    assert s.view("get_delegator", "null")["bondedAmount"] == LPT
