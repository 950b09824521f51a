"""Bonding in alpha."""

import pytest

from livepeer_conformance.suites.alpha_bonding.given import bonded_amount, delegated, pair, pool
from livepeer_conformance.suites.scenario import ALPHA, LPT, PPM, UNLIMITED, Scenario, requirement
from livepeer_spec.rejection import Reason


@requirement("LP-ABOND-007", "LP-ABOND-009", "LP-ABOND-016", "LP-ABOND-018")
@pytest.mark.parametrize("to", ["alice", "heidi", "null", "Minter"])
def test_first_bond_counts_from_next_round(scenario: Scenario, to: str) -> None:
    """Given bob without a bond, when he bonds towards any address, then the Minter holds it and it counts later."""
    s = scenario
    s.initialized()
    before = s.balance("Minter")
    s.bonded("bob", 5 * LPT, to)
    assert s.events[0] == ("Transfer", "bob", "Minter", 5 * LPT)
    assert s.emitters == ["LivepeerToken", "BondingManager"]
    found = s.view("get_delegator", "bob")
    assert (found["bondedAmount"], found["delegateAddress"], found["startRound"]) == (5 * LPT, to, s.round + 1)
    assert delegated(s, to) == 5 * LPT
    assert s.balance("Minter") == before + 5 * LPT
    assert s.view("get_transcoder_pool_size") == 0


@requirement("LP-ABOND-019")
def test_bond_tells_old_and_new_delegate(scenario: Scenario) -> None:
    """Given bob bonds, adds and moves, when each is told, then it has both delegates and both amounts."""
    s = scenario
    s.initialized()
    s.bonded("bob", 5 * LPT, "alice")
    assert s.events[1] == ("Bond", "alice", "null", "bob", 5 * LPT, 5 * LPT)
    s.tx("bob", "bond", 2 * LPT, "alice")
    assert s.events[1] == ("Bond", "alice", "alice", "bob", 2 * LPT, 7 * LPT)
    s.tx("bob", "bond", LPT, "carol")
    assert s.events[1] == ("Bond", "carol", "alice", "bob", LPT, 8 * LPT)
    s.tx("bob", "bond", 0, "dave")
    assert s.events == [("Bond", "dave", "carol", "bob", 0, 8 * LPT)]


@requirement("LP-ABOND-103")
def test_bond_at_launch_tells_delegate_only(scenario: Scenario) -> None:
    """Given the launch, when bob bonds, then delegate and delegator are told, and no amount."""
    s = scenario
    s.initialized()
    s.bonded("bob", 5 * LPT, "alice")
    assert s.events[1:] == [("Bond", "alice", "bob")]


@requirement("LP-ABOND-009", "LP-ABOND-017")
def test_bond_more_keeps_start_round(scenario: Scenario) -> None:
    """Given bob's bond counts, when he adds to it, then it still counts, and alice's stake in the pool grows."""
    s = scenario
    pair(s)
    start = s.view("get_delegator", "bob")["startRound"]
    s.tx("bob", "bond", 3 * LPT, "alice")
    assert s.view("get_delegator", "bob")["startRound"] == start
    assert s.view("delegator_status", "bob") == 1
    assert (delegated(s, "alice"), s.view("transcoder_total_stake", "alice")) == (153 * LPT, 153 * LPT)


@requirement("LP-ABOND-011", "LP-ABOND-012", "LP-ABOND-013", "LP-ABOND-015")
@pytest.mark.parametrize("amount", [0, 3 * LPT], ids=["nothing_more", "more"])
def test_bond_to_another_delegate_moves_everything(scenario: Scenario, amount: int) -> None:
    """Given bob's 50 LPT with alice, when he bonds to carol, then all of it moves, and counts there later."""
    s = scenario
    pair(s)
    before = s.balance("bob")
    s.tx("bob", "bond", amount, "carol")
    assert (delegated(s, "alice"), delegated(s, "carol")) == (100 * LPT, 90 * LPT + amount)
    assert s.view("transcoder_total_stake", "alice") == 100 * LPT
    assert s.view("transcoder_total_stake", "carol") == 90 * LPT + amount
    assert s.balance("bob") == before - amount
    assert s.view("delegator_status", "bob") == 0
    assert s.view("get_delegator", "bob")["startRound"] == s.round + 1
    s.next_round()
    assert s.view("delegator_status", "bob") == 1


@requirement("LP-ABOND-008")
def test_bond_rejects_registered_transcoder_elsewhere(scenario: Scenario) -> None:
    """Given alice is registered, when she bonds towards carol, then she is rejected; towards herself she is not."""
    s = scenario
    pair(s)
    for amount in (0, LPT):
        s.rejects(Reason.REGISTERED_CANNOT_DELEGATE_AWAY, "alice", "bond", amount, "carol")
        s.rejects(Reason.REGISTERED_CANNOT_DELEGATE_AWAY, "alice", "bond", amount, "null")
    s.tx("alice", "bond", LPT, "alice")


@requirement("LP-ABOND-102")
def test_bond_at_launch_moves_registered_transcoder(scenario: Scenario) -> None:
    """Given the launch, when registered transcoders bond elsewhere, then one keeps others' stake and one drops out."""
    s = scenario
    pair(s)
    s.tx("alice", "bond", 0, "carol")
    assert pool(s) == ["carol", "alice"]
    assert s.view("transcoder_total_stake", "alice") == 50 * LPT
    s.tx("carol", "bond", 0, "alice")
    assert [name for name, *_ in s.events] == ["Bond"]
    assert s.view("transcoder_total_stake", "carol") == 100 * LPT
    s.tx("alice", "bond", 0, "heidi")
    assert pool(s) == ["alice"]
    assert s.view("is_active_transcoder", "carol", s.round) is True


@requirement("LP-ABOND-010")
def test_bond_rejects_nothing(scenario: Scenario) -> None:
    """Given nothing to delegate, when somebody bonds 0, then it is rejected."""
    s = scenario
    pair(s)
    s.rejects(Reason.ZERO_DELEGATION, "heidi", "bond", 0, "alice")
    s.rejects(Reason.ZERO_DELEGATION, "bob", "bond", 0, "alice")
    s.rejects(Reason.ZERO_DELEGATION, "alice", "bond", 0, "alice")


@requirement("LP-ABOND-020")
def test_bond_rejects_without_tokens(scenario: Scenario) -> None:
    """Given too few tokens, or too few approved, when bob bonds, then the token refuses and nothing stays."""
    s = scenario
    s.initialized()
    s.rejects(Reason.TRANSFER_EXCEEDS_ALLOWANCE, "bob", "bond", 1, "alice")
    s.tx("bob", "approve", "BondingManager", UNLIMITED)
    s.rejects(Reason.TRANSFER_EXCEEDS_BALANCE, "bob", "bond", s.balance("bob") + 1, "alice")
    assert s.view("get_delegator", "bob")["startRound"] == 0


@requirement("LP-ABOND-021")
def test_bond_while_round_is_locked(scenario: Scenario) -> None:
    """Given the round's locked end, when bob bonds, then he may."""
    s = scenario
    s.initialized()
    s.to_locked_end()
    assert s.view("current_round_locked") is True
    s.bonded("bob", LPT, "alice")


@requirement("LP-ABOND-022", "LP-ABOND-033")
def test_bond_to_null_address_stays_there(scenario: Scenario) -> None:
    """Given 5 LPT bonded to the null address, when bob bonds 1 to alice, then 6 are his and 1 is delegated."""
    s = scenario
    pair(s)
    s.bonded("dave", 5 * LPT, "null")
    s.tx("dave", "bond", LPT, "alice")
    assert (bonded_amount(s, "dave"), delegated(s, "null"), delegated(s, "alice")) == (6 * LPT, 5 * LPT, 151 * LPT)
    s.bonded("erin", 5 * LPT, "null")
    s.tx("erin", "bond", LPT, "grace")
    s.next_round()
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "erin", "unbond", 6 * LPT)
    s.tx("erin", "unbond", LPT)


@requirement("LP-ABOND-014")
def test_bond_rejects_leaving_with_more_than_was_delegated(scenario: Scenario) -> None:
    """Given 6 LPT of bob's of which 1 is delegated to grace, when he leaves her, then a subtraction fails."""
    s = scenario
    s.initialized()
    s.bonded("bob", 5 * LPT, "null")
    s.tx("bob", "bond", LPT, "grace")
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "bob", "bond", 0, "heidi")


@requirement("LP-ABOND-082")
def test_bond_after_everything_was_slashed(scenario: Scenario) -> None:
    """Given bob lost everything and kept his delegate, when he bonds to carol, then alice's stake stays as it was."""
    s = scenario
    pair(s)
    s.tx("JobsManager", "slash_transcoder", "bob", "null", PPM, 0)
    s.tx("bob", "bond", LPT, "carol")
    assert s.events[1] == ("Bond", "carol", "alice", "bob", LPT, LPT)
    assert (delegated(s, "alice"), delegated(s, "carol")) == (150 * LPT, 41 * LPT)
    assert s.view("delegator_status", "bob") == 0


@requirement("LP-ABOND-101", "LP-ABOND-110", "LP-ABOND-112")
def test_bond_at_launch_brings_unbonding_stake_back(scenario: Scenario) -> None:
    """Given the launch and bob's stake on its way out, when he bonds nothing to carol, then all is hers and pending."""
    s = scenario
    pair(s)
    s.tx("bob", "unbond")
    assert s.view("delegator_status", "bob") == 2
    s.tx("bob", "bond", 0, "carol")
    found = s.view("get_delegator", "bob")
    assert found == {
        "bondedAmount": 50 * LPT,
        "fees": 0,
        "delegateAddress": "carol",
        "delegatedAmount": 0,
        "startRound": s.round + 1,
        "withdrawRound": 0,
        "lastClaimRound": s.round,
    }
    assert s.view("delegator_status", "bob") == 0
    assert s.view("transcoder_total_stake", "carol") == 90 * LPT


@ALPHA
@requirement("LP-RND-037")
def test_views_of_alpha_use_new_round_before_it_is_initialized(scenario: Scenario) -> None:
    """Given bob bonded, when the round ends, then his bond counts, but nobody may act before it is initialized."""
    s = scenario
    s.initialized()
    s.bonded("bob", LPT, to="alice")
    assert s.view("delegator_status", "bob") == 0
    s.pass_rounds()
    assert s.view("delegator_status", "bob") == 1
    s.rejects(Reason.ROUND_NOT_INITIALIZED, "bob", "bond", LPT, "alice")
    s.tx("heidi", "initialize_round")
    s.tx("bob", "bond", LPT, "alice")
