"""The example drivers in other languages, each where its toolchain is; they are what a reader begins with."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from client_run import DRIVERS, ClientRun, outcomes

BUILD_SECONDS = 600


def built(folder: Path, *commands: list[str]) -> None:
    """Build a driver; not run, with the reason, where the toolchain or its packages are out of reach."""
    environment = {**os.environ, "CGO_ENABLED": "0"}
    for fetch_or_build in commands:
        if shutil.which(fetch_or_build[0]) is None:
            pytest.skip(f"{fetch_or_build[0]} is not installed")
        done = subprocess.run(
            fetch_or_build,
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=BUILD_SECONDS,
            check=False,
        )
        is_fetching = fetch_or_build is not commands[-1]
        if done.returncode and is_fetching:
            pytest.skip(f"{' '.join(fetch_or_build)}: {done.stderr.strip().splitlines()[-1]}")
        assert done.returncode == 0, done.stdout + done.stderr


def is_right(client: ClientRun, command: list[object], functions: set[str]) -> None:
    """Check that a driver answers everything that it has, and has these functions."""
    result = client.run(command)
    assert result.exit_code == 0, result.output
    assert outcomes(result.report).keys() == {"passed", "not run"}
    passed = {check["check"] for check in result.report["checks"] if check["outcome"] == "passed"}
    assert {check.split("/")[1].split("[")[0] for check in passed} >= functions


def test_typescript_driver_is_conformant(tmp_path: Path) -> None:
    folder = DRIVERS / "typescript"
    built(folder, ["npm", "ci", "--no-audit", "--no-fund"], ["npm", "run", "build"])
    functions = {"ticket_hash", "ticket_signer", "permit_digest", "recipient_rand", "sign_message", "ticket_message"}
    functions |= {"evidence_digest", "evidence_signer"}
    is_right(ClientRun(tmp_path), ["node", folder / "build" / "driver.js"], functions)


def test_go_driver_is_conformant(tmp_path: Path) -> None:
    folder = DRIVERS / "go"
    built(folder, ["go", "mod", "download"], ["go", "build", "-o", "build/driver", "."])
    functions = {"ticket_hash", "ticket_signer", "lottery", "recipient_rand", "sign_message", "ticket_message"}
    is_right(ClientRun(tmp_path), [folder / "build" / "driver"], functions)


@pytest.mark.parametrize(
    "path", ["python/spec_driver.py", "python/wrong_driver.py", "typescript/driver.ts", "go/main.go"]
)
def test_driver_is_short(path: str) -> None:
    assert len((DRIVERS / path).read_text(encoding="utf-8").splitlines()) < 200
