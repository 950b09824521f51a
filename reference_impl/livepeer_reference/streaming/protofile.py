"""Reading a ``.proto`` file into descriptors, without a compiler and without generated code.

It reads what ``net.proto`` needs of the language: messages, enums, maps, one-ofs, repeated fields and services.
Source: Protocol Buffers documentation, "Language Specification (proto3)".
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from google.protobuf import descriptor_pb2

_FIELD: Final = descriptor_pb2.FieldDescriptorProto
_SCALARS: Final = {
    name: getattr(_FIELD, f"TYPE_{name.upper()}")
    for name in ("bool", "bytes", "int32", "int64", "string", "uint32", "uint64")
}
_WORD: Final = re.compile(r'//[^\n]*|"[^"]*"|[\w.]+|[{}();=<>,]')


def read(text: str) -> Any:
    """The descriptor of a file (FileDescriptorProto). Raises ``ValueError`` for what it does not know."""
    return _Reader(text).file()


class _Reader:
    """The words of a file, read one after another."""

    def __init__(self, text: str) -> None:
        self._words: Iterator[str] = (word for word in _WORD.findall(text) if not word.startswith("//"))

    def file(self) -> Any:
        found = descriptor_pb2.FileDescriptorProto(syntax="proto3")
        for kind in self._words:
            if kind == "syntax":
                self._expect("=", '"proto3"', ";")
            elif kind == "package":
                found.package = self._next()
                found.name = f"{found.package}.proto"
                self._expect(";")
            elif kind == "service":
                self._service(found.service.add())
            else:
                self._expect_kind(kind, "message")
                self._message(found.message_type.add())
        return found

    def _next(self) -> str:
        return next(self._words)

    def _expect(self, *words: str) -> None:
        for word in words:
            self._expect_kind(self._next(), word)

    def _expect_kind(self, found: str, expected: str) -> None:
        if found != expected:
            raise ValueError(f"{found!r} where {expected!r} was expected")

    def _number(self) -> int:
        """The number behind an equals sign, and the end of the declaration."""
        self._expect("=")
        number = int(self._next())
        self._expect(";")
        return number

    def _service(self, service: Any) -> None:
        service.name = self._next()
        self._expect("{")
        while (word := self._next()) != "}":
            self._expect_kind(word, "rpc")
            method = service.method.add(name=self._next())
            self._expect("(")
            method.input_type = self._next()
            self._expect(")", "returns", "(")
            word = self._next()
            method.server_streaming = word == "stream"
            method.output_type = self._next() if method.server_streaming else word
            self._expect(")", ";")

    def _message(self, message: Any) -> None:
        message.name = self._next()
        self._expect("{")
        while (word := self._next()) != "}":
            if word == "message":
                self._message(message.nested_type.add())
            elif word == "enum":
                self._enum(message.enum_type.add())
            elif word == "oneof":
                self._one_of(message)
            elif word == "map":
                self._map(message)
            else:
                self._field(message, word)

    def _enum(self, enum: Any) -> None:
        enum.name = self._next()
        self._expect("{")
        while (word := self._next()) != "}":
            enum.value.add(name=word, number=self._number())

    def _one_of(self, message: Any) -> None:
        message.oneof_decl.add(name=self._next())
        self._expect("{")
        while (word := self._next()) != "}":
            self._field(message, word).oneof_index = len(message.oneof_decl) - 1

    def _map(self, message: Any) -> None:
        """A map: repeated entries of a message of its own, which has key and value."""
        self._expect("<")
        key = self._next()
        self._expect(",")
        value = self._next()
        self._expect(">")
        name = self._next()
        entry = message.nested_type.add(name=f"{name[0].upper()}{name[1:]}Entry")
        entry.options.map_entry = True
        for number, (part, type_) in enumerate((("key", key), ("value", value)), start=1):
            _set_type(entry.field.add(name=part, number=number, label=_FIELD.LABEL_OPTIONAL), type_)
        field = message.field.add(name=name, number=self._number(), label=_FIELD.LABEL_REPEATED)
        field.type_name = f"{message.name}.{entry.name}"

    def _field(self, message: Any, word: str) -> Any:
        is_repeated = word == "repeated"
        type_ = self._next() if is_repeated else word
        label = _FIELD.LABEL_REPEATED if is_repeated else _FIELD.LABEL_OPTIONAL
        field = message.field.add(name=self._next(), number=self._number(), label=label)
        _set_type(field, type_)
        return field


def _set_type(field: Any, name: str) -> None:
    """The type of a field; messages and enums are found by their name when the file is complete."""
    if name in _SCALARS:
        field.type = _SCALARS[name]
    else:
        field.type_name = name
