"""Dispute stakes of orchestrators, arbitrators that they support, and what governance sets."""

from livepeer_conformance.machines.arbitration.books import allowed, liable, open_disputes, stake
from livepeer_conformance.machines.arbitration.registering import proposes, provokes
from livepeer_conformance.machines.proposing import MEANWHILE, Proposal, Recipe
from livepeer_conformance.machines.scene import LPT, MAX, Scene
from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import Reason
from livepeer_spec.upgrades.arbitration.disputes import MAX_ACCUSER_REWARD


def _affords(scene: Scene, name: str) -> int:
    token, address = scene.state.token, scene.address(name)
    approved: int = token.allowances[address, scene.state.deployed["Disputes"]]
    return min(scene.lpt(name), approved)


@proposes("lock_dispute_stake", family="disputes", weight=5)
def lock(scene: Scene, name: str) -> Proposal:
    """Lock what is missing, or a little more, or nothing to end an unlock."""
    caller = scene.actor()
    missing = max(scene.state.disputes.orchestrator_stake - stake(scene, caller).amount, 0)
    amount = missing + (0 if scene.chance(0.5) else scene.amount(max(scene.lpt(caller) // 16, 1)))
    return scene.act(name, caller, amount) if amount <= _affords(scene, caller) else None


@provokes("lock_dispute_stake", Reason.DISPUTE_STAKE_TOO_SMALL)
def lock_too_little(scene: Scene, name: str) -> Proposal:
    """Lock one LPTU less than must be locked."""
    caller = scene.actor()
    missing = scene.state.disputes.orchestrator_stake - stake(scene, caller).amount
    return scene.act(name, caller, missing - 1) if missing > 0 else None


@provokes("lock_dispute_stake", Reason.TRANSFER_EXCEEDS_BALANCE)
def lock_more_than_there_is(scene: Scene, name: str) -> Recipe:
    """Lock one LPTU more than the account has."""
    caller = scene.actor()
    yield Action("approve", caller, ("Disputes", MAX))
    amount = scene.lpt(caller) + 1
    missing = scene.state.disputes.orchestrator_stake - stake(scene, caller).amount
    yield scene.act(name, caller, max(amount, missing))


@provokes("lock_dispute_stake", Reason.TRANSFER_EXCEEDS_ALLOWANCE)
def lock_without_approval(scene: Scene, name: str) -> Recipe:
    """Lock one LPTU more than is approved."""
    caller = max(scene.actors, key=scene.lpt)
    amount = max(scene.state.disputes.orchestrator_stake - stake(scene, caller).amount, 1)
    yield Action("approve", caller, ("Disputes", amount - 1))
    yield scene.act(name, caller, amount)
    yield Action("approve", caller, ("Disputes", MAX))


@provokes("lock_dispute_stake", Reason.ADDITION_OVERFLOW)
def lock_endlessly(scene: Scene, name: str) -> Proposal:
    """Lock so much that the sum has no word."""
    names = [caller for caller in liable(scene) if stake(scene, caller).amount]
    return scene.act(name, scene.pick(names), MAX) if names else None


@proposes("unlock_dispute_stake", family="disputes", weight=3)
def unlock(scene: Scene, name: str) -> Proposal:
    """Unlock a stake."""
    names = [caller for caller in liable(scene) if not stake(scene, caller).unlock_round]
    return scene.act(name, scene.pick(names)) if names else None


@provokes("unlock_dispute_stake", Reason.NO_DISPUTE_STAKE)
def unlock_nothing(scene: Scene, name: str) -> Proposal:
    """Unlock without a stake."""
    names = [caller for caller in scene.actors if not stake(scene, caller).liable_from] or ["owner"]
    return scene.act(name, scene.pick(names))


@provokes("unlock_dispute_stake", Reason.DISPUTE_STAKE_UNLOCKING)
def unlock_twice(scene: Scene, name: str) -> Recipe:
    """Unlock a stake that is being unlocked."""
    for caller in liable(scene)[:1]:
        if not stake(scene, caller).unlock_round:
            yield scene.act(name, caller)
        yield scene.act(name, caller)


@provokes("unlock_dispute_stake", Reason.ADDITION_OVERFLOW)
def unlock_for_ever(scene: Scene, name: str) -> Recipe:
    """Unlock while work can be disputed without end."""
    names = [caller for caller in liable(scene) if not stake(scene, caller).unlock_round]
    if names:
        before = scene.state.disputes.eligibility_period
        yield Action("set_eligibility_period", scene.owner, (MAX - scene.below(2),))
        yield scene.act(name, scene.pick(names))
        yield Action("set_eligibility_period", scene.owner, (before,))


@proposes("withdraw_dispute_stake", family="disputes", weight=3)
def withdraw(scene: Scene, name: str) -> Proposal:
    """Withdraw a stake whose time has come, or wait for it."""
    names = [caller for caller in liable(scene) if stake(scene, caller).unlock_round]
    ready = [
        caller
        for caller in names
        if stake(scene, caller).withdraw_round <= scene.current and not stake(scene, caller).open_disputes
    ]
    if ready:
        return scene.act(name, scene.pick(ready))
    return _wait_and_withdraw(scene, name, scene.pick(names)) if names and scene.chance(0.5) else None


def _wait_and_withdraw(scene: Scene, name: str, caller: str) -> Recipe:
    rounds = stake(scene, caller).withdraw_round - scene.current
    if 0 < rounds < 20:
        yield Action("advance_rounds", "", (rounds, 0))
    if not scene.initialized:
        yield Action("initialize_round", scene.actor())
    yield scene.act(name, caller)


@provokes("withdraw_dispute_stake", Reason.DISPUTE_STAKE_NOT_UNLOCKED)
def withdraw_at_once(scene: Scene, name: str) -> Proposal:
    """Withdraw a stake that is not being unlocked, or none."""
    names = [caller for caller in scene.actors if not stake(scene, caller).unlock_round]
    return scene.act(name, scene.pick(names)) if names else None


@provokes("withdraw_dispute_stake", Reason.DISPUTE_STAKE_LOCKED)
def withdraw_too_early(scene: Scene, name: str) -> Recipe:
    """Withdraw in the last round in which a dispute can be raised."""
    for caller in liable(scene)[:1]:
        if not stake(scene, caller).unlock_round:
            yield scene.act("unlock_dispute_stake", caller)
        rounds = stake(scene, caller).withdraw_round - scene.current - 1
        if 0 < rounds < 20 and scene.chance(0.5):
            yield Action("advance_rounds", "", (rounds, 0))
            yield Action("initialize_round", scene.actor())
        yield scene.act(name, caller)


@provokes("withdraw_dispute_stake", Reason.DISPUTES_OPEN)
def withdraw_accused(scene: Scene, name: str) -> Recipe:
    """Withdraw while a dispute is open, when all else would allow it."""
    accused = [scene.name(record.orchestrator) for _, record in open_disputes(scene)]
    names = [caller for caller in liable(scene) if caller in accused]
    if names:
        caller = scene.pick(names)
        if not stake(scene, caller).unlock_round:
            yield scene.act("unlock_dispute_stake", caller)
        rounds = stake(scene, caller).withdraw_round - scene.current
        if 0 < rounds < 20:
            yield Action("advance_rounds", "", (rounds, 0))
            yield Action("initialize_round", scene.actor())
        yield scene.act(name, caller)


@proposes("support_arbitrator", family="disputes", weight=4)
def support(scene: Scene, name: str) -> Proposal:
    """Support an arbitrator that governance allows."""
    known = allowed(scene)
    return scene.act(name, scene.pick(liable(scene) or scene.actors), scene.pick(known)) if known else None


@provokes("support_arbitrator", Reason.ARBITRATOR_NOT_ALLOWED)
def support_anybody(scene: Scene, name: str) -> Proposal:
    """Support an account that governance does not allow."""
    return scene.act(name, scene.actor(), scene.pick(("null", "owner", "Minter")))


@proposes("drop_arbitrator", family="disputes", weight=2)
def drop(scene: Scene, name: str) -> Proposal:
    """Drop an arbitrator, and mostly support it again before long."""
    pairs = _supported(scene)
    return _drop_for_a_while(scene, name, *scene.pick(pairs)) if pairs else None


def _supported(scene: Scene) -> list[tuple[str, str]]:
    supports = scene.state.disputes.supports.items()
    found = [(key, record) for key, record in supports if record.from_round and not record.until_round]
    return [(scene.name(account), scene.name(arbitrator)) for (account, arbitrator), _ in found]


def _drop_for_a_while(scene: Scene, name: str, caller: str, arbitrator: str) -> Recipe:
    yield scene.act(name, caller, arbitrator)
    for _ in range(scene.below(4)):
        yield MEANWHILE
    if scene.chance(0.8) and arbitrator in allowed(scene):
        yield scene.act("support_arbitrator", caller, arbitrator)


@provokes("drop_arbitrator", Reason.ARBITRATOR_NOT_SUPPORTED)
def drop_what_is_not_supported(scene: Scene, name: str) -> Proposal:
    """Drop an arbitrator that the caller does not support."""
    return scene.act(name, "owner" if scene.chance(0.3) else scene.actor(), scene.pick(("Minter", "null", "owner")))


# What governance sets.


@proposes("set_arbitrator", family="disputes", weight=2)
def set_arbitrator(scene: Scene, name: str) -> Proposal:
    """Allow an arbitrator more, or forbid one for a while."""
    known = allowed(scene)
    if known and scene.chance(0.4):
        return _forbid_for_a_while(scene, name, scene.pick(known))
    return scene.act(
        name,
        scene.owner,
        scene.pick(("Council", "TokenVote", "Court", "Escalation", "ProofArbitrator", scene.actor())),
        True,
    )


def _forbid_for_a_while(scene: Scene, name: str, arbitrator: str) -> Recipe:
    yield scene.act(name, scene.owner, arbitrator, False)
    for _ in range(scene.below(4)):
        yield MEANWHILE
    yield scene.act(name, scene.owner, arbitrator, True)


_VALUES = {
    "set_dispute_stake": (0, 1, LPT, 100 * LPT, 100 * LPT, 250 * LPT),
    "set_orchestrator_stake": (0, 1000 * LPT, 1000 * LPT, 2000 * LPT),
    "set_eligibility_period": (0, 1, 3, 3, 5),
    "set_ruling_period": (0, 1, 3, 3, 5),
    "set_slash_amount": (0, 1, 333_333, 500_000, 999_999, 10**6),
    "set_accuser_reward": (0, 1, 50_000, MAX_ACCUSER_REWARD),
}


@proposes(*_VALUES, family="disputes", weight=4)
def set_parameter(scene: Scene, name: str) -> Proposal:
    """Set a parameter to a value that a sequence can live with."""
    return scene.act(name, scene.owner, scene.pick(_VALUES[name]))


@proposes("set_treasury", family="disputes", weight=1)
def set_treasury(scene: Scene, name: str) -> Proposal:
    """Set who gets what losers lose: nobody, an account, or a contract."""
    return scene.act(name, scene.owner, scene.pick(("null", "null", scene.actor(), "Minter", "Disputes")))


@provokes("set_slash_amount", Reason.INVALID_SLASH_AMOUNT)
def set_too_large_slash(scene: Scene, name: str) -> Proposal:
    """Take more than there is."""
    return scene.act(name, scene.owner, scene.pick((10**6 + 1, MAX)))


@provokes("set_accuser_reward", Reason.INVALID_ACCUSER_REWARD)
def set_too_large_reward(scene: Scene, name: str) -> Proposal:
    """Give more than half."""
    return scene.act(name, scene.owner, scene.pick((MAX_ACCUSER_REWARD + 1, 10**6, MAX)))
