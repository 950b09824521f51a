"""The complete observable state: every public view, for everything that the run has touched.

Which arguments a view is asked for follows from the names of its parameters, so a new view is covered by itself.
"""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

from livepeer_conformance.compare.views import Observable, ViewCall, view_call
from livepeer_conformance.lockstep import snapshots
from livepeer_conformance.model.actors import ACTORS
from livepeer_spec.primitives.hashing import contract_id, keccak
from livepeer_spec.primitives.types import Address
from livepeer_spec.transactions import ViewType
from livepeer_spec.upgrades import Upgrade
from livepeer_spec.upgrades.streamflow import clock

_LIPS = (36, 52, 71, 73, 78, 83)
_CONTRACT_NAMES = ("Minter", "BondingManager", "BondingManagerTarget", "LivepeerToken", "Verifier", "unknown")
_CONSTANT = frozenset(
    ("token_name", "token_symbol", "token_decimals", "quorum", "quota", "poll_period", "poll_creation_cost")
)
_BY_SCENARIO = frozenset(
    (
        "verify_snapshot",
        "get_ticket_hash",
        "block_hash",
        "segment_is_challenged",
        "supports_interface",
        "get_role_admin",
        "elect_active_transcoder",
        "caller_token_amount_at_block",
        "evidence_digest_of",
        "disputes_domain_separator",
        "verify_exact",
        "exact_result_digest",
        "re_execution_domain_separator",
    )
)
"""Views of arguments rather than of state; scenarios look at them."""
_CREATED = ("Poll", "TokenVesting", "TokenTimelock")
"""Contracts that others create."""
_CLAIMED = 20
"""Rounds of earnings that are looked at; alpha's contracts look at each one, which takes gas."""
_GROWING = frozenset(
    (
        "round",
        "end_round",
        "lock_id",
        "holder",
        "claimant",
        "hash",
        "spender",
        "update_hash",
        "job_id",
        "request_id",
        "claim_id",
        "segment_number",
        "proposal_id",
        "number",
        "dispute_id",
        "orchestrator",
        "work_round",
        "arbitrator",
        "slot",
        "seat",
        "answer_index",
        "challenge_id",
        "challenged_digest",
    )
)
"""Parameters of views that have more values as a run goes on."""


class Projection:
    """The views of an upgrade, ready to be asked on a world again and again."""

    def __init__(self, upgrade: Upgrade, actors: tuple[str, ...] = ACTORS) -> None:
        self._views = [
            kind for name, kind in upgrade.catalogue.views.items() if name not in _BY_SCENARIO and name not in _CONSTANT
        ]
        self._actors = actors
        self._static: list[ViewCall] | None = None

    def calls(self, world: Observable) -> Iterator[ViewCall]:
        """All view calls for the world as it is now."""
        if self._static is None:
            self._static = [
                call for kind in self._views if not self._is_dynamic(kind) for call in self._expand(kind, world)
            ]
        yield from self._static
        for kind in self._views:
            if self._is_dynamic(kind):
                yield from self._expand(kind, world)

    @staticmethod
    def _is_dynamic(kind: ViewType) -> bool:
        return kind.contract in _CREATED or bool(_GROWING & set(kind.parameters))

    def _expand(self, kind: ViewType, world: Observable) -> Iterator[ViewCall]:
        for to in _instances(kind, world):
            for arguments in self._arguments(kind, world):
                yield view_call(kind, to, arguments)

    def _arguments(self, kind: ViewType, world: Observable) -> Iterator[tuple[Any, ...]]:
        state = world.state
        special: dict[tuple[str, ...], Callable[[], Any]] = {
            ("account", "lock_id"): lambda: _locks(state),
            ("account", "round"): lambda: _pool_rounds(world),
            ("account", "end_round"): lambda: _claims(world, self._accounts(world)),
            ("holder", "claimant"): lambda: _reserve_pairs(state),
            ("owner", "spender"): lambda: list(state.token.allowances),
            ("account", "arbitrator"): lambda: list(state.disputes.supports),
            ("account", "arbitrator", "work_round"): lambda: _works(world, list(state.disputes.supports)),
            ("account", "work_round"): lambda: _works(world, [(account,) for account in state.disputes.stakes]),
            ("orchestrator", "evidence_digest"): lambda: list(state.disputes.raised),
            ("orchestrator", "challenged_digest"): lambda: list(state.fault_verification.challenged),
            ("job_id", "claim_id"): lambda: [*state.jobs.claims, (state.jobs.num_jobs, 0)],
            ("job_id", "claim_id", "segment_number"): lambda: [*state.jobs.submitted, (0, 0, 0)],
        }
        if kind.parameters in special:
            yield from special[kind.parameters]()
            return
        if "protocol" in vars(state):
            yield from product(*(self._whitepaper_domain(parameter, world) for parameter in kind.parameters))
            return
        yield from product(*(self._domain(parameter, world) for parameter in kind.parameters))

    def _domain(self, parameter: str, world: Observable) -> list[Any]:
        if parameter in ("account", "owner", "receiver", "recipient"):
            return self._accounts(world)
        if parameter == "id":
            return [contract_id(name) for name in (*_CONTRACT_NAMES, "LIP-52")]
        if parameter == "lip":
            return list(_LIPS)
        if parameter == "role":
            return [bytes(32), keccak(b"MINTER_ROLE"), keccak(b"BURNER_ROLE")]
        if parameter == "round":
            return _known_rounds(world.state)[-3:]
        if parameter == "hash":
            return list(world.state.broker.used_tickets)
        if parameter == "update_hash":
            return list(world.state.governor.updates)
        if parameter == "job_id":
            return list(range(world.state.jobs.num_jobs + 1))
        if parameter == "request_id":
            return list(range(world.state.verifier.request_count + 1))
        if parameter == "dispute_id":
            return list(range(world.state.disputes.dispute_count + 2))
        if parameter == "challenge_id":
            return list(range(world.state.fault_verification.challenge_count + 2))
        if parameter == "slot":
            return list(range(world.state.court.slot_count + 1))
        if parameter == "seat":
            return list(range(world.state.court.seats))
        if parameter == "answer_index":
            counts = (game.answer_count for game in world.state.escalation.games.values())
            return list(range(max(counts, default=0) + 1))
        if parameter == "token_address":
            return list(world.state.tokens)
        if parameter == "index":
            return [0]
        raise LookupError(f"no arguments are known for a view's parameter {parameter!r}")

    def _whitepaper_domain(self, parameter: str, world: Observable) -> list[Any]:
        state = world.state
        ids = {
            "job_id": state.jobs.num_jobs,
            "claim_id": max((job.num_claims for job in state.jobs.jobs.values()), default=0),
            "request_id": state.jobs.num_requests,
            "proposal_id": state.governance.num_proposals,
            "segment_number": 3,
        }
        if parameter in ids:
            return list(range(ids[parameter]))
        if parameter == "round":
            return [state.bonding.previous_round, state.rounds.last_initialized_round]
        if parameter == "number":
            return list(state.block_hashes)
        if parameter == "parameter_name":
            return list(state.protocol.parameters)
        return self._domain(parameter, world)

    def _accounts(self, world: Observable) -> list[Address]:
        known = [name for name in ("Minter", "BondingManager") if name in world.state.deployed]
        return [world.naming.address(name) for name in (*self._actors, "null", "owner", *known[:1])]


def _instances(kind: ViewType, world: Observable) -> list[Address]:
    state = world.state
    if kind.contract == "Poll":
        return [poll for poll, record in state.polls.items() if record.end_block]
    if kind.contract == "TokenVesting":
        return [address for address in state.genesis.vestings if state.genesis.answers(kind.contract, address)]
    if kind.contract == "TokenTimelock":
        return [address for address in state.genesis.time_locks if state.genesis.answers(kind.contract, address)]
    if kind.contract == "Manager":
        return list(state.controllers)
    if kind.contract == "ManagerProxy":
        return [address for name, address in state.deployed.items() if state.is_proxied(name)]
    if kind.contract == "Minter":
        return list(state.minters)
    if kind.contract == "LivepeerToken" and "tokens" in vars(state):
        return list(state.tokens)
    return [state.deployed[kind.contract]] if kind.contract in state.deployed else []


def _locks(state: Any) -> list[tuple[Address, int]]:
    """Each lock that ever existed, and for each delegator with locks the next id, under which none exists yet."""
    delegators = state.bonding.delegators
    return [
        (account, lock_id)
        for account, record in list(delegators.items())
        if record.next_unbonding_lock_id
        for lock_id in range(record.next_unbonding_lock_id + 1)
    ]


def _pool_rounds(world: Observable) -> list[tuple[Address, int]]:
    """Each earnings pool that the spec's rules looked at."""
    state, current = world.state, _current_round(world)
    return [key for key in list(state.bonding.earnings_pools) if current - 4 <= key[1] <= current + 1]


def _works(world: Observable, keys: list[tuple[Address, ...]]) -> list[tuple[Any, ...]]:
    """Each key with the rounds around the current one, whose work may be disputed or is to come."""
    current = _current_round(world)
    return [(*key, round) for key in keys for round in range(max(current - 4, 0), current + 2)]


def _claims(world: Observable, accounts: list[Address]) -> list[tuple[Address, int]]:
    """For each account the round through which it could claim, or some rounds after its last claim.

    From Streamflow on these views ignore the round.
    """
    if not _names_end_of_claims(world.state):
        return [(account, 0) for account in accounts]
    delegators, current = world.state.bonding.delegators, _current_round(world)
    return [(account, min(current, delegators[account].last_claim_round + _CLAIMED)) for account in accounts]


def _names_end_of_claims(state: Any) -> bool:
    """Whether claims cover the rounds up to one that is named, as in alpha."""
    return hasattr(state.bonding, "active_sets")


def _current_round(world: Observable) -> int:
    """The round of the pending block; 0 while the round length is not set."""
    rounds = world.state.rounds
    return clock.round_at(rounds, world.backend.block_number) if rounds.round_length else 0


def _known_rounds(state: Any) -> list[int]:
    """Rounds that something is kept of: a block hash, or in alpha who was active."""
    return list(state.bonding.active_sets if _names_end_of_claims(state) else state.rounds.block_hashes)


def _reserve_pairs(state: Any) -> list[tuple[Address, Address]]:
    """Each reserve with each orchestrator that could claim from it."""
    holders = [account for account, record in list(state.broker.reserves.items()) if record.funds]
    claimants = [account for account, record in list(state.bonding.transcoders.items()) if record.activation_round]
    return list(product(holders, claimants))


def snapshot_views(upgrade: Upgrade, world: Observable, scale: int) -> list[ViewCall]:
    """``MerkleSnapshot.verify`` for each actor's entry in the snapshot of a scale."""
    kind = upgrade.catalogue.views["verify_snapshot"]
    to = world.state.deployed["MerkleSnapshot"]
    calls = []
    for name in ACTORS:
        leaf = snapshots.leaf(world.naming.address(name), *snapshots.entry(name, scale))
        calls.append(view_call(kind, to, (contract_id("LIP-52"), snapshots.proof(name, scale), leaf)))
    return calls
