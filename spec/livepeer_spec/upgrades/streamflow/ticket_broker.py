"""TicketBroker: deposits, reserves and the redemption of winning tickets.

A broadcaster pays with lottery tickets. Each is a signed promise of ``face_value`` with probability
``win_prob / 2^256``; what it wins comes from the deposit, and from the reserve where that is too low.

Source: Streamflow paper, "Micropagamentos Probabilísticos" (probabilistic micropayments); deployed TicketBroker.
"""

from typing import Final, NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.signature import HALF_ORDER, ethereum_message_digest, recover
from livepeer_spec.primitives.types import NULL_ADDRESS, NULL_HASH, Address, Hash32, Round, Wei
from livepeer_spec.primitives.uint256 import add, sub
from livepeer_spec.rejection import Reason, SpecRejection, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view

# Unchanged since alpha.
from livepeer_spec.upgrades.alpha.minter import (
    trusted_withdraw_eth,
)
from livepeer_spec.upgrades.streamflow import bonding, minter
from livepeer_spec.upgrades.streamflow.controller import (
    callee,
    current_minter,
    current_round,
    move_eth,
    require_controller_owner,
    require_round_initialized,
    require_system_running,
    silent_callee,
)
from livepeer_spec.upgrades.streamflow.election import is_active
from livepeer_spec.upgrades.streamflow.state import BaseState

AUX_DATA_LENGTH: Final = 64
"""Bytes of a ticket's auxData: the creation round and its block hash."""
SIGNATURE_LENGTH: Final = 65
"""Bytes of a signature: r, s and v."""


class Ticket(NamedTuple):
    """A probabilistic payment. ``win_prob`` is a probability in parts of 2^256."""

    recipient: Address
    sender: Address
    face_value: Wei
    win_prob: int
    sender_nonce: int
    recipient_rand_hash: Hash32
    aux_data: bytes


@event("DepositFunded(address indexed sender, uint256 amount)")
class DepositFunded(NamedTuple):
    """A deposit grew."""

    sender: Address
    amount: Wei


@event("ReserveFunded(address indexed reserveHolder, uint256 amount)")
class ReserveFunded(NamedTuple):
    """A reserve grew."""

    reserve_holder: Address
    amount: Wei


@event("ReserveClaimed(address indexed reserveHolder, address claimant, uint256 amount)")
class ReserveClaimed(NamedTuple):
    """An orchestrator was paid from a reserve."""

    reserve_holder: Address
    claimant: Address
    amount: Wei


@event("Unlock(address indexed sender, uint256 startRound, uint256 endRound)")
class Unlock(NamedTuple):
    """A broadcaster may withdraw from ``end_round`` on."""

    sender: Address
    start_round: Round
    end_round: Round


@event("UnlockCancelled(address indexed sender)")
class UnlockCancelled(NamedTuple):
    """A broadcaster's funds stay locked."""

    sender: Address


@event("Withdrawal(address indexed sender, uint256 deposit, uint256 reserve)")
class Withdrawal(NamedTuple):
    """A broadcaster took its deposit and reserve."""

    sender: Address
    deposit: Wei
    reserve: Wei


@event("WinningTicketTransfer(address indexed sender, address indexed recipient, uint256 amount)")
class WinningTicketTransfer(NamedTuple):
    """What a winning ticket paid, at most its face value."""

    sender: Address
    recipient: Address
    amount: Wei


@event(
    "WinningTicketRedeemed(address indexed sender, address indexed recipient, uint256 faceValue, uint256 winProb,"
    " uint256 senderNonce, uint256 recipientRand, bytes auxData)"
)
class WinningTicketRedeemed(NamedTuple):
    """A winning ticket is used, whatever it paid."""

    sender: Address
    recipient: Address
    face_value: Wei
    win_prob: int
    sender_nonce: int
    recipient_rand: int
    aux_data: bytes


# Tickets.


def packed_ticket(ticket: Ticket) -> bytes:
    """A ticket's fields in a row: numbers in 32 bytes, addresses and auxData without padding."""
    return (
        ticket.recipient
        + ticket.sender
        + ticket.face_value.to_bytes(32, "big")
        + ticket.win_prob.to_bytes(32, "big")
        + ticket.sender_nonce.to_bytes(32, "big")
        + ticket.recipient_rand_hash
        + ticket.aux_data
    )


@implements("LP-TICK-001")
def ticket_hash(ticket: Ticket) -> Hash32:
    """What identifies a ticket: the keccak digest of its packed fields."""
    return keccak(packed_ticket(ticket))


def recipient_rand_hash(recipient_rand: int) -> Hash32:
    """The recipient's commitment to its random number."""
    return keccak(recipient_rand.to_bytes(32, "big"))


@implements("LP-TICK-020", "LP-TICK-021")
def lottery_value(signature: bytes, recipient_rand: int) -> int:
    """The number that decides a ticket, over the signature's bytes as they were supplied."""
    return int.from_bytes(keccak(signature + recipient_rand.to_bytes(32, "big")), "big")


@implements("LP-TICK-013", "LP-TICK-019")
def signer_of(digest: Hash32, signature: bytes) -> Address:
    """Who signed ``digest``: the null address for any signature that is not r, s in the lower half, and v."""
    if len(signature) != SIGNATURE_LENGTH:
        return NULL_ADDRESS
    r, s, v = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big"), signature[64]
    if s > HALF_ORDER:
        return NULL_ADDRESS
    return recover(digest, v, r, s) or NULL_ADDRESS


# Parts of transactions.


@implements("LP-TICK-005", "LP-TICK-006", "LP-TICK-007", "LP-TICK-008", "LP-TICK-009", "LP-TICK-010", "LP-TICK-037")
def require_valid_ticket(state: BaseState, ticket: Ticket, current: Round) -> None:
    # The ticket pays an account.
    require(ticket.recipient != NULL_ADDRESS, Reason.TICKET_RECIPIENT_NULL)
    # An account pays.
    require(ticket.sender != NULL_ADDRESS, Reason.TICKET_SENDER_NULL)
    # The auxData says when the ticket was created.
    require(len(ticket.aux_data) == AUX_DATA_LENGTH, Reason.TICKET_AUX_DATA_LENGTH)
    creation_round = int.from_bytes(ticket.aux_data[:32], "big")
    block_hash = state.rounds.block_hashes[creation_round]
    # The creation round was initialized.
    require(block_hash != NULL_HASH, Reason.TICKET_ROUND_WITHOUT_HASH)
    # The ticket knows that round's block hash.
    require(block_hash == ticket.aux_data[32:], Reason.TICKET_ROUND_HASH_MISMATCH)
    # The ticket is not expired.
    require(add(creation_round, state.broker.ticket_validity_period) > current, Reason.TICKET_EXPIRED)


@implements("LP-TICK-011", "LP-TICK-012", "LP-TICK-013", "LP-TICK-020", "LP-TICK-021")
def _require_winning(state: BaseState, ticket: Ticket, hash: Hash32, signature: bytes, recipient_rand: int) -> None:
    # The random number is the one that the recipient committed to.
    require(recipient_rand_hash(recipient_rand) == ticket.recipient_rand_hash, Reason.TICKET_RAND_MISMATCH)
    # The ticket is used for the first time.
    require(not state.broker.used_tickets[hash], Reason.TICKET_USED)
    # The sender signed it, in the one valid form.
    require(signer_of(ethereum_message_digest(hash), signature) == ticket.sender, Reason.SIGNATURE_WRONG_SIGNER)
    # It won.
    require(lottery_value(signature, recipient_rand) < ticket.win_prob, Reason.TICKET_LOST)


@implements("LP-RSRV-006", "LP-RSRV-007", "LP-RSRV-008")
def claim_from_reserve(
    state: BaseState, call: Call, holder: Address, claimant: Address, wanted: Wei, current: Round
) -> Wei:
    """Take up to ``wanted`` from a reserve; gives what was taken."""
    amount = min(wanted, claimable(state, call, holder, claimant, current))
    if amount > 0:
        reserve = state.broker.reserves[holder]
        reserve.claimed_for_round[current] = add(reserve.claimed_for_round[current], amount)
        reserve.claimed_by_address[current, claimant] = add(reserve.claimed_by_address[current, claimant], amount)
        reserve.funds = sub(reserve.funds, amount)
        emit(call, ReserveClaimed(holder, claimant, amount))
    return amount


@implements("LP-RSRV-001", "LP-RSRV-002", "LP-RSRV-003", "LP-RSRV-004", "LP-RSRV-005", "LP-RSRV-010")
def claimable(state: BaseState, call: Call, holder: Address, claimant: Address, current: Round) -> Wei:
    """An active orchestrator's equal part of a reserve in this round, less what it claimed.

    The parts are counted by the pool that is being built for the next round. Raises ``SUBTRACTION_UNDERFLOW`` when
    that pool grew after the orchestrator claimed a larger part.
    """
    callee(state, call, "BondingManager")
    if not is_active(state.bonding, claimant, current):
        return 0
    parts = state.bonding.pool.size
    if parts == 0:
        return 0
    reserve = state.broker.reserves[holder]
    total = add(reserve.funds, reserve.claimed_for_round[current])
    return sub(total // parts, reserve.claimed_by_address[current, claimant])


@implements("LP-FUND-014")
def stop_unlock(state: BaseState, call: Call, account: Address) -> None:
    sender = state.broker.senders[account]
    if sender.withdraw_round > 0:
        sender.withdraw_round = 0
        emit(call, UnlockCancelled(account))


@implements("LP-FUND-010", "LP-FUND-028")
def forward_to_minter(state: BaseState, call: Call, amount: Wei) -> None:
    treasury = current_minter(state, call).key
    move_eth(state, call.to, treasury, amount)
    minter.deposit_eth(state, call.inner(treasury, amount))


@implements("LP-FUND-016", "LP-TICK-024")
def require_funds(state: BaseState, account: Address) -> None:
    broker = state.broker
    # There is a deposit or a reserve.
    require(broker.senders[account].deposit > 0 or broker.reserves[account].funds > 0, Reason.NO_SENDER_FUNDS)


# Funding.

FUNDING = (Reason.SYSTEM_PAUSED, Reason.NO_DATA, Reason.NOT_MINTER_OR_BROKER)


@transaction("TicketBroker", "fundDeposit()", payable=True, rejects=FUNDING)
@implements("LP-FUND-001", "LP-FUND-003", "LP-FUND-011", "LP-FUND-013", "LP-FUND-026")
def fund_deposit(state: BaseState, call: Call) -> None:
    """Add the ETH sent to the caller's deposit; an unlock is cancelled."""
    require_system_running(state, call)
    sender = state.broker.senders[call.sender]
    sender.deposit = add(sender.deposit, call.value)
    stop_unlock(state, call, call.sender)
    forward_to_minter(state, call, call.value)
    emit(call, DepositFunded(call.sender, call.value))


@transaction("TicketBroker", "fundReserve()", payable=True, rejects=FUNDING)
@implements("LP-FUND-001", "LP-FUND-004", "LP-FUND-012", "LP-FUND-013", "LP-FUND-026")
def fund_reserve(state: BaseState, call: Call) -> None:
    """Add the ETH sent to the caller's reserve; an unlock is cancelled."""
    require_system_running(state, call)
    reserve = state.broker.reserves[call.sender]
    reserve.funds = add(reserve.funds, call.value)
    emit(call, ReserveFunded(call.sender, call.value))
    stop_unlock(state, call, call.sender)
    forward_to_minter(state, call, call.value)


@transaction(
    "TicketBroker", "fundDepositAndReserve(uint256,uint256)", payable=True,
    rejects=(*FUNDING, Reason.VALUE_MISMATCH, Reason.ADDITION_OVERFLOW),
)  # fmt: skip
@implements("LP-FUND-001", "LP-FUND-005", "LP-FUND-007", "LP-FUND-008", "LP-FUND-011", "LP-FUND-012", "LP-FUND-013")
def fund_deposit_and_reserve(state: BaseState, call: Call, deposit: Wei, reserve: Wei) -> None:
    """Add to the caller's deposit and reserve; an unlock is cancelled, and parts of zero emit their event too."""
    require_system_running(state, call)
    # The ETH sent is what is to be funded.
    require(call.value == add(deposit, reserve), Reason.VALUE_MISMATCH)
    broker, account = state.broker, call.sender
    broker.senders[account].deposit = add(broker.senders[account].deposit, deposit)
    stop_unlock(state, call, account)
    broker.reserves[account].funds = add(broker.reserves[account].funds, reserve)
    emit(call, ReserveFunded(account, reserve))
    forward_to_minter(state, call, call.value)
    emit(call, DepositFunded(account, deposit))


# Withdrawing.


@transaction(
    "TicketBroker",
    "unlock()",
    rejects=[Reason.SYSTEM_PAUSED, Reason.NO_SENDER_FUNDS, Reason.UNLOCK_ALREADY_STARTED, Reason.ADDITION_OVERFLOW],
)
@implements("LP-FUND-001", "LP-FUND-017", "LP-FUND-018", "LP-FUND-026", "LP-FUND-027")
def unlock(state: BaseState, call: Call) -> None:
    """Ask for the caller's deposit and reserve, which can be withdrawn ``unlock_period`` rounds later."""
    require_system_running(state, call)
    require_funds(state, call.sender)
    sender = state.broker.senders[call.sender]
    # No unlock is in progress.
    require(sender.withdraw_round == 0, Reason.UNLOCK_ALREADY_STARTED)
    current = current_round(state, call)
    sender.withdraw_round = add(current, state.broker.unlock_period)
    emit(call, Unlock(call.sender, current, sender.withdraw_round))


@transaction("TicketBroker", "cancelUnlock()", rejects=[Reason.SYSTEM_PAUSED, Reason.NO_UNLOCK])
@implements("LP-FUND-001", "LP-FUND-019", "LP-FUND-020", "LP-FUND-026")
def cancel_unlock(state: BaseState, call: Call) -> None:
    """Keep the caller's funds locked after all."""
    require_system_running(state, call)
    # An unlock is in progress.
    require(state.broker.senders[call.sender].withdraw_round > 0, Reason.NO_UNLOCK)
    stop_unlock(state, call, call.sender)


@transaction(
    "TicketBroker", "withdraw()",
    rejects=[
        Reason.SYSTEM_PAUSED, Reason.NO_SENDER_FUNDS, Reason.NO_UNLOCK, Reason.FUNDS_LOCKED, Reason.NO_DATA,
        Reason.NOT_BONDING_MANAGER_OR_BROKER, Reason.CALLEE_REVERTED,
    ],
)  # fmt: skip
@implements(
    "LP-FUND-001", "LP-FUND-021", "LP-FUND-022", "LP-FUND-023", "LP-FUND-024", "LP-FUND-025", "LP-FUND-026",
    "LP-FUND-029",
)  # fmt: skip
def withdraw(state: BaseState, call: Call) -> None:
    """Pay out the caller's deposit and reserve; the unlock stays as it is until the next funding cancels it."""
    require_system_running(state, call)
    require_funds(state, call.sender)
    sender, reserve = state.broker.senders[call.sender], state.broker.reserves[call.sender]
    # An unlock is in progress.
    require(sender.withdraw_round > 0, Reason.NO_UNLOCK)
    # The unlock period has passed.
    require(current_round(state, call) >= sender.withdraw_round, Reason.FUNDS_LOCKED)
    deposit, funds = sender.deposit, reserve.funds
    sender.deposit = 0
    reserve.funds = 0
    trusted_withdraw_eth(state, call.inner(current_minter(state, call).key), call.sender, add(deposit, funds))
    emit(call, Withdrawal(call.sender, deposit, funds))


# Redeeming.


@transaction(
    "TicketBroker",
    "redeemWinningTicket((address,address,uint256,uint256,uint256,bytes32,bytes),bytes,uint256)",
    rejects=[
        Reason.SYSTEM_PAUSED, Reason.ROUND_NOT_INITIALIZED, Reason.TICKET_RECIPIENT_NULL, Reason.TICKET_SENDER_NULL,
        Reason.TICKET_AUX_DATA_LENGTH, Reason.TICKET_ROUND_WITHOUT_HASH, Reason.TICKET_ROUND_HASH_MISMATCH,
        Reason.TICKET_EXPIRED, Reason.TICKET_RAND_MISMATCH, Reason.TICKET_USED, Reason.SIGNATURE_WRONG_SIGNER,
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
def redeem_winning_ticket(state: BaseState, call: Call, ticket: Ticket, signature: bytes, recipient_rand: int) -> None:
    """Pay a winning ticket: from the deposit, then from the recipient's part of the reserve, as far as they go.

    Anybody may submit it. The ticket is used even when it pays less than its face value.
    """
    require_system_running(state, call)
    current = require_round_initialized(state, call)
    ticket = Ticket(*ticket)
    require_valid_ticket(state, ticket, current)
    hash = ticket_hash(ticket)
    _require_winning(state, ticket, hash, signature, recipient_rand)
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
            bonding.update_transcoder_with_fees(state, credit, ticket.recipient, amount, creation_round)
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
    state: BaseState, call: Call, tickets: list[Ticket], signatures: list[bytes], recipient_rands: list[int]
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
@implements("LP-FUND-027", "LP-TICK-044", "LP-TICK-046", "LP-TICK-049")
def set_unlock_period(state: BaseState, call: Call, unlock_period: int) -> None:
    """Set after how many rounds unlocked funds can be withdrawn; no event is emitted."""
    require_controller_owner(state, call)
    state.broker.unlock_period = unlock_period


@transaction(
    "TicketBroker", "setTicketValidityPeriod(uint256)",
    rejects=[Reason.NOT_CONTROLLER_OWNER, Reason.ZERO_TICKET_VALIDITY],
)  # fmt: skip
@implements("LP-TICK-044", "LP-TICK-045", "LP-TICK-046", "LP-TICK-049")
def set_ticket_validity_period(state: BaseState, call: Call, ticket_validity_period: int) -> None:
    """Set for how many rounds, that of its creation included, a ticket can be redeemed; no event is emitted."""
    require_controller_owner(state, call)
    # A ticket can be redeemed in its creation round at least.
    require(ticket_validity_period > 0, Reason.ZERO_TICKET_VALIDITY)
    state.broker.ticket_validity_period = ticket_validity_period


# Views.


@view("TicketBroker", "getSenderInfo(address)", "(uint256,uint256) sender,(uint256,uint256) reserve")
@implements("LP-FUND-030")
def get_sender_info(state: BaseState, call: Call, account: Address) -> tuple[tuple[Wei, Round], tuple[Wei, Wei]]:
    """Deposit and withdraw round; remaining reserve and what was claimed of it in this round."""
    sender = state.broker.senders[account]
    return (sender.deposit, sender.withdraw_round), get_reserve_info(state, call, account)


@view("TicketBroker", "getReserveInfo(address)", "(uint256,uint256)")
@implements("LP-RSRV-009")
def get_reserve_info(state: BaseState, call: Call, account: Address) -> tuple[Wei, Wei]:
    """Remaining reserve and what was claimed of it in this round."""
    reserve = state.broker.reserves[account]
    return reserve.funds, reserve.claimed_for_round[current_round(state, call)]


@view("TicketBroker", "claimableReserve(address,address)", "uint256")
def claimable_reserve(state: BaseState, call: Call, holder: Address, claimant: Address) -> Wei:
    """What ``claimant`` can still get from the holder's reserve in this round."""
    return claimable(state, call, holder, claimant, current_round(state, call))


@view("TicketBroker", "claimedReserve(address,address)", "uint256")
@implements("LP-RSRV-009")
def claimed_reserve(state: BaseState, call: Call, holder: Address, claimant: Address) -> Wei:
    """What ``claimant`` got from the holder's reserve in this round."""
    return state.broker.reserves[holder].claimed_by_address[current_round(state, call), claimant]


@view("TicketBroker", "isUnlockInProgress(address)", "bool")
@implements("LP-FUND-030")
def is_unlock_in_progress(state: BaseState, call: Call, account: Address) -> bool:
    """Whether an account has asked for its funds, also when it has withdrawn them since."""
    return state.broker.senders[account].withdraw_round > 0


@view("TicketBroker", "usedTickets(bytes32)", "bool")
@implements("LP-TICK-050")
def used_tickets(state: BaseState, call: Call, hash: Hash32) -> bool:
    """Whether a ticket is used."""
    return state.broker.used_tickets[hash]


@view("TicketBroker", "getTicketHash((address,address,uint256,uint256,uint256,bytes32,bytes))", "bytes32")
@implements("LP-TICK-001")
def get_ticket_hash(state: BaseState, call: Call, ticket: Ticket) -> Hash32:
    """A ticket's hash, for any length of auxData."""
    return ticket_hash(Ticket(*ticket))


@view("TicketBroker", "unlockPeriod()", "uint256")
@implements("LP-TICK-051")
def unlock_period(state: BaseState, call: Call) -> int:
    """Rounds from the request to the withdrawal."""
    return state.broker.unlock_period


@view("TicketBroker", "ticketValidityPeriod()", "uint256")
@implements("LP-TICK-051")
def ticket_validity_period(state: BaseState, call: Call) -> int:
    """Rounds in which a ticket can be redeemed."""
    return state.broker.ticket_validity_period
