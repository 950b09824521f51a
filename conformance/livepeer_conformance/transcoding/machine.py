"""Facts on machine and builds of ffmpeg, as a report has them: no path, no name of a host, no serial number."""

import hashlib
import os
import platform
import re
import shutil
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Final

from livepeer_reference.video import builds, running
from livepeer_reference.video.running import Limits
from livepeer_reference.video.verdicts import FfmpegFailed

_SIMD: Final = re.compile(r"(sse|ssse|avx|fma|bmi|asimd|neon|sve|crc32|aes$)")
_SHORT: Final = Limits(wall=10, processor=10)
_NVIDIA: Final = {
    "name": "name", "uuid": "uuid_sha256", "compute_cap": "compute_capability", "driver_version": "driver",
    "vbios_version": "vbios", "memory.total": "memory",
}  # fmt: skip


class Build:
    """A build of ffmpeg. Raises ``FfmpegFailed`` when it does not even say its version.

    Attributes:
        program: its path, which no report has.
        facts: what a report says of it.
        encoders: names of the video encoders that it has.
        hwaccels: ways to decode on a device that it has.
    """

    def __init__(self, program: str) -> None:
        self.program = program
        said = running.run(("-version",), limits=_SHORT, program=program).output.decode("utf-8", "replace")
        self.facts: dict[str, str | None] = {
            "version": _found(r"^ffmpeg version (\S+)", said),
            "compiler": _found(r"^built with (.+)$", said),
            "program_sha256": hashlib.sha256(Path(program).read_bytes()).hexdigest(),
            "configuration_sha256": hashlib.sha256((_found(r"^configuration: (.+)$", said) or "").encode()).hexdigest(),
        }
        for library in ("libavcodec", "libavformat", "libavfilter", "libswscale"):
            version = _found(rf"^{library}\s+([\d. ]+)/", said) or ""
            self.facts[library] = version.replace(" ", "").strip(".") or None
        listed = running.run(("-encoders",), limits=_SHORT, program=program).output.decode("utf-8", "replace")
        self.encoders = frozenset(re.findall(r"^ V[A-Z.]{5} (\S+)", listed, re.MULTILINE))
        accels = running.run(("-hwaccels",), limits=_SHORT, program=program).output.decode("utf-8", "replace")
        self.hwaccels = frozenset(accels.split("\n", 1)[-1].split())

    @property
    def name(self) -> str:
        """How tables call it: the beginning of its version."""
        return re.sub(r"^n(?=\d)", "", self.facts["version"] or "?").split("-")[0]


def builds_here(programs: Sequence[str] = ()) -> list[Build]:
    """The builds to use: those that are named, else all that FFMPEG, PATH and imageio-ffmpeg have, each once.

    Raises ``FfmpegMissing`` and ``FfmpegFailed``.
    """
    found = list(programs)
    if not found:
        found = [builds.find()]
        # There is the first one.
        with suppress(builds.FfmpegMissing):
            found.append(builds.packaged())
    by_hash: dict[str | None, Build] = {}
    for program in found:
        where = shutil.which(program)
        if where is None:
            raise builds.FfmpegMissing(f"{program} is no program")
        build = Build(where)
        by_hash.setdefault(build.facts["program_sha256"], build)
    return list(by_hash.values())


@cache
def host() -> dict[str, Any]:
    """Facts on CPU and memory."""
    info = _text(Path("/proc/cpuinfo"))
    flags = _found(r"^(?:flags|Features)\s*:\s*(.+)$", info) or ""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "cpu": _found(r"^model name\s*:\s*(.+)$", info) or platform.processor() or platform.machine(),
        "architecture": platform.machine(),
        "flags": sorted({flag for flag in flags.split() if _SIMD.match(flag)}),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gib": round(pages / 2**30, 1),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
    }


@cache
def device() -> tuple[dict[str, str] | None, str]:
    """Facts on the first NVIDIA device, or none and why."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return None, "no nvidia-smi on PATH"
    query = [program, f"--query-gpu={','.join(_NVIDIA)}", "--format=csv,noheader"]
    try:
        done = running.attempt(query, limits=_SHORT)
    except FfmpegFailed as error:
        return None, error.said
    rows = done.output.decode("utf-8", "replace").strip().splitlines()
    values = [value.strip() for value in rows[0].split(",")] if rows else []
    if done.verdict is not None or len(values) != len(_NVIDIA):
        return None, f"nvidia-smi: {done.why or (rows or ['said nothing'])[0]}"
    facts = dict(zip(_NVIDIA.values(), values, strict=True))
    facts["uuid_sha256"] = hashlib.sha256(facts["uuid_sha256"].encode()).hexdigest()
    return facts, ""


def engines_used() -> bool:
    """Whether an encoder or decoder of the first NVIDIA device works at this moment."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return False
    query = [program, "--query-gpu=utilization.encoder,utilization.decoder", "--format=csv,noheader,nounits"]
    try:
        done = running.attempt(query, limits=_SHORT)
    except FfmpegFailed:
        return False
    return any(int(number) > 0 for number in re.findall(r"\d+", done.output.decode("utf-8", "replace")))


def _found(pattern: str, text: str) -> str | None:
    match = re.search(pattern, text, re.MULTILINE)
    return match[1].strip() if match else None


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError:
        return ""
