"""TicketBroker: deposits, reserves and the redemption of winning tickets.

A broadcaster pays with lottery tickets. Each is a signed promise of ``face_value`` with probability
``win_prob / 2^256``; what it wins comes from the deposit, and from the reserve where that is too low.

Changed in Confluence: somebody else may fund, malformed signatures have reasons of their own, and setters emit an
event. [LIP-73]

Source: Streamflow paper, "Micropagamentos Probabilísticos" (probabilistic micropayments); deployed TicketBroker.
"""

from livepeer_spec.primitives.signature import HALF_ORDER, ethereum_message_digest, recover
from livepeer_spec.primitives.types import Address, Hash32, Wei
from livepeer_spec.primitives.uint256 import add
from livepeer_spec.rejection import Reason, SpecRejection, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction
from livepeer_spec.upgrades.confluence.state import State
from livepeer_spec.upgrades.streamflow.bonding import update_transcoder_with_fees
from livepeer_spec.upgrades.streamflow.controller import (
    ParameterUpdate,
    require_controller_owner,
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

# Tickets.


@implements("LP-TICK-014", "LP-TICK-015", "LP-TICK-016", "LP-TICK-017", "LP-TICK-018", "LP-TICK-019")
def signer_of(digest: Hash32, signature: bytes) -> Address:
    """Who signed ``digest``.

    Raises ``SIGNATURE_LENGTH``, ``SIGNATURE_HIGH_S``, ``SIGNATURE_V`` and ``SIGNATURE_INVALID``.
    Changed in Confluence: a malformed signature has reasons of its own. [LIP-73]
    """
    # The signature has 65 bytes: r, s and v.
    require(len(signature) == SIGNATURE_LENGTH, Reason.SIGNATURE_LENGTH)
    r, s, v = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big"), signature[64]
    # It is the lower of the two valid ones.
    require(s <= HALF_ORDER, Reason.SIGNATURE_HIGH_S)
    # The recovery id is one of two.
    require(v in (27, 28), Reason.SIGNATURE_V)
    signer = recover(digest, v, r, s)
    if signer is None:
        raise SpecRejection(Reason.SIGNATURE_INVALID)
    return signer


# Parts of transactions.


@implements(
    "LP-TICK-011", "LP-TICK-012", "LP-TICK-014", "LP-TICK-015", "LP-TICK-016", "LP-TICK-017", "LP-TICK-018",
    "LP-TICK-020", "LP-TICK-021",
)  # fmt: skip
def require_winning(state: State, ticket: Ticket, hash: Hash32, signature: bytes, recipient_rand: int) -> None:
    """A ticket won, for the first time."""
    # The random number is the one that the recipient committed to.
    require(recipient_rand_hash(recipient_rand) == ticket.recipient_rand_hash, Reason.TICKET_RAND_MISMATCH)
    # The ticket is used for the first time.
    require(not state.broker.used_tickets[hash], Reason.TICKET_USED)
    # The sender signed it.
    require(signer_of(ethereum_message_digest(hash), signature) == ticket.sender, Reason.SIGNATURE_WRONG_SIGNER)
    # It won.
    require(lottery_value(signature, recipient_rand) < ticket.win_prob, Reason.TICKET_LOST)


@implements(
    "LP-FUND-001", "LP-FUND-005", "LP-FUND-006", "LP-FUND-007", "LP-FUND-008", "LP-FUND-011", "LP-FUND-012",
    "LP-FUND-013", "LP-FUND-015", "LP-FUND-031", "LP-FUND-032",
)  # fmt: skip
def _fund(state: State, call: Call, account: Address, deposit: Wei, reserve: Wei) -> None:
    require_system_running(state, call)
    # The ETH sent is what is to be funded.
    require(call.value == add(deposit, reserve), Reason.VALUE_MISMATCH)
    broker = state.broker
    broker.senders[account].deposit = add(broker.senders[account].deposit, deposit)
    if call.sender == account:
        stop_unlock(state, call, account)
    broker.reserves[account].funds = add(broker.reserves[account].funds, reserve)
    emit(call, ReserveFunded(account, reserve))
    forward_to_minter(state, call, call.value)
    emit(call, DepositFunded(account, deposit))


# Funding.


@transaction(
    "TicketBroker", "fundDepositAndReserve(uint256,uint256)", payable=True,
    rejects=(*FUNDING, Reason.VALUE_MISMATCH, Reason.ADDITION_OVERFLOW),
)  # fmt: skip
def fund_deposit_and_reserve(state: State, call: Call, deposit: Wei, reserve: Wei) -> None:
    """Add to the caller's deposit and reserve; an unlock is cancelled, and parts of zero emit their event too."""
    _fund(state, call, call.sender, deposit, reserve)


@transaction(
    "TicketBroker", "fundDepositAndReserveFor(address,uint256,uint256)", payable=True,
    rejects=(*FUNDING, Reason.VALUE_MISMATCH, Reason.ADDITION_OVERFLOW),
)  # fmt: skip
@implements("LP-FUND-002", "LP-FUND-009")
def fund_deposit_and_reserve_for(state: State, call: Call, account: Address, deposit: Wei, reserve: Wei) -> None:
    """Add to somebody's deposit and reserve; only the account itself cancels its unlock. New in Confluence. [LIP-73]"""
    _fund(state, call, account, deposit, reserve)


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


# Setters.


@transaction("TicketBroker", "setUnlockPeriod(uint256)", rejects=[Reason.NOT_CONTROLLER_OWNER])
@implements("LP-FUND-027", "LP-TICK-044", "LP-TICK-048", "LP-TICK-049")
def set_unlock_period(state: State, call: Call, unlock_period: int) -> None:  # noqa: F811
    """Set after how many rounds unlocked funds can be withdrawn.

    Changed in Confluence: an event is emitted. [LIP-73]
    """
    require_controller_owner(state, call)
    state.broker.unlock_period = unlock_period
    emit(call, ParameterUpdate("unlockPeriod"))


@transaction(
    "TicketBroker", "setTicketValidityPeriod(uint256)",
    rejects=[Reason.NOT_CONTROLLER_OWNER, Reason.ZERO_TICKET_VALIDITY],
)  # fmt: skip
@implements("LP-TICK-044", "LP-TICK-045", "LP-TICK-047", "LP-TICK-049")
def set_ticket_validity_period(state: State, call: Call, ticket_validity_period: int) -> None:  # noqa: F811
    """Set for how many rounds, that of its creation included, a ticket can be redeemed.

    Changed in Confluence: an event is emitted. [LIP-73]
    """
    require_controller_owner(state, call)
    # A ticket can be redeemed in its creation round at least.
    require(ticket_validity_period > 0, Reason.ZERO_TICKET_VALIDITY)
    state.broker.ticket_validity_period = ticket_validity_period
    emit(call, ParameterUpdate("ticketValidityPeriod"))
