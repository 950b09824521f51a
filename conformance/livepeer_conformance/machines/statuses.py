"""Statuses of accounts, and how they change."""

from collections import Counter
from collections.abc import Iterable

from livepeer_conformance.lockstep.world import Step
from livepeer_conformance.machines.scene import Scene
from livepeer_spec.primitives.types import Address

Transition = tuple[str, str, str]
"""What changed (such as ``delegator``), from which status, to which."""


class Statuses:
    """The statuses of a sequence's actors, kept up to date step by step."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._accounts = {scene.address(name) for name in scene.actors}
        self._statuses = scene.repertoire.statuses
        self._records = tuple({kind for status in self._statuses for kind in status.records})
        self._known: dict[tuple[str, Address], str] = {}
        self._round = scene.current
        self._mark = 0
        self._look(self._accounts, Counter())

    def note(self, step: Step, transitions: Counter[Transition]) -> None:
        """Count the changes that a step brought about."""
        scene = self._scene
        entries, current = scene.state.journal.entries, scene.current
        if current != self._round:
            self._round = current
            self._look(self._accounts, transitions)
        elif len(entries) > self._mark:
            keys = [owner.key for owner, _, _ in entries[self._mark :] if isinstance(owner, self._records)]
            touched = {key[0] if isinstance(key, tuple) else key for key in keys}
            self._look(touched & self._accounts, transitions)
        self._mark = len(entries)

    def _look(self, accounts: Iterable[Address], transitions: Counter[Transition]) -> None:
        state, current, known = self._scene.state, self._round, self._known
        for account in accounts:
            for kind in self._statuses:
                status = kind.read(state, account, current)
                before = known.get((kind.of, account))
                if status != before:
                    known[kind.of, account] = status
                    if before is not None:
                        transitions[kind.of, before, status] += 1
        self._mark = len(state.journal.entries)
