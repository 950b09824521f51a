"""The vote of token holders."""

from livepeer_conformance.machines.arbitration.books import disputable_rounds, open_disputes
from livepeer_conformance.machines.arbitration.panels import (
    TIME,
    accusing_before,
    before,
    provoke_late_rulings,
    provoke_rulings,
    waiting,
)
from livepeer_conformance.machines.arbitration.registering import proposes, provokes
from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.provocation import ordinary
from livepeer_conformance.machines.scene import MAX, Scene
from livepeer_conformance.model.action import Action, EvidencePlan
from livepeer_spec.rejection import Reason

JUDGE = "TokenVote"


def _voters(scene: Scene, id: int) -> list[str]:
    """Actors that can vote on a dispute."""
    state, poll = scene.state, scene.state.token_vote.polls[id]
    parties = (poll.accuser, poll.orchestrator)
    return [
        name
        for name in scene.with_bond()
        if (address := scene.address(name)) not in parties
        and scene.delegator(name).last_claim_round < poll.dispute_round
        and not state.token_vote.votes[id, address]
    ]


def _running(scene: Scene) -> list[int]:
    """Disputes on which holders can vote."""
    polls = scene.state.token_vote.polls
    return [id for id, poll in polls.items() if poll.is_asked and scene.current <= poll.last_round]


def _ready(scene: Scene, id: int) -> Recipe:
    """Let a holder vote for the accuser, and wait until the vote is over."""
    for voter in _voters(scene, id)[:1]:
        yield Action("vote_with_stake", voter, (id, True))
    yield from waiting(scene, scene.state.token_vote.polls[id].last_round + 1 - scene.current)


def _accusing(scene: Scene) -> Recipe:
    """Bring about that holders can vote on the last dispute before them, and any stake is enough."""
    vote = scene.state.token_vote
    for id in before(scene, JUDGE)[-1:]:
        if scene.current <= vote.polls[id].last_round and not vote.polls[id].least_stake and _voters(scene, id):
            return
    quorum, period = vote.quorum, vote.voting_period
    yield Action("set_quorum", scene.owner, (0,))
    yield Action("set_voting_period", scene.owner, (1,))
    yield from accusing_before(scene, JUDGE)
    yield Action("set_quorum", scene.owner, (quorum,))
    yield Action("set_voting_period", scene.owner, (period,))


provoke_rulings("execute_vote", JUDGE, _accusing, _ready)
provoke_late_rulings("execute_vote", JUDGE, _accusing, _ready)


@proposes("vote_with_stake", family="disputes", weight=9)
def vote(scene: Scene, name: str) -> Proposal:
    """Vote on a dispute as a holder that can; where nobody can, bring about a dispute on which somebody could."""
    choices = [(id, voter) for id in _running(scene) for voter in _voters(scene, id)]
    if choices:
        id, voter = scene.pick(choices)
        return scene.act(name, voter, id, scene.chance(0.6))
    return _accuse_and_vote(scene, name) if scene.chance(0.05) else None


def _accuse_and_vote(scene: Scene, name: str) -> Recipe:
    yield from _accusing(scene)
    for id in before(scene, JUDGE)[-1:]:
        for voter in _voters(scene, id)[: 1 + scene.below(3)]:
            yield scene.act(name, voter, id, scene.chance(0.6))


@provokes("vote_with_stake", Reason.VOTE_NOT_ASKED)
def vote_unasked(scene: Scene, name: str) -> Proposal:
    """Vote on a dispute that is another's, or that does not exist."""
    polls = scene.state.token_vote.polls
    others = [id for id in range(scene.state.disputes.dispute_count + 2) if not polls[id].is_asked]
    return scene.act(name, scene.actor(), scene.pick(others), True)


@provokes("vote_with_stake", Reason.MULTIPLICATION_OVERFLOW, late=True)
def vote_with_endless_stake(scene: Scene, name: str) -> Recipe:
    """Vote with slashed stake that has no word times a factor."""
    orchestrators = scene.registered_orchestrators()
    poor = [voter for voter in sorted(scene.actors, key=scene.lpt)[:-2] if voter not in orchestrators]
    voters = [voter for voter in poor if not disputable_rounds(scene, voter, JUDGE)]
    if not scene.can_impersonate or not voters or not orchestrators:
        return
    if not scene.initialized:
        yield Action("initialize_round", scene.actor())
    voter, delegate = voters[0], scene.pick(orchestrators)
    yield Action("grant_role", "owner", ("role:MINTER_ROLE", "owner"))
    yield Action("mint", "owner", (voter, 2**200))
    yield Action("approve", voter, ("BondingManager", MAX))
    yield Action("bond", voter, (2**200, delegate))
    yield Action("advance_rounds", "", (1, 0))
    yield Action("initialize_round", scene.actor())
    yield from accusing_before(scene, JUDGE)
    yield Action("slash_delegations", "Disputes", (delegate, 500_000))
    for id in before(scene, JUDGE)[-1:]:
        yield scene.act(name, voter, id, True)


@provokes("execute_vote", Reason.VOTE_NOT_ASKED)
def execute_unasked(scene: Scene, name: str) -> Proposal:
    """Execute the vote on a dispute that is another's, or that does not exist."""
    polls = scene.state.token_vote.polls
    others = [id for id in range(scene.state.disputes.dispute_count + 2) if not polls[id].is_asked]
    return scene.act(name, scene.actor(), scene.pick(others))


@provokes("vote_with_stake", Reason.VOTING_OVER)
def vote_too_late(scene: Scene, name: str) -> Recipe:
    """Vote one round too late."""
    yield from _accusing(scene)
    for id in before(scene, JUDGE)[-1:]:
        yield from waiting(scene, scene.state.token_vote.polls[id].last_round + 1 - scene.current)
        yield scene.act(name, scene.pick(_voters(scene, id) or scene.actors), id, True)


@provokes("vote_with_stake", Reason.VOTER_IS_PARTY)
def vote_as_a_party(scene: Scene, name: str) -> Recipe:
    """Vote as accuser or accused."""
    yield from _accusing(scene)
    for id in before(scene, JUDGE)[-1:]:
        poll = scene.state.token_vote.polls[id]
        yield scene.act(name, scene.name(scene.pick((poll.accuser, poll.orchestrator))), id, True)


@provokes("vote_with_stake", Reason.HOLDER_VOTED)
def vote_twice(scene: Scene, name: str) -> Recipe:
    """Vote twice."""
    yield from _accusing(scene)
    for id in before(scene, JUDGE)[-1:]:
        for voter in _voters(scene, id)[:1]:
            for _ in range(2):
                yield scene.act(name, voter, id, scene.chance(0.5))


@provokes("vote_with_stake", Reason.BOND_CHANGED)
def vote_with_a_changed_bond(scene: Scene, name: str) -> Recipe:
    """Vote after a claim in the dispute's round."""
    yield from _accusing(scene)
    for id in before(scene, JUDGE)[-1:]:
        for voter in _voters(scene, id)[:1]:
            yield Action("claim_earnings", voter, (scene.current,))
            yield scene.act(name, voter, id, True)


@provokes("vote_with_stake", Reason.NOT_BONDED)
def vote_without_a_bond(scene: Scene, name: str) -> Recipe:
    """Vote without a bond."""
    yield from _accusing(scene)
    for id in before(scene, JUDGE)[-1:]:
        yield scene.act(name, "owner", id, True)


@provokes(("vote_with_stake", "execute_vote", "ask_holders"), Reason.TARGET_NOT_REGISTERED)
def try_without_logic(scene: Scene, name: str) -> Recipe:
    """Do it while the RoundsManager has no logic."""
    yield from accusing_before(scene, JUDGE)
    action = ordinary(scene, name) or _any(scene, name)
    logic = scene.name(scene.registered("RoundsManagerTarget"))
    yield scene.register("RoundsManagerTarget", "null")
    yield action
    yield scene.register("RoundsManagerTarget", logic)


def _any(scene: Scene, name: str) -> Action:
    """The transaction about the last dispute, whatever comes of it."""
    id = scene.state.disputes.dispute_count
    return scene.act(name, scene.actor(), id, *((True,) if name == "vote_with_stake" else ()))


@proposes("execute_vote", family="disputes", weight=4)
def execute(scene: Scene, name: str) -> Proposal:
    """Execute a vote that is over, or wait until one is."""
    polls = scene.state.token_vote.polls
    due = [
        id
        for id in before(scene, JUDGE)
        if polls[id].is_asked and not polls[id].is_executed
        and polls[id].for_accuser + polls[id].for_orchestrator >= polls[id].least_stake
    ]  # fmt: skip
    over = [id for id in due if scene.current > polls[id].last_round]
    if over:
        return scene.act(name, scene.actor(), scene.pick(over))
    return _wait_and_execute(scene, name, scene.pick(due)) if due and scene.chance(0.5) else None


def _wait_and_execute(scene: Scene, name: str, id: int) -> Recipe:
    yield from waiting(scene, scene.state.token_vote.polls[id].last_round + 1 - scene.current)
    yield scene.act(name, scene.actor(), id)


@provokes("execute_vote", Reason.VOTING_NOT_OVER)
def execute_too_early(scene: Scene, name: str) -> Recipe:
    """Execute in the last round of a vote."""
    yield from _accusing(scene)
    for id in before(scene, JUDGE)[-1:]:
        if scene.chance(0.5):
            yield from waiting(scene, scene.state.token_vote.polls[id].last_round - scene.current)
        yield scene.act(name, scene.actor(), id)


@provokes("execute_vote", Reason.VOTE_EXECUTED)
def execute_twice(scene: Scene, name: str) -> Recipe:
    """Execute a vote twice, for which no stake is asked."""
    yield from _accusing(scene)
    for id in before(scene, JUDGE)[-1:]:
        yield from _ready(scene, id)
        for _ in range(2):
            yield scene.act(name, scene.actor(), id)


@provokes("execute_vote", Reason.QUORUM_NOT_REACHED)
def execute_without_quorum(scene: Scene, name: str) -> Recipe:
    """Execute a vote of which all stake was asked and none voted."""
    quorum = scene.state.token_vote.quorum
    yield Action("set_quorum", scene.owner, (10**6,))
    yield Action("set_voting_period", scene.owner, (1,))
    yield from accusing_before(scene, JUDGE)
    yield Action("set_quorum", scene.owner, (quorum,))
    for id in before(scene, JUDGE)[-1:]:
        yield from waiting(scene, scene.state.token_vote.polls[id].last_round + 1 - scene.current)
        yield scene.act(name, scene.actor(), id)


@provokes("raise_dispute", Reason.VOTING_OUTLASTS_RULING)
def raise_with_too_little_time(scene: Scene, name: str) -> Recipe:
    """Raise a dispute on which holders would vote until the ruling period is over."""
    period = scene.state.token_vote.voting_period
    yield Action("set_voting_period", scene.owner, (max(TIME, scene.state.disputes.ruling_period) + scene.below(2),))
    yield from accusing_before(scene, JUDGE)
    yield Action("set_voting_period", scene.owner, (period,))


@provokes(("raise_dispute", "ask_holders"), Reason.MULTIPLICATION_OVERFLOW, late=True)
def ask_about_endless_stake(scene: Scene, name: str) -> Recipe:
    """Ask the holders while the active stake, times the quorum, has no word.

    The Minter would not let a round begin with so much, so the BondingManager is told again in the middle of one.
    """
    if scene.state.token.total_supply > MAX // 8 or not scene.can_impersonate:
        return
    yield from accusing_before(scene, JUDGE)
    orchestrator = scene.pick(scene.active() or scene.actors)
    yield Action("grant_role", "owner", ("role:MINTER_ROLE", "owner"))
    yield Action("mint", "owner", (orchestrator, MAX // 8))
    yield Action("approve", orchestrator, ("BondingManager", MAX))
    yield scene.act("bond", orchestrator, MAX // 16, orchestrator)
    yield Action("set_current_round_total_active_stake", "RoundsManager")
    yield Action("set_quorum", scene.owner, (10**6,))
    if name == "ask_holders":
        yield scene.act(name, "Disputes", scene.state.disputes.dispute_count)
        return
    last = scene.state.disputes.disputes[scene.state.disputes.dispute_count]
    accused, accuser = scene.name(last.orchestrator), scene.name(last.accuser)
    for round in disputable_rounds(scene, accused, JUDGE)[-1:]:
        yield scene.act(name, accuser, EvidencePlan(accused, JUDGE, 10**6, scene.current - round))


@proposes("set_quorum", family="disputes", weight=1)
def set_quorum(scene: Scene, name: str) -> Proposal:
    """Let another part of the stake be enough."""
    return scene.act(name, scene.owner, scene.pick((0, 1, 100_000, 333_300, 10**6)))


@provokes("set_quorum", Reason.INVALID_QUORUM)
def set_too_large_quorum(scene: Scene, name: str) -> Proposal:
    """Ask for more stake than there is."""
    return scene.act(name, scene.owner, scene.pick((10**6 + 1, MAX)))


@proposes("set_voting_period", family="disputes", weight=1)
def set_voting_period(scene: Scene, name: str) -> Proposal:
    """Set another period that leaves time for a ruling."""
    return scene.act(name, scene.owner, scene.pick((0, 1, 1, 2)))


@proposes("ask_holders", family="contracts", weight=1)
def ask_holders(scene: Scene, name: str) -> Proposal:
    """Tell the vote of a dispute as the Disputes contract would."""
    caller = "Disputes" if scene.can_impersonate else scene.actor()
    known = open_disputes(scene)
    return scene.act(name, caller, scene.pick(known)[0] if known else scene.below(3))


@provokes("ask_holders", Reason.NOT_DISPUTES)
def ask_as_somebody_else(scene: Scene, name: str) -> Proposal:
    """Tell the vote of a dispute as somebody else."""
    return scene.act(name, scene.pick(("owner", scene.actor())), scene.below(5))


@provokes("ask_holders", Reason.VOTING_OUTLASTS_RULING, Reason.ADDITION_OVERFLOW)
def ask_with_too_little_time(scene: Scene, name: str) -> Recipe:
    """Tell the vote of a dispute that it has no time for, or of none."""
    if not scene.can_impersonate:
        return
    yield from waiting(scene, 0)
    if scene.chance(0.5):
        yield scene.act(name, "Disputes", scene.state.disputes.dispute_count + 1)
        return
    period = scene.state.token_vote.voting_period
    yield Action("set_voting_period", scene.owner, (MAX - scene.below(2),))
    yield scene.act(name, "Disputes", scene.state.disputes.dispute_count)
    yield Action("set_voting_period", scene.owner, (period,))
