"""Deposits and reserves of broadcasters."""

from livepeer_conformance.machines.proposals.registering import proposes, provokes
from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.scene import MAX, Scene
from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import Reason

BOTH = ("fund_deposit_and_reserve", "fund_deposit_and_reserve_for")


def _some_eth(scene: Scene, name: str) -> int:
    available = scene.eth(name) // 8
    return 0 if not available or scene.chance(0.06) else scene.amount(available)


def _both(scene: Scene, name: str, caller: str, deposit: int, reserve: int, value: int, account: str = "") -> Action:
    if name == "fund_deposit_and_reserve_for":
        return scene.act(name, caller, account or scene.actor(), deposit, reserve, value=value)
    return scene.act(name, caller, deposit, reserve, value=value)


@proposes("fund_deposit", "fund_reserve", family="funding", weight=10)
def fund(scene: Scene, name: str) -> Proposal:
    """Add to a deposit or to a reserve."""
    caller = scene.actor()
    return scene.act(name, caller, value=_some_eth(scene, caller))


@proposes(*BOTH, family="funding", weight=12)
def fund_both(scene: Scene, name: str) -> Proposal:
    """Add to a deposit and a reserve, one's own or somebody's."""
    caller = scene.actor()
    deposit, reserve = _some_eth(scene, caller), _some_eth(scene, caller)
    account = caller if scene.chance(0.3) else scene.anybody()
    return _both(scene, name, caller, deposit, reserve, deposit + reserve, account)


@proposes("unlock", family="funding", weight=6)
def unlock(scene: Scene, name: str) -> Proposal:
    """Ask for one's funds."""
    callers = [caller for caller in scene.funded() if not scene.sender(caller).withdraw_round]
    return scene.act(name, scene.pick(callers)) if callers else None


@proposes("cancel_unlock", family="funding", weight=3)
def cancel_unlock(scene: Scene, name: str) -> Proposal:
    """Keep the funds locked."""
    callers = [caller for caller in scene.actors if scene.sender(caller).withdraw_round]
    return scene.act(name, scene.pick(callers)) if callers else None


@proposes("withdraw", family="funding", weight=6)
def withdraw(scene: Scene, name: str) -> Proposal:
    """Take out what is unlocked."""
    current = scene.current
    callers = [caller for caller in scene.funded() if 0 < scene.sender(caller).withdraw_round <= current]
    return scene.act(name, scene.pick(callers)) if callers else None


@provokes(BOTH, Reason.VALUE_MISMATCH)
def fund_wrong_sum(scene: Scene, name: str) -> Proposal:
    """Send less or more than is to be funded."""
    caller = scene.actor()
    value = _some_eth(scene, caller)
    deposit, reserve = scene.pick(((value + 1, 0), (0, value + 1), (value, 1), (MAX, 0)))
    return _both(scene, name, caller, deposit, reserve, value)


@provokes(BOTH, Reason.ADDITION_OVERFLOW)
def fund_sum_without_end(scene: Scene, name: str) -> Proposal:
    """Fund a sum beyond the range of integers, which is the ETH sent when it wraps around."""
    caller = scene.actor()
    value = min(_some_eth(scene, caller), 10**18)
    return _both(scene, name, caller, MAX, value + 1, value)


@provokes(("unlock", "withdraw"), Reason.NO_SENDER_FUNDS)
def use_no_funds(scene: Scene, name: str) -> Proposal:
    """Ask for funds that do not exist."""
    funded = scene.funded()
    callers = [actor for actor in scene.actors if actor not in funded] or ["owner"]
    return scene.act(name, scene.pick(callers))


@provokes("unlock", Reason.UNLOCK_ALREADY_STARTED)
def unlock_again(scene: Scene, name: str) -> Recipe:
    """Ask twice."""
    funded = scene.funded()
    caller = scene.pick(funded) if funded else scene.actor()
    if not scene.sender(caller).withdraw_round:
        yield scene.act(name, caller)
    yield scene.act(name, caller)


@provokes(("cancel_unlock", "withdraw"), Reason.NO_UNLOCK)
def use_no_unlock(scene: Scene, name: str) -> Proposal:
    """Cancel or finish an unlock that was not started."""
    candidates = scene.funded() if name == "withdraw" else scene.actors
    callers = [caller for caller in candidates if not scene.sender(caller).withdraw_round]
    return scene.act(name, scene.pick(callers)) if callers else None


@provokes("withdraw", Reason.FUNDS_LOCKED)
def withdraw_too_early(scene: Scene, name: str) -> Recipe:
    """Withdraw before the unlock period has passed."""
    funded = scene.funded()
    caller = scene.pick(funded) if funded else scene.actor()
    if not scene.sender(caller).withdraw_round:
        yield scene.act("unlock", caller)
    yield scene.act(name, caller)


@provokes("withdraw", Reason.NOT_BONDING_MANAGER_OR_BROKER, Reason.NO_DATA)
def withdraw_unpaid(scene: Scene, name: str) -> Recipe:
    """Withdraw when the Minter does not know the TicketBroker any more, or is not there."""
    caller = next((caller for caller in scene.funded() if scene.sender(caller).withdraw_round), scene.actor())
    if not scene.sender(caller).withdraw_round:
        yield scene.act("fund_deposit", caller, value=min(1, scene.eth(caller)))
        yield scene.act("unlock", caller)
    rounds = scene.sender(caller).withdraw_round - scene.current
    if 0 < rounds < 20:
        yield Action("advance_rounds", "", (rounds, 0))
    broken = scene.pick(("JobsManager", "Minter"))
    before = scene.name(scene.registered(broken))
    yield scene.register(broken, scene.actor())
    yield scene.act(name, caller)
    yield scene.register(broken, before)


@provokes(
    ("fund_deposit", "fund_reserve", *BOTH),
    Reason.NOT_MINTER_OR_BROKER,
)
def fund_through_stranger(scene: Scene, name: str) -> Recipe:
    """Fund when the Minter does not know the TicketBroker any more."""
    caller = scene.actor()
    before = scene.name(scene.registered("JobsManager"))
    yield scene.register("JobsManager", scene.pick(("null", "BondingManager", caller)))
    if name in BOTH:
        yield _both(scene, name, caller, 0, 1, 1)
    else:
        yield scene.act(name, caller, value=1)
    yield scene.register("JobsManager", before)
