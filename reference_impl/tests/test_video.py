"""Hostile video, and an ffmpeg that goes wrong: a named verdict, never a pass, never a hang, nothing left over."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from livepeer_reference.nodes.segments import PROFILES, cut, make_source, transcode
from livepeer_reference.video import builds, examining, running
from livepeer_reference.video.running import Limits
from livepeer_reference.video.verdicts import FfmpegFailed, Verdict
from livepeer_spec.verification.fingerprint.layout import size_of
from livepeer_spec.verification.fingerprint.writing import write

SHORT = Limits(wall=0.4, processor=1, output=1 << 20, grace=0.2)
PROFILE = next(iter(PROFILES.values()))


@pytest.fixture(scope="module")
def video() -> bytes:
    """A segment of 50 pictures."""
    return cut(make_source(1))[0].data


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of temporary files, in which nothing must be left."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], str]]:
    """Something that makes a shell script the ffmpeg of this test."""

    def install(script: str) -> str:
        program = tmp_path / "ffmpeg"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv("FFMPEG", str(program))
        builds.find.cache_clear()
        return str(program)

    yield install
    builds.find.cache_clear()


def verdict(operation: Callable[[], object]) -> Verdict | None:
    """The verdict of an operation; none if it passes."""
    try:
        operation()
    except FfmpegFailed as error:
        return error.verdict
    return None


def made(*arguments: str) -> bytes:
    """What ffmpeg makes of generated input."""
    return running.run(("-f", "lavfi", "-i", *arguments, "-")).output


def flipped(content: bytes, flips: int) -> bytes:
    """The content with so many bits changed behind its first packets."""
    random, result = Random(flips), bytearray(content)
    for _ in range(flips):
        result[random.randrange(1000, len(result))] ^= 1 << random.randrange(8)
    return bytes(result)


def absurd() -> bytes:
    """A video of one small picture of which the container says that it has 65535x65535 pixels."""
    content = made("testsrc2=s=320x300:r=1:d=1", "-c:v", "ffv1", "-f", "matroska")
    claimed = content.replace(b"\xb0\x82\x01\x40", b"\xb0\x82\xff\xff").replace(
        b"\xba\x82\x01\x2c", b"\xba\x82\xff\xff"
    )
    assert claimed != content
    return claimed


HOSTILE: dict[str, tuple[Callable[[bytes], bytes], Verdict]] = {
    "zero-byte": (lambda _: b"", Verdict.EMPTY),
    "text": (lambda _: b"no video at all" * 100, Verdict.WRONG_CONTAINER),
    "playlist": (lambda _: b"ffconcat version 1.0\nfile clip.ts\n", Verdict.WRONG_CONTAINER),
    "picture": (lambda _: made("testsrc2=d=1:r=1", "-c:v", "png", "-f", "image2pipe"), Verdict.WRONG_CONTAINER),
    "cut inside a packet": (lambda video: video[: len(video) // 2], Verdict.TRUNCATED),
    "header alone": (lambda video: video[:188], Verdict.UNDECODABLE),
    "mp4 without its end": (
        lambda _: b"\0\0\0\x20ftypisom" + b"\0\0\2\0isomiso2avc1mp41\0\0\x10\0mdat" + bytes(4096),
        Verdict.TRUNCATED,
    ),
    "some bits flipped": (lambda video: flipped(video, 5), Verdict.UNDECODABLE),
    "many bits flipped": (lambda video: flipped(video, 200), Verdict.UNDECODABLE),
    "sound alone": (lambda _: made("sine=d=1", "-c:a", "aac", "-f", "mpegts"), Verdict.NO_VIDEO),
    "absurd size": (lambda _: absurd(), Verdict.TOO_LARGE),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_video_has_its_verdict(name: str, video: bytes, temporary: Path) -> None:
    """Given hostile video, then examining it, transcoding it and taking its fingerprint give the same verdict."""
    make, expected = HOSTILE[name]
    content = make(video)
    operations: list[Callable[[], object]] = [
        lambda: examining.examine(content),
        lambda: transcode(content, PROFILE),
        lambda: examining.fingerprint(content),
    ]
    assert [verdict(operation) for operation in operations] == [expected] * 3


def test_whole_video_is_counted(video: bytes) -> None:
    """Given a whole segment, then its facts are those that it was made with."""
    assert examining.examine(video, "mpegts", 50) == examining.Facts("mpegts", 320, 180, 50, 2.0)


@pytest.mark.parametrize(("frames", "expected"), [(51, Verdict.TRUNCATED), (49, Verdict.UNDECODABLE)])
def test_examine_rejects_another_number_of_pictures(video: bytes, frames: int, expected: Verdict) -> None:
    """Given a whole segment of 50 pictures, then it is not taken for one of more or fewer."""
    assert verdict(lambda: examining.examine(video, frames=frames)) is expected


@pytest.mark.parametrize("part", [0.3, 0.5, 0.7, 0.9])
def test_part_of_a_video_is_truncated(part: float, video: bytes) -> None:
    """Given a stream that ends between two packets, where a decoder may see nothing, then the number tells."""
    content = video[: int(part * len(video)) // 188 * 188]
    for operation in (examining.examine, examining.fingerprint):
        assert verdict(lambda operation=operation: operation(content, frames=50)) is Verdict.TRUNCATED  # type: ignore[misc]


def test_examine_rejects_half_a_video_that_decodes(video: bytes) -> None:
    """Given a stream that ends between two pictures, then only the number that is due tells that half is missing."""
    half = running.run(("-i", "-", "-c", "copy", "-frames:v", "25", "-f", "mpegts", "-"), video).output
    assert examining.examine(half).frames == 25
    assert verdict(lambda: examining.examine(half, frames=50)) is Verdict.TRUNCATED


def test_examine_rejects_another_container(video: bytes) -> None:
    """Given MPEG-TS, then it is not taken for MP4."""
    assert verdict(lambda: examining.examine(video, "mp4")) is Verdict.WRONG_CONTAINER


@pytest.mark.parametrize("bounds", [examining.Bounds(pixels=320 * 180 - 1), examining.Bounds(frames=49)])
def test_look_rejects_more_than_the_bounds(video: bytes, bounds: examining.Bounds) -> None:
    """Given a segment, then one pixel or one picture too many is too large, before it is decoded."""
    assert verdict(lambda: examining.look(video, bounds=bounds)) is Verdict.TOO_LARGE


def test_input_cannot_name_other_files(video: bytes, tmp_path: Path) -> None:
    """Given a playlist as input that names a file beside it, then ffmpeg does not read that."""
    (tmp_path / "clip.ts").write_bytes(video)
    (tmp_path / "list").write_text("ffconcat version 1.0\nfile clip.ts\n")
    arguments = ("-i", "list", "-c", "copy", "-f", "framecrc", "-")
    assert running.attempt([builds.find(), *running.QUIET, *arguments], folder=tmp_path).verdict is None
    assert verdict(lambda: running.run(arguments, folder=tmp_path)) is Verdict.FAILED


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/", "tcp://127.0.0.1:9", "udp://127.0.0.1:9", "concat:a|b"])
def test_input_cannot_name_a_host(address: str, tmp_path: Path) -> None:
    """Given an address as input, then its protocol is refused before anything is opened."""
    done = running.attempt([builds.find(), *running.QUIET, *running.guarded(("-i", address, "-f", "null", "-"))])
    assert done.verdict is Verdict.FAILED
    assert "not on whitelist" in " ".join(done.said)


def is_alive(pid: int) -> bool:
    """Whether a process runs."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    return False


@pytest.mark.parametrize("ends", ["trap '' TERM", ":"], ids=["ignores SIGTERM", "ends on SIGTERM"])
def test_hanging_program_is_ended_with_its_children(ends: str, fake: Callable[[str], str], tmp_path: Path) -> None:
    """Given an ffmpeg that hangs with a child, when its time is over, then both end soon."""
    fake(f'{ends}\nsh -c "{ends}; while :; do sleep 9; done" & echo $$ $! > {tmp_path}/pids\nwhile :; do sleep 9; done')
    started = time.monotonic()
    assert verdict(lambda: running.run((), limits=SHORT)) is Verdict.TIMEOUT
    pids = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
    while time.monotonic() - started < 5 and any(map(is_alive, pids)):
        time.sleep(0.01)
    assert [pid for pid in pids if is_alive(pid)] == []


def test_real_ffmpeg_that_waits_for_a_pipe_is_killed(tmp_path: Path) -> None:
    """Given an input that never says anything, on which ffmpeg ignores SIGTERM, then the run ends all the same."""
    os.mkfifo(tmp_path / "pipe")
    assert verdict(lambda: running.run(("-i", "pipe", "-f", "null", "-"), limits=SHORT, folder=tmp_path)) is (
        Verdict.TIMEOUT
    )


def test_program_that_only_computes_runs_out_of_cpu_time(fake: Callable[[str], str]) -> None:
    """Given an ffmpeg that computes for ever, then its CPU time ends it before the wall time does."""
    fake("while :; do :; done")
    assert verdict(lambda: running.run((), limits=Limits(wall=30, processor=1))) is Verdict.TIMEOUT


@pytest.mark.parametrize("name", ["SEGV", "KILL", "ABRT"])
def test_killed_program_is_told(name: str, video: bytes, fake: Callable[[str], str], temporary: Path) -> None:
    """Given an ffmpeg that a signal ends after it has written something, then that is no result."""
    fake(f"printf G; kill -{name} $$")
    with pytest.raises(FfmpegFailed, match=f"killed: ended by SIG{name}"):
        transcode(video, PROFILE)


@pytest.mark.parametrize(
    "script", ["exit 0", "echo nonsense", "head -c 376 /dev/zero", "cat >/dev/null; printf G"],
    ids=["nothing", "text", "zeros", "one byte"],
)  # fmt: skip
def test_garbage_with_exit_code_0_is_no_rendition(
    script: str, video: bytes, fake: Callable[[str], str], temporary: Path
) -> None:
    """Given an ffmpeg that ends with 0 and writes no video, then transcoding gives no rendition."""
    fake(script)
    assert verdict(lambda: transcode(video, PROFILE)) is Verdict.GARBAGE


def test_garbage_instead_of_a_list_is_told(video: bytes, fake: Callable[[str], str]) -> None:
    """Given an ffmpeg that lists something else than pictures, then nothing is counted."""
    fake("cat >/dev/null; echo '0, what, is, this'")
    assert verdict(lambda: examining.examine(video)) is Verdict.GARBAGE


@pytest.mark.parametrize("size", [0, 1, size_of(50) - 1, size_of(50)])
def test_hostile_fingerprint_file_is_garbage(size: int, tmp_path: Path) -> None:
    """Given a file of any size that is no fingerprint, then it is refused."""
    (tmp_path / "fingerprint").write_bytes(b"\xff" * size)
    assert verdict(lambda: examining.fingerprint_in(tmp_path / "fingerprint", 50)) is Verdict.GARBAGE


def test_fingerprint_of_other_pictures_is_garbage(video: bytes, tmp_path: Path) -> None:
    """Given a right file, then it is only right for the number of pictures that there are; a missing one never is."""
    file = tmp_path / "fingerprint"
    assert verdict(lambda: examining.fingerprint_in(file, 50)) is Verdict.GARBAGE
    file.write_bytes(write(examining.fingerprint(video)))
    assert len(examining.fingerprint_in(file, 50)) == 50
    assert verdict(lambda: examining.fingerprint_in(file, 51)) is Verdict.GARBAGE


def test_endless_output_is_too_large(fake: Callable[[str], str]) -> None:
    """Given an ffmpeg that writes without end, then it is ended at the limit, and nothing of it is kept."""
    program = fake("exec head -c 400000000 /dev/zero")
    done = running.attempt([program], limits=Limits(output=1 << 20))
    assert (done.verdict, done.output) == (Verdict.TOO_LARGE, b"")


def test_endless_file_is_too_large(fake: Callable[[str], str], tmp_path: Path) -> None:
    """Given an ffmpeg that fills the disk, then the kernel ends it at the limit."""
    fake("sleep 0.1; exec cat /dev/zero > file")
    assert verdict(lambda: running.run((), limits=SHORT, folder=tmp_path)) is Verdict.TOO_LARGE
    assert (tmp_path / "file").stat().st_size == SHORT.output


def test_endless_memory_is_too_large() -> None:
    """Given pictures for which there is no memory within the limit, then ffmpeg gets none."""
    arguments = ("-f", "lavfi", "-i", "color=s=32x32:d=1:r=9", "-vf", "scale=16000:16000", "-f", "null", "-")
    assert verdict(lambda: running.run(arguments, limits=Limits(memory=400 << 20))) is Verdict.TOO_LARGE


def test_noise_on_standard_error_is_bounded(fake: Callable[[str], str]) -> None:
    """Given an ffmpeg that complains without end, then its first words are kept and the run is not held up."""
    program = fake("echo first >&2; head -c 3000000 /dev/zero | tr '\\0' 'x' >&2; exit 1")
    done = running.attempt([program])
    assert (done.verdict, done.why) == (Verdict.FAILED, "first")
    assert sum(map(len, done.said)) <= 1 << 16


def test_program_that_reads_nothing_gets_no_stuck_pipe(fake: Callable[[str], str]) -> None:
    """Given an ffmpeg that ends well without reading its input, then nobody waits for it."""
    program = fake("exit 0")
    assert running.attempt([program], bytes(1 << 22)).verdict is None


def test_report_file_of_ffmpeg_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given an environment that asks ffmpeg for a log file, then none is left."""
    monkeypatch.setenv("FFREPORT", "file=report.log")
    running.run(("-f", "lavfi", "-i", "color=s=32x32:d=0.1", "-f", "null", "-"), folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_program_that_is_not_there_is_told() -> None:
    """Given a path of no program, then the message names it."""
    with pytest.raises(FfmpegFailed, match="failed: /nowhere/ffmpeg cannot be started"):
        running.run((), program="/nowhere/ffmpeg")
