"""A batch of runs, and the records of them."""

import os
import re
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from livepeer_conformance.transcoding import machine, quality
from livepeer_conformance.transcoding.clips import Clip
from livepeer_conformance.transcoding.energy import Meter
from livepeer_conformance.transcoding.plan import Batch
from livepeer_conformance.transcoding.probing import Cell, limits_of, wrong_picture
from livepeer_conformance.transcoding.quality import Quality
from livepeer_conformance.transcoding.vocabulary import Word, first_error, word_for
from livepeer_reference.video import examining, running
from livepeer_reference.video.running import Run
from livepeer_reference.video.verdicts import FfmpegFailed
from livepeer_spec.verification.fingerprint.frames import Fingerprint

Record = dict[str, Any]
SCHEMA: Final = "transcode-v1"
_LIBRARY: Final = re.compile(rb"x264 - core \d+[^-]*|x265 \(build \d+\)[^:]*")
_NVIDIA: Final = ("nvenc", "nvdec", "hybrid")
_UNTOLD: Final[Record] = dict.fromkeys((
    "frames_out", "fps", "realtime_x", "out_bytes", "kbps", "encoder_library", "sha256_bitstream", "sha256_es_nosei",
    "sha256_pictures", "max_difference", "psnr_y", "psnr_u", "psnr_v", "ssim_y", "vmaf", "sig_p50", "sig_p90",
    "sig_max", "sig_max_to_first", "sig_verdict_livepeer", "sig_verdict_aligned",
))  # fmt: skip
"""What is null where there is no result, or none of this kind."""


@dataclass(eq=False)
class Judge:
    """Looks at results, each different one of a batch once.

    Attributes:
        program: the ffmpeg that decodes them.
    """

    program: str
    _seen: dict[tuple[str, str], Quality | str] = field(default_factory=dict)
    _sources: dict[str, Fingerprint] = field(default_factory=dict)

    def quality(self, content: bytes, digest: str, codec: str, clip: Clip) -> Quality | str:
        """What is in a rendition, or what is wrong with it."""
        key = (clip.name, digest)
        if key not in self._seen:
            try:
                self._seen[key] = quality.examine(content, codec, clip, self.program)
            except FfmpegFailed as error:
                self._seen[key] = str(error)
        return self._seen[key]

    def keep(self, result: Quality | None) -> None:
        """Forget all results but one, which the next batch may have too: each holds all its pictures."""
        self._seen = {key: found for key, found in self._seen.items() if found is result}

    def source(self, clip: Clip) -> Fingerprint:
        """The fingerprint of a source."""
        if clip.name not in self._sources:
            content = clip.source("h264").read_bytes()
            self._sources[clip.name] = examining.fingerprint(content, clip.frames, program=self.program)
        return self._sources[clip.name]


def absent(cell: Cell) -> Record:
    """The record of a cell without measurements."""
    return {**_of_cell(cell), "record": "empty", "status": str(cell.word), "why": cell.why}


def measure(batch: Batch, judge: Judge, ended: Callable[[], None]) -> Iterator[Record]:
    """Make the runs of a batch, then look at them; ``ended`` is called for each run that ended."""
    lane = batch.cell.lane
    with running.workplace() as folder:
        meter = Meter(lane.kind in _NVIDIA)
        started = time.monotonic()

        def run(number: int) -> Run:
            done = _run(batch, folder, number)
            ended()
            return done

        pool = ThreadPoolExecutor(batch.workers)
        try:
            runs = list(pool.map(run, range(batch.repeats)))
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            running.kill_all()
            raise
        finally:
            pool.shutdown()
        elapsed, joules = time.monotonic() - started, meter.joules()
        latencies = sorted(done.wall for done in runs)
        shared = {
            **_of_batch(batch),
            "segments_per_s": round(len(runs) / elapsed, 4),
            "latency_p50_s": round(statistics.median(latencies), 4),
            "latency_p95_s": round(latencies[-(-len(latencies) * 19 // 20) - 1], 4),
            "joules": None if joules is None else round(joules / len(runs), 3),
            "joules_source": meter.source,
        }
        first: Quality | None = None
        for number, done in enumerate(runs):
            found, first = _result(batch, done, folder / f"out{number}", judge, first)
            yield {**shared, **_of_run(done, number), **found}
        judge.keep(first)


def _run(batch: Batch, folder: Path, number: int) -> Run:
    """One run, which writes into a file of its own."""
    arguments, environment = _arguments(batch, f"out{number}")
    command = [batch.cell.build.program, *running.QUIET, *running.guarded(arguments)]
    return running.attempt(command, b"", limits_of(batch.cell.lane), folder, environment)


def _arguments(batch: Batch, output: str, source: str | None = None) -> tuple[list[str], dict[str, str]]:
    """Arguments and environment of the runs of a batch."""
    lane, clip = batch.cell.lane, batch.clip
    source = source or str(clip.source("h264" if lane.encoder else lane.codec))
    arguments = lane.command(batch.setting, source, output, clip.size, clip.bit_rate, batch.threads)
    more, environment = lane.masks[batch.mask] if batch.mask else ((), {})
    at = 0 if "-cpuflags" in more else arguments.index("-f", arguments.index("-i"))
    return [*arguments[:at], *more, *arguments[at:]], dict(environment)


def _result(batch: Batch, done: Run, file: Path, judge: Judge, first: Quality | None) -> tuple[Record, Quality | None]:
    """What a record tells of a result, and the first result of the batch."""
    lane, clip, found = batch.cell.lane, batch.clip, dict(_UNTOLD)
    if done.verdict is not None:
        return {**found, "status": str(word_for(done)), "why": first_error(done)}, first
    if not file.is_file():
        return {**found, "status": str(Word.WRONG_PICTURE), "why": "no file was written"}, first
    content = file.read_bytes()
    file.unlink()
    found |= {"fps": round(clip.frames / done.wall, 2), "realtime_x": round(clip.seconds / done.wall, 3)}
    if lane.encoder is None:
        return {**found, **_decoded(batch, content, judge)}, first
    digest = quality.sha256(content)
    found |= {
        "out_bytes": len(content),
        "kbps": round(8 * len(content) / clip.seconds / 1000, 1),
        "sha256_bitstream": digest,
        "encoder_library": library(content),
    }
    result = judge.quality(content, digest, lane.codec, clip)
    if isinstance(result, str):
        return {**found, "status": str(Word.WRONG_PICTURE), "why": result}, first
    first = first or result
    return {**found, **_told(result, first, judge.source(clip))}, first


def _decoded(batch: Batch, content: bytes, judge: Judge) -> Record:
    """What a record tells of decoded pictures: whether they are those of the CPU's decoder."""
    listing = content.decode("ascii", "replace")
    with running.workplace() as folder:
        (folder / "out").write_bytes(content)
        wrong = wrong_picture(batch.cell.lane, batch.clip, folder / "out", judge.program)
    frames = sum(not line.startswith("#") for line in listing.splitlines())
    hashes = None if wrong and not frames else quality.packets_hash(listing)
    word = Word.WRONG_PICTURE if wrong else Word.OK
    return {"frames_out": frames, "sha256_pictures": hashes, "status": str(word), "why": wrong}


def _told(result: Quality, first: Quality, source: Fingerprint) -> Record:
    """What a record tells of a rendition."""
    is_right = result.psnr[0] > quality.RIGHT_DB
    apart = quality.fingerprint_distances(source, result.fingerprint)
    said = quality.verdicts(source, result.fingerprint)
    return {
        "frames_out": result.frames,
        "sha256_es_nosei": result.stream,
        "sha256_pictures": result.pictures,
        "max_difference": quality.max_difference(first, result),
        **dict(zip(("psnr_y", "psnr_u", "psnr_v"), result.psnr, strict=True)),
        "ssim_y": result.ssim,
        "vmaf": result.vmaf,
        **{f"sig_{name}": value for name, value in apart.items()},
        "sig_max_to_first": quality.fingerprint_distances(first.fingerprint, result.fingerprint)["max"],
        **{f"sig_verdict_{rule}": word for rule, word in said.items()},
        "status": str(Word.OK if is_right else Word.WRONG_PICTURE),
        "why": "" if is_right else f"PSNR of luma {result.psnr[0]:.1f} dB",
    }


def library(content: bytes) -> str | None:
    """The encoder's library, where the stream names it."""
    match = _LIBRARY.search(content)
    return match[0].decode("ascii", "replace").strip() if match else None


def _of_cell(cell: Cell) -> Record:
    device, why = machine.device()
    return {
        "schema": SCHEMA,
        "utc": datetime.now(UTC).isoformat(timespec="seconds"),
        "lane": cell.lane.name,
        "kind": cell.lane.kind,
        "host": machine.host(),
        "device": device,
        "device_why": why,
        "ffmpeg": cell.build.facts,
    }


def _of_batch(batch: Batch) -> Record:
    arguments, environment = _arguments(batch, "OUT", "IN")
    return {
        **_of_cell(batch.cell),
        "record": "run",
        "batch": uuid.uuid4().hex[:12],
        "clip": batch.clip.name,
        "clip_sha256": batch.clip.sha256["h264" if batch.cell.lane.encoder else batch.cell.lane.codec],
        "setting": batch.setting,
        "threads": batch.threads,
        "mask": batch.mask,
        "workers": batch.workers,
        "repeats": batch.repeats,
        "argv": running.guarded(arguments),
        "env": environment,
        "load1": round(os.getloadavg()[0], 2),
        "frames_in": batch.clip.frames,
    }


def _of_run(done: Run, number: int) -> Record:
    return {
        "run_id": uuid.uuid4().hex,
        "repeat": number,
        "rc": done.code,
        "stderr_first_error": first_error(done) if done.said else None,
        "wall_s": round(done.wall, 4),
        "cpu_user_s": round(done.user, 4),
        "cpu_sys_s": round(done.system, 4),
        "max_rss": done.memory,
    }
