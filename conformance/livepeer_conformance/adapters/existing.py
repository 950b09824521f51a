"""Contracts that somebody else deployed: where they are, and whether they are as their constructors left them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from livepeer_conformance.adapters.errors import ManifestError, TargetError
from livepeer_conformance.adapters.manifest import Manifest, Section, read_toml
from livepeer_conformance.adapters.reverts import describe
from livepeer_conformance.backends.base import Backend
from livepeer_conformance.model.actors import account
from livepeer_spec.parameters import Parameters
from livepeer_spec.primitives.abi import AbiError
from livepeer_spec.primitives.types import NULL_ADDRESS, Address
from livepeer_spec.transactions import ViewType
from livepeer_spec.upgrades import upgrade as load_upgrade

_INFLATING: Final = ("Minter", "BondingManager")
"""Contracts that know the inflation: the whitepaper has no Minter."""
_INFLATION: Final = ("inflation", "inflation_change", "target_bonding_rate")


def read_addresses(path: Path, manifest: Manifest) -> dict[str, Address]:
    """The addresses in a file, by protocol name: all contracts of the manifest but optional ones and libraries.

    Raises ``ManifestError``.
    """
    top = Section(read_toml(path), str(path), "")
    table = top.section("contracts")
    top.finish()
    linked = {library for contract in manifest.contracts for library in contract.libraries}
    addresses: dict[str, Address] = {}
    for contract in manifest.contracts:
        text = table.text(contract.name, "" if contract.optional or contract.name in linked else None)
        if not text:
            continue
        address = _address(text)
        if address is None:
            raise ManifestError(path, table.key(contract.name), f"expected an address, found {text!r:.60}")
        if address in addresses.values():
            raise ManifestError(path, table.key(contract.name), "another contract has this address")
        addresses[contract.name] = address
    table.finish()
    return addresses


def _address(text: str) -> Address | None:
    try:
        address = bytes.fromhex(text.removeprefix("0x"))
    except ValueError:
        return None
    return address if text.startswith("0x") and len(text) == 42 and len(address) == 20 else None


def check_fresh(backend: Backend, upgrade: str, addresses: dict[str, Address], parameters: Parameters) -> None:
    """Raise ``TargetError`` unless every contract is there and was not used since its construction."""
    for name, address in addresses.items():
        if not backend.code(address):
            raise TargetError(f"{name}: there is no code at 0x{address.hex()}")
    for contract, view, arguments, value in _beginning(upgrade, addresses, parameters):
        _check_view(backend, upgrade, addresses[contract], contract, view, arguments, value)


_Expectation = tuple[str, str, tuple[Any, ...], Any]
"""A contract, one of its views, the arguments, and what it gives."""


def _beginning(upgrade: str, addresses: Mapping[str, Address], parameters: Parameters) -> list[_Expectation]:
    """What contracts tell before their first transaction, for what the rule set has of them."""
    owner, controller, views = (
        account("owner").address,
        addresses.get("Controller"),
        load_upgrade(upgrade).catalogue.views,
    )
    proxied = [name for name in addresses if f"{name}Target" in addresses]
    expected: list[_Expectation] = [
        ("Controller", "controller_owner", (), owner),
        ("Controller", "paused", (), True),
        ("Protocol", "founder", (), owner),
        ("Protocol", "bonding_manager", (), NULL_ADDRESS),
        ("LivepeerToken", "total_supply", (), 0),
        *((name, view, (), getattr(parameters, view)) for name in _INFLATING for view in _INFLATION),
        *((name, "controller_of", (), controller) for name in proxied),
        ("LivepeerToken", "token_owner", (), owner),
        ("LivepeerToken", "has_role", (bytes(32), owner), True),
    ]
    return [entry for entry in expected if entry[0] in addresses and _has(views.get(entry[1]), entry[0])]


def _has(view: ViewType | None, contract: str) -> bool:
    """Whether a view is one of a contract."""
    return view is not None and view.contract in (contract, "Manager")


def _check_view(
    backend: Backend, upgrade: str, address: Address, name: str, view: str, arguments: tuple[Any, ...], value: Any
) -> None:
    kind = load_upgrade(upgrade).catalogue.views[view]
    receipt = backend.call(address, kind.encode(arguments))
    title = f"{name} at 0x{address.hex()}: {kind.signature}"
    if not receipt.success:
        raise TargetError(f"{title} {describe(receipt)}")
    try:
        found = kind.decode_result(receipt.output)[0]
    except AbiError as error:
        raise TargetError(f"{title}: {error}") from error
    if found != value:
        raise TargetError(
            f"{title} is {_show(found)}, not {_show(value)}: the contracts must be as their constructors left them, "
            "constructed with the preset's values by the account that the suite calls owner"
        )


def _show(value: Any) -> str:
    return f"0x{value.hex()}" if isinstance(value, bytes) else str(value)
