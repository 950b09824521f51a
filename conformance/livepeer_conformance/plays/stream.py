"""A whole stream: negotiation, segments with tickets, an orchestrator that fails half-way, redemption, and the books.

The nodes of the reference implementation speak to each other over loopback, and redeem on the target's contracts.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from livepeer_conformance.model.actors import account
from livepeer_conformance.plays.broker_chain import BrokerChain, StreamPlay
from livepeer_conformance.suites.scenario import ETH, LPT
from livepeer_reference.nodes.segments import SECONDS, Segment, cut, make_source
from livepeer_reference.streaming.broadcaster import Broadcaster, Session
from livepeer_reference.streaming.orchestrator import Account
from livepeer_reference.streaming.serving import Serving, serving
from livepeer_spec.offchain.numbers import decimal_text
from livepeer_spec.offchain.profiles import PRESETS
from livepeer_spec.offchain.sending import SenderConfig
from livepeer_spec.offchain.ticket_params import EXPIRATION_BLOCKS
from livepeer_spec.offchain.tickets import win_probability
from livepeer_spec.primitives.types import Lptu, Wei

BROADCASTER: Final = "erin"
STAKES: Final = {"alice": 3_000 * LPT, "carol": 2_000 * LPT}
"""The orchestrators."""
CAST: Final = (BROADCASTER, *STAKES)

PROFILES: Final = tuple(PRESETS[name] for name in ("P144p30fps16x9", "P240p30fps16x9"))
DEPOSIT: Final = ETH
RESERVE: Final = ETH
GAS_PRICE: Final = 200
"""Redeeming a ticket costs so little here that a third of all tickets win."""
_SENDER: Final = SenderConfig(Fraction(3 * 10**12), Fraction(2 * 10**13))


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


@asynccontextmanager
async def running(chain: BrokerChain) -> AsyncIterator[dict[str, Serving]]:
    """The orchestrators, for as long as the block lasts."""
    async with AsyncExitStack() as stack:
        nodes = {}
        for name in STAKES:
            who = account(name)
            nodes[name] = await stack.enter_async_context(serving(Account(who.key or b"", who.address), chain))
        yield nodes


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

    async def _negotiate(self, node: Broadcaster, nodes: dict[str, Serving]) -> None:
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

    async def _send(self, node: Broadcaster, nodes: dict[str, Serving], video: list[Segment]) -> None:
        play, names = self.play, {entry.uri: name for name, entry in nodes.items()}
        play.title("Segments with tickets")
        done = None
        for segment in video:
            if segment.number == len(video) // 2 and done is not None:
                failing = names[done.session.uri]
                await nodes[failing].fail()
                play.note(f"{failing} fails: nobody listens at {done.session.uri} any more")
            done = await node.send(segment.number, segment.data, Fraction(SECONDS))
            self._pass(1)
            self._take_block(nodes)

    def _pass(self, blocks: int) -> None:
        """Let blocks pass; a round that begins is initialized."""
        self.play.advance_blocks(blocks)
        if self.play.round != self._chain.round:
            self.play.tx("owner", "initialize_round")

    def _take_block(self, nodes: dict[str, Serving]) -> None:
        for name, node in nodes.items():
            for done in node.redeemer.take_block():
                if done.error is not None:
                    self.play.note(f"the redeemer of {name} is refused: {done.error}")

    async def _redeem(self, nodes: dict[str, Serving]) -> None:
        self.play.title("Redemption: the last offers expire")
        for name, node in nodes.items():
            await node.orchestrator.settled()
            won, waiting = len(node.orchestrator.won), node.redeemer.waiting
            self.play.note(f"{name} won {won} tickets, {waiting} of them wait")
        self._pass(EXPIRATION_BLOCKS)
        self._take_block(nodes)

    def _withdraw(self) -> None:
        self.play.title("Fees are withdrawn")
        for name in STAKES:
            fees = self.play.holdings()[name].fees
            if fees:
                self.play.tx(name, "withdraw_fees", name, fees)

    def _reconcile(self, node: Broadcaster, nodes: dict[str, Serving], before: dict[str, Any]) -> None:
        """What must be equal: between the nodes, and between them and the chain."""
        self.play.title("Reconciliation, to the wei")
        after = self.play.holdings()
        won_in_all = 0
        for session in node.sessions:
            name = self.play.name(session.info.ticket_params.recipient)
            winners = nodes[name].orchestrator.won
            won = sum(ticket.face_value for ticket, *_ in winners)
            self._between(name, nodes[name], session)
            gained = after[name].eth - before[name].eth
            self._equal(f"{name}'s winning tickets and the ETH that it has more", won, gained)
            won_in_all += won
            self.winners += len(winners)
        spent = before[BROADCASTER].deposit - after[BROADCASTER].deposit
        self._equal("winning tickets and what the deposit is less", won_in_all, spent)
        self._equal("the reserve before and after", RESERVE, after[BROADCASTER].reserve)
        self._equal(
            "what left the contracts and what left the deposit", before["Minter"].eth - after["Minter"].eth, spent
        )

    def _between(self, name: str, node: Serving, session: Session) -> None:
        key, accounts = (account(BROADCASTER).address, session.session_id), node.orchestrator.accounts
        self._equal(f"value of tickets sent to {name} and credited", session.sent, accounts.credits.get(key, 0))
        self._equal(f"balance with {name} and {name}'s own", session.balance, accounts.balances.get(key, 0))
        self._equal(
            f"sent to {name}, less fees and what was lost", session.sent - session.fees - session.lost, session.balance
        )

    def _equal(self, text: str, left: Fraction | Wei, right: Fraction | Wei) -> None:
        balance = Balance(text, Fraction(left), Fraction(right))
        self.balances.append(balance)
        self.play.note(str(balance))
