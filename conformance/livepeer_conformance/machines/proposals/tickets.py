"""Redeeming winning tickets."""

from dataclasses import replace

from livepeer_conformance.machines.proposals.registering import proposes, provokes
from livepeer_conformance.machines.proposing import Proposal, Proposer, Recipe
from livepeer_conformance.machines.scene import MAX, Scene
from livepeer_conformance.model.action import ALWAYS, Action, TicketPlan
from livepeer_spec.rejection import Reason

REDEEM = "redeem_winning_ticket"
BATCH = "batch_redeem_winning_tickets"
_KEPT = 12

_FLAWS = {
    Reason.TICKET_AUX_DATA_LENGTH: ("short_aux_data", "long_aux_data", "no_aux_data"),
    Reason.TICKET_ROUND_WITHOUT_HASH: ("future_round",),
    Reason.TICKET_ROUND_HASH_MISMATCH: ("wrong_block_hash",),
    Reason.TICKET_RAND_MISMATCH: ("wrong_rand",),
    Reason.SIGNATURE_LENGTH: ("short_signature", "long_signature"),
    Reason.SIGNATURE_HIGH_S: ("high_s",),
    Reason.SIGNATURE_V: ("bad_v",),
    Reason.SIGNATURE_INVALID: ("zero_r",),
    Reason.SIGNATURE_WRONG_SIGNER: ("wrong_signer",),
}
_MALFORMED_SIGNATURES = ("high_s", "bad_v", "zero_r", "short_signature", "long_signature")
"""Flaws that Streamflow takes for the signature of somebody else."""


def _paying(scene: Scene) -> str:
    """A broadcaster with funds, if there is one."""
    funded = scene.funded()
    return scene.pick(funded) if funded else scene.actor()


def _paid(scene: Scene) -> str:
    """Mostly an active orchestrator."""
    chance = scene.random()
    if chance < 0.75:
        candidates = scene.active()
    else:
        candidates = scene.registered_orchestrators() if chance < 0.93 else list(scene.actors)
    return scene.pick(candidates) if candidates else scene.actor()


def _face_value(scene: Scene, sender: str) -> int:
    deposit: int = scene.sender(sender).deposit
    funds: int = scene.reserve(sender).funds
    chance = scene.random()
    if chance < 0.6:
        return scene.amount(deposit) if deposit else 0
    if chance < 0.9:
        return deposit + (scene.amount(funds) if funds else 1)
    return scene.pick((0, 1, deposit, deposit + 1, deposit + funds, deposit + funds + 1))


def good_ticket(scene: Scene) -> TicketPlan:
    """A ticket that wins and is in time."""
    sender = _paying(scene)
    chance = scene.random()
    return TicketPlan(
        sender,
        _paid(scene),
        _face_value(scene, sender),
        win_prob=ALWAYS if chance < 0.8 else 2**255,
        nonce=scene.below(2**32),
        rand=scene.below(2**16),
        age=_age(scene),
        wins=None if chance < 0.8 else True,
    )


def _age(scene: Scene) -> int:
    """0, or 1 when the round before can still be redeemed from."""
    rounds = scene.state.rounds
    if scene.chance(0.75) or scene.state.broker.ticket_validity_period < 2:
        return 0
    return int(rounds.last_initialized_round - 1 in rounds.block_hashes)


def _remember(scene: Scene, plan: TicketPlan) -> TicketPlan:
    if len(scene.tickets) >= _KEPT:
        scene.tickets.pop(0)
    scene.tickets.append((plan, scene.state.rounds.last_initialized_round - plan.age))
    return plan


def _again(scene: Scene) -> TicketPlan | None:
    """A ticket that was submitted before, made in the same round."""
    if not scene.tickets:
        return None
    plan, creation_round = scene.pick(scene.tickets)
    return replace(plan, age=scene.state.rounds.last_initialized_round - creation_round)


@proposes(REDEEM, family="tickets", weight=20)
def redeem(scene: Scene, name: str) -> Proposal:
    """Redeem a winning ticket."""
    return Action(name, scene.actor(), (_remember(scene, good_ticket(scene)),))


@proposes(BATCH, family="tickets", weight=5)
def redeem_batch(scene: Scene, name: str) -> Proposal:
    """Redeem several tickets, some of them bad or twice."""
    plans: list[TicketPlan] = []
    for _ in range(scene.below(5)):
        chance = scene.random()
        if plans and chance < 0.15:
            plans.append(scene.pick(plans))
        elif chance < 0.3:
            plans.append(replace(good_ticket(scene), flaw=scene.pick(("wrong_signer", "wrong_rand", "short_aux_data"))))
        else:
            plans.append(_remember(scene, good_ticket(scene)))
    return Action(name, scene.actor(), (tuple(plans), 0))


def _flawed(flaws: tuple[str, ...]) -> Proposer:
    def make(scene: Scene, name: str) -> Proposal:
        return Action(name, scene.actor(), (replace(good_ticket(scene), flaw=scene.pick(flaws)),))

    return make


for _reason, _flaws in _FLAWS.items():
    provokes(REDEEM, _reason)(_flawed(_flaws))


@provokes(REDEEM, Reason.SIGNATURE_WRONG_SIGNER)
def redeem_malformed_signature(scene: Scene, name: str) -> Proposal:
    """Redeem a ticket with a signature that is none."""
    if scene.upgrade != "streamflow":
        return None
    return Action(name, scene.actor(), (replace(good_ticket(scene), flaw=scene.pick(_MALFORMED_SIGNATURES)),))


@provokes(REDEEM, Reason.TICKET_RECIPIENT_NULL)
def redeem_for_nobody(scene: Scene, name: str) -> Proposal:
    """Pay the null address."""
    return Action(name, scene.actor(), (replace(good_ticket(scene), recipient="null"),))


@provokes(REDEEM, Reason.TICKET_SENDER_NULL)
def redeem_from_nobody(scene: Scene, name: str) -> Proposal:
    """Let the null address pay."""
    return Action(name, scene.actor(), (replace(good_ticket(scene), sender="null"),))


@provokes(REDEEM, Reason.TICKET_EXPIRED, Reason.TICKET_ROUND_WITHOUT_HASH)
def redeem_too_late(scene: Scene, name: str) -> Recipe:
    """Redeem a ticket of a round that is over for too long, or that was never initialized."""
    for _ in range(2 + scene.below(2)):
        yield Action("advance_rounds", "", (1, 0))
        if scene.chance(0.9):
            yield Action("initialize_round", scene.actor())
    age = scene.state.broker.ticket_validity_period + scene.below(2)
    yield Action(name, scene.actor(), (replace(good_ticket(scene), age=min(age, 60)),))


@provokes(REDEEM, Reason.TICKET_USED)
def redeem_again(scene: Scene, name: str) -> Recipe:
    """Redeem a ticket twice, at once or later."""
    plan = _again(scene) if scene.chance(0.5) else None
    if plan is None:
        plan = good_ticket(scene)
        yield Action(name, scene.actor(), (plan,))
    yield Action(name, scene.actor(), (plan,))


@provokes(REDEEM, Reason.TICKET_LOST)
def redeem_loser(scene: Scene, name: str) -> Proposal:
    """Redeem a ticket that did not win, or cannot win."""
    plan = good_ticket(scene)
    plan = replace(plan, win_prob=0, wins=None) if scene.chance(0.5) else replace(plan, win_prob=2**255, wins=False)
    return Action(name, scene.actor(), (plan,))


@provokes(REDEEM, Reason.SENDER_UNLOCKED)
def redeem_from_unlocked(scene: Scene, name: str) -> Recipe:
    """Redeem a ticket of a broadcaster whose unlock period has passed."""
    current = scene.current
    senders = [sender for sender in scene.actors if 0 < scene.sender(sender).withdraw_round <= current]
    if senders:
        sender = scene.pick(senders)
    else:
        sender = _paying(scene)
        yield scene.act("unlock", sender)
        rounds = max(scene.sender(sender).withdraw_round - scene.current, 0)
        yield Action("advance_rounds", "", (min(rounds, 20), 0))
        yield Action("initialize_round", scene.actor())
    yield Action(name, scene.actor(), (replace(good_ticket(scene), sender=sender),))


@provokes(REDEEM, Reason.NO_SENDER_FUNDS)
def redeem_from_broke(scene: Scene, name: str) -> Proposal:
    """Redeem a ticket of a broadcaster without deposit and reserve."""
    funded = scene.funded()
    senders = [actor for actor in scene.actors if actor not in funded]
    return Action(name, scene.actor(), (replace(good_ticket(scene), sender=scene.pick(senders)),)) if senders else None


@provokes(REDEEM, Reason.NOT_REGISTERED)
def redeem_for_unregistered(scene: Scene, name: str) -> Proposal:
    """Pay an account that is no orchestrator."""
    registered = scene.registered_orchestrators()
    recipients = [actor for actor in scene.actors if actor not in registered] or ["owner"]
    senders = [sender for sender in scene.funded() if scene.sender(sender).deposit]
    if not senders:
        return None
    plan = TicketPlan(scene.pick(senders), scene.pick(recipients), 1, nonce=scene.below(2**32))
    return Action(name, scene.actor(), (plan,))


@provokes(REDEEM, Reason.DIVISION_BY_ZERO)
def redeem_for_orchestrator_without_stake(scene: Scene, name: str) -> Proposal:
    """Pay an orchestrator whose stake of the round is not known: registered and never in the pool, or just back."""
    current, pools = scene.current, scene.state.bonding.earnings_pools
    recipients = [
        orchestrator
        for orchestrator in scene.registered_orchestrators()
        if not getattr(pools.get((scene.address(orchestrator), current)), "total_stake", 0)
    ]
    senders = [sender for sender in scene.funded() if scene.sender(sender).deposit]
    if not recipients or not senders:
        return None
    plan = TicketPlan(scene.pick(senders), scene.pick(recipients), 1, nonce=scene.below(2**32))
    return Action(name, scene.actor(), (plan,))


@provokes(REDEEM, Reason.MULTIPLICATION_OVERFLOW, Reason.ADDITION_OVERFLOW)
def redeem_without_end(scene: Scene, name: str) -> Proposal:
    """A face value that no reserve can pay."""
    return Action(name, scene.actor(), (replace(good_ticket(scene), face_value=MAX),))


@provokes(REDEEM, Reason.SUBTRACTION_UNDERFLOW)
def redeem_after_pool_grew(scene: Scene, name: str) -> Proposal:
    """Claim from a reserve, let the pool grow, and claim again."""
    newcomers = [actor for actor in scene.unbonded() if scene.lpt(actor)]
    senders = [actor for actor in scene.actors if scene.eth(actor) and not scene.sender(actor).withdraw_round]
    registered = scene.registered_orchestrators()
    recipients = [recipient for recipient in scene.active() if recipient in registered]
    if not recipients or not senders or not newcomers or not scene.initialized:
        return None
    return _grow_pool(scene, name, scene.pick(senders), scene.pick(recipients), scene.pick(newcomers))


def _grow_pool(scene: Scene, name: str, sender: str, recipient: str, newcomer: str) -> Recipe:
    pool = scene.state.bonding.pool
    if pool.size == pool.max_size:
        yield Action("set_num_active_transcoders", scene.owner, (pool.max_size + 1,))
    yield scene.act("fund_reserve", sender, value=min(scene.eth(sender), 1000))
    for step in range(2):
        face_value = scene.sender(sender).deposit + scene.reserve(sender).funds
        yield Action(name, scene.actor(), (TicketPlan(sender, recipient, face_value, nonce=scene.below(2**32)),))
        if step == 0:
            yield Action("approve", newcomer, ("BondingManager", MAX))
            yield scene.act("bond", newcomer, scene.lpt(newcomer) // 2 + 1, newcomer)


@provokes("withdraw_fees", Reason.NOT_BONDING_MANAGER_OR_BROKER)
def withdraw_fees_through_stranger(scene: Scene, name: str) -> Proposal:
    """Earn fees, and withdraw them when the Minter does not know the BondingManager any more."""
    registered = scene.registered_orchestrators()
    recipients = [recipient for recipient in scene.active() if recipient in registered]
    return _withdraw_fees_through_stranger(scene, name, scene.pick(recipients)) if recipients else None


def _withdraw_fees_through_stranger(scene: Scene, name: str, caller: str) -> Recipe:
    sender = scene.another(caller)
    amount = min(scene.eth(sender), 10**6)
    yield scene.act("fund_deposit", sender, value=amount)
    yield Action(REDEEM, caller, (TicketPlan(sender, caller, amount, nonce=scene.below(2**32)),))
    yield Action("advance_rounds", "", (1, 0))
    yield Action("initialize_round", caller)
    yield scene.register("BondingManager", sender)
    yield scene.act(name, caller, *((caller, 0) if scene.transactions[name].parameters else ()))
    yield scene.register("BondingManager", "BondingManager")


@provokes(BATCH, Reason.INDEX_OUT_OF_RANGE)
def redeem_batch_with_missing_signature(scene: Scene, name: str) -> Proposal:
    """Leave signatures out."""
    plans = tuple(good_ticket(scene) for _ in range(1 + scene.below(3)))
    return Action(name, scene.actor(), (plans, 1 + scene.below(len(plans))))
