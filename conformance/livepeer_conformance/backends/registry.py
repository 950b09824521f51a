"""Backends by name; none of their packages is imported before its backend is asked for."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, cast

from livepeer_conformance.backends.base import Backend, BackendError, BackendUnavailable

#: Module and class behind each name, best first.
_BACKENDS = {
    "revm": ("livepeer_conformance.backends.revm", "RevmBackend"),
    "pyevm": ("livepeer_conformance.backends.pyevm", "PyEvmBackend"),
    "ethtester": ("livepeer_conformance.backends.ethtester", "EthTesterBackend"),
    "rpc": ("livepeer_conformance.backends.rpc", "RpcBackend"),
}


def names() -> tuple[str, ...]:
    """Every backend's name, best first, whether its package is present or not."""
    return tuple(_BACKENDS)


def available() -> dict[str, str | None]:
    """For each backend None when it can be created here, else the reason why not."""
    reasons: dict[str, str | None] = {}
    for name in _BACKENDS:
        try:
            _load(name)
        except BackendUnavailable as error:
            reasons[name] = error.message
        else:
            reasons[name] = None
    return reasons


def default_name() -> str:
    """``revm`` where pyrevm is present, else ``pyevm``."""
    try:
        _load("revm")
    except BackendUnavailable:
        return "pyevm"
    return "revm"


def create(name: str, **options: Any) -> Backend:
    """A fresh backend; options are the keyword arguments of its class.

    Raises ``BackendUnavailable`` when its package is missing and ``BackendError`` for an unknown name or option.
    """
    if name not in _BACKENDS:
        raise BackendError(name, f"no such backend; there are {', '.join(_BACKENDS)}")
    backend_class = _load(name)
    try:
        return backend_class(**options)
    except TypeError as error:
        raise BackendError(name, str(error)) from error


def _load(name: str) -> Callable[..., Backend]:
    module, class_name = _BACKENDS[name]
    return cast(Callable[..., Backend], getattr(import_module(module), class_name))
