"""The commands ``evidence reexecute`` and ``evidence prove``: what is signed, what is proved, and what is refused."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from test_review_commands import KEY, accused
from typer.testing import CliRunner

from livepeer_conformance.cli import app
from livepeer_reference.nodes import segments
from livepeer_reference.nodes.wallet import Wallet
from livepeer_reference.verifying import executing
from livepeer_reference.verifying.accused import Accused
from livepeer_reference.verifying.folder import EvidenceFolder
from livepeer_reference.video import builds
from livepeer_spec.offchain.profiles import PRESETS, Codec, EncoderProfile, Format
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.verification.exact import ExactDomain, ExactResult, proof_signers

CONTRACT = "0x" + "33" * 20
EXECUTORS = [keccak(f"executor {number}".encode()) for number in range(3)]


@pytest.fixture(scope="module")
def videos() -> tuple[bytes, bytes]:
    """A source and its exact rendition."""
    (segment,) = segments.cut(segments.make_source(1))
    profile = next(iter(segments.PROFILES.values()))
    return segment.data, segments.transcode(segment.data, profile)


def kept(folder: Path, given: Accused) -> Path:
    """The folder of a piece of evidence."""
    return folder / EvidenceFolder(folder).keep(given)


def run(*words: str | Path) -> Any:
    """What a command of ``evidence`` does."""
    return CliRunner().invoke(app, ["evidence", *map(str, words)])


def reexecuted(tmp_path: Path, evidence: Path, number: int = 0, contract: str = CONTRACT) -> tuple[Any, Path]:
    """What an executor's command does, and the file that it is to write."""
    key, out = tmp_path / f"key {number}", tmp_path / f"result {number} {contract[:4]}"
    key.write_text("0x" + EXECUTORS[number].hex())
    return run("reexecute", evidence, "--key", key, "--contract", contract, "--out", out), out


def test_executors_find_what_was_made(tmp_path: Path, videos: tuple[bytes, bytes]) -> None:
    """Given honest work, when two executors transcode it again, then both find its bytes, and their results make a
    proof with both signers."""
    evidence = kept(tmp_path / "evidence", accused(0, *videos))
    files = []
    for number in range(2):
        result, file = reexecuted(tmp_path, evidence, number)
        assert result.exit_code == 0, result.output
        assert "the orchestrator's rendition came out" in result.stdout
        files.append(file)
    signed = executing.read(files[0])
    domain = ExactDomain(1, bytes.fromhex(CONTRACT[2:]))
    assert signed.result == ExactResult(keccak(videos[0]), signed.result.profile, keccak(videos[1]))
    assert (signed.domain, signed.executor) == (domain, Wallet(EXECUTORS[0]).address)
    # The order of the files and one that is there twice do not matter.
    told = json.loads(run("prove", evidence, *files[::-1], files[0], "--json").stdout)
    found, signers = proof_signers(
        domain, signed.result.source, signed.result.profile, bytes.fromhex(told["proof"][2:])
    )
    assert (told["honest"], found) == (True, signed.result)
    assert signers == sorted(Wallet(key).address for key in EXECUTORS[:2])
    assert told["executors"] == ["0x" + signer.hex() for signer in signers]


def test_executor_finds_something_else(tmp_path: Path, videos: tuple[bytes, bytes]) -> None:
    """Given a rendition that is not the exact one, then the executor says so, and signs what it found."""
    evidence = kept(tmp_path / "evidence", accused(0, videos[0], videos[1] + b"more"))
    result, file = reexecuted(tmp_path, evidence)
    assert (result.exit_code, "another rendition than the orchestrator's came out" in result.stdout) == (0, True)
    assert executing.read(file).result.rendition == keccak(videos[1])
    shown = run("prove", evidence, file)
    assert (shown.exit_code, "1 found that the rendition is not what its source gives" in shown.stdout) == (0, True)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"codec": Codec.VP9}, "profile.codec"),
        ({"format": Format.MP4}, "profile.format"),
        ({"encoder_profile": EncoderProfile.HIGH}, "profile.encoderProfile"),
        ({"frame_rate": 0}, "profile.frameRate"),
        ({"frame_rate_denominator": 2}, "profile.frameRate"),
        ({"gop": 1000}, "profile.gop"),
        ({"quality": 20}, "profile.quality"),
    ],
)
def test_profile_without_exact_rendition_is_refused(tmp_path: Path, change: dict[str, Any], field: str) -> None:
    """Given a profile that asks for what the exact settings do not do, then its field is named and nothing signed."""
    profile = dataclasses.replace(PRESETS["P144p30fps16x9"], **change)
    result, file = reexecuted(tmp_path, kept(tmp_path / "evidence", accused(profile=profile)))
    assert result.exit_code == 1
    assert field in result.stdout
    assert not file.exists()


def test_another_source_or_profile_is_refused(tmp_path: Path) -> None:
    """Given a folder whose source or profile is not what was signed, then nothing is signed."""
    other = accused(source=b"another")
    for name, given, field in (
        ("source", dataclasses.replace(accused(), source=other.source), "source: is not the source that was signed"),
        ("profile", dataclasses.replace(accused(), profile=PRESETS["P240p30fps16x9"]), "field profile: is not"),
    ):
        result, file = reexecuted(tmp_path, kept(tmp_path / name, given))
        assert (result.exit_code, field in result.stdout, file.exists()) == (1, True, False)


def test_broken_source_is_no_verdict(tmp_path: Path) -> None:
    """Given a source that cannot be decoded, then nothing can be said: exit code 3, and nothing is signed."""
    result, file = reexecuted(tmp_path, kept(tmp_path / "evidence", accused(source=b"no video")))
    assert (result.exit_code, file.exists()) == (3, False)
    assert "the source cannot be transcoded here: wrong-container" in result.stderr


def test_no_ffmpeg_is_no_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, videos: tuple[bytes, bytes]) -> None:
    """Given a machine without ffmpeg, then nothing can be said: exit code 3."""

    def missing(*words: object) -> Any:
        raise builds.FfmpegMissing("no ffmpeg")

    monkeypatch.setattr(executing.segments, "transcode", missing)
    result, _ = reexecuted(tmp_path, kept(tmp_path / "evidence", accused(0, *videos)))
    assert (result.exit_code, "no ffmpeg" in result.stderr) == (3, True)


def test_bad_command_line_exits_with_two(tmp_path: Path) -> None:
    """Given a key that is none, or a contract that is no address, then the command line makes no sense."""
    evidence, key = kept(tmp_path / "evidence", accused()), tmp_path / "key"
    key.write_text("0x12")
    common = ["reexecute", evidence, "--out", tmp_path / "out"]
    assert run(*common, "--key", key, "--contract", CONTRACT).exit_code == 2
    key.write_text(KEY.hex())
    for contract in ("0x1234", CONTRACT[2:], CONTRACT + "00", "ReExecution"):
        assert run(*common, "--key", key, "--contract", contract).exit_code == 2


@pytest.fixture
def result_file(tmp_path: Path, videos: tuple[bytes, bytes]) -> tuple[Path, Path]:
    """The folder of a piece of evidence, and an executor's result about it."""
    evidence = kept(tmp_path / "evidence", accused(0, *videos))
    return evidence, reexecuted(tmp_path, evidence)[1]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"format": "exact-result-v2"}, "field $.format"),
        ({"signature": "0x" + "00" * 65}, "field $.signature"),
        ({"signature": "0x" + "00" * 64}, "field $.signature"),
        ({"executor": "0x" + "11" * 20}, "field $.signature: is not the executor's"),
        ({"more": 1}, "field $"),
        ({"domain": {"chainId": "2", "contract": CONTRACT}}, "field $.signature: is not the executor's"),
        ({"domain": {"chainId": "01", "contract": CONTRACT}}, "field $.domain.chainId"),
    ],
)
def test_result_that_was_changed_is_refused(
    result_file: tuple[Path, Path], change: dict[str, Any], problem: str
) -> None:
    """Given a result in which a field is another, then file and field are named, and there is no proof."""
    evidence, file = result_file
    file.write_text(json.dumps(json.loads(file.read_text()) | change))
    shown = run("prove", evidence, file)
    assert shown.exit_code == 1
    assert f"{file.name}: {problem}" in shown.stdout


def test_results_that_do_not_fit_make_no_proof(
    tmp_path: Path, result_file: tuple[Path, Path], videos: tuple[bytes, bytes]
) -> None:
    """Given results for two contracts, of two renditions, or about other evidence, then there is no proof."""
    evidence, file = result_file
    _, elsewhere = reexecuted(tmp_path, evidence, 1, "0x" + "44" * 20)
    shown = run("prove", evidence, file, elsewhere)
    assert (shown.exit_code, "signed for another contract" in shown.stdout) == (1, True)
    first = executing.read(file)
    differing = first.result._replace(rendition=keccak(b"other"))
    key = EXECUTORS[2]
    second = executing.SignedResult(
        first.domain, differing, Wallet(key).address, executing.sign_result(key, first.domain, differing)
    )
    (tmp_path / "second").write_bytes(executing.written(second))
    shown = run("prove", evidence, file, tmp_path / "second")
    assert (shown.exit_code, "found something else" in shown.stdout) == (1, True)
    other = kept(tmp_path / "other", accused(0, videos[0] + b"\x00", videos[1]))
    shown = run("prove", other, file)
    assert (shown.exit_code, "about another source or profile" in shown.stdout) == (1, True)
