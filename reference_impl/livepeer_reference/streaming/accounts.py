"""An orchestrator's accounts: what it offers for payment, which tickets it takes, and what each session has left."""

import secrets
from collections.abc import Awaitable, Callable
from fractions import Fraction
from typing import Final

from livepeer_reference.streaming.chain import Chain
from livepeer_reference.streaming.reading import Payment
from livepeer_spec.offchain.accounting import credited, debit, price, require_balance, require_payment
from livepeer_spec.offchain.errors import Fault, OffchainRejection
from livepeer_spec.offchain.payment_header import SignedNonce
from livepeer_spec.offchain.price import quoted_price
from livepeer_spec.offchain.receiving import Nonces, Received, forget_expired, receive_ticket
from livepeer_spec.offchain.sender_monitor import validate_sender
from livepeer_spec.offchain.ticket_params import (
    RecipientConfig,
    creation,
    expiration_block,
    offer,
    tx_cost_multiplier,
)
from livepeer_spec.offchain.tickets import TicketParams, expand_batch, expected_value, offered_rand
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Wei
from livepeer_spec.upgrades.streamflow.ticket_broker import Ticket, recipient_rand_hash

Winner = tuple[Ticket, bytes, int, int]
"""A winning ticket, its signature, the random number that it won with, and the block in which its offer expires."""

SEED_BITS: Final = 256


class Accounts:
    """The accounts of one orchestrator, for all senders and sessions.

    Attributes:
        config: how it wants to be paid.
        base_price: wei per pixel, before what redeeming costs.
        balances: wei by sender and session, exact.
        credits: what was credited in all, for each session.
    """

    def __init__(
        self,
        address: Address,
        chain: Chain,
        config: RecipientConfig,
        base_price: Fraction,
        max_float: Callable[[Address], Awaitable[Wei]],
        take_winner: Callable[[Winner], None],
    ) -> None:
        self.config = config
        self.base_price = base_price
        self.balances: dict[tuple[Address, str], Fraction] = {}
        self.credits: dict[tuple[Address, str], Fraction] = {}
        self._address = address
        self._chain = chain
        self._max_float = max_float
        self._take_winner = take_winner
        self._prices: dict[tuple[Address, str], Fraction] = {}
        self._secret = secrets.token_bytes(32)
        self._nonces: dict[int, Nonces] = {}

    async def quote(self, sender: Address, session: str) -> Fraction:
        """Wei per pixel for a sender; in a session that was paid for it stays what it was."""
        fixed = self._prices.get((sender, session))
        if fixed is not None:
            return fixed
        multiplier = tx_cost_multiplier(self.config, self._chain.gas_price, await self._max_float(sender))
        return quoted_price(self.base_price, multiplier)

    async def offer(self, sender: Address, wei_per_pixel: Fraction) -> TicketParams:
        """What tickets of a sender must be like. Raises ``OffchainRejection`` where it is good for none."""
        chain = self._chain
        face_value, win_prob = offer(self.config, chain.gas_price, await self._max_float(sender), wei_per_pixel)
        round_, block_hash = creation(
            chain.round, chain.round_block_hash(chain.round), chain.round_block_hash(chain.round - 1)
        )
        params = TicketParams(
            self._address, face_value, win_prob, bytes(32), secrets.randbits(SEED_BITS),
            expiration_block(chain.block), wei_per_pixel, round_, block_hash,
        )  # fmt: skip
        return params._replace(recipient_rand_hash=recipient_rand_hash(offered_rand(self._secret, params, sender)))

    def receive(self, payment: Payment, session: str) -> None:
        """Take a payment. Raises ``OffchainRejection``; what was credited before stays credited."""
        forget_expired(self._nonces, self._chain.block)
        params = payment.params
        is_active = params is not None and self._chain.is_active(params.recipient)
        pixels_per_unit = payment.price[1] if payment.price is not None else None
        require_payment(payment.sender, params is not None, is_active, pixels_per_unit)
        if params is None or payment.price is None:
            return
        key = payment.sender, session
        self._prices.setdefault(key, price(*payment.price))
        results = self._receive_tickets(payment.sender, params, payment.tickets)
        credit, fault = credited(results, expected_value(params.face_value, params.win_prob))
        self.balances[key] = self.balances.get(key, Fraction(0)) + credit
        self.credits[key] = self.credits.get(key, Fraction(0)) + credit
        if fault is not None:
            raise OffchainRejection(fault)

    def require_balance(self, payment: Payment, session: str) -> None:
        """Accept a session for one more segment. Raises ``OffchainRejection``."""
        if payment.price is not None and payment.price[0] > 0:
            require_balance(self.balances.get((payment.sender, session)), Fraction(self.config.expected_value))

    def charge(self, payment: Payment, session: str, pixels: int) -> None:
        """Take work off a session's balance."""
        if payment.price is not None:
            key = payment.sender, session
            self.balances[key] = debit(self.balances.get(key), pixels, price(*payment.price))

    def _receive_tickets(self, sender: Address, params: TicketParams, signed: list[SignedNonce]) -> list[Received]:
        """Each ticket in turn, until one ends the payment; winners are kept, whatever comes after them."""
        rand = offered_rand(self._secret, params, sender)
        results: list[Received] = []
        for ticket, entry in zip(
            expand_batch(params, sender, [entry.sender_nonce for entry in signed]), signed, strict=True
        ):
            received = self._receive(ticket, entry.signature, rand, params.expiration_block)
            if received.won:
                self._take_winner((ticket, entry.signature, rand, params.expiration_block))
            results.append(received)
            if received.is_fatal:
                break
        return results

    def _receive(self, ticket: Ticket, signature: bytes, rand: int, expires: int) -> Received:
        chain = self._chain
        if ticket.sender != NULL_ADDRESS:
            try:
                validate_sender(chain.sender(ticket.sender, self._address), chain.round)
            except OffchainRejection as rejection:
                return Received(False, rejection.reason, is_fatal=True)
        return receive_ticket(self._nonces, ticket, signature, rand, expires, self._address, chain.block)


def wire_text(fault: Fault) -> str:
    """What a payment that is refused is answered with."""
    if fault in (Fault.PRICE_MISSING, Fault.ZERO_PIXELS_PER_UNIT):
        return f'invalid expected price sent with payment err="{fault.value}"'
    return str(fault.value)
