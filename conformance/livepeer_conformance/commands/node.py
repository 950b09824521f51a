"""``livepeer-conformance node``: checks of a running node."""

import asyncio
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console

from livepeer_conformance.commands.stream import MISSING
from livepeer_conformance.commands.usage import Impossible, UsageError
from livepeer_conformance.reports.printing import plain
from livepeer_conformance.reports.results import ExitCode

STATUSES = ("passed", "failed", "not run")


class ChainFacts(NamedTuple):
    """What a broadcaster's chain is like: its last L1 block, its current round, and the block hash of that."""

    block: int
    round: int
    block_hash: bytes


def read_hash(text: str) -> bytes:
    """A hash of 64 hexadecimal digits. Raises ``UsageError``."""
    digits = text.removeprefix("0x")
    try:
        value = bytes.fromhex(digits)
    except ValueError:
        value = b""
    if len(value) != 32:
        raise UsageError(f"--round-hash: {text} is not 32 bytes in hexadecimal digits")
    return value


def read_key(path: Path) -> bytes:
    """The private key in a file: 64 hexadecimal digits. Raises ``UsageError``."""
    try:
        key = bytes.fromhex(path.read_text("ascii").strip().removeprefix("0x"))
    except ValueError as error:
        raise UsageError(f"--key: {path} is not a key in hexadecimal digits") from error
    if len(key) != 32:
        raise UsageError(f"--key: {path} has {len(key)} bytes, not 32")
    return key


def orchestrator(console: Console, url: str, key: bytes, requirements: Sequence[str], *, as_json: bool) -> ExitCode:
    """Play a broadcaster against the orchestrator at ``url``. Raises ``Impossible``."""
    try:
        from livepeer_conformance.live import buyer, check
        from livepeer_conformance.live.orchestrator import CHECKS
        from livepeer_reference.nodes import ffmpeg, segments
        from livepeer_reference.nodes.wallet import Wallet
        from livepeer_reference.streaming.client import CallRefused, OrchestratorClient, TransportError
        from livepeer_reference.streaming.net import Malformed
        from livepeer_spec.offchain.profiles import PRESETS
    except ImportError as error:
        raise Impossible(f"{MISSING} ({error})") from error
    try:
        (segment,) = segments.cut(segments.make_source(1))
    except (ffmpeg.FfmpegMissing, ffmpeg.FfmpegFailed) as error:
        raise Impossible(str(error)) from error
    profiles = [PRESETS[name] for name in ("P144p30fps16x9", "P240p30fps16x9")]

    async def run() -> list[check.CheckResult]:
        client = OrchestratorClient(url)
        side = buyer.Buyer(client, key, Wallet(key).address, segment.data, profiles)
        try:
            await side.quote()
            return await CHECKS.run(side, _teller(console, as_json), requirements)
        except (CallRefused, TransportError, Malformed) as error:
            raise Impossible(f"no quote from {url}, so that nothing can be checked: {error}") from error
        finally:
            await client.close()

    return _report(console, url, asyncio.run(run()), as_json)


def broadcaster(
    console: Console, ports: Sequence[int], chain: ChainFacts, segments: int, seconds: float, *, as_json: bool
) -> ExitCode:
    """Play two orchestrators to which a broadcaster is to send so many segments. Raises ``Impossible``."""
    try:
        from livepeer_conformance.live import check
        from livepeer_conformance.live.broadcaster import CHECKS
        from livepeer_conformance.live.seller import Record, RoundChain, selling
        from livepeer_reference.nodes import ffmpeg
    except ImportError as error:
        raise Impossible(f"{MISSING} ({error})") from error

    async def run() -> list[check.CheckResult]:
        record = Record()
        ffmpeg.find()
        told = RoundChain(block=chain.block, round=chain.round, block_hash=chain.block_hash)
        async with selling(told, ports, record) as nodes:
            plain(
                Console(stderr=True), f"waiting for {segments} segments at {' and '.join(node.uri for node in nodes)}"
            )
            async with asyncio.timeout(seconds):
                await record.wait_for(segments)
        return await CHECKS.run(record, _teller(console, as_json))

    try:
        results = asyncio.run(run())
    except TimeoutError as error:
        raise Impossible(f"fewer than {segments} segments arrived within {seconds:g} s") from error
    except (ffmpeg.FfmpegMissing, OSError) as error:
        raise Impossible(str(error)) from error
    return _report(console, "broadcaster", results, as_json)


def _teller(console: Console, as_json: bool) -> Callable[[Any], None]:
    """What tells each result as it comes."""

    def tell(result: Any) -> None:
        if not as_json:
            plain(console, f"{result.status:<7} {result.name}  [{', '.join(result.requirements)}]")
            if result.detail:
                plain(console, f"        {result.detail}")

    return tell


def _report(console: Console, what: str, results: list[Any], as_json: bool) -> ExitCode:
    """The end of a run: its document, or its sum."""
    by_status = {status: [result for result in results if result.status == status] for status in STATUSES}
    violated = sorted({requirement for result in by_status["failed"] for requirement in result.requirements})
    if as_json:
        checks = [
            {"name": result.name, "text": result.text, "requirements": list(result.requirements),
             "status": str(result.status), "detail": result.detail or None}
            for result in results
        ]  # fmt: skip
        console.file.write(json.dumps({"node": what, "checks": checks, "violated": violated}, indent=1) + "\n")
    else:
        plain(console, "\n" + ", ".join(f"{len(found)} {status}" for status, found in by_status.items()))
        if violated:
            plain(console, f"not met: {', '.join(violated)}")
    if by_status["failed"]:
        return ExitCode.NON_CONFORMANT
    return ExitCode.ERROR if by_status["not run"] or not results else ExitCode.CONFORMANT
