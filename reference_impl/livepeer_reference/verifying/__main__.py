"""``python -m livepeer_reference.verifying ROLE``: a verifier, or an orchestrator that behaves as it is told.

It says where it listens in its first line, and ends when its standard input does.
"""

import argparse
import asyncio
import sys

from livepeer_reference.nodes.wallet import Wallet
from livepeer_reference.streaming.evidence import Agreement
from livepeer_reference.streaming.orchestrator import Account
from livepeer_reference.streaming.serving import serving
from livepeer_reference.streaming.told_chain import ToldChain
from livepeer_reference.verifying import verifier
from livepeer_reference.verifying.cheating import MEMBERS
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.verification.evidence import Domain

TRYING: Agreement = Agreement(Domain(1, keccak(b"disputes")[:20]), keccak(b"arbitrator")[:20])
"""Where evidence of orchestrators counts that are run to try things on: nowhere."""


async def main(role: str, port: int, behaviour: str) -> None:
    """Serve until the standard input ends."""
    if role == "verifier":
        async with verifier.running(port) as node:
            await _serve(node.listener.uri)
        return
    key = keccak(f"an orchestrator that is {behaviour}".encode())
    account = Account(key, Wallet(key).address)
    member = MEMBERS[behaviour]
    async with serving(account, ToldChain(), port=port, make_member=member, agreement=TRYING) as serves:
        await _serve(serves.uri)


async def _serve(uri: str) -> None:
    print(f"listening at {uri}", flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m livepeer_reference.verifying")
    parser.add_argument("role", choices=["verifier", "orchestrator"])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--behaviour", choices=sorted(MEMBERS), default="honest", help="of an orchestrator")
    given = parser.parse_args()
    try:
        asyncio.run(main(given.role, given.port, given.behaviour))
    except KeyboardInterrupt:
        sys.exit(130)
