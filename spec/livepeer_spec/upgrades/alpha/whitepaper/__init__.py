"""Alpha as the whitepaper wrote it: the paper's own rules, which were never deployed, made executable.

Where the paper is silent or vague a choice had to be made; the requirements mark each. What distinguishes these rules
from the deployed ones:

- Every self-bonded account can be a candidate. Each round the candidates with the most stake are active, and one of
  the others by chance. Stake, terms and price are locked for the round.
- Active transcoders say when they take another job. A job is drawn among those whose price fits, by the hash of the
  next block and by stake; it has no end until one of both sides ends it.
- The price of one segment is in escrow from the beginning. A claim reserves what it will cost.
- Transcoders sign their receipts. Segments to be verified are drawn by the hash of the claim's own block. A few wrong
  ones are tolerated; otherwise, as for missed verifications, the claim's fees go back and the job ends.
- A slash takes from everybody behind a transcoder. It goes to whoever found the fault and to a common pool. Missed
  rewards are slashed as well, and who works too little for its stake gets no new tokens.
- Active transcoders vote, by stake, on parameters and on the use of the common pool.

There is no pause, no registry and no proxy: the contracts find each other through Protocol, which its deployer founds
once. Source: Livepeer whitepaper (April 2017), with the numbers of its parameter table.
"""

from livepeer_spec.upgrades.alpha.whitepaper import (
    assignment,
    availability,
    block_hashes,
    bonding,
    candidates,
    claims,
    earnings,
    governance,
    jobs,
    protocol,
    receipts,
    rounds,
    slashing,
    token,
    verification,
)
from livepeer_spec.upgrades.alpha.whitepaper.genesis import construct
from livepeer_spec.upgrades.alpha.whitepaper.state import State

MODULES = (
    protocol,
    token,
    block_hashes,
    earnings,
    candidates,
    bonding,
    slashing,
    rounds,
    availability,
    assignment,
    jobs,
    receipts,
    claims,
    verification,
    governance,
)

__all__ = ["MODULES", "State", "construct"]
