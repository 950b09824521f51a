"""Known fingerprints with the verdicts of the deployed comparison, from ``data/fingerprint_verdicts.json``."""

import json
import lzma
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from livepeer_spec.verification.fingerprint.frames import Fingerprint

DATA = Path(__file__).parent / "data"
_FRAME_BYTES = 81
_DIGITS = np.array([[value // 3**place % 3 for place in (4, 3, 2, 1, 0)] for value in range(243)], np.uint8)


class Pair(NamedTuple):
    """Two known fingerprints, and what the deployed comparison says to them."""

    name: str
    about: str
    trusted: int
    other: int
    verdict: int


@cache
def document() -> Any:
    """The file."""
    return json.loads((DATA / "fingerprint_verdicts.json").read_text(encoding="utf-8"))


@cache
def pairs() -> list[Pair]:
    """All pairs."""
    return [Pair(*row) for row in document()["pairs"]]


@cache
def fingerprints() -> list[Fingerprint]:
    """All fingerprints, by number."""
    content = np.frombuffer(lzma.decompress((DATA / "fingerprint_frames.xz").read_bytes()), np.uint8)
    rows, found = content.reshape(-1, _FRAME_BYTES), []
    for entry in document()["signatures"]:
        frames, rows = rows[: entry["frames"]], rows[entry["frames"] :]
        times = np.ascontiguousarray(frames[:, :4]).view(">u4").ravel().astype(np.int64)
        digits = _DIGITS[frames[:, 5:]].reshape(len(frames), -1)
        found.append(
            Fingerprint(entry["width"], entry["height"], entry["timeUnit"], times, frames[:, 4].copy(), digits)
        )
    return found
