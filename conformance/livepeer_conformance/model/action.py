"""Actions: the steps of a trace, in symbolic names only.

An action says what somebody does in protocol words: no address, no hash and no signature is in it, so the same trace
runs on any target and any chain. Accounts and contracts are named; a 32-byte word is ``0x..``, ``id:Minter`` (a
contract's id), ``role:MINTER_ROLE`` or ``snapshot:3`` (the root of a snapshot of that scale); a ticket is a
:class:`TicketPlan` that each run signs afresh.

What depends on block hashes is named by what is wished: the caller ``elected:0`` is the transcoder that job 0 elects,
``not-elected:0`` a registered one that it does not; the segment ``challenged:5`` is the first from 5 on that has to be
verified, ``unchallenged:5`` the first that has not. The word ``receipts`` is the root over the receipts of a claim's
segments (``receipts:low_v`` and ``receipts:high_s`` with signatures of that form), ``commit:2`` the commitment of the
Verifier's request 2; ``recipients:root`` and ``recipients:alice`` are the root of the MerkleMine's tree and the proof
of an account in it.
"""

import re
from dataclasses import dataclass, field, fields
from typing import Any, Final

ALWAYS: Final = 2**256 - 1
"""A win probability with which every ticket wins."""

TIME_ACTIONS: Final = {
    "advance_blocks": ("blocks",),
    "advance_rounds": ("rounds", "blocks"),
    "advance_to_lock": (),
}
"""Steps that only let time pass: ``blocks`` more blocks; to ``blocks`` blocks after the start of the round ``rounds``
ahead; to the first block of the current round's locked end."""

L1_SUPPLY_ACTION: Final = "report_l1_supply"
"""A step with which L2LPTDataCache reports another LPT supply on L1: its argument, in LPTU."""

TICKET_FLAWS: Final = (
    "",
    "wrong_rand",
    "short_aux_data",
    "long_aux_data",
    "no_aux_data",
    "future_round",
    "wrong_block_hash",
    "wrong_signer",
    "short_signature",
    "long_signature",
    "high_s",
    "bad_v",
    "zero_r",
)
"""What can be wrong with a ticket as it is redeemed."""

PERMIT_FLAWS: Final = ("", "wrong_signer", "high_s", "bad_v", "high_s_bad_v", "zero_r", "expired", "old_nonce")
"""What can be wrong with a permit."""


@dataclass(frozen=True, slots=True)
class TicketPlan:
    """A ticket as a trace knows it.

    Attributes:
        sender, recipient: account names.
        face_value: in wei.
        win_prob: in parts of 2^256.
        nonce: the sender's nonce.
        rand: the recipient's random number; with ``wins`` set, the first from which on the outcome is as wished.
        age: how many rounds before the current one the ticket was created.
        wins: the wished outcome, or None when it does not matter or ``win_prob`` decides it.
        flaw: one of ``TICKET_FLAWS``.
    """

    sender: str
    recipient: str
    face_value: int
    win_prob: int = ALWAYS
    nonce: int = 0
    rand: int = 1
    age: int = 0
    wins: bool | None = None
    flaw: str = ""


@dataclass(frozen=True, slots=True)
class PermitPlan:
    """A signed approval.

    Attributes:
        owner, spender: account names.
        value: in LPTU.
        flaw: one of ``PERMIT_FLAWS``.
        seconds_left: from the block that it is submitted in to its deadline, or None for a deadline that never comes.
    """

    owner: str
    spender: str
    value: int
    flaw: str = ""
    seconds_left: int | None = None


EVIDENCE_FLAWS: Final = (
    "",
    "other_source",
    "other_contract",
    "deployed_signature",
    "short_signature",
    "long_signature",
    "high_s",
    "bad_v",
    "zero_r",
)
"""What can be wrong with evidence: another source than was signed is presented; it is signed for another contract, or
as results are signed today; and what can be wrong with any signature."""


@dataclass(frozen=True, slots=True)
class EvidencePlan:
    """Evidence of a piece of work, with its signature.

    Attributes:
        orchestrator: the account that signs.
        arbitrator: the account or contract that is to decide.
        segment: the segment's number; the rest of the work follows from it.
        age: how many rounds before the current one the work was done; negative for rounds to come.
        flaw: one of ``EVIDENCE_FLAWS``.
    """

    orchestrator: str
    arbitrator: str
    segment: int = 0
    age: int = 0
    flaw: str = ""


PROOF_FLAWS: Final = (
    "",
    "descending",
    "twice",
    "other_source",
    "other_profile",
    "other_contract",
    "no_rendition",
    "short_signature",
    "long_signature",
    "high_s",
    "bad_v",
    "zero_r",
)
"""What can be wrong with a proof: its signers come in the wrong order, or the first one twice; they transcoded another
source, or for another profile; they signed for another contract; less than a hash is left of it; and what can be wrong
with the last signature."""


@dataclass(frozen=True, slots=True)
class ProofPlan:
    """What executors found who transcoded the source of a piece of work again; the work is the evidence beside it.

    Attributes:
        executors: the accounts that sign.
        differs: whether they found another rendition than the orchestrator's.
        flaw: one of ``PROOF_FLAWS``.
    """

    executors: tuple[str, ...]
    differs: bool = False
    flaw: str = ""


SIGNATURE_FORMS: Final = ("", "low_v", "high_s")
"""Forms in which alpha takes the signature of a segment: the usual one, v of 0 or 1, and s in the upper half."""

RECEIPT_FLAWS: Final = (
    "",
    "other_data",
    "other_transcoded_data",
    "other_segment",
    "wrong_signer",
    "short_signature",
    "long_signature",
    "bad_v",
    "zero_r",
    "truncated_proof",
    "odd_proof",
    "foreign_proof",
    "no_proof",
)
"""What can be wrong with a segment as it is submitted for verification."""

SIGNED_RECEIPT_FLAWS: Final = (
    *(flaw for flaw in RECEIPT_FLAWS if flaw != "odd_proof"),
    "wrong_transcoder",
    "no_transcoder_signature",
)
"""The same where receipts carry the transcoder's signature too, and proofs are lists."""


@dataclass(frozen=True, slots=True)
class ReceiptPlan:
    """A segment of a claim with what proves its transcoding, as it is submitted for verification.

    Attributes:
        job, claim: their ids.
        segment: its number, or ``challenged:N`` or ``unchallenged:N``.
        form: one of ``SIGNATURE_FORMS``, that of the claim's own receipts where they are to match.
        flaw: one of ``RECEIPT_FLAWS``, or of ``SIGNED_RECEIPT_FLAWS`` in the whitepaper's variant.
        storage: where the segment's data is said to be stored; the whitepaper's receipts do not say.
    """

    job: int
    claim: int
    segment: int | str
    form: str = ""
    flaw: str = ""
    storage: str = "store"


@dataclass(frozen=True, slots=True)
class Action:
    """One step.

    Attributes:
        name: a transaction's name, one of ``TIME_ACTIONS``, or ``L1_SUPPLY_ACTION``.
        caller: who sends it; empty where nobody does.
        args: its arguments in the order of the rule's parameters. A redemption has one :class:`TicketPlan`, a batch a
            tuple of them and how many signatures are left out, a permit one :class:`PermitPlan`, a verification one
            :class:`ReceiptPlan`, a dispute and a challenge one :class:`EvidencePlan`; where work is proved right or
            wrong, an id, an :class:`EvidencePlan`, whose signature does not matter, and a :class:`ProofPlan`.
        value: ETH sent along, in wei.
        at: the contract instance, where the transaction does not say (``set_controller``, a poll, a second Minter).
        calldata: how the calldata is damaged: ``""``, ``truncated``, ``unknown_selector``, ``empty``, ``dirty_bits``.
    """

    name: str
    caller: str = ""
    args: tuple[Any, ...] = ()
    value: int = 0
    at: str = ""
    calldata: str = ""


Plan = TicketPlan | PermitPlan | ReceiptPlan | EvidencePlan | ProofPlan
"""What each run signs afresh."""
Argument = int | str | bool | bytes | Plan | Action | tuple[Any, ...]

_INTEGER: Final = re.compile("0|-?[1-9][0-9]{0,98}")
_TAGS: Final[dict[str, type]] = {
    "ticket": TicketPlan,
    "permit": PermitPlan,
    "receipt": ReceiptPlan,
    "evidence": EvidencePlan,
    "proof": ProofPlan,
    "call": Action,
}


class ModelError(ValueError):
    """Data that is no valid action or trace; the message names the place."""


def to_json(value: Any) -> Any:
    """A JSON form of an argument: integers as decimal strings, bytes as ``0x`` hex."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, tuple | list):
        return [to_json(item) for item in value]
    for tag, kind in _TAGS.items():
        if isinstance(value, kind):
            return {tag: _record_to_json(value)}
    raise ModelError(f"{type(value).__name__} has no JSON form")


def _record_to_json(record: Any) -> dict[str, Any]:
    """The fields of a record that differ from their default."""
    result = {}
    for entry in fields(record):
        value = getattr(record, entry.name)
        if value != entry.default:
            result[entry.name] = to_json(value)
    return result


def from_json(data: Any, place: str) -> Any:
    """The argument that :func:`to_json` wrote. Raises ``ModelError`` naming ``place``.

    Text that is a decimal number as :func:`to_json` writes it becomes an integer; other text stays.
    """
    if isinstance(data, bool) or data is None:
        return data
    if isinstance(data, str):
        return int(data) if _INTEGER.fullmatch(data) else data
    if isinstance(data, list):
        return tuple(from_json(item, f"{place}[{index}]") for index, item in enumerate(data))
    if isinstance(data, dict) and len(data) == 1:
        tag, content = next(iter(data.items()))
        if tag in _TAGS:
            return _record_from_json(_TAGS[tag], content, f"{place}.{tag}")
    raise ModelError(f"{place}: expected text, a list, or one of {', '.join(_TAGS)}")


def _record_from_json(kind: type, data: Any, place: str) -> Any:
    if not isinstance(data, dict):
        raise ModelError(f"{place}: expected an object")
    known = {entry.name: entry for entry in fields(kind)}
    values = {}
    for name, content in data.items():
        if name not in known:
            raise ModelError(f"{place}.{name}: unknown field; known are {', '.join(known)}")
        value = from_json(content, f"{place}.{name}")
        expected = str(known[name].type)
        if "int" in expected and "str" not in expected and not isinstance(value, int):
            raise ModelError(f"{place}.{name}: expected an integer as decimal text")
        if expected == "str" and not isinstance(value, str):
            value = content
        if expected.startswith("tuple") and not isinstance(value, tuple):
            raise ModelError(f"{place}.{name}: expected a list")
        values[name] = value
    try:
        return kind(**values)
    except TypeError as error:
        raise ModelError(f"{place}: {error}") from error


@dataclass(frozen=True)
class Trace:
    """A sequence of actions on a fresh deployment.

    Attributes:
        upgrade, preset: the rules and the parameters.
        options: options of the deployment manifest that are on.
        steps: what happens.
        info: whatever helps a reader: a seed, a requirement, a note. Never compared.
    """

    upgrade: str
    steps: tuple[Action, ...]
    preset: str = "minimal"
    options: tuple[str, ...] = ()
    info: dict[str, Any] = field(default_factory=dict, compare=False)

    def to_json(self) -> dict[str, Any]:
        """The content of a trace file."""
        return {
            "schema": "trace-v1",
            "upgrade": self.upgrade,
            "preset": self.preset,
            "options": list(self.options),
            "steps": [_record_to_json(step) for step in self.steps],
            "info": self.info,
        }

    @classmethod
    def from_json(cls, data: Any) -> "Trace":
        """The trace of a file's content. Raises ``ModelError`` naming the field that is wrong."""
        if not isinstance(data, dict):
            raise ModelError("trace: expected an object")
        if data.get("schema") != "trace-v1":
            raise ModelError(f"schema: expected trace-v1, found {data.get('schema')!r}")
        for name, kind in (("upgrade", str), ("preset", str), ("options", list), ("steps", list)):
            if not isinstance(data.get(name), kind):
                raise ModelError(f"{name}: expected {'text' if kind is str else 'a list'}")
        steps = [_record_from_json(Action, step, f"steps[{index}]") for index, step in enumerate(data["steps"])]
        return cls(
            data["upgrade"], tuple(steps), data["preset"], tuple(map(str, data["options"])), data.get("info", {})
        )
