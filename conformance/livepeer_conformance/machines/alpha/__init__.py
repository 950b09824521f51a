"""The repertoire of alpha, as deployed and as launched: proposals for each transaction, by area."""

from typing import Final

from livepeer_conformance.machines.alpha import contracts, extremes, genesis, jobs, owner, transcoders
from livepeer_conformance.machines.alpha.account_statuses import STATUSES
from livepeer_conformance.machines.alpha.arbitrary import SPEAKERS, arbitrary
from livepeer_conformance.machines.alpha.prelude import prelude
from livepeer_conformance.machines.alpha.registering import PROPOSALS
from livepeer_conformance.machines.alpha.scene import AlphaScene
from livepeer_conformance.machines.repertoire import Repertoire
from livepeer_spec.rejection import Reason
from livepeer_spec.upgrades.alpha.controller import PROXIED

_PROXIES: Final = ("BondingManager", "RoundsManager", "JobsManager")
"""Proxies of both variants."""

REPERTOIRE: Final = Repertoire(
    proposals=PROPOSALS,
    families={
        "staking": 9,
        "transcoders": 5,
        "orchestrators": 5,
        "broadcasters": 5,
        "jobs": 11,
        "faults": 3,
        "token": 2,
        "genesis": 3,
        "owner": 2,
        "registry": 2,
        "contracts": 2,
    },
    staple="staking",
    disruptive=("registry", "contracts"),
    scene=AlphaScene,
    prelude=prelude,
    arbitrary=arbitrary,
    statuses=STATUSES,
    proxied=PROXIED,
    speakers=SPEAKERS,
    registered=(*_PROXIES, *(f"{name}Target" for name in _PROXIES), "Minter", "LivepeerToken", "Verifier"),
    followers=(*_PROXIES, "Minter", "Verifier"),
    asked={
        Reason.NOT_BONDING_MANAGER: "BondingManager",
        Reason.NOT_BONDING_MANAGER_OR_BROKER: "JobsManager",
        Reason.NOT_MINTER_OR_BROKER: "JobsManager",
        Reason.NOT_JOBS_MANAGER: "JobsManager",
        Reason.NOT_ROUNDS_MANAGER: "RoundsManager",
        Reason.NOT_VERIFIER: "Verifier",
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
            Reason.NOT_JOBS_MANAGER,
            Reason.NOT_VERIFIER,
            Reason.NOT_SOLVER,
        )
    ),
)

__all__ = ["REPERTOIRE", "contracts", "extremes", "genesis", "jobs", "owner", "transcoders"]
