"""Redeeming a ticket: who is paid from what, and what is emitted."""

from livepeer_conformance.model.action import ALWAYS, TicketPlan
from livepeer_conformance.suites.payments.given import streaming, two_orchestrators
from livepeer_conformance.suites.scenario import ETH, LPT, Scenario, presets, requirement
from livepeer_spec.rejection import Reason


@requirement("LP-TICK-027", "LP-TICK-032", "LP-TICK-033", "LP-TICK-034", "LP-TICK-035", "LP-TICK-002")
def test_redeem_pays_from_deposit(scenario: Scenario) -> None:
    """Given a deposit of 10 ETH, when somebody redeems a ticket of 3 ETH, then the deposit pays and no ETH moves."""
    s = scenario
    streaming(s)
    before = s.eth("Minter")

    s.tx("heidi", "redeem_winning_ticket", TicketPlan("erin", "alice", 3 * ETH, nonce=7, rand=5))

    aux_data = s.round.to_bytes(32, "big") + s.state.rounds.block_hashes[s.round]
    assert s.events == [
        ("WinningTicketTransfer", "erin", "alice", 3 * ETH),
        ("WinningTicketRedeemed", "erin", "alice", 3 * ETH, ALWAYS, 7, 5, aux_data),
    ]
    assert s.emitters == ["TicketBroker", "TicketBroker"]
    assert s.view("get_sender_info", "erin") == {"sender": (7 * ETH, 0), "reserve": (6 * ETH, 0)}
    assert s.eth("Minter") == before
    # Half of the fees are alice's own; the other half is split by stake, 100 LPT of 200 each.
    assert s.view("pending_fees", "alice", 0) == 2_250_000_000_000_000_000
    assert s.view("pending_fees", "bob", 0) == 750_000_000_000_000_000


@requirement("LP-TICK-028", "LP-TICK-036", "LP-RSRV-006", "LP-RSRV-007")
def test_redeem_pays_rest_from_reserve(scenario: Scenario) -> None:
    """Given a deposit of 1 ETH and a reserve of 6, when a ticket of 3 ETH is redeemed, then the reserve pays 2."""
    s = scenario
    two_orchestrators(s, deposit=ETH)
    s.tx("frank", "redeem_winning_ticket", TicketPlan("erin", "alice", 3 * ETH))
    assert s.events[:2] == [
        ("ReserveClaimed", "erin", "alice", 2 * ETH),
        ("WinningTicketTransfer", "erin", "alice", 3 * ETH),
    ]
    assert [event[0] for event in s.events] == ["ReserveClaimed", "WinningTicketTransfer", "WinningTicketRedeemed"]
    assert s.view("get_sender_info", "erin") == {"sender": (0, 0), "reserve": (4 * ETH, 2 * ETH)}
    assert s.view("claimed_reserve", "erin", "alice") == 2 * ETH
    assert s.view("claimable_reserve", "erin", "alice") == ETH


@requirement("LP-TICK-028")
def test_redeem_face_value_equal_to_deposit_leaves_reserve(scenario: Scenario) -> None:
    """Given a deposit of exactly the face value, when the ticket is redeemed, then the reserve is not touched."""
    s = scenario
    streaming(s, deposit=3 * ETH)
    s.tx("frank", "redeem_winning_ticket", TicketPlan("erin", "alice", 3 * ETH))
    assert s.view("get_sender_info", "erin") == {"sender": (0, 0), "reserve": (6 * ETH, 0)}


@requirement("LP-TICK-029", "LP-TICK-034", "LP-TICK-035")
def test_redeem_pays_what_there_is(scenario: Scenario) -> None:
    """Given less than the face value can be had, when the ticket is redeemed, then it pays that and is used up."""
    s = scenario
    two_orchestrators(s, deposit=ETH)
    ticket = TicketPlan("erin", "alice", 100 * ETH)
    s.tx("frank", "redeem_winning_ticket", ticket)
    assert s.events[1] == ("WinningTicketTransfer", "erin", "alice", 4 * ETH)
    assert s.events[2][3] == 100 * ETH
    s.rejects(Reason.TICKET_USED, "frank", "redeem_winning_ticket", ticket)


@requirement("LP-TICK-030")
def test_redeem_nothing_uses_ticket(scenario: Scenario) -> None:
    """Given face value zero, or no deposit and nothing to claim, when redeemed, then only the redemption is logged."""
    s = scenario
    two_orchestrators(s)
    s.tx("frank", "redeem_winning_ticket", TicketPlan("erin", "alice", 0))
    assert [event[0] for event in s.events] == ["WinningTicketRedeemed"]
    s.tx("frank", "redeem_winning_ticket", TicketPlan("erin", "heidi", ETH))
    assert [event[0] for event in s.events] == ["WinningTicketRedeemed"]
    s.rejects(Reason.TICKET_USED, "frank", "redeem_winning_ticket", TicketPlan("erin", "heidi", ETH))


@requirement("LP-RSRV-010")
@presets("minimal")
def test_redeem_inactive_recipient_gets_deposit_only(scenario: Scenario) -> None:
    """Given carol left the pool a round ago, when her ticket exceeds the deposit, then the reserve pays nothing."""
    s = scenario
    two_orchestrators(s, deposit=ETH)
    s.tx("owner", "set_num_active_transcoders", 4)
    s.tx("carol", "unbond", 50 * LPT)
    s.tx("carol", "bond", LPT, "carol")
    s.tx("frank", "redeem_winning_ticket", TicketPlan("erin", "carol", 3 * ETH))
    assert [event[0] for event in s.events] == ["WinningTicketTransfer", "WinningTicketRedeemed"]
    assert s.events[0] == ("WinningTicketTransfer", "erin", "carol", ETH)


@requirement("LP-TICK-038")
def test_redeem_own_ticket(scenario: Scenario) -> None:
    """Given alice sends a ticket to herself, when she redeems it, then it pays like any other."""
    s = scenario
    streaming(s)
    s.funded("alice", 2 * ETH)
    s.tx("alice", "redeem_winning_ticket", TicketPlan("alice", "alice", ETH))
    assert s.events[0] == ("WinningTicketTransfer", "alice", "alice", ETH)


@requirement("LP-TICK-039")
def test_redeem_same_random_number_twice(scenario: Scenario) -> None:
    """Given tickets that share a random number, when they differ in nonce or value, then each pays, in any order."""
    s = scenario
    streaming(s)
    for ticket in (
        TicketPlan("erin", "alice", ETH, nonce=5, rand=9),
        TicketPlan("erin", "alice", ETH, nonce=4, rand=9),
        TicketPlan("erin", "alice", 2 * ETH, nonce=4, rand=9),
    ):
        s.tx("frank", "redeem_winning_ticket", ticket)
        assert s.events[0] == ("WinningTicketTransfer", "erin", "alice", ticket.face_value)


@requirement("LP-TICK-040", "LP-TICK-041")
def test_batch_pays_what_is_valid(scenario: Scenario) -> None:
    """Given a batch with a lost, a repeated and valid tickets, when redeemed, then the valid ones pay in order."""
    s = scenario
    streaming(s)
    good, other = TicketPlan("erin", "alice", ETH, nonce=1), TicketPlan("erin", "alice", 2 * ETH, nonce=2)
    lost = TicketPlan("erin", "alice", ETH, nonce=3, win_prob=0)
    stranger = TicketPlan("erin", "bob", ETH, nonce=4)
    s.tx("frank", "batch_redeem_winning_tickets", (lost, good, stranger, good, other), 0)
    assert [(event[0], event[3]) for event in s.events] == [
        ("WinningTicketTransfer", ETH),
        ("WinningTicketRedeemed", ETH),
        ("WinningTicketTransfer", 2 * ETH),
        ("WinningTicketRedeemed", 2 * ETH),
    ]
    assert s.view("get_sender_info", "erin")["sender"] == (7 * ETH, 0)


@requirement("LP-TICK-042")
def test_batch_rejects_missing_signature(scenario: Scenario) -> None:
    """Given fewer signatures than tickets, when the batch is redeemed, then nothing of it is."""
    s = scenario
    streaming(s)
    tickets = (TicketPlan("erin", "alice", ETH, nonce=1), TicketPlan("erin", "alice", ETH, nonce=2))
    s.rejects(Reason.INDEX_OUT_OF_RANGE, "frank", "batch_redeem_winning_tickets", tickets, 1)
    assert not s.state.broker.used_tickets


@requirement("LP-TICK-043")
def test_batch_ignores_additional_signatures(scenario: Scenario) -> None:
    """Given more signatures and random numbers than tickets, or no ticket, when redeemed, then that does not matter."""
    s = scenario
    streaming(s)
    s.tx("frank", "batch_redeem_winning_tickets", (), 0)
    assert s.events == []
    s.tx("frank", "batch_redeem_winning_tickets", (TicketPlan("erin", "alice", ETH),), -1)
    assert [event[0] for event in s.events] == ["WinningTicketTransfer", "WinningTicketRedeemed"]
