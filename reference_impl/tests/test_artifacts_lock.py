"""The committed artifacts belong to the committed sources. Needs no compiler: the lock holds both their hashes."""

import hashlib
import json
from pathlib import Path

import pytest

from livepeer_reference.artifacts import load, names

ROOT = Path(__file__).resolve().parent.parent
LOCK = json.loads((ROOT / "artifacts.lock.json").read_text(encoding="utf-8"))
SOURCES = {path for entry in LOCK.values() for path in entry["sources"]}


@pytest.mark.parametrize("upgrade", sorted(LOCK))
def test_sources_are_those_that_were_compiled(upgrade: str) -> None:
    """Given a changed source, this fails until ``python -m livepeer_reference.build`` has run."""
    sources = LOCK[upgrade]["sources"]
    assert {path: sha256((ROOT / "contracts" / path).read_text(encoding="utf-8")) for path in sources} == sources


@pytest.mark.parametrize("upgrade", sorted(LOCK))
def test_artifacts_are_those_that_were_built(upgrade: str) -> None:
    """Each artifact's creation and runtime code are the locked ones."""
    found = {name: artifact for name in names(upgrade) if (artifact := load(upgrade, name)).upgrade == upgrade}
    assert {
        name: {"creation": sha256(artifact.bytecode), "runtime": sha256(artifact.deployed_bytecode)}
        for name, artifact in found.items()
    } == LOCK[upgrade]["bytecode"]


def test_every_source_is_compiled() -> None:
    """No contract lies about that no build uses."""
    assert {path.relative_to(ROOT / "contracts").as_posix() for path in ROOT.glob("contracts/*/*.sol")} == SOURCES


def sha256(text: str) -> str:
    """Digest of a text in hex."""
    return hashlib.sha256(text.encode()).hexdigest()
