"""pyevm's translated code does what py-evm does instruction by instruction, to the last unit of gas."""

from collections.abc import Iterator
from random import Random

import pytest
from eth.vm import opcode_values as op
from eth.vm.forks.london.computation import LondonComputation

from livepeer_conformance.adapters.target import Target
from livepeer_conformance.backends import pyevm_translation
from livepeer_conformance.backends.base import (
    HALT_INVALID_JUMP,
    HALT_INVALID_OPCODE,
    HALT_OUT_OF_GAS,
    HALT_STACK,
    Receipt,
)
from livepeer_conformance.backends.pyevm import PyEvmBackend
from livepeer_conformance.backends.pyevm_state import Computation
from livepeer_conformance.backends.pyevm_translation import Program
from livepeer_conformance.lockstep.world import World
from livepeer_conformance.machines.driver import run_sequence
from livepeer_conformance.machines.swarm import draw_config
from livepeer_spec.parameters import load

ALICE, CONTRACT = b"\xa1" * 20, b"\xc0" * 20
PROGRAMS = 1_500
EDGES = (0, 1, 2, 31, 32, 33, 64, 255, 256, 2**128, 2**255 - 1, 2**255, 2**256 - 2, 2**256 - 1)
COMPUTING = (
    *range(op.ADD, op.SIGNEXTEND + 1), *range(op.LT, op.SAR + 1), op.ADDRESS, op.CALLER, op.CALLVALUE, op.CALLDATASIZE,
    op.CALLDATALOAD, op.CODESIZE, op.PC, op.MSIZE, op.GAS, op.POP, op.JUMPDEST,
)  # fmt: skip


def push(value: int) -> bytes:
    size = max(1, (value.bit_length() + 7) // 8)
    return bytes([op.PUSH1 + size - 1]) + value.to_bytes(size, "big")


def pieces(random: Random) -> Iterator[bytes]:
    """Instructions that make sense more often than not, and at times none."""
    for _ in range(random.randint(3, 40)):
        kind = random.random()
        if kind < 0.35:
            yield push(random.choice(EDGES) if random.random() < 0.5 else random.randint(0, 300))
        elif kind < 0.65:
            yield bytes([random.choice(COMPUTING)])
        elif kind < 0.75:
            yield bytes([random.choice((op.DUP1, op.SWAP1)) + random.choice((0, 0, 1, 1, 2, 3, 15))])
        elif kind < 0.87:
            yield push(random.randint(0, 130)) + bytes([random.choice((op.MSTORE, op.MSTORE8, op.MLOAD))])
        elif kind < 0.9:
            yield push(random.randint(0, 70)) + push(random.randint(0, 70)) + bytes([op.SHA3])
        elif kind < 0.93:
            yield push(random.randint(0, 3)) + bytes([random.choice((op.SLOAD, op.SSTORE))])
        elif kind < 0.99:
            # Forward and back, to a place that is a destination, is none, or lies inside a constant.
            yield push(random.randint(0, 90)) + bytes([random.choice((op.JUMP, op.JUMPI, op.JUMPI))])
        else:
            yield bytes([random.randrange(256)])


def random_code(random: Random) -> bytes:
    """A program that gives back its uppermost words and some memory, where it comes to its end."""
    shown = b"".join(push(160 + 32 * word) + bytes([op.MSTORE]) for word in range(3))
    return push(7) * random.randint(0, 6) + b"".join(pieces(random)) + shown + push(256) + push(0) + bytes([op.RETURN])


def outcome(code: bytes, data: bytes, gas_limit: int, plain: bool) -> tuple[Receipt, list[int]]:
    """What a transaction to this code gives, and storage afterwards, with and without translation."""
    backend = PyEvmBackend(gas_limit=gas_limit)
    if plain:
        backend._state.computation_class = LondonComputation
    backend.set_code(CONTRACT, code)
    receipt = backend.transact(ALICE, CONTRACT, data)
    return receipt, backend.storage_many(CONTRACT, range(4))


def test_any_program_ends_as_without_translation() -> None:
    """Given random programs, with much gas and with little, when they run, then receipts and storage are the same."""
    random = Random(1)
    ends = set()
    for _ in range(PROGRAMS):
        code, data = random_code(random), random.randbytes(random.randint(0, 70))
        limit = random.choice((21_000 + 1_500 + random.randint(0, 600), 100_000))
        translated, plain = (outcome(code, data, limit, plain) for plain in (False, True))
        assert translated == plain, (code.hex(), data.hex(), limit)
        ends.add(plain[0].halt or plain[0].success)
    assert ends >= {True, HALT_OUT_OF_GAS, HALT_STACK, HALT_INVALID_JUMP, HALT_INVALID_OPCODE}


LOOP = bytes.fromhex("6005" + "5b60019003806002570000")
"""Counts down from 5, jumping back each time."""
ENDLESS = bytes.fromhex("6001600055600260205260406020206001556001" + "5b600101601456")
"""Changes state, then goes in a circle until the gas is gone."""


@pytest.mark.parametrize(("code", "most"), [(LOOP, 300), (ENDLESS, 60_000)], ids=["loop", "endless"])
def test_gas_runs_out_where_it_does_without_translation(code: bytes, most: int) -> None:
    """Given more and more gas, when a program runs, then it ends as without translation."""
    ends = set()
    for gas in range(0, most, max(1, most // 300)):
        translated, plain = (outcome(code, b"", 21_000 + gas, plain) for plain in (False, True))
        assert translated == plain, gas
        ends.add(plain[0].halt)
    assert ends == ({HALT_OUT_OF_GAS, ""} if code is LOOP else {HALT_OUT_OF_GAS})


@pytest.mark.parametrize("depth", range(1, 1026, 64))
def test_full_stack_is_noticed(depth: int) -> None:
    """Given a program that pushes so many words, when it runs, then more than 1024 are refused."""
    code = push(1) * depth + bytes([op.DUP1, op.POP])
    translated, plain = (outcome(code, b"", 100_000, plain) for plain in (False, True))
    assert translated == plain
    assert plain[0].success is (depth < 1024)


def test_wrong_translation_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a wrong translation of one instruction, when random programs run, then some end otherwise."""
    wrong = {op.SUB: "({1} - {0}) & WORD", op.LT: "1 if {0} <= {1} else 0", op.SHR: "{1} >> {0} & 255"}
    for opcode, formula in wrong.items():
        with monkeypatch.context() as patch:
            patch.setitem(pyevm_translation._COMPUTING, opcode, formula)
            patch.setattr(Computation, "_programs", {})
            random = Random(1)
            codes = (random_code(random) for _ in range(PROGRAMS))
            assert any(outcome(code, b"", 100_000, False) != outcome(code, b"", 100_000, True) for code in codes)


def test_most_of_the_reference_is_translated() -> None:
    """Given the reference's code, when it is walked, then a stretch is many instructions, or nothing would be won."""
    world = World(Target.reference("confluence", PyEvmBackend()), load("minimal", "confluence"))
    program = Program(world.backend.code(world.naming.address("LivepeerToken")))
    reached = [stretch for place in sorted(program.destinations) if (stretch := program.reach(place)) is not None]
    assert len(reached) > 0.7 * len(program.destinations)


class Comparing(PyEvmBackend):
    """Runs each transaction and call once more without translation, before it counts."""

    def __init__(self) -> None:
        super().__init__()
        self.compared = 0
        self.different: list[tuple[bytes, bytes]] = []

    def _message(self, sender: bytes, to: bytes, data: bytes, value: int) -> Receipt:
        state = self._state
        checkpoint, reads = state.snapshot(), state._reads
        state._reads, state.computation_class = None, LondonComputation
        plain = super()._message(sender, to, data, value)
        state.revert(checkpoint)
        state._reads, state._changed, state.computation_class = reads, False, Computation
        receipt = super()._message(sender, to, data, value)
        self.compared += 1
        if receipt != plain:
            self.different.append((to, data))
        return receipt


@pytest.mark.parametrize("upgrade", ["alpha", "streamflow", "confluence"])
def test_contracts_do_what_they_do_without_translation(upgrade: str) -> None:
    """Given generated sequences, when each message runs both ways, then receipts are the same, gas included."""
    backend = Comparing()
    world = World(Target.reference(upgrade, backend), load("minimal", upgrade))
    result = run_sequence(world, draw_config(upgrade, Random(3), 60), 3)
    assert result.differences == []
    assert backend.different == []
    assert backend.compared > 200
