"""The rpc backend against nodes that misbehave, and against anvil where one is at hand.

anvil is taken from the environment variable ANVIL or from the PATH.
"""

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from livepeer_conformance.backends import registry
from livepeer_conformance.backends.base import (
    HALT_INSUFFICIENT_FUNDS,
    HALT_INVALID_OPCODE,
    BackendError,
    Capability,
    NodeError,
    SnapshotError,
    Unsupported,
)
from livepeer_conformance.backends.bytecode import constructor_returning
from livepeer_conformance.backends.rpc import RpcBackend
from livepeer_conformance.backends.selfcheck import selfcheck
from livepeer_conformance.cli import app
from livepeer_conformance.session import Session
from livepeer_conformance.settings import Settings
from livepeer_conformance.verdict import NotRun
from livepeer_spec.primitives.hashing import keccak

ANVIL = os.environ.get("ANVIL") or shutil.which("anvil")
ALICE = bytes.fromhex("a11ce0000000000000000000000000000000a11c")
BOB = bytes.fromhex("b0b0000000000000000000000000000000000b0b")
TIMEOUT = 0.3

#: What an honest answer holds, by method; every other method is unknown to the fake node.
HONEST: dict[str, Any] = {
    "eth_chainId": "0x539",
    "eth_getBlockByNumber": {
        "number": "0x10",
        "timestamp": "0x20",
        "gasLimit": "0x1c9c380",
        "baseFeePerGas": "0x7",
        "hash": "0x" + "11" * 32,
    },
    "eth_gasPrice": "0x7",
    "eth_getBalance": "0x5",
    "eth_getStorageAt": "0x" + "00" * 31 + "09",
    "eth_getTransactionCount": "0x0",
    "eth_call": "0x",
    "eth_sendRawTransaction": "0x" + "22" * 32,
    "eth_getTransactionReceipt": None,
}

Reply = Callable[[dict[str, Any]], bytes | None]


def honest(request: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The answer of a well-behaved node that cannot impersonate, with some methods answered otherwise."""
    method = request["method"]
    results = {**HONEST, **changes}
    if method not in results:
        return {"jsonrpc": "2.0", "id": request["id"], "error": {"code": -32601, "message": "no such method"}}
    return {"jsonrpc": "2.0", "id": request["id"], "result": results[method]}


class FakeNode:
    """An HTTP server that answers JSON-RPC as a test tells it to; None leaves a request without an answer."""

    def __init__(self) -> None:
        self.override: dict[str, Reply] = {}
        self.methods: list[str] = []
        node = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                body = node.answer(asked)
                if body is None:
                    time.sleep(4 * TIMEOUT)
                    self.close_connection = True
                    return
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                try:
                    self.wfile.write(body)
                except OSError:
                    # The client has seen enough and hung up.
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                """Keep the test's output quiet."""

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: object) -> None:
                """A client that hangs up on a hostile answer is what these tests are about."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def answer(self, asked: Any) -> bytes | None:
        if isinstance(asked, list):
            return json.dumps([honest(request) for request in reversed(asked)]).encode()
        self.methods.append(asked["method"])
        if asked["method"] in self.override:
            return self.override[asked["method"]](asked)
        return json.dumps(honest(asked)).encode()

    def connect(self, **options: Any) -> RpcBackend:
        return RpcBackend(self.url, timeout=TIMEOUT, max_reply=1 << 16, **options)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def node() -> Iterator[FakeNode]:
    fake = FakeNode()
    yield fake
    fake.close()


def test_honest_node_without_impersonation_claims_only_what_it_can(node: FakeNode) -> None:
    backend = node.connect()
    assert backend.capabilities == {
        Capability.REVERT_DATA,
        Capability.RETURN_DATA,
        Capability.EXACT_GAS,
        Capability.STORAGE,
    }
    assert (backend.chain_id, backend.block_number, backend.balance(BOB)) == (1337, 17, 5)
    assert backend.storage_many(BOB, (0, 1, 2)) == [9, 9, 9]
    for forbidden in (
        lambda: backend.set_balance(BOB, 1),
        lambda: backend.set_code(BOB, b"\0"),
        backend.snapshot,
        lambda: backend.transact(ALICE, BOB, b""),
    ):
        with pytest.raises(Unsupported):
            forbidden()
    with pytest.raises(NodeError, match="no method to mine"):
        backend.advance_blocks(1)
    with pytest.raises(SnapshotError):
        backend.restore(1)


@pytest.mark.parametrize("chain", [1, 42161])
def test_chain_with_real_value_is_refused_before_anything_else(node: FakeNode, chain: int) -> None:
    node.override["eth_chainId"] = lambda request: json.dumps(honest(request, eth_chainId=hex(chain))).encode()
    with pytest.raises(NodeError, match="real value"):
        node.connect(allow_remote=True)
    assert node.methods == ["eth_chainId"]


@pytest.mark.parametrize("url", ["http://192.0.2.1:8545", "https://node.example", "http://[2001:db8::1]:8545"])
def test_node_elsewhere_is_refused_unless_asked_for(url: str) -> None:
    with pytest.raises(NodeError, match="allow_remote"):
        RpcBackend(url)


@pytest.mark.parametrize("url", ["ftp://127.0.0.1", "127.0.0.1:8545", "http://", "file:///tmp/node"])
def test_url_that_is_no_node_is_refused(url: str) -> None:
    with pytest.raises(NodeError, match="not an http or https URL"):
        RpcBackend(url)


def reply(**fields: Any) -> Reply:
    return lambda request: json.dumps({"jsonrpc": "2.0", "id": request["id"], **fields}).encode()


HOSTILE: dict[str, tuple[Reply, str]] = {
    "hangs": (lambda _: None, "no complete answer"),
    "garbage": (lambda _: b"<html>502</html>", "not JSON"),
    "deep": (lambda _: b"[" * 50_000, "not JSON"),
    "empty": (lambda _: b"", "not JSON"),
    "huge": (lambda _: b'"' + b"a" * (1 << 17) + b'"', "more than 65536 bytes"),
    "list": (lambda _: b"[]", "not a JSON object"),
    "wrong-id": (lambda _: b'{"jsonrpc":"2.0","id":-5,"result":"0x1"}', "another request"),
    "nothing": (reply(), "neither result nor error"),
    "error": (reply(error={"code": -32000, "message": "out of coffee"}), "error -32000: out of coffee"),
    "bad-error": (reply(error="boom"), "malformed error"),
    "number": (reply(result=17), "where a quantity is due"),
    "not-hex": (reply(result="0xzz"), "where a quantity is due"),
    "null": (reply(result=None), "where a quantity is due"),
}


@pytest.mark.parametrize(("answer", "message"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_answer_is_a_node_error(node: FakeNode, answer: Reply, message: str) -> None:
    backend = node.connect()
    node.override["eth_getBalance"] = answer
    start = time.monotonic()
    with pytest.raises(NodeError, match=message):
        backend.balance(BOB)
    assert time.monotonic() - start < 3 * TIMEOUT
    del node.override["eth_getBalance"]
    assert backend.balance(BOB) == 5


def test_absent_node_is_a_node_error() -> None:
    with socket.socket() as placeholder:
        placeholder.bind(("127.0.0.1", 0))
        port = placeholder.getsockname()[1]
    with pytest.raises(NodeError, match="refused"):
        RpcBackend(f"http://127.0.0.1:{port}", timeout=TIMEOUT)


def test_transaction_that_is_never_mined_is_a_node_error(node: FakeNode) -> None:
    backend = node.connect()
    sender = backend.add_account(keccak(b"alice"))
    with pytest.raises(NodeError, match="was not mined within"):
        backend.transact(sender, BOB, b"")


@pytest.mark.parametrize(
    ("receipt", "message"),
    [
        pytest.param({"status": "0x1", "blockNumber": "0x13"}, "mines blocks on its own", id="other-block"),
        pytest.param({"status": "0x0", "blockNumber": "0x11"}, "ended otherwise", id="other-outcome"),
        pytest.param({"blockNumber": "0x11"}, "where a quantity is due", id="no-status"),
        pytest.param(
            {"status": "0x1", "blockNumber": "0x11", "gasUsed": "0x1", "logs": [{"address": 3}]},
            "a log is due",
            id="log",
        ),
    ],
)
def test_implausible_receipt_is_a_node_error(node: FakeNode, receipt: dict[str, Any], message: str) -> None:
    backend = node.connect()
    sender = backend.add_account(keccak(b"alice"))
    node.override["eth_getTransactionReceipt"] = reply(result=receipt)
    with pytest.raises(NodeError, match=message):
        backend.transact(sender, BOB, b"")


def test_node_without_snapshots_has_room_for_one_world(node: FakeNode, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(Settings(backend="rpc", url=node.url))
    monkeypatch.setattr(session, "build", lambda *_: SimpleNamespace(backend=node.connect()))
    session.world("confluence")
    with pytest.raises(NotRun, match="lacks SNAPSHOT"):
        session.world("confluence")
    session.close()


def run_on(url: str, folder: Path) -> tuple[int, str]:
    words = ["run", "--backend", "rpc", "--url", url, "-u", "confluence", "-k", "unbond_part", "--report", str(folder)]
    done = CliRunner().invoke(app, words)
    return done.exit_code, done.output


def test_refused_chain_is_no_verdict(node: FakeNode, tmp_path: Path) -> None:
    node.override["eth_chainId"] = reply(result="0xa4b1")
    code, output = run_on(node.url, tmp_path)
    assert (code, "chain 42161 holds real value" in output) == (3, True)


def test_hanging_node_is_no_verdict(node: FakeNode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    defaults: Any = RpcBackend.__init__.__kwdefaults__
    monkeypatch.setitem(defaults, "timeout", TIMEOUT)
    node.override["eth_getBlockByNumber"] = lambda _: None
    code, output = run_on(node.url, tmp_path)
    assert (code, "no complete answer" in output) == (3, True), output


def test_node_elsewhere_is_a_usage_error(tmp_path: Path) -> None:
    code, output = run_on("http://example.com:8545", tmp_path)
    assert (code, "--allow-remote" in output) == (2, True)


@contextmanager
def running_anvil(fork: str) -> Iterator[str]:
    """The URL of a fresh anvil that follows this fork."""
    if ANVIL is None:
        pytest.skip("no anvil: neither ANVIL is set nor is it on the PATH")
    with socket.socket() as placeholder:
        placeholder.bind(("127.0.0.1", 0))
        port = placeholder.getsockname()[1]
    process = subprocess.Popen(
        [ANVIL, "--port", str(port), "--hardfork", fork, "--chain-id", "1337", "--silent", "--number", "999"]
    )
    try:
        for _ in range(200):
            try:
                RpcBackend(f"http://127.0.0.1:{port}").close()
                break
            except NodeError:
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def anvil() -> Iterator[str]:
    with running_anvil("london") as url:
        yield url


def test_anvil_of_another_fork_fails_the_selfcheck() -> None:
    with running_anvil("shanghai") as url, pytest.raises(BackendError, match="PUSH0 fails under London"):
        selfcheck(RpcBackend(url))


def test_anvil_passes_the_selfcheck_and_is_left_as_it_was(anvil: str) -> None:
    backend = registry.create("rpc", url=anvil)
    before = backend.block_number, backend.timestamp
    selfcheck(backend)
    assert (backend.block_number, backend.timestamp) == before
    assert {Capability.IMPERSONATE, Capability.SNAPSHOT, Capability.FREE_GAS} <= backend.capabilities


def test_anvil_behaves_as_the_local_backends(anvil: str) -> None:
    """The same contract gives the same observations on anvil and on py-evm."""
    # Adds one to slot 0, logs it, returns it; then: reverts with the first word; an invalid opcode.
    codes = [
        bytes.fromhex("6001600054018060005560005233600760206000a260206000f3"),
        bytes.fromhex("60003560005260206000fd"),
        bytes.fromhex("6001600055fe"),
    ]

    def observe(name: str, **options: Any) -> list[object]:
        backend = registry.create(name, **options)
        backend.set_balance(ALICE, 100)
        start, time = backend.block_number, backend.timestamp
        seen: list[object] = []
        for code in codes:
            contract, _ = backend.deploy(constructor_returning(code), ALICE)
            for sender in (ALICE, contract):
                receipt = backend.transact(sender, contract, (5).to_bytes(32, "big"))
                logs = [(topics[0], data) for _, topics, data in receipt.logs]
                seen.append((receipt.success, receipt.output, receipt.halt, logs, backend.storage(contract, 0)))
        seen.append(backend.transact(ALICE, BOB, b"", 101).halt)
        seen.append((backend.transact(ALICE, BOB, b"", 40).success, backend.balance(ALICE)))
        seen.append((backend.block_number - start, backend.timestamp - time))
        return seen

    observed = observe("rpc", url=anvil)
    assert observed == observe("pyevm")
    assert observed[4] == (False, b"", HALT_INVALID_OPCODE, [], 0)
    assert observed[6] == HALT_INSUFFICIENT_FUNDS


def test_anvil_takes_signed_transactions(anvil: str) -> None:
    backend = RpcBackend(anvil)
    sender = backend.add_account(keccak(b"a key of this test"))
    backend.set_balance(sender, 100)
    backend.capabilities -= {Capability.IMPERSONATE}
    for value in (1, 0, 2):
        assert backend.transact(sender, BOB, b"\x01" * 60, value).success
    contract, receipt = backend.deploy(constructor_returning(b"\x33\xff"), sender, 3)
    assert (receipt.success, backend.balance(contract), backend.balance(sender)) == (True, 3, 94)
