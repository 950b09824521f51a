"""What a proposer sees: the spec's state in the names of a trace, and chances."""

from collections.abc import Sequence
from random import Random
from typing import Any, Final, TypeVar

from livepeer_conformance.backends.base import Capability
from livepeer_conformance.lockstep.world import World
from livepeer_conformance.machines.repertoire import repertoire
from livepeer_conformance.machines.swarm import SwarmConfig
from livepeer_conformance.model.action import Action, TicketPlan
from livepeer_conformance.model.actors import REFUSERS
from livepeer_spec.primitives.hashing import contract_id
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Round
from livepeer_spec.upgrades.streamflow import clock
from livepeer_spec.upgrades.streamflow.election import is_active, is_registered

Item = TypeVar("Item")

MAX: Final = 2**256 - 1
LPT: Final = 10**18
EDGES: Final = (0, 1, 2, 10**6 - 1, 10**6, 10**6 + 1, 2**64 - 1, 2**64, 2**128, 2**255, MAX - 1, MAX)
"""Numbers at which fractions, widths and the range of integers end."""
NOBODY: Final = "0x00000000000000000000000000000000000000aa"
"""An address that no account or contract of a run has."""


class Scene:
    """One sequence's world as its proposers see it.

    Attributes:
        state: the spec's state.
        actors: who takes part.
        upgrade: the rule set's name, and ``repertoire``, what its sequences are made of.
        can_impersonate, can_set_code: whether contracts can send, and whether code can be put at an address.
        steps_left: how many steps remain.
        tickets: tickets that were redeemed, each with its creation round.
        broker: the contract that holds broadcasters' deposits.
        impostors: contracts that are registered in the place of others for a while.
    """

    broker = "TicketBroker"
    impostors: tuple[str, ...] = ("Controller", "ServiceRegistry", "NewMinter", "PollCreator")

    def __init__(self, world: World, config: SwarmConfig, rng: Random) -> None:
        self.world = world
        self.state: Any = world.state
        self.config = config
        self.random = rng.random
        self.actors = config.actors
        self.upgrade = world.upgrade.name
        self.repertoire = repertoire(self.upgrade)
        self.transactions = world.upgrade.catalogue.transactions
        self.can_impersonate = Capability.IMPERSONATE in world.backend.capabilities
        self.can_set_code = Capability.SET_CODE in world.backend.capabilities
        self.steps_left = config.length
        self.tickets: list[tuple[TicketPlan, Round]] = []
        self._addresses = {name: world.naming.address(name) for name in self.actors}
        self._regime = config.regime

    # Chances.

    def chance(self, probability: float) -> bool:
        """True with a probability."""
        return self.random() < probability

    def pick(self, items: Sequence[Item]) -> Item:
        """One of the items."""
        return items[int(self.random() * len(items))]

    def below(self, limit: int) -> int:
        """An integer from 0 to ``limit - 1``; the low bits of a large one are zero."""
        return int(self.random() * limit) if limit < 2**53 else int(self.random() * 2**53) * limit >> 53

    @property
    def late(self) -> bool:
        """Whether the sequence is nearly over, so that it matters little what cannot be undone."""
        return self.steps_left < 20

    # Names.

    def actor(self) -> str:
        """An actor."""
        return self.pick(self.actors)

    def another(self, name: str) -> str:
        """An actor who is not ``name``."""
        other = self.actor()
        return other if other != name else self.actors[self.actors.index(name) - 1]

    def anybody(self) -> str:
        """Mostly an actor; else the null address, a contract, an account that refuses ETH, or an unused address."""
        if self.chance(0.7):
            return self.actor()
        return self.pick(("null", "owner", "Minter", "BondingManager", self.broker, NOBODY, *REFUSERS))

    def address(self, name: str) -> Address:
        """The address of a name."""
        return self._addresses.get(name) or self.world.naming.address(name)

    def name(self, address: Address) -> str:
        """The name of an address."""
        return self.world.naming.name(address)

    @property
    def owner(self) -> str:
        """Who owns the Controller now."""
        return self.name(self.state.controller.owner)

    @property
    def minter(self) -> str:
        """The Minter in charge, or the first one while none is registered."""
        address = self.registered("Minter")
        return self.name(address) if address in self.state.minters else "Minter"

    def registered(self, name: str) -> Address:
        """What the Controller has registered under a contract's name."""
        address: Address = self.state.controller.registry[contract_id(name)].address
        return address

    # Time.

    @property
    def block(self) -> int:
        """The pending block."""
        return self.world.backend.block_number

    @property
    def current(self) -> Round:
        """The current round."""
        return clock.round_at(self.state.rounds, self.world.backend.block_number)

    @property
    def initialized(self) -> bool:
        """Whether the current round is initialized."""
        return bool(self.state.rounds.last_initialized_round == self.current)

    # Who is in which position.

    def delegator(self, name: str) -> Any:
        """An account's delegator record."""
        return self.state.bonding.delegators[self.address(name)]

    def transcoder(self, name: str) -> Any:
        """An account's orchestrator record."""
        return self.state.bonding.transcoders[self.address(name)]

    def sender(self, name: str) -> Any:
        """An account's deposit."""
        return self.state.broker.senders[self.address(name)]

    def reserve(self, name: str) -> Any:
        """An account's reserve."""
        return self.state.broker.reserves[self.address(name)]

    def bonded(self) -> list[str]:
        """Actors whose bond counts."""
        delegators, current = self.state.bonding.delegators, self.current
        return [
            name
            for name, address in self._addresses.items()
            if (record := delegators[address]).bonded_amount and record.start_round <= current
        ]

    def with_bond(self) -> list[str]:
        """Actors with a bond, pending or not."""
        delegators = self.state.bonding.delegators
        return [name for name, address in self._addresses.items() if delegators[address].bonded_amount]

    def unbonded(self) -> list[str]:
        """Actors without a bond."""
        delegators = self.state.bonding.delegators
        return [name for name, address in self._addresses.items() if not delegators[address].bonded_amount]

    def registered_orchestrators(self) -> list[str]:
        """Actors that are bonded to themselves."""
        bonding = self.state.bonding
        return [name for name, address in self._addresses.items() if is_registered(bonding, address)]

    def active(self) -> list[str]:
        """Actors that work as orchestrators in the current round."""
        bonding, current = self.state.bonding, self.current
        return [name for name, address in self._addresses.items() if is_active(bonding, address, current)]

    def pool(self) -> list[str]:
        """The pool, highest stake first."""
        return [self.name(address) for address in self.state.bonding.pool.members()]

    def locks(self, name: str) -> list[tuple[int, Any]]:
        """An account's existing unbonding locks, the latest eight ids at most."""
        address, table = self.address(name), self.state.bonding.unbonding_locks
        last = self.state.bonding.delegators[address].next_unbonding_lock_id
        return [(i, lock) for i in range(max(0, last - 8), last) if (lock := table[address, i]).withdraw_round]

    def funded(self) -> list[str]:
        """Actors with a deposit or a reserve."""
        broker = self.state.broker
        return [
            name
            for name, address in self._addresses.items()
            if broker.senders[address].deposit or broker.reserves[address].funds
        ]

    # Amounts.

    def amount(self, limit: int) -> int:
        """An amount from 1 to ``limit`` in the sequence's regime; often exactly the limit, or next to it."""
        chance = self.random()
        if chance < 0.12 or limit <= 1:
            return limit
        if chance < 0.16:
            return limit - 1
        if chance < 0.20:
            return 1
        regime = self._regime
        if regime == "mixed":
            regime = self.pick(("dust", "small", "ordinary", "huge"))
        if regime == "dust":
            amount = 1 + self.below(1000)
        elif regime == "small":
            amount = 1 + self.below(10**15)
        elif regime == "ordinary":
            amount = (1 + self.below(2000)) * LPT // 2 + (self.below(10**9) if chance < 0.6 else 0)
        else:
            amount = limit - self.below(limit)
        return min(amount, limit)

    def edge(self) -> int:
        """A number at which something ends."""
        return self.pick(EDGES)

    def fraction(self) -> int:
        """A fraction in ppm: often none, all, or next to them."""
        return self.pick((0, 1, 999_999, 10**6)) if self.chance(0.3) else self.below(10**6 + 1)

    def lpt(self, name: str) -> int:
        """LPT that an account holds."""
        balance: int = self.state.token.balances[self.address(name)]
        return balance

    def eth(self, name: str) -> int:
        """ETH that an account can send along; some is left for gas."""
        balance: int = self.state.eth[self.address(name)]
        return max(0, balance - 10**18)

    # Actions.

    def act(self, name: str, caller: str, *args: Any, value: int = 0, at: str = "") -> Action:
        """A transaction; position hints that are left out at the end are filled in."""
        missing = len(self.transactions[name].parameters) - len(args)
        if missing > 0 and self.transactions[name].parameters[-1].endswith("next"):
            for _ in range(missing // 2):
                args += self.hint()
        return Action(name, caller, args, value, at)

    def register(self, name: str, address: str) -> Action:
        """Register an address under a contract's name."""
        return Action("set_contract_info", self.owner, (f"id:{name}", address, "0x" + "11" * 20))

    def hint(self) -> tuple[str, str]:
        """A position hint: none, one that names neighbours in the pool, or nonsense."""
        chance = self.random()
        if chance < 0.25:
            return "null", "null"
        if chance < 0.8:
            places = ["null", *self.pool(), "null"]
            position = self.below(len(places) - 1)
            previous, following = places[position], places[position + 1]
            return (previous, following) if chance < 0.7 else (following, previous)
        return self.anybody(), self.anybody()

    def is_null(self, address: Address) -> bool:
        """Whether an address is the null address."""
        return address == NULL_ADDRESS
