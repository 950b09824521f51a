"""What a failed transaction answered, in words."""

from typing import Final

from livepeer_conformance.backends.base import Receipt
from livepeer_spec.primitives.abi import selector

ERROR_SELECTOR: Final = selector("Error(string)")
PANIC_SELECTOR: Final = selector("Panic(uint256)")


def revert_text(data: bytes) -> bytes | None:
    """The text of ``Error(string)``, None for any other revert data; whatever stands behind the text is ignored."""
    if data[:4] != ERROR_SELECTOR:
        return None
    start = 4 + int.from_bytes(data[4:36], "big")
    length = int.from_bytes(data[start : start + 32], "big")
    text = data[start + 32 : start + 32 + length]
    return text if len(data) >= start + 32 and len(text) == length else None


def panic_code(data: bytes) -> int | None:
    """The code of ``Panic(uint256)``, None for any other revert data."""
    if data[:4] != PANIC_SELECTOR or len(data) != 36:
        return None
    return int.from_bytes(data[4:], "big")


def describe(receipt: Receipt) -> str:
    """A failed receipt in a few words."""
    if receipt.halt:
        return f"halted ({receipt.halt})"
    if not receipt.output:
        return "reverted without data"
    text = revert_text(receipt.output)
    if text is not None:
        return f'reverted with "{text.decode("utf-8", "backslashreplace")}"'
    code = panic_code(receipt.output)
    if code is not None:
        return f"reverted with Panic(0x{code:02x})"
    return f"reverted with 0x{receipt.output.hex()}"
