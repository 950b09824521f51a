"""Streamflow (December 2019): orchestrators are elected from an open pool and paid with lottery tickets.

What changed for whom:

- Whoever bonds enough is an orchestrator: a list sorted by stake replaces the fixed set, and membership takes effect
  with the next round.
- Broadcasters lock a deposit and a reserve once and then pay off chain, with signed tickets of which few win. An
  orchestrator redeems a winner for ETH from the deposit, and from its part of the reserve where that is too low.
- Orchestrators publish where their service is found. Jobs, segments and their verification are no matter of the
  contracts any more; slashing exists, but nobody may slash.
- Delegators claim any number of rounds at once: each round's pool carries cumulative factors (LIP-36, 71, 78), in
  which a claim is one multiplication. Those who had not claimed for long could start from a snapshot (LIP-52).
- Inflation and bonding rates count in parts per billion (LIP-34, LIP-40).
- Token holders poll the stakeholders for 100 LPT, which are burned; a Governor owns the contracts and carries out
  updates after a delay that everybody can see (LIP-25).

This is the protocol as it was when the move to Confluence froze its rounds: LIP-25, 34, 36, 40, 52, 71, 73, 77 and 78
are part of it. Scope: the rounds from which LIP-36, LIP-71 and LIP-78 hold are those of a fresh deployment, 0; so the
accounting by claimable pools, which LIP-36 replaced, and factors on its former scale do not occur.

Activation: December 2019 on Ethereum; frozen at block 14207040 in February 2022 (LIP-73).
LIPs: 9, 11, 16, 19, 25, 34, 36, 40, 52, 71, 73, 77, 78.
"""

from livepeer_spec.upgrades.streamflow import (
    bonding,
    controller,
    earnings,
    election,
    governor,
    merkle_snapshot,
    minter,
    poll,
    poll_creator,
    rounds,
    service_registry,
    ticket_broker,
    token,
)
from livepeer_spec.upgrades.streamflow.genesis import construct, require_minter
from livepeer_spec.upgrades.streamflow.state import State

MODULES = (
    controller,
    token,
    minter,
    rounds,
    election,
    earnings,
    bonding,
    ticket_broker,
    service_registry,
    merkle_snapshot,
    poll_creator,
    poll,
    governor,
)

__all__ = ["MODULES", "State", "construct", "require_minter"]
