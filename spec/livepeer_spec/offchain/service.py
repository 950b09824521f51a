"""Services: what an orchestrator publishes for broadcasters to find.

The deployed ServiceRegistry holds one URI for each orchestrator. The Streamflow paper also wants services and regions
there; **our design** for it is a small JSON document at the path ``/.well-known/livepeer-service.json`` of that URI:

``{"version": 1, "services": [{"id": "GPUTranscoding", "verifier": "0x..."}], "regions": ["eu-west"]}``

``verifier`` is the function that judges the service on the chain, and may be absent; no regions means everywhere.
A reader ignores keys that it does not know, and refuses versions that it does not know.

Source: Livepeer Streamflow Paper, "Registro de Serviços"; deployed ServiceRegistry.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from livepeer_spec.offchain.errors import Fault, OffchainRejection, demand
from livepeer_spec.primitives.types import Address
from livepeer_spec.requirements import implements

VERSION: Final = 1
PATH: Final = "/.well-known/livepeer-service.json"
MAX_BYTES: Final = 65_536
"""The largest document."""

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:> -]{0,63}")


@dataclass(frozen=True, slots=True)
class Offer:
    """Services by identifier, with their verifier where there is one, and regions; no regions mean everywhere."""

    services: dict[str, Address | None] = field(default_factory=dict)
    regions: tuple[str, ...] = ()

    def suits(self, service: str, region: str) -> bool:
        """Whether a service is offered in a region; empty ones stand for any."""
        return (not service or service in self.services) and (not region or not self.regions or region in self.regions)


@implements("LP-NEG-040")
def require_service_uri(uri: str) -> str:
    """The URI itself, if it is an absolute address with a host. Raises ``INVALID_SERVICE_URI``."""
    try:
        parts = urlsplit(uri)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    # It says where to ask.
    demand(is_address, Fault.INVALID_SERVICE_URI, uri)
    return uri


@implements("LP-NEG-041")
def document_uri(uri: str) -> str:
    """Where the document of an orchestrator is. Raises ``INVALID_SERVICE_URI``."""
    parts = urlsplit(require_service_uri(uri))
    return f"{parts.scheme}://{parts.netloc}{PATH}"


def _form(condition: bool, field: str) -> None:
    demand(condition, Fault.INVALID_SERVICE_DOCUMENT, field)


def _verifier(text: Any) -> Address | None:
    if text is None:
        return None
    _form(isinstance(text, str) and re.fullmatch(r"0x[0-9a-fA-F]{40}", text) is not None, "verifier")
    return bytes.fromhex(text[2:])


def _list(document: dict[str, Any], key: str) -> list[Any]:
    value = document.get(key, [])
    _form(isinstance(value, list), key)
    items: list[Any] = value
    return items


@implements("LP-NEG-042", "LP-NEG-043", "LP-NEG-044")
def read_document(content: bytes) -> Offer:
    """What a service document offers. Raises ``INVALID_SERVICE_DOCUMENT``, with the field that is wrong."""
    _form(len(content) <= MAX_BYTES, f"more than {MAX_BYTES} bytes")
    try:
        document = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise OffchainRejection(Fault.INVALID_SERVICE_DOCUMENT, str(error)) from error
    _form(isinstance(document, dict), "is no object")
    # The version is known.
    _form(document.get("version") == VERSION and document["version"] is not True, "version")
    services: dict[str, Address | None] = {}
    for entry in _list(document, "services"):
        _form(isinstance(entry, dict) and isinstance(entry.get("id"), str), "services")
        # Each service has a name of its own.
        _form(_NAME.fullmatch(entry["id"]) is not None and entry["id"] not in services, "services/id")
        services[entry["id"]] = _verifier(entry.get("verifier"))
    regions = _list(document, "regions")
    for region in regions:
        _form(isinstance(region, str) and _NAME.fullmatch(region) is not None, "regions")
    return Offer(services, tuple(regions))
