"""A world without a target: only the spec steps, many times faster.

It shows what generated sequences reach, and serves searches for states that break an invariant.
"""

from typing import Any

from livepeer_conformance.backends.base import (
    BLOCK_HASH_WINDOW,
    DEFAULT_BLOCK_NUMBER,
    DEFAULT_CHAIN_ID,
    DEFAULT_TIMESTAMP,
    SECONDS_PER_BLOCK,
    Capability,
)
from livepeer_conformance.lockstep.world import Step, World
from livepeer_conformance.model.action import L1_SUPPLY_ACTION, TIME_ACTIONS, Action
from livepeer_conformance.model.actors import ACTOR_ETH
from livepeer_conformance.model.difference import Difference
from livepeer_spec.primitives.hashing import keccak


class BlockClock:
    """What the spec needs of a chain: block numbers, times and hashes, as the in-process backends give them."""

    name = "spec only"
    capabilities = frozenset(
        {Capability.IMPERSONATE, Capability.SNAPSHOT, Capability.BLOCK_HASHES, Capability.SET_CODE}
    )
    chain_id = DEFAULT_CHAIN_ID

    def __init__(self) -> None:
        self.block_number = DEFAULT_BLOCK_NUMBER
        self.timestamp = DEFAULT_TIMESTAMP

    def advance_blocks(self, count: int) -> None:
        """Let blocks pass."""
        self.block_number += count
        self.timestamp += count * SECONDS_PER_BLOCK

    def block_hash(self, number: int) -> bytes:
        """The hash of one of the last 256 blocks, zero for any other."""
        if self.block_number - BLOCK_HASH_WINDOW <= number < self.block_number:
            return keccak(b"%d" % number)
        return bytes(32)

    def balance(self, address: bytes) -> int:
        """ETH that an account starts with."""
        return ACTOR_ETH

    def set_code(self, address: bytes, code: bytes) -> None:
        """Nothing runs code here."""

    def snapshot(self) -> int:
        """Remember the block."""
        return self.block_number

    def restore(self, snapshot: int) -> None:
        """Go back to a block."""
        self.advance_blocks(snapshot - self.block_number)


class _Blueprint:
    """A deployment's addresses and set-up steps, with a clock in the place of a chain."""

    def __init__(self, target: Any) -> None:
        self.upgrade = target.upgrade
        self.addresses = target.addresses
        self.steps = target.steps
        self.backend = BlockClock()
        self.records = None


class SpecOnlyWorld(World):
    """Steps of the spec alone: there is never a receipt nor a difference."""

    def __init__(self, target: Any, parameters: Any) -> None:
        super().__init__(_Blueprint(target), parameters)  # type: ignore[arg-type]

    def step(self, action: Action) -> Step:
        """Apply an action to the spec. Raises ``ModelError`` when the action makes no sense."""
        if action.name in TIME_ACTIONS or action.name == L1_SUPPLY_ACTION:
            return super().step(action)
        message = self._concretiser.message(action)
        outcome = self._expected(action, message)
        self.backend.advance_blocks(1)
        return Step(action, [], message, outcome)

    def observe(self) -> list[Difference]:
        """Nothing to compare with."""
        return []
