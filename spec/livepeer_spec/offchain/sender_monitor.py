"""What an orchestrator knows of a sender, and how far it trusts it.

The orchestrator's own part of the reserve is all that is certain: others may empty the deposit at any time. So the
face value of a ticket is never more than that part, less what already waits to be redeemed.

Source: Livepeer Streamflow Paper, "Broadcaster Doublespend Mitigation"; the client's package ``pm``, sender monitor.
"""

from dataclasses import dataclass
from typing import Final

from livepeer_spec.offchain.errors import Fault, demand
from livepeer_spec.offchain.sending import unlocks_soon
from livepeer_spec.primitives.types import Round, Wei
from livepeer_spec.requirements import implements

MIN_DEPOSIT_PENDING_RATIO: Final = 3.0
"""A deposit so many times what is pending pays it, and leaves the reserve alone."""


@dataclass(slots=True)
class Sender:
    """A sender as one orchestrator sees it.

    Attributes:
        deposit, reserve: in the TicketBroker, in wei; ``reserve`` is what remains of it.
        claimed_in_round: what all orchestrators took from the reserve in this round.
        claimed_by_me: what this one took of it.
        pending: face values of tickets that are being redeemed.
        withdraw_round: 0, or the round from which on the sender may withdraw.
    """

    deposit: Wei
    reserve: Wei
    claimed_in_round: Wei = 0
    claimed_by_me: Wei = 0
    pending: Wei = 0
    withdraw_round: Round = 0


@implements("LP-PAY-041")
def validate_sender(sender: Sender, last_round: Round) -> None:
    """Accept a sender whose funds stay locked; how many they are does not matter. Raises ``SENDER_UNLOCKS_SOON``."""
    # The funds stay locked beyond the next round.
    demand(not unlocks_soon(sender.withdraw_round, last_round), Fault.SENDER_UNLOCKS_SOON)


@implements("LP-PAY-042")
def reserve_allocation(sender: Sender, pool_size: int) -> Wei:
    """What the sender's reserve still holds for this orchestrator in this round; negative where it took too much."""
    if pool_size == 0:
        return 0
    return (sender.reserve + sender.claimed_in_round) // pool_size - sender.claimed_by_me


@implements("LP-PAY-043", "LP-PAY-044")
def max_float(sender: Sender, pool_size: int) -> Wei:
    """The greatest face value that the sender is good for in wei.

    What is pending is left out where the deposit is at least three times as much. The quotient is taken as a 64-bit
    floating point number, rounded to even.
    """
    allocation = reserve_allocation(sender, pool_size)
    if sender.pending > 0 and sender.deposit / sender.pending >= MIN_DEPOSIT_PENDING_RATIO:
        return allocation
    return allocation - sender.pending


@implements("LP-PAY-045")
def available_funds(sender: Sender, pool_size: int) -> Wei:
    """What can pay a ticket that is redeemed now: deposit and allocation, less what is pending."""
    return reserve_allocation(sender, pool_size) + sender.deposit - sender.pending


@implements("LP-PAY-046")
def start_redeeming(sender: Sender, amount: Wei) -> None:
    """Note that a ticket of this face value is being redeemed."""
    sender.pending += amount


@implements("LP-PAY-046")
def end_redeeming(sender: Sender, amount: Wei) -> None:
    """Note that it is not any more, whatever came of it. Raises ``INSUFFICIENT_PENDING_AMOUNT``."""
    # No more ends than was begun.
    demand(amount <= sender.pending, Fault.INSUFFICIENT_PENDING_AMOUNT)
    sender.pending -= amount


@implements("LP-PAY-047")
def take_winning_transfer(sender: Sender, amount: Wei, is_mine: bool) -> None:
    """Follow a ticket that paid ``amount``: from the deposit, and what that lacks from the reserve."""
    missing = max(amount - sender.deposit, 0)
    sender.deposit -= amount - missing
    sender.reserve -= missing
    sender.claimed_in_round += missing
    if is_mine:
        sender.claimed_by_me += missing


@implements("LP-PAY-048")
def start_round(sender: Sender) -> None:
    """Follow a new round: nothing of the reserve is claimed in it yet."""
    sender.claimed_in_round = sender.claimed_by_me = 0
