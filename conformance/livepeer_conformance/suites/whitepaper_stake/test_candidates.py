"""The whitepaper's candidates and the active set."""

from livepeer_conformance.suites.scenario import LPT, PPM, Scenario, requirement
from livepeer_conformance.suites.whitepaper_stake.given import active, candidate, candidates
from livepeer_spec.rejection import Reason


@requirement("LP-WCAND-001", "LP-WCAND-005", "LP-WCAND-009", "LP-WELEC-004")
def test_transcoder_offers_terms_for_the_next_round(scenario: Scenario) -> None:
    """Given a bond to herself, when alice offers terms, then they are locked with her stake in the next round."""
    s = scenario
    now = s.initialized()
    candidate(s, "alice", 100 * LPT, reward_cut=20_000, fee_share=250_000, price=22)
    assert s.events == [("TranscoderUpdate", "alice", 20_000, 250_000, 22, True)]
    assert s.view("get_transcoder_earnings_pool_for_round", "alice", now)["totalStake"] == 0
    now = s.next_round()
    pool = s.view("get_transcoder_earnings_pool_for_round", "alice", now)
    assert [pool[key] for key in ("totalStake", "claimableStake")] == [100 * LPT] * 2
    assert [pool[key] for key in ("transcoderRewardCut", "transcoderFeeShare", "pricePerSegment")] == [
        20_000, 250_000, 22,
    ]  # fmt: skip
    s.tx("alice", "transcoder", 0, PPM, 50)
    assert s.view("locked_price", "alice", now) == 22
    assert s.view("locked_stake", "alice", now) == 100 * LPT


@requirement("LP-WCAND-002", "LP-WCAND-003", "LP-WCAND-004")
def test_transcoder_rejects(scenario: Scenario) -> None:
    """Given bob stands behind alice, when terms are no parts of one or without own stake, then they are rejected."""
    s = scenario
    s.initialized()
    s.bonded("alice", LPT, to="alice")
    s.bonded("bob", LPT, to="alice")
    s.rejects(Reason.INVALID_REWARD_CUT, "alice", "transcoder", PPM + 1, 0, 1)
    s.rejects(Reason.INVALID_FEE_SHARE, "alice", "transcoder", 0, PPM + 1, 1)
    s.rejects(Reason.NOT_SELF_BONDED, "bob", "transcoder", 0, 0, 1)
    s.rejects(Reason.NOT_SELF_BONDED, "carol", "transcoder", 0, 0, 1)
    s.tx("alice", "transcoder", PPM, PPM, 1)


def locked(s: Scenario) -> None:
    """Given prices of 10 and 30, and carol bonded to herself, in the locked end of a round, which has five blocks."""
    s.initialized()
    candidate(s, "alice", 100 * LPT, price=10)
    candidate(s, "bob", 50 * LPT, price=30)
    s.bonded("carol", LPT, to="carol")
    assert s.view("current_round_locked") is False
    s.to_locked_end()
    assert s.view("current_round_locked") is True


@requirement("LP-WCAND-007", "LP-WCAND-008", "LP-WROUND-004")
def test_price_only_falls_in_the_locked_end(scenario: Scenario) -> None:
    """Given prices of 10 and 30, when the round is locked, then the higher one can fall to 10, and not rise."""
    s = scenario
    locked(s)
    s.rejects(Reason.PRICE_RAISED, "bob", "transcoder", 0, PPM, 31)
    s.rejects(Reason.PRICE_BELOW_LOWEST, "bob", "transcoder", 0, PPM, 9)
    s.tx("bob", "transcoder", 0, PPM, 10)
    assert s.events == [("TranscoderUpdate", "bob", 0, PPM, 10, True)]


@requirement("LP-WCAND-006", "LP-WCAND-010")
def test_terms_stay_in_the_locked_end(scenario: Scenario) -> None:
    """Given a locked round, when other terms change or somebody would become a candidate, then that is rejected."""
    s = scenario
    locked(s)
    s.rejects(Reason.NOT_CANDIDATE, "carol", "transcoder", 0, PPM, 20)
    s.rejects(Reason.RATES_LOCKED, "bob", "transcoder", 1, PPM, 20)
    s.rejects(Reason.RATES_LOCKED, "bob", "transcoder", 0, PPM - 1, 20)


@requirement("LP-WCAND-010", "LP-WCAND-011", "LP-WCAND-012", "LP-WCAND-015")
def test_resign_leaves_the_list_at_once(scenario: Scenario) -> None:
    """Given an active candidate that is available, when it resigns in the locked end, then it is neither any more."""
    s = scenario
    s.initialized()
    s.rejects(Reason.NOT_CANDIDATE, "alice", "resign_as_transcoder")
    candidate(s, "alice", 100 * LPT)
    s.next_round()
    s.tx("alice", "transcode_availability")
    s.to_locked_end()
    s.tx("alice", "resign_as_transcoder")
    assert s.events == [("TranscoderResigned", "alice")]
    assert candidates(s) == []
    assert s.view("is_available", "alice") is False
    assert s.view("get_delegator", "alice")["bondedAmount"] == 100 * LPT
    assert active(s) == ["alice"]
    s.tx("alice", "reward")
    s.next_round()
    assert active(s) == []


@requirement("LP-WCAND-013", "LP-WCAND-005")
def test_candidates_are_listed_by_stake(scenario: Scenario) -> None:
    """Given three equal candidates, when one gets more stake and another moves last, then the list follows."""
    s = scenario
    s.initialized()
    for name in ("alice", "bob", "carol"):
        candidate(s, name, 100 * LPT)
    assert candidates(s) == ["carol", "bob", "alice"]
    s.bonded("dave", LPT, to="alice")
    assert candidates(s) == ["alice", "carol", "bob"]
    s.tx("dave", "bond", 0, "erin")
    assert candidates(s) == ["alice", "carol", "bob"]
    s.tx("dave", "bond", 0, "bob")
    assert candidates(s) == ["bob", "alice", "carol"]


@requirement("LP-WELEC-001", "LP-WELEC-002", "LP-WELEC-005")
def test_election_takes_the_first_and_one_of_the_others(scenario: Scenario) -> None:
    """Given four candidates and two places, when a round begins, then the first two and one of the others are active.

    Which one the hash of a block decides; it is compared with the target.
    """
    s = scenario
    s.initialized()
    for name, stake in (("alice", 40), ("bob", 30), ("carol", 20), ("dave", 10)):
        candidate(s, name, stake * LPT)
    s.next_round()
    elected = active(s)
    assert elected[:2] == ["alice", "bob"]
    assert elected[2:] in (["carol"], ["dave"])
    stake = {"carol": 20, "dave": 10}[elected[2]]
    assert s.view("get_total_active_stake", s.round) == (70 + stake) * LPT


@requirement("LP-WELEC-003", "LP-WELEC-005")
def test_election_with_few_candidates(scenario: Scenario) -> None:
    """Given no candidate and then two, when rounds begin, then nobody is active, and then both in order of stake."""
    s = scenario
    s.initialized()
    assert active(s) == []
    assert s.view("get_total_active_stake", s.round) == 0
    candidate(s, "alice", 10 * LPT)
    candidate(s, "bob", 30 * LPT)
    s.next_round()
    assert active(s) == ["bob", "alice"]
    assert s.view("get_total_active_stake", s.round) == 40 * LPT
