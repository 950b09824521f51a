"""Escalation games: answers, escalations, and what is collected of them."""

from typing import Any

from livepeer_conformance.machines.arbitration.books import allowed, open_disputes
from livepeer_conformance.machines.arbitration.disputes import accusing, deciding, judged
from livepeer_conformance.machines.arbitration.panels import (
    TIME,
    accusing_before,
    before,
    provoke_late_rulings,
    provoke_rulings,
    waiting,
)
from livepeer_conformance.machines.arbitration.referrals import endless_stake, panels_need
from livepeer_conformance.machines.arbitration.registering import proposes, provokes
from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.provocation import ordinary
from livepeer_conformance.machines.scene import LPT, MAX, Scene
from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import Reason
from livepeer_spec.upgrades.arbitration.state import Outcome

JUDGE = "Escalation"


def _game(scene: Scene, id: int) -> Any:
    return scene.state.escalation.games[id]


def _last(scene: Scene, id: int) -> Any:
    """The last answer of a game, an empty one where there is none."""
    return scene.state.escalation.answers[id, max(_game(scene, id).answer_count - 1, 0)]


def _is_running(scene: Scene, id: int) -> bool:
    """Whether the last answer of a game, if there is any, can be contradicted."""
    game = _game(scene, id)
    is_timely = game.answer_count == 0 or scene.current <= game.last_round
    return bool(game.is_asked and not game.is_escalated and is_timely)


def _answerable(scene: Scene) -> list[int]:
    """Disputes that can be answered."""
    return [
        id for id in before(scene, JUDGE)
        if _is_running(scene, id) and scene.current + _game(scene, id).answer_period < _game(scene, id).end_round
    ]  # fmt: skip


def _contradictable(scene: Scene) -> list[int]:
    """Disputes whose last answer can be contradicted before the final arbitrator."""
    return [id for id in before(scene, JUDGE) if _is_running(scene, id) and _game(scene, id).answer_count]


def _is_over(scene: Scene, id: int) -> bool:
    """Whether the last answer of a game can be executed."""
    game = _game(scene, id)
    return bool(game.answer_count and not game.is_escalated and scene.current > game.last_round)


def _owed(scene: Scene) -> list[tuple[int, int]]:
    """Answers that can be collected."""
    found = []
    for (id, index), answer in scene.state.escalation.answers.items():
        outcome = scene.state.disputes.disputes[id].outcome
        is_right = outcome == Outcome.LAPSED or answer.for_accuser == (outcome == Outcome.WON)
        if outcome > Outcome.OPEN and is_right and answer.bond and not answer.is_collected:
            found.append((id, index))
    return found


def _side(scene: Scene, id: int) -> bool:
    """What the next answer says: anything at first, then the opposite of the last one."""
    return not _last(scene, id).for_accuser if _game(scene, id).answer_count else scene.chance(0.6)


def _bond(scene: Scene, id: int, least: int) -> int:
    """A bond for the next answer, mostly just enough."""
    twice: int = 2 * _last(scene, id).bond
    return max(least, twice) + (scene.below(5) if scene.chance(0.5) else 0)


def _players(scene: Scene, bond: int) -> list[str]:
    """Actors that have and approved a bond."""
    token, contract = scene.state.token, scene.state.deployed[JUDGE]
    return [
        name for name in scene.actors
        if bond <= min(scene.lpt(name), token.allowances[scene.address(name), contract])
    ]  # fmt: skip


# Bringing about.


def _accusing(scene: Scene) -> Recipe:
    """Bring about that the last dispute before the game can be answered, with bonds that actors have."""
    if before(scene, JUDGE)[-1:] == _answerable(scene)[-1:] != []:
        return
    escalation = scene.state.escalation
    if not 0 < escalation.min_bond <= 20 * LPT:
        yield Action("set_min_bond", scene.owner, (10 * LPT,))
    if escalation.final_bond > 100 * LPT:
        yield Action("set_final_bond", scene.owner, (80 * LPT,))
    if escalation.answer_period != 1:
        yield Action("set_answer_period", scene.owner, (1,))
    if not any(escalation.final_arbitrator):
        yield Action("set_final_arbitrator", scene.owner, ("Council",))
    yield from accusing_before(scene, JUDGE)


def _answering(scene: Scene, id: int, count: int) -> Recipe:
    """Let actors contradict each other so many times."""
    for _ in range(count):
        bond = _bond(scene, id, _game(scene, id).min_bond)
        rich = [name for name in scene.actors if scene.lpt(name) >= bond]
        if rich and id in _answerable(scene):
            name = scene.pick(rich)
            if name not in _players(scene, bond):
                yield Action("approve", name, (JUDGE, MAX))
            yield Action("answer_dispute", name, (id, _side(scene, id), bond))


def _escalating(scene: Scene, id: int, judge: str) -> Recipe:
    """Contradict the last answer before this final arbitrator."""
    yield Action("set_final_arbitrator", scene.owner, (judge,))
    if judge not in allowed(scene):
        yield Action("set_arbitrator", scene.owner, (judge, True))
    yield from _escalation(scene, "escalate_dispute", id)


def _escalation(scene: Scene, name: str, id: int) -> Recipe:
    """Contradict the last answer before the final arbitrator, as whoever has most."""
    bond, caller = _bond(scene, id, _game(scene, id).final_bond), max(scene.actors, key=scene.lpt)
    if caller not in _players(scene, bond):
        yield Action("approve", caller, (JUDGE, MAX))
    yield scene.act(name, caller, id, _side(scene, id), bond)


def _ending(scene: Scene, id: int) -> Recipe:
    """Let the arbitrator that a dispute has now decide it, or let it lapse."""
    dispute = scene.state.disputes.disputes[id]
    judge = scene.name(dispute.arbitrator)
    if judge == "Council":
        yield from deciding(scene, id, True, scene.chance(0.5))
    elif judge in scene.actors:
        yield Action("rule_dispute", judge, (id, scene.chance(0.5)))
    if dispute.outcome == Outcome.OPEN:
        yield from waiting(scene, dispute.end_round + 1 - scene.current)
        yield Action("lapse_dispute", scene.actor(), (id,))


def _collecting(scene: Scene, id: int) -> Recipe:
    """Collect all that a dispute's answers are owed, the last one at times first."""
    owed = [pair for pair in _owed(scene) if pair[0] == id]
    for pair in owed if scene.chance(0.5) else reversed(owed):
        yield Action("collect_bond", scene.actor(), pair)


def _ready(scene: Scene, id: int) -> Recipe:
    """Let an actor answer for the accuser, and wait until nobody can contradict it."""
    yield from _answering(scene, id, 1)
    if _game(scene, id).answer_count and not _last(scene, id).for_accuser:
        yield from _answering(scene, id, 1)
    yield from waiting(scene, _game(scene, id).last_round + 1 - scene.current)


provoke_rulings("execute_answer", JUDGE, _accusing, _ready)
provoke_late_rulings("execute_answer", JUDGE, _accusing, _ready)


# Games.


@proposes("answer_dispute", family="disputes", weight=10)
def answer(scene: Scene, name: str) -> Proposal:
    """Answer a dispute that can be answered; at times bring one about."""
    for id in [scene.pick(known)] if (known := _answerable(scene)) else []:
        bond = _bond(scene, id, _game(scene, id).min_bond)
        names = _players(scene, bond)
        if names:
            return scene.act(name, scene.pick(names), id, _side(scene, id), bond)
    return _play(scene, name) if scene.chance(0.2) else None


def _play(scene: Scene, name: str) -> Recipe:
    """A game from the first answer to the last bond."""
    yield from _accusing(scene)
    for id in _answerable(scene)[-1:]:
        yield from _answering(scene, id, 1 + scene.below(5))
        if scene.chance(0.3):
            yield from waiting(scene, 1)
            yield from _answering(scene, id, 1 + scene.below(2))
        if not _is_running(scene, id) or not _game(scene, id).answer_count:
            return
        if scene.chance(0.6):
            yield from _escalating(
                scene, id, scene.pick(("Council", "Council", scene.actors[-1], "Court", "TokenVote"))
            )
            if _game(scene, id).is_escalated and scene.chance(0.8):
                yield from _ending(scene, id)
        else:
            yield from waiting(scene, _game(scene, id).last_round + 1 - scene.current)
            yield Action("execute_answer", scene.actor(), (id,))
        if scene.chance(0.8):
            yield from _collecting(scene, id)


@proposes("escalate_dispute", family="disputes", weight=5)
def escalate(scene: Scene, name: str) -> Proposal:
    """Contradict an answer before the final arbitrator, where governance allows one."""
    final = scene.name(scene.state.escalation.final_arbitrator)
    known = _contradictable(scene) if final != JUDGE and final in allowed(scene) else []
    for id in [scene.pick(known)] if known else []:
        bond = _bond(scene, id, _game(scene, id).final_bond)
        names = _players(scene, bond)
        if names:
            return scene.act(name, scene.pick(names), id, _side(scene, id), bond)
    return None


@proposes("execute_answer", family="disputes", weight=5)
def execute(scene: Scene, name: str) -> Proposal:
    """Execute an answer that nobody contradicted, or wait until one can be."""
    over = [id for id in before(scene, JUDGE) if _is_over(scene, id)]
    if over:
        return scene.act(name, scene.actor(), scene.pick(over))
    known = _contradictable(scene)
    return _wait_and_execute(scene, name, scene.pick(known)) if known and scene.chance(0.3) else None


def _wait_and_execute(scene: Scene, name: str, id: int) -> Recipe:
    yield from waiting(scene, _game(scene, id).last_round + 1 - scene.current)
    yield scene.act(name, scene.actor(), id)


@proposes("collect_bond", family="disputes", weight=8)
def collect(scene: Scene, name: str) -> Proposal:
    """Collect what an answer is owed; at times play a game for that."""
    owed = _owed(scene)
    if owed:
        return scene.act(name, scene.actor(), *scene.pick(owed))
    return _play(scene, name) if scene.chance(0.2) else None


# What is rejected of answers.


@provokes(("answer_dispute", "escalate_dispute", "execute_answer"), Reason.GAME_NOT_ASKED, Reason.NO_ANSWER)
def play_about_another(scene: Scene, name: str) -> Proposal:
    """Answer, escalate or execute where there is no game, or no answer."""
    games = scene.state.escalation.games
    others = [id for id in range(scene.state.disputes.dispute_count + 2) if not games[id].answer_count]
    if name == "answer_dispute":
        others = [id for id in others if not games[id].is_asked]
    more = (True, 80 * LPT) if name != "execute_answer" else ()
    return scene.act(name, scene.actor(), scene.pick(others), *more)


@provokes(("answer_dispute", "escalate_dispute", "execute_answer"), Reason.GAME_ESCALATED)
def play_after_the_escalation(scene: Scene, name: str) -> Recipe:
    """Go on playing when the final arbitrator was asked."""
    yield from _accusing(scene)
    for id in _answerable(scene)[-1:]:
        yield from _answering(scene, id, 1)
        yield from _escalating(scene, id, scene.pick(("Council", scene.actors[-1])))
        if name == "execute_answer":
            yield scene.act(name, scene.actor(), id)
        else:
            yield scene.act(name, scene.actor(), id, scene.chance(0.5), 4 * _last(scene, id).bond)
        if scene.chance(0.5):
            yield from _ending(scene, id)


@provokes(("answer_dispute", "escalate_dispute"), Reason.ANSWER_PERIOD_OVER)
def contradict_too_late(scene: Scene, name: str) -> Recipe:
    """Contradict an answer in the round after its last one."""
    yield from _accusing(scene)
    for id in _answerable(scene)[-1:]:
        yield from _answering(scene, id, 1)
        yield from waiting(scene, _game(scene, id).last_round + 1 - scene.current)
        yield scene.act(name, scene.actor(), id, _side(scene, id), _bond(scene, id, 80 * LPT))


@provokes(("answer_dispute", "escalate_dispute"), Reason.ANSWER_NOT_CONTRADICTING, Reason.BOND_TOO_SMALL)
def contradict_with_too_little(scene: Scene, name: str) -> Recipe:
    """Say what the last answer says, or bond one LPTU too little."""
    yield from _accusing(scene)
    for id in _answerable(scene)[-1:]:
        if name == "answer_dispute" and not _game(scene, id).answer_count and scene.chance(0.5):
            yield scene.act(name, scene.actor(), id, True, _game(scene, id).min_bond - 1)
        yield from _answering(scene, id, 1 + scene.below(2))
        bond = 2 * _last(scene, id).bond
        if name == "escalate_dispute":
            bond = max(bond, _game(scene, id).final_bond)
        yield scene.act(name, scene.actor(), id, not _side(scene, id), bond)
        yield scene.act(name, scene.actor(), id, _side(scene, id), bond - 1)


@provokes("answer_dispute", Reason.ANSWER_TOO_LATE)
def answer_too_late(scene: Scene, name: str) -> Recipe:
    """Answer a round after the last one in which that makes sense, at first or in contradiction."""
    yield from _accusing(scene)
    for id in _answerable(scene)[-1:]:
        game = _game(scene, id)
        late = game.end_round - game.answer_period
        if scene.chance(0.5):
            yield from waiting(scene, late - 1 - scene.current)
            yield from _answering(scene, id, 1)
        yield from waiting(scene, late - scene.current)
        yield scene.act(name, scene.actor(), id, _side(scene, id), _bond(scene, id, game.min_bond))


@provokes(("answer_dispute", "escalate_dispute"), Reason.TRANSFER_EXCEEDS_ALLOWANCE, Reason.TRANSFER_EXCEEDS_BALANCE)
def play_without_tokens(scene: Scene, name: str) -> Recipe:
    """Answer without the approval, or without the tokens."""
    yield from _accusing(scene)
    for id in _answerable(scene)[-1:]:
        yield from _answering(scene, id, 1)
        bond, caller = _bond(scene, id, _game(scene, id).final_bond), scene.actor()
        if scene.chance(0.5):
            yield Action("approve", caller, (JUDGE, bond - 1))
            yield scene.act(name, caller, id, _side(scene, id), bond)
        yield Action("approve", caller, (JUDGE, MAX))
        yield scene.act(name, caller, id, _side(scene, id), max(bond, scene.lpt(caller) + 1))


@provokes("execute_answer", Reason.ADDITION_OVERFLOW)
def execute_for_endless_jail(scene: Scene, name: str) -> Recipe:
    """Execute an answer for the accuser while penalties jail for more rounds than there can be."""
    yield from _accusing(scene)
    for id in _answerable(scene)[-1:]:
        yield from _ready(scene, id)
        yield Action("set_penalty", scene.owner, (0, MAX))
        yield scene.act(name, scene.actor(), id)
        yield Action("set_penalty", scene.owner, (100_000, 1))


@provokes("execute_answer", Reason.ANSWER_PERIOD_NOT_OVER)
def execute_too_early(scene: Scene, name: str) -> Recipe:
    """Execute an answer in its last round."""
    yield from _accusing(scene)
    for id in _answerable(scene)[-1:]:
        yield from _answering(scene, id, 1)
        if scene.chance(0.5):
            yield from waiting(scene, _game(scene, id).last_round - scene.current)
        yield scene.act(name, scene.actor(), id)


# What is rejected of escalations by the referral.


def _failing(scene: Scene, name: str, judge: str) -> Recipe:
    """Escalate the last answer to somebody that does not take it."""
    final = scene.name(scene.state.escalation.final_arbitrator)
    for id in _contradictable(scene)[-1:]:
        yield Action("set_final_arbitrator", scene.owner, (judge,))
        yield from _escalation(scene, name, id)
        yield Action("set_final_arbitrator", scene.owner, (final,))


def _answered(scene: Scene) -> Recipe:
    """Bring about that the last dispute before the game has an answer that can be contradicted."""
    yield from _accusing(scene)
    for id in _answerable(scene)[-1:]:
        yield from _answering(scene, id, 1)


@provokes("escalate_dispute", Reason.REFERRED_TO_ITSELF, Reason.ARBITRATOR_NOT_ALLOWED)
def escalate_to_nobody(scene: Scene, name: str) -> Recipe:
    """Escalate to the game itself, or to somebody that governance does not allow."""
    yield from _answered(scene)
    yield from _failing(scene, name, scene.pick((JUDGE, "owner", "null")))


@provokes("escalate_dispute", Reason.CALLEE_REVERTED, Reason.NO_DATA)
def escalate_to_a_refuser(scene: Scene, name: str) -> Recipe:
    """Escalate to a contract that refuses to hear of disputes."""
    judge = scene.pick(("loud_refuser", "silent_refuser", "Minter"))
    if scene.can_set_code:
        yield from _answered(scene)
        yield Action("set_arbitrator", scene.owner, (judge, True))
        yield from _failing(scene, name, judge)
        yield Action("set_arbitrator", scene.owner, (judge, False))


@provokes("escalate_dispute", Reason.VOTING_OUTLASTS_RULING, Reason.COURT_OUTLASTS_RULING)
def escalate_to_who_needs_more_time(scene: Scene, name: str) -> Recipe:
    """Escalate to an arbitrator that would need the whole ruling period."""
    yield from _answered(scene)
    usual = scene.state.token_vote.voting_period, scene.state.court.reveal_period
    rounds = max(TIME, scene.state.disputes.ruling_period)
    yield from panels_need(scene, rounds, rounds)
    yield from _failing(scene, name, scene.pick(("TokenVote", "Court")))
    yield from panels_need(scene, *usual)


@provokes("escalate_dispute", Reason.ADDITION_OVERFLOW)
def escalate_for_ever(scene: Scene, name: str) -> Recipe:
    """Escalate while rulings have no end."""
    yield from _answered(scene)
    period = scene.state.disputes.ruling_period
    yield Action("set_ruling_period", scene.owner, (MAX - scene.below(2),))
    yield from _failing(scene, name, "Council")
    yield Action("set_ruling_period", scene.owner, (period,))


@provokes("escalate_dispute", Reason.MULTIPLICATION_OVERFLOW, late=True)
def escalate_to_endless_stake(scene: Scene, name: str) -> Recipe:
    """Escalate to the holders while the active stake, times the quorum, has no word."""
    if scene.state.token.total_supply > MAX // 8 or not scene.can_impersonate:
        return
    yield from _answered(scene)
    yield from endless_stake(scene)
    if "TokenVote" not in allowed(scene):
        yield Action("set_arbitrator", scene.owner, ("TokenVote", True))
    yield from _failing(scene, name, "TokenVote")


@provokes("escalate_dispute", Reason.NOT_ARBITRATOR)
def escalate_while_forbidden(scene: Scene, name: str) -> Recipe:
    """Escalate while governance forbids the game."""
    yield from _answered(scene)
    known = _contradictable(scene)[-1:]
    yield Action("set_arbitrator", scene.owner, (JUDGE, False))
    for id in known:
        yield from _escalation(scene, name, id)
    yield Action("set_arbitrator", scene.owner, (JUDGE, True))


@provokes("escalate_dispute", Reason.DISPUTE_NOT_OPEN)
def escalate_what_another_decided(scene: Scene, name: str) -> Recipe:
    """Escalate a game about another arbitrator's dispute, of which it was told, after that one ruled."""
    if not scene.can_impersonate:
        return
    yield from _accusing(scene)
    yield from accusing(scene, by_council=False)
    disputes = scene.state.disputes.disputes
    for id, judge in [pair for pair in judged(scene, by_council=False) if not disputes[pair[0]].is_referred][-1:]:
        yield Action("ask_escalation", "Disputes", (id,))
        if _is_running(scene, id):
            bond, caller = _bond(scene, id, _game(scene, id).min_bond), max(scene.actors, key=scene.lpt)
            yield Action("approve", caller, (JUDGE, MAX))
            yield Action("answer_dispute", caller, (id, True, bond))
            yield Action("rule_dispute", judge, (id, True))
            yield from _escalation(scene, name, id)


# What is rejected of collections.


@provokes("collect_bond", Reason.ANSWER_UNKNOWN)
def collect_what_is_not_there(scene: Scene, name: str) -> Proposal:
    """Collect an answer that there is not."""
    id = scene.below(scene.state.disputes.dispute_count + 2)
    return scene.act(name, scene.actor(), id, _game(scene, id).answer_count + scene.pick((0, 0, 1, MAX // 2)))


@provokes("collect_bond", Reason.BOND_COLLECTED)
def collect_twice(scene: Scene, name: str) -> Recipe:
    """Collect an answer twice."""
    if not _owed(scene):
        yield from _play(scene, name)
    paid = [key for key, answer in scene.state.escalation.answers.items() if answer.is_collected]
    for pair in _owed(scene)[:1] or paid[:1]:
        for _ in range(2):
            yield scene.act(name, scene.actor(), *pair)


@provokes("collect_bond", Reason.DISPUTE_NOT_OVER)
def collect_too_early(scene: Scene, name: str) -> Recipe:
    """Collect while the dispute is open."""
    yield from _answered(scene)
    for id in _contradictable(scene)[-1:]:
        yield scene.act(name, scene.actor(), id, _game(scene, id).answer_count - 1)


@provokes("collect_bond", Reason.ANSWER_WRONG)
def collect_what_was_wrong(scene: Scene, name: str) -> Recipe:
    """Collect an answer that was contradicted rightly."""
    yield from _accusing(scene)
    for id in _answerable(scene)[-1:]:
        yield from _answering(scene, id, 2)
        yield from waiting(scene, _game(scene, id).last_round + 1 - scene.current)
        yield Action("execute_answer", scene.actor(), (id,))
        if _game(scene, id).answer_count > 1:
            yield scene.act(name, scene.actor(), id, _game(scene, id).answer_count - 2)


_EVERY = ("ask_escalation", "answer_dispute", "escalate_dispute", "execute_answer", "collect_bond")


@provokes(_EVERY, Reason.TARGET_NOT_REGISTERED)
def try_without_logic(scene: Scene, name: str) -> Recipe:
    """Do it while the RoundsManager has no logic."""
    yield from _answered(scene)
    action = ordinary(scene, name)
    if action is not None:
        logic = scene.name(scene.registered("RoundsManagerTarget"))
        yield scene.register("RoundsManagerTarget", "null")
        yield action
        yield scene.register("RoundsManagerTarget", logic)


# Parameters, and what Disputes says.


_VALUES = {
    "set_min_bond": (1, 7, 10 * LPT, 10 * LPT),
    "set_final_bond": (0, 1, 80 * LPT, 80 * LPT),
    "set_answer_period": (1, 1, 1, 2),
}


@proposes(*_VALUES, family="disputes", weight=3)
def set_parameter(scene: Scene, name: str) -> Proposal:
    """Set a parameter to a value that a sequence can live with."""
    return scene.act(name, scene.owner, scene.pick(_VALUES[name]))


@proposes("set_final_arbitrator", family="disputes", weight=1)
def set_final_arbitrator(scene: Scene, name: str) -> Proposal:
    """Let another one decide in the end."""
    return scene.act(name, scene.owner, scene.pick(("Council", "Council", "Court", "TokenVote", scene.actor())))


@proposes("ask_escalation", family="contracts", weight=1)
def ask_escalation(scene: Scene, name: str) -> Proposal:
    """Tell the game of a dispute as the Disputes contract would."""
    caller = "Disputes" if scene.can_impersonate else scene.actor()
    known = [id for id, _ in open_disputes(scene) if not _game(scene, id).is_asked]
    return scene.act(name, caller, scene.pick(known) if known else 10**6 + scene.below(3))


@provokes("ask_escalation", Reason.NOT_DISPUTES)
def ask_as_somebody_else(scene: Scene, name: str) -> Proposal:
    """Tell the game of a dispute as somebody else."""
    return scene.act(name, scene.pick(("owner", scene.actor())), scene.below(5))


@provokes("ask_escalation", Reason.DISPUTE_REFERRED)
def ask_about_a_referral(scene: Scene, name: str) -> Recipe:
    """Tell the game of a dispute that was referred."""
    if not scene.can_impersonate:
        return
    yield from waiting(scene, 0)
    known = scene.state.disputes
    referred = [id for id in range(1, known.dispute_count + 1) if known.disputes[id].is_referred]
    if not referred:
        yield from accusing(scene, by_council=False)
        for id, judge in judged(scene, by_council=False)[:1]:
            yield Action("refer_dispute", judge, (id, "Council"))
            referred = [id]
    if referred:
        yield scene.act(name, "Disputes", scene.pick(referred))


@provokes(("ask_escalation", "raise_dispute"), Reason.ESCALATION_UNSET, Reason.ESCALATION_OUTLASTS_RULING)
def ask_without_a_parameter(scene: Scene, name: str) -> Recipe:
    """Ask the game while it lacks a parameter, or time."""
    escalation = scene.state.escalation
    setting, value, usual = scene.pick((
        ("set_min_bond", 0, escalation.min_bond), ("set_answer_period", 0, escalation.answer_period),
        ("set_final_arbitrator", "null", scene.name(escalation.final_arbitrator)),
        ("set_answer_period", max(TIME, scene.state.disputes.ruling_period), escalation.answer_period),
        ("set_answer_period", MAX, escalation.answer_period),
    ))  # fmt: skip
    yield from waiting(scene, 0)
    yield Action(setting, scene.owner, (value,))
    if name == "raise_dispute":
        yield from accusing_before(scene, JUDGE)
    elif scene.can_impersonate:
        known = [id for id, dispute in open_disputes(scene) if not dispute.is_referred]
        yield scene.act(name, "Disputes", scene.pick(known) if known else scene.state.disputes.dispute_count + 1)
    yield Action(setting, scene.owner, (usual,))
