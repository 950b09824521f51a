"""Prices: wei per pixel, as configured, as quoted, and as a broadcaster limits them.

Source: the client's packages ``core`` (orchestrator), ``common`` (fixed prices) and ``server`` (maximum price).
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Final, NamedTuple

from livepeer_spec.offchain.errors import Fault, OffchainRejection, demand
from livepeer_spec.offchain.numbers import MAX_INT64
from livepeer_spec.requirements import implements

SCALE: Final = 1000
"""A quoted price has three decimals."""
DEFAULT_MODEL: Final = "default"

_PRICE: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)([A-Za-z\[\\\]^_`][A-Za-z\[\\\]^_`0-9]*)?")
_UNITS: Final = {"": 1, "wei": 1, "eth": 10**18}


class CurrencyPrice(NamedTuple):
    """A price in a currency."""

    value: Fraction
    currency: str


@implements("LP-NEG-030", "LP-NEG-031")
def to_fixed(price: Fraction | None) -> int:
    """A price in thousandths, cut off towards zero, within signed 64 bits. Raises ``PRICE_IS_NIL``."""
    # There is one.
    if price is None:
        raise OffchainRejection(Fault.PRICE_IS_NIL)
    scaled = price * SCALE
    whole = abs(scaled.numerator) // scaled.denominator
    return min(whole, MAX_INT64) if scaled >= 0 else max(-whole, -MAX_INT64 - 1)


@implements("LP-NEG-032", "LP-NEG-033")
def quoted_price(base: Fraction, tx_cost_multiplier: Fraction) -> Fraction:
    """The price that is quoted: the configured one, more by what redeeming tickets costs, in thousandths.

    A face value of n times the cost of redeeming it raises the price by one n-th.
    """
    overhead = Fraction(1)
    if base > 0 and tx_cost_multiplier > 0:
        overhead += 1 / tx_cost_multiplier
    return Fraction(to_fixed(base * overhead), SCALE)


@implements("LP-NEG-034")
def job_price(
    transcoding: Fraction, models: Mapping[int, tuple[str, ...]], prices: Mapping[tuple[int, str], Fraction]
) -> Fraction:
    """The configured price of a job: the sum over its models, and that of transcoding where the sum is zero.

    A model is looked up by its own name only.
    """
    total = sum(
        (prices.get((capability, model), Fraction(0)) for capability, names in models.items() for model in names),
        Fraction(0),
    )
    return total or transcoding


@implements("LP-NEG-035")
def maximum_price(
    overall: Fraction | None, models: Mapping[int, tuple[str, ...]], limits: Mapping[tuple[int, str], Fraction]
) -> Fraction | None:
    """The price that a broadcaster pays at most for a job; None for no limit.

    A model without a limit has that of the model ``default``; where no limit is known, the overall one holds.
    """
    total = Fraction(0)
    for capability, names in models.items():
        for model in names:
            limit = limits.get((capability, model), limits.get((capability, DEFAULT_MODEL)))
            total += limit or 0
    return total or overall


@implements("LP-NEG-036")
def wire_price(price: Fraction) -> tuple[int, int]:
    """Numerator and denominator of a price on the wire. Raises ``PRICE_OUT_OF_RANGE``."""
    # Both are signed 64-bit numbers.
    for part in (price.numerator, price.denominator):
        demand(-MAX_INT64 - 1 <= part <= MAX_INT64, Fault.PRICE_OUT_OF_RANGE, str(part))
    return price.numerator, price.denominator


@implements("LP-NEG-037", "LP-NEG-038")
def parsed_price(text: str) -> CurrencyPrice:
    """A price in a currency: a decimal number, and a word right behind it. Raises ``INVALID_PRICE``."""
    match = _PRICE.fullmatch(text)
    # It is a number, with a currency or without.
    if match is None:
        raise OffchainRejection(Fault.INVALID_PRICE, text)
    return CurrencyPrice(Fraction(match[1]), match[2] or "")


@implements("LP-NEG-039")
def in_wei(price: CurrencyPrice, rates: Mapping[str, Fraction], pixels_per_unit: Fraction) -> Fraction:
    """Wei per pixel of a price for so many pixels; ``rates`` are wei for one of a currency.

    Raises ``INVALID_PRICE`` for a currency without a rate, and for no pixels.
    """
    currency = price.currency.lower()
    # The currency has a rate.
    if currency not in _UNITS and price.currency not in rates:
        raise OffchainRejection(Fault.INVALID_PRICE, price.currency)
    # A unit has pixels.
    demand(pixels_per_unit > 0, Fault.INVALID_PRICE, "no pixels")
    rate = Fraction(_UNITS[currency]) if currency in _UNITS else rates[price.currency]
    return price.value * rate / pixels_per_unit
