"""Claims: who may claim, what it costs, when it is paid, and double claims."""

from livepeer_conformance.suites.jobs.given import (
    DEPOSIT,
    FEES,
    LAST,
    PRICE,
    RECEIPTS,
    STAKE,
    claimed,
    created_job,
    go_to,
    over,
    transcoders,
)
from livepeer_conformance.suites.scenario import PPM, Scenario, requirement
from livepeer_spec.rejection import Reason


@requirement("LP-CLAIM-006", "LP-CLAIM-007", "LP-CLAIM-009", "LP-CLAIM-015")
def test_first_claim_is_for_who_is_elected(scenario: Scenario) -> None:
    """Given two active transcoders, when a job is claimed, then by who its block elects, and by nobody else later."""
    s = scenario
    transcoders(s, "alice", "bob")
    created_job(s)
    s.rejects(Reason.NOT_ELECTED, "not-elected:0", "claim_work", 0, (0, 1), RECEIPTS)
    s.tx("elected:0", "claim_work", 0, (0, 1), RECEIPTS)
    chosen = s.view("get_job", 0)["transcoderAddress"]
    assert s.events == [("NewClaim", chosen, 0, 0)]
    s.rejects(Reason.NOT_JOB_TRANSCODER, "not-elected:0", "claim_work", 0, (2, 3), RECEIPTS)
    s.tx("elected:0", "claim_work", 0, (2, 3), RECEIPTS)
    assert s.events == [("NewClaim", chosen, 0, 1)]


@requirement("LP-CLAIM-007")
def test_transcoder_above_the_price_is_not_elected(scenario: Scenario) -> None:
    """Given a job below every price, when it is claimed, then nobody is elected."""
    s = scenario
    transcoders(s)
    created_job(s, price=0)
    s.rejects(Reason.NOT_ELECTED, "alice", "claim_work", 0, (0, 1), RECEIPTS)


@requirement("LP-CLAIM-011", "LP-CLAIM-012", "LP-CLAIM-014", "LP-CLAIM-032")
def test_claim_moves_fees_into_escrow(scenario: Scenario) -> None:
    """Given overlapping claims, when they are made, then each moves its fees and has its own windows."""
    s = scenario
    transcoders(s)
    created_job(s)
    escrow = 0
    for claim_id, (first, last) in enumerate([(0, 0), (3, 9), (9, 9)]):
        block = s.block
        s.tx("alice", "claim_work", 0, (first, last), "0x" + "ab" * 32)
        escrow += (last - first + 1) * 2 * PRICE
        end = block + s.parameters.verification_period
        assert s.view("get_claim", 0, claim_id) == {
            "segmentRange": (first, last), "claimRoot": bytes.fromhex("ab" * 32), "claimBlock": block,
            "endVerificationBlock": end, "status": 0,
            "endVerificationSlashingBlock": end + s.parameters.verification_slashing_period,
        }  # fmt: skip
    assert s.view("get_job", 0)["escrow"] == escrow
    assert s.view("broadcasters", "dave")["deposit"] == DEPOSIT - escrow


@requirement("LP-CLAIM-013")
def test_claim_rejects_a_deposit_that_is_too_low(scenario: Scenario) -> None:
    """Given a deposit for two segments, when three are claimed, then not; two are."""
    s = scenario
    transcoders(s)
    created_job(s, deposit=4 * PRICE)
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "alice", "claim_work", 0, (0, 2), RECEIPTS)
    s.tx("alice", "claim_work", 0, (0, 1), RECEIPTS)


@requirement("LP-CLAIM-002", "LP-CLAIM-003", "LP-CLAIM-004", "LP-CLAIM-005", "LP-JOB-002")
def test_claim_checks_in_the_order_of_the_rules(scenario: Scenario) -> None:
    """Given several faults at once, when claiming, then the first in the order of the rules is told."""
    s = scenario
    transcoders(s)
    end = s.block + 5
    s.tx("dave", "job", "stream", "12345678", PRICE, end)
    root = "0x" + "00" * 32
    s.rejects(Reason.JOB_MISSING, "erin", "claim_work", 1, (2, 1), root)
    s.rejects(Reason.INVALID_SEGMENT_RANGE, "erin", "claim_work", 0, (2, 1), root)
    s.rejects(Reason.NOT_REGISTERED, "erin", "claim_work", 0, (1, 1), root)
    go_to(s, end)
    s.rejects(Reason.JOB_INACTIVE, "erin", "claim_work", 0, (2, 1), root)


@requirement("LP-CLAIM-008")
def test_first_claim_must_come_within_256_blocks(scenario: Scenario) -> None:
    """Given a job of 257 blocks ago, when it is claimed for the first time, then not any more."""
    s = scenario
    transcoders(s)
    created_job(s)
    go_to(s, s.block - 1 + 257)
    s.rejects(Reason.BLOCK_TOO_OLD, "alice", "claim_work", 0, (0, 1), RECEIPTS)


@requirement("LP-CLAIM-008", "LP-CLAIM-010")
def test_later_claims_may_come_after_256_blocks(scenario: Scenario) -> None:
    """Given a job of 256 blocks ago, when it is claimed, then it is, and later again."""
    s = scenario
    transcoders(s)
    created_job(s)
    go_to(s, s.block - 1 + 256)
    s.tx("alice", "claim_work", 0, (0, 1), RECEIPTS)
    s.advance_blocks(10)
    s.tx("alice", "claim_work", 0, (2, 3), RECEIPTS)


@requirement("LP-CLAIM-016", "LP-CLAIM-017", "LP-CLAIM-018", "LP-CLAIM-019", "LP-CLAIM-020", "LP-CLAIM-022")
def test_fees_are_paid_after_the_slashing_period(scenario: Scenario) -> None:
    """Given a claim of which nothing was verified, when its windows are over, then its fees are paid, once."""
    s = scenario
    block = claimed(s)
    over(s, block)
    s.rejects(Reason.NOT_JOB_TRANSCODER, "bob", "distribute_fees", 0, 0)
    s.tx("alice", "distribute_fees", 0, 0)
    assert s.events == [("DistributeFees", "alice", 0, 0, FEES)]
    assert s.view("get_job", 0)["escrow"] == 0
    assert s.view("get_claim", 0, 0)["status"] == 2
    pool = s.view("get_transcoder_earnings_pool_for_round", "alice", s.view("get_job", 0)["creationRound"])
    assert pool["feePool"] + pool.get("transcoderFeePool", 0) == FEES
    s.rejects(Reason.CLAIM_NOT_PENDING, "alice", "distribute_fees", 0, 0)


@requirement("LP-CLAIM-019")
def test_fees_go_to_the_round_of_the_job(scenario: Scenario) -> None:
    """Given a claim, when its fees are paid while alice is active in a later round, then that of the job has them."""
    s = scenario
    block = claimed(s)
    s.next_round()
    over(s, max(block, s.block))
    s.tx("alice", "distribute_fees", 0, 0)
    created = s.view("get_job", 0)["creationRound"]
    assert created < s.round
    pools = {round_: s.view("get_transcoder_earnings_pool_for_round", "alice", round_) for round_ in (created, s.round)}
    paid = {round_: pool["feePool"] + pool.get("transcoderFeePool", 0) for round_, pool in pools.items()}
    assert paid == {created: FEES, s.round: 0}


@requirement("LP-CLAIM-018")
def test_fees_are_not_paid_in_the_last_block_of_the_slashing_period(scenario: Scenario) -> None:
    """Given the block before the end of the slashing period, when fees are asked for, then they are not paid."""
    s = scenario
    block = claimed(s)
    go_to(s, block + s.parameters.verification_period + s.parameters.verification_slashing_period - 1)
    s.rejects(Reason.SLASHING_PERIOD_NOT_OVER, "alice", "distribute_fees", 0, 0)
    s.tx("alice", "distribute_fees", 0, 0)


@requirement("LP-CLAIM-023", "LP-CLAIM-024")
def test_batch_pays_all_claims_or_none(scenario: Scenario) -> None:
    """Given two claims, when a batch names a third, then none is paid; without it both are."""
    s = scenario
    claimed(s)
    s.tx("alice", "claim_work", 0, (20, 20), RECEIPTS)
    over(s, s.block - 1)
    s.rejects(Reason.CLAIM_MISSING, "alice", "batch_distribute_fees", 0, (0, 1, 2))
    s.rejects(Reason.CLAIM_NOT_PENDING, "alice", "batch_distribute_fees", 0, (0, 0))
    s.tx("alice", "batch_distribute_fees", 0, (1, 0))
    assert s.events == [("DistributeFees", "alice", 0, 1, 2 * PRICE), ("DistributeFees", "alice", 0, 0, FEES)]
    s.tx("bob", "batch_distribute_fees", 99, ())
    assert s.events == []


@requirement(
    "LP-CLAIM-021", "LP-CLAIM-026", "LP-CLAIM-027", "LP-CLAIM-028", "LP-CLAIM-029", "LP-CLAIM-030", "LP-CLAIM-031"
)
def test_double_claim_slashes_pays_the_finder_and_voids_the_job(scenario: Scenario) -> None:
    """Given three claims, when bob reports a segment of two, then the stake is cut and no claim is paid any more."""
    s = scenario
    claimed(s)
    s.tx("alice", "claim_work", 0, (LAST, 20), RECEIPTS)
    s.tx("alice", "claim_work", 0, (30, 30), RECEIPTS)
    s.rejects(Reason.SEGMENT_NOT_IN_BOTH, "bob", "double_claim_segment_slash", 0, 0, 1, LAST + 1)
    s.rejects(Reason.SEGMENT_NOT_IN_BOTH, "bob", "double_claim_segment_slash", 0, 0, 1, LAST - 1)
    penalty = STAKE * s.parameters.double_claim_segment_slash_amount // PPM
    reward = penalty * s.parameters.finder_fee // PPM
    block = s.block
    s.tx("bob", "double_claim_segment_slash", 0, 0, 1, LAST)
    assert [event[0] for event in s.events] == ["TranscoderResigned", "Transfer", "Burn", "TranscoderSlashed"]
    assert s.events[-1] == ("TranscoderSlashed", "alice", "bob", penalty, reward)
    job = s.view("get_job", 0)
    assert (job["escrow"], job["endBlock"]) == (0, block)
    assert s.view("broadcasters", "dave")["deposit"] == DEPOSIT
    assert [s.view("get_claim", 0, claim)["status"] for claim in range(3)] == [1, 1, 0]
    over(s, s.block)
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "alice", "distribute_fees", 0, 2)
    s.rejects(Reason.CLAIM_SLASHED, "bob", "double_claim_segment_slash", 0, 2, 1, 30)


@requirement("LP-CLAIM-028", "LP-CLAIM-031")
def test_double_claim_of_paid_claims_ends_an_ended_job_again(scenario: Scenario) -> None:
    """Given a job that is over and two paid claims, when they are reported, then they are slashed and the end moves."""
    s = scenario
    transcoders(s)
    s.tx("dave", "deposit", value=DEPOSIT)
    end = s.block + 6
    s.tx("dave", "job", "stream", "12345678", PRICE, end)
    for _ in range(2):
        s.tx("alice", "claim_work", 0, (0, 0), RECEIPTS)
    over(s, s.block - 1)
    s.tx("alice", "batch_distribute_fees", 0, (0, 1))
    block = s.block
    s.tx("bob", "double_claim_segment_slash", 0, 1, 0, 0)
    assert s.view("get_job", 0)["endBlock"] == block > end
    assert s.view("broadcasters", "dave")["withdrawBlock"] == end


@requirement("LP-CLAIM-025")
def test_double_claim_rejects_one_claim_twice(scenario: Scenario) -> None:
    """Given one claim, when it is reported with itself, then it is refused before it is looked for."""
    s = scenario
    claimed(s)
    s.rejects(Reason.SAME_CLAIM, "bob", "double_claim_segment_slash", 0, 0, 0, 0)
    s.rejects(Reason.SAME_CLAIM, "bob", "double_claim_segment_slash", 0, 9, 9, 0)


@requirement("LP-CLAIM-026", "LP-CLAIM-033")
def test_double_claim_took_one_claim_twice_at_launch(scenario: Scenario) -> None:
    """Given one claim, when it is reported with itself, then the transcoder is slashed, once."""
    s = scenario
    claimed(s)
    s.tx("bob", "double_claim_segment_slash", 0, 0, 0, 0)
    assert s.view("get_claim", 0, 0)["status"] == 1
    s.rejects(Reason.CLAIM_SLASHED, "bob", "double_claim_segment_slash", 0, 0, 0, 0)
