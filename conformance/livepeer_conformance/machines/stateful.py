"""The readable face of generation: a Hypothesis state machine in which each rule is what somebody does.

Hypothesis chooses every value here, and shrinks; that is slower than whole sequences from a seed, and easier to follow.
"""

from collections.abc import Callable
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from livepeer_conformance.lockstep.world import World
from livepeer_conformance.machines.provocation import ordinary
from livepeer_conformance.machines.repertoire import repertoire
from livepeer_conformance.machines.scene import LPT, MAX, Scene
from livepeer_conformance.machines.swarm import SwarmConfig
from livepeer_conformance.model.action import Action, TicketPlan, Trace
from livepeer_conformance.model.actors import ACTORS
from livepeer_conformance.suites.scenario import NonConformance
from livepeer_spec.upgrades import upgrade

ACTOR = st.sampled_from(ACTORS[:6])
AMOUNT = st.one_of(st.sampled_from((0, 1, LPT, 100 * LPT)), st.integers(1, 1_000 * LPT))
FRACTION = st.one_of(st.sampled_from((0, 1, 10**6 - 1, 10**6, 10**6 + 1)), st.integers(0, 10**6))
SEED = st.integers(0, 2**32 - 1)


def make_machine(upgrade_name: str, world_of: Callable[[str], World]) -> type[RuleBasedStateMachine]:
    """A state machine for an upgrade, whose runs each start on ``world_of(upgrade)``, restored.

    A rule raises ``NonConformance`` as soon as spec and target differ.
    """
    others = sorted(upgrade(upgrade_name).catalogue.transactions)
    config = SwarmConfig(actors=ACTORS[:6], families=tuple(repertoire(upgrade_name).families.items()))

    class Protocol(RuleBasedStateMachine):
        """What accounts, governance and contracts do."""

        def __init__(self) -> None:
            super().__init__()
            self.world = world_of(upgrade_name)
            self.world.restore()
            self.scene = Scene(self.world, config, Random(0))
            self.steps: list[Action] = []

        def do(self, name: str, caller: str, *args: Any, value: int = 0, at: str = "") -> None:
            """Apply a transaction to both sides; position hints are left out."""
            hints = len(self.scene.transactions[name].parameters) - len(args)
            self.apply(Action(name, caller, (*args, *(("null",) * hints)), value, at))

        def apply(self, action: Action) -> None:
            """Apply an action to both sides."""
            self.steps.append(action)
            self.differ(self.world.step(action).differences, len(self.steps) - 1)

        def differ(self, differences: list[Any], index: int) -> None:
            """Tell of differences, if there are any."""
            if differences:
                raise NonConformance(Trace(upgrade_name, tuple(self.steps)), index, differences)

        def teardown(self) -> None:
            """In the end the complete observable state agrees."""
            self.differ(self.world.observe(), len(self.steps))

        @initialize()
        def everybody_approves(self) -> None:
            self.do("initialize_round", "alice")
            for name in config.actors:
                self.do("approve", name, "BondingManager", MAX)

        # Time.

        @rule(rounds=st.integers(1, 3), initialized=st.booleans())
        def rounds_pass(self, rounds: int, initialized: bool) -> None:
            self.apply(Action("advance_rounds", "", (rounds, 0)))
            if initialized:
                self.do("initialize_round", "alice")

        @rule(blocks=st.integers(1, 60))
        def blocks_pass(self, blocks: int) -> None:
            self.apply(Action("advance_blocks", "", (blocks,)))

        @precondition(lambda self: not self.scene.initialized)
        @rule(caller=ACTOR)
        def somebody_initializes_the_round(self, caller: str) -> None:
            self.do("initialize_round", caller)

        # Delegators.

        @rule(caller=ACTOR, amount=AMOUNT, to=ACTOR)
        def delegator_bonds(self, caller: str, amount: int, to: str) -> None:
            self.do("bond_with_hint", caller, amount, to)

        @precondition(lambda self: self.scene.with_bond())
        @rule(choice=SEED, amount=AMOUNT, everything=st.booleans())
        def delegator_unbonds(self, choice: int, amount: int, everything: bool) -> None:
            callers = self.scene.with_bond()
            caller = callers[choice % len(callers)]
            self.do("unbond_with_hint", caller, self.scene.delegator(caller).bonded_amount if everything else amount)

        @rule(caller=ACTOR, lock_id=st.integers(0, 3), to=ACTOR, what=st.sampled_from(("back", "away", "out")))
        def delegator_uses_lock(self, caller: str, lock_id: int, to: str, what: str) -> None:
            if what == "back":
                self.do("rebond_with_hint", caller, lock_id)
            elif what == "away":
                self.do("rebond_from_unbonded_with_hint", caller, to, lock_id)
            else:
                self.do("withdraw_stake", caller, lock_id)

        @rule(caller=ACTOR)
        def delegator_claims(self, caller: str) -> None:
            self.do("claim_earnings", caller, self.scene.current)

        # Orchestrators.

        @rule(caller=ACTOR, stake=AMOUNT, reward_cut=FRACTION, fee_share=FRACTION)
        def orchestrator_registers(self, caller: str, stake: int, reward_cut: int, fee_share: int) -> None:
            self.do("bond", caller, stake, caller)
            self.do("transcoder_with_hint", caller, reward_cut, fee_share)

        @precondition(lambda self: self.scene.active())
        @rule(choice=SEED)
        def orchestrator_calls_reward(self, choice: int) -> None:
            active = self.scene.active()
            self.do("reward_with_hint", active[choice % len(active)])

        # Broadcasters.

        @rule(caller=ACTOR, deposit=AMOUNT, reserve=AMOUNT)
        def broadcaster_funds(self, caller: str, deposit: int, reserve: int) -> None:
            self.do("fund_deposit_and_reserve", caller, deposit, reserve, value=deposit + reserve)

        @rule(sender=ACTOR, recipient=ACTOR, face_value=AMOUNT, nonce=st.integers(0, 5), age=st.integers(0, 2))
        def somebody_redeems(self, sender: str, recipient: str, face_value: int, nonce: int, age: int) -> None:
            plan = TicketPlan(sender, recipient, face_value, nonce=nonce, age=age)
            self.apply(Action("redeem_winning_ticket", recipient, (plan,)))

        @rule(caller=ACTOR, name=st.sampled_from(("unlock", "cancel_unlock", "withdraw")))
        def broadcaster_leaves(self, caller: str, name: str) -> None:
            self.do(name, caller)

        # Everything else.

        @rule(name=st.sampled_from(others), choices=SEED)
        def somebody_does(self, name: str, choices: int) -> None:
            self.scene.random = Random(choices).random
            action = ordinary(self.scene, name)
            if action is not None:
                self.apply(action)

    Protocol.__name__ = Protocol.__qualname__ = f"{upgrade_name.capitalize()}Machine"
    return Protocol
