"""What the constructors of the alpha contracts leave behind.

Source: deployed constructors of Controller, Manager, ManagerProxy, Minter and LivepeerToken.
"""

from livepeer_spec.parameters import AlphaParameters
from livepeer_spec.primitives.fractions import PPM, is_fraction
from livepeer_spec.primitives.types import Address, Ppm
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.upgrades.alpha.controller import PROXIED
from livepeer_spec.upgrades.alpha.job_genesis import construct_distribution
from livepeer_spec.upgrades.alpha.state import State, System

MANAGERS = (*PROXIED, *(name + "Target" for name in PROXIED), "Minter", "NewMinter", "Verifier")
"""Contracts that follow a Controller."""


@implements("LP-AMINT-017")
def require_minter(inflation: Ppm, inflation_change: Ppm, target_bonding_rate: Ppm) -> None:
    """The check of the Minter's constructor. Raises ``SpecRejection``."""
    # The inflation is at most one.
    require(is_fraction(inflation, PPM), Reason.INVALID_INFLATION)
    # So is its change.
    require(is_fraction(inflation_change, PPM), Reason.INVALID_INFLATION_CHANGE)
    # So is the target.
    require(is_fraction(target_bonding_rate, PPM), Reason.INVALID_TARGET_BONDING_RATE)


@implements("LP-CTRL-012", "LP-MINT-006")
def construct_managers(
    state: System, owner: Address, managers: tuple[str, ...], inflation: int, change: int, target: int
) -> None:
    """Controller, managers and Minters as every upgrade constructs them; plain ETH is refused by every contract.

    Inflation, its change and the target bonding rate are the Minters', on the scale of the upgrade.
    """
    state.controller.owner = owner
    for name in managers:
        if name in state.deployed:
            state.controllers[state.deployed[name]] = state.deployed["Controller"]
    for name in ("Minter", "NewMinter"):
        if name in state.deployed:
            minter = state.minters[state.deployed[name]]
            minter.inflation = inflation
            minter.inflation_change = change
            minter.target_bonding_rate = target
    state.refusals.update(dict.fromkeys(state.deployed.values(), b""))


def construct(state: State, owner: Address, parameters: AlphaParameters) -> None:
    """The state right after deployment by ``owner``, before any transaction: the deployer owns the tokens.

    Raises ``SpecRejection`` when the Minter's parameters are invalid.
    """
    inflation, change, target = parameters.inflation, parameters.inflation_change, parameters.target_bonding_rate
    require_minter(inflation, change, target)
    construct_managers(state, owner, MANAGERS, inflation, change, target)
    state.token.owner = owner
    construct_distribution(state, owner, parameters)
