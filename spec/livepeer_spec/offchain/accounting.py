"""Who owes whom: the balances of broadcaster and orchestrator.

Both keep, for each session, what was paid in expected values less what work cost. They agree but for segments that are
on their way or failed. Amounts are exact fractions of wei.

Source: the client's packages ``core`` (accounting, orchestrator) and ``server`` (balance updates of the broadcaster).
"""

from collections.abc import Iterable, Sequence
from enum import Enum
from fractions import Fraction
from math import ceil
from typing import Final, NamedTuple

from livepeer_spec.offchain.errors import Fault, demand
from livepeer_spec.offchain.numbers import ceiling
from livepeer_spec.offchain.receiving import Received
from livepeer_spec.requirements import implements

PIXEL_ESTIMATE_MULTIPLIER: Final = Fraction(2296835809958953, 2**51)
"""The float64 nearest 1.02, exactly: by how much the estimate of a segment's pixels is raised."""
DEFAULT_FRAME_RATE: Final = 60
"""Frames a second that are estimated where a profile leaves them to the source."""
MAX_PRICE_INCREASE: Final = 2
"""How many times the first price of a session a later one may be."""
LIVE_PIXELS_PER_SECOND: Final = 1280 * 720 * 30
"""Units of live video a second of wall time."""


class Rendition(NamedTuple):
    """Size and frame rate of an output; a frame rate of 0 is that of the source, a denominator of 0 is 1."""

    width: int
    height: int
    frame_rate: int
    frame_rate_denominator: int = 0


class Update(NamedTuple):
    """What a broadcaster sends with a segment: so many tickets, worth ``credit``, on top of what was left."""

    tickets: int
    credit: Fraction
    existing: Fraction


class Outcome(Enum):
    """How sending a segment ended."""

    STAGED = "nothing was sent"
    SPENT = "the request arrived, and gave no result"
    CHANGE = "there is a result"


@implements("LP-PAY-080")
def price(price_per_unit: int, pixels_per_unit: int) -> Fraction:
    """Wei per pixel. Raises ``ZERO_PIXELS_PER_UNIT``."""
    # A unit has pixels.
    demand(pixels_per_unit != 0, Fault.ZERO_PIXELS_PER_UNIT)
    return Fraction(price_per_unit, pixels_per_unit)


@implements("LP-PAY-096", "LP-PAY-097")
def require_payment(sender: bytes, has_tickets: bool, is_active: bool, pixels_per_unit: int | None) -> None:
    """Accept a payment before its tickets are looked at; without an offer in it there is nothing to accept.

    Raises ``MISSING_SENDER``, ``INACTIVE_ORCHESTRATOR``, ``PRICE_MISSING`` and ``ZERO_PIXELS_PER_UNIT``, in this order.
    """
    if not has_tickets:
        return
    # Somebody pays.
    demand(len(sender) > 0, Fault.MISSING_SENDER)
    # The recipient of the tickets may be paid in this round.
    demand(is_active, Fault.INACTIVE_ORCHESTRATOR)
    # The expected price is told, and one.
    demand(pixels_per_unit is not None, Fault.PRICE_MISSING)
    demand(pixels_per_unit != 0, Fault.ZERO_PIXELS_PER_UNIT)


@implements("LP-PAY-081")
def work_fee(pixels: int, price: Fraction) -> Fraction:
    """What work costs in wei: encoded output pixels times wei per pixel."""
    return pixels * price


@implements("LP-PAY-082")
def estimated_pixels(renditions: Iterable[Rendition], seconds: Fraction) -> int:
    """Pixels that a segment is expected to have: whole frames of whole seconds, both rounded up."""
    total = 0
    for rendition in renditions:
        rate = Fraction(rendition.frame_rate or DEFAULT_FRAME_RATE, rendition.frame_rate_denominator or 1)
        total += rendition.width * rendition.height * ceil(rate) * ceil(seconds)
    return total


@implements("LP-PAY-083")
def estimated_fee(renditions: Iterable[Rendition], seconds: Fraction, price: Fraction | None) -> Fraction | None:
    """What a segment is expected to cost in wei, two per cent more than estimated; None where there is no price."""
    if price is None:
        return None
    return estimated_pixels(renditions, seconds) * PIXEL_ESTIMATE_MULTIPLIER * price


@implements("LP-PAY-084", "LP-PAY-085")
def stage(balance: Fraction, fee: Fraction | None, ticket_value: Fraction) -> Update:
    """How many tickets go with a segment: as many as the balance lacks of its fee, or of one ticket's value.

    None where there is no price, and where tickets are worth nothing.
    """
    if fee is None or ticket_value == 0 or balance >= max(fee, ticket_value):
        return Update(0, Fraction(0), balance)
    tickets = ceiling((max(fee, ticket_value) - balance) / ticket_value)
    return Update(tickets, tickets * ticket_value, balance)


@implements("LP-PAY-086")
def settle(update: Update, outcome: Outcome, fee: Fraction) -> Fraction:
    """The broadcaster's balance after a segment; it may be negative.

    What was not sent is kept; what was sent for no result is lost; else the fee is taken off.
    """
    if outcome is Outcome.STAGED:
        return update.existing
    if outcome is Outcome.SPENT:
        return Fraction(0)
    return update.existing + update.credit - fee


@implements("LP-PAY-087")
def require_steady_price(price: Fraction | None, initial: Fraction | None) -> None:
    """Accept a price in the course of a session. Raises ``PRICE_MISSING`` and ``PRICE_DOUBLED``."""
    # There is one.
    if price is None:
        return demand(False, Fault.PRICE_MISSING)
    # It has not more than doubled.
    return demand(initial is None or price <= MAX_PRICE_INCREASE * initial, Fault.PRICE_DOUBLED)


@implements("LP-PAY-088", "LP-PAY-089")
def credited(results: Sequence[Received], ticket_value: Fraction) -> tuple[Fraction, Fault | None]:
    """What the tickets of a payment are credited with, and the error that the payment is answered with.

    Tickets count until the first one with an error; those behind it are not credited, also where they are in order. A
    fatal error ends the payment at once; of others the last is told.
    """
    total, fault = Fraction(0), None
    for result in results:
        if result.fault is not None:
            fault = result.fault
            if result.is_fatal:
                break
        elif fault is None:
            total += ticket_value
    return total, fault


@implements("LP-PAY-090")
def require_balance(balance: Fraction | None, ticket_value: Fraction) -> None:
    """Accept a session's balance for the next segment: it holds a ticket's value. Raises ``INSUFFICIENT_BALANCE``."""
    # It holds the value of a ticket, whatever the segment will cost.
    demand(balance is not None and balance >= ticket_value, Fault.INSUFFICIENT_BALANCE)


@implements("LP-PAY-091")
def debit(balance: Fraction | None, pixels: int, price: Fraction) -> Fraction:
    """The orchestrator's balance after work: it may be negative, and begins at zero."""
    return (balance or Fraction(0)) - work_fee(pixels, price)


@implements("LP-PAY-092")
def billed_pixels(elapsed: Fraction) -> tuple[int, Fraction]:
    """Whole pixels that live video of so many seconds is billed for, and the seconds that are left for next time."""
    pixels = int(elapsed * LIVE_PIXELS_PER_SECOND)
    return pixels, elapsed - Fraction(pixels, LIVE_PIXELS_PER_SECOND)
