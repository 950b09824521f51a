"""The interfaces of the reference contracts, the sizes of their code and their storage."""

import pytest

from livepeer_reference.abi_check import UPGRADES, compared, differences, interface
from livepeer_reference.artifacts import Artifact, load, names

ALL = [(upgrade, name) for upgrade in ("common", *UPGRADES) for name in names(upgrade)]
#: EIP-170.
MAX_RUNTIME_BYTES = 24_576
PROXIED = ("BondingManager", "RoundsManager")
JOBS = {
    "alpha": "JobsManager",
    "alpha-launch": "JobsManager",
    "streamflow": "TicketBroker",
    "confluence": "TicketBroker",
    "arbitration": "TicketBroker",
}
LINKED = {
    "BondingManager": {"SortedDoublyLL"},
    "JobLib": {"ECRecovery", "MerkleProof"},
    "JobsManager": {"JobLib"},
    "MerkleMine": {"MerkleProof"},
}


@pytest.mark.parametrize("upgrade", UPGRADES)
def test_interfaces_are_the_deployed_ones(upgrade: str) -> None:
    """Every function, event and constructor is as deployed, none is missing and none is new."""
    assert differences(upgrade) == []
    assert {"BondingManager", "LivepeerToken", "Minter", "RoundsManager", JOBS[upgrade]} <= set(compared(upgrade))


def test_interface_of_another_abi_differs() -> None:
    """Given a getter whose result is named otherwise, the interface is not the same."""
    entry = {"type": "function", "name": "f", "inputs": [], "stateMutability": "view"}
    one = interface(({**entry, "outputs": [{"type": "uint256", "name": "a"}]},))
    other = interface(({**entry, "outputs": [{"type": "uint256", "name": "b"}]},))
    assert one["functions"]["f()"]["selector"] == "0x26121ff0"
    assert one != other


@pytest.mark.parametrize(("upgrade", "name"), ALL)
def test_runtime_code_is_deployable(upgrade: str, name: str) -> None:
    """Each runtime code keeps EIP-170's limit, and links the libraries that it needs."""
    artifact = load(upgrade, name)
    assert 0 < (len(artifact.deployed_bytecode) - 2) // 2 <= MAX_RUNTIME_BYTES
    linked = {library for by_name in artifact.link_references.values() for library in by_name}
    assert linked == LINKED.get(name, set())


@pytest.mark.parametrize("upgrade", UPGRADES)
@pytest.mark.parametrize("name", PROXIED)
def test_proxied_contracts_begin_with_the_proxys_storage(upgrade: str, name: str) -> None:
    """The logic's first slots are the proxy's: the Controller, then the target's id."""
    expected = [(0, "controller"), (1, "targetContractId")]
    assert slots(load(upgrade, name))[:2] == expected
    assert slots(load(upgrade, JOBS[upgrade]))[:2] == expected
    assert slots(load(upgrade, "ManagerProxy")) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "BondingManager",
            [
                (2, "unbondingPeriod"),
                (3, "delegators"),
                (4, "transcoders"),
                (5, "currentRoundTotalActiveStake"),
                (6, "nextRoundTotalActiveStake"),
                (7, "transcoderPool"),
            ],
        ),
        (
            "RoundsManager",
            [
                (2, "roundLength"),
                (3, "roundLockAmount"),
                (4, "lastInitializedRound"),
                (5, "lastRoundLengthUpdateRound"),
                (6, "lastRoundLengthUpdateStartBlock"),
                (7, "blockHashForRound"),
                (8, "lipUpgradeRound"),
            ],
        ),
        (
            "TicketBroker",
            [
                (2, "reserves"),
                (3, "senders"),
                (4, "unlockPeriod"),
                (5, "usedTickets"),
                (6, "ticketValidityPeriod"),
            ],
        ),
        ("ServiceRegistry", [(2, "records")]),
    ],
)
def test_storage_of_confluence_is_the_deployed_one(name: str, expected: list[tuple[int, str]]) -> None:
    """The logic's own variables are in the slots in which a deployed proxy has them."""
    assert slots(load("confluence", name))[2:] == expected


@pytest.mark.parametrize(
    ("struct", "expected"),
    [
        (
            "BondingState.Delegator",
            [
                (0, "bondedAmount"),
                (1, "fees"),
                (2, "delegateAddress"),
                (3, "delegatedAmount"),
                (4, "startRound"),
                (5, "lastClaimRound"),
                (6, "nextUnbondingLockId"),
                (7, "unbondingLocks"),
            ],
        ),
        (
            "BondingState.Transcoder",
            [
                (0, "lastRewardRound"),
                (1, "rewardCut"),
                (2, "feeShare"),
                (3, "earningsPoolPerRound"),
                (4, "lastActiveStakeUpdateRound"),
                (5, "activationRound"),
                (6, "deactivationRound"),
                (7, "activeCumulativeRewards"),
                (8, "cumulativeRewards"),
                (9, "cumulativeFees"),
                (10, "lastFeeRound"),
            ],
        ),
        (
            "BondingState.EarningsPool",
            [
                (0, "totalStake"),
                (1, "transcoderRewardCut"),
                (2, "transcoderFeeShare"),
                (3, "cumulativeRewardFactor"),
                (4, "cumulativeFeeFactor"),
            ],
        ),
        ("SortedDoublyLL.Data", [(0, "head"), (1, "tail"), (2, "maxSize"), (3, "size"), (4, "nodes")]),
    ],
)
def test_records_of_confluence_are_the_deployed_ones(struct: str, expected: list[tuple[int, str]]) -> None:
    """The members of the BondingManager's records are in the deployed order."""
    types = load("confluence", "BondingManager").storage_layout["types"]
    members = types[f"t_struct({struct})_storage"]["members"]
    assert [(int(member["slot"]), member["label"]) for member in members] == expected


def test_storage_of_the_minter_is_the_deployed_one() -> None:
    """The Minter is behind no proxy, so it has no target id."""
    assert slots(load("confluence", "Minter")) == [
        (0, "controller"),
        (1, "inflation"),
        (2, "inflationChange"),
        (3, "targetBondingRate"),
        (4, "currentMintableTokens"),
        (5, "currentMintedTokens"),
    ]


def slots(artifact: Artifact) -> list[tuple[int, str]]:
    """Slot and name of each variable."""
    return [(int(entry["slot"]), entry["label"]) for entry in artifact.storage_layout["storage"]]
