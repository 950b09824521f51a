"""Disputes.refer: an arbitrator passes a dispute on to another one.

An arbitrator that decides what is easy can so leave the rest to one that takes more time. It happens once a dispute,
so that no dispute stays open for ever, and gives the other arbitrator a whole ruling period, so that it is no more
pressed for time than if the dispute had been raised before it. The accused orchestrator has supported only the first
arbitrator: whoever supports one that refers disputes agrees to what that one refers them to.

Nothing else of the dispute changes. The orchestrator's stake stays where it is for as long as a dispute is open, and
needs no date of its own for that.

Source: "Verification Roadmap", Dispute Resolution (escalation games whose "final arbitration" is another arbitrator's).
The rest is our design.
"""

from typing import Final, NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.types import Address, Round
from livepeer_spec.primitives.uint256 import add
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.arbitration import disputes
from livepeer_spec.upgrades.arbitration.state import State
from livepeer_spec.upgrades.streamflow.bonding import GUARDED, begin

REFERRING: Final = (
    *GUARDED, Reason.DISPUTE_NOT_OPEN, Reason.NOT_ARBITRATOR, Reason.REFERRED_TO_ITSELF, Reason.ARBITRATOR_NOT_ALLOWED,
    Reason.ADDITION_OVERFLOW, Reason.CALLEE_REVERTED, *disputes.ASKING,
)  # fmt: skip
"""Why a referral can be rejected that an arbitrator makes in time, and once."""


@event("DisputeReferred(uint256 indexed id, address indexed arbitrator, uint256 endRound)")
class DisputeReferred(NamedTuple):
    """A dispute has another arbitrator, which can rule until ``end_round``, that round included."""

    id: int
    arbitrator: Address
    end_round: Round


@transaction(
    "Disputes", "refer(uint256,address)",
    rejects=[*REFERRING, Reason.RULING_PERIOD_OVER, Reason.DISPUTE_REFERRED, Reason.NOT_DISPUTES],
)  # fmt: skip
@implements(
    "LP-DISP-043", "LP-DISP-044", "LP-DISP-045", "LP-DISP-046", "LP-DISP-047", "LP-DISP-048", "LP-DISP-049"
)  # fmt: skip
def refer_dispute(state: State, call: Call, id: int, arbitrator: Address) -> None:
    """Pass a dispute on to another arbitrator, once, which has a ruling period from now on."""
    current = begin(state, call)
    dispute = state.disputes.disputes[id]
    disputes.require_ruling(state, call, dispute, current)
    # The dispute was not passed on before.
    require(not dispute.is_referred, Reason.DISPUTE_REFERRED)
    # The other arbitrator is another one.
    require(arbitrator != call.sender, Reason.REFERRED_TO_ITSELF)
    # Governance allows it.
    require(state.disputes.arbitrators[arbitrator], Reason.ARBITRATOR_NOT_ALLOWED)
    dispute.arbitrator = arbitrator
    dispute.end_round = add(current, state.disputes.ruling_period)
    dispute.is_referred = True
    emit(call, DisputeReferred(id, arbitrator, dispute.end_round))
    disputes.tell(state, call, arbitrator, id)


@view("Disputes", "isReferred(uint256)", "bool")
@implements("LP-DISP-050")
def is_dispute_referred(state: State, call: Call, dispute_id: int) -> bool:
    """Whether a dispute has another arbitrator than the one that its evidence names."""
    return state.disputes.disputes[dispute_id].is_referred
