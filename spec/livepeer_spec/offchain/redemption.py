"""Redeeming winning tickets: when it pays, and in which order.

A ticket waits until its offer has expired, because redeeming it shows the random number to its sender, who could then
send tickets that never win.

Source: Livepeer Streamflow Paper, "Appendix A: Probabilistic Micropayments Workflow"; the client's package ``pm``,
sender monitor and ticket queue.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from livepeer_spec.offchain.errors import Fault, demand
from livepeer_spec.primitives.types import BlockNumber, Round, Wei
from livepeer_spec.requirements import implements

VALIDITY_ROUNDS: Final = 2
"""Rounds, that of its creation included, in which the chain accepts a ticket."""

HOPELESS: Final = ("transaction failed", "ticket creationRound does not have a block hash")
"""Parts of errors after which redeeming is not tried again."""


class Queued(NamedTuple):
    """A winning ticket that waits.

    Attributes:
        created_at: when it was received, in seconds.
        creation_round: of its auxData.
        expiration_block: of its offer.
        recipient_is_active: whether its recipient is an active orchestrator in the current round.
    """

    created_at: int
    creation_round: Round
    expiration_block: BlockNumber
    recipient_is_active: bool = True


@implements("LP-PAY-060", "LP-PAY-061", "LP-PAY-062")
def require_worthwhile(face_value: Wei, available: Wei, is_used: bool, redeem_gas: int, gas_price: Wei) -> None:
    """Accept a winning ticket for redemption.

    Raises ``TICKET_ALREADY_USED``, ``SENDER_FUNDS_BELOW_COST`` and ``FACE_VALUE_BELOW_COST``, in this order.
    """
    # It was not redeemed before.
    demand(not is_used, Fault.TICKET_ALREADY_USED)
    cost = redeem_gas * gas_price
    # The sender's funds are worth more than redeeming costs.
    demand(available > cost, Fault.SENDER_FUNDS_BELOW_COST)
    # So is the ticket.
    demand(face_value > cost, Fault.FACE_VALUE_BELOW_COST)


@implements("LP-PAY-063", "LP-PAY-064", "LP-PAY-065")
def due(queue: Sequence[Queued], block: BlockNumber, last_round: Round) -> list[int]:
    """Indexes of the tickets to redeem at a new L1 block, the earliest first.

    Those are due whose offer has expired and that the chain still accepts, from active recipients; each is tried once a
    block, and none keeps another from being tried.
    """
    return [
        index
        for index, ticket in sorted(enumerate(queue), key=lambda item: item[1].created_at)
        if ticket.expiration_block <= block
        and ticket.creation_round + VALIDITY_ROUNDS > last_round
        and ticket.recipient_is_active
    ]


@implements("LP-PAY-066")
def is_settled(error: str | None) -> bool:
    """Whether a ticket leaves the queue: it was redeemed (no error), or trying again is hopeless."""
    return error is None or error == Fault.TICKET_ALREADY_USED.value or any(text in error for text in HOPELESS)
