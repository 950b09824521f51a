"""Runs of ``livepeer-conformance client`` on programs that are written for a test."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jsonschema
from typer.testing import CliRunner

from livepeer_conformance.cli import app
from livepeer_conformance.vectors import vectors

REPOSITORY = Path(__file__).parents[2]
DRIVERS = REPOSITORY / "conformance" / "drivers"
SCHEMA = json.loads((REPOSITORY / "fixtures" / "schema" / "report-v1.json").read_text(encoding="utf-8"))

PROGRAM = """
import json, os, select, signal, subprocess, sys, time

ANSWERS = json.load(open({answers!r}))
HELLO = {{
    "protocol": "client-v1", "client": "made up", "functions": {{"offchain": ["aux_data", "has_won"]}},
    "capabilities": ["pipelining", "reasons"],
}}


def write(text):
    sys.stdout.write(text)
    sys.stdout.flush()


def say(content):
    write(json.dumps(content) + "\\n")


def greet(hello):
    say({{"hello": HELLO}})


def answer(question):
    say({{"id": question["id"], **right(question)}})


def right(question):
    return ANSWERS[json.dumps(question["args"], sort_keys=True)]


def is_bad(question):
    return question["args"].get("creationRound") == "-5"

{behaviour}

for line in sys.stdin:
    question = json.loads(line)
    if "hello" in question:
        greet(question["hello"])
    else:
        answer(question)
"""
"""A client that answers ``aux_data`` and ``has_won`` rightly, but for what its behaviour replaces.

``is_bad`` is true of one of the 12 questions, in their middle.
"""


class ClientRun:
    """Runs the command; the report of each run is in a folder of the test's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.report_file = folder / "report" / "report.json"

    def made_up(self, behaviour: str = "", *options: object, offers: Sequence[str] = ("aux_data", "has_won")) -> Any:
        """Run a program that behaves so."""
        cases = [case for case in vectors(["offchain"]) if case.function in ("aux_data", "has_won")]
        known = {json.dumps(case.case["args"], sort_keys=True): case.case["expect"] for case in cases}
        answers, program = self.folder / "answers.json", self.folder / "program.py"
        answers.write_text(json.dumps(known), encoding="utf-8")
        program.write_text(PROGRAM.format(answers=str(answers), behaviour=behaviour), encoding="utf-8")
        functions = [word for name in offers for word in ("--function", name)]
        return self.run([sys.executable, str(program)], "--upgrade", "offchain", *functions, *options)

    def run(self, command: Sequence[object], *options: object) -> Any:
        """Run a program; ``report`` of the result is the report's content, None without one."""
        self.report_file.unlink(missing_ok=True)
        words = ["client", "--report", self.report_file.parent, *options, "--", *command]
        result: Any = CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "200"})
        result.report = None
        if self.report_file.exists():
            result.report = json.loads(self.report_file.read_text(encoding="utf-8"))
            jsonschema.validate(result.report, SCHEMA)
        return result


def outcomes(report: dict[str, Any]) -> dict[str, int]:
    """How many checks ended how, without those that are none."""
    counts: dict[str, int] = report["summary"]["offchain"]["checks"]
    return {outcome: count for outcome, count in counts.items() if count}


def statuses(report: dict[str, Any]) -> dict[str, str]:
    """The status of each requirement between nodes."""
    return {entry["id"]: entry["status"] for entry in report["requirements"] if entry["upgrade"] == "offchain"}
