"""A trace as a Foundry test: one Solidity file that needs nothing but the contracts.

Every transaction is written out with its calldata. Tickets, permits and evidence are signed as the test runs, because
tickets name block hashes of the chain, and permits and evidence its id. What block hashes choose, as segments to be
verified, is written out for those of Foundry's own chain, and the test says so where it meets others. At the step that
fails, the test demands what the spec says: the answer of a rejection, the events, or the values of views; a target that
conforms passes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from livepeer_conformance.backends.base import (
    DEFAULT_BLOCK_NUMBER,
    DEFAULT_TIMESTAMP,
    SECONDS_PER_BLOCK,
    Backend,
    Receipt,
)
from livepeer_conformance.compare.explain import describe_action, explain
from livepeer_conformance.compare.units import show, unit_of
from livepeer_conformance.compare.views import ViewCall, view_title
from livepeer_conformance.export import harness, solidity
from livepeer_conformance.lockstep.concretise import NEVER_EXPIRES
from livepeer_conformance.lockstep.signing import signer
from livepeer_conformance.lockstep.world import Step, World
from livepeer_conformance.machines.spec_only import SpecOnlyWorld
from livepeer_conformance.model.action import TIME_ACTIONS, Action, EvidencePlan, PermitPlan, TicketPlan, Trace
from livepeer_conformance.model.actors import ACTOR_ETH, ACTORS, OFFICES, REFUSERS, account
from livepeer_conformance.model.difference import Difference
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.types import Address, Hash32
from livepeer_spec.rejection import Reason
from livepeer_spec.upgrades import read
from livepeer_spec.verification.evidence import EVIDENCE_FIELDS, Evidence

_CHAIN_DEPENDENT: Final = frozenset(
    (
        "block_hash_for_round", "used_tickets", "domain_separator", "disputes_domain_separator", "evidence_digest_of",
        "dispute_about", "get_dispute",
    )
)  # fmt: skip
"""Views whose values hang on block hashes or on the chain's id."""
_Key = tuple[Address, bytes]
"""A view call's contract and calldata."""
_BATCH: Final = "batch_redeem_winning_tickets"
_RAISE: Final = "raise_dispute"
_STATE_DIFFERENCES: Final = 12
"""Views that the failing step's effect is looked for in, at most."""


@dataclass(frozen=True)
class Creation:
    """A contract that the test constructs: its address and its creation code with arguments."""

    address: Address
    code: bytes


class CreationRecorder:
    """A backend that remembers what is deployed on it, so that a test can deploy the same."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self.creations: list[Creation] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._backend, name)

    def deploy(self, initcode: bytes, sender: bytes, value: int = 0) -> tuple[bytes, Receipt]:
        """Deploy as the backend does."""
        address, receipt = self._backend.deploy(initcode, sender, value)
        if receipt.success:
            self.creations.append(Creation(address, initcode))
        return address, receipt


def foundry_test(
    world: World,
    trace: Trace,
    step_index: int | None = None,
    differences: Sequence[Difference] = (),
    *,
    addresses: Mapping[str, Address] | None = None,
    creations: Sequence[Creation] = (),
    name: str = "TraceTest",
) -> str:
    """A test contract ``name`` that runs a trace.

    Args:
        world: the one that the trace belongs to; it is not touched.
        step_index: the step that differs, or the number of steps when the final state does; nothing after it runs.
            Without it the whole trace runs, and the last step's events are demanded.
        differences: what differs there.
        addresses: of contracts that are deployed elsewhere, by name; those of the world's target otherwise.
        creations: what ``setUp`` deploys, in order, before it does what the deployment manifest says. Without them the
            contracts must be there, set up, and unused.

    Raises ``ModelError`` for a trace that makes no sense.
    """
    return _Export(world, trace, step_index, differences, addresses or {}, creations, name).text()


class _Recording(SpecOnlyWorld):
    """A world that remembers the steps of its set-up."""

    def __init__(self, target: Any, parameters: Any) -> None:
        self.seen: list[tuple[Step, int]] = []
        super().__init__(target, parameters)

    def step(self, action: Action) -> Step:
        """Apply an action, and remember it with the blocks that it took and the block hashes that it asked for."""
        self.clock.hashes_given.clear()
        before = self.backend.block_number
        step = super().step(action)
        self.seen.append((step, self.backend.block_number - before))
        return step


class _Export:
    """One file on its way."""

    def __init__(
        self,
        world: World,
        trace: Trace,
        step_index: int | None,
        differences: Sequence[Difference],
        addresses: Mapping[str, Address],
        creations: Sequence[Creation],
        name: str,
    ) -> None:
        target = replace(world.target, addresses={**world.target.addresses, **addresses})
        self._world = _Recording(target, world.parameters)
        self._setup = list(self._world.seen) if creations else []
        self._start = self._world.backend.block_number, self._world.backend.timestamp
        self._trace = trace
        self._last = min(len(trace.steps) - 1 if step_index is None else step_index, len(trace.steps))
        self._differences = differences
        self._creations = creations
        self._name = name
        self._answers = world.target.error_map.table.answers
        self._addresses: dict[str, str] = {}
        self._keys: dict[str, bytes] = {}
        self._events: dict[str, str] = {}
        steps = trace.steps[: self._last + 1]
        self._accuses = any(_is_signed(action) and isinstance(action.args[0], EvidencePlan) for action in steps)
        self._about = explain(world, trace, self._last, differences).text() if differences else ""
        for actor in (*ACTORS, *OFFICES):
            self._address_of(actor)

    # Names.

    def _address_of(self, name: str) -> str:
        address = self._world.naming.address(name)
        if name.startswith("0x"):
            return self._address(address)
        known = solidity.constant(name)
        contracts = self._world.target.addresses
        if name not in contracts and known in map(solidity.constant, contracts):
            known += "_ACCOUNT"
        self._addresses[known] = solidity.address(address)
        return known

    def _address(self, address: Address) -> str:
        name = self._world.naming.name(address)
        if name == "null":
            return "address(0)"
        return solidity.address(address) if name.startswith("0x") else self._address_of(name)

    def _key(self, name: str) -> str:
        key = account(name).key
        assert key is not None, "signers have keys"
        self._keys[f"KEY_{solidity.constant(name)}"] = key
        return f"KEY_{solidity.constant(name)}"

    # The file.

    def text(self) -> str:
        """The whole file."""
        body = self._test()
        setup = self._set_up()
        code = "\n".join((*setup, *body))
        lines = ["// SPDX-License-Identifier: MIT", "pragma solidity >=0.8.13 <0.9.0;", ""]
        if self._about:
            lines += [*solidity.comment(self._about, ""), ""]
        signs = any(map(_is_signed, self._trace.steps[: self._last + 1]))
        parts = [harness.VM, harness.SIGNING_VIEWS if signs else "", f"contract {self._name} {{"]
        lines += [part for part in parts if part]
        lines += self._constants(signs)
        lines += [f"    event {event};" for event in self._events.values()]
        helpers = [harness.SENDING]
        helpers += [harness.CREATING] if self._creations else []
        helpers += [harness.LOOKING] if "shows(" in code else []
        helpers += [harness.COUNTING] if "emitted(" in code else []
        helpers += [harness.DRAWING] if "drawn(" in code else []
        helpers += [harness.TICKETS, harness.PERMITS] if signs else []
        helpers += [harness.EVIDENCE] if self._accuses else []
        lines += ["", "\n".join(helpers), *setup, "", *body, "}", ""]
        return "\n".join(lines)

    def _constants(self, signs: bool) -> list[str]:
        lines = [f"    uint256 internal constant SECONDS_PER_BLOCK = {SECONDS_PER_BLOCK};"]
        if signs:
            self._address_of("RoundsManager")
            self._address_of("LivepeerToken")
            batch = self._world.upgrade.catalogue.transactions[_BATCH].selector
            lines.append(f"    bytes4 internal constant BATCH_REDEEM_WINNING_TICKETS = 0x{batch.hex()};")
        if self._accuses:
            self._address_of("Controller")
            self._address_of("Disputes")
            selector = self._world.upgrade.catalogue.transactions[_RAISE].selector
            lines.append(f"    bytes4 internal constant RAISE_DISPUTE = 0x{selector.hex()};")
        lines += [f"    address internal constant {name} = {value};" for name, value in sorted(self._addresses.items())]
        lines += [f"    uint256 internal constant {name} = 0x{key.hex()};" for name, key in sorted(self._keys.items())]
        lines += harness.SIGNING_CONSTANTS.rstrip().split("\n") if signs else []
        return [*lines, *harness.EVIDENCE_CONSTANTS.rstrip().split("\n")] if self._accuses else lines

    def _set_up(self) -> list[str]:
        """The function ``setUp``: accounts, contracts, and what brings them to use."""
        lines = ["    function setUp() public {"]
        if self._creations:
            lines.append(f"        start({DEFAULT_BLOCK_NUMBER}, {DEFAULT_TIMESTAMP});")
        for name in (*ACTORS, *OFFICES):
            lines.append(f"        vm.deal({self._address_of(name)}, {solidity.integer(ACTOR_ETH)});")
        for name, code in REFUSERS.items():
            lines.append(f"        vm.etch({self._address_of(name)}, {solidity.hexadecimal(code)});")
        for creation in self._creations:
            lines.append(f"        create({self._address(creation.address)}, {solidity.hexadecimal(creation.code)});")
        for step, blocks in self._setup:
            lines += self._plain(step, blocks)
        number, time = self._start
        lines += [f"        start({number}, {time});", "    }"]
        return lines

    def _test(self) -> list[str]:
        lines = ["    function test_trace() public {"]
        for index, action in enumerate(self._trace.steps[: self._last + 1]):
            lines += solidity.comment(f"{index + 1}. {describe_action(action, self._world.naming)}", "        ")
            is_last = index == self._last
            before = self._views({}) if is_last and self._differences else {}
            self._world.seen.clear()
            step = self._world.step(action)
            _, blocks = self._world.seen[0]
            if not is_last or action.name in TIME_ACTIONS:
                lines += self._plain(step, blocks)
                continue
            lines += self._demanding(step, blocks)
            lines += self._looks(before)
        if self._last == len(self._trace.steps):
            lines += self._looks({})
        return [*lines, "    }"]

    # Steps.

    def _plain(self, step: Step, blocks: int) -> list[str]:
        """A step, of which only the status is demanded."""
        action, message, outcome = step.action, step.message, step.outcome
        if message is None or outcome is None:
            return self._without_sender(action, blocks)
        if _is_signed(action):
            return _block(self._signed(step, []))
        return [*self._drawn(step), f"        {self._statement(step, self._calldata(step))}"]

    def _drawn(self, step: Step) -> list[str]:
        """The block hashes on which a step hangs that names what they choose."""
        if not _draws(step.action):
            return []
        known = {number: hash for number, hash in self._world.clock.hashes_given.items() if any(hash)}
        return [f"        drawn({number}, {solidity.hexadecimal(hash)});" for number, hash in sorted(known.items())]

    def _without_sender(self, action: Action, blocks: int) -> list[str]:
        if action.name in TIME_ACTIONS:
            return [f"        pass({blocks});"]
        supply = int(action.args[0]).to_bytes(32, "big")
        code = solidity.hexadecimal(b"\x7f" + supply + bytes.fromhex("60005260206000f3"))
        return [f"        vm.etch({self._address_of('L2LPTDataCache')}, {code});"]

    def _statement(self, step: Step, data: str) -> str:
        message, outcome = step.message, step.outcome
        assert message is not None
        assert outcome is not None
        call = (
            f"{self._address(message.sender)}, {self._address(message.to)}, {solidity.integer(message.value)}, {data}"
        )
        if outcome.reason is None:
            return f"accepted({call});"
        answer = self._answer(outcome.reason)
        return f"rejectedWith({answer}, {call});" if answer else f"rejected({call});"

    def _answer(self, reason: Reason) -> str:
        """What the target's contracts should answer, where that is one text, one panic or nothing."""
        answers = [answer for answer in self._answers.get(reason, ()) if answer.kind != "halt"]
        if len(answers) != 1:
            return ""
        kind, value = answers[0].kind, answers[0].value
        if kind == "text":
            return f"bytes({solidity.string(str(value))})"
        if kind == "panic":
            return f'abi.encodeWithSignature("Panic(uint256)", {value})'
        return 'bytes("")' if kind == "empty" else ""

    def _calldata(self, step: Step) -> str:
        action, message = step.action, step.message
        assert message is not None
        arguments = [
            solidity.literal(type_, value, self._address)
            for type_, value in zip(message.kind.types, message.arguments, strict=True)
        ]
        if action.calldata or None in arguments:
            return solidity.hexadecimal(message.data)
        return f"abi.encodeWithSignature({', '.join((solidity.string(message.kind.signature), *map(str, arguments)))})"

    def _demanding(self, step: Step, blocks: int) -> list[str]:
        """The failing step, of which the events are demanded too."""
        message, outcome = step.message, step.outcome
        if message is None or outcome is None or outcome.reason is not None:
            return self._plain(step, blocks)
        demands = [*self._demanded_events(step), "        vm.recordLogs();"]
        count = f"        emitted({len(outcome.logs)});"
        if _is_signed(step.action):
            return _block([*self._signed(step, demands), count])
        statement = f"        {self._statement(step, self._calldata(step))}"
        return [*self._drawn(step), *demands, statement, count]

    def _demanded_events(self, step: Step) -> list[str]:
        assert step.outcome is not None
        lines = []
        for emitter, event in step.outcome.logs:
            type_ = event.event_type
            fields = [
                f"{_EVENT_TYPES.get(name, kind)}{' indexed' if key else ''} {name}"
                for kind, key, name in zip(type_.types, type_.indexed, type_.parameters, strict=True)
            ]
            values = self._event_values(step, event)
            if None in values:
                lines += solidity.comment(f"{type_.name} is not looked at", "        ")
                continue
            self._events[type_.signature] = f"{type_.name}({', '.join(fields)})"
            lines.append(f"        vm.expectEmit(true, true, true, true, {self._address(emitter)});")
            lines.append(f"        emit {type_.name}({', '.join(map(str, values))});")
        return lines

    def _event_values(self, step: Step, event: Any) -> list[str | None]:
        """The fields of an event; those that hang on the chain are taken from it."""
        type_ = event.event_type
        values = [solidity.literal(kind, value, self._address) for kind, value in zip(type_.types, event, strict=True)]
        if "blockHash" in type_.parameters:
            values[type_.parameters.index("blockHash")] = "blockhash(number - 1)"
        if type_.name == "DisputeRaised":
            values[type_.parameters.index("evidence")] = self._evidence(event.evidence)
        if type_.name == "WinningTicketRedeemed":
            position = _position(step, event)
            values[5:7] = [f"rands[{position}]", f"tickets[{position}].auxData"]
        return values

    # Signatures.

    def _signed(self, step: Step, demands: list[str]) -> list[str]:
        """A step whose calldata is signed as the test runs."""
        argument = step.action.args[0]
        if isinstance(argument, PermitPlan):
            return [*demands, f"        {self._statement(step, self._permit(argument))}"]
        if isinstance(argument, EvidencePlan):
            return [*self._accusation(step, argument), *demands, f"        {self._statement(step, 'data')}"]
        plans = (argument,) if isinstance(argument, TicketPlan) else argument
        lines = [f"        Plan[] memory plans = new Plan[]({len(plans)});"]
        for index, plan in enumerate(plans):
            lines.append(f"        plans[{index}] = {self._plan(plan)};")
        lines.append(
            "        (Ticket[] memory tickets, bytes[] memory signatures, uint256[] memory rands) = makeAll(plans);"
        )
        assert step.message is not None
        if step.action.name == _BATCH:
            left_out = step.action.args[1] if len(step.action.args) > 1 else 0
            data = f"batch(tickets, signatures, rands, {len(plans) - left_out})"
        else:
            selector = f"bytes4(0x{step.message.kind.selector.hex()})"
            data = f"abi.encodeWithSelector({selector}, tickets[0], signatures[0], rands[0])"
        return [*lines, f"        bytes memory data = {data};", *demands, f"        {self._statement(step, 'data')}"]

    def _plan(self, plan: TicketPlan) -> str:
        wins = {None: '""', True: '"yes"', False: '"no"'}[plan.wins]
        values = (
            self._address(self._world.naming.address(plan.sender)),
            self._key(signer(plan, plan.sender)),
            self._address(self._world.naming.address(plan.recipient)),
            *map(solidity.integer, (plan.face_value, plan.win_prob, plan.nonce, plan.rand, plan.age)),
            wins,
            solidity.string(plan.flaw),
        )
        return f"Plan({', '.join(values)})"

    def _permit(self, plan: PermitPlan) -> str:
        deadline = "1" if plan.flaw == "expired" else solidity.integer(NEVER_EXPIRES)
        if plan.seconds_left is not None:
            deadline = f"time + {plan.seconds_left}" if plan.seconds_left >= 0 else f"time - {-plan.seconds_left}"
        values = (
            self._address(self._world.naming.address(plan.owner)),
            self._key(signer(plan, plan.owner)),
            self._address(self._world.naming.address(plan.spender)),
            solidity.integer(plan.value),
            deadline,
            solidity.string(plan.flaw),
        )
        return f"permit({', '.join(values)})"

    def _accusation(self, step: Step, plan: EvidencePlan) -> list[str]:
        """The calldata of a dispute; the source that is signed is not always the one that is shown."""
        assert step.message is not None
        shown = Evidence(*step.message.arguments[0])
        signed = shown._replace(source=keccak(f"source {plan.segment}".encode("ascii")))
        signs = ACTORS[0] if account(plan.orchestrator).key is None else plan.orchestrator
        data = f"raiseDispute(evidence, {self._key(signs)}, {self._hash(shown.source, plan.segment)}"
        return [
            f"        Evidence memory evidence = {self._evidence(signed)};",
            f"        bytes memory data = {data}, {solidity.string(plan.flaw)});",
        ]

    def _evidence(self, evidence: Evidence) -> str:
        """Evidence as a struct, field by field."""
        values = [
            self._hash(value, evidence.segment)
            if isinstance(value, bytes) and kind == "bytes32"
            else solidity.literal(kind, value, self._address)
            for kind, value in zip(EVIDENCE_FIELDS, evidence, strict=True)
        ]
        fields = ", ".join(f"{name}: {value}" for name, value in zip(evidence._fields, values, strict=True))
        return f"Evidence({{{fields}}})"

    def _hash(self, digest: Hash32, segment: int) -> str:
        """A hash in evidence: of which text, where it is one of a plan's."""
        texts = ("session", f"source {segment}", f"other source {segment}", f"rendition {segment}")
        known = [solidity.string(text) for text in texts if keccak(text.encode("ascii")) == digest]
        return f"keccak256({known[0]})" if known else str(solidity.literal("bytes32", digest, self._address))

    # Views.

    def _views(self, others: Mapping[_Key, tuple[ViewCall, bytes]]) -> dict[_Key, tuple[ViewCall, bytes]]:
        """What every view says by the spec, and those of ``others``."""
        world = self._world
        calls = {(call.to, call.data): call for call in world.projection.calls(world)}
        calls.update((key, call) for key, (call, _) in others.items())
        context = world.call(bytes(20), bytes(20))
        found = {}
        for key, call in calls.items():
            if call.kind.name in _CHAIN_DEPENDENT:
                continue
            context.to = call.to
            outcome = read(world.state, call.kind, context, call.arguments)
            if outcome.reason is None:
                found[key] = call, outcome.output
        return found

    def _looks(self, before: Mapping[_Key, tuple[ViewCall, bytes]]) -> list[str]:
        """The views that differ and, where state differs, those that the failing step changes by the spec."""
        titles = {difference.where for difference in self._differences}
        named: list[str] = []
        changed: list[str] = []
        for key, (call, output) in self._views(before).items():
            what = view_title(self._world, call)
            if what in titles:
                named += [*self._comment(call, output), self._look(call, output, what)]
            elif before and call.kind.name != "block_num" and before.get(key, (call, b""))[1] != output:
                changed.append(self._look(call, output, what))
        is_state = any(difference.where.partition(" ")[0] not in _NO_STATE for difference in self._differences)
        lines = named + (changed[: max(0, _STATE_DIFFERENCES - len(named))] if is_state else [])
        for what in sorted(titles):
            if what.startswith("ETH of "):
                name = what.removeprefix("ETH of ")
                wei = solidity.integer(self._world.state.eth[self._world.naming.address(name)])
                lines.append(f'        require({self._address_of(name)}.balance == {wei}, "{what}");')
        return lines

    def _comment(self, call: ViewCall, output: bytes) -> list[str]:
        """What a view must say, in words."""
        function = call.kind.signature.split("(")[0]
        values = [
            f"{field} {show(value, unit_of(function, field), self._world.naming.name)}".strip()
            for field, value in zip(call.kind.fields, call.kind.decode_result(output), strict=True)
        ]
        return solidity.comment(f"{function}: {', '.join(values)}", "        ")

    def _look(self, call: ViewCall, output: bytes, what: str) -> str:
        data, expected = solidity.hexadecimal(call.data), solidity.hexadecimal(output)
        return f"        shows({self._address(call.to)}, {data}, {expected}, {solidity.string(what)});"


_EVENT_TYPES: Final = {"evidence": "Evidence"}
"""Types of events' fields that are structs of the test, by the field's name."""

_DRAWN: Final = frozenset(("elected", "not-elected", "challenged", "unchallenged"))
"""First words of names for what block hashes choose."""

_NO_STATE: Final = frozenset(("status", "reason", "event", "return", "revert"))
"""First words of differences that are not about state."""


def _block(lines: list[str]) -> list[str]:
    """Lines in a scope of their own."""
    return ["        {", *(f"    {line}" for line in lines), "        }"]


def _is_signed(action: Action) -> bool:
    """Whether the calldata is made as the test runs."""
    if action.calldata or not action.args:
        return False
    return action.name == _BATCH or isinstance(action.args[0], TicketPlan | PermitPlan | EvidencePlan)


def _draws(action: Action) -> bool:
    """Whether an action names something that block hashes choose."""
    words = (action.caller, *(getattr(argument, "segment", argument) for argument in action.args))
    return any(isinstance(word, str) and word.partition(":")[0] in _DRAWN for word in words)


def _position(step: Step, event: Any) -> int:
    """Which ticket of a redemption an event is about."""
    if step.action.name != _BATCH:
        return 0
    assert step.message is not None
    tickets = step.message.arguments[0]
    return next(index for index, ticket in enumerate(tickets) if ticket[:5] == _ticket_fields(event))


def _ticket_fields(event: Any) -> tuple[Any, ...]:
    """Recipient, sender, face value, win probability and nonce, in the order of a ticket."""
    return event.recipient, event.sender, event.face_value, event.win_prob, event.sender_nonce
