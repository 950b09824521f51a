"""Statuses of accounts, and how they change."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from livepeer_conformance.lockstep.world import Step
from livepeer_conformance.machines.scene import Scene
from livepeer_spec.primitives.types import Address, Round
from livepeer_spec.upgrades.streamflow.election import is_active, is_registered
from livepeer_spec.upgrades.streamflow.state import Delegator, Sender, Transcoder

Transition = tuple[str, str, str]
"""What changed (``delegator``, ``orchestrator`` or ``sender``), from which status, to which."""

DELEGATOR: Final = ("unbonded", "pending", "bonded")
ORCHESTRATOR: Final = (
    "not registered",
    "registered outside the pool",
    "in the pool, not yet active",
    "active in the pool",
    "active outside the pool",
)
SENDER: Final = ("locked", "unlocking", "unlocked")


def delegator_status(state: Any, account: Address, current: Round) -> str:
    """Whether an account's bond does not exist, is pending, or counts."""
    record = state.bonding.delegators[account]
    if not record.bonded_amount:
        return "unbonded"
    return "pending" if record.start_round > current else "bonded"


def orchestrator_status(state: Any, account: Address, current: Round) -> str:
    """Where an account stands between registration, the pool and work in the current round."""
    bonding = state.bonding
    in_pool = account in bonding.pool
    if is_active(bonding, account, current):
        return "active in the pool" if in_pool else "active outside the pool"
    if in_pool:
        return "in the pool, not yet active"
    return "registered outside the pool" if is_registered(bonding, account) else "not registered"


def sender_status(state: Any, account: Address, current: Round) -> str:
    """Whether a broadcaster's funds are locked, on their way out, or free."""
    withdraw_round = state.broker.senders[account].withdraw_round
    if withdraw_round == 0:
        return "locked"
    return "unlocking" if current < withdraw_round else "unlocked"


_STATUSES: Final = (
    ("delegator", delegator_status),
    ("orchestrator", orchestrator_status),
    ("sender", sender_status),
)


class Statuses:
    """The statuses of a sequence's actors, kept up to date step by step."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._accounts = {scene.address(name) for name in scene.actors}
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
            touched = {
                owner.key for owner, _, _ in entries[self._mark :] if isinstance(owner, Delegator | Transcoder | Sender)
            }
            self._look(touched & self._accounts, transitions)
        self._mark = len(entries)

    def _look(self, accounts: Iterable[Address], transitions: Counter[Transition]) -> None:
        state, current, known = self._scene.state, self._round, self._known
        for account in accounts:
            for kind, status_of in _STATUSES:
                status = status_of(state, account, current)
                before = known.get((kind, account))
                if status != before:
                    known[kind, account] = status
                    if before is not None:
                        transitions[kind, before, status] += 1
        self._mark = len(state.journal.entries)
