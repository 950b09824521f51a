"""Claiming: how earnings become stake and fees."""

from livepeer_conformance.model.action import TicketPlan
from livepeer_conformance.suites.earnings.given import PPM, PRECISE, share, staked
from livepeer_conformance.suites.scenario import ETH, LPT, Scenario, requirement
from livepeer_spec.rejection import Reason


def factors(s: Scenario, name: str, round_number: int) -> tuple[int, int]:
    """The stored reward and fee factors of a round."""
    pool = s.view("get_transcoder_earnings_pool_for_round", name, round_number)
    return pool["cumulativeRewardFactor"], pool["cumulativeFeeFactor"]


def earning(s: Scenario) -> None:
    """Given alice has minted and earned 3 ETH of fees in this round."""
    staked(s)
    s.funded("erin", 10 * ETH)
    s.tx("alice", "reward")
    s.tx("frank", "redeem_winning_ticket", TicketPlan("erin", "alice", 3 * ETH))


def expected_claim(s: Scenario, stake: int) -> tuple[int, int]:
    """What a claim through this round makes of a stake that started from the factor one."""
    rewards, fees = factors(s, "alice", s.round)
    return share(stake, rewards, PRECISE), share(stake, fees, PRECISE)


@requirement("LP-EARN-034", "LP-EARN-035", "LP-EARN-040", "LP-EARN-043", "LP-EARN-044", "LP-EARN-039")
def test_claim_delegator(scenario: Scenario) -> None:
    """Given alice earned, when bob claims, then his stake and fees follow the factors, as the views announced."""
    s = scenario
    earning(s)
    stake, fees = expected_claim(s, 300 * LPT)
    assert (s.view("pending_stake", "bob", 0), s.view("pending_fees", "bob", 77)) == (stake, fees)
    s.tx("bob", "claim_earnings", 0)
    assert s.events == [("EarningsClaimed", "alice", "bob", stake - 300 * LPT, fees, s.round, s.round)]
    bob = s.view("get_delegator", "bob")
    assert (bob["bondedAmount"], bob["fees"], bob["lastClaimRound"]) == (stake, fees, s.round)


@requirement("LP-EARN-052", "LP-EARN-040", "LP-EARN-043", "LP-EARN-044", "LP-EARN-054", "LP-EARN-057")
def test_claim_streamflow_delegator(scenario: Scenario) -> None:
    """Given Streamflow and alice earned, when bob claims through this round, then his stake follows the factors."""
    s = scenario
    earning(s)
    stake, fees = expected_claim(s, 300 * LPT)
    assert (s.view("pending_stake", "bob", 0), s.view("pending_fees", "bob", 77)) == (stake, fees)
    s.tx("bob", "claim_earnings", s.round)
    assert s.events == [("EarningsClaimed", "alice", "bob", stake - 300 * LPT, fees, s.round, s.round)]
    bob = s.view("get_delegator", "bob")
    assert (bob["bondedAmount"], bob["fees"], bob["lastClaimRound"]) == (stake, fees, s.round)


@requirement("LP-EARN-036", "LP-EARN-038")
def test_claim_orchestrator_collects_commission(scenario: Scenario) -> None:
    """Given alice earned, when she claims, then commission and her part of fees come on top and are cleared."""
    s = scenario
    earning(s)
    stake, fees = expected_claim(s, 700 * LPT)
    own = s.view("get_transcoder", "alice")
    stake, fees = stake + own["cumulativeRewards"], fees + own["cumulativeFees"]
    assert (s.view("pending_stake", "alice", s.round), s.view("pending_fees", "alice", s.round)) == (stake, fees)
    s.tx("alice", "claim_earnings", s.round)
    alice, record = s.view("get_delegator", "alice"), s.view("get_transcoder", "alice")
    assert (alice["bondedAmount"], alice["fees"]) == (stake, fees)
    assert (record["cumulativeRewards"], record["cumulativeFees"]) == (0, 0)
    assert record["activeCumulativeRewards"] == own["activeCumulativeRewards"]


@requirement("LP-EARN-038", "LP-EARN-046")
def test_commission_after_claim_is_pending(scenario: Scenario) -> None:
    """Given alice claimed before her reward, when she mints, then only commission is pending, and no claim follows."""
    s = scenario
    staked(s)
    s.tx("alice", "claim_earnings", s.round)
    s.tx("alice", "reward")
    commission = s.view("get_transcoder", "alice")["cumulativeRewards"]
    assert s.view("pending_stake", "alice", s.round) == 700 * LPT + commission
    s.tx("alice", "bond", LPT, "alice")
    assert "EarningsClaimed" not in [event[0] for event in s.events]
    assert s.view("get_delegator", "alice")["bondedAmount"] == 701 * LPT


@requirement("LP-EARN-018", "LP-EARN-041")
def test_claim_before_reward_forfeits(scenario: Scenario) -> None:
    """Given bob claims before alice mints, then the reward of the round is lost to him and stays delegated to her."""
    s = scenario
    staked(s)
    s.tx("alice", "reward")
    s.next_round()
    before = factors(s, "alice", s.round - 1)
    s.tx("bob", "claim_earnings", s.round)
    assert factors(s, "alice", s.round) == before
    stake = s.view("get_delegator", "bob")["bondedAmount"]
    s.tx("alice", "reward")
    assert s.view("pending_stake", "bob", s.round) == stake
    total = s.view("pending_stake", "bob", s.round) + s.view("pending_stake", "alice", s.round)
    assert s.view("transcoder_total_stake", "alice") - total > LPT


@requirement("LP-EARN-019", "LP-EARN-042")
def test_new_delegator_earns_from_next_round(scenario: Scenario) -> None:
    """Given dave bonds before and erin after alice's reward, then neither shares in it, and both in the next one."""
    s = scenario
    staked(s)
    s.tx("alice", "reward")
    s.next_round()
    s.bonded("dave", 100 * LPT, to="alice")
    assert factors(s, "alice", s.round) == factors(s, "alice", s.round - 1)
    s.tx("alice", "reward")
    s.bonded("erin", 100 * LPT, to="alice")
    assert s.view("pending_stake", "dave", s.round) == s.view("pending_stake", "erin", s.round) == 100 * LPT
    start = factors(s, "alice", s.round)[0]
    s.next_round()
    assert s.view("pending_stake", "dave", s.round) == 100 * LPT
    s.tx("alice", "reward")
    stake = share(100 * LPT, factors(s, "alice", s.round)[0], start)
    assert stake > 100 * LPT
    assert s.view("pending_stake", "dave", s.round) == s.view("pending_stake", "erin", s.round) == stake


@requirement("LP-EARN-033", "LP-EARN-041", "LP-EARN-063")
def test_latest_factors_come_from_last_reward_and_fee(scenario: Scenario) -> None:
    """Given rounds without reward and fees, when bob claims, then the factors of the last ones count."""
    s = scenario
    earning(s)
    stake, fees = expected_claim(s, 300 * LPT)
    s.next_round()
    s.next_round()
    assert factors(s, "alice", s.round) == (0, 0)
    assert (s.view("pending_stake", "bob", s.round), s.view("pending_fees", "bob", s.round)) == (stake, fees)
    s.tx("bob", "claim_earnings", s.round)
    assert s.view("get_delegator", "bob")["bondedAmount"] == stake
    assert factors(s, "alice", s.round) == factors(s, "alice", s.round - 2)


@requirement("LP-EARN-035")
def test_claim_from_later_start(scenario: Scenario) -> None:
    """Given bob claimed when the factor was above one, when he claims fees later, then they are for stake of then."""
    s = scenario
    bob = later_start(s)
    stake, fees = expected_later_claim(s, bob)
    assert (s.view("pending_stake", "bob", 0), s.view("pending_fees", "bob", 0)) == (stake, fees)
    s.tx("bob", "claim_earnings", 0)
    assert s.view("get_delegator", "bob")["fees"] == fees


@requirement("LP-EARN-052")
def test_claim_streamflow_from_later_start(scenario: Scenario) -> None:
    """Given bob claimed when the factor was above one, when he claims fees later, then they are for stake of then."""
    s = scenario
    bob = later_start(s)
    stake, fees = expected_later_claim(s, bob)
    assert (s.view("pending_stake", "bob", 0), s.view("pending_fees", "bob", 0)) == (stake, fees)
    s.tx("bob", "claim_earnings", s.round)
    assert s.view("get_delegator", "bob")["fees"] == fees


def later_start(s: Scenario) -> dict[str, int]:
    """Given bob claimed after earnings, and more came in the round after that; gives his record at the claim."""
    earning(s)
    s.next_round()
    s.tx("bob", "claim_earnings", s.round)
    record: dict[str, int] = s.view("get_delegator", "bob")
    s.next_round()
    s.tx("frank", "redeem_winning_ticket", TicketPlan("erin", "alice", 2 * ETH, nonce=1))
    s.tx("alice", "reward")
    return record


def expected_later_claim(s: Scenario, record: dict[str, int]) -> tuple[int, int]:
    """What a claim in this round makes of a record of the round before."""
    (start, claimed), (rewards, fees) = factors(s, "alice", s.round - 1), factors(s, "alice", s.round)
    stake = record["bondedAmount"]
    return share(stake, rewards, start), record["fees"] + share(stake, fees - claimed, start)


@requirement("LP-EARN-033")
def test_latest_fee_factor_is_newer_than_reward(scenario: Scenario) -> None:
    """Given fees in a round after the last reward, when bob claims later, then each factor is of its own last round."""
    s = scenario
    earning(s)
    rewards = factors(s, "alice", s.round)[0]
    s.next_round()
    s.tx("frank", "redeem_winning_ticket", TicketPlan("erin", "alice", ETH, nonce=1))
    fees = factors(s, "alice", s.round)[1]
    s.next_round()
    assert s.view("pending_fees", "bob", s.round) == share(300 * LPT, fees, PRECISE)
    s.tx("bob", "claim_earnings", s.round)
    assert factors(s, "alice", s.round) == (rewards, fees)


@requirement("LP-EARN-037")
def test_pending_without_delegate(scenario: Scenario) -> None:
    """Given an account without delegate, when its pending values are asked for, then they are what is stored."""
    s = scenario
    staked(s)
    assert s.view("pending_stake", "heidi", s.round) == 0
    assert s.view("pending_fees", "heidi", s.round) == 0
    s.bonded("heidi", 5 * LPT, to="null")
    s.next_round()
    assert s.view("pending_stake", "heidi", s.round) == 5 * LPT


@requirement("LP-EARN-045", "LP-EARN-043")
def test_first_claim_of_stranger(scenario: Scenario) -> None:
    """Given heidi never bonded, when she claims, then an empty claim from round 1 on is logged."""
    s = scenario
    staked(s)
    s.tx("heidi", "claim_earnings", s.round)
    assert s.events == [("EarningsClaimed", "null", "heidi", 0, 0, 1, s.round)]
    assert s.view("get_delegator", "heidi")["lastClaimRound"] == s.round


@requirement("LP-EARN-050", "LP-EARN-046")
def test_claim_twice_is_silent(scenario: Scenario) -> None:
    """Given bob claimed in this round, when he claims again, through any round, then nothing happens."""
    s = scenario
    staked(s)
    s.tx("bob", "claim_earnings", 0)
    s.tx("bob", "claim_earnings", s.round + 5)
    assert s.events == []


@requirement("LP-EARN-047", "LP-EARN-048")
def test_claim_streamflow_rejections(scenario: Scenario) -> None:
    """Given Streamflow, when the end round is claimed already or is not the current one, then it is rejected."""
    s = scenario
    staked(s)
    claimed = s.view("get_delegator", "bob")["lastClaimRound"]
    s.rejects(Reason.CLAIM_NOT_AFTER_LAST, "bob", "claim_earnings", claimed)
    s.rejects(Reason.CLAIM_END_NOT_CURRENT, "bob", "claim_earnings", s.round + 1)
    s.tx("bob", "claim_earnings", s.round)
    s.rejects(Reason.CLAIM_NOT_AFTER_LAST, "bob", "claim_earnings", s.round)
    s.next_round()
    s.next_round()
    s.rejects(Reason.CLAIM_END_NOT_CURRENT, "bob", "claim_earnings", s.round - 1)


@requirement("LP-EARN-053")
def test_claim_streamflow_looks_back_for_start_factor(scenario: Scenario) -> None:
    """Given bob rebonded in a round without factor, when alice mints later, then his start factor is an earlier one."""
    s = scenario
    staked(s)
    s.tx("alice", "reward")
    start = factors(s, "alice", s.round)[0]
    s.tx("bob", "claim_earnings", s.round)
    stake = s.view("get_delegator", "bob")["bondedAmount"]
    s.tx("bob", "unbond", stake)
    s.next_round(3)
    s.tx("bob", "rebond_from_unbonded", "alice", 0)
    assert factors(s, "alice", s.round)[0] == 0
    s.next_round()
    s.tx("alice", "reward")
    latest = factors(s, "alice", s.round)[0]
    assert s.view("pending_stake", "bob", s.round) == share(stake, latest, start)


@requirement("LP-EARN-053")
def test_claim_streamflow_looks_back_for_each_factor(scenario: Scenario) -> None:
    """Given the last fees are older than the last reward, when bob rebonds, then each start is looked up alone."""
    s = scenario
    staked(s)
    s.funded("erin", 10 * ETH)
    s.tx("frank", "redeem_winning_ticket", TicketPlan("erin", "alice", ETH))
    s.tx("bob", "unbond", s.view("pending_stake", "bob", s.round))
    fees = s.view("get_delegator", "bob")["fees"]
    s.next_round()
    s.tx("alice", "reward")
    start = factors(s, "alice", s.round)[0]
    s.next_round()
    s.tx("bob", "rebond_from_unbonded", "alice", 0)
    assert factors(s, "alice", s.round) == (0, 0)
    stake = s.view("get_delegator", "bob")["bondedAmount"]
    s.next_round()
    s.tx("alice", "reward")
    assert s.view("pending_stake", "bob", s.round) == share(stake, factors(s, "alice", s.round)[0], start)
    assert s.view("pending_fees", "bob", s.round) == fees


@requirement("LP-EARN-010", "LP-EARN-052")
def test_streamflow_factor_of_exactly_one(scenario: Scenario) -> None:
    """Given alice kept a whole reward, so that her factor is exactly one, when bob claims, then nothing has changed."""
    s = scenario
    staked(s, reward_cut=PPM)
    s.tx("alice", "reward")
    assert factors(s, "alice", s.round)[0] == PRECISE
    assert s.view("pending_stake", "bob", s.round) == 300 * LPT
    s.tx("bob", "claim_earnings", s.round)
    assert factors(s, "alice", s.round)[0] == PRECISE
    s.next_round()
    s.tx("alice", "reward")
    assert s.view("pending_stake", "bob", s.round) == 300 * LPT


@requirement("LP-EARN-062")
def test_claims_never_exceed_delegated_amount(scenario: Scenario) -> None:
    """Given awkward stakes over some rounds, when all claim, then together they have at most what is delegated."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", 7 * LPT + 3, reward_cut=333_333, fee_share=333_333)
    s.bonded("bob", 3 * LPT + 1, to="alice")
    s.bonded("carol", 17, to="alice")
    for _ in range(4):
        s.next_round()
        s.tx("alice", "reward")
    delegated = s.view("transcoder_total_stake", "alice")
    for name in ("carol", "bob", "alice"):
        s.tx(name, "claim_earnings", s.round)
    total = sum(s.view("get_delegator", name)["bondedAmount"] for name in ("alice", "bob", "carol"))
    assert total <= delegated == s.view("transcoder_total_stake", "alice")


@requirement("LP-EARN-058")
def test_streamflow_pool_has_eleven_values(scenario: Scenario) -> None:
    """Given Streamflow and alice earned, when her pool is read, then old pools are empty and factors come last."""
    s = scenario
    earning(s)
    pool = s.view("get_transcoder_earnings_pool_for_round", "alice", s.round)
    names = list(pool)
    assert len(names) == 11
    assert names[-2:] == ["cumulativeRewardFactor", "cumulativeFeeFactor"]
    filled = ["totalStake", "transcoderRewardCut", "transcoderFeeShare", *names[-2:]]
    assert sorted(name for name, value in pool.items() if value) == sorted(filled)


@requirement("LP-EARN-059", "LP-EARN-060")
def test_records_of_unknown_account_are_zero(scenario: Scenario) -> None:
    """Given heidi is no orchestrator, when her pool and record are read, then every value is zero."""
    s = scenario
    staked(s)
    pool = s.view("get_transcoder_earnings_pool_for_round", "heidi", s.round)
    assert list(pool) == [
        "totalStake", "transcoderRewardCut", "transcoderFeeShare", "cumulativeRewardFactor", "cumulativeFeeFactor",
    ]  # fmt: skip
    assert set(pool.values()) == {0}
    assert set(s.view("get_transcoder", "heidi").values()) == {0}
