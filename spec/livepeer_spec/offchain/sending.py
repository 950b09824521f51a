"""The broadcaster's side of tickets: which offers it takes, and how it numbers its tickets.

Source: the client's package ``pm``, sender.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

from livepeer_spec.offchain.errors import Fault, demand
from livepeer_spec.offchain.numbers import decimal_text
from livepeer_spec.offchain.tickets import TicketParams, expected_value
from livepeer_spec.primitives.types import NULL_HASH, BlockNumber, Hash32, Round, Wei
from livepeer_spec.requirements import implements

EXPIRATION_MARGIN: Final = 1
"""L1 blocks before its expiration in which an offer is not used any more."""


class Funds(NamedTuple):
    """What a sender has in the TicketBroker; a withdraw round of 0 means that no unlock is in progress."""

    deposit: Wei
    reserve: Wei
    withdraw_round: Round


@dataclass(frozen=True, slots=True)
class SenderConfig:
    """What a broadcaster is willing to risk.

    Attributes:
        max_expected_value: of one ticket, in wei.
        max_total_expected_value: of all tickets sent at once, in wei.
        deposit_multiplier: how many face values the deposit must be good for.
    """

    max_expected_value: Fraction
    max_total_expected_value: Fraction
    deposit_multiplier: int = 1


def unlocks_soon(withdraw_round: Round, last_round: Round) -> bool:
    """Whether a sender's funds can be withdrawn in the next round, or already now."""
    return withdraw_round != 0 and withdraw_round <= last_round + 1


@implements("LP-PAY-031", "LP-PAY-032")
def validate_own_funds(funds: Funds, last_round: Round) -> None:
    """Accept the broadcaster's own funds for paying.

    Raises ``SENDER_UNLOCKS_SOON``, ``NO_SENDER_RESERVE`` and ``NO_SENDER_DEPOSIT``.
    """
    # The funds stay locked beyond the next round.
    demand(not unlocks_soon(funds.withdraw_round, last_round), Fault.SENDER_UNLOCKS_SOON)
    # There is a reserve.
    demand(funds.reserve != 0, Fault.NO_SENDER_RESERVE)
    # There is a deposit.
    demand(funds.deposit != 0, Fault.NO_SENDER_DEPOSIT)


@implements("LP-PAY-033")
def require_fresh(expiration_block: BlockNumber, last_seen: BlockNumber) -> None:
    """Accept an offer's expiration. Raises ``TICKET_PARAMS_WITHOUT_EXPIRATION`` and ``TICKET_PARAMS_EXPIRED``."""
    # It expires at all.
    demand(expiration_block != 0, Fault.TICKET_PARAMS_WITHOUT_EXPIRATION)
    # It does not within a block.
    demand(expiration_block - last_seen > EXPIRATION_MARGIN, Fault.TICKET_PARAMS_EXPIRED)


@implements("LP-PAY-034", "LP-PAY-035", "LP-PAY-036", "LP-PAY-037", "LP-PAY-038")
def validate_ticket_params(
    config: SenderConfig,
    params: TicketParams | None,
    tickets: int,
    funds: Funds,
    last_seen: BlockNumber,
    last_round: Round,
) -> None:
    """Accept an offer for sending so many tickets at once.

    Raises ``TICKET_PARAMS_MISSING``, what :func:`require_fresh` raises, ``FACE_VALUE_TOO_LOW``, ``TICKET_EV_TOO_HIGH``,
    what :func:`validate_own_funds` raises, ``TOTAL_EV_TOO_HIGH`` and ``FACE_VALUE_TOO_HIGH``, in this order. Where
    tickets are worth nothing, only the expiration matters.
    """
    # There is an offer.
    if params is None:
        return demand(False, Fault.TICKET_PARAMS_MISSING)
    require_fresh(params.expiration_block, last_seen)
    value = expected_value(params.face_value, params.win_prob)
    if value <= 0:
        return None
    # A ticket is a lottery ticket: it pays more than it is worth.
    demand(value < params.face_value, Fault.FACE_VALUE_TOO_LOW, str(params.face_value))
    # A ticket is not worth too much.
    demand(value <= config.max_expected_value, Fault.TICKET_EV_TOO_HIGH, decimal_text(value, 5))
    validate_own_funds(funds, last_round)
    # All of them are not worth too much.
    total = value * tickets
    demand(total <= config.max_total_expected_value, Fault.TOTAL_EV_TOO_HIGH, decimal_text(total, 5))
    # The deposit is good for the face value.
    demand(params.face_value <= funds.deposit // config.deposit_multiplier, Fault.FACE_VALUE_TOO_HIGH)
    return None


@implements("LP-PAY-039")
def batch_nonces(used: int, size: int) -> list[int]:
    """The numbers of the next tickets under an offer of which ``used`` are used up: the first ticket has 1."""
    return list(range(used + 1, used + size + 1))


@implements("LP-PAY-040")
def ticket_creation(
    offered_round: Round, offered_hash: Hash32, last_round: Round, last_hash: Hash32
) -> tuple[Round, Hash32]:
    """Round and block hash of tickets: the offered ones, and the broadcaster's own where one of them is missing."""
    if offered_round != 0 and offered_hash != NULL_HASH:
        return offered_round, offered_hash
    return last_round, last_hash
