"""The same contracts, written byte by byte, behave the same on every backend that is present."""

from collections.abc import Callable, Iterator

import pytest

from livepeer_conformance.backends import registry
from livepeer_conformance.backends.base import (
    HALT_INSUFFICIENT_FUNDS,
    HALT_INVALID_JUMP,
    HALT_INVALID_OPCODE,
    HALT_OUT_OF_GAS,
    HALT_STACK,
    Backend,
    BackendError,
    Capability,
    Receipt,
    SnapshotError,
    Unsupported,
)
from livepeer_conformance.backends.bytecode import constructor_returning
from livepeer_conformance.backends.selfcheck import selfcheck
from livepeer_spec.primitives.hashing import keccak

LOCAL = [name for name, reason in registry.available().items() if reason is None and name != "rpc"]

ALICE_KEY = keccak(b"alice")
BOB = bytes.fromhex("b0b0000000000000000000000000000000000b0b")
WEI = 10**18

#: Adds one to slot 0, logs the new value under topics 7 and CALLER, returns the value.
COUNTER = bytes.fromhex("6001600054018060005560005233600760206000a260206000f3")
#: Reverts with the calldata's first word.
REVERTER = bytes.fromhex("60003560005260206000fd")
#: Sets slot 0 and then runs into an invalid opcode.
INVALID = bytes.fromhex("6001600055fe")
JUMPS_ASTRAY = bytes.fromhex("600056")
UNDERFLOWS = bytes.fromhex("01")
LOOPS = bytes.fromhex("5b600056")
#: Sends its whole balance to the caller and destroys itself.
SELF_DESTRUCTS = bytes.fromhex("33ff")
#: Calls its caller with no data and returns what that returned.
CALLS_BACK = bytes.fromhex("60006000600060006000335af1503d600060003e3d6000f3")
#: Returns CALLER.
WHO = bytes.fromhex("3360005260206000f3")
#: Returns BLOCKHASH of the calldata's first word.
HASH_OF = bytes.fromhex("6000354060005260206000f3")


def word(value: int) -> bytes:
    return value.to_bytes(32, "big")


@pytest.fixture(params=LOCAL)
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    fresh = registry.create(request.param)
    yield fresh
    fresh.close()


@pytest.fixture
def alice(backend: Backend) -> bytes:
    address = backend.add_account(ALICE_KEY)
    backend.set_balance(address, WEI)
    return address


def deploy(backend: Backend, code: bytes, sender: bytes, value: int = 0) -> bytes:
    address, receipt = backend.deploy(constructor_returning(code), sender, value)
    assert receipt.success
    assert receipt.output == b""
    return address


def test_every_backend_passes_its_selfcheck_and_is_left_as_it_was(backend: Backend) -> None:
    number, time = backend.block_number, backend.timestamp
    selfcheck(backend)
    assert (backend.block_number, backend.timestamp) == (number, time)


def test_success_returns_logs_and_storage(backend: Backend, alice: bytes) -> None:
    counter = deploy(backend, COUNTER, alice)
    for count in (1, 2):
        receipt = backend.transact(alice, counter, b"")
        assert receipt.success
        assert (receipt.output, receipt.halt) == (word(count), "")
        assert receipt.logs == [(counter, (word(7), alice.rjust(32, b"\0")), word(count))]
        assert backend.storage(counter, 0) == count
    assert backend.storage_many(counter, (1, 0)) == [0, 2]


def test_call_has_no_effect_and_no_block(backend: Backend, alice: bytes) -> None:
    counter = deploy(backend, COUNTER, alice)
    number = backend.block_number
    receipt = backend.call(counter, b"", alice)
    assert (receipt.success, receipt.output, receipt.logs) == (True, word(1), [])
    assert (backend.storage(counter, 0), backend.block_number) == (0, number)


def test_revert_carries_its_data(backend: Backend, alice: bytes) -> None:
    reverter = deploy(backend, REVERTER, alice)
    for receipt in (backend.transact(alice, reverter, word(99)), backend.call(reverter, word(99), alice)):
        assert (receipt.success, receipt.output, receipt.halt, receipt.logs) == (False, word(99), "", [])


@pytest.mark.parametrize(
    ("code", "halt"),
    [
        pytest.param(INVALID, HALT_INVALID_OPCODE, id="invalid-opcode"),
        pytest.param(JUMPS_ASTRAY, HALT_INVALID_JUMP, id="invalid-jump"),
        pytest.param(UNDERFLOWS, HALT_STACK, id="stack-underflow"),
        pytest.param(LOOPS, HALT_OUT_OF_GAS, id="out-of-gas"),
    ],
)
@pytest.mark.parametrize("name", LOCAL)
def test_halt_is_named_and_leaves_nothing(name: str, code: bytes, halt: str) -> None:
    backend = registry.create(name, gas_limit=200_000)
    alice = backend.add_account(ALICE_KEY)
    backend.set_balance(alice, WEI)
    contract = deploy(backend, code, alice)
    number = backend.block_number
    receipt = backend.transact(alice, contract, b"", 5)
    assert (receipt.success, receipt.output, receipt.halt, receipt.logs) == (False, b"", halt, [])
    assert backend.storage(contract, 0) == 0
    assert (backend.balance(contract), backend.balance(alice)) == (0, WEI)
    assert backend.block_number == number + 1


def test_value_moves_and_gas_is_free(backend: Backend, alice: bytes) -> None:
    assert backend.transact(alice, BOB, b"", 5).success
    assert (backend.balance(alice), backend.balance(BOB)) == (WEI - 5, 5)


def test_sender_without_the_funds_is_told_so_and_a_block_passes(backend: Backend, alice: bytes) -> None:
    number = backend.block_number
    assert backend.transact(alice, BOB, b"", WEI + 1) == Receipt(False, b"", [], 0, HALT_INSUFFICIENT_FUNDS)
    _, receipt = backend.deploy(constructor_returning(WHO), alice, WEI + 1)
    assert receipt.halt == HALT_INSUFFICIENT_FUNDS
    assert (backend.balance(alice), backend.balance(BOB), backend.block_number) == (WEI, 0, number + 2)


def test_failed_deployment_reverts_with_its_data(backend: Backend, alice: bytes) -> None:
    _, receipt = backend.deploy(bytes.fromhex("60ff60005260206000fd"), alice)
    assert (receipt.success, receipt.output) == (False, word(255))
    assert deploy(backend, WHO, alice) != bytes(20)


def test_balances_and_code_can_be_set_and_come_back(backend: Backend, alice: bytes) -> None:
    counter = deploy(backend, COUNTER, alice)
    backend.transact(alice, counter, b"")
    snapshot = backend.snapshot()
    for wei in (7, 3, 0, 2**200):
        backend.set_balance(counter, wei)
        assert backend.balance(counter) == wei
    backend.set_code(counter, WHO)
    backend.set_code(BOB, WHO)
    assert (backend.code(counter), backend.storage(counter, 0)) == (WHO, 1)
    for address in (counter, BOB):
        assert backend.transact(alice, address, b"").output == alice.rjust(32, b"\0")
    backend.restore(snapshot)
    assert (backend.balance(counter), backend.code(counter), backend.code(BOB)) == (0, COUNTER, b"")
    assert backend.transact(alice, counter, b"").output == word(2)


def test_block_hashes_are_those_a_contract_sees(backend: Backend, alice: bytes) -> None:
    probe = deploy(backend, HASH_OF, alice)
    for ahead in (1, 300, 5_760):
        backend.advance_blocks(ahead)
        number = backend.block_number
        seen = {depth: backend.call(probe, word(number - depth)).output for depth in (0, 1, 2, 255, 256, 257)}
        assert seen == {depth: backend.block_hash(number - depth) for depth in seen}
        assert seen[0] == seen[257] == bytes(32)
        assert len({seen[depth] for depth in (1, 2, 255, 256)}) == 4
        if Capability.BLOCK_HASHES in backend.capabilities:
            assert seen[1] == keccak(str(number - 1).encode())


def test_blocks_are_twelve_seconds_apart_and_cannot_go_back(backend: Backend) -> None:
    number, time = backend.block_number, backend.timestamp
    backend.advance_blocks(1_000_000)
    backend.advance_blocks(0)
    assert (backend.block_number, backend.timestamp) == (number + 1_000_000, time + 12_000_000)
    with pytest.raises(ValueError, match="-1 blocks"):
        backend.advance_blocks(-1)


def test_self_destruct_takes_the_code_and_pays_out(backend: Backend, alice: bytes) -> None:
    contract = deploy(backend, SELF_DESTRUCTS, alice, 9)
    snapshot = backend.snapshot()
    for _ in range(2):
        assert backend.transact(alice, contract, b"").success
        assert (backend.code(contract), backend.balance(contract), backend.balance(alice)) == (b"", 0, WEI)
        assert backend.transact(alice, contract, b"").output == b""
        backend.restore(snapshot)
        assert (backend.code(contract), backend.balance(contract), backend.balance(alice)) == (
            SELF_DESTRUCTS,
            9,
            WEI - 9,
        )


def test_restore_forgets_a_contract_that_came_and_destroyed_itself(backend: Backend, alice: bytes) -> None:
    snapshot = backend.snapshot()
    contract = deploy(backend, SELF_DESTRUCTS, alice)
    backend.transact(alice, contract, b"")
    backend.restore(snapshot)
    assert backend.code(contract) == b""
    assert deploy(backend, WHO, alice) == contract
    assert backend.code(contract) == WHO
    assert backend.transact(alice, contract, b"").success
    assert backend.code(contract) == WHO


def test_contract_sends_to_others_and_to_itself(backend: Backend, alice: bytes) -> None:
    who, counter = deploy(backend, WHO, alice), deploy(backend, COUNTER, alice)
    back = deploy(backend, CALLS_BACK, alice)
    if Capability.IMPERSONATE not in backend.capabilities:
        with pytest.raises(Unsupported, match="IMPERSONATE"):
            backend.transact(who, counter, b"")
        return
    as_topic = who.rjust(32, b"\0")
    assert backend.transact(who, counter, b"").logs == [(counter, (word(7), as_topic), word(1))]
    assert backend.transact(who, who, b"").output == as_topic
    # The callee calls the sender back and finds the sender's own code there.
    assert backend.transact(who, back, b"").output == back.rjust(32, b"\0")
    backend.set_balance(who, 10)
    assert backend.transact(who, BOB, b"", 4).success
    assert backend.transact(who, BOB, b"", 7).halt == HALT_INSUFFICIENT_FUNDS
    assert (backend.balance(who), backend.balance(BOB), backend.code(who)) == (6, 4, WHO)
    reverter, invalid = deploy(backend, REVERTER, alice), deploy(backend, INVALID, alice)
    assert backend.transact(who, reverter, word(3)).output == word(3)
    assert backend.transact(who, invalid, b"").halt != ""
    first, second = (deploy(backend, WHO, who) for _ in range(2))
    assert first != second
    assert backend.transact(who, counter, b"").logs[0][1][1] == as_topic


def test_snapshots_nest_and_repeat(backend: Backend, alice: bytes) -> None:
    counter = deploy(backend, COUNTER, alice)
    outer = backend.snapshot()
    backend.transact(alice, counter, b"")
    inner = backend.snapshot()
    backend.transact(alice, counter, b"")
    backend.restore(inner)
    assert backend.storage(counter, 0) == 1
    backend.transact(alice, counter, b"")
    backend.discard(inner)
    assert backend.storage(counter, 0) == 2
    for _ in range(3):
        backend.restore(outer)
        assert backend.storage(counter, 0) == 0
        assert backend.transact(alice, counter, b"").output == word(1)


def test_blocks_mined_after_a_restore_need_none_that_it_undid(backend: Backend, alice: bytes) -> None:
    snapshot, start = backend.snapshot(), backend.block_number
    backend.advance_blocks(1)
    assert backend.transact(alice, alice, b"").success
    for _ in range(2):
        backend.restore(snapshot)
        assert backend.transact(alice, alice, b"").success
        assert backend.transact(alice, alice, b"").success
        assert backend.block_number == start + 2


def use_ended(backend: Backend) -> None:
    outer, inner = backend.snapshot(), backend.snapshot()
    backend.restore(outer)
    backend.restore(inner)


def use_discarded(backend: Backend) -> None:
    snapshot = backend.snapshot()
    backend.discard(snapshot)
    backend.restore(snapshot)


def use_unknown(backend: Backend) -> None:
    backend.restore(backend.snapshot() + 1)


def discard_twice(backend: Backend) -> None:
    snapshot = backend.snapshot()
    backend.discard(snapshot)
    backend.discard(snapshot)


@pytest.mark.parametrize("misuse", [use_ended, use_discarded, use_unknown, discard_twice])
def test_misused_snapshot_is_rejected(backend: Backend, misuse: Callable[[Backend], None]) -> None:
    with pytest.raises(SnapshotError, match="is not open"):
        misuse(backend)


@pytest.mark.parametrize("name", [name for name in LOCAL if name != "ethtester"])
def test_world_is_restored_thousands_of_times_with_call_depth_to_spare(name: str) -> None:
    backend = registry.create(name)
    alice = backend.add_account(ALICE_KEY)
    counter = deploy(backend, COUNTER, alice)
    open_ones = [backend.snapshot() for _ in range(1_500)]
    for _ in range(2_000):
        backend.transact(alice, counter, b"")
        backend.restore(open_ones[-1])
    assert backend.call(counter, b"").output == word(1)
    backend.restore(open_ones[0])
    assert backend.transact(alice, counter, b"").output == word(1)


@pytest.mark.parametrize("fork", ["LONDON", "london", "Shanghai", "Berlin", "no such fork"])
def test_selfcheck_catches_a_wrong_fork(fork: str) -> None:
    if "revm" not in LOCAL:
        pytest.skip("pyrevm is not installed; no other backend has a fork to set")
    with pytest.raises(BackendError, match="self-check failed: fork"):
        selfcheck(registry.create("revm", fork=fork))


def test_observations_agree_between_backends() -> None:
    """A few transactions leave equal receipts, gas aside, on all backends that give equal addresses."""

    def observe(name: str) -> list[object]:
        backend = registry.create(name)
        alice = backend.add_account(ALICE_KEY)
        backend.set_balance(alice, WEI)
        seen: list[object] = []
        contracts = [deploy(backend, code, alice) for code in (COUNTER, REVERTER, INVALID, CALLS_BACK)]
        for target in contracts:
            receipt = backend.transact(alice, target, word(5), 0)
            seen.append((receipt.success, receipt.output, receipt.halt, [log[1:] for log in receipt.logs]))
            seen.append((backend.block_number, backend.timestamp, backend.balance(alice), backend.storage(target, 0)))
        return seen

    observations = {name: observe(name) for name in LOCAL}
    assert all(seen == observations["pyevm"] for seen in observations.values())


@pytest.mark.parametrize("name", LOCAL)
def test_gas_is_exact_where_claimed(name: str) -> None:
    """An SSTORE from zero to one costs 20,000 and from one to two 2,900, beside 2,100 for touching the slot."""
    backend = registry.create(name)
    if Capability.EXACT_GAS not in backend.capabilities:
        assert name == "revm"
        return
    alice = backend.add_account(ALICE_KEY)
    counter = deploy(backend, COUNTER, alice)
    first, second = (backend.transact(alice, counter, b"").gas_used for _ in range(2))
    assert first - second == 20_000 - 2_900
    assert backend.transact(alice, BOB, b"").gas_used == 21_000


def test_gas_agrees_between_the_backends_that_claim_it() -> None:
    """Creations, refunds, nested calls and creations, reverts and self-destruction cost the same."""
    # Stores the first word at slot 0.
    stores = bytes.fromhex("60003560005500")
    # Creates an empty contract, then calls the address in the first word twice with the second word.
    nests = bytes.fromhex("600060006000f050" + "602035600052" + "600060006020600060006000355af150" * 2)

    def measure(name: str) -> list[int]:
        backend = registry.create(name)
        alice = backend.add_account(ALICE_KEY)
        backend.set_balance(alice, WEI)
        gas: list[int] = []
        contracts: list[bytes] = []
        for code in (stores, nests, REVERTER, SELF_DESTRUCTS, INVALID):
            address, receipt = backend.deploy(constructor_returning(code), alice)
            contracts.append(address)
            gas.append(receipt.gas_used)
        storing, nesting, *others = contracts
        for value in (1, 2, 2, 0, 0, 5):
            gas.append(backend.transact(alice, storing, word(value)).gas_used)
        for target, value in ((storing, 0), (storing, 9), (others[0], 1), (others[2], 1)):
            gas.append(backend.transact(alice, nesting, target.rjust(32, b"\0") + word(value)).gas_used)
        assert backend.storage(storing, 0) == 9
        gas.extend(backend.transact(alice, other, word(3)).gas_used for other in others)
        return gas

    exact = [name for name in LOCAL if Capability.EXACT_GAS in registry.create(name).capabilities]
    measured = {name: measure(name) for name in exact}
    assert "pyevm" in measured
    assert all(gas == measured["pyevm"] for gas in measured.values())


def test_registry_knows_its_backends() -> None:
    assert set(registry.available()) == set(registry.names()) == {"revm", "pyevm", "ethtester", "rpc"}
    assert registry.default_name() == ("revm" if "revm" in LOCAL else "pyevm")
    with pytest.raises(BackendError, match="no such backend"):
        registry.create("geth")
    with pytest.raises(BackendError, match="unexpected keyword"):
        registry.create("pyevm", speed=2)
