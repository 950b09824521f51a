"""What the constructors of the Streamflow contracts leave behind.

Source: deployed constructors of Controller, Manager, ManagerProxy, Minter and LivepeerToken.
"""

from livepeer_spec.parameters import Parameters
from livepeer_spec.primitives.fractions import PPB, is_fraction
from livepeer_spec.primitives.types import Address, Ppb
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
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


@implements("LP-CTRL-012", "LP-MINT-006")
def construct_shared(state: BaseState, owner: Address, parameters: Parameters) -> None:
    """Controller, managers and Minters as both upgrades construct them; plain ETH is refused by every contract.

    Raises ``SpecRejection`` when the Minter's parameters are invalid.
    """
    require_minter(parameters.inflation, parameters.inflation_change, parameters.target_bonding_rate)
    state.controller.owner = owner
    if "Governor" in state.deployed:
        state.governor.owner = owner
    for name in MANAGERS:
        if name in state.deployed:
            state.controllers[state.deployed[name]] = state.deployed["Controller"]
    for name in ("Minter", "NewMinter"):
        if name in state.deployed:
            minter = state.minters[state.deployed[name]]
            minter.inflation = parameters.inflation
            minter.inflation_change = parameters.inflation_change
            minter.target_bonding_rate = parameters.target_bonding_rate
    state.refusals.update(dict.fromkeys(state.deployed.values(), b""))


def construct(state: State, owner: Address, parameters: Parameters) -> None:
    """The state right after deployment by ``owner``, before any transaction: the deployer owns the token."""
    construct_shared(state, owner, parameters)
    state.token.owner = owner
