"""Governor: owner of the protocol, carries out updates that its own owner staged, after a delay that all can see.

An update is a batch of calls, of which all succeed or none. The Governor has no say over anything by itself: it owns
the Controller when that was given to it.

Source: LIP-25; deployed Governor.
"""

from typing import Final, NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.abi import packer
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, BlockNumber, Hash32, Wei
from livepeer_spec.primitives.uint256 import add
from livepeer_spec.rejection import Reason, SpecRejection, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.streamflow.controller import OwnershipTransferred
from livepeer_spec.upgrades.streamflow.state import BaseState

UPDATE_TYPE: Final = "(address[],uint256[],bytes[],uint256)"
"""An update in the ABI's words."""

_pack_update = packer(UPDATE_TYPE)


class Update(NamedTuple):
    """A batch of calls: ``target[i]`` is called with ``data[i]`` and gets ``value[i]`` wei.

    The ``nonce`` has no meaning; it tells equal batches apart that are staged at the same time.
    """

    target: list[Address]
    value: list[Wei]
    data: list[bytes]
    nonce: int


@event(f"UpdateStaged({UPDATE_TYPE} update, uint256 delay)")
class UpdateStaged(NamedTuple):
    """An update can be executed ``delay`` blocks from now on."""

    update: Update
    delay: int


@event(f"UpdateExecuted({UPDATE_TYPE} update)")
class UpdateExecuted(NamedTuple):
    """An update's calls were made."""

    update: Update


@event(f"UpdateCancelled({UPDATE_TYPE} update)")
class UpdateCancelled(NamedTuple):
    """An update will not be executed."""

    update: Update


# Parts of transactions.


@implements("LP-GOV-001")
def update_hash(update: Update) -> Hash32:
    """What identifies an update: the digest of its ABI encoding."""
    return keccak(_pack_update((update,)))


@implements("LP-GOV-002")
def _require_owner(state: BaseState, call: Call) -> None:
    # The caller owns the Governor.
    require(call.sender == state.governor.owner, Reason.NOT_GOVERNOR_OWNER)


@implements("LP-GOV-008", "LP-GOV-010", "LP-GOV-012", "LP-GOV-015", "LP-GOV-017")
def _make_call(state: BaseState, call: Call, target: Address, value: Wei, data: bytes) -> None:
    """Call ``target``, which may be any account; one without code takes everything.

    An account that refuses plain ETH is taken to refuse every call.
    """
    # The call succeeds.
    try:
        state.dispatch(state, call.inner(target, value), data)
    except SpecRejection as rejection:
        raise SpecRejection(Reason.UPDATE_CALL_FAILED, str(rejection)) from rejection


# Transactions.


@transaction(
    "Governor", f"stage({UPDATE_TYPE},uint256)",
    rejects=[Reason.NOT_GOVERNOR_OWNER, Reason.UPDATE_ALREADY_STAGED, Reason.ADDITION_OVERFLOW],
)  # fmt: skip
@implements("LP-GOV-003", "LP-GOV-004", "LP-GOV-005")
def stage_update(state: BaseState, call: Call, update: Update, delay: int) -> None:
    """Announce an update, which can be executed ``delay`` blocks later."""
    _require_owner(state, call)
    key = update_hash(update)
    # The update is not staged; one that was executed or cancelled may be staged again.
    require(state.governor.updates[key] == 0, Reason.UPDATE_ALREADY_STAGED)
    state.governor.updates[key] = add(call.block_number, delay)
    emit(call, UpdateStaged(update, delay))


@transaction(
    "Governor", f"execute({UPDATE_TYPE})", payable=True,
    rejects=[
        Reason.UPDATE_NOT_STAGED, Reason.UPDATE_DELAY, Reason.INDEX_OUT_OF_RANGE, Reason.UPDATE_CALL_FAILED,
    ],
)  # fmt: skip
@implements("LP-GOV-006", "LP-GOV-007", "LP-GOV-009", "LP-GOV-011")
def execute_update(state: BaseState, call: Call, update: Update) -> None:
    """Make an update's calls; anybody may. ETH that they do not use stays with the Governor."""
    update = Update(*update)
    key = update_hash(update)
    executable_from = state.governor.updates[key]
    # The update is staged.
    require(executable_from != 0, Reason.UPDATE_NOT_STAGED)
    # Its delay has passed.
    require(call.block_number >= executable_from, Reason.UPDATE_DELAY)
    state.governor.updates[key] = 0
    for index, target in enumerate(update.target):
        # Each call has a value and data; more of them are ignored.
        require(index < len(update.value) and index < len(update.data), Reason.INDEX_OUT_OF_RANGE)
        _make_call(state, call, target, update.value[index], update.data[index])
    emit(call, UpdateExecuted(update))


@transaction("Governor", f"cancel({UPDATE_TYPE})", rejects=[Reason.NOT_GOVERNOR_OWNER, Reason.UPDATE_NOT_STAGED])
@implements("LP-GOV-006", "LP-GOV-013")
def cancel_update(state: BaseState, call: Call, update: Update) -> None:
    """Take a staged update back."""
    _require_owner(state, call)
    key = update_hash(update)
    # The update is staged.
    require(state.governor.updates[key] != 0, Reason.UPDATE_NOT_STAGED)
    state.governor.updates[key] = 0
    emit(call, UpdateCancelled(update))


@transaction("Governor", "transferOwnership(address)", rejects=[Reason.NOT_GOVERNOR, Reason.GOVERNOR_NEW_OWNER_NULL])
@implements("LP-GOV-014", "LP-GOV-015", "LP-GOV-016")
def transfer_governor_ownership(state: BaseState, call: Call, new_owner: Address) -> None:
    """Give the Governor to ``new_owner``; only an update of its own can do this."""
    # The Governor calls itself.
    require(call.sender == call.to, Reason.NOT_GOVERNOR)
    # The new owner is an account.
    require(new_owner != NULL_ADDRESS, Reason.GOVERNOR_NEW_OWNER_NULL)
    emit(call, OwnershipTransferred(state.governor.owner, new_owner))
    state.governor.owner = new_owner


# Views.


@view("Governor", "owner()", "address")
@implements("LP-GOV-016")
def governor_owner(state: BaseState, call: Call) -> Address:
    """The Governor's owner, who stages and cancels updates."""
    return state.governor.owner


@view("Governor", "updates(bytes32)", "uint256")
@implements("LP-GOV-005", "LP-GOV-008", "LP-GOV-013")
def staged_update(state: BaseState, call: Call, update_hash: Hash32) -> BlockNumber:
    """The block from which on an update can be executed, 0 when it is not staged."""
    return state.governor.updates[update_hash]
