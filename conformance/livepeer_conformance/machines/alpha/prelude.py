"""What most of alpha's sequences begin with: accounts are bonded and registered, and broadcasters have jobs."""

from collections.abc import Iterator

from livepeer_conformance.machines.alpha.jobs import new_job
from livepeer_conformance.machines.alpha.scene import AlphaScene
from livepeer_conformance.machines.scene import MAX
from livepeer_conformance.model.action import Action


def prelude(scene: AlphaScene) -> Iterator[Action]:
    """Set the scene; who does what and how much differs from sequence to sequence."""
    actors = scene.actors
    yield Action("initialize_round", scene.actor())
    if scene.config.regime == "huge" and scene.can_impersonate:
        for name in actors[:3]:
            yield Action("mint", scene.minter, (name, 2 ** (96 + scene.below(120)) if scene.chance(0.9) else MAX // 8))
    for name in actors:
        yield Action("approve", name, ("BondingManager", MAX if scene.chance(0.8) else scene.amount(scene.lpt(name))))
    transcoders = actors[: 2 + scene.below(len(actors) - 1)]
    for name in transcoders:
        yield scene.act("bond", name, _stake(scene, name), name)
        yield scene.act("transcoder", name, scene.fraction(), scene.fraction(), scene.below(50))
    for name in actors[len(transcoders) :]:
        yield scene.act("bond", name, _stake(scene, name), scene.pick(transcoders))
    if scene.chance(0.9):
        yield Action("advance_rounds", "", (1, 0))
        yield Action("initialize_round", scene.actor())
    for _ in range(1 + scene.below(2)):
        name = scene.actor()
        yield scene.act("deposit", name, value=scene.amount(scene.eth(name) // 8))
        yield new_job(scene, name)


def _stake(scene: AlphaScene, name: str) -> int:
    return scene.amount(max(scene.lpt(name) // 2, 1))
