"""Alpha as it was launched in May 2018, before its contracts were improved in place.

What was different for whom:

- Delegators unbonded everything at once, could be slashed until they withdrew (where they were transcoders), and could
  bond again meanwhile.
- A registered transcoder could delegate its stake to somebody else.
- A transcoder's own part of rewards and fees lay in one pool with that of its delegators, so that what each got
  depended on who claimed first.
- All bonded LPT counted as bonded, towards whichever address.
- Any of a list of solvers answered the verifier; a claim could be reported as claiming its segments twice by itself.
- There was no ServiceRegistry.
- Events said less: ``Bond`` had no amounts, and ``Unbond`` named the null address as delegate.

What is not listed here is imported from :mod:`livepeer_spec.upgrades.alpha`, with its scope.
Activation: 1 May 2018 on Ethereum; the BondingManager was replaced from 27 May to October 2018.
"""

from livepeer_spec.upgrades.alpha import (
    controller,
    earnings,
    election,
    faucet,
    genesis_manager,
    job_parameters,
    jobs,
    merkle_mine,
    results,
    token,
    verification,
    vesting,
)
from livepeer_spec.upgrades.alpha.genesis import construct, require_minter
from livepeer_spec.upgrades.alpha.launch import bonding, claims, minter, rounds, verifier
from livepeer_spec.upgrades.alpha.launch.job_genesis import appoint
from livepeer_spec.upgrades.alpha.launch.state import State

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
    faucet,
    genesis_manager,
    vesting,
    merkle_mine,
)

__all__ = ["MODULES", "State", "appoint", "construct", "require_minter"]
