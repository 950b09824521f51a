"""The Minter of alpha, whose fractions have six digits."""

import pytest

from livepeer_conformance.suites.alpha_bonding.given import COMMIT
from livepeer_conformance.suites.scenario import ALPHA, ETH, LPT, PPM, UNLIMITED, Scenario, options, requirement
from livepeer_spec.rejection import Reason

REFUSERS = [
    ("loud_refuser", Reason.CALLEE_REVERTED),
    ("silent_refuser", Reason.NO_DATA),
    ("gas_hungry", Reason.NO_DATA),
]


@requirement("LP-AMINT-001", "LP-AMINT-002")
@pytest.mark.parametrize(
    ("name", "view", "reason"),
    [
        ("set_inflation_change", "inflation_change", Reason.INVALID_INFLATION_CHANGE),
        ("set_target_bonding_rate", "target_bonding_rate", Reason.INVALID_TARGET_BONDING_RATE),
    ],
    ids=["inflation_change", "target_bonding_rate"],
)
def test_minter_settings_of_alpha_are_fractions(scenario: Scenario, name: str, view: str, reason: Reason) -> None:
    """Given a value above one, when it is set, then it is rejected; one is accepted."""
    s = scenario
    s.rejects(reason, "owner", name, PPM + 1)
    s.rejects(reason, "owner", name, UNLIMITED)
    s.tx("owner", name, PPM)
    assert s.view(view) == PPM


@requirement("LP-AMINT-017")
@pytest.mark.parametrize(
    ("inflation", "change", "target", "reason"),
    [
        (PPM, PPM, PPM, None),
        (0, 0, 0, None),
        (PPM + 1, PPM + 1, PPM + 1, Reason.INVALID_INFLATION),
        (PPM, PPM + 1, PPM + 1, Reason.INVALID_INFLATION_CHANGE),
        (PPM, PPM, PPM + 1, Reason.INVALID_TARGET_BONDING_RATE),
    ],
    ids=["all_one", "all_zero", "inflation", "inflation_change", "target_bonding_rate"],
)
def test_minter_of_alpha_is_constructed_with_fractions(
    scenario: Scenario, inflation: int, change: int, target: int, reason: Reason | None
) -> None:
    """Given parameters of a new Minter, when some are above one, then the first of them is the reason."""
    scenario.constructs_minter(inflation, change, target, reason)


@requirement("LP-AMINT-003", "LP-AMINT-004", "LP-MINT-010")
@pytest.mark.parametrize("id", ["Minter", "JobsManager"])
def test_deposit_eth_of_alpha(scenario: Scenario, id: str) -> None:
    """Given alice is registered as Minter or JobsManager, when she deposits ETH, then it is kept unless paused."""
    s = scenario
    s.rejects(Reason.NOT_MINTER_OR_BROKER, "alice", "deposit_eth", value=1)
    s.tx("owner", "set_contract_info", f"id:{id}", "alice", COMMIT)
    for value in (5, 0):
        s.tx("alice", "deposit_eth", value=value)
        assert s.returned is True
        assert s.events == []
    s.tx("owner", "pause")
    s.rejects(Reason.SYSTEM_PAUSED, "alice", "deposit_eth", value=1)
    s.rejects(Reason.NOT_MINTER_OR_BROKER, "bob", "deposit_eth")
    assert s.eth("Minter") == 5


@ALPHA
@requirement("LP-MINT-021")
@pytest.mark.parametrize("caller", ["BondingManager", "JobsManager"])
@pytest.mark.parametrize("amount", [0, 1, 3 * ETH], ids=["nothing", "least", "all"])
def test_withdraw_eth_of_alpha_pays_in_silence(scenario: Scenario, caller: str, amount: int) -> None:
    """Given 3 ETH at the Minter, when one of the two contracts pays heidi, then she has it and nothing is logged."""
    s = scenario
    s.tx("erin", "deposit", value=3 * ETH)
    before = s.eth("heidi")
    s.tx(caller, "trusted_withdraw_eth", "heidi", amount)
    assert s.events == []
    assert (s.eth("Minter"), s.eth("heidi")) == (3 * ETH - amount, before + amount)


@ALPHA
@requirement("LP-MINT-022", "LP-MINT-023", "LP-MINT-024")
@pytest.mark.parametrize("amount", [0, 1])
@pytest.mark.parametrize(("recipient", "reason"), REFUSERS, ids=[name for name, _ in REFUSERS])
def test_withdraw_eth_of_alpha_rejects_refusing_recipient(
    scenario: Scenario, recipient: str, reason: Reason, amount: int
) -> None:
    """Given a recipient that fails, when it is paid, even nothing, then its revert data is passed on, if it has any."""
    s = scenario
    s.tx("erin", "deposit", value=ETH)
    step = s.rejects(reason, "BondingManager", "trusted_withdraw_eth", recipient, amount)
    assert step.outcome is not None
    assert step.outcome.output == (bytes.fromhex("c0ffee00") if recipient == "loud_refuser" else b"")
    s.rejects(Reason.NO_DATA, "JobsManager", "trusted_withdraw_eth", "heidi", ETH + 1)


@requirement("LP-AMINT-008", "LP-AMINT-010", "LP-MINT-015", "LP-MINT-016", "LP-MINT-017")
@pytest.mark.parametrize(("numerator", "denominator"), [(1, 3), (7, 9), (10**24, 7 * 10**24 + 1), (1, 1), (1, PPM + 1)])
def test_create_reward_of_alpha_rounds_share_first(scenario: Scenario, numerator: int, denominator: int) -> None:
    """Given mintable tokens, when a share of them is minted, then it is cut to six digits before it is multiplied."""
    s = scenario
    s.initialized()
    mintable, before = s.view("current_mintable_tokens"), s.balance("Minter")
    amount = mintable * (numerator * PPM // denominator) // PPM
    s.tx("BondingManager", "create_reward", numerator, denominator)
    assert s.returned == amount
    assert s.events == [("Mint", "Minter", amount), ("Transfer", "null", "Minter", amount)]
    assert s.view("current_minted_tokens") == amount
    assert s.balance("Minter") == before + amount
    s.rejects(Reason.EXCEEDS_MINTABLE, "BondingManager", "create_reward", PPM + 1, PPM)


@requirement("LP-AMINT-011", "LP-MINT-027", "LP-MINT-028", "LP-MINT-029")
@pytest.mark.parametrize(
    ("target", "step"), [(1, 1), (0, 0), (-1, -1)], ids=["too_little_bonded", "as_wished", "too_much_bonded"]
)
def test_inflation_of_alpha_moves_towards_target(scenario: Scenario, target: int, step: int) -> None:
    """Given stake of the pool and of others, when the pool's part is next to the target or on it, inflation follows."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", 333_333 * LPT)
    s.bonded("bob", 500_000 * LPT, "heidi")
    s.tx("owner", "set_target_bonding_rate", 333_333 * LPT * PPM // s.view("total_supply") + target)
    inflation = s.view("inflation") + step * s.parameters.inflation_change
    s.next_round()
    assert s.view("inflation") == inflation


@requirement("LP-AMINT-101", "LP-MINT-027", "LP-MINT-028", "LP-MINT-029")
@pytest.mark.parametrize(
    ("target", "step"), [(1, 1), (0, 0), (-1, -1)], ids=["too_little_bonded", "as_wished", "too_much_bonded"]
)
def test_inflation_at_launch_counts_stake_towards_anybody(scenario: Scenario, target: int, step: int) -> None:
    """Given the launch, when all that is bonded is next to the target or on it, then inflation follows."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", 333_333 * LPT)
    s.bonded("bob", 500_000 * LPT, "heidi")
    s.tx("owner", "set_target_bonding_rate", 833_333 * LPT * PPM // s.view("total_supply") + target)
    inflation = s.view("inflation") + step * s.parameters.inflation_change
    s.next_round()
    assert s.view("inflation") == inflation


@ALPHA
@requirement("LP-MINT-027", "LP-MINT-028", "LP-MINT-045")
def test_inflation_of_alpha_has_a_floor_and_no_ceiling(scenario: Scenario) -> None:
    """Given too much is bonded, and then too little, when inflation moves, then not below 0, and above one."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", LPT)
    s.tx("owner", "set_target_bonding_rate", 0)
    s.tx("owner", "set_inflation_change", s.view("inflation") + 1)
    s.tx("alice", "bond", 8 * LPT, "alice")
    s.next_round()
    assert (s.view("inflation"), s.view("current_mintable_tokens")) == (0, 0)
    s.tx("owner", "set_target_bonding_rate", PPM)
    s.tx("owner", "set_inflation_change", PPM)
    for times in (1, 2):
        s.next_round()
        assert s.view("inflation") == times * PPM
        assert s.view("current_mintable_tokens") == times * s.view("total_supply")


@requirement("LP-AMINT-012", "LP-MINT-032")
@options("unconfigured")
def test_inflation_of_alpha_without_supply(scenario: Scenario) -> None:
    """Given no tokens, when a round is initialized, then nothing is bonded and nothing mintable."""
    s = scenario
    s.tx("owner", "unpause")
    s.tx("owner", "set_round_length", 50)
    inflation = s.parameters.inflation + s.parameters.inflation_change
    s.tx("alice", "initialize_round")
    assert s.events[0] == ("SetCurrentRewardTokens", 0, inflation)


@requirement("LP-MINT-032", "LP-MINT-033", "LP-AMINT-012")
def test_minted_tokens_of_alpha_begin_anew(scenario: Scenario) -> None:
    """Given half of the tokens were minted, when the RoundsManager allots again, then they begin anew."""
    s = scenario
    s.initialized()
    s.tx("BondingManager", "create_reward", 1, 2)
    inflation = s.view("inflation") + s.parameters.inflation_change
    s.tx("RoundsManager", "set_current_reward_tokens")
    assert s.events == [("SetCurrentRewardTokens", s.view("total_supply") * inflation // PPM, inflation)]
    assert s.view("current_minted_tokens") == 0


@requirement("LP-AMINT-016")
def test_custody_of_alpha(scenario: Scenario) -> None:
    """Given 5 LPT at the Minter, when they are paid and burned, then one event tells each, and no more go."""
    s = scenario
    s.initialized()
    s.bonded("bob", 5 * LPT, to="alice")
    for caller in ("alice", "owner", "JobsManager"):
        s.rejects(Reason.NOT_BONDING_MANAGER, caller, "trusted_transfer_tokens", "heidi", 1)
        s.rejects(Reason.NOT_BONDING_MANAGER, caller, "trusted_burn_tokens", 1)
    s.rejects(Reason.TRANSFER_EXCEEDS_BALANCE, "BondingManager", "trusted_transfer_tokens", "heidi", 5 * LPT + 1)
    s.rejects(Reason.BURN_EXCEEDS_BALANCE, "BondingManager", "trusted_burn_tokens", 5 * LPT + 1)
    s.tx("BondingManager", "trusted_transfer_tokens", "heidi", 2 * LPT)
    assert s.events == [("Transfer", "Minter", "heidi", 2 * LPT)]
    s.tx("BondingManager", "trusted_burn_tokens", 3 * LPT)
    assert s.events == [("Burn", "Minter", 3 * LPT)]
    s.tx("BondingManager", "trusted_burn_tokens", 0)
    assert s.events == [("Burn", "Minter", 0)]


@requirement("LP-AMINT-007", "LP-MINT-037", "LP-MINT-038", "LP-MINT-039", "LP-MINT-040")
def test_migration_of_alpha_never_succeeds(scenario: Scenario) -> None:
    """Given the Minter, when it is left, then running or paused is a reason in any case, after all others."""
    s = scenario
    s.tx("erin", "deposit", value=ETH)
    for new in ("NewMinter", "Minter", "null", "alice"):
        s.rejects(Reason.NOT_CONTROLLER_OWNER, "alice", "migrate_to_new_minter", new)
        s.rejects(Reason.SYSTEM_NOT_PAUSED, "owner", "migrate_to_new_minter", new)
    s.tx("owner", "pause")
    s.rejects(Reason.NEW_MINTER_IS_CURRENT, "owner", "migrate_to_new_minter", "Minter")
    s.rejects(Reason.NEW_MINTER_NULL, "owner", "migrate_to_new_minter", "null")
    s.rejects(Reason.NO_DATA, "owner", "migrate_to_new_minter", "alice")
    s.rejects(Reason.SYSTEM_PAUSED, "owner", "migrate_to_new_minter", "NewMinter")
    s.tx("Controller", "set_controller", "alice", at="NewMinter")
    s.rejects(Reason.NEW_MINTER_OTHER_CONTROLLER, "owner", "migrate_to_new_minter", "NewMinter")
    s.tx("alice", "set_controller", "Controller", at="NewMinter")
    s.tx("owner", "set_contract_info", "id:Minter", "NewMinter", COMMIT)
    s.rejects(Reason.CURRENT_MINTER_NOT_REGISTERED, "owner", "migrate_to_new_minter", "NewMinter")
    assert s.eth("Minter") == ETH
