"""What the constructors of the whitepaper's contracts leave behind."""

from livepeer_spec.parameters import WhitepaperParameters
from livepeer_spec.primitives.types import Address
from livepeer_spec.upgrades.alpha.whitepaper.state import State


def construct(state: State, owner: Address, parameters: WhitepaperParameters) -> None:
    """The state right after deployment by ``owner``, who owns the token and is to found the protocol."""
    state.token.owner = owner
    state.protocol.founder = owner
    state.bonding.inflation = parameters.inflation
    state.refusals.update(dict.fromkeys(state.deployed.values(), b""))
