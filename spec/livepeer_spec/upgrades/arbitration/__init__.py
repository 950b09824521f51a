"""Arbitration (proposed): disputes about transcoded video, with stakes on both sides and arbitrators to choose from.

No network runs it. It builds on Confluence, whose contracts keep their rules but for the BondingManager (``bonding``,
``earnings``, ``penalties``); what changes for whom:

- Orchestrators that want to be held to their work lock a dispute stake, apart from their bond, and say which
  arbitrators they support. The stake leaves no earlier than the last dispute about their work could be raised.
- Whoever has evidence, a rendition with the orchestrator's signature over it and its source, may raise a dispute with
  a stake of its own. If the arbitrator finds for it, part of the orchestrator's stake is taken, and the accuser gets a
  part of that; otherwise the accuser's stake is taken. An arbitrator that is silent costs nobody its stake.
- Besides its dispute stake, an orchestrator that loses a dispute can lose part of its bond, and be jailed: out of the
  pool, without rewards, its bond locked. While a dispute is open its stake stays where it is.
- Orchestrators that make exact renditions can be held to them by proof: whoever challenges such work pays for its
  verification, and gets a part of what the orchestrator's bond loses if it is faulty. Slashing works again, since the
  Minter may burn tokens, which it may not under Confluence.
- Delegators see which arbitrators an orchestrator supports before these can rule about it: governance can let a lost
  dispute take a part of all stake delegated to the orchestrator. They are free to leave at any time.
- Arbitrators are a council, the token's holders by stake, a court of jurors that are drawn by lot, an escalation game
  of growing bonds, whoever has a proof, or any account that governance allows and orchestrators support.

Activation: none; a proposal.
Source: "Verification Roadmap", Dispute Resolution. What the roadmap leaves open is our design.
"""

from livepeer_spec.upgrades.arbitration import (
    bonding,
    council,
    court,
    disputes,
    earnings,
    escalation,
    fault_verification,
    penalties,
    poll_creator,
    proof_arbitrator,
    re_execution,
    referral,
    ticket_broker,
    token_vote,
)
from livepeer_spec.upgrades.arbitration.genesis import construct, require_minter
from livepeer_spec.upgrades.arbitration.state import State
from livepeer_spec.upgrades.confluence import MODULES as CONFLUENCE
from livepeer_spec.upgrades.confluence import bonding as confluence_bonding
from livepeer_spec.upgrades.confluence import earnings as confluence_earnings
from livepeer_spec.upgrades.confluence import poll_creator as confluence_poll_creator
from livepeer_spec.upgrades.confluence import ticket_broker as confluence_ticket_broker

_CHANGED = {
    confluence_earnings: earnings,
    confluence_bonding: bonding,
    confluence_ticket_broker: ticket_broker,
    confluence_poll_creator: poll_creator,
}

MODULES = (
    *(_CHANGED.get(module, module) for module in CONFLUENCE),
    penalties,
    disputes,
    referral,
    council,
    token_vote,
    court,
    escalation,
    re_execution,
    proof_arbitrator,
    fault_verification,
)

__all__ = ["MODULES", "State", "construct", "require_minter"]
