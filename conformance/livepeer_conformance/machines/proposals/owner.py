"""What the Controller's owner decides: parameters, pausing, ownership."""

from livepeer_conformance.machines.proposals.registering import proposes, provokes
from livepeer_conformance.machines.proposing import MEANWHILE, Proposal, Recipe
from livepeer_conformance.machines.scene import LPT, MAX, Scene
from livepeer_conformance.model.action import L1_SUPPLY_ACTION, Action
from livepeer_spec.rejection import Reason

_BOUNDS = {
    "set_target_bonding_rate": Reason.INVALID_TARGET_BONDING_RATE,
    "set_inflation_change": Reason.INVALID_INFLATION_CHANGE,
    "set_round_lock_amount": Reason.INVALID_ROUND_LOCK,
}


@proposes("set_unbonding_period", family="owner", weight=4)
def set_unbonding_period(scene: Scene, name: str) -> Proposal:
    """Change how long stake takes to leave."""
    return scene.act(name, scene.owner, scene.pick((0, 1, 2, 3, 7, 2**64 - 1) if scene.chance(0.2) else (1, 2, 3)))


@proposes("set_unlock_period", family="owner", weight=3)
def set_unlock_period(scene: Scene, name: str) -> Proposal:
    """Change how long broadcasters' funds take to leave."""
    return scene.act(name, scene.owner, scene.pick((0, 1, 2, 5)))


@proposes("set_ticket_validity_period", family="owner", weight=3)
def set_ticket_validity_period(scene: Scene, name: str) -> Proposal:
    """Change how long tickets can be redeemed."""
    return scene.act(name, scene.owner, scene.pick((1, 2, 2, 3, 10)))


@proposes("set_num_active_transcoders", family="owner", weight=3)
def set_num_active_transcoders(scene: Scene, name: str) -> Proposal:
    """Let the pool grow by a little."""
    size = scene.state.bonding.pool.max_size
    return scene.act(name, scene.owner, size + 1) if size < 5 else None


@proposes("set_target_bonding_rate", "set_inflation_change", family="owner", weight=6)
def set_inflation_parameter(scene: Scene, name: str) -> Proposal:
    """Change what the inflation aims at, or how fast it moves."""
    return scene.act(name, scene.owner, scene.pick((0, 1, 500_000, 10**6, 5 * 10**8, 10**9)))


@proposes("set_round_length", family="owner", weight=3)
def set_round_length(scene: Scene, name: str) -> Proposal:
    """Change how long rounds are; a shorter length can end several rounds at once."""
    return scene.act(name, scene.owner, scene.pick((10, 20, 33, 50, 50, 80)))


@proposes("set_round_lock_amount", family="owner", weight=2)
def set_round_lock_amount(scene: Scene, name: str) -> Proposal:
    """Change which part of rounds is locked."""
    return scene.act(name, scene.owner, scene.pick((0, 1, 50_000, 100_000, 500_000, 10**6)))


@proposes("set_lip_upgrade_round", family="owner", weight=2)
def set_lip_upgrade_round(scene: Scene, name: str) -> Proposal:
    """Record the round of a LIP that changes no rule here, or not soon."""
    lip, ahead = scene.pick(((52, 1), (52, 20), (73, 50), (77, 0), (83, -2), (100, 1)))
    return scene.act(name, scene.owner, lip, scene.current + ahead)


@proposes("set_max_earnings_claims_rounds", family="owner", weight=1)
def set_max_earnings_claims_rounds(scene: Scene, name: str) -> Proposal:
    """Change a limit that limits nothing any more."""
    return scene.act(name, scene.owner, scene.edge())


@proposes("execute_lip_77", family="owner", weight=1)
def execute_lip_77(scene: Scene, name: str) -> Proposal:
    """Correct the stake of the account that LIP-77 names."""
    return scene.act(name, scene.owner, scene.edge())


@proposes(L1_SUPPLY_ACTION, family="owner", weight=1)
def report_l1_supply(scene: Scene, name: str) -> Proposal:
    """Let another number of tokens be reported from L1; the next round's tokens are allotted by it."""
    return Action(name, "", (scene.pick((0, 1, LPT, 10**25, 2**128)),)) if scene.can_set_code else None


@provokes(("initialize_round", "set_current_reward_tokens"), Reason.ADDITION_OVERFLOW)
def report_largest_l1_supply(scene: Scene, name: str) -> Proposal:
    """Let so many tokens be reported from L1 that there are more in all than fit into a word."""
    return _report_largest_l1_supply(scene, name) if scene.can_set_code and scene.can_impersonate else None


def _report_largest_l1_supply(scene: Scene, name: str) -> Recipe:
    before = scene.state.l2_data.l1_circulating_supply
    if name == "initialize_round":
        yield Action("advance_rounds", "", (1, 0))
    yield Action(L1_SUPPLY_ACTION, "", (MAX,))
    if name == "initialize_round":
        yield Action(name, scene.actor())
    else:
        yield Action(name, "RoundsManager", at=scene.minter)
    yield Action(L1_SUPPLY_ACTION, "", (before,))


@proposes("pause", "unpause", family="owner", weight=4)
def pause_for_a_while(scene: Scene, name: str) -> Recipe:
    """Pause, let everybody try, and go on."""
    if not scene.state.controller.paused:
        yield Action("pause", scene.owner)
    for _ in range(scene.below(5)):
        yield MEANWHILE
    yield Action("unpause", scene.owner)


@proposes("transfer_controller_ownership", family="owner", weight=2)
def transfer_ownership(scene: Scene, name: str) -> Recipe:
    """Let an actor own the Controller for a while."""
    yield scene.act(name, scene.owner, scene.actor())
    for _ in range(scene.below(4)):
        yield MEANWHILE
    yield scene.act(name, scene.owner, "owner")


# Rejections.


@provokes(_BOUNDS, *_BOUNDS.values())
def set_beyond_one(scene: Scene, name: str) -> Proposal:
    """A fraction beyond one."""
    one = 10**6 if name == "set_round_lock_amount" or scene.upgrade == "streamflow" else 10**9
    return scene.act(name, scene.owner, scene.pick((one + 1, 10**9 + 1, MAX)))


@provokes("set_round_length", Reason.ZERO_ROUND_LENGTH)
@provokes("set_ticket_validity_period", Reason.ZERO_TICKET_VALIDITY)
def set_zero(scene: Scene, name: str) -> Proposal:
    """A length or period of nothing."""
    return scene.act(name, scene.owner, 0)


@provokes("set_num_active_transcoders", Reason.POOL_SIZE_NOT_INCREASED)
def shrink_pool(scene: Scene, name: str) -> Proposal:
    """A pool that is not larger than before."""
    return scene.act(name, scene.owner, scene.state.bonding.pool.max_size - scene.below(2))


@provokes("set_lip_upgrade_round", Reason.UPGRADE_ROUND_ALREADY_SET)
def set_upgrade_round_twice(scene: Scene, name: str) -> Recipe:
    """Record the round of a LIP a second time."""
    yield scene.act(name, scene.owner, 100, 7)
    yield scene.act(name, scene.owner, 100, scene.below(9))


@provokes("execute_lip_77", Reason.LIP_77_ALREADY_EXECUTED)
def execute_lip_77_twice(scene: Scene, name: str) -> Recipe:
    """Correct it a second time."""
    yield scene.act(name, scene.owner, 1)
    yield scene.act(name, scene.owner, scene.edge())


@provokes("initialize_round", Reason.NOT_ROUNDS_MANAGER)
def initialize_by_stranger(scene: Scene, name: str) -> Recipe:
    """Initialize a round when the BondingManager does not know the RoundsManager any more."""
    yield Action("advance_rounds", "", (1, 0))
    yield scene.register("RoundsManager", scene.actor())
    yield Action(name, scene.actor())
    yield scene.register("RoundsManager", "RoundsManager")


@provokes("initialize_round", Reason.PAST_LIP_73_ROUND, late=True)
def freeze(scene: Scene, name: str) -> Recipe:
    """Initialize a round after the protocol has moved; nothing more happens then."""
    yield scene.act("set_lip_upgrade_round", scene.owner, 73, scene.current + scene.below(2))
    yield Action("advance_rounds", "", (1, 0))
    yield Action(name, scene.actor())


@provokes("pause", Reason.PAUSED)
def pause_twice(scene: Scene, name: str) -> Recipe:
    """Pause what is paused."""
    yield Action("pause", scene.owner)
    yield Action("pause", scene.owner)
    yield Action("unpause", scene.owner)


@provokes("unpause", Reason.NOT_PAUSED)
def unpause_running(scene: Scene, name: str) -> Proposal:
    """Unpause what runs."""
    return Action("unpause", scene.owner) if not scene.state.controller.paused else None


@provokes("transfer_controller_ownership", Reason.NEW_OWNER_NULL)
def transfer_ownership_to_nobody(scene: Scene, name: str) -> Proposal:
    """Give the Controller to the null address."""
    return scene.act(name, scene.owner, "null")
