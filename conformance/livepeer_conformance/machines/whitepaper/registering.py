"""Where the proposers for the whitepaper's variant are registered.

What accounts can do with stake and tokens as they can later on is taken from the proposals for Streamflow.
"""

from typing import Final

from livepeer_conformance.machines.proposals.registering import PROPOSALS as LATER
from livepeer_conformance.machines.proposing import Proposals
from livepeer_spec.rejection import Reason

PROPOSALS: Final = Proposals()
proposes = PROPOSALS.proposes
provokes = PROPOSALS.provokes

PROPOSALS.take(
    LATER, ("bond", "approve", "transfer_from", "burn"),
    frozenset((Reason.ADDITION_OVERFLOW, Reason.SUBTRACTION_UNDERFLOW)),
)  # fmt: skip
