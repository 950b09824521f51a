"""The Governor: updates that are staged, wait, and are executed or cancelled."""

from typing import Any

import pytest

from livepeer_conformance.model.action import Action
from livepeer_conformance.suites.scenario import ETH, Scenario, requirement
from livepeer_spec.primitives.abi import pack
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.rejection import Reason

MAX = 2**256 - 1
Planned = tuple[tuple[str, ...], tuple[int, ...], tuple[Any, ...], int]


def update(*calls: Action, nonce: int = 0) -> Planned:
    """An update that makes these calls, each of which says its contract."""
    return tuple(call.at for call in calls), tuple(call.value for call in calls), calls, nonce


def publish(uri: str) -> Action:
    """The Governor's own service URI, which it may set without owning anything."""
    return Action("set_service_uri", "Governor", (uri,), at="ServiceRegistry")


PAUSE = Action("pause", "Governor", at="Controller")
PAUSING = update(PAUSE)


def concrete(s: Scenario, targets: list[str], values: list[int], data: list[bytes], nonce: int) -> tuple[Any, ...]:
    """An update as contracts know it."""
    return [s.world.naming.address(target) for target in targets], values, data, nonce


def pausing(s: Scenario) -> tuple[Any, ...]:
    """The update ``PAUSING`` as contracts know it."""
    return concrete(s, ["Controller"], [0], [keccak(b"pause()")[:4]], 0)


def entry(s: Scenario, plain: tuple[Any, ...]) -> int:
    """The block from which on an update can be executed."""
    key = keccak(pack(["(address[],uint256[],bytes[],uint256)"], [plain]))
    block: int = s.view("staged_update", "0x" + key.hex())
    return block


@requirement("LP-GOV-001")
def test_update_is_known_by_hash_of_its_encoding(scenario: Scenario) -> None:
    """Given an update whose hash is known, when it is staged, then its entry is under that hash."""
    s = scenario
    known = "0xeac34fabf9fe8e89962e4b8d414fd0c070068d2ca3db9dcde52a785c76e3587c"
    block = s.block
    s.tx("owner", "stage_update", (("0x" + "33" * 20,), (0,), ("0x8456cb59",), 0), 5)
    assert s.view("staged_update", known) == block + 5


@requirement("LP-GOV-001", "LP-GOV-006")
@pytest.mark.parametrize(
    "other",
    [
        (("RoundsManager",), (0,), (PAUSE,), 0),
        (("Controller",), (1,), (PAUSE,), 0),
        (("Controller",), (0,), ("0x",), 0),
        (("Controller",), (0,), (PAUSE,), 1),
    ],
    ids=["target", "value", "data", "nonce"],
)
def test_update_differs_in_each_part(scenario: Scenario, other: Planned) -> None:
    """Given a staged update, when one that differs in a single part is executed or cancelled, then it is another."""
    s = scenario
    s.tx("owner", "stage_update", PAUSING, 0)
    s.rejects(Reason.UPDATE_NOT_STAGED, "owner", "execute_update", other)
    s.rejects(Reason.UPDATE_NOT_STAGED, "owner", "cancel_update", other)
    s.tx("owner", "stage_update", other, 0)


@requirement("LP-GOV-002")
@pytest.mark.parametrize("caller", ["alice", "Governor", "Controller"])
def test_stage_and_cancel_reject_others_than_the_owner(scenario: Scenario, caller: str) -> None:
    """Given updates staged and not, when somebody else than the owner stages or cancels, then that is the reason."""
    s = scenario
    s.tx("owner", "stage_update", PAUSING, 0)
    for planned in (PAUSING, update(nonce=9)):
        s.rejects(Reason.NOT_GOVERNOR_OWNER, caller, "stage_update", planned, 0)
        s.rejects(Reason.NOT_GOVERNOR_OWNER, caller, "cancel_update", planned)
    assert entry(s, pausing(s)) > 0


@requirement("LP-GOV-003")
def test_stage_rejects_staged_update(scenario: Scenario) -> None:
    """Given a staged update, when it is staged again, then only after its execution or cancellation."""
    s = scenario
    planned = update(publish("https://a"))
    s.tx("owner", "stage_update", planned, 0)
    s.rejects(Reason.UPDATE_ALREADY_STAGED, "owner", "stage_update", planned, 0)
    s.rejects(Reason.UPDATE_ALREADY_STAGED, "owner", "stage_update", planned, 7)
    s.tx("bob", "execute_update", planned)
    s.tx("owner", "stage_update", planned, 7)
    s.tx("owner", "cancel_update", planned)
    s.tx("owner", "stage_update", planned, 0)


@requirement("LP-GOV-004", "LP-GOV-005")
def test_stage_rejects_delay_without_end(scenario: Scenario) -> None:
    """Given a block b, when the delay is above 2^256 - 1 - b, then it is rejected; that much is a delay."""
    s = scenario
    s.rejects(Reason.ADDITION_OVERFLOW, "owner", "stage_update", PAUSING, MAX)
    s.rejects(Reason.ADDITION_OVERFLOW, "owner", "stage_update", PAUSING, MAX - s.block + 1)
    s.tx("owner", "stage_update", PAUSING, MAX - s.block)
    assert entry(s, pausing(s)) == MAX


@requirement("LP-GOV-005")
@pytest.mark.parametrize("delay", [0, 1, 1000])
def test_stage_announces_update(scenario: Scenario, delay: int) -> None:
    """Given an update, when it is staged, then its first block is stored and everybody can see it."""
    s = scenario
    block = s.block
    s.tx("owner", "stage_update", PAUSING, delay)
    assert s.events == [("UpdateStaged", pausing(s), delay)]
    assert s.emitters == ["Governor"]
    assert entry(s, pausing(s)) == block + delay


@requirement("LP-GOV-006")
@pytest.mark.parametrize("name", ["execute_update", "cancel_update"])
def test_settling_rejects_update_that_is_not_staged(scenario: Scenario, name: str) -> None:
    """Given an update that was never staged, then settled, when it is executed or cancelled, then it is rejected."""
    s = scenario
    planned = update(publish("https://a"))
    s.rejects(Reason.UPDATE_NOT_STAGED, "owner", name, planned)
    for settle in ("execute_update", "cancel_update"):
        s.tx("owner", "stage_update", planned, 0)
        s.tx("owner", settle, planned)
        s.rejects(Reason.UPDATE_NOT_STAGED, "owner", name, planned)


@requirement("LP-GOV-007")
def test_execute_rejects_update_before_its_block(scenario: Scenario) -> None:
    """Given a delay of 5 blocks, when the update is executed a block too early, then it is rejected."""
    s = scenario
    planned = update(publish("https://a"))
    block = s.block
    s.tx("owner", "stage_update", planned, 5)
    s.rejects(Reason.UPDATE_DELAY, "bob", "execute_update", planned)
    s.advance_blocks(block + 4 - s.block)
    s.rejects(Reason.UPDATE_DELAY, "owner", "execute_update", planned)
    assert s.block == block + 5
    s.tx("bob", "execute_update", planned)


@requirement("LP-GOV-007", "LP-GOV-008", "LP-GOV-009")
def test_execute_makes_calls_in_order(scenario: Scenario) -> None:
    """Given an update of three calls, when bob executes it, then the Governor makes them with their ETH."""
    s = scenario
    fund = Action("fund_deposit", "Governor", value=3, at="TicketBroker")
    planned = update(publish("https://a"), fund, publish("https://b"))
    s.tx("owner", "stage_update", planned, 0)
    s.tx("bob", "execute_update", planned, value=3)
    executed = concrete(
        s,
        ["ServiceRegistry", "TicketBroker", "ServiceRegistry"],
        [0, 3, 0],
        [
            keccak(b"setServiceURI(string)")[:4] + pack(["string"], ["https://a"]),
            keccak(b"fundDeposit()")[:4],
            keccak(b"setServiceURI(string)")[:4] + pack(["string"], ["https://b"]),
        ],
        0,
    )
    assert s.events == [
        ("ServiceURIUpdate", "Governor", "https://a"),
        ("DepositFunded", "Governor", 3),
        ("ServiceURIUpdate", "Governor", "https://b"),
        ("UpdateExecuted", executed),
    ]
    assert s.emitters == ["ServiceRegistry", "TicketBroker", "ServiceRegistry", "Governor"]
    assert s.view("get_service_uri", "Governor") == "https://b"
    assert s.view("get_sender_info", "Governor")["sender"] == (3, 0)
    assert (s.eth("Governor"), s.eth("Minter")) == (0, 3)
    assert entry(s, executed) == 0


@requirement("LP-GOV-009")
def test_execute_update_without_calls(scenario: Scenario) -> None:
    """Given an update without calls, when it is executed, then that is all that happens."""
    s = scenario
    s.tx("owner", "stage_update", update(nonce=5), 0)
    s.tx("bob", "execute_update", update(nonce=5))
    assert s.events == [("UpdateExecuted", ([], [], [], 5))]


@requirement("LP-GOV-010")
@pytest.mark.parametrize(
    ("target", "value", "data", "text"),
    [
        ("loud_refuser", 0, "0x", bytes.fromhex("c0ffee00")),
        ("silent_refuser", 0, "0x", b""),
        ("LivepeerToken", 0, "0xffffffff", b""),
        ("alice", 1, "0x", b""),
    ],
    ids=["with_data", "without_data", "no_function", "too_little_eth"],
)
def test_execute_rejects_failing_call(scenario: Scenario, target: str, value: int, data: str, text: bytes) -> None:
    """Given an update whose second call fails, when it is executed, then nothing happens, and it stays staged."""
    s = scenario
    planned = (("ServiceRegistry", target), (0, value), (publish("https://a"), data), 0)
    s.tx("owner", "stage_update", planned, 0)
    s.rejects(Reason.UPDATE_CALL_FAILED, "bob", "execute_update", planned)
    s.reverted_with(text)
    assert s.view("get_service_uri", "Governor") == ""
    s.rejects(Reason.UPDATE_ALREADY_STAGED, "owner", "stage_update", planned, 0)


@requirement("LP-GOV-011")
@pytest.mark.parametrize(("values", "data"), [((0,), ("0x", "0x")), ((0, 0), ("0x",)), ((), ())])
def test_execute_rejects_missing_value_or_data(
    scenario: Scenario, values: tuple[int, ...], data: tuple[str, ...]
) -> None:
    """Given fewer values or data than targets, when the update is executed, then it is rejected and stays staged."""
    s = scenario
    planned = (("alice", "bob"), values, data, 0)
    s.tx("owner", "stage_update", planned, 0)
    s.rejects(Reason.INDEX_OUT_OF_RANGE, "bob", "execute_update", planned)
    s.tx("owner", "cancel_update", planned)


@requirement("LP-GOV-011")
def test_execute_ignores_surplus_value_and_data(scenario: Scenario) -> None:
    """Given more values and data than targets, when the update is executed, then they only tell it from others."""
    s = scenario
    planned = (("ServiceRegistry",), (0, 5), (publish("https://a"), "0xffffffff", "0x00"), 0)
    s.tx("owner", "stage_update", planned, 0)
    s.rejects(Reason.UPDATE_NOT_STAGED, "bob", "execute_update", update(publish("https://a")))
    s.tx("bob", "execute_update", planned)
    assert s.view("get_service_uri", "Governor") == "https://a"


@requirement("LP-GOV-012")
def test_execute_calls_accounts_without_code_and_keeps_eth(scenario: Scenario) -> None:
    """Given a call to heidi with 2 wei, when it is executed with 5 wei, then the Governor keeps 3 for later."""
    s = scenario
    before = s.eth("heidi")
    for nonce, value in ((0, 5), (1, 0)):
        planned = (("heidi",), (2,), ("0x12345678",), nonce)
        s.tx("owner", "stage_update", planned, 0)
        s.tx("bob", "execute_update", planned, value=value)
    assert (s.eth("heidi"), s.eth("Governor")) == (before + 4, 1)


@requirement("LP-GOV-013")
def test_cancel_takes_update_back(scenario: Scenario) -> None:
    """Given a staged update, due or not, when its owner cancels it, then it is gone."""
    s = scenario
    for delay in (0, 1000):
        s.tx("owner", "stage_update", PAUSING, delay)
        s.tx("owner", "cancel_update", PAUSING)
        assert s.events == [("UpdateCancelled", pausing(s))]
        assert entry(s, pausing(s)) == 0
        s.rejects(Reason.UPDATE_NOT_STAGED, "owner", "execute_update", PAUSING)


@requirement("LP-GOV-014")
@pytest.mark.parametrize("caller", ["owner", "alice", "Controller"])
def test_transfer_of_governor_rejects_others_than_itself(scenario: Scenario, caller: str) -> None:
    """Given the Governor, when anybody gives it to somebody or nobody, its owner too, then that is the reason."""
    s = scenario
    s.rejects(Reason.NOT_GOVERNOR, caller, "transfer_governor_ownership", "alice")
    s.rejects(Reason.NOT_GOVERNOR, caller, "transfer_governor_ownership", "null")
    assert s.view("governor_owner") == "owner"


@requirement("LP-GOV-015")
def test_transfer_of_governor_to_null_fails(scenario: Scenario) -> None:
    """Given an update that gives the Governor to nobody, when it is executed, then it fails."""
    s = scenario
    planned = update(Action("transfer_governor_ownership", "Governor", ("null",), at="Governor"))
    s.tx("owner", "stage_update", planned, 0)
    s.rejects(Reason.UPDATE_CALL_FAILED, "owner", "execute_update", planned)
    assert s.view("governor_owner") == "owner"


@requirement("LP-GOV-016")
def test_transfer_of_governor_takes_effect_at_once(scenario: Scenario) -> None:
    """Given an update that gives the Governor to alice, when it is executed, then she stages, and nobody else."""
    s = scenario
    planned = update(Action("transfer_governor_ownership", "Governor", ("alice",), at="Governor"))
    s.tx("owner", "stage_update", planned, 0)
    s.tx("bob", "execute_update", planned)
    assert s.events[0] == ("OwnershipTransferred", "owner", "alice")
    assert s.emitters == ["Governor", "Governor"]
    assert s.view("governor_owner") == "alice"
    s.rejects(Reason.NOT_GOVERNOR_OWNER, "owner", "stage_update", PAUSING, 0)
    s.tx("alice", "stage_update", PAUSING, 0)


@requirement("LP-GOV-017")
def test_governor_owns_the_protocol(scenario: Scenario) -> None:
    """Given the Governor owns the Controller, when the protocol is governed, then by executed updates only."""
    s = scenario
    s.tx("owner", "transfer_controller_ownership", "Governor")
    s.rejects(Reason.NOT_OWNER, "owner", "pause")
    s.rejects(Reason.NOT_CONTROLLER_OWNER, "owner", "set_unbonding_period", 9)
    register = Action("set_contract_info", "Governor", ("id:Something", "alice", "0x" + "22" * 20), at="Controller")
    period = Action("set_unbonding_period", "Governor", (9,), at="BondingManager")
    planned = update(register, period, PAUSE)
    s.tx("owner", "stage_update", planned, 0)
    s.tx("bob", "execute_update", planned)
    assert s.emitters == ["Controller", "BondingManager", "Controller", "Governor"]
    assert s.view("get_contract", "id:Something") == "alice"
    assert s.view("unbonding_period") == 9
    assert s.view("paused") is True
    s.rejects(Reason.NOT_OWNER, "owner", "unpause")


@requirement("LP-GOV-010", "LP-GOV-017")
def test_governor_without_controller_has_no_say(scenario: Scenario) -> None:
    """Given somebody else owns the Controller, when an update pauses the system, then it fails."""
    s = scenario
    s.tx("owner", "stage_update", PAUSING, 0)
    s.rejects(Reason.UPDATE_CALL_FAILED, "owner", "execute_update", PAUSING)
    assert s.view("paused") is False


@requirement("LP-GOV-012")
def test_surplus_eth_stays_for_funding(scenario: Scenario) -> None:
    """Given an update without calls, when it is executed with 1 ETH, then the Governor has it."""
    s = scenario
    s.tx("owner", "stage_update", update(), 0)
    s.tx("erin", "execute_update", update(), value=ETH)
    assert s.eth("Governor") == ETH
