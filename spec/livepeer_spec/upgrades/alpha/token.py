"""LivepeerToken: an ERC-20 token that its owner mints and every holder may burn.

There may be several of them; a rule acts on the one that is called. The protocol's own belongs to the Minter once the
tokens are distributed.

Source: deployed LivepeerToken; Livepeer whitepaper, "Livepeer Token"; ERC-20.
"""

from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Lptu
from livepeer_spec.primitives.uint256 import add
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.alpha.controller import OwnershipTransferred, registered
from livepeer_spec.upgrades.alpha.state import State, System, Token


@event("Transfer(address indexed from, address indexed to, uint256 value)")
class Transfer(NamedTuple):
    """Tokens moved; from the null address when minted."""

    source: Address
    recipient: Address
    value: Lptu


@event("Approval(address indexed owner, address indexed spender, uint256 value)")
class Approval(NamedTuple):
    """``spender`` may now move ``value`` of the owner's tokens."""

    owner: Address
    spender: Address
    value: Lptu


@event("Mint(address indexed to, uint256 amount)")
class Mint(NamedTuple):
    """New tokens."""

    recipient: Address
    amount: Lptu


@event("MintFinished()")
class MintFinished(NamedTuple):
    """No tokens will be minted any more."""


@event("Burn(address indexed burner, uint256 value)")
class Burn(NamedTuple):
    """Tokens gone from ``burner``, the account that is debited."""

    burner: Address
    value: Lptu


# Parts of transactions.


def current_token(state: State, call: Call) -> Token:
    """The registered token. Raises ``NO_DATA`` when the registered address is none."""
    address = registered(state, call, "LivepeerToken")
    # A token is registered.
    require(address in state.tokens, Reason.NO_DATA, "no token is registered")
    return state.tokens[address]


@implements("LP-ALPT-009", "LP-ALPT-010")
def _require_can_mint(token: Token, call: Call) -> None:
    # The caller owns the token.
    require(call.sender == token.owner, Reason.NOT_OWNER)
    # Minting is not finished.
    require(not token.minting_finished, Reason.MINTING_FINISHED)


@implements("LP-ALPT-001", "LP-ALPT-002")
def _require_can_move(token: Token, source: Address, recipient: Address, value: Lptu) -> None:
    # Tokens go to an account.
    require(recipient != NULL_ADDRESS, Reason.TRANSFER_TO_NULL)
    # The account has them.
    require(value <= token.balances[source], Reason.TRANSFER_EXCEEDS_BALANCE)


def _move(token: Token, call: Call, source: Address, recipient: Address, value: Lptu) -> None:
    token.balances[source] -= value
    token.balances[recipient] += value
    emit(call, Transfer(source, recipient, value))


def _set_allowance(token: Token, call: Call, spender: Address, value: Lptu) -> None:
    token.allowances[call.sender, spender] = value
    emit(call, Approval(call.sender, spender, value))


# Transactions.


@transaction(
    "LivepeerToken", "transfer(address,uint256)", returns="bool",
    rejects=[Reason.TRANSFER_TO_NULL, Reason.TRANSFER_EXCEEDS_BALANCE],
)  # fmt: skip
@implements("LP-ALPT-004")
def transfer(state: State, call: Call, recipient: Address, value: Lptu) -> bool:
    """Move the caller's tokens, also none, also to itself."""
    token = state.tokens[call.to]
    _require_can_move(token, call.sender, recipient, value)
    _move(token, call, call.sender, recipient, value)
    return True


@transaction(
    "LivepeerToken", "transferFrom(address,address,uint256)", returns="bool",
    rejects=[Reason.TRANSFER_TO_NULL, Reason.TRANSFER_EXCEEDS_BALANCE, Reason.TRANSFER_EXCEEDS_ALLOWANCE],
)  # fmt: skip
@implements("LP-ALPT-003", "LP-ALPT-004", "LP-ALPT-005")
def transfer_from(state: State, call: Call, owner: Address, recipient: Address, value: Lptu) -> bool:
    """Move tokens that their owner approved the caller to move; an unlimited allowance is reduced like any other."""
    token = state.tokens[call.to]
    _require_can_move(token, owner, recipient, value)
    # The owner approved as much.
    require(value <= token.allowances[owner, call.sender], Reason.TRANSFER_EXCEEDS_ALLOWANCE)
    token.allowances[owner, call.sender] -= value
    _move(token, call, owner, recipient, value)
    return True


@transaction("LivepeerToken", "approve(address,uint256)", returns="bool")
@implements("LP-ALPT-006")
def approve(state: State, call: Call, spender: Address, value: Lptu) -> bool:
    """Let ``spender``, who may be any address, move up to ``value`` of the caller's tokens."""
    _set_allowance(state.tokens[call.to], call, spender, value)
    return True


@transaction(
    "LivepeerToken", "increaseApproval(address,uint256)", returns="bool", rejects=[Reason.ADDITION_OVERFLOW]
)  # fmt: skip
@implements("LP-ALPT-007")
def increase_approval(state: State, call: Call, spender: Address, added: Lptu) -> bool:
    """Let ``spender`` move ``added`` more."""
    token = state.tokens[call.to]
    _set_allowance(token, call, spender, add(token.allowances[call.sender, spender], added))
    return True


@transaction("LivepeerToken", "decreaseApproval(address,uint256)", returns="bool")
@implements("LP-ALPT-008")
def decrease_approval(state: State, call: Call, spender: Address, subtracted: Lptu) -> bool:
    """Let ``spender`` move ``subtracted`` less, or nothing when it may move less than that."""
    token = state.tokens[call.to]
    _set_allowance(token, call, spender, max(0, token.allowances[call.sender, spender] - subtracted))
    return True


@transaction(
    "LivepeerToken", "mint(address,uint256)", returns="bool",
    rejects=[Reason.NOT_OWNER, Reason.MINTING_FINISHED, Reason.ADDITION_OVERFLOW],
)  # fmt: skip
@implements("LP-ALPT-011", "LP-ALPT-012", "LP-ALPT-013")
def mint(state: State, call: Call, recipient: Address, amount: Lptu) -> bool:
    """Create tokens, for whichever address."""
    token = state.tokens[call.to]
    _require_can_mint(token, call)
    token.total_supply = add(token.total_supply, amount)
    token.balances[recipient] += amount
    emit(call, Mint(recipient, amount))
    emit(call, Transfer(NULL_ADDRESS, recipient, amount))
    return True


@transaction("LivepeerToken", "finishMinting()", returns="bool", rejects=[Reason.NOT_OWNER, Reason.MINTING_FINISHED])
@implements("LP-ALPT-014")
def finish_minting(state: State, call: Call) -> bool:
    """End the creation of tokens, for ever."""
    token = state.tokens[call.to]
    _require_can_mint(token, call)
    token.minting_finished = True
    emit(call, MintFinished())
    return True


@transaction("LivepeerToken", "burn(uint256)", rejects=[Reason.BURN_EXCEEDS_BALANCE])
@implements("LP-ALPT-015", "LP-ALPT-016", "LP-ALPT-017")
def burn(state: State, call: Call, value: Lptu) -> None:
    """Destroy tokens of the caller; no ``Transfer`` tells of it."""
    token = state.tokens[call.to]
    # The caller has them.
    require(value <= token.balances[call.sender], Reason.BURN_EXCEEDS_BALANCE)
    token.balances[call.sender] -= value
    token.total_supply -= value
    emit(call, Burn(call.sender, value))


@transaction("LivepeerToken", "transferOwnership(address)", rejects=[Reason.NOT_OWNER, Reason.NEW_OWNER_NULL])
@implements("LP-ALPT-009", "LP-ALPT-018", "LP-ALPT-019")
def transfer_token_ownership(state: State, call: Call, new_owner: Address) -> None:
    """Give the token, and with it the right to mint, to ``new_owner``."""
    token = state.tokens[call.to]
    # The caller owns the token.
    require(call.sender == token.owner, Reason.NOT_OWNER)
    # The new owner is an account.
    require(new_owner != NULL_ADDRESS, Reason.NEW_OWNER_NULL)
    emit(call, OwnershipTransferred(token.owner, new_owner))
    token.owner = new_owner


# Views.


@view("LivepeerToken", "totalSupply()", "uint256")
@implements("LP-ALPT-020")
def total_supply(state: State, call: Call) -> Lptu:
    """All tokens in existence."""
    return state.tokens[call.to].total_supply


@view("LivepeerToken", "balanceOf(address)", "uint256")
@implements("LP-ALPT-020")
def balance_of(state: State, call: Call, account: Address) -> Lptu:
    """Tokens of an account."""
    return state.tokens[call.to].balances[account]


@view("LivepeerToken", "allowance(address,address)", "uint256")
@implements("LP-ALPT-020")
def allowance(state: State, call: Call, owner: Address, spender: Address) -> Lptu:
    """What ``spender`` may still move of the owner's tokens."""
    return state.tokens[call.to].allowances[owner, spender]


@view("LivepeerToken", "owner()", "address")
@implements("LP-ALPT-020")
def token_owner(state: State, call: Call) -> Address:
    """The token's owner, who may mint."""
    return state.tokens[call.to].owner


@view("LivepeerToken", "mintingFinished()", "bool")
@implements("LP-ALPT-020")
def minting_finished(state: State, call: Call) -> bool:
    """Whether no more tokens can be minted."""
    return state.tokens[call.to].minting_finished


@view("LivepeerToken", "name()", "string")
@implements("LP-LPT-001")
def token_name(state: System, call: Call) -> str:
    """The token's name."""
    return "Livepeer Token"


@view("LivepeerToken", "symbol()", "string")
@implements("LP-LPT-001")
def token_symbol(state: System, call: Call) -> str:
    """The token's symbol."""
    return "LPT"


@view("LivepeerToken", "decimals()", "uint8")
@implements("LP-LPT-001")
def token_decimals(state: System, call: Call) -> int:
    """Decimals of a token: amounts are in 10^-18 LPT."""
    return 18


@view("LivepeerToken", "version()", "string")
def token_version(state: System, call: Call) -> str:
    """The version of the token's contract."""
    return "0.1"
