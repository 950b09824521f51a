"""LivepeerToken on L1: an ERC-20 token that its owner mints and every holder may burn.

The owner is the Minter once the protocol runs. A balance or an allowance that is too low shows as an underflow.

Source: deployed LivepeerToken; Livepeer whitepaper, "Livepeer Token"; ERC-20.
"""

from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Lptu
from livepeer_spec.primitives.uint256 import add, sub
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view

# Unchanged since alpha.
from livepeer_spec.upgrades.alpha.token import (  # noqa: F401
    Approval,
    Burn,
    Mint,
    MintFinished,
    Transfer,
    token_decimals,
    token_name,
    token_symbol,
    token_version,
)
from livepeer_spec.upgrades.streamflow.controller import OwnershipTransferred
from livepeer_spec.upgrades.streamflow.state import BaseState, State

# Parts of transactions.


@implements("LP-LPT-018", "LP-LPT-019")
def _require_can_mint(state: State, call: Call) -> None:
    # The caller owns the token.
    require(call.sender == state.token.owner, Reason.NOT_OWNER)
    # Minting is not finished.
    require(not state.token.minting_finished, Reason.MINTING_FINISHED)


@implements("LP-LPT-003", "LP-LPT-004", "LP-LPT-005")
def _move(state: State, call: Call, source: Address, recipient: Address, value: Lptu) -> None:
    balances = state.token.balances
    # Tokens come from an account.
    require(source != NULL_ADDRESS, Reason.TRANSFER_FROM_NULL)
    # Tokens go to an account.
    require(recipient != NULL_ADDRESS, Reason.TRANSFER_TO_NULL)
    balances[source] = sub(balances[source], value)
    balances[recipient] += value
    emit(call, Transfer(source, recipient, value))


@implements("LP-LPT-011")
def set_allowance(state: BaseState, call: Call, owner: Address, spender: Address, value: Lptu) -> None:
    """Let ``spender`` move ``value`` of the owner's tokens. Raises ``APPROVE_FROM_NULL`` and ``APPROVE_TO_NULL``."""
    # An account approves.
    require(owner != NULL_ADDRESS, Reason.APPROVE_FROM_NULL)
    # An account is approved.
    require(spender != NULL_ADDRESS, Reason.APPROVE_TO_NULL)
    state.token.allowances[owner, spender] = value
    emit(call, Approval(owner, spender, value))


# Transactions.


@transaction(
    "LivepeerToken", "transfer(address,uint256)", returns="bool",
    rejects=[Reason.TRANSFER_TO_NULL, Reason.SUBTRACTION_UNDERFLOW],
)  # fmt: skip
@implements("LP-LPT-002")
def transfer(state: State, call: Call, recipient: Address, value: Lptu) -> bool:
    """Move the caller's tokens."""
    _move(state, call, call.sender, recipient, value)
    return True


@transaction(
    "LivepeerToken", "transferFrom(address,address,uint256)", returns="bool",
    rejects=[Reason.TRANSFER_FROM_NULL, Reason.TRANSFER_TO_NULL, Reason.SUBTRACTION_UNDERFLOW],
)  # fmt: skip
@implements("LP-LPT-008", "LP-LPT-009")
def transfer_from(state: State, call: Call, owner: Address, recipient: Address, value: Lptu) -> bool:
    """Move tokens that their owner approved the caller to move; an unlimited allowance is reduced like any other."""
    _move(state, call, owner, recipient, value)
    set_allowance(state, call, owner, call.sender, sub(state.token.allowances[owner, call.sender], value))
    return True


@transaction("LivepeerToken", "approve(address,uint256)", returns="bool", rejects=[Reason.APPROVE_TO_NULL])
@implements("LP-LPT-010")
def approve(state: BaseState, call: Call, spender: Address, value: Lptu) -> bool:
    """Let ``spender`` move up to ``value`` of the caller's tokens."""
    set_allowance(state, call, call.sender, spender, value)
    return True


@transaction(
    "LivepeerToken", "increaseAllowance(address,uint256)", returns="bool",
    rejects=[Reason.ADDITION_OVERFLOW, Reason.APPROVE_TO_NULL],
)  # fmt: skip
@implements("LP-LPT-012", "LP-LPT-013")
def increase_allowance(state: BaseState, call: Call, spender: Address, added: Lptu) -> bool:
    """Let ``spender`` move ``added`` more."""
    set_allowance(state, call, call.sender, spender, add(state.token.allowances[call.sender, spender], added))
    return True


@transaction(
    "LivepeerToken", "decreaseAllowance(address,uint256)", returns="bool",
    rejects=[Reason.SUBTRACTION_UNDERFLOW, Reason.APPROVE_TO_NULL],
)  # fmt: skip
@implements("LP-LPT-012", "LP-LPT-014")
def decrease_allowance(state: State, call: Call, spender: Address, subtracted: Lptu) -> bool:
    """Let ``spender`` move ``subtracted`` less."""
    set_allowance(state, call, call.sender, spender, sub(state.token.allowances[call.sender, spender], subtracted))
    return True


@transaction(
    "LivepeerToken", "mint(address,uint256)", returns="bool",
    rejects=[Reason.NOT_OWNER, Reason.MINTING_FINISHED, Reason.MINT_TO_NULL, Reason.ADDITION_OVERFLOW],
)  # fmt: skip
@implements("LP-LPT-016", "LP-LPT-017", "LP-LPT-041")
def mint(state: State, call: Call, recipient: Address, amount: Lptu) -> bool:
    """Create tokens."""
    _require_can_mint(state, call)
    # An account receives them.
    require(recipient != NULL_ADDRESS, Reason.MINT_TO_NULL)
    token = state.token
    token.total_supply = add(token.total_supply, amount)
    token.balances[recipient] += amount
    emit(call, Transfer(NULL_ADDRESS, recipient, amount))
    emit(call, Mint(recipient, amount))
    return True


@transaction("LivepeerToken", "finishMinting()", returns="bool", rejects=[Reason.NOT_OWNER, Reason.MINTING_FINISHED])
@implements("LP-LPT-020")
def finish_minting(state: State, call: Call) -> bool:
    """End the creation of tokens, for ever."""
    _require_can_mint(state, call)
    state.token.minting_finished = True
    emit(call, MintFinished())
    return True


@transaction("LivepeerToken", "burn(uint256)", rejects=[Reason.SUBTRACTION_UNDERFLOW])
@implements("LP-LPT-023", "LP-LPT-024", "LP-LPT-025")
def burn(state: State, call: Call, value: Lptu) -> None:
    """Destroy tokens of the caller."""
    token = state.token
    token.balances[call.sender] = sub(token.balances[call.sender], value)
    token.total_supply -= value
    emit(call, Transfer(call.sender, NULL_ADDRESS, value))
    emit(call, Burn(call.sender, value))


@transaction("LivepeerToken", "transferOwnership(address)", rejects=[Reason.NOT_OWNER, Reason.NEW_OWNER_NULL])
@implements("LP-LPT-018", "LP-LPT-021", "LP-LPT-022")
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
def total_supply(state: BaseState, call: Call) -> Lptu:
    """All tokens in existence."""
    return state.token.total_supply


@view("LivepeerToken", "balanceOf(address)", "uint256")
def balance_of(state: BaseState, call: Call, account: Address) -> Lptu:
    """Tokens of an account."""
    return state.token.balances[account]


@view("LivepeerToken", "allowance(address,address)", "uint256")
def allowance(state: BaseState, call: Call, owner: Address, spender: Address) -> Lptu:
    """What ``spender`` may still move of the owner's tokens."""
    return state.token.allowances[owner, spender]


@view("LivepeerToken", "owner()", "address")
def token_owner(state: State, call: Call) -> Address:
    """The token's owner, who may mint."""
    return state.token.owner


@view("LivepeerToken", "mintingFinished()", "bool")
def minting_finished(state: State, call: Call) -> bool:
    """Whether no more tokens can be minted."""
    return state.token.minting_finished
