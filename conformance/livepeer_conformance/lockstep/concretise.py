"""From an action to the message that is sent, for one run."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from livepeer_conformance.backends.base import Backend
from livepeer_conformance.lockstep import snapshots
from livepeer_conformance.lockstep.naming import Naming, word
from livepeer_conformance.lockstep.receipts import JobPlayer
from livepeer_conformance.lockstep.signed_receipts import SignedJobPlayer
from livepeer_conformance.lockstep.signing import make_evidence, make_proof, make_ticket, permit_signature
from livepeer_conformance.model.action import (
    Action,
    EvidencePlan,
    ModelError,
    PermitPlan,
    ProofPlan,
    ReceiptPlan,
    TicketPlan,
)
from livepeer_spec.primitives.abi import AbiError, parse_type, split_types
from livepeer_spec.primitives.types import Address, Wei
from livepeer_spec.primitives.uint256 import MAX
from livepeer_spec.transactions import TransactionType
from livepeer_spec.upgrades import Upgrade
from livepeer_spec.upgrades.arbitration.disputes import domain as disputes_domain
from livepeer_spec.upgrades.arbitration.re_execution import exact_domain
from livepeer_spec.upgrades.confluence.token import permit_digest
from livepeer_spec.upgrades.streamflow import clock
from livepeer_spec.upgrades.streamflow.governor import UPDATE_TYPE, Update

NEVER_EXPIRES = MAX
"""The deadline of a permit that is in time."""


@dataclass(slots=True)
class Message:
    """What is sent: the transaction's type, sender, receiving contract, calldata, ETH, and the decoded arguments."""

    kind: TransactionType
    sender: Address
    to: Address
    data: bytes
    value: Wei
    arguments: tuple[Any, ...]


class Concretiser:
    """Turns the actions of one run into messages; ``state`` tells rounds, hashes and nonces, ``chain`` the time."""

    def __init__(self, upgrade: Upgrade, naming: Naming, state: Any, chain: Backend) -> None:
        self._transactions = upgrade.catalogue.transactions
        self._naming = naming
        self._state = state
        self._chain = chain
        player = SignedJobPlayer if upgrade.name == "alpha-whitepaper" else JobPlayer
        self._jobs = player(upgrade, naming, state, chain)
        self._converters: dict[str, Callable[[Any], Any]] = {
            "address": naming.address,
            "bytes32": self._word,
            "bytes20": self._word,
            "bytes4": self._word,
            "bytes": self._bytes,
            "string": str,
            "bool": bool,
        }

    def message(self, action: Action) -> Message:
        """The message of a transaction. Raises ``ModelError`` when the action makes no sense."""
        kind = self._transactions.get(action.name)
        if kind is None:
            raise ModelError(f"unknown transaction: {action.name!r}")
        arguments = self._arguments(kind, action)
        try:
            data = kind.encode(arguments)
        except (AbiError, OverflowError, ValueError, TypeError, AttributeError) as error:
            raise ModelError(f"{action.name}: arguments do not fit {kind.signature}: {error}") from error
        if action.calldata:
            data = damage(kind, data, action.calldata)
        to = self._naming.address(action.at or kind.contract)
        return Message(kind, self._naming.address(self._jobs.caller(action.caller)), to, data, action.value, arguments)

    def _arguments(self, kind: TransactionType, action: Action) -> tuple[Any, ...]:
        args = action.args
        if args and isinstance(args[0], TicketPlan):
            return self._ticket(args[0])
        if kind.name == "batch_redeem_winning_tickets":
            return self._batch(*args)
        if args and isinstance(args[0], PermitPlan):
            return self._permit(args[0])
        if args and isinstance(args[0], EvidencePlan):
            return self._evidence(args[0])
        if args and isinstance(args[-1], ProofPlan):
            return self._proof(*args)
        if args and isinstance(args[0], ReceiptPlan):
            return self._jobs.submission(args[0])
        if len(args) != len(kind.types):
            raise ModelError(f"{action.name} takes {len(kind.types)} arguments, not {len(args)}")
        if kind.types[:1] == (UPDATE_TYPE,):
            return (self._update(*args[0]), *args[1:])
        if kind.name == "claim_snapshot_earnings":
            return self._snapshot_claim(action)
        if kind.parameters[:1] == ("job_id",) or kind.name == "callback":
            args = self._job_arguments(kind, args)
        return tuple([self.argument(type_, value) for type_, value in zip(kind.types, args, strict=True)])

    def _job_arguments(self, kind: TransactionType, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """The arguments of a transaction around jobs, of which the last one may be a wish."""
        *others, last = args
        if isinstance(last, str):
            wish, _, rest = last.partition(":")
            if wish == "receipts" and kind.name == "claim_work":
                segments = args[1] if isinstance(args[1], tuple) else args[1:3]
                return (*others, "0x" + self._jobs.claim_root(args[0], segments, rest).hex())
            if wish == "commit" and rest.isdecimal():
                return (*others, "0x" + self._jobs.commitment(int(rest)).hex())
            if wish in ("challenged", "unchallenged"):
                return (*others, self._jobs.segment(last, args[0], args[1]))
        return args

    def argument(self, type_: str, value: Any) -> Any:
        """The value of a symbolic argument of an ABI type. Raises ``ModelError`` when it has none."""
        convert = self._converters.get(type_)
        if convert is not None:
            return convert(value)
        if type_.endswith("]"):
            item_type = type_[: type_.rindex("[")]
            return [self.argument(item_type, item) for item in value]
        if type_.startswith("("):
            members = zip(split_types(type_[1:-1]), value, strict=True)
            return tuple([self.argument(member, item) for member, item in members])
        return self._integer(value)

    def _integer(self, value: Any) -> int:
        if not isinstance(value, int):
            raise ModelError(f"expected an integer, found {value!r}")
        return value

    def _word(self, text: str) -> bytes:
        return word(text, snapshots.root)

    def _bytes(self, value: str | Action) -> bytes:
        return self.message(value).data if isinstance(value, Action) else word(value, snapshots.root)

    def _ticket(self, plan: TicketPlan) -> tuple[Any, ...]:
        rounds = self._state.rounds
        creation_round = max(rounds.last_initialized_round - plan.age, 0)
        return make_ticket(plan, self._naming, creation_round, rounds.block_hashes[creation_round])

    def _batch(self, plans: tuple[TicketPlan, ...], left_out: int = 0) -> tuple[Any, ...]:
        """The tickets of a batch; ``left_out`` signatures are missing, or that many too many when it is negative."""
        made = [self._ticket(plan) for plan in plans]
        signatures = [signature for _, signature, _ in made] + [b""] * -left_out
        rands = [rand for _, _, rand in made] + [0] * -left_out
        return [ticket for ticket, _, _ in made], signatures[: len(made) - left_out], rands

    def _permit(self, plan: PermitPlan) -> tuple[Any, ...]:
        owner, spender = self._naming.address(plan.owner), self._naming.address(plan.spender)
        deadline = 1 if plan.flaw == "expired" else NEVER_EXPIRES
        if plan.seconds_left is not None:
            deadline = self._chain.timestamp + plan.seconds_left
        nonce = self._state.token.nonces[owner] - (plan.flaw == "old_nonce")
        digest = permit_digest(self._state, owner, spender, plan.value, nonce % 2**256, deadline)
        return owner, spender, plan.value, deadline, *permit_signature(plan, digest)

    def _evidence(self, plan: EvidencePlan) -> tuple[Any, ...]:
        current = clock.round_at(self._state.rounds, self._chain.block_number)
        return make_evidence(plan, self._naming, disputes_domain(self._state), current)

    def _proof(self, id: Any, work: Any, plan: ProofPlan) -> tuple[Any, ...]:
        """An id, the evidence of a plan, and what executors say about it."""
        if not isinstance(work, EvidencePlan):
            raise ModelError(f"expected evidence, found {work!r}")
        evidence, _ = self._evidence(work)
        return self._integer(id), evidence, make_proof(plan, self._naming, exact_domain(self._state), evidence)

    def _update(self, target: Any, value: Any, data: Any, nonce: int) -> Update:
        return Update(
            self.argument("address[]", target), self.argument("uint256[]", value), self.argument("bytes[]", data), nonce
        )

    def _snapshot_claim(self, action: Action) -> tuple[Any, ...]:
        stake, fees, proof, data = action.args
        if isinstance(proof, str):
            nodes = snapshots.proof(action.caller, int(proof.removeprefix("proof:")))
        else:
            nodes = [self._word(node) for node in proof]
        return stake, fees, nodes, self._bytes(data)


def damage(kind: TransactionType, data: bytes, how: str) -> bytes:
    """The calldata of a transaction, made malformed. Raises ``ModelError`` for an unknown way."""
    if how == "truncated":
        return data[:-1]
    if how == "unknown_selector":
        return b"\xff\xff\xff\xff" + data[4:]
    if how == "empty":
        return b""
    if how == "dirty_bits":
        start = _narrow_argument(kind)
        return data[:start] + b"\xff" + data[start + 1 :]
    raise ModelError(f"unknown damage of calldata: {how!r}")


def _narrow_argument(kind: TransactionType) -> int:
    """Where the word of the first argument stands that has high bits to spare: an address or a small integer."""
    position = 4
    for type_ in kind.types:
        if type_ == "address" or (type_.startswith("uint") and type_[4:].isdecimal() and type_ != "uint256"):
            return position
        position += parse_type(type_).head_size
    raise ModelError(f"{kind.name} has no argument with high bits to spare")
