"""Statuses of accounts in the whitepaper's variant."""

from typing import Any, Final

from livepeer_conformance.machines.proposals.account_statuses import DELEGATOR, delegator_status
from livepeer_conformance.machines.repertoire import Status
from livepeer_spec.primitives.sorted_list import Node
from livepeer_spec.primitives.types import Address, Round
from livepeer_spec.upgrades.alpha.state import Delegator
from livepeer_spec.upgrades.alpha.whitepaper.state import EarningsPool

CANDIDATE: Final = ("no candidate", "candidate", "active", "active and no candidate")


def candidate_status(state: Any, account: Address, current: Round) -> str:
    """Where an account stands between the candidates and work in the current round."""
    is_candidate = account in state.bonding.pool
    if state.bonding.earnings_pools[account, current].total_stake:
        return "active" if is_candidate else "active and no candidate"
    return "candidate" if is_candidate else "no candidate"


STATUSES: Final = (
    Status("delegator", DELEGATOR, delegator_status, (Delegator,)),
    Status("candidate", CANDIDATE, candidate_status, (Node, EarningsPool)),
)
