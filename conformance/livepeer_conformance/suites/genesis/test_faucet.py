"""The faucet of test networks."""

from livepeer_conformance.suites.genesis.given import SECONDS_PER_BLOCK
from livepeer_conformance.suites.scenario import Scenario, requirement
from livepeer_spec.rejection import Reason

HOUR = 3_600


@requirement("LP-FAUC-001", "LP-FAUC-002", "LP-FAUC-003", "LP-FAUC-004", "LP-FAUC-009")
def test_faucet_gives_again_after_the_wait(scenario: Scenario) -> None:
    """Given a request, when the wait is over, then the next one is served, and in the block before it is not."""
    s = scenario
    amount, wait = s.view("request_amount"), s.view("request_wait") * HOUR
    assert (amount, wait) == (s.parameters.faucet_amount, s.parameters.faucet_wait * HOUR)
    time, before = s.world.backend.timestamp, s.balance("alice")
    s.tx("alice", "request")
    assert s.events == [("Transfer", "LivepeerTokenFaucet", "alice", amount), ("Request", "alice", amount)]
    assert s.balance("alice") - before == amount
    assert s.view("next_valid_request", "alice") == time + wait
    s.advance_blocks(wait // SECONDS_PER_BLOCK - 2)
    s.rejects(Reason.FAUCET_WAIT, "alice", "request")
    s.tx("alice", "request")
    s.tx("bob", "request")


@requirement("LP-FAUC-003", "LP-FAUC-006", "LP-FAUC-007")
def test_listed_accounts_do_not_wait(scenario: Scenario) -> None:
    """Given alice waits, when she is listed, then she is served and her time stays; taken off, she waits again."""
    s = scenario
    s.tx("alice", "request")
    time = s.view("next_valid_request", "alice")
    s.rejects(Reason.NOT_OWNER, "alice", "add_to_whitelist", "alice")
    s.tx("owner", "add_to_whitelist", "alice")
    assert s.events == []
    s.tx("alice", "request")
    assert s.view("next_valid_request", "alice") == time
    assert s.view("is_whitelisted", "alice") is True
    s.rejects(Reason.NOT_OWNER, "alice", "remove_from_whitelist", "alice")
    s.tx("owner", "remove_from_whitelist", "alice")
    s.rejects(Reason.FAUCET_WAIT, "alice", "request")


@requirement("LP-FAUC-005")
def test_faucet_runs_dry(scenario: Scenario) -> None:
    """Given a faucet with one LPTU too few, when asked, then it gives nothing."""
    s = scenario
    left = s.parameters.faucet_amount - 1
    s.tx("LivepeerTokenFaucet", "transfer", "bob", s.balance("LivepeerTokenFaucet") - left)
    s.rejects(Reason.TRANSFER_EXCEEDS_BALANCE, "alice", "request")
    s.tx("bob", "transfer", "LivepeerTokenFaucet", 1)
    s.tx("alice", "request")


@requirement("LP-FAUC-006", "LP-FAUC-008")
def test_faucet_gets_another_owner(scenario: Scenario) -> None:
    """Given the faucet, when it is handed to alice, then she keeps the list."""
    s = scenario
    s.rejects(Reason.NOT_OWNER, "alice", "transfer_faucet_ownership", "null")
    s.rejects(Reason.NEW_OWNER_NULL, "owner", "transfer_faucet_ownership", "null")
    s.tx("owner", "transfer_faucet_ownership", "alice")
    assert s.events == [("OwnershipTransferred", "owner", "alice")]
    assert s.view("faucet_owner") == "alice"
    s.tx("alice", "add_to_whitelist", "bob")
