"""How many operations a CPU second each backend does, on the reference token.

    python benchmarks/backend_throughput.py --backend revm --backend pyevm --repeats 5

Each figure is the median over the repeats; the backends take turns, so that a slow moment of the machine hits all.
CPU time is this process's; a node behind ``--url`` works in its own, so its figures are a second of wall time.
"""

import argparse
import statistics
import time
from collections.abc import Callable

from livepeer_conformance.backends import registry
from livepeer_conformance.backends.base import Backend, Capability
from livepeer_reference import artifacts
from livepeer_spec.primitives.abi import pack, selector
from livepeer_spec.primitives.hashing import keccak

ALICE_KEY = keccak(b"alice")
BOB = bytes.fromhex("b0b0000000000000000000000000000000000b0b")
SUPPLY = 10**30

Operation = Callable[[], object]


def calldata(signature: str, *values: object) -> bytes:
    types = signature[signature.index("(") + 1 : -1].split(",")
    return selector(signature) + pack(types, values)


def operations(backend: Backend) -> dict[str, Operation]:
    """The measured operations, on a world with one token; the creation of that token is the first of them."""
    alice = backend.add_account(ALICE_KEY)
    initcode = artifacts.load("streamflow", "LivepeerToken").link({})
    token, receipt = backend.deploy(initcode, alice)
    if not receipt.success:
        raise SystemExit(f"{backend.name}: the token cannot be deployed")
    mint = backend.transact(alice, token, calldata("mint(address,uint256)", alice, SUPPLY))
    if not mint.success:
        raise SystemExit(f"{backend.name}: the token cannot be minted")
    transfer = calldata("transfer(address,uint256)", BOB, 1)
    too_much = calldata("transfer(address,uint256)", BOB, 2 * SUPPLY)
    balance_of = calldata("balanceOf(address)", BOB)

    measured: dict[str, Operation] = {
        "deployment": lambda: backend.deploy(initcode, alice),
        "transaction": lambda: backend.transact(alice, token, transfer),
        "reverted transaction": lambda: backend.transact(alice, token, too_much),
        "call": lambda: backend.call(token, balance_of),
        "storage read": lambda: backend.storage(token, 0),
        "advance by 5,760 blocks": lambda: backend.advance_blocks(5_760),
    }
    if Capability.SNAPSHOT in backend.capabilities:

        def transact_and_restore() -> None:
            snapshot = backend.snapshot()
            for _ in range(10):
                backend.transact(alice, token, transfer)
            backend.restore(snapshot)
            backend.discard(snapshot)

        measured["snapshot, 10 transactions, restore"] = transact_and_restore
    return measured


def rate(operation: Operation, seconds: float, clock: Callable[[], float]) -> float:
    """Operations a second, over at least ``seconds``."""
    done, batch = 0, 1
    start = clock()
    while (spent := clock() - start) < seconds:
        for _ in range(batch):
            operation()
        done += batch
        batch = min(2 * batch, 4_096)
    return done / spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--backend", action="append", choices=registry.names(), help="default: those present but rpc")
    parser.add_argument("--url", help="the node of the rpc backend, which is then measured too")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.2, help="time for each operation in each repeat")
    arguments = parser.parse_args()

    present = [name for name, reason in registry.available().items() if reason is None and name != "rpc"]
    chosen = arguments.backend or present
    if arguments.url:
        chosen = [*chosen, "rpc"]
    rates: dict[tuple[str, str], list[float]] = {}
    for _ in range(arguments.repeats):
        for name in chosen:
            backend = registry.create(name, url=arguments.url) if name == "rpc" else registry.create(name)
            clock = time.perf_counter if name == "rpc" else time.process_time
            for label, operation in operations(backend).items():
                rates.setdefault((name, label), []).append(rate(operation, arguments.seconds, clock))
            backend.close()

    print(f"{'backend':<10} {'operation':<36} {'per second':>12} {'median us':>12} {'spread':>8}")
    for (name, label), seen in rates.items():
        median = statistics.median(seen)
        spread = (max(seen) - min(seen)) / median
        print(f"{name:<10} {label:<36} {median:>12,.0f} {1e6 / median:>12,.2f} {spread:>8.0%}")


if __name__ == "__main__":
    main()
