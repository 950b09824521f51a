"""Alpha (May 2018 to the end of 2019): the whitepaper's protocol as it was first deployed.

What it is for whom:

- Token holders bond LPT towards a transcoder, or towards themselves to be one. Stake earns in every round, is moved at
  once, and leaves in parts that can be withdrawn after some rounds (LIP-8).
- Transcoders announce which part of rewards and fees they keep and what a segment costs. The pool holds those with the
  most stake; when a round begins, the first of them become its active set, with the terms that they announced.
- Broadcasters deposit ETH and create jobs. The hash of the job's block elects a transcoder from the active set,
  weighted by stake, among those who ask no more than the broadcaster offers.
- A transcoder claims ranges of segments with a Merkle root of receipts. Block hashes choose the segments that it has to
  have verified; whoever finds one missing, or claimed twice, has it slashed and gets a part of the penalty.
- Each initialized round mints LPT by an inflation that moves towards a target of bonded LPT.
- Delegators claim their earnings round by round, and only some rounds at once.
- The owner of the Controller may pause the system, set parameters, and replace contracts.

This is the protocol at its end, with the contracts of July 2019; the variant ``launch`` is that of the beginning, and
``whitepaper`` that of the paper. Scope: where a contract asks one that has no code for an answer, the call fails; the
deployed ones, by an accident of their compiler, read their own question as the answer.

Activation: 1 May 2018 on Ethereum; replaced by Streamflow at the end of 2019.
LIPs: 3 (one replaceable solver), 8 (unbonding in parts), 9 (service registry), 11 (events of bonding).
"""

from livepeer_spec.upgrades.alpha import (
    bonding,
    claims,
    controller,
    earnings,
    election,
    faucet,
    genesis_manager,
    job_parameters,
    jobs,
    merkle_mine,
    minter,
    results,
    rounds,
    service_registry,
    token,
    verification,
    verifier,
    vesting,
)
from livepeer_spec.upgrades.alpha.genesis import construct, require_minter
from livepeer_spec.upgrades.alpha.job_genesis import appoint
from livepeer_spec.upgrades.alpha.state import State

MODULES = (
    controller,
    token,
    minter,
    rounds,
    election,
    earnings,
    bonding,
    jobs,
    claims,
    verification,
    results,
    job_parameters,
    verifier,
    service_registry,
    faucet,
    genesis_manager,
    vesting,
    merkle_mine,
)

__all__ = ["MODULES", "State", "appoint", "construct", "require_minter"]
