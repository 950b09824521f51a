"""TokenVote: the arbitrator whose voters are the token's holders, weighted by stake.

A vote weighs what the voter had bonded when the dispute's round began. The BondingManager keeps no history, but it
notes the round of each change of a bond: every transaction that bonds, unbonds, transfers or claims does so, for giver
and receiver. A bond that did not change since before the dispute's round is therefore what it was when that round
began, and all votes on a dispute weigh stake of one moment: stake cannot be bought after the dispute was raised, nor
vote in one account and again in another. Rewards that were not claimed by then do not weigh. Only slashing takes stake
without a note, and it takes the weight of what it took: of the voter's own bond at once, and of what it delegates to a
slashed orchestrator as well, settled or not.

What this does not prevent: who plans a dispute can bond a round before it. Whoever changes its bond in the dispute's
round cannot vote on it any more, and somebody else can bring that about with a dust of stake, transferred or bonded for
the voter before it votes; a vote that is cast stays. Parties do not vote, but their other accounts can.

Source: "Verification Roadmap", Dispute Resolution ("a DAO governed by network stakeholders"). The rest is our design.
"""

from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.fractions import PPM, is_fraction, part
from livepeer_spec.primitives.types import Address, Lptu, Ppm, Round
from livepeer_spec.primitives.uint256 import add
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.arbitration import disputes, penalties
from livepeer_spec.upgrades.arbitration.state import State
from livepeer_spec.upgrades.streamflow.bonding import GUARDED, begin
from livepeer_spec.upgrades.streamflow.controller import (
    ParameterUpdate,
    callee,
    registered,
    require_controller_owner,
)


@event("HolderVote(uint256 indexed id, address indexed voter, bool forAccuser, uint256 weight)")
class HolderVote(NamedTuple):
    """A holder of stake voted on a dispute."""

    id: int
    voter: Address
    for_accuser: bool
    weight: Lptu


@event("VoteExecuted(uint256 indexed id, bool forAccuser)")
class VoteExecuted(NamedTuple):
    """The holders' vote became a ruling."""

    id: int
    for_accuser: bool


@transaction(
    "TokenVote",
    "disputeRaised(uint256)",
    rejects=[
        *GUARDED, Reason.NOT_DISPUTES, Reason.ADDITION_OVERFLOW, Reason.MULTIPLICATION_OVERFLOW,
        Reason.VOTING_OUTLASTS_RULING,
    ],
)  # fmt: skip
@implements("LP-VOTE-003", "LP-VOTE-004", "LP-VOTE-005")
def ask_holders(state: State, call: Call, id: int) -> None:
    """Hear of a dispute; from now on holders can vote on it."""
    # The caller is the Disputes contract.
    require(call.sender == registered(state, call, "Disputes"), Reason.NOT_DISPUTES)
    current = begin(state, call)
    callee(state, call, "Disputes")
    dispute = state.disputes.disputes[id]
    last_round = add(current, state.token_vote.voting_period)
    # After the vote there is a round left in which it can be executed.
    require(last_round < dispute.end_round, Reason.VOTING_OUTLASTS_RULING)
    callee(state, call, "BondingManager")
    poll = state.token_vote.polls[id]
    poll.is_asked = True
    poll.dispute_round = current
    poll.last_round = last_round
    poll.least_stake = part(state.bonding.current_round_total_active_stake, state.token_vote.quorum, PPM)
    poll.accuser = dispute.accuser
    poll.orchestrator = dispute.orchestrator


@transaction(
    "TokenVote", "vote(uint256,bool)",
    rejects=[
        *GUARDED, Reason.VOTE_NOT_ASKED, Reason.VOTING_OVER, Reason.VOTER_IS_PARTY, Reason.HOLDER_VOTED,
        Reason.BOND_CHANGED, Reason.MULTIPLICATION_OVERFLOW, Reason.NOT_BONDED,
    ],
)  # fmt: skip
@implements("LP-VOTE-006", "LP-VOTE-007", "LP-VOTE-008", "LP-VOTE-009", "LP-VOTE-010", "LP-VOTE-011", "LP-VOTE-012")
def vote_with_stake(state: State, call: Call, id: int, for_accuser: bool) -> None:
    """Vote on a dispute with what the caller had bonded when the dispute's round began, less what was slashed of it."""
    current = begin(state, call)
    poll = state.token_vote.polls[id]
    # The holders were asked.
    require(poll.is_asked, Reason.VOTE_NOT_ASKED)
    # The vote is not over.
    require(current <= poll.last_round, Reason.VOTING_OVER)
    # The caller is neither accuser nor accused.
    require(call.sender not in (poll.accuser, poll.orchestrator), Reason.VOTER_IS_PARTY)
    # The caller has not voted.
    require(state.token_vote.votes[id, call.sender] == 0, Reason.HOLDER_VOTED)
    callee(state, call, "BondingManager")
    holder = state.bonding.delegators[call.sender]
    # The caller's bond is what it was when the dispute's round began.
    require(holder.last_claim_round < poll.dispute_round, Reason.BOND_CHANGED)
    weight = penalties.slashed_bond(state, call, call.sender)
    # There is something bonded.
    require(weight > 0, Reason.NOT_BONDED)
    state.token_vote.votes[id, call.sender] = weight
    if for_accuser:
        poll.for_accuser += weight
    else:
        poll.for_orchestrator += weight
    emit(call, HolderVote(id, call.sender, for_accuser, weight))


@transaction(
    "TokenVote", "execute(uint256)",
    rejects=[
        *disputes.RULING, Reason.VOTE_NOT_ASKED, Reason.VOTE_EXECUTED, Reason.VOTING_NOT_OVER,
        Reason.QUORUM_NOT_REACHED,
    ],
)  # fmt: skip
@implements("LP-VOTE-006", "LP-VOTE-013", "LP-VOTE-014", "LP-VOTE-015", "LP-VOTE-016")
def execute_vote(state: State, call: Call, id: int) -> None:
    """Make the vote on a dispute a ruling; anybody may, when it is over. Equal sides rule for the orchestrator."""
    current = begin(state, call)
    poll = state.token_vote.polls[id]
    # The holders were asked.
    require(poll.is_asked, Reason.VOTE_NOT_ASKED)
    # It was not executed.
    require(not poll.is_executed, Reason.VOTE_EXECUTED)
    # The vote is over.
    require(current > poll.last_round, Reason.VOTING_NOT_OVER)
    # Enough stake voted.
    require(poll.for_accuser + poll.for_orchestrator >= poll.least_stake, Reason.QUORUM_NOT_REACHED)
    for_accuser = poll.for_accuser > poll.for_orchestrator
    poll.is_executed = True
    emit(call, VoteExecuted(id, for_accuser))
    disputes.rule_dispute(state, call.inner(callee(state, call, "Disputes")), id, for_accuser)


# Parameters.


@transaction(
    "TokenVote", "setQuorum(uint256)", rejects=[Reason.NO_DATA, Reason.NOT_CONTROLLER_OWNER, Reason.INVALID_QUORUM]
)
@implements("LP-VOTE-001", "LP-VOTE-002")
def set_quorum(state: State, call: Call, fraction: Ppm) -> None:
    """Set which part of the active stake has to vote; disputes that were raised keep theirs."""
    require_controller_owner(state, call)
    # It is at most the whole.
    require(is_fraction(fraction, PPM), Reason.INVALID_QUORUM)
    state.token_vote.quorum = fraction
    emit(call, ParameterUpdate("quorum"))


@transaction("TokenVote", "setVotingPeriod(uint256)", rejects=[Reason.NO_DATA, Reason.NOT_CONTROLLER_OWNER])
@implements("LP-VOTE-001")
def set_voting_period(state: State, call: Call, rounds: int) -> None:
    """Set for how many rounds after a dispute's own holders can vote; disputes that were raised keep their end."""
    require_controller_owner(state, call)
    state.token_vote.voting_period = rounds
    emit(call, ParameterUpdate("votingPeriod"))


# Views.


@view("TokenVote", "quorum()", "uint256")
@implements("LP-VOTE-001")
def vote_quorum(state: State, call: Call) -> Ppm:
    """Which part of the active stake has to vote."""
    return state.token_vote.quorum


@view("TokenVote", "votingPeriod()", "uint256")
@implements("LP-VOTE-001")
def voting_period(state: State, call: Call) -> int:
    """For how many rounds after a dispute's own holders can vote."""
    return state.token_vote.voting_period


@view(
    "TokenVote", "getPoll(uint256)",
    "bool isAsked,bool isExecuted,uint256 disputeRound,uint256 lastRound,uint256 leastStake,address accuser,"
    "address orchestrator,uint256 forAccuser,uint256 forOrchestrator",
)  # fmt: skip
@implements("LP-VOTE-017")
def get_poll(
    state: State, call: Call, dispute_id: int
) -> tuple[bool, bool, Round, Round, Lptu, Address, Address, Lptu, Lptu]:
    """How holders stand on a dispute."""
    poll = state.token_vote.polls[dispute_id]
    return (
        poll.is_asked, poll.is_executed, poll.dispute_round, poll.last_round, poll.least_stake, poll.accuser,
        poll.orchestrator, poll.for_accuser, poll.for_orchestrator,
    )  # fmt: skip


@view("TokenVote", "votedWith(uint256,address)", "uint256")
@implements("LP-VOTE-017")
def voted_with(state: State, call: Call, dispute_id: int, account: Address) -> Lptu:
    """With how much stake an account voted on a dispute; 0 when it did not."""
    return state.token_vote.votes[dispute_id, account]
