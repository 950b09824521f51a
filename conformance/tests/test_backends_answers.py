"""pyevm's remembered answers are what running the call again would give, whatever happened in between."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from livepeer_conformance.adapters.target import Target
from livepeer_conformance.backends import pyevm_answers
from livepeer_conformance.backends.base import Backend, Receipt
from livepeer_conformance.backends.bytecode import constructor_returning
from livepeer_conformance.backends.pyevm import PyEvmBackend
from livepeer_conformance.backends.pyevm_answers import Answers
from livepeer_conformance.lockstep.world import World
from livepeer_conformance.machines.driver import run_sequence
from livepeer_conformance.machines.swarm import draw_config
from livepeer_spec.parameters import load
from livepeer_spec.primitives.abi import pack, selector

ALICE, PEER = b"\xa1" * 20, b"\xb0" * 20
RETURN = bytes.fromhex("60005260206000f3")
"""Returns the value on the stack."""
PUSH_PEER = b"\x73" + PEER
SETTER = bytes.fromhex("600035600055")
"""Puts the first word of the calldata into slot 0."""
SLOT = bytes.fromhex("600054") + RETURN
SETS_OR_TELLS = bytes.fromhex("36600f57") + SLOT + b"\x5b" + SETTER
"""Without calldata as ``SLOT``, else as ``SETTER``."""
STATIC_CALL = bytes.fromhex("6020600060006000") + PUSH_PEER + bytes.fromhex("61fffffa5060206000f3")
"""Returns what the peer returns."""

PROBES: dict[str, tuple[bytes, Callable[[Backend, bytes], Any]]] = {
    "balance of its own": (b"\x47" + RETURN, lambda chain, probe: chain.set_balance(probe, 5)),
    "balance of another": (PUSH_PEER + b"\x31" + RETURN, lambda chain, _: chain.set_balance(PEER, 5)),
    "size of code": (PUSH_PEER + b"\x3b" + RETURN, lambda chain, _: chain.set_code(PEER, SETTER)),
    "hash of code": (PUSH_PEER + b"\x3f" + RETURN, lambda chain, _: chain.set_code(PEER, SETTER)),
    "existence": (PUSH_PEER + b"\x3f" + RETURN, lambda chain, _: chain.deploy(b"", PEER)),
    "code of its own": (b"\x30\x3b" + RETURN, lambda chain, probe: chain.set_code(probe, b"\x60\x07" + RETURN)),
    "code that it calls": (STATIC_CALL, lambda chain, _: chain.set_code(PEER, b"\x60\x07" + RETURN)),
    "block number": (b"\x43" + RETURN, lambda chain, _: chain.advance_blocks(1)),
    "time": (b"\x42" + RETURN, lambda chain, _: chain.advance_blocks(1)),
    "block hash": (bytes.fromhex("60014303") + b"\x40" + RETURN, lambda chain, _: chain.advance_blocks(1)),
    "hash of a block to come": (bytes.fromhex("6103e940") + RETURN, lambda chain, _: chain.advance_blocks(1)),
}


class Counting(Answers):
    """Answers that count how often they are known."""

    known = 0

    def find(self, call: Any, state: Any) -> Receipt | None:
        found = super().find(call, state)
        self.known += found is not None
        return found


class Doubting(PyEvmBackend):
    """Runs each call that is answered from memory once more, without memory."""

    def __init__(self) -> None:
        super().__init__()
        self.memory = self._answers = Counting()
        self.stale: list[tuple[bytes, bytes]] = []

    def call(self, to: bytes, data: bytes, sender: bytes = bytes(20)) -> Receipt:
        remembered = super().call(to, data, sender)
        self._answers = Answers()
        if super().call(to, data, sender) != remembered:
            self.stale.append((to, data))
        self._answers = self.memory
        return remembered


class Careless(Answers):
    """Gives what a call answered first, whatever happened since."""

    def __init__(self) -> None:
        super().__init__()
        self.given: dict[Any, Receipt] = {}

    def find(self, call: Any, state: Any) -> Receipt | None:
        return self.given.get(call)

    def add(self, call: Any, reads: Any, answer: Receipt) -> None:
        self.given[call] = answer


def deployed(backend: Backend, code: bytes) -> bytes:
    address, receipt = backend.deploy(constructor_returning(code), ALICE)
    assert receipt.success
    return address


@pytest.mark.parametrize("upgrade", ["alpha", "streamflow", "confluence"])
def test_remembered_answers_are_those_of_running_again(upgrade: str) -> None:
    """Given generated sequences, when every view is asked now and then, then memory answers as the contracts do."""
    backend = Doubting()
    world = World(Target.reference(upgrade, backend), load("minimal", upgrade))
    for seed in range(2):
        result = run_sequence(world, draw_config(upgrade, Random(seed), 40), seed, observe_every=20)
        assert result.differences == []
    assert backend.stale == []
    assert backend.memory.known > 500


@pytest.mark.parametrize("probe", PROBES)
def test_answer_follows_what_it_was_read_from(probe: str) -> None:
    """Given an answer, when what it tells changes and comes back, then so does the answer, from memory at last."""
    code, change = PROBES[probe]
    backend = Doubting()
    backend.set_balance(ALICE, 10)
    contract = deployed(backend, code)
    first = backend.call(contract, b"")
    snapshot = backend.snapshot()
    change(backend, contract)
    assert backend.call(contract, b"") != first
    backend.restore(snapshot)
    assert backend.call(contract, b"") == first
    assert backend.stale == []
    assert backend.memory.known == 1


def test_answer_follows_storage_behind_another_contract() -> None:
    """Given a contract that asks another, when the other's storage changes, then the answer does."""
    backend = Doubting()
    backend.set_code(PEER, SETS_OR_TELLS)
    contract = deployed(backend, STATIC_CALL)
    for value in (0, 7, 0, 9, 7):
        backend.transact(ALICE, PEER, value.to_bytes(32, "big"))
        assert backend.call(contract, b"").output == value.to_bytes(32, "big")
    assert backend.stale == []
    assert backend.memory.known == 2


def test_call_that_writes_is_run_each_time() -> None:
    """Given calls that write, also where that is taken back, when one is repeated, then it is not from memory."""
    backend = Doubting()
    for end in ("00", "60006000fd", "fe"):
        writer = deployed(backend, SETTER + bytes.fromhex(end))
        for _ in range(2):
            backend.call(writer, (7).to_bytes(32, "big"))
    assert backend.memory.known == 0
    assert backend.stale == []


def test_answer_can_be_changed_by_who_asked() -> None:
    """Given an answer from memory, when its receipt is changed, then the next one is not."""
    backend = PyEvmBackend()
    contract = deployed(backend, SLOT)
    for _ in range(3):
        receipt = backend.call(contract, b"")
        assert (receipt.output, receipt.logs) == (bytes(32), [])
        receipt.output = b"changed"
        receipt.logs.append((b"", (), b""))


def test_full_memory_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given room for few reads, when more is asked, then answers are right all the same."""
    monkeypatch.setattr(pyevm_answers, "MOST_READS", 5)
    backend = Doubting()
    contracts = [deployed(backend, b"\x60" + bytes([number]) + RETURN) for number in range(9)]
    for _ in range(2):
        assert [backend.call(each, b"").output[-1] for each in contracts] == list(range(9))
    assert backend.stale == []
    assert backend.memory.known == 0


@pytest.mark.parametrize(("answers", "seen"), [(Answers, True), (Careless, False)])
def test_stale_answer_would_hide_a_difference(answers: type[Answers], seen: bool) -> None:
    """Given tokens that only the target minted, when all is compared, then it shows, but not to a careless memory."""
    backend = PyEvmBackend()
    world = World(Target.reference("confluence", backend), load("minimal", "confluence"))
    backend._answers = answers()
    assert world.observe() == []
    alice, minter, token = (world.naming.address(name) for name in ("alice", "Minter", "LivepeerToken"))
    mint = selector("mint(address,uint256)") + pack(("address", "uint256"), (alice, 1))
    assert backend.transact(minter, token, mint).success
    assert ("LivepeerToken.totalSupply()" in [difference.where for difference in world.observe()]) is seen
