"""The books of the whitepaper's variant at one moment: what its invariants speak about."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from livepeer_conformance.invariants.books import Ask
from livepeer_conformance.lockstep.world import World
from livepeer_spec.primitives.types import Address, Lptu, Round, Wei

_PENDING = 0
"""Status of a claim that nothing became of yet."""


class Account(NamedTuple):
    """The stake behind an account, its fees, and what it has on the way out."""

    delegated: Lptu
    fees: Wei
    unbonding: Lptu


class Job(NamedTuple):
    """A job's escrow, the part of it that is reserved, and what its pending claims cost."""

    escrow: Wei
    reserved: Wei
    pending_fees: Wei


@dataclass(frozen=True)
class Books:
    """The books at one moment.

    Attributes:
        accounts: all that ever had stake, or stake behind them.
        pool_fees: what is left of the fees of each transcoder and round.
        deposits: of each broadcaster.
        jobs: by their ids.
        total_bonded, common_pool: of the BondingManager, and ``lpt``, its balance.
        eth: the JobsManager's balance.
    """

    accounts: dict[Address, Account]
    pool_fees: dict[tuple[Address, Round], Wei]
    deposits: dict[Address, Wei]
    jobs: dict[int, Job]
    total_bonded: Lptu
    common_pool: Lptu
    lpt: Lptu
    eth: Wei


def read_books(world: World, ask: Ask, eth: Callable[[Address], Wei]) -> Books:
    """Read everything that the spec's state has a record of; ``ask`` gives a view's values."""
    state, views = world.state, world.upgrade.catalogue.views

    def named(view: str, *arguments: Any) -> dict[str, Any]:
        return dict(zip(views[view].fields, ask(view, *arguments), strict=True))

    pools = {key: named("get_transcoder_earnings_pool_for_round", *key) for key in list(state.bonding.earnings_pools)}
    return Books(
        accounts={account: _account(ask, named, account) for account in list(state.bonding.delegators)},
        pool_fees={key: pool["feePool"] + pool["transcoderFeePool"] for key, pool in pools.items()},
        deposits={account: ask("deposits", account)[0] for account in list(state.jobs.deposits)},
        jobs={number: _job(named, number) for number in range(ask("num_jobs")[0])},
        total_bonded=ask("total_bonded")[0],
        common_pool=ask("common_pool")[0],
        lpt=ask("balance_of", state.deployed["BondingManager"])[0],
        eth=eth(state.deployed["JobsManager"]),
    )


def _account(ask: Ask, named: Callable[..., dict[str, Any]], account: Address) -> Account:
    record = named("get_delegator", account)
    locks = (ask("get_delegator_unbonding_lock", account, number) for number in range(record["nextUnbondingLockId"]))
    return Account(record["delegatedAmount"], record["fees"], sum(amount for amount, _ in locks))


def _job(named: Callable[..., dict[str, Any]], number: int) -> Job:
    job = named("get_job", number)
    price = len(job["transcodingOptions"].encode()) // 8 * job["pricePerSegment"]
    claims = [named("get_claim", number, claim_id) for claim_id in range(job["numClaims"])]
    segments = sum(claim["lastSegment"] - claim["firstSegment"] + 1 for claim in claims if claim["status"] == _PENDING)
    return Job(job["escrow"], job["reserved"], segments * price)
