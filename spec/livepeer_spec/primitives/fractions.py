"""Fixed-point fractions on three scales.

The deployed contracts round twice when they take ``numerator/denominator`` of an amount: first the fraction is
floored to the scale, then the product. The result may be lower than ``amount * numerator // denominator``, and the
difference is observable.

Source: deployed libraries MathUtils (10^6), MathUtilsV2 (10^9, LIP-40) and PreciseMathUtils (10^27, LIP-36).
"""

from typing import Final

from livepeer_spec.primitives.uint256 import MAX, div, mul

PPM: Final = 10**6
"""Scale of reward cut, fee share, slashing, finder's fee, round lock, quorum and quota."""
PPB: Final = 10**9
"""Scale of inflation, inflation change, bonding rates and an orchestrator's share of minted tokens."""
PRECISE: Final = 10**27
"""Scale of the cumulative reward and fee factors."""


def is_fraction(value: int, scale: int) -> bool:
    """Whether ``value`` is at most one on this scale."""
    return value <= scale


def ratio(numerator: int, denominator: int, scale: int) -> int:
    """``numerator / denominator`` as a fraction, rounded down.

    Raises ``DIVISION_BY_ZERO`` and ``MULTIPLICATION_OVERFLOW``.
    """
    return div(mul(numerator, scale), denominator)


def part(amount: int, fraction: int, scale: int) -> int:
    """``fraction`` of ``amount``, rounded down. Raises ``MULTIPLICATION_OVERFLOW``."""
    return mul(amount, fraction) // scale


def share(amount: int, numerator: int, denominator: int, scale: int) -> int:
    """``numerator/denominator`` of ``amount``, rounded down twice: the fraction first, then the product.

    Raises ``DIVISION_BY_ZERO`` and ``MULTIPLICATION_OVERFLOW``.
    """
    scaled = numerator * scale
    if denominator == 0 or scaled > MAX:
        return part(amount, ratio(numerator, denominator, scale), scale)
    return mul(amount, scaled // denominator) // scale
