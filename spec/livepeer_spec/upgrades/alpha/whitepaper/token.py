"""LivepeerToken: an ERC-20 token that its owner mints and every holder may burn.

The owner is the BondingManager once the protocol runs. A balance or an allowance that is too low shows as an underflow.

Source: Livepeer whitepaper, "Livepeer令牌" (Livepeer Token); ERC-20; events as in the deployed LivepeerToken.
"""

from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Lptu
from livepeer_spec.primitives.uint256 import add, sub
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.alpha.controller import OwnershipTransferred
from livepeer_spec.upgrades.alpha.token import Approval, Burn, Mint, Transfer
from livepeer_spec.upgrades.alpha.whitepaper.state import State


def _move(state: State, call: Call, source: Address, recipient: Address, value: Lptu) -> None:
    balances = state.token.balances
    # Tokens go to an account.
    require(recipient != NULL_ADDRESS, Reason.TRANSFER_TO_NULL)
    balances[source] = sub(balances[source], value)
    balances[recipient] += value
    emit(call, Transfer(source, recipient, value))


# Transactions.


@transaction(
    "LivepeerToken", "transfer(address,uint256)", returns="bool",
    rejects=[Reason.TRANSFER_TO_NULL, Reason.SUBTRACTION_UNDERFLOW],
)  # fmt: skip
@implements("LP-WLPT-001", "LP-WLPT-006", "LP-WLPT-007")
def transfer(state: State, call: Call, recipient: Address, value: Lptu) -> bool:
    """Move the caller's tokens."""
    _move(state, call, call.sender, recipient, value)
    return True


@transaction(
    "LivepeerToken", "transferFrom(address,address,uint256)", returns="bool",
    rejects=[Reason.TRANSFER_TO_NULL, Reason.SUBTRACTION_UNDERFLOW],
)  # fmt: skip
@implements("LP-WLPT-002", "LP-WLPT-006", "LP-WLPT-007")
def transfer_from(state: State, call: Call, owner: Address, recipient: Address, value: Lptu) -> bool:
    """Move tokens that their owner approved the caller to move; no allowance is unlimited."""
    _move(state, call, owner, recipient, value)
    state.token.allowances[owner, call.sender] = sub(state.token.allowances[owner, call.sender], value)
    return True


@transaction("LivepeerToken", "approve(address,uint256)", returns="bool")
@implements("LP-WLPT-002")
def approve(state: State, call: Call, spender: Address, value: Lptu) -> bool:
    """Let ``spender`` move up to ``value`` of the caller's tokens."""
    state.token.allowances[call.sender, spender] = value
    emit(call, Approval(call.sender, spender, value))
    return True


@transaction(
    "LivepeerToken", "mint(address,uint256)", returns="bool", rejects=[Reason.NOT_OWNER, Reason.ADDITION_OVERFLOW]
)
@implements("LP-WLPT-003", "LP-WLPT-009", "LP-WLPT-011")
def mint(state: State, call: Call, recipient: Address, amount: Lptu) -> bool:
    """Create tokens."""
    # The caller owns the token.
    require(call.sender == state.token.owner, Reason.NOT_OWNER)
    token = state.token
    token.total_supply = add(token.total_supply, amount)
    token.balances[recipient] += amount
    emit(call, Mint(recipient, amount))
    emit(call, Transfer(NULL_ADDRESS, recipient, amount))
    return True


@transaction("LivepeerToken", "burn(uint256)", rejects=[Reason.SUBTRACTION_UNDERFLOW])
@implements("LP-WLPT-004", "LP-WLPT-007")
def burn(state: State, call: Call, value: Lptu) -> None:
    """Destroy tokens of the caller."""
    token = state.token
    token.balances[call.sender] = sub(token.balances[call.sender], value)
    token.total_supply -= value
    emit(call, Burn(call.sender, value))


@transaction("LivepeerToken", "transferOwnership(address)", rejects=[Reason.NOT_OWNER, Reason.NEW_OWNER_NULL])
@implements("LP-WLPT-003", "LP-WLPT-008", "LP-WLPT-010")
def transfer_token_ownership(state: State, call: Call, new_owner: Address) -> None:
    """Give the token, and with it the right to mint, to ``new_owner``."""
    # The caller owns the token.
    require(call.sender == state.token.owner, Reason.NOT_OWNER)
    # The new owner is an account.
    require(new_owner != NULL_ADDRESS, Reason.NEW_OWNER_NULL)
    emit(call, OwnershipTransferred(state.token.owner, new_owner))
    state.token.owner = new_owner


# Views.


@view("LivepeerToken", "totalSupply()", "uint256")
def total_supply(state: State, call: Call) -> Lptu:
    """All tokens in existence."""
    return state.token.total_supply


@view("LivepeerToken", "balanceOf(address)", "uint256")
def balance_of(state: State, call: Call, account: Address) -> Lptu:
    """Tokens of an account."""
    return state.token.balances[account]


@view("LivepeerToken", "allowance(address,address)", "uint256")
def allowance(state: State, call: Call, owner: Address, spender: Address) -> Lptu:
    """What ``spender`` may still move of the owner's tokens."""
    return state.token.allowances[owner, spender]


@view("LivepeerToken", "owner()", "address")
def token_owner(state: State, call: Call) -> Address:
    """The token's owner, who may mint."""
    return state.token.owner


@view("LivepeerToken", "name()", "string")
@implements("LP-WLPT-005")
def token_name(state: State, call: Call) -> str:
    """The token's name."""
    return "Livepeer Token"


@view("LivepeerToken", "symbol()", "string")
@implements("LP-WLPT-005")
def token_symbol(state: State, call: Call) -> str:
    """The token's symbol."""
    return "LPT"


@view("LivepeerToken", "decimals()", "uint8")
@implements("LP-WLPT-005")
def token_decimals(state: State, call: Call) -> int:
    """Decimals of a token: amounts are in 10^-18 LPT."""
    return 18
