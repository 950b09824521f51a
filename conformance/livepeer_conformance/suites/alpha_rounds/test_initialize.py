"""Initializing rounds of alpha."""

import pytest

from livepeer_conformance.suites.alpha_bonding.given import COMMIT
from livepeer_conformance.suites.scenario import ALPHA, LPT, PPM, Scenario, options, requirement
from livepeer_spec.rejection import Reason


@requirement("LP-ARND-001", "LP-ARND-003", "LP-AMINT-012", "LP-MINT-033")
@pytest.mark.parametrize("caller", ["heidi", "owner"])
def test_initialize_round_of_alpha_by_anybody(scenario: Scenario, caller: str) -> None:
    """Given a new round, when any account initializes it, then its tokens and its number are told, and it holds."""
    s = scenario
    inflation = s.parameters.inflation + s.parameters.inflation_change
    s.tx(caller, "initialize_round")
    assert s.events == [
        ("SetCurrentRewardTokens", s.view("total_supply") * inflation // PPM, inflation),
        ("NewRound", s.round),
    ]
    assert s.emitters == ["Minter", "RoundsManager"]
    assert s.view("last_initialized_round") == s.round
    s.rejects(Reason.ROUND_ALREADY_INITIALIZED, caller, "initialize_round")


@requirement("LP-ARND-002", "LP-AMINT-005", "LP-AMINT-011")
def test_initialize_round_elects_before_it_allots(scenario: Scenario) -> None:
    """Given two thirds of the tokens are registered in this round, when the next begins, then inflation falls."""
    s = scenario
    s.initialized()
    inflation, supply = s.view("inflation"), s.view("total_supply")
    s.orchestrator("alice", s.balance("alice"))
    for name in ("bob", "carol", "dave", "erin", "frank"):
        s.bonded(name, s.balance(name), "alice")
    s.next_round()
    inflation -= s.parameters.inflation_change
    assert s.view("inflation") == inflation
    assert s.view("current_mintable_tokens") == supply * inflation // PPM
    assert s.view("get_total_active_stake", s.round) == 6_000_000 * LPT


@requirement("LP-ARND-004", "LP-AMINT-013")
def test_rounds_of_alpha_that_nobody_initialized_are_lost(scenario: Scenario) -> None:
    """Given three rounds pass without initialization, when the fourth is initialized, then inflation moved once."""
    s = scenario
    first = s.initialized()
    s.orchestrator("alice", 5 * LPT)
    inflation = s.view("inflation")
    s.next_round(4)
    assert s.view("inflation") == inflation + s.parameters.inflation_change
    assert [s.view("is_active_transcoder", "alice", first + index) for index in range(5)] == [False] * 4 + [True]


@requirement("LP-ARND-005", "LP-PROX-004", "LP-CTRL-015")
@pytest.mark.parametrize("missing", ["BondingManager", "Minter", "LivepeerToken"])
def test_initialize_round_of_alpha_rejects_missing_contract(scenario: Scenario, missing: str) -> None:
    """Given a contract is not registered, when a round is initialized, then nothing of it stays."""
    s = scenario
    s.initialized()
    before = s.view("inflation"), s.view("last_initialized_round")
    s.pass_rounds()
    s.tx("owner", "set_contract_info", f"id:{missing}", "null", COMMIT)
    s.rejects(Reason.NO_DATA, "alice", "initialize_round")
    assert (s.view("inflation"), s.view("last_initialized_round")) == before
    s.tx("owner", "set_contract_info", f"id:{missing}", missing, COMMIT)
    s.tx("owner", "set_contract_info", "id:RoundsManagerTarget", "null", COMMIT)
    s.rejects(Reason.TARGET_NOT_REGISTERED, "alice", "initialize_round")
    s.tx("owner", "set_contract_info", "id:RoundsManagerTarget", "RoundsManagerTarget", COMMIT)
    s.tx("alice", "initialize_round")


@ALPHA
@requirement("LP-PROX-005")
def test_initialize_round_of_alpha_without_code_behind_proxies(scenario: Scenario) -> None:
    """Given targets without code, when a round is initialized, then nothing happens, or no active set is elected."""
    s = scenario
    s.tx("owner", "set_contract_info", "id:RoundsManagerTarget", "heidi", COMMIT)
    s.tx("alice", "initialize_round")
    assert s.events == []
    s.tx("owner", "set_contract_info", "id:RoundsManagerTarget", "RoundsManagerTarget", COMMIT)
    s.initialized()
    s.orchestrator("alice", LPT)
    s.pass_rounds()
    s.tx("owner", "set_contract_info", "id:BondingManagerTarget", "heidi", COMMIT)
    s.rejects(Reason.NO_DATA, "alice", "initialize_round")
    s.tx("owner", "set_contract_info", "id:BondingManagerTarget", "BondingManagerTarget", COMMIT)
    s.tx("alice", "initialize_round")


@ALPHA
@requirement("LP-RND-032")
@options("unconfigured")
def test_new_rounds_manager_of_alpha_is_zero(scenario: Scenario) -> None:
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


@ALPHA
@requirement("LP-RND-011", "LP-RND-004")
def test_rounds_of_mainnet_length(scenario: Scenario) -> None:
    """Given rounds of 5760 blocks, when offset 5184 has come, then it is locked; rounds of 2000 are two ahead."""
    s = scenario
    s.tx("owner", "set_round_length", 5760)
    s.tx("owner", "set_round_lock_amount", PPM // 10)
    s.pass_rounds()
    start, round_ = s.block, s.round
    s.advance_blocks(5183)
    assert s.view("current_round_locked") is False
    s.advance_blocks(1)
    assert s.view("current_round_locked") is True
    s.tx("owner", "set_round_length", 2000)
    assert (s.view("current_round"), s.view("current_round_start_block")) == (round_ + 2, start + 4000)
    assert s.view("current_round_initialized") is False


@ALPHA
@requirement("LP-PROX-006")
def test_proxy_of_alpha_runs_newly_registered_target(scenario: Scenario) -> None:
    """Given a round length, when the target becomes another contract and then itself, then each call runs the new."""
    s = scenario
    s.tx("owner", "set_round_length", 77)
    s.tx("owner", "set_contract_info", "id:RoundsManagerTarget", "BondingManagerTarget", COMMIT)
    s.rejects(Reason.NO_DATA, "owner", "set_round_length", 78)
    s.tx("owner", "set_contract_info", "id:RoundsManagerTarget", "RoundsManagerTarget", COMMIT)
    assert s.view("round_length") == 77
    s.tx("owner", "set_round_length", 78)
    assert s.emitters == ["RoundsManager"]
    assert s.view("round_length") == 78
