"""TicketBroker: deposits, reserves and the redemption of winning tickets.

Changed in arbitration: nothing of its own; fees go to the BondingManager, whose rule for them changed.

Source: Streamflow paper, "Micropagamentos Probabilísticos" (probabilistic micropayments); deployed TicketBroker.
"""

from livepeer_spec.primitives.uint256 import add
from livepeer_spec.rejection import Reason, SpecRejection, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction
from livepeer_spec.upgrades.arbitration.bonding import update_transcoder_with_fees
from livepeer_spec.upgrades.arbitration.state import State

# Unchanged since Confluence.
from livepeer_spec.upgrades.confluence.ticket_broker import (  # noqa: F401
    fund_deposit_and_reserve,
    fund_deposit_and_reserve_for,
    require_winning,
    set_ticket_validity_period,
    set_unlock_period,
    signer_of,
)
from livepeer_spec.upgrades.streamflow.controller import (
    require_round_initialized,
    require_system_running,
    silent_callee,
)

# Unchanged since Streamflow.
from livepeer_spec.upgrades.streamflow.ticket_broker import (  # noqa: F401
    AUX_DATA_LENGTH,
    FUNDING,
    SIGNATURE_LENGTH,
    DepositFunded,
    ReserveClaimed,
    ReserveFunded,
    Ticket,
    Unlock,
    UnlockCancelled,
    WinningTicketRedeemed,
    WinningTicketTransfer,
    Withdrawal,
    cancel_unlock,
    claim_from_reserve,
    claimable,
    claimable_reserve,
    claimed_reserve,
    forward_to_minter,
    fund_deposit,
    fund_reserve,
    get_reserve_info,
    get_sender_info,
    get_ticket_hash,
    is_unlock_in_progress,
    lottery_value,
    recipient_rand_hash,
    require_funds,
    require_valid_ticket,
    stop_unlock,
    ticket_hash,
    ticket_validity_period,
    unlock,
    unlock_period,
    used_tickets,
    withdraw,
)

# Redeeming.


@transaction(
    "TicketBroker",
    "redeemWinningTicket((address,address,uint256,uint256,uint256,bytes32,bytes),bytes,uint256)",
    rejects=[
        Reason.SYSTEM_PAUSED, Reason.ROUND_NOT_INITIALIZED, Reason.TICKET_RECIPIENT_NULL, Reason.TICKET_SENDER_NULL,
        Reason.TICKET_AUX_DATA_LENGTH, Reason.TICKET_ROUND_WITHOUT_HASH, Reason.TICKET_ROUND_HASH_MISMATCH,
        Reason.TICKET_EXPIRED, Reason.TICKET_RAND_MISMATCH, Reason.TICKET_USED, Reason.SIGNATURE_LENGTH,
        Reason.SIGNATURE_HIGH_S, Reason.SIGNATURE_V, Reason.SIGNATURE_INVALID, Reason.SIGNATURE_WRONG_SIGNER,
        Reason.TICKET_LOST, Reason.SENDER_UNLOCKED, Reason.NO_SENDER_FUNDS, Reason.NOT_TICKET_BROKER,
        Reason.NOT_REGISTERED, Reason.DIVISION_BY_ZERO, Reason.SUBTRACTION_UNDERFLOW, Reason.ADDITION_OVERFLOW,
        Reason.MULTIPLICATION_OVERFLOW, Reason.NO_DATA,
    ],
)  # fmt: skip
@implements(
    "LP-TICK-002", "LP-TICK-003", "LP-TICK-004", "LP-TICK-022", "LP-TICK-023", "LP-TICK-025", "LP-TICK-026",
    "LP-TICK-027", "LP-TICK-028", "LP-TICK-029", "LP-TICK-030", "LP-TICK-031", "LP-TICK-032", "LP-TICK-033",
    "LP-TICK-034", "LP-TICK-035", "LP-TICK-036", "LP-TICK-038", "LP-TICK-039", "LP-TICK-052",
)  # fmt: skip
def redeem_winning_ticket(state: State, call: Call, ticket: Ticket, signature: bytes, recipient_rand: int) -> None:
    """Pay a winning ticket: from the deposit, then from the recipient's part of the reserve, as far as they go.

    Anybody may submit it. The ticket is used even when it pays less than its face value.
    Changed in arbitration: the BondingManager splits the fees as its changed rule says.
    """
    require_system_running(state, call)
    current = require_round_initialized(state, call)
    ticket = Ticket(*ticket)
    require_valid_ticket(state, ticket, current)
    hash = ticket_hash(ticket)
    require_winning(state, ticket, hash, signature, recipient_rand)
    sender = state.broker.senders[ticket.sender]
    # The sender's funds are locked.
    require(sender.withdraw_round == 0 or current < sender.withdraw_round, Reason.SENDER_UNLOCKED)
    require_funds(state, ticket.sender)
    state.broker.used_tickets[hash] = True
    if ticket.face_value <= sender.deposit:
        amount = ticket.face_value
        sender.deposit -= amount
    else:
        missing = ticket.face_value - sender.deposit
        amount = add(sender.deposit, claim_from_reserve(state, call, ticket.sender, ticket.recipient, missing, current))
        sender.deposit = 0
    if amount > 0:
        creation_round = int.from_bytes(ticket.aux_data[:32], "big")
        staking = silent_callee(state, call, "BondingManager")
        if staking is not None:
            credit = call.inner(staking)
            update_transcoder_with_fees(state, credit, ticket.recipient, amount, creation_round)
        emit(call, WinningTicketTransfer(ticket.sender, ticket.recipient, amount))
    emit(
        call,
        WinningTicketRedeemed(
            ticket.sender, ticket.recipient, ticket.face_value, ticket.win_prob, ticket.sender_nonce, recipient_rand,
            ticket.aux_data,
        ),
    )  # fmt: skip


@transaction(
    "TicketBroker",
    "batchRedeemWinningTickets((address,address,uint256,uint256,uint256,bytes32,bytes)[],bytes[],uint256[])",
    rejects=[Reason.SYSTEM_PAUSED, Reason.ROUND_NOT_INITIALIZED, Reason.INDEX_OUT_OF_RANGE, Reason.NO_DATA],
)
@implements("LP-TICK-003", "LP-TICK-004", "LP-TICK-040", "LP-TICK-041", "LP-TICK-042", "LP-TICK-043")
def batch_redeem_winning_tickets(
    state: State, call: Call, tickets: list[Ticket], signatures: list[bytes], recipient_rands: list[int]
) -> None:
    """Redeem tickets in order; one that is rejected leaves nothing behind and does not stop the others."""
    require_system_running(state, call)
    require_round_initialized(state, call)
    for index, ticket in enumerate(tickets):
        # Each ticket has a signature and a random number; more of them are ignored.
        require(index < len(signatures) and index < len(recipient_rands), Reason.INDEX_OUT_OF_RANGE)
        mark, logged = state.journal.mark(), len(call.logs)
        try:
            redeem_winning_ticket(state, call.inner(call.to), ticket, signatures[index], recipient_rands[index])
        except SpecRejection:
            state.journal.rewind(mark)
            del call.logs[logged:]
