"""The readable face of generation: a Hypothesis state machine in which each rule is what somebody does.

Hypothesis chooses every value here, and shrinks; that is slower than whole sequences from a seed, and easier to follow.
"""

from collections.abc import Callable
from random import Random
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from livepeer_conformance.lockstep.world import World
from livepeer_conformance.machines.provocation import ordinary
from livepeer_conformance.machines.repertoire import repertoire
from livepeer_conformance.machines.scene import LPT, MAX
from livepeer_conformance.machines.swarm import SwarmConfig
from livepeer_conformance.model.action import Action, ReceiptPlan, TicketPlan, Trace
from livepeer_conformance.model.actors import ACTORS
from livepeer_conformance.suites.scenario import NonConformance
from livepeer_spec.upgrades import upgrade

ACTOR = st.sampled_from(ACTORS[:6])
AMOUNT = st.one_of(st.sampled_from((0, 1, LPT, 100 * LPT)), st.integers(1, 1_000 * LPT))
FRACTION = st.one_of(st.sampled_from((0, 1, 10**6 - 1, 10**6, 10**6 + 1)), st.integers(0, 10**6))
SEED = st.integers(0, 2**32 - 1)
ACTORS_OF_A_RUN = ACTORS[:6]
OPTIONS = st.sampled_from(("a7ac137a", "a7ac137a49d54ea9"))
"""Transcoding options of a job: one profile and two."""


class Protocol(RuleBasedStateMachine):
    """Time, and whatever else is possible, under any rules; the others are what accounts do under theirs.

    Attributes:
        rule_set: its name.
        world_of: gives the world of a rule set; each run starts on it, restored.
    """

    rule_set: ClassVar[str]
    world_of: ClassVar[Callable[[str], World]]

    def __init__(self) -> None:
        super().__init__()
        self.world = type(self).world_of(self.rule_set)
        self.world.restore()
        own = repertoire(self.rule_set)
        self.scene: Any = own.scene(self.world, SwarmConfig(ACTORS_OF_A_RUN, tuple(own.families.items())), Random(0))
        self.steps: list[Action] = []
        self.transactions = sorted(self.scene.transactions)

    def do(self, name: str, caller: str, *args: Any, value: int = 0, at: str = "") -> None:
        """Apply a transaction to both sides; position hints are left out, as are arguments that it does not have."""
        parameters = len(self.scene.transactions[name].parameters)
        hints = ("null",) * (parameters - len(args))
        self.apply(Action(name, caller, (*args[:parameters], *hints), value, at))

    def apply(self, action: Action) -> None:
        """Apply an action to both sides. Raises ``NonConformance`` as soon as they differ."""
        self.steps.append(action)
        self.differ(self.world.step(action).differences, len(self.steps) - 1)

    def differ(self, differences: list[Any], index: int) -> None:
        """Tell of differences, if there are any."""
        if differences:
            raise NonConformance(Trace(self.rule_set, tuple(self.steps)), index, differences)

    def teardown(self) -> None:
        """In the end the complete observable state agrees."""
        self.differ(self.world.observe(), len(self.steps))

    def begin(self) -> None:
        """What everything else needs: a round, and approvals."""
        self.do("initialize_round", "alice")
        for name in ACTORS_OF_A_RUN:
            self.do("approve", name, "BondingManager", MAX)

    @initialize()
    def run_begins(self) -> None:
        self.begin()

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

    @rule(name=st.runner().flatmap(lambda machine: st.sampled_from(machine.transactions)), choices=SEED)
    def somebody_does(self, name: str, choices: int) -> None:
        self.scene.random = Random(choices).random
        action = ordinary(self.scene, name)
        if action is not None:
            self.apply(action)


class Tickets(Protocol):
    """Streamflow and since: stake under locks, and tickets."""

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


class Jobs(Protocol):
    """Alpha: stake, and jobs with claims."""

    def begin(self) -> None:
        """Also an active transcoder with a job to work on."""
        super().begin()
        self.transcoder_registers("alice", 100 * LPT, 10**5, 10**5, 1)
        self.rounds_pass(1, True)
        if "transcode_availability" in self.transactions:
            self.do("transcode_availability", "alice")
        self.broadcaster_asks_for_job("bob", "a7ac137a", 5, 400)

    # Delegators.

    @rule(caller=ACTOR, amount=AMOUNT, to=ACTOR)
    def delegator_bonds(self, caller: str, amount: int, to: str) -> None:
        self.do("bond", caller, amount, to)

    @precondition(lambda self: self.scene.with_bond())
    @rule(choice=SEED, amount=AMOUNT, everything=st.booleans())
    def delegator_unbonds(self, choice: int, amount: int, everything: bool) -> None:
        callers = self.scene.with_bond()
        caller = callers[choice % len(callers)]
        self.do("unbond", caller, self.scene.delegator(caller).bonded_amount if everything else amount)

    @precondition(lambda self: self.scene.has_locks)
    @rule(caller=ACTOR, lock_id=st.integers(0, 3), name=st.sampled_from(("rebond", "withdraw_stake")))
    def delegator_uses_lock(self, caller: str, lock_id: int, name: str) -> None:
        self.do(name, caller, lock_id)

    @rule(caller=ACTOR)
    def delegator_claims(self, caller: str) -> None:
        name = next(name for name in ("claim_earnings", "update_delegator_stake") if name in self.transactions)
        self.do(name, caller, self.scene.current)

    # Transcoders.

    @rule(caller=ACTOR, stake=AMOUNT, reward_cut=FRACTION, fee_share=FRACTION, price=st.integers(0, 3))
    def transcoder_registers(self, caller: str, stake: int, reward_cut: int, fee_share: int, price: int) -> None:
        self.do("bond", caller, stake, caller)
        self.do("transcoder", caller, reward_cut, fee_share, price)

    @precondition(lambda self: self.scene.active())
    @rule(choice=SEED)
    def transcoder_calls_reward(self, choice: int) -> None:
        active = self.scene.active()
        self.do("reward", active[choice % len(active)])

    @precondition(lambda self: "transcode_availability" in self.transactions)
    @rule(caller=ACTOR)
    def transcoder_is_available(self, caller: str) -> None:
        self.do("transcode_availability", caller)

    @precondition(lambda self: self.scene.claimable())
    @rule(choice=SEED, first=st.integers(0, 30), more=st.integers(0, 10))
    def transcoder_claims_work(self, choice: int, first: int, more: int) -> None:
        jobs = self.scene.claimable()
        job_id = jobs[choice % len(jobs)]
        is_pair = "segment_range" in self.scene.transactions["claim_work"].parameters
        segments: tuple[Any, ...] = ((first, first + more),) if is_pair else (first, first + more)
        self.do("claim_work", self.scene.transcoder_of(job_id), job_id, *segments, "receipts")

    @precondition(lambda self: self.scene.claims())
    @rule(choice=SEED, first=st.integers(0, 30), name=st.sampled_from(("verify", "distribute_fees")))
    def transcoder_goes_on_with_claim(self, choice: int, first: int, name: str) -> None:
        claims = self.scene.claims()
        job_id, claim_id = claims[choice % len(claims)]
        caller = self.scene.transcoder_of(job_id)
        if name == "verify":
            self.apply(Action(name, caller, (ReceiptPlan(job_id, claim_id, f"challenged:{first}"),)))
        else:
            self.do(name, caller, job_id, claim_id)

    # Broadcasters.

    @rule(caller=ACTOR, amount=AMOUNT)
    def broadcaster_deposits(self, caller: str, amount: int) -> None:
        self.do("deposit", caller, value=amount)

    @rule(caller=ACTOR, options=OPTIONS, price=st.integers(0, 60), blocks=st.integers(2, 400))
    def broadcaster_asks_for_job(self, caller: str, options: str, price: int, blocks: int) -> None:
        self.do("deposit", caller, value=LPT)
        self.do("job", caller, "stream", options, price, self.scene.block + blocks)

    @rule(caller=ACTOR)
    def broadcaster_leaves(self, caller: str) -> None:
        self.do("withdraw", caller)


def make_machine(rules: str, world_of: Callable[[str], World]) -> type[Protocol]:
    """A state machine for a rule set, whose runs each start on ``world_of(rules)``, restored.

    A rule raises ``NonConformance`` as soon as spec and target differ.
    """
    kind = Jobs if "job" in upgrade(rules).catalogue.transactions else Tickets
    name = "".join(map(str.capitalize, rules.split("-"))) + "Machine"
    return type(name, (kind,), {"rule_set": rules, "world_of": staticmethod(world_of)})
