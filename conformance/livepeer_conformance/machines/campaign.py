"""A campaign: many generated sequences on one world, with Hypothesis in charge of seeds and of remembered failures."""

import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.database import DirectoryBasedExampleDatabase

from livepeer_conformance.invariants.defects import DEFECTS, Defect
from livepeer_conformance.invariants.monitor import Monitor, Violation
from livepeer_conformance.lockstep.world import Step, World
from livepeer_conformance.machines.driver import Observer, Reach, SequenceResult, run_sequence
from livepeer_conformance.machines.profiles import Profile
from livepeer_conformance.machines.repertoire import repertoire
from livepeer_conformance.machines.swarm import SwarmConfig, sequences
from livepeer_conformance.model.action import Action, Trace

_PART: Final = 2**32
"""How far the numbers of two parts are apart, of which Hypothesis draws other sequences each."""


@dataclass
class Finding:
    """What a campaign found.

    Attributes:
        result: the sequence, with differences when spec and target diverge.
        violation: the invariant that does not hold, when it is one.
    """

    result: SequenceResult
    violation: Violation | None = None

    @property
    def trace(self) -> Trace:
        """The sequence so far."""
        return self.result.trace


@dataclass
class Campaign:
    """What was done, and the first finding if there is one.

    ``seed`` and ``part`` give the same sequences again.
    """

    seed: int
    part: int = 0
    reach: Reach = field(default_factory=Reach)
    sequences: int = 0
    finding: Finding | None = None


class _Stop(Exception):
    """A finding ends the campaign."""


class _Watch(Observer):
    """Passes the steps of a sequence to the monitor, and remembers the first violation."""

    def __init__(self, monitor: Monitor) -> None:
        self.monitor = monitor
        self.violation: Violation | None = None

    def before(self, world: World) -> None:
        self.violation = None
        self.monitor.start(world)

    def expect(self, world: World, action: Action) -> None:
        self.monitor.expect(world, action)

    def after(self, world: World, step: Step) -> bool:
        self.violation = self.monitor.note(world, step)
        return self.violation is not None


def run_campaign(
    world: World,
    profile: Profile,
    chosen_seed: int | None = None,
    part: int = 0,
    defects: Iterable[Defect] = DEFECTS,
    every: int = 20,
    database: str | None = None,
) -> Campaign:
    """Run the profile's sequences until spec and target diverge or an invariant breaks.

    ``chosen_seed`` repeats a campaign; without it a derandomized profile takes seed 0 and any other a fresh one. Each
    ``part`` of a seed has sequences of its own.
    ``defects`` are the known defects that excuse invariants, which are looked at every ``every`` steps and at the end.
    """
    number = chosen_seed if chosen_seed is not None else 0 if profile.derandomized else secrets.randbits(32)
    campaign = Campaign(number, part)
    watch = _Watch(Monitor(every, defects))

    @seed(number + part * _PART)
    @settings(
        max_examples=profile.widened(repertoire(world.upgrade.name).breadth).sequences,
        deadline=None,
        phases=(Phase.explicit, Phase.reuse, Phase.generate) if database else (Phase.explicit, Phase.generate),
        database=DirectoryBasedExampleDatabase(database) if database else None,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    @given(sequences(world.upgrade.name, profile.length))
    def attempt(drawn: tuple[SwarmConfig, int]) -> None:
        if campaign.finding is not None:
            raise _Stop
        result = run_sequence(world, *drawn, observer=watch)
        campaign.sequences += 1
        campaign.reach.add(result.reach)
        violation = watch.violation
        if not result.differences and violation is None:
            violation = watch.monitor.finish(world)
        if result.differences or violation is not None:
            campaign.finding = Finding(result, violation)
            raise _Stop

    with suppress(_Stop):
        attempt()
    return campaign


def figures(campaign: Campaign) -> dict[str, Any]:
    """What a campaign did, in numbers."""
    return {
        "seed": str(campaign.seed),
        "part": campaign.part,
        "sequences": campaign.sequences,
        "transactions": campaign.reach.transactions,
        "outcomes": len(campaign.reach.outcomes),
    }
