"""Slashing: what a fault costs. The Verifier is an account that the owner registers."""

import pytest

from livepeer_conformance.suites.bonding.test_unbond import bonded_pair
from livepeer_conformance.suites.scenario import LPT, PPM, Scenario, options, requirement
from livepeer_spec.rejection import Reason

RIGHTS = ("verifier", "burner_role")


@requirement("LP-SLSH-001", "LP-SLSH-002")
@options("verifier")
def test_slash_rejects_others_and_pause(scenario: Scenario) -> None:
    """Given another caller than the Verifier, or a pause, when it slashes, then it is rejected, the pause first."""
    s = scenario
    bonded_pair(s)
    for caller in ("owner", "alice", "RoundsManager"):
        s.rejects(Reason.NOT_VERIFIER, caller, "slash_transcoder", "alice", "null", 1, 0)
    s.tx("owner", "pause")
    s.rejects(Reason.SYSTEM_PAUSED, "heidi", "slash_transcoder", "alice", "null", 1, 0)


@requirement("LP-SLSH-003", "LP-SLSH-005", "LP-SLSH-006", "LP-SLSH-008", "LP-SLSH-009")
@options(*RIGHTS)
def test_slash_orchestrator_with_finder(scenario: Scenario) -> None:
    """Given alice has 100 LPT of 110, when a quarter is slashed, then she resigns, and the finder gets its part."""
    s = scenario
    bonded_pair(s)
    s.tx("alice", "reward")
    supply, finder, total = s.view("total_supply"), s.balance("heidi"), s.view("next_round_total_active_stake")
    stake = s.view("transcoder_total_stake", "alice")
    s.tx("verifier", "slash_transcoder", "alice", "heidi", 250_000, 50_001)
    penalty, reward = 25 * LPT, 25 * LPT * 50_001 // PPM
    assert s.events == [
        ("TranscoderDeactivated", "alice", s.round + 1),
        ("Transfer", "Minter", "heidi", reward),
        ("Transfer", "Minter", "null", penalty - reward),
        ("Burn", "Minter", penalty - reward),
        ("TranscoderSlashed", "alice", "heidi", penalty, reward),
    ]
    assert s.view("get_delegator", "alice")["bondedAmount"] == 75 * LPT
    assert s.view("transcoder_total_stake", "alice") == stake - penalty
    assert s.view("next_round_total_active_stake") == total - stake
    assert s.view("get_transcoder_pool_size") == 1
    assert s.balance("heidi") == finder + reward
    assert s.view("total_supply") == supply - penalty + reward


@requirement("LP-SLSH-004", "LP-SLSH-006", "LP-SLSH-008")
@options(*RIGHTS)
def test_slash_everything_without_finder(scenario: Scenario) -> None:
    """Given carol, when all is slashed without a finder, then all is burned; delegate and delegated amount stay."""
    s = scenario
    bonded_pair(s)
    before = s.view("get_delegator", "carol")
    s.tx("verifier", "slash_transcoder", "carol", "null", PPM, 500_000)
    assert s.events[1:] == [
        ("Transfer", "Minter", "null", 50 * LPT),
        ("Burn", "Minter", 50 * LPT),
        ("TranscoderSlashed", "carol", "null", 50 * LPT, 0),
    ]
    assert s.view("get_delegator", "carol") == {**before, "bondedAmount": 0}
    assert s.view("delegator_status", "carol") == 2


@requirement("LP-SLSH-006")
@options(*RIGHTS)
def test_slash_pending_bond_leaves_delegated_amount(scenario: Scenario) -> None:
    """Given bob's bond is pending, when half is slashed, then alice's delegated amount stays as it is."""
    s = scenario
    bonded_pair(s)
    s.tx("bob", "bond", 0, "carol")
    s.tx("verifier", "slash_transcoder", "bob", "null", 500_000, 0)
    assert s.view("get_delegator", "bob")["bondedAmount"] == 5 * LPT
    assert s.view("transcoder_total_stake", "carol") == 60 * LPT


@requirement("LP-SLSH-007")
@options(*RIGHTS)
def test_slash_delegator_leaves_pool(scenario: Scenario) -> None:
    """Given bob delegates to alice, when he is slashed, then her place and the totals stay until her stake changes."""
    s = scenario
    bonded_pair(s)
    s.tx("verifier", "slash_transcoder", "bob", "null", 500_000, 0)
    assert s.view("transcoder_total_stake", "alice") == 105 * LPT
    assert s.view("next_round_total_active_stake") == 160 * LPT
    pool = s.view("get_transcoder_earnings_pool_for_round", "alice", s.round)
    assert pool["totalStake"] == 110 * LPT
    s.tx("alice", "bond", LPT, "alice")
    pool = s.view("get_transcoder_earnings_pool_for_round", "alice", s.round + 1)
    assert pool["totalStake"] == 106 * LPT
    assert s.view("next_round_total_active_stake") == 161 * LPT


@requirement("LP-SLSH-010")
@options("verifier")
def test_slash_account_without_bond(scenario: Scenario) -> None:
    """Given an account without bond, when it is slashed by any percentage, then only the event tells."""
    s = scenario
    bonded_pair(s)
    s.tx("verifier", "slash_transcoder", "heidi", "grace", 2 * PPM, 2 * PPM)
    assert s.events == [("TranscoderSlashed", "heidi", "grace", 0, 0)]


@requirement("LP-SLSH-011")
@options(*RIGHTS)
@pytest.mark.parametrize(("slash", "fee"), [(PPM + 1, 0), (PPM // 2, PPM + 1)], ids=["slash", "finder fee"])
def test_slash_rejects_more_than_everything(scenario: Scenario, slash: int, fee: int) -> None:
    """Given a percentage above one, when alice is slashed, then a subtraction goes below zero."""
    s = scenario
    bonded_pair(s)
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "verifier", "slash_transcoder", "alice", "heidi", slash, fee)


@requirement("LP-SLSH-012")
@options("verifier")
def test_slash_rejects_without_burner_role(scenario: Scenario) -> None:
    """Given the rights as deployed on L2, when a bond is slashed, then the Minter may not burn and all is rejected. In
    arbitration the Minter may burn, until governance ends that."""
    s = scenario
    bonded_pair(s)
    if s.upgrade == "arbitration":
        s.tx("owner", "revoke_role", "role:BURNER_ROLE", "Minter")
    s.rejects(Reason.MISSING_ROLE, "verifier", "slash_transcoder", "alice", "heidi", 1, 0)
    s.rejects(Reason.MISSING_ROLE, "verifier", "slash_transcoder", "bob", "null", PPM, 0)
    s.tx("verifier", "slash_transcoder", "grace", "null", PPM, 0)
