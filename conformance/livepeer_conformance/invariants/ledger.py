"""The books of Streamflow and Confluence at one moment: what their invariants speak about."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from livepeer_conformance.invariants.books import Ask
from livepeer_conformance.lockstep.world import World
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Lptu, Precise, Round, Wei


class Bond(NamedTuple):
    """An account's own stake and what is delegated to it."""

    bonded: Lptu
    fees: Wei
    delegate: Address
    delegated: Lptu
    start_round: Round
    last_claim_round: Round
    next_lock_id: int


@dataclass(frozen=True)
class Ledger:
    """The books at one moment.

    Attributes:
        round, last_initialized: the current round and the one that was initialized last.
        bonds, pending, statuses: of each account; pending are stake and fees with unclaimed earnings.
        locks: amount and withdraw round of each unbonding lock.
        members: the pool from first to last; ``max_size`` of it.
        deactivation: deactivation round of each member.
        current_total, next_total: active stake of this and of the next round.
        factors: reward and fee factor of each earnings pool.
        deposits, reserves: of each broadcaster.
        claims: for each holder, what was claimed in this round, in all and as a sum over claimants.
        mintable, minted, inflation, inflation_change: of the Minter.
        minter_lpt, minter_eth, broker_eth, supply: balances.
        block_hashes: of each round that somebody asked about.
    """

    round: Round
    last_initialized: Round
    bonds: dict[Address, Bond]
    pending: dict[Address, tuple[Lptu, Wei]]
    statuses: dict[Address, int]
    locks: dict[tuple[Address, int], tuple[Lptu, Round]]
    members: list[Address]
    max_size: int
    deactivation: dict[Address, Round]
    current_total: Lptu
    next_total: Lptu
    factors: dict[tuple[Address, Round], tuple[Precise, Precise]]
    deposits: dict[Address, Wei]
    reserves: dict[Address, Wei]
    claims: dict[Address, tuple[Wei, Wei]]
    mintable: Lptu
    minted: Lptu
    inflation: int
    inflation_change: int
    minter_lpt: Lptu
    minter_eth: Wei
    broker_eth: Wei
    supply: Lptu
    block_hashes: dict[Round, bytes]


def read_ledger(world: World, ask: Ask, eth: Callable[[Address], Wei]) -> Ledger:
    """Read everything that the spec's state has a record of; ``ask`` gives a view's values."""
    state = world.state
    accounts = list(state.bonding.delegators)
    bonds = {account: Bond(*ask("get_delegator", account)) for account in accounts}
    members: list[Address] = []
    member = ask("get_first_transcoder_in_pool")[0]
    while member != NULL_ADDRESS and len(members) <= len(accounts):
        members.append(member)
        member = ask("get_next_transcoder_in_pool", member)[0]
    current = ask("current_round")[0]
    senders = list(state.broker.senders)
    infos = {account: ask("get_sender_info", account) for account in senders}
    treasury = _minter(world)
    return Ledger(
        round=current,
        last_initialized=ask("last_initialized_round")[0],
        bonds=bonds,
        pending={a: (ask("pending_stake", a, current)[0], ask("pending_fees", a, current)[0]) for a in accounts},
        statuses={account: int(ask("delegator_status", account)[0]) for account in accounts},
        locks={
            (account, lock_id): tuple(ask("get_delegator_unbonding_lock", account, lock_id))
            for account, bond in bonds.items()
            for lock_id in range(bond.next_lock_id)
        },
        members=members,
        max_size=ask("get_transcoder_pool_max_size")[0],
        deactivation={member: ask("get_transcoder", member)[5] for member in members},
        current_total=ask("current_round_total_active_stake")[0],
        next_total=ask("next_round_total_active_stake")[0],
        factors={
            key: tuple(ask("get_transcoder_earnings_pool_for_round", *key)[-2:])
            for key in list(state.bonding.earnings_pools)
        },
        deposits={account: info[0][0] for account, info in infos.items()},
        reserves={account: info[1][0] for account, info in infos.items()},
        claims={account: (info[1][1], _claimed(state, ask, account, current)) for account, info in infos.items()},
        mintable=ask("current_mintable_tokens")[0],
        minted=ask("current_minted_tokens")[0],
        inflation=ask("inflation")[0],
        inflation_change=ask("inflation_change")[0],
        minter_lpt=ask("balance_of", treasury)[0],
        minter_eth=eth(treasury),
        broker_eth=eth(state.deployed["TicketBroker"]),
        supply=ask("total_supply")[0],
        block_hashes={number: ask("block_hash_for_round", number)[0] for number in list(state.rounds.block_hashes)},
    )


def _minter(world: World) -> Address:
    address: Address = world.state.deployed["Minter"]
    return address


def _claimed(state: Any, ask: Ask, holder: Address, current: Round) -> Wei:
    claimants = {
        claimant
        for round_number, claimant in state.broker.reserves[holder].claimed_by_address
        if round_number == current
    }
    return sum(ask("claimed_reserve", holder, claimant)[0] for claimant in claimants)
