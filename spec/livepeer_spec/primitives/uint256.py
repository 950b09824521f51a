"""Checked arithmetic on 256-bit unsigned integers.

Each function gives the exact result, or rejects the transaction as the deployed contracts do.
Source: checked arithmetic of the deployed contracts (SafeMath before Confluence, the compiler's own since).
"""

from typing import Final

from livepeer_spec.rejection import Reason, SpecRejection

MAX: Final = 2**256 - 1


def add(left: int, right: int) -> int:
    """``left + right``. Raises ``ADDITION_OVERFLOW`` above 2^256 - 1."""
    total = left + right
    if total > MAX:
        raise SpecRejection(Reason.ADDITION_OVERFLOW, f"{left} + {right}")
    return total


def sub(left: int, right: int) -> int:
    """``left - right``. Raises ``SUBTRACTION_UNDERFLOW`` below zero."""
    if right > left:
        raise SpecRejection(Reason.SUBTRACTION_UNDERFLOW, f"{left} - {right}")
    return left - right


def mul(left: int, right: int) -> int:
    """``left * right``. Raises ``MULTIPLICATION_OVERFLOW`` above 2^256 - 1."""
    product = left * right
    if product > MAX:
        raise SpecRejection(Reason.MULTIPLICATION_OVERFLOW, f"{left} * {right}")
    return product


def div(left: int, right: int) -> int:
    """``left / right`` rounded down. Raises ``DIVISION_BY_ZERO``."""
    if right == 0:
        raise SpecRejection(Reason.DIVISION_BY_ZERO, f"{left} / 0")
    return left // right
