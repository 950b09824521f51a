"""State of the verifier as it was launched: a list of solvers, any of which answers."""

from dataclasses import dataclass, field

from livepeer_spec.primitives.journal import Table
from livepeer_spec.primitives.types import NULL_ADDRESS, Address
from livepeer_spec.upgrades.alpha import job_state


@dataclass(eq=False)
class Verifier(job_state.Verifier):
    """The LivepeerVerifier's state; ``solvers`` has them by position, and the single ``solver`` is not used."""

    solver_count: int = 0
    solvers: Table[int, Address] = field(init=False, repr=False)
    is_solver: Table[Address, bool] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.solvers = Table(self.journal, "solver", NULL_ADDRESS)
        self.is_solver = Table(self.journal, "is solver", False)
