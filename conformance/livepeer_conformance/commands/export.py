"""``livepeer-conformance export``: a trace in another tool's form."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console

from livepeer_conformance import replay as replaying
from livepeer_conformance import trace_file
from livepeer_conformance.adapters import existing, manifest
from livepeer_conformance.adapters.errors import TargetError
from livepeer_conformance.backends.base import BackendError
from livepeer_conformance.commands.usage import Impossible, UsageError, check_files
from livepeer_conformance.export.construction import recorded_world
from livepeer_conformance.export.foundry import foundry_test
from livepeer_conformance.model.action import ModelError
from livepeer_conformance.reports.results import ExitCode
from livepeer_conformance.settings import Settings


def show(console: Console, path: Path, settings: Settings, addresses: Path | None) -> ExitCode:
    """Write a trace as a Foundry test to the console's file. Raises ``UsageError`` and ``Impossible``.

    The test deploys the contracts, unless it is told where they are. It demands what the spec says of the step on which
    the target diverges, or of the last one.
    """
    try:
        trace = trace_file.load(path)
        settings = replace(settings, upgrades=(trace.upgrade,), preset=trace.preset)
        check_files(settings)
        world, creations = recorded_world(settings, trace.upgrade, trace.options)
        try:
            result = replaying.replay(world, trace)
            known: dict[str, Any] = {"creations": creations}
            if addresses is not None:
                known = {"addresses": existing.read_addresses(addresses, manifest.built_in(trace.upgrade))}
            divergence = (result.step_index, result.differences) if result.diverged else (None, ())
            console.file.write(foundry_test(world, trace, *divergence, **known))
        finally:
            world.backend.close()
    except ModelError as error:
        raise UsageError(str(error)) from error
    except (TargetError, BackendError) as error:
        raise Impossible(str(error)) from error
    return ExitCode.CONFORMANT
