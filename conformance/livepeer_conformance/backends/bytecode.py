"""The few facts about EVM bytecode that the backends need."""

_PUSH1, _PUSH32 = 0x60, 0x7F
_SELFDESTRUCT = 0xFF


def constructor_returning(code: bytes) -> bytes:
    """Init code that deploys ``code`` as it is (at most 65535 bytes).

    PUSH2 length, DUP1, PUSH1 12, PUSH1 0, CODECOPY, PUSH1 0, RETURN, then the code at offset 12.
    """
    return b"\x61" + len(code).to_bytes(2, "big") + bytes.fromhex("80600c6000396000f3") + code


def forwarder(operator: bytes, target: bytes, value: int, implementation: bytes) -> bytes:
    """Code that sends ``operator``'s calldata on to ``target`` with ``value``, and delegates everybody else's calls.

    Either way the return or revert data comes back.
    """
    # Copy the calldata to memory 0; push output size, output offset, input size, input offset.
    arguments = bytes.fromhex("366000600037" + "60006000366000")
    delegate = arguments + b"\x73" + implementation + bytes.fromhex("5af4")
    send = arguments + b"\x7f" + value.to_bytes(32, "big") + b"\x73" + target + bytes.fromhex("5af1")

    # CALLER, PUSH20 operator, EQ, PUSH1 sending, JUMPI: 26 bytes; PUSH1 finish, JUMP: 3 bytes.
    sending = 26 + len(delegate) + 3
    finish = sending + 1 + len(send)
    head = b"\x33\x73" + operator + bytes([0x14, 0x60, sending, 0x57])
    # Copy the output to memory 0; PUSH1 succeeded, JUMPI; else REVERT with it; RETURN it.
    succeeded = finish + 14
    tail = bytes.fromhex("5b3d600060003e60") + bytes([succeeded]) + bytes.fromhex("573d6000fd" + "5b3d6000f3")
    return head + delegate + bytes([0x60, finish, 0x56]) + b"\x5b" + send + tail


def can_self_destruct(code: bytes) -> bool:
    """Whether a SELFDESTRUCT instruction stands in the code; data after the code may be taken for one.

    The metadata that Solidity appends (CBOR, its length in the last two bytes) is left out.
    """
    end = len(code)
    if end >= 2:
        metadata = int.from_bytes(code[-2:], "big") + 2
        if metadata <= end and code[end - metadata : end - metadata + 1] in (b"\xa1", b"\xa2", b"\xa3"):
            end -= metadata
    position = 0
    while position < end:
        opcode = code[position]
        if opcode == _SELFDESTRUCT:
            return True
        position += opcode - _PUSH1 + 2 if _PUSH1 <= opcode <= _PUSH32 else 1
    return False
