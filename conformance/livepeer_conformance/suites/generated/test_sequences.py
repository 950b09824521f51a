"""Generated sequences: whatever accounts, contracts and governance may try, in any order.

After each step everything that the transaction wrote is compared, and at the end the complete observable state; the
invariants of the protocol are looked at as the sequence goes. The first finding ends the campaign and is shrunk.
"""

from typing import Any

import pytest

from livepeer_conformance.compare.concerned import concern
from livepeer_conformance.invariants.violating import difference_of, violating_on
from livepeer_conformance.machines.campaign import Finding, figures, run_campaign
from livepeer_conformance.machines.profiles import PROFILES
from livepeer_conformance.model.action import Trace
from livepeer_conformance.shrink.failing import Fails, failing_on
from livepeer_conformance.shrink.shrinker import Budget, shrink
from livepeer_conformance.suites.scenario import NonConformance, requirement_where_it_holds

SHRINKING = Budget(tries=4_000, seconds=30)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Divide a long profile into parts, each a check of its own."""
    profile = PROFILES.get(metafunc.config.getoption("--livepeer-profile"))
    if profile is not None and profile.parts > 1:
        metafunc.parametrize("part", range(profile.parts), ids=lambda part: f"part_{part}")


@pytest.fixture
def part() -> int:
    """Which part of the sequences a check runs, where they are not divided."""
    return 0


@pytest.mark.long
@requirement_where_it_holds(
    "LP-INV-001", "LP-INV-002", "LP-INV-003", "LP-INV-004", "LP-INV-005", "LP-INV-006", "LP-INV-007", "LP-INV-009",
    "LP-INV-010", "LP-INV-011", "LP-INV-012", "LP-INV-013", "LP-INV-014", "LP-INV-015", "LP-INV-016", "LP-AINV-001",
    "LP-AINV-002", "LP-AINV-003", "LP-AINV-004", "LP-AINV-005", "LP-AINV-006", "LP-AINV-007", "LP-AINV-008",
    "LP-AINV-009", "LP-AINV-010", "LP-AINV-011", "LP-AINV-012", "LP-AINV-013", "LP-AINV-014",
    "LP-DISP-040", "LP-DISP-041", "LP-DISP-042", "LP-DISP-060", "LP-DISP-061", "LP-VOTE-018", "LP-COURT-034",
    "LP-COURT-035", "LP-PEN-026", "LP-PEN-027", "LP-ESC-025", "LP-ESC-026", "LP-ESC-027", "LP-PROOF-008",
    "LP-FAULT-021", "LP-FAULT-022",
    "LP-WINV-001", "LP-WINV-002", "LP-WINV-003", "LP-WINV-004",
)  # fmt: skip
def test_sequences_agree_and_keep_invariants(
    livepeer_session: Any, livepeer_upgrade: str, part: int, record_property: Any
) -> None:
    """Given any sequence of transactions, when both sides run it, then they agree, and the invariants hold."""
    settings = livepeer_session.settings
    world = livepeer_session.world(livepeer_upgrade)
    profile = PROFILES[settings.profile].part.on(settings.backend)
    campaign = run_campaign(world, profile, settings.seed, part)
    for name, value in figures(campaign).items():
        record_property(name, value)
    if campaign.finding is not None:
        raise explain_finding(world, campaign.finding)


def explain_finding(world: Any, finding: Finding) -> NonConformance:
    """The shortest trace that shows a finding, as a failure."""
    if finding.violation is not None:
        fails: Fails = violating_on(world, finding.violation.requirement)
        requirements: tuple[str, ...] = (finding.violation.requirement,)
        differences = [difference_of(finding.violation)]
    else:
        fails, requirements, differences = failing_on(world), (), finding.result.differences
    return _shortest(fails, finding, requirements, differences)


def _shortest(fails: Fails, finding: Finding, requirements: tuple[str, ...], differences: list[Any]) -> NonConformance:
    if fails(finding.trace) is None:
        # It does not happen again from the start: tell it as it was seen.
        return _failure(finding.trace, finding.result.step_index, differences, requirements)
    trace = shrink(finding.trace, fails, SHRINKING)
    shown = fails(trace)
    assert shown is not None, "a shrunk trace fails"
    return _failure(trace, shown.step_index, list(shown.differences), requirements)


def _failure(trace: Trace, index: int, differences: list[Any], requirements: tuple[str, ...]) -> NonConformance:
    """A failure that speaks against ``requirements``, or against those that the differing step has to meet."""
    transaction = trace.steps[index].name if index < len(trace.steps) else ""
    ids = requirements or concern(trace.upgrade, [transaction], differences).named
    return NonConformance(trace, index, differences, ids)
