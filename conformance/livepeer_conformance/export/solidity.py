"""Values and texts as Solidity writes them."""

import re
from typing import Any

from livepeer_spec.primitives.hashing import keccak


def constant(name: str) -> str:
    """A name as that of a constant: ``BondingManager`` is ``BONDING_MANAGER``, ``poll-1`` is ``POLL_1``."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return re.sub(r"\W", "_", words).upper()


def address(value: bytes) -> str:
    """An address with the capital letters that Solidity demands (EIP-55)."""
    text = value.hex()
    digest = keccak(text.encode("ascii")).hex()
    return "0x" + "".join(c.upper() if digit in "89abcdef" else c for c, digit in zip(text, digest[:40], strict=True))


def integer(value: int) -> str:
    """An unsigned integer."""
    if value == 2**256 - 1:
        return "type(uint256).max"
    if value >= 10**18 and value % 10**15 == 0:
        whole, rest = divmod(value, 10**18)
        return f"{whole}" + (f".{rest:018}".rstrip("0") if rest else "") + " ether"
    return str(value)


def hexadecimal(value: bytes) -> str:
    """Bytes as a literal."""
    return f'hex"{value.hex()}"'


def string(value: str) -> str:
    """A text as a literal."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    if escaped.isascii() and escaped.isprintable():
        return f'"{escaped}"'
    return f'string(hex"{value.encode("utf-8").hex()}")'


def comment(text: str, indent: str) -> list[str]:
    """Lines of a comment."""
    lines = text.encode("ascii", "backslashreplace").decode("ascii").split("\n")
    return [f"{indent}// {line}".rstrip() for line in lines]


def literal(type_: str, value: Any, name_address: Any) -> str | None:
    """An argument or a field of an event; None for types that have no short form."""
    if type_.endswith((")", "]")):
        return None
    if type_ == "address":
        text: str = name_address(value)
        return text
    if type_ == "bool":
        return "true" if value else "false"
    if type_.startswith("uint"):
        return f"{type_}({integer(value)})"
    if type_ == "bytes":
        return f"bytes({hexadecimal(value)})"
    if type_.startswith("bytes") and type_[5:].isdecimal():
        return f"{type_}({hexadecimal(value)})"
    if type_ == "string":
        return string(value)
    return None
