"""Names of a run: which address each account and contract of a trace has."""

from collections.abc import Callable
from typing import Final

from livepeer_conformance.lockstep import recipients
from livepeer_conformance.model.action import ModelError
from livepeer_conformance.model.actors import ACTORS, OFFICES, REFUSERS, account
from livepeer_spec.primitives.hashing import contract_id, created_address, keccak
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Hash32

_CREATORS: Final = {"poll": "PollCreator", "grant": "GenesisManager"}
"""Contracts that make others, by the first word of these others' names."""


class Naming:
    """Addresses by name and names by address.

    Polls are named ``poll-1``, ``poll-2``, ... in the order of their creation, and so are the contracts of grants that
    the GenesisManager makes, ``grant-1``, ``grant-2``, ...
    """

    def __init__(self, deployed: dict[str, Address]) -> None:
        self._deployed = deployed
        self._addresses: dict[str, Address] = {"null": NULL_ADDRESS, **deployed}
        self._names: dict[Address, str] = {NULL_ADDRESS: "null"}
        for name in (*ACTORS, *OFFICES, *REFUSERS):
            self._addresses[name] = account(name).address
        for name, address in self._addresses.items():
            self._names.setdefault(address, name)
        for kind, creator in _CREATORS.items():
            for number in range(1, 10) if creator in deployed else ():
                self._names[self.address(f"{kind}-{number}")] = f"{kind}-{number}"

    def address(self, name: str) -> Address:
        """The address of an account or contract. Raises ``ModelError`` for an unknown name."""
        address = self._addresses.get(name)
        if address is None:
            address = self._derive(name)
            self._addresses[name] = address
        return address

    def _derive(self, name: str) -> Address:
        kind, _, number = name.partition("-")
        creator = self._deployed.get(_CREATORS.get(kind, ""))
        if creator is not None and number.isdecimal():
            return created_address(creator, int(number))
        if name.startswith("0x") and len(name) == 42:
            return bytes.fromhex(name[2:])
        raise ModelError(f"unknown account or contract: {name!r}")

    def name(self, address: Address) -> str:
        """The name of an address; the address itself in hex where it has none."""
        return self._names.get(address) or "0x" + address.hex()


def word(text: str, snapshot_root: Callable[[int], Hash32]) -> bytes:
    """The bytes that a symbolic word stands for. Raises ``ModelError`` when it stands for none."""
    kind, _, rest = text.partition(":")
    if kind == "id" and rest:
        return contract_id(rest)
    if kind == "role" and rest:
        return bytes(32) if rest == "DEFAULT_ADMIN_ROLE" else keccak(rest.encode("ascii"))
    if kind == "snapshot" and rest.isdecimal():
        return snapshot_root(int(rest))
    if kind == "recipients" and rest:
        return recipients.root() if rest == "root" else recipients.proof(rest)
    if text.startswith("0x"):
        try:
            return bytes.fromhex(text[2:])
        except ValueError as error:
            raise ModelError(f"not hexadecimal: {text!r}") from error
    raise ModelError(f"not a word: {text!r}")
