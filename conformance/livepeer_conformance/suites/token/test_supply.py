"""LivepeerToken: tokens that come into being and vanish."""

import pytest

from livepeer_conformance.suites.scenario import LPT, UNLIMITED, Scenario, options, requirement
from livepeer_spec.rejection import Reason


@requirement("LP-LPT-016", "LP-LPT-017")
@pytest.mark.parametrize("amount", [0, 3 * LPT], ids=["nothing", "some"])
def test_mint_raises_balance_and_supply(scenario: Scenario, amount: int) -> None:
    """Given the Minter, when it mints for alice, then she has more, and so there is; nobody mints for nobody."""
    s = scenario
    before = s.balance("alice"), s.view("total_supply")
    s.rejects(Reason.MINT_TO_NULL, "Minter", "mint", "null", amount)
    s.tx("Minter", "mint", "alice", amount)
    assert s.events == [("Transfer", "null", "alice", amount), ("Mint", "alice", amount)]
    assert (s.balance("alice"), s.view("total_supply")) == (before[0] + amount, before[1] + amount)


@requirement("LP-LPT-041")
def test_mint_rejects_overflow_of_supply(scenario: Scenario) -> None:
    """Given a supply, when it would exceed 2^256 - 1, then it is rejected; that much may exist."""
    s = scenario
    rest = UNLIMITED - s.view("total_supply")
    s.rejects(Reason.ADDITION_OVERFLOW, "Minter", "mint", "heidi", rest + 1)
    s.tx("Minter", "mint", "Controller", rest)
    assert s.view("total_supply") == UNLIMITED
    s.rejects(Reason.ADDITION_OVERFLOW, "Minter", "mint", "heidi", 1)


@requirement("LP-LPT-018")
@pytest.mark.parametrize("caller", ["alice", "owner"])
def test_minting_streamflow_rejects_others_than_owner(scenario: Scenario, caller: str) -> None:
    """Given the Minter owns the token, when others mint, finish minting or give it away, then that is the reason."""
    s = scenario
    s.rejects(Reason.NOT_OWNER, caller, "mint", caller, 1)
    s.rejects(Reason.NOT_OWNER, caller, "mint", "null", 1)
    s.rejects(Reason.NOT_OWNER, caller, "finish_minting")
    s.rejects(Reason.NOT_OWNER, caller, "transfer_token_ownership", caller)


@requirement("LP-LPT-018", "LP-LPT-022")
@options("unconfigured")
def test_token_belongs_to_its_creator(scenario: Scenario) -> None:
    """Given a new token, when its creator mints and gives it to alice, then she may mint and the creator not."""
    s = scenario
    assert s.view("token_owner") == "owner"
    s.tx("owner", "mint", "bob", 5)
    assert s.returned is True
    assert s.view("total_supply") == 5
    s.tx("owner", "transfer_token_ownership", "alice")
    assert s.events == [("OwnershipTransferred", "owner", "alice")]
    assert s.emitters == ["LivepeerToken"]
    assert s.view("token_owner") == "alice"
    s.rejects(Reason.NOT_OWNER, "owner", "mint", "bob", 5)
    s.tx("alice", "mint", "bob", 5)


@requirement("LP-LPT-019", "LP-LPT-020")
def test_finish_minting_for_good(scenario: Scenario) -> None:
    """Given the token's owner, when it finishes minting, then nothing can be minted any more, whoever owns it."""
    s = scenario
    assert s.view("minting_finished") is False
    s.tx("Minter", "finish_minting")
    assert s.returned is True
    assert s.events == [("MintFinished",)]
    assert s.view("minting_finished") is True
    s.rejects(Reason.MINTING_FINISHED, "Minter", "mint", "alice", 0)
    s.rejects(Reason.MINTING_FINISHED, "Minter", "finish_minting")
    s.tx("Minter", "transfer_token_ownership", "alice")
    s.rejects(Reason.MINTING_FINISHED, "alice", "mint", "alice", 1)


@requirement("LP-LPT-021")
def test_transfer_token_ownership_rejects_null(scenario: Scenario) -> None:
    """Given the token's owner, when it gives the token to nobody, then it is rejected."""
    s = scenario
    s.rejects(Reason.NEW_OWNER_NULL, "Minter", "transfer_token_ownership", "null")
    assert s.view("token_owner") == "Minter"


@requirement("LP-LPT-023", "LP-LPT-024", "LP-LPT-025")
def test_burn_streamflow_by_every_holder(scenario: Scenario) -> None:
    """Given alice's tokens, when she burns them, then they are gone; more than she has is an underflow."""
    s = scenario
    before, supply = s.balance("alice"), s.view("total_supply")
    for amount in (LPT, 0, before - LPT):
        s.tx("alice", "burn", amount)
        assert s.events == [("Transfer", "alice", "null", amount), ("Burn", "alice", amount)]
    assert (s.balance("alice"), s.view("total_supply")) == (0, supply - before)
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "alice", "burn", 1)


@requirement("LP-LPT-025", "LP-LPT-027")
def test_burn_by_burner(scenario: Scenario) -> None:
    """Given alice has the burner role, when she burns, then her tokens are gone; more than she has is the reason."""
    s = scenario
    s.tx("owner", "grant_role", "role:BURNER_ROLE", "alice")
    before, supply = s.balance("alice"), s.view("total_supply")
    s.tx("alice", "burn", LPT)
    assert s.events == [("Transfer", "alice", "null", LPT), ("Burn", "alice", LPT)]
    assert (s.balance("alice"), s.view("total_supply")) == (before - LPT, supply - LPT)
    s.rejects(Reason.BURN_EXCEEDS_BALANCE, "alice", "burn", before - LPT + 1)
    s.tx("alice", "burn", before - LPT)
    assert s.balance("alice") == 0


@requirement("LP-LPT-027", "LP-LPT-028", "LP-LPT-029")
def test_burn_from_uses_allowance(scenario: Scenario) -> None:
    """Given alice is a burner whom bob allowed 3 LPT, when she burns 2 of his, then he, the sum and 1 LPT are left."""
    s = scenario
    s.tx("owner", "grant_role", "role:BURNER_ROLE", "alice")
    s.tx("bob", "approve", "alice", 3 * LPT)
    before, alices, supply = s.balance("bob"), s.balance("alice"), s.view("total_supply")
    s.rejects(Reason.BURN_EXCEEDS_ALLOWANCE, "alice", "burn_from", "bob", 3 * LPT + 1)
    s.rejects(Reason.BURN_EXCEEDS_ALLOWANCE, "alice", "burn_from", "bob", before + 1)
    s.tx("alice", "burn_from", "bob", 2 * LPT)
    assert s.events == [
        ("Approval", "bob", "alice", LPT),
        ("Transfer", "bob", "null", 2 * LPT),
        ("Burn", "bob", 2 * LPT),
    ]
    assert (s.balance("bob"), s.balance("alice")) == (before - 2 * LPT, alices)
    assert s.view("total_supply") == supply - 2 * LPT
    assert s.view("allowance", "bob", "alice") == LPT
    s.tx("bob", "approve", "alice", UNLIMITED)
    s.rejects(Reason.BURN_EXCEEDS_BALANCE, "alice", "burn_from", "bob", before)


@requirement("LP-LPT-037")
def test_burn_from_rejects_null(scenario: Scenario) -> None:
    """Given a burner, when it burns 0 tokens of the null address, then nobody approves in its name."""
    s = scenario
    s.tx("owner", "grant_role", "role:BURNER_ROLE", "alice")
    s.rejects(Reason.APPROVE_FROM_NULL, "alice", "burn_from", "null", 0)
    s.rejects(Reason.BURN_EXCEEDS_ALLOWANCE, "alice", "burn_from", "null", 1)
