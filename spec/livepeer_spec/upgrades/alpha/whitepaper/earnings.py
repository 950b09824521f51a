"""What a transcoder's delegators and the transcoder itself earn in a round, and how they claim it.

The pools are alpha's, with the transcoder's own part apart; a claim spans any number of rounds.

Source: Livepeer whitepaper, "Token Generation" and "Livepeer协议事务类型" (transaction types).
"""

from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Round
from livepeer_spec.requirements import implements
from livepeer_spec.upgrades.alpha import earnings
from livepeer_spec.upgrades.alpha.whitepaper.state import State


@implements("LP-WEARN-001", "LP-WEARN-002", "LP-WEARN-003", "LP-WEARN-004")
def claim_through(state: State, account: Address, end: Round) -> None:
    """Add to stake and fees what the account earned after its last claim up to the round ``end``, one by one."""
    delegator = state.bonding.delegators[account]
    delegate = delegator.delegate_address
    if delegate != NULL_ADDRESS:
        for round_ in range(delegator.last_claim_round + 1, end + 1):
            pool = state.bonding.earnings_pools[delegate, round_]
            if pool.claimable_stake > 0:
                gained = earnings.claim_share(pool, delegator.bonded_amount, account == delegate)
                delegator.bonded_amount += gained.rewards
                delegator.fees += gained.fees
    delegator.last_claim_round = end
