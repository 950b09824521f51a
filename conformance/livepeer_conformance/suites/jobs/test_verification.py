"""Verification: which segments, what proves them, what the Verifier says, and what is slashed."""

import pytest

from livepeer_conformance.model.action import ReceiptPlan
from livepeer_conformance.suites.jobs.given import (
    DEPOSIT,
    LAST,
    OPTIONS,
    RECEIPTS,
    STAKE,
    claimed,
    created_job,
    go_to,
    over,
    transcoders,
)
from livepeer_conformance.suites.scenario import PPM, Scenario, options, presets, requirement
from livepeer_spec.rejection import Reason

CHOSEN = "challenged:0"
SPARED = "unchallenged:0"


def submitted(s: Scenario) -> int:
    """Given the first chosen segment of alice's claim was submitted; gives its number."""
    claimed(s)
    s.advance_blocks(1)
    s.tx("alice", "verify", ReceiptPlan(0, 0, CHOSEN))
    number: int = s.events[-1][4]
    return number


@requirement(
    "LP-VERIF-002", "LP-VERIF-003", "LP-VERIF-012", "LP-VERIF-013", "LP-VERIF-015", "LP-VERIF-041", "LP-VERIF-042"
)  # fmt: skip
@presets("minimal")
def test_chosen_segment_is_submitted_again_and_again(scenario: Scenario) -> None:
    """Given a claim, when a chosen segment is submitted twice, then each time the Verifier is asked."""
    s = scenario
    claimed(s)
    s.advance_blocks(1)
    for request in range(2):
        s.tx("alice", "verify", ReceiptPlan(0, 0, CHOSEN, storage="far away"))
        asked, told = s.events
        number = told[4]
        assert asked[:7] == ("VerifyRequest", request, 0, 0, number, OPTIONS, "far away")
        assert told == ("Verify", "alice", 0, 0, number)
        assert s.emitters == ["Verifier", "JobsManager"]
        assert s.view("request_count") == request + 1
        assert s.view("requests", request)["segmentNumber"] == number
    assert s.view("is_claim_segment_verified", 0, 0, number) is True


@requirement("LP-VERIF-001", "LP-VERIF-003", "LP-VERIF-014")
@presets("minimal")
def test_verify_rejects_another_caller_segment_or_payment(scenario: Scenario) -> None:
    """Given a claim, when others submit, or a segment that is spared or not claimed, or ETH, then it is refused."""
    s = scenario
    claimed(s)
    s.advance_blocks(1)
    s.rejects(Reason.NOT_JOB_TRANSCODER, "bob", "verify", ReceiptPlan(0, 0, CHOSEN))
    s.rejects(Reason.SEGMENT_NOT_CHALLENGED, "alice", "verify", ReceiptPlan(0, 0, SPARED))
    s.rejects(Reason.SEGMENT_NOT_CHALLENGED, "alice", "verify", ReceiptPlan(0, 0, LAST + 1))
    s.rejects(Reason.UNEXPECTED_PAYMENT, "alice", "verify", ReceiptPlan(0, 0, CHOSEN), value=1)


@requirement("LP-VERIF-004", "LP-VERIF-005")
@presets("minimal")
@pytest.mark.parametrize(
    ("distance", "reason"),
    [(1, Reason.BLOCK_NOT_PAST), (2, None), (257, None), (258, Reason.BLOCK_TOO_OLD)],
    ids=["next_block", "two_blocks", "257_blocks", "258_blocks"],
)
def test_verify_while_the_challenge_is_known(scenario: Scenario, distance: int, reason: Reason | None) -> None:
    """Given a claim some blocks ago, when a segment is submitted, then while the next block's hash is known."""
    s = scenario
    block = claimed(s)
    go_to(s, block + distance)
    if reason is None:
        s.tx("alice", "verify", ReceiptPlan(0, 0, CHOSEN))
    else:
        s.rejects(reason, "alice", "verify", ReceiptPlan(0, 0, CHOSEN))


@requirement("LP-VERIF-007", "LP-VERIF-009")
@presets("minimal")
@pytest.mark.parametrize(
    "flaw",
    ["other_data", "other_segment", "wrong_signer", "short_signature", "long_signature", "bad_v", "zero_r"],
)
def test_verify_rejects_what_the_broadcaster_did_not_sign(scenario: Scenario, flaw: str) -> None:
    """Given a claim, when the signature is not the broadcaster's over the segment, then it is refused."""
    s = scenario
    claimed(s)
    s.advance_blocks(1)
    s.rejects(Reason.BROADCASTER_SIGNATURE, "alice", "verify", ReceiptPlan(0, 0, CHOSEN, flaw=flaw))


@requirement("LP-VERIF-010", "LP-VERIF-011")
@presets("minimal")
@pytest.mark.parametrize("flaw", ["other_transcoded_data", "truncated_proof", "odd_proof", "foreign_proof", "no_proof"])
def test_verify_rejects_what_the_claim_does_not_prove(scenario: Scenario, flaw: str) -> None:
    """Given a claim, when the proof does not lead to its root, then it is refused."""
    s = scenario
    claimed(s)
    s.advance_blocks(1)
    s.rejects(Reason.INVALID_RECEIPT_PROOF, "alice", "verify", ReceiptPlan(0, 0, CHOSEN, flaw=flaw))


@requirement("LP-VERIF-007", "LP-VERIF-008", "LP-VERIF-010")
@presets("minimal")
@pytest.mark.parametrize("form", ["low_v", "high_s"])
def test_signature_of_every_form_is_taken_as_the_receipt_has_it(scenario: Scenario, form: str) -> None:
    """Given receipts with signatures of another form, when submitted in it, then they are taken, and in no other."""
    s = scenario
    transcoders(s)
    created_job(s)
    s.tx("alice", "claim_work", 0, (0, LAST), f"receipts:{form}")
    s.advance_blocks(1)
    s.rejects(Reason.INVALID_RECEIPT_PROOF, "alice", "verify", ReceiptPlan(0, 0, CHOSEN))
    s.tx("alice", "verify", ReceiptPlan(0, 0, CHOSEN, form=form))


@requirement("LP-VERIF-006", "LP-VERIF-007", "LP-VERIF-011")
def test_one_receipt_proves_itself(scenario: Scenario) -> None:
    """Given every segment is chosen from now on, when a claim of one is verified, then without a proof."""
    s = scenario
    transcoders(s)
    created_job(s)
    s.tx("alice", "claim_work", 0, (5, 5), RECEIPTS)
    s.tx("owner", "set_verification_rate", 1)
    s.tx("alice", "verify", ReceiptPlan(0, 0, 5))


@requirement("LP-VERIF-019", "LP-VERIF-043", "LP-VERIF-044", "LP-VERIF-045", "LP-VERIF-048")
@presets("minimal")
def test_right_answer_passes(scenario: Scenario) -> None:
    """Given a request, when the solver answers with its commitment, then it passed and the request is gone."""
    s = scenario
    number = submitted(s)
    s.rejects(Reason.NOT_SOLVER, "alice", "callback", 0, "commit:0")
    s.tx("verifier", "callback", 0, "commit:0")
    assert s.events == [("PassedVerification", "alice", 0, 0, number), ("Callback", 0, 0, 0, number, True)]
    assert s.emitters == ["JobsManager", "Verifier"]
    assert s.view("requests", 0)["commitHash"] == bytes(32)
    assert s.view("get_claim", 0, 0)["status"] == 0


@requirement("LP-VERIF-017", "LP-VERIF-020", "LP-VERIF-021", "LP-CLAIM-030")
@presets("minimal")
@pytest.mark.parametrize("paid", [False, True], ids=["pending", "paid"])
def test_wrong_answer_slashes_whenever_it_comes(scenario: Scenario, paid: bool) -> None:
    """Given a request, when the solver answers otherwise, even after the fees are paid, then alice is slashed."""
    s = scenario
    number = submitted(s)
    if paid:
        over(s, s.block)
        s.tx("alice", "distribute_fees", 0, 0)
    penalty = STAKE * s.parameters.failed_verification_slash_amount // PPM
    block = s.block
    s.tx("verifier", "callback", 0, "0x" + "00" * 32)
    names = [event[0] for event in s.events]
    assert names == ["TranscoderResigned", "Burn", "TranscoderSlashed", "FailedVerification", "Callback"]
    assert s.events[2:] == [
        ("TranscoderSlashed", "alice", "null", penalty, 0),
        ("FailedVerification", "alice", 0, 0, number),
        ("Callback", 0, 0, 0, number, False),
    ]
    assert s.view("get_claim", 0, 0)["status"] == 1
    assert s.view("get_job", 0)["endBlock"] == block
    if not paid:
        assert s.view("broadcasters", "dave")["deposit"] == DEPOSIT


@requirement("LP-VERIF-018", "LP-VERIF-046")
@presets("minimal")
def test_unknown_request_concerns_the_first_segment_of_all(scenario: Scenario) -> None:
    """Given an answered request for a later segment, when it is answered again, then it is about the first of all."""
    s = scenario
    s.rejects(Reason.JOB_MISSING, "verifier", "callback", 7, "0x" + "00" * 32)
    claimed(s)
    s.advance_blocks(1)
    s.tx("alice", "verify", ReceiptPlan(0, 0, "challenged:1"))
    s.tx("verifier", "callback", 0, "commit:0")
    s.rejects(Reason.SEGMENT_NOT_SUBMITTED, "verifier", "callback", 0, "commit:0")


@requirement("LP-VERIF-022", "LP-VERIF-023", "LP-VERIF-024")
@presets("minimal")
@pytest.mark.parametrize("early", [True, False], ids=["first_block", "last_block"])
def test_missed_verification_is_reported_in_its_window(scenario: Scenario, early: bool) -> None:
    """Given a claim, when its missed verification is reported, then in the slashing period only."""
    s = scenario
    block = claimed(s)
    end = block + s.parameters.verification_period
    if early:
        go_to(s, end - 1)
        s.rejects(Reason.VERIFICATION_PERIOD_NOT_OVER, "bob", "missed_verification_slash", 0, 0, CHOSEN)
    else:
        go_to(s, end + s.parameters.verification_slashing_period - 1)
    s.tx("bob", "missed_verification_slash", 0, 0, CHOSEN)
    if not early:
        s.rejects(Reason.SLASHING_PERIOD_OVER, "bob", "missed_verification_slash", 0, 0, CHOSEN)
    else:
        s.rejects(Reason.CLAIM_NOT_PENDING, "bob", "missed_verification_slash", 0, 0, CHOSEN)


@requirement("LP-VERIF-025", "LP-VERIF-026", "LP-CLAIM-031")
@presets("minimal")
@pytest.mark.parametrize("finder", ["bob", "alice"], ids=["another", "itself"])
def test_missed_verification_slashes_and_pays_the_finder(scenario: Scenario, finder: str) -> None:
    """Given one chosen segment was submitted, when another is reported, then alice is slashed, whoever reports."""
    s = scenario
    block = claimed(s)
    s.advance_blocks(1)
    s.tx("alice", "verify", ReceiptPlan(0, 0, CHOSEN))
    go_to(s, block + s.parameters.verification_period)
    s.rejects(Reason.SEGMENT_SUBMITTED, finder, "missed_verification_slash", 0, 0, CHOSEN)
    s.rejects(Reason.SEGMENT_NOT_CHALLENGED, finder, "missed_verification_slash", 0, 0, SPARED)
    penalty = STAKE * s.parameters.missed_verification_slash_amount // PPM
    reward = penalty * s.parameters.finder_fee // PPM
    s.tx(finder, "missed_verification_slash", 0, 0, "challenged:8")
    assert [event[0] for event in s.events] == ["TranscoderResigned", "Transfer", "Burn", "TranscoderSlashed"]
    assert s.events[-1] == ("TranscoderSlashed", "alice", finder, penalty, reward)


@requirement("LP-VERIF-016", "LP-VERIF-019")
@options("verifier")
def test_only_the_verifier_answers(scenario: Scenario) -> None:
    """Given the account verifier is the Verifier, when others answer, then not; it does, for what was submitted."""
    s = scenario
    claimed(s)
    s.rejects(Reason.NOT_VERIFIER, "owner", "receive_verification", 0, 0, 0, True)
    s.rejects(Reason.SEGMENT_NOT_SUBMITTED, "verifier", "receive_verification", 0, 0, 0, True)
    s.rejects(Reason.NO_DATA, "alice", "verify", ReceiptPlan(0, 0, 0))
    s.rejects(Reason.CLAIM_MISSING, "verifier", "receive_verification", 0, 1, 0, True)
    s.rejects(Reason.JOB_MISSING, "verifier", "receive_verification", 1, 0, 0, True)


@requirement("LP-VERIF-040", "LP-VERIF-043", "LP-VERIF-047")
def test_verifier_checks_its_caller_before_the_pause(scenario: Scenario) -> None:
    """Given a paused system, when the Verifier is called, then who calls is looked at first."""
    s = scenario
    s.tx("owner", "pause")
    arguments = (0, 0, 0, "", "", ("0x" + "00" * 32,) * 2)
    s.rejects(Reason.NOT_JOBS_MANAGER, "alice", "request_verification", *arguments)
    s.rejects(Reason.SYSTEM_PAUSED, "JobsManager", "request_verification", *arguments)
    s.rejects(Reason.NOT_SOLVER, "alice", "callback", 0, "0x" + "00" * 32)
    s.rejects(Reason.SYSTEM_PAUSED, "verifier", "callback", 0, "0x" + "00" * 32)


@requirement("LP-VERIF-049", "LP-VERIF-050", "LP-VERIF-052")
def test_code_hash_is_set_silently(scenario: Scenario) -> None:
    """Given the Verifier, when its owner sets the code hash, then it is stored without an event."""
    s = scenario
    s.rejects(Reason.NOT_CONTROLLER_OWNER, "alice", "set_verification_code_hash", "other")
    s.tx("owner", "set_verification_code_hash", "other")
    assert s.events == []
    assert s.view("verification_code_hash") == "other"
    assert s.view("get_price") == 0


@requirement("LP-VERIF-043", "LP-VERIF-051")
def test_solver_is_replaced(scenario: Scenario) -> None:
    """Given another solver, when it is set, then it answers and the old one does not."""
    s = scenario
    s.rejects(Reason.NOT_CONTROLLER_OWNER, "alice", "set_solver", "null")
    s.rejects(Reason.SOLVER_NULL, "owner", "set_solver", "null")
    s.tx("owner", "set_solver", "erin")
    assert s.events == [("SolverUpdate", "erin")]
    assert s.view("solver") == "erin"
    s.rejects(Reason.NOT_SOLVER, "verifier", "callback", 0, "0x" + "00" * 32)
    s.rejects(Reason.JOB_MISSING, "erin", "callback", 0, "0x" + "00" * 32)


@requirement("LP-VERIF-054")
def test_solvers_are_added_at_launch(scenario: Scenario) -> None:
    """Given one solver, when another is added, then both answer, and none is added twice."""
    s = scenario
    s.rejects(Reason.NOT_CONTROLLER_OWNER, "alice", "add_solver", "null")
    s.rejects(Reason.SOLVER_NULL, "owner", "add_solver", "null")
    s.rejects(Reason.SOLVER_KNOWN, "owner", "add_solver", "verifier")
    s.tx("owner", "add_solver", "erin")
    assert s.events == []
    assert [s.view("solvers", index) for index in (0, 1)] == ["verifier", "erin"]
    assert s.view("is_solver", "alice") is False
    for solver in ("verifier", "erin"):
        s.rejects(Reason.JOB_MISSING, solver, "callback", 0, "0x" + "00" * 32)


SETTERS = {
    "set_verification_rate": ("verificationRate", Reason.ZERO_VERIFICATION_RATE, 0, 2**64 - 1),
    "set_failed_verification_slash_amount": (
        "failedVerificationSlashAmount", Reason.INVALID_SLASH_AMOUNT, PPM + 1, PPM,
    ),
    "set_missed_verification_slash_amount": (
        "missedVerificationSlashAmount", Reason.INVALID_SLASH_AMOUNT, PPM + 1, PPM,
    ),
    "set_double_claim_segment_slash_amount": (
        "doubleClaimSegmentSlashAmount", Reason.INVALID_SLASH_AMOUNT, PPM + 1, PPM,
    ),
    "set_finder_fee": ("", Reason.INVALID_FINDER_FEE, PPM + 1, PPM),
}  # fmt: skip


@requirement("LP-VERIF-030", "LP-VERIF-031", "LP-VERIF-033", "LP-VERIF-034", "LP-VERIF-035")
@pytest.mark.parametrize("setter", SETTERS)
def test_parameter_is_set_within_its_bounds(scenario: Scenario, setter: str) -> None:
    """Given a paused system, when the owner sets a parameter, then its bound is the largest or smallest value."""
    s = scenario
    name, reason, beyond, bound = SETTERS[setter]
    s.tx("owner", "pause")
    s.rejects(Reason.NOT_CONTROLLER_OWNER, "alice", setter, beyond)
    s.rejects(reason, "owner", setter, beyond)
    s.tx("owner", setter, bound)
    assert s.events == ([("ParameterUpdate", name)] if name else [])
    assert s.view(setter.removeprefix("set_")) == bound


@requirement("LP-VERIF-030", "LP-VERIF-032", "LP-VERIF-035")
@pytest.mark.parametrize(
    ("setter", "name", "other"),
    [
        ("set_verification_period", "verificationPeriod", "verification_slashing_period"),
        ("set_verification_slashing_period", "verificationSlashingPeriod", "verification_period"),
    ],
    ids=["verification", "slashing"],
)
def test_both_periods_fit_into_256_blocks(scenario: Scenario, setter: str, name: str, other: str) -> None:
    """Given one period, when the other is set, then both together have 256 blocks at most."""
    s = scenario
    rest = 256 - s.view(other)
    s.rejects(Reason.NOT_CONTROLLER_OWNER, "alice", setter, rest + 1)
    s.rejects(Reason.VERIFICATION_WINDOW_TOO_LONG, "owner", setter, rest + 1)
    s.rejects(Reason.ADDITION_OVERFLOW, "owner", setter, 2**256 - 1)
    s.tx("owner", setter, rest)
    assert s.events == [("ParameterUpdate", name)]
    assert s.view(setter.removeprefix("set_")) == rest
