"""Amounts so large that arithmetic ends: most of these recipes wait for the end of a sequence, which they spoil."""

from livepeer_conformance.machines.proposals.delegators import (
    ALL_BOND,
    ALL_UNBOND,
    REBOND,
    REBOND_FROM_UNBONDED,
    UNBOND,
    ripen,
)
from livepeer_conformance.machines.proposals.orchestrators import REWARD
from livepeer_conformance.machines.proposals.registering import provokes
from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.scene import MAX, Scene
from livepeer_conformance.model.action import Action, TicketPlan
from livepeer_spec.rejection import Reason

CLAIMING = (*ALL_BOND, *ALL_UNBOND, *REBOND, *REBOND_FROM_UNBONDED, "withdraw_fees", "claim_earnings")
"""Transactions that claim the caller's earnings first."""

_OVERSTAKE = 2**200
"""LPTU whose product with a factor in parts of 10^27 exceeds 256 bits."""


def _mint(scene: Scene, recipient: str, amount: int) -> Recipe:
    if "grant_role" in scene.transactions:
        yield scene.act("grant_role", "owner", "role:MINTER_ROLE", "owner")
        yield scene.act("mint", "owner", recipient, amount)
    else:
        yield scene.act("mint", scene.minter, recipient, amount)


def _possible(scene: Scene) -> bool:
    return ("grant_role" in scene.transactions) or scene.can_impersonate


def _attempt(scene: Scene, name: str, caller: str) -> Action:
    """A transaction that would do little if the caller's earnings could be claimed."""
    if name == "bond_for_with_hint":
        return scene.act(name, caller, 1, caller, caller)
    if name in ALL_BOND:
        return scene.act(name, caller, 1, caller)
    if name == "transfer_bond":
        return scene.act(name, caller, scene.actor(), 1)
    if name in REBOND_FROM_UNBONDED:
        return scene.act(name, caller, caller, 0)
    if name == "claim_earnings":
        return scene.act(name, caller, scene.current)
    if name == "withdraw_fees":
        return scene.act(name, caller, *((caller, 0) if scene.transactions[name].parameters else ()))
    if name == "create_poll":
        return scene.act(name, caller, "0x01")
    return scene.act(name, caller, *((0,) if name in (*UNBOND, *REBOND) else ()))


@provokes((*CLAIMING, "create_poll"), Reason.MULTIPLICATION_OVERFLOW, late=True)
def claim_for_too_much_stake(scene: Scene, name: str) -> Proposal:
    """Bond so much that no earnings can be computed in the next round."""
    callers = scene.unbonded() or scene.registered_orchestrators()
    if not callers or not _possible(scene):
        return None
    return _overstake(scene, name, scene.pick(callers))


def _overstake(scene: Scene, name: str, caller: str) -> Recipe:
    yield from _mint(scene, caller, _OVERSTAKE)
    yield Action("approve", caller, ("BondingManager", MAX))
    yield scene.act("bond", caller, _OVERSTAKE, caller)
    yield Action("advance_rounds", "", (1, 0))
    yield Action("initialize_round", caller)
    yield _attempt(scene, name, caller)


@provokes((*CLAIMING, "create_poll"), Reason.ADDITION_OVERFLOW, late=True)
def claim_too_many_fees(scene: Scene, name: str) -> Proposal:
    """Let an orchestrator that keeps all fees earn more of them than fit into a word."""
    callers = [caller for caller in scene.active() if caller in scene.registered_orchestrators()]
    return _overpay(scene, name, scene.pick(callers)) if callers and scene.can_impersonate else None


def _overpay(scene: Scene, name: str, caller: str) -> Recipe:
    yield from overpaying(scene, caller)
    yield _attempt(scene, name, caller)


def overpaying(scene: Scene, caller: str) -> Recipe:
    """Bring about that an orchestrator's fees do not fit into a word when it claims."""
    yield from _keep_all_fees(scene, caller)
    yield Action("update_transcoder_with_fees", "TicketBroker", (caller, 2**255, 0))
    yield scene.act("claim_earnings", caller, scene.current)
    yield Action("advance_rounds", "", (1, 0))
    yield Action("initialize_round", caller)
    yield Action("update_transcoder_with_fees", "TicketBroker", (caller, 2**255, 0))


@provokes((*REWARD, "create_reward"), Reason.ADDITION_OVERFLOW, late=True)
def mint_last_token(scene: Scene, name: str) -> Proposal:
    """Ask for rewards when the supply cannot grow any more."""
    current = scene.current
    callers = [caller for caller in scene.active() if scene.transcoder(caller).last_reward_round != current]
    if not _possible(scene) or not callers or not scene.can_impersonate:
        return None
    return _mint_last_token(scene, name, scene.pick(callers))


def _mint_last_token(scene: Scene, name: str, caller: str) -> Recipe:
    yield from _mint(scene, scene.actor(), MAX - scene.state.token.total_supply)
    if name == "create_reward":
        yield scene.act(name, "BondingManager", 1, 2, at=scene.minter)
    else:
        yield scene.act(name, caller)


@provokes(("initialize_round", "set_current_reward_tokens"), Reason.MULTIPLICATION_OVERFLOW, late=True)
def inflate_largest_supply(scene: Scene, name: str) -> Proposal:
    """Allot a round's tokens when the supply is nearly all that fits into a word."""
    if not _possible(scene) or (name == "set_current_reward_tokens" and not scene.can_impersonate):
        return None
    return _inflate_largest_supply(scene, name)


def _inflate_largest_supply(scene: Scene, name: str) -> Recipe:
    yield from _mint(scene, scene.actor(), MAX - scene.state.token.total_supply)
    if name == "set_current_reward_tokens":
        yield Action(name, "RoundsManager", at=scene.minter)
    else:
        yield Action("advance_rounds", "", (1, 0))
        yield Action(name, scene.actor())


@provokes(REWARD, Reason.MULTIPLICATION_OVERFLOW, late=True)
def reward_too_much_stake(scene: Scene, name: str) -> Proposal:
    """Ask for rewards of a stake whose product with the round's tokens exceeds 256 bits."""
    callers = scene.unbonded() or scene.registered_orchestrators()
    return _overstake(scene, name, scene.pick(callers)) if callers and _possible(scene) else None


@provokes("redeem_winning_ticket", Reason.ADDITION_OVERFLOW, late=True)
def redeem_for_overpaid(scene: Scene, name: str) -> Proposal:
    """Pay an orchestrator that earned nearly all ETH that fits into a word."""
    callers = [caller for caller in scene.active() if caller in scene.registered_orchestrators()]
    return _redeem_for_overpaid(scene, name, scene.pick(callers)) if callers and scene.can_impersonate else None


def _redeem_for_overpaid(scene: Scene, name: str, recipient: str) -> Recipe:
    yield from _keep_all_fees(scene, recipient)
    room = MAX - scene.transcoder(recipient).cumulative_fees
    yield Action("update_transcoder_with_fees", "TicketBroker", (recipient, room, 0))
    yield from _redeem_from_new_deposit(scene, name, recipient, 10)


def _keep_all_fees(scene: Scene, orchestrator: str) -> Recipe:
    """Go to the next round, in which an orchestrator shares no fees."""
    if scene.transcoder(orchestrator).last_reward_round != scene.current:
        yield scene.act("reward", orchestrator)
    yield Action("transcoder", orchestrator, (0, 0))
    yield Action("advance_rounds", "", (1, 0))
    yield Action("initialize_round", orchestrator)


def _redeem_from_new_deposit(scene: Scene, name: str, recipient: str, amount: int) -> Recipe:
    sender = max(scene.actors, key=scene.eth)
    amount = min(amount, scene.eth(sender))
    yield scene.act("fund_deposit", sender, value=amount)
    yield Action(name, scene.actor(), (TicketPlan(sender, recipient, amount, nonce=scene.below(2**32)),))


@provokes("redeem_winning_ticket", Reason.MULTIPLICATION_OVERFLOW, late=True)
def redeem_for_smallest_stake(scene: Scene, name: str) -> Proposal:
    """Pay so much to an orchestrator with a stake of one base unit that its fee factor exceeds 256 bits."""
    callers = [caller for caller in scene.unbonded() if not scene.delegator(caller).delegated_amount]
    callers = [caller for caller in callers if scene.lpt(caller)]
    return _redeem_for_smallest_stake(scene, name, scene.pick(callers)) if callers else None


def _redeem_for_smallest_stake(scene: Scene, name: str, recipient: str) -> Recipe:
    pool = scene.state.bonding.pool
    if pool.size == pool.max_size:
        yield Action("set_num_active_transcoders", scene.owner, (pool.max_size + 1,))
    yield Action("approve", recipient, ("BondingManager", 1))
    yield scene.act("bond", recipient, 1, recipient)
    yield Action("transcoder", recipient, (0, 10**6))
    yield Action("advance_rounds", "", (1, 0))
    yield Action("initialize_round", recipient)
    yield from _redeem_from_new_deposit(scene, name, recipient, 5 * 10**23)


@provokes("update_transcoder_with_fees", Reason.ADDITION_OVERFLOW, late=True)
def credit_overpaid(scene: Scene, name: str) -> Proposal:
    """Credit fees to an orchestrator that earned nearly all ETH that fits into a word."""
    recipients = [recipient for recipient in scene.active() if recipient in scene.registered_orchestrators()]
    if not recipients or not scene.can_impersonate:
        return None
    return _credit_overpaid(scene, name, scene.pick(recipients))


def _credit_overpaid(scene: Scene, name: str, recipient: str) -> Recipe:
    yield from _keep_all_fees(scene, recipient)
    for _ in range(2):
        yield Action(name, "TicketBroker", (recipient, 2**255, 0))


@provokes("unlock", Reason.ADDITION_OVERFLOW)
def unlock_beyond_last_round(scene: Scene, name: str) -> Recipe:
    """Ask for funds that are locked beyond the last round there is."""
    period = scene.state.broker.unlock_period
    funded = [sender for sender in scene.funded() if not scene.sender(sender).withdraw_round]
    yield Action("set_unlock_period", scene.owner, (MAX,))
    yield scene.act(name, scene.pick(funded) if funded else scene.actor())
    yield Action("set_unlock_period", scene.owner, (period,))


@provokes("withdraw_stake", Reason.TRANSFER_EXCEEDS_BALANCE, Reason.SUBTRACTION_UNDERFLOW, late=True)
@provokes("slash_transcoder", Reason.TRANSFER_EXCEEDS_BALANCE, Reason.BURN_EXCEEDS_BALANCE, late=True)
def empty_minter(scene: Scene, name: str) -> Proposal:
    """Ask for stake when the Minter's tokens are gone."""
    if not scene.can_impersonate:
        return None
    return _empty_minter(scene, name)


def _empty_minter(scene: Scene, name: str) -> Recipe:
    minter, withdrawn = scene.minter, []
    if name == "withdraw_stake":
        bonded = scene.bonded()
        caller = scene.pick(bonded) if bonded else scene.actor()
        yield from ripen(scene, caller)
        withdrawn = [scene.act(name, caller, max(scene.delegator(caller).next_unbonding_lock_id - 1, 0))]
    everything = scene.lpt(minter)
    yield Action("trusted_transfer_tokens", "BondingManager", (scene.actor(), everything), at=minter)
    if withdrawn:
        yield withdrawn[0]
        return
    bonded = scene.with_bond()
    offender = scene.pick(bonded) if bonded else scene.actor()
    yield scene.register("Verifier", "verifier")
    if "grant_role" in scene.transactions:
        yield scene.act("grant_role", "owner", "role:BURNER_ROLE", minter)
    yield scene.act(name, "verifier", offender, scene.pick(("null", scene.actor())), 10**6, 500_000)
