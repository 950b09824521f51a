"""The bench of transcoding: words for what is absent, wrong pictures, hostile reports, and what machines agree on."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from livepeer_conformance.cli import app
from livepeer_conformance.transcoding import benching, clips, energy, findings, machine, probing, report
from livepeer_conformance.transcoding.clips import Clip
from livepeer_conformance.transcoding.comparing import Agreement, compare, sides
from livepeer_conformance.transcoding.lanes import LANES
from livepeer_conformance.transcoding.machine import Build
from livepeer_conformance.transcoding.measuring import Record
from livepeer_conformance.transcoding.plan import Size
from livepeer_conformance.transcoding.vocabulary import Word, first_error, word_for
from livepeer_reference.video import builds, running
from livepeer_reference.video.running import Limits, Run
from livepeer_reference.video.verdicts import Verdict

TINY = Size("160x120", (80, 64), 200_000, ("pictures",), 2, (1,), True)
REAL = builds.find()
REPORTS = Path(__file__).parents[2] / "benchmarks" / "reports"
BLACK = "-f lavfi -i color=black:s=320x240:r=25 -frames:v 5"


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """Five pictures."""
    folder = tmp_path_factory.mktemp("clip")
    return clips.make("pictures", folder / "clip", REAL, "320x240", (320, 240), 1_000_000, 5, ("h264",))


@pytest.fixture(scope="module")
def records() -> list[Record]:
    """A small report of this machine."""
    found: list[Record] = []
    benching.bench([Build(REAL)], TINY, ("x264", "decode-h264", "nvenc-h264"), found.append, lambda *_: None)
    return found


@pytest.fixture
def fake(tmp_path: Path) -> Callable[[str], Build]:
    """Something that makes a build of ffmpeg which says what it can as the real one does, and runs a script else."""

    def make(script: str) -> Build:
        program = tmp_path / "fake"
        program.write_text(
            f"#!/bin/sh\nREAL={REAL}\n"
            'for word; do case $word in -version|-encoders|-hwaccels) exec $REAL "$@";; esac; done\n'
            f"{script}\n"
        )
        program.chmod(0o755)
        return Build(str(program))

    return make


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], None]]:
    """Something that puts a script of a name first on PATH."""

    def install(name: str, script: str) -> None:
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(stat.S_IRWXU)
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
        machine.device.cache_clear()

    yield install
    machine.device.cache_clear()


def ended(*said: str, code: int = 1, verdict: Verdict = Verdict.FAILED) -> Run:
    """A run that ended badly."""
    return Run(verdict, b"", said, code, 0.1, 0.1, 0.0, 1)


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("[h264_nvenc] Cannot load libcuda.so.1", Word.DRIVER_LIBRARY_MISSING),
        ("[Vulkan] Unable to open the libvulkan library!", Word.DRIVER_LIBRARY_MISSING),
        ("Device creation failed: -542398533.", Word.NO_DEVICE),
        ("[h264_qsv] Error creating a MFX session: -9.", Word.NO_DEVICE),
        ("[h264_nvenc] No capable devices found", Word.ENGINE_ABSENT),
        ("[h264_nvenc] OpenEncodeSessionEx failed: unsupported device (2)", Word.ENGINE_ABSENT),
        ("Device does not support the VK_KHR_video_encode_queue extension!", Word.ENGINE_ABSENT),
        ("[av1_nvenc] Codec not supported", Word.CODEC_UNSUPPORTED),
        ("[h264_nvenc] OpenEncodeSessionEx failed: incompatible client key (21): (no details)", Word.SESSION_LIMIT),
        ("Something else", Word.PROBE_FAILED),
    ],
)
def test_first_error_has_its_word(said: str, word: Word) -> None:
    """Given what ffmpeg says where a device is missing, then one word stands for it, whatever is said after it."""
    assert word_for(ended(said, "Error while opening encoder - maybe incorrect parameters")) is word


def test_first_error_leaves_out_who_says_it_and_lists() -> None:
    """Given a list of formats before the cause, then the cause is told, without the name of the filter."""
    assert first_error(ended("  Pixel formats:".strip(), "src: yuv420p", "[a] [b] Cannot")) == "Cannot"


@pytest.mark.parametrize(
    ("lane", "script", "word", "why"),
    [
        ("x264", f"$REAL -v error -nostdin {BLACK} -c:v libx264 -f mpegts out", Word.WRONG_PICTURE, "PSNR of luma"),
        ("x264", "exit 0", Word.WRONG_PICTURE, "no file was written"),
        ("x264", "echo garbage > out", Word.WRONG_PICTURE, "Invalid data"),
        ("decode-h264", f"$REAL -v error -nostdin {BLACK} -f framemd5 out", Word.WRONG_PICTURE, "not those of the CPU"),
        (
            "x264",
            "echo '[x @ 0x55] Cannot load libcuda.so.1' >&2; exit 255",
            Word.DRIVER_LIBRARY_MISSING,
            "Cannot load",
        ),
        ("x264", "echo 'Something else' >&2; exit 7", Word.PROBE_FAILED, "rc 7: Something else"),
        ("x264", "kill -SEGV $$", Word.PROBE_FAILED, "rc -11: ended by SIGSEGV"),
        ("x264", 'exec $REAL "$@"', Word.OK, ""),
    ],
    ids=["black", "nothing", "garbage", "decoder", "library", "other", "crash", "right"],
)
def test_probe_finds_what_is_wrong(
    lane: str, script: str, word: Word, why: str, clip: Clip, fake: Callable[[str], Build]
) -> None:
    """Given a build that goes wrong, above all one that ends with 0 and another picture, then the cell says so."""
    cell = probing.probe(LANES[lane], fake(script), clip, REAL)
    assert cell.word is word
    assert why in cell.why


def test_probe_of_a_build_that_hangs_ends(
    clip: Clip, fake: Callable[[str], Build], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a build that hangs and ignores SIGTERM, then the cell says that it took too long."""
    monkeypatch.setattr(probing, "limits_of", lambda _: Limits(wall=0.3, grace=0.1))
    build = fake("trap '' TERM; while :; do sleep 1; done")
    assert probing.probe(LANES["x264"], build, clip, REAL).word is Word.TIMEOUT


def test_probe_of_a_build_without_the_encoder(clip: Clip, fake: Callable[[str], Build]) -> None:
    """Given a build that does not list the encoder or the way to a device, then nothing is run."""
    build = fake("exit 9")
    build.encoders, build.hwaccels = frozenset({"libx265"}), frozenset({"vaapi"})
    words = [probing.probe(LANES[name], build, clip, REAL).word for name in ("x264", "nvdec-h264", "decode-hevc")]
    assert words == [Word.ENCODER_NOT_COMPILED] * 3


@pytest.mark.parametrize(("busy", "word"), [("0, 0", Word.SILENT_CPU_FALLBACK), ("0, 37", Word.OK)])
def test_quiet_decoding_on_the_cpu_is_recognised(
    busy: str, word: Word, clip: Clip, fake: Callable[[str], Build], tool: Callable[[str, str], None]
) -> None:
    """Given the right pictures from a build that chose by itself, then only an engine seen at work makes them count."""
    tool("nvidia-smi", f"echo {busy}")
    # A build that decodes on the CPU when it is left the choice.
    words = 'for word; do shift; case $word in -hwaccel|auto) ;; *) set -- "$@" "$word";; esac; done'
    cell = probing.probe(LANES["decode-auto"], fake(f'{words}\nsleep 0.3\nexec $REAL "$@"'), clip, REAL)
    assert cell.word is word, cell.why


def test_report_of_this_machine_is_whole(records: list[Record], tmp_path: Path) -> None:
    """Given a bench, then its records follow the schema, are read back as they were, and nothing in them is broken."""
    with (tmp_path / "report").open("w") as stream:
        writer = report.Writer(stream)
        for record in records:
            writer.write(record)
    assert report.read(tmp_path / "report") == json.loads(json.dumps(records))
    assert findings.broken(records) == []
    assert {record["lane"] for record in records} == set(LANES)


def test_exact_setting_gives_one_result_and_its_pictures_are_right(records: list[Record]) -> None:
    """Given x264's exact setting, alone, together and with parts of the CPU masked, then there is one stream."""
    exact = [record for record in records if (record["lane"], record.get("setting")) == ("x264", "exact")]
    same = [record for record in exact if record["mask"] not in findings.UNLIKE_MASKS]
    assert {record["workers"] for record in same} == {1, machine.host()["cores"]}
    assert {record["mask"] for record in same} >= {None, "no SIMD in filters"}
    assert len({record["sha256_es_nosei"] for record in same}) == 1
    assert all(record["psnr_y"] > 30 and record["sig_verdict_livepeer"] != "none" for record in exact)
    assert all(0 < record["latency_p50_s"] <= record["latency_p95_s"] for record in exact)
    assert all(record["cpu_user_s"] > 0 and record["max_rss"] > 1 << 20 for record in exact)


def test_masks_are_applied(records: list[Record]) -> None:
    """Given runs with parts of the CPU masked, then ffmpeg was told so, and x264 without SIMD gives another stream."""
    by_mask = {record["mask"]: record for record in exact_runs(records)}
    assert set(by_mask) == {None, *LANES["x264"].masks}
    assert by_mask["no SIMD in filters"]["argv"][:2] == ["-cpuflags", "0"]
    assert by_mask["x264 without SIMD"]["sha256_es_nosei"] != by_mask[None]["sha256_es_nosei"]


def test_exact_setting_is_the_set_that_is_documented() -> None:
    """Given x264's two settings, then one has one thread, exact scaling and no bit rate, the other all that differs."""
    exact, production = (LANES["x264"].command(name, "in", "out", (64, 64), 1000) for name in ("exact", "production"))
    assert " ".join(exact) == (
        "-threads 1 -i in -an -vf scale=64:64:flags=bicubic+accurate_rnd+bitexact -c:v libx264 -preset medium -crf 23 "
        "-bf 3 -forced-idr 1 -threads 1 -bsf:v filter_units=remove_types=6 -g 50 -flags +bitexact -fflags +bitexact "
        "-map_metadata -1 -f mpegts out"
    )
    assert " ".join(production) == (
        "-i in -an -vf scale=64:64 -c:v libx264 -preset medium -b:v 1000 -minrate 1000 -maxrate 1000 -bufsize 1000 "
        "-bf 3 -forced-idr 1 -threads 0 -g 50 -flags +bitexact -fflags +bitexact -map_metadata -1 -f mpegts out"
    )


def test_schema_knows_every_word() -> None:
    """Given the schema of a report, then a record may have each word of the vocabulary and no other."""
    schema = json.loads(Path(report.__file__).with_name("record.schema.json").read_text())["$defs"]
    assert schema["run"]["properties"]["status"]["enum"] == list(Word)
    assert schema["empty"]["properties"]["status"]["enum"] == [word for word in Word if word is not Word.OK]


def test_absent_cells_say_why(records: list[Record]) -> None:
    """Given a lane that is not chosen, then its record says so; none is left out."""
    assert next(record for record in records if record["lane"] == "x265")["status"] == Word.SKIPPED


def test_report_names_neither_host_nor_paths(records: list[Record]) -> None:
    """Given a report, then it has no path of this machine, no name of it and no user's."""
    text = json.dumps(records)
    for secret in (f'"{os.uname().nodename}"', str(Path(REAL).parent), "livepeer-video-", str(Path.home()) + "/"):
        assert secret not in text


def changed(records: list[Record], change: Callable[[Record], dict[str, Any]]) -> list[Record]:
    """Records with other values in those of runs."""
    return [{**record, **(change(record) if record["record"] == "run" else {})} for record in records]


def exact_runs(records: list[Record]) -> list[Record]:
    """The runs of x264's exact setting."""
    return [record for record in records if record["record"] == "run" and record["setting"] == "exact"]


def test_findings_tell_of_an_exact_setting_that_is_not(records: list[Record]) -> None:
    """Given one run of an exact setting with another stream, then that is found."""
    records = exact_runs(records)
    other = [{**records[0], "sha256_es_nosei": "0" * 64}, *records[1:]]
    assert findings.broken(other) == ["not exact: x264 gives 2 different streams of the clip pictures with all builds"]


@pytest.mark.parametrize("word", [Word.WRONG_PICTURE, Word.SESSION_LIMIT])
def test_findings_tell_of_runs_that_failed(word: Word, records: list[Record]) -> None:
    """Given a run that failed, or showed something else, then that is found under its word."""
    found = findings.broken([{**exact_runs(records)[0], "status": str(word), "why": "because"}])
    assert len(found) == 1
    assert found[0].startswith(f"{word}: x264")


def agreements(one: list[Record], other: list[Record]) -> dict[str, tuple[Agreement, str]]:
    """What two reports of a machine each agree on, by cell."""
    (first,), (second,) = sides("one", one), sides("other", other)
    return {row.cell: (row.agreement, row.why) for row in compare(first, second)}


EXACT = "x264 exact, clip pictures"


@pytest.mark.parametrize(
    ("change", "agreement", "why"),
    [
        ({}, Agreement.BITS, ""),
        ({"sha256_es_nosei": "0" * 64}, Agreement.PICTURES, ""),
        ({"sha256_es_nosei": "0" * 64, "sha256_pictures": "0" * 64}, Agreement.DIFFERENT, "1 and 1 different results"),
        ({"clip_sha256": "0" * 64}, Agreement.NOT_COMPARABLE, "other source clips"),
        ({"argv": ["-i", "IN", "OUT"]}, Agreement.NOT_COMPARABLE, "other arguments"),
        ({"status": "session-limit", "why": "full"}, Agreement.NOT_COMPARABLE, "session-limit: full"),
    ],
    ids=["same", "stream", "pictures", "clip", "arguments", "failed"],
)
def test_comparison_says_what_agrees(
    change: dict[str, Any], agreement: Agreement, why: str, records: list[Record]
) -> None:
    """Given two reports that differ in one thing, then the cell says whether they agree, and if not, why not."""
    found = agreements(records, changed(records, lambda _: change))[EXACT]
    assert found[0] is agreement
    assert why in found[1]


def test_comparison_of_several_results_finds_those_in_common(records: list[Record]) -> None:
    """Given a report with two results of which the other has one, then some agree."""
    runs = exact_runs(records)
    other = [{**run, "sha256_es_nosei": "0" * 64, "sha256_pictures": "0" * 64} for run in runs[:1]] + runs[1:]
    assert agreements(runs, other)[EXACT][0] is Agreement.OVERLAP
    # The same several results are no agreement of every run either.
    assert agreements(other, other)[EXACT][0] is Agreement.OVERLAP


def test_comparison_names_the_word_of_an_absent_cell(records: list[Record]) -> None:
    """Given a machine on which the lane is not there, then its word is the reason."""
    empty = [record for record in records if record["record"] == "empty" and record["lane"] == "nvenc-h264"]
    gpu = [{**run, "lane": "nvenc-h264", "setting": "constant"} for run in exact_runs(records)]
    agreement, why = agreements(gpu, empty)["nvenc-h264 constant, clip pictures"]
    assert agreement is Agreement.NOT_COMPARABLE
    assert empty[0]["status"] in why


def hostile(line: Record) -> dict[str, tuple[bytes, str]]:
    """Files that are no reports, and what is to be said of each."""

    def text(**change: object) -> bytes:
        return json.dumps({**line, **change}).encode()

    less = {name: value for name, value in line.items() if name != "wall_s"}
    return {
        "empty": (b"\n\n", "no line in it"),
        "binary": (bytes(range(256)), "1: no JSON"),
        "cut": (text()[:-40], "1: no JSON"),
        "second line": (text() + b"\n{}", "2: the line: 'record' is a required property"),
        "deep": (b"[" * 60_000, "1: no JSON"),
        "long": (b'{"record": "' + b"x" * 70_000 + b'"}', "1: more than 64 KiB in a line"),
        "list": (b"[]", "1: the line: [] is not of type 'object'"),
        "no number": (text(wall_s=float("nan")), "1: no JSON: NaN is no number"),
        "negative": (text(wall_s=-1), "1: wall_s: -1 is less than the minimum of 0"),
        "word": (text(status="fine"), "1: status: 'fine' is not one of"),
        "hash": (text(sha256_pictures="../../etc/passwd"), "1: sha256_pictures: '../../etc/passwd' does not match"),
        "missing": (json.dumps(less).encode(), "1: the line: 'wall_s' is a required property"),
        "more": (text(extra=1), "1: the line: Additional properties are not allowed ('extra' was unexpected)"),
        "host": (text(host={"cpu": "a"}), "1: host: 'architecture' is a required property"),
        "schema": (text(schema="transcode-v2"), "1: schema: 'transcode-v1' was expected"),
        "twice": (text() + b"\n" + text(), "run_id: the same run twice"),
    }


@pytest.mark.parametrize("name", hostile({}))
def test_hostile_report_is_refused_with_file_line_and_field(name: str, records: list[Record], tmp_path: Path) -> None:
    """Given a file that is no report, then the command ends with 2 and says where it is wrong."""
    content, said = hostile(exact_runs(records)[0])[name]
    file = tmp_path / "a.jsonl"
    file.write_bytes(content)
    result = CliRunner().invoke(app, ["bench", "compare", str(file), str(file)])
    assert result.exit_code == 2
    assert f"{file}" in result.stderr
    assert said in result.stderr


def written(records: list[Record], file: Path) -> str:
    """A report's path."""
    file.write_text("".join(report.dumps(record) + "\n" for record in records))
    return str(file)


def test_compare_merges_reports(records: list[Record], tmp_path: Path) -> None:
    """Given reports of two machines, then they are compared cell by cell and merged into a report of both."""
    host = {**machine.host(), "cpu": "Another\x1b[31m"}
    other = [{**record, "host": host} for record in changed(records, lambda run: {"run_id": run["run_id"] + "b"})]
    files = [written(records, tmp_path / "a.jsonl"), written(other, tmp_path / "b.jsonl")]
    merged = tmp_path / "both.jsonl"
    result = CliRunner().invoke(app, ["bench", "compare", *files, "--merged", str(merged), "--json"])
    assert result.exit_code == 0, result.stderr
    rows = {row["cell"]: row["agreement"] for row in json.loads(result.stdout)}
    assert rows[EXACT] == "bits agree"
    assert rows["decode-h264 decode, clip pictures"] == "pictures agree"
    assert len(report.read(merged)) == 2 * len(records)
    again = CliRunner().invoke(app, ["bench", "compare", str(merged)])
    assert again.exit_code == 0
    assert "bits agree" in again.stdout
    assert "\x1b" not in again.stdout


def test_compare_needs_two_machines(records: list[Record], tmp_path: Path) -> None:
    """Given one report of one machine, then there is nothing to compare."""
    result = CliRunner().invoke(app, ["bench", "compare", written(records, tmp_path / "a.jsonl")])
    assert result.exit_code == 2
    assert "nothing to compare" in result.stderr
    shown = CliRunner().invoke(app, ["bench", "compare", "--tables", str(tmp_path / "a.jsonl")])
    assert shown.exit_code == 0
    assert "x264 production" in shown.stdout


def test_unknown_lane_is_a_usage_error() -> None:
    """Given a lane that nobody knows, then the command ends with 2 and names those that are known."""
    result = CliRunner().invoke(app, ["bench", "transcode", "--lane", "x266"])
    assert result.exit_code == 2
    assert "known are x264, x265" in result.stderr


@pytest.mark.parametrize(("program", "said"), [("/nowhere/ffmpeg", "is no program"), (sys.executable, "error: ")])
def test_what_is_no_ffmpeg_is_told(program: str, said: str, tmp_path: Path) -> None:
    """Given a program that is not there, or is another one, then nothing is measured and the command ends with 3."""
    command = ["bench", "transcode", "--lane", "x264", "--ffmpeg", program, "--report", str(tmp_path)]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 3
    assert said in result.stderr


def test_command_shows_tables_and_draws_plots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a lane, then one command prints the tables, leaves report and plots, and nothing else."""
    monkeypatch.setattr("livepeer_conformance.commands.bench_transcode.QUICK", TINY)
    command = ["bench", "transcode", "--quick", "--lane", "ffv1", "--ffmpeg", REAL, "--report", str(tmp_path)]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    assert "skipped-by-user" in result.stdout
    assert "Determinism: clip pictures" in result.stdout
    names = {file.name for file in tmp_path.iterdir()}
    assert names == {"transcode.jsonl", "transcode-determinism.png", "transcode-throughput.png"}
    assert all(file.read_bytes()[:4] == b"\x89PNG" for file in tmp_path.glob("*.png"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_bench_leaves_nothing_but_its_report(number: int, tmp_path: Path) -> None:
    """Given a bench that is interrupted in a run, then it ends with 130, and leaves no process and no file."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    program = tmp_path / "ffmpeg"
    listed = 'case "$*" in *-version*|*-encoders*|*-hwaccels*|*probe*|*lavfi*|*reference*)'
    program.write_text(f'#!/bin/sh\n{listed} exec {REAL} "$@";; esac\necho $$ >> {tmp_path}/pids\nexec sleep 60\n')
    program.chmod(0o755)
    command = [sys.executable, "-m", "livepeer_conformance", "bench", "transcode", "--quick", "--lane", "ffv1",
               "--ffmpeg", str(program), "--report", str(tmp_path / "report")]  # fmt: skip
    bench = subprocess.Popen(command, env={**os.environ, "TMPDIR": str(temporary)}, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not (tmp_path / "pids").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    bench.send_signal(number)
    assert bench.wait(20) == 130
    assert list(temporary.iterdir()) == []
    assert [name for name in (tmp_path / "pids").read_text().split() if Path(f"/proc/{name}").exists()] == []


def test_device_is_told_without_its_number(tool: Callable[[str, str], None]) -> None:
    """Given a device, then its facts are told, and of its identity only a hash."""
    tool("nvidia-smi", "echo 'NVIDIA L4, GPU-1234, 8.9, 580.1, 95.04, 23034 MiB'")
    device, why = machine.device()
    assert (device or {})["name"] == "NVIDIA L4"
    assert "GPU-1234" not in str(device)
    assert why == ""


@pytest.mark.parametrize("script", ["exit 9", "echo 'NVIDIA-SMI has failed' ; exit 0", "exit 0"])
def test_device_that_does_not_answer_has_a_reason(script: str, tool: Callable[[str, str], None]) -> None:
    """Given a driver that does not work, then there is no device, and it is said why."""
    tool("nvidia-smi", script)
    device, why = machine.device()
    assert device is None
    assert why.startswith("nvidia-smi: ")


def test_energy_is_counted_where_it_can_be_read(tmp_path: Path) -> None:
    """Given counters of the CPU, then their difference is told; none when one began anew or cannot be read."""
    counter = tmp_path / "intel-rapl:0" / "energy_uj"
    counter.parent.mkdir()
    counter.write_text("1000000")
    meter = energy.Meter(False, tmp_path)
    counter.write_text("3500000")
    assert (meter.joules(), meter.source) == (2.5, "intel-rapl")
    counter.write_text("10")
    assert meter.joules() is None
    counter.write_text("nonsense")
    assert meter.joules() is None
    assert energy.Meter(False, tmp_path / "nothing").source == "no intel-rapl counters"


def test_run_of_the_bench_is_guarded(records: list[Record]) -> None:
    """Given the runs of a report, then each read its clip through the guards that hostile input meets."""
    arguments = running.guarded(("-i", "IN"))
    assert all(run["argv"][run["argv"].index("IN") - len(arguments) + 1 :][: len(arguments)] == arguments
               for run in exact_runs(records))  # fmt: skip


@pytest.mark.parametrize("file", sorted(REPORTS.glob("*.jsonl")), ids=lambda file: file.stem)
def test_committed_report_is_whole(file: Path) -> None:
    """Given a report that somebody added, then it can be read, every lane is in it, and nothing in it is broken."""
    found = report.read(file)
    assert {record["lane"] for record in found} == set(LANES)
    assert findings.broken(found) == []
