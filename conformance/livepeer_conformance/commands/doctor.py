"""``livepeer-conformance doctor``: what this installation can do."""

import os
import platform
import shutil

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from livepeer_conformance.backends import registry
from livepeer_conformance.backends.base import BackendError
from livepeer_conformance.backends.selfcheck import selfcheck
from livepeer_conformance.reports.document import package_version
from livepeer_reference.nodes import ffmpeg

_PACKAGES = (
    "livepeer-conformance", "py-evm", "pyrevm", "eth-tester", "coincurve", "pycryptodome", "safe-pysha3",
    "hypothesis", "pytest", "pytest-xdist", "py-solc-x", "imageio-ffmpeg", "grpcio", "protobuf",
    "aiohttp", "cryptography", "matplotlib",
)  # fmt: skip


def backend_states() -> dict[str, str]:
    """For each backend what its self-check says, or why it cannot be created here."""
    states = {}
    for name, reason in registry.available().items():
        if reason is not None:
            states[name] = f"no: {reason}"
        elif name == "rpc":
            states[name] = "yes, with --url of a node"
        else:
            states[name] = _state(name)
    return states


def _state(name: str) -> str:
    try:
        backend = registry.create(name)
        try:
            selfcheck(backend)
        finally:
            backend.close()
    except BackendError as error:
        return f"no: {error.message}"
    return "yes, self-check passed"


def _ffmpeg_state() -> str:
    try:
        return ffmpeg.find()
    except ffmpeg.FfmpegMissing as error:
        return f"not found: {error}"


def show(console: Console) -> None:
    """Show Python, packages, backends and outside programs."""
    table = Table(show_header=False)
    table.add_column(no_wrap=True)
    table.add_column()
    table.add_row("Python", f"{platform.python_version()} ({platform.python_implementation()}), {platform.platform()}")
    for name in _PACKAGES:
        table.add_row(f"package {name}", package_version(name) or "not installed")
    for name, state in backend_states().items():
        table.add_row(f"backend {name}", escape(state) + (", the default" if name == registry.default_name() else ""))
    for name, variable in (("solc", "SOLC"), ("anvil", "ANVIL")):
        found = os.environ.get(variable) or shutil.which(name)
        table.add_row(name, found or f"not found; on PATH or in {variable}")
    table.add_row("ffmpeg", escape(_ffmpeg_state()))
    console.print(table)
