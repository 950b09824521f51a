"""The chain as the nodes of a stream see it: a play's contracts, spec and target alike."""

from dataclasses import dataclass
from typing import Any

from livepeer_conformance.lockstep.signing import make_ticket
from livepeer_conformance.model.action import Action, TicketPlan
from livepeer_conformance.plays.play import Play
from livepeer_reference.streaming.chain import ChainError
from livepeer_spec.offchain.sender_monitor import Sender
from livepeer_spec.primitives.types import Address, BlockNumber, Hash32, Round, Wei
from livepeer_spec.upgrades.streamflow.ticket_broker import Ticket, WinningTicketTransfer


@dataclass(frozen=True)
class Purse:
    """What somebody who pays or is paid holds, in wei.

    Attributes:
        eth: ETH in the account; what gas costs is not in it.
        deposit, reserve: ETH in the TicketBroker.
        fees: fees that were not withdrawn.
    """

    eth: Wei = 0
    deposit: Wei = 0
    reserve: Wei = 0
    fees: Wei = 0


class StreamPlay(Play):
    """A play around tickets; what its cast holds is counted by the spec's books."""

    def holdings(self) -> Any:
        """What the cast holds now, and the contracts' ETH."""
        purses = {name: self._purse(name) for name in self._cast}
        return purses | {"Minter": Purse(eth=self.state.eth[self.world.naming.address("Minter")])}

    def _purse(self, name: str) -> Purse:
        address, broker = self.world.naming.address(name), self.state.broker
        return Purse(
            self.state.eth[address],
            broker.senders[address].deposit,
            broker.reserves[address].funds,
            self._fees(name),
        )

    def _fees(self, name: str) -> Wei:
        fees: Wei = self.view("pending_fees", name, self.round) if self.state.rounds.last_initialized_round else 0
        return fees


class BrokerChain:
    """A play as :class:`livepeer_reference.streaming.chain.Chain`."""

    def __init__(self, play: Play, gas_price: Wei) -> None:
        self.gas_price = gas_price
        self._play = play

    @property
    def block(self) -> BlockNumber:
        """The pending block."""
        return self._play.block

    @property
    def round(self) -> Round:
        """The last initialized round."""
        return int(self._play.state.rounds.last_initialized_round)

    @property
    def pool_size(self) -> int:
        """Orchestrators in the pool."""
        return int(self._play.view("get_transcoder_pool_size"))

    def round_block_hash(self, round: Round) -> Hash32:
        """The block hash of a round."""
        return bytes(self._play.view("block_hash_for_round", round))

    def is_active(self, orchestrator: Address) -> bool:
        """Whether somebody is an active orchestrator."""
        return bool(self._play.view("is_active_transcoder", self._play.name(orchestrator)))

    def sender(self, address: Address, claimant: Address) -> Sender:
        """Funds of a sender."""
        play, name = self._play, self._play.name(address)
        info = play.view("get_sender_info", name)
        (deposit, withdraw_round), (reserve, claimed) = info["sender"], info["reserve"]
        mine = play.view("claimed_reserve", name, play.name(claimant))
        return Sender(deposit, reserve, claimed, mine, withdraw_round=withdraw_round)

    def is_used(self, ticket_hash: Hash32) -> bool:
        """Whether a ticket was redeemed."""
        return bool(self._play.view("used_tickets", _hex(ticket_hash)))

    def redeem(self, caller: Address, ticket: Ticket, signature: bytes, rand: int) -> Wei:
        """Redeem a ticket."""
        action = Action("redeem_winning_ticket", self._play.name(caller), self._redemption(ticket, signature, rand))
        outcome = self._play.attempt(action).outcome
        assert outcome is not None
        if outcome.reason is not None:
            raise ChainError(f"transaction failed: {outcome.reason.value}")
        return sum(event.amount for _, event in outcome.logs if isinstance(event, WinningTicketTransfer))

    def _redemption(self, ticket: Ticket, signature: bytes, rand: int) -> tuple[Any, ...]:
        """The arguments: the plan of a ticket where one gives this very ticket and signature, else all bytes of it."""
        name = self._play.name
        creation_round = int.from_bytes(ticket.aux_data[:32], "big")
        plan = TicketPlan(
            name(ticket.sender), name(ticket.recipient), ticket.face_value, ticket.win_prob, ticket.sender_nonce,
            rand, self.round - creation_round,
        )  # fmt: skip
        made = make_ticket(plan, self._play.world.naming, creation_round, self.round_block_hash(creation_round))
        if made == (ticket, signature, rand):
            return (plan,)
        fields = (name(ticket.recipient), name(ticket.sender), *map(_hex, ticket[2:]))
        return fields, _hex(signature), rand


def _hex(value: Any) -> Any:
    """Bytes as actions have them; anything else as it is."""
    return "0x" + value.hex() if isinstance(value, bytes) else value
