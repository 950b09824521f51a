"""What the constructors of the contracts of arbitration leave behind."""

from livepeer_spec.parameters import ArbitrationParameters
from livepeer_spec.primitives.types import Address
from livepeer_spec.upgrades.arbitration.state import State
from livepeer_spec.upgrades.confluence import genesis as confluence
from livepeer_spec.upgrades.confluence.genesis import require_minter

MANAGERS = (
    "Disputes",
    "Council",
    "TokenVote",
    "Court",
    "Escalation",
    "ReExecution",
    "ProofArbitrator",
    "FaultVerification",
)
"""New contracts that follow a Controller."""

__all__ = ["construct", "require_minter"]


def construct(state: State, owner: Address, parameters: ArbitrationParameters) -> None:
    """The state right after deployment by ``owner``, before any transaction: one voice of the council decides,
    and one executor."""
    confluence.construct(state, owner, parameters)
    for name in MANAGERS:
        state.controllers[state.deployed[name]] = state.deployed["Controller"]
    state.council.threshold = 1
    state.re_execution.threshold = 1
