"""The whitepaper's jobs: availability, escrow, assignment, and their end."""

import pytest

from livepeer_conformance.suites.scenario import ETH, LPT, Scenario, requirement
from livepeer_conformance.suites.whitepaper_jobs.given import OPTIONS, PRICE, STREAM, VP, assigned, go_to, working
from livepeer_conformance.suites.whitepaper_stake.given import candidate
from livepeer_spec.rejection import Reason


def eligible(s: Scenario, job: int) -> list[str]:
    """The transcoders of which one is assigned to a job."""
    return [s.name(account) for account in s.view("get_eligible", job)]


@requirement("LP-WJOB-004", "LP-WJOB-005")
def test_whitepaper_deposit_adds_up(scenario: Scenario) -> None:
    """Given nothing, when erin deposits 1 ETH and then nothing, then her deposit is 1 ETH."""
    s = scenario
    s.tx("erin", "deposit", value=ETH)
    assert s.events == [("Deposit", "erin", ETH)]
    s.tx("erin", "deposit")
    assert s.events == [("Deposit", "erin", 0)]
    assert s.view("deposits", "erin") == ETH


@requirement("LP-WASSIGN-001", "LP-WASSIGN-002", "LP-WASSIGN-003", "LP-WROUND-002")
def test_availability_is_of_active_transcoders(scenario: Scenario) -> None:
    """Given alice is active, when she says twice that she takes a job, then she does; bob, who is not, cannot."""
    s = scenario
    working(s)
    s.rejects(Reason.NOT_ACTIVE, "bob", "transcode_availability")
    for _ in range(2):
        s.tx("alice", "transcode_availability")
        assert s.events == [("TranscodeAvailability", "alice")]
        assert s.view("is_available", "alice") is True
    s.pass_rounds()
    s.rejects(Reason.ROUND_NOT_INITIALIZED, "alice", "transcode_availability")


@requirement("LP-WJOB-007", "LP-WJOB-008", "LP-WJOB-010", "LP-WJOB-011")
def test_job_moves_the_price_of_a_segment_into_escrow(scenario: Scenario) -> None:
    """Given two profiles at 5 wei, when erin orders a job, then 10 wei are in escrow and alice is eligible."""
    s = scenario
    working(s)
    s.tx("alice", "transcode_availability")
    block = s.block
    s.tx("erin", "job", STREAM, OPTIONS, PRICE)
    assert s.events == [("NewJob", "erin", 0, STREAM, OPTIONS, PRICE, block)]
    job = s.view("get_job", 0)
    assert (job["escrow"], job["reserved"], job["endBlock"], job["transcoder"]) == (10, 0, 0, "null")
    assert (job["creationRound"], job["creationBlock"]) == (s.round, block)
    assert s.view("deposits", "erin") == ETH - 10
    assert eligible(s, 0) == ["alice"]
    s.tx("erin", "job", STREAM, OPTIONS, PRICE)
    assert s.events == [("NewJob", "erin", 1, STREAM, OPTIONS, PRICE, block + 1)]


@requirement("LP-WJOB-006", "LP-WJOB-009", "LP-WROUND-002")
def test_job_rejects(scenario: Scenario) -> None:
    """Given 1 ETH deposited, when options are no whole profiles or a segment costs more, then jobs are rejected."""
    s = scenario
    working(s)
    for options in ("", "a7ac137", "a7ac137a4"):
        s.rejects(Reason.INVALID_TRANSCODING_OPTIONS, "erin", "job", STREAM, options, PRICE)
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "erin", "job", STREAM, OPTIONS, ETH // 2 + 1)
    s.tx("erin", "job", STREAM, OPTIONS, ETH // 2)
    s.pass_rounds()
    s.rejects(Reason.ROUND_NOT_INITIALIZED, "erin", "job", STREAM, OPTIONS, 0)


@requirement("LP-WJOB-011", "LP-WJOB-012", "LP-WJOB-013", "LP-WJOB-014")
def test_eligible_are_the_available_at_the_price(scenario: Scenario) -> None:
    """Given prices of 5 and 7 and availability one by one, when jobs are ordered, then those who fit are eligible."""
    s = scenario
    s.initialized()
    candidate(s, "alice", 100 * LPT, price=5)
    candidate(s, "bob", 200 * LPT, price=7)
    s.next_round()
    s.tx("erin", "deposit", value=ETH)
    s.tx("alice", "transcode_availability")
    s.tx("erin", "job", STREAM, OPTIONS, 7)
    assert eligible(s, 0) == ["alice"]
    s.tx("bob", "transcode_availability")
    s.tx("erin", "job", STREAM, OPTIONS, 7)
    assert eligible(s, 1) == ["bob"]
    s.tx("alice", "transcode_availability")
    s.tx("erin", "job", STREAM, OPTIONS, 6)
    assert eligible(s, 2) == ["alice"]
    s.tx("erin", "job", STREAM, OPTIONS, 4)
    assert eligible(s, 3) == []


@requirement("LP-WASSIGN-005", "LP-WASSIGN-006", "LP-WASSIGN-009", "LP-WASSIGN-010", "LP-WASSIGN-011")
def test_jobs_are_assigned_by_the_next_transaction(scenario: Scenario) -> None:
    """Given three jobs for which alice is eligible, when she has the first, then nobody is left for the others."""
    s = scenario
    working(s)
    s.tx("alice", "transcode_availability")
    s.tx("erin", "job", STREAM, OPTIONS, PRICE)
    s.tx("erin", "job", STREAM, OPTIONS, PRICE)
    assert s.view("first_unassigned") == 0
    s.tx("erin", "job", STREAM, OPTIONS, PRICE)
    assert [event[:3] for event in s.events] == [("JobAssigned", 0, "alice"), ("NewJob", "erin", 2)]
    assert s.view("is_available", "alice") is False
    block = s.block
    s.tx("frank", "deposit")
    assert s.events == [("JobAssigned", 1, "null"), ("Deposit", "frank", 0)]
    assert (s.view("get_job", 1)["endBlock"], s.view("get_job", 1)["escrow"]) == (block, 0)
    s.tx("frank", "deposit")
    assert s.events == [("JobAssigned", 2, "null"), ("Deposit", "frank", 0)]
    assert s.view("deposits", "erin") == ETH - 10


@requirement("LP-WASSIGN-009", "LP-WCAND-012")
def test_who_resigned_is_left_out_of_the_election(scenario: Scenario) -> None:
    """Given alice is eligible, when she resigns before the election, then nobody is left."""
    s = scenario
    working(s)
    s.tx("alice", "transcode_availability")
    s.tx("erin", "job", STREAM, OPTIONS, PRICE)
    s.tx("alice", "resign_as_transcoder")
    s.tx("erin", "deposit")
    assert s.events[0] == ("JobAssigned", 0, "null")


@requirement("LP-WASSIGN-007", "LP-WASSIGN-008")
def test_election_is_weighted_by_stake(scenario: Scenario) -> None:
    """Given two eligible transcoders with 1 and 3 parts of the stake, when eight jobs are drawn, then by the hash.

    The spec computes each from the hash of the block after the job's, and the target must agree.
    """
    s = scenario
    s.initialized()
    candidate(s, "alice", 100 * LPT)
    candidate(s, "bob", 300 * LPT)
    s.next_round()
    s.tx("erin", "deposit", value=ETH)
    for job in range(8):
        s.tx("alice", "transcode_availability")
        s.tx("bob", "transcode_availability")
        block = s.block
        s.tx("erin", "job", STREAM, OPTIONS, 0)
        s.advance_blocks(1)
        seed = int.from_bytes(s.world.backend.block_hash(block + 1), "big")
        s.tx("erin", "deposit")
        # The line: 300 LPT of bob, then 100 of alice.
        winner = "bob" if seed % (400 * LPT) < 300 * LPT else "alice"
        assert s.events[0] == ("JobAssigned", job, winner)


@requirement("LP-WASSIGN-013", "LP-WJOB-001")
def test_job_ends_when_its_hash_is_forgotten(scenario: Scenario) -> None:
    """Given a job, when 257 blocks pass before anybody acts, then it ends and its escrow goes back."""
    s = scenario
    working(s)
    s.tx("alice", "transcode_availability")
    block = s.block
    s.tx("erin", "job", STREAM, OPTIONS, PRICE)
    go_to(s, block + 1 + 257)
    s.tx("erin", "deposit")
    assert s.events[0] == ("JobAssigned", 0, "null")
    assert s.view("deposits", "erin") == ETH


@requirement("LP-WJOB-001", "LP-WJOB-002", "LP-WASSIGN-007")
def test_remembered_hash_lets_a_job_be_assigned_late(scenario: Scenario) -> None:
    """Given heidi had the hash remembered, when 300 blocks pass before anybody acts, then alice has the job."""
    s = scenario
    working(s)
    s.tx("alice", "transcode_availability")
    block = s.block
    s.tx("erin", "job", STREAM, OPTIONS, PRICE)
    s.advance_blocks(1)
    s.tx("heidi", "remember", block + 1)
    assert s.events == [("Remember", block + 1, s.world.backend.block_hash(block + 1))]
    s.advance_blocks(300)
    s.tx("erin", "deposit")
    assert s.events[0] == ("JobAssigned", 0, "alice")


@requirement("LP-WJOB-003", "LP-WJOB-001")
@pytest.mark.parametrize("distance", [-1, 0, 257], ids=["future", "current", "forgotten"])
def test_remember_rejects_unknown_hashes(scenario: Scenario, distance: int) -> None:
    """Given a block whose hash the chain does not give, when it is to be remembered, then that is rejected."""
    s = scenario
    s.rejects(Reason.BLOCK_HASH_UNKNOWN, "heidi", "remember", s.block - distance)


@requirement("LP-WJOB-015", "LP-WJOB-016", "LP-WJOB-017", "LP-WJOB-019")
@pytest.mark.parametrize("caller", ["alice", "erin"])
def test_end_job_by_either_side(scenario: Scenario, caller: str) -> None:
    """Given alice does erin's job, when one of both ends it, then it has ended, once; nobody else can."""
    s = scenario
    assigned(s)
    s.rejects(Reason.NOT_PARTY_OF_JOB, "bob", "end_job", 0)
    s.rejects(Reason.NOT_PARTY_OF_JOB, "erin", "end_job", 1)
    block = s.block
    s.tx(caller, "end_job", 0)
    assert s.events == [("EndJob", caller, 0)]
    assert (s.view("get_job", 0)["endBlock"], s.view("get_job", 0)["escrow"]) == (block, 10)
    s.rejects(Reason.JOB_INACTIVE, "erin", "end_job", 0)


@requirement("LP-WJOB-018", "LP-WASSIGN-012")
def test_end_job_before_its_election(scenario: Scenario) -> None:
    """Given a job in the block before, when erin ends it, then the escrow is hers, and nobody is ever elected."""
    s = scenario
    working(s)
    s.tx("alice", "transcode_availability")
    s.tx("erin", "job", STREAM, OPTIONS, PRICE)
    s.tx("erin", "end_job", 0)
    assert s.events == [("EndJob", "erin", 0)]
    assert s.view("deposits", "erin") == ETH
    s.tx("erin", "deposit")
    assert s.events == [("Deposit", "erin", 0)]
    assert s.view("first_unassigned") == 1
    assert s.view("is_available", "alice") is True


@requirement("LP-WJOB-020", "LP-WCLAIM-003")
def test_work_is_claimed_for_some_time_after_the_end(scenario: Scenario) -> None:
    """Given a job that ended in a block, when 10 more pass, then work can be claimed, and one block later not."""
    s = scenario
    assigned(s)
    block = s.block
    s.tx("erin", "end_job", 0)
    go_to(s, block + VP)
    s.tx("alice", "claim_work", 0, 0, 0, "0x" + "ab" * 32)
    s.rejects(Reason.CLAIM_TIME_OVER, "alice", "claim_work", 0, 1, 1, "0x" + "ab" * 32)
