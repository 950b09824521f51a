"""Unbonding, rebonding and withdrawing in alpha."""

import pytest

from livepeer_conformance.suites.alpha_bonding.given import (
    amount_of_unbond,
    bonded_amount,
    delegated,
    leave,
    pair,
    pool,
)
from livepeer_conformance.suites.scenario import LPT, PPM, Scenario, options, requirement
from livepeer_spec.rejection import Reason


@requirement("LP-ABOND-023")
def test_unbond_rejects_without_bond_that_counts(scenario: Scenario) -> None:
    """Given no bond, or one that is pending, when it is unbonded, then it is rejected."""
    s = scenario
    s.initialized()
    s.rejects(Reason.NOT_BONDED, "bob", "unbond", *amount_of_unbond(s, 1))
    s.bonded("bob", LPT, "alice")
    s.rejects(Reason.NOT_BONDED, "bob", "unbond", *amount_of_unbond(s, 1))


@requirement("LP-ABOND-024", "LP-ABOND-025")
def test_unbond_rejects_nothing_and_too_much(scenario: Scenario) -> None:
    """Given bob's 50 LPT and a reward, when he unbonds, then from 1 LPTU to all with his earnings is accepted."""
    s = scenario
    pair(s)
    s.tx("alice", "reward")
    whole = s.view("pending_stake", "bob", s.round)
    assert whole > 50 * LPT
    s.rejects(Reason.ZERO_UNBOND, "bob", "unbond", 0)
    s.rejects(Reason.UNBOND_EXCEEDS_BOND, "bob", "unbond", whole + 1)
    s.tx("bob", "unbond", whole)


@requirement("LP-ABOND-026", "LP-ABOND-027", "LP-ABOND-028", "LP-ABOND-029", "LP-ABOND-031", "LP-BOND-088")
def test_unbond_in_parts(scenario: Scenario) -> None:
    """Given bob's 50 LPT with alice, when he unbonds 20 and 30, then there are two locks, and he leaves her."""
    s = scenario
    pair(s)
    ready = s.round + s.parameters.unbonding_period
    start = s.view("get_delegator", "bob")["startRound"]
    s.tx("bob", "unbond", 20 * LPT)
    assert s.events == [("Unbond", "alice", "bob", 0, 20 * LPT, ready)]
    assert s.view("get_delegator_unbonding_lock", "bob", 0) == {"amount": 20 * LPT, "withdrawRound": ready}
    assert (delegated(s, "alice"), s.view("transcoder_total_stake", "alice")) == (130 * LPT, 130 * LPT)
    found = s.view("get_delegator", "bob")
    assert (found["bondedAmount"], found["delegateAddress"], found["startRound"]) == (30 * LPT, "alice", start)
    s.tx("bob", "unbond", 30 * LPT)
    assert s.events == [("Unbond", "alice", "bob", 1, 30 * LPT, ready)]
    assert s.view("get_delegator", "bob") == {
        "bondedAmount": 0,
        "fees": 0,
        "delegateAddress": "null",
        "delegatedAmount": 0,
        "startRound": 0,
        "lastClaimRound": s.round,
        "nextUnbondingLockId": 2,
    }
    assert s.view("transcoder_total_stake", "alice") == 100 * LPT


@requirement("LP-ABOND-030", "LP-ABOND-031", "LP-AELEC-019", "LP-AELEC-020")
def test_unbond_everything_resigns(scenario: Scenario) -> None:
    """Given alice and bob's stake with her, when she unbonds all of hers, then she resigns; his stays with her."""
    s = scenario
    pair(s)
    s.tx("alice", "unbond", 100 * LPT)
    ready = s.round + s.parameters.unbonding_period
    assert s.events == [("TranscoderResigned", "alice"), ("Unbond", "alice", "alice", 0, 100 * LPT, ready)]
    assert pool(s) == ["carol"]
    assert s.view("is_active_transcoder", "alice", s.round) is False
    assert s.view("get_total_active_stake", s.round) == 40 * LPT
    assert delegated(s, "alice") == 50 * LPT
    assert s.view("get_delegator", "bob")["delegateAddress"] == "alice"


@requirement("LP-ABOND-104", "LP-ABOND-105", "LP-ABOND-107", "LP-ABOND-110", "LP-ABOND-112", "LP-ABOND-113")
def test_unbond_at_launch_takes_everything(scenario: Scenario) -> None:
    """Given the launch, when bob unbonds, then he leaves alice at once, and his stake waits for its round."""
    s = scenario
    pair(s)
    s.tx("bob", "unbond")
    assert s.events == [("Unbond", "null", "bob")]
    ready = s.round + s.parameters.unbonding_period
    assert s.view("get_delegator", "bob") == {
        "bondedAmount": 50 * LPT,
        "fees": 0,
        "delegateAddress": "null",
        "delegatedAmount": 0,
        "startRound": 0,
        "withdrawRound": ready,
        "lastClaimRound": s.round,
    }
    assert (delegated(s, "alice"), s.view("transcoder_total_stake", "alice")) == (100 * LPT, 100 * LPT)
    assert s.view("get_transcoder_earnings_pool_for_round", "alice", s.round) == {
        "rewardPool": 0,
        "feePool": 0,
        "totalStake": 150 * LPT,
        "claimableStake": 100 * LPT,
    }
    s.next_round(s.parameters.unbonding_period - 1)
    assert s.view("delegator_status", "bob") == 2
    s.rejects(Reason.STILL_BONDED, "bob", "withdraw_stake")
    s.next_round()
    assert s.view("delegator_status", "bob") == 3


@requirement("LP-ABOND-106", "LP-AELEC-020")
def test_unbond_at_launch_of_transcoder_that_delegated_elsewhere(scenario: Scenario) -> None:
    """Given the launch and alice is with carol, when alice unbonds, then she resigns; carol's place keeps her stake."""
    s = scenario
    pair(s)
    s.tx("alice", "bond", 0, "carol")
    s.next_round()
    s.tx("alice", "unbond")
    assert s.events == [("TranscoderResigned", "alice"), ("Unbond", "null", "alice")]
    assert delegated(s, "carol") == 40 * LPT
    assert s.view("transcoder_total_stake", "carol") == 140 * LPT


@requirement("LP-ABOND-108", "LP-ABOND-109", "LP-ABOND-004")
def test_withdraw_at_launch(scenario: Scenario) -> None:
    """Given the launch, when unbonded stake is withdrawn, even none, then the Minter pays it once."""
    s = scenario
    pair(s)
    s.rejects(Reason.STILL_BONDED, "bob", "withdraw_stake")
    s.tx("bob", "unbond")
    s.next_round(s.parameters.unbonding_period)
    s.tx("bob", "withdraw_stake")
    assert s.events == [("Transfer", "Minter", "bob", 50 * LPT), ("WithdrawStake", "bob")]
    assert s.view("get_delegator", "bob")["lastClaimRound"] == s.round - s.parameters.unbonding_period
    s.tx("bob", "withdraw_stake")
    assert s.events == [("Transfer", "Minter", "bob", 0), ("WithdrawStake", "bob")]


@requirement("LP-ABOND-111")
def test_total_bonded_at_launch_counts_stake_towards_anybody(scenario: Scenario) -> None:
    """Given the launch, when stake is bonded, minted and unbonded, then the count follows; what returns is left out."""
    s = scenario
    pair(s)
    s.bonded("dave", 7 * LPT, "heidi")
    assert s.view("get_total_bonded") == 197 * LPT
    s.tx("carol", "reward")
    total = 197 * LPT + s.view("current_minted_tokens")
    assert s.view("get_total_bonded") == total
    s.tx("bob", "unbond")
    unbonded = s.view("get_delegator", "bob")["bondedAmount"]
    assert s.view("get_total_bonded") == total - unbonded
    s.tx("bob", "bond", LPT, "heidi")
    assert s.view("get_total_bonded") == total - unbonded + LPT


@requirement("LP-ABOND-032")
def test_unbond_that_empties_delegate_drops_it_silently(scenario: Scenario) -> None:
    """Given more own stake of dave's than is delegated, when he unbonds it all from alice, then she drops out."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", LPT)
    s.bonded("dave", LPT, "null")
    s.tx("dave", "bond", LPT, "alice")
    s.next_round()
    s.tx("dave", "unbond", 2 * LPT)
    assert [name for name, *_ in s.events] == ["Unbond"]
    assert pool(s) == []
    assert s.view("is_active_transcoder", "alice", s.round) is True
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "alice", "unbond", LPT)
    s.rejects(Reason.POOL_KEY_ZERO, "alice", "transcoder", 0, 0, 0)


@requirement("LP-ABOND-034", "LP-ABOND-038", "LP-ABOND-040", "LP-ABOND-041", "LP-ABOND-042")
def test_rebond_brings_stake_back(scenario: Scenario) -> None:
    """Given a lock of bob's, when he rebonds it, even after its round, then it is with alice again as before."""
    s = scenario
    pair(s)
    s.tx("bob", "unbond", 20 * LPT)
    s.tx("bob", "unbond", 5 * LPT)
    start = s.view("get_delegator", "bob")["startRound"]
    s.tx("bob", "rebond", 0)
    assert s.events == [("Rebond", "alice", "bob", 0, 20 * LPT)]
    assert (bonded_amount(s, "bob"), delegated(s, "alice")) == (45 * LPT, 145 * LPT)
    assert s.view("transcoder_total_stake", "alice") == 145 * LPT
    assert s.view("get_delegator_unbonding_lock", "bob", 0) == {"amount": 0, "withdrawRound": 0}
    s.next_round(s.parameters.unbonding_period)
    s.tx("bob", "rebond", 1)
    assert s.view("get_delegator", "bob")["startRound"] == start
    s.tx("bob", "unbond", 50 * LPT)
    s.rejects(Reason.NOT_BONDED, "bob", "rebond", 2)


@requirement("LP-ABOND-035", "LP-ABOND-036", "LP-ABOND-038", "LP-ABOND-041")
def test_rebond_from_unbonded_names_delegate(scenario: Scenario) -> None:
    """Given bob unbonded everything, when he rebonds towards carol, then it is pending with her."""
    s = scenario
    pair(s)
    s.tx("bob", "unbond", 20 * LPT)
    s.rejects(Reason.STILL_BONDED, "bob", "rebond_from_unbonded", "carol", 0)
    s.tx("bob", "unbond", 30 * LPT)
    s.tx("bob", "rebond_from_unbonded", "carol", 1)
    assert s.events == [("Rebond", "carol", "bob", 1, 30 * LPT)]
    found = s.view("get_delegator", "bob")
    assert (found["bondedAmount"], found["delegateAddress"], found["startRound"]) == (30 * LPT, "carol", s.round + 1)
    assert s.view("transcoder_total_stake", "carol") == 70 * LPT


@requirement("LP-ABOND-039")
def test_rebond_from_unbonded_to_null_address(scenario: Scenario) -> None:
    """Given bob unbonded everything, when he rebonds towards the null address, then that is accepted."""
    s = scenario
    pair(s)
    s.tx("bob", "unbond", 50 * LPT)
    s.tx("bob", "rebond_from_unbonded", "null", 0)
    assert delegated(s, "null") == 50 * LPT


@requirement("LP-ABOND-037", "LP-ABOND-043", "LP-ABOND-080", "LP-BOND-087")
def test_locks_are_used_once(scenario: Scenario) -> None:
    """Given a lock that was never made, or is used up, when it is used, then it is rejected."""
    s = scenario
    pair(s)
    s.rejects(Reason.INVALID_UNBONDING_LOCK, "bob", "rebond", 0)
    s.rejects(Reason.INVALID_UNBONDING_LOCK, "bob", "withdraw_stake", 0)
    assert s.view("is_valid_unbonding_lock", "bob", 0) is False
    assert s.view("get_delegator_unbonding_lock", "bob", 0) == {"amount": 0, "withdrawRound": 0}
    s.tx("bob", "unbond", 50 * LPT)
    assert s.view("is_valid_unbonding_lock", "bob", 0) is True
    s.rejects(Reason.INVALID_UNBONDING_LOCK, "bob", "rebond_from_unbonded", "alice", 1)
    s.tx("bob", "rebond_from_unbonded", "alice", 0)
    s.rejects(Reason.INVALID_UNBONDING_LOCK, "bob", "rebond", 0)
    s.rejects(Reason.INVALID_UNBONDING_LOCK, "bob", "withdraw_stake", 0)
    assert s.view("is_valid_unbonding_lock", "bob", 0) is False


@requirement("LP-ABOND-004", "LP-ABOND-044", "LP-ABOND-045", "LP-ABOND-046")
def test_withdraw_stake_from_its_round_on(scenario: Scenario) -> None:
    """Given a lock, when its round has come, whatever the period is by then, then the Minter pays it, without claim."""
    s = scenario
    pair(s)
    s.tx("bob", "unbond", 20 * LPT)
    ready = s.round + s.parameters.unbonding_period
    s.tx("owner", "set_unbonding_period", 0)
    s.rejects(Reason.STAKE_STILL_LOCKED, "bob", "withdraw_stake", 0)
    s.next_round(s.parameters.unbonding_period - 1)
    s.rejects(Reason.STAKE_STILL_LOCKED, "bob", "withdraw_stake", 0)
    claimed = s.view("get_delegator", "bob")["lastClaimRound"]
    s.next_round()
    s.tx("bob", "withdraw_stake", 0)
    assert s.events == [("Transfer", "Minter", "bob", 20 * LPT), ("WithdrawStake", "bob", 0, 20 * LPT, ready)]
    assert s.view("get_delegator", "bob")["lastClaimRound"] == claimed
    assert s.view("get_delegator_unbonding_lock", "bob", 0) == {"amount": 0, "withdrawRound": 0}


@requirement("LP-ABOND-047", "LP-ABOND-048")
def test_withdraw_fees_of_alpha(scenario: Scenario) -> None:
    """Given fees, when they are withdrawn, then all are paid, once."""
    s = scenario
    pair(s)
    s.tx("erin", "deposit", value=1000)
    s.tx("JobsManager", "update_transcoder_with_fees", "carol", 1000, s.round)
    s.rejects(Reason.NO_FEES, "bob", "withdraw_fees")
    before = s.eth("carol")
    s.tx("carol", "withdraw_fees")
    assert s.events == [("WithdrawFees", "carol")]
    assert (s.eth("carol"), s.eth("Minter")) == (before + 1000, 0)
    s.rejects(Reason.NO_FEES, "carol", "withdraw_fees")


@requirement("LP-ABOND-077", "LP-BOND-084", "LP-ABOND-081")
def test_status_of_a_delegator(scenario: Scenario) -> None:
    """Given bob's bond, when it begins, counts, moves and ends, then his status follows."""
    s = scenario
    s.initialized()
    assert s.view("delegator_status", "bob") == 2
    s.bonded("bob", 5 * LPT, "alice")
    assert s.view("delegator_status", "bob") == 0
    s.next_round()
    assert s.view("delegator_status", "bob") == 1
    s.tx("bob", "unbond", LPT)
    assert s.view("delegator_status", "bob") == 1
    s.tx("bob", "bond", 0, "carol")
    assert s.view("delegator_status", "bob") == 0
    s.tx("bob", "rebond", 0)
    assert s.view("delegator_status", "bob") == 0
    s.next_round()
    leave(s, "bob")
    assert s.view("delegator_status", "bob") == 2
    s.next_round(s.parameters.unbonding_period)
    s.tx("bob", "withdraw_stake", 1)
    assert s.view("delegator_status", "bob") == 2


@requirement("LP-ABOND-077")
@options("unconfigured")
def test_status_without_bond_needs_no_round(scenario: Scenario) -> None:
    """Given no round length, when an account without bond is asked for, then it is unbonded."""
    assert scenario.view("delegator_status", "bob") == 2


@requirement("LP-ABOND-110")
@options("unconfigured")
def test_status_at_launch_needs_a_round(scenario: Scenario) -> None:
    """Given the launch and no round length, when any account is asked for, then it divides by zero."""
    assert scenario.view("delegator_status", "bob") is Reason.DIVISION_BY_ZERO


@requirement("LP-ASLSH-018")
def test_slash_spares_stake_on_its_way_out(scenario: Scenario) -> None:
    """Given 20 of alice's 100 LPT are under a lock, when all is slashed, then these 20 are still hers."""
    s = scenario
    pair(s)
    s.tx("alice", "unbond", 20 * LPT)
    s.tx("JobsManager", "slash_transcoder", "alice", "null", PPM, 0)
    assert s.events[-1] == ("TranscoderSlashed", "alice", "null", 80 * LPT, 0)
    s.next_round(s.parameters.unbonding_period)
    s.tx("alice", "withdraw_stake", 0)


@requirement("LP-ASLSH-102")
def test_slash_at_launch_takes_stake_on_its_way_out(scenario: Scenario) -> None:
    """Given the launch and bob unbonds, when he is slashed, then he loses stake, and nobody's delegation changes."""
    s = scenario
    pair(s)
    s.tx("bob", "unbond")
    total = s.view("get_total_bonded")
    s.tx("JobsManager", "slash_transcoder", "bob", "null", PPM // 2, 0)
    assert bonded_amount(s, "bob") == 25 * LPT
    assert (delegated(s, "alice"), s.view("get_total_bonded")) == (100 * LPT, total)


@requirement("LP-ABOND-023", "LP-ABOND-003")
@pytest.mark.parametrize("behind", [False, True], ids=["claimed", "one_round_behind"])
def test_unbond_of_everything_with_earnings(scenario: Scenario, behind: bool) -> None:
    """Given alice and bob, when both leave with their earnings, then nothing is delegated to her but dust."""
    s = scenario
    pair(s)
    s.tx("alice", "reward")
    if behind:
        s.next_round()
    leave(s, "bob")
    leave(s, "alice")
    assert delegated(s, "alice") < 10**6 * LPT // 10**6
    assert pool(s) == ["carol"]
