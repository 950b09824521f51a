"""Court: the arbitrator whose jurors are drawn by stake, vote in secret, and are paid by those who voted otherwise.

Jurors bring stake and can be drawn for disputes of the rounds after. The hash of a block that comes after the dispute
draws each seat, with the stake that jurors had in the dispute's round; one juror can be drawn for several seats. Each
seat has a deposit, from its juror's stake. Jurors commit to a hash of their vote, then reveal it; more seats decide.
Deposits of seats that voted otherwise, or not at all, go to the seats that voted with the majority.

Who produces the block of the draw knows its hash first and can keep the block back, at the price of what it is worth:
one more draw. On a rollup, that is the sequencer. Whoever does not like a draw can hope that nobody asks for it within
256 blocks, since then another block draws; anybody can ask. Nobody else can choose: jurors cannot join, leave or change
their stake with effect on a dispute that was raised.

Source: "Verification Roadmap", Dispute Resolution ("schelling coin games"). The rest is our design.
"""

from typing import Final, NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.abi import packer
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.types import NULL_ADDRESS, NULL_HASH, Address, BlockNumber, Hash32, Lptu, Round
from livepeer_spec.primitives.uint256 import add, mul
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.arbitration import disputes
from livepeer_spec.upgrades.arbitration.arbitrator_records import Case, Juror, Panelist
from livepeer_spec.upgrades.arbitration.state import State
from livepeer_spec.upgrades.confluence import token
from livepeer_spec.upgrades.streamflow.bonding import GUARDED, begin
from livepeer_spec.upgrades.streamflow.controller import (
    ParameterUpdate,
    callee,
    registered,
    require_controller_owner,
)

DRAW_DELAY: Final[BlockNumber] = 5
"""How many blocks after the dispute, or after a draw that came too late, the block comes whose hash draws."""
MAX_SEATS: Final = 99
"""The most seats of a case."""

_pack_point = packer("bytes32", "uint256", "uint256")
_pack_vote = packer("uint256", "address", "bool", "bytes32")
_SETTING: Final = (Reason.NO_DATA, Reason.NOT_CONTROLLER_OWNER)
_RULING: Final = tuple(reason for reason in disputes.RULING if reason is not Reason.RULING_PERIOD_OVER)
"""The court tries no ruling that comes too late."""


@event("JurorJoined(address indexed juror, uint256 stake, uint256 fromRound)")
class JurorJoined(NamedTuple):
    """An account can be drawn for disputes of ``from_round`` and later."""

    juror: Address
    stake: Lptu
    from_round: Round


@event("JurorLeaves(address indexed juror, uint256 untilRound, uint256 withdrawRound)")
class JurorLeaves(NamedTuple):
    """A juror can be drawn for disputes before ``until_round`` only."""

    juror: Address
    until_round: Round
    withdraw_round: Round


@event("JurorWithdrew(address indexed juror, uint256 amount)")
class JurorWithdrew(NamedTuple):
    """A juror took its stake."""

    juror: Address
    amount: Lptu


@event("DrawPostponed(uint256 indexed id, uint256 drawBlock)")
class DrawPostponed(NamedTuple):
    """The hash that was to draw is not known any more; that of another block will."""

    id: int
    draw_block: BlockNumber


@event("JurorDrawn(uint256 indexed id, address indexed juror, uint256 deposit)")
class JurorDrawn(NamedTuple):
    """A juror has one more seat."""

    id: int
    juror: Address
    deposit: Lptu


@event("VoteCommitted(uint256 indexed id, address indexed juror, bytes32 commitment)")
class VoteCommitted(NamedTuple):
    """A juror committed to a vote."""

    id: int
    juror: Address
    commitment: Hash32


@event("VoteRevealed(uint256 indexed id, address indexed juror, bool forAccuser)")
class VoteRevealed(NamedTuple):
    """A juror revealed its vote."""

    id: int
    juror: Address
    for_accuser: bool


@event("JurorPaid(uint256 indexed id, address indexed juror, uint256 reward, uint256 penalty)")
class JurorPaid(NamedTuple):
    """What a juror's stake gained, or lost, with a case."""

    id: int
    juror: Address
    reward: Lptu
    penalty: Lptu


@event("CaseSettled(uint256 indexed id, uint256 forAccuser, uint256 forOrchestrator)")
class CaseSettled(NamedTuple):
    """Deposits were settled; with a majority, in time, a ruling follows."""

    id: int
    for_accuser: int
    for_orchestrator: int


# Parts of transactions.


@implements("LP-COURT-020")
def commitment(id: int, juror: Address, for_accuser: bool, salt: Hash32) -> Hash32:
    """What a juror commits to; bound to juror and dispute, so that nobody can copy another's."""
    return keccak(_pack_vote((id, juror, for_accuser, salt)))


@implements("LP-COURT-014")
def weight(case: Case, juror: Juror) -> Lptu:
    """With how much stake a juror is drawn: what it joined with, in rounds in which it belongs; nothing for parties."""
    if juror.key in (case.accuser, case.orchestrator):
        return 0
    left = juror.until_round != 0 and case.dispute_round >= juror.until_round
    return juror.weight if 0 < juror.from_round <= case.dispute_round and not left else 0


@implements("LP-COURT-014", "LP-COURT-015")
def _draw_seats(state: State, call: Call, case: Case, seed: Hash32) -> None:
    """Draw each seat by stake, with replacement, and lock its deposit, or what its juror has left."""
    court = state.court
    jurors = [court.jurors[court.slots[slot]] for slot in range(court.slot_count)]
    weights = [weight(case, juror) for juror in jurors]
    total = sum(weights)
    # Somebody can be drawn.
    require(total > 0, Reason.NO_JURORS)
    for seat in range(case.seats):
        point = int.from_bytes(keccak(_pack_point((seed, case.key, seat))), "big") % total
        index = 0
        while point >= weights[index]:
            point -= weights[index]
            index += 1
        juror = jurors[index]
        deposit = min(case.seat_deposit, juror.stake - juror.locked)
        juror.locked += deposit
        juror.open_seats += 1
        panelist = court.panelists[case.key, juror.key]
        panelist.seats += 1
        panelist.deposit += deposit
        court.seat_holders[case.key, seat] = juror.key
        emit(call, JurorDrawn(case.key, juror.key, deposit))


def _panel(state: State, case: Case) -> list[Panelist]:
    """The jurors of a case, each once, in the order of their first seats."""
    court = state.court
    names = dict.fromkeys(court.seat_holders[case.key, seat] for seat in range(case.seats))
    return [court.panelists[case.key, name] for name in names]


@implements("LP-COURT-027", "LP-COURT-028", "LP-COURT-029")
def _is_right(case: Case, panelist: Panelist) -> bool:
    """Whether a juror keeps its deposit: it revealed the majority's vote, or any vote where there is no majority.

    Where nobody revealed a vote, all keep theirs.
    """
    if case.for_accuser == case.for_orchestrator:
        return panelist.is_revealed or case.for_accuser == 0
    return panelist.is_revealed and panelist.for_accuser == (case.for_accuser > case.for_orchestrator)


@implements("LP-COURT-027", "LP-COURT-028", "LP-COURT-029", "LP-COURT-030", "LP-COURT-031")
def _settle_deposits(state: State, call: Call, case: Case, current: Round) -> None:
    """Give the deposits of those who were wrong to those who were right, by seats; the first one has the remainder."""
    panel = _panel(state, case)
    right_seats = sum(panelist.seats for panelist in panel if _is_right(case, panelist))
    pool = sum(panelist.deposit for panelist in panel if not _is_right(case, panelist))
    shares = [mul(pool, panelist.seats) // right_seats if _is_right(case, panelist) else 0 for panelist in panel]
    remainder = pool - sum(shares)
    for panelist, reward in zip(panel, shares, strict=True):
        juror = state.court.jurors[panelist.key[1]]
        juror.locked -= panelist.deposit
        juror.open_seats -= panelist.seats
        if _is_right(case, panelist):
            juror.stake += reward + remainder
            emit(call, JurorPaid(case.key, juror.key, reward + remainder, 0))
            remainder = 0
            continue
        juror.stake -= panelist.deposit
        emit(call, JurorPaid(case.key, juror.key, 0, panelist.deposit))
        if juror.stake < state.court.seat_deposit and juror.until_round == 0:
            _leave(state, call, juror, current)


@implements("LP-COURT-008")
def _leave(state: State, call: Call, juror: Juror, current: Round) -> None:
    juror.until_round = current + 1
    juror.withdraw_round = add(juror.until_round, state.court.commit_period)
    emit(call, JurorLeaves(juror.key, juror.until_round, juror.withdraw_round))


# Transactions of jurors.


@transaction(
    "Court", "join(uint256)",
    rejects=[
        *GUARDED, Reason.JUROR_JOINED, Reason.JUROR_STAKE_TOO_SMALL, Reason.COURT_FULL,
        Reason.TRANSFER_EXCEEDS_BALANCE, Reason.TRANSFER_EXCEEDS_ALLOWANCE,
    ],
)  # fmt: skip
@implements("LP-COURT-003", "LP-COURT-004", "LP-COURT-005", "LP-COURT-006")
def join_court(state: State, call: Call, amount: Lptu) -> None:
    """Become a juror with a stake, to be drawn for disputes of the next round and later."""
    current = begin(state, call)
    court = state.court
    juror = court.jurors[call.sender]
    # The caller is no juror.
    require(juror.from_round == 0, Reason.JUROR_JOINED)
    # The stake is enough for a seat.
    require(amount > 0 and amount >= court.seat_deposit, Reason.JUROR_STAKE_TOO_SMALL)
    slot = next((slot for slot in range(court.slot_count) if court.slots[slot] == NULL_ADDRESS), court.slot_count)
    # A slot is free.
    require(slot < court.max_jurors, Reason.COURT_FULL)
    court.slots[slot] = call.sender
    if slot == court.slot_count:
        court.slot_count += 1
    juror.stake = amount
    juror.weight = amount
    juror.slot = slot
    juror.from_round = current + 1
    token.transfer_from(state, call.inner(callee(state, call, "LivepeerToken")), call.sender, call.to, amount)
    emit(call, JurorJoined(call.sender, amount, juror.from_round))


@transaction("Court", "leave()", rejects=[*GUARDED, Reason.NOT_JUROR, Reason.JUROR_LEAVING, Reason.ADDITION_OVERFLOW])
@implements("LP-COURT-007", "LP-COURT-008")
def leave_court(state: State, call: Call) -> None:
    """Be drawn for no dispute of a later round."""
    current = begin(state, call)
    juror = state.court.jurors[call.sender]
    # The caller is a juror.
    require(juror.from_round != 0, Reason.NOT_JUROR)
    # It does not leave already.
    require(juror.until_round == 0, Reason.JUROR_LEAVING)
    _leave(state, call, juror, current)


@transaction(
    "Court", "withdraw()", rejects=[*GUARDED, Reason.JUROR_NOT_LEAVING, Reason.JUROR_STAKE_LOCKED, Reason.JUROR_SEATED]
)
@implements("LP-COURT-009", "LP-COURT-010")
def withdraw_from_court(state: State, call: Call) -> None:
    """Take the stake when the caller can be drawn no more and has no undecided seat."""
    current = begin(state, call)
    juror = state.court.jurors[call.sender]
    # The caller left.
    require(juror.until_round != 0, Reason.JUROR_NOT_LEAVING)
    # No dispute for which the caller counts can be drawn any more.
    require(current >= juror.withdraw_round, Reason.JUROR_STAKE_LOCKED)
    # All its seats are settled.
    require(juror.open_seats == 0, Reason.JUROR_SEATED)
    amount = juror.stake
    state.court.slots[juror.slot] = NULL_ADDRESS
    juror.stake = juror.weight = juror.slot = 0
    juror.from_round = juror.until_round = juror.withdraw_round = 0
    token.transfer(state, call.inner(callee(state, call, "LivepeerToken")), call.sender, amount)
    emit(call, JurorWithdrew(call.sender, amount))


# Transactions about a dispute.


@transaction(
    "Court", "disputeRaised(uint256)",
    rejects=[*GUARDED, Reason.NOT_DISPUTES, Reason.ADDITION_OVERFLOW, Reason.COURT_OUTLASTS_RULING],
)  # fmt: skip
@implements("LP-COURT-011", "LP-COURT-012", "LP-COURT-013")
def ask_court(state: State, call: Call, id: int) -> None:
    """Hear of a dispute; a block to come will draw its jurors."""
    # The caller is the Disputes contract.
    require(call.sender == registered(state, call, "Disputes"), Reason.NOT_DISPUTES)
    current = begin(state, call)
    callee(state, call, "Disputes")
    court, dispute = state.court, state.disputes.disputes[id]
    commit_end = add(current, court.commit_period)
    reveal_end = add(commit_end, court.reveal_period)
    # After the last reveal there is a round left in which the case can be settled.
    require(reveal_end < dispute.end_round, Reason.COURT_OUTLASTS_RULING)
    case = court.cases[id]
    case.is_asked = True
    case.dispute_round = current
    case.commit_end = commit_end
    case.reveal_end = reveal_end
    case.end_round = dispute.end_round
    case.draw_block = call.block_number + DRAW_DELAY
    case.seats = court.seats
    case.seat_deposit = court.seat_deposit
    case.accuser = dispute.accuser
    case.orchestrator = dispute.orchestrator


@transaction(
    "Court", "draw(uint256)",
    rejects=[
        *GUARDED, Reason.COURT_NOT_ASKED, Reason.CASE_DRAWN, Reason.COMMIT_OVER, Reason.DRAW_TOO_EARLY,
        Reason.NO_JURORS,
    ],
)  # fmt: skip
@implements("LP-COURT-016", "LP-COURT-017", "LP-COURT-018")
def draw_jurors(state: State, call: Call, id: int) -> None:
    """Draw a case's jurors; anybody may. A draw whose hash the chain does not know any more is put off."""
    current = begin(state, call)
    case = state.court.cases[id]
    # The court was asked.
    require(case.is_asked, Reason.COURT_NOT_ASKED)
    # The case has no jurors.
    require(not case.is_drawn, Reason.CASE_DRAWN)
    # Jurors can still commit.
    require(current <= case.commit_end, Reason.COMMIT_OVER)
    # The block that draws is over.
    require(call.block_number > case.draw_block, Reason.DRAW_TOO_EARLY)
    seed = call.block_hash(case.draw_block)
    if seed == NULL_HASH:
        case.draw_block = call.block_number + DRAW_DELAY
        emit(call, DrawPostponed(id, case.draw_block))
        return
    case.is_drawn = True
    _draw_seats(state, call, case, seed)


@transaction("Court", "commit(uint256,bytes32)", rejects=[*GUARDED, Reason.NOT_SEATED, Reason.COMMIT_OVER])
@implements("LP-COURT-019", "LP-COURT-021")
def commit_vote(state: State, call: Call, id: int, commitment: Hash32) -> None:
    """Commit to a vote; the last one counts."""
    current = begin(state, call)
    panelist = state.court.panelists[id, call.sender]
    # The caller has a seat.
    require(panelist.seats > 0, Reason.NOT_SEATED)
    # It is not time to reveal.
    require(current <= state.court.cases[id].commit_end, Reason.COMMIT_OVER)
    panelist.commitment = commitment
    emit(call, VoteCommitted(id, call.sender, commitment))


@transaction(
    "Court", "reveal(uint256,bool,bytes32)",
    rejects=[*GUARDED, Reason.COMMIT_NOT_OVER, Reason.REVEAL_OVER, Reason.VOTE_REVEALED, Reason.WRONG_REVEAL],
)  # fmt: skip
@implements("LP-COURT-020", "LP-COURT-022", "LP-COURT-023", "LP-COURT-024")
def reveal_vote(state: State, call: Call, id: int, for_accuser: bool, salt: Hash32) -> None:
    """Reveal the vote that the caller committed to; it counts once for each of its seats."""
    current = begin(state, call)
    case, panelist = state.court.cases[id], state.court.panelists[id, call.sender]
    # Nobody can commit any more.
    require(current > case.commit_end, Reason.COMMIT_NOT_OVER)
    # It is still time to reveal.
    require(current <= case.reveal_end, Reason.REVEAL_OVER)
    # The caller has not revealed its vote.
    require(not panelist.is_revealed, Reason.VOTE_REVEALED)
    # It is the vote that the caller committed to.
    require(panelist.commitment == commitment(id, call.sender, for_accuser, salt), Reason.WRONG_REVEAL)
    panelist.is_revealed = True
    panelist.for_accuser = for_accuser
    if for_accuser:
        case.for_accuser += panelist.seats
    else:
        case.for_orchestrator += panelist.seats
    emit(call, VoteRevealed(id, call.sender, for_accuser))


@transaction(
    "Court", "settle(uint256)",
    rejects=[
        *_RULING, Reason.CASE_NOT_DRAWN, Reason.CASE_SETTLED, Reason.REVEAL_NOT_OVER, Reason.ADDITION_OVERFLOW,
    ],
)  # fmt: skip
@implements("LP-COURT-025", "LP-COURT-026", "LP-COURT-032")
def settle_case(state: State, call: Call, id: int) -> None:
    """Settle the deposits, and rule where there is a majority; anybody may.

    After the dispute's last round no ruling is tried any more, so that deposits do not stay locked.
    """
    current = begin(state, call)
    case = state.court.cases[id]
    # The case has jurors.
    require(case.is_drawn, Reason.CASE_NOT_DRAWN)
    # It was not settled.
    require(not case.is_settled, Reason.CASE_SETTLED)
    # Nobody can reveal a vote any more.
    require(current > case.reveal_end, Reason.REVEAL_NOT_OVER)
    case.is_settled = True
    _settle_deposits(state, call, case, current)
    emit(call, CaseSettled(id, case.for_accuser, case.for_orchestrator))
    if case.for_accuser != case.for_orchestrator and current <= case.end_round:
        for_accuser = case.for_accuser > case.for_orchestrator
        disputes.rule_dispute(state, call.inner(callee(state, call, "Disputes")), id, for_accuser)


# Parameters.


@transaction("Court", "setSeats(uint256)", rejects=[*_SETTING, Reason.INVALID_SEATS])
@implements("LP-COURT-001", "LP-COURT-002")
def set_seats(state: State, call: Call, seats: int) -> None:
    """Set how many seats a case has; cases keep theirs."""
    require_controller_owner(state, call)
    # The number is odd, so that all seats together have a majority.
    require(seats % 2 == 1 and seats <= MAX_SEATS, Reason.INVALID_SEATS)
    state.court.seats = seats
    emit(call, ParameterUpdate("seats"))


@transaction("Court", "setSeatDeposit(uint256)", rejects=_SETTING)
@implements("LP-COURT-001")
def set_seat_deposit(state: State, call: Call, amount: Lptu) -> None:
    """Set the deposit of a seat, and a juror's least stake; cases keep theirs, and jurors their stake."""
    require_controller_owner(state, call)
    state.court.seat_deposit = amount
    emit(call, ParameterUpdate("seatDeposit"))


@transaction("Court", "setCommitPeriod(uint256)", rejects=_SETTING)
@implements("LP-COURT-001")
def set_commit_period(state: State, call: Call, rounds: int) -> None:
    """Set for how many rounds after a dispute's own jurors can be drawn and commit; cases keep theirs."""
    require_controller_owner(state, call)
    state.court.commit_period = rounds
    emit(call, ParameterUpdate("commitPeriod"))


@transaction("Court", "setRevealPeriod(uint256)", rejects=_SETTING)
@implements("LP-COURT-001")
def set_reveal_period(state: State, call: Call, rounds: int) -> None:
    """Set for how many rounds after the last commitment jurors can reveal; cases keep theirs."""
    require_controller_owner(state, call)
    state.court.reveal_period = rounds
    emit(call, ParameterUpdate("revealPeriod"))


@transaction("Court", "setMaxJurors(uint256)", rejects=_SETTING)
@implements("LP-COURT-001")
def set_max_jurors(state: State, call: Call, count: int) -> None:
    """Set how many jurors there can be, since a draw looks at each; who is one stays one."""
    require_controller_owner(state, call)
    state.court.max_jurors = count
    emit(call, ParameterUpdate("maxJurors"))


# Views.


@view("Court", "seats()", "uint256")
@implements("LP-COURT-001")
def court_seats(state: State, call: Call) -> int:
    """How many seats a case has."""
    return state.court.seats


@view("Court", "seatDeposit()", "uint256")
@implements("LP-COURT-001")
def seat_deposit(state: State, call: Call) -> Lptu:
    """The deposit of a seat."""
    return state.court.seat_deposit


@view("Court", "commitPeriod()", "uint256")
@implements("LP-COURT-001")
def commit_period(state: State, call: Call) -> int:
    """For how many rounds after a dispute's own jurors can commit."""
    return state.court.commit_period


@view("Court", "revealPeriod()", "uint256")
@implements("LP-COURT-001")
def reveal_period(state: State, call: Call) -> int:
    """For how many rounds after the last commitment jurors can reveal."""
    return state.court.reveal_period


@view("Court", "maxJurors()", "uint256")
@implements("LP-COURT-001")
def max_jurors(state: State, call: Call) -> int:
    """How many jurors there can be."""
    return state.court.max_jurors


@view("Court", "slotCount()", "uint256")
@implements("LP-COURT-033")
def slot_count(state: State, call: Call) -> int:
    """How many slots for jurors are or were taken."""
    return state.court.slot_count


@view("Court", "slots(uint256)", "address")
@implements("LP-COURT-033")
def juror_in_slot(state: State, call: Call, slot: int) -> Address:
    """The juror in a slot, null in a free one. Draws go through slots in this order."""
    return state.court.slots[slot]


@view(
    "Court", "getJuror(address)",
    "uint256 stake,uint256 locked,uint256 openSeats,uint256 weight,uint256 slot,uint256 fromRound,uint256 untilRound,"
    "uint256 withdrawRound",
)  # fmt: skip
@implements("LP-COURT-033")
def get_juror(state: State, call: Call, account: Address) -> tuple[Lptu, Lptu, int, Lptu, int, Round, Round, Round]:
    """A juror; zeros where there is none."""
    juror = state.court.jurors[account]
    return (
        juror.stake, juror.locked, juror.open_seats, juror.weight, juror.slot, juror.from_round, juror.until_round,
        juror.withdraw_round,
    )  # fmt: skip


@view(
    "Court", "getCase(uint256)",
    "bool isAsked,bool isDrawn,bool isSettled,uint256 disputeRound,uint256 commitEnd,uint256 revealEnd,"
    "uint256 drawBlock,uint256 seats,uint256 seatDeposit,uint256 forAccuser,uint256 forOrchestrator",
)  # fmt: skip
@implements("LP-COURT-033")
def get_case(
    state: State, call: Call, dispute_id: int
) -> tuple[bool, bool, bool, Round, Round, Round, BlockNumber, int, Lptu, int, int]:
    """How a case stands; zeros where the court was not asked."""
    case = state.court.cases[dispute_id]
    return (
        case.is_asked, case.is_drawn, case.is_settled, case.dispute_round, case.commit_end, case.reveal_end,
        case.draw_block, case.seats, case.seat_deposit, case.for_accuser, case.for_orchestrator,
    )  # fmt: skip


@view(
    "Court", "getPanelist(uint256,address)",
    "uint256 seats,uint256 deposit,bytes32 commitment,bool isRevealed,bool forAccuser",
)  # fmt: skip
@implements("LP-COURT-033")
def get_panelist(state: State, call: Call, dispute_id: int, account: Address) -> tuple[int, Lptu, Hash32, bool, bool]:
    """A juror of a case; zeros where it has no seat."""
    panelist = state.court.panelists[dispute_id, account]
    return panelist.seats, panelist.deposit, panelist.commitment, panelist.is_revealed, panelist.for_accuser


@view("Court", "seatOf(uint256,uint256)", "address")
@implements("LP-COURT-033")
def seat_of(state: State, call: Call, dispute_id: int, seat: int) -> Address:
    """Who has a seat of a case, counted from 0; null where nobody has."""
    return state.court.seat_holders[dispute_id, seat]
