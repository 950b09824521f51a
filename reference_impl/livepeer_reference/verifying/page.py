"""The page of a review: one file that loads nothing, with all that a person needs to decide.

What it shows comes from people who may want to harm: every text is escaped, and the page forbids itself scripts and
anything from elsewhere.
"""

import base64
import time
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from livepeer_reference.verifying.accused import Accused
from livepeer_reference.verifying.checking import check
from livepeer_reference.verifying.pictures import Look, look
from livepeer_reference.verifying.queue import Entry, Queue
from livepeer_spec.primitives.types import Timestamp
from livepeer_spec.verification.review import WINDOW, is_open

_POLICY: Final = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
_STYLE: Final = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #222 }
h2 { border-top: 1px solid #bbb; padding-top: 1rem; overflow-wrap: anywhere; font-size: 1.1rem }
table { border-collapse: collapse } td, th { padding: .2rem .8rem .2rem 0; text-align: left; vertical-align: top }
td { overflow-wrap: anywhere } img { display: block; width: 320px; max-width: 100% }
code { background: #f2f2f2; padding: .1rem .3rem } .no { color: #a00; font-weight: 600 } .yes { color: #060 }
"""


def page(queue: Queue, entries: Sequence[Entry], now: Timestamp) -> str:
    """The page of some flagged renditions. Raises ``FfmpegMissing``."""
    waiting = sum(entry.item is not None and entry.item.decision is None for entry in entries)
    return "\n".join([
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">',
        f"<title>Review of flagged renditions</title>\n<style>{_STYLE}</style>\n</head>\n<body>",
        f"<h1>Review of flagged renditions</h1>\n<p>{len(entries)} flagged, {waiting} not decided.",
        "On the left is the source, in the middle the rendition, on the right four times what differs, at the moments",
        "at which they differ most. A rendition is tampered with if it shows something else than its source; being",
        "small, blurred or blocky is no tampering.</p>",
        *(part for entry in entries for part in _entry(queue, entry, now)),
        "</body>\n</html>\n",
    ])  # fmt: skip


def _entry(queue: Queue, entry: Entry, now: Timestamp) -> Iterator[str]:
    yield f'<section id="{escape(entry.name)}">\n<h2>{escape(entry.name)}</h2>'
    if entry.accused is None or entry.item is None:
        yield f'<p class="no">{escape(entry.problem)}</p>\n</section>'
        return
    accused, seen = entry.accused, look(entry.accused.source, entry.accused.rendition)
    yield _table(_figures(entry, accused, seen, now))
    yield "<h3>What the evidence proves</h3>\n<table>"
    for finding in check(accused, None):
        mark = '<span class="yes">yes</span>' if finding.holds else '<span class="no">NO</span>'
        yield f"<tr><td>{mark}</td><td>{escape(finding.field)}</td><td>{escape(finding.text)}</td></tr>"
    yield "</table>"
    yield from _pictures(seen)
    if entry.item.decision is None and is_open(entry.item, now):
        path, name = escape(str(queue.folder.path)), escape(entry.name[:16])
        yield (
            f"<p>Decide: <code>livepeer-conformance review decide {path} {name} tampered --by NAME</code>"
            " or <code>honest</code>.</p>"
        )
    yield "</section>"


def _figures(entry: Entry, accused: Accused, seen: Look, now: Timestamp) -> list[tuple[str, str]]:
    item = entry.item
    assert item is not None
    until = _date(item.transcoded_at + WINDOW)
    decided = f"{item.decision.value} ({entry.by}, {_date(item.decided_at or 0)})" if item.decision else "not yet"
    return [
        ("orchestrator", "0x" + accused.orchestrator.hex()),
        ("segment", f"{accused.evidence.segment} of session {accused.session_id}, round {accused.evidence.round}"),
        ("profile", f"{accused.profile.name}, {accused.profile.width}x{accused.profile.height}"),
        ("flagged because", f"{accused.verdict.value}; rule {accused.rule}: {accused.said}"),
        ("transcoded", _date(item.transcoded_at)),
        ("can be disputed", f"until {until}" if is_open(item, now) else f"no more, since {until}"),
        ("source", seen.source),
        ("rendition", seen.rendition),
        ("mean difference", "" if seen.distance is None else f"{seen.distance:.2f} of 255"),
        ("decision", decided),
    ]


def _table(rows: Sequence[tuple[str, str]]) -> str:
    cells = (f"<tr><th>{escape(name)}</th><td>{escape(text)}</td></tr>" for name, text in rows)
    return "<table>\n" + "\n".join(cells) + "\n</table>"


def _pictures(seen: Look) -> Iterator[str]:
    if not seen.moments:
        return
    yield "<h3>Pictures</h3>\n<table>\n<tr><th>source</th><th>rendition</th><th>difference</th></tr>"
    for moment in seen.moments:
        yield "<tr>"
        for name, content in (
            ("source", moment.source), ("rendition", moment.rendition), ("difference", moment.difference)
        ):  # fmt: skip
            data = base64.b64encode(content).decode("ascii")
            yield f'<td><img alt="{name} at {moment.seconds:.3f} s" src="data:image/png;base64,{data}"></td>'
        yield f"</tr>\n<tr><td colspan=3>{moment.seconds:.3f} s: mean difference {moment.distance:.2f}</td></tr>"
    yield "</table>"


def _date(seconds: Timestamp) -> str:
    """A time in words; a number that is none stays one."""
    try:
        return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(seconds))
    except (OverflowError, ValueError, OSError):
        return f"second {seconds}"
