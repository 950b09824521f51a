"""Known defects of alpha's deployed rules."""

from typing import Any, Final

from livepeer_conformance.invariants.defect import Defect
from livepeer_conformance.lockstep.world import World
from livepeer_conformance.model.action import Action
from livepeer_spec.primitives.types import NULL_ADDRESS, Address
from livepeer_spec.upgrades.alpha import clock

_FAULTS: Final = frozenset(("callback", "missed_verification_slash", "double_claim_segment_slash"))
"""Transactions that slash the transcoder of a job."""
_FAULTY: Final = {"staking": 4, "orchestrators": 2, "transcoders": 8, "broadcasters": 5, "jobs": 15, "faults": 15}
"""Families of transactions with which transcoders are slashed soon."""
_MOVED_AND_FAULTY: Final = {
    "staking": 6, "orchestrators": 2, "transcoders": 8, "broadcasters": 4, "jobs": 12, "faults": 12,
}  # fmt: skip
"""The same for transcoders that have moved their stake before."""
_PARTS: Final = {
    "callback": "failed_verification_slash_amount",
    "missed_verification_slash": "missed_verification_slash_amount",
    "double_claim_segment_slash": "double_claim_segment_slash_amount",
}
"""How much of its stake each takes."""


def _offender(world: World, action: Action) -> Address:
    """The account that a reported fault slashes."""
    state, number = world.state, action.args[0]
    job_id = state.verifier.requests[number].job_id if action.name == "callback" else number
    address: Address = state.jobs.jobs[job_id].transcoder_address
    return address


def _delegator(world: World, account: Address) -> Any:
    return world.state.bonding.delegators[account]


def _leaves_null_address(world: World, action: Action) -> bool:
    """The caller has stake that counts, or will, with the null address, and delegates elsewhere."""
    account = world.naming.address(action.caller)
    delegator = _delegator(world, account)
    unbonding = getattr(world.state.bonding, "withdraw_rounds", {}).get(account, 0)
    return bool(delegator.bonded_amount) and delegator.delegate_address == NULL_ADDRESS and not unbonding


def _slashes_everything(world: World, action: Action) -> bool:
    """The penalty leaves the transcoder nothing."""
    delegator = _delegator(world, _offender(world, action))
    part = getattr(world.state.jobs, _PARTS[action.name])
    return bool(delegator.bonded_amount > 0 and delegator.bonded_amount * part // 10**6 == delegator.bonded_amount)


def _slashes_pending(world: World, action: Action) -> bool:
    """The transcoder's bond does not count yet, or its delegate has gone."""
    delegator = _delegator(world, _offender(world, action))
    current = clock.round_at(world.state.rounds, world.backend.block_number)
    return bool(delegator.bonded_amount > 0 and delegator.start_round > current)


def _slashes_delegator_of_another(world: World, action: Action) -> bool:
    """The transcoder of the job now delegates to another one, which is registered."""
    account = _offender(world, action)
    delegator = _delegator(world, account)
    delegate = delegator.delegate_address
    return bool(delegator.bonded_amount > 0 and delegate != account and delegate in world.state.bonding.pool)


def _unbonds_member_with_another(world: World, action: Action) -> bool:
    """The caller is registered, for others still delegate to it, and its own stake is with another registered one."""
    account, pool = world.naming.address(action.caller), world.state.bonding.pool
    delegator = _delegator(world, account)
    delegate = delegator.delegate_address
    return bool(delegator.bonded_amount > 0 and delegate != account and account in pool and delegate in pool)


BOTH: Final = frozenset(("alpha", "alpha-launch"))

ALPHA_DEFECTS: Final = (
    Defect(
        id="stake-counts-without-delegation",
        upgrades=BOTH,
        title="A delegator that leaves the null address as delegate takes its stake along in its own books only: it "
        "claims with stake that is not part of its new delegate's, and takes it off that delegate when it unbonds.",
        requirements=frozenset(("LP-AINV-003", "LP-AINV-004", "LP-AINV-008")),
        transactions=frozenset(("bond",)),
        condition=_leaves_null_address,
        families={"staking": 10, "transcoders": 3, "orchestrators": 2},
    ),
    Defect(
        id="whole-stake-slashed-stays-delegated",
        upgrades=frozenset(("alpha",)),
        title="Slashing all of a transcoder's stake does not lower what is delegated to it.",
        requirements=frozenset(("LP-AINV-003",)),
        transactions=_FAULTS,
        families=_FAULTY,
        condition=_slashes_everything,
    ),
    Defect(
        id="pending-stake-slashed-stays-delegated",
        upgrades=BOTH,
        title="Slashing a transcoder whose bond does not count yet does not lower what is delegated to its delegate.",
        requirements=frozenset(("LP-AINV-003",)),
        transactions=_FAULTS,
        families=_FAULTY,
        condition=_slashes_pending,
    ),
    Defect(
        id="slashed-former-transcoder-stays-in-pool",
        upgrades=BOTH,
        title="Slashing a transcoder that has become another one's delegator lowers what is delegated to that one, but "
        "not its stake in the pool.",
        requirements=frozenset(("LP-AINV-004",)),
        transactions=_FAULTS,
        families=_MOVED_AND_FAULTY,
        length=160,
        condition=_slashes_delegator_of_another,
    ),
    Defect(
        id="resigned-delegator-stays-in-pool",
        upgrades=frozenset(("alpha-launch",)),
        title="A registered transcoder that has become another one's delegator and unbonds lowers what is delegated to "
        "that one, but not its stake in the pool.",
        requirements=frozenset(("LP-AINV-004",)),
        transactions=frozenset(("unbond",)),
        condition=_unbonds_member_with_another,
        families={"staking": 10, "transcoders": 4},
        length=160,
    ),
)
