"""The form of evidence in files, written and read. Whoever reads it may have it from somebody who made it up.

No file is followed elsewhere, none is read that is longer than it may be, and every field must be what it can only be.
What is wrong is told with file and field.
"""

import json
import os
import stat
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from livepeer_reference.verifying.accused import EVIDENCE, RENDITION, SOURCE, Accused
from livepeer_spec.offchain.profiles import Codec, EncoderProfile, Format, Profile
from livepeer_spec.offchain.segments import MAX_BYTES
from livepeer_spec.verification.evidence import Domain, Evidence
from livepeer_spec.verification.full import Verdict

MAX_EVIDENCE_BYTES: Final = 1 << 16
_FIELDS: Final = {
    "name": "name", "width": "width", "height": "height", "bitrate": "bitrate", "frameRate": "frame_rate",
    "frameRateDenominator": "frame_rate_denominator", "format": "format", "encoderProfile": "encoder_profile",
    "codec": "codec", "gop": "gop", "quality": "quality",
}  # fmt: skip


class EvidenceError(Exception):
    """Evidence that cannot be read; the message names the file, the field, and what is wrong with it."""


def written(accused: Accused) -> bytes:
    """The file ``evidence.json``."""
    document = {
        "format": "evidence-v1",
        "orchestrator": _hex(accused.orchestrator),
        "domain": {"chainId": str(accused.domain.chain_id), "disputes": _hex(accused.domain.disputes)},
        "evidence": {
            name: _hex(value) if isinstance(value, bytes) else str(value)
            for name, value in accused.evidence._asdict().items()
        },
        "signature": _hex(accused.signature),
        "sessionId": accused.session_id,
        "profile": {
            key: value if isinstance(value := getattr(accused.profile, name), str) else int(value or 0)
            for key, name in _FIELDS.items()
        },
        "result": {
            "renditions": list(map(_hex, accused.result_hashes)), "signature": _hex(accused.result_signature),
        },
        "verdict": accused.verdict.name,
        "rule": accused.rule,
        "said": accused.said[:1000],
        "transcodedAt": str(accused.transcoded_at),
    }  # fmt: skip
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def read(folder: Path) -> Accused:
    """The evidence in a folder of its own. Raises ``EvidenceError``; nothing is yet said about what it proves."""
    told = document(folder / EVIDENCE, "evidence-v1")
    profile = told["profile"]
    signed: dict[str, Any] = {
        name: _bytes(value) if value.startswith("0x") else int(value) for name, value in told["evidence"].items()
    }
    return Accused(
        orchestrator=_bytes(told["orchestrator"]),
        domain=Domain(int(told["domain"]["chainId"]), _bytes(told["domain"]["disputes"])),
        evidence=Evidence(**signed),
        signature=_bytes(told["signature"]),
        session_id=told["sessionId"],
        profile=Profile(
            **{_FIELDS[key]: value for key, value in profile.items()}
            | {
                "format": Format(profile["format"]),
                "encoder_profile": EncoderProfile(profile["encoderProfile"]),
                "codec": Codec(profile["codec"]),
            }
        ),
        source=contents(folder / SOURCE, MAX_BYTES),
        rendition=contents(folder / RENDITION, MAX_BYTES),
        result_hashes=tuple(map(_bytes, told["result"]["renditions"])),
        result_signature=_bytes(told["result"]["signature"]),
        verdict=Verdict[told["verdict"]],
        rule=told["rule"],
        said=told["said"],
        transcoded_at=int(told["transcodedAt"]),
    )  # fmt: skip


def document(path: Path, form: str) -> dict[str, Any]:
    """What a JSON file says, of the right form. Raises ``EvidenceError``."""
    content = contents(path, MAX_EVIDENCE_BYTES)
    try:
        told = json.loads(content, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise EvidenceError(f"{path.name}: is no JSON: {error}") from error
    problem = best_match(validator(form).iter_errors(told))
    if problem is not None:
        raise EvidenceError(f"{path.name}: field {problem.json_path}: {problem.message[:200]}")
    assert isinstance(told, dict)
    return told


def contents(path: Path, limit: int) -> bytes:
    """A file's bytes, of which there must be some and not too many. Raises ``EvidenceError``."""
    try:
        # A link could lead anywhere, and a pipe would never end.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise EvidenceError(f"{path.name}: is no plain file")
            content = file.read(limit + 1)
    except OSError as error:
        raise EvidenceError(f"{path.name}: cannot be read: {error.strerror}") from error
    if not content:
        raise EvidenceError(f"{path.name}: is empty")
    if len(content) > limit:
        raise EvidenceError(f"{path.name}: is longer than {limit} bytes")
    return content


@cache
def validator(form: str) -> Draft202012Validator:
    """What checks a document of this form."""
    return Draft202012Validator(json.loads((files(__package__) / f"{form}.json").read_text(encoding="utf-8")))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object in which no name is there twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is there twice")
    return found


def _hex(content: bytes) -> str:
    return "0x" + content.hex()


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text[2:])
