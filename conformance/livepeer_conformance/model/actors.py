"""Who takes part: accounts with keys that every run derives alike, and accounts with code that refuse ETH.

Traces know them by name only.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from coincurve import PrivateKey

from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.types import NULL_ADDRESS, Address

ACTORS: Final = ("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi")
"""Accounts that play delegators, orchestrators and broadcasters alike, and hold LPT and ETH."""

OFFICES: Final = ("owner", "verifier", "migrator")
"""Accounts with a right: the Controller's owner, and those that scenarios register as Verifier and L2Migrator; in alpha
the verifier is the solver that answers the Verifier's requests."""

REFUSERS: Final = {
    # PUSH1 0 PUSH1 0 REVERT
    "silent_refuser": bytes.fromhex("60006000fd"),
    # revert with the four bytes c0ffee00
    "loud_refuser": bytes.fromhex("63c0ffee0060e01b60005260046000fd"),
    # two storage writes: more than the 2,300 gas of a plain transfer
    "gas_hungry": bytes.fromhex("600160005560016001550000"),
}
"""Accounts with code that fails when it is sent ETH with the stipend of a plain transfer."""

REFUSAL_DATA: Final = {"silent_refuser": b"", "loud_refuser": bytes.fromhex("c0ffee00"), "gas_hungry": b""}

ACTOR_LPT: Final = 1_000_000 * 10**18
"""LPT that each actor starts with, in LPTU."""
ACTOR_ETH: Final = 10**6 * 10**18
"""ETH that each actor starts with, in wei."""


@dataclass(frozen=True, slots=True)
class Account:
    """A named account; ``key`` is the private key, None for an account that only receives."""

    name: str
    address: Address
    key: bytes | None


@cache
def account(name: str) -> Account:
    """The account called ``name``: its key is the keccak digest of the name behind a fixed prefix."""
    if name == "null":
        return Account(name, NULL_ADDRESS, None)
    key = keccak(b"livepeer-conformance actor " + name.encode("ascii"))
    public = PrivateKey(key).public_key.format(compressed=False)
    return Account(name, keccak(public[1:])[12:], None if name in REFUSERS else key)
