"""What the constructors of the Streamflow contracts leave behind.

Source: deployed constructors of Controller, Manager, ManagerProxy, Minter and LivepeerToken.
"""

from livepeer_spec.parameters import Parameters
from livepeer_spec.primitives.fractions import PPB, is_fraction
from livepeer_spec.primitives.types import Address, Ppb
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.upgrades.alpha.genesis import construct_managers
from livepeer_spec.upgrades.streamflow.controller import PROXIED
from livepeer_spec.upgrades.streamflow.state import BaseState, State

MANAGERS = (*PROXIED, *(name + "Target" for name in PROXIED), "Minter", "NewMinter", "MerkleSnapshot")
"""Contracts that follow a Controller."""


@implements("LP-MINT-046")
def require_minter(inflation: Ppb, inflation_change: Ppb, target_bonding_rate: Ppb) -> None:
    """The check of the Minter's constructor. Raises ``SpecRejection``."""
    # The inflation is at most one.
    require(is_fraction(inflation, PPB), Reason.INVALID_INFLATION)
    # So is its change.
    require(is_fraction(inflation_change, PPB), Reason.INVALID_INFLATION_CHANGE)
    # So is the target.
    require(is_fraction(target_bonding_rate, PPB), Reason.INVALID_TARGET_BONDING_RATE)


def construct_shared(state: BaseState, owner: Address, parameters: Parameters) -> None:
    """Contracts that both Streamflow and Confluence construct in the same way.

    Raises ``SpecRejection`` when the Minter's parameters are invalid.
    """
    inflation, change, target = parameters.inflation, parameters.inflation_change, parameters.target_bonding_rate
    require_minter(inflation, change, target)
    construct_managers(state, owner, MANAGERS, inflation, change, target)
    if "Governor" in state.deployed:
        state.governor.owner = owner


def construct(state: State, owner: Address, parameters: Parameters) -> None:
    """The state right after deployment by ``owner``, before any transaction: the deployer owns the token."""
    construct_shared(state, owner, parameters)
    state.token.owner = owner
