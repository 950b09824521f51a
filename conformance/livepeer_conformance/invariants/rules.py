"""The invariants of Streamflow and Confluence: what must hold of the books at any moment, and between two moments.

Each is a function that gives what is wrong in words, or None. Amounts are exact; where rounding gives slack, the
docstring says how much and why.
"""

from collections import defaultdict
from typing import Final

from livepeer_conformance.invariants.governance import CORRECTIONS
from livepeer_conformance.invariants.invariant import Invariants
from livepeer_conformance.invariants.ledger import Ledger, read_ledger
from livepeer_spec.primitives.fractions import PRECISE
from livepeer_spec.primitives.types import NULL_ADDRESS, Address

NEVER = 2**256 - 1

INVARIANTS: Final = Invariants(read_ledger)


@INVARIANTS.now("LP-INV-001", *CORRECTIONS)
def next_total_is_sum_of_members(now: Ledger) -> str | None:
    """The next round's active stake is what the members of the pool have. Exact."""
    total = sum(now.bonds[member].delegated for member in now.members)
    return (
        None if total == now.next_total else f"next round's active stake is {now.next_total}, the members have {total}"
    )


@INVARIANTS.now("LP-INV-002", "execute_lip_77")
def pool_is_sorted(now: Ledger) -> str | None:
    """The pool falls in stake, is not overfull, and holds registered accounts only. Exact."""
    stakes = [now.bonds[member].delegated for member in now.members]
    if stakes != sorted(stakes, reverse=True):
        return f"the pool is not sorted: {stakes}"
    if len(now.members) > now.max_size:
        return f"the pool holds {len(now.members)} of at most {now.max_size}"
    for member in now.members:
        bond = now.bonds[member]
        if bond.delegate != member or bond.bonded == 0 or bond.delegated == 0 or now.deactivation[member] != NEVER:
            return f"the pool holds 0x{member.hex()}, which is not registered and active for good"
    return None


@INVARIANTS.between("LP-INV-003")
def current_total_is_fixed_in_round(now: Ledger, before: Ledger) -> str | None:
    """Active stake changes at the initialization of a round only. Exact."""
    if now.last_initialized == before.last_initialized and now.current_total != before.current_total:
        return f"active stake went from {before.current_total} to {now.current_total} within a round"
    return None


@INVARIANTS.now("LP-INV-004", *CORRECTIONS)
def delegated_covers_delegators(now: Ledger) -> str | None:
    """What is delegated to an account is at least what its delegators can claim.

    Claims round down and factors are floored, so that the sum never exceeds it; the excess has no bound, since a
    delegator that claims before the reward of a round forfeits it.
    """
    sums: dict[Address, int] = defaultdict(int)
    for account, bond in now.bonds.items():
        if bond.delegate != NULL_ADDRESS:
            sums[bond.delegate] += now.pending[account][0]
    for delegate, total in sums.items():
        delegated = now.bonds[delegate].delegated if delegate in now.bonds else 0
        if total > delegated:
            return f"delegators of 0x{delegate.hex()} can claim {total}, delegated are {delegated}"
    return None


@INVARIANTS.now("LP-INV-005", *CORRECTIONS)
def minter_covers_stake(now: Ledger) -> str | None:
    """The Minter holds the LPT of all stake and all locks; the excess is that of LP-INV-004 and gifts."""
    owed = sum(stake for stake, _ in now.pending.values()) + sum(amount for amount, _ in now.locks.values())
    return None if owed <= now.minter_lpt else f"the Minter owes {owed} LPTU and holds {now.minter_lpt}"


@INVARIANTS.now("LP-INV-006")
def minted_within_mintable(now: Ledger) -> str | None:
    """No round mints more than it may. Exact."""
    return None if now.minted <= now.mintable else f"{now.minted} minted of {now.mintable}"


@INVARIANTS.now("LP-INV-007", *CORRECTIONS)
def minter_covers_eth(now: Ledger) -> str | None:
    """The Minter holds the ETH of all deposits, reserves and fees; the excess is rounding in favour of the Minter."""
    owed = sum(now.deposits.values()) + sum(now.reserves.values()) + sum(fees for _, fees in now.pending.values())
    return None if owed <= now.minter_eth else f"the Minter owes {owed} wei and holds {now.minter_eth}"


@INVARIANTS.now("LP-INV-009")
def claims_add_up(now: Ledger) -> str | None:
    """What was claimed from a reserve in a round is the sum of the claimants' amounts. Exact."""
    for holder, (total, parts) in now.claims.items():
        if total != parts:
            return f"of the reserve of 0x{holder.hex()}, {total} is claimed, by claimants {parts}"
    return None


@INVARIANTS.now("LP-INV-010")
def broker_holds_nothing(now: Ledger) -> str | None:
    """The TicketBroker keeps no ETH. Exact."""
    return None if now.broker_eth == 0 else f"the TicketBroker holds {now.broker_eth} wei"


@INVARIANTS.now("LP-INV-011")
def factors_never_fall(now: Ledger) -> str | None:
    """Stored factors do not fall from round to round, and reward factors are at least one. Exact."""
    latest: dict[Address, tuple[int, int]] = {}
    for (account, round_number), (rewards, fees) in sorted(now.factors.items(), key=lambda item: item[0][1]):
        last_rewards, last_fees = latest.get(account, (PRECISE, 0))
        if 0 < rewards < last_rewards or 0 < fees < last_fees:
            return f"factors of 0x{account.hex()} fell in round {round_number}: {rewards}, {fees}"
        latest[account] = (rewards or last_rewards, fees or last_fees)
    return None


@INVARIANTS.now("LP-INV-012")
def status_follows_bond(now: Ledger) -> str | None:
    """An account is unbonded exactly without stake, and pending exactly before its start round. Exact."""
    for account, bond in now.bonds.items():
        status = 2 if bond.bonded == 0 else 0 if bond.start_round > now.round else 1
        if now.statuses[account] != status:
            return f"0x{account.hex()} has status {now.statuses[account]} instead of {status}"
    return None


@INVARIANTS.between("LP-INV-013")
def lock_ids_only_grow(now: Ledger, before: Ledger) -> str | None:
    """Lock ids never fall, and a lock that is gone does not come back. Exact."""
    for account, bond in before.bonds.items():
        if now.bonds[account].next_lock_id < bond.next_lock_id:
            return f"the next lock id of 0x{account.hex()} fell"
    for (account, lock_id), (amount, withdraw_round) in before.locks.items():
        later = now.locks[account, lock_id]
        if later not in ((0, 0), (amount, withdraw_round)):
            return f"lock {lock_id} of 0x{account.hex()} changed from {amount, withdraw_round} to {later}"
    for key, (amount, withdraw_round) in now.locks.items():
        if (amount > 0) != (withdraw_round > 0):
            return f"lock {key[1]} of 0x{key[0].hex()} has amount {amount} and withdraw round {withdraw_round}"
    return None


@INVARIANTS.between("LP-INV-014")
def orchestrators_stay_their_own_delegates(now: Ledger, before: Ledger) -> str | None:
    """Whoever is bonded to itself and still bonded, without a new start, is bonded to itself. Exact."""
    for account, bond in before.bonds.items():
        later = now.bonds[account]
        was_registered = bond.delegate == account and bond.bonded > 0
        same_bond = later.bonded > 0 and later.start_round == bond.start_round
        if was_registered and same_bond and later.delegate != account:
            return f"0x{account.hex()} was its own delegate and now has 0x{later.delegate.hex()}"
    return None


@INVARIANTS.between("LP-INV-015")
def block_hashes_stay(now: Ledger, before: Ledger) -> str | None:
    """A round's block hash never changes once it is set. Exact."""
    for number, block_hash in before.block_hashes.items():
        if any(block_hash) and now.block_hashes[number] != block_hash:
            return f"the block hash of round {number} changed"
    return None


@INVARIANTS.between("LP-INV-016", "set_inflation_change")
def inflation_moves_by_its_step(now: Ledger, before: Ledger) -> str | None:
    """Inflation moves by its change, once an initialized round at most, and stops at zero. Exact."""
    rounds = len([n for n in now.block_hashes if any(now.block_hashes[n])]) - len(
        [n for n in before.block_hashes if any(before.block_hashes[n])]
    )
    moved = abs(now.inflation - before.inflation)
    if moved > rounds * before.inflation_change or (
        now.inflation
        and before.inflation_change
        and moved % before.inflation_change
        and before.inflation - now.inflation != before.inflation
    ):
        return f"inflation went from {before.inflation} to {now.inflation} in {rounds} initialized rounds"
    return None
