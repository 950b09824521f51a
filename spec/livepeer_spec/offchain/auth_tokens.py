"""Auth tokens: how an orchestrator knows a session again without remembering it.

Source: the client's package ``core``, orchestrator (AuthToken).
"""

import hmac
from typing import Final, NamedTuple

from livepeer_spec.offchain.errors import Fault, demand
from livepeer_spec.offchain.numbers import fixed_bytes, minimal_bytes
from livepeer_spec.offchain.protobuf import message
from livepeer_spec.primitives.types import Timestamp
from livepeer_spec.requirements import implements

VALIDITY: Final = 1800
"""Seconds for which a token is good."""
REFRESH_MARGIN: Final = VALIDITY // 10
"""Seconds before the end in which a broadcaster asks for another one."""


class AuthToken(NamedTuple):
    """A session's token: the authentication of its id and expiration."""

    token: bytes
    session_id: str
    expiration: Timestamp


@implements("LP-NEG-010", "LP-NEG-011")
def make_token(secret: bytes, session_id: str, expiration: Timestamp) -> AuthToken:
    """The token of a session: HMAC-SHA256, under the orchestrator's secret of 32 bytes, of id and expiration."""
    content = session_id.encode("utf-8") + minimal_bytes(expiration)
    return AuthToken(hmac.digest(fixed_bytes(secret, 32), content, "sha256"), session_id, expiration)


@implements("LP-NEG-012", "LP-NEG-013")
def require_valid_token(secret: bytes, token: AuthToken | None, now: float) -> None:
    """Accept a token at a time in seconds.

    Raises ``MISSING_AUTH_TOKEN``, ``INVALID_AUTH_TOKEN`` and ``EXPIRED_AUTH_TOKEN``, in this order.
    """
    # There is one.
    if token is None:
        return demand(False, Fault.MISSING_AUTH_TOKEN)
    # This orchestrator made it.
    demand(token == make_token(secret, token.session_id, token.expiration), Fault.INVALID_AUTH_TOKEN)
    # It is good until the very beginning of its last second.
    return demand(now <= token.expiration, Fault.EXPIRED_AUTH_TOKEN)


@implements("LP-NEG-014")
def needs_refresh(expiration: Timestamp, now: float) -> bool:
    """Whether a broadcaster asks for another token before it uses a session."""
    return now > expiration - REFRESH_MARGIN


@implements("LP-NEG-015")
def encoded_token(token: AuthToken) -> bytes:
    """A token on the wire (message AuthToken)."""
    return message([(1, token.token), (2, token.session_id), (3, token.expiration)])
