"""Arbitration (proposed): disputes about transcoded video, with stakes on both sides and arbitrators to choose from.

No network runs it. It builds on Confluence, whose contracts keep their rules; what changes for whom:

- Orchestrators that want to be held to their work lock a dispute stake, apart from their bond, and say which
  arbitrators they support. The stake leaves no earlier than the last dispute about their work could be raised.
- Whoever has evidence, a rendition with the orchestrator's signature over it and its source, may raise a dispute with
  a stake of its own. If the arbitrator finds for it, part of the orchestrator's stake is taken, and the accuser gets a
  part of that; otherwise the accuser's stake is taken. An arbitrator that is silent costs nobody its stake.
- Delegators see which arbitrators an orchestrator supports before these can rule about it.

Activation: none; a proposal.
Source: "Verification Roadmap", Dispute Resolution. What the roadmap leaves open is our design.
"""

from livepeer_spec.upgrades.arbitration import bonding, council, court, disputes, token_vote
from livepeer_spec.upgrades.arbitration.genesis import construct, require_minter
from livepeer_spec.upgrades.arbitration.state import State
from livepeer_spec.upgrades.confluence import MODULES as CONFLUENCE
from livepeer_spec.upgrades.confluence import bonding as confluence_bonding

MODULES = (
    *(bonding if module is confluence_bonding else module for module in CONFLUENCE),
    disputes,
    council,
    token_vote,
    court,
)

__all__ = ["MODULES", "State", "construct", "require_minter"]
