"""Gas prices: the one that decisions are made with, and that of a transaction which replaces another.

Source: the client's package ``eth``, gas price monitor and transaction manager.
"""

from typing import Final

from livepeer_spec.offchain.errors import Fault, demand
from livepeer_spec.primitives.types import Wei
from livepeer_spec.requirements import implements

REDEEM_GAS: Final = {"L1": 350_000, "L2": 1_200_000}
"""Gas that redeeming a ticket is taken to cost, on Ethereum and on Arbitrum."""
BUMP_PERCENT: Final = 111
"""The price of a replacing transaction, in per cent of the replaced one's."""


@implements("LP-PAY-070")
def next_gas_price(cached: Wei, fetched: Wei, minimum: Wei) -> Wei:
    """The gas price after one was fetched: it counts only where it is not below the minimum."""
    return max(fetched if fetched >= minimum else cached, minimum)


@implements("LP-PAY-071")
def require_affordable(gas_price: Wei, maximum: Wei) -> Wei:
    """The gas price itself, if it is not above the maximum; 0 is no maximum. Raises ``GAS_PRICE_TOO_HIGH``."""
    # It is not too high.
    demand(maximum == 0 or gas_price <= maximum, Fault.GAS_PRICE_TOO_HIGH, f"max={maximum} current={gas_price}")
    return gas_price


def effective_price(tip: Wei, fee_cap: Wei) -> Wei:
    """The price that a transaction is expected to pay: half way from its tip to its fee cap."""
    return (fee_cap - tip) // 2 + tip


@implements("LP-PAY-072", "LP-PAY-073")
def replacement(tip: Wei, fee_cap: Wei, maximum: Wei, is_mined: bool) -> tuple[Wei, Wei]:
    """Tip and fee cap of the transaction that replaces one: eleven per cent more each, rounded up.

    Raises ``ALREADY_MINED`` and ``REPLACEMENT_TOO_DEAR``; a maximum of 0 is none.
    """
    # It is still waiting.
    demand(not is_mined, Fault.ALREADY_MINED)
    new_tip, new_cap = (-(-price * BUMP_PERCENT // 100) for price in (tip, fee_cap))
    # What it would pay is not too much.
    demand(maximum == 0 or effective_price(new_tip, new_cap) <= maximum, Fault.REPLACEMENT_TOO_DEAR)
    return new_tip, new_cap
