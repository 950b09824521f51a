"""Unbonding, rebonding and withdrawing stake."""

from livepeer_conformance.suites.bonding.test_bond import pending_pair
from livepeer_conformance.suites.scenario import LPT, Scenario, requirement
from livepeer_spec.rejection import Reason


def bonded_pair(s: Scenario) -> None:
    """Given alice and carol are active orchestrators with 100 and 50 LPT, and bob's 10 LPT count for alice."""
    pending_pair(s)
    s.next_round()


@requirement("LP-BOND-036", "LP-BOND-037", "LP-BOND-038", "LP-BOND-040", "LP-BOND-087")
def test_unbond_part_creates_lock(scenario: Scenario) -> None:
    """Given bob's bond counts, when he unbonds a part, then it is locked for the unbonding period and leaves alice."""
    s = scenario
    bonded_pair(s)
    s.tx("bob", "unbond", 4 * LPT)
    withdraw_round = s.round + s.parameters.unbonding_period
    assert s.events == [
        ("EarningsClaimed", "alice", "bob", 0, 0, s.round, s.round),
        ("Unbond", "alice", "bob", 0, 4 * LPT, withdraw_round),
    ]
    assert s.view("get_delegator_unbonding_lock", "bob", 0) == {"amount": 4 * LPT, "withdrawRound": withdraw_round}
    assert s.view("is_valid_unbonding_lock", "bob", 0) is True
    assert s.view("is_valid_unbonding_lock", "bob", 1) is False
    bob = s.view("get_delegator", "bob")
    assert (bob["bondedAmount"], bob["delegateAddress"], bob["nextUnbondingLockId"]) == (6 * LPT, "alice", 1)
    assert s.view("transcoder_total_stake", "alice") == 106 * LPT
    assert s.view("next_round_total_active_stake") == 156 * LPT
    s.tx("bob", "unbond", LPT)
    assert s.events == [("Unbond", "alice", "bob", 1, LPT, withdraw_round)]


@requirement("LP-BOND-037")
def test_unbond_reorders_pool(scenario: Scenario) -> None:
    """Given alice leads the pool by bob's stake, when bob unbonds, then she falls behind."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", 50 * LPT)
    s.orchestrator("carol", 55 * LPT)
    s.bonded("bob", 10 * LPT, to="alice")
    s.next_round()
    assert s.view("get_first_transcoder_in_pool") == "alice"
    s.tx("bob", "unbond", 6 * LPT)
    assert s.view("get_first_transcoder_in_pool") == "carol"
    assert s.view("get_next_transcoder_in_pool", "carol") == "alice"


@requirement("LP-BOND-033", "LP-BOND-034", "LP-BOND-035")
def test_unbond_rejections(scenario: Scenario) -> None:
    """Given no bond, a pending one, amount zero or too much, when unbonding, then each is rejected."""
    s = scenario
    pending_pair(s)
    s.rejects(Reason.NOT_BONDED, "heidi", "unbond", 0)
    s.rejects(Reason.NOT_BONDED, "bob", "unbond", LPT)
    s.next_round()
    s.rejects(Reason.ZERO_UNBOND, "bob", "unbond", 0)
    s.rejects(Reason.UNBOND_EXCEEDS_BOND, "bob", "unbond", 10 * LPT + 1)
    s.tx("bob", "unbond", 10 * LPT)


@requirement("LP-BOND-035", "LP-BOND-005")
def test_unbond_sees_claimed_rewards(scenario: Scenario) -> None:
    """Given alice minted rewards, when bob unbonds his bond and its rewards, then exactly that is accepted."""
    s = scenario
    bonded_pair(s)
    s.tx("alice", "reward")
    stake = s.view("pending_stake", "bob", 0)
    assert stake > 10 * LPT
    s.rejects(Reason.UNBOND_EXCEEDS_BOND, "bob", "unbond", stake + 1)
    s.tx("bob", "unbond", stake)
    assert s.events[0] == ("EarningsClaimed", "alice", "bob", stake - 10 * LPT, 0, s.round, s.round)
    assert s.view("delegator_status", "bob") == 2


@requirement("LP-BOND-038", "LP-BOND-039", "LP-BOND-040", "LP-BOND-100")
def test_unbond_all_resigns_orchestrator(scenario: Scenario) -> None:
    """Given an orchestrator, when it unbonds everything, then it leaves the pool at once and may delegate elsewhere."""
    s = scenario
    bonded_pair(s)
    s.tx("carol", "unbond", 50 * LPT)
    assert s.events[1:] == [
        ("TranscoderDeactivated", "carol", s.round + 1),
        ("Unbond", "carol", "carol", 0, 50 * LPT, s.round + s.parameters.unbonding_period),
    ]
    carol = s.view("get_delegator", "carol")
    assert (carol["delegateAddress"], carol["startRound"], carol["bondedAmount"]) == ("null", 0, 0)
    assert s.view("get_transcoder_pool_size") == 1
    assert s.view("next_round_total_active_stake") == 110 * LPT
    assert s.view("is_active_transcoder", "carol") is True
    s.tx("carol", "bond", LPT, "alice")
    assert s.view("get_delegator", "carol")["delegateAddress"] == "alice"


@requirement("LP-BOND-041", "LP-BOND-053")
def test_unbonding_period_zero(scenario: Scenario) -> None:
    """Given an unbonding period of zero, when bob unbonds, then he withdraws at once; an older lock keeps its round."""
    s = scenario
    bonded_pair(s)
    s.tx("bob", "unbond", LPT)
    s.tx("owner", "set_unbonding_period", 0)
    s.tx("bob", "unbond", LPT)
    assert s.view("get_delegator_unbonding_lock", "bob", 1) == {"amount": LPT, "withdrawRound": s.round}
    s.tx("bob", "withdraw_stake", 1)
    s.rejects(Reason.STAKE_STILL_LOCKED, "bob", "withdraw_stake", 0)


@requirement("LP-BOND-042", "LP-BOND-043", "LP-BOND-045", "LP-BOND-048")
def test_rebond(scenario: Scenario) -> None:
    """Given a lock, when bob rebonds it, then his stake is back, his start round as before, and the lock gone."""
    s = scenario
    bonded_pair(s)
    start = s.view("get_delegator", "bob")["startRound"]
    s.tx("bob", "unbond", 4 * LPT)
    s.rejects(Reason.INVALID_UNBONDING_LOCK, "bob", "rebond", 1)
    s.tx("bob", "rebond", 0)
    assert s.events == [("Rebond", "alice", "bob", 0, 4 * LPT)]
    assert s.view("get_delegator", "bob")["bondedAmount"] == 10 * LPT
    assert s.view("get_delegator", "bob")["startRound"] == start
    assert s.view("transcoder_total_stake", "alice") == 110 * LPT
    assert s.view("is_valid_unbonding_lock", "bob", 0) is False
    s.rejects(Reason.INVALID_UNBONDING_LOCK, "bob", "rebond", 0)
    s.tx("bob", "unbond", 10 * LPT)
    s.rejects(Reason.NOT_BONDED, "bob", "rebond", 1)


@requirement("LP-BOND-042", "LP-BOND-101")
def test_rebond_pending(scenario: Scenario) -> None:
    """Given bob moved his bond, so that it is pending, when he rebonds a lock, then it is accepted."""
    s = scenario
    bonded_pair(s)
    s.tx("bob", "unbond", 4 * LPT)
    s.tx("bob", "bond", 0, "carol")
    s.rejects(Reason.NOT_BONDED, "bob", "unbond", LPT)
    s.tx("bob", "rebond", 0)
    assert s.events == [("Rebond", "carol", "bob", 0, 4 * LPT)]
    assert s.view("delegator_status", "bob") == 0


@requirement("LP-BOND-043", "LP-BOND-044", "LP-BOND-046", "LP-BOND-048")
def test_rebond_from_unbonded(scenario: Scenario) -> None:
    """Given bob unbonded everything, when he rebonds towards carol, then his stake is pending for her."""
    s = scenario
    bonded_pair(s)
    s.tx("bob", "unbond", 4 * LPT)
    s.rejects(Reason.STILL_BONDED, "bob", "rebond_from_unbonded", "carol", 0)
    s.tx("bob", "unbond", 6 * LPT)
    s.rejects(Reason.INVALID_UNBONDING_LOCK, "bob", "rebond_from_unbonded", "carol", 2)
    assert s.view("get_delegator", "bob")["delegateAddress"] == "null"
    s.tx("bob", "rebond_from_unbonded", "carol", 1)
    assert s.events == [("Rebond", "carol", "bob", 1, 6 * LPT)]
    assert s.view("get_delegator", "bob")["startRound"] == s.round + 1
    assert s.view("transcoder_total_stake", "carol") == 56 * LPT
    assert s.view("delegator_status", "bob") == 0


@requirement("LP-BOND-046", "LP-BOND-048")
def test_rebond_from_unbonded_to_itself_registers(scenario: Scenario) -> None:
    """Given carol unbonded everything, when she rebonds towards herself, then she is an orchestrator again."""
    s = scenario
    bonded_pair(s)
    s.tx("carol", "unbond", 50 * LPT)
    s.tx("carol", "rebond_from_unbonded", "carol", 0)
    assert s.events == [("TranscoderActivated", "carol", s.round + 1), ("Rebond", "carol", "carol", 0, 50 * LPT)]
    assert s.view("is_registered_transcoder", "carol") is True
    assert s.view("is_active_transcoder", "carol") is False


@requirement("LP-BOND-047")
def test_rebond_from_unbonded_stores_no_factor(scenario: Scenario) -> None:
    """Given alice's factor is above one, when bob rebonds to her before this round's reward, then none is stored."""
    s = scenario
    bonded_pair(s)
    s.tx("alice", "reward")
    s.tx("bob", "unbond", s.view("pending_stake", "bob", 0))
    s.next_round()
    s.tx("bob", "rebond_from_unbonded", "alice", 0)
    pool = s.view("get_transcoder_earnings_pool_for_round", "alice", s.round)
    assert pool["cumulativeRewardFactor"] == 0


@requirement("LP-BOND-006", "LP-BOND-049", "LP-BOND-050", "LP-BOND-051", "LP-BOND-052")
def test_withdraw_stake(scenario: Scenario) -> None:
    """Given a lock, when its round comes, then bob gets his tokens, once, and nothing is claimed."""
    s = scenario
    bonded_pair(s)
    s.tx("bob", "unbond", 4 * LPT)
    withdraw_round = s.round + s.parameters.unbonding_period
    s.rejects(Reason.INVALID_UNBONDING_LOCK, "bob", "withdraw_stake", 1)
    s.next_round(s.parameters.unbonding_period - 1)
    s.rejects(Reason.STAKE_STILL_LOCKED, "bob", "withdraw_stake", 0)
    s.next_round()
    claimed, before = s.view("get_delegator", "bob")["lastClaimRound"], s.balance("bob")
    s.tx("bob", "withdraw_stake", 0)
    assert s.events == [("Transfer", "Minter", "bob", 4 * LPT), ("WithdrawStake", "bob", 0, 4 * LPT, withdraw_round)]
    assert s.balance("bob") == before + 4 * LPT
    assert s.view("get_delegator", "bob")["lastClaimRound"] == claimed
    s.rejects(Reason.INVALID_UNBONDING_LOCK, "bob", "withdraw_stake", 0)


@requirement("LP-BOND-050", "LP-BOND-052")
def test_withdraw_stake_later(scenario: Scenario) -> None:
    """Given a lock whose round has passed, when bob withdraws, then the lock's round is logged, not the present one."""
    s = scenario
    bonded_pair(s)
    s.tx("bob", "unbond", 4 * LPT)
    withdraw_round = s.round + s.parameters.unbonding_period
    s.next_round(s.parameters.unbonding_period + 3)
    s.tx("bob", "withdraw_stake", 0)
    assert s.events[-1] == ("WithdrawStake", "bob", 0, 4 * LPT, withdraw_round)
