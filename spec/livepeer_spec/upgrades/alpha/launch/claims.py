"""JobsManager: claims as they were launched, when a claim could be reported as claiming its segments twice by itself.

Source: deployed JobsManager, until July 2019.
"""

from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, transaction
from livepeer_spec.upgrades.alpha.claims import (
    DOUBLE_CLAIM,
    DistributeFees,
    NewClaim,
    batch_distribute_fees,
    claim_work,
    distribute_fees,
    slash_double_claim,
)
from livepeer_spec.upgrades.alpha.controller import require_system_running
from livepeer_spec.upgrades.alpha.jobs import existing_job
from livepeer_spec.upgrades.alpha.state import State

__all__ = [
    "DistributeFees",
    "NewClaim",
    "batch_distribute_fees",
    "claim_work",
    "distribute_fees",
    "double_claim_segment_slash",
]


@transaction("JobsManager", "doubleClaimSegmentSlash(uint256,uint256,uint256,uint256)", rejects=DOUBLE_CLAIM)
@implements("LP-JOB-002", "LP-JOB-003", "LP-CLAIM-033")
def double_claim_segment_slash(
    state: State, call: Call, job_id: int, claim_id_1: int, claim_id_2: int, segment_number: int
) -> None:
    """Report a segment that two claims of a job have in common, at any time; the caller is the finder.

    The two may be the same, so that every claim can be reported.
    """
    require_system_running(state, call)
    existing_job(state, job_id)
    slash_double_claim(state, call, job_id, claim_id_1, claim_id_2, segment_number)
