"""Compiling the mutants: what is written, what is compared, and what is refused."""

from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("solcx", reason="compiling needs py-solc-x: pip install 'livepeer-conformance[build]'")

from livepeer_conformance.mutants import build, catalogue, compiled
from livepeer_conformance.mutants.catalogue import CatalogueError
from livepeer_reference import artifacts as reference
from livepeer_reference.build import CompilerMissing

MUTANT = catalogue.load()["poll-destroyed-in-last-block"]


def test_mutant_with_the_code_of_the_reference_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a change that compiles to the same code, it is no mutant."""
    monkeypatch.setattr(build, "compile_contract", lambda upgrade, name, replaced: reference.load(upgrade, name))
    with pytest.raises(CatalogueError, match="has the code of the unbroken PollCreator"):
        build.compile_mutant(MUTANT)


def test_what_is_packed_comes_back() -> None:
    """Given other code than the reference's, it is packed small, and unpacked it is the same."""
    original = compiled.original_artifact(MUTANT)
    mutated = replace(original, code=original.code[:200] + b"\x00" + original.code[200:], runtime_size=7)
    entry = compiled.pack(original, mutated, "source")
    assert compiled.unpack(MUTANT, original, entry).code == mutated.code
    assert compiled.unpack(MUTANT, original, entry).runtime_size == 7
    assert len(entry["code"]) < 100


def test_build_without_compiler_is_not_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Given no compiler, the check neither passes nor fails."""

    def missing(upgrade: str, name: str, replaced: dict[str, str]) -> None:
        raise CompilerMissing("no solc")

    monkeypatch.setattr(build, "compile_contract", missing)
    assert build.main(["--check"]) == build.EXIT_NOT_RUN
    assert capsys.readouterr().err == "not run: no solc\n"


def test_check_tells_each_difference(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Given code that compiles to something else than is committed, each mutant with it is told."""
    committed = compiled.entries("confluence")
    other = {**committed[MUTANT.id], "runtime_size": 1}
    monkeypatch.setattr(
        build, "compile_mutant", lambda mutant: other if mutant.id == MUTANT.id else committed[mutant.id]
    )
    assert build.main(["--check", "--upgrade", "confluence"]) == build.EXIT_DIFFERENT
    assert capsys.readouterr().err == f"confluence: {MUTANT.id} differs\n"


def test_build_compiles_what_changed_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Given current code for all mutants but one, that one is compiled, and all are written."""
    committed = dict(compiled.entries("confluence"))
    entry = committed.pop(MUTANT.id)
    asked = []
    monkeypatch.setattr(build, "FOLDER", tmp_path / "compiled")
    monkeypatch.setattr(compiled, "entries", lambda upgrade: committed)
    monkeypatch.setattr(build, "compile_mutant", lambda mutant: asked.append(mutant.id) or entry)
    assert build.main(["--upgrade", "confluence"]) == 0
    assert asked == [MUTANT.id]
    present = Path(build.__file__).parent / "_compiled" / "confluence.json"
    assert (tmp_path / "compiled" / "confluence.json").read_bytes() == present.read_bytes()
