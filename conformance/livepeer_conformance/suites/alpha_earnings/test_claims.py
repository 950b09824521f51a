"""Claims of alpha: what each one takes from the pools of its rounds."""

import pytest

from livepeer_conformance.suites.alpha_bonding.given import COMMIT, bonded_amount, delegated, pair
from livepeer_conformance.suites.scenario import LPT, PPM, Scenario, presets, requirement
from livepeer_spec.rejection import Reason

STAKES = {"alice": 1000, "bob": 1000, "carol": 2000}


def rewarded(s: Scenario) -> int:
    """Given alice with 4000 LPTU, 1000 of bob's and 2000 of carol's, keeps half of a reward; gives the reward."""
    s.initialized()
    s.orchestrator("alice", 1000, PPM // 2, PPM // 2)
    for name in ("bob", "carol"):
        s.bonded(name, STAKES[name], "alice")
    s.next_round()
    s.tx("alice", "reward")
    reward: int = s.view("current_minted_tokens")
    assert reward == s.view("current_mintable_tokens")
    return reward


def gains(s: Scenario, order: tuple[str, ...]) -> dict[str, int]:
    """Claims in this order, and what each account gained by its own."""
    found = {}
    for name in order:
        s.tx(name, "claim_earnings", s.round)
        found[name] = bonded_amount(s, name) - STAKES[name]
    return found


@requirement(
    "LP-AEARN-003", "LP-AEARN-004", "LP-AEARN-007", "LP-AEARN-008", "LP-AEARN-009", "LP-AEARN-012", "LP-ABOND-079"
)  # fmt: skip
def test_claims_in_any_order(scenario: Scenario) -> None:
    """Given a reward of which alice keeps half, when she claims first, then a quarter of the rest is hers too."""
    s = scenario
    reward = rewarded(s)
    assert s.view("get_transcoder_earnings_pool_for_round", "alice", s.round) == {
        "rewardPool": reward // 2,
        "feePool": 0,
        "totalStake": 4000,
        "claimableStake": 4000,
        "transcoderRewardCut": PPM // 2,
        "transcoderFeeShare": PPM // 2,
        "transcoderRewardPool": reward // 2,
        "transcoderFeePool": 0,
        "hasTranscoderRewardFeePool": True,
    }
    found = gains(s, ("alice", "bob", "carol"))
    # Of what three quarters left, bob has a third, cut to six digits.
    third = (reward * 3 // 8) * 333_333 // PPM
    assert found == {"alice": reward // 2 + reward // 8, "bob": third, "carol": reward * 3 // 8 - third}


@requirement("LP-AEARN-009")
def test_claims_in_another_order(scenario: Scenario) -> None:
    """Given a reward of which alice keeps half, when she claims last, then she gets the same but for rounding."""
    s = scenario
    reward = rewarded(s)
    found = gains(s, ("bob", "carol", "alice"))
    two_thirds = (reward * 3 // 8) * 666_666 // PPM
    assert found == {"alice": reward - reward // 8 - two_thirds, "bob": reward // 8, "carol": two_thirds}
    pool = s.view("get_transcoder_earnings_pool_for_round", "alice", s.round)
    assert (pool["rewardPool"], pool["transcoderRewardPool"], pool["claimableStake"]) == (0, 0, 0)


@requirement("LP-AEARN-006", "LP-AEARN-007", "LP-AEARN-010", "LP-AEARN-011", "LP-AEARN-012", "LP-AEARN-101")
def test_claims_at_launch_depend_on_order(scenario: Scenario) -> None:
    """Given the launch, when alice claims first, then she takes five eighths and the others share less."""
    s = scenario
    reward = rewarded(s)
    assert s.view("get_transcoder_earnings_pool_for_round", "alice", s.round)["rewardPool"] == reward
    found = gains(s, ("alice", "bob", "carol"))
    left = reward - (reward // 2 + reward // 8)
    bob = (left - left // 2) * 333_333 // PPM
    assert found["alice"] == reward // 2 + reward // 8
    assert found["bob"] == bob
    left -= bob
    assert found["carol"] == left - left // 2
    assert s.view("get_transcoder_earnings_pool_for_round", "alice", s.round)["rewardPool"] == left // 2


@requirement("LP-AEARN-010", "LP-AEARN-011")
def test_claims_at_launch_in_another_order(scenario: Scenario) -> None:
    """Given the launch, when alice claims last, then she takes all that is left."""
    s = scenario
    reward = rewarded(s)
    found = gains(s, ("bob", "carol", "alice"))
    left = reward - reward // 8
    carol = (left - left // 2) * 666_666 // PPM
    assert found == {"bob": reward // 8, "carol": carol, "alice": left - carol}


@requirement("LP-AEARN-015", "LP-AEARN-018", "LP-AEARN-019")
def test_claims_compound_round_by_round(scenario: Scenario) -> None:
    """Given two rewards of carol's, who keeps nothing, when dave claims both, then the first earns in the second."""
    s = scenario
    pair(s)
    s.bonded("dave", 40 * LPT, "carol")
    s.tx("carol", "reward")
    first = s.round
    s.next_round()
    before = delegated(s, "carol")
    s.tx("carol", "claim_earnings", first)
    s.tx("carol", "reward")
    reward = s.view("get_transcoder_earnings_pool_for_round", "carol", s.round)["rewardPool"]
    own, other = bonded_amount(s, "carol"), 40 * LPT
    assert own > 40 * LPT
    s.tx("dave", "claim_earnings", s.round)
    assert bonded_amount(s, "dave") == other + reward * (other * PPM // (own + other)) // PPM
    s.tx("carol", "claim_earnings", s.round)
    assert delegated(s, "carol") == before + reward


@requirement("LP-AEARN-015")
def test_rewards_of_a_round_earn_in_the_next(scenario: Scenario) -> None:
    """Given two rewards of alice's, when bob claims both at once, then his share of the first has one of the second."""
    s = scenario
    pair(s)
    stake = 50 * LPT
    for _ in range(2):
        s.tx("alice", "reward")
        pool = s.view("get_transcoder_earnings_pool_for_round", "alice", s.round)
        shared = pool["rewardPool"]
        if s.upgrade == "alpha-launch":
            shared -= shared * 100_000 // PPM
        stake += shared * (stake * PPM // pool["claimableStake"]) // PPM
        s.next_round()
    s.tx("bob", "claim_earnings", s.round - 1)
    assert bonded_amount(s, "bob") == stake


@requirement("LP-AEARN-023", "LP-AEARN-024", "LP-AEARN-026")
def test_claim_earnings_ends_between_last_claim_and_now(scenario: Scenario) -> None:
    """Given bob's last claim, when he claims through a round before, at or after it, then only later ones until now."""
    s = scenario
    pair(s)
    last = s.round - 1
    for end in (0, last):
        s.rejects(Reason.CLAIM_NOT_AFTER_LAST, "bob", "claim_earnings", end)
    for end in (s.round + 1, 2**256 - 1):
        s.rejects(Reason.CLAIM_AFTER_CURRENT, "bob", "claim_earnings", end)
    s.tx("bob", "claim_earnings", s.round)
    assert s.events == []
    s.rejects(Reason.CLAIM_NOT_AFTER_LAST, "bob", "claim_earnings", s.round)


@requirement("LP-AEARN-020", "LP-AEARN-021", "LP-AEARN-022")
def test_pending_earnings_are_what_a_claim_leaves(scenario: Scenario) -> None:
    """Given earnings of two rounds, when they are asked for, then it is what claims leave, and nothing afterwards."""
    s = scenario
    pair(s)
    s.tx("alice", "reward")
    s.tx("JobsManager", "update_transcoder_with_fees", "alice", 1001, s.round)
    first = s.round
    s.next_round()
    s.tx("alice", "reward")
    for name in ("bob", "alice"):
        for end in (first, s.round):
            expected = s.view("pending_stake", name, end), s.view("pending_fees", name, end)
            s.tx(name, "claim_earnings", end)
            found = s.view("get_delegator", name)
            assert (found["bondedAmount"], found["fees"]) == expected
            assert s.view("pending_stake", name, end) is Reason.CLAIM_NOT_AFTER_LAST
            assert s.view("pending_fees", name, end) is Reason.CLAIM_NOT_AFTER_LAST
        assert s.view("pending_stake", name, s.round + 1) is Reason.CLAIM_AFTER_CURRENT
        assert s.view("pending_fees", name, s.round + 1) is Reason.CLAIM_AFTER_CURRENT
    assert (s.view("pending_stake", "heidi", s.round), s.view("pending_fees", "heidi", 1)) == (0, 0)
    assert s.view("pending_stake", "heidi", 0) is Reason.CLAIM_NOT_AFTER_LAST


@requirement("LP-AEARN-014", "LP-AEARN-017", "LP-AEARN-020")
def test_claims_span_limited_rounds(scenario: Scenario) -> None:
    """Given more rounds than a claim may span, when bob acts, then he has to claim a part before; heidi has not."""
    s = scenario
    pair(s)
    limit = s.parameters.max_earnings_claims_rounds
    last = s.view("get_delegator", "bob")["lastClaimRound"]
    s.next_round(limit)
    assert s.round - last == limit + 1
    s.rejects(Reason.TOO_MANY_CLAIM_ROUNDS, "bob", "claim_earnings", s.round)
    s.rejects(Reason.TOO_MANY_CLAIM_ROUNDS, "bob", "bond", 0, "carol")
    s.rejects(Reason.TOO_MANY_CLAIM_ROUNDS, "bob", "withdraw_fees")
    assert s.view("pending_stake", "bob", s.round) == 50 * LPT
    s.tx("bob", "claim_earnings", s.round - 1)
    assert s.view("get_delegator", "bob")["lastClaimRound"] == s.round - 1
    s.tx("bob", "bond", 0, "carol")
    s.tx("heidi", "claim_earnings", s.round)
    assert s.view("get_delegator", "heidi")["lastClaimRound"] == s.round


@requirement("LP-AEARN-031")
def test_claims_span_no_rounds_unless_allowed(scenario: Scenario) -> None:
    """Given a maximum of no rounds, when bob is a round behind, then he can do nothing any more."""
    s = scenario
    pair(s)
    s.tx("owner", "set_max_earnings_claims_rounds", 0)
    s.rejects(Reason.TOO_MANY_CLAIM_ROUNDS, "bob", "claim_earnings", s.round)
    s.rejects(Reason.TOO_MANY_CLAIM_ROUNDS, "bob", "bond", LPT, "alice")
    s.tx("owner", "set_max_earnings_claims_rounds", 1)
    s.tx("bob", "claim_earnings", s.round)


@requirement("LP-AEARN-016")
@presets("minimal")
def test_claims_skip_rounds_without_stake(scenario: Scenario) -> None:
    """Given fees for a round in which alice was not active, when she claims it, then they stay in the pool."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", 5 * LPT, 0, PPM // 2)
    idle = s.round
    s.tx("JobsManager", "update_transcoder_with_fees", "alice", 1000, idle)
    s.next_round()
    s.tx("alice", "claim_earnings", s.round)
    assert s.view("get_delegator", "alice")["fees"] == 0
    assert s.view("get_transcoder_earnings_pool_for_round", "alice", idle)["feePool"] == 1000


@requirement("LP-AEARN-013")
def test_claim_rejects_more_stake_than_is_claimable(scenario: Scenario) -> None:
    """Given 6 LPT of dave's of which 1 is delegated to alice with 1, when he claims, then a subtraction fails."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", LPT)
    s.bonded("dave", 5 * LPT, "null")
    s.tx("dave", "bond", LPT, "alice")
    s.next_round()
    assert s.view("pending_stake", "dave", s.round) == 6 * LPT
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "dave", "claim_earnings", s.round)
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "dave", "bond", LPT, "alice")


@requirement("LP-AEARN-013")
def test_undelegated_stake_shuts_others_out(scenario: Scenario) -> None:
    """Given dave's stake counts more than was delegated, when he claims first, then bob cannot claim any more."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", 5 * LPT, 0, PPM)
    s.bonded("bob", 6 * LPT, "alice")
    s.bonded("dave", 5 * LPT, "null")
    s.tx("dave", "bond", LPT, "alice")
    s.next_round()
    s.tx("alice", "reward")
    reward = s.view("current_minted_tokens")
    s.tx("dave", "claim_earnings", s.round)
    assert bonded_amount(s, "dave") == 6 * LPT + reward // 2
    s.tx("alice", "claim_earnings", s.round)
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "bob", "claim_earnings", s.round)


@requirement("LP-AEARN-027", "LP-AEARN-029")
def test_fees_need_jobs_manager_and_registration(scenario: Scenario) -> None:
    """Given alice is registered, when others than the JobsManager credit her, or it credits bob, then that is wrong."""
    s = scenario
    pair(s)
    for caller in ("owner", "alice", "RoundsManager", "Minter"):
        s.rejects(Reason.NOT_JOBS_MANAGER, caller, "update_transcoder_with_fees", "alice", 1, s.round)
    s.rejects(Reason.NOT_REGISTERED, "JobsManager", "update_transcoder_with_fees", "bob", 1, s.round)
    s.tx("owner", "set_contract_info", "id:JobsManager", "heidi", COMMIT)
    s.rejects(Reason.NOT_JOBS_MANAGER, "JobsManager", "update_transcoder_with_fees", "alice", 1, s.round)
    s.tx("heidi", "update_transcoder_with_fees", "alice", 1, s.round)
    s.tx("owner", "pause")
    s.rejects(Reason.SYSTEM_PAUSED, "alice", "update_transcoder_with_fees", "alice", 1, s.round)


@requirement("LP-AEARN-002", "LP-AEARN-005", "LP-AEARN-006", "LP-AEARN-028", "LP-AEARN-030")
def test_fees_are_split_where_a_round_began(scenario: Scenario) -> None:
    """Given fees for this round, the last and the next, when they are credited, then only active rounds split them."""
    s = scenario
    pair(s)
    first = s.round
    for round_ in (first - 1, first, first + 1):
        s.tx("JobsManager", "update_transcoder_with_fees", "alice", 1001, round_)
        assert s.events == []
    found = [
        s.view("get_transcoder_earnings_pool_for_round", "alice", round_) for round_ in range(first - 1, first + 2)
    ]
    assert [pool["feePool"] for pool in found] == [1001, 500, 1001]
    assert [pool["transcoderFeePool"] for pool in found] == [0, 501, 0]
    s.next_round()
    pool = s.view("get_transcoder_earnings_pool_for_round", "alice", s.round)
    assert (pool["feePool"], pool["claimableStake"]) == (1001, 150 * LPT)


@requirement("LP-AEARN-002", "LP-AEARN-006", "LP-AEARN-010", "LP-AEARN-028")
def test_fees_at_launch_lie_together(scenario: Scenario) -> None:
    """Given the launch, when fees come, for whichever round, then they lie together; bob gets his share of half."""
    s = scenario
    pair(s)
    s.tx("JobsManager", "update_transcoder_with_fees", "alice", 1000, s.round)
    s.tx("JobsManager", "update_transcoder_with_fees", "alice", 1000, s.round + 1)
    assert s.events == []
    assert s.view("get_transcoder_earnings_pool_for_round", "alice", s.round)["feePool"] == 1000
    assert s.view("get_transcoder_earnings_pool_for_round", "alice", s.round + 1)["feePool"] == 1000
    s.tx("bob", "claim_earnings", s.round)
    # A third of 500, with six digits.
    assert s.view("get_delegator", "bob")["fees"] == 166
    s.tx("alice", "claim_earnings", s.round)
    assert s.view("get_delegator", "alice")["fees"] == 834
    assert s.view("get_transcoder_earnings_pool_for_round", "alice", s.round)["feePool"] == 0


@requirement("LP-AEARN-025")
def test_late_fees_of_transcoder_are_stuck(scenario: Scenario) -> None:
    """Given alice claimed, when fees of that round come, then bob gets all for delegators; the rest stays for ever."""
    s = scenario
    pair(s)
    round_ = s.round
    s.tx("alice", "claim_earnings", round_)
    s.tx("JobsManager", "update_transcoder_with_fees", "alice", 40, round_)
    s.tx("bob", "claim_earnings", round_)
    assert s.view("get_delegator", "bob")["fees"] == 20
    s.tx("JobsManager", "update_transcoder_with_fees", "alice", 40, round_)
    s.next_round()
    for name in ("alice", "bob"):
        before = s.view("get_delegator", name)["fees"]
        s.tx(name, "claim_earnings", s.round)
        assert s.view("get_delegator", name)["fees"] == before


@requirement("LP-AEARN-001", "LP-AELEC-013", "LP-AELEC-014")
@pytest.mark.parametrize("name", ["alice", "carol"])
def test_round_begins_with_stake_and_terms(scenario: Scenario, name: str) -> None:
    """Given two active transcoders, when a round begins, then stake, cut and share are fixed for it."""
    s = scenario
    pair(s)
    stake = {"alice": 150 * LPT, "carol": 40 * LPT}[name]
    s.tx(name, "bond", LPT, name)
    s.tx(name, "transcoder", 1, 2, 3)
    pool = s.view("get_transcoder_earnings_pool_for_round", name, s.round)
    # The bond claimed first, with all that was claimable of its own.
    assert (pool["totalStake"], pool["claimableStake"]) == (stake, stake - {"alice": 100, "carol": 40}[name] * LPT)
    terms = s.view("get_transcoder", name)
    assert (terms["pendingRewardCut"], terms["pendingFeeShare"], terms["pendingPricePerSegment"]) == (1, 2, 3)
    assert terms["pricePerSegment"] == {"alice": 10, "carol": 20}[name]
    s.next_round()
    pool = s.view("get_transcoder_earnings_pool_for_round", name, s.round)
    assert (pool["totalStake"], pool["claimableStake"]) == (stake + LPT, stake + LPT)
    terms = s.view("get_transcoder", name)
    assert (terms["rewardCut"], terms["feeShare"], terms["pricePerSegment"]) == (1, 2, 3)
    assert s.view("get_total_active_stake", s.round) == 191 * LPT
