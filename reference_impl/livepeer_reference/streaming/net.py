"""The messages and services of ``net.proto``, as classes and as what grpcio needs to call and to serve them."""

from collections.abc import AsyncIterator, Callable, Mapping
from importlib.resources import files
from typing import Any, NamedTuple

import grpc
from google.protobuf import descriptor_pool, message_factory
from google.protobuf.message import DecodeError

from livepeer_reference.streaming import protofile

Message = Any
"""A message of the package ``net``; its fields are those of the file."""

_pool = descriptor_pool.DescriptorPool()
_pool.Add(protofile.read(files(__package__).joinpath("net.proto").read_text("utf-8")))


class Refused(Exception):
    """What a node answers a call with that it refuses: a text, and a status code."""

    def __init__(self, text: str, code: Any = grpc.StatusCode.UNKNOWN) -> None:
        super().__init__(text)
        self.code = code


class Malformed(Refused):
    """Bytes that are no message; the text names the message and says what is wrong."""

    def __init__(self, text: str) -> None:
        super().__init__(text, grpc.StatusCode.INVALID_ARGUMENT)


class Method(NamedTuple):
    """One method of a service."""

    name: str
    request: Any
    response: Any
    is_stream: bool


def message_class(name: str) -> Any:
    """The class of a message. Raises ``KeyError`` for an unknown one."""
    return message_factory.GetMessageClass(_pool.FindMessageTypeByName(f"net.{name}"))


def parse(name: str, content: bytes) -> Message:
    """The message in ``content``. Raises ``Malformed``."""
    try:
        return message_class(name).FromString(content)
    except DecodeError as error:
        raise Malformed(f"{name}: {len(content)} bytes are no such message: {error}") from error


def methods(service: str) -> dict[str, Method]:
    """The methods of a service by name."""
    found = {}
    for method in _pool.FindServiceByName(f"net.{service}").methods:
        request, response = method.input_type.name, method.output_type.name
        found[method.name] = Method(
            f"/net.{service}/{method.name}", message_class(request), message_class(response), method.server_streaming
        )
    return found


def handlers(service: str, implementations: Mapping[str, Callable[..., Any]]) -> Any:
    """The handlers of a service for a grpcio server; a method without an implementation is unknown to it.

    An implementation takes a message and the context; what it refuses (``Refused``) is told to the caller.
    """
    known = methods(service)
    table = {}
    for name, implementation in implementations.items():
        method = known[name]
        if method.is_stream:
            make, serve = grpc.unary_stream_rpc_method_handler, _streamed(method, implementation)
        else:
            make, serve = grpc.unary_unary_rpc_method_handler, _answered(method, implementation)
        table[name] = make(serve, None, method.response.SerializeToString)
    return grpc.method_handlers_generic_handler(f"net.{service}", table)


def _answered(method: Method, implementation: Callable[..., Any]) -> Callable[..., Any]:
    async def serve(content: bytes, context: Any) -> Message:
        try:
            return await implementation(parse(method.request.DESCRIPTOR.name, content), context)
        except Refused as refusal:
            return await context.abort(refusal.code, str(refusal))

    return serve


def _streamed(method: Method, implementation: Callable[..., Any]) -> Callable[..., Any]:
    async def serve(content: bytes, context: Any) -> AsyncIterator[Message]:
        try:
            async for message in implementation(parse(method.request.DESCRIPTOR.name, content), context):
                yield message
        except Refused as refusal:
            await context.abort(refusal.code, str(refusal))

    return serve


def caller(channel: Any, service: str, name: str) -> Callable[..., Any]:
    """What calls a method over a channel of grpcio."""
    method = methods(service)[name]
    make = channel.unary_stream if method.is_stream else channel.unary_unary
    call: Callable[..., Any] = make(method.name, method.request.SerializeToString, method.response.FromString)
    return call
