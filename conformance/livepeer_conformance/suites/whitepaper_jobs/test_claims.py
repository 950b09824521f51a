"""The whitepaper's claims: work, fees, and what is paid out."""

from livepeer_conformance.suites.scenario import ETH, LPT, Scenario, requirement
from livepeer_conformance.suites.whitepaper_jobs.given import (
    OPTIONS,
    PRICE,
    ROOT,
    SP,
    STREAM,
    VP,
    assigned,
    claim_block,
    claimed,
    go_to,
    submit,
)
from livepeer_conformance.suites.whitepaper_stake.given import candidate, vote
from livepeer_spec.rejection import Reason

ALL, NONE = 1, 2**255
"""Verification rates: every segment, none."""


@requirement("LP-WCLAIM-005", "LP-WCLAIM-006", "LP-WCLAIM-008", "LP-WCLAIM-009")
def test_claim_reserves_what_is_in_escrow_first(scenario: Scenario) -> None:
    """Given 10 wei in escrow, when alice claims 1 and then 3 segments, then only the second takes from the deposit."""
    s = scenario
    assigned(s)
    block = s.block
    s.tx("alice", "claim_work", 0, 5, 5, ROOT)
    assert s.events == [("NewClaim", "alice", 0, 0)]
    assert s.view("get_claim", 0, 0) == {
        "firstSegment": 5, "lastSegment": 5, "claimRoot": bytes.fromhex("ab" * 32), "claimBlock": block,
        "endVerificationBlock": block + VP, "endSlashingBlock": block + VP + SP, "status": 0,
    }  # fmt: skip
    job = s.view("get_job", 0)
    assert (job["escrow"], job["reserved"], job["numClaims"], job["pendingClaims"]) == (10, 10, 1, 1)
    assert s.view("deposits", "erin") == ETH - 10
    s.tx("alice", "claim_work", 0, 6, 8, ROOT)
    assert s.events == [("NewClaim", "alice", 0, 1)]
    job = s.view("get_job", 0)
    assert (job["escrow"], job["reserved"]) == (40, 40)
    assert s.view("deposits", "erin") == ETH - 40
    assert (s.view("work", "alice", s.round), s.view("total_work", s.round)) == (4, 4)


@requirement("LP-WCLAIM-001", "LP-WCLAIM-002", "LP-WCLAIM-004", "LP-WCLAIM-007", "LP-WCLAIM-013")
def test_claim_work_rejects(scenario: Scenario) -> None:
    """Given segments 5 to 7 are claimed, when others claim, or claims overlap, or cost too much, then none counts."""
    s = scenario
    assigned(s)
    s.rejects(Reason.NOT_JOB_TRANSCODER, "bob", "claim_work", 0, 0, 0, ROOT)
    s.rejects(Reason.NOT_JOB_TRANSCODER, "alice", "claim_work", 1, 0, 0, ROOT)
    s.tx("alice", "claim_work", 0, 5, 7, ROOT)
    s.rejects(Reason.INVALID_SEGMENT_RANGE, "alice", "claim_work", 0, 3, 2, ROOT)
    for first, last in ((7, 9), (0, 5), (6, 6), (4, 8)):
        s.rejects(Reason.SEGMENTS_ALREADY_CLAIMED, "alice", "claim_work", 0, first, last, ROOT)
    s.tx("alice", "claim_work", 0, 8, 8, ROOT)
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "alice", "claim_work", 0, 9, 8 + ETH // 10 - 3, ROOT)
    s.rejects(Reason.MULTIPLICATION_OVERFLOW, "alice", "claim_work", 0, 9, 2**256 - 1, ROOT)


@requirement("LP-WCLAIM-010")
def test_claim_of_all_numbers_overflows(scenario: Scenario) -> None:
    """Given a job, when alice claims 2^256 segments, then their number overflows."""
    s = scenario
    assigned(s)
    s.rejects(Reason.ADDITION_OVERFLOW, "alice", "claim_work", 0, 0, 2**256 - 1, ROOT)


@requirement("LP-WDIST-001", "LP-WDIST-004", "LP-WDIST-005", "LP-WDIST-006", "LP-WDIST-015", "LP-WCLAIM-012")
def test_distribute_fees_after_the_slashing_period(scenario: Scenario) -> None:
    """Given 4 segments for 40 wei, when 20 blocks are over, then a quarter goes to the stake, the rest to alice."""
    s = scenario
    claimed(s, NONE)
    round_ = s.round
    end = claim_block(s) + VP + SP
    go_to(s, end - 1)
    s.rejects(Reason.SLASHING_PERIOD_NOT_OVER, "alice", "distribute_fees", 0, 0)
    s.tx("alice", "distribute_fees", 0, 0)
    assert s.events == [("DistributeFees", "alice", 0, 0, 40)]
    pool = s.view("get_transcoder_earnings_pool_for_round", "alice", round_)
    assert (pool["feePool"], pool["transcoderFeePool"]) == (10, 30)
    job = s.view("get_job", 0)
    assert (job["escrow"], job["reserved"], job["pendingClaims"]) == (0, 0, 0)
    assert s.view("get_claim", 0, 0)["status"] == 2
    s.rejects(Reason.CLAIM_NOT_PENDING, "alice", "distribute_fees", 0, 0)


@requirement("LP-WDIST-002", "LP-WDIST-003", "LP-WCLAIM-011", "LP-WCLAIM-001", "LP-WVERIF-003")
def test_distribute_fees_needs_all_challenged_segments(scenario: Scenario) -> None:
    """Given every segment is challenged, when one of four is not submitted, then no fees; Truebit's answer is none."""
    s = scenario
    claimed(s, ALL)
    submit(s, 0, 1, 3)
    go_to(s, claim_block(s) + VP + SP)
    s.rejects(Reason.NOT_JOB_TRANSCODER, "bob", "distribute_fees", 0, 0)
    s.rejects(Reason.CLAIM_MISSING, "alice", "distribute_fees", 0, 1)
    s.rejects(Reason.SEGMENT_NOT_SUBMITTED, "alice", "distribute_fees", 0, 0)
    go_to(s, claim_block(s) + 257)
    s.rejects(Reason.BLOCK_HASH_UNKNOWN, "alice", "distribute_fees", 0, 0)


@requirement("LP-WDIST-003")
def test_no_answer_counts_as_passed(scenario: Scenario) -> None:
    """Given all four segments are submitted, when 20 blocks are over without an answer, then fees are distributed."""
    s = scenario
    claimed(s, ALL)
    submit(s, 0, 1, 2, 3)
    go_to(s, claim_block(s) + VP + SP)
    s.tx("alice", "distribute_fees", 0, 0)
    assert s.events[-1] == ("DistributeFees", "alice", 0, 0, 40)


@requirement("LP-WDIST-007", "LP-WDIST-011", "LP-WDIST-014", "LP-WDIST-017", "LP-WDIST-012", "LP-WEARN-003")
def test_withdraw_pays_everything_together(scenario: Scenario) -> None:
    """Given alice has a deposit, unbonded stake and fees of 32 wei, when she withdraws, then all three are paid."""
    s = scenario
    claimed(s, NONE)
    go_to(s, claim_block(s) + VP + SP)
    s.tx("alice", "distribute_fees", 0, 0)
    s.tx("alice", "unbond")
    # 30 wei of her own, and a quarter of the other 10.
    assert s.view("get_delegator", "alice")["fees"] == 32
    stake = s.events[-1][4]
    s.tx("alice", "deposit", value=7)
    s.pass_rounds(2)
    ether, tokens = s.eth("alice"), s.balance("alice")
    s.tx("alice", "withdraw")
    assert [event[0] for event in s.events] == ["Transfer", "WithdrawStake", "Withdraw", "WithdrawFees"]
    assert (s.eth("alice"), s.balance("alice")) == (ether + 39, tokens + stake)
    s.rejects(Reason.NOTHING_TO_WITHDRAW, "alice", "withdraw")


@requirement("LP-WDIST-008", "LP-WDIST-009", "LP-WDIST-014")
def test_withdraw_leaves_the_deposit_while_jobs_go_on(scenario: Scenario) -> None:
    """Given a job with 10 wei left in escrow, when it has ended and its claim time is over, then all of it is paid."""
    s = scenario
    assigned(s)
    s.rejects(Reason.NOTHING_TO_WITHDRAW, "erin", "withdraw")
    block = s.block
    s.tx("erin", "end_job", 0)
    go_to(s, block + VP)
    s.rejects(Reason.NOTHING_TO_WITHDRAW, "erin", "withdraw")
    before = s.eth("erin")
    s.tx("erin", "withdraw")
    assert s.events == [("Withdraw", "erin")]
    assert s.eth("erin") == before + ETH
    assert s.view("get_jobs_of", "erin") == []
    assert s.view("get_job", 0)["escrow"] == 0


@requirement("LP-WDIST-008")
def test_withdraw_leaves_the_deposit_while_a_claim_is_pending(scenario: Scenario) -> None:
    """Given a claim of an ended job, when its claim time is over, then erin is paid only after the distribution."""
    s = scenario
    claimed(s, NONE)
    s.tx("erin", "end_job", 0)
    go_to(s, claim_block(s) + VP + SP)
    s.rejects(Reason.NOTHING_TO_WITHDRAW, "erin", "withdraw")
    s.tx("alice", "distribute_fees", 0, 0)
    s.tx("erin", "withdraw")
    assert s.events == [("Withdraw", "erin")]


def two_workers(s: Scenario, alices: int, bobs: int) -> None:
    """Given alice and bob with equal stake, who claim so many segments in a round; then the next one begins."""
    s.initialized()
    candidate(s, "alice", 100 * LPT)
    s.next_round()
    vote(s, "alice", "missedRewardSlashAmount", 0)
    candidate(s, "bob", 100 * LPT)
    s.next_round()
    for job, (name, segments) in enumerate((("alice", alices), ("bob", bobs))):
        s.tx(name, "transcode_availability")
        s.tx("erin", "job", STREAM, OPTIONS, 0)
        s.advance_blocks(1)
        if segments:
            s.tx(name, "claim_work", job, 0, segments - 1, ROOT)
    s.next_round()


@requirement("LP-WMINT-005", "LP-WMINT-008")
def test_reward_needs_a_part_of_the_work(scenario: Scenario) -> None:
    """Given 2 of 40 segments are a tenth of alice's fair 20, when both reward, then she just gets her tokens."""
    s = scenario
    two_workers(s, 2, 38)
    s.tx("alice", "reward")
    half = s.view("current_mintable_tokens") // 2
    assert s.events[-1] == ("Reward", "alice", half)
    s.tx("bob", "reward")
    assert s.events[-1] == ("Reward", "bob", half)


@requirement("LP-WMINT-005", "LP-WMINT-008", "LP-WMINT-002")
def test_reward_gives_nothing_for_too_little_work(scenario: Scenario) -> None:
    """Given 2 of 41 segments, when alice rewards, then she gets nothing, and it counts as her reward."""
    s = scenario
    two_workers(s, 2, 39)
    s.tx("alice", "reward")
    assert s.events[-1] == ("Reward", "alice", 0)
    s.rejects(Reason.ALREADY_REWARDED, "alice", "reward")
    s.next_round()
    s.tx("alice", "reward")
    # Nobody worked in the round before.
    assert s.events[-1][2] > 0


@requirement("LP-WMINT-013")
def test_reward_rejects_work_beyond_comparison(scenario: Scenario) -> None:
    """Given 2^254 segments of a free job, when alice rewards, then a multiplication overflows."""
    s = scenario
    two_workers(s, 2**254, 1)
    s.rejects(Reason.MULTIPLICATION_OVERFLOW, "alice", "reward")
    s.rejects(Reason.MULTIPLICATION_OVERFLOW, "bob", "reward")


@requirement("LP-WINV-001", "LP-WINV-002", "LP-WINV-003", "LP-WINV-004")
def test_books_balance_through_a_life(scenario: Scenario) -> None:
    """Given stake, rewards, a job, fees, a slash and locks, when all books are added up, then nothing is missing."""
    s = scenario
    claimed(s, NONE, segments=3, fee_share=333_333)
    job = s.view("get_job", 0)
    assert job["escrow"] >= job["reserved"] == 30
    go_to(s, claim_block(s) + VP + SP)
    s.tx("alice", "distribute_fees", 0, 0)
    s.tx("bob", "update_delegator_stake")
    s.next_round()
    s.next_round()
    s.tx("bob", "unbond")
    s.tx("erin", "job", STREAM, OPTIONS, PRICE)
    state, bonding = s.state, s.state.bonding
    pools = list(bonding.earnings_pools.values())
    people = list(bonding.delegators.values())
    in_pools = sum(pool.fee_pool + pool.transcoder_fee_pool for pool in pools)
    fees = sum(person.fees for person in people)
    escrows = sum(order.escrow for order in state.jobs.jobs.values())
    assert fees > 0
    assert s.eth("JobsManager") == sum(state.jobs.deposits.values()) + escrows + in_pools + fees
    locks = sum(lock.amount for lock in bonding.unbonding_locks.values())
    assert locks > 0
    assert bonding.common_pool > 0
    assert s.balance("BondingManager") == bonding.total_bonded + locks + bonding.common_pool
    assert sum(person.delegated_amount for person in people) == bonding.total_bonded
