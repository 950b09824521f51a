"""Escalation: the arbitrator that takes the last answer, unless somebody contradicts it with a larger bond.

Anybody answers whether the accuser is right, with a bond. An answer can be contradicted for some rounds, each time with
twice the bond at least; when nobody does, it is the ruling. Who contradicts can instead pass the dispute on, with the
largest bond, to the final arbitrator that governance chose. Answers that turn out right get the bonds of those that
they contradicted. So in most disputes nobody asks the final arbitrator, but everybody knows what it would say.

What the rules are for:

- An answer needs time to be contradicted, and a round to be carried out, before the ruling period is over. Otherwise
  the last one to answer would win. When there is no time left for another answer, there is still time to escalate.
- Each answer names its side, the one that escalates too: two who contradict the same answer at the same time would
  otherwise contradict each other.
- Bonds double, so that they soon are as large as the final bond: a wrong answer is not kept alive by many small ones.
- The last bond, when it was lost before the final arbitrator, belongs to the answer that it contradicted. All bonds of
  a decided game thus go to its right answers, and nothing stays in the contract.
- A game keeps the bonds and the period with which it began, since they say what an answer risks. Its final arbitrator
  is the one of the moment in which it is asked: one that governance has forbidden since could not rule.
- A dispute that was referred already has no game, as its answers could not be contradicted when time runs out.

What this does not prevent: whoever has less than the final bond can be outbid, and only hope that somebody else sees
who is right. Who contradicts itself loses nothing. When the final arbitrator is silent, the dispute lapses and all
bonds go back, so that asking it cost nothing. A pause of the system stops nobody's period.

Source: "Verification Roadmap", Dispute Resolution ("an escalation game system such as reality.eth that allows
resolutions to be challenged by paying higher and higher fees until the final arbitration is invoked"). The rest is our
design.
"""

from typing import Final, NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Lptu, Round
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.arbitration import disputes, referral
from livepeer_spec.upgrades.arbitration.arbitrator_records import Game
from livepeer_spec.upgrades.arbitration.state import Outcome, State
from livepeer_spec.upgrades.confluence import token
from livepeer_spec.upgrades.streamflow.bonding import GUARDED, begin
from livepeer_spec.upgrades.streamflow.controller import (
    ParameterUpdate,
    callee,
    registered,
    require_controller_owner,
)

_SETTING: Final = (Reason.NO_DATA, Reason.NOT_CONTROLLER_OWNER)
_BONDING: Final = (
    Reason.GAME_ESCALATED, Reason.ANSWER_PERIOD_OVER, Reason.ANSWER_NOT_CONTRADICTING, Reason.BOND_TOO_SMALL,
    Reason.TRANSFER_EXCEEDS_BALANCE, Reason.TRANSFER_EXCEEDS_ALLOWANCE,
)  # fmt: skip
"""Why an answer with its bond can be rejected."""


@event(
    "Answered(uint256 indexed id, uint256 answerIndex, address indexed answerer, bool forAccuser, uint256 bond,"
    " uint256 lastRound)"
)
class Answered(NamedTuple):
    """Somebody answered, and can be contradicted until ``last_round``, that round included."""

    id: int
    answer_index: int
    answerer: Address
    for_accuser: bool
    bond: Lptu
    last_round: Round


@event("Escalated(uint256 indexed id, uint256 answerIndex, address indexed answerer, bool forAccuser, uint256 bond)")
class Escalated(NamedTuple):
    """Somebody contradicted the last answer before the final arbitrator."""

    id: int
    answer_index: int
    answerer: Address
    for_accuser: bool
    bond: Lptu


@event("AnswerExecuted(uint256 indexed id, bool forAccuser)")
class AnswerExecuted(NamedTuple):
    """The last answer became a ruling."""

    id: int
    for_accuser: bool


@event("BondCollected(uint256 indexed id, uint256 answerIndex, address indexed answerer, uint256 amount)")
class BondCollected(NamedTuple):
    """An answer was paid its bond, and what it won."""

    id: int
    answer_index: int
    answerer: Address
    amount: Lptu


# Parts of transactions.


@implements("LP-ESC-005", "LP-ESC-012")
def _fits(current: Round, period: int, end_round: Round) -> bool:
    """Whether an answer of this round can be contradicted for its whole period, with a round left to rule."""
    return current < end_round and period < end_round - current


@implements("LP-ESC-008", "LP-ESC-009", "LP-ESC-010", "LP-ESC-011")
def _require_contradicting(
    state: State, game: Game, current: Round, for_accuser: bool, bond: Lptu, least: Lptu
) -> None:
    """Require that an answer contradicts the last one, if there is any, in time and with enough."""
    # The final arbitrator was not asked.
    require(not game.is_escalated, Reason.GAME_ESCALATED)
    if game.answer_count > 0:
        last = state.escalation.answers[game.key, game.answer_count - 1]
        # The last answer can be contradicted.
        require(current <= game.last_round, Reason.ANSWER_PERIOD_OVER)
        # It is contradicted.
        require(for_accuser != last.for_accuser, Reason.ANSWER_NOT_CONTRADICTING)
        # The bond is twice the last one at least.
        require(bond // 2 >= last.bond, Reason.BOND_TOO_SMALL)
    # It is the least one at least.
    require(bond >= least, Reason.BOND_TOO_SMALL)


@implements("LP-ESC-013", "LP-ESC-015")
def _record(state: State, call: Call, game: Game, for_accuser: bool, bond: Lptu) -> int:
    """Note an answer and take its bond; gives its index."""
    index = game.answer_count
    answer = state.escalation.answers[game.key, index]
    answer.answerer = call.sender
    answer.for_accuser = for_accuser
    answer.bond = bond
    game.answer_count = index + 1
    token.transfer_from(state, call.inner(callee(state, call, "LivepeerToken")), call.sender, call.to, bond)
    return index


@implements("LP-ESC-022", "LP-ESC-023")
def earned(state: State, game: Game, index: int, outcome: int) -> Lptu:
    """What an answer gets that agrees with the outcome, or any one where the dispute lapsed.

    Its own bond, that of the answer which it contradicted, and that of the last one, if that contradicted it in vain.
    """
    answers = state.escalation.answers
    amount: Lptu = answers[game.key, index].bond
    if outcome == Outcome.LAPSED:
        return amount
    if index > 0:
        amount += answers[game.key, index - 1].bond
    if index + 2 == game.answer_count:
        amount += answers[game.key, index + 1].bond
    return amount


# Transactions.


@transaction(
    "Escalation", "disputeRaised(uint256)",
    rejects=[
        *GUARDED, Reason.NOT_DISPUTES, Reason.DISPUTE_REFERRED, Reason.ESCALATION_UNSET,
        Reason.ESCALATION_OUTLASTS_RULING,
    ],
)  # fmt: skip
@implements("LP-ESC-002", "LP-ESC-003", "LP-ESC-004", "LP-ESC-005", "LP-ESC-006")
def ask_escalation(state: State, call: Call, id: int) -> None:
    """Hear of a dispute; from now on anybody can answer."""
    # The caller is the Disputes contract.
    require(call.sender == registered(state, call, "Disputes"), Reason.NOT_DISPUTES)
    current = begin(state, call)
    callee(state, call, "Disputes")
    escalation, dispute = state.escalation, state.disputes.disputes[id]
    # A final arbitrator can be asked.
    require(not dispute.is_referred, Reason.DISPUTE_REFERRED)
    # There is one, answers cost something, and there is time to contradict them.
    is_set = escalation.min_bond > 0 and escalation.answer_period > 0
    require(is_set and escalation.final_arbitrator != NULL_ADDRESS, Reason.ESCALATION_UNSET)
    # An answer at once can be contradicted, and carried out.
    require(_fits(current, escalation.answer_period, dispute.end_round), Reason.ESCALATION_OUTLASTS_RULING)
    game = escalation.games[id]
    game.is_asked = True
    game.end_round = dispute.end_round
    game.answer_period = escalation.answer_period
    game.min_bond = escalation.min_bond
    game.final_bond = escalation.final_bond


@transaction(
    "Escalation", "answer(uint256,bool,uint256)",
    rejects=[*GUARDED, Reason.GAME_NOT_ASKED, *_BONDING, Reason.ANSWER_TOO_LATE],
)  # fmt: skip
@implements("LP-ESC-007", "LP-ESC-012", "LP-ESC-013")
def answer_dispute(state: State, call: Call, id: int, for_accuser: bool, bond: Lptu) -> None:
    """Answer who is right, with a bond that the caller approved; contradicts the last answer."""
    current = begin(state, call)
    game = state.escalation.games[id]
    # There is a game about the dispute.
    require(game.is_asked, Reason.GAME_NOT_ASKED)
    _require_contradicting(state, game, current, for_accuser, bond, game.min_bond)
    # The answer can be contradicted, and carried out.
    require(_fits(current, game.answer_period, game.end_round), Reason.ANSWER_TOO_LATE)
    game.last_round = current + game.answer_period
    index = _record(state, call, game, for_accuser, bond)
    emit(call, Answered(id, index, call.sender, for_accuser, bond, game.last_round))


@transaction("Escalation", "escalate(uint256,bool,uint256)", rejects=[Reason.NO_ANSWER, *_BONDING, *referral.REFERRING])
@implements("LP-ESC-014", "LP-ESC-015")
def escalate_dispute(state: State, call: Call, id: int, for_accuser: bool, bond: Lptu) -> None:
    """Contradict the last answer before the final arbitrator, with a bond that the caller approved."""
    current = begin(state, call)
    game = state.escalation.games[id]
    # There is an answer to contradict.
    require(game.answer_count > 0, Reason.NO_ANSWER)
    _require_contradicting(state, game, current, for_accuser, bond, game.final_bond)
    game.is_escalated = True
    index = _record(state, call, game, for_accuser, bond)
    emit(call, Escalated(id, index, call.sender, for_accuser, bond))
    disputes_contract = call.inner(callee(state, call, "Disputes"))
    referral.refer_dispute(state, disputes_contract, id, state.escalation.final_arbitrator)


@transaction(
    "Escalation", "execute(uint256)",
    rejects=[*disputes.RULING, Reason.NO_ANSWER, Reason.GAME_ESCALATED, Reason.ANSWER_PERIOD_NOT_OVER],
)  # fmt: skip
@implements("LP-ESC-008", "LP-ESC-014", "LP-ESC-016", "LP-ESC-017")
def execute_answer(state: State, call: Call, id: int) -> None:
    """Make the last answer a ruling when nobody contradicted it in time; anybody may."""
    current = begin(state, call)
    game = state.escalation.games[id]
    # There is an answer.
    require(game.answer_count > 0, Reason.NO_ANSWER)
    # The final arbitrator was not asked.
    require(not game.is_escalated, Reason.GAME_ESCALATED)
    # The answer cannot be contradicted any more.
    require(current > game.last_round, Reason.ANSWER_PERIOD_NOT_OVER)
    for_accuser = state.escalation.answers[id, game.answer_count - 1].for_accuser
    emit(call, AnswerExecuted(id, for_accuser))
    disputes.rule_dispute(state, call.inner(callee(state, call, "Disputes")), id, for_accuser)


@transaction(
    "Escalation", "collect(uint256,uint256)",
    rejects=[
        *GUARDED, Reason.ANSWER_UNKNOWN, Reason.BOND_COLLECTED, Reason.DISPUTE_NOT_OVER, Reason.ANSWER_WRONG,
    ],
)  # fmt: skip
@implements("LP-ESC-018", "LP-ESC-019", "LP-ESC-020", "LP-ESC-021", "LP-ESC-022", "LP-ESC-023")
def collect_bond(state: State, call: Call, id: int, index: int) -> None:
    """Pay who gave an answer, when the dispute is over, whoever ruled; anybody may ask for it."""
    begin(state, call)
    game = state.escalation.games[id]
    # There is such an answer.
    require(index < game.answer_count, Reason.ANSWER_UNKNOWN)
    answer = state.escalation.answers[id, index]
    # It was not paid.
    require(not answer.is_collected, Reason.BOND_COLLECTED)
    callee(state, call, "Disputes")
    outcome = state.disputes.disputes[id].outcome
    # The dispute is over.
    require(outcome not in (Outcome.NONE, Outcome.OPEN), Reason.DISPUTE_NOT_OVER)
    # The answer is what was decided, if anything was.
    is_right = answer.for_accuser == (outcome == Outcome.WON)
    require(outcome == Outcome.LAPSED or is_right, Reason.ANSWER_WRONG)
    answer.is_collected = True
    amount = earned(state, game, index, outcome)
    token.transfer(state, call.inner(callee(state, call, "LivepeerToken")), answer.answerer, amount)
    emit(call, BondCollected(id, index, answer.answerer, amount))


# Parameters.


@transaction("Escalation", "setMinBond(uint256)", rejects=_SETTING)
@implements("LP-ESC-001")
def set_min_bond(state: State, call: Call, amount: Lptu) -> None:
    """Set what the first answer bonds at least; games keep theirs. 0 lets new disputes be refused."""
    require_controller_owner(state, call)
    state.escalation.min_bond = amount
    emit(call, ParameterUpdate("minBond"))


@transaction("Escalation", "setFinalBond(uint256)", rejects=_SETTING)
@implements("LP-ESC-001")
def set_final_bond(state: State, call: Call, amount: Lptu) -> None:
    """Set what is bonded at least to ask the final arbitrator; games keep theirs."""
    require_controller_owner(state, call)
    state.escalation.final_bond = amount
    emit(call, ParameterUpdate("finalBond"))


@transaction("Escalation", "setAnswerPeriod(uint256)", rejects=_SETTING)
@implements("LP-ESC-001")
def set_answer_period(state: State, call: Call, rounds: int) -> None:
    """Set for how many rounds after its own an answer can be contradicted; games keep theirs. 0 refuses disputes."""
    require_controller_owner(state, call)
    state.escalation.answer_period = rounds
    emit(call, ParameterUpdate("answerPeriod"))


@transaction("Escalation", "setFinalArbitrator(address)", rejects=_SETTING)
@implements("LP-ESC-001")
def set_final_arbitrator(state: State, call: Call, arbitrator: Address) -> None:
    """Set who decides when somebody escalates from now on; the null address lets new disputes be refused."""
    require_controller_owner(state, call)
    state.escalation.final_arbitrator = arbitrator
    emit(call, ParameterUpdate("finalArbitrator"))


# Views.


@view("Escalation", "minBond()", "uint256")
@implements("LP-ESC-001")
def min_bond(state: State, call: Call) -> Lptu:
    """What the first answer bonds at least."""
    return state.escalation.min_bond


@view("Escalation", "finalBond()", "uint256")
@implements("LP-ESC-001")
def final_bond(state: State, call: Call) -> Lptu:
    """What is bonded at least to ask the final arbitrator."""
    return state.escalation.final_bond


@view("Escalation", "answerPeriod()", "uint256")
@implements("LP-ESC-001")
def answer_period(state: State, call: Call) -> int:
    """For how many rounds after its own an answer can be contradicted."""
    return state.escalation.answer_period


@view("Escalation", "finalArbitrator()", "address")
@implements("LP-ESC-001")
def final_arbitrator(state: State, call: Call) -> Address:
    """Who decides when somebody escalates."""
    return state.escalation.final_arbitrator


@view(
    "Escalation", "getGame(uint256)",
    "bool isAsked,bool isEscalated,uint256 endRound,uint256 lastRound,uint256 answerPeriod,uint256 minBond,"
    "uint256 finalBond,uint256 answerCount",
)  # fmt: skip
@implements("LP-ESC-024")
def get_game(state: State, call: Call, dispute_id: int) -> tuple[bool, bool, Round, Round, int, Lptu, Lptu, int]:
    """How a game stands; zeros where there is none."""
    game = state.escalation.games[dispute_id]
    return (
        game.is_asked, game.is_escalated, game.end_round, game.last_round, game.answer_period, game.min_bond,
        game.final_bond, game.answer_count,
    )  # fmt: skip


@view(
    "Escalation", "getAnswer(uint256,uint256)",
    "address answerer,bool forAccuser,bool isCollected,uint256 bond",
)  # fmt: skip
@implements("LP-ESC-024")
def get_answer(state: State, call: Call, dispute_id: int, answer_index: int) -> tuple[Address, bool, bool, Lptu]:
    """An answer of a game; zeros where there is none."""
    answer = state.escalation.answers[dispute_id, answer_index]
    return answer.answerer, answer.for_accuser, answer.is_collected, answer.bond
