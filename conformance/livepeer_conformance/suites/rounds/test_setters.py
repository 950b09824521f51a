"""Round length, round lock and upgrade rounds."""

from typing import Any

import pytest

from livepeer_conformance.suites.scenario import PPM, Scenario, options, requirement
from livepeer_spec.rejection import Reason


def anchor(s: Scenario) -> tuple[int, int]:
    """The round in which the round length was last set, and its start block."""
    return s.view("last_round_length_update_round"), s.view("last_round_length_update_start_block")


def clock(s: Scenario) -> tuple[int, int]:
    """The current round and its start block."""
    return s.view("current_round"), s.view("current_round_start_block")


def short_round(s: Scenario) -> tuple[int, int]:
    """Given the first block of a round of 50 blocks that somebody initializes; gives its number and that block."""
    s.tx("owner", "set_round_length", 50)
    s.pass_rounds(1)
    start = s.block
    s.tx("heidi", "initialize_round")
    return s.round, start


@requirement("LP-RND-006")
@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("set_round_length", (60,)),
        ("set_round_length", (0,)),
        ("set_round_lock_amount", (1,)),
        ("set_round_lock_amount", (PPM + 1,)),
    ],
    ids=["length", "zero_length", "lock", "invalid_lock"],
)
def test_round_setters_reject_others_than_the_owner(scenario: Scenario, name: str, args: tuple[Any, ...]) -> None:
    """Given a value, valid or not, when somebody else than the Controller's owner sets it, then it is rejected."""
    scenario.rejects(Reason.NOT_CONTROLLER_OWNER, "alice", name, *args)
    scenario.rejects(Reason.NOT_CONTROLLER_OWNER, "RoundsManager", name, *args)


@requirement("LP-RND-017")
@pytest.mark.parametrize("paused", [False, True], ids=["running", "paused"])
def test_round_setters_need_no_running_round(scenario: Scenario, paused: bool) -> None:
    """Given an uninitialized round, paused or not, when the owner sets values, then they hold."""
    s = scenario
    assert s.view("current_round_initialized") is False
    if paused:
        s.tx("owner", "pause")
    s.tx("owner", "set_round_length", 60)
    s.tx("owner", "set_round_lock_amount", 7)
    assert (s.view("round_length"), s.view("round_lock_amount")) == (60, 7)


@requirement("LP-RND-040")
def test_set_lip_upgrade_round_is_the_owners(scenario: Scenario) -> None:
    """Given a pause and an uninitialized round, when a LIP gets its round, then the owner may and others may not."""
    s = scenario
    s.tx("owner", "pause")
    for caller in ("alice", "RoundsManager"):
        s.rejects(Reason.NOT_CONTROLLER_OWNER, caller, "set_lip_upgrade_round", 73, 1)
    s.tx("owner", "set_lip_upgrade_round", 73, 1)
    assert s.view("lip_upgrade_round", 73) == 1


@requirement("LP-RND-007")
def test_set_round_length_rejects_zero(scenario: Scenario) -> None:
    """Given a round length, when it is set to zero, then it is rejected; one block is enough."""
    s = scenario
    s.rejects(Reason.ZERO_ROUND_LENGTH, "owner", "set_round_length", 0)
    s.tx("owner", "set_round_length", 1)
    assert s.view("round_length") == 1


@requirement("LP-RND-008", "LP-RND-012")
@options("unconfigured")
@pytest.mark.parametrize("length", [1, 7, 50, 5760])
def test_first_round_length_counts_from_block_zero(scenario: Scenario, length: int) -> None:
    """Given no round length, when it is set in block b, then round b // length has begun where it ought to have."""
    s = scenario
    s.advance_blocks(3)
    block = s.block
    s.tx("owner", "set_round_length", length)
    assert s.events == [("ParameterUpdate", "roundLength")]
    assert anchor(s) == (block // length, block // length * length)
    assert clock(s) == (s.block // length, s.block // length * length)


@requirement("LP-RND-009", "LP-RND-010", "LP-RND-012")
def test_set_round_length_longer_moves_end_of_round_only(scenario: Scenario) -> None:
    """Given 20 blocks of a round, when rounds get 60 blocks, then this one ends after 60 and stays initialized."""
    s = scenario
    round_, start = short_round(s)
    s.advance_blocks(19)
    s.tx("owner", "set_round_length", 60)
    assert s.events == [("ParameterUpdate", "roundLength")]
    assert anchor(s) == (round_, start)
    assert s.view("round_length") == 60
    s.advance_blocks(start + 59 - s.block)
    assert clock(s) == (round_, start)
    assert s.view("current_round_initialized") is True
    s.advance_blocks(1)
    assert clock(s) == (round_ + 1, start + 60)


@requirement("LP-RND-009")
def test_set_round_length_anchors_with_old_length(scenario: Scenario) -> None:
    """Given rounds of 60 blocks, when two of them and 5 blocks pass, then another length starts from that round."""
    s = scenario
    round_, start = short_round(s)
    s.tx("owner", "set_round_length", 60)
    s.advance_blocks(start + 125 - s.block)
    s.tx("owner", "set_round_length", 1000)
    assert anchor(s) == (round_ + 2, start + 120)
    s.advance_blocks(start + 120 + 999 - s.block)
    assert clock(s) == (round_ + 2, start + 120)
    s.advance_blocks(1)
    assert clock(s) == (round_ + 3, start + 1120)


@requirement("LP-RND-010")
def test_set_round_length_shorter_than_round_so_far_plus_one(scenario: Scenario) -> None:
    """Given 30 blocks of a round, when rounds get 40 blocks, then this one ends after 40."""
    s = scenario
    round_, start = short_round(s)
    s.advance_blocks(29)
    s.tx("owner", "set_round_length", 40)
    assert anchor(s) == (round_, start)
    s.advance_blocks(start + 39 - s.block)
    assert clock(s) == (round_, start)
    assert s.view("current_round_initialized") is True
    s.advance_blocks(1)
    assert clock(s) == (round_ + 1, start + 40)
    assert s.view("current_round_initialized") is False


@requirement("LP-RND-011")
@pytest.mark.parametrize(
    ("elapsed", "length", "jump"), [(30, 10, 3), (30, 7, 4), (29, 30, 1), (30, 1, 31), (48, 49, 1)]
)
def test_set_round_length_shorter_than_round_so_far_jumps(
    scenario: Scenario, elapsed: int, length: int, jump: int
) -> None:
    """Given blocks of a round, when rounds get no more blocks than that, then later rounds have begun at once."""
    s = scenario
    round_, start = short_round(s)
    s.advance_blocks(elapsed - 1)
    assert s.view("current_round_initialized") is True
    s.tx("owner", "set_round_length", length)
    # One more block has passed with the transaction.
    assert s.block - start == elapsed + 1
    assert clock(s) == (round_ + jump, start + jump * length)
    assert s.view("current_round_initialized") is False
    assert anchor(s) == (round_, start)
    s.tx("heidi", "initialize_round")


@requirement("LP-RND-013", "LP-RND-014")
def test_set_round_lock_amount(scenario: Scenario) -> None:
    """Given a lock amount, when it is above one, then it is rejected; one locks the whole round."""
    s = scenario
    s.pass_rounds(1)
    s.rejects(Reason.INVALID_ROUND_LOCK, "owner", "set_round_lock_amount", PPM + 1)
    s.tx("owner", "set_round_lock_amount", PPM)
    assert s.events == [("ParameterUpdate", "roundLockAmount")]
    assert s.view("round_lock_amount") == PPM
    s.pass_rounds(1)
    assert s.view("current_round_locked") is True
    s.tx("owner", "set_round_lock_amount", 0)
    assert s.view("round_lock_amount") == 0
    assert s.view("current_round_locked") is False


@requirement("LP-RND-015", "LP-RND-016")
def test_set_lip_upgrade_round_once(scenario: Scenario) -> None:
    """Given LIPs without a round, when rounds are set, then each holds for good, and 0 counts as none."""
    s = scenario
    s.tx("owner", "set_lip_upgrade_round", 99, 0)
    assert s.events == []
    s.tx("owner", "set_lip_upgrade_round", 99, 8)
    assert s.events == []
    for again in (8, 9, 0):
        s.rejects(Reason.UPGRADE_ROUND_ALREADY_SET, "owner", "set_lip_upgrade_round", 99, again)
    s.tx("owner", "set_lip_upgrade_round", 98, 2**256 - 1)
    assert [s.view("lip_upgrade_round", lip) for lip in (97, 98, 99)] == [0, 2**256 - 1, 8]
