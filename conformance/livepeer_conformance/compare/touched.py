"""Comparing the records that a transaction wrote, by the spec's journal.

What the spec wrote names the records; their values are read through the public views, or straight from storage where
the target's layout is known.
"""

from collections.abc import Callable, Iterable
from typing import Any

from livepeer_conformance.compare.views import ViewCall, compare_views, view_call
from livepeer_conformance.model.difference import Difference
from livepeer_spec.primitives.journal import Record
from livepeer_spec.primitives.types import Address

_VIEWS: dict[str, tuple[tuple[str, str], ...]] = {
    "Delegator": (("BondingManager", "get_delegator"),),
    "Transcoder": (("BondingManager", "get_transcoder"),),
    "EarningsPool": (("BondingManager", "get_transcoder_earnings_pool_for_round"),),
    "UnbondingLock": (("BondingManager", "get_delegator_unbonding_lock"),),
    "Sender": (("TicketBroker", "get_sender_info"),),
    "Reserve": (("TicketBroker", "get_sender_info"),),
    "Node": (("BondingManager", "get_next_transcoder_in_pool"),),
    "Registration": (("Controller", "get_contract_info"),),
    "Broadcaster": (("JobsManager", "broadcasters"),),
    "Job": (("JobsManager", "get_job"), ("JobsManager", "stored_job")),
    "Claim": (("JobsManager", "get_claim"),),
    "Request": (("Verifier", "requests"),),
}
"""For each record with a key of its own, the views that show it."""

_SINGLE_VIEWS: dict[tuple[str, str], tuple[str, str]] = {
    ("Bonding", "current_round_total_active_stake"): ("BondingManager", "current_round_total_active_stake"),
    ("Bonding", "next_round_total_active_stake"): ("BondingManager", "next_round_total_active_stake"),
    ("SortedList", "head"): ("BondingManager", "get_first_transcoder_in_pool"),
    ("SortedList", "size"): ("BondingManager", "get_transcoder_pool_size"),
    ("Token", "total_supply"): ("LivepeerToken", "total_supply"),
    ("Rounds", "last_initialized_round"): ("RoundsManager", "last_initialized_round"),
    ("Jobs", "num_jobs"): ("JobsManager", "num_jobs"),
    ("Jobs", "finder_fee"): ("JobsManager", "finder_fee"),
    ("Verifier", "request_count"): ("Verifier", "request_count"),
    ("Verifier", "solver"): ("Verifier", "solver"),
    ("Verifier", "verification_code_hash"): ("Verifier", "verification_code_hash"),
    ("Faucet", "owner"): ("LivepeerTokenFaucet", "faucet_owner"),
    ("Genesis", "owner"): ("GenesisManager", "genesis_owner"),
    ("Genesis", "stage"): ("GenesisManager", "stage"),
    ("Mine", "started"): ("MerkleMine", "started"),
}
"""For each field of a record of which there is one, the view that shows it."""

_TABLE_VIEWS: dict[str, tuple[str, str]] = {
    "LPT of": ("LivepeerToken", "balance_of"),
    "allowance of": ("LivepeerToken", "allowance"),
    "used ticket": ("TicketBroker", "used_tickets"),
    "service URI of": ("ServiceRegistry", "get_service_uri"),
    "staged update": ("Governor", "staged_update"),
    "block hash of round": ("RoundsManager", "block_hash_for_round"),
    "segment submitted for verification": ("JobsManager", "is_claim_segment_verified"),
    "is solver": ("Verifier", "is_solver"),
    "solver": ("Verifier", "solvers"),
    "next valid request of": ("LivepeerTokenFaucet", "next_valid_request"),
    "whitelisted": ("LivepeerTokenFaucet", "is_whitelisted"),
    "vesting of": ("GenesisManager", "vesting_holders"),
    "time lock of": ("GenesisManager", "time_locked_holders"),
    "allocation generated of": ("MerkleMine", "generated"),
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
        for contract, view, arguments in _views_of(owner, key):
            to = _token_of(state, owner) or state.deployed[contract]
            if (view, to, arguments) not in calls:
                calls[view, to, arguments] = view_call(world.upgrade.catalogue.views[view], to, arguments)
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


def _token_of(state: Any, owner: Any) -> Address | None:
    """The address of the token that a record or table belongs to, where there are several tokens."""
    tokens: dict[Address, Any] = getattr(state, "tokens", {})
    parts = ((address, (token, token.balances, token.allowances)) for address, token in tokens.items())
    return next((address for address, those in parts if any(owner is part for part in those)), None)


Reader = Callable[[Any, Iterable[tuple[Any, Any, Any]], bool], list[Difference]]
