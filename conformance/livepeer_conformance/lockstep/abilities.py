"""What an action needs of a backend beyond what every backend can do."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from livepeer_conformance.backends.base import Backend, Capability
from livepeer_conformance.model.action import L1_SUPPLY_ACTION, TIME_ACTIONS, Action
from livepeer_conformance.model.actors import ACTORS, OFFICES, REFUSERS


def obstacle(backend: Backend, action: Action) -> str:
    """Why the backend cannot run an action; empty when it can."""
    if action.name in TIME_ACTIONS:
        return ""
    if action.name == L1_SUPPLY_ACTION:
        if Capability.SET_CODE in backend.capabilities:
            return ""
        return f"L2LPTDataCache reports another supply, and the backend {_lacks(backend, Capability.SET_CODE)}"
    is_account = action.caller in (*ACTORS, *OFFICES) or action.caller.startswith(("elected:", "not-elected:"))
    if Capability.IMPERSONATE not in backend.capabilities and not is_account:
        return f"{action.caller} sends {action.name}, and the backend {_lacks(backend, Capability.IMPERSONATE)}"
    if Capability.SET_CODE not in backend.capabilities:
        refuser = next((text for text in _texts(action) if text in REFUSERS), None)
        if refuser is not None:
            return f"{action.name} concerns {refuser}, and the backend {_lacks(backend, Capability.SET_CODE)}"
    return ""


def _lacks(backend: Backend, capability: Capability) -> str:
    return f"{backend.name} lacks {capability.name} ({capability.value})"


def _texts(value: Any) -> Iterator[str]:
    """Every text in an action, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value):
        for entry in fields(value):
            yield from _texts(getattr(value, entry.name))
