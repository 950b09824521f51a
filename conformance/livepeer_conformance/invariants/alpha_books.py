"""The books of alpha at one moment: what its invariants speak about."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from livepeer_conformance.invariants.books import Ask
from livepeer_conformance.lockstep.world import World
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, BlockNumber, Lptu, Round, Wei


class Bond(NamedTuple):
    """An account's own stake and what is delegated to it."""

    bonded: Lptu
    fees: Wei
    delegate: Address
    delegated: Lptu
    start_round: Round
    last_claim_round: Round


class Pool(NamedTuple):
    """What one transcoder's round has left; rewards and fees count both parts."""

    rewards: Lptu
    fees: Wei
    total_stake: Lptu
    claimable_stake: Lptu


class Job(NamedTuple):
    """Who pays for a job until when, and what lies in escrow."""

    broadcaster: Address
    end_block: BlockNumber
    escrow: Wei


class Claim(NamedTuple):
    """What a claim costs, and what became of it."""

    fees: Wei
    status: int


@dataclass(frozen=True)
class Books:
    """The books at one moment.

    Attributes:
        round, block, last_initialized: the current round and block, and the round that was initialized last.
        bonds: of each account.
        locks: amount and withdraw round of each unbonding lock.
        members: stake of each registered transcoder, from first to last; ``size`` and ``max_size`` of the pool.
        num_active: how many may work in a round.
        pools: of each transcoder and round.
        active_sets: stake of each round, and who works in it.
        broadcasters: deposit of each, and the block in which it is free.
        jobs, claims: by their ids.
        mintable, minted: of the Minter.
        minter_lpt, minter_eth: balances.
    """

    round: Round
    block: BlockNumber
    last_initialized: Round
    bonds: dict[Address, Bond]
    locks: dict[tuple[Address, int], tuple[Lptu, Round]]
    members: dict[Address, Lptu]
    size: int
    max_size: int
    num_active: int
    pools: dict[tuple[Address, Round], Pool]
    active_sets: dict[Round, tuple[Lptu, list[Address]]]
    broadcasters: dict[Address, tuple[Wei, BlockNumber]]
    jobs: dict[int, Job]
    claims: dict[tuple[int, int], Claim]
    mintable: Lptu
    minted: Lptu
    minter_lpt: Lptu
    minter_eth: Wei


def read_books(world: World, ask: Ask, eth: Callable[[Address], Wei]) -> Books:
    """Read everything that the spec's state has a record of; ``ask`` gives a view's values."""
    state, views = world.state, world.upgrade.catalogue.views

    def named(view: str, *arguments: Any) -> dict[str, Any]:
        return dict(zip(views[view].fields, ask(view, *arguments), strict=True))

    accounts = list(state.bonding.delegators)
    delegators = {account: named("get_delegator", account) for account in accounts}
    treasury: Address = state.deployed["Minter"]
    jobs = {number: named("get_job", number) for number in range(ask("num_jobs")[0])}
    return Books(
        round=ask("current_round")[0],
        block=ask("block_num")[0],
        last_initialized=ask("last_initialized_round")[0],
        bonds={account: _bond(record) for account, record in delegators.items()},
        locks={
            (account, lock_id): tuple(ask("get_delegator_unbonding_lock", account, lock_id))
            for account, record in delegators.items()
            for lock_id in range(record.get("nextUnbondingLockId", 0))
        },
        members=_members(ask, len(accounts)),
        size=ask("get_transcoder_pool_size")[0],
        max_size=ask("get_transcoder_pool_max_size")[0],
        num_active=ask("num_active_transcoders")[0],
        pools={
            key: _pool(named("get_transcoder_earnings_pool_for_round", *key))
            for key in list(state.bonding.earnings_pools)
        },
        active_sets={
            number: (
                ask("get_total_active_stake", number)[0],
                [member for member in record.transcoders if ask("is_active_transcoder", member, number)[0]],
            )
            for number, record in list(state.bonding.active_sets.items())
        },
        broadcasters={account: tuple(ask("broadcasters", account)) for account in list(state.jobs.broadcasters)},
        jobs={number: Job(job["broadcasterAddress"], job["endBlock"], job["escrow"]) for number, job in jobs.items()},
        claims={
            (number, claim_id): _claim(job, named("get_claim", number, claim_id))
            for number, job in jobs.items()
            for claim_id in range(job["totalClaims"])
        },
        mintable=ask("current_mintable_tokens")[0],
        minted=ask("current_minted_tokens")[0],
        minter_lpt=ask("balance_of", treasury)[0],
        minter_eth=eth(treasury),
    )


def _bond(record: dict[str, Any]) -> Bond:
    names = ("bondedAmount", "fees", "delegateAddress", "delegatedAmount", "startRound", "lastClaimRound")
    return Bond(*(record[name] for name in names))


def _members(ask: Ask, at_most: int) -> dict[Address, Lptu]:
    members: dict[Address, Lptu] = {}
    member = ask("get_first_transcoder_in_pool")[0]
    while member != NULL_ADDRESS and len(members) <= at_most:
        members[member] = ask("transcoder_total_stake", member)[0]
        member = ask("get_next_transcoder_in_pool", member)[0]
    return members


def _pool(record: dict[str, Any]) -> Pool:
    rewards = record["rewardPool"] + record.get("transcoderRewardPool", 0)
    fees = record["feePool"] + record.get("transcoderFeePool", 0)
    return Pool(rewards, fees, record["totalStake"], record["claimableStake"])


def _claim(job: dict[str, Any], record: dict[str, Any]) -> Claim:
    first, last = record["segmentRange"]
    profiles = len(job["transcodingOptions"].encode()) // 8
    return Claim((last - first + 1) * profiles * job["maxPricePerSegment"], int(record["status"]))
