"""Running the suite on mutants: which check finds each one, and whether it names what the mutant violates.

A finding counts as a kill only when it speaks against one of the mutant's requirements and the unbroken reference
passes the same check, in the same process. A mutant that cannot be deployed is an error and kills nothing.
"""

import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from livepeer_conformance.adapters.artifacts import Artifact
from livepeer_conformance.compare.concerned import concern
from livepeer_conformance.invariants.violating import difference_of, violating_on
from livepeer_conformance.lockstep.world import World
from livepeer_conformance.machines.campaign import Finding, run_campaign
from livepeer_conformance.machines.driver import run_sequence
from livepeer_conformance.machines.profiles import PROFILES, Profile
from livepeer_conformance.model.action import TIME_ACTIONS, Trace
from livepeer_conformance.mutants import compiled
from livepeer_conformance.mutants.catalogue import Mutant
from livepeer_conformance.mutants.checks import Divergence, ScenarioCheck, Worlds, scenario_checks
from livepeer_conformance.shrink.failing import Fails, failing_on
from livepeer_conformance.shrink.shrinker import Budget, shrink
from livepeer_spec.upgrades.streamflow import clock

SEEDS: Final = (0, 1, 2, 3, 4)
"""Seeds of generation unless others are given."""
SHRINKING: Final = Budget(tries=1_000, seconds=5)
GENERATED: Final = "generated/sequences_agree_and_keep_invariants"
"""The check that runs generated sequences."""


@dataclass(frozen=True)
class Kill:
    """A check that finds a mutant.

    Attributes:
        check: its id.
        requirement: the mutant's requirement that the finding names; empty when it names others only, so that it does
            not count.
        outright: whether it is named as violated, and not only as at stake.
        transactions, rounds: transactions of the trace, and rounds in which there are some; after shrinking, which is
            done for scenarios and the first seed.
        seconds: from the start of the mutant's run under this check or seed, without shrinking.
        sequences: generated sequences up to the finding.
        headline: the first difference.
    """

    check: str
    requirement: str
    transactions: int
    rounds: int
    seconds: float
    headline: str
    sequences: int = 0
    outright: bool = True


@dataclass
class Result:
    """What became of a mutant.

    Attributes:
        scenario: the first scenario that kills it, or else the first that finds it without naming its requirement.
        generated: the same for generated sequences, by seed; None where they find nothing.
        error: why nothing can be said.
    """

    mutant: Mutant
    scenario: Kill | None = None
    generated: dict[int, Kill | None] = field(default_factory=dict)
    error: str = ""

    @property
    def kills(self) -> list[Kill]:
        """The findings that count."""
        found = (self.scenario, *self.generated.values())
        return [kill for kill in found if kill is not None and kill.requirement]

    @property
    def killed(self) -> bool:
        """Whether the suite refuses the mutant for what it violates."""
        return not self.error and bool(self.kills)

    @property
    def outcome(self) -> str:
        """In a word."""
        return "error" if self.error else "killed" if self.killed else "survived"

    def to_json(self) -> dict[str, Any]:
        """A plain form."""
        mutant = self.mutant
        return {
            "id": mutant.id,
            "upgrade": mutant.upgrade,
            "contract": mutant.contract,
            "kind": mutant.kind,
            "about": mutant.about,
            "requirements": list(mutant.requirements),
            "outcome": self.outcome,
            "error": self.error,
            "scenario": asdict(self.scenario) if self.scenario else None,
            "generated": {str(seed): asdict(kill) if kill else None for seed, kill in self.generated.items()},
        }


class Runner:
    """Runs mutants one after the other; the unbroken references stay deployed."""

    def __init__(
        self, seeds: Iterable[int] = SEEDS, profile: Profile = PROFILES["ci"], shrinking: Budget = SHRINKING
    ) -> None:
        self._seeds = tuple(seeds)
        self._profile = profile
        self._shrinking = shrinking
        self._references: dict[str, Worlds] = {}
        self._passed: dict[tuple[str, str], bool] = {}

    def run(self, mutant: Mutant, artifact: Artifact | None = None) -> Result:
        """Run the scenarios and, under each seed, the generated sequences on a mutant; ``artifact`` replaces its code.

        Raises ``CatalogueError`` when it is not compiled.
        """
        result = Result(mutant)
        worlds = Worlds(mutant.upgrade, {mutant.contract: artifact or compiled.artifact(mutant)}, f"mutant {mutant.id}")
        try:
            result.scenario = self._scenarios(mutant, worlds)
            for seed in self._seeds:
                result.generated[seed] = self._generate(mutant, worlds, seed)
        except Exception as error:
            # Whatever it is, it says nothing about the mutant.
            result.error = f"{type(error).__name__}: {error}"
        finally:
            worlds.close()
        return result

    def close(self) -> None:
        """Release the references."""
        for worlds in self._references.values():
            worlds.close()

    def _reference(self, upgrade: str) -> Worlds:
        if upgrade not in self._references:
            self._references[upgrade] = Worlds(upgrade, {}, "reference")
        return self._references[upgrade]

    # Scenarios.

    def _scenarios(self, mutant: Mutant, worlds: Worlds) -> Kill | None:
        """The first scenario that kills, those that name a requirement of the mutant first."""
        wanted = set(mutant.requirements)
        checks = sorted(scenario_checks(mutant.upgrade), key=lambda check: wanted.isdisjoint(check.requirements))
        started = time.perf_counter()
        found: Kill | None = None
        for check in checks:
            if found is not None and wanted.isdisjoint(check.requirements):
                break
            world = worlds.get(check.options)
            divergence = check.run(world)
            if divergence is None or not self._reference_passes(mutant.upgrade, check):
                continue
            kill = _kill(check.id, mutant, world, divergence, time.perf_counter() - started)
            if kill.requirement:
                return self._shown_shortest(kill, world, divergence)
            found = found or kill
        return found

    def _reference_passes(self, upgrade: str, check: ScenarioCheck) -> bool:
        key = upgrade, check.id
        if key not in self._passed:
            self._passed[key] = check.run(self._reference(upgrade).get(check.options)) is None
        return self._passed[key]

    # Generated sequences.

    def _generate(self, mutant: Mutant, worlds: Worlds, seed: int) -> Kill | None:
        """What the first sequence that differs shows, as the generated check of a run would."""
        started, world = time.perf_counter(), worlds.get()
        campaign = run_campaign(world, self._profile, seed)
        seconds = time.perf_counter() - started
        finding = campaign.finding
        if finding is None or not self._reference_agrees(mutant.upgrade, finding):
            return None
        divergence = _divergence(finding)
        kill = replace(_kill(GENERATED, mutant, world, divergence, seconds), sequences=campaign.sequences)
        if seed != self._seeds[0]:
            return kill
        broken = finding.violation.requirement if finding.violation is not None else ""
        return self._shown_shortest(kill, world, divergence, broken)

    def _reference_agrees(self, upgrade: str, finding: Finding) -> bool:
        """Whether the unbroken reference agrees with the spec throughout the sequence that found the mutant."""
        sequence = finding.result
        return not run_sequence(self._reference(upgrade).get(), sequence.config, sequence.seed).differences

    def _shown_shortest(self, kill: Kill, world: World, divergence: Divergence, broken: str = "") -> Kill:
        """The kill with the size of the shortest trace that fails alike; ``broken`` is the invariant, if it is one."""
        trace = divergence.trace
        fails: Fails = violating_on(world, broken) if broken else failing_on(world, trace.options)
        if fails(trace) is None:
            # A view that only the scenario asks for.
            return kill
        shortest = shrink(trace, fails, self._shrinking)
        return replace(kill, transactions=_transactions(shortest), rounds=_rounds(world, shortest))


def _divergence(finding: Finding) -> Divergence:
    """A finding as it was seen."""
    result, violation = finding.result, finding.violation
    if violation is not None:
        return Divergence(result.trace, result.step_index, [difference_of(violation)], (violation.requirement,))
    return Divergence(result.trace, result.step_index, result.differences)


def _kill(check: str, mutant: Mutant, world: World, divergence: Divergence, seconds: float) -> Kill:
    """The finding, with what its explanation says of the mutant's requirements."""
    found = concern(mutant.upgrade, divergence.made, divergence.differences, divergence.covered)
    ours = [id_ for id_ in found.all if id_ in mutant.requirements]
    difference = divergence.differences[0]
    where = f"{difference.where} {difference.field}".strip()
    trace = replace(divergence.trace, steps=divergence.trace.steps[: divergence.step_index + 1])
    return Kill(
        check=check,
        requirement=ours[0] if ours else "",
        transactions=_transactions(trace),
        rounds=_rounds(world, trace),
        seconds=round(seconds, 3),
        headline=f"{divergence.transaction or 'final state'}: {where}",
        outright=any(id_ in found.named for id_ in ours),
    )


def _transactions(trace: Trace) -> int:
    return sum(step.name not in TIME_ACTIONS for step in trace.steps)


def _rounds(world: World, trace: Trace) -> int:
    """In how many rounds the trace has transactions."""
    rounds, state = set(), world.state.rounds
    world.restore()
    for step in trace.steps:
        if step.name not in TIME_ACTIONS and state.round_length:
            rounds.add(clock.round_at(state, world.backend.block_number))
        world.step(step)
    return len(rounds)
