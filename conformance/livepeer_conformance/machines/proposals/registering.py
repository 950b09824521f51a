"""Where the proposers for Streamflow and later upgrades are registered."""

from typing import Final

from livepeer_conformance.machines.proposing import Proposals

PROPOSALS: Final = Proposals()
proposes = PROPOSALS.proposes
provokes = PROPOSALS.provokes
