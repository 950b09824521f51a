"""Where the proposers for arbitration are registered: those for Confluence, and those for disputes."""

from typing import Final

from livepeer_conformance.machines.proposals.registering import PROPOSALS as CONFLUENCE
from livepeer_conformance.machines.proposing import Proposals

PROPOSALS: Final = Proposals()
proposes = PROPOSALS.proposes
provokes = PROPOSALS.provokes

PROPOSALS.take(CONFLUENCE, CONFLUENCE.transactions())
