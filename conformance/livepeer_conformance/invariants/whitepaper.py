"""The invariants of the whitepaper's variant: what must hold of the books at any moment."""

from typing import Final

from livepeer_conformance.invariants.invariant import Invariants
from livepeer_conformance.invariants.whitepaper_books import Books, read_books

INVARIANTS: Final = Invariants(read_books)


@INVARIANTS.now("LP-WINV-001")
def jobs_manager_holds_eth(now: Books) -> str | None:
    """The JobsManager holds the ETH of all deposits, escrows, fee pools and fees, and nothing else. Exact."""
    owed = (
        sum(now.deposits.values())
        + sum(job.escrow for job in now.jobs.values())
        + sum(now.pool_fees.values())
        + sum(account.fees for account in now.accounts.values())
    )
    return None if owed == now.eth else f"the JobsManager owes {owed} wei and holds {now.eth}"


@INVARIANTS.now("LP-WINV-002")
def bonding_manager_holds_stake(now: Books) -> str | None:
    """The BondingManager holds the LPT of all stake, locks and the common pool; more only where it was given. Exact."""
    owed = now.total_bonded + now.common_pool + sum(account.unbonding for account in now.accounts.values())
    return None if owed <= now.lpt else f"the BondingManager owes {owed} LPTU and holds {now.lpt}"


@INVARIANTS.now("LP-WINV-003")
def stake_is_total_bonded(now: Books) -> str | None:
    """The stake behind all accounts is the total that is bonded. Exact."""
    stake = sum(account.delegated for account in now.accounts.values())
    return None if stake == now.total_bonded else f"behind all accounts is {stake}, {now.total_bonded} is bonded"


@INVARIANTS.now("LP-WINV-004")
def escrow_covers_claims(now: Books) -> str | None:
    """A job's escrow covers what is reserved of it, which is what its pending claims cost. Exact."""
    for number, job in now.jobs.items():
        if not job.pending_fees == job.reserved <= job.escrow:
            return (
                f"the escrow of job {number} is {job.escrow}, {job.reserved} of it reserved for pending claims that "
                f"cost {job.pending_fees}"
            )
    return None
