"""Situations from which scenarios of the genesis start."""

from livepeer_conformance.suites.scenario import LPT, Scenario

CROWD, COMPANY, TEAM, INVESTORS, COMMUNITY = 2_000 * LPT, 500 * LPT, 300 * LPT, 200 * LPT, 100 * LPT
SUPPLY = CROWD + COMPANY + TEAM + INVESTORS + COMMUNITY
ALLOCATIONS = (SUPPLY, CROWD, COMPANY, TEAM, INVESTORS, COMMUNITY)
SECONDS_PER_BLOCK = 12


def granting(s: Scenario) -> None:
    """Given the supply is split and minted, so that grants can be made."""
    s.tx("owner", "set_allocations", *ALLOCATIONS)
    s.tx("owner", "start_genesis")


def wait_until(s: Scenario, timestamp: int) -> None:
    """Let the next transaction be in the first block at or after a time."""
    s.advance_blocks(max(0, -(-(timestamp - s.world.backend.timestamp) // SECONDS_PER_BLOCK)))


def genesis_balance(s: Scenario, name: str) -> int:
    """Tokens of the genesis that an account has, in LPTU."""
    amount: int = s.view("balance_of", name, at="GenesisToken")
    return amount
