"""Which rejection reasons a failed transaction may stand for.

What contracts answer is data, kept in TOML files: the defaults say what the deployed protocol answers, and implementers
own files of the same shape for what theirs answer. Under a reason's name stands one answer or a list of them::

    strict = true                                            # the default: an answer that is not listed is wrong

    [reasons]
    NOT_BONDED = "caller must be bonded"                     # the text of require, or of revert
    INSUFFICIENT_FEES = { error = "InsufficientFees(uint256,uint256)" }
    MISSING_ROLE = { pattern = "AccessControl: account .* is missing role .*" }
    DIVISION_BY_ZERO = { panic = 0x12 }
    NO_DATA = [{ empty = true }, { halt = "InsufficientFunds" }]
    UPDATE_CALL_FAILED = { any_text = true }                 # a text that is listed nowhere else

A reason in an implementer's file takes the place of that reason's default answers; the others keep theirs. Where a
set is completed from the reference contracts and both make a check, both answers are to be listed.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from livepeer_conformance.adapters.errors import ErrorMapError
from livepeer_conformance.adapters.reverts import ERROR_SELECTOR, PANIC_SELECTOR, panic_code, revert_text
from livepeer_conformance.backends import base
from livepeer_conformance.backends.base import Receipt
from livepeer_spec.primitives.abi import selector
from livepeer_spec.rejection import Reason
from livepeer_spec.versions import upgrade_of

_BASES: Final = {"arbitration": "confluence"}
"""Rule sets whose file has only what another one's has not."""
_MAX_BYTES: Final = 1 << 20
_MAX_CACHED: Final = 1 << 16
_SELECTOR_BYTES: Final = 4
_HALTS: Final = tuple(getattr(base, name) for name in dir(base) if name.startswith("HALT_"))
_ERROR_DECLARATION: Final = re.compile(r"[A-Za-z_$][\w$]*\([\w,()\[\]]*\)")
_SELECTOR: Final = re.compile(r"0x[0-9a-fA-F]{8}")


@dataclass(frozen=True, slots=True)
class Answer:
    """One way to reject: ``kind`` is text, pattern, error, panic, halt, empty or any_text."""

    kind: str
    value: str | int


@dataclass(frozen=True)
class ErrorTable:
    """The content of an error map file: answers by reason; ``name`` is the file's name for people."""

    answers: Mapping[Reason, tuple[Answer, ...]]
    strict: bool
    name: str = "the error map"

    def extended(self, other: "ErrorTable") -> "ErrorTable":
        """This table with the reasons of ``other`` in place of its own."""
        return ErrorTable({**self.answers, **other.answers}, other.strict, other.name)


@dataclass
class ErrorMap:
    """An error table, ready for look-ups.

    Attributes:
        table: the answers.
        tells: False where failed receipts come without revert data, so that nothing can be told from them.
        silent: whether the contracts tell no reasons, so that nothing can be told from an answer without data.
        declared: declarations of custom errors by selector, for people.
        unlisted: for each answer that is not listed, and a reason for which it was given, how often it was.
    """

    table: ErrorTable
    tells: bool = True
    silent: bool = False
    declared: Mapping[bytes, str] = field(default_factory=dict)
    unlisted: Counter[tuple[Answer, Reason]] = field(default_factory=Counter, repr=False)
    _simple: dict[tuple[str, Any], frozenset[Reason]] = field(init=False, repr=False)
    _patterns: list[tuple[re.Pattern[bytes], Reason]] = field(init=False, repr=False)
    _cache: dict[tuple[bytes, str], frozenset[Reason] | None] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        simple: dict[tuple[str, Any], set[Reason]] = {}
        self._patterns = []
        self._cache = {}
        for reason, answers in self.table.answers.items():
            for answer in answers:
                if answer.kind == "pattern":
                    self._patterns.append((re.compile(str(answer.value).encode(), re.DOTALL), reason))
                else:
                    simple.setdefault(_key(answer), set()).add(reason)
        self._simple = {key: frozenset(reasons) for key, reasons in simple.items()}

    def reasons(self, receipt: Receipt) -> frozenset[Reason] | None:
        """The reasons that a failed receipt may stand for; an empty set when it stands for none.

        None when the map does not tell: the backend has no revert data, the contracts tell no reasons, or the answer
        is not listed and the map is not strict.
        """
        key = receipt.output, receipt.halt
        cache = self._cache
        if key in cache:
            return cache[key]
        found = self._find(receipt)
        if len(cache) >= _MAX_CACHED:
            cache.clear()
        cache[key] = found
        return found

    def note(self, receipt: Receipt, reason: Reason) -> None:
        """Remember what a failed receipt answered where the spec rejects for ``reason``, if it is not listed.

        That a reason takes any text does not list a text.
        """
        data = receipt.output
        text, code = revert_text(data), panic_code(data)
        listed = self._texts(text) if text is not None and not receipt.halt else self._listed(receipt)
        if listed or not self._tells(receipt):
            return
        if receipt.halt:
            answer = Answer("halt", receipt.halt)
        elif not data:
            answer = Answer("empty", True)
        elif text is not None:
            try:
                answer = Answer("text", text.decode())
            except UnicodeDecodeError:
                return
        elif code is not None:
            answer = Answer("panic", code)
        elif len(data) >= _SELECTOR_BYTES:
            selector_ = data[:_SELECTOR_BYTES]
            answer = Answer("error", self.declared.get(selector_, f"0x{selector_.hex()}"))
        else:
            return
        self.unlisted[answer, reason] += 1

    def describe(self, receipt: Receipt) -> str:
        """The reasons that a failed receipt may stand for, or what it answered where that is not listed."""
        found = self._listed(receipt) if self._tells(receipt) else frozenset()
        names = " or ".join(sorted(reason.name for reason in found))
        text = None if receipt.halt else revert_text(receipt.output)
        if names and (text is None or self._texts(text)):
            return f"rejected, {names}"
        if names:
            return f"rejected, {names}: {self._answer(receipt)} is listed nowhere else in {self.table.name}"
        if receipt.halt:
            return f"halted, {receipt.halt}"
        if not self._tells(receipt):
            return "rejected"
        return f"rejected, unknown reason: {self._answer(receipt)} is not listed in {self.table.name}"

    def _answer(self, receipt: Receipt) -> str:
        """The answer itself; of a custom error without its arguments, so that equal failures look equal."""
        data = receipt.output
        text = revert_text(data)
        if text is not None:
            return f'the text "{text.decode("utf-8", "backslashreplace")}"'
        if not data:
            return "revert without data"
        code = panic_code(data)
        if code is not None:
            return f"Panic(0x{code:02x})"
        if len(data) < _SELECTOR_BYTES:
            return f"revert data 0x{data.hex()}"
        selector_ = f"0x{data[:_SELECTOR_BYTES].hex()}"
        declared = self.declared.get(data[:_SELECTOR_BYTES])
        return f"custom error {declared}, selector {selector_}," if declared else f"custom error {selector_}"

    def _texts(self, text: bytes) -> frozenset[Reason]:
        """The reasons that list a text or a pattern of it."""
        none: frozenset[Reason] = frozenset()
        patterns = (reason for pattern, reason in self._patterns if pattern.fullmatch(text))
        return self._simple.get(("text", text), none).union(patterns)

    def _tells(self, receipt: Receipt) -> bool:
        return self.tells and not (self.silent and not receipt.output)

    def _find(self, receipt: Receipt) -> frozenset[Reason] | None:
        if not self._tells(receipt):
            return None
        found = self._listed(receipt)
        return found if found or self.table.strict else None

    def _listed(self, receipt: Receipt) -> frozenset[Reason]:
        none: frozenset[Reason] = frozenset()
        simple = self._simple
        if receipt.halt:
            halts = _HALTS if receipt.halt == base.HALT_OTHER else (receipt.halt,)
            return none.union(*(simple.get(("halt", halt), none) for halt in halts))
        data = receipt.output
        if not data:
            return simple.get(("empty", None), none)
        text = revert_text(data)
        if text is not None:
            return self._texts(text) or simple.get(("any_text", None), none)
        code = panic_code(data)
        if code is not None:
            return simple.get(("panic", code), none)
        return simple.get(("error", data[:_SELECTOR_BYTES]), none)


def _key(answer: Answer) -> tuple[str, Any]:
    kind, value = answer.kind, answer.value
    if kind == "text":
        return kind, str(value).encode()
    if kind == "error":
        text = str(value)
        return kind, bytes.fromhex(text[2:]) if _SELECTOR.fullmatch(text) else selector(text)
    return kind, None if kind in ("empty", "any_text") else value


def built_in(upgrade: str) -> ErrorTable:
    """What the contracts of a rule set answer.

    A variant without a file of its own answers as its upgrade does; arbitration's file has what is new since
    Confluence."""
    folder = files("livepeer_conformance.adapters") / "error_maps"
    name = next(name for name in (f"{upgrade}.toml", f"{upgrade_of(upgrade)}.toml") if (folder / name).is_file())
    table = parse(tomllib.loads((folder / name).read_text(encoding="utf-8")), name)
    if upgrade in _BASES:
        table = built_in(_BASES[upgrade]).extended(table)
    return replace(table, name="the built-in error map (--error-map takes yours)")


def load(path: Path | str) -> ErrorTable:
    """The table in a file. Raises ``ErrorMapError``."""
    file = Path(path)
    try:
        if file.stat().st_size > _MAX_BYTES:
            raise ErrorMapError(file, "", f"more than {_MAX_BYTES} bytes are not read")
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ErrorMapError(file, "", f"cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise ErrorMapError(file, "", f"not valid TOML: {error}") from error
    return parse(document, str(file))


def parse(document: Mapping[str, Any], file: str) -> ErrorTable:
    """The table that a decoded file describes. Raises ``ErrorMapError`` naming the key that is wrong."""
    for key in document:
        if key not in ("reasons", "strict"):
            raise ErrorMapError(file, key, "unknown key; known are reasons and strict")
    strict = document.get("strict", True)
    if not isinstance(strict, bool):
        raise ErrorMapError(file, "strict", "expected true or false")
    reasons = document.get("reasons", {})
    if not isinstance(reasons, dict):
        raise ErrorMapError(file, "reasons", "expected a table")
    answers = {}
    for name, entries in reasons.items():
        key = f"reasons.{name}"
        if name not in Reason.__members__:
            raise ErrorMapError(file, key, "no such reason")
        listed = entries if isinstance(entries, list) else [entries]
        answers[Reason[name]] = tuple(_answer(entry, file, key) for entry in listed)
    return ErrorTable(answers, strict, Path(file).name)


def _answer(entry: Any, file: str, key: str) -> Answer:
    if isinstance(entry, str):
        return Answer("text", entry)
    if not isinstance(entry, dict) or len(entry) != 1:
        raise ErrorMapError(file, key, f"expected text or a table with one key, found {entry!r:.60}")
    kind, value = next(iter(entry.items()))
    problem = _problem(kind, value)
    if problem:
        raise ErrorMapError(file, f"{key}.{kind}", problem)
    return Answer(kind, value)


def _problem(kind: str, value: Any) -> str:
    """What is wrong with an answer, empty when nothing is."""
    if kind in ("empty", "any_text"):
        return "" if value is True else "expected true"
    if kind == "panic":
        return "" if type(value) is int and 0 <= value < 1 << 256 else "expected a panic code such as 0x11"
    if kind == "halt":
        return "" if value in _HALTS else f"expected one of {', '.join(_HALTS)}"
    if kind == "error":
        return _error_problem(value)
    if kind == "pattern":
        return _pattern_problem(value)
    return "unknown kind of answer; known are pattern, error, panic, halt, empty, any_text"


def _error_problem(value: Any) -> str:
    if not isinstance(value, str) or not (_ERROR_DECLARATION.fullmatch(value) or _SELECTOR.fullmatch(value)):
        return "expected a declaration such as NotBonded(address), or a selector such as 0x12345678"
    found = _key(Answer("error", value))[1]
    return "write it as text or panic" if found in (ERROR_SELECTOR, PANIC_SELECTOR) else ""


def _pattern_problem(value: Any) -> str:
    try:
        re.compile(value)
    except (re.error, TypeError, RecursionError, OverflowError) as error:
        return f"expected a regular expression: {error}"
    return ""


def declarations(abi: Iterable[Mapping[str, Any]]) -> dict[bytes, str]:
    """The custom errors of an ABI, by selector."""
    found = (f"{entry.get('name')}({_types(entry.get('inputs', ()))})" for entry in abi if entry["type"] == "error")
    return {selector(declaration): declaration for declaration in found}


def _types(inputs: Iterable[Mapping[str, Any]]) -> str:
    return ",".join(entry["type"].replace("tuple", f"({_types(entry.get('components', ()))})", 1) for entry in inputs)


def unlisted(table: ErrorTable, reasons: Iterable[Reason]) -> list[Reason]:
    """Those of ``reasons`` that the table has no answer for."""
    return [reason for reason in reasons if reason not in table.answers]
