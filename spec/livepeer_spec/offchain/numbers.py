"""How numbers are written between nodes, and how fractions are rounded."""

from fractions import Fraction
from typing import Final

from livepeer_spec.offchain.errors import Fault, demand

MAX_UINT256: Final = 2**256 - 1
MAX_INT64: Final = 2**63 - 1


def minimal_bytes(number: int) -> bytes:
    """The shortest big-endian form; zero has no bytes. Raises ``NEGATIVE_NUMBER``."""
    # There is no sign.
    demand(number >= 0, Fault.NEGATIVE_NUMBER, str(number))
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def word(number: int) -> bytes:
    """The big-endian form in 32 bytes. Raises ``NEGATIVE_NUMBER`` and ``NUMBER_TOO_LARGE``."""
    # There is no sign.
    demand(number >= 0, Fault.NEGATIVE_NUMBER, str(number))
    # It has at most 32 bytes.
    demand(number <= MAX_UINT256, Fault.NUMBER_TOO_LARGE, f"{number.bit_length()} bits")
    return number.to_bytes(32, "big")


def fixed_bytes(value: bytes, length: int) -> bytes:
    """The value itself, which has ``length`` bytes. Raises ``WRONG_LENGTH``."""
    # It has as many bytes as it must have.
    demand(len(value) == length, Fault.WRONG_LENGTH, f"{len(value)} bytes, not {length}")
    return value


def ceiling(value: Fraction) -> int:
    """The least whole number that is not less."""
    return -(-value.numerator // value.denominator)


def decimal_text(value: Fraction, places: int) -> str:
    """Decimal text with so many places, halves rounded away from zero; without a point where there are none."""
    scaled = abs(value) * 10**places
    digits = str((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)).rjust(places + 1, "0")
    sign = "-" if value < 0 and digits.strip("0") else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
