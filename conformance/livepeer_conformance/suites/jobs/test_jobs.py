"""Jobs: deposits, creation, withdrawal."""

import pytest

from livepeer_conformance.suites.jobs.given import DEPOSIT, OPTIONS, PRICE, created_job, go_to
from livepeer_conformance.suites.scenario import ETH, Scenario, requirement
from livepeer_spec.rejection import Reason


@requirement("LP-JOB-004", "LP-JOB-005", "LP-JOB-022")
@pytest.mark.parametrize("amount", [0, 1, 5 * ETH], ids=["nothing", "one_wei", "five_eth"])
def test_deposit_grows_and_the_minter_keeps_it(scenario: Scenario, amount: int) -> None:
    """Given two deposits, when they are made, then they add up and the Minter holds the ETH."""
    s = scenario
    assert s.view("broadcasters", "dave") == {"deposit": 0, "withdrawBlock": 0}
    for _ in range(2):
        s.tx("dave", "deposit", value=amount)
        assert s.events == [("Deposit", "dave", amount)]
    assert s.view("broadcasters", "dave")["deposit"] == 2 * amount
    assert s.eth("Minter") == 2 * amount


@requirement("LP-JOB-006", "LP-JOB-007", "LP-JOB-008", "LP-JOB-014")
def test_withdraw_waits_for_the_end_of_every_job(scenario: Scenario) -> None:
    """Given two jobs, the later one ending first, when withdrawing, then only from the later end on, and all of it."""
    s = scenario
    s.initialized()
    s.tx("dave", "deposit", value=DEPOSIT)
    end = s.block + 20
    s.tx("dave", "job", "one", OPTIONS, PRICE, end)
    s.tx("dave", "job", "two", OPTIONS, PRICE, end - 10)
    assert s.view("broadcasters", "dave") == {"deposit": DEPOSIT, "withdrawBlock": end}
    go_to(s, end - 1)
    s.rejects(Reason.DEPOSIT_LOCKED, "dave", "withdraw")
    before = s.eth("dave")
    s.tx("dave", "withdraw")
    assert s.events == [("Withdraw", "dave")]
    assert s.eth("dave") - before == DEPOSIT
    assert s.view("broadcasters", "dave") == {"deposit": 0, "withdrawBlock": 0}
    s.tx("dave", "withdraw")


@requirement("LP-JOB-007")
def test_withdraw_fails_for_a_broadcaster_that_refuses_eth(scenario: Scenario) -> None:
    """Given a broadcaster without a deposit that refuses ETH, when withdrawing, then it fails with its own data."""
    scenario.rejects(Reason.CALLEE_REVERTED, "loud_refuser", "withdraw")


@requirement("LP-JOB-001", "LP-JOB-009", "LP-JOB-010", "LP-JOB-013", "LP-JOB-015", "LP-JOB-020", "LP-JOB-021")
def test_job_is_stored_with_what_was_asked_for(scenario: Scenario) -> None:
    """Given no deposit, when the same job is created twice, then each has an id of its own, nobody, and no escrow."""
    s = scenario
    current = s.initialized()
    for job_id in (0, 1):
        block, end = s.block, s.block + 3
        assert s.view("job_status", job_id) == 0
        s.tx("dave", "job", "stream", OPTIONS, PRICE, end)
        assert s.events == [("NewJob", "dave", job_id, "stream", OPTIONS, PRICE, block)]
        assert s.view("get_job", job_id) == {
            "streamId": "stream", "transcodingOptions": OPTIONS, "maxPricePerSegment": PRICE,
            "broadcasterAddress": "dave", "transcoderAddress": "null", "creationRound": current,
            "creationBlock": block, "endBlock": end, "escrow": 0, "totalClaims": 0,
        }  # fmt: skip
        assert s.view("stored_job", job_id)["jobId"] == job_id
        assert s.view("num_jobs") == job_id + 1
        assert s.view("job_status", job_id) == 1
    go_to(s, end)
    assert s.view("job_status", 1) == 0
    assert s.view("get_job", 2)["broadcasterAddress"] == "null"


@requirement("LP-JOB-011")
def test_job_rejects_an_end_that_has_come(scenario: Scenario) -> None:
    """Given an end block that is the current one, when a job is created, then not; one later it is."""
    s = scenario
    s.rejects(Reason.JOB_ALREADY_OVER, "dave", "job", "stream", OPTIONS, PRICE, s.block)
    s.tx("dave", "job", "stream", OPTIONS, PRICE, s.block + 1)


@requirement("LP-JOB-012")
@pytest.mark.parametrize("text", ["", "1234567", "123456789"], ids=["none", "seven", "nine"])
def test_job_rejects_options_of_no_profile(scenario: Scenario, text: str) -> None:
    """Given options whose length is no multiple of eight, when a job is created, then not."""
    scenario.rejects(Reason.INVALID_TRANSCODING_OPTIONS, "dave", "job", "stream", text, PRICE, scenario.block + 1)


@requirement("LP-JOB-012")
@pytest.mark.parametrize("text", ["!!!!!!!!", "é" * 4, "a" * 80], ids=["no_hex", "two_bytes_each", "ten_profiles"])
def test_job_takes_any_options_of_the_right_length(scenario: Scenario, text: str) -> None:
    """Given options that name no profile, when a job is created, then it is."""
    scenario.tx("dave", "job", "", text, PRICE, scenario.block + 1)


@requirement("LP-JOB-016", "LP-CLAIM-007")
def test_job_of_a_round_that_is_never_initialized_cannot_be_claimed(scenario: Scenario) -> None:
    """Given a round that nobody initialized, when a job is created, then it is, and nobody is elected for it."""
    s = scenario
    s.initialized()
    s.bonded("alice", 10**18, "alice")
    s.tx("alice", "transcoder", 0, 0, 1)
    s.pass_rounds()
    created_job(s)
    s.rejects(Reason.NOT_ELECTED, "alice", "claim_work", 0, (0, 1), "receipts")
    s.tx("owner", "initialize_round")
    s.tx("alice", "claim_work", 0, (0, 1), "receipts")


@requirement("LP-JOB-003")
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("deposit", ()), ("withdraw", ()), ("job", ("s", OPTIONS, 1, 2**256 - 1)),
        ("claim_work", (0, (0, 0), "0x" + "00" * 32)),
        ("distribute_fees", (0, 0)), ("batch_distribute_fees", (0, ())), ("receive_verification", (0, 0, 0, True)),
        ("missed_verification_slash", (0, 0, 0)), ("double_claim_segment_slash", (0, 0, 1, 0)),
        ("verify", (0, 0, 0, "", ("0x" + "00" * 32,) * 2, "0x", "0x")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_nothing_goes_while_the_system_is_paused(scenario: Scenario, name: str, arguments: tuple[object, ...]) -> None:
    """Given a paused system, when the JobsManager is used, then it refuses before anything else."""
    s = scenario
    s.tx("owner", "pause")
    s.rejects(Reason.SYSTEM_PAUSED, "dave", name, *arguments)


@requirement("LP-JOB-002", "LP-CLAIM-001")
@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("distribute_fees", ()), ("missed_verification_slash", (0,)), ("double_claim_segment_slash", (1, 0)),
        ("verify", (0, "", ("0x" + "00" * 32,) * 2, "0x", "0x")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_missing_job_and_missing_claim(scenario: Scenario, name: str, more: tuple[object, ...]) -> None:
    """Given one job without claims, when another job or a claim of it is meant, then it is missing."""
    s = scenario
    s.tx("dave", "job", "stream", OPTIONS, PRICE, s.block + 100)
    s.rejects(Reason.JOB_MISSING, "dave", name, 1, 0, *more)
    s.rejects(Reason.CLAIM_MISSING, "dave", name, 0, 0, *more)
    assert s.view("get_claim", 0, 0) is Reason.CLAIM_MISSING
    assert s.view("is_claim_segment_verified", 7, 0, 0) is Reason.CLAIM_MISSING
