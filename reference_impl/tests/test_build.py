"""The build: which sources and which compiler it takes, and what it says when there is none."""

from pathlib import Path

import pytest

pytest.importorskip("solcx", reason="compiling needs py-solc-x: pip install 'livepeer-conformance[build]'")

import solcx
from solcx.exceptions import SolcInstallationError

from livepeer_reference import build

COMMON = build.UNITS[0]
CONFLUENCE = next(unit for unit in build.UNITS if unit.upgrade == "confluence")


def fake_solc(path: Path, version: str) -> Path:
    """A program that claims to be solc of a version."""
    path.write_text(f"#!/bin/sh\necho 'Version: {version}+commit.00000000.Linux.g++'\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_sources_are_the_contract_and_what_it_imports() -> None:
    """Given one contract, its imports come along, theirs too, and a replaced text replaces."""
    sources = build.sources_of(CONFLUENCE, ("Poll", "ServiceRegistry"), {"confluence/Poll.sol": "mutant"})
    assert list(sources) == [
        "common/IController.sol",
        "common/IManager.sol",
        "common/Manager.sol",
        "common/ManagerProxyTarget.sol",
        "common/ServiceRegistry.sol",
        "confluence/Poll.sol",
    ]
    assert sources["confluence/Poll.sol"] == "mutant"


def test_contract_without_source_is_named() -> None:
    """Given a name that has no file, the error tells it."""
    with pytest.raises(build.BuildError, match="confluence: no source file for Nothing"):
        build.source_of(CONFLUENCE, "Nothing")


def test_solc_setting_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Given two compilers in SOLC, the one of the right release is taken."""
    other, right = fake_solc(tmp_path / "a", "0.5.17"), fake_solc(tmp_path / "b", build.SOLC_08.version)
    monkeypatch.setenv("SOLC", f"{other}:{right}")
    assert build.find_compiler(build.SOLC_08, tmp_path) == right


def test_missing_compiler_is_not_run_and_no_success(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Given no compiler and nothing to install one, the check neither passes nor fails: it is not run."""

    def refuse(version: str) -> None:
        raise SolcInstallationError(f"{version} cannot be fetched")

    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("SOLC", raising=False)
    monkeypatch.setattr(solcx, "get_installed_solc_versions", list)
    monkeypatch.setattr(solcx, "install_solc", refuse)
    assert build.main(["--check", "--upgrade", "common"]) == build.EXIT_NOT_RUN
    assert capsys.readouterr().err.startswith(f"not run: no solc {COMMON.compiler.version}")


def test_setting_that_does_not_run_is_not_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Given SOLC with a file that is not there, the build says so instead of taking another compiler."""
    monkeypatch.setenv("SOLC", str(tmp_path / "nothing"))
    assert build.main(["--check", "--upgrade", "common"]) == build.EXIT_NOT_RUN
    assert "cannot be run" in capsys.readouterr().err
