"""Transferring a bond to another account."""

from livepeer_conformance.suites.bonding.test_unbond import bonded_pair
from livepeer_conformance.suites.scenario import LPT, Scenario, requirement
from livepeer_spec.rejection import Reason

HINTS = ("null",) * 4


@requirement("LP-BOND-062", "LP-BOND-067", "LP-BOND-068", "LP-BOND-069", "LP-BOND-070", "LP-BOND-071")
def test_transfer_bond_to_new_account(scenario: Scenario) -> None:
    """Given heidi has nothing, when bob transfers 4 LPT, then she has a pending bond with bob's delegate."""
    s = scenario
    bonded_pair(s)
    s.tx("bob", "transfer_bond", "heidi", 4 * LPT, *HINTS)
    withdraw_round = s.round + s.parameters.unbonding_period
    assert s.events == [
        ("EarningsClaimed", "alice", "bob", 0, 0, s.round, s.round),
        ("Unbond", "alice", "bob", 0, 4 * LPT, withdraw_round),
        ("TransferBond", "bob", "heidi", 0, 0, 4 * LPT),
        ("EarningsClaimed", "null", "heidi", 0, 0, 1, s.round),
        ("Rebond", "alice", "heidi", 0, 4 * LPT),
    ]
    heidi = s.view("get_delegator", "heidi")
    assert (heidi["bondedAmount"], heidi["delegateAddress"], heidi["startRound"]) == (4 * LPT, "alice", s.round + 1)
    assert heidi["nextUnbondingLockId"] == 1
    assert s.view("get_delegator", "bob")["nextUnbondingLockId"] == 1
    assert s.view("is_valid_unbonding_lock", "bob", 0) is False
    assert s.view("is_valid_unbonding_lock", "heidi", 0) is False
    assert s.view("transcoder_total_stake", "alice") == 110 * LPT
    assert s.view("delegator_status", "heidi") == 0


@requirement("LP-BOND-067", "LP-BOND-068")
def test_transfer_bond_follows_receivers_delegate(scenario: Scenario) -> None:
    """Given dave is bonded to carol, when bob transfers to him, then the stake goes to carol and dave stays bonded."""
    s = scenario
    bonded_pair(s)
    s.bonded("dave", LPT, to="carol")
    s.next_round()
    start = s.view("get_delegator", "dave")["startRound"]
    s.tx("bob", "transfer_bond", "dave", 4 * LPT, *HINTS)
    assert s.events[-1] == ("Rebond", "carol", "dave", 0, 4 * LPT)
    assert s.view("get_delegator", "dave")["startRound"] == start
    assert s.view("transcoder_total_stake", "carol") == 55 * LPT
    assert s.view("transcoder_total_stake", "alice") == 106 * LPT


@requirement("LP-BOND-067")
def test_transfer_bond_keeps_null_delegate(scenario: Scenario) -> None:
    """Given dave's delegate is the null address, when bob transfers to him, then the stake goes to the null address."""
    s = scenario
    bonded_pair(s)
    s.bonded("dave", LPT, to="null")
    s.tx("bob", "transfer_bond", "dave", 4 * LPT, *HINTS)
    assert s.view("get_delegator", "dave")["delegateAddress"] == "null"
    assert s.view("transcoder_total_stake", "null") == 5 * LPT


@requirement("LP-BOND-063", "LP-BOND-064", "LP-BOND-065")
def test_transfer_bond_rejects_as_unbond_does(scenario: Scenario) -> None:
    """Given no bond, amount zero or too much, when a bond is transferred, then it is rejected as unbonding is."""
    s = scenario
    bonded_pair(s)
    s.rejects(Reason.NOT_BONDED, "heidi", "transfer_bond", "bob", LPT, *HINTS)
    s.bonded("grace", LPT, to="alice")
    s.rejects(Reason.NOT_BONDED, "grace", "transfer_bond", "bob", LPT, *HINTS)
    s.rejects(Reason.ZERO_UNBOND, "bob", "transfer_bond", "heidi", 0, *HINTS)
    s.rejects(Reason.UNBOND_EXCEEDS_BOND, "bob", "transfer_bond", "heidi", 10 * LPT + 1, *HINTS)


@requirement("LP-BOND-066", "LP-BOND-074")
def test_transfer_bond_makes_no_orchestrator(scenario: Scenario) -> None:
    """Given a receiver without stake that is the sender's delegate, when a bond goes to it, then it is rejected."""
    s = scenario
    bonded_pair(s)
    s.bonded("dave", 2 * LPT, to="heidi")
    s.next_round()
    s.rejects(Reason.INVALID_DELEGATOR, "dave", "transfer_bond", "heidi", LPT, *HINTS)
    s.rejects(Reason.INVALID_DELEGATOR, "carol", "transfer_bond", "carol", 50 * LPT, *HINTS)
    s.tx("carol", "transfer_bond", "carol", 20 * LPT, *HINTS)


@requirement("LP-BOND-072", "LP-BOND-069")
def test_transfer_bond_part_to_itself(scenario: Scenario) -> None:
    """Given bob transfers part of his bond to himself, then only his lock ids advance."""
    s = scenario
    bonded_pair(s)
    before = s.view("get_delegator", "bob")
    s.tx("bob", "transfer_bond", "bob", 4 * LPT, *HINTS)
    assert s.view("get_delegator", "bob") == {**before, "nextUnbondingLockId": 2, "lastClaimRound": s.round}
    assert s.view("transcoder_total_stake", "alice") == 110 * LPT


@requirement("LP-BOND-073")
def test_transfer_bond_whole_to_itself(scenario: Scenario) -> None:
    """Given bob transfers his whole bond to himself, then he keeps his delegate and is pending again."""
    s = scenario
    bonded_pair(s)
    s.tx("bob", "transfer_bond", "bob", 10 * LPT, *HINTS)
    bob = s.view("get_delegator", "bob")
    assert (bob["delegateAddress"], bob["bondedAmount"], bob["startRound"]) == ("alice", 10 * LPT, s.round + 1)
    assert s.view("delegator_status", "bob") == 0


@requirement("LP-BOND-071")
def test_transfer_bond_of_resigning_orchestrator(scenario: Scenario) -> None:
    """Given carol transfers all her stake, then she resigns before her unbonding is logged."""
    s = scenario
    bonded_pair(s)
    s.tx("carol", "transfer_bond", "bob", 50 * LPT, *HINTS)
    assert [event[0] for event in s.events] == [
        "EarningsClaimed", "TranscoderDeactivated", "Unbond", "TransferBond", "EarningsClaimed", "Rebond",
    ]  # fmt: skip
    assert s.view("transcoder_total_stake", "alice") == 160 * LPT
