"""Claiming earnings of a snapshot (LIP-52), in Streamflow.

In the snapshot of scale 3, bob has 6 LPT of stake and 6 gwei of fees.
"""

from livepeer_conformance.model.action import Action, TicketPlan
from livepeer_conformance.suites.payments.given import streaming
from livepeer_conformance.suites.scenario import ETH, LPT, UNLIMITED, Scenario, requirement
from livepeer_spec.primitives.abi import pack
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.rejection import Reason

GWEI = 10**9
BOBS = (6 * LPT, 6 * GWEI, "proof:3")
AHEAD = 7
"""Rounds from the current one to that of LIP-52."""


def claimable(s: Scenario, scale: int = 3) -> int:
    """Given bob has 1 LPT at alice, and a snapshot is open to all; gives its round."""
    s.initialized()
    s.orchestrator("alice", 10 * LPT)
    s.bonded("bob", LPT, to="alice")
    s.tx("owner", "set_snapshot", "id:LIP-52", f"snapshot:{scale}")
    s.tx("owner", "set_lip_upgrade_round", 52, s.round + AHEAD)
    return s.round + AHEAD


@requirement("LP-SNAP-005")
def test_claim_snapshot_rejects_paused_system(scenario: Scenario) -> None:
    """Given a pause in an uninitialized round, when bob claims from no snapshot, then the pause is the reason."""
    s = scenario
    s.tx("owner", "pause")
    s.rejects(Reason.SYSTEM_PAUSED, "bob", "claim_snapshot_earnings", *BOBS, "0x")


@requirement("LP-SNAP-006")
def test_claim_snapshot_rejects_uninitialized_round(scenario: Scenario) -> None:
    """Given an open snapshot and a round that nobody initialized, when bob claims, then the round is the reason."""
    s = scenario
    claimable(s)
    s.pass_rounds()
    s.rejects(Reason.ROUND_NOT_INITIALIZED, "bob", "claim_snapshot_earnings", *BOBS, "0x")


@requirement("LP-SNAP-007")
def test_claim_snapshot_rejects_unset_round(scenario: Scenario) -> None:
    """Given a snapshot but no round of LIP-52, when bob or a newcomer claims, then both are rejected."""
    s = scenario
    s.initialized()
    s.tx("owner", "set_snapshot", "id:LIP-52", "snapshot:3")
    s.rejects(Reason.SNAPSHOT_ALREADY_CLAIMED, "bob", "claim_snapshot_earnings", *BOBS, "0x")
    s.rejects(Reason.SNAPSHOT_ALREADY_CLAIMED, "bob", "claim_snapshot_earnings", 1, 1, "proof:3", "0x")


@requirement("LP-SNAP-007")
def test_claim_snapshot_rejects_round_claimed_already(scenario: Scenario) -> None:
    """Given bob claimed through the round of LIP-52, when he claims from the snapshot, then it is too late."""
    s = scenario
    s.initialized()
    s.bonded("bob", LPT, to="alice")
    s.tx("owner", "set_snapshot", "id:LIP-52", "snapshot:3")
    s.tx("owner", "set_lip_upgrade_round", 52, s.round)
    s.rejects(Reason.SNAPSHOT_ALREADY_CLAIMED, "bob", "claim_snapshot_earnings", *BOBS, "0x")


@requirement("LP-SNAP-007", "LP-SNAP-009")
def test_claim_snapshot_works_once(scenario: Scenario) -> None:
    """Given bob claimed from the snapshot, when he claims again, then it is too late."""
    s = scenario
    claimable(s)
    s.tx("bob", "claim_snapshot_earnings", *BOBS, "0x")
    s.rejects(Reason.SNAPSHOT_ALREADY_CLAIMED, "bob", "claim_snapshot_earnings", *BOBS, "0x")


@requirement("LP-SNAP-008")
def test_claim_snapshot_rejects_wrong_proof(scenario: Scenario) -> None:
    """Given the snapshot of scale 3, when anything is not as in the entry, then it is rejected."""
    s = scenario
    claimable(s)
    for caller, stake, fees, proof in (
        ("carol", 6 * LPT, 6 * GWEI, "proof:3"),
        ("bob", 6 * LPT + 1, 6 * GWEI, "proof:3"),
        ("bob", 6 * LPT, 6 * GWEI + 1, "proof:3"),
        ("bob", 6 * GWEI, 6 * LPT, "proof:3"),
        ("bob", 6 * LPT, 6 * GWEI, "proof:1"),
        ("bob", 6 * LPT, 6 * GWEI, ()),
    ):
        s.rejects(Reason.INVALID_SNAPSHOT_PROOF, caller, "claim_snapshot_earnings", stake, fees, proof, "0x")
    s.tx("owner", "set_snapshot", "id:LIP-52", "snapshot:1")
    s.rejects(Reason.INVALID_SNAPSHOT_PROOF, "bob", "claim_snapshot_earnings", *BOBS, "0x")


@requirement("LP-SNAP-008")
def test_claim_snapshot_proves_account_stake_and_fees(scenario: Scenario) -> None:
    """Given a snapshot of one entry, when its leaf is the hash of account, stake and fees, then it can be claimed."""
    s = scenario
    claimable(s)
    leaf = keccak(pack(["address", "uint256", "uint256"], [s.world.naming.address("heidi"), 5, 6]))
    s.tx("owner", "set_snapshot", "id:LIP-52", "0x" + leaf.hex())
    s.tx("heidi", "claim_snapshot_earnings", 5, 6, (), "0x")
    assert s.view("get_delegator", "heidi")["bondedAmount"] == 5


@requirement("LP-SNAP-009", "LP-SNAP-010")
def test_claim_snapshot_sets_stake_fees_and_round(scenario: Scenario) -> None:
    """Given bob has 1 LPT and unclaimed rewards, when he claims 6 LPT and 6 gwei, then he has just these."""
    s = scenario
    snapshot_round = claimable(s)
    last_claim = s.round
    s.next_round()
    s.tx("alice", "reward")
    before = s.view("get_delegator", "bob")
    s.tx("bob", "claim_snapshot_earnings", *BOBS, "0x")
    assert s.events == [
        ("EarningsClaimed", "alice", "bob", 5 * LPT, 6 * GWEI, last_claim + 1, snapshot_round),
    ]
    assert s.view("get_delegator", "bob") == before | {
        "bondedAmount": 6 * LPT,
        "fees": 6 * GWEI,
        "lastClaimRound": snapshot_round,
    }


@requirement("LP-SNAP-011")
def test_claim_snapshot_rejects_lower_stake(scenario: Scenario) -> None:
    """Given bob has 6 LPT, when the snapshot has 6 LPT for him, then he may claim; with 1 LPTU more he may not."""
    s = scenario
    claimable(s)
    s.tx("bob", "bond", 5 * LPT, "alice")
    s.tx("carol", "approve", "BondingManager", UNLIMITED)
    s.tx("carol", "bond", 9 * LPT + 1, "alice")
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "carol", "claim_snapshot_earnings", 9 * LPT, 9 * GWEI, "proof:3", "0x")
    s.tx("bob", "claim_snapshot_earnings", *BOBS, "0x")
    assert s.events == [("EarningsClaimed", "alice", "bob", 0, 6 * GWEI, s.round + 1, s.round + AHEAD)]


@requirement("LP-SNAP-011")
def test_claim_snapshot_rejects_lower_fees(scenario: Scenario) -> None:
    """Given bob claimed 0.75 ETH of fees, when the snapshot has 2000 gwei for him, then it is rejected."""
    s = scenario
    streaming(s)
    s.tx("frank", "redeem_winning_ticket", TicketPlan("erin", "alice", 3 * ETH))
    s.next_round()
    s.tx("bob", "claim_earnings", s.round)
    s.tx("owner", "set_snapshot", "id:LIP-52", "snapshot:1000")
    s.tx("owner", "set_lip_upgrade_round", 52, s.round + AHEAD)
    assert s.view("get_delegator", "bob")["fees"] == 750_000 * 1000 * GWEI
    s.rejects(
        Reason.SUBTRACTION_UNDERFLOW,
        "bob", "claim_snapshot_earnings", 2000 * LPT, 2000 * GWEI, "proof:1000", "0x",
    )  # fmt: skip


@requirement("LP-SNAP-012")
def test_claim_snapshot_runs_call_as_caller(scenario: Scenario) -> None:
    """Given an open snapshot, when bob claims and bonds with the same transaction, then both happen in his name."""
    s = scenario
    snapshot_round = claimable(s)
    start = s.view("get_delegator", "bob")["startRound"]
    s.tx("bob", "approve", "BondingManager", UNLIMITED)
    s.tx("bob", "claim_snapshot_earnings", *BOBS, Action("bond", "bob", (2 * LPT, "alice")))
    assert s.events == [
        ("EarningsClaimed", "alice", "bob", 5 * LPT, 6 * GWEI, s.round + 1, snapshot_round),
        ("Transfer", "bob", "Minter", 2 * LPT),
        ("Approval", "bob", "BondingManager", UNLIMITED - 2 * LPT),
        ("Bond", "alice", "alice", "bob", 2 * LPT, 8 * LPT),
    ]
    assert s.view("get_delegator", "bob")["bondedAmount"] == 8 * LPT
    assert s.view("get_delegator", "bob")["startRound"] == start


@requirement("LP-SNAP-013")
def test_claim_snapshot_rejects_failing_call(scenario: Scenario) -> None:
    """Given an open snapshot, when the call that follows the claim fails, then nothing is claimed."""
    s = scenario
    claimable(s)
    before = s.view("get_delegator", "bob")
    for call in (Action("bond", "bob", (0, "alice")), Action("withdraw_stake", "bob", (7,)), "0xffffffff", "0x00"):
        s.rejects(Reason.SNAPSHOT_CALL_FAILED, "bob", "claim_snapshot_earnings", *BOBS, call)
        assert s.view("get_delegator", "bob") == before
    s.rejects(Reason.SNAPSHOT_CALL_FAILED, "bob", "claim_snapshot_earnings", *BOBS, "0xffffffff")
    # A call of no function fails without data.
    s.reverted_with(b"")
