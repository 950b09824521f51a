"""The invariants of alpha as it was deployed: what must hold of the books at any moment, and between two moments.

Amounts are exact: claims round down, and what they leave stays in the pool that they claim from, so that it is counted.
"""

from collections import defaultdict
from typing import Final

from livepeer_conformance.invariants.alpha_books import Books, read_books
from livepeer_conformance.invariants.invariant import Invariants
from livepeer_spec.primitives.types import NULL_ADDRESS, Address

PENDING, SLASHED, COMPLETE = 0, 1, 2
"""Statuses of claims."""

INVARIANTS: Final = Invariants(read_books)


@INVARIANTS.now("LP-AINV-001")
def minter_holds_stake(now: Books) -> str | None:
    """The Minter holds the LPT of all bonds, locks and pools; more only where somebody gave it tokens. Exact."""
    owed = (
        sum(bond.bonded for bond in now.bonds.values())
        + sum(amount for amount, _ in now.locks.values())
        + sum(pool.rewards for pool in now.pools.values())
    )
    return None if owed <= now.minter_lpt else f"the Minter owes {owed} LPTU and holds {now.minter_lpt}"


@INVARIANTS.now("LP-AINV-002")
def minter_holds_eth(now: Books) -> str | None:
    """The Minter holds the ETH of all deposits, escrows, fees and fee pools, and nothing else. Exact."""
    owed = (
        sum(deposit for deposit, _ in now.broadcasters.values())
        + sum(job.escrow for job in now.jobs.values())
        + sum(bond.fees for bond in now.bonds.values())
        + sum(pool.fees for pool in now.pools.values())
    )
    return None if owed == now.minter_eth else f"the Minter owes {owed} wei and holds {now.minter_eth}"


@INVARIANTS.now("LP-AINV-003")
def delegated_is_sum_of_bonds_and_rewards(now: Books) -> str | None:
    """What is delegated to an account is what its delegators have bonded, and the rewards that wait for them.

    Exact, for every account but the null address, which accounts without a delegate seem to have.
    """
    sums: dict[Address, int] = defaultdict(int)
    for bond in now.bonds.values():
        if bond.delegate != NULL_ADDRESS:
            sums[bond.delegate] += bond.bonded
    for (transcoder, _), pool in now.pools.items():
        sums[transcoder] += pool.rewards
    for account in (now.bonds.keys() | sums.keys()) - {NULL_ADDRESS}:
        delegated = now.bonds[account].delegated if account in now.bonds else 0
        if sums[account] != delegated:
            return f"to 0x{account.hex()} {delegated} is delegated, by bonds and rewards it is {sums[account]}"
    return None


@INVARIANTS.now("LP-AINV-004")
def stake_in_pool_is_delegated(now: Books) -> str | None:
    """A registered transcoder's stake in the pool is what is delegated to it, and not nothing. Exact."""
    for member, stake in now.members.items():
        if stake == 0 or stake != now.bonds[member].delegated:
            return f"0x{member.hex()} is in the pool with {stake}, delegated are {now.bonds[member].delegated}"
    return None


@INVARIANTS.now("LP-AINV-005")
def registered_are_bonded_to_themselves(now: Books) -> str | None:
    """A registered transcoder has a bond, to itself. Exact."""
    for member in now.members:
        bond = now.bonds[member]
        if bond.delegate != member or bond.bonded == 0:
            return f"0x{member.hex()} is registered, with {bond.bonded} bonded to 0x{bond.delegate.hex()}"
    return None


@INVARIANTS.now("LP-AINV-006")
def pool_is_sorted(now: Books) -> str | None:
    """The pool falls in stake and is not overfull. Exact."""
    stakes = list(now.members.values())
    if stakes != sorted(stakes, reverse=True):
        return f"the pool is not sorted: {stakes}"
    if len(stakes) != now.size or now.size > now.max_size:
        return f"the pool holds {len(stakes)}, says {now.size}, and may hold {now.max_size}"
    return None


@INVARIANTS.now("LP-AINV-007")
def active_stake_is_sum(now: Books) -> str | None:
    """A round's active stake is that of its active transcoders, of whom there are not too many. Exact."""
    if now.num_active > now.max_size:
        return f"{now.num_active} may work, of at most {now.max_size} registered"
    for number, (total, active) in now.active_sets.items():
        stake = sum(now.pools[member, number].total_stake for member in active)
        if stake != total:
            return f"the active stake of round {number} is {total}, its transcoders have {stake}"
    return None


@INVARIANTS.now("LP-AINV-008")
def claimable_covers_unclaimed(now: Books) -> str | None:
    """In each pool no more is claimable than there was, and as much as those have who have not claimed. Exact."""
    for (transcoder, number), pool in now.pools.items():
        if pool.claimable_stake > pool.total_stake:
            return f"of {pool.total_stake} in round {number}, {pool.claimable_stake} is claimable"
        unclaimed = sum(
            bond.bonded
            for bond in now.bonds.values()
            if bond.delegate == transcoder and bond.start_round <= number and bond.last_claim_round < number
        )
        if pool.total_stake and unclaimed > pool.claimable_stake:
            return (
                f"of 0x{transcoder.hex()}, round {number}, {unclaimed} is unclaimed, {pool.claimable_stake} claimable"
            )
    return None


@INVARIANTS.now("LP-AINV-009")
def minted_within_mintable(now: Books) -> str | None:
    """No round mints more than it may. Exact."""
    return None if now.minted <= now.mintable else f"{now.minted} minted of {now.mintable}"


@INVARIANTS.between("LP-AINV-010")
def rounds_and_claims_go_forward(now: Books, before: Books) -> str | None:
    """Rounds are initialized and earnings claimed in their order, never ahead of time. Exact."""
    if now.last_initialized < before.last_initialized or now.last_initialized > now.round:
        return f"the last initialized round went from {before.last_initialized} to {now.last_initialized}"
    for account, bond in now.bonds.items():
        if bond.last_claim_round > now.round:
            return f"0x{account.hex()} claimed round {bond.last_claim_round}, it is {now.round}"
        if account in before.bonds and bond.last_claim_round < before.bonds[account].last_claim_round:
            return f"0x{account.hex()} claimed up to {before.bonds[account].last_claim_round}, and then less"
    return None


@INVARIANTS.now("LP-AINV-011")
def escrow_is_fees_of_pending_claims(now: Books) -> str | None:
    """A job's escrow holds the fees of its pending claims, or nothing once a slash has refunded them. Exact."""
    for number, job in now.jobs.items():
        fees = sum(
            claim.fees for (owner, _), claim in now.claims.items() if owner == number and claim.status == PENDING
        )
        if job.escrow not in (fees, 0) or (job.escrow == 0 and fees and not _was_slashed(now, number)):
            return f"the escrow of job {number} is {job.escrow}, its pending claims cost {fees}"
    return None


def _was_slashed(now: Books, job: int) -> bool:
    return any(claim.status == SLASHED for (owner, _), claim in now.claims.items() if owner == job)


@INVARIANTS.between("LP-AINV-012")
def slashed_claims_stay_slashed(now: Books, before: Books) -> str | None:
    """A slashed claim stays slashed, and a complete one never is pending again. Exact."""
    for key, claim in before.claims.items():
        later = now.claims[key].status
        if later != claim.status and (claim.status == SLASHED or later == PENDING):
            return f"claim {key[1]} of job {key[0]} went from status {claim.status} to {later}"
    return None


@INVARIANTS.now("LP-AINV-013")
def deposit_outlasts_jobs(now: Books) -> str | None:
    """While a job runs, its broadcaster's deposit is locked. Exact."""
    for number, job in now.jobs.items():
        if job.end_block > now.block and now.broadcasters[job.broadcaster][1] < job.end_block:
            return f"job {number} runs until block {job.end_block}, the deposit is free before"
    return None


@INVARIANTS.now("LP-AINV-014")
def locks_hold_something(now: Books) -> str | None:
    """A lock has an amount exactly while it has a withdraw round. Exact."""
    for (account, lock_id), (amount, withdraw_round) in now.locks.items():
        if (amount > 0) != (withdraw_round > 0):
            return f"lock {lock_id} of 0x{account.hex()} has amount {amount} and withdraw round {withdraw_round}"
    return None
