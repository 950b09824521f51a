"""Bytecode as Python functions: the instructions that only move and compute words, for py-evm to skip.

py-evm dispatches every instruction through several calls. Most instructions do nothing but shuffle the stack, compute,
and use memory, so a stretch of them becomes one Python function that keeps the words in local variables. A stretch goes
on through jumps whose destination is known, and ends before each instruction that has to do with state, gas, calls or
the end of a message, which is left to py-evm.

A stretch is only run with gas for all of its fixed costs and with a stack that neither runs out nor over in it; else
py-evm runs it instruction by instruction. All that can go wrong in it then is a bad jump as its last act, or gas for
memory, and a message that fails in either way leaves nothing behind, so that it does not matter what was done before.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple

from eth.exceptions import InvalidInstruction, InvalidJumpDestination, OutOfGas
from eth.vm import opcode_values as op
from eth.vm.forks.london.opcodes import LONDON_OPCODES

from livepeer_spec.primitives.hashing import keccak

WORD: Final = 2**256 - 1
STACK_LIMIT: Final = 1024
_SIGN: Final = 2**255
_LONGEST: Final = 160
"""Instructions of a stretch at most."""
_GAS_KECCAK_WORD: Final = 6

_COMPUTING: Final = {
    op.ADD: "({0} + {1}) & WORD",
    op.MUL: "({0} * {1}) & WORD",
    op.SUB: "({0} - {1}) & WORD",
    op.DIV: "{0} // {1} if {1} else 0",
    op.MOD: "{0} % {1} if {1} else 0",
    op.ADDMOD: "({0} + {1}) % {2} if {2} else 0",
    op.MULMOD: "({0} * {1}) % {2} if {2} else 0",
    op.LT: "1 if {0} < {1} else 0",
    op.GT: "1 if {0} > {1} else 0",
    op.SLT: "1 if ({0} ^ SIGN) < ({1} ^ SIGN) else 0",
    op.SGT: "1 if ({0} ^ SIGN) > ({1} ^ SIGN) else 0",
    op.EQ: "1 if {0} == {1} else 0",
    op.ISZERO: "0 if {0} else 1",
    op.AND: "{0} & {1}",
    op.OR: "{0} | {1}",
    op.XOR: "{0} ^ {1}",
    op.NOT: "{0} ^ WORD",
    op.BYTE: "({1} >> (248 - 8 * {0})) & 255 if {0} < 32 else 0",
    op.SHL: "({1} << {0}) & WORD if {0} < 256 else 0",
    op.SHR: "{1} >> {0} if {0} < 256 else 0",
}
"""Results of instructions that compute one word of the words from the top of the stack."""
_OPERANDS: Final = {op.ISZERO: 1, op.NOT: 1, op.ADDMOD: 3, op.MULMOD: 3}
"""How many words an instruction of ``_COMPUTING`` takes where that is not 2."""

_MESSAGE: Final = {
    op.ADDRESS: "from_bytes(message.storage_address)",
    op.CALLER: "from_bytes(message.sender)",
    op.CALLVALUE: "message.value",
    op.CALLDATASIZE: "len(message.data)",
}

_Word = int | str
"""A known word, or the name of a variable that holds it."""


class Stretch(NamedTuple):
    """A translated stretch: what it takes, and a function of stack, memory, message and gas meter to what follows it.

    Attributes:
        gas: all of its fixed costs.
        least, most: how many words may be on the stack.
    """

    gas: int
    least: int
    most: int
    run: Callable[[list[int], Any, Any, Any], int]


class Program:
    """A code with the stretches of it that were reached so far, by where they begin; None is py-evm's to run."""

    def __init__(self, code: bytes) -> None:
        self.code = code
        self.destinations = frozenset(_destinations(code))
        self.stretches: dict[int, Stretch | None] = {}
        self.positions: tuple[set[int], set[int]] = set(), set()
        """What py-evm has learnt of places: instructions, and data."""

    def reach(self, start: int) -> Stretch | None:
        """The stretch that begins at ``start``; None when py-evm's turn is there."""
        found = self.stretches[start] = _Translator(self, start).stretch()
        return found


def run(program: Program, stack: list[int], memory: Any, message: Any, meter: Any, start: int) -> int:
    """Run stretches from ``start`` on; gives the place of the instruction that is py-evm's to run next."""
    stretches = program.stretches
    while True:
        try:
            stretch = stretches[start]
        except KeyError:
            stretch = program.reach(start)
        if stretch is None:
            return start
        gas, least, most, function = stretch
        if meter.gas_remaining < gas or not least <= len(stack) <= most:
            return start
        meter.gas_remaining -= gas
        start = function(stack, memory, message, meter)


class _Translator:
    """Translates one stretch: runs it on words of which some are known, and writes down what there is to do."""

    def __init__(self, program: Program, start: int) -> None:
        self.program = program
        self.place = start
        self.lines: list[str] = []
        self.gas = 0
        self.words: list[_Word] = []
        self.taken = 0
        """How many words of the stack before the stretch are in use; ``e1`` is the uppermost of them."""
        self.highest = 0
        self.variables = 0
        self.end = ""
        self.visited: set[int] = set()

    def stretch(self) -> Stretch | None:
        """The stretch, or None when not even its first instruction can be translated."""
        count = 0
        while not self.end and count < _LONGEST and self.place not in self.visited and self.instruction():
            count += 1
        if not count:
            return None
        lines = [*self.prologue(), *self.lines, *self.epilogue(), self.end or f"return {self.place}"]
        return Stretch(self.gas, self.taken, STACK_LIMIT - max(self.highest, 0), _compiled(lines, self.program))

    def instruction(self) -> bool:
        """Translate the next instruction, if it is of those that are translated."""
        code, place = self.program.code, self.place
        opcode = code[place] if place < len(code) else op.STOP
        following = place + 1
        if op.PUSH1 <= opcode <= op.PUSH32:
            following += opcode - op.PUSH1 + 1
            self.push(int.from_bytes(code[place + 1 : following].ljust(following - place - 1, b"\0"), "big"))
        elif op.DUP1 <= opcode <= op.DUP16:
            self.push(self.peek(opcode - op.DUP1))
        elif op.SWAP1 <= opcode <= op.SWAP16:
            depth = opcode - op.SWAP1 + 2
            self.peek(depth - 1)
            words = self.words
            words[-1], words[-depth] = words[-depth], words[-1]
        elif opcode in _COMPUTING:
            self.compute(_COMPUTING[opcode], [self.pop() for _ in range(_OPERANDS.get(opcode, 2))])
        elif opcode in _MESSAGE:
            self.compute(_MESSAGE[opcode], [])
        elif opcode in (op.JUMP, op.JUMPI):
            if not self.jump(opcode == op.JUMPI, following):
                return False
            following = self.place
        elif opcode == op.SHA3:
            if not self.hash():
                return False
        elif not self.other(opcode, place):
            return False
        self.visited.add(place)
        self.gas += LONDON_OPCODES[opcode].gas_cost
        self.place = following
        return True

    def other(self, opcode: int, place: int) -> bool:
        """Instructions with a translation of their own."""
        if opcode == op.POP:
            self.pop()
        elif opcode == op.PC:
            self.push(place)
        elif opcode == op.CODESIZE:
            self.push(len(self.program.code))
        elif opcode == op.CALLDATALOAD:
            at = self.pop()
            self.compute("from_bytes(message.data[{0}:{0} + 32].ljust(32, b'\\0'))", [at], pure=False)
        elif opcode == op.MLOAD:
            at = self.pop()
            self.room(at, 32)
            self.compute("from_bytes(content[{0}:{0} + 32])", [at], pure=False)
        elif opcode in (op.MSTORE, op.MSTORE8):
            at, value = self.pop(), self.pop()
            size = 32 if opcode == op.MSTORE else 1
            self.room(at, size)
            stored = f"{_text(value)}.to_bytes(32)" if size == 32 else f"({_text(value)} & 255).to_bytes(1)"
            if isinstance(value, int):
                stored = repr((value if size == 32 else value & 255).to_bytes(size, "big"))
            self.lines.append(f"content[{_text(at)}:{_sum(at, size)}] = {stored}")
        else:
            return opcode == op.JUMPDEST
        return True

    def hash(self) -> bool:
        """A hash of memory, where it is known how much of it."""
        at, size = self.peek(0), self.peek(1)
        if not isinstance(size, int) or size > 1 << 20:
            return False
        self.pop(), self.pop()
        self.gas += _GAS_KECCAK_WORD * ((size + 31) // 32)
        if size:
            self.room(at, size)
        self.compute(f"hash_of(bytes(content[{{0}}:{{0}} + {size}]))" if size else "hash_of(b'')", [at], pure=False)
        return True

    def jump(self, conditional: bool, following: int) -> bool:
        """A jump; a known destination is where the stretch goes on, but a condition ends it."""
        to = self.peek(0)
        if isinstance(to, int) and to not in self.program.destinations:
            return False
        self.pop()
        taken = f"return {_text(to)}"
        if not isinstance(to, int):
            taken = f"return {to} if {to} in destinations else bad_jump({to})"
        if conditional:
            condition = self.pop()
            self.end = f"if {_text(condition)}: {taken}\n return {following}"
        elif isinstance(to, int):
            self.place = to
        else:
            self.end = taken
        return True

    # Words

    def peek(self, depth: int) -> _Word:
        """The word with so many above it; brings words of the stack before the stretch into use."""
        while len(self.words) <= depth:
            self.taken += 1
            self.words.insert(0, f"e{self.taken}")
        return self.words[-1 - depth]

    def pop(self) -> _Word:
        """Take the uppermost word."""
        self.peek(0)
        return self.words.pop()

    def push(self, word: _Word) -> None:
        """Put a word on top."""
        self.words.append(word)
        self.highest = max(self.highest, len(self.words) - self.taken)

    def compute(self, formula: str, operands: list[_Word], pure: bool = True) -> None:
        """Push a result; at once if it only depends on operands that are all known."""
        expression = formula.format(*map(_text, operands))
        if pure and operands and all(isinstance(operand, int) for operand in operands):
            self.push(eval(expression, {"WORD": WORD, "SIGN": _SIGN}))
            return
        self.variables += 1
        variable = f"v{self.variables}"
        self.lines.append(f"{variable} = {expression}")
        self.push(variable)

    def room(self, at: _Word, size: int) -> None:
        """Have memory up to ``size`` bytes from ``at``."""
        end = _sum(at, size)
        self.lines.append(f"if len(content) < {end}: content = grown(memory, meter, {end})")

    # Beginning and end

    def kept(self) -> int:
        """How many of the words that are in use are in the end where they were."""
        before = [f"e{number}" for number in range(self.taken, 0, -1)]
        pairs = enumerate(zip(before, self.words, strict=False))
        return next((index for index, (old, new) in pairs if old != new), min(len(before), len(self.words)))

    def prologue(self) -> Iterator[str]:
        """Words of the stack that are needed, and the memory."""
        text = " ".join((*self.lines, self.end, *map(str, self.words[self.kept() :]))) + " "
        for number in range(1, self.taken + 1):
            if _mentions(text, f"e{number}"):
                yield f"e{number} = stack[-{number}]"
        if "content" in text:
            yield "content = memory._bytes"

    def epilogue(self) -> Iterator[str]:
        """Leave the stack as it has to be."""
        kept = self.kept()
        removed, added = self.taken - kept, self.words[kept:]
        if removed and added:
            yield f"stack[-{removed}:] = ({', '.join(map(_text, added))},)"
        elif removed:
            yield f"del stack[-{removed}:]"
        elif added:
            yield f"stack += ({', '.join(map(_text, added))},)"


def _destinations(code: bytes) -> Iterator[int]:
    place = 0
    while place < len(code):
        opcode = code[place]
        if opcode == op.JUMPDEST:
            yield place
        place += opcode - op.PUSH1 + 2 if op.PUSH1 <= opcode <= op.PUSH32 else 1


def _text(word: _Word) -> str:
    return str(word)


def _sum(word: _Word, size: int) -> str:
    return str(word + size) if isinstance(word, int) else f"{word} + {size}"


def _mentions(text: str, variable: str) -> bool:
    position = text.find(variable)
    while position >= 0:
        after = position + len(variable)
        if not text[after].isdigit() and (not position or not text[position - 1].isalnum()):
            return True
        position = text.find(variable, after)
    return False


def _compiled(lines: list[str], program: Program) -> Callable[[list[int], Any, Any, Any], int]:
    def bad_jump(to: int) -> int:
        """Fail as py-evm does."""
        if program.code[to : to + 1] == bytes([op.JUMPDEST]):
            raise InvalidInstruction("Jump resulted in invalid instruction")
        raise InvalidJumpDestination("Invalid Jump Destination")

    names: dict[str, Any] = {
        "WORD": WORD,
        "SIGN": _SIGN,
        "from_bytes": int.from_bytes,
        "hash_of": _hash_of,
        "grown": _grown,
        "destinations": program.destinations,
        "bad_jump": bad_jump,
    }
    exec("def stretch(stack, memory, message, meter):\n " + "\n ".join(lines), names)
    function: Callable[[list[int], Any, Any, Any], int] = names["stretch"]
    return function


@lru_cache(maxsize=1 << 14)
def _hash_of(data: bytes) -> int:
    return int.from_bytes(keccak(data), "big")


def _grown(memory: Any, meter: Any, end: int) -> Any:
    """Memory of at least ``end`` bytes, once it is paid for."""
    before, after = len(memory) // 32, (end + 31) // 32
    cost = 3 * (after - before) + after * after // 512 - before * before // 512
    if cost > meter.gas_remaining:
        raise OutOfGas(f"memory of {after} words")
    meter.gas_remaining -= cost
    memory.extend(0, end)
    return memory._bytes
