"""The catalogue of each upgrade against the interfaces of the contracts."""

from collections.abc import Iterator

import pytest

from livepeer_reference.abi_check import interface
from livepeer_reference.artifacts import load
from livepeer_spec.transactions import TransactionType, ViewType
from livepeer_spec.upgrades import Upgrade, upgrade
from livepeer_spec.versions import RULE_SETS

SHARED = ("Controller", "ManagerProxy", "BondingManager", "RoundsManager", "Minter", "LivepeerToken")
LATER = (*SHARED, "ServiceRegistry", "TicketBroker", "MerkleSnapshot", "Governor", "Poll", "PollCreator")
ALPHA = (
    *SHARED, "JobsManager", "Verifier", "LivepeerTokenFaucet", "GenesisManager", "MerkleMine", "TokenVesting",
    "TokenTimelock",
)  # fmt: skip
CONTRACTS = {
    "alpha": (*ALPHA, "ServiceRegistry"),
    "alpha-launch": ALPHA,
    "alpha-whitepaper": ("Protocol", "BlockHashes", "LivepeerToken", "BondingManager", "JobsManager", "Governance"),
    "streamflow": LATER,
    "confluence": LATER,
    "arbitration": (
        *LATER,
        "Disputes",
        "Council",
        "TokenVote",
        "Court",
        "Escalation",
        "ReExecution",
        "ProofArbitrator",
        "FaultVerification",
    ),
}
"""The contracts of each rule set, under the names that the spec has for them."""
ARTIFACTS = {"Verifier": "LivepeerVerifier"}
"""Contracts whose source has another name."""
FOR_EVERY_MANAGER = ("Manager", "ManagerProxy")
"""Under these names the functions are declared that each contract with a Controller has."""


def kinds(rules: Upgrade) -> dict[tuple[str, str], TransactionType | ViewType]:
    """Transactions and views by contract and signature."""
    all_kinds: list[TransactionType | ViewType] = [
        *rules.catalogue.transactions.values(),
        *rules.catalogue.views.values(),
    ]
    by_function = {(kind.contract, kind.signature): kind for kind in all_kinds}
    assert len(by_function) == len(all_kinds)
    return by_function


def functions(name: str) -> Iterator[tuple[str, str, dict[str, object], TransactionType | ViewType | None]]:
    """Each function of each contract with what the catalogue has for it."""
    known = kinds(upgrade(name))
    for contract in CONTRACTS[name]:
        for signature, function in interface(load(name, ARTIFACTS.get(contract, contract)).abi)["functions"].items():
            owners = (contract, *FOR_EVERY_MANAGER)
            found = next((known[owner, signature] for owner in owners if (owner, signature) in known), None)
            yield contract, signature, function, found


@pytest.mark.parametrize("name", RULE_SETS)
def test_each_function_has_its_rule(name: str) -> None:
    """Given the contracts' functions, then each has a transaction or a view of the same shape, and no rule is over."""
    used = set()
    for contract, signature, function, kind in functions(name):
        assert kind is not None, (contract, signature)
        used.add((kind.contract, kind.signature))
        is_view = function["mutability"] in ("view", "pure")
        assert isinstance(kind, ViewType) == is_view, (contract, signature)
        assert "0x" + kind.selector.hex() == function["selector"]
        outputs = [str(output).split(" {")[0].split() for output in function["outputs"]]  # type: ignore[attr-defined]
        assert list(kind.returns) == [output[0] for output in outputs], (contract, signature)
        if isinstance(kind, ViewType):
            names = [output[1] for output in outputs if len(output) > 1]
            assert len(outputs) == 1 or not names or list(kind.fields) == names, (contract, signature)
        else:
            assert kind.payable == (function["mutability"] == "payable"), (contract, signature)
    managers = {("Manager", "setController(address)"), ("Manager", "controller()")} & kinds(upgrade(name)).keys()
    assert {function for function in kinds(upgrade(name)) if function[0] != "L2LPTDataCache"} == used | managers


@pytest.mark.parametrize("name", RULE_SETS)
def test_each_event_is_declared(name: str) -> None:
    """Given the contracts' events, then the upgrade has each, with the same indexed parameters and names."""
    declared = upgrade(name).events
    for contract in CONTRACTS[name]:
        for signature, event in interface(load(name, ARTIFACTS.get(contract, contract)).abi)["events"].items():
            kind = declared.get(bytes.fromhex(event["topic"][2:]))
            assert kind is not None, (contract, signature)
            inputs = [str(parameter).split(" {")[0].split() for parameter in event["inputs"]]
            assert list(kind.parameters) == [words[-1] for words in inputs], (contract, signature)
            assert list(kind.indexed) == ["indexed" in words for words in inputs], (contract, signature)


def test_upgrade_is_known_by_its_name() -> None:
    """Given a name that is no upgrade's, then the error lists the known ones."""
    with pytest.raises(KeyError, match="streamflow, confluence"):
        upgrade("tributary")
