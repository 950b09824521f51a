"""An orchestrator with its redeemer and the members of its pool, as one thing that starts and stops."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from livepeer_reference.streaming.chain import Chain
from livepeer_reference.streaming.evidence import Agreement
from livepeer_reference.streaming.listener import Listener
from livepeer_reference.streaming.orchestrator import Account, Orchestrator
from livepeer_reference.streaming.redeemer import Redeemer, RedeemerClient
from livepeer_reference.streaming.transcoder import PoolMember
from livepeer_spec.offchain.gas import REDEEM_GAS
from livepeer_spec.offchain.ticket_params import RecipientConfig

CONFIG: Final = RecipientConfig(expected_value=8 * 10**9, redeem_gas=REDEEM_GAS["L2"])
PRICE: Final = Fraction(1_000)
"""Wei per pixel: two seconds in two small profiles cost about what a ticket is worth."""
_SECRET: Final = "pool"


@dataclass
class Serving:
    """What runs. ``fail`` stops the orchestrator and its pool and leaves the redeemer alone."""

    orchestrator: Orchestrator
    redeemer: Redeemer
    members: list[asyncio.Task[None]]

    @property
    def uri(self) -> str:
        """Where the orchestrator is."""
        return self.orchestrator.listener.uri

    async def fail(self) -> None:
        """Stop the orchestrator; its winning tickets are with the redeemer."""
        for member in self.members:
            member.cancel()
        await asyncio.gather(*self.members, return_exceptions=True)
        await self.orchestrator.stop()


@asynccontextmanager
async def serving(
    account: Account,
    chain: Chain,
    members: int = 1,
    port: int = 0,
    make: Callable[..., Orchestrator] = Orchestrator,
    make_member: Callable[..., PoolMember] = PoolMember,
    agreement: Agreement | None = None,
) -> AsyncIterator[Serving]:
    """An orchestrator that serves for as long as the block lasts; ``make`` and ``make_member`` make it and its pool.

    With an agreement it signs evidence.
    """
    redeemer = Redeemer(account.address, chain, CONFIG.redeem_gas, Listener())
    await redeemer.start()
    client = RedeemerClient(redeemer.listener.uri)
    orchestrator = make(account, chain, CONFIG, PRICE, Listener(port), client, _SECRET)
    orchestrator.agreement = agreement
    await orchestrator.start()
    uri = orchestrator.listener.uri
    works = [asyncio.create_task(make_member(uri, _SECRET).run()) for _ in range(members)]
    await orchestrator.pool.wait_for_members(members)
    node = Serving(orchestrator, redeemer, works)
    try:
        yield node
    finally:
        await node.fail()
        await client.close()
        await redeemer.listener.stop()
