"""Evidence on the disk: whole after a crash at any moment, checked by anybody, and refused by field when it is not."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import killed_keeping
import pytest
from killed_keeping import STEPS
from streaming_world import BOB
from verifying_world import accused

from livepeer_reference.verifying import folder as folders
from livepeer_reference.verifying.accused import EVIDENCE, RENDITION, SOURCE, Accused
from livepeer_reference.verifying.checking import check
from livepeer_reference.verifying.folder import EvidenceFolder, FolderInUse, create_file
from livepeer_reference.verifying.judging import Judgement
from livepeer_reference.verifying.reading import MAX_EVIDENCE_BYTES, EvidenceError, read
from livepeer_spec.offchain.profiles import PRESETS
from livepeer_spec.offchain.signatures import sign_message
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.verification.content.rule import Asked
from livepeer_spec.verification.full import Verdict


def test_evidence_is_read_as_it_was_kept(tmp_path: Path) -> None:
    """Given evidence that is kept, when it is read, then it is the same; kept twice it is there once."""
    given = accused()
    folder = EvidenceFolder(tmp_path / "evidence")
    assert folder.keep(given) == folder.keep(given) == given.name
    assert folder.names() == [given.name]
    found = read(folder.path / given.name)
    assert dataclasses.replace(found, profile=given.profile) == given
    assert all(finding.holds for finding in check(found, None))


# Crashes.


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[list[str]]]:
    """Folders in which a process was killed before each step of keeping evidence; the signal, and what it had said."""
    path = tmp_path_factory.mktemp("killed")
    command = [sys.executable, str(Path(killed_keeping.__file__)), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    return path, [line.split() for line in done.stdout.splitlines()]


@pytest.mark.parametrize("step", range(len(STEPS)))
def test_evidence_is_whole_or_not_there_after_kill_nine(step: int, killed: tuple[Path, list[list[str]]]) -> None:
    """Given a process that is killed before any step of keeping evidence, then what is there is whole, what it had
    acknowledged is there, and the next start removes what is left over and can keep the same again."""
    path = killed[0] / str(step)
    by_signal, *acknowledged = killed[1][step]
    assert int(by_signal) == signal.SIGKILL
    assert acknowledged == ([accused(1).name] if step == len(STEPS) - 1 else [])
    with EvidenceFolder(path).keeping() as folder:
        assert not list(path.glob(".half-*"))
        is_there = step > STEPS.index("rename")
        assert folder.names() == sorted([accused(0).name, *([accused(1).name] if is_there else [])])
        for name in folder.names():
            assert all(finding.holds for finding in check(read(path / name), None))
        assert folder.keep(accused(1)) in folder.names()


def test_file_is_replaced_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a disk that is full while a file is replaced, then the old one is there and nothing else."""
    file = tmp_path / "decision.json"
    create_file(file, b"old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folders.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        create_file(file, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["decision.json"]
    assert file.read_bytes() == b"old"
    with pytest.raises(OSError, match="No space left"):
        EvidenceFolder(tmp_path / "evidence").keep(accused())
    assert list((tmp_path / "evidence").iterdir()) == []


def test_folder_has_one_keeper(tmp_path: Path) -> None:
    """Given a process that keeps evidence, then another one is refused."""
    with EvidenceFolder(tmp_path).keeping(), pytest.raises(FolderInUse), EvidenceFolder(tmp_path).keeping():
        pass


# What evidence proves.


def tampered_with(source: bytes, rendition: bytes, asked: Asked | None) -> Judgement:
    """A verifier for which everything is tampered with."""
    return Judgement(Verdict.TAMPERED, "made up", "")


def broken(field: str) -> Accused:
    """Evidence of which one thing was changed by somebody who cannot sign."""
    one, other = accused(), PRESETS["P240p30fps16x9"]
    changes: dict[str, Any] = {
        "source": {"source": b"another source"},
        "rendition": {"rendition": b"another rendition"},
        "sessionId": {"session_id": "abce"},
        "profile": {"profile": other},
        "signature": {"orchestrator": BOB.address},
        "segment": {"evidence": one.evidence._replace(segment=1)},
        "round": {"evidence": one.evidence._replace(round=2**256)},
        "hashes": {"result_hashes": (keccak(b"x"),)},
        "result": {"result_signature": sign_message(BOB.key, keccak(b"x"))},
    }
    return dataclasses.replace(one, **changes[field])


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ("source", ["source"]),
        ("rendition", ["rendition"]),
        ("sessionId", ["evidence.json: sessionId"]),
        ("profile", ["evidence.json: profile"]),
        ("signature", ["evidence.json: signature", "evidence.json: result"]),
        ("segment", ["evidence.json: signature"]),
        ("round", ["evidence.json: signature"]),
        ("hashes", ["evidence.json: result"]),
        ("result", ["evidence.json: result"]),
    ],
)
def test_check_names_what_does_not_hold(change: str, fields: list[str]) -> None:
    """Given evidence that somebody changed, then exactly what was changed does not hold."""
    found = check(broken(change), tampered_with)
    assert [finding.field for finding in found if not finding.holds] == fields
    assert all(finding.is_needed != (finding.field == "evidence.json: result") for finding in found)


@pytest.mark.parametrize(("verdict", "holds"), [("VALID", False), ("UNDECODABLE", True), ("NONE", None)])
def test_check_looks_at_the_videos_again(verdict: str, holds: bool | None) -> None:
    """Given a verdict of whoever checks, then the accusation holds, does not, or cannot be told."""
    found = check(accused(), lambda *videos: Judgement(Verdict[verdict], "content 1", "so it is"))
    assert found[-1].holds is holds


# What cannot be read.


def edited(change: Any) -> Any:
    """Changes ``evidence.json`` in a folder."""

    def edit(folder: Path) -> None:
        told = json.loads((folder / EVIDENCE).read_text())
        change(told)
        (folder / EVIDENCE).write_text(json.dumps(told))

    return edit


def as_link(folder: Path) -> None:
    """A source that is elsewhere."""
    (folder / SOURCE).unlink()
    (folder / SOURCE).symlink_to("/etc/hostname")


def as_pipe(folder: Path) -> None:
    """A source that never ends."""
    (folder / SOURCE).unlink()
    os.mkfifo(folder / SOURCE)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda folder: (folder / SOURCE).unlink(), "source: cannot be read: No such file"),
        (lambda folder: (folder / RENDITION).write_bytes(b""), "rendition: is empty"),
        (as_link, "source: cannot be read: Too many levels of symbolic links"),
        (as_pipe, "source: is no plain file"),
        (lambda folder: (folder / EVIDENCE).write_bytes((folder / EVIDENCE).read_bytes()[:700]), "is no JSON"),
        (lambda folder: (folder / EVIDENCE).write_bytes(b"[" * 20_000), "evidence.json: is no JSON"),
        (lambda folder: (folder / EVIDENCE).write_bytes(b"\xff\xfe"), "evidence.json: is no JSON"),
        (lambda folder: (folder / EVIDENCE).write_bytes(b'{"a": 1, "a": 2}'), "a name is there twice"),
        (lambda folder: (folder / EVIDENCE).write_bytes(b" " * (MAX_EVIDENCE_BYTES + 1)), "is longer than 65536 bytes"),
        (edited(lambda told: told.pop("signature")), "field $: 'signature' is a required property"),
        (edited(lambda told: told.update(more=1)), "field $: Additional properties are not allowed"),
        (edited(lambda told: told["evidence"].update(round="-1")), "field $.evidence.round: '-1' does not match"),
        (edited(lambda told: told["evidence"].update(round=20)), "field $.evidence.round: 20 is not of type 'string'"),
        (edited(lambda told: told["evidence"].update(round="9" * 79)), "field $.evidence.round:"),
        (edited(lambda told: told["profile"].update(width=1e400)), "evidence.json: field $.profile.width:"),
        (edited(lambda told: told.update(verdict="VALID")), "field $.verdict: 'VALID' is not one of"),
        (edited(lambda told: told.update(orchestrator="0x" + "0" * 41)), "field $.orchestrator:"),
    ],
)
def test_reading_rejects_hostile_evidence_by_file_and_field(change: Any, text: str, tmp_path: Path) -> None:
    """Given evidence that is cut or made up, then the error names the file, the field and what is wrong."""
    name = EvidenceFolder(tmp_path).keep(accused())
    change(tmp_path / name)
    with pytest.raises(EvidenceError) as caught:
        read(tmp_path / name)
    assert text in str(caught.value)
