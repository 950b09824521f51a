"""What the constructors of the Confluence contracts leave behind.

Changed in Confluence: the deployer administers the token's roles instead of owning the token. [LIP-73]

Source: deployed constructors of Controller, Manager, ManagerProxy, Minter and LivepeerToken.
"""

from livepeer_spec.parameters import Parameters
from livepeer_spec.primitives.types import Address
from livepeer_spec.upgrades.confluence.state import State
from livepeer_spec.upgrades.confluence.token import DEFAULT_ADMIN_ROLE
from livepeer_spec.upgrades.streamflow.genesis import construct_shared, require_minter

__all__ = ["construct", "require_minter"]


def construct(state: State, owner: Address, parameters: Parameters) -> None:
    """The state right after deployment by ``owner``, before any transaction."""
    construct_shared(state, owner, parameters)
    state.token.roles[DEFAULT_ADMIN_ROLE, owner] = True
