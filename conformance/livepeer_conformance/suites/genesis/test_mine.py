"""The MerkleMine: an equal part for every account of its tree."""

import pytest

from livepeer_conformance.suites.genesis.given import genesis_balance
from livepeer_conformance.suites.scenario import Scenario, requirement
from livepeer_spec.rejection import Reason


def part(s: Scenario) -> int:
    """The part of each account, in LPTU."""
    return int(s.parameters.genesis_tokens) // int(s.parameters.genesis_recipients)


def funded(s: Scenario, missing: int = 0) -> None:
    """Given the MerkleMine holds its tokens, all but ``missing`` LPTU."""
    crowd = s.parameters.genesis_tokens - missing
    s.tx("owner", "set_allocations", crowd, crowd, 0, 0, 0, 0)
    s.tx("owner", "start_genesis")
    s.tx("owner", "end_genesis")


def running(s: Scenario) -> None:
    """Given tokens are given out."""
    funded(s)
    s.tx("heidi", "start_mine")


def go_to(s: Scenario, block: int) -> None:
    """Let the next transaction be in ``block``."""
    s.advance_blocks(block - s.block)


@requirement("LP-MINE-002", "LP-MINE-003")
def test_mine_starts_once(scenario: Scenario) -> None:
    """Given all tokens, when anybody starts, then silently and once."""
    s = scenario
    funded(s)
    assert s.view("started") is False
    s.tx("heidi", "start_mine")
    assert s.events == []
    assert s.view("started") is True
    s.rejects(Reason.MINE_STARTED, "heidi", "start_mine")


@requirement("LP-MINE-004", "LP-MINE-005")
def test_mine_needs_all_its_tokens(scenario: Scenario) -> None:
    """Given one token too few, when it is started, then not, and nothing is given out."""
    s = scenario
    funded(s, missing=1)
    s.rejects(Reason.MINE_UNDERFUNDED, "alice", "start_mine")
    s.rejects(Reason.MINE_NOT_STARTED, "alice", "generate", "alice", "0x")


@requirement("LP-MINE-001", "LP-MINE-006", "LP-MINE-008", "LP-MINE-014", "LP-MINE-015")
def test_recipient_gets_its_whole_part(scenario: Scenario) -> None:
    """Given the distribution runs, when recipients ask for themselves, then each gets its part, once."""
    s = scenario
    running(s)
    for name in ("alice", "heidi"):
        block = s.block
        s.tx(name, "generate", name, f"recipients:{name}")
        assert s.events == [
            ("Transfer", "MerkleMine", name, part(s)), ("Generate", name, name, part(s), 0, block),
        ]  # fmt: skip
        s.rejects(Reason.ALREADY_GENERATED, "bob", "generate", name, "0x")
    assert s.view("generated", "alice") is True
    assert s.view("generated", "bob") is False
    assert s.view("tokens_per_allocation") == part(s)
    assert s.view("total_genesis_recipients") == s.parameters.genesis_recipients


@requirement("LP-MINE-007")
@pytest.mark.parametrize("proof", ["0x", "recipients:bob", "0x" + "00" * 31], ids=["none", "foreign", "odd_length"])
def test_part_needs_the_proof_of_its_recipient(scenario: Scenario, proof: str) -> None:
    """Given the distribution runs, when a proof is not the recipient's, then nothing is given out."""
    s = scenario
    running(s)
    s.rejects(Reason.INVALID_GENESIS_PROOF, "alice", "generate", "alice", proof)
    s.rejects(Reason.INVALID_GENESIS_PROOF, "owner", "generate", "owner", "recipients:alice")


@requirement("LP-MINE-009", "LP-MINE-010", "LP-MINE-011", "LP-MINE-012", "LP-MINE-013", "LP-MINE-014")
@pytest.mark.parametrize(
    ("boundary", "offset"),
    [("start", 0), ("start", 1), ("start", 33), ("end", -1), ("end", 0)],
    ids=["first_block", "second_block", "some_block", "last_block", "end"],
)
def test_third_party_gets_a_growing_share(scenario: Scenario, boundary: str, offset: int) -> None:
    """Given the callers' period, when bob asks for alice's part, then his share follows the blocks."""
    s = scenario
    running(s)
    start, end = s.parameters.caller_allocation_start, s.parameters.caller_allocation_end
    block = {"start": start, "end": end}[boundary] + offset
    go_to(s, start - 1)
    s.rejects(Reason.CALLER_TOO_EARLY, "bob", "generate", "alice", "recipients:alice")
    go_to(s, block)
    share = part(s) * (block - start) // (end - start)
    s.tx("bob", "generate", "alice", "recipients:alice")
    transfers = [
        ("Transfer", "MerkleMine", name, amount)
        for name, amount in (("bob", share), ("alice", part(s) - share))
        if amount
    ]
    assert s.events == [*transfers, ("Generate", "alice", "bob", part(s) - share, share, block)]
    assert genesis_balance(s, "bob") == share


@requirement("LP-MINE-010", "LP-MINE-011")
def test_share_of_any_block(scenario: Scenario) -> None:
    """Given blocks before, in and after the period, when the share is asked for, then nothing, some, everything."""
    s = scenario
    start, end = s.parameters.caller_allocation_start, s.parameters.caller_allocation_end
    for block, share in ((0, 0), (start - 1, 0), (start, 0), (start + 1, part(s) // (end - start)), (end, part(s))):
        assert s.view("caller_token_amount_at_block", block) == share
    assert s.view("caller_token_amount_at_block", end + 10**9) == part(s)
    assert s.view("caller_allocation_period") == end - start
