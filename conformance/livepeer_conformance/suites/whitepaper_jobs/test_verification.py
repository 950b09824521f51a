"""The whitepaper's verification: receipts, Truebit's answers, and slashing."""

from typing import Any

import pytest

from livepeer_conformance.suites.scenario import ETH, LPT, Scenario, requirement
from livepeer_conformance.suites.whitepaper_jobs.given import (
    ROOT,
    SP,
    STREAM,
    VP,
    claim_block,
    claimed,
    go_to,
    receipt,
    signed_by_transcoder,
    submit,
    tree,
    written,
)
from livepeer_conformance.suites.whitepaper_stake.given import active, candidates
from livepeer_spec.rejection import Reason
from livepeer_spec.upgrades.alpha.whitepaper.receipts import Receipt, leaf

ALL, NONE = 1, 2**255
"""Verification rates: every segment, none."""


@requirement("LP-WVERIF-001", "LP-WVERIF-014", "LP-WVERIF-015", "LP-WVERIF-007")
def test_verify_asks_truebit(scenario: Scenario) -> None:
    """Given every segment is challenged, when alice submits one, then Truebit is asked, once."""
    s = scenario
    claimed(s, ALL)
    submit(s, 2)
    made = receipt(2)
    assert s.events == [
        ("VerifyRequest", 0, 0, 0, 2, "a7ac137a49d54ea9", made.data_hash, made.transcoded_data_hash),
        ("Verify", "alice", 0, 0, 2),
    ]
    assert s.view("is_submitted", 0, 0, 2) is True
    assert s.view("get_request", 0) == {"jobId": 0, "claimId": 0, "segmentNumber": 2, "isOpen": True}
    s.rejects(Reason.SEGMENT_SUBMITTED, "alice", "verify", 0, 0, written(made), tree()[1][2])
    submit(s, 0)
    assert s.events[0][:2] == ("VerifyRequest", 1)


@requirement("LP-WVERIF-002", "LP-WVERIF-006", "LP-WCLAIM-001", "LP-WCLAIM-011", "LP-WVERIF-010")
def test_verify_rejects(scenario: Scenario) -> None:
    """Given a claim of four segments, when others or too late or other segments are submitted, then none counts."""
    s = scenario
    claimed(s, ALL)
    proofs = tree()[1]
    s.rejects(Reason.NOT_JOB_TRANSCODER, "bob", "verify", 0, 0, written(receipt(0)), proofs[0])
    s.rejects(Reason.CLAIM_MISSING, "alice", "verify", 0, 1, written(receipt(0)), proofs[0])
    s.rejects(Reason.SEGMENT_NOT_CLAIMED, "alice", "verify", 0, 0, written(receipt(4)), proofs[0])
    s.rejects(Reason.INVALID_RECEIPT_PROOF, "alice", "verify", 0, 0, written(receipt(0)), proofs[1])
    s.rejects(Reason.INVALID_RECEIPT_PROOF, "alice", "verify", 0, 0, written(receipt(0)), ())
    go_to(s, claim_block(s) + VP - 1)
    s.tx("alice", "verify", 0, 0, written(receipt(0)), proofs[0])
    s.rejects(Reason.VERIFICATION_PERIOD_OVER, "alice", "verify", 0, 0, written(receipt(1)), proofs[1])


@requirement("LP-WVERIF-005", "LP-WVERIF-004")
def test_segments_that_are_not_drawn_are_not_verified(scenario: Scenario) -> None:
    """Given a rate at which nothing is drawn, when a segment is submitted or its lack reported, then not."""
    s = scenario
    claimed(s, NONE)
    assert s.view("segment_is_challenged", 0, 0, 0) is False
    s.rejects(Reason.SEGMENT_NOT_CHALLENGED, "alice", "verify", 0, 0, written(receipt(0)), tree()[1][0])
    go_to(s, claim_block(s) + VP)
    s.rejects(Reason.SEGMENT_NOT_CHALLENGED, "heidi", "missed_verification_slash", 0, 0, 0)


@requirement("LP-WVERIF-004")
def test_hash_of_the_claims_block_draws_segments(scenario: Scenario) -> None:
    """Given one of two segments is drawn, when spec and target tell which of 40 are, then they agree, and not all are.

    The chance that all or none of 40 are drawn is 1 in 2^39.
    """
    s = scenario
    claimed(s, 2, segments=40, root=ROOT)
    drawn = [s.view("segment_is_challenged", 0, 0, number) for number in range(40)]
    assert set(drawn) == {True, False}


def _changed(**changes: Any) -> tuple[Any, ...]:
    return written(receipt(0)._replace(**changes))


@requirement("LP-WVERIF-008", "LP-WVERIF-009", "LP-WVERIF-011", "LP-WVERIF-012")
@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (written(receipt(0, broadcaster="bob")), Reason.BROADCASTER_SIGNATURE),
        (written(receipt(0, stream="other")), Reason.BROADCASTER_SIGNATURE),
        (_changed(data_hash=bytes(32)), Reason.BROADCASTER_SIGNATURE),
        (_changed(broadcaster_signature=b""), Reason.BROADCASTER_SIGNATURE),
        (_changed(broadcaster_signature=receipt(0).broadcaster_signature[:64]), Reason.BROADCASTER_SIGNATURE),
        (_changed(broadcaster_signature=bytes(64) + b"\x1b"), Reason.BROADCASTER_SIGNATURE),
        (written(receipt(0, transcoder="bob")), Reason.TRANSCODER_SIGNATURE),
        (_changed(transcoded_data_hash=bytes(32)), Reason.TRANSCODER_SIGNATURE),
        (_changed(transcoder_signature=receipt(0).transcoder_signature + b"\0"), Reason.TRANSCODER_SIGNATURE),
        (_changed(transcoder_signature=bytes(64) + b"\xff"), Reason.TRANSCODER_SIGNATURE),
    ],
    ids=[
        "other-broadcaster", "other-stream", "other-data", "no-broadcaster-signature", "short-broadcaster-signature",
        "empty-broadcaster-signature", "other-transcoder", "other-output", "long-transcoder-signature", "bad-v",
    ],
)  # fmt: skip
def test_verify_rejects_receipts_that_are_not_signed(scenario: Scenario, made: Any, reason: Reason) -> None:
    """Given a receipt that one side did not sign like this, when it is submitted, then it is rejected."""
    s = scenario
    claimed(s, ALL)
    s.rejects(reason, "alice", "verify", 0, 0, made, tree()[1][0])


def counted_from_0(made: Receipt, name: str) -> Receipt:
    """A receipt of which one signature ends with 0 or 1 instead of 27 or 28."""
    signature = getattr(made, name)
    return made._replace(**{name: signature[:64] + bytes([signature[64] - 27])})


@requirement("LP-WVERIF-011", "LP-WVERIF-012", "LP-WVERIF-013", "LP-WVERIF-010")
def test_signatures_may_end_with_0_and_1(scenario: Scenario) -> None:
    """Given signatures whose last byte counts from 0, when alice claims and submits them, then they are taken."""
    s = scenario
    made = counted_from_0(receipt(0), "broadcaster_signature")
    made = counted_from_0(signed_by_transcoder(made), "transcoder_signature")
    claimed(s, ALL, segments=1, root="0x" + leaf(STREAM, made).hex())
    s.tx("alice", "verify", 0, 0, written(made), ())
    assert s.events[-1] == ("Verify", "alice", 0, 0, 0)


@requirement("LP-WVERIF-016", "LP-WVERIF-017", "LP-WVERIF-019", "LP-WVERIF-020", "LP-WVERIF-022")
def test_result_passed(scenario: Scenario) -> None:
    """Given a request, when Truebit says that the segment is right, then that is counted, and the request closed."""
    s = scenario
    claimed(s, ALL)
    submit(s, 1)
    s.rejects(Reason.NOT_TRUEBIT, "alice", "result", 0, True)
    s.rejects(Reason.REQUEST_UNKNOWN, "verifier", "result", 1, True)
    s.tx("verifier", "result", 0, True)
    assert s.events == [("PassedVerification", "alice", 0, 0, 1), ("Callback", 0, 0, 0, 1, True)]
    assert s.view("get_verifications", "alice") == {"passed": 1, "failed": 0}
    s.rejects(Reason.REQUEST_UNKNOWN, "verifier", "result", 0, True)


@requirement(
    "LP-WVERIF-018", "LP-WVERIF-020", "LP-WVERIF-021", "LP-WVERIF-022", "LP-WSLSH-011", "LP-WSLSH-012", "LP-WSLSH-002",
    "LP-WSLSH-006", "LP-WSLSH-007",
)  # fmt: skip
def test_failures_are_tolerated_up_to_the_threshold(scenario: Scenario) -> None:
    """Given 40 % may fail, when 1 of 3 does, then nobody pays; when 2 of 4 do, alice and bob lose 5 %, erin nothing."""
    s = scenario
    claimed(s, ALL, segments=4)
    submit(s, 0, 1, 2, 3)
    s.tx("verifier", "result", 0, True)
    s.tx("verifier", "result", 1, True)
    # 1 of 3 failed.
    s.tx("verifier", "result", 2, False)
    assert s.events == [("PassedVerification", "alice", 0, 0, 2), ("Callback", 2, 0, 0, 2, False)]
    # 2 of 4: 500,000 > 400,000.
    block = s.block
    s.tx("verifier", "result", 3, False)
    # Alice's reward of 16,000 is claimed, so that there are 16,400 LPT behind her.
    assert s.events == [
        ("TranscoderSlashed", "alice", "null", 820 * LPT, 0),
        ("FailedVerification", "alice", 0, 0, 3),
        ("Callback", 3, 0, 0, 3, False),
    ]
    assert s.view("get_verifications", "alice") == {"passed": 2, "failed": 2}
    assert s.view("get_claim", 0, 0)["status"] == 1
    assert s.view("get_job", 0)["endBlock"] == block
    assert s.view("deposits", "erin") == ETH
    assert s.view("get_delegator", "bob")["bondedAmount"] == 12_300 * LPT * 95 // 100
    assert s.view("get_delegator", "alice")["bondedAmount"] == 4_100 * LPT * 95 // 100
    assert s.view("common_pool") == 820 * LPT
    assert s.view("total_bonded") == 15_580 * LPT


@requirement("LP-WVERIF-018")
def test_failures_at_the_threshold_are_tolerated(scenario: Scenario) -> None:
    """Given 40 % may fail, when 1 of 4 and then 2 of 5 fail, then nobody is slashed."""
    s = scenario
    claimed(s, ALL)
    submit(s, 0, 1, 2, 3)
    for request in range(3):
        s.tx("verifier", "result", request, True)
    s.tx("verifier", "result", 3, False)
    assert s.events[0][0] == "PassedVerification"
    s.tx("alice", "claim_work", 0, 4, 4, "0x" + leaf(STREAM, receipt(4)).hex())
    s.advance_blocks(1)
    s.tx("alice", "verify", 0, 1, written(receipt(4)), ())
    s.tx("verifier", "result", 4, False)
    assert s.events[0] == ("PassedVerification", "alice", 0, 1, 4)
    assert s.view("get_verifications", "alice") == {"passed": 3, "failed": 2}


@requirement("LP-WVERIF-022", "LP-WCLAIM-012")
def test_result_for_a_decided_claim_is_ignored(scenario: Scenario) -> None:
    """Given a claim slashed for one segment, when Truebit answers for another, then only the request is closed."""
    s = scenario
    claimed(s, ALL)
    submit(s, 0, 1)
    s.tx("verifier", "result", 0, False)
    assert s.events[0][0] == "TranscoderSlashed"
    s.tx("verifier", "result", 1, False)
    assert s.events == [("Callback", 1, 0, 0, 1, False)]
    assert s.view("get_verifications", "alice") == {"passed": 0, "failed": 1}
    s.rejects(Reason.CLAIM_NOT_PENDING, "alice", "verify", 0, 0, written(receipt(2)), tree()[1][2])


@requirement(
    "LP-WSLSH-005", "LP-WSLSH-006", "LP-WSLSH-007", "LP-WSLSH-011", "LP-WSLSH-012", "LP-WSLSH-013", "LP-WSLSH-014"
)
def test_missed_verification_is_slashed(scenario: Scenario) -> None:
    """Given a challenged segment, when 10 blocks are over and heidi reports it, then she has 5 % of what is lost."""
    s = scenario
    claimed(s, ALL)
    go_to(s, claim_block(s) + VP - 1)
    s.rejects(Reason.NOT_SLASHING_PERIOD, "heidi", "missed_verification_slash", 0, 0, 0)
    before, block = s.balance("heidi"), s.block
    s.tx("heidi", "missed_verification_slash", 0, 0, 0)
    assert s.events == [
        ("Transfer", "BondingManager", "heidi", 82 * LPT),
        ("TranscoderSlashed", "alice", "heidi", 1640 * LPT, 82 * LPT),
    ]
    assert s.balance("heidi") == before + 82 * LPT
    assert s.view("common_pool") == 1558 * LPT
    assert s.view("deposits", "erin") == ETH
    assert s.view("get_job", 0)["endBlock"] == block
    s.rejects(Reason.CLAIM_NOT_PENDING, "heidi", "missed_verification_slash", 0, 0, 1)


@requirement("LP-WSLSH-014", "LP-WSLSH-015", "LP-WVERIF-002", "LP-WCLAIM-011")
def test_missed_verification_slash_rejects(scenario: Scenario) -> None:
    """Given one segment was submitted, when that, one outside the claim or one too late is reported, then not."""
    s = scenario
    claimed(s, ALL)
    submit(s, 3)
    end = claim_block(s) + VP
    go_to(s, end)
    s.rejects(Reason.SEGMENT_SUBMITTED, "heidi", "missed_verification_slash", 0, 0, 3)
    s.rejects(Reason.SEGMENT_NOT_CLAIMED, "heidi", "missed_verification_slash", 0, 0, 4)
    s.rejects(Reason.CLAIM_MISSING, "heidi", "missed_verification_slash", 0, 1, 0)
    go_to(s, end + SP)
    s.rejects(Reason.NOT_SLASHING_PERIOD, "heidi", "missed_verification_slash", 0, 0, 0)


@requirement("LP-WSLSH-012", "LP-WSLSH-011")
def test_slash_leaves_the_end_of_an_ended_job(scenario: Scenario) -> None:
    """Given an ended job with two claims, when one is slashed, then the other keeps its fees and the job its end."""
    s = scenario
    claimed(s, ALL)
    s.tx("alice", "claim_work", 0, 10, 11, ROOT)
    block = s.block
    s.tx("erin", "end_job", 0)
    go_to(s, claim_block(s) + VP)
    s.tx("heidi", "missed_verification_slash", 0, 0, 0)
    job = s.view("get_job", 0)
    assert (job["endBlock"], job["escrow"], job["reserved"], job["pendingClaims"]) == (block, 20, 20, 1)
    assert s.view("deposits", "erin") == ETH - 20


@requirement("LP-WSLSH-016", "LP-WSLSH-003", "LP-WSLSH-004")
def test_slash_leaves_the_running_round_as_it_is(scenario: Scenario) -> None:
    """Given alice is active, when she is slashed, then her locked stake, activity and candidacy stay in the round."""
    s = scenario
    claimed(s, ALL)
    locked = s.view("locked_stake", "alice", s.round)
    go_to(s, claim_block(s) + VP)
    s.tx("heidi", "missed_verification_slash", 0, 0, 0)
    assert s.view("locked_stake", "alice", s.round) == locked == 400 * LPT
    assert active(s) == ["alice"]
    assert candidates(s) == ["alice"]
    assert s.view("get_delegator", "alice")["delegatedAmount"] == 14_760 * LPT
    assert s.view("get_delegator", "bob")["lastClaimRound"] == s.round
