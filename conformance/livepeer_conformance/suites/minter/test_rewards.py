"""Minting rewards, and custody of tokens."""

import pytest

from livepeer_conformance.suites.scenario import LPT, SINCE_STREAMFLOW, UNLIMITED, Scenario, options, requirement
from livepeer_spec.rejection import Reason

PPB = 10**9


@requirement("LP-MINT-014", "LP-MINT-015")
@pytest.mark.parametrize(("numerator", "denominator"), [(1, 3), (2, 3), (10**24, 7 * 10**24 + 1), (1, 1)])
def test_create_reward_rounds_share_first(scenario: Scenario, numerator: int, denominator: int) -> None:
    """Given mintable tokens, when a share of them is minted, then it is cut to nine digits before it is multiplied."""
    s = scenario
    s.initialized()
    mintable, before, supply = s.view("current_mintable_tokens"), s.balance("Minter"), s.view("total_supply")
    amount = mintable * (numerator * PPB // denominator) // PPB
    s.tx("BondingManager", "create_reward", numerator, denominator)
    assert s.returned == amount
    assert s.events == [("Transfer", "null", "Minter", amount), ("Mint", "Minter", amount)]
    assert s.view("current_minted_tokens") == amount
    assert s.view("current_mintable_tokens") == mintable
    assert (s.balance("Minter"), s.view("total_supply")) == (before + amount, supply + amount)
    if numerator != denominator:
        assert amount != mintable * numerator // denominator


@requirement("LP-MINT-014", "LP-MINT-015")
def test_reward_mints_share_of_active_stake(scenario: Scenario) -> None:
    """Given alice has a third of the active stake, when she calls reward, then she gets 0.333333333 of the tokens."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", 5 * LPT)
    s.orchestrator("bob", 10 * LPT)
    s.next_round()
    mintable = s.view("current_mintable_tokens")
    s.tx("alice", "reward")
    amount = mintable * 333_333_333 // PPB
    assert s.events == [
        ("Transfer", "null", "Minter", amount),
        ("Mint", "Minter", amount),
        ("Reward", "alice", amount),
    ]
    assert s.view("current_minted_tokens") == amount
    s.tx("bob", "reward")
    assert s.view("current_minted_tokens") == amount + mintable * 666_666_666 // PPB


@SINCE_STREAMFLOW
@requirement("LP-MINT-016")
def test_create_reward_rejects_more_than_mintable(scenario: Scenario) -> None:
    """Given mintable tokens, when all are minted, then that is accepted, but nothing on top of it."""
    s = scenario
    s.initialized()
    mintable = s.view("current_mintable_tokens")
    s.rejects(Reason.EXCEEDS_MINTABLE, "BondingManager", "create_reward", PPB + 1, PPB)
    s.tx("BondingManager", "create_reward", 1, 2)
    s.rejects(Reason.EXCEEDS_MINTABLE, "BondingManager", "create_reward", PPB // 2 + 1, PPB)
    s.tx("BondingManager", "create_reward", 1, 2)
    assert s.view("current_minted_tokens") == mintable
    s.rejects(Reason.EXCEEDS_MINTABLE, "BondingManager", "create_reward", 1, PPB)
    s.tx("BondingManager", "create_reward", 1, PPB + 1)
    assert s.returned == 0


@requirement("LP-MINT-017")
def test_create_reward_rejects_zero_denominator(scenario: Scenario) -> None:
    """Given mintable tokens or none, when the denominator is zero, then it is a division by zero."""
    s = scenario
    s.rejects(Reason.DIVISION_BY_ZERO, "BondingManager", "create_reward", 0, 0)
    s.initialized()
    s.rejects(Reason.DIVISION_BY_ZERO, "BondingManager", "create_reward", 1, 0)


@requirement("LP-MINT-007", "LP-MINT-018")
def test_create_reward_of_nothing_still_mints(scenario: Scenario) -> None:
    """Given no round was initialized, when a share is minted, then it is nothing, and the token says so."""
    s = scenario
    assert (s.view("current_mintable_tokens"), s.view("current_minted_tokens")) == (0, 0)
    s.tx("BondingManager", "create_reward", 1, 1)
    assert s.returned == 0
    assert s.events == [("Transfer", "null", "Minter", 0), ("Mint", "Minter", 0)]


@requirement("LP-MINT-047")
def test_reward_streamflow_rejects_minter_that_does_not_own_token(scenario: Scenario) -> None:
    """Given the token went to alice, when a reward is minted, then the token refuses."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", 5 * LPT)
    s.next_round()
    s.tx("Minter", "transfer_token_ownership", "alice")
    s.rejects(Reason.NOT_OWNER, "alice", "reward")
    s.rejects(Reason.NOT_OWNER, "BondingManager", "create_reward", 1, 2)
    assert s.view("current_minted_tokens") == 0


@requirement("LP-MINT-048")
def test_reward_rejects_minter_without_role(scenario: Scenario) -> None:
    """Given the Minter lost the minter role, when a reward is minted, then the token refuses."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", 5 * LPT)
    s.next_round()
    s.tx("owner", "revoke_role", "role:MINTER_ROLE", "Minter")
    s.rejects(Reason.MISSING_ROLE, "alice", "reward")
    s.rejects(Reason.MISSING_ROLE, "BondingManager", "create_reward", 1, 2)
    assert s.view("current_minted_tokens") == 0


@requirement("LP-MINT-019")
@pytest.mark.parametrize("amount", [0, 2 * LPT, 5 * LPT], ids=["nothing", "part", "all"])
def test_trusted_transfer_tokens_pays_out(scenario: Scenario, amount: int) -> None:
    """Given 5 LPT at the Minter, when the BondingManager pays heidi, then only the token tells."""
    s = scenario
    s.initialized()
    s.bonded("bob", 5 * LPT, to="alice")
    before = s.balance("heidi")
    s.tx("BondingManager", "trusted_transfer_tokens", "heidi", amount)
    assert s.events == [("Transfer", "Minter", "heidi", amount)]
    assert (s.balance("Minter"), s.balance("heidi")) == (5 * LPT - amount, before + amount)


@requirement("LP-MINT-020")
@options("burner_role")
@pytest.mark.parametrize("amount", [0, 2 * LPT, 5 * LPT], ids=["nothing", "part", "all"])
def test_trusted_burn_tokens_destroys(scenario: Scenario, amount: int) -> None:
    """Given 5 LPT at the Minter, when the BondingManager burns some, then only the token tells."""
    s = scenario
    s.initialized()
    s.bonded("bob", 5 * LPT, to="alice")
    supply = s.view("total_supply")
    s.tx("BondingManager", "trusted_burn_tokens", amount)
    assert s.events == [("Transfer", "Minter", "null", amount), ("Burn", "Minter", amount)]
    assert (s.balance("Minter"), s.view("total_supply")) == (5 * LPT - amount, supply - amount)


@requirement("LP-MINT-049")
def test_custody_streamflow_rejects_more_than_there_is(scenario: Scenario) -> None:
    """Given Streamflow and 5 LPT at the Minter, when more are paid or burned, then a subtraction goes below zero."""
    s = scenario
    s.initialized()
    s.bonded("bob", 5 * LPT, to="alice")
    for amount in (5 * LPT + 1, UNLIMITED):
        s.rejects(Reason.SUBTRACTION_UNDERFLOW, "BondingManager", "trusted_transfer_tokens", "heidi", amount)
        s.rejects(Reason.SUBTRACTION_UNDERFLOW, "BondingManager", "trusted_burn_tokens", amount)


@requirement("LP-MINT-050")
def test_trusted_transfer_tokens_rejects_more_than_there_is(scenario: Scenario) -> None:
    """Given Confluence and 5 LPT at the Minter, when more are paid, then that is the reason."""
    s = scenario
    s.initialized()
    s.bonded("bob", 5 * LPT, to="alice")
    for amount in (5 * LPT + 1, UNLIMITED):
        s.rejects(Reason.TRANSFER_EXCEEDS_BALANCE, "BondingManager", "trusted_transfer_tokens", "heidi", amount)
