"""What a rejection leaves behind, and which of several reasons it has."""

from livepeer_conformance.model.action import TicketPlan
from livepeer_conformance.suites.payments.given import streaming
from livepeer_conformance.suites.scenario import ETH, LPT, Scenario, requirement
from livepeer_spec.rejection import Reason

COMMIT = "0x" + "22" * 20


@requirement("LP-ERR-006")
def test_rejected_bond_claims_nothing(scenario: Scenario) -> None:
    """Given bob's rewards are pending, when he bonds without allowance, then they are pending still."""
    s = scenario
    streaming(s)
    s.tx("alice", "reward")
    s.tx("bob", "approve", "BondingManager", 0)
    before = s.view("get_delegator", "bob"), s.view("pending_stake", "bob", 0)
    missing = Reason.SUBTRACTION_UNDERFLOW if s.upgrade == "streamflow" else Reason.TRANSFER_EXCEEDS_ALLOWANCE
    s.rejects(missing, "bob", "bond", LPT, "alice")
    assert s.events == []
    assert (s.view("get_delegator", "bob"), s.view("pending_stake", "bob", 0)) == before
    assert before[0]["bondedAmount"] < before[1]


@requirement("LP-ERR-006")
def test_rejected_redemption_leaves_ticket_and_funds(scenario: Scenario) -> None:
    """Given dave joined in this round, when his ticket is redeemed, then it fails late, and works a round later."""
    s = scenario
    streaming(s)
    s.orchestrator("dave", 100 * LPT)
    ticket = TicketPlan("erin", "dave", ETH)
    s.rejects(Reason.DIVISION_BY_ZERO, "frank", "redeem_winning_ticket", ticket)
    assert s.events == []
    assert s.view("get_sender_info", "erin") == {"sender": (10 * ETH, 0), "reserve": (6 * ETH, 0)}
    s.next_round()
    s.tx("frank", "redeem_winning_ticket", TicketPlan("erin", "dave", ETH, age=1))
    assert s.view("get_sender_info", "erin")["sender"] == (9 * ETH, 0)


@requirement("LP-ERR-006")
def test_rejected_initialization_leaves_round_and_stake(scenario: Scenario) -> None:
    """Given the Minter is missing, when a round is initialized, then neither round nor active stake change."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", 5 * LPT)
    s.pass_rounds()
    s.tx("owner", "set_contract_info", "id:Minter", "null", COMMIT)
    s.rejects(Reason.NO_DATA, "heidi", "initialize_round")
    assert s.view("last_initialized_round") == s.round - 1
    assert s.view("current_round_total_active_stake") == 0


@requirement("LP-ERR-006")
def test_rejected_migration_moves_nothing(scenario: Scenario) -> None:
    """Given the token is missing, when the Minter is left, then nothing is handed over."""
    s = scenario
    s.funded("erin", ETH)
    s.tx("owner", "pause")
    s.tx("owner", "set_contract_info", "id:LivepeerToken", "null", COMMIT)
    s.rejects(Reason.NO_DATA, "owner", "migrate_to_new_minter", "NewMinter")
    assert (s.eth("Minter"), s.eth("NewMinter")) == (ETH, 0)


@requirement("LP-ERR-008")
def test_first_failing_check_of_bond_is_the_reason(scenario: Scenario) -> None:
    """Given a pause, an uninitialized round and more, when they are fixed one by one, then the next reason shows."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", 5 * LPT)
    s.tx("alice", "approve", "BondingManager", 0)
    s.tx("alice", "transfer", "bob", s.balance("alice"))
    s.pass_rounds()
    s.tx("owner", "pause")
    s.rejects(Reason.SYSTEM_PAUSED, "alice", "bond", 0, "bob")
    s.tx("owner", "unpause")
    s.rejects(Reason.ROUND_NOT_INITIALIZED, "alice", "bond", 0, "bob")
    s.tx("bob", "initialize_round")
    s.rejects(Reason.REGISTERED_CANNOT_DELEGATE_AWAY, "alice", "bond", 0, "bob")
    s.rejects(Reason.ZERO_DELEGATION, "alice", "bond", 0, "alice")
    missing = Reason.SUBTRACTION_UNDERFLOW if s.upgrade == "streamflow" else Reason.TRANSFER_EXCEEDS_BALANCE
    s.rejects(missing, "alice", "bond", 1, "alice")


@requirement("LP-ERR-008")
def test_first_failing_check_of_unbond_is_the_reason(scenario: Scenario) -> None:
    """Given nobody, a pending and a bonded delegator, when nothing or too much is unbonded, then order decides."""
    s = scenario
    s.initialized()
    s.rejects(Reason.NOT_BONDED, "bob", "unbond", 0)
    s.bonded("bob", LPT, to="alice")
    s.rejects(Reason.NOT_BONDED, "bob", "unbond", 2 * LPT)
    s.pass_rounds()
    s.rejects(Reason.ROUND_NOT_INITIALIZED, "bob", "unbond", 0)
    s.tx("heidi", "initialize_round")
    s.rejects(Reason.ZERO_UNBOND, "bob", "unbond", 0)
    s.rejects(Reason.UNBOND_EXCEEDS_BOND, "bob", "unbond", LPT + 1)


@requirement("LP-ERR-008")
def test_first_failing_check_of_redemption_is_the_reason(scenario: Scenario) -> None:
    """Given a ticket with more than one flaw, when the first ones are removed one by one, then the next shows."""
    s = scenario
    streaming(s)
    s.tx("owner", "pause")
    s.rejects(Reason.SYSTEM_PAUSED, "frank", "redeem_winning_ticket", TicketPlan("null", "null", 1, flaw="no_aux_data"))
    s.tx("owner", "unpause")
    for sender, recipient, flaw, reason in (
        ("null", "null", "no_aux_data", Reason.TICKET_RECIPIENT_NULL),
        ("null", "alice", "no_aux_data", Reason.TICKET_SENDER_NULL),
        ("heidi", "alice", "no_aux_data", Reason.TICKET_AUX_DATA_LENGTH),
        ("heidi", "alice", "wrong_block_hash", Reason.TICKET_ROUND_HASH_MISMATCH),
        ("heidi", "alice", "wrong_rand", Reason.TICKET_RAND_MISMATCH),
        ("heidi", "alice", "wrong_signer", Reason.SIGNATURE_WRONG_SIGNER),
        ("heidi", "alice", "", Reason.TICKET_LOST),
    ):
        ticket = TicketPlan(sender, recipient, 1, win_prob=0, flaw=flaw)
        s.rejects(reason, "frank", "redeem_winning_ticket", ticket)
    s.rejects(Reason.NO_SENDER_FUNDS, "frank", "redeem_winning_ticket", TicketPlan("heidi", "alice", 1))


@requirement("LP-ERR-008")
def test_first_failing_check_of_reward_is_the_reason(scenario: Scenario) -> None:
    """Given a pause, an uninitialized round and no role, when fixed one by one, then the next reason shows."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", LPT)
    s.tx("owner", "pause")
    s.rejects(Reason.SYSTEM_PAUSED, "alice", "reward")
    s.tx("owner", "unpause")
    s.rejects(Reason.NOT_ACTIVE, "alice", "reward")
    s.pass_rounds()
    s.rejects(Reason.ROUND_NOT_INITIALIZED, "alice", "reward")
    s.tx("alice", "initialize_round")
    s.tx("alice", "reward")
    s.tx("alice", "unbond", s.view("pending_stake", "alice", 0))
    s.rejects(Reason.ALREADY_REWARDED, "alice", "reward")
    s.next_round()
    s.rejects(Reason.NOT_ACTIVE, "alice", "reward")
