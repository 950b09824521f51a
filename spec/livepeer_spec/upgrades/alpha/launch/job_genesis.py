"""What the constructor of the launched verifier leaves behind: a list of one solver.

Source: deployed constructor of LivepeerVerifier, before LIP-3.
"""

from typing import Any

from livepeer_spec.primitives.types import Address, Hash32
from livepeer_spec.requirements import implements
from livepeer_spec.upgrades.alpha.launch.verifier import list_solver


@implements("LP-VERIF-054", "LP-MINE-015")
def appoint(state: Any, solver: Address, genesis_root: Hash32) -> None:
    """Tell the state who answers the Verifier's requests, and the root of the accounts at the genesis."""
    list_solver(state.verifier, solver)
    state.genesis.mine.genesis_root = genesis_root
