"""Comparing the records that a transaction wrote, by the spec's journal.

What the spec wrote names the records; their values are read through the public views, or straight from storage where
the target's layout is known.
"""

from collections.abc import Callable, Iterable
from typing import Any

from livepeer_conformance.compare.views import Observable, ViewCall, compare_views, view_call
from livepeer_conformance.model.difference import Difference
from livepeer_spec.primitives.journal import Record

_VIEWS: dict[str, tuple[tuple[str, str], ...]] = {
    "Delegator": (("BondingManager", "get_delegator"),),
    "Transcoder": (("BondingManager", "get_transcoder"),),
    "EarningsPool": (("BondingManager", "get_transcoder_earnings_pool_for_round"),),
    "UnbondingLock": (("BondingManager", "get_delegator_unbonding_lock"),),
    "Sender": (("TicketBroker", "get_sender_info"),),
    "Reserve": (("TicketBroker", "get_sender_info"),),
    "Node": (("BondingManager", "get_next_transcoder_in_pool"),),
    "Registration": (("Controller", "get_contract_info"),),
    "Job": (("JobsManager", "get_job"), ("JobsManager", "get_eligible")),
    "Claim": (("JobsManager", "get_claim"),),
    "Request": (("JobsManager", "get_request"),),
    "Proposal": (("Governance", "get_proposal"),),
}
"""For each record with a key of its own, the views that show it."""

_SINGLE_VIEWS: dict[tuple[str, str], tuple[str, str]] = {
    ("Bonding", "current_round_total_active_stake"): ("BondingManager", "current_round_total_active_stake"),
    ("Bonding", "next_round_total_active_stake"): ("BondingManager", "next_round_total_active_stake"),
    ("SortedList", "head"): ("BondingManager", "get_first_transcoder_in_pool"),
    ("SortedList", "size"): ("BondingManager", "get_transcoder_pool_size"),
    ("Token", "total_supply"): ("LivepeerToken", "total_supply"),
    ("Rounds", "last_initialized_round"): ("RoundsManager", "last_initialized_round"),
    ("Bonding", "total_bonded"): ("BondingManager", "total_bonded"),
    ("Bonding", "common_pool"): ("BondingManager", "common_pool"),
    ("Bonding", "inflation"): ("BondingManager", "inflation"),
    ("Bonding", "current_mintable_tokens"): ("BondingManager", "current_mintable_tokens"),
    ("Bonding", "previous_round"): ("BondingManager", "previous_round"),
    ("Jobs", "first_unassigned"): ("JobsManager", "first_unassigned"),
}
"""For each field of a record of which there is one, the view that shows it."""

_TABLE_VIEWS: dict[str, tuple[str, str]] = {
    "LPT of": ("LivepeerToken", "balance_of"),
    "allowance of": ("LivepeerToken", "allowance"),
    "used ticket": ("TicketBroker", "used_tickets"),
    "service URI of": ("ServiceRegistry", "get_service_uri"),
    "staged update": ("Governor", "staged_update"),
    "block hash of round": ("RoundsManager", "block_hash_for_round"),
    "delegators of": ("BondingManager", "get_delegators"),
    "active transcoders of round": ("BondingManager", "get_active_transcoders"),
    "active stake of round": ("BondingManager", "get_total_active_stake"),
    "deposit of": ("JobsManager", "deposits"),
    "availability of": ("JobsManager", "is_available"),
    "jobs of": ("JobsManager", "get_jobs_of"),
    "submitted segment": ("JobsManager", "is_submitted"),
    "verifications passed by": ("JobsManager", "get_verifications"),
    "verifications failed by": ("JobsManager", "get_verifications"),
    "segments claimed by": ("JobsManager", "work"),
    "segments claimed in round": ("JobsManager", "total_work"),
    "parameter": ("Protocol", "parameter"),
    "remembered block hash": ("BlockHashes", "block_hash"),
    "vote": ("Governance", "has_voted"),
    "stake in favour": ("Governance", "yes_stake"),
}
"""For each table, the view that shows an entry."""


def compare_touched(world: Any, entries: Iterable[tuple[Any, Any, Any]], compare_eth: bool) -> list[Difference]:
    """Differences in what a transaction wrote, given the journal's entries of it."""
    calls: dict[tuple[Any, ...], ViewCall] = {}
    differences: list[Difference] = []
    state = world.state
    seen_eth = set()
    for owner, key, _ in entries:
        if owner is state.eth:
            if compare_eth and key not in seen_eth:
                seen_eth.add(key)
                observed = world.backend.balance(key)
                if observed != owner[key]:
                    differences.append(Difference(f"ETH of {world.naming.name(key)}", "", owner[key], observed, "wei"))
            continue
        for _, view, arguments in _views_of(owner, key):
            if (view, arguments) not in calls:
                calls[view, arguments] = _call(world, view, arguments)
    differences.extend(compare_views(world, calls.values()))
    return differences


def _views_of(owner: Any, key: Any) -> Iterable[tuple[str, str, tuple[Any, ...]]]:
    if isinstance(owner, Record):
        kind = type(owner).__name__
        if kind in _VIEWS:
            arguments = owner.key if isinstance(owner.key, tuple) else (owner.key,)
            return [(contract, view, arguments) for contract, view in _VIEWS[kind]]
        single = _SINGLE_VIEWS.get((kind, key))
        return [(*single, ())] if single else []
    shown = _TABLE_VIEWS.get(owner.name)
    return [(*shown, key if isinstance(key, tuple) else (key,))] if shown else []


def _call(world: Observable, view: str, arguments: tuple[Any, ...]) -> ViewCall:
    kind = world.upgrade.catalogue.views[view]  # type: ignore[attr-defined]
    return view_call(kind, world.state.deployed[kind.contract], arguments)


Reader = Callable[[Any, Iterable[tuple[Any, Any, Any]], bool], list[Difference]]
