"""``python -m livepeer_reference.streaming PORT``: an orchestrator to try things on, on a chain in memory.

It believes that every sender has a deposit and a reserve of 1 ETH, and that its own tickets are paid.
"""

import asyncio
import sys

from livepeer_reference.nodes.wallet import Wallet
from livepeer_reference.streaming.orchestrator import Account
from livepeer_reference.streaming.serving import serving
from livepeer_reference.streaming.told_chain import ToldChain
from livepeer_spec.primitives.hashing import keccak


async def main(port: int) -> None:
    """Serve until interrupted."""
    key = keccak(b"an orchestrator to try things on")
    async with serving(Account(key, Wallet(key).address), ToldChain(), port=port) as node:
        print(f"listening at {node.uri}", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    try:
        asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 8935))
    except KeyboardInterrupt:
        sys.exit(130)
