"""Governance: active transcoders decide on parameters and on the common pool.

Source: Livepeer whitepaper, "治理" (governance), which leaves the procedure to another document.
"""

from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Lptu, Round
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.alpha.whitepaper import slashing
from livepeer_spec.upgrades.alpha.whitepaper.protocol import (
    require_round_initialized,
    require_valid_parameter,
    set_parameter,
    to_bonding_manager,
)
from livepeer_spec.upgrades.alpha.whitepaper.state import Proposal, ProposalKind, State


@event(
    "Propose(address indexed proposer, uint256 indexed proposalId, uint8 kind, string name, uint256 value, "
    "address recipient)"
)
class Propose(NamedTuple):
    """There is something to vote on."""

    proposer: Address
    proposal_id: int
    kind: ProposalKind
    name: str
    value: int
    recipient: Address


@event("Vote(address indexed voter, uint256 indexed proposalId, uint256 stake)")
class Vote(NamedTuple):
    """An active transcoder is in favour."""

    voter: Address
    proposal_id: int
    stake: Lptu


@event("Execute(uint256 indexed proposalId)")
class Execute(NamedTuple):
    """A proposal has its majority and is carried out."""

    proposal_id: int


# Transactions.


@implements("LP-WGOV-008")
def _propose(state: State, call: Call, kind: ProposalKind, name: str, value: int, recipient: Address) -> None:
    proposal_id = state.governance.num_proposals
    state.governance.num_proposals = proposal_id + 1
    proposal = state.governance.proposals[proposal_id]
    proposal.kind = kind
    proposal.name = name
    proposal.value = value
    proposal.recipient = recipient
    emit(call, Propose(call.sender, proposal_id, kind, name, value, recipient))


@transaction(
    "Governance", "proposeParameter(string,uint256)", rejects=[Reason.UNKNOWN_PARAMETER, Reason.INVALID_PARAMETER]
)
@implements("LP-WGOV-003", "LP-WGOV-004", "LP-WGOV-008")
def propose_parameter(state: State, call: Call, name: str, value: int) -> None:
    """Propose another value for a parameter; anybody may."""
    require_valid_parameter(name, value)
    _propose(state, call, ProposalKind.SET_PARAMETER, name, value, NULL_ADDRESS)


@transaction("Governance", "proposeBurn(uint256)")
@implements("LP-WGOV-008")
def propose_burn(state: State, call: Call, amount: Lptu) -> None:
    """Propose to destroy tokens of the common pool; anybody may."""
    _propose(state, call, ProposalKind.BURN_COMMON, "", amount, NULL_ADDRESS)


@transaction("Governance", "proposeSpend(address,uint256)")
@implements("LP-WGOV-008")
def propose_spend(state: State, call: Call, recipient: Address, amount: Lptu) -> None:
    """Propose to pay tokens of the common pool to somebody; anybody may."""
    _propose(state, call, ProposalKind.SPEND_COMMON, "", amount, recipient)


@transaction(
    "Governance", "vote(uint256)",
    rejects=[
        Reason.ROUND_NOT_INITIALIZED, Reason.PROPOSAL_UNKNOWN, Reason.PROPOSAL_EXECUTED, Reason.NOT_ACTIVE,
        Reason.ALREADY_VOTED, Reason.INSUFFICIENT_COMMON_POOL, Reason.TRANSFER_TO_NULL,
    ],
)  # fmt: skip
@implements(
    "LP-WGOV-009", "LP-WGOV-010", "LP-WGOV-011", "LP-WGOV-012", "LP-WGOV-013", "LP-WGOV-014", "LP-WGOV-021",
    "LP-WGOV-022",
)  # fmt: skip
def vote_for(state: State, call: Call, proposal_id: int) -> None:
    """Be in favour of a proposal with the stake locked in this round; more than half of all that carries it out."""
    current = require_round_initialized(state, call)
    governance = state.governance
    # There is such a proposal.
    require(proposal_id < governance.num_proposals, Reason.PROPOSAL_UNKNOWN)
    proposal = governance.proposals[proposal_id]
    # It is not carried out yet.
    require(not proposal.executed, Reason.PROPOSAL_EXECUTED)
    stake = state.bonding.earnings_pools[call.sender, current].total_stake
    # The caller is active.
    require(stake > 0, Reason.NOT_ACTIVE)
    # It votes once a round.
    require(not governance.votes[proposal_id, current, call.sender], Reason.ALREADY_VOTED)
    governance.votes[proposal_id, current, call.sender] = True
    governance.yes_stake[proposal_id, current] += stake
    emit(call, Vote(call.sender, proposal_id, stake))
    if 2 * governance.yes_stake[proposal_id, current] > state.bonding.total_active_stake[current]:
        proposal.executed = True
        emit(call, Execute(proposal_id))
        _execute(state, call, proposal)


@implements("LP-WGOV-002", "LP-WGOV-015", "LP-WGOV-016")
def _execute(state: State, call: Call, proposal: Proposal) -> None:
    manager = to_bonding_manager(state, call)
    if proposal.kind is ProposalKind.SET_PARAMETER:
        set_parameter(state, call.inner(state.deployed["Protocol"]), proposal.name, proposal.value)
    elif proposal.kind is ProposalKind.BURN_COMMON:
        slashing.burn_common(state, manager, proposal.value)
    else:
        slashing.spend_common(state, manager, proposal.recipient, proposal.value)


# Views.


@view(
    "Governance", "getProposal(uint256)",
    "uint8 kind,string name,uint256 value,address recipient,bool executed",
)  # fmt: skip
def get_proposal(state: State, call: Call, proposal_id: int) -> tuple[int, str, int, Address, bool]:
    """A proposal; zeros when there is none."""
    proposal = state.governance.proposals[proposal_id]
    return proposal.kind, proposal.name, proposal.value, proposal.recipient, proposal.executed


@view("Governance", "numProposals()", "uint256")
def num_proposals(state: State, call: Call) -> int:
    """How many proposals there are; their ids count from 0."""
    return state.governance.num_proposals


@view("Governance", "yesStake(uint256,uint256)", "uint256")
def yes_stake(state: State, call: Call, proposal_id: int, round: Round) -> Lptu:
    """The stake that was in favour of a proposal in a round."""
    return state.governance.yes_stake[proposal_id, round]


@view("Governance", "hasVoted(uint256,uint256,address)", "bool")
def has_voted(state: State, call: Call, proposal_id: int, round: Round, account: Address) -> bool:
    """Whether a transcoder was in favour of a proposal in a round."""
    return state.governance.votes[proposal_id, round, account]
