"""What most of the whitepaper's sequences begin with: candidates, delegators behind them, deposits and jobs."""

from collections.abc import Iterator

from livepeer_conformance.machines.scene import MAX
from livepeer_conformance.machines.whitepaper.jobs import new_job
from livepeer_conformance.machines.whitepaper.scene import WhitepaperScene
from livepeer_conformance.model.action import Action


def prelude(scene: WhitepaperScene) -> Iterator[Action]:
    """Set the scene; who does what and how much differs from sequence to sequence."""
    actors = scene.actors
    yield Action("initialize_round", scene.actor())
    if scene.config.regime == "huge" and scene.can_impersonate:
        for name in actors[:3]:
            amount = 2 ** (96 + scene.below(120)) if scene.chance(0.9) else MAX // 8
            yield Action("mint", "BondingManager", (name, amount))
    for name in actors:
        yield Action("approve", name, ("BondingManager", MAX if scene.chance(0.8) else scene.amount(scene.lpt(name))))
    candidates = actors[: 2 + scene.below(len(actors) - 1)]
    for name in candidates:
        yield scene.act("bond", name, _stake(scene, name), name)
        yield scene.act("transcoder", name, scene.fraction(), scene.fraction(), scene.below(50))
    for name in actors[len(candidates) :]:
        yield scene.act("bond", name, _stake(scene, name), scene.pick(candidates))
    if scene.chance(0.9):
        yield Action("advance_rounds", "", (1, 0))
        yield Action("initialize_round", scene.actor())
        for name in scene.active():
            if scene.chance(0.8):
                yield scene.act("transcode_availability", name)
    for _ in range(1 + scene.below(2)):
        name = scene.actor()
        yield scene.act("deposit", name, value=scene.amount(scene.eth(name) // 8))
        yield new_job(scene, name)


def _stake(scene: WhitepaperScene, name: str) -> int:
    return scene.amount(max(scene.lpt(name) // 2, 1))
