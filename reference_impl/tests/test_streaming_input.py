"""Nodes are sent what they must not choke on: the answer names the field and its limit, and they go on serving."""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from fractions import Fraction
from typing import Any

import pytest
from streaming_world import ALICE, ERIN, World, raw, request, status, world

from livepeer_reference.streaming import net, protofile, reading, tls
from livepeer_reference.streaming.client import CallRefused, OrchestratorClient, TransportError
from livepeer_spec.offchain import payment_header
from livepeer_spec.offchain.payment_header import SignedNonce
from livepeer_spec.offchain.signatures import is_signed_by, pong_message
from livepeer_spec.offchain.tickets import TicketParams

PARAMS = TicketParams(
    ALICE.address, 24 * 10**9, 2**254, bytes([1]) * 32, 2**255, 1_040, Fraction(1_000), 20, bytes([2]) * 32
)


def run(work: Callable[[World], Awaitable[None]]) -> None:
    """Do something with an orchestrator, which must serve a ping afterwards."""

    async def all_of_it() -> None:
        async with world() as nodes:
            await work(nodes)
            client = OrchestratorClient(nodes.uri)
            try:
                assert is_signed_by(ALICE.address, pong_message(b"still there?"), await client.ping(b"still there?"))
            finally:
                await client.close()

    asyncio.run(all_of_it())


def payment(**changes: Any) -> str:
    """The header of a payment with one field of its offer changed."""
    message = net.parse(
        "Payment", payment_header.payment(ERIN.address, (1_010, 1), PARAMS, [SignedNonce(1, bytes(65))])
    )
    for name, value in changes.items():
        owner, _, field = name.rpartition("__")
        setattr(getattr(message, owner) if owner else message, field, value)
    return base64.b64encode(message.SerializeToString()).decode("ascii")


def test_message_is_read_as_the_spec_writes_it() -> None:
    """Given a payment that the spec encodes, then every field comes back, and it is encoded alike."""
    content = payment_header.payment(ERIN.address, (1_010, 1), PARAMS, [SignedNonce(7, b"signature")])
    message = net.parse("Payment", content)
    assert message.SerializeToString(deterministic=True) == content
    found = reading.payment(message)
    assert found == (ERIN.address, (1_010, 1), PARAMS._replace(price=Fraction(1_010)), [(7, b"signature")])


@pytest.mark.parametrize("text", ["message A { fixed32", "enum", 'syntax = "proto2";', "message A { bytes a = 1 }"])
def test_protofile_rejects_what_it_does_not_know(text: str) -> None:
    """Given a file with something else in it, then it is not read as if that were not there."""
    with pytest.raises((ValueError, StopIteration)):
        protofile.read(text)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("***", "base64 decode error: header Livepeer-Payment: "),
        ("AAA", "base64 decode error: header Livepeer-Payment: "),
        ("/////w==", "protobuf unmarshal error: Payment: 4 bytes are no such message"),
        (payment(sender=bytes(21)), "protobuf unmarshal error: sender has 21 bytes, not 20"),
        (
            payment(ticket_params__face_value=bytes([1]) * 33),
            "protobuf unmarshal error: ticket_params.face_value has 33 bytes, at most 32 are a number",
        ),
        (
            payment(ticket_params__win_prob=bytes(4096)),
            "protobuf unmarshal error: ticket_params.win_prob has 4096 bytes, at most 32 are a number",
        ),
        (
            payment(ticket_params__recipient=bytes(19)),
            "protobuf unmarshal error: ticket_params.recipient has 19 bytes, not 20",
        ),
        (
            payment(ticket_params__recipient_rand_hash=b""),
            "protobuf unmarshal error: ticket_params.recipient_rand_hash has 0 bytes, not 32",
        ),
        (
            payment(expiration_params__creation_round=-1),
            "protobuf unmarshal error: expiration_params.creation_round is -1, at least 0 is wanted",
        ),
    ],
)
def test_segment_rejects_an_unreadable_payment(header: str, said: str) -> None:
    """Given a payment that cannot be read, then 402 with what is wrong."""

    async def work(nodes: World) -> None:
        answer = status(await raw(nodes.orchestrator.listener.port, request({"Livepeer-Payment": header})))
        assert (answer[0], answer[1][: len(said)]) == (402, said)

    run(work)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("***", "ErrSegEncoding"),
        ("/////w==", "SegData: 4 bytes are no such message"),
        ({"hash": bytes(31)}, "hash has 31 bytes, not 32"),
        ({"seq": -1, "hash": bytes(32)}, "seq is -1, at least 0 is wanted"),
        ({"manifestId": b"\xff", "hash": bytes(32)}, "manifestId: 'utf-8' codec can't decode"),
        ({"hash": bytes(32), "fullProfiles": [{"name": "P", "format": 7}]}, "unrecognized profile output format"),
        ({"hash": bytes(32), "duration": 300_001}, "invalid duration"),
        ({"hash": bytes(32), "duration": -1}, "invalid duration"),
        ({"hash": bytes(32)}, "ErrSegSig"),
    ],
)
def test_segment_rejects_an_unreadable_description(message: Any, said: str) -> None:
    """Given a description that cannot be read, then 403 with what is wrong."""
    if isinstance(message, dict):
        content = net.message_class("SegData")(**message).SerializeToString()
        message = base64.b64encode(content).decode("ascii")

    async def work(nodes: World) -> None:
        answer = status(await raw(nodes.orchestrator.listener.port, request({"Livepeer-Segment": message})))
        assert (answer[0], answer[1][: len(said)]) == (403, said)

    run(work)


def test_header_beyond_a_mebibyte_is_refused() -> None:
    """Given a header of 2 MiB, then the answer says how long one may be."""

    async def work(nodes: World) -> None:
        content = request({"Livepeer-Payment": "A" * (2 << 20)})
        code, said = status(await raw(nodes.orchestrator.listener.port, content))
        assert code == 400
        assert "1048576" in said

    run(work)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\r\n\r\n",
        b"\x16\x03\x01 no http at all \x00\xff" * 40,
        b"POST /segment HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"POST /segment HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        request({}, b"two of a hundred", 100),
        request({"Livepeer-Payment": payment()}, b"x" * 5_000, 300_000_001),
    ],
)
def test_node_survives_what_breaks_off(content: bytes) -> None:
    """Given bytes that are no request, or one that ends in the middle, then others are served."""

    async def work(nodes: World) -> None:
        for _ in range(3):
            await raw(nodes.orchestrator.listener.port, content, hang_up=True)

    run(work)


def test_node_survives_what_is_no_tls() -> None:
    """Given somebody who speaks no TLS, then others are served."""

    async def work(nodes: World) -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", nodes.orchestrator.listener.port)
        writer.write(b"GET / HTTP/1.0\r\n\r\n" + bytes(range(256)))
        await writer.drain()
        writer.close()

    run(work)


def test_call_rejects_a_malformed_message() -> None:
    """Given a call whose message cannot be read, then its status says which message."""

    async def work(nodes: World) -> None:
        client = OrchestratorClient(nodes.uri)
        channel = await client._connect()
        with pytest.raises(Exception, match="OrchestratorRequest: 2 bytes are no such message") as caught:
            await channel.unary_unary("/net.Orchestrator/GetOrchestrator")(b"\xff\xff", timeout=5)
        assert caught.value.code().name == "INVALID_ARGUMENT"  # type: ignore[attr-defined]
        request = net.message_class("OrchestratorRequest")(address=b"abc")
        with pytest.raises(CallRefused, match="address has 3 bytes, not 20"):
            await client.call("Orchestrator", "GetOrchestrator", request)
        await client.close()

    run(work)


async def _peer(answer: list[bytes], stall: bool) -> tuple[asyncio.Server, str, Any]:
    """A peer that answers each connection with these bytes, and then says nothing or hangs up."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    over = asyncio.Event()
    folder = TemporaryDirectory()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for part in answer:
            writer.write(part)
        await writer.drain()
        if stall:
            await over.wait()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls.server_context(Path(folder.name)))
    folder.cleanup()
    return server, f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}", over


@pytest.mark.parametrize(
    ("answer", "stall", "said", "was_sent"),
    [
        ([], True, "header timeout: nothing within 0.3 s", False),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"], True, "body timeout: nothing within 0.6 s", True),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"], False, "body timeout: ", True),
        ([b"SSH-2.0-something\r\n\r\n"], False, "header timeout: ", False),
        (
            [b"HTTP/1.1 200 OK\r\n\r\n", bytes(5 << 20)],
            True,
            "input bigger than max buffer size of 4194304 bytes",
            True,
        ),
    ],
)
def test_client_gives_up_on_a_peer(answer: list[bytes], stall: bool, said: str, was_sent: bool) -> None:
    """Given a peer that stalls, stops, talks nonsense or does not stop, then an error with the limit, in time."""

    async def work() -> None:
        server, uri, over = await _peer(answer, stall)
        client = OrchestratorClient(uri)
        try:
            with pytest.raises(TransportError) as caught:
                await client.post("/segment", {}, b"data", header_seconds=0.3, total_seconds=0.6)
            assert said in str(caught.value)
            assert caught.value.was_sent == was_sent
        finally:
            over.set()
            await client.close()
            server.close()

    asyncio.run(asyncio.wait_for(work(), 10))


def test_client_gives_up_on_a_call() -> None:
    """Given a peer that answers no call, then an error with the limit."""

    async def work() -> None:
        server, uri, over = await _peer([], True)
        client = OrchestratorClient(uri)
        try:
            with pytest.raises(TransportError, match=r"Ping: .*limit 0\.5 s"):
                await client.call("Orchestrator", "Ping", net.message_class("PingPong")(value=b"?"), seconds=0.5)
        finally:
            over.set()
            await client.close()
            server.close()

    asyncio.run(asyncio.wait_for(work(), 10))
