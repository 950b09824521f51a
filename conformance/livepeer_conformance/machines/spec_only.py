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
    """What the spec needs of a chain: block numbers, times and hashes, as the in-process backends give them.

    Attributes:
        salt: stands before a block's number where its hash is made.
        hashes_given: the hash of each block for which somebody asked.
    """

    name = "spec only"
    capabilities = frozenset(
        {Capability.IMPERSONATE, Capability.SNAPSHOT, Capability.BLOCK_HASHES, Capability.SET_CODE}
    )

    def __init__(self, salt: bytes = b"", chain_id: int = DEFAULT_CHAIN_ID, delay: int = 0) -> None:
        self.salt = salt
        self.chain_id = chain_id
        self.block_number = DEFAULT_BLOCK_NUMBER
        self.timestamp = DEFAULT_TIMESTAMP + delay
        self.hashes_given: dict[int, bytes] = {}

    def advance_blocks(self, count: int) -> None:
        """Let blocks pass."""
        self.block_number += count
        self.timestamp += count * SECONDS_PER_BLOCK

    def block_hash(self, number: int) -> bytes:
        """The hash of one of the last 256 blocks, zero for any other."""
        recent = self.block_number - BLOCK_HASH_WINDOW <= number < self.block_number
        self.hashes_given[number] = keccak(self.salt + b"%d" % number) if recent else bytes(32)
        return self.hashes_given[number]

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

    def __init__(self, target: Any, clock: BlockClock) -> None:
        self.upgrade = target.upgrade
        self.addresses = target.addresses
        self.steps = target.steps
        self.backend = clock
        self.records = None


class SpecOnlyWorld(World):
    """Steps of the spec alone: there is never a receipt nor a difference.

    Attributes:
        clock: in the place of a chain.
    """

    def __init__(self, target: Any, parameters: Any, clock: BlockClock | None = None) -> None:
        self.clock = clock or BlockClock()
        super().__init__(_Blueprint(target, self.clock), parameters)  # type: ignore[arg-type]

    def step(self, action: Action) -> Step:
        """Apply an action to the spec. Raises ``ModelError`` when the action makes no sense."""
        if action.name in TIME_ACTIONS or action.name == L1_SUPPLY_ACTION:
            return super().step(action)
        message = self._concretiser.message(action)
        outcome = self._expected(action, message)
        self.clock.advance_blocks(1)
        return Step(action, [], message, outcome)

    def observe(self) -> list[Difference]:
        """Nothing to compare with."""
        return []
