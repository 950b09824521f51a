"""The chain of a dispute: a play that tells who holds which LPT."""

import re
from dataclasses import dataclass, replace
from typing import Any, Final

from livepeer_conformance.plays.play import Play, Told
from livepeer_spec.primitives.types import Lptu

_HASH: Final = re.compile(r"(0x[0-9a-f]{8})[0-9a-f]{56,}")
"""Hashes and signatures, of which the beginning is enough to tell them apart."""


@dataclass(frozen=True)
class Stakes:
    """What somebody holds, in LPTU: in the account, bonded or unbonding, and locked against disputes."""

    lpt: Lptu = 0
    stake: Lptu = 0
    locked: Lptu = 0


class DisputePlay(Play):
    """A play around disputes; what its cast holds is counted by the spec's books."""

    def holdings(self) -> Any:
        """What the cast holds now, what accusers have staked, and all LPT that there are."""
        held = {name: self._stakes(name) for name in self._cast}
        pot = self.state.token.balances[self.world.naming.address("Disputes")] - sum(
            one.locked for one in held.values()
        )
        return held | {"accusers": Stakes(lpt=pot), "supply": Stakes(lpt=self.state.token.total_supply)}

    def _tell(self, told: Told) -> None:
        super()._tell(replace(told, text=_HASH.sub(r"\1...", told.text)))

    def _stakes(self, name: str) -> Stakes:
        state, address = self.state, self.world.naming.address(name)
        delegator = state.bonding.delegators[address]
        locks = (state.bonding.unbonding_locks[address, id] for id in range(delegator.next_unbonding_lock_id))
        return Stakes(
            state.token.balances[address],
            delegator.bonded_amount + sum(lock.amount for lock in locks),
            state.disputes.stakes[address].amount,
        )
