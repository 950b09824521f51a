"""A whole stream: negotiation, segments with tickets, an orchestrator that fails half-way, redemption, and the books.

The nodes of the reference implementation speak to each other over loopback, and redeem on the target's contracts.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from livepeer_conformance.model.actors import account
from livepeer_conformance.plays.broker_chain import BrokerChain, StreamPlay
from livepeer_conformance.suites.scenario import ETH, LPT
from livepeer_reference.nodes.segments import SECONDS, Segment, cut, make_source
from livepeer_reference.streaming.broadcaster import Broadcaster, Session
from livepeer_reference.streaming.listener import Listener
from livepeer_reference.streaming.orchestrator import Account, Orchestrator
from livepeer_reference.streaming.redeemer import Redeemer, RedeemerClient
from livepeer_reference.streaming.transcoder import PoolMember
from livepeer_spec.offchain.gas import REDEEM_GAS
from livepeer_spec.offchain.numbers import decimal_text
from livepeer_spec.offchain.profiles import PRESETS
from livepeer_spec.offchain.sending import SenderConfig
from livepeer_spec.offchain.ticket_params import EXPIRATION_BLOCKS, RecipientConfig
from livepeer_spec.offchain.tickets import win_probability
from livepeer_spec.primitives.types import Lptu, Wei

BROADCASTER: Final = "erin"
STAKES: Final = {"alice": 3_000 * LPT, "carol": 2_000 * LPT}
"""The orchestrators."""
CAST: Final = (BROADCASTER, *STAKES)

PROFILES: Final = tuple(PRESETS[name] for name in ("P144p30fps16x9", "P240p30fps16x9"))
DEPOSIT: Final = ETH
RESERVE: Final = ETH
PRICE: Final = Fraction(1_000)
"""Wei per pixel: a segment costs about what a ticket is worth."""
EXPECTED_VALUE: Final = 8 * 10**9
GAS_PRICE: Final = 200
"""Redeeming a ticket costs so little here that a third of all tickets win."""
_SENDER: Final = SenderConfig(Fraction(3 * 10**12), Fraction(2 * 10**13))
_RECIPIENT: Final = RecipientConfig(EXPECTED_VALUE, REDEEM_GAS["L2"])
_SECRET: Final = "pool"


@dataclass(frozen=True)
class Balance:
    """Two amounts of wei that must be equal, by what they are."""

    text: str
    left: Fraction
    right: Fraction

    @property
    def holds(self) -> bool:
        """Whether they are, exactly."""
        return self.left == self.right

    def __str__(self) -> str:
        sign = "=" if self.holds else "IS NOT"
        return f"{self.text}: {decimal_text(self.left, 6)} {sign} {decimal_text(self.right, 6)} wei"


class OrchestratorNode:
    """An orchestrator with its redeemer and one member of its pool."""

    def __init__(self, name: str, chain: BrokerChain) -> None:
        self.name = name
        self.account = account(name)
        self.redeemer = Redeemer(self.account.address, chain, _RECIPIENT.redeem_gas, Listener())
        self._chain = chain

    async def start(self) -> None:
        """Serve, with one transcoder."""
        await self.redeemer.start()
        self._client = RedeemerClient(self.redeemer.listener.uri)
        who = Account(self.account.key or b"", self.account.address)
        self.orchestrator = Orchestrator(who, self._chain, _RECIPIENT, PRICE, Listener(), self._client, _SECRET)
        await self.orchestrator.start()
        self._member = asyncio.create_task(PoolMember(self.uri, _SECRET).run())
        await self.orchestrator.pool.wait_for_members(1)

    @property
    def uri(self) -> str:
        """Where the orchestrator is."""
        return self.orchestrator.listener.uri

    async def fail(self) -> None:
        """The orchestrator is gone; its redeemer goes on."""
        self._member.cancel()
        await asyncio.gather(self._member, return_exceptions=True)
        await self.orchestrator.stop()

    async def stop(self) -> None:
        """Stop everything that still runs."""
        await self.fail()
        await self._client.close()
        await self.redeemer.listener.stop()


@asynccontextmanager
async def running(chain: BrokerChain) -> AsyncIterator[dict[str, OrchestratorNode]]:
    """The orchestrators, for as long as the block lasts."""
    nodes = {name: OrchestratorNode(name, chain) for name in STAKES}
    for node in nodes.values():
        await node.start()
    try:
        yield nodes
    finally:
        for node in nodes.values():
            await node.stop()


def broadcaster(play: StreamPlay, chain: BrokerChain) -> Broadcaster:
    """The broadcaster, which tells in the play what it does."""
    who = account(BROADCASTER)

    def stake(address: bytes) -> Lptu:
        return STAKES[play.name(address)]

    return Broadcaster(who.key or b"", who.address, chain, _SENDER, PROFILES, "stream", stake, play.note)


class StreamWalk:
    """One stream on a play.

    Attributes:
        balances: what must be equal at the end.
        winners: winning tickets.
    """

    def __init__(self, play: StreamPlay, segments: int) -> None:
        self.play = play
        self.segments = segments
        self.balances: list[Balance] = []
        self.winners = 0
        self._chain = BrokerChain(play, GAS_PRICE)

    async def run(self) -> None:
        """Play it all."""
        self._stake()
        video = cut(make_source(self.segments))
        before = self.play.holdings()
        async with running(self._chain) as nodes:
            node = broadcaster(self.play, self._chain)
            try:
                await self._negotiate(node, nodes)
                await self._send(node, nodes, video)
                await self._redeem(nodes)
                self._withdraw()
                self._reconcile(node, nodes, before)
            finally:
                await node.close()

    def _stake(self) -> None:
        play = self.play
        play.title("Stake and funds: two orchestrators, and a broadcaster with deposit and reserve")
        play.initialized()
        for name, stake in STAKES.items():
            # Nothing of the fees is for delegators: there are none.
            play.orchestrator(name, stake, fee_share=0)
        play.next_round()
        play.funded(BROADCASTER, DEPOSIT, RESERVE)

    async def _negotiate(self, node: Broadcaster, nodes: dict[str, OrchestratorNode]) -> None:
        play = self.play
        play.title("Negotiation")
        for name, entry in nodes.items():
            play.note(f"{name} listens at {entry.uri}, with a transcoder in its pool and a redeemer")
        await node.discover([entry.uri for entry in nodes.values()])
        for session in node.sessions:
            offer = session.offer()
            play.note(
                f"{play.name(offer.recipient)} quotes {decimal_text(session.price, 3)} wei a pixel; tickets of"
                f" {offer.face_value} wei that win with probability {float(win_probability(offer.win_prob)):.4f},"
                f" until block {offer.expiration_block}"
            )

    async def _send(self, node: Broadcaster, nodes: dict[str, OrchestratorNode], video: list[Segment]) -> None:
        play, by_uri = self.play, {entry.uri: entry for entry in nodes.values()}
        play.title("Segments with tickets")
        done = None
        for segment in video:
            if segment.number == len(video) // 2 and done is not None:
                failing = by_uri[done.session.uri]
                await failing.fail()
                play.note(f"{failing.name} fails: nobody listens at {failing.uri} any more")
            done = await node.send(segment.number, segment.data, Fraction(SECONDS))
            self._pass(1)
            self._take_block(nodes)

    def _pass(self, blocks: int) -> None:
        """Let blocks pass; a round that begins is initialized."""
        self.play.advance_blocks(blocks)
        if self.play.round != self._chain.round:
            self.play.tx("owner", "initialize_round")

    def _take_block(self, nodes: dict[str, OrchestratorNode]) -> None:
        for node in nodes.values():
            for done in node.redeemer.take_block():
                if done.error is not None:
                    self.play.note(f"the redeemer of {node.name} is refused: {done.error}")

    async def _redeem(self, nodes: dict[str, OrchestratorNode]) -> None:
        self.play.title("Redemption: the last offers expire")
        for node in nodes.values():
            await node.orchestrator.settled()
            self.play.note(
                f"{node.name} won {len(node.orchestrator.won)} tickets, {node.redeemer.waiting} of them wait"
            )
        self._pass(EXPIRATION_BLOCKS)
        self._take_block(nodes)

    def _withdraw(self) -> None:
        self.play.title("Fees are withdrawn")
        for name in STAKES:
            fees = self.play.holdings()[name].fees
            if fees:
                self.play.tx(name, "withdraw_fees", name, fees)

    def _reconcile(self, node: Broadcaster, nodes: dict[str, OrchestratorNode], before: dict[str, Any]) -> None:
        """What must be equal: between the nodes, and between them and the chain."""
        self.play.title("Reconciliation, to the wei")
        after = self.play.holdings()
        won_in_all = 0
        for session in node.sessions:
            entry = nodes[self.play.name(session.info.ticket_params.recipient)]
            won = sum(ticket.face_value for ticket, *_ in entry.orchestrator.won)
            won_in_all += won
            self._between(entry, session)
            self._equal(
                f"{entry.name}'s winning tickets and the ETH that it has more", won,
                after[entry.name].eth - before[entry.name].eth,
            )  # fmt: skip
            self.winners += len(entry.orchestrator.won)
        spent = before[BROADCASTER].deposit - after[BROADCASTER].deposit
        self._equal("winning tickets and what the deposit is less", won_in_all, spent)
        self._equal("the reserve before and after", RESERVE, after[BROADCASTER].reserve)
        self._equal(
            "what left the contracts and what left the deposit", before["Minter"].eth - after["Minter"].eth, spent
        )

    def _between(self, entry: OrchestratorNode, session: Session) -> None:
        key = account(BROADCASTER).address, session.session_id
        accounts = entry.orchestrator.accounts
        name = entry.name
        self._equal(f"value of tickets sent to {name} and credited", session.sent, accounts.credits.get(key, 0))
        self._equal(f"balance with {name} and {name}'s own", session.balance, accounts.balances.get(key, 0))
        self._equal(
            f"sent to {name}, less fees and what was lost", session.sent - session.fees - session.lost, session.balance
        )

    def _equal(self, text: str, left: Fraction | Wei, right: Fraction | Wei) -> None:
        balance = Balance(text, Fraction(left), Fraction(right))
        self.balances.append(balance)
        self.play.note(str(balance))
