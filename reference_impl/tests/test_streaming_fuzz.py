"""Every decoder of the nodes, on arbitrary bytes: a value or a refusal, nothing else, and no hang.

``LIVEPEER_FUZZ_CASES`` sets how many cases each has.
"""

import base64
import os
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livepeer_reference.streaming import net, reading
from livepeer_spec.offchain.errors import OffchainRejection

CASES = int(os.environ.get("LIVEPEER_FUZZ_CASES", "100"))
LENGTHS = (0, 1, 19, 20, 21, 31, 32, 33, 300)


def values(descriptor: Any) -> st.SearchStrategy[Any]:
    """Values of a field: bytes of telling lengths, numbers at the limits, messages within messages."""
    if descriptor.message_type is not None:
        one = messages(descriptor.message_type)
    elif descriptor.type == descriptor.TYPE_BYTES:
        one = st.sampled_from(LENGTHS).flatmap(lambda length: st.binary(min_size=length, max_size=length))
    elif descriptor.type == descriptor.TYPE_STRING:
        one = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    elif descriptor.type == descriptor.TYPE_BOOL:
        one = st.booleans()
    else:
        low, high = _LIMITS[descriptor.type]
        one = st.sampled_from([low, low + 1, 0, 1, high - 1, high]) | st.integers(low, high)
    return st.lists(one, max_size=3) if descriptor.is_repeated else one


_FIELD = net.message_class("AuthToken").DESCRIPTOR.fields[0]
_LIMITS = {
    _FIELD.TYPE_INT32: (-(2**31), 2**31 - 1),
    _FIELD.TYPE_INT64: (-(2**63), 2**63 - 1),
    _FIELD.TYPE_UINT32: (0, 2**32 - 1),
    _FIELD.TYPE_UINT64: (0, 2**64 - 1),
    _FIELD.TYPE_ENUM: (-1, 9),
}


def messages(descriptor: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Messages with some of their fields; maps are left out."""
    fields = {
        field.name: values(field)
        for field in descriptor.fields
        if field.message_type is None or not field.message_type.GetOptions().map_entry
    }
    return st.fixed_dictionaries({}, optional=fields)


def encoded(name: str) -> st.SearchStrategy[bytes]:
    """Well-formed messages, the same with bytes cut off or changed, and bytes of any kind."""
    whole = messages(net.message_class(name).DESCRIPTOR).map(
        lambda fields: net.message_class(name)(**fields).SerializeToString()
    )
    cut = st.tuples(whole, st.integers(0, 400)).map(lambda drawn: drawn[0][: drawn[1]])
    changed = st.tuples(whole, st.integers(0, 400), st.integers(0, 255)).map(
        lambda drawn: drawn[0][: drawn[1]] + bytes([drawn[2]]) + drawn[0][drawn[1] + 1 :]
    )
    return whole | cut | changed | st.binary(max_size=300)


def info(message: net.Message) -> None:
    """What a broadcaster reads of a quote."""
    offer = message.ticket_params
    reading.ticket_params(offer, offer.expiration_params, Fraction(1))
    reading.capabilities(message.capabilities)
    reading.auth_token(message)


@pytest.mark.parametrize(
    ("name", "read"), [("Payment", reading.payment), ("SegData", reading.work), ("OrchestratorInfo", info)]
)
def test_decoder_gives_a_value_or_a_reason(name: str, read: Callable[[net.Message], Any]) -> None:
    """Given any bytes as a header, then they are read, or refused as such."""

    @settings(max_examples=CASES, deadline=None)
    @given(encoded(name))
    def check(content: bytes) -> None:
        with suppress(net.Malformed, OffchainRejection):
            read(reading.header("Header", name, base64.b64encode(content).decode("ascii")))

    check()


@settings(max_examples=CASES, deadline=None)
@given(st.text(max_size=100))
def test_header_gives_a_message_or_a_reason(text: str) -> None:
    """Given any text as a header, then it is a message, or refused as such."""
    with suppress(net.Malformed, reading.UnreadableBase64):
        reading.header("Header", "Payment", text)
