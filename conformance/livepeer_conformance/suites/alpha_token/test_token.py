"""The token of alpha, which tells a reason for each refusal."""

import pytest

from livepeer_conformance.suites.scenario import LPT, UNLIMITED, Scenario, options, requirement
from livepeer_spec.rejection import Reason


@requirement("LP-ALPT-001", "LP-ALPT-002", "LP-ALPT-003")
def test_transfers_of_alpha_have_their_reasons(scenario: Scenario) -> None:
    """Given a recipient, a balance or an allowance that is wrong, when tokens move, then the first is the reason."""
    s = scenario
    whole = s.balance("alice")
    s.rejects(Reason.TRANSFER_TO_NULL, "alice", "transfer", "null", whole + 1)
    s.rejects(Reason.TRANSFER_EXCEEDS_BALANCE, "alice", "transfer", "bob", whole + 1)
    s.rejects(Reason.TRANSFER_TO_NULL, "bob", "transfer_from", "alice", "null", whole + 1)
    s.rejects(Reason.TRANSFER_EXCEEDS_BALANCE, "bob", "transfer_from", "alice", "bob", whole + 1)
    s.rejects(Reason.TRANSFER_EXCEEDS_ALLOWANCE, "bob", "transfer_from", "alice", "bob", 1)
    s.rejects(Reason.TRANSFER_EXCEEDS_BALANCE, "bob", "transfer_from", "null", "bob", 1)


@requirement("LP-ALPT-004")
@pytest.mark.parametrize("recipient", ["bob", "alice", "LivepeerToken"])
@pytest.mark.parametrize("amount", [0, 5 * LPT])
def test_transfer_of_alpha(scenario: Scenario, recipient: str, amount: int) -> None:
    """Given tokens, when some or none move, to others or oneself, then one event tells."""
    s = scenario
    before = s.balance("alice"), s.balance(recipient)
    s.tx("alice", "transfer", recipient, amount)
    assert s.returned is True
    assert s.events == [("Transfer", "alice", recipient, amount)]
    moved = 0 if recipient == "alice" else amount
    assert (s.balance("alice"), s.balance(recipient)) == (before[0] - moved, before[1] + moved)


@requirement("LP-ALPT-004", "LP-ALPT-005")
@pytest.mark.parametrize("allowance", [5 * LPT, UNLIMITED], ids=["limited", "unlimited"])
def test_transfer_from_of_alpha_lowers_allowance(scenario: Scenario, allowance: int) -> None:
    """Given an allowance, when it is used, then it falls, also the largest, and no Approval tells."""
    s = scenario
    s.tx("alice", "approve", "bob", allowance)
    s.tx("bob", "transfer_from", "alice", "carol", 5 * LPT)
    assert s.returned is True
    assert s.events == [("Transfer", "alice", "carol", 5 * LPT)]
    assert s.view("allowance", "alice", "bob") == allowance - 5 * LPT


@requirement("LP-ALPT-006", "LP-ALPT-007", "LP-ALPT-008")
def test_approvals_of_alpha(scenario: Scenario) -> None:
    """Given approvals, when they are set, raised and lowered, then each tells the new allowance."""
    s = scenario
    for spender in ("bob", "null"):
        s.tx("alice", "approve", spender, 5)
        assert s.events == [("Approval", "alice", spender, 5)]
    s.tx("alice", "approve", "bob", 7)
    s.tx("alice", "increase_approval", "bob", 3)
    assert (s.returned, s.events) == (True, [("Approval", "alice", "bob", 10)])
    s.rejects(Reason.ADDITION_OVERFLOW, "alice", "increase_approval", "bob", UNLIMITED - 9)
    s.tx("alice", "decrease_approval", "bob", 4)
    assert (s.returned, s.events) == (True, [("Approval", "alice", "bob", 6)])
    s.tx("alice", "decrease_approval", "bob", 7)
    assert s.events == [("Approval", "alice", "bob", 0)]
    assert s.view("allowance", "alice", "bob") == 0


@requirement("LP-ALPT-009", "LP-ALPT-010", "LP-ALPT-011", "LP-ALPT-012", "LP-ALPT-013", "LP-ALPT-014", "LP-ALPT-020")
@options("unconfigured")
def test_minting_of_alpha(scenario: Scenario) -> None:
    """Given a new token, when its owner mints and finishes, then nobody else and nobody later may."""
    s = scenario
    assert (s.view("total_supply"), s.balance("alice"), s.view("allowance", "alice", "bob")) == (0, 0, 0)
    assert (s.view("token_owner"), s.view("minting_finished")) == ("owner", False)
    for name, args in (("mint", ("alice", 1)), ("finish_minting", ())):
        s.rejects(Reason.NOT_OWNER, "alice", name, *args)
    for recipient in ("alice", "null"):
        s.tx("owner", "mint", recipient, 5)
        assert s.returned is True
        assert s.events == [("Mint", recipient, 5), ("Transfer", "null", recipient, 5)]
        assert s.balance(recipient) == 5
    assert s.view("total_supply") == 10
    s.rejects(Reason.ADDITION_OVERFLOW, "owner", "mint", "alice", UNLIMITED - 9)
    s.tx("owner", "mint", "alice", 0)
    assert s.events == [("Mint", "alice", 0), ("Transfer", "null", "alice", 0)]
    s.tx("owner", "finish_minting")
    assert (s.returned, s.events) == (True, [("MintFinished",)])
    assert s.view("minting_finished") is True
    s.rejects(Reason.MINTING_FINISHED, "owner", "mint", "alice", 1)
    s.rejects(Reason.MINTING_FINISHED, "owner", "finish_minting")


@requirement("LP-ALPT-015", "LP-ALPT-016", "LP-ALPT-017")
def test_burn_of_alpha(scenario: Scenario) -> None:
    """Given tokens, when they are burned, then balance and supply fall, and no Transfer tells."""
    s = scenario
    whole, supply = s.balance("alice"), s.view("total_supply")
    s.rejects(Reason.BURN_EXCEEDS_BALANCE, "alice", "burn", whole + 1)
    for amount in (0, whole):
        s.tx("alice", "burn", amount)
        assert s.events == [("Burn", "alice", amount)]
    assert (s.balance("alice"), s.view("total_supply")) == (0, supply - whole)


@requirement("LP-ALPT-009", "LP-ALPT-018", "LP-ALPT-019")
def test_ownership_of_alphas_token(scenario: Scenario) -> None:
    """Given the Minter owns the token, when it gives it away, then the new owner has it, who is an account."""
    s = scenario
    s.rejects(Reason.NOT_OWNER, "owner", "transfer_token_ownership", "null")
    s.rejects(Reason.NEW_OWNER_NULL, "Minter", "transfer_token_ownership", "null")
    s.tx("Minter", "transfer_token_ownership", "alice")
    assert s.events == [("OwnershipTransferred", "Minter", "alice")]
    assert s.view("token_owner") == "alice"
    s.rejects(Reason.NOT_OWNER, "Minter", "mint", "bob", 1)
    s.tx("alice", "mint", "bob", 1)


@requirement("LP-ALPT-004", "LP-ALPT-011", "LP-ALPT-020")
def test_other_token_of_alpha_has_books_of_its_own(scenario: Scenario) -> None:
    """Given the token of the genesis, when alice holds none of it, then her other tokens do not matter."""
    s = scenario
    assert s.view("balance_of", "alice", at="GenesisToken") == 0
    s.rejects(Reason.TRANSFER_EXCEEDS_BALANCE, "alice", "transfer", "bob", 1, at="GenesisToken")
    s.tx("alice", "approve", "bob", 5, at="GenesisToken")
    assert s.view("allowance", "alice", "bob") == 0
    assert s.view("allowance", "alice", "bob", at="GenesisToken") == 5
