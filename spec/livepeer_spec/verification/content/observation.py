"""What is kept of a decoded video: its fingerprint, a coarse picture for each frame, and how loud it sounds."""

import hashlib
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from livepeer_spec.requirements import implements
from livepeer_spec.verification.fingerprint.frames import Fingerprint

Bytes = NDArray[np.uint8]

GRID: Final = 32
"""Boxes of a picture in each direction."""
PLANES: Final = 3
"""Brightness, and the differences of blue and of red: Y, Cb and Cr."""
SAMPLED: Final = 128
"""Pixels, in each direction, to which a picture is averaged before anything is computed from it; for colours half."""
_PIXELS: Final = SAMPLED // GRID

SAMPLES_A_SECOND: Final = 48_000
WINDOW: Final = 1920
"""Samples of a window of sound: 40 milliseconds."""
BANDS: Final = (
    0, 140, 200, 280, 400, 560, 800, 1120, 1600, 2240, 3200, 4480, 6400, 8960, 12_800, 17_920
)  # fmt: skip
"""Where each band of tones begins, in hertz; it ends where the next one begins, the last one at 24,000."""
LOUDEST: Final = 90
"""The level of a tone of full scale, in decibels; 0 is 90 decibels below it, or less."""
_FULL_SCALE: Final = 2.0**15
_SILENCE: Final = 1e-12


class Sound(NamedTuple):
    """The sound of a video, all channels mixed into one.

    Attributes:
        digest: SHA-256 of its samples, 16 bits each, the least significant byte first; 32 bytes.
        levels: m x 16, how loud each band is in each window, in decibels, from 0 to 90.
    """

    digest: bytes
    levels: Bytes


@dataclass(frozen=True, eq=False)
class Observation:
    """A decoded video of n frames.

    Attributes:
        fingerprint: of n frames; it also has their times, and the width and height of the pictures.
        grids: n x 3 x 32 x 32, the mean brightness and colours of each box of a picture, from 0 to 255.
        details: n x 32 x 32, how much neighbouring pixels of a box differ, in quarters of a level of brightness.
        sound: None where it has none.
    """

    fingerprint: Fingerprint
    grids: Bytes
    details: Bytes
    sound: Sound | None


@implements("LP-CNT-001")
def grids_of(luma: Bytes, blue: Bytes, red: Bytes) -> Bytes:
    """The means of boxes, rounded half up: from n x 128 x 128, and n x 64 x 64 for each colour, to n x 3 x 32 x 32."""
    return np.stack([_means(plane) for plane in (luma, blue, red)], axis=1)


@implements("LP-CNT-002")
def details_of(luma: Bytes) -> Bytes:
    """How much each pixel of a box differs from the next one to the right and below, on average: n x 32 x 32.

    In quarters of a level, rounded down, 255 at most; from n x 128 x 128. The last column and row have no next one.
    """
    levels = luma.astype(np.int16)
    steps = np.zeros(luma.shape, np.int16)
    steps[:, :, :-1] = np.abs(np.diff(levels, axis=2))
    steps[:, :-1] += np.abs(np.diff(levels, axis=1))
    sums = steps.reshape(-1, GRID, _PIXELS, GRID, _PIXELS).sum(axis=(2, 4), dtype=np.int64)
    details: Bytes = np.minimum(4 * sums // (2 * _PIXELS * _PIXELS), 255).astype(np.uint8)
    return details


@implements("LP-CNT-003")
def sound_of(samples: bytes) -> Sound:
    """What a video sounds like: from samples of one channel, 48,000 a second and 16 bits each."""
    wave = np.frombuffer(samples, "<i2") / _FULL_SCALE
    windows = wave[: len(wave) // WINDOW * WINDOW].reshape(-1, WINDOW)
    shape = np.hanning(WINDOW)
    power = abs(np.fft.rfft(windows * shape, axis=1)) ** 2 / (shape.sum() / 2) ** 2
    bands = np.add.reduceat(power, [edge * WINDOW // SAMPLES_A_SECOND for edge in BANDS], axis=1)
    levels = 10 * np.log10(np.maximum(bands, _SILENCE)) + LOUDEST
    return Sound(hashlib.sha256(samples).digest(), np.clip(np.rint(levels), 0, LOUDEST).astype(np.uint8))


def _means(plane: Bytes) -> Bytes:
    pixels = plane.shape[-1] // GRID
    sums = plane.reshape(-1, GRID, pixels, GRID, pixels).sum(axis=(2, 4), dtype=np.int64)
    means: Bytes = ((2 * sums + pixels * pixels) // (2 * pixels * pixels)).astype(np.uint8)
    return means
