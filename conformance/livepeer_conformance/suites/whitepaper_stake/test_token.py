"""The whitepaper's token."""

from livepeer_conformance.suites.scenario import LPT, Scenario, options, requirement
from livepeer_spec.rejection import Reason


@requirement("LP-WLPT-001", "LP-WLPT-006", "LP-WLPT-007")
def test_whitepaper_transfer_moves_tokens(scenario: Scenario) -> None:
    """Given alice's million, when she transfers 1 LPT, then it moves; more than all, or to nobody, is rejected."""
    s = scenario
    s.tx("alice", "transfer", "bob", LPT)
    assert s.events == [("Transfer", "alice", "bob", LPT)]
    assert (s.balance("alice"), s.balance("bob")) == (999_999 * LPT, 1_000_001 * LPT)
    s.rejects(Reason.TRANSFER_TO_NULL, "alice", "transfer", "null", 1)
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "alice", "transfer", "bob", 999_999 * LPT + 1)


@requirement("LP-WLPT-002", "LP-WLPT-006", "LP-WLPT-007")
def test_whitepaper_transfer_from_spends_allowance(scenario: Scenario) -> None:
    """Given an allowance of 2^256 - 1, when 1 LPT of it is spent, then it is smaller by that."""
    s = scenario
    s.tx("alice", "approve", "bob", 2**256 - 1)
    assert s.events == [("Approval", "alice", "bob", 2**256 - 1)]
    s.tx("bob", "transfer_from", "alice", "carol", LPT)
    assert s.events == [("Transfer", "alice", "carol", LPT)]
    assert s.view("allowance", "alice", "bob") == 2**256 - 1 - LPT
    s.rejects(Reason.TRANSFER_TO_NULL, "bob", "transfer_from", "alice", "null", LPT)
    s.tx("alice", "approve", "bob", LPT)
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "bob", "transfer_from", "alice", "carol", LPT + 1)


@requirement("LP-WLPT-003", "LP-WLPT-008")
def test_whitepaper_token_belongs_to_the_bonding_manager(scenario: Scenario) -> None:
    """Given the BondingManager owns the token, when anybody else mints or gives it away, then that is rejected."""
    s = scenario
    assert s.view("token_owner") == "BondingManager"
    s.rejects(Reason.NOT_OWNER, "owner", "mint", "alice", 1)
    s.rejects(Reason.NOT_OWNER, "owner", "transfer_token_ownership", "owner")


@options("unconfigured")
@requirement("LP-WLPT-003", "LP-WLPT-008", "LP-WLPT-009", "LP-WLPT-010", "LP-WLPT-011")
def test_whitepaper_owner_mints_and_gives_the_token_away(scenario: Scenario) -> None:
    """Given a new token, when its owner mints and gives it to alice, then she mints, and he does no more."""
    s = scenario
    s.tx("owner", "mint", "bob", 5)
    assert s.events == [("Mint", "bob", 5), ("Transfer", "null", "bob", 5)]
    assert s.view("total_supply") == 5
    s.rejects(Reason.NEW_OWNER_NULL, "owner", "transfer_token_ownership", "null")
    s.tx("owner", "transfer_token_ownership", "alice")
    assert s.events == [("OwnershipTransferred", "owner", "alice")]
    s.rejects(Reason.NOT_OWNER, "owner", "mint", "bob", 1)
    s.rejects(Reason.ADDITION_OVERFLOW, "alice", "mint", "bob", 2**256 - 5)
    s.tx("alice", "mint", "bob", 2**256 - 6)


@requirement("LP-WLPT-004", "LP-WLPT-007")
def test_whitepaper_burn_destroys_own_tokens(scenario: Scenario) -> None:
    """Given 8 million LPT in all, when alice burns 1 LPT, then one less is left; more than hers cannot be burned."""
    s = scenario
    s.tx("alice", "burn", LPT)
    assert s.events == [("Burn", "alice", LPT)]
    assert (s.view("total_supply"), s.balance("alice")) == (7_999_999 * LPT, 999_999 * LPT)
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "alice", "burn", 999_999 * LPT + 1)


@requirement("LP-WLPT-005")
def test_whitepaper_token_has_its_name(scenario: Scenario) -> None:
    """Given the token, then name, symbol and decimals are those of LPT."""
    s = scenario
    assert (s.view("token_name"), s.view("token_symbol"), s.view("token_decimals")) == ("Livepeer Token", "LPT", 18)
