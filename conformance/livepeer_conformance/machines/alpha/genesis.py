"""The faucet, and the distribution of tokens at the genesis, which has a token of its own."""

from typing import Any

from livepeer_conformance.machines.alpha.registering import proposes, provokes
from livepeer_conformance.machines.alpha.scene import AlphaScene
from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.scene import LPT, MAX
from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import Reason

GRANTS = ("add_team_grant", "add_investor_grant")
STAGED = ("set_allocations", "start_genesis", *GRANTS, "add_community_grant", "end_genesis")
OWNED = (*STAGED, "add_to_whitelist", "remove_from_whitelist")
OWNERSHIPS = ("transfer_faucet_ownership", "transfer_genesis_ownership", "transfer_vesting_ownership")
SUPPLY = (1000 * LPT, 600 * LPT, 100 * LPT, 100 * LPT, 100 * LPT, 100 * LPT)
"""Initial supply, and the parts of crowd, company, team, investors and community: too little for the MerkleMine."""


def grants(scene: AlphaScene, kind: str) -> list[str]:
    """Vestings or time locks that exist."""
    names = (f"grant-{number}" for number in range(1, 1 + min(9, scene.state.genesis.grants_created)))
    return [name for name in names if scene.state.genesis.answers(kind, scene.address(name))]


def _manager(scene: AlphaScene) -> str:
    return scene.name(scene.state.genesis.owner)


def _grant(scene: AlphaScene, name: str, receiver: str, amount: int) -> Action:
    if name == "add_community_grant":
        return scene.act(name, _manager(scene), receiver, amount)
    cliff = scene.below(1000)
    return scene.act(name, _manager(scene), receiver, amount, cliff, cliff + scene.below(5000))


# The faucet.


@proposes("request", family="genesis", weight=6)
def ask_faucet(scene: AlphaScene, name: str) -> Proposal:
    """Ask for LPT, whether one has to wait or not."""
    return scene.act(name, scene.actor())


@proposes("add_to_whitelist", "remove_from_whitelist", family="genesis", weight=2)
def change_whitelist(scene: AlphaScene, name: str) -> Proposal:
    """Let an account ask without waiting, or not any more."""
    return scene.act(name, scene.name(scene.state.faucet.owner), scene.actor())


# The genesis.


@proposes("set_allocations", "start_genesis", "end_genesis", family="genesis", weight=15)
def go_on(scene: AlphaScene, name: str) -> Recipe:
    """Take the genesis to its next stage, mostly with everything allocated."""
    genesis = scene.state.genesis
    if genesis.stage == 0:
        if scene.chance(0.9):
            yield scene.act("set_allocations", _manager(scene), *_supply(scene))
        yield scene.act("start_genesis", _manager(scene))
    elif genesis.stage == 1 and scene.chance(0.5):
        yield scene.act("end_genesis", _manager(scene))
        yield scene.act("start_mine", scene.actor())


def _supply(scene: AlphaScene) -> tuple[int, ...]:
    """Allocations whose part of the crowd is what the MerkleMine gives out."""
    crowd = scene.state.genesis.mine.total_genesis_tokens
    return (crowd + 400 * LPT, crowd, 100 * LPT, 100 * LPT, 100 * LPT, 100 * LPT)


@proposes(*GRANTS, "add_community_grant", family="genesis", weight=18)
def grant(scene: AlphaScene, name: str) -> Proposal:
    """Grant tokens to an actor."""
    if scene.state.genesis.stage != 1:
        return None
    return _grant(scene, name, scene.actor(), scene.amount(40 * LPT))


@proposes("release", "revoke", "transfer_vesting_ownership", family="genesis", weight=9)
def use_vesting(scene: AlphaScene, name: str) -> Proposal:
    """Take what has vested, or end a vesting."""
    found = grants(scene, "TokenVesting")
    if not found:
        return None
    at = scene.pick(found)
    owner = scene.name(scene.state.genesis.vestings[scene.address(at)].owner)
    if name == "transfer_vesting_ownership":
        return scene.act(name, owner, scene.actor(), at=at)
    return scene.act(name, owner if name == "revoke" else scene.actor(), "GenesisToken", at=at)


@proposes("release_time_lock", family="genesis", weight=4)
def use_time_lock(scene: AlphaScene, name: str) -> Proposal:
    """Take what was locked until grants start."""
    found = grants(scene, "TokenTimelock")
    return scene.act(name, scene.actor(), at=scene.pick(found)) if found else None


@proposes("start_mine", family="genesis", weight=3)
def start_mine(scene: AlphaScene, name: str) -> Proposal:
    """Begin to give tokens out."""
    return scene.act(name, scene.actor()) if scene.state.genesis.stage == 2 else None


@proposes("generate", family="genesis", weight=10)
def generate(scene: AlphaScene, name: str) -> Proposal:
    """Get the tokens of an actor, one's own or another's."""
    recipient = scene.actor()
    return scene.act(name, recipient if scene.chance(0.5) else scene.actor(), recipient, f"recipients:{recipient}")


@proposes("generate", family="genesis", weight=3)
def generate_for_share(scene: AlphaScene, name: str) -> Proposal:
    """Wait until third parties get a share, and get another's tokens."""
    mine = scene.state.genesis.mine
    return _generate_for_share(scene, name) if mine.started else None


def _generate_for_share(scene: AlphaScene, name: str) -> Recipe:
    mine = scene.state.genesis.mine
    start, end = mine.caller_allocation_start_block, mine.caller_allocation_end_block
    left = scene.pick((start, start + (end - start) // 2, end)) - scene.block
    if left > 0:
        yield Action("advance_blocks", "", (left,))
    recipient = scene.actor()
    yield scene.act(name, scene.another(recipient), recipient, f"recipients:{recipient}")


@proposes(*OWNERSHIPS[:2], family="genesis", weight=2)
def change_owner(scene: AlphaScene, name: str) -> Recipe:
    """Let an actor own the faucet or the genesis for a moment."""
    record = scene.state.faucet if name == OWNERSHIPS[0] else scene.state.genesis
    owner, actor = scene.name(record.owner), scene.actor()
    yield scene.act(name, owner, actor)
    yield scene.act(name, actor, owner)


# Rejections.


@provokes("request", Reason.FAUCET_WAIT)
def ask_again(scene: AlphaScene, name: str) -> Recipe:
    """Ask twice in a row."""
    faucet = scene.state.faucet
    caller = scene.actor()
    if faucet.is_whitelisted[scene.address(caller)]:
        yield scene.act("remove_from_whitelist", scene.name(faucet.owner), caller)
    yield scene.act(name, caller)
    yield scene.act(name, caller)


@provokes("request", Reason.TRANSFER_EXCEEDS_BALANCE)
def ask_empty_faucet(scene: AlphaScene, name: str) -> Proposal:
    """Ask for more than the faucet has."""
    return _ask_empty_faucet(scene, name) if scene.can_impersonate else None


def _ask_empty_faucet(scene: AlphaScene, name: str) -> Recipe:
    amount, caller = scene.lpt("LivepeerTokenFaucet"), scene.actor()
    yield scene.act("add_to_whitelist", scene.name(scene.state.faucet.owner), caller)
    yield scene.act("transfer", "LivepeerTokenFaucet", caller, amount)
    yield scene.act(name, caller)
    yield scene.act("transfer", caller, "LivepeerTokenFaucet", amount)


@provokes(STAGED, Reason.WRONG_GENESIS_STAGE)
def act_in_wrong_stage(scene: AlphaScene, name: str) -> Proposal:
    """Do what belongs to another stage of the genesis."""
    early = name in ("set_allocations", "start_genesis")
    if (scene.state.genesis.stage == 0) == early:
        return None
    if name == "set_allocations":
        return scene.act(name, _manager(scene), *SUPPLY)
    if name in ("start_genesis", "end_genesis"):
        return scene.act(name, _manager(scene))
    return _grant(scene, name, scene.actor(), 1)


@provokes(OWNED, Reason.NOT_OWNER)
def act_without_owning(scene: AlphaScene, name: str) -> Proposal:
    """Do what is the owner's."""
    if name == "set_allocations":
        return scene.act(name, scene.actor(), *SUPPLY)
    if name in ("start_genesis", "end_genesis"):
        return scene.act(name, scene.actor())
    return scene.act(name, scene.actor(), scene.actor(), *((1, 0, 0) if name.endswith("_grant") else ()))


@provokes((*OWNERSHIPS, "revoke"), Reason.NOT_OWNER)
def give_away_of_another(scene: AlphaScene, name: str) -> Proposal:
    """Give away, or end, what one does not own."""
    found = grants(scene, "TokenVesting")
    if name in OWNERSHIPS[:2]:
        return scene.act(name, scene.actor(), scene.actor())
    argument = "GenesisToken" if name == "revoke" else scene.actor()
    return scene.act(name, scene.actor(), argument, at=scene.pick(found)) if found else None


@provokes(OWNERSHIPS, Reason.NEW_OWNER_NULL)
def give_to_nobody(scene: AlphaScene, name: str) -> Proposal:
    """Give the faucet, the genesis or a vesting to the null address."""
    if name == OWNERSHIPS[0]:
        return scene.act(name, scene.name(scene.state.faucet.owner), "null")
    if name == OWNERSHIPS[1]:
        return scene.act(name, _manager(scene), "null")
    found = grants(scene, "TokenVesting")
    if not found:
        return None
    at = scene.pick(found)
    return scene.act(name, scene.name(scene.state.genesis.vestings[scene.address(at)].owner), "null", at=at)


@provokes("set_allocations", Reason.ALLOCATIONS_MISMATCH, Reason.ADDITION_OVERFLOW)
def allocate_wrongly(scene: AlphaScene, name: str) -> Proposal:
    """Parts that are not the whole, or more than a word holds."""
    if scene.state.genesis.stage:
        return None
    wrong = scene.pick(((SUPPLY[0] + 1, *SUPPLY[1:]), (0, MAX, 1, 0, 0, 0), (5, MAX, 0, 0, 0, 6)))
    return scene.act(name, _manager(scene), *wrong)


def _start(scene: AlphaScene) -> Recipe:
    if scene.state.genesis.stage == 0:
        yield scene.act("set_allocations", _manager(scene), *_supply(scene))
        yield scene.act("start_genesis", _manager(scene))


def _complete(scene: AlphaScene) -> Recipe:
    """Take the genesis to its end, and begin to give tokens out."""
    yield from _start(scene)
    if scene.state.genesis.stage == 1:
        yield scene.act("end_genesis", _manager(scene))
    if not scene.state.genesis.mine.started:
        yield scene.act("start_mine", scene.actor())


@provokes((*GRANTS, "add_community_grant"), Reason.GRANTS_EXCEED_SUPPLY, Reason.ADDITION_OVERFLOW)
def grant_too_much(scene: AlphaScene, name: str) -> Recipe:
    """Grant more than was allocated."""
    yield from _start(scene)
    yield _grant(scene, name, scene.actor(), scene.pick((1, 100 * LPT)))
    yield _grant(scene, name, scene.actor(), scene.pick((100 * LPT + 1, MAX, MAX)))


@provokes((*GRANTS, "add_community_grant"), Reason.GRANT_EXISTS)
def grant_twice(scene: AlphaScene, name: str) -> Recipe:
    """Grant to the same account twice."""
    receiver = scene.actor()
    yield from _start(scene)
    yield _grant(scene, name, receiver, 1)
    yield _grant(scene, name, receiver, 1)


@provokes(GRANTS, Reason.BENEFICIARY_NULL, Reason.CLIFF_AFTER_VESTING)
def grant_nonsense(scene: AlphaScene, name: str) -> Recipe:
    """Let tokens vest for nobody, or with a cliff behind the end."""
    yield from _start(scene)
    arguments = scene.pick((("null", 1, 0, 1), (scene.actor(), 1, 10, 9)))
    yield scene.act(name, _manager(scene), *arguments)


@provokes("release", Reason.NOTHING_TO_RELEASE)
def release_nothing(scene: AlphaScene, name: str) -> Proposal:
    """Take what has vested, twice in a row."""
    found = grants(scene, "TokenVesting")
    return _twice(scene, name, scene.pick(found)) if found else None


def _twice(scene: AlphaScene, name: str, at: str) -> Recipe:
    for _ in range(2):
        yield scene.act(name, scene.actor(), scene.pick(("GenesisToken", "LivepeerToken")), at=at)


@provokes("revoke", Reason.ALREADY_REVOKED)
def revoke_twice(scene: AlphaScene, name: str) -> Proposal:
    """End a vesting twice."""
    found = grants(scene, "TokenVesting")
    return _revoke_twice(scene, name, scene.pick(found)) if found else None


def _revoke_twice(scene: AlphaScene, name: str, at: str) -> Recipe:
    owner = scene.name(scene.state.genesis.vestings[scene.address(at)].owner)
    yield scene.act(name, owner, "GenesisToken", at=at)
    yield scene.act(name, owner, "GenesisToken", at=at)


@provokes(("release", "revoke"), Reason.NO_DATA)
def use_vesting_of_no_token(scene: AlphaScene, name: str) -> Proposal:
    """Ask about a token that is none."""
    found = grants(scene, "TokenVesting")
    if not found:
        return None
    at = scene.pick(found)
    owner = scene.name(scene.state.genesis.vestings[scene.address(at)].owner)
    return scene.act(name, owner, scene.pick(("null", "alice", "Minter")), at=at)


@provokes("release_time_lock", Reason.RELEASE_TIME_NOT_REACHED, Reason.NO_DATA)
@provokes("transfer_vesting_ownership", Reason.NEW_OWNER_NULL, Reason.NO_DATA)
@provokes(("release", "revoke"), Reason.NO_DATA, Reason.NOTHING_TO_RELEASE)
def use_grant_wrongly(scene: AlphaScene, name: str) -> Recipe:
    """Use a grant too early, with ETH, or to give it to nobody."""
    yield from _start(scene)
    kind = "TokenTimelock" if name == "release_time_lock" else "TokenVesting"
    if not grants(scene, kind):
        made = "add_community_grant" if kind == "TokenTimelock" else scene.pick(GRANTS)
        yield _grant(scene, made, scene.actor(), 1)
    for at in grants(scene, kind)[:1]:
        owner = scene.actor() if kind == "TokenTimelock" else scene.name(_vesting(scene, at).owner)
        argument = {"release_time_lock": (), "transfer_vesting_ownership": ("null",)}.get(name, ("GenesisToken",))
        yield scene.act(name, owner, *argument, at=at)
        if owner in scene.actors or owner == "owner":
            yield scene.act(name, owner, *argument, value=1, at=at)


def _vesting(scene: AlphaScene, at: str) -> Any:
    return scene.state.genesis.vestings[scene.address(at)]


@provokes("start_mine", Reason.MINE_UNDERFUNDED)
def start_mine_empty(scene: AlphaScene, name: str) -> Proposal:
    """Begin before all tokens are there."""
    return scene.act(name, scene.actor()) if scene.state.genesis.stage < 2 else None


@provokes("start_mine", Reason.MINE_STARTED)
def start_mine_again(scene: AlphaScene, name: str) -> Recipe:
    """Begin again."""
    yield from _complete(scene)
    yield scene.act(name, scene.actor())


@provokes("generate", Reason.MINE_NOT_STARTED)
def generate_too_soon(scene: AlphaScene, name: str) -> Proposal:
    """Get tokens before they are given out."""
    recipient = scene.actor()
    return scene.act(name, recipient, recipient, f"recipients:{recipient}")


@provokes("generate", Reason.ALREADY_GENERATED)
def generate_twice(scene: AlphaScene, name: str) -> Recipe:
    """Get tokens twice."""
    yield from _complete(scene)
    recipient = scene.actor()
    yield scene.act(name, recipient, recipient, f"recipients:{recipient}")
    yield scene.act(name, recipient, recipient, f"recipients:{recipient}")


@provokes("generate", Reason.INVALID_GENESIS_PROOF)
def generate_without_proof(scene: AlphaScene, name: str) -> Recipe:
    """Get tokens with another's proof, or for an account that is none of the recipients."""
    yield from _complete(scene)
    recipient = scene.actor()
    other = scene.another(recipient)
    yield scene.act(name, recipient, *scene.pick(((recipient, f"recipients:{other}"), ("owner", "0x"))))


@provokes("generate", Reason.CALLER_TOO_EARLY)
def generate_too_early(scene: AlphaScene, name: str) -> Recipe:
    """Get another's tokens before third parties get a share."""
    yield from _complete(scene)
    recipient = scene.actor()
    yield scene.act(name, scene.another(recipient), recipient, f"recipients:{recipient}")


@provokes("generate", Reason.TRANSFER_EXCEEDS_BALANCE)
def generate_from_nothing(scene: AlphaScene, name: str) -> Proposal:
    """Get tokens that the MerkleMine has sent elsewhere."""
    return _generate_from_nothing(scene, name) if scene.can_impersonate else None


def _generate_from_nothing(scene: AlphaScene, name: str) -> Recipe:
    yield from _complete(scene)
    tokens = scene.state.tokens[scene.address("GenesisToken")].balances[scene.address("MerkleMine")]
    recipient = scene.actor()
    yield Action("transfer", "MerkleMine", (recipient, tokens), at="GenesisToken")
    for actor in scene.actors:
        yield scene.act(name, actor, actor, f"recipients:{actor}")
    yield Action("transfer", recipient, ("MerkleMine", tokens), at="GenesisToken")
