"""The commands ``evidence`` and ``review``: what evidence proves, the page that people see, and what they decide."""

import base64
import dataclasses
import json
import struct
import time
import zlib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from livepeer_conformance.cli import app
from livepeer_reference.nodes import segments
from livepeer_reference.nodes.wallet import Wallet
from livepeer_reference.streaming.evidence import Agreement, Made
from livepeer_reference.verifying.accused import Accused
from livepeer_reference.verifying.folder import EvidenceFolder
from livepeer_reference.verifying.page import page
from livepeer_reference.verifying.queue import Queue
from livepeer_spec.offchain.profiles import PRESETS
from livepeer_spec.offchain.results import result_message
from livepeer_spec.offchain.signatures import sign_message
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.verification.evidence import Domain
from livepeer_spec.verification.full import Verdict
from livepeer_spec.verification.review import WINDOW, Decision, Trial

KEY = keccak(b"an orchestrator")
AGREEMENT = Agreement(Domain(1, b"\x11" * 20), b"\x22" * 20)
PROFILE = next(iter(segments.PROFILES.values()))
NOW = int(time.time())


def accused(segment: int = 0, source: bytes = b"source", rendition: bytes = b"rendition", **more: Any) -> Accused:
    """Evidence against an orchestrator, made now."""
    session, profile = more.pop("session_id", "abcd"), more.pop("profile", PRESETS[PROFILE.name])
    made = Made(session, segment, [profile], source, [rendition], 20)
    (evidence,), (signature,) = made.evidences(AGREEMENT.arbitrator), made.signed(KEY, AGREEMENT)
    given = Accused(
        orchestrator=Wallet(KEY).address, domain=AGREEMENT.domain, evidence=evidence, signature=signature,
        session_id=session, profile=profile, source=source, rendition=rendition, result_hashes=(keccak(rendition),),
        result_signature=sign_message(KEY, result_message([rendition])), verdict=Verdict.TAMPERED,
        rule="content 1", said="the brightness of a place is other", transcoded_at=NOW,
    )  # fmt: skip
    return dataclasses.replace(given, **more)


@pytest.fixture(scope="module")
def videos() -> tuple[bytes, bytes, bytes]:
    """A source, its rendition, and the rendition of another segment."""
    one, other = segments.cut(segments.make_source(2))
    return one.data, *(segments.transcode(segment.data, PROFILE) for segment in (one, other))


def run(*words: str | Path) -> Any:
    """What a command does."""
    return CliRunner().invoke(app, [str(word) for word in words])


# Evidence.


def test_check_tells_a_right_accusation_from_a_false_one(tmp_path: Path, videos: tuple[bytes, ...]) -> None:
    """Given a rendition of another segment, then evidence against it holds; given an honest one, then the signature is
    right and the accusation is not."""
    source, honest, other = videos
    folder = EvidenceFolder(tmp_path)
    right = run("evidence", "check", tmp_path / folder.keep(accused(0, source, other)))
    assert (right.exit_code, right.stdout.splitlines()[-1]) == (0, "The evidence holds.")
    false = run("evidence", "check", tmp_path / folder.keep(accused(1, source, honest)), "--json")
    assert false.exit_code == 1
    told = json.loads(false.stdout)
    assert told["holds"] is False
    assert [finding["field"] for finding in told["findings"] if not finding["holds"]] == ["rendition"]
    blind = run("evidence", "check", tmp_path / folder.keep(accused(1, source, honest)), "--no-video")
    assert blind.exit_code == 0
    assert "nobody looked at the videos" in blind.stdout


def test_check_cannot_tell_without_a_source(tmp_path: Path, videos: tuple[bytes, ...]) -> None:
    """Given a source that nobody can decode, then the command says nothing about the orchestrator and exits with 3."""
    name = EvidenceFolder(tmp_path).keep(accused(0, b"no video", videos[1]))
    result = run("evidence", "check", tmp_path / name)
    assert result.exit_code == 3
    assert "Nothing can be said" in result.stdout


def test_check_names_file_and_field(tmp_path: Path) -> None:
    """Given evidence that was cut or changed, then the command exits with 1 and says where; without a folder with 2."""
    name = EvidenceFolder(tmp_path).keep(accused())
    changed = tmp_path / name / "rendition"
    changed.write_bytes(b"another")
    result = run("evidence", "check", tmp_path / name, "--no-video")
    assert result.exit_code == 1
    assert "NO   rendition: is the rendition that was signed" in result.stdout
    text = (tmp_path / name / "evidence.json").read_text().replace('"round": "20"', '"round": "twenty"')
    (tmp_path / name / "evidence.json").write_text(text)
    result = run("evidence", "check", tmp_path / name)
    assert result.exit_code == 1
    assert "evidence.json: field $.evidence.round: 'twenty' does not match" in result.stdout
    assert json.loads(run("evidence", "check", tmp_path / name, "--json").stdout)["holds"] is False
    assert run("evidence", "check", tmp_path / "nowhere").exit_code == 2


# Review.


def test_review_is_decided_once_and_in_time(tmp_path: Path) -> None:
    """Given flagged renditions, then each is decided once, within two weeks, and only with evidence that holds."""
    folder = EvidenceFolder(tmp_path)
    open_, old, false = (
        folder.keep(one)
        for one in (accused(0), accused(1, transcoded_at=NOW - WINDOW), accused(2, orchestrator=b"\x33" * 20))
    )
    assert "not yet" in run("review", "list", tmp_path).stdout
    decided = run("review", "decide", tmp_path, open_[:12], "tampered", "--by", "erin")
    assert (decided.exit_code, decided.stdout) == (0, f"{open_[:16]}: tampered; a dispute may be raised\n")
    for name, decision, text in (
        (open_, "honest", "somebody has decided already"),
        (old, "tampered", "cannot be disputed any more"),
        (false, "tampered", "evidence.json: signature: it is not so that it is the orchestrator's"),
    ):
        result = run("review", "decide", tmp_path, name, decision, "--by", "erin")
        assert (result.exit_code, text in result.stdout) == (1, True), result.stdout
    rows = {row["name"]: row for row in json.loads(run("review", "list", tmp_path, "--json").stdout)["flagged"]}
    assert [(rows[name]["decision"], rows[name]["mayRaise"]) for name in (open_, old, false)] == [
        ("tampered", True), ("", False), ("", False),
    ]  # fmt: skip
    assert rows[open_]["by"] == "erin"


@pytest.mark.parametrize(
    "words",
    [["decide", "ff", "tampered", "--by", "x"], ["decide", "", "tampered", "--by", "x"], ["decide", "a", "maybe"]],
)
def test_review_rejects_what_it_does_not_know(words: list[str], tmp_path: Path) -> None:
    """Given a name of none or of several, or another decision, then the command exits with 2."""
    for number in (0, 1):
        EvidenceFolder(tmp_path).keep(accused(number))
    assert run("review", words[0], tmp_path, *words[1:]).exit_code == 2


def test_list_loses_nothing_that_cannot_be_read(tmp_path: Path) -> None:
    """Given evidence without its source, and a decision that is cut, then both are named, the others listed, and the
    command exits with 1."""
    folder = EvidenceFolder(tmp_path)
    lost, cut, right = (folder.keep(accused(number)) for number in range(3))
    (tmp_path / lost / "source").unlink()
    (tmp_path / cut / "decision.json").write_text('{"format": "decision-v1", "deci')
    result = run("review", "list", tmp_path)
    assert result.exit_code == 1
    assert f"{lost}: source: cannot be read: No such file" in result.stdout
    assert f"{cut}: decision.json: is no JSON" in result.stdout
    assert right[:12] in result.stdout


def test_list_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    """Given a queue, when it is listed, then nothing is written: it may be somebody else's."""
    EvidenceFolder(tmp_path).keep(accused())
    before = sorted(tmp_path.rglob("*"))
    assert run("review", "list", tmp_path).exit_code == 0
    assert sorted(tmp_path.rglob("*")) == before


def test_trial_counts_decisions_and_lets_disputes_be_automatic(tmp_path: Path) -> None:
    """Given a trial of three, when people agree three times, then what is flagged next may be disputed without them;
    when they disagree once more, then it may not."""
    queue = Queue(EvidenceFolder(tmp_path), Trial(decided=3, agreement=300_000, shown=10**9))
    names = [queue.folder.keep(accused(number)) for number in range(6)]

    def automatic() -> bool:
        from livepeer_spec.verification.review import is_automatic

        return is_automatic(queue.agreements(queue.entries(), "content 1"), queue.trial)

    for name in names[:3]:
        assert not automatic()
        queue.decide(queue.entry(name), Decision.TAMPERED, "erin", NOW)
    assert automatic()
    assert queue.may_raise(queue.entry(names[4]), True, NOW)
    assert not queue.may_raise(queue.entry(names[4]), False, NOW)
    queue.decide(queue.entry(names[3]), Decision.HONEST, "erin", NOW)
    assert not automatic()
    # The draw of a rendition stays the same, and is not the same in another folder.
    draws = [queue._draw(name) for name in names]
    assert draws == [queue._draw(name) for name in names]
    assert draws != [Queue(EvidenceFolder(tmp_path / "other"), queue.trial)._draw(name) for name in names]


# The page.


class Tags(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def pixels(image: str) -> list[bytes]:
    """The rows of a PNG file, by its own format."""
    content = base64.b64decode(image.removeprefix("data:image/png;base64,"))
    at, chunks = 8, {}
    while at < len(content):
        size, kind = struct.unpack(">I4s", content[at : at + 8])
        body = content[at + 8 : at + 8 + size]
        assert struct.unpack(">I", content[at + 8 + size : at + 12 + size]) == (zlib.crc32(kind + body),)
        chunks[kind], at = body, at + 12 + size
    width, height = struct.unpack(">II", chunks[b"IHDR"][:8])
    rows = zlib.decompress(chunks[b"IDAT"])
    assert len(rows) == height * (1 + 3 * width)
    return [rows[row * (1 + 3 * width) + 1 : (row + 1) * (1 + 3 * width)] for row in range(height)]


def test_page_shows_both_videos_side_by_side_and_loads_nothing(tmp_path: Path, videos: tuple[bytes, ...]) -> None:
    """Given a tampered and an honest rendition, then the page has their pictures, differences and figures, and nothing
    that comes from elsewhere."""
    source, honest, other = videos
    folder = EvidenceFolder(tmp_path / "evidence")
    names = [folder.keep(accused(0, source, other)), folder.keep(accused(1, source, honest))]
    file = tmp_path / "page.html"
    assert run("review", "show", folder.path, "--html", file).exit_code == 0
    text = file.read_text(encoding="utf-8")
    found = Tags(text)
    linking = [value for _, attributes in found.tags for name, value in attributes.items() if name in ("src", "href")]
    assert all(str(value).startswith("data:image/png;base64,") for value in linking)
    assert "url(" not in text
    assert "@import" not in text
    assert "script" not in {tag for tag, _ in found.tags}
    images = [str(attributes["src"]) for tag, attributes in found.tags if tag == "img"]
    assert len(images) == 2 * 4 * 3
    sections = [str(attributes["id"]) for tag, attributes in found.tags if tag == "section"]
    assert sorted(sections) == sorted(names)
    # The last picture of each row is what differs: much where another segment is shown, little where it is honest.
    start = 12 * sections.index(names[0])
    tampered, fair = images[start : start + 12], images[12 - start :][:12]
    brightness = [sum(map(sum, pixels(rows[2]))) for rows in (tampered, fair)]
    assert brightness[0] > 3 * brightness[1] / 2
    for words in (
        "320x180, 50 frames in 2.000 s",
        "256x144, 60 frames in 2.000 s",
        "the brightness of a place is other",
    ):
        assert any(words in one for one in found.texts)


def test_page_escapes_every_text_that_comes_from_elsewhere(tmp_path: Path) -> None:
    """Given hostile texts in every field that has one, then none of them becomes part of the page."""
    evil = '"><script>alert(1)</script><img src=http://elsewhere/x>'
    profile = dataclasses.replace(PRESETS[PROFILE.name], name=evil)
    queue = Queue(EvidenceFolder(tmp_path / "a<b>&\"'c"))
    name = queue.folder.keep(accused(session_id=evil, profile=profile, rule=evil, said=evil))
    broken = queue.folder.keep(accused(1))
    (queue.folder.path / broken / "evidence.json").write_text(json.dumps({evil: evil}))
    text = page(queue, queue.entries(), NOW)
    queue.decide(queue.entry(name), Decision.HONEST, evil, NOW)
    text += page(queue, queue.entries(), NOW)
    tags = Tags(text)
    assert not {tag for tag, _ in tags.tags} & {"script", "img", "b"}
    assert sum(evil in one for one in tags.texts) >= 8
