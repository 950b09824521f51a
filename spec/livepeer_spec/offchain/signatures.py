"""Who signs what, and how a signature is checked.

Every signature is that of an Ethereum wallet over a message: the digest has the prefix of EIP-191, version 0x45.
A ticket and a transcode result are signed as they are (32 bytes); requests, segments and pings are hashed once before.

Source: the client's package ``crypto``; EIP-191; EIP-55.
"""

from livepeer_spec.offchain.errors import Fault, demand
from livepeer_spec.offchain.numbers import fixed_bytes
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.signature import ethereum_message_digest, sign_digest
from livepeer_spec.primitives.types import Address
from livepeer_spec.rejection import SpecRejection
from livepeer_spec.requirements import implements
from livepeer_spec.upgrades.confluence.ticket_broker import signer_of


@implements("LP-PAY-001")
def sign_message(key: bytes, message: bytes) -> bytes:
    """The signature of a message of any length, as a wallet makes it: 65 bytes, low s, v of 27 or 28."""
    return sign_digest(key, ethereum_message_digest(message))


@implements("LP-PAY-002")
def normalised(signature: bytes) -> bytes:
    """The signature with v of 27 or 28 where a wallet gave 0 or 1; any other v stays. Raises ``WRONG_LENGTH``."""
    fixed_bytes(signature, 65)
    v = signature[64]
    return signature[:64] + bytes([v + 27 if v in (0, 1) else v])


@implements("LP-PAY-003")
def message_signer(message: bytes, signature: bytes) -> Address:
    """Who signed a message.

    Raises, in this order, ``SIGNATURE_LENGTH``, ``SIGNATURE_HIGH_S``, ``SIGNATURE_V`` and ``SIGNATURE_INVALID`` of
    :class:`livepeer_spec.rejection.Reason`: the checks are those of the contracts since Confluence.
    """
    return signer_of(ethereum_message_digest(message), signature)


def is_signed_by(address: Address, message: bytes, signature: bytes) -> bool:
    """Whether ``address`` signed the message; false for any malformed signature."""
    try:
        return message_signer(message, signature) == address
    except SpecRejection:
        return False


@implements("LP-NEG-001")
def checksum_text(address: Address) -> str:
    """An address in mixed case (EIP-55), with ``0x``."""
    digits = fixed_bytes(address, 20).hex()
    nibbles = keccak(digits.encode("ascii")).hex()
    return "0x" + "".join(
        digit.upper() if int(nibble, 16) >= 8 else digit for digit, nibble in zip(digits, nibbles, strict=False)
    )


@implements("LP-NEG-001")
def request_message(address: Address) -> bytes:
    """What a broadcaster signs to ask an orchestrator for a quote: the hash of its own address in mixed case.

    The signature is always the same: it names neither the orchestrator nor a time.
    """
    return keccak(checksum_text(address).encode("ascii"))


@implements("LP-NEG-002")
def require_valid_request(address: Address, signature: bytes) -> None:
    """Accept a request for a quote that the broadcaster signed. Raises ``INVALID_REQUEST_SIGNATURE``."""
    # The broadcaster signed its own address.
    demand(is_signed_by(address, request_message(address), signature), Fault.INVALID_REQUEST_SIGNATURE)


@implements("LP-NEG-003")
def pong_message(value: bytes) -> bytes:
    """What an orchestrator signs to answer a ping: the hash of the ping's value."""
    return keccak(value)
