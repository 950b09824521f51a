"""From messages of the wire to the values that the spec's rules take, with everything that may be wrong named.

Bytes that stand for a number, an address or a hash have a length that they must not exceed, or must have. Who sends
others is told the field and the limit.
"""

import base64
import binascii
from fractions import Fraction
from typing import Final, NamedTuple

from livepeer_reference.streaming import net
from livepeer_spec.offchain.auth_tokens import AuthToken
from livepeer_spec.offchain.capabilities import Capabilities
from livepeer_spec.offchain.payment_header import SignedNonce
from livepeer_spec.offchain.profiles import Profile, decoded_choices
from livepeer_spec.offchain.segments import Segment
from livepeer_spec.offchain.tickets import TicketParams
from livepeer_spec.primitives.types import Address, Hash32

NUMBER_BYTES: Final = 32
"""The longest number."""


class UnreadableBase64(Exception):
    """A header that is not in base64."""


class Payment(NamedTuple):
    """A payment as it arrived.

    Attributes:
        sender: empty where nobody is named.
        price: wei and pixels of a unit; None where it is not told.
        params: the offer that is paid under; None where there are no tickets.
        tickets: numbers and signatures.
    """

    sender: Address
    price: tuple[int, int] | None
    params: TicketParams | None
    tickets: list[SignedNonce]


class Work(NamedTuple):
    """What goes with a segment: what was signed, the renditions, and for which session."""

    segment: Segment
    signature: bytes
    profiles: tuple[Profile, ...]
    duration: int
    capabilities: Capabilities
    token: AuthToken | None


def number(field: str, content: bytes) -> int:
    """A number in big-endian bytes. Raises ``Malformed``."""
    if len(content) > NUMBER_BYTES:
        raise net.Malformed(f"{field} has {len(content)} bytes, at most {NUMBER_BYTES} are a number")
    return int.from_bytes(content, "big")


def fixed(field: str, content: bytes, length: int) -> bytes:
    """Bytes of a certain length. Raises ``Malformed``."""
    if len(content) != length:
        raise net.Malformed(f"{field} has {len(content)} bytes, not {length}")
    return content


def header(name: str, message: str, text: str) -> net.Message:
    """The message in an HTTP header. Raises ``UnreadableBase64`` and ``Malformed``."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise UnreadableBase64(f"header {name}: {error}") from error
    return net.parse(message, content)


def ticket_params(
    message: net.Message, expiration: net.Message, price: Fraction, field: str = "ticket_params"
) -> TicketParams:
    """An offer; its round may stand beside it. Raises ``Malformed``."""
    return TicketParams(
        fixed(f"{field}.recipient", message.recipient, 20),
        number(f"{field}.face_value", message.face_value),
        number(f"{field}.win_prob", message.win_prob),
        fixed(f"{field}.recipient_rand_hash", message.recipient_rand_hash, 32),
        number(f"{field}.seed", message.seed),
        number(f"{field}.expiration_block", message.expiration_block),
        price,
        _not_negative("expiration_params.creation_round", expiration.creation_round),
        _hash("expiration_params.creation_round_block_hash", expiration.creation_round_block_hash),
    )


def payment(message: net.Message) -> Payment:
    """A payment. Raises ``Malformed``."""
    price = message.expected_price if message.HasField("expected_price") else None
    quoted = (price.pricePerUnit, price.pixelsPerUnit) if price is not None else None
    sender = fixed("sender", message.sender, 20) if message.sender else b""
    params = None
    if message.HasField("ticket_params"):
        # Without a price there is nothing to accept, whatever the offer is.
        wei_per_pixel = Fraction(*quoted) if quoted is not None and quoted[1] != 0 else Fraction(0)
        params = ticket_params(message.ticket_params, message.expiration_params, wei_per_pixel)
    tickets = [SignedNonce(ticket.sender_nonce, ticket.sig) for ticket in message.ticket_sender_params]
    return Payment(sender, quoted, params, tickets)


def auth_token(message: net.Message) -> AuthToken | None:
    """The token of a message that has one."""
    if not message.HasField("auth_token"):
        return None
    token = message.auth_token
    return AuthToken(token.token, token.session_id, token.expiration)


def capabilities(message: net.Message) -> Capabilities:
    """Capabilities; an absent message has none."""
    return Capabilities(
        tuple(message.bitstring), tuple(message.mandatories), message.version, message.constraints.minVersion
    )


def profile(message: net.Message) -> Profile:
    """A rendition that is asked for. Raises ``OffchainRejection`` for an unknown choice."""
    format_, encoder_profile, codec = decoded_choices(message.format, message.profile, message.encoder)
    name = message.name or f"net_{message.width}x{message.height}_{message.bitrate}"
    return Profile(
        name, message.width, message.height, message.bitrate, message.fps, message.fpsDen,
        format_, encoder_profile, codec, message.gop, message.quality,
    )  # fmt: skip


def work(message: net.Message) -> Work:
    """What goes with a segment. Raises ``Malformed``, and ``OffchainRejection`` for an unknown choice."""
    asked = message.fullProfiles3 or message.fullProfiles2 or message.fullProfiles
    profiles = tuple(profile(entry) for entry in asked)
    try:
        stream_id = message.manifestId.decode("utf-8")
    except UnicodeDecodeError as error:
        raise net.Malformed(f"manifestId: {error}") from error
    sequence_number = _not_negative("seq", message.seq)
    segment = Segment(
        stream_id, sequence_number, fixed("hash", message.hash, 32), tuple(entry.name for entry in profiles)
    )
    return Work(
        segment, message.sig, profiles, message.duration, capabilities(message.capabilities), auth_token(message)
    )


def _not_negative(field: str, value: int) -> int:
    if value < 0:
        raise net.Malformed(f"{field} is {value}, at least 0 is wanted")
    return value


def _hash(field: str, content: bytes) -> Hash32:
    """A hash of 32 bytes, zeros where it is absent."""
    return fixed(field, content, 32) if content else bytes(32)
