"""The results as JUnit XML: one row a check and upgrade, failures and errors apart."""

import re
from collections.abc import Iterable
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from livepeer_conformance.reports.results import Results
from livepeer_conformance.verdict import Outcome, Verdict

_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(path: Path, results: Results) -> None:
    """Write the results; what went wrong outside all checks is a test suite of its own."""
    root = Element("testsuites", name="livepeer-conformance")
    for upgrade in results.upgrades:
        _suite(root, upgrade, results, [verdict for verdict in results.verdicts if verdict.upgrade == upgrade])
    if results.problems:
        suite = SubElement(root, "testsuite", name="harness", tests=str(len(results.problems)), failures="0")
        suite.set("errors", str(len(results.problems)))
        for number, problem in enumerate(results.problems, start=1):
            _detail(SubElement(suite, "testcase", classname="harness", name=f"problem {number}"), "error", problem)
    indent(root)
    path.parent.mkdir(parents=True, exist_ok=True)
    ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _suite(root: Element, upgrade: str, results: Results, verdicts: list[Verdict]) -> None:
    def count(outcome: Outcome) -> str:
        return str(sum(verdict.outcome is outcome for verdict in verdicts if verdict not in results.expected_failures))

    expected = sum(verdict in results.expected_failures for verdict in verdicts)
    suite = SubElement(
        root,
        "testsuite",
        name=upgrade,
        tests=str(len(verdicts)),
        failures=count(Outcome.FAILED),
        errors=count(Outcome.ERROR),
        skipped=str(int(count(Outcome.NOT_RUN)) + expected),
        time=f"{sum(verdict.seconds for verdict in verdicts):.3f}",
    )
    for verdict in verdicts:
        area, _, name = verdict.check.partition("/")
        case = SubElement(suite, "testcase", classname=f"{upgrade}.{area}", name=name, time=f"{verdict.seconds:.4f}")
        _properties(case, (("requirement", id_) for id_ in verdict.requirements))
        if verdict in results.expected_failures:
            _detail(case, "skipped", "expected failure: " + verdict.explanation)
        elif verdict.outcome is Outcome.FAILED:
            _detail(case, "failure", verdict.explanation)
        elif verdict.outcome is Outcome.ERROR:
            _detail(case, "error", verdict.explanation)
        elif verdict.outcome is Outcome.NOT_RUN:
            _detail(case, "skipped", verdict.explanation)


def _properties(case: Element, properties: Iterable[tuple[str, str]]) -> None:
    parent = None
    for name, value in properties:
        parent = SubElement(case, "properties") if parent is None else parent
        SubElement(parent, "property", name=name, value=value)


def _detail(case: Element, kind: str, text: str) -> None:
    text = _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
    SubElement(case, kind, message=text.strip().split("\n")[0]).text = text
