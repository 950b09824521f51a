"""Vectors of functions one by one: what a client program is asked, and what it must answer."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from livepeer_conformance.fixtures import canonical, envelope, functions
from livepeer_conformance.fixtures.canonical import INFO
from livepeer_conformance.model.json_text import parse_json
from livepeer_spec import requirements as registry

_NINE_DECIMALS: Final = re.compile(r"-?\d+\.\d{9}")
_TOLERANCE: Final = Fraction(1, 10**9)


class VectorFileError(ValueError):
    """A file that is no fixture of a function; the message says why."""


@dataclass(frozen=True)
class VectorCase:
    """A vector.

    Attributes:
        document: the fixture that it is in.
        case: its entry there.
    """

    document: dict[str, Any]
    case: dict[str, Any]

    @property
    def upgrade(self) -> str:
        """Whose rules apply."""
        return str(self.document["upgrade"])

    @property
    def function(self) -> str:
        """The function that is asked for."""
        return str(self.document["function"])

    @property
    def check(self) -> str:
        """The id of the check that it is: ``payments/aux_data[usual]``."""
        area = self.document["id"].split("/")[1]
        return f"{area}/{self.function}[{self.case['name']}]"

    @property
    def requirements(self) -> tuple[str, ...]:
        """The requirements that it checks: those that it names, or all of its fixture's where it names none.

        A wrong answer speaks against these, and against no other of its function: each of the others has vectors of its
        own, which say what became of it.
        """
        return tuple(self.case.get("requirements", self.document["requirements"]))


def vectors(scopes: Iterable[str]) -> list[VectorCase]:
    """All vectors of some upgrades, and between nodes."""
    return [case for scope in scopes for document in functions.documents(scope) for case in cases(document)]


def cases(document: dict[str, Any]) -> Iterator[VectorCase]:
    """The vectors of a fixture of a function."""
    return (VectorCase(document, case) for case in document["cases"])


def save(case: VectorCase, path: Path) -> None:
    """Write a vector as a fixture of its own, which has no other."""
    content = {key: value for key, value in case.document.items() if key != INFO}
    content |= {
        "id": f"{case.document['id']}__{case.case['name']}",
        "requirements": list(case.requirements),
        "cases": [case.case],
    }
    canonical.write(path, envelope.sealed(content, check="", description=case.document[INFO]["description"]))


def load(path: Path) -> list[VectorCase]:
    """The vectors of a fixture's file. Raises ``VectorFileError``."""
    try:
        document = parse_json(path.read_bytes())
    except (OSError, ValueError) as error:
        raise VectorFileError(f"{path}: cannot be read: {error}") from error
    if not isinstance(document, dict) or document.get("schema") != envelope.SCHEMA:
        raise VectorFileError(f"{path}: is no {envelope.SCHEMA}")
    if document.get("kind") != "function":
        raise VectorFileError(f"{path}: is no fixture of a function, but {document.get('kind')}")
    if document.get(INFO, {}).get("hash") != canonical.digest(document):
        raise VectorFileError(f"{path}: is not what it was: its hash is another")
    if unknown := set(document["requirements"]) - registry.load().keys():
        raise VectorFileError(f"{path}: unknown requirements {', '.join(sorted(unknown))}")
    found = list(cases(document))
    for case in found:
        if foreign := set(case.requirements) - set(document["requirements"]):
            raise VectorFileError(f"{path}: {case.check} names {', '.join(sorted(foreign))}, which its file does not")
    return found


def mismatch(expected: dict[str, Any], answer: dict[str, Any], tells_reasons: bool) -> str:
    """What kind of difference there is between what must come and what came; empty for none."""
    if expected["status"] == "rejected":
        if answer["status"] == "ok":
            return "unexpected success"
        return "wrong reason" if tells_reasons and answer.get("reason") != expected["reason"] else ""
    if answer["status"] == "rejected":
        return "unexpected rejection"
    return "" if _is_equal(expected["value"], answer["value"]) else "wrong value"


def _is_equal(expected: Any, found: Any) -> bool:
    """Whether two JSON values are equal; text with nine decimals may be other in the last one."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return expected.keys() == found.keys() and all(_is_equal(expected[key], found[key]) for key in expected)
    if isinstance(expected, list) and isinstance(found, list):
        return _are_equal(expected, found)
    if isinstance(expected, str) and isinstance(found, str) and _NINE_DECIMALS.fullmatch(expected):
        return bool(_NINE_DECIMALS.fullmatch(found)) and abs(Fraction(expected) - Fraction(found)) <= _TOLERANCE
    return type(expected) is type(found) and bool(expected == found)


def _are_equal(expected: Sequence[Any], found: Sequence[Any]) -> bool:
    return len(expected) == len(found) and all(map(_is_equal, expected, found))
