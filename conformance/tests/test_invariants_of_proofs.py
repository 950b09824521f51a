"""Invariants of proofs and challenges: with a rule of the spec broken a trace violates them, and not without."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, Final

import pytest

from livepeer_conformance.adapters.target import Target
from livepeer_conformance.invariants.monitor import Monitor, Violation
from livepeer_conformance.machines.spec_only import SpecOnlyWorld
from livepeer_conformance.model.action import Action, EvidencePlan, ProofPlan
from livepeer_spec import parameters
from livepeer_spec.rejection import Reason, require
from livepeer_spec.upgrades.arbitration import disputes, fault_verification
from livepeer_spec.upgrades.confluence import token

Break = Callable[[pytest.MonkeyPatch], None]
ALL: Final = 2**256 - 1
WORK: Final = EvidencePlan("alice", "FaultVerification")
DISPUTED: Final = EvidencePlan("alice", "ProofArbitrator")
EXECUTORS: Final = ("frank", "grace")

CHALLENGES: Final = (
    Action("initialize_round", "owner"),
    Action("set_verification_cost", "owner", (0,)),
    Action("approve", "alice", ("BondingManager", ALL)),
    Action("bond", "alice", (10**20, "alice")),
    Action("challenge_work", "bob", (WORK,)),
    Action("resolve_challenge", "bob", (1, WORK, ProofPlan(EXECUTORS))),
    Action("resolve_challenge", "bob", (1, WORK, ProofPlan(EXECUTORS, True))),
    Action("set_verification_cost", "owner", (10**19,)),
    Action("approve", "bob", ("FaultVerification", ALL)),
    Action("challenge_work", "bob", (EvidencePlan("alice", "FaultVerification", 1),)),
)
"""A challenge that is resolved, and once more, which is rejected; and one that is open and costs something."""
DISPUTE: Final = (
    Action("initialize_round", "owner"),
    *(Action("approve", name, ("Disputes", ALL)) for name in ("alice", "bob")),
    Action("lock_dispute_stake", "alice", (10**21,)),
    Action("support_arbitrator", "alice", ("ProofArbitrator",)),
    Action("advance_rounds", "", (1, 0)),
    Action("initialize_round", "owner"),
    Action("raise_dispute", "bob", (DISPUTED,)),
    Action("prove_dispute", "bob", (1, DISPUTED, ProofPlan(EXECUTORS, True))),
)
"""A dispute that is decided by a proof."""


def _violation(steps: tuple[Action, ...]) -> Violation | None:
    """The first violation in a trace, by the spec alone."""
    world = SpecOnlyWorld(Target.reference("arbitration"), parameters.load("minimal", "arbitration"))
    monitor = Monitor(every=1)
    monitor.start(world)
    for action in steps:
        monitor.expect(world, action)
        violation = monitor.note(world, world.step(action))
        if violation is not None:
            return violation
    return None


def _nobody_pays(patch: pytest.MonkeyPatch) -> None:
    tokens = SimpleNamespace(transfer_from=lambda *arguments: None, transfer=token.transfer)
    patch.setattr(fault_verification, "token", tokens)


def _resolved_again(patch: pytest.MonkeyPatch) -> None:
    def check(condition: bool, why: Reason, *rest: Any) -> None:
        require(condition or why is Reason.CHALLENGE_NOT_OPEN, why, *rest)

    patch.setattr(fault_verification, "require", check)


def _proof_without_ruling(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(disputes, "rule_dispute", lambda *arguments: None)


@pytest.mark.parametrize(
    ("broken", "steps", "requirement"),
    [
        pytest.param(_nobody_pays, CHALLENGES, "LP-FAULT-021", id="nobody pays"),
        pytest.param(_resolved_again, CHALLENGES, "LP-FAULT-022", id="resolved again"),
        pytest.param(_proof_without_ruling, DISPUTE, "LP-PROOF-008", id="proof without ruling"),
    ],
)
def test_broken_rule_violates(
    broken: Break, steps: tuple[Action, ...], requirement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a trace that violates nothing, when a rule is broken, then the invariant that speaks of it is violated."""
    assert _violation(steps) is None
    broken(monkeypatch)
    violation = _violation(steps)
    assert violation is not None
    assert violation.requirement == requirement
