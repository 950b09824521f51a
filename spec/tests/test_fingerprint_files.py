"""Files of fingerprints: those that FFmpeg wrote, those that a cheat might write, and what the writer makes."""

import hashlib

import numpy as np
import pytest
from fingerprint_data import document, fingerprints
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from livepeer_spec.offchain.errors import Fault, OffchainRejection
from livepeer_spec.verification.fingerprint.frames import MAX_DISTANCE, Fingerprint, distances
from livepeer_spec.verification.fingerprint.layout import MAX_FRAMES, size_of
from livepeer_spec.verification.fingerprint.reading import counted_frames, read
from livepeer_spec.verification.fingerprint.writing import write

FAULTS = {fault for fault in Fault if fault.name.startswith("FINGERPRINT_")}


@st.composite
def made_up(draw: st.DrawFn, most: int = 100, least: int = 1) -> Fingerprint:
    """Any fingerprint that a file can hold, of so many frames."""
    count = draw(st.integers(least, most))
    source = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return Fingerprint(
        draw(st.integers(32, 65536)),
        draw(st.integers(32, 65536)),
        draw(st.integers(1, 65535)),
        source.integers(0, 2**32, count),
        source.integers(0, 256, count).astype(np.uint8),
        source.integers(0, 3, (count, 380)).astype(np.uint8),
    )


def outcome(content: bytes) -> Fingerprint | Fault:
    """What comes of reading a file: what it holds, or why it is refused."""
    try:
        return read(content)
    except OffchainRejection as rejection:
        return rejection.reason


def is_same(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether two fingerprints have the same fields."""
    fields = ("width", "height", "time_unit", "times", "confidences", "digits")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in fields)


def test_writer_makes_the_files_that_ffmpeg_wrote() -> None:
    """Given the frames of known fingerprints, when they are written, then each file has the known hash."""
    found = [hashlib.sha256(write(fingerprint)).hexdigest() for fingerprint in fingerprints()]
    assert found == [entry["sha256"] for entry in document()["signatures"]]


def test_files_that_ffmpeg_wrote_are_read() -> None:
    """Given the files of known fingerprints, when they are read, then nothing in them is refused."""
    assert all(is_same(read(write(fingerprint)), fingerprint) for fingerprint in fingerprints())


@pytest.mark.parametrize(("frames", "size"), [(37, 3389), (50, 4677), (60, 5538), (90, 8122)])
def test_size_is_that_of_published_files(frames: int, size: int) -> None:
    """Given files of which the number of frames is known, then the size follows from it, and it from the size."""
    assert (size_of(frames), counted_frames(size)) == (size, frames)


def test_no_two_counts_have_the_same_size() -> None:
    """Given all numbers of frames, then each has a size of its own, so that the size tells the number."""
    sizes = [size_of(frames) for frames in range(1, MAX_FRAMES + 1)]
    assert sizes == sorted(set(sizes))


@settings(max_examples=60, deadline=None)
@given(made_up())
def test_what_is_written_is_read(fingerprint: Fingerprint) -> None:
    """Given any fingerprint, when it is written and read, then it is the same."""
    assert is_same(read(write(fingerprint)), fingerprint)


@settings(max_examples=60, deadline=None)
@given(made_up(most=4), st.data())
def test_no_bit_can_be_changed_unseen(fingerprint: Fingerprint, data: st.DataObject) -> None:
    """Given a file, when bits of it are flipped, then it is refused by name, or a field is another."""
    content = bytearray(write(fingerprint))
    for bit in data.draw(st.sets(st.integers(0, 8 * len(content) - 1), min_size=1, max_size=8)):
        content[bit // 8] ^= 128 >> bit % 8
    found = outcome(bytes(content))
    if isinstance(found, Fingerprint):
        assert not is_same(found, fingerprint)
        assert write(found) == bytes(content)
    else:
        assert found in FAULTS


@settings(max_examples=60, deadline=None)
@given(made_up(most=60), st.data())
def test_part_of_a_file_is_refused(fingerprint: Fingerprint, data: st.DataObject) -> None:
    """Given a file, when it is cut anywhere, then it is refused by name."""
    content = write(fingerprint)
    assert outcome(content[: data.draw(st.integers(0, len(content) - 1))]) in FAULTS


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.binary(max_size=400),
        st.sampled_from((1, 2, 45, 46, 90)).flatmap(
            lambda frames: st.binary(min_size=size_of(frames), max_size=size_of(frames))
        ),
    )
)
@example(b"")
@example(b"\xff" * size_of(46))
def test_any_bytes_are_read_or_refused_by_name(content: bytes) -> None:
    """Given any bytes, when they are read, then they are a file of fingerprints or refused by name."""
    found = outcome(content)
    assert write(found) == content if isinstance(found, Fingerprint) else found in FAULTS


def test_size_beyond_all_is_refused_before_anything_is_looked_at() -> None:
    """Given more bytes than 18,000 frames have, when they are read, then the size is refused."""
    assert outcome(bytes(size_of(MAX_FRAMES) + 1)) is Fault.FINGERPRINT_SIZE


@settings(max_examples=60, deadline=None)
@given(made_up(most=8, least=2))
def test_distance_is_a_metric_and_that_of_the_digits(fingerprint: Fingerprint) -> None:
    """Given frames, then their distance is the sum of the digits' differences, symmetric, and keeps to the triangle."""
    planes, digits = fingerprint.planes, fingerprint.digits.astype(np.int64)
    apart = distances(planes[:, None], planes[None, :])
    assert np.array_equal(apart, abs(digits[:, None] - digits[None, :]).sum(axis=2))
    assert np.array_equal(apart, apart.T)
    assert not apart.diagonal().any()
    assert apart.max() <= MAX_DISTANCE
    assert (apart[:, None, :] <= apart[:, :, None] + apart[None, :, :]).all()
