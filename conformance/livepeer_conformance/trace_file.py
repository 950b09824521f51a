"""Trace files: reading what anybody may have written, and writing it.

A file is refused with the place and the reason before any of it runs.
"""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from livepeer_conformance.model.action import (
    EVIDENCE_FLAWS,
    L1_SUPPLY_ACTION,
    PERMIT_FLAWS,
    PROOF_FLAWS,
    RECEIPT_FLAWS,
    SIGNATURE_FORMS,
    SIGNED_RECEIPT_FLAWS,
    TICKET_FLAWS,
    TIME_ACTIONS,
    Action,
    EvidencePlan,
    ModelError,
    PermitPlan,
    ProofPlan,
    ReceiptPlan,
    TicketPlan,
    Trace,
)
from livepeer_conformance.model.json_text import parse_json
from livepeer_conformance.settings import PRESETS
from livepeer_spec.primitives.abi import split_types
from livepeer_spec.transactions import TransactionType
from livepeer_spec.upgrades import upgrade
from livepeer_spec.upgrades.arbitration.genesis import MANAGERS as DISPUTE_MANAGERS
from livepeer_spec.upgrades.streamflow.controller import PROXIED
from livepeer_spec.upgrades.streamflow.governor import UPDATE_TYPE
from livepeer_spec.versions import RULE_SETS

MAX_BYTES: Final = 8 * 2**20
"""Size of the largest file that is read."""
MAX_STEPS: Final = 20_000
MAX_TIME: Final = 10**8
"""Rounds or blocks that one step lets pass at most."""
MAX_TICKETS: Final = 64
"""Tickets of one batch."""
MAX_ITEMS: Final = 64
"""Items of one list."""

MINTERS: Final = ("Minter", "NewMinter")
TOKENS: Final = ("LivepeerToken", "GenesisToken")
_PROXIES: Final = (*PROXIED, "JobsManager")
MANAGERS: Final = (
    *_PROXIES, *(f"{name}Target" for name in _PROXIES), *MINTERS, "MerkleSnapshot", "L2Migrator", "Verifier",
    *DISPUTE_MANAGERS,
)  # fmt: skip
"""Contracts of which there is more than one with the same functions."""

JOB_RULES: Final = ("alpha", "alpha-launch", "alpha-whitepaper")
"""Rule sets in which transcoders are elected for jobs."""
_RECEIPTS: Final = {
    ("job_id", "claim_id", "segment_number", "data_storage_hash", "data_hashes", "broadcaster_signature", "proof"): (
        RECEIPT_FLAWS
    ),
    ("job_id", "claim_id", "receipt", "proof"): SIGNED_RECEIPT_FLAWS,
}
"""Flaws of a receipt, by the parameters of the transactions that take one."""

CALLDATA: Final = ("", "truncated", "unknown_selector", "empty", "dirty_bits")
_FIELDS: Final = frozenset(("schema", "upgrade", "preset", "options", "steps", "info"))
_WORD: Final = re.compile(
    r"0x([0-9a-fA-F]{2})*|id:[\x21-\x7e]+|role:[\x21-\x7e]+|snapshot:[0-9]{1,60}|recipients:[a-z]+|commit:[0-9]{1,60}|receipts(:low_v|:high_s)?"
)
_NAME: Final = re.compile(r"0x[0-9a-fA-F]{40}|(poll|grant)-[1-9][0-9]{0,3}|[A-Za-z][A-Za-z0-9_]{0,63}")
_ELECTED: Final = re.compile(r"(not-)?elected:[0-9]{1,60}")
_SEGMENT: Final = re.compile(r"(un)?challenged:[0-9]{1,78}")
_PROOF: Final = re.compile(r"proof:[0-9]{1,60}")
_UNLIKELY: Final = 2**246
"""A wished outcome of a ticket that is less probable than this many parts of 2^256 is refused."""


def load(path: Path | str) -> Trace:
    """The trace in a file. Raises ``ModelError`` naming the file and the field that is wrong."""
    file = Path(path)
    try:
        if file.stat().st_size > MAX_BYTES:
            raise ModelError(f"{file}: larger than {MAX_BYTES:,} bytes")
        return parse(file.read_bytes())
    except OSError as error:
        raise ModelError(f"{file}: {error.strerror or error}") from error
    except ModelError as error:
        raise ModelError(str(error) if str(error).startswith(f"{file}: ") else f"{file}: {error}") from error


def parse(content: bytes | str) -> Trace:
    """The trace in a file's content. Raises ``ModelError`` naming the field that is wrong."""
    if len(content) > MAX_BYTES:
        raise ModelError(f"larger than {MAX_BYTES:,} bytes")
    try:
        data = parse_json(content, _refuse_constant)
    except ValueError as error:
        raise ModelError(f"no JSON: {error}") from error
    if isinstance(data, dict) and (unknown := data.keys() - _FIELDS):
        raise ModelError(f"{min(unknown)}: unknown field; known are {', '.join(sorted(_FIELDS))}")
    try:
        trace = Trace.from_json(data)
        check(trace)
        return replace(trace, steps=tuple([_with_texts(trace.upgrade, step) for step in trace.steps]))
    except RecursionError as error:
        raise ModelError("nested too deeply") from error


def _with_texts(upgrade_name: str, action: Action) -> Action:
    """An action that is checked, with text where the transaction takes text, also where it has digits only."""
    kind = upgrade(upgrade_name).catalogue.transactions.get(action.name)
    if kind is None or len(action.args) != len(kind.types):
        return action
    values = zip(kind.types, action.args, strict=True)
    return replace(action, args=tuple([_with_text(upgrade_name, type_, value) for type_, value in values]))


def _with_text(upgrade_name: str, type_: str, value: Any) -> Any:
    if isinstance(value, Action):
        return _with_texts(upgrade_name, value)
    if isinstance(value, tuple):
        types = (
            split_types(type_[1:-1]) if type_.startswith("(") and type_.endswith(")") else [_item(type_)] * len(value)
        )
        return tuple([_with_text(upgrade_name, member, item) for member, item in zip(types, value, strict=True)])
    return str(value) if type_ == "string" and isinstance(value, int) else value


def _item(type_: str) -> str:
    """The type of a list's items."""
    return type_[: type_.rindex("[")]


def _refuse_constant(text: str) -> None:
    raise ModelError(f"no JSON: {text}")


def dump(trace: Trace) -> str:
    """The content of a trace's file."""
    return json.dumps(trace.to_json(), indent=1, sort_keys=True) + "\n"


def save(trace: Trace, path: Path) -> None:
    """Write a trace's file, and the folders that it lies in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dump(trace), encoding="utf-8")


def check(trace: Trace) -> None:
    """Make sure that a trace is one that can be run at all. Raises ``ModelError`` naming the field that is wrong."""
    _one_of("upgrade", trace.upgrade, RULE_SETS)
    _one_of("preset", trace.preset, PRESETS)
    if not isinstance(trace.info, dict):
        raise ModelError("info: expected an object")
    if len(trace.steps) > MAX_STEPS:
        raise ModelError(f"steps: {len(trace.steps):,} steps, more than {MAX_STEPS:,}")
    for index, action in enumerate(trace.steps):
        _check_action(f"steps[{index}]", trace.upgrade, action)


def _one_of(place: str, value: Any, known: tuple[str, ...]) -> None:
    if value not in known:
        raise ModelError(f"{place}: unknown {value!r}; known are {', '.join(filter(None, known))}")


def _check_action(place: str, upgrade_name: str, action: Action) -> None:
    if action.name in TIME_ACTIONS:
        _check_count(place, action.args, len(TIME_ACTIONS[action.name]))
        for index, value in enumerate(action.args):
            _check_integer(f"{place}.args[{index}]", value, MAX_TIME)
        return
    if action.name == L1_SUPPLY_ACTION:
        _check_count(place, action.args, 1)
        _check_integer(f"{place}.args[0]", action.args[0], 2**256 - 1)
        return
    kind = upgrade(upgrade_name).catalogue.transactions.get(action.name)
    if kind is None:
        raise ModelError(f"{place}.name: {upgrade_name} has no transaction {action.name!r}")
    if not _is_elected(upgrade_name, action.caller):
        _check_name(f"{place}.caller", action.caller)
    if action.at:
        _check_instance(f"{place}.at", kind, action)
    _check_integer(f"{place}.value", action.value, 2**256 - 1)
    _one_of(f"{place}.calldata", action.calldata, CALLDATA)
    _check_arguments(f"{place}.args", upgrade_name, kind, action.args)


def _is_elected(upgrade_name: str, caller: Any) -> bool:
    """Whether a caller is whom a job elects, where there are such jobs."""
    return upgrade_name in JOB_RULES and isinstance(caller, str) and _ELECTED.fullmatch(caller) is not None


def _check_instance(place: str, kind: TransactionType, action: Action) -> None:
    """The contract must have the function, unless the calldata is damaged anyway."""
    _check_name(place, action.at)
    fits = {
        "Manager": action.at in MANAGERS,
        "Minter": action.at in MINTERS,
        "Poll": action.at.startswith("poll-"),
        "TokenVesting": action.at.startswith("grant-"),
        "TokenTimelock": action.at.startswith("grant-"),
        "LivepeerToken": action.at in TOKENS,
    }
    if not action.calldata and not fits.get(kind.contract, action.at == kind.contract):
        raise ModelError(f"{place}: {action.at} has no {kind.name}")


def _check_count(place: str, args: tuple[Any, ...], count: int) -> None:
    if len(args) != count:
        raise ModelError(f"{place}.args: expected {count}, found {len(args)}")


def _check_arguments(place: str, upgrade_name: str, kind: TransactionType, args: tuple[Any, ...]) -> None:
    if kind.name == "redeem_winning_ticket":
        if len(args) != 1:
            raise ModelError(f"{place}: expected one ticket")
        _check_ticket(f"{place}[0]", args[0])
    elif kind.name == "batch_redeem_winning_tickets":
        _check_batch(place, args)
    elif kind.name == "permit":
        if len(args) != 1:
            raise ModelError(f"{place}: expected one permit")
        _check_permit(f"{place}[0]", args[0])
    elif kind.name in ("raise_dispute", "challenge_work"):
        _check_count(place.removesuffix(".args"), args, 1)
        _check_evidence(f"{place}[0]", args[0])
    elif kind.parameters == ("id", "evidence", "proof"):
        _check_count(place.removesuffix(".args"), args, 3)
        _check_integer(f"{place}[0]", args[0], 2**256 - 1)
        _check_evidence(f"{place}[1]", args[1])
        _check_exact_proof(f"{place}[2]", args[2])
    elif args and isinstance(args[0], ReceiptPlan):
        _check_count(place.removesuffix(".args"), args, 1)
        _check_receipt(f"{place}[0]", kind, args[0])
    else:
        if len(args) != len(kind.types):
            raise ModelError(f"{place}: {kind.name} takes {len(kind.types)}, not {len(args)}")
        for index, (type_, value) in enumerate(zip(kind.types, args, strict=True)):
            if kind.parameters[index] == "segment_number" and isinstance(value, str):
                _check_segment(f"{place}[{index}]", value)
            else:
                _check_argument(f"{place}[{index}]", upgrade_name, type_, value)


def _check_argument(place: str, upgrade_name: str, type_: str, value: Any) -> None:
    if type_ == "bytes":
        _check_call(place, upgrade_name, value)
    elif type_ == UPDATE_TYPE:
        _check_update(place, upgrade_name, value)
    elif type_ == "bytes32[]" and not isinstance(value, tuple):
        _check_proof(place, value)
    elif type_.endswith("]"):
        _check_list(place, upgrade_name, type_, value)
    elif type_.startswith("("):
        _check_members(place, upgrade_name, split_types(type_[1:-1]), value)
    elif type_ in _CHECKS:
        _CHECKS[type_](place, value)
    elif type_.startswith("uint"):
        _check_integer(place, value, 2 ** int(type_[4:]) - 1)
    else:
        raise ModelError(f"{place}: an argument of type {type_} cannot be written in a trace")


def _check_call(place: str, upgrade_name: str, value: Any) -> None:
    """Calldata: a call in words, or bytes."""
    if not isinstance(value, Action):
        _check_word(place, value)
        return
    kind = upgrade(upgrade_name).catalogue.transactions.get(value.name)
    if kind is None:
        raise ModelError(f"{place}.name: {upgrade_name} has no transaction {value.name!r}")
    _check_arguments(f"{place}.args", upgrade_name, kind, value.args)
    _one_of(f"{place}.calldata", value.calldata, CALLDATA)
    for name in ("caller", "at"):
        if getattr(value, name):
            _check_name(f"{place}.{name}", getattr(value, name))


def _check_update(place: str, upgrade_name: str, value: Any) -> None:
    """An update of the Governor: targets, values, calls and a nonce."""
    if not isinstance(value, tuple) or len(value) != 4 or not all(isinstance(part, tuple) for part in value[:3]):
        raise ModelError(f"{place}: expected lists of targets, values and calls, and a nonce")
    targets, values, calls, nonce = value
    for index, target in enumerate(targets):
        _check_name(f"{place}[0][{index}]", target)
    for index, amount in enumerate(values):
        _check_integer(f"{place}[1][{index}]", amount, 2**256 - 1)
    for index, call in enumerate(calls):
        _check_call(f"{place}[2][{index}]", upgrade_name, call)
    _check_integer(f"{place}[3]", nonce, 2**256 - 1)


def _check_integer(place: str, value: Any, largest: int, smallest: int = 0) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ModelError(f"{place}: expected an integer as decimal text, found {_short(value)}")
    if not smallest <= value <= largest:
        raise ModelError(f"{place}: out of range")


def _check_list(place: str, upgrade_name: str, type_: str, value: Any) -> None:
    """A list, of a fixed length where the type has one."""
    length = type_[type_.rindex("[") + 1 : -1]
    if not isinstance(value, tuple) or len(value) > MAX_ITEMS or (length and len(value) != int(length)):
        raise ModelError(f"{place}: expected a list of {length or f'at most {MAX_ITEMS}'}, found {_short(value)}")
    for index, item in enumerate(value):
        _check_argument(f"{place}[{index}]", upgrade_name, _item(type_), item)


def _check_members(place: str, upgrade_name: str, types: list[str], value: Any) -> None:
    """The members of a structure."""
    if not isinstance(value, tuple) or len(value) != len(types):
        raise ModelError(f"{place}: expected a list of {len(types)}, found {_short(value)}")
    for index, (type_, member) in enumerate(zip(types, value, strict=True)):
        _check_argument(f"{place}[{index}]", upgrade_name, type_, member)


def _check_segment(place: str, value: str) -> None:
    if not _SEGMENT.fullmatch(value):
        raise ModelError(f"{place}: expected a number, challenged:NUMBER or unchallenged:NUMBER, found {_short(value)}")


def _check_name(place: str, value: Any) -> None:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise ModelError(f"{place}: expected an account's or contract's name, found {_short(value)}")


def _check_word(place: str, value: Any) -> None:
    if not isinstance(value, str) or not _WORD.fullmatch(value):
        raise ModelError(f"{place}: expected 0x.., id:NAME, role:NAME, snapshot:NUMBER, .., found {_short(value)}")


def _check_proof(place: str, value: Any) -> None:
    if not isinstance(value, str) or not _PROOF.fullmatch(value):
        raise ModelError(f"{place}: expected proof:NUMBER or a list of words, found {_short(value)}")


def _check_text(place: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ModelError(f"{place}: expected text, found {_short(value)}")


def _check_bool(place: str, value: Any) -> None:
    if not isinstance(value, bool):
        raise ModelError(f"{place}: expected true or false, found {_short(value)}")


_CHECKS: Final[dict[str, Callable[[str, Any], None]]] = {
    "address": _check_name,
    "bytes32": _check_word,
    "bytes20": _check_word,
    "string": _check_text,
    "bool": _check_bool,
}


def _check_ticket(place: str, plan: Any) -> None:
    if not isinstance(plan, TicketPlan):
        raise ModelError(f"{place}: expected a ticket, found {_short(plan)}")
    _check_name(f"{place}.sender", plan.sender)
    _check_name(f"{place}.recipient", plan.recipient)
    for name in ("face_value", "win_prob", "nonce", "rand"):
        _check_integer(f"{place}.{name}", getattr(plan, name), 2**256 - 1)
    _check_integer(f"{place}.age", plan.age, MAX_TIME)
    _one_of(f"{place}.flaw", plan.flaw, TICKET_FLAWS)
    if plan.wins is not None:
        _check_bool(f"{place}.wins", plan.wins)
        if (plan.win_prob if plan.wins else 2**256 - plan.win_prob) < _UNLIKELY:
            raise ModelError(f"{place}.wins: too improbable with this win_prob")


def _check_batch(place: str, args: tuple[Any, ...]) -> None:
    if len(args) not in (1, 2) or not isinstance(args[0], tuple):
        raise ModelError(f"{place}: expected a list of tickets, and how many signatures are left out")
    if len(args[0]) > MAX_TICKETS:
        raise ModelError(f"{place}[0]: {len(args[0])} tickets, more than {MAX_TICKETS}")
    for index, plan in enumerate(args[0]):
        _check_ticket(f"{place}[0][{index}]", plan)
    if len(args) == 2:
        _check_integer(f"{place}[1]", args[1], len(args[0]), -MAX_TICKETS)


def _check_permit(place: str, plan: Any) -> None:
    if not isinstance(plan, PermitPlan):
        raise ModelError(f"{place}: expected a permit, found {_short(plan)}")
    _check_name(f"{place}.owner", plan.owner)
    _check_name(f"{place}.spender", plan.spender)
    _check_integer(f"{place}.value", plan.value, 2**256 - 1)
    _one_of(f"{place}.flaw", plan.flaw, PERMIT_FLAWS)
    if plan.seconds_left is not None:
        _check_integer(f"{place}.seconds_left", plan.seconds_left, 2**64, -(2**30))


def _check_evidence(place: str, plan: Any) -> None:
    if not isinstance(plan, EvidencePlan):
        raise ModelError(f"{place}: expected evidence, found {_short(plan)}")
    _check_name(f"{place}.orchestrator", plan.orchestrator)
    _check_name(f"{place}.arbitrator", plan.arbitrator)
    _check_integer(f"{place}.segment", plan.segment, 2**256 - 1)
    _check_integer(f"{place}.age", plan.age, MAX_TIME, -MAX_TIME)
    _one_of(f"{place}.flaw", plan.flaw, EVIDENCE_FLAWS)


def _check_exact_proof(place: str, plan: Any) -> None:
    if not isinstance(plan, ProofPlan):
        raise ModelError(f"{place}: expected a proof, found {_short(plan)}")
    if not isinstance(plan.executors, tuple) or len(plan.executors) > MAX_ITEMS:
        raise ModelError(f"{place}.executors: expected a list of at most {MAX_ITEMS}")
    for index, name in enumerate(plan.executors):
        _check_name(f"{place}.executors[{index}]", name)
    _check_bool(f"{place}.differs", plan.differs)
    _one_of(f"{place}.flaw", plan.flaw, PROOF_FLAWS)


def _check_receipt(place: str, kind: TransactionType, plan: ReceiptPlan) -> None:
    flaws = _RECEIPTS.get(kind.parameters)
    if flaws is None:
        raise ModelError(f"{place}: {kind.name} takes no receipt")
    _check_integer(f"{place}.job", plan.job, 2**256 - 1)
    _check_integer(f"{place}.claim", plan.claim, 2**256 - 1)
    if isinstance(plan.segment, str):
        _check_segment(f"{place}.segment", plan.segment)
    else:
        _check_integer(f"{place}.segment", plan.segment, 2**256 - 1)
    _one_of(f"{place}.form", plan.form, SIGNATURE_FORMS)
    _one_of(f"{place}.flaw", plan.flaw, flaws)
    _check_text(f"{place}.storage", plan.storage)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
