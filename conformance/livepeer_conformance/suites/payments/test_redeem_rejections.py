"""Redeeming a ticket: each check, and their order."""

import pytest

from livepeer_conformance.model.action import TicketPlan
from livepeer_conformance.suites.payments.given import streaming
from livepeer_conformance.suites.scenario import ETH, LPT, Scenario, requirement
from livepeer_spec.rejection import Reason

BAD_SIGNATURES = {
    "short_signature": Reason.SIGNATURE_LENGTH,
    "long_signature": Reason.SIGNATURE_LENGTH,
    "high_s": Reason.SIGNATURE_HIGH_S,
    "bad_v": Reason.SIGNATURE_V,
    "zero_r": Reason.SIGNATURE_INVALID,
    "wrong_signer": Reason.SIGNATURE_WRONG_SIGNER,
}


@requirement("LP-TICK-003")
def test_redeem_rejects_paused_system(scenario: Scenario) -> None:
    """Given the system is paused, when even a void ticket is redeemed, then the pause is the reason."""
    s = scenario
    streaming(s)
    s.tx("owner", "pause")
    s.rejects(Reason.SYSTEM_PAUSED, "frank", "redeem_winning_ticket", TicketPlan("erin", "null", ETH))
    s.rejects(Reason.SYSTEM_PAUSED, "frank", "batch_redeem_winning_tickets", (TicketPlan("erin", "alice", ETH),), 0)


@requirement("LP-TICK-004")
def test_redeem_rejects_uninitialized_round(scenario: Scenario) -> None:
    """Given nobody initialized the round, when a ticket is redeemed, then it is rejected."""
    s = scenario
    streaming(s)
    s.pass_rounds()
    s.rejects(Reason.ROUND_NOT_INITIALIZED, "frank", "redeem_winning_ticket", TicketPlan("erin", "null", ETH))
    s.rejects(Reason.ROUND_NOT_INITIALIZED, "frank", "batch_redeem_winning_tickets", (), 0)


@requirement("LP-TICK-005", "LP-TICK-006")
@pytest.mark.parametrize(
    ("ticket", "reason"),
    [
        pytest.param(TicketPlan("erin", "null", ETH), Reason.TICKET_RECIPIENT_NULL, id="no recipient"),
        pytest.param(TicketPlan("null", "alice", ETH), Reason.TICKET_SENDER_NULL, id="no sender"),
    ],
)
def test_redeem_rejects_null_party(scenario: Scenario, ticket: TicketPlan, reason: Reason) -> None:
    """Given a ticket that names no recipient or no sender, when it is redeemed, then it is rejected."""
    s = scenario
    streaming(s)
    s.rejects(reason, "frank", "redeem_winning_ticket", ticket)


@requirement("LP-TICK-007")
@pytest.mark.parametrize("flaw", ["short_aux_data", "long_aux_data", "no_aux_data"])
def test_redeem_rejects_aux_data_length(scenario: Scenario, flaw: str) -> None:
    """Given auxData of 63, 65 or no bytes, when the ticket is redeemed, then it is rejected."""
    s = scenario
    streaming(s)
    s.rejects(
        Reason.TICKET_AUX_DATA_LENGTH, "frank", "redeem_winning_ticket", TicketPlan("erin", "alice", ETH, flaw=flaw)
    )


@requirement("LP-TICK-008", "LP-TICK-009")
def test_redeem_rejects_creation_round(scenario: Scenario) -> None:
    """Given a ticket of a future or of a skipped round, or with another block hash, then it is rejected."""
    s = scenario
    streaming(s)
    s.rejects(
        Reason.TICKET_ROUND_WITHOUT_HASH, "frank", "redeem_winning_ticket",
        TicketPlan("erin", "alice", ETH, flaw="future_round"),
    )  # fmt: skip
    s.rejects(
        Reason.TICKET_ROUND_HASH_MISMATCH, "frank", "redeem_winning_ticket",
        TicketPlan("erin", "alice", ETH, flaw="wrong_block_hash"),
    )  # fmt: skip
    s.pass_rounds(1)
    s.next_round()
    s.rejects(
        Reason.TICKET_ROUND_WITHOUT_HASH, "frank", "redeem_winning_ticket", TicketPlan("erin", "alice", ETH, age=1)
    )


@requirement("LP-TICK-010", "LP-TICK-037")
def test_redeem_expires_after_validity_period(scenario: Scenario) -> None:
    """Given a validity of two rounds, when tickets of several rounds are redeemed, then only two rounds count."""
    s = scenario
    streaming(s)
    s.next_round()
    s.next_round()
    s.tx("frank", "redeem_winning_ticket", TicketPlan("erin", "alice", ETH, nonce=1, age=0))
    s.tx("frank", "redeem_winning_ticket", TicketPlan("erin", "alice", ETH, nonce=1, age=1))
    s.rejects(Reason.TICKET_EXPIRED, "frank", "redeem_winning_ticket", TicketPlan("erin", "alice", ETH, age=2))
    s.tx("owner", "set_ticket_validity_period", 1)
    s.rejects(Reason.TICKET_EXPIRED, "frank", "redeem_winning_ticket", TicketPlan("erin", "alice", ETH, nonce=2, age=1))


@requirement("LP-TICK-011")
def test_redeem_rejects_other_random_number(scenario: Scenario) -> None:
    """Given the recipient committed to one number, when another is submitted, then the ticket is rejected."""
    s = scenario
    streaming(s)
    s.rejects(
        Reason.TICKET_RAND_MISMATCH,
        "frank",
        "redeem_winning_ticket",
        TicketPlan("erin", "alice", ETH, flaw="wrong_rand"),
    )


@requirement("LP-TICK-012", "LP-TICK-026", "LP-TICK-050", "LP-INV-008")
def test_redeem_rejects_used_ticket(scenario: Scenario) -> None:
    """Given a redeemed ticket, when it is redeemed again in this or the next round, then it is rejected."""
    s = scenario
    streaming(s)
    ticket = TicketPlan("erin", "alice", ETH)
    s.tx("frank", "redeem_winning_ticket", ticket)
    (used,) = list(s.state.broker.used_tickets)
    assert s.view("used_tickets", "0x" + used.hex()) is True
    assert s.view("used_tickets", "0x" + bytes(32).hex()) is False
    s.rejects(Reason.TICKET_USED, "alice", "redeem_winning_ticket", ticket)
    s.next_round()
    s.rejects(Reason.TICKET_USED, "alice", "redeem_winning_ticket", TicketPlan("erin", "alice", ETH, age=1))


@requirement("LP-TICK-013")
@pytest.mark.parametrize("flaw", list(BAD_SIGNATURES))
def test_redeem_streamflow_rejects_signature(scenario: Scenario, flaw: str) -> None:
    """Given any signature that is not the sender's, when the ticket is redeemed, then there is one reason for all."""
    s = scenario
    streaming(s)
    s.rejects(
        Reason.SIGNATURE_WRONG_SIGNER, "frank", "redeem_winning_ticket", TicketPlan("erin", "alice", ETH, flaw=flaw)
    )


@requirement("LP-TICK-014", "LP-TICK-015", "LP-TICK-016", "LP-TICK-017", "LP-TICK-018")
@pytest.mark.parametrize("flaw", list(BAD_SIGNATURES))
def test_redeem_rejects_signature(scenario: Scenario, flaw: str) -> None:
    """Given a malformed signature or one of somebody else, when the ticket is redeemed, then the reason tells which."""
    s = scenario
    streaming(s)
    s.rejects(BAD_SIGNATURES[flaw], "frank", "redeem_winning_ticket", TicketPlan("erin", "alice", ETH, flaw=flaw))


@requirement("LP-TICK-020", "LP-TICK-021")
@pytest.mark.parametrize(
    "ticket",
    [
        pytest.param(TicketPlan("erin", "alice", ETH, win_prob=0), id="probability zero"),
        pytest.param(TicketPlan("erin", "alice", ETH, win_prob=2**255, wins=False), id="even chance, lost"),
        pytest.param(TicketPlan("erin", "alice", ETH, win_prob=1), id="probability 2^-256"),
    ],
)
def test_redeem_rejects_losing_ticket(scenario: Scenario, ticket: TicketPlan) -> None:
    """Given a ticket that lost, when it is redeemed, then it is rejected."""
    s = scenario
    streaming(s)
    s.rejects(Reason.TICKET_LOST, "frank", "redeem_winning_ticket", ticket)


@requirement("LP-TICK-020")
def test_redeem_draws_with_one_hash(scenario: Scenario) -> None:
    """Given many tickets with an even chance, when they are redeemed, then signature and number decide each."""
    s = scenario
    streaming(s, deposit=100 * ETH)
    for nonce in range(6):
        s.rejects(
            Reason.TICKET_LOST, "frank", "redeem_winning_ticket",
            TicketPlan("erin", "alice", ETH, win_prob=2**255, nonce=nonce, wins=False),
        )  # fmt: skip
        s.tx(
            "frank", "redeem_winning_ticket", TicketPlan("erin", "alice", ETH, win_prob=2**255, nonce=nonce, wins=True)
        )


@requirement("LP-TICK-019", "LP-TICK-020")
def test_redeem_accepts_won_even_chance(scenario: Scenario) -> None:
    """Given a ticket with an even chance that won, when it is redeemed, then it is paid."""
    s = scenario
    streaming(s)
    s.tx("frank", "redeem_winning_ticket", TicketPlan("erin", "alice", ETH, win_prob=2**255, wins=True))
    assert s.events[0] == ("WinningTicketTransfer", "erin", "alice", ETH)


@requirement("LP-TICK-022", "LP-TICK-023")
def test_redeem_rejects_unlocked_sender(scenario: Scenario) -> None:
    """Given erin asked for her funds, when tickets are redeemed, then they pay until the withdraw round comes."""
    s = scenario
    streaming(s)
    s.tx("erin", "unlock")
    s.next_round()
    s.tx("frank", "redeem_winning_ticket", TicketPlan("erin", "alice", ETH, nonce=1))
    s.next_round()
    s.rejects(Reason.SENDER_UNLOCKED, "frank", "redeem_winning_ticket", TicketPlan("erin", "alice", ETH, nonce=2))


@requirement("LP-TICK-024")
def test_redeem_rejects_sender_without_funds(scenario: Scenario) -> None:
    """Given a sender without deposit and reserve, when a ticket is redeemed, then it is rejected and not used."""
    s = scenario
    streaming(s, deposit=0, reserve=0)
    s.rejects(Reason.NO_SENDER_FUNDS, "frank", "redeem_winning_ticket", TicketPlan("erin", "alice", ETH))
    s.rejects(Reason.NO_SENDER_FUNDS, "frank", "redeem_winning_ticket", TicketPlan("erin", "alice", 0))
    assert not s.state.broker.used_tickets


@requirement("LP-TICK-031")
def test_redeem_rejects_unregistered_recipient(scenario: Scenario) -> None:
    """Given a recipient that is no orchestrator, when something would be paid, then all of it is rejected."""
    s = scenario
    streaming(s)
    s.rejects(Reason.NOT_REGISTERED, "frank", "redeem_winning_ticket", TicketPlan("erin", "bob", ETH))
    s.rejects(Reason.NOT_REGISTERED, "frank", "redeem_winning_ticket", TicketPlan("erin", "bob", 1))


@requirement("LP-TICK-052")
def test_redeem_rejects_recipient_without_round_stake(scenario: Scenario) -> None:
    """Given carol registered in this round, when a ticket pays her, then her share of no stake cannot be computed."""
    s = scenario
    streaming(s)
    s.orchestrator("carol", 10 * LPT)
    s.rejects(Reason.DIVISION_BY_ZERO, "frank", "redeem_winning_ticket", TicketPlan("erin", "carol", ETH))
    s.tx(
        "frank", "batch_redeem_winning_tickets", (TicketPlan("erin", "carol", ETH), TicketPlan("erin", "alice", ETH)), 0
    )
    assert [event[0] for event in s.events] == ["WinningTicketTransfer", "WinningTicketRedeemed"]


@requirement("LP-TICK-025")
def test_redeem_checks_in_order(scenario: Scenario) -> None:
    """Given tickets with two flaws each, when they are redeemed, then the earlier check gives the reason."""
    s = scenario
    streaming(s)
    redeem = ("frank", "redeem_winning_ticket")
    s.rejects(Reason.TICKET_RECIPIENT_NULL, *redeem, TicketPlan("null", "null", ETH))
    s.rejects(Reason.TICKET_SENDER_NULL, *redeem, TicketPlan("null", "alice", ETH, flaw="no_aux_data"))
    s.rejects(Reason.TICKET_ROUND_HASH_MISMATCH, *redeem, TicketPlan("heidi", "alice", ETH, flaw="wrong_block_hash"))
    s.rejects(Reason.TICKET_RAND_MISMATCH, *redeem, TicketPlan("heidi", "alice", ETH, win_prob=0, flaw="wrong_rand"))
    s.rejects(
        Reason.SIGNATURE_WRONG_SIGNER, *redeem, TicketPlan("heidi", "alice", ETH, win_prob=0, flaw="wrong_signer")
    )
    s.rejects(Reason.TICKET_LOST, *redeem, TicketPlan("heidi", "alice", ETH, win_prob=0))
    s.rejects(Reason.NO_SENDER_FUNDS, *redeem, TicketPlan("heidi", "bob", ETH))
    used = TicketPlan("erin", "alice", ETH)
    s.tx(*redeem, used)
    s.rejects(Reason.TICKET_RAND_MISMATCH, *redeem, TicketPlan("erin", "alice", ETH, flaw="wrong_rand"))
    s.rejects(Reason.TICKET_USED, *redeem, TicketPlan("erin", "alice", ETH, flaw="wrong_signer"))
    s.tx("erin", "unlock")
    s.next_round(2)
    s.tx("erin", "withdraw")
    s.rejects(Reason.SENDER_UNLOCKED, *redeem, TicketPlan("erin", "alice", ETH))
