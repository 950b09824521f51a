"""Slashing in alpha: what a fault costs. The JobsManager orders it."""

import pytest

from livepeer_conformance.suites.alpha_bonding.given import bonded_amount, delegated, pair, pool
from livepeer_conformance.suites.scenario import LPT, PPM, Scenario, requirement
from livepeer_spec.rejection import Reason


@requirement("LP-ASLSH-001", "LP-ASLSH-002")
def test_slash_rejects_others_than_jobs_manager(scenario: Scenario) -> None:
    """Given another caller than the JobsManager, or a pause, when it slashes, then it is rejected, the pause first."""
    s = scenario
    pair(s)
    for caller in ("owner", "alice", "Verifier", "RoundsManager"):
        s.rejects(Reason.NOT_JOBS_MANAGER, caller, "slash_transcoder", "alice", "null", 1, 0)
    s.tx("owner", "pause")
    s.rejects(Reason.SYSTEM_PAUSED, "heidi", "slash_transcoder", "alice", "null", 1, 0)


@requirement(
    "LP-ASLSH-003", "LP-ASLSH-005", "LP-ASLSH-008", "LP-ASLSH-009", "LP-ASLSH-010", "LP-ASLSH-012", "LP-ASLSH-013"
)  # fmt: skip
def test_slash_with_finder(scenario: Scenario) -> None:
    """Given alice has 999,999 LPTU and earnings, when she is slashed, then 4,999 are lost and 249 go to the finder."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", 999_999)
    s.next_round()
    s.tx("alice", "reward")
    supply, finder, stake = s.view("total_supply"), s.balance("heidi"), delegated(s, "alice")
    start = s.view("get_delegator", "alice")["startRound"]
    s.tx("JobsManager", "slash_transcoder", "alice", "heidi", 5000, 50_000)
    assert s.events == [
        ("TranscoderResigned", "alice"),
        ("Transfer", "Minter", "heidi", 249),
        ("Burn", "Minter", 4750),
        ("TranscoderSlashed", "alice", "heidi", 4999, 249),
    ]
    found = s.view("get_delegator", "alice")
    assert (found["bondedAmount"], found["delegateAddress"], found["startRound"]) == (995_000, "alice", start)
    assert delegated(s, "alice") == stake - 4999
    assert (s.view("total_supply"), s.balance("heidi")) == (supply - 4750, finder + 249)
    assert pool(s) == []
    assert s.view("is_active_transcoder", "alice", s.round) is False
    s.tx("alice", "transcoder", 0, 0, 0)
    assert pool(s) == ["alice"]


@requirement("LP-ASLSH-011", "LP-ASLSH-013")
def test_slash_without_finder(scenario: Scenario) -> None:
    """Given no finder, when alice is slashed, then all of the penalty is burned and nothing transferred."""
    s = scenario
    pair(s)
    s.tx("JobsManager", "slash_transcoder", "alice", "null", PPM // 4, PPM)
    assert s.events[1:] == [("Burn", "Minter", 25 * LPT), ("TranscoderSlashed", "alice", "null", 25 * LPT, 0)]


@requirement("LP-ASLSH-008", "LP-ASLSH-013")
def test_slash_of_nothing_resigns(scenario: Scenario) -> None:
    """Given a slash of no part, when alice is slashed, then she resigns, and amounts of 0 are told."""
    s = scenario
    pair(s)
    s.tx("JobsManager", "slash_transcoder", "alice", "heidi", 0, PPM)
    assert s.events == [
        ("TranscoderResigned", "alice"),
        ("Transfer", "Minter", "heidi", 0),
        ("Burn", "Minter", 0),
        ("TranscoderSlashed", "alice", "heidi", 0, 0),
    ]


@requirement("LP-ASLSH-004")
def test_slash_account_of_alpha_without_bond(scenario: Scenario) -> None:
    """Given an account without bond, when it is slashed by any percentage, then only the event tells."""
    s = scenario
    pair(s)
    s.tx("JobsManager", "slash_transcoder", "heidi", "grace", 2 * PPM, 2 * PPM)
    assert s.events == [("TranscoderSlashed", "heidi", "grace", 0, 0)]


@requirement("LP-ASLSH-006", "LP-ASLSH-007")
def test_slash_of_everything_keeps_delegated_amount(scenario: Scenario) -> None:
    """Given alice minted and lost everything, when she claims, then she still gets her part of that reward."""
    s = scenario
    pair(s)
    s.tx("alice", "reward")
    stake = delegated(s, "alice")
    s.tx("JobsManager", "slash_transcoder", "alice", "null", PPM, 0)
    assert (bonded_amount(s, "alice"), delegated(s, "alice")) == (0, stake)
    assert s.view("delegator_status", "alice") == 2
    own = s.view("get_transcoder_earnings_pool_for_round", "alice", s.round)["transcoderRewardPool"]
    assert own > 0
    s.tx("alice", "claim_earnings", s.round)
    assert bonded_amount(s, "alice") == own


@requirement("LP-ASLSH-101")
def test_slash_at_launch_of_everything(scenario: Scenario) -> None:
    """Given the launch, when alice loses everything, then what is delegated to her and all that is bonded fall."""
    s = scenario
    pair(s)
    total = s.view("get_total_bonded")
    s.tx("JobsManager", "slash_transcoder", "alice", "heidi", PPM, 50_000)
    assert s.events[1:] == [
        ("Transfer", "Minter", "heidi", 5 * LPT),
        ("Burn", "Minter", 95 * LPT),
        ("TranscoderSlashed", "alice", "heidi", 100 * LPT, 5 * LPT),
    ]
    assert (bonded_amount(s, "alice"), delegated(s, "alice")) == (0, 50 * LPT)
    assert s.view("get_total_bonded") == total - 100 * LPT
    assert s.view("delegator_status", "alice") == 1


@requirement("LP-ASLSH-014")
def test_slashed_account_may_be_the_finder(scenario: Scenario) -> None:
    """Given alice reports her own fault, when she is slashed, then she gets the finder's part."""
    s = scenario
    pair(s)
    before = s.balance("alice")
    s.tx("JobsManager", "slash_transcoder", "alice", "alice", PPM // 2, PPM // 10)
    assert s.balance("alice") == before + 5 * LPT


@requirement("LP-ASLSH-015")
@pytest.mark.parametrize(("slash", "fee"), [(PPM + 1, 0), (PPM // 2, PPM + 1)], ids=["slash", "finder fee"])
def test_slash_of_alpha_rejects_more_than_everything(scenario: Scenario, slash: int, fee: int) -> None:
    """Given a percentage above one, when alice is slashed, then a subtraction goes below zero."""
    s = scenario
    pair(s)
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "JobsManager", "slash_transcoder", "alice", "heidi", slash, fee)


@requirement("LP-ASLSH-016")
def test_slash_of_pending_bond(scenario: Scenario) -> None:
    """Given dave registered in this round, when he is slashed, then what is delegated to him stays as it was."""
    s = scenario
    pair(s)
    s.orchestrator("dave", 60 * LPT)
    s.tx("JobsManager", "slash_transcoder", "dave", "null", PPM // 2, 0)
    assert (bonded_amount(s, "dave"), delegated(s, "dave")) == (30 * LPT, 60 * LPT)
    assert "dave" not in pool(s)


@requirement("LP-ASLSH-017")
def test_slash_of_delegator_leaves_delegates_place(scenario: Scenario) -> None:
    """Given bob delegates to alice, when he is slashed, then she has less delegated and the same stake in the pool."""
    s = scenario
    pair(s)
    s.tx("JobsManager", "slash_transcoder", "bob", "null", PPM // 2, 0)
    assert [name for name, *_ in s.events] == ["Burn", "TranscoderSlashed"]
    assert (delegated(s, "alice"), s.view("transcoder_total_stake", "alice")) == (125 * LPT, 150 * LPT)
