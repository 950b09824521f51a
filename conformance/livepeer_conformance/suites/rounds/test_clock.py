"""Which round a block belongs to, and what is known of blocks."""

import pytest

from livepeer_conformance.suites.scenario import LPT, SINCE_STREAMFLOW, Scenario, options, requirement
from livepeer_spec.rejection import Reason


@requirement("LP-RND-001", "LP-RND-002")
@pytest.mark.parametrize("paused", [False, True], ids=["running", "paused"])
def test_round_follows_from_block(scenario: Scenario, paused: bool) -> None:
    """Given a round length that was set once, when blocks pass, then round and start block follow from the block."""
    s = scenario
    if paused:
        s.tx("owner", "pause")
    length = s.parameters.round_length
    for blocks in (0, 1, length - 2, 1, 1, 3 * length):
        s.advance_blocks(blocks)
        assert s.view("current_round") == s.block // length
        assert s.view("current_round_start_block") == s.block // length * length


@requirement("LP-RND-003")
def test_round_is_initialized_until_it_ends(scenario: Scenario) -> None:
    """Given a round, when it is initialized, then it is so until its last block, and the next one is not."""
    s = scenario
    assert s.view("current_round_initialized") is False
    s.initialized()
    assert s.view("current_round_initialized") is True
    s.advance_blocks(s.parameters.round_length - 2)
    assert s.view("current_round_initialized") is True
    s.advance_blocks(1)
    assert s.view("last_initialized_round") == s.round - 1
    assert s.view("current_round_initialized") is False


@requirement("LP-RND-004")
@pytest.mark.parametrize(
    ("length", "lock", "locked_blocks"),
    [(50, 100_000, 5), (50, 123_456, 6), (50, 19_999, 0), (50, 0, 0), (50, 1_000_000, 50), (7, 500_000, 3)],
    ids=["tenth", "rounded_down", "less_than_a_block", "none", "all", "odd_length"],
)
def test_round_locks_at_its_end(scenario: Scenario, length: int, lock: int, locked_blocks: int) -> None:
    """Given a lock amount, when blocks pass, then exactly that part of the round's end, rounded down, is locked."""
    s = scenario
    s.tx("owner", "set_round_length", length)
    s.tx("owner", "set_round_lock_amount", lock)
    s.pass_rounds()
    locked = []
    for _ in range(length):
        locked.append(s.view("current_round_locked"))
        s.advance_blocks(1)
    assert locked == [False] * (length - locked_blocks) + [True] * locked_blocks


@requirement("LP-RND-005")
@options("unconfigured")
@pytest.mark.parametrize(
    "name", ["current_round", "current_round_start_block", "current_round_initialized", "current_round_locked"]
)
def test_clock_rejects_zero_round_length(scenario: Scenario, name: str) -> None:
    """Given no round length was set, when the clock is read, then it divides by zero."""
    assert scenario.view(name) is Reason.DIVISION_BY_ZERO


@requirement("LP-RND-029", "LP-RND-032")
@options("unconfigured")
def test_new_rounds_manager_is_zero(scenario: Scenario) -> None:
    """Given a RoundsManager that nobody set up, when its state is read, then all of it is zero."""
    s = scenario
    for name in (
        "round_length",
        "round_lock_amount",
        "last_initialized_round",
        "last_round_length_update_round",
        "last_round_length_update_start_block",
    ):
        assert s.view(name) == 0
    assert [s.view("lip_upgrade_round", lip) for lip in (0, 36, 73, 2**256 - 1)] == [0] * 4
    assert s.view("block_hash_for_round", 0) == bytes(32)


@requirement("LP-RND-033")
def test_block_num_is_the_chains(scenario: Scenario) -> None:
    """Given a chain, when blocks pass, then RoundsManager counts them all."""
    s = scenario
    assert s.view("block_num") == s.block
    s.advance_blocks(7)
    assert s.view("block_num") == s.block
    s.rejects(Reason.NOT_CONTROLLER_OWNER, "alice", "set_round_length", 1)
    assert s.view("block_num") == s.block


@requirement("LP-RND-034", "LP-RND-038", "LP-RND-039")
def test_block_hash_knows_last_256_blocks(scenario: Scenario) -> None:
    """Given a block number above 256, when hashes are read, then those of the last 256 blocks are known."""
    s = scenario
    for back in (1, 2, 255, 256):
        known = s.view("block_hash", s.block - back)
        assert known == s.world.backend.block_hash(s.block - back)
        assert known != bytes(32)
    assert s.view("block_hash", s.block) is Reason.BLOCK_NOT_PAST
    assert s.view("block_hash", 2**256 - 1) is Reason.BLOCK_NOT_PAST
    assert s.view("block_hash", s.block - 257) is Reason.BLOCK_TOO_OLD
    assert s.view("block_hash", 0) is Reason.BLOCK_TOO_OLD


@SINCE_STREAMFLOW
@requirement("LP-RND-037")
def test_views_use_new_round_before_it_is_initialized(scenario: Scenario) -> None:
    """Given alice joined and bob bonded, when the round ends, then she is active and he bonded, but nobody may act."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", 5 * LPT)
    s.bonded("bob", LPT, to="alice")
    assert s.view("is_active_transcoder", "alice") is False
    assert s.view("delegator_status", "bob") == 0
    s.pass_rounds()
    assert s.view("is_active_transcoder", "alice") is True
    assert s.view("delegator_status", "bob") == 1
    s.rejects(Reason.ROUND_NOT_INITIALIZED, "bob", "bond", LPT, "alice")
    s.rejects(Reason.ROUND_NOT_INITIALIZED, "alice", "reward")
    s.tx("heidi", "initialize_round")
    s.tx("bob", "bond", LPT, "alice")
    s.tx("alice", "reward")
