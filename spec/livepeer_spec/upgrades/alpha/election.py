"""Election: who is registered, who works in a round, and who gets a job.

The transcoder pool holds the registered ones in the order of their stake. When a round begins the first of them become
its active set, with the terms that they announced. A job goes to one of the active set at random, weighted by stake.

Source: deployed BondingManager (setActiveTranscoders, electActiveTranscoder, resignTranscoder) and SortedDoublyLL;
Livepeer whitepaper, "Transcoder election".
"""

from itertools import accumulate
from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives import sorted_list
from livepeer_spec.primitives.sorted_list import NO_HINT
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Hash32, Lptu, Round, Wei
from livepeer_spec.primitives.uint256 import add, sub
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit
from livepeer_spec.upgrades.alpha import earnings
from livepeer_spec.upgrades.alpha.state import Bonding


@event("TranscoderEvicted(address indexed transcoder)")
class TranscoderEvicted(NamedTuple):
    """A transcoder lost its place in the pool to one with more stake."""

    transcoder: Address


@event("TranscoderResigned(address indexed transcoder)")
class TranscoderResigned(NamedTuple):
    """A transcoder left the pool because it unbonded all its stake or was slashed."""

    transcoder: Address


@implements("LP-AELEC-001", "LP-AELEC-002", "LP-AELEC-003")
def increase_key(bonding: Bonding, account: Address, amount: Lptu) -> None:
    """Add ``amount`` to a registered transcoder's stake in the pool; nothing for any other account."""
    if account in bonding.pool:
        sorted_list.update(bonding.pool, account, add(bonding.pool.nodes[account].stake, amount), NO_HINT)


@implements("LP-AELEC-001", "LP-AELEC-002", "LP-AELEC-003", "LP-AELEC-004")
def decrease_key(bonding: Bonding, account: Address, amount: Lptu) -> None:
    """Take ``amount`` from a registered transcoder's stake in the pool; one that has none left drops out silently."""
    if account in bonding.pool:
        sorted_list.update(bonding.pool, account, sub(bonding.pool.nodes[account].stake, amount), NO_HINT)


@implements("LP-AELEC-005", "LP-AELEC-006", "LP-AELEC-007", "LP-AELEC-008", "LP-AELEC-009", "LP-AELEC-010")
def try_to_register(bonding: Bonding, call: Call, account: Address) -> None:
    """Let an account into the pool if there is room, or if it has more stake than the last member, who then leaves.

    Raises ``POOL_KEY_ZERO`` without stake, and ``POOL_NODE_MISSING`` where the pool has no places at all.
    """
    pool = bonding.pool
    stake = bonding.delegators[account].delegated_amount
    if sorted_list.is_full(pool):
        last = pool.tail
        if stake <= pool.nodes[last].stake:
            return
        sorted_list.remove(pool, last)
        emit(call, TranscoderEvicted(last))
    # Somebody's stake is delegated to the account.
    require(stake > 0, Reason.POOL_KEY_ZERO)
    sorted_list.insert(pool, account, stake, NO_HINT)


@implements(
    "LP-AELEC-012", "LP-AELEC-013", "LP-AELEC-014", "LP-AELEC-015", "LP-AELEC-016", "LP-AELEC-017", "LP-AELEC-018",
)  # fmt: skip
def activate(bonding: Bonding, current: Round, *, apart: bool) -> None:
    """Make the transcoders with the most stake the round's active set, with the terms that they announced.

    ``apart`` tells whether their own part of the earnings lies in pools apart.
    """
    active_set = bonding.active_sets[current]
    chosen = bonding.pool.members()[: bonding.num_active_transcoders]
    total: Lptu = 0
    for account in chosen:
        transcoder = bonding.transcoders[account]
        stake = bonding.pool.nodes[account].stake
        active_set.active[account] = True
        transcoder.reward_cut = transcoder.pending_reward_cut
        transcoder.fee_share = transcoder.pending_fee_share
        transcoder.price_per_segment = transcoder.pending_price_per_segment
        pool = bonding.earnings_pools[account, current]
        earnings.open_pool(pool, stake, transcoder.reward_cut, transcoder.fee_share, apart=apart)
        total = add(total, stake)
    active_set.transcoders += tuple(chosen)
    active_set.total_stake = total


@implements("LP-AELEC-019", "LP-AELEC-020", "LP-AELEC-021")
def resign(bonding: Bonding, call: Call, account: Address, current: Round) -> None:
    """Take a registered transcoder out of the pool and, if it is there, out of the round's active set."""
    active_set = bonding.active_sets[current]
    if active_set.active[account]:
        active_set.total_stake = sub(active_set.total_stake, bonding.earnings_pools[account, current].total_stake)
        active_set.active[account] = False
    sorted_list.remove(bonding.pool, account)
    emit(call, TranscoderResigned(account))


@implements("LP-AELEC-024", "LP-AELEC-025", "LP-AELEC-026", "LP-AELEC-027", "LP-AELEC-028")
def elect(bonding: Bonding, max_price: Wei, block_hash: Hash32, round: Round) -> Address:
    """The transcoder of a round's active set to which a hash gives a job at ``max_price``; null when none is so cheap.

    Each one's chance is its stake when the round began; its price is the one that it has now.
    """
    active_set = bonding.active_sets[round]
    available = [
        account
        for account in active_set.transcoders
        if active_set.active[account] and bonding.transcoders[account].price_per_segment <= max_price
    ]
    stakes = [bonding.earnings_pools[account, round].total_stake for account in available]
    if not available:
        return NULL_ADDRESS
    drawn = int.from_bytes(block_hash, "big") % sum(stakes)
    reached = accumulate(stakes)
    return next(account for account, stake in zip(available, reached, strict=True) if stake > drawn)


def total_bonded(bonding: Bonding) -> Lptu:
    """The stake of all registered transcoders, with rewards that nobody has claimed yet."""
    return sum(bonding.pool.nodes[account].stake for account in bonding.pool.members())
