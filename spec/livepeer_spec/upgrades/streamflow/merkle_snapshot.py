"""MerkleSnapshot: roots of off-chain snapshots against which claims are proved.

Source: LIP-52; deployed MerkleSnapshot.
"""

from livepeer_spec.primitives.merkle import fold_proof
from livepeer_spec.primitives.types import Hash32
from livepeer_spec.rejection import Reason
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, transaction, view
from livepeer_spec.upgrades.streamflow.controller import require_controller_owner
from livepeer_spec.upgrades.streamflow.state import BaseState


@transaction("MerkleSnapshot", "setSnapshot(bytes32,bytes32)", rejects=[Reason.NOT_CONTROLLER_OWNER])
@implements("LP-SNAP-001", "LP-SNAP-002")
def set_snapshot(state: BaseState, call: Call, id: Hash32, root: Hash32) -> None:
    """Store the root of snapshot ``id``; an earlier one is overwritten, and no event is emitted."""
    require_controller_owner(state, call)
    state.snapshots[id] = root


@view("MerkleSnapshot", "snapshot(bytes32)", "bytes32")
def snapshot(state: BaseState, call: Call, id: Hash32) -> Hash32:
    """The root of snapshot ``id``, zero when there is none."""
    return state.snapshots[id]


@view("MerkleSnapshot", "verify(bytes32,bytes32[],bytes32)", "bool")
@implements("LP-SNAP-003", "LP-SNAP-004")
def verify_snapshot(state: BaseState, call: Call, id: Hash32, proof: list[Hash32], leaf: Hash32) -> bool:
    """Whether ``proof`` leads from ``leaf`` to the root of snapshot ``id``.

    An unset snapshot has root zero, so the leaf zero with an empty proof verifies against it.
    """
    return fold_proof(proof, leaf) == state.snapshots[id]
