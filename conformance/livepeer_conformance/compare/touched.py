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
from livepeer_spec.upgrades.alpha.state import ActiveSet

_VIEWS: dict[str, tuple[str, ...]] = {
    "Delegator": ("get_delegator",),
    "Transcoder": ("get_transcoder",),
    "EarningsPool": ("get_transcoder_earnings_pool_for_round",),
    "UnbondingLock": ("get_delegator_unbonding_lock",),
    "Sender": ("get_sender_info",),
    "Reserve": ("get_sender_info",),
    "Node": ("get_next_transcoder_in_pool",),
    "Registration": ("get_contract_info",),
    "Broadcaster": ("broadcasters",),
    "Job": ("get_job", "stored_job", "get_eligible"),
    "Claim": ("get_claim",),
    "Request": ("requests", "get_request"),
    "Proposal": ("get_proposal",),
    "Dispute": ("get_dispute", "is_dispute_referred"),
    "DisputeStake": ("get_dispute_stake",),
    "SlashFactors": ("slash_factors",),
    "Support": ("get_support",),
    "Ballot": ("get_ballot",),
    "StakePoll": ("get_poll",),
    "Juror": ("get_juror",),
    "Case": ("get_case",),
    "Panelist": ("get_panelist",),
    "Game": ("get_game",),
    "Answer": ("get_answer",),
    "Challenge": ("get_challenge",),
}
"""For each record with a key of its own, the views that show it, where a rule set has them."""

_SINGLE_VIEWS: dict[tuple[str, str], str] = {
    ("Bonding", "current_round_total_active_stake"): "current_round_total_active_stake",
    ("Bonding", "next_round_total_active_stake"): "next_round_total_active_stake",
    ("Bonding", "num_active_transcoders"): "num_active_transcoders",
    ("SortedList", "head"): "get_first_transcoder_in_pool",
    ("SortedList", "size"): "get_transcoder_pool_size",
    ("Token", "total_supply"): "total_supply",
    ("Rounds", "last_initialized_round"): "last_initialized_round",
    ("Jobs", "num_jobs"): "num_jobs",
    ("Jobs", "finder_fee"): "finder_fee",
    ("Verifier", "request_count"): "request_count",
    ("Verifier", "solver"): "solver",
    ("Verifier", "verification_code_hash"): "verification_code_hash",
    ("Faucet", "owner"): "faucet_owner",
    ("Genesis", "owner"): "genesis_owner",
    ("Genesis", "stage"): "stage",
    ("Mine", "started"): "started",
    ("Bonding", "total_bonded"): "total_bonded",
    ("Bonding", "common_pool"): "common_pool",
    ("Bonding", "inflation"): "inflation",
    ("Bonding", "current_mintable_tokens"): "current_mintable_tokens",
    ("Bonding", "previous_round"): "previous_round",
    ("Jobs", "first_unassigned"): "first_unassigned",
    ("Disputes", "dispute_count"): "dispute_count",
    ("Disputes", "dispute_stake"): "dispute_stake",
    ("Disputes", "orchestrator_stake"): "orchestrator_stake",
    ("Disputes", "eligibility_period"): "eligibility_period",
    ("Disputes", "ruling_period"): "ruling_period",
    ("Disputes", "slash_amount"): "slash_amount",
    ("Disputes", "bond_slash_amount"): "bond_slash_amount",
    ("Disputes", "delegation_slash_amount"): "delegation_slash_amount",
    ("Disputes", "jail_rounds"): "jail_rounds",
    ("Disputes", "accuser_reward"): "accuser_reward",
    ("Disputes", "treasury"): "treasury",
    ("Council", "threshold"): "council_threshold",
    ("TokenVote", "quorum"): "vote_quorum",
    ("Court", "seats"): "court_seats",
    ("Court", "seat_deposit"): "seat_deposit",
    ("Court", "commit_period"): "commit_period",
    ("Court", "reveal_period"): "reveal_period",
    ("Court", "max_jurors"): "max_jurors",
    ("Court", "slot_count"): "slot_count",
    ("TokenVote", "voting_period"): "voting_period",
    ("Escalation", "min_bond"): "min_bond",
    ("Escalation", "final_bond"): "final_bond",
    ("Escalation", "answer_period"): "answer_period",
    ("Escalation", "final_arbitrator"): "final_arbitrator",
    ("ReExecution", "threshold"): "executor_threshold",
    ("FaultVerification", "verification_cost"): "verification_cost",
    ("FaultVerification", "challenge_period"): "challenge_period",
    ("FaultVerification", "proof_period"): "proof_period",
    ("FaultVerification", "slash_amount"): "fault_slash_amount",
    ("FaultVerification", "finder_fee"): "fault_finder_fee",
    ("FaultVerification", "challenge_count"): "challenge_count",
}
"""For each field of a record of which there is one, the view that shows it."""

_TABLE_VIEWS: dict[str, str] = {
    "LPT of": "balance_of",
    "allowance of": "allowance",
    "used ticket": "used_tickets",
    "service URI of": "get_service_uri",
    "staged update": "staged_update",
    "block hash of round": "block_hash_for_round",
    "segment submitted for verification": "is_claim_segment_verified",
    "is solver": "is_solver",
    "solver": "solvers",
    "next valid request of": "next_valid_request",
    "whitelisted": "is_whitelisted",
    "vesting of": "vesting_holders",
    "time lock of": "time_locked_holders",
    "allocation generated of": "generated",
    "delegators of": "get_delegators",
    "active transcoders of round": "get_active_transcoders",
    "active stake of round": "get_total_active_stake",
    "deposit of": "deposits",
    "availability of": "is_available",
    "jobs of": "get_jobs_of",
    "submitted segment": "is_submitted",
    "verifications passed by": "get_verifications",
    "verifications failed by": "get_verifications",
    "segments claimed by": "work",
    "segments claimed in round": "total_work",
    "parameter": "parameter",
    "remembered block hash": "block_hash",
    "vote": "has_voted",
    "stake in favour": "yes_stake",
    "arbitrator": "is_arbitrator",
    "jailed until": "jailed_until",
    "noted slash factor": "noted_slash_factor",
    "dispute about evidence": "dispute_about",
    "council member": "is_member",
    "council vote": "has_member_voted",
    "holder vote": "voted_with",
    "juror in slot": "juror_in_slot",
    "seat": "seat_of",
    "executor": "is_executor",
    "proof asked for": "is_proof_asked",
    "dispute proved": "is_dispute_proved",
    "challenge of evidence": "challenge_about",
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
        for view, arguments in _views_of(owner, key):
            kind = world.upgrade.catalogue.views.get(view)
            if kind is None:
                continue
            to = _token_of(state, owner) or state.deployed[kind.contract]
            if (view, to, arguments) not in calls:
                calls[view, to, arguments] = view_call(kind, to, arguments)
    differences.extend(compare_views(world, calls.values()))
    return differences


def _views_of(owner: Any, key: Any) -> Iterable[tuple[str, tuple[Any, ...]]]:
    if isinstance(owner, Record):
        kind = type(owner).__name__
        if isinstance(owner, ActiveSet):
            members = [("is_active_transcoder", (account, owner.key)) for account in owner.transcoders]
            return [("get_total_active_stake", (owner.key,)), *members]
        if kind in _VIEWS:
            arguments = owner.key if isinstance(owner.key, tuple) else (owner.key,)
            return [(view, arguments) for view in _VIEWS[kind]]
        single = _SINGLE_VIEWS.get((kind, key))
        return [(single, ())] if single else []
    shown = _TABLE_VIEWS.get(owner.name)
    return [(shown, key if isinstance(key, tuple) else (key,))] if shown else []


def _token_of(state: Any, owner: Any) -> Address | None:
    """The address of the token that a record or table belongs to, where there are several tokens."""
    tokens: dict[Address, Any] = getattr(state, "tokens", {})
    parts = ((address, (token, token.balances, token.allowances)) for address, token in tokens.items())
    return next((address for address, those in parts if any(owner is part for part in those)), None)


Reader = Callable[[Any, Iterable[tuple[Any, Any, Any]], bool], list[Difference]]
