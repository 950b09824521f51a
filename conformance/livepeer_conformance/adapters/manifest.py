"""Deployment manifests: which contracts there are, how they are constructed, and what is done to them before use.

A manifest is a TOML file. Values in it are integers, truth values, or text::

    "Controller"               the address of a contract, or of an account by its name
    "id:BondingManagerTarget"  a contract's id in the Controller
    "role:MINTER_ROLE"         a role of the token
    "$parameters.round_length" a parameter of the preset
    "$actor", "$actor_lpt"     in a step for each actor: the actor, and what each starts with
    "$lip", "$lip_round"       in a step for each LIP with an upgrade round: its number, and the round
    "recipients:root"          the root of the MerkleMine's tree
    "0x..."                    an address or a word
    ["verifier"]                 a list of these
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from livepeer_conformance.adapters.errors import ManifestError, TargetError
from livepeer_conformance.model.action import Action
from livepeer_conformance.model.actors import ACTOR_LPT, ACTORS
from livepeer_spec.parameters import Parameters
from livepeer_spec.versions import RULE_SETS

Value = int | bool | str | list[str]
"""A value as the manifest writes it."""

GIT_COMMIT: Final = "0x" + "11" * 20
"""The git commit hash under which contracts are registered."""

UNCONFIGURED: Final = "unconfigured"
"""An option of every manifest: contracts are constructed and registered, and no step follows."""

_MAX_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract to deploy.

    Attributes:
        name: what the protocol calls it; ``XTarget`` is the logic behind the proxy ``X``.
        artifact: the name of its artifact.
        arguments: of its constructor.
        libraries: deployed contracts that are linked into it.
        optional: whether it is left out when no set of artifacts has it.
    """

    name: str
    artifact: str
    arguments: tuple[Value, ...]
    libraries: tuple[str, ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class Registration:
    """An id and the contract that is registered under it."""

    id: str
    contract: str


@dataclass(frozen=True, slots=True)
class SetupStep:
    """A transaction before use.

    Attributes:
        transaction, caller, arguments: what is sent by whom.
        contract: who receives it, empty where the transaction tells it.
        for_each: ``actor`` or ``lip`` when it is repeated, else empty.
    """

    transaction: str
    caller: str
    arguments: tuple[Value, ...]
    contract: str
    for_each: str


@dataclass(frozen=True)
class Manifest:
    """A deployment as data.

    Attributes:
        name, upgrade: which deployment of which protocol version.
        contracts: in the order of their deployment.
        registrations: in order; they come before the steps.
        steps: what follows in every deployment.
        options: steps that follow only when they are asked for, by the option's name.
        file: where the manifest was read.
    """

    name: str
    upgrade: str
    contracts: tuple[Contract, ...]
    registrations: tuple[Registration, ...]
    steps: tuple[SetupStep, ...]
    options: Mapping[str, tuple[SetupStep, ...]]
    file: str

    def actions(self, parameters: Parameters, options: tuple[str, ...] = ()) -> tuple[Action, ...]:
        """Everything that follows the constructors, as steps of a trace.

        Raises ``ManifestError`` for an unknown option, and for a parameter that ``parameters`` does not have.
        """
        result = [
            Action("set_contract_info", "owner", (f"id:{entry.id}", entry.contract, GIT_COMMIT))
            for entry in self.registrations
        ]
        steps = [] if UNCONFIGURED in options else list(self.steps)
        for option in options:
            if option == UNCONFIGURED:
                continue
            if option not in self.options:
                known = ", ".join(self.options) or "none"
                raise ManifestError(self.file, f"options.{option}", f"no such option; there are {known}")
            steps.extend(self.options[option])
        for step in steps:
            for repetition in _repetitions(step.for_each, parameters):
                arguments = tuple(self.value(value, parameters, repetition) for value in step.arguments)
                result.append(Action(step.transaction, step.caller, arguments, at=step.contract))
        return tuple(result)

    def value(
        self, value: Value, parameters: Parameters, repetition: Mapping[str, Value] = MappingProxyType({})
    ) -> Value:
        """A value with its ``$`` reference resolved. Raises ``ManifestError`` when there is no such thing."""
        if not isinstance(value, str) or not value.startswith("$"):
            return value
        if value in repetition:
            return repetition[value]
        kind, _, name = value.partition(".")
        found = getattr(parameters, name, None) if kind == "$parameters" else None
        if not isinstance(found, int):
            raise ManifestError(self.file, "", f"{value}: there is no such value")
        return found


def _repetitions(for_each: str, parameters: Parameters) -> list[dict[str, Value]]:
    """What a step's ``$`` values stand for in each of its repetitions."""
    if for_each == "actor":
        return [{"$actor": actor, "$actor_lpt": ACTOR_LPT} for actor in ACTORS]
    if for_each == "lip":
        return [{"$lip": lip, "$lip_round": round_} for lip, round_ in parameters.lip_upgrade_rounds.items()]
    return [{}]


def built_in(upgrade: str) -> Manifest:
    """The manifest ``livepeer-protocol`` of an upgrade: the contracts and constructors of the deployed protocol.

    Raises ``TargetError`` for an upgrade without one.
    """
    if upgrade not in RULE_SETS:
        raise TargetError(f"unknown upgrade {upgrade!r}; known are {', '.join(RULE_SETS)}")
    name = f"livepeer-protocol-{upgrade}.toml"
    text = (files("livepeer_conformance.adapters") / "manifests" / name).read_text(encoding="utf-8")
    return parse(tomllib.loads(text), name)


def load(path: Path | str) -> Manifest:
    """A manifest from a file. Raises ``ManifestError``."""
    return parse(read_toml(Path(path)), str(path))


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a TOML file. Raises ``ManifestError``."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ManifestError(path, "", f"more than {_MAX_BYTES} bytes are not read")
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ManifestError(path, "", f"cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise ManifestError(path, "", f"not valid TOML: {error}") from error


def parse(document: Mapping[str, Any], file: str) -> Manifest:
    """The manifest that a decoded file describes. Raises ``ManifestError`` naming the key that is wrong."""
    top = Section(document, file, "")
    name, upgrade = top.text("name"), top.text("upgrade")
    contracts = tuple(_contract(entry) for entry in top.sections("contracts"))
    _check_order(contracts, file)
    registrations = tuple(_registration(entry, contracts) for entry in top.sections("registrations"))
    steps = tuple(_step(entry) for entry in top.sections("steps"))
    options = {}
    for option, entry in top.section("options").subsections():
        options[option] = tuple(_step(step) for step in entry.sections("steps"))
        entry.text("description")
        entry.finish()
    top.finish()
    return Manifest(name, upgrade, contracts, registrations, steps, options, file)


def _contract(entry: "Section") -> Contract:
    name = entry.text("name")
    contract = Contract(
        name=name,
        artifact=entry.text("artifact", name),
        arguments=entry.values("arguments"),
        libraries=tuple(str(library) for library in entry.values("libraries")),
        optional=entry.flag("optional"),
    )
    entry.finish()
    return contract


def _check_order(contracts: tuple[Contract, ...], file: str) -> None:
    """Every contract has a name of its own, and the libraries that it links come before it."""
    seen: list[str] = []
    for index, contract in enumerate(contracts):
        if contract.name in seen:
            raise ManifestError(file, f"contracts[{index}].name", f"{contract.name} is deployed twice")
        for library in contract.libraries:
            if library not in seen:
                raise ManifestError(file, f"contracts[{index}].libraries", f"{library} is not deployed before")
        seen.append(contract.name)


def _registration(entry: "Section", contracts: tuple[Contract, ...]) -> Registration:
    contract = entry.text("contract")
    if contract not in [each.name for each in contracts]:
        raise ManifestError(entry.file, entry.key("contract"), f"the manifest deploys no {contract}")
    registration = Registration(entry.text("id", contract), contract)
    entry.finish()
    return registration


def _step(entry: "Section") -> SetupStep:
    step = SetupStep(
        transaction=entry.text("transaction"),
        caller=entry.text("caller", "owner"),
        arguments=entry.values("arguments"),
        contract=entry.text("contract", ""),
        for_each=entry.text("for_each", ""),
    )
    if step.for_each not in ("", "actor", "lip"):
        raise ManifestError(entry.file, entry.key("for_each"), f"expected actor or lip, found {step.for_each!r}")
    entry.finish()
    return step


class Section:
    """One table of a TOML file, read key by key; each reader raises ``ManifestError`` naming the key."""

    def __init__(self, table: Mapping[str, Any], file: str, path: str) -> None:
        self.file = file
        self._table = dict(table)
        self._path = path

    def key(self, name: str) -> str:
        """The place of a key in the file."""
        return f"{self._path}.{name}" if self._path else name

    def text(self, name: str, default: str | None = None) -> str:
        """A non-empty text; ``default`` where the key is missing."""
        value = self._table.pop(name, default)
        if value is None:
            raise ManifestError(self.file, self.key(name), "missing")
        if not isinstance(value, str) or (not value and default is None):
            raise ManifestError(self.file, self.key(name), f"expected text, found {value!r:.60}")
        return value

    def flag(self, name: str) -> bool:
        """A truth value, false where the key is missing."""
        value = self._table.pop(name, False)
        if not isinstance(value, bool):
            raise ManifestError(self.file, self.key(name), f"expected true or false, found {value!r:.60}")
        return value

    def values(self, name: str) -> tuple[Value, ...]:
        """A list of integers, truth values and texts, empty where the key is missing."""
        values = self._list(name)
        for index, value in enumerate(values):
            is_list = isinstance(value, list) and all(isinstance(item, str) for item in value)
            if not isinstance(value, int | str) and not is_list:
                message = f"expected an integer, a truth value, text or a list of texts, found {value!r:.60}"
                raise ManifestError(self.file, f"{self.key(name)}[{index}]", message)
        return tuple(values)

    def sections(self, name: str) -> list["Section"]:
        """A list of tables, empty where the key is missing."""
        result = []
        for index, table in enumerate(self._list(name)):
            path = f"{self.key(name)}[{index}]"
            if not isinstance(table, dict):
                raise ManifestError(self.file, path, f"expected a table, found {table!r:.60}")
            result.append(Section(table, self.file, path))
        return result

    def section(self, name: str) -> "Section":
        """A table, empty where the key is missing."""
        table = self._table.pop(name, {})
        if not isinstance(table, dict):
            raise ManifestError(self.file, self.key(name), f"expected a table, found {table!r:.60}")
        return Section(table, self.file, self.key(name))

    def subsections(self) -> list[tuple[str, "Section"]]:
        """All keys of this table, each of which must hold a table."""
        return [(name, self.section(name)) for name in list(self._table)]

    def finish(self) -> None:
        """Raise ``ManifestError`` for a key that nobody asked for."""
        for name in self._table:
            raise ManifestError(self.file, self.key(name), "unknown key")

    def _list(self, name: str) -> list[Any]:
        values = self._table.pop(name, [])
        if not isinstance(values, list):
            raise ManifestError(self.file, self.key(name), f"expected a list, found {values!r:.60}")
        return values
