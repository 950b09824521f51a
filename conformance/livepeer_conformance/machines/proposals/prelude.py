"""What most sequences begin with: the round is initialized, accounts are approved, bonded and funded."""

from collections.abc import Iterator

from livepeer_conformance.machines.scene import MAX, Scene
from livepeer_conformance.model.action import Action


def prelude(scene: Scene) -> Iterator[Action]:
    """Set the scene; who does what and how much differs from sequence to sequence."""
    actors = scene.actors
    yield Action("initialize_round", scene.actor())
    if scene.config.regime == "huge":
        yield from _mint_huge_amounts(scene)
    for name in actors:
        yield Action("approve", name, ("BondingManager", MAX if scene.chance(0.8) else scene.amount(scene.lpt(name))))
    orchestrators = actors[: 2 + scene.below(len(actors) - 1)]
    for name in orchestrators:
        yield scene.act("bond", name, _stake(scene, name), name)
        yield scene.act("transcoder", name, scene.fraction(), scene.fraction())
    for name in actors[len(orchestrators) :]:
        yield scene.act("bond", name, _stake(scene, name), scene.pick(orchestrators))
    for _ in range(1 + scene.below(2)):
        name = scene.actor()
        deposit, reserve = scene.amount(scene.eth(name) // 8), scene.amount(scene.eth(name) // 8)
        yield scene.act("fund_deposit_and_reserve", name, deposit, reserve, value=deposit + reserve)
    if scene.chance(0.8):
        yield Action("advance_rounds", "", (1, 0))
        yield Action("initialize_round", scene.actor())


def _stake(scene: Scene, name: str) -> int:
    return scene.amount(max(scene.lpt(name) // 2, 1))


def _mint_huge_amounts(scene: Scene) -> Iterator[Action]:
    """Amounts with which products exceed 256 bits, sooner or later."""
    minter = "owner"
    if "grant_role" in scene.transactions:
        yield Action("grant_role", "owner", ("role:MINTER_ROLE", "owner"))
    elif scene.can_impersonate:
        minter = scene.minter
    for name in scene.actors[:3]:
        yield Action("mint", minter, (name, 2 ** (96 + scene.below(120)) if scene.chance(0.9) else MAX // 8))
