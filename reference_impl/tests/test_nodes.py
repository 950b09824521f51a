"""The nodes of a job, as far as they work without a chain: store, video, signatures, receipts."""

from pathlib import Path

import pytest

from livepeer_reference.nodes import ffmpeg, segments
from livepeer_reference.nodes.broadcaster import Job, SignedSegment
from livepeer_reference.nodes.segments import Segment, cut, make_source, profiles_of, transcode
from livepeer_reference.nodes.store import CorruptContent, FolderStore, MissingContent, Store
from livepeer_reference.nodes.transcoder import NotSigned, TamperingTranscoder, Transcoder, transcoded_data_hash
from livepeer_reference.nodes.wallet import Wallet
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.receipts import (
    personal_segment_hash,
    receipt_hash,
    segment_hash,
    segment_signer,
    transcoding_options,
)

WALLET = Wallet(bytes([1]) * 32)
OPTIONS = transcoding_options(["P144p30fps16x9", "P240p30fps16x9"])
JOB = Job(0, WALLET.address, "foo", OPTIONS, 1, 1_000)


@pytest.fixture(scope="module")
def stream() -> list[Segment]:
    """Three segments of test pictures."""
    return cut(make_source(3))


@pytest.mark.parametrize("kind", ["memory", "folder"])
def test_store_finds_content_by_its_digest(kind: str, tmp_path: Path) -> None:
    """Given stored content, then its digest finds it, and no other does."""
    store = Store() if kind == "memory" else FolderStore(tmp_path / "store")
    digest = store.put(b"two seconds")
    assert digest == keccak(b"two seconds")
    assert store.get(digest) == b"two seconds"
    with pytest.raises(MissingContent):
        store.get(bytes(32))


def test_store_refuses_content_of_another_digest(tmp_path: Path) -> None:
    """Given a file that somebody changed, then the store says so instead of handing it out."""
    store = FolderStore(tmp_path)
    digest = store.put(b"two seconds")
    (tmp_path / digest.hex()).write_bytes(b"two other seconds")
    with pytest.raises(CorruptContent):
        store.get(digest)


def test_source_is_cut_into_segments_that_decode_alone(stream: list[Segment]) -> None:
    """Given a source of three segments, then three come out, each two seconds of 25 pictures a second."""
    assert [segment.number for segment in stream] == [0, 1, 2]
    for segment in stream:
        pictures = ffmpeg.run(("-i", "-", "-f", "framecrc", "-"), segment.data)
        assert len([line for line in pictures.splitlines() if line.startswith(b"0,")]) == 50


def test_source_is_the_same_each_time(stream: list[Segment]) -> None:
    """Given the same number of segments, then the bytes are the same."""
    assert cut(make_source(3)) == stream


def test_transcoding_again_gives_the_same_bytes(stream: list[Segment]) -> None:
    """Given a segment, then its rendition is the same each time, and another for each profile and segment."""
    small, large = profiles_of(OPTIONS)
    rendition = transcode(stream[0].data, small)
    assert transcode(stream[0].data, small) == rendition
    others = [transcode(stream[0].data, large), transcode(stream[1].data, small)]
    assert rendition not in [*others, transcode(stream[0].data, small, painted_over=True)]


def test_transcoding_rejects_what_is_no_video() -> None:
    """Given bytes that are no video, then it is told what they are not."""
    with pytest.raises(ffmpeg.FfmpegFailed, match="wrong-container: neither MPEG-TS nor"):
        transcode(b"no video at all" * 100, profiles_of(OPTIONS)[0])


def test_profiles_of_options_rejects_an_unknown_id() -> None:
    """Given options with an id of no profile, then they name nothing."""
    with pytest.raises(KeyError):
        profiles_of(OPTIONS[:8] + "00000000")


def test_wallet_signs_as_the_contract_recovers() -> None:
    """Given a key, then its signature of a segment is the one that JobLib's vector has."""
    data_hash = keccak(b"data0")
    signature = WALLET.sign(segment_hash("foo", 0, data_hash))
    assert WALLET.address.hex() == "1a642f0e3c3af545e7acbd38b07251b3990914f1"
    assert signature.hex() == (
        "354d64125adb928a1847ba15d6ed1adbf9ef8e770218f459e9160138ec815a76"
        "004aa5af96a216d6e7791744c974a3b7bb176368772f40f1bb230dc0a8fca5e01c"
    )
    assert segment_signer(personal_segment_hash("foo", 0, data_hash), signature) == WALLET.address


def signed(segment: Segment) -> SignedSegment:
    """The segment as the broadcaster of ``JOB`` sends it."""
    return SignedSegment(segment, WALLET.sign(segment_hash(JOB.stream_id, segment.number, keccak(segment.data))))


def test_transcoder_keeps_a_receipt_of_each_segment(stream: list[Segment]) -> None:
    """Given a signed segment, then its receipt commits to both digests, and the renditions are in the store."""
    store = Store()
    transcoder = Transcoder(bytes(20), None, store)  # type: ignore[arg-type]
    segment = signed(stream[1])
    receipt = transcoder.transcode(JOB, segment)
    renditions = [transcode(stream[1].data, profile) for profile in profiles_of(OPTIONS)]
    assert receipt.transcoded_data_hash == transcoded_data_hash(renditions)
    assert receipt.hash == receipt_hash(
        "foo", 1, keccak(stream[1].data), transcoded_data_hash(renditions), segment.signature
    )
    assert [store.get(keccak(rendition)) for rendition in renditions] == renditions


def test_transcoder_refuses_a_segment_that_the_broadcaster_did_not_sign(stream: list[Segment]) -> None:
    """Given a signature of another segment, then no work is done for it."""
    transcoder = Transcoder(bytes(20), None, Store())  # type: ignore[arg-type]
    with pytest.raises(NotSigned):
        transcoder.transcode(JOB, SignedSegment(stream[0], signed(stream[1]).signature))
    assert not transcoder.receipts


def test_tampering_transcoder_makes_other_renditions(stream: list[Segment]) -> None:
    """Given one that paints over the stream, then its receipts commit to something else."""
    chain, store = None, Store()
    honest = Transcoder(bytes(20), chain, store)  # type: ignore[arg-type]
    tampering = TamperingTranscoder(bytes(20), chain, store)  # type: ignore[arg-type]
    receipts = [node.transcode(JOB, signed(stream[0])) for node in (honest, tampering)]
    assert receipts[0].data_hash == receipts[1].data_hash
    assert receipts[0].transcoded_data_hash != receipts[1].transcoded_data_hash


def test_missing_ffmpeg_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given neither a program nor the package, then the message says where it was looked for and what brings it."""
    ffmpeg.find.cache_clear()
    monkeypatch.delenv("FFMPEG", raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(__import__("sys").modules, "imageio_ffmpeg", None)
    with pytest.raises(ffmpeg.FfmpegMissing, match=r"no ffmpeg on PATH.*livepeer-conformance\[nodes\]"):
        ffmpeg.find()
    monkeypatch.undo()
    ffmpeg.find.cache_clear()
    assert segments.make_source(1)
