"""The orchestrator's offer: face value, probability, and how long it holds.

The face value is chosen so that redeeming costs one part in a hundred of what is won, and the probability so that each
ticket is worth the configured expected value.

Source: Livepeer Streamflow Paper, "Micropagamentos Probabilísticos" and "Appendix A: Probabilistic Micropayments
Workflow"; the client's package ``pm``, recipient.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from livepeer_spec.offchain.errors import Fault, demand
from livepeer_spec.offchain.numbers import MAX_UINT256
from livepeer_spec.primitives.types import NULL_HASH, BlockNumber, Hash32, Round, Wei
from livepeer_spec.requirements import implements

EXPIRATION_BLOCKS: Final = 40
"""L1 blocks for which an offer holds."""
EV_MULTIPLIER: Final = 100
"""The face value is at least so many expected values where gas costs next to nothing."""
AVERAGE_GAS_PRICE: Final = 3 * 10**9
"""A gas price in wei at which redeeming is still worthwhile some time."""


@dataclass(frozen=True, slots=True)
class RecipientConfig:
    """How an orchestrator wants to be paid.

    Attributes:
        expected_value: what each ticket is to be worth, in wei.
        redeem_gas: gas that redeeming takes.
        tx_cost_multiplier: how many times the cost of redeeming a face value is.
        max_face_value: the greatest face value in wei; 0 for no limit.
    """

    expected_value: Wei
    redeem_gas: int
    tx_cost_multiplier: int = 100
    max_face_value: Wei = 0


@implements("LP-PAY-020", "LP-PAY-021", "LP-PAY-022", "LP-PAY-023", "LP-PAY-024")
def face_value(config: RecipientConfig, gas_price: Wei, max_float: Wei) -> Wei:
    """The face value that is offered to a sender who is good for ``max_float``.

    Raises ``INSUFFICIENT_SENDER_RESERVE``.
    """
    cost = config.redeem_gas * gas_price
    value = cost * config.tx_cost_multiplier
    if value < config.expected_value:
        value = config.expected_value * EV_MULTIPLIER
    value = min(value, max_float)
    if config.max_face_value > 0:
        value = min(value, config.max_face_value)
    # A ticket can be worth its expected value.
    demand(value >= config.expected_value, Fault.INSUFFICIENT_SENDER_RESERVE)
    # Redeeming pays, now or at the average gas price.
    average = config.redeem_gas * AVERAGE_GAS_PRICE
    demand(value >= min(cost, average), Fault.INSUFFICIENT_SENDER_RESERVE)
    return value


@implements("LP-PAY-025", "LP-PAY-026")
def win_prob(face_value: Wei, expected_value: Wei) -> int:
    """The probability in parts of 2^256 - 1 with which a ticket is worth the expected value, or a little more."""
    if face_value == 0:
        return 0
    if face_value == expected_value:
        return MAX_UINT256
    return expected_value * -(-MAX_UINT256 // face_value)


@implements("LP-PAY-027")
def offer(config: RecipientConfig, gas_price: Wei, max_float: Wei, price: Fraction) -> tuple[Wei, int]:
    """Face value and probability at a price: both zero where the work is free. Raises as :func:`face_value`."""
    if price <= 0:
        return 0, 0
    value = face_value(config, gas_price, max_float)
    return value, win_prob(value, config.expected_value)


@implements("LP-PAY-028")
def expiration_block(last_seen: BlockNumber) -> BlockNumber:
    """Until which L1 block an offer holds."""
    return last_seen + EXPIRATION_BLOCKS


@implements("LP-PAY-029")
def creation(round: Round, block_hash: Hash32, previous_block_hash: Hash32) -> tuple[Round, Hash32]:
    """Round and block hash of an offer: those of the round before where the current one has no hash (yet)."""
    return (round - 1, previous_block_hash) if block_hash == NULL_HASH else (round, block_hash)


@implements("LP-PAY-030")
def tx_cost_multiplier(config: RecipientConfig, gas_price: Wei, max_float: Wei) -> Fraction:
    """How many times the cost of redeeming the face value is; 0 where redeeming costs nothing.

    Raises as :func:`face_value`.
    """
    value, cost = face_value(config, gas_price, max_float), config.redeem_gas * gas_price
    return Fraction(value, cost) if cost > 0 else Fraction(0)
