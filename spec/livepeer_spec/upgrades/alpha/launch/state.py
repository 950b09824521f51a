"""State of the alpha contracts as they were launched.

Changed since: unbonding had no locks, so that an account unbonded everything at once; bonded LPT were counted;
the verifier had a list of solvers.
"""

from dataclasses import dataclass, field

from livepeer_spec.primitives.journal import Table
from livepeer_spec.primitives.types import Address, Lptu, Round
from livepeer_spec.upgrades.alpha import state as alpha
from livepeer_spec.upgrades.alpha.launch.job_state import Verifier


@dataclass(eq=False)
class Bonding(alpha.Bonding):
    """The BondingManager's state.

    ``total_bonded`` counts stake towards any address; ``withdraw_rounds`` has the round from which an account that
    unbonded can withdraw.
    """

    total_bonded: Lptu = 0
    withdraw_rounds: Table[Address, Round] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.withdraw_rounds = Table(self.journal, "withdraw round of", 0)


class State(alpha.State):
    """Everything that the contracts knew at the launch."""

    bonding: Bonding
    verifier: Verifier

    def __init__(self, deployed: dict[str, Address], chain_id: int) -> None:
        super().__init__(deployed, chain_id)
        self.bonding = Bonding(self.journal, "BondingManager")
        self.verifier = Verifier(self.journal, "LivepeerVerifier")
