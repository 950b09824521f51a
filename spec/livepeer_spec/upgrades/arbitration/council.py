"""Council: the first arbitrator, members who vote, of whom so many decide.

Governance elects the members and says how many decide. A vote counts by membership and threshold at its time: who
leaves the council later has still voted.

Source: "Verification Roadmap", Dispute Resolution ("a multisig operated by a governance elected council").
"""

from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.types import Address
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.arbitration import disputes
from livepeer_spec.upgrades.arbitration.state import State
from livepeer_spec.upgrades.streamflow.controller import (
    ParameterUpdate,
    callee,
    registered,
    require_controller_owner,
)


@event("MemberSet(address indexed member, bool isMember)")
class MemberSet(NamedTuple):
    """An account is a member of the council, or no more."""

    member: Address
    is_member: bool


@event("CouncilVote(uint256 indexed id, address indexed member, bool forAccuser)")
class CouncilVote(NamedTuple):
    """A member voted on a dispute."""

    id: int
    member: Address
    for_accuser: bool


@transaction("Council", "setMember(address,bool)", rejects=[Reason.NO_DATA, Reason.NOT_CONTROLLER_OWNER])
@implements("LP-COUN-001")
def set_member(state: State, call: Call, member: Address, belongs: bool) -> None:
    """Make an account a member of the council, or end that."""
    require_controller_owner(state, call)
    state.council.members[member] = belongs
    emit(call, MemberSet(member, belongs))


@transaction(
    "Council", "setThreshold(uint256)", rejects=[Reason.NO_DATA, Reason.NOT_CONTROLLER_OWNER, Reason.ZERO_THRESHOLD]
)
@implements("LP-COUN-001", "LP-COUN-002")
def set_threshold(state: State, call: Call, threshold: int) -> None:
    """Set how many equal votes decide; at once, but only when another vote comes."""
    require_controller_owner(state, call)
    # Somebody has to vote.
    require(threshold > 0, Reason.ZERO_THRESHOLD)
    state.council.threshold = threshold
    emit(call, ParameterUpdate("threshold"))


@transaction("Council", "disputeRaised(uint256)", rejects=[Reason.NO_DATA, Reason.NOT_DISPUTES])
@implements("LP-COUN-003")
def ask_council(state: State, call: Call, id: int) -> None:
    """Hear of a dispute; from now on members can vote on it."""
    # The caller is the Disputes contract.
    require(call.sender == registered(state, call, "Disputes"), Reason.NOT_DISPUTES)
    state.council.ballots[id].is_asked = True


@transaction(
    "Council", "vote(uint256,bool)",
    rejects=[
        Reason.NOT_MEMBER, Reason.COUNCIL_NOT_ASKED, Reason.COUNCIL_DECIDED, Reason.MEMBER_VOTED, *disputes.RULING,
    ],
)  # fmt: skip
@implements("LP-COUN-004", "LP-COUN-005", "LP-COUN-006", "LP-COUN-007", "LP-COUN-008")
def council_vote(state: State, call: Call, id: int, for_accuser: bool) -> None:
    """Vote on a dispute; the vote with which one side has enough of them rules at once."""
    council = state.council
    ballot = council.ballots[id]
    # The caller is a member.
    require(council.members[call.sender], Reason.NOT_MEMBER)
    # The council was asked.
    require(ballot.is_asked, Reason.COUNCIL_NOT_ASKED)
    # It has not decided.
    require(not ballot.is_decided, Reason.COUNCIL_DECIDED)
    # The caller has not voted.
    require(not council.voted[id, call.sender], Reason.MEMBER_VOTED)
    council.voted[id, call.sender] = True
    if for_accuser:
        ballot.for_accuser += 1
    else:
        ballot.for_orchestrator += 1
    emit(call, CouncilVote(id, call.sender, for_accuser))
    votes = ballot.for_accuser if for_accuser else ballot.for_orchestrator
    if votes >= council.threshold:
        ballot.is_decided = True
        disputes.rule_dispute(state, call.inner(callee(state, call, "Disputes")), id, for_accuser)


# Views.


@view("Council", "isMember(address)", "bool")
@implements("LP-COUN-001")
def is_member(state: State, call: Call, account: Address) -> bool:
    """Whether an account is a member."""
    return state.council.members[account]


@view("Council", "threshold()", "uint256")
@implements("LP-COUN-002")
def council_threshold(state: State, call: Call) -> int:
    """How many equal votes decide."""
    return state.council.threshold


@view("Council", "getBallot(uint256)", "bool isAsked,bool isDecided,uint256 forAccuser,uint256 forOrchestrator")
@implements("LP-COUN-009")
def get_ballot(state: State, call: Call, dispute_id: int) -> tuple[bool, bool, int, int]:
    """How the council stands on a dispute."""
    ballot = state.council.ballots[dispute_id]
    return ballot.is_asked, ballot.is_decided, ballot.for_accuser, ballot.for_orchestrator


@view("Council", "hasVoted(uint256,address)", "bool")
@implements("LP-COUN-009")
def has_member_voted(state: State, call: Call, dispute_id: int, account: Address) -> bool:
    """Whether an account has voted on a dispute."""
    return state.council.voted[dispute_id, account]
