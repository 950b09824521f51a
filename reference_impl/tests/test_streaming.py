"""Streams between the nodes on loopback: payment, work, failure, redemption, and the pool behind an orchestrator."""

import asyncio
from collections.abc import Awaitable, Callable
from fractions import Fraction

import pytest
from streaming_world import BOB, ERIN, PROFILES, World, world

from livepeer_reference.nodes.segments import Segment, cut, make_source
from livepeer_reference.streaming import net, video
from livepeer_reference.streaming.broadcaster import NotTranscoded
from livepeer_reference.streaming.client import CallRefused, OrchestratorClient
from livepeer_reference.streaming.orchestrator import KEPT_OBJECTS
from livepeer_reference.streaming.pool import TranscodingFailed
from livepeer_reference.streaming.redeemer import RedeemerClient
from livepeer_reference.streaming.transcoder import PoolMember
from livepeer_spec.offchain.tickets import expand_batch, expected_value
from livepeer_spec.primitives.hashing import keccak

SECONDS = Fraction(2)


@pytest.fixture(scope="module")
def stream() -> list[Segment]:
    """Three segments of test pictures."""
    return cut(make_source(3))


def run(work: Callable[[World], Awaitable[None]], members: int = 1) -> None:
    """Do something with an orchestrator whose pool has so many members, within a minute."""

    async def all_of_it() -> None:
        async with world(members) as nodes:
            await asyncio.wait_for(work(nodes), 60)

    asyncio.run(all_of_it())


def test_stream_leaves_both_sides_with_the_same_balance(stream: list[Segment]) -> None:
    """Given three segments, then each is transcoded, and both sides know exactly what is left of the tickets' value."""

    async def work(nodes: World) -> None:
        node = nodes.broadcaster()
        try:
            await node.discover([nodes.uri])
            done = [await node.send(segment.number, segment.data, SECONDS) for segment in stream]
        finally:
            await node.close()
        (session,) = node.sessions
        accounts, key = nodes.orchestrator.accounts, (ERIN.address, session.session_id)
        offer = session.offer()
        value = expected_value(offer.face_value, offer.win_prob)
        assert session.sent == sum(entry.tickets for entry in done) * value == accounts.credits[key]
        assert session.fees == sum(entry.pixels for entry in done) * Fraction(1_010)
        assert session.balance == session.sent - session.fees == accounts.balances[key]
        assert [entry.nonces for entry in done] == [[1, 2], [1], [1]]
        assert [len(entry.renditions) for entry in done] == [2, 2, 2]
        counted = [sum([await video.pixels(content) for content in entry.renditions]) for entry in done]
        assert counted == [entry.pixels for entry in done]
        assert nodes.orchestrator.transcoded == [0, 1, 2]

    run(work)


def test_winning_tickets_are_redeemed_when_their_offer_has_expired() -> None:
    """Given winners at the redeemer, then none is redeemed before the offer's end, and each once at it."""

    async def work(nodes: World) -> None:
        client = RedeemerClient(nodes.redeemer.listener.uri)
        offer = await nodes.orchestrator.accounts.offer(ERIN.address, Fraction(1_010))
        tickets = expand_batch(offer, ERIN.address, [1, 2])
        for number, ticket in enumerate(tickets):
            await client.queue(ticket, bytes([number]) * 65, 7, offer.expiration_block)
        with pytest.raises(CallRefused, match="failed inserting winning ticket"):
            await client.queue(tickets[0], bytes(65), 7, offer.expiration_block)
        (foreign,) = expand_batch(offer._replace(recipient=BOB.address), ERIN.address, [3])
        with pytest.raises(CallRefused, match="invalid ticket recipient 0x"):
            await client.queue(foreign, bytes([3]) * 65, 7, offer.expiration_block)
        assert nodes.redeemer.waiting == 2
        nodes.chain.block = offer.expiration_block - 1
        assert nodes.redeemer.take_block() == []
        nodes.chain.block += 1
        done = nodes.redeemer.take_block()
        assert [(entry.ticket, entry.paid, entry.error) for entry in done] == [
            (ticket, offer.face_value, None) for ticket in tickets
        ]
        assert nodes.redeemer.waiting == 0
        await client.close()

    run(work, members=0)


@pytest.mark.parametrize(("failure", "waiting"), [("transaction failed: TICKET_LOST", 0), ("the node is away", 1)])
def test_ticket_stays_unless_its_redemption_is_hopeless(failure: str, waiting: int) -> None:
    """Given a redemption that fails, then the ticket is kept for another try only where one can help."""

    async def work(nodes: World) -> None:
        client = RedeemerClient(nodes.redeemer.listener.uri)
        offer = await nodes.orchestrator.accounts.offer(ERIN.address, Fraction(1_010))
        (ticket,) = expand_batch(offer, ERIN.address, [1])
        await client.queue(ticket, bytes(65), 7, offer.expiration_block)
        nodes.chain.block, nodes.chain.failure = offer.expiration_block, failure
        assert [entry.error for entry in nodes.redeemer.take_block()] == [failure]
        assert nodes.redeemer.waiting == waiting
        await client.close()

    run(work, members=0)


def test_redeemer_tells_what_a_sender_is_good_for() -> None:
    """Given a reserve of 1 ETH and two orchestrators, then a sender is good for half an ETH."""

    async def work(nodes: World) -> None:
        client = RedeemerClient(nodes.redeemer.listener.uri)
        assert await client.max_float(ERIN.address) == 5 * 10**17
        await client.close()

    run(work, members=0)


def test_segment_that_is_no_video_fails_and_costs_nothing() -> None:
    """Given data that ffmpeg cannot read, then the result says why, nothing is charged, and the next one is served."""

    async def work(nodes: World) -> None:
        node = nodes.broadcaster()
        told: list[str] = []
        node._tell = told.append
        try:
            await node.discover([nodes.uri])
            with pytest.raises(NotTranscoded):
                await node.send(0, b"no video at all" * 100, SECONDS)
            (session,) = node.sessions
            key = ERIN.address, session.session_id
            assert nodes.orchestrator.accounts.balances[key] == nodes.orchestrator.accounts.credits[key]
            assert session.fees == 0
            assert any("fails segment 0" in text for text in told)
        finally:
            await node.close()

    run(work)


def test_orchestrator_without_transcoders_says_so(stream: list[Segment]) -> None:
    """Given an empty pool, then the broadcaster hears of it, and suspends the orchestrator."""

    async def work(nodes: World) -> None:
        node = nodes.broadcaster()
        told: list[str] = []
        node._tell = told.append
        try:
            await node.discover([nodes.uri])
            with pytest.raises(NotTranscoded, match="ErrNoOrchs"):
                await node.send(0, stream[0].data, SECONDS)
        finally:
            await node.close()
        assert any("fails segment 0: no transcoders available" in text for text in told)

    run(work, members=0)


def test_offer_to_a_sender_that_is_good_for_nothing_is_refused() -> None:
    """Given a sender without a reserve, then there is no quote, and the reason is told."""

    async def work(nodes: World) -> None:
        nodes.chain.reserve = 0
        node, client = nodes.broadcaster(), OrchestratorClient(nodes.uri)
        with pytest.raises(CallRefused, match="insufficient sender reserve"):
            await node.quote(client)
        await client.close()

    run(work, members=0)


def test_sender_whose_funds_unlock_sends_nothing(stream: list[Segment]) -> None:
    """Given a broadcaster that unlocked its funds, then it closes the stream before it sends anything."""

    async def work(nodes: World) -> None:
        node = nodes.broadcaster()
        try:
            await node.discover([nodes.uri])
            nodes.chain.withdraw_round = nodes.chain.round + 1
            with pytest.raises(NotTranscoded, match="the stream is closed"):
                await node.send(0, stream[0].data, SECONDS)
        finally:
            await node.close()
        assert nodes.orchestrator.accounts.credits == {}

    run(work)


def test_expired_offer_is_refreshed(stream: list[Segment]) -> None:
    """Given an offer that expired meanwhile, then the broadcaster asks the same orchestrator for another one."""

    async def work(nodes: World) -> None:
        node = nodes.broadcaster()
        try:
            await node.discover([nodes.uri])
            nodes.chain.block += 40
            done = await node.send(0, stream[0].data, SECONDS)
        finally:
            await node.close()
        assert done.session is node.sessions[0]
        assert nodes.orchestrator.transcoded == [0]

    run(work)


@pytest.mark.parametrize(
    ("secret", "capacity", "said"), [("guessed", 1, "invalid secret"), ("pool", 0, "zero capacity")]
)
def test_pool_refuses_a_member(secret: str, capacity: int, said: str) -> None:
    """Given a transcoder without the secret, or without capacity, then it is not let in, and told why."""

    async def work(nodes: World) -> None:
        client = OrchestratorClient(nodes.uri)
        request = net.message_class("RegisterRequest")(secret=secret, capacity=capacity)
        with pytest.raises(Exception, match=said):
            async for _ in await client.stream("Transcoder", "RegisterTranscoder", request):
                pass
        await client.close()
        # A member that is refused ends by itself.
        await PoolMember(nodes.uri, secret, capacity).run()

    run(work, members=0)


@pytest.mark.parametrize(
    ("headers", "status", "text"),
    [
        ({}, 401, "Unauthorized"),
        ({"Authorization": "Livepeer-Transcoder-1.0", "Credentials": "guessed"}, 401, "Unauthorized"),
        ({"Authorization": "Livepeer-Transcoder-1.0", "Credentials": "pool"}, 400, "Invalid Task ID"),
        (
            {"Authorization": "Livepeer-Transcoder-1.0", "Credentials": "pool", "TaskId": "9" * 5_000},
            400,
            "Invalid Task ID",
        ),
    ],
)
def test_results_that_nobody_asked_for_are_refused(headers: dict[str, str], status: int, text: str) -> None:
    """Given results without the secret or without a task, then they are refused in this order."""

    async def work(nodes: World) -> None:
        client = OrchestratorClient(nodes.uri)
        reply = await client.post("/transcodeResults", headers, b"", header_seconds=5, total_seconds=5)
        assert (reply.status, reply.text) == (status, text)
        await client.close()

    run(work, members=0)


def test_renditions_are_kept_for_a_while() -> None:
    """Given more renditions of a profile than are kept, then the earliest are gone, and others can be had."""

    async def work(nodes: World) -> None:
        client = OrchestratorClient(nodes.uri)
        name = PROFILES[0].name
        urls = [
            nodes.orchestrator._keep(f"session/{name}", f"{number}.ts", keccak(b"%d" % number))
            for number in range(KEPT_OBJECTS + 1)
        ]
        assert await client.download(urls[-1]) == keccak(b"%d" % KEPT_OBJECTS)
        with pytest.raises(Exception, match="404 Not Found"):
            await client.download(urls[0])
        await client.close()

    run(work, members=0)


@pytest.mark.parametrize(
    ("headers", "body", "status", "text"),
    [
        ({"Pixels": "-1"}, b"", 400, "Invalid Pixels"),
        ({"Pixels": "1", "Content-Type": "multipart/mixed"}, b"", 500, "boundary missed for Content-Type"),
        (
            {"Pixels": "1", "Content-Type": "multipart/mixed; boundary=x"},
            b"--x\r\nPixels: many\r\n\r\ndata\r\n--x--\r\n",
            500,
            "header Pixels of part 0 is no number of at most 18 digits",
        ),
        ({"Pixels": "0", "Content-Type": "livepeer/transcoding-error"}, b"\xff no such codec", 200, "OK"),
    ],
)
def test_malformed_results_are_refused(headers: dict[str, str], body: bytes, status: int, text: str) -> None:
    """Given results of a task that cannot be read, then the member is told what is wrong, and the task goes on."""

    async def work(nodes: World) -> None:
        pool, client = nodes.orchestrator.pool, OrchestratorClient(nodes.uri)
        registration = net.message_class("RegisterRequest")(secret="pool", capacity=1)
        orders = aiter(await client.stream("Transcoder", "RegisterTranscoder", registration))
        reading = asyncio.ensure_future(anext(orders))
        await pool.wait_for_members(1)
        transcoding = asyncio.ensure_future(pool.transcode("https://source", net.message_class("SegData")(), 2))
        task = (await reading).taskId
        known = {"Authorization": "Livepeer-Transcoder-1.0", "Credentials": "pool", "TaskId": str(task)}
        reply = await client.post("/transcodeResults", known | headers, body, header_seconds=5, total_seconds=5)
        assert (reply.status, reply.text[: len(text)]) == (status, text)
        if status == 200:
            with pytest.raises(TranscodingFailed, match="no such codec"):
                await transcoding
        else:
            assert not transcoding.done()
            transcoding.cancel()
        await client.close()

    run(work, members=0)
