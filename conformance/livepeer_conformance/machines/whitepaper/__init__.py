"""The repertoire of the whitepaper's variant: proposals for each transaction, by area."""

from typing import Final

from livepeer_conformance.machines.repertoire import Repertoire
from livepeer_conformance.machines.whitepaper import candidates, claims, contracts, governance, jobs, stake, token
from livepeer_conformance.machines.whitepaper.account_statuses import STATUSES
from livepeer_conformance.machines.whitepaper.arbitrary import arbitrary
from livepeer_conformance.machines.whitepaper.contracts import SPEAKERS
from livepeer_conformance.machines.whitepaper.prelude import prelude
from livepeer_conformance.machines.whitepaper.registering import PROPOSALS
from livepeer_conformance.machines.whitepaper.scene import WhitepaperScene
from livepeer_spec.rejection import Reason

REPERTOIRE: Final = Repertoire(
    proposals=PROPOSALS,
    families={
        "staking": 9,
        "candidates": 7,
        "orchestrators": 1,
        "broadcasters": 5,
        "jobs": 12,
        "governance": 4,
        "token": 2,
        "contracts": 2,
    },
    staple="staking",
    disruptive=("contracts",),
    scene=WhitepaperScene,
    prelude=prelude,
    arbitrary=arbitrary,
    statuses=STATUSES,
    proxied=(),
    speakers=SPEAKERS,
    registered=(),
    followers=(),
    asked={},
    wrong_caller=frozenset(
        (
            Reason.NOT_GOVERNING,
            Reason.NOT_FOUNDER,
            Reason.NOT_OWNER,
            Reason.NOT_JOBS_MANAGER,
            Reason.NOT_BONDING_MANAGER,
            Reason.NOT_GOVERNANCE,
            Reason.NOT_TRUEBIT,
        )
    ),
)

__all__ = ["REPERTOIRE", "candidates", "claims", "contracts", "governance", "jobs", "stake", "token"]
