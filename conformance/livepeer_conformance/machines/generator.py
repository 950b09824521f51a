"""Which action comes next."""

from bisect import bisect
from functools import cache
from itertools import accumulate
from random import Random

from livepeer_conformance.invariants.governance import CORRECTIONS, spoils
from livepeer_conformance.machines import provocation
from livepeer_conformance.machines.offers import offers
from livepeer_conformance.machines.proposing import MEANWHILE, Proposal, Recipe
from livepeer_conformance.machines.repertoire import repertoire
from livepeer_conformance.machines.scene import Scene
from livepeer_conformance.model.action import Action
from livepeer_spec.primitives.types import Round
from livepeer_spec.rejection import Reason
from livepeer_spec.upgrades import upgrade

_TRIES = 6


@cache
def agenda(upgrade_name: str) -> tuple[tuple[str, Reason], ...]:
    """Every rejection that can be provoked, in one fixed random order."""
    pairs = [
        (kind.name, reason)
        for kind in upgrade(upgrade_name).catalogue.transactions.values()
        for reason in provocation.reasons(upgrade_name, kind)
    ]
    Random(0).shuffle(pairs)
    return tuple(pairs)


@cache
def late_agenda(upgrade_name: str) -> tuple[tuple[str, Reason], ...]:
    """The rejections whose provocation spoils what follows."""
    proposals = repertoire(upgrade_name).proposals
    return tuple(pair for pair in agenda(upgrade_name) if proposals.special(*pair, late=True))


class Generator:
    """The actions of one sequence, one at a time: each is to be applied before the next one is asked for."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        config = scene.config
        weights = dict(config.families)
        self._offers = [offer for offer in offers(scene.upgrade) if weights.get(offer.family)]
        totals = dict.fromkeys(weights, 0)
        for offer in self._offers:
            totals[offer.family] += offer.weight
        self._cumulative = list(
            accumulate(offer.weight * weights[offer.family] / totals[offer.family] for offer in self._offers)
        )
        self._contracts = frozenset(scene.state.deployed)
        self._agenda = agenda(scene.upgrade)
        self._late_agenda = late_agenda(scene.upgrade)
        self._next_item = config.agenda
        self._tried: Round = 0
        self._recipe: Recipe | None = scene.repertoire.prelude(scene) if config.prelude else None

    def next(self) -> Action:
        """The next action."""
        self._scene.steps_left -= 1
        return self._next()

    def _next(self) -> Action:
        if self._recipe is not None:
            action = next(self._recipe, None)
            if action is MEANWHILE:
                return self._single()
            if action is not None:
                return action
            self._recipe = None
        proposal = self._choose()
        if isinstance(proposal, Action):
            return proposal
        self._recipe = proposal
        return self._next()

    def _is_allowed(self, proposal: Action | Recipe) -> bool:
        """Whether a proposal fits an ordinary sequence: one action, which spoils nothing; recipes often do."""
        if not self._scene.config.ordinary:
            return True
        if not isinstance(proposal, Action):
            return False
        return proposal.name not in CORRECTIONS and not spoils(proposal, self._contracts)

    def _single(self) -> Action:
        """A proposal of one action."""
        for _ in range(_TRIES):
            proposal = self._ordinary()
            if isinstance(proposal, Action):
                return proposal
        return Action("advance_blocks", "", (1,))

    def _choose(self) -> Action | Recipe:
        for _ in range(_TRIES):
            proposal = self._time() or self._propose()
            if proposal is not None and self._is_allowed(proposal):
                return proposal
        return Action("advance_blocks", "", (1,))

    def _time(self) -> Action | None:
        scene, config = self._scene, self._scene.config
        if not scene.initialized:
            # A round that could not be initialized is tried again now and then only.
            patience = 0.9 if self._tried == scene.current else config.neglect
            if scene.chance(patience):
                return None
            self._tried = scene.current
            return Action("initialize_round", scene.actor())
        if not scene.chance(config.advance):
            return None
        if scene.chance(config.tail):
            return Action("advance_to_lock")
        if scene.chance(0.15):
            return Action("advance_blocks", "", (1 + scene.below(9),))
        if scene.chance(0.1):
            # The round's last block.
            return Action("advance_rounds", "", (0, scene.state.rounds.round_length - 1))
        rounds = 1 if scene.chance(0.8) else 2 + scene.below(4)
        return Action("advance_rounds", "", (rounds, 0 if scene.chance(0.6) else scene.below(10)))

    def _propose(self) -> Proposal:
        scene = self._scene
        if not scene.chance(scene.config.invalid):
            return self._ordinary()
        if scene.chance(0.2):
            return scene.repertoire.arbitrary(scene, scene.pick(self._offers).transaction)
        items = self._late_agenda if scene.late and scene.chance(0.7) else self._agenda
        name, reason = items[self._next_item % len(items)]
        self._next_item += 1
        return provocation.provoke(scene, name, reason)

    def _ordinary(self) -> Proposal:
        offer = self._offers[bisect(self._cumulative, self._scene.random() * self._cumulative[-1])]
        return offer.make(self._scene, offer.transaction)
