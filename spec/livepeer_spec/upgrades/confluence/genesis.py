"""What the constructors of the Confluence contracts leave behind.

Changed in Confluence: the deployer administers the token's roles instead of owning the token. [LIP-73]

Source: deployed constructors of Controller, Manager, ManagerProxy, Minter and LivepeerToken.
"""

from livepeer_spec.upgrades.confluence.state import State
from livepeer_spec.upgrades.confluence.token import DEFAULT_ADMIN_ROLE
from livepeer_spec.upgrades.streamflow.genesis import Genesis, construct_shared


def construct(state: State, genesis: Genesis) -> None:
    """The state right after deployment, before any transaction."""
    construct_shared(state, genesis)
    state.token.roles[DEFAULT_ADMIN_ROLE, genesis.owner] = True
