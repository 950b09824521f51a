"""What a finished py-evm computation means as a receipt."""

from eth import exceptions
from eth.abc import ComputationAPI

from livepeer_conformance.backends.base import (
    HALT_INVALID_JUMP,
    HALT_INVALID_OPCODE,
    HALT_OTHER,
    HALT_OUT_OF_GAS,
    HALT_STACK,
    HALT_WRITE_PROTECTION,
    Receipt,
)

_HALT_NAMES: dict[type[Exception], str] = {
    exceptions.OutOfGas: HALT_OUT_OF_GAS,
    exceptions.InvalidInstruction: HALT_INVALID_OPCODE,
    exceptions.InvalidJumpDestination: HALT_INVALID_JUMP,
    exceptions.InsufficientStack: HALT_STACK,
    exceptions.FullStack: HALT_STACK,
    exceptions.WriteProtection: HALT_WRITE_PROTECTION,
}


def outcome(computation: ComputationAPI, gas_used: int) -> Receipt:
    """The receipt of a transaction that ended in this computation; for a creation its output is the new code."""
    if computation.is_error:
        failure = computation.error
        if isinstance(failure, exceptions.Revert):
            return Receipt(False, bytes(computation.output), [], gas_used, "")
        return Receipt(False, b"", [], gas_used, _HALT_NAMES.get(type(failure), HALT_OTHER))
    logs = [
        (bytes(account), tuple(topic.to_bytes(32, "big") for topic in topics), data)
        for account, topics, data in computation.get_log_entries()
    ]
    return Receipt(True, bytes(computation.output), logs, gas_used, "")
