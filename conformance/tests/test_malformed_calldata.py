"""Messages whose calldata is no encoding of their arguments, and what comes of them on both sides."""

from livepeer_conformance.adapters.target import Target
from livepeer_conformance.lockstep.world import World
from livepeer_conformance.model.action import Action, EvidencePlan
from livepeer_spec.parameters import load

LPT = 10**18
LIABLE = (
    Action("initialize_round", "owner"),
    Action("approve", "alice", ("Disputes", 5_000 * LPT)),
    Action("lock_dispute_stake", "alice", (1_000 * LPT,)),
    Action("set_arbitrator", "owner", ("alice", True)),
    Action("support_arbitrator", "alice", ("alice",)),
    Action("advance_rounds", "", (1, 0)),
    Action("initialize_round", "owner"),
)


def test_accepted_message_without_its_last_byte_has_return_data() -> None:
    """Given evidence whose padding is cut off, which contracts read as zeros, then the dispute's id is returned."""
    world = World(Target.reference("arbitration"), load("minimal", "arbitration"))
    for action in LIABLE:
        assert not world.step(action).differences
    step = world.step(Action("raise_dispute", "alice", (EvidencePlan("alice", "alice"),), calldata="truncated"))
    assert step.differences == []
    assert step.outcome is not None
    assert step.outcome.output == (1).to_bytes(32, "big")
