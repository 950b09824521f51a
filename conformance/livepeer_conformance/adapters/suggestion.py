"""Proposing an error map: what the answers that no map lists were seen for.

Whenever the spec rejects and the target answers something that the error map does not list, that is a sighting of the
answer for the spec's reason. An answer that was only ever seen for one reason is proposed for it. Of any other the file
tells in a comment what it was seen for: either it stands for several reasons, or the target checks in another order.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from livepeer_conformance.adapters.error_map import Answer, ErrorTable
from livepeer_spec.rejection import Reason

FILE: Final = "errors-suggested.toml"
_VAGUE: Final = ("empty", "halt")
"""Kinds of answers that tell nothing, so that having been seen for one reason means little."""


class Sighting(NamedTuple):
    """An answer that is not listed, the name of the reason that the spec gave, and how often that was seen."""

    kind: str
    value: str | int
    reason: str
    times: int

    @property
    def answer(self) -> Answer:
        """What was answered."""
        return Answer(self.kind, self.value)


class Suggestion(NamedTuple):
    """What follows from sightings.

    Attributes:
        proposed: answers by the only reason that each was seen for.
        open: how often each other answer was seen for which reason.
    """

    proposed: dict[Reason, list[Answer]]
    open: dict[Answer, dict[str, int]]


def suggest(sightings: Iterable[Sighting]) -> Suggestion:
    """What can be told from these, in an order that does not depend on theirs."""
    seen: dict[Answer, Counter[str]] = {}
    for sighting in sightings:
        seen.setdefault(sighting.answer, Counter())[sighting.reason] += sighting.times
    suggestion = Suggestion({}, {})
    for answer in sorted(seen, key=lambda answer: (answer.kind, str(answer.value))):
        if len(seen[answer]) == 1 and answer.kind not in _VAGUE:
            (reason,) = seen[answer]
            suggestion.proposed.setdefault(Reason[reason], []).append(answer)
        else:
            suggestion.open[answer] = dict(sorted(seen[answer].items(), key=lambda pair: (-pair[1], pair[0])))
    return suggestion


def document(suggestion: Suggestion, listed: Mapping[Reason, tuple[Answer, ...]], own: ErrorTable | None) -> str:
    """An error map (TOML) that can take the place of ``own``, the one that the run was given, if it was.

    A reason for which something is proposed keeps the answers that are ``listed`` for it, since contracts that the
    target lacks come from the reference.
    """
    answers: dict[Reason, list[Answer]] = {}
    for reason, known in (own.answers if own else {}).items():
        answers[reason] = list(known)
    for reason, proposed in suggestion.proposed.items():
        answers[reason] = [*proposed, *answers.get(reason, listed.get(reason, ()))]
    lines = [
        "# Proposed by `livepeer-conformance run --suggest-errors`: each answer that the error map did not list, under",
        "# the only reason that the spec gave when it was seen. Look it over before you use it: where a contract is",
        "# wrong, so is what is proposed for it.",
        "",
    ]
    if own is not None and not own.strict:
        lines += ["strict = false", ""]
    lines.append("[reasons]")
    for reason in sorted(answers, key=lambda reason: reason.name):
        entries = [_toml(answer) for answer in answers[reason]]
        lines.append(f"{reason.name} = {entries[0] if len(entries) == 1 else '[' + ', '.join(entries) + ']'}")
    if suggestion.open:
        lines += ["", "# Not proposed, and how often each was seen for which reason:"]
    for answer, reasons in suggestion.open.items():
        lines += ["#", f"# {_toml(answer)}", *(f"#   {name}: {times}" for name, times in reasons.items())]
    return "\n".join(lines) + "\n"


def _toml(answer: Answer) -> str:
    if answer.kind == "text":
        return _string(str(answer.value))
    value: Any = answer.value
    text = "true" if answer.kind in ("empty", "any_text") else hex(value) if answer.kind == "panic" else _string(value)
    return f"{{ {answer.kind} = {text} }}"


def _string(value: str) -> str:
    """A basic string; TOML knows the escapes of JSON, and refuses DEL as it is."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
