"""Manifests, and the targets that are deployed from them."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from adapters_files import FORMS, document, write, write_foundry

from livepeer_conformance.adapters import manifest
from livepeer_conformance.adapters.artifacts import from_reference
from livepeer_conformance.adapters.deployment import REFERENCE, deploy
from livepeer_conformance.adapters.errors import ManifestError, TargetError
from livepeer_conformance.adapters.target import Target
from livepeer_conformance.backends.registry import available, create, default_name
from livepeer_conformance.lockstep.world import World
from livepeer_conformance.model.action import Action
from livepeer_conformance.model.actors import ACTOR_LPT, ACTORS, account
from livepeer_conformance.settings import Settings
from livepeer_reference import artifacts as reference
from livepeer_spec import parameters
from livepeer_spec.upgrades import upgrade as load_upgrade
from livepeer_spec.versions import RULE_SETS

CONTROLLER = '{ name = "Controller" }'
BASE = 'name = "x"\nupgrade = "confluence"\n'


def world(target: Target) -> World:
    """Spec and target after the deployment's steps."""
    return World(target, parameters.load("minimal", target.upgrade))


# Manifests.


@pytest.mark.parametrize("upgrade", RULE_SETS)
def test_built_in_manifest_deploys_the_protocol(upgrade: str) -> None:
    """Given the built-in manifest, then it has every contract behind its proxy, and ends by letting the system run."""
    found = manifest.built_in(upgrade)
    names = [contract.name for contract in found.contracts]
    last = found.actions(parameters.load("minimal", upgrade))[-1]
    if "Controller" not in names:
        assert {"Protocol", "BondingManager", "JobsManager", "Governance"} <= set(names)
        assert last.name == "found"
        return
    jobs = "TicketBroker" if "TicketBroker" in names else "JobsManager"
    assert {"BondingManager", "BondingManagerTarget", "NewMinter", jobs, f"{jobs}Target"} <= set(names)
    assert ("JobsManager", jobs) in [(entry.id, entry.contract) for entry in found.registrations]
    assert last == Action("unpause", "owner")


@pytest.mark.parametrize("upgrade", RULE_SETS)
def test_steps_have_the_values_of_the_preset(upgrade: str) -> None:
    """Given a preset with another round length, and upgrade rounds if it has some, then they are steps' arguments."""
    has_lips = "set_lip_upgrade_round" in load_upgrade(upgrade).catalogue.transactions
    preset: Any = replace(parameters.load("minimal", upgrade), round_length=77)
    if has_lips:
        preset = replace(preset, lip_upgrade_rounds={73: 900})
    found = manifest.built_in(upgrade)
    steps = found.actions(preset)
    assert [step.args[-1] for step in steps if {"set_round_length", "roundLength"} & {step.name, *step.args}] == [77]
    assert (Action("set_lip_upgrade_round", "owner", (73, 900)) in steps) == has_lips
    faucets = [contract.name for contract in found.contracts if contract.name == "LivepeerTokenFaucet"]
    given = [*((actor, ACTOR_LPT) for actor in ACTORS), *((faucet, 1_000 * 10**18) for faucet in faucets)]
    assert [step.args for step in steps if step.name == "mint"] == given


def test_options_add_their_steps() -> None:
    """Given options, then their steps follow; an unknown one is refused with the known ones."""
    found, preset = manifest.built_in("confluence"), parameters.load("minimal", "confluence")
    plain = found.actions(preset)
    assert found.actions(preset, ("burner_role", "verifier"))[: len(plain)] == plain
    assert [step.name for step in found.actions(preset, ("burner_role", "verifier"))[len(plain) :]] == [
        "grant_role",
        "set_contract_info",
    ]
    with pytest.raises(ManifestError, match="burner_role, verifier, migrator"):
        found.actions(preset, ("absent",))


BAD_MANIFESTS = {
    "no_toml": ("name = ", ""),
    "no_name": ('upgrade = "confluence"', "name"),
    "name_is_a_number": ('name = 1\nupgrade = "confluence"', "name"),
    "unknown_key": (BASE + "colour = 1", "colour"),
    "contracts_is_a_table": (BASE + "[contracts]", "contracts"),
    "contract_is_text": (BASE + 'contracts = ["Controller"]', "contracts[0]"),
    "contract_without_name": (BASE + "contracts = [{}]", "contracts[0].name"),
    "contract_with_unknown_key": (BASE + 'contracts = [{ name = "A", proxied = true }]', "contracts[0].proxied"),
    "contract_twice": (BASE + f"contracts = [{CONTROLLER}, {CONTROLLER}]", "contracts[1].name"),
    "library_later": (
        BASE + 'contracts = [{ name = "A", libraries = ["B"] }, { name = "B" }]',
        "contracts[0].libraries",
    ),
    "argument_is_a_fraction": (BASE + 'contracts = [{ name = "A", arguments = [0.5] }]', "contracts[0].arguments[0]"),
    "optional_is_a_number": (BASE + 'contracts = [{ name = "A", optional = 1 }]', "contracts[0].optional"),
    "unknown_contract": (BASE + 'registrations = [{ contract = "A" }]', "registrations[0].contract"),
    "step_without_transaction": (BASE + 'steps = [{ caller = "owner" }]', "steps[0].transaction"),
    "unknown_repetition": (BASE + 'steps = [{ transaction = "a", for_each = "b" }]', "steps[0].for_each"),
    "option_without_description": (BASE + "[options.a]\nsteps = []", "options.a.description"),
    "option_is_a_list": (BASE + "[options]\na = []", "options.a"),
}


@pytest.mark.parametrize("case", BAD_MANIFESTS)
def test_bad_manifest_is_refused_with_file_and_key(case: str, tmp_path: Path) -> None:
    """Given a manifest with one thing wrong, then the error names file and key."""
    text, key = BAD_MANIFESTS[case]
    file = tmp_path / "deployment.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ManifestError) as caught:
        manifest.load(file)
    assert (caught.value.file, caught.value.field) == (str(file), key)


def edited(upgrade: str, old: str, new: str, folder: Path) -> Path:
    """The built-in manifest with one text replaced, as a file."""
    path = Path(manifest.__file__).parent / "manifests" / f"livepeer-protocol-{upgrade}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    file = folder / "deployment.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


MISFITS = {
    "unknown_transaction": ('"set_unlock_period"', '"set_unlok_period"', "did you mean set_unlock_period"),
    "too_few_arguments": ('"$parameters.unlock_period"', "", "set_unlock_period takes 1"),
    "unknown_parameter": ("$parameters.unlock_period", "$parameters.colour", r"\$parameters.colour"),
    "no_broker": ('name = "TicketBroker"', 'name = "Broker"', "does not deploy TicketBroker|deploys no TicketBroker"),
    "too_many_constructor_arguments": (
        '{ name = "L2LPTDataCache" }',
        '{ name = "L2LPTDataCache", arguments = [1] }',
        "takes 0",
    ),
    "argument_of_other_type": ('"id:RoundsManagerTarget"', "5", "argument 2"),
    "contract_deployed_later": ('arguments = ["BondingManager"]', 'arguments = ["Governor"]', "no contract Governor"),
    "no_library": (', libraries = ["SortedDoublyLL"]', "", "needs the library SortedDoublyLL"),
    "unknown_artifact": ('artifact = "RoundsManager"', 'artifact = "Clock"', "RoundsManagerTarget.*have Clock"),
    "other_upgrade": ('upgrade = "confluence"', 'upgrade = "streamflow"', "is for the upgrade streamflow"),
}


@pytest.mark.parametrize("case", MISFITS)
def test_manifest_that_does_not_fit_is_refused(case: str, tmp_path: Path) -> None:
    """Given a manifest that is well formed but wrong, then the deployment says what is wrong."""
    old, new, message = MISFITS[case]
    with pytest.raises(TargetError, match=message):
        Target.from_artifacts({}, "confluence", manifest=manifest.load(edited("confluence", old, new, tmp_path)))


def test_optional_contract_is_left_out_when_nobody_has_it(tmp_path: Path) -> None:
    """Given an optional contract without artifact, then it is not deployed."""
    file = edited("confluence", '{ name = "Governor", optional', '{ name = "Council", optional', tmp_path)
    assert "Council" not in Target.from_artifacts({}, "confluence", manifest=manifest.load(file)).addresses


# Targets.


@pytest.mark.parametrize("upgrade", RULE_SETS)
def test_reference_agrees_with_the_spec_from_the_start(upgrade: str) -> None:
    """Given the reference contracts with every option, when a round is initialized, then spec and views agree."""
    options = tuple(manifest.built_in(upgrade).options)
    here = world(Target.reference(upgrade, options=options))
    assert here.step(Action("initialize_round", "alice")).differences == []
    assert here.observe() == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("upgrade", RULE_SETS)
def test_target_from_each_form_agrees_with_the_spec(form: str, upgrade: str, tmp_path: Path) -> None:
    """Given somebody's artifacts in any form, then they are deployed and agree with the spec."""
    target = Target.from_directory(FORMS[form](tmp_path, upgrade), upgrade)
    assert REFERENCE not in target.provenance.values()
    here = world(target)
    assert here.step(Action("initialize_round", "alice")).differences == []
    assert here.observe() == []


def test_partial_set_is_completed_from_the_reference(tmp_path: Path) -> None:
    """Given artifacts of two contracts, then these are used, and the reference's for all others."""
    target = Target.from_directory(write_foundry(tmp_path, "confluence", ("Minter", "ManagerProxy")), "confluence")
    own = {name for name, source in target.provenance.items() if source != REFERENCE}
    assert own == {"Minter", "NewMinter", "TicketBroker", "BondingManager", "RoundsManager", "ServiceRegistry"}
    assert target.provenance["Minter"].endswith("Minter.json")


def with_library(folder: Path, library: str, *, code: str = "00", links: dict[str, Any] | None = None) -> Path:
    """A folder with a Controller whose code ends in the address of a library, and the library."""
    content = document("confluence", "Controller")
    bytecode = content["bytecode"].removeprefix("0x")
    places = {"lib.sol": {library: [{"start": len(bytecode) // 2, "length": 20}]}}
    write(folder / "Controller.json", {**content, "bytecode": bytecode + "00" * 20, "linkReferences": places})
    write(folder / "Sums.json", {"abi": [], "bytecode": code, "linkReferences": links or {}})
    return folder


def test_library_that_the_manifest_does_not_name_is_deployed(tmp_path: Path) -> None:
    """Given a library beside the contract that links it, then it is deployed from there, and told."""
    # PUSH1 1, PUSH1 0, RETURN: a library with one byte of code.
    folder = with_library(tmp_path, "Sums", code="60016000f3")
    target = Target.from_directory(folder, "confluence")
    assert target.provenance["Sums"].endswith("Sums.json")
    address = target.artifacts["Controller"].code[-20:]
    assert target.backend.code(address) == b"\0"
    assert target.artifacts["Controller"].links == ()


@pytest.mark.parametrize(
    ("library", "links", "message"),
    [
        ("Other", {}, "Controller.*needs the library Other, which neither the manifest links nor"),
        ("Sums", {"lib.sol": {"Sums": [{"start": 0}]}}, "the library Sums links itself"),
        ("Sums", {}, r"deploying Sums .*the constructor left no code"),
    ],
    ids=["missing", "circle", "empty"],
)
def test_library_that_cannot_be_deployed_is_named(
    library: str, links: dict[str, Any], message: str, tmp_path: Path
) -> None:
    """Given a library that is missing, links itself or has no code, then the error names it."""
    folder = with_library(tmp_path, library, code="00" * 20, links=links)
    with pytest.raises(TargetError, match=message):
        Target.from_directory(folder, "confluence")


def test_folder_of_other_contracts_is_refused(tmp_path: Path) -> None:
    """Given a folder without any contract of the protocol, then the error lists what was looked for."""
    write(tmp_path / "Other.json", {"abi": [], "bytecode": "0x00"})
    with pytest.raises(TargetError, match="BondingManager"):
        Target.from_directory(tmp_path, "confluence")


def with_code(folder: Path, code: str, deployed: str = "") -> Path:
    """A folder in which RoundsManager has this creation code and runtime code."""
    content = document("confluence", "RoundsManager")
    content.update(bytecode=code, deployedBytecode=deployed, storageLayout=None)
    write(folder / "RoundsManager.json", content)
    return folder


# PUSH the selector of Error(string), and the text "no": a constructor that reverts with it.
REVERTS = (
    "7f08c379a000000000000000000000000000000000000000000000000000000000600052"
    "602060045260026024527f6e6f000000000000000000000000000000000000000000000000000000000000604452"
    "60646000fd"
)
FAILURES: dict[str, tuple[str, str, str]] = {
    "reverting_constructor": (REVERTS, "", 'RoundsManagerTarget.*the constructor reverted with "no"'),
    "halting_constructor": ("fe", "", r"RoundsManagerTarget.*the constructor halted \(InvalidOpcode\)"),
    "empty_contract": ("00", "", "RoundsManagerTarget.*left no code"),
    "large_runtime": ("00", "00" * 24_577, "24577 bytes of runtime code"),
    "large_creation": ("00" * 49_200, "", "bytes of creation code"),
}


@pytest.mark.parametrize("case", FAILURES)
def test_contract_that_cannot_be_constructed_is_named(case: str, tmp_path: Path) -> None:
    """Given a contract whose construction fails, then the error names contract and cause."""
    code, deployed, message = FAILURES[case]
    with pytest.raises(TargetError, match=message):
        Target.from_directory(with_code(tmp_path, code, deployed), "confluence")


@pytest.mark.parametrize("backend", ["pyevm", "ethtester"])
def test_reference_is_deployed_on_the_other_backends(backend: str) -> None:
    """Given a backend that is slower, or on which only known keys can send, then spec and target agree there too."""
    missing = available()[backend]
    if missing:
        pytest.skip(missing)
    here = world(Target.reference("confluence", backend))
    assert here.step(Action("initialize_round", "alice")).differences == []
    assert here.observe() == []


def test_settings_choose_the_target(tmp_path: Path) -> None:
    """Given settings of a run, then they say what is built, and from where."""
    write_foundry(tmp_path, "confluence", ("Minter",))
    settings = Settings(target="artifacts", path=tmp_path)
    assert Target.create(settings, "confluence").provenance["Minter"] != REFERENCE
    assert Target.create(Settings(), "confluence").name == REFERENCE
    with pytest.raises(TargetError, match="needs a path"):
        Target.create(Settings(target="artifacts"), "confluence")
    with pytest.raises(TargetError, match="unknown kind of target"):
        Target.create(Settings(target="moon", path=tmp_path), "confluence")


# Contracts that are there already.


def addresses_file(folder: Path, addresses: dict[str, bytes]) -> Path:
    """A file of deployed addresses."""
    lines = [f'{name} = "0x{address.hex()}"' for name, address in addresses.items()]
    file = folder / "deployed.toml"
    file.write_text("[contracts]\n" + "\n".join(lines), encoding="utf-8")
    return file


@pytest.mark.parametrize("upgrade", RULE_SETS)
def test_contracts_deployed_by_somebody_are_a_target(upgrade: str, tmp_path: Path) -> None:
    """Given contracts that were constructed before, then they agree with the spec without any artifact."""
    backend = create(default_name())
    preset = parameters.load("minimal", upgrade)
    found = manifest.built_in(upgrade)
    made = deploy(backend, upgrade, {}, found, preset)
    libraries = {library for contract in found.contracts for library in contract.libraries}
    addresses = {name: address for name, address in made.addresses.items() if name not in libraries}
    target = Target.deployed(addresses_file(tmp_path, addresses), upgrade, backend)
    assert target.records is None
    here = world(target)
    assert here.step(Action("initialize_round", "alice")).differences == []
    assert here.observe() == []


@pytest.mark.parametrize("upgrade", RULE_SETS)
def test_contracts_that_are_in_use_are_refused(upgrade: str, tmp_path: Path) -> None:
    """Given contracts that something was done to, then the error says what is not as it was constructed."""
    backend = create(default_name())
    preset: Any = parameters.load("minimal", upgrade)
    made = deploy(backend, upgrade, {}, manifest.built_in(upgrade), preset)
    file = addresses_file(tmp_path, made.addresses)
    with pytest.raises(
        TargetError, match=rf"(BondingManager|Minter) at 0x.*: inflation\(\) is {preset.inflation}, not 7"
    ):
        Target.deployed(file, upgrade, backend, parameters=replace(preset, inflation=7))
    has_controller = "Controller" in made.addresses
    name, arguments = ("unpause", []) if has_controller else ("mint", [bytes(19) + b"\1", 5])
    kind = load_upgrade(upgrade).catalogue.transactions[name]
    assert backend.transact(account("owner").address, made.addresses[kind.contract], kind.encode(arguments)).success
    message = r"Controller at 0x.*paused\(\) is False, not True" if has_controller else r"totalSupply\(\) is 5, not 0"
    with pytest.raises(TargetError, match=message):
        Target.deployed(file, upgrade, backend)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"Controller": None}, "contracts.Controller: missing"),
        ({"Controller": b"\1"}, "contracts.Controller: expected an address"),
        ({"Controller": b"\2" * 20}, "contracts.LivepeerToken: another contract"),
        ({"Colour": b"\1" * 20}, "contracts.Colour: unknown key"),
        ({}, "Controller: there is no code"),
    ],
    ids=["missing", "no_address", "twice", "unknown", "no_code"],
)
def test_bad_file_of_addresses_is_refused(change: dict[str, Any], message: str, tmp_path: Path) -> None:
    """Given a file of addresses with one thing wrong, then the error says what."""
    names = [contract.name for contract in manifest.built_in("confluence").contracts]
    numbered: dict[str, Any] = {name: number.to_bytes(20, "big") for number, name in enumerate(names, start=1)}
    numbered["LivepeerToken"] = b"\2" * 20
    chosen = {name: value for name, value in {**numbered, **change}.items() if value is not None}
    with pytest.raises(TargetError, match=message):
        Target.deployed(addresses_file(tmp_path, chosen), "confluence", create(default_name()))


def test_unknown_upgrade_is_refused_with_the_known_ones() -> None:
    """Given an upgrade that is not covered, then the error lists those that are."""
    with pytest.raises(TargetError, match="known are alpha, alpha-launch, alpha-whitepaper, streamflow, confluence"):
        Target.reference("gamma")


def test_mutant_of_a_contract_is_deployed_in_its_place() -> None:
    """Given another artifact for one contract, then that one is deployed."""
    other = replace(from_reference(reference.load("confluence", "AdjustableRoundsManager")), name="RoundsManager")
    target = Target.from_artifacts({"RoundsManager": other}, "confluence")
    assert target.provenance["RoundsManagerTarget"] == other.source
