"""Video on demand: why a broadcaster cannot upload a video, pay, and disappear.

Tickets that are sent segment by segment bound what either side can lose, and need a broadcaster that stays. Whoever
pays for everything at once has nothing left to withhold.

Source: Livepeer Streamflow Paper, "VOD Payments".
"""

from fractions import Fraction
from typing import NamedTuple

from livepeer_spec.offchain.accounting import Outcome, debit, require_balance, settle, stage
from livepeer_spec.offchain.errors import OffchainRejection


class Job(NamedTuple):
    """How a job ended.

    Attributes:
        done: segments that the broadcaster has back.
        paid: the expected value of all tickets, in wei.
        lost: the part of it for which nothing came back.
    """

    done: int
    paid: Fraction
    lost: Fraction


def paid_up_front(segments: int, fee: Fraction, works: int) -> Job:
    """All segments are paid for at ``fee`` wei each, and the orchestrator stops after ``works`` of them."""
    done = min(segments, works)
    return Job(done, segments * fee, (segments - done) * fee)


def paid_as_it_goes(segments: int, fee: Fraction, ticket: Fraction, works: int, stays: int) -> Job:
    """Each segment comes with its tickets, of ``ticket`` wei expected value each, by the rules of today's nodes.

    The orchestrator stops after ``works`` segments. The broadcaster sends tickets with the first ``stays`` segments
    and then disappears, having left the whole video; what its balance pays for after that is done.
    """
    balance = paid = owed = Fraction(0)
    for number in range(segments):
        update = stage(balance, fee if number < stays else None, ticket)
        paid += update.credit
        owed += update.credit
        try:
            # The orchestrator works where its books have a ticket's value.
            require_balance(owed, ticket)
        except OffchainRejection:
            return Job(number, paid, max(balance, Fraction(0)))
        if number >= works:
            return Job(number, paid, update.existing + update.credit)
        balance = settle(update, Outcome.CHANGE, fee)
        owed = debit(owed, 1, fee)
    return Job(segments, paid, max(balance, Fraction(0)))
