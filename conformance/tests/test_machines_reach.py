"""What the ci profile reaches: every outcome, event and change of status that is not listed as out of reach."""

from collections import Counter
from typing import Any

import pytest

from livepeer_conformance.adapters.target import Target
from livepeer_conformance.machines import coverage
from livepeer_conformance.machines.driver import OK, Reach, run_sequence
from livepeer_conformance.machines.profiles import PROFILES
from livepeer_conformance.machines.repertoire import repertoire
from livepeer_conformance.machines.spec_only import SpecOnlyWorld
from livepeer_conformance.machines.swarm import numbered_config
from livepeer_spec.parameters import load
from livepeer_spec.versions import RULE_SETS

UNDELEGATED = "a transcoder has to be slashed from which stake was taken off that lay with the null address before"
HUGE = "a stake has to be slashed, or fees credited, of which a millionth part cannot be computed"
ENDLESS_FEES = "fees near 2^256 have to be credited to a round before a claim of the same round is distributed"
REPLACED = "JobsManager has to be replaced in the registry while a claim waits for just this transaction"
VERIFIER = "an account has to be registered as the Verifier while a submitted segment waits for its answer"
TURN = "it is provoked once in some thousand steps, and the right dispute or account has to be there then"
GROWN = "the accused's bond has to have grown beyond what is delegated to it, by the known defect of rebonding"
DRAINED = "the Minter has to have given away its tokens when the ruling slashes"
MISSED: dict[str, dict[str, str]] = {
    "arbitration": {
        "council_vote: ROUND_NOT_INITIALIZED": TURN,
        "create_reward: NO_DATA": TURN,
        "execute_answer: SUBTRACTION_UNDERFLOW": GROWN,
        "execute_answer: TRANSFER_EXCEEDS_BALANCE": DRAINED,
        "execute_vote: ADDITION_OVERFLOW": "a penalty of rounds near 2^256 has to stand when a vote is carried out",
        "execute_vote: SUBTRACTION_UNDERFLOW": GROWN,
        "execute_vote: TRANSFER_EXCEEDS_BALANCE": DRAINED,
        "prove_dispute: SUBTRACTION_UNDERFLOW": GROWN,
        "prove_dispute: TRANSFER_EXCEEDS_BALANCE": DRAINED,
        "resolve_challenge: SUBTRACTION_UNDERFLOW": GROWN,
        "settle_case: SUBTRACTION_UNDERFLOW": GROWN,
        "settle_case: TRANSFER_EXCEEDS_BALANCE": DRAINED,
        "withdraw_dispute_stake: DISPUTES_OPEN": TURN,
        "withdraw_stake: NOT_BONDING_MANAGER": TURN,
    },
    "alpha": {
        "batch_distribute_fees: ADDITION_OVERFLOW": ENDLESS_FEES,
        "callback: MULTIPLICATION_OVERFLOW": HUGE,
        "callback: SUBTRACTION_UNDERFLOW": UNDELEGATED,
        "distribute_fees: ADDITION_OVERFLOW": ENDLESS_FEES,
        "double_claim_segment_slash: NOT_JOBS_MANAGER": REPLACED,
        "double_claim_segment_slash: SUBTRACTION_UNDERFLOW": UNDELEGATED,
        "mint: ADDITION_OVERFLOW": "a supply near 2^256 has to be minted to again",
        "missed_verification_slash: CLAIM_NOT_PENDING": "a claim has to be decided and then reported in few blocks",
        "missed_verification_slash: NOT_JOBS_MANAGER": REPLACED,
        "missed_verification_slash: SUBTRACTION_UNDERFLOW": UNDELEGATED,
        "missed_verification_slash: VERIFICATION_PERIOD_NOT_OVER": "a report has its turn once in some thousand steps, "
        "and a claim has to be fresh then",
        "receive_verification: MULTIPLICATION_OVERFLOW": VERIFIER,
        "receive_verification: NOT_JOBS_MANAGER": VERIFIER,
        "receive_verification: SUBTRACTION_UNDERFLOW": VERIFIER,
        "receive_verification: ok": VERIFIER,
        "withdraw_fees: CALLEE_REVERTED": "an account that refuses ETH has to have earned fees",
    },
    "alpha-launch": {
        "batch_distribute_fees: ADDITION_OVERFLOW": ENDLESS_FEES,
        "batch_distribute_fees: NOT_JOBS_MANAGER": REPLACED,
        "callback: MULTIPLICATION_OVERFLOW": HUGE,
        "callback: SUBTRACTION_UNDERFLOW": UNDELEGATED,
        "callback: TARGET_NOT_REGISTERED": "BondingManager has to be unregistered while a wrong answer is due",
        "distribute_fees: ADDITION_OVERFLOW": ENDLESS_FEES,
        "double_claim_segment_slash: SUBTRACTION_UNDERFLOW": UNDELEGATED,
        "missed_verification_slash: NOT_JOBS_MANAGER": REPLACED,
        "missed_verification_slash: SUBTRACTION_UNDERFLOW": UNDELEGATED,
        "receive_verification: MULTIPLICATION_OVERFLOW": VERIFIER,
        "receive_verification: NOT_JOBS_MANAGER": VERIFIER,
        "receive_verification: SUBTRACTION_UNDERFLOW": VERIFIER,
        "receive_verification: ok": VERIFIER,
        "transcoder: POOL_KEY_ZERO": "one outside the pool has to lose its stake to some of the null address",
        "update_transcoder_with_fees: MULTIPLICATION_OVERFLOW": HUGE,
    },
}
"""Outcomes that the ci profile's sequences miss although they can be reached, and what makes them rare; longer profiles
come to most, and scenarios do each that a requirement speaks of."""


@pytest.mark.parametrize("name", RULE_SETS)
def test_ci_profile_reaches_what_is_in_reach(name: str) -> None:
    """Given as many sequences as the ci profile has, on the spec alone, then they reach everything that is in reach.

    Nothing is missing that is not listed with a reason, no rule gives a reason that it does not declare, nothing listed
    happens, most transactions do something, and no kind of transaction is rare.
    """
    world = SpecOnlyWorld(Target.reference(name), load("minimal", name))
    profile, reach = PROFILES["ci"].widened(repertoire(name).breadth), Reach()
    for seed in range(profile.sequences):
        reach.add(run_sequence(world, numbered_config(name, seed, profile.length), seed).reach)
    assert set(coverage.missing(name, reach)) == set(MISSED.get(name, {}))
    assert coverage.undeclared(name, reach) == []
    accepted = sum(count for (_, outcome), count in reach.outcomes.items() if outcome == OK)
    assert 0.65 < accepted / reach.transactions < 0.9
    kinds = Counter(transaction for transaction, _ in reach.outcomes.elements())
    assert set(kinds) == {transaction for transaction, _ in coverage.universe(name).outcomes}
    assert min(kinds.values()) >= 10


def test_missing_names_what_was_not_reached() -> None:
    """Given no sequence at all, then all that is in reach is missing, in words."""
    words = coverage.missing("confluence", Reach())
    assert "unbond: ZERO_UNBOND" in words
    assert "bond: ok" in words
    assert "event Bond" in words
    assert "delegator from pending to bonded" in words
    assert "bond: POOL_NODE_MISSING" not in words
    assert "event RoleAdminChanged" not in words


def test_undeclared_names_surprises() -> None:
    """Given outcomes that are not declared, or listed as out of reach, then each is told."""
    reach = Reach(
        outcomes=Counter({("reward", "NO_FEES"): 1, ("bond", "POOL_NODE_MISSING"): 1, ("bond", OK): 1}),
        transitions=Counter({("sender", "unlocked", "unlocking"): 1, ("sender", "locked", "unlocking"): 1}),
    )
    assert coverage.undeclared("confluence", reach) == [
        "reward: NO_FEES is not declared",
        "bond: POOL_NODE_MISSING is listed as out of reach",
        "sender from unlocked to unlocking is listed as out of reach",
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"rejection": [{"reason": "NO_FEES", "transactions": ["bond"], "why": "x"}]}, "not part of the rules"),
        ({"rejection": [{"reason": "ZERO_UNBOND", "transactions": ["unbond"]}]}, "does not say why"),
        ({"transition": [{"of": "sender", "from": "locked", "to": ["gone"], "why": "x"}]}, "not part of the rules"),
        ({"event": [{"name": "Nothing", "why": "x"}]}, "not part of the rules"),
    ],
)
def test_list_of_unreached_is_checked(data: dict[str, Any], message: str) -> None:
    """Given an entry that the rules do not know, or without a reason, then the list is refused."""
    with pytest.raises(ValueError, match=message):
        coverage._parse("confluence", data)
