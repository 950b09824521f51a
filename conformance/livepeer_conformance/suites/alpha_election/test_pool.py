"""Alpha's pool: who is registered, in which order, and with which terms."""

import pytest

from livepeer_conformance.suites.alpha_bonding.given import delegated, pair, pool
from livepeer_conformance.suites.scenario import LPT, PPM, Scenario, options, presets, requirement
from livepeer_spec.rejection import Reason


@requirement("LP-AELEC-001", "LP-AELEC-005", "LP-POOL-001", "LP-POOL-022", "LP-ABOND-075", "LP-ABOND-076")
@presets("minimal")
def test_pool_of_alpha_is_sorted_by_stake(scenario: Scenario) -> None:
    """Given transcoders register in any order, when the pool is walked, then stakes fall; outside is nothing."""
    s = scenario
    s.initialized()
    assert pool(s) == []
    for name, stake in (("bob", 3), ("alice", 5), ("carol", 4)):
        s.bonded(name, stake * LPT, name)
        assert (s.view("transcoder_status", name), s.view("is_registered_transcoder", name)) == (0, False)
        assert s.view("transcoder_total_stake", name) == 0
        s.tx(name, "transcoder", 0, PPM, 0)
        assert (s.view("transcoder_status", name), s.view("is_registered_transcoder", name)) == (1, True)
        assert s.view("transcoder_total_stake", name) == stake * LPT
    assert pool(s) == ["alice", "carol", "bob"]
    assert s.view("get_next_transcoder_in_pool", "bob") == "null"
    assert s.view("get_next_transcoder_in_pool", "heidi") == "null"


@requirement("LP-AELEC-002", "LP-AELEC-003")
@presets("minimal")
def test_pool_puts_latest_of_equals_first(scenario: Scenario) -> None:
    """Given equal stakes, when one is registered or changed, then it stands before its equals."""
    s = scenario
    s.initialized()
    for name in ("alice", "bob", "carol"):
        s.orchestrator(name, 5 * LPT)
    assert pool(s) == ["carol", "bob", "alice"]
    s.bonded("heidi", LPT, "alice")
    assert pool(s) == ["alice", "carol", "bob"]
    s.tx("heidi", "bond", 0, "bob")
    assert pool(s) == ["bob", "alice", "carol"]


@requirement("LP-AELEC-002")
@options("unconfigured")
def test_pool_order_of_many(scenario: Scenario) -> None:
    """Given nine transcoders with four stakes, when they register one by one, then each comes before its equals."""
    s = scenario
    s.tx("owner", "unpause")
    s.tx("owner", "set_num_transcoders", 9)
    s.tx("owner", "set_max_earnings_claims_rounds", 20)
    s.tx("owner", "set_round_length", 50)
    s.tx("alice", "initialize_round")
    names = ("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "verifier")
    for name, stake in zip(names, (1000, 1000, 1000, 500, 500, 1000, 700, 700, 500), strict=True):
        s.tx("owner", "mint", name, stake)
        s.orchestrator(name, stake)
    assert pool(s) == ["frank", "carol", "bob", "alice", "heidi", "grace", "verifier", "erin", "dave"]


@requirement("LP-AELEC-004")
def test_pool_drops_who_has_nothing_left(scenario: Scenario) -> None:
    """Given two transcoders, when one unbonds all of its stake, then one is left, and can come back."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", 5 * LPT)
    s.orchestrator("bob", 5 * LPT)
    s.next_round()
    s.tx("alice", "unbond", *(() if s.upgrade == "alpha-launch" else (5 * LPT,)))
    assert pool(s) == ["bob"]
    s.tx("alice", "bond", LPT, "alice")
    s.tx("alice", "transcoder", 0, 0, 0)
    assert sorted(pool(s)) == ["alice", "bob"]


@requirement("LP-AELEC-006", "LP-AELEC-007", "LP-AELEC-008", "LP-AELEC-021", "LP-ABOND-060", "LP-ABOND-066")
@presets("minimal")
def test_full_pool_evicts_for_more_stake(scenario: Scenario) -> None:
    """Given a full pool, when others come, then only with more stake; who is evicted may come back, and is active."""
    s = scenario
    s.initialized()
    for name, stake in (("alice", 8), ("bob", 7), ("carol", 6), ("dave", 5)):
        s.orchestrator(name, stake * LPT)
    s.tx("owner", "set_num_active_transcoders", 4)
    s.next_round()
    s.orchestrator("erin", 5 * LPT, 1, 2, 3)
    assert s.events == [("TranscoderUpdate", "erin", 1, 2, 3, False)]
    assert s.view("get_transcoder", "erin")["pendingPricePerSegment"] == 3
    s.bonded("frank", LPT, "erin")
    assert pool(s) == ["alice", "bob", "carol", "dave"]
    s.tx("erin", "transcoder", 4, 5, 6)
    assert s.events == [("TranscoderEvicted", "dave"), ("TranscoderUpdate", "erin", 4, 5, 6, True)]
    assert pool(s) == ["alice", "bob", "erin", "carol"]
    assert s.view("is_active_transcoder", "dave", s.round) is True
    assert s.view("get_total_active_stake", s.round) == 26 * LPT
    s.rejects(Reason.POOL_NODE_MISSING, "dave", "reward")
    s.rejects(Reason.NOT_REGISTERED, "JobsManager", "update_transcoder_with_fees", "dave", 1, s.round)
    s.tx("dave", "bond", 2 * LPT, "dave")
    s.tx("dave", "transcoder", 0, 0, 0)
    assert s.events[0] == ("TranscoderEvicted", "carol")
    s.tx("dave", "reward")
    s.tx("dave", "transcoder", 1, 1, 1)
    assert s.events == [("TranscoderUpdate", "dave", 1, 1, 1, True)]


@requirement("LP-AELEC-009")
@options("unconfigured")
def test_pool_without_places_takes_nobody(scenario: Scenario) -> None:
    """Given a pool without places, when alice registers with stake, then there is nobody to evict."""
    s = scenario
    s.tx("owner", "unpause")
    s.tx("owner", "set_round_length", 50)
    s.tx("alice", "initialize_round")
    s.tx("owner", "mint", "alice", 5 * LPT)
    s.bonded("alice", 5 * LPT, "alice")
    s.rejects(Reason.POOL_NODE_MISSING, "alice", "transcoder", 0, 0, 0)


@requirement("LP-AELEC-010")
def test_pool_takes_nobody_without_delegated_stake(scenario: Scenario) -> None:
    """Given all that is delegated to alice was taken by stake of dave's, when she registers, then she cannot."""
    s = scenario
    s.initialized()
    s.bonded("alice", LPT, "alice")
    s.bonded("dave", LPT, "null")
    s.tx("dave", "bond", LPT, "alice")
    s.next_round()
    s.tx("dave", "unbond", *(() if s.upgrade == "alpha-launch" else (2 * LPT,)))
    assert delegated(s, "alice") == 0
    s.rejects(Reason.POOL_KEY_ZERO, "alice", "transcoder", 0, 0, 0)


@requirement("LP-ABOND-057", "LP-ABOND-058", "LP-ABOND-059", "LP-ABOND-060")
def test_terms_outside_the_lock(scenario: Scenario) -> None:
    """Given terms, when they are announced, then fractions are needed, and stake of one's own, which may be pending."""
    s = scenario
    s.initialized()
    s.rejects(Reason.INVALID_REWARD_CUT, "alice", "transcoder", PPM + 1, PPM + 1, 0)
    s.rejects(Reason.INVALID_FEE_SHARE, "alice", "transcoder", PPM, PPM + 1, 0)
    s.rejects(Reason.NOT_SELF_BONDED, "alice", "transcoder", PPM, PPM, 0)
    s.bonded("alice", LPT, "bob")
    s.rejects(Reason.NOT_SELF_BONDED, "alice", "transcoder", 0, 0, 0)
    s.rejects(Reason.NOT_SELF_BONDED, "bob", "transcoder", 0, 0, 0)
    s.tx("alice", "bond", 0, "alice")
    s.tx("alice", "transcoder", PPM, PPM, 2**256 - 1)
    assert s.events == [("TranscoderUpdate", "alice", PPM, PPM, 2**256 - 1, True)]


@requirement("LP-ABOND-050", "LP-ABOND-078")
def test_terms_hold_from_next_active_round_on(scenario: Scenario) -> None:
    """Given alice is active, when she announces terms, dearer or cheaper, then they hold when the next round begins."""
    s = scenario
    pair(s)
    for terms in ((1, 2, 30), (4, 5, 6)):
        s.tx("alice", "transcoder", *terms)
        found = s.view("get_transcoder", "alice")
        assert (found["rewardCut"], found["feeShare"], found["pricePerSegment"]) == (100_000, 500_000, 10)
        assert (found["pendingRewardCut"], found["pendingFeeShare"], found["pendingPricePerSegment"]) == terms
    s.tx("alice", "reward")
    s.next_round()
    assert s.view("get_transcoder", "alice") == {
        "lastRewardRound": s.round - 1,
        "rewardCut": 4,
        "feeShare": 5,
        "pricePerSegment": 6,
        "pendingRewardCut": 4,
        "pendingFeeShare": 5,
        "pendingPricePerSegment": 6,
    }
    assert set(s.view("get_transcoder", "heidi").values()) == {0}


@requirement("LP-ABOND-051", "LP-ABOND-052", "LP-ABOND-053", "LP-ABOND-054", "LP-ABOND-055", "LP-ABOND-056")
def test_terms_in_the_lock(scenario: Scenario) -> None:
    """Given the round's end, when terms change, then only a registered one's price, down to the lowest of all."""
    s = scenario
    pair(s)
    s.tx("owner", "set_round_lock_amount", PPM // 2)
    s.to_locked_end()
    s.rejects(Reason.NOT_REGISTERED, "bob", "transcoder", 2**200, 0, 0)
    for cut, share in ((1, PPM), (0, PPM - 1)):
        s.rejects(Reason.RATES_LOCKED, "carol", "transcoder", cut, share, 0)
    s.rejects(Reason.PRICE_BELOW_LOWEST, "carol", "transcoder", 0, PPM, 9)
    s.rejects(Reason.PRICE_RAISED, "carol", "transcoder", 0, PPM, 21)
    for price in (20, 15, 10):
        s.tx("carol", "transcoder", 0, PPM, price)
        assert s.events == [("TranscoderUpdate", "carol", 0, PPM, price, True)]
        assert s.view("get_transcoder", "carol")["pendingPricePerSegment"] == price
    s.rejects(Reason.PRICE_RAISED, "carol", "transcoder", 0, PPM, 11)
    s.rejects(Reason.PRICE_BELOW_LOWEST, "alice", "transcoder", 100_000, 500_000, 9)
    s.tx("alice", "transcoder", 100_000, 500_000, 10)
    assert s.view("get_transcoder", "carol")["pricePerSegment"] == 20


@requirement("LP-ABOND-054")
@pytest.mark.parametrize("price", [11, 2**256 - 1])
def test_price_is_not_raised_in_the_lock(scenario: Scenario, price: int) -> None:
    """Given the round's end, when the cheapest transcoder asks for more, then it is rejected."""
    s = scenario
    pair(s)
    s.to_locked_end()
    s.rejects(Reason.PRICE_RAISED, "alice", "transcoder", 100_000, 500_000, price)
