"""Initializing rounds."""

import pytest

from livepeer_conformance.suites.scenario import LPT, Scenario, options, requirement
from livepeer_spec.rejection import Reason

COMMIT = "0x" + "22" * 20


@requirement("LP-RND-018")
def test_initialize_round_rejects_paused_system(scenario: Scenario) -> None:
    """Given a pause, when a round is initialized, for the first or the second time, then the pause is the reason."""
    s = scenario
    s.tx("owner", "pause")
    s.rejects(Reason.SYSTEM_PAUSED, "alice", "initialize_round")
    s.tx("owner", "unpause")
    s.initialized()
    s.tx("owner", "pause")
    s.rejects(Reason.SYSTEM_PAUSED, "alice", "initialize_round")


@requirement("LP-RND-018", "LP-RND-019")
@options("unconfigured")
def test_initialize_round_rejects_zero_round_length(scenario: Scenario) -> None:
    """Given no round length, when a round is initialized, then it divides by zero, after the pause check."""
    s = scenario
    s.rejects(Reason.SYSTEM_PAUSED, "alice", "initialize_round")
    s.tx("owner", "unpause")
    s.rejects(Reason.DIVISION_BY_ZERO, "alice", "initialize_round")


@requirement("LP-RND-020")
def test_initialize_round_rejects_second_time(scenario: Scenario) -> None:
    """Given an initialized round, when it is initialized again, then it is rejected until the next round."""
    s = scenario
    s.initialized()
    s.rejects(Reason.ROUND_ALREADY_INITIALIZED, "alice", "initialize_round")
    s.advance_blocks(s.parameters.round_length - 3)
    s.rejects(Reason.ROUND_ALREADY_INITIALIZED, "alice", "initialize_round")
    s.tx("alice", "initialize_round")


@requirement("LP-RND-020", "LP-RND-031")
@options("unconfigured")
def test_round_zero_counts_as_initialized(scenario: Scenario) -> None:
    """Given rounds longer than the chain, when round 0 is initialized, then it is already; round 1 can be."""
    s = scenario
    s.tx("owner", "unpause")
    length = s.block + 10
    s.tx("owner", "set_round_length", length)
    assert s.view("current_round") == 0
    assert s.view("current_round_initialized") is True
    s.rejects(Reason.ROUND_ALREADY_INITIALIZED, "alice", "initialize_round")
    assert s.view("block_hash_for_round", 0) == bytes(32)
    s.advance_blocks(length - s.block)
    s.tx("alice", "initialize_round")
    assert s.view("last_initialized_round") == 1


@requirement("LP-RND-021")
@pytest.mark.parametrize("ahead", [0, -1], ids=["this_round", "earlier_round"])
def test_initialize_round_rejects_lip_73_round(scenario: Scenario, ahead: int) -> None:
    """Given the round of LIP 73 has come, when a round is initialized, even twice, then the freeze is the reason."""
    s = scenario
    s.initialized()
    s.tx("owner", "set_lip_upgrade_round", 73, s.round + ahead)
    s.rejects(Reason.PAST_LIP_73_ROUND, "alice", "initialize_round")
    s.pass_rounds()
    s.rejects(Reason.PAST_LIP_73_ROUND, "alice", "initialize_round")


@requirement("LP-RND-022")
def test_initialize_round_until_lip_73_round(scenario: Scenario) -> None:
    """Given 0, then a later round for LIP 73, when rounds are initialized, then all before that round can be."""
    s = scenario
    s.tx("owner", "set_lip_upgrade_round", 73, 0)
    s.initialized()
    frozen_from = s.round + 3
    s.tx("owner", "set_lip_upgrade_round", 73, frozen_from)
    s.next_round()
    assert s.next_round() == frozen_from - 1
    s.pass_rounds()
    s.rejects(Reason.PAST_LIP_73_ROUND, "alice", "initialize_round")


@requirement("LP-RND-023")
def test_initialize_round_ignores_lip_73_round(scenario: Scenario) -> None:
    """Given Confluence and a round of LIP 73 that has come, when rounds are initialized, then they are."""
    s = scenario
    s.tx("owner", "set_lip_upgrade_round", 73, s.round)
    s.initialized()
    s.next_round()


@requirement("LP-RND-024", "LP-RND-025", "LP-RND-028", "LP-RND-029")
@pytest.mark.parametrize("caller", ["heidi", "owner"])
def test_initialize_round_by_anybody(scenario: Scenario, caller: str) -> None:
    """Given a new round, when any account initializes it, then the hash of the block before is fixed for good."""
    s = scenario
    round_, block_hash = s.round, s.world.backend.block_hash(s.block - 1)
    assert s.view("block_hash_for_round", round_) == bytes(32)
    s.tx(caller, "initialize_round")
    supply, inflation = s.view("total_supply"), s.parameters.inflation + s.parameters.inflation_change
    assert s.events == [
        ("SetCurrentRewardTokens", supply * inflation // 10**9, inflation),
        ("NewRound", round_, block_hash),
    ]
    assert s.emitters == ["Minter", "RoundsManager"]
    assert s.view("last_initialized_round") == round_
    assert s.view("block_hash_for_round", round_) == block_hash
    assert s.view("block_hash_for_round", round_ + 1) == bytes(32)
    s.next_round()
    assert s.view("block_hash_for_round", round_) == block_hash


@requirement("LP-RND-025", "LP-RND-028")
def test_initialize_round_in_mid_round(scenario: Scenario) -> None:
    """Given a round that began some blocks ago, when it is initialized, then the hash is that of the last block."""
    s = scenario
    s.pass_rounds(1, blocks=7)
    block_hash = s.world.backend.block_hash(s.block - 1)
    s.tx("heidi", "initialize_round")
    assert s.events[-1] == ("NewRound", s.round, block_hash)
    assert s.view("block_hash_for_round", s.round) == block_hash


@requirement("LP-RND-026")
def test_initialize_round_rolls_active_stake(scenario: Scenario) -> None:
    """Given alice joined with 5 LPT, when the next round is initialized, then her stake is active, not before."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", 5 * LPT)
    assert (s.view("current_round_total_active_stake"), s.view("next_round_total_active_stake")) == (0, 5 * LPT)
    s.pass_rounds()
    assert s.view("current_round_total_active_stake") == 0
    s.tx("heidi", "initialize_round")
    assert s.view("current_round_total_active_stake") == 5 * LPT


@requirement("LP-RND-027")
def test_initialize_round_counts_new_active_stake_for_inflation(scenario: Scenario) -> None:
    """Given two thirds of the tokens were bonded in this round, when the next is initialized, then inflation falls."""
    s = scenario
    s.initialized()
    inflation = s.view("inflation")
    for name in ("alice", "bob", "carol", "dave", "erin", "frank"):
        s.bonded(name, s.balance(name), to="alice")
    s.next_round()
    assert s.view("inflation") == inflation - s.parameters.inflation_change


@requirement("LP-RND-030")
def test_rounds_that_nobody_initialized_are_lost(scenario: Scenario) -> None:
    """Given three rounds pass without initialization, when the fourth is initialized, then only it counts."""
    s = scenario
    first = s.initialized()
    inflation, supply = s.view("inflation"), s.view("total_supply")
    s.next_round(4)
    inflation += s.parameters.inflation_change
    assert s.view("inflation") == inflation
    assert s.view("current_mintable_tokens") == supply * inflation // 10**9
    assert s.view("total_supply") == supply
    hashes = [s.view("block_hash_for_round", first + index) == bytes(32) for index in range(5)]
    assert hashes == [False, True, True, True, False]


@requirement("LP-RND-035")
@pytest.mark.parametrize("missing", ["BondingManager", "Minter", "LivepeerToken"])
def test_initialize_round_rejects_missing_contract(scenario: Scenario, missing: str) -> None:
    """Given a contract is not registered, when a round is initialized, then nothing of it stays."""
    s = scenario
    s.initialized()
    before = s.view("inflation"), s.view("last_initialized_round")
    s.pass_rounds()
    s.tx("owner", "set_contract_info", f"id:{missing}", "null", COMMIT)
    s.rejects(Reason.NO_DATA, "alice", "initialize_round")
    assert (s.view("inflation"), s.view("last_initialized_round")) == before
    assert s.view("block_hash_for_round", s.round) == bytes(32)
    s.tx("owner", "set_contract_info", f"id:{missing}", missing, COMMIT)
    s.tx("alice", "initialize_round")


@requirement("LP-RND-036")
def test_initialize_round_rejects_missing_l1_supply(scenario: Scenario) -> None:
    """Given L2LPTDataCache is not registered, when a round is initialized, then it is rejected; with it, it is not."""
    s = scenario
    s.tx("owner", "set_contract_info", "id:L2LPTDataCache", "null", COMMIT)
    s.rejects(Reason.NO_DATA, "alice", "initialize_round")
    s.tx("owner", "set_contract_info", "id:L2LPTDataCache", "L2LPTDataCache", COMMIT)
    s.tx("alice", "initialize_round")
