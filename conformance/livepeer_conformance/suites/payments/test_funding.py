"""Funding, unlocking and withdrawing."""

import pytest

from livepeer_conformance.suites.scenario import ETH, Scenario, requirement
from livepeer_spec.rejection import Reason

MAX = 2**256 - 1


@requirement("LP-FUND-001")
@pytest.mark.parametrize(
    ("name", "args", "value"),
    [
        ("fund_deposit", (), 1),
        ("fund_reserve", (), 1),
        ("fund_deposit_and_reserve", (1, 1), 5),
        ("unlock", (), 0),
        ("cancel_unlock", (), 0),
        ("withdraw", (), 0),
    ],
)
def test_funding_rejects_paused_system(scenario: Scenario, name: str, args: tuple[int, ...], value: int) -> None:
    """Given the system is paused, when anything is funded, unlocked or withdrawn, then the pause is the reason."""
    s = scenario
    s.tx("owner", "pause")
    s.rejects(Reason.SYSTEM_PAUSED, "erin", name, *args, value=value)


@requirement("LP-FUND-002", "LP-FUND-006", "LP-FUND-031")
def test_fund_for_rejections(scenario: Scenario) -> None:
    """Given a pause or a wrong sum, when somebody funds another account, then it is rejected, the pause first."""
    s = scenario
    s.rejects(Reason.VALUE_MISMATCH, "frank", "fund_deposit_and_reserve_for", "erin", 1, 2, value=4)
    s.rejects(Reason.ADDITION_OVERFLOW, "frank", "fund_deposit_and_reserve_for", "erin", MAX, 2, value=1)
    s.tx("owner", "pause")
    s.rejects(Reason.SYSTEM_PAUSED, "frank", "fund_deposit_and_reserve_for", "erin", 1, 2, value=4)


@requirement("LP-FUND-003", "LP-FUND-010", "LP-FUND-011")
def test_fund_deposit(scenario: Scenario) -> None:
    """Given a deposit, when 2 ETH are added, then it grows and the Minter keeps the ETH."""
    s = scenario
    s.tx("erin", "fund_deposit", value=ETH)
    s.tx("erin", "fund_deposit", value=2 * ETH)
    assert s.events == [("DepositFunded", "erin", 2 * ETH)]
    assert s.view("get_sender_info", "erin") == {"sender": (3 * ETH, 0), "reserve": (0, 0)}
    assert s.eth("Minter") == 3 * ETH
    assert s.eth("TicketBroker") == 0
    s.tx("erin", "fund_deposit")
    assert s.events == [("DepositFunded", "erin", 0)]


@requirement("LP-FUND-004", "LP-FUND-010", "LP-FUND-012")
def test_fund_reserve(scenario: Scenario) -> None:
    """Given a reserve, when 2 ETH are added, then it grows and the Minter keeps the ETH."""
    s = scenario
    s.tx("erin", "fund_reserve", value=ETH)
    s.tx("erin", "fund_reserve", value=2 * ETH)
    assert s.events == [("ReserveFunded", "erin", 2 * ETH)]
    assert s.view("get_sender_info", "erin") == {"sender": (0, 0), "reserve": (3 * ETH, 0)}
    assert s.eth("Minter") == 3 * ETH
    assert s.eth("TicketBroker") == 0
    s.tx("erin", "fund_reserve")
    assert s.events == [("ReserveFunded", "erin", 0)]


@requirement("LP-FUND-005", "LP-FUND-007")
def test_fund_both_rejects_wrong_sum(scenario: Scenario) -> None:
    """Given a sum that is not the ETH sent, or that overflows, when both are funded, then it is rejected."""
    s = scenario
    s.rejects(Reason.VALUE_MISMATCH, "erin", "fund_deposit_and_reserve", 1, 2, value=2)
    s.rejects(Reason.VALUE_MISMATCH, "erin", "fund_deposit_and_reserve", 1, 2, value=4)
    s.rejects(Reason.ADDITION_OVERFLOW, "erin", "fund_deposit_and_reserve", MAX, 2, value=1)


@requirement("LP-FUND-008", "LP-FUND-011", "LP-FUND-012")
@pytest.mark.parametrize(("deposit", "reserve"), [(2, 1), (0, 3), (3, 0), (0, 0)])
def test_fund_both(scenario: Scenario, deposit: int, reserve: int) -> None:
    """Given any two parts, when both are funded, then each grows and each is logged, reserve first."""
    s = scenario
    s.tx("erin", "fund_deposit_and_reserve", deposit, reserve, value=deposit + reserve)
    assert s.events == [("ReserveFunded", "erin", reserve), ("DepositFunded", "erin", deposit)]
    assert s.view("get_sender_info", "erin") == {"sender": (deposit, 0), "reserve": (reserve, 0)}


@requirement("LP-FUND-009", "LP-FUND-032")
@pytest.mark.parametrize("account", ["erin", "null"])
def test_fund_for(scenario: Scenario, account: str) -> None:
    """Given frank pays, when he funds another account, then that account has the funds."""
    s = scenario
    s.tx("frank", "fund_deposit_and_reserve_for", account, 2, 1, value=3)
    assert s.events == [("ReserveFunded", account, 1), ("DepositFunded", account, 2)]
    assert s.view("get_sender_info", account) == {"sender": (2, 0), "reserve": (1, 0)}
    assert s.view("get_sender_info", "frank") == {"sender": (0, 0), "reserve": (0, 0)}


@requirement("LP-FUND-013", "LP-FUND-014")
@pytest.mark.parametrize(
    ("name", "args", "value", "events"),
    [
        ("fund_deposit", (), 1, ["UnlockCancelled", "DepositFunded"]),
        ("fund_reserve", (), 1, ["ReserveFunded", "UnlockCancelled"]),
        ("fund_deposit_and_reserve", (1, 1), 2, ["UnlockCancelled", "ReserveFunded", "DepositFunded"]),
    ],
)
def test_funding_cancels_unlock(
    scenario: Scenario, name: str, args: tuple[int, ...], value: int, events: list[str]
) -> None:
    """Given erin asked for her funds, when she funds again, then the unlock is cancelled at its place in the log."""
    s = scenario
    s.initialized()
    s.funded("erin", ETH)
    s.tx("erin", "unlock")
    s.tx("erin", name, *args, value=value)
    assert [event[0] for event in s.events] == events
    assert s.view("is_unlock_in_progress", "erin") is False


@requirement("LP-FUND-015", "LP-FUND-032")
def test_fund_for_cancels_own_unlock_only(scenario: Scenario) -> None:
    """Given erin asked for her funds, when frank funds her, then the unlock stays; when she does, it is cancelled."""
    s = scenario
    s.initialized()
    s.funded("erin", ETH)
    s.tx("erin", "unlock")
    s.tx("frank", "fund_deposit_and_reserve_for", "erin", 1, 0, value=1)
    assert s.view("is_unlock_in_progress", "erin") is True
    s.tx("erin", "fund_deposit_and_reserve_for", "erin", 1, 0, value=1)
    assert s.events == [("UnlockCancelled", "erin"), ("ReserveFunded", "erin", 0), ("DepositFunded", "erin", 1)]
    assert s.view("is_unlock_in_progress", "erin") is False


@requirement("LP-FUND-016", "LP-FUND-021")
def test_unlock_and_withdraw_need_funds(scenario: Scenario) -> None:
    """Given no funds, when erin unlocks or withdraws, then she is rejected; with funds she has to unlock first."""
    s = scenario
    s.rejects(Reason.NO_SENDER_FUNDS, "erin", "unlock")
    s.rejects(Reason.NO_SENDER_FUNDS, "erin", "withdraw")
    s.tx("erin", "fund_reserve", value=1)
    s.rejects(Reason.NO_UNLOCK, "erin", "withdraw")
    s.tx("erin", "unlock")


@requirement("LP-FUND-017", "LP-FUND-018")
def test_unlock(scenario: Scenario) -> None:
    """Given a deposit, when erin unlocks, then her withdraw round is set, once."""
    s = scenario
    s.initialized()
    s.funded("erin", ETH)
    s.tx("erin", "unlock")
    withdraw_round = s.round + s.parameters.unlock_period
    assert s.events == [("Unlock", "erin", s.round, withdraw_round)]
    assert s.view("get_sender_info", "erin")["sender"] == (ETH, withdraw_round)
    s.rejects(Reason.UNLOCK_ALREADY_STARTED, "erin", "unlock")


@requirement("LP-FUND-019", "LP-FUND-020")
def test_cancel_unlock(scenario: Scenario) -> None:
    """Given an unlock, when erin cancels it, then her funds are locked; without one she is rejected."""
    s = scenario
    s.funded("erin", ETH)
    s.rejects(Reason.NO_UNLOCK, "erin", "cancel_unlock")
    s.tx("erin", "unlock")
    s.tx("erin", "cancel_unlock")
    assert s.events == [("UnlockCancelled", "erin")]
    assert s.view("get_sender_info", "erin")["sender"] == (ETH, 0)


@requirement("LP-FUND-022", "LP-FUND-023", "LP-FUND-024", "LP-FUND-025")
def test_withdraw(scenario: Scenario) -> None:
    """Given an unlock, when its withdraw round comes, then erin gets deposit and reserve, and the unlock stays."""
    s = scenario
    s.initialized()
    s.funded("erin", 2 * ETH, ETH)
    before = s.eth("erin")
    s.tx("erin", "unlock")
    s.next_round()
    s.rejects(Reason.FUNDS_LOCKED, "erin", "withdraw")
    s.next_round()
    s.tx("erin", "withdraw")
    assert s.events == [("Withdrawal", "erin", 2 * ETH, ETH)]
    assert s.eth("erin") == before + 3 * ETH
    assert s.eth("Minter") == 0
    assert s.view("get_sender_info", "erin") == {"sender": (0, s.round), "reserve": (0, 0)}
    assert s.view("is_unlock_in_progress", "erin") is True
    s.tx("erin", "fund_deposit", value=1)
    assert s.events == [("UnlockCancelled", "erin"), ("DepositFunded", "erin", 1)]


@requirement("LP-FUND-026")
def test_funds_move_in_uninitialized_rounds(scenario: Scenario) -> None:
    """Given nobody initializes rounds, when erin funds, unlocks and withdraws, then all of it works."""
    s = scenario
    s.funded("erin", ETH)
    s.tx("erin", "unlock")
    s.pass_rounds(2)
    s.tx("erin", "withdraw")
    assert s.events == [("Withdrawal", "erin", ETH, 0)]


@requirement("LP-FUND-027")
def test_unlock_period_zero(scenario: Scenario) -> None:
    """Given the unlock period becomes zero, when others unlock, then they withdraw at once; earlier unlocks wait."""
    s = scenario
    s.funded("erin", ETH)
    s.funded("frank", ETH)
    s.tx("erin", "unlock")
    s.tx("owner", "set_unlock_period", 0)
    s.tx("frank", "unlock")
    s.tx("frank", "withdraw")
    s.rejects(Reason.FUNDS_LOCKED, "erin", "withdraw")


@requirement("LP-FUND-028", "LP-FUND-029")
def test_funds_need_broker_as_jobs_manager(scenario: Scenario) -> None:
    """Given the id JobsManager is not the broker's, when ETH would move, then the Minter refuses."""
    s = scenario
    s.initialized()
    s.funded("erin", ETH)
    s.tx("erin", "unlock")
    s.next_round(2)
    s.tx("owner", "set_contract_info", "id:JobsManager", "null", "0x" + "00" * 20)
    s.rejects(Reason.NOT_MINTER_OR_BROKER, "erin", "fund_deposit", value=1)
    s.rejects(Reason.NOT_MINTER_OR_BROKER, "erin", "fund_reserve", value=1)
    s.rejects(Reason.NOT_MINTER_OR_BROKER, "erin", "fund_deposit_and_reserve", 1, 1, value=2)
    s.rejects(Reason.NOT_BONDING_MANAGER_OR_BROKER, "erin", "withdraw")


@requirement("LP-FUND-030")
def test_sender_views_of_unknown_account(scenario: Scenario) -> None:
    """Given nobody funded heidi, when the views are asked, then they say zero and no unlock."""
    s = scenario
    assert s.view("get_sender_info", "heidi") == {"sender": (0, 0), "reserve": (0, 0)}
    assert s.view("is_unlock_in_progress", "heidi") is False


@requirement("LP-TICK-044", "LP-TICK-045", "LP-TICK-049")
def test_broker_setters_are_the_owners(scenario: Scenario) -> None:
    """Given the system is paused, when parameters are set, then the owner may, others not, and zero validity never."""
    s = scenario
    s.tx("owner", "pause")
    s.rejects(Reason.NOT_CONTROLLER_OWNER, "alice", "set_unlock_period", 3)
    s.rejects(Reason.NOT_CONTROLLER_OWNER, "alice", "set_ticket_validity_period", 3)
    s.rejects(Reason.ZERO_TICKET_VALIDITY, "owner", "set_ticket_validity_period", 0)
    s.tx("owner", "set_unlock_period", 3)
    s.tx("owner", "set_ticket_validity_period", 4)
    assert s.view("unlock_period") == 3
    assert s.view("ticket_validity_period") == 4


@requirement("LP-TICK-046")
def test_streamflow_broker_setters_are_silent(scenario: Scenario) -> None:
    """Given Streamflow, when the broker's parameters are set, then nothing is emitted."""
    s = scenario
    s.tx("owner", "set_unlock_period", 3)
    assert s.events == []
    s.tx("owner", "set_ticket_validity_period", 4)
    assert s.events == []


@requirement("LP-TICK-047", "LP-TICK-048")
def test_broker_setters_emit(scenario: Scenario) -> None:
    """Given Confluence, when the broker's parameters are set, then each is announced."""
    s = scenario
    s.tx("owner", "set_unlock_period", 3)
    assert s.events == [("ParameterUpdate", "unlockPeriod")]
    s.tx("owner", "set_ticket_validity_period", 4)
    assert s.events == [("ParameterUpdate", "ticketValidityPeriod")]
