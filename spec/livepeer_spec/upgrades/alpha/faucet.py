"""LivepeerTokenFaucet: gives LPT away on test networks.

Source: deployed LivepeerTokenFaucet.
"""

from typing import Final, NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Lptu, Timestamp
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.alpha import token
from livepeer_spec.upgrades.alpha.controller import OwnershipTransferred
from livepeer_spec.upgrades.alpha.state import State

SECONDS_PER_HOUR: Final = 60 * 60


@event("Request(address indexed to, uint256 amount)")
class Request(NamedTuple):
    """An account got LPT."""

    to: Address
    amount: Lptu


def _require_owner(state: State, call: Call) -> None:
    # The caller owns the faucet.
    require(call.sender == state.faucet.owner, Reason.NOT_OWNER)


# Transactions.


@transaction("LivepeerTokenFaucet", "request()", rejects=[Reason.FAUCET_WAIT, Reason.TRANSFER_EXCEEDS_BALANCE])
@implements("LP-FAUC-001", "LP-FAUC-002", "LP-FAUC-003", "LP-FAUC-004", "LP-FAUC-005")
def request(state: State, call: Call) -> None:
    """Get LPT; whoever is not on the list then has to wait."""
    faucet = state.faucet
    if not faucet.is_whitelisted[call.sender]:
        # The caller has waited.
        require(call.timestamp >= faucet.next_valid_request[call.sender], Reason.FAUCET_WAIT)
        faucet.next_valid_request[call.sender] = call.timestamp + faucet.request_wait * SECONDS_PER_HOUR
    payment = call.inner(state.deployed["LivepeerToken"])
    token.transfer(state, payment, call.sender, faucet.request_amount)
    emit(call, Request(call.sender, faucet.request_amount))


@transaction("LivepeerTokenFaucet", "addToWhitelist(address)", rejects=[Reason.NOT_OWNER])
@implements("LP-FAUC-006", "LP-FAUC-007")
def add_to_whitelist(state: State, call: Call, account: Address) -> None:
    """Let an account ask without waiting."""
    _require_owner(state, call)
    state.faucet.is_whitelisted[account] = True


@transaction("LivepeerTokenFaucet", "removeFromWhitelist(address)", rejects=[Reason.NOT_OWNER])
@implements("LP-FAUC-006", "LP-FAUC-007")
def remove_from_whitelist(state: State, call: Call, account: Address) -> None:
    """Let an account wait again."""
    _require_owner(state, call)
    state.faucet.is_whitelisted[account] = False


@transaction("LivepeerTokenFaucet", "transferOwnership(address)", rejects=[Reason.NOT_OWNER, Reason.NEW_OWNER_NULL])
@implements("LP-FAUC-006", "LP-FAUC-008")
def transfer_faucet_ownership(state: State, call: Call, new_owner: Address) -> None:
    """Give the faucet to ``new_owner``."""
    _require_owner(state, call)
    # The new owner is an account.
    require(new_owner != NULL_ADDRESS, Reason.NEW_OWNER_NULL)
    emit(call, OwnershipTransferred(state.faucet.owner, new_owner))
    state.faucet.owner = new_owner


# Views.


@view("LivepeerTokenFaucet", "token()", "address")
@implements("LP-FAUC-009")
def faucet_token(state: State, call: Call) -> Address:
    """The token that it gives, fixed at construction."""
    return state.deployed["LivepeerToken"]


@view("LivepeerTokenFaucet", "requestAmount()", "uint256")
@implements("LP-FAUC-009")
def request_amount(state: State, call: Call) -> Lptu:
    """LPT that a request gives."""
    return state.faucet.request_amount


@view("LivepeerTokenFaucet", "requestWait()", "uint256")
@implements("LP-FAUC-009")
def request_wait(state: State, call: Call) -> int:
    """Hours from a request to the next."""
    return state.faucet.request_wait


@view("LivepeerTokenFaucet", "nextValidRequest(address)", "uint256")
@implements("LP-FAUC-003")
def next_valid_request(state: State, call: Call, account: Address) -> Timestamp:
    """When an account can ask again; 0 when it never did."""
    return state.faucet.next_valid_request[account]


@view("LivepeerTokenFaucet", "isWhitelisted(address)", "bool")
@implements("LP-FAUC-007")
def is_whitelisted(state: State, call: Call, account: Address) -> bool:
    """Whether an account need not wait."""
    return state.faucet.is_whitelisted[account]


@view("LivepeerTokenFaucet", "owner()", "address")
@implements("LP-FAUC-008")
def faucet_owner(state: State, call: Call) -> Address:
    """Who keeps the list."""
    return state.faucet.owner
