"""What accounts hold, by the spec's books; targets are compared with these after each step."""

from dataclasses import dataclass, fields
from typing import Any, Final

from livepeer_conformance.compare.units import Unit, show
from livepeer_spec.primitives.types import Address, Lptu, Wei
from livepeer_spec.upgrades import read

LPT_FIELDS: Final = ("lpt", "stake", "unbonding", "locked")
"""The fields of a holding that are amounts of LPT; the others are amounts of ETH."""


@dataclass(frozen=True)
class Holding:
    """What somebody holds.

    Attributes:
        lpt: LPT in the account.
        stake: bonded LPT, with the rewards that were not claimed.
        unbonding: LPT in unbonding locks.
        eth: ETH in the account; what gas costs is not in it.
        deposit: ETH deposited for jobs or tickets.
        reserve: ETH that backs tickets when the deposit is used up.
        fees: fees that were not withdrawn, claimed or not.
    """

    lpt: Lptu = 0
    stake: Lptu = 0
    unbonding: Lptu = 0
    eth: Wei = 0
    deposit: Wei = 0
    reserve: Wei = 0
    fees: Wei = 0

    @property
    def total_lptu(self) -> Lptu:
        """All LPT."""
        return self.lpt + self.stake + self.unbonding

    @property
    def total_wei(self) -> Wei:
        """All ETH."""
        return self.eth + self.deposit + self.reserve + self.fees


Holdings = dict[str, Holding]
"""What each party of a play holds, by name."""


def unit(name: str) -> str:
    """``LPTU`` or ``wei``: what a field of a holding counts."""
    return "LPTU" if name in LPT_FIELDS else "wei"


def shown(name: str, value: int) -> str:
    """An amount in a field of a holding, as people write it."""
    return show(value, Unit.LPTU if name in LPT_FIELDS else Unit.WEI, str)


def holdings(world: Any, names: tuple[str, ...]) -> Holdings:
    """What the accounts of these names hold now, besides what is in escrow for jobs, and all LPT that there are."""
    pots = _escrow(world.state) | {"supply": Holding(lpt=world.state.token.total_supply)}
    return {name: _holding(world, world.naming.address(name)) for name in names} | pots


def changes(before: Holdings, after: Holdings) -> list[tuple[str, str, int, int]]:
    """Who holds something else: name, field, and both amounts."""
    return [
        (name, field.name, getattr(holding, field.name), getattr(after[name], field.name))
        for name, holding in before.items()
        for field in fields(holding)
        if getattr(holding, field.name) != getattr(after[name], field.name)
    ]


def _holding(world: Any, address: Address) -> Holding:
    state = world.state
    delegator = state.bonding.delegators[address]
    locks = [state.bonding.unbonding_locks[address, id_].amount for id_ in range(delegator.next_unbonding_lock_id)]
    return Holding(
        lpt=state.token.balances[address],
        stake=_with_unclaimed(world, address, "pending_stake", delegator.bonded_amount),
        unbonding=sum(locks),
        eth=state.eth[address],
        deposit=_deposit(state, address),
        reserve=state.broker.reserves[address].funds if hasattr(state, "broker") else 0,
        fees=_with_unclaimed(world, address, "pending_fees", delegator.fees),
    )


def _escrow(state: Any) -> Holdings:
    """What is in escrow for jobs; tickets have none."""
    if not hasattr(state, "jobs"):
        return {}
    jobs = state.jobs
    return {"escrow": Holding(deposit=sum(jobs.jobs[id_].escrow for id_ in range(jobs.num_jobs)))}


def _deposit(state: Any, address: Address) -> Wei:
    """A broadcaster's deposit: for tickets, or for jobs, where the whitepaper's rules keep nothing else of it."""
    if hasattr(state, "broker"):
        return int(state.broker.senders[address].deposit)
    jobs = state.jobs
    return int(jobs.deposits[address] if hasattr(jobs, "deposits") else jobs.broadcasters[address].deposit)


def _with_unclaimed(world: Any, address: Address, view: str, claimed: int) -> int:
    """What an account would have once it claimed everything; what it has when it is up to date.

    The whitepaper's contracts have no view of it: with them an account holds what it has claimed.
    """
    kind = world.upgrade.catalogue.views.get(view)
    if kind is None:
        return claimed
    call = world.call(address, world.naming.address(kind.contract))
    current = world.upgrade.catalogue.views["current_round"]
    round_call = world.call(address, world.naming.address(current.contract))
    (round_,) = current.decode_result(read(world.state, current, round_call, ()).output)
    outcome = read(world.state, kind, call, (address, round_))
    return claimed if outcome.reason is not None else int(kind.decode_result(outcome.output)[0])
