"""Confluence (February 2022): the protocol moves from Ethereum to Arbitrum One.

For orchestrators, delegators and broadcasters the rules stay those of Streamflow; transactions become cheap. What
changes for whom:

- Delegators can bond for somebody else and hand over a bond; they withdraw fees in part and to any address. Claims
  no longer name an end round, and the look-up of factors in earlier rounds is gone, because the contracts start
  afresh.
- Broadcasters can be funded by others. Malformed ticket signatures are told apart.
- Token holders approve by signature. Minting and burning are rights of roles: the Minter mints, and nobody burns.
- Poll creators show stake instead of burning tokens.
- Inflation counts the supply on both chains.

Activation: the rounds of the L1 contracts were frozen at block 14207040 in February 2022 (LIP-73).
LIPs: 73, 83 (a new round length, by parameter).
"""

from livepeer_spec.upgrades.confluence import bonding, earnings, minter, poll_creator, rounds, ticket_broker, token
from livepeer_spec.upgrades.confluence.genesis import construct, require_minter
from livepeer_spec.upgrades.confluence.state import State
from livepeer_spec.upgrades.streamflow import controller, election, governor, merkle_snapshot, poll, service_registry

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
