"""Comparing one transaction: status, reason, return data and events. Bytes first; decoding only on a difference."""

from typing import Any

from livepeer_conformance.adapters.error_map import ErrorMap
from livepeer_conformance.backends.base import Log, Receipt
from livepeer_conformance.model.difference import Difference
from livepeer_spec.primitives.abi import AbiError
from livepeer_spec.rejection import Reason
from livepeer_spec.transactions import Outcome
from livepeer_spec.upgrades import Upgrade
from livepeer_spec.versions import upgrade_of


def encode_logs(outcome: Outcome) -> list[Log]:
    """The logs that the expected events leave."""
    return [(address, *event.event_type.encode(event)) for address, event in outcome.logs]


def compare_outcome(
    upgrade: Upgrade, outcome: Outcome, receipt: Receipt, errors: ErrorMap, return_data: bool
) -> list[Difference]:
    """Differences between the expected outcome and a receipt.

    ``errors`` knows what the target's answers stand for; ``return_data`` says whether the receipt has the
    transaction's return and revert data.
    """
    if outcome.reason is not None:
        return _compare_rejection(outcome, receipt, errors, return_data)
    if not receipt.success:
        return [Difference("status", "", "accepted", errors.describe(receipt))]
    differences = []
    if return_data and receipt.output != outcome.output:
        differences.append(Difference("return data", "", outcome.output, receipt.output))
    expected = encode_logs(outcome)
    if expected != receipt.logs:
        differences.extend(compare_logs(upgrade, expected, receipt.logs))
    return differences


def _compare_rejection(outcome: Outcome, receipt: Receipt, errors: ErrorMap, return_data: bool) -> list[Difference]:
    expected = outcome.reason
    assert expected is not None
    if receipt.success:
        return [Difference("status", "", f"rejected, {expected.name}: {expected.value}", "accepted")]
    if expected is Reason.CALLEE_REVERTED:
        if return_data and receipt.output != outcome.output:
            return [Difference("revert data", "", outcome.output, receipt.output)]
        return []
    reasons = errors.reasons(receipt)
    if reasons is not None and expected in reasons:
        return []
    errors.note(receipt, expected)
    if reasons is not None:
        return [Difference("reason", "", f"{expected.name}: {expected.value}", errors.describe(receipt))]
    return []


def compare_logs(upgrade: Upgrade, expected: list[Log], observed: list[Log]) -> list[Difference]:
    """Event by event, in order; the first missing, additional or different event ends the comparison."""
    for position in range(max(len(expected), len(observed))):
        wanted = expected[position] if position < len(expected) else None
        found = observed[position] if position < len(observed) else None
        if wanted != found and (differences := _compare_log(upgrade, position + 1, wanted, found)):
            return differences
    return []


def _compare_log(upgrade: Upgrade, number: int, wanted: Log | None, found: Log | None) -> list[Difference]:
    name = _event_name(upgrade, wanted or found)
    where = f"event {number} {name}"
    if wanted is None or found is None or wanted[1][:1] != found[1][:1]:
        return [Difference(where, "", describe_log(upgrade, wanted), describe_log(upgrade, found))]
    if wanted[0] != found[0]:
        return [Difference(where, "emitter", wanted[0], found[0])]
    fields = upgrade.events[wanted[1][0]].parameters
    left, right = decode_log(upgrade, wanted), decode_log(upgrade, found)
    if left is None or right is None:
        return [Difference(where, "", wanted, found)]
    if left == right and upgrade_of(upgrade.name) == "alpha":
        # The compiler of the time did not pad texts that reach an event straight from calldata.
        return []
    return [
        Difference(where, field, value, other)
        for field, value, other in zip(fields, left, right, strict=True)
        if value != other
    ] or [Difference(where, "encoding", wanted, found)]


def _event_name(upgrade: Upgrade, log: Log | None) -> str:
    event_type = upgrade.events.get(log[1][0]) if log and log[1] else None
    return event_type.name if event_type else "unknown"


def decode_log(upgrade: Upgrade, log: Log) -> tuple[Any, ...] | None:
    """The values of an event of this upgrade; None for any other log and for one that does not decode."""
    event_type = upgrade.events.get(log[1][0]) if log[1] else None
    if event_type is None:
        return None
    try:
        return event_type.decode(log[1], log[2])
    except AbiError:
        return None


def describe_log(upgrade: Upgrade, log: Log | None) -> Any:
    """An event as ``(name, values by field)``; None where there is none, raw where it is unknown."""
    if log is None:
        return None
    values = decode_log(upgrade, log)
    if values is None:
        return log
    return _event_name(upgrade, log), dict(zip(upgrade.events[log[1][0]].parameters, values, strict=True))
