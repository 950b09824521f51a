"""A public transcoder pool: strangers transcode for an orchestrator, which can be slashed for what they do.

An orchestrator hands segments to strangers and does a part of them again to check them. What it does not check, the
network may find: then the orchestrator is slashed. A stranger's deposit is lost for a bad segment that is traced to it,
by the check or after the slash. Slashes and deposits are in wei, so that they can be compared.

Source: Livepeer Streamflow Paper, "Public Transcoder Pool Protocols".
"""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from livepeer_spec.primitives.types import Wei


@dataclass(frozen=True, slots=True)
class Pool:
    """How a pool pays and checks.

    Attributes:
        pay: for a segment that was not found bad by the check.
        cost: of transcoding a segment, which a cheater saves.
        checked: the part of the segments that the orchestrator does again, from 0 to 1.
        check_cost: of doing one again.
        found: the probability that the network finds a bad segment that was not checked.
        slash: what the orchestrator loses then.
        deposit: what a stranger loses for a bad segment.
    """

    pay: Wei
    cost: Wei
    checked: Fraction
    check_cost: Wei
    found: Fraction
    slash: Wei
    deposit: Wei = 0


def traced(pool: Pool) -> Fraction:
    """The probability that a bad segment costs its maker the deposit."""
    return pool.checked + (1 - pool.checked) * pool.found


def honest_gain(pool: Pool) -> Wei:
    """What a stranger gains with a segment that it transcodes."""
    return pool.pay - pool.cost


def cheating_gain(pool: Pool) -> Fraction:
    """What a stranger expects to gain with rubbish, which costs nothing to make."""
    return (1 - pool.checked) * pool.pay - traced(pool) * pool.deposit


def least_deposit(pool: Pool) -> Wei | None:
    """The least deposit with which rubbish gains no more than work; None where no bad segment is ever found."""
    missing = pool.cost - pool.checked * pool.pay
    if missing <= 0:
        return 0
    return ceil(missing / traced(pool)) if traced(pool) > 0 else None


def is_cheating_deterred(pool: Pool) -> bool:
    """Whether rubbish gains no more than work."""
    return cheating_gain(pool) <= honest_gain(pool)


def loss_per_bad_segment(pool: Pool) -> Fraction:
    """What the orchestrator expects to lose with a bad segment: the slash, as far as the deposit does not cover it."""
    return (1 - pool.checked) * pool.found * max(pool.slash - pool.deposit, 0)


def cost_per_segment(pool: Pool) -> Fraction:
    """What a segment costs the orchestrator that need not trust anybody: pay and checks."""
    return pool.pay + pool.checked * pool.check_cost


def is_viable(pool: Pool, private_cost: Wei) -> bool:
    """Whether strangers are worth it.

    They gain by working, not by cheating, their deposit covers a slash, and all costs no more than a segment from
    transcoders of the orchestrator's own.
    """
    return (
        honest_gain(pool) >= 0
        and is_cheating_deterred(pool)
        and loss_per_bad_segment(pool) == 0
        and cost_per_segment(pool) <= private_cost
    )
