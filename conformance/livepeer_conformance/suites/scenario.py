"""The language of the suites: who does what, and what must follow.

Every step goes to spec and target alike and is compared completely. A test states what the *spec* must say; that the
target says the same is checked by the comparison. So a wrong statement in a test is an error of the suite, never a
finding about the target.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar

import pytest

from livepeer_conformance.adapters.reverts import revert_text
from livepeer_conformance.backends.base import Capability
from livepeer_conformance.compare.views import compare_views, view_call
from livepeer_conformance.lockstep.abilities import obstacle
from livepeer_conformance.lockstep.world import Step, World
from livepeer_conformance.model.action import L1_SUPPLY_ACTION, Action, TicketPlan, Trace
from livepeer_conformance.model.difference import Difference
from livepeer_conformance.verdict import NotRun
from livepeer_spec.primitives.abi import unpack
from livepeer_spec.primitives.types import Address, Round
from livepeer_spec.rejection import Reason
from livepeer_spec.upgrades import read
from livepeer_spec.upgrades.streamflow import clock

SINCE_STREAMFLOW: Final = pytest.mark.upgrade("streamflow", "confluence", "arbitration")
"""Marks a test or a case that does not fit alpha, which has one of its own."""
ALPHA: Final = pytest.mark.upgrade("alpha", "alpha-launch")
"""Marks a test or a case of alpha's contracts only."""
SINCE_SERVICE_REGISTRY: Final = pytest.mark.upgrade("alpha", "streamflow", "confluence", "arbitration")
"""Marks a test or a case that does not fit alpha as it was launched."""

SINCE_CONFLUENCE: Final = pytest.mark.upgrade("confluence", "arbitration")
"""Marks a test or a case that fits no upgrade before Confluence."""

Test = TypeVar("Test", bound=Callable[..., Any])

LPT: Final = 10**18
ETH: Final = 10**18
PPM: Final = 10**6
NO_HINTS: Final = ("null",) * 4
UNLIMITED: Final = 2**256 - 1


class NonConformance(AssertionError):
    """The target does not do what the spec says.

    Attributes:
        trace: the steps so far.
        step_index: the step that differs; the number of steps when the final state does.
        differences: what differs.
        requirements: ids that are found violated; empty where the check's own ones are meant.
    """

    def __init__(
        self, trace: Trace, step_index: int, differences: list[Difference], requirements: tuple[str, ...] = ()
    ) -> None:
        super().__init__(differences[0].where)
        self.trace = trace
        self.step_index = step_index
        self.differences = differences
        self.requirements = requirements


class SuiteError(Exception):
    """A test states something that the spec does not say."""


def requirement(*ids: str) -> Callable[[Test], Test]:
    """Name the requirements that a test checks; it is run under the rule sets in which all of them hold."""

    def attach(test: Test) -> Test:
        test.requirements = ids  # type: ignore[attr-defined]
        return test

    return attach


def requirement_where_it_holds(*ids: str) -> Callable[[Test], Test]:
    """Name the requirements that a test checks under each rule set in which any of them holds, those that do."""

    def attach(test: Test) -> Test:
        test.holds_in_part = True  # type: ignore[attr-defined]
        return requirement(*ids)(test)

    return attach


def options(*names: str) -> Callable[[Test], Test]:
    """Name the options of the deployment that a test needs."""

    def attach(test: Test) -> Test:
        test.options = names  # type: ignore[attr-defined]
        return test

    return attach


def presets(*names: str) -> Callable[[Test], Test]:
    """Name the presets of parameters under which a test makes sense; it is not run under others."""

    def attach(test: Test) -> Test:
        test.presets = names  # type: ignore[attr-defined]
        return test

    return attach


class Scenario:
    """One run of a test on a restored world.

    Attributes:
        world: spec and target.
        steps: what happened so far.
        last: the last transaction.
    """

    def __init__(self, world: World, deployment_options: tuple[str, ...] = ()) -> None:
        self.world = world
        self.state = world.state
        self.upgrade = world.upgrade.name
        self.parameters = world.parameters
        self.steps: list[Action] = []
        self.last: Step | None = None
        self._options = deployment_options

    # What happens.

    def tx(self, caller: str, name: str, *args: Any, value: int = 0, at: str = "", calldata: str = "") -> Step:
        """A transaction that is accepted."""
        step = self._do(Action(name, caller, args, value, at, calldata))
        assert step.outcome is not None
        if step.outcome.reason is not None:
            raise SuiteError(f"{name}: the spec rejects this step with {step.outcome.reason.name}")
        return step

    def rejects(
        self, reason: Reason, caller: str, name: str, *args: Any, value: int = 0, at: str = "", calldata: str = ""
    ) -> Step:
        """A transaction that is rejected for ``reason``."""
        step = self._do(Action(name, caller, args, value, at, calldata))
        assert step.outcome is not None
        if step.outcome.reason is not reason:
            said = step.outcome.reason.name if step.outcome.reason else "acceptance"
            raise SuiteError(f"{name}: the test expects {reason.name}, the spec says {said}")
        return step

    def constructs_minter(
        self, inflation: int, inflation_change: int, target_bonding_rate: int, reason: Reason | None
    ) -> None:
        """One more Minter with these parameters, in ppb, is constructed, or rejected for ``reason``."""
        if "Minter" not in self.world.target.artifacts:
            raise NotRun("the contracts were deployed before, and without artifacts none can be constructed")
        step = self.world.construct_minter(inflation, inflation_change, target_bonding_rate)
        if step.reason is not reason:
            raise SuiteError(f"the test expects {reason}, the spec says {step.reason}")
        if step.differences:
            raise NonConformance(self.trace, len(self.steps), step.differences)

    def advance_blocks(self, blocks: int) -> None:
        """Let ``blocks`` more blocks pass."""
        self._do(Action("advance_blocks", "", (blocks,)))

    def report_l1_supply(self, supply: int) -> None:
        """Let L2LPTDataCache report another LPT supply on L1, in LPTU."""
        self._do(Action(L1_SUPPLY_ACTION, "", (supply,)))

    def pass_rounds(self, rounds: int = 1, blocks: int = 0) -> None:
        """Go to ``blocks`` blocks after the start of a later round, without initializing it."""
        self._do(Action("advance_rounds", "", (rounds, blocks)))

    def next_round(self, rounds: int = 1) -> Round:
        """Go to the start of a later round and initialize it; gives its number."""
        self.pass_rounds(rounds)
        self.tx("owner", "initialize_round")
        return self.round

    def to_locked_end(self) -> None:
        """Go to the first block of the current round's locked end."""
        self._do(Action("advance_to_lock"))

    def _do(self, action: Action) -> Step:
        if reason := obstacle(self.world.backend, action):
            raise NotRun(reason)
        self.steps.append(action)
        step = self.world.step(action)
        if step.differences:
            raise NonConformance(self.trace, len(self.steps) - 1, step.differences)
        if step.outcome is not None:
            self.last = step
        return step

    # Usual beginnings.

    def initialized(self) -> Round:
        """Given the first round is initialized; gives its number."""
        self.tx("owner", "initialize_round")
        return self.round

    def bonded(self, delegator: str, amount: int, to: str) -> None:
        """Given ``delegator`` bonds ``amount`` LPTU to ``to``, having approved that."""
        self.tx(delegator, "approve", "BondingManager", UNLIMITED)
        self.tx(delegator, "bond", amount, to)

    def orchestrator(self, name: str, stake: int, reward_cut: int = 0, fee_share: int = PPM, *price: int) -> None:
        """Given ``name`` is a registered orchestrator with own stake and terms (in ppm); in alpha it has a price too.

        The price is in wei a segment, and 0 where none is given.
        """
        self.bonded(name, stake, name)
        has_price = "price_per_segment" in self.world.upgrade.catalogue.transactions["transcoder"].parameters
        self.tx(name, "transcoder", reward_cut, fee_share, *(price or (0,) * has_price))

    def funded(self, sender: str, deposit: int, reserve: int = 0) -> None:
        """Given a broadcaster has a deposit and a reserve, in wei."""
        self.tx(sender, "fund_deposit_and_reserve", deposit, reserve, value=deposit + reserve)

    def ticket(self, sender: str, recipient: str, face_value: int, **plan: Any) -> TicketPlan:
        """A ticket; see :class:`TicketPlan`."""
        return TicketPlan(sender, recipient, face_value, **plan)

    # What must follow.

    @property
    def trace(self) -> Trace:
        """What happened so far."""
        return Trace(self.upgrade, tuple(self.steps), options=self._options)

    @property
    def round(self) -> Round:
        """The current round."""
        return clock.round_at(self.state.rounds, self.world.backend.block_number)

    @property
    def block(self) -> int:
        """The pending block."""
        return self.world.backend.block_number

    def name(self, address: Address) -> str:
        """The name of an address."""
        return self.world.naming.name(address)

    def _readable(self, value: Any) -> Any:
        return self.name(value) if isinstance(value, bytes) and len(value) == 20 else value

    @property
    def events(self) -> list[tuple[Any, ...]]:
        """Events of the last transaction, all of them in order: name, then values; accounts by name."""
        assert self.last is not None
        assert self.last.outcome is not None
        return [
            (event.event_type.name, *(self._readable(value) for value in event)) for _, event in self.last.outcome.logs
        ]

    @property
    def returned(self) -> Any:
        """What the last transaction returned: one value, a tuple of several, or None."""
        assert self.last is not None
        assert self.last.outcome is not None
        assert self.last.message is not None
        values = unpack(self.last.message.kind.returns, self.last.outcome.output)
        return values[0] if len(values) == 1 else values or None

    def reverted_with(self, text: bytes) -> None:
        """The last transaction was rejected with ``Error(string)`` of this text."""
        assert self.last is not None
        assert self.last.receipt is not None
        found = revert_text(self.last.receipt.output)
        if Capability.REVERT_DATA in self.world.backend.capabilities and found != text:
            raise NonConformance(self.trace, len(self.steps) - 1, [Difference("revert text", "", text, found)])

    @property
    def emitters(self) -> list[str]:
        """The contracts that emitted the events of the last transaction, in order."""
        assert self.last is not None
        assert self.last.outcome is not None
        return [self.name(address) for address, _ in self.last.outcome.logs]

    def view(self, name: str, *args: Any, at: str = "") -> Any:
        """What a view says, on spec and target alike: one value, or a dictionary of named ones; accounts by name.

        Arguments that are names of accounts, or words as in actions, are replaced by their bytes.
        """
        kind = self.world.upgrade.catalogue.views[name]
        to = self.world.naming.address(at or kind.contract)
        arguments = tuple(self.world.argument(type_, value) for type_, value in zip(kind.types, args, strict=True))
        differences = compare_views(self.world, [view_call(kind, to, arguments)])
        if differences:
            raise NonConformance(self.trace, len(self.steps), differences)
        context = self.world.call(bytes(20), to)
        outcome = read(self.state, kind, context, arguments)
        if outcome.reason is not None:
            return outcome.reason
        values = kind.decode_result(outcome.output)
        if any(kind.fields):
            return {field: self._readable(value) for field, value in zip(kind.fields, values, strict=True)}
        return self._readable(values[0])

    def balance(self, name: str) -> int:
        """LPT of an account, in LPTU."""
        amount: int = self.view("balance_of", name)
        return amount

    def eth(self, name: str) -> int:
        """ETH of an account in the spec's books, in wei; targets are compared after each step."""
        amount: int = self.state.eth[self.world.naming.address(name)]
        return amount

    def finish(self) -> None:
        """Compare the complete observable state."""
        differences = self.world.observe()
        if differences:
            raise NonConformance(self.trace, len(self.steps), differences)
