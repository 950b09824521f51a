"""The repertoire of Streamflow and Confluence: proposals for each transaction, by area."""

from typing import Final

from livepeer_conformance.machines.proposals import (
    contracts,
    delegators,
    extremes,
    funding,
    governor,
    migrator,
    orchestrators,
    owner,
    polls,
    registry,
    snapshots,
    tickets,
    token,
    token_owner,
)
from livepeer_conformance.machines.proposals.account_statuses import STATUSES
from livepeer_conformance.machines.proposals.arbitrary import SPEAKERS, arbitrary
from livepeer_conformance.machines.proposals.prelude import prelude
from livepeer_conformance.machines.proposals.registering import PROPOSALS
from livepeer_conformance.machines.repertoire import Repertoire
from livepeer_conformance.machines.scene import Scene
from livepeer_spec.rejection import Reason
from livepeer_spec.upgrades.streamflow.controller import PROXIED

REPERTOIRE: Final = Repertoire(
    proposals=PROPOSALS,
    families={
        "staking": 10,
        "orchestrators": 7,
        "tickets": 6,
        "funding": 4,
        "token": 3,
        "owner": 2,
        "polls": 1,
        "registry": 2,
        "contracts": 2,
    },
    staple="staking",
    disruptive=("registry", "contracts"),
    scene=Scene,
    prelude=prelude,
    arbitrary=arbitrary,
    statuses=STATUSES,
    proxied=PROXIED,
    speakers=SPEAKERS,
    registered=registry.REGISTERED,
    followers=registry.FOLLOWERS,
    asked={
        Reason.NOT_BONDING_MANAGER: "BondingManager",
        Reason.NOT_BONDING_MANAGER_OR_BROKER: "BondingManager",
        Reason.NOT_MINTER_OR_BROKER: "JobsManager",
        Reason.NOT_TICKET_BROKER: "TicketBroker",
        Reason.NOT_ROUNDS_MANAGER: "RoundsManager",
    },
    wrong_caller=frozenset(
        (
            Reason.NOT_OWNER,
            Reason.NOT_CONTROLLER,
            Reason.NOT_CONTROLLER_OWNER,
            Reason.NOT_BONDING_MANAGER,
            Reason.NOT_BONDING_MANAGER_OR_BROKER,
            Reason.NOT_MINTER_OR_BROKER,
            Reason.NOT_ROUNDS_MANAGER_FOR_MINTER,
            Reason.NOT_ROUNDS_MANAGER,
            Reason.NOT_TICKET_BROKER,
            Reason.NOT_VERIFIER,
            Reason.NOT_GOVERNOR_OWNER,
            Reason.NOT_GOVERNOR,
        )
    ),
)

__all__ = [
    "REPERTOIRE",
    "contracts",
    "delegators",
    "extremes",
    "funding",
    "governor",
    "migrator",
    "orchestrators",
    "owner",
    "polls",
    "registry",
    "snapshots",
    "tickets",
    "token",
    "token_owner",
]
