"""LivepeerToken on L2: an ERC-20 token with permits, minted and burned by role holders.

Changed in Confluence: minting and burning are rights of roles instead of the owner, allowances and balances have
reasons of their own, and approvals can be signed (EIP-2612). [LIP-73]

Source: LIP-73; deployed LivepeerToken on Arbitrum One; ERC-20, EIP-2612.
"""

from typing import Final, NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives import typed_data
from livepeer_spec.primitives.abi import pack, selector
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.signature import HALF_ORDER, recover
from livepeer_spec.primitives.types import NULL_ADDRESS, NULL_HASH, Address, Hash32, Lptu, Timestamp
from livepeer_spec.primitives.uint256 import add
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view

# Unchanged since alpha.
from livepeer_spec.upgrades.alpha.token import (  # noqa: F401
    Approval,
    Mint,
    Transfer,
    token_decimals,
    token_name,
    token_symbol,
)
from livepeer_spec.upgrades.confluence.state import State

# Unchanged since Streamflow.
from livepeer_spec.upgrades.streamflow.token import (  # noqa: F401
    allowance,
    approve,
    balance_of,
    increase_allowance,
    set_allowance,
    total_supply,
)

DEFAULT_ADMIN_ROLE: Final[Hash32] = NULL_HASH
"""The role that is the admin of every role, itself included."""
MINTER_ROLE: Final[Hash32] = keccak(b"MINTER_ROLE")
BURNER_ROLE: Final[Hash32] = keccak(b"BURNER_ROLE")
PERMIT_TYPE: Final = keccak(b"Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)")
ROLE_FUNCTIONS: Final = (
    "hasRole(bytes32,address)",
    "getRoleAdmin(bytes32)",
    "grantRole(bytes32,address)",
    "revokeRole(bytes32,address)",
    "renounceRole(bytes32,address)",
)
"""The functions of the roles' interface."""


@event("Burn(address indexed burner, uint256 amount)")
class Burn(NamedTuple):
    """Tokens gone from ``burner``, the account that is debited."""

    burner: Address
    amount: Lptu


@event("RoleGranted(bytes32 indexed role, address indexed account, address indexed sender)")
class RoleGranted(NamedTuple):
    """An account has a role."""

    role: Hash32
    account: Address
    sender: Address


@event("RoleRevoked(bytes32 indexed role, address indexed account, address indexed sender)")
class RoleRevoked(NamedTuple):
    """An account no longer has a role."""

    role: Hash32
    account: Address
    sender: Address


@event("RoleAdminChanged(bytes32 indexed role, bytes32 indexed previousAdminRole, bytes32 indexed newAdminRole)")
class RoleAdminChanged(NamedTuple):
    """A role has another admin role; declared by the contract, but no transaction does this."""

    role: Hash32
    previous_admin_role: Hash32
    new_admin_role: Hash32


# Parts of transactions.


@implements("LP-LPT-026")
def _require_role(state: State, call: Call, role: Hash32) -> None:
    # The caller holds the role.
    require(state.token.roles[role, call.sender], Reason.MISSING_ROLE)


@implements("LP-LPT-003", "LP-LPT-004", "LP-LPT-006")
def _move(state: State, call: Call, source: Address, recipient: Address, value: Lptu) -> None:
    balances = state.token.balances
    # Tokens come from an account.
    require(source != NULL_ADDRESS, Reason.TRANSFER_FROM_NULL)
    # Tokens go to an account.
    require(recipient != NULL_ADDRESS, Reason.TRANSFER_TO_NULL)
    # The account holds them.
    require(balances[source] >= value, Reason.TRANSFER_EXCEEDS_BALANCE)
    balances[source] -= value
    balances[recipient] += value
    emit(call, Transfer(source, recipient, value))


@implements("LP-LPT-025", "LP-LPT-027")
def _destroy(state: State, call: Call, account: Address, value: Lptu) -> None:
    token = state.token
    # An account loses tokens.
    require(account != NULL_ADDRESS, Reason.BURN_FROM_NULL)
    # The account holds them.
    require(token.balances[account] >= value, Reason.BURN_EXCEEDS_BALANCE)
    token.balances[account] -= value
    token.total_supply -= value
    emit(call, Transfer(account, NULL_ADDRESS, value))
    emit(call, Burn(account, value))


# Transactions.


@transaction(
    "LivepeerToken", "transfer(address,uint256)", returns="bool",
    rejects=[Reason.TRANSFER_TO_NULL, Reason.TRANSFER_EXCEEDS_BALANCE],
)  # fmt: skip
@implements("LP-LPT-002")
def transfer(state: State, call: Call, recipient: Address, value: Lptu) -> bool:
    """Move the caller's tokens.

    Changed in Confluence: too low a balance has a reason of its own. [LIP-73]
    """
    _move(state, call, call.sender, recipient, value)
    return True


@transaction(
    "LivepeerToken", "transferFrom(address,address,uint256)", returns="bool",
    rejects=[
        Reason.TRANSFER_FROM_NULL, Reason.TRANSFER_TO_NULL, Reason.TRANSFER_EXCEEDS_BALANCE,
        Reason.TRANSFER_EXCEEDS_ALLOWANCE,
    ],
)  # fmt: skip
@implements("LP-LPT-007", "LP-LPT-008", "LP-LPT-009")
def transfer_from(state: State, call: Call, owner: Address, recipient: Address, value: Lptu) -> bool:
    """Move tokens that their owner approved the caller to move; an unlimited allowance is reduced like any other.

    Changed in Confluence: too low a balance or allowance has a reason of its own. [LIP-73]
    """
    _move(state, call, owner, recipient, value)
    approved = state.token.allowances[owner, call.sender]
    # The owner approved as much.
    require(approved >= value, Reason.TRANSFER_EXCEEDS_ALLOWANCE)
    set_allowance(state, call, owner, call.sender, approved - value)
    return True


@transaction(
    "LivepeerToken", "decreaseAllowance(address,uint256)", returns="bool",
    rejects=[Reason.ALLOWANCE_BELOW_ZERO, Reason.APPROVE_TO_NULL],
)  # fmt: skip
@implements("LP-LPT-012", "LP-LPT-015")
def decrease_allowance(state: State, call: Call, spender: Address, subtracted: Lptu) -> bool:
    """Let ``spender`` move ``subtracted`` less.

    Changed in Confluence: too low an allowance has a reason of its own. [LIP-73]
    """
    approved = state.token.allowances[call.sender, spender]
    # The allowance is at least that high.
    require(approved >= subtracted, Reason.ALLOWANCE_BELOW_ZERO)
    set_allowance(state, call, call.sender, spender, approved - subtracted)
    return True


@transaction(
    "LivepeerToken", "mint(address,uint256)",
    rejects=[Reason.MISSING_ROLE, Reason.MINT_TO_NULL, Reason.ADDITION_OVERFLOW],
)  # fmt: skip
@implements("LP-LPT-016", "LP-LPT-017", "LP-LPT-041")
def mint(state: State, call: Call, recipient: Address, amount: Lptu) -> None:
    """Create tokens.

    Changed in Confluence: the caller needs a role instead of the ownership, and nothing is returned. [LIP-73]
    """
    _require_role(state, call, MINTER_ROLE)
    # An account receives them.
    require(recipient != NULL_ADDRESS, Reason.MINT_TO_NULL)
    token = state.token
    token.total_supply = add(token.total_supply, amount)
    token.balances[recipient] += amount
    emit(call, Transfer(NULL_ADDRESS, recipient, amount))
    emit(call, Mint(recipient, amount))


@transaction("LivepeerToken", "burn(uint256)", rejects=[Reason.MISSING_ROLE, Reason.BURN_EXCEEDS_BALANCE])
@implements("LP-LPT-025")
def burn(state: State, call: Call, value: Lptu) -> None:
    """Destroy tokens of the caller.

    Changed in Confluence: the caller needs the burner role. [LIP-73]
    """
    _require_role(state, call, BURNER_ROLE)
    _destroy(state, call, call.sender, value)


@transaction(
    "LivepeerToken", "burnFrom(address,uint256)",
    rejects=[
        Reason.MISSING_ROLE, Reason.BURN_EXCEEDS_ALLOWANCE, Reason.APPROVE_FROM_NULL, Reason.BURN_EXCEEDS_BALANCE,
    ],
)  # fmt: skip
@implements("LP-LPT-028", "LP-LPT-029", "LP-LPT-037")
def burn_from(state: State, call: Call, account: Address, value: Lptu) -> None:
    """Destroy tokens that ``account`` approved the caller to take; the caller needs the burner role."""
    _require_role(state, call, BURNER_ROLE)
    approved = state.token.allowances[account, call.sender]
    # The account approved as much.
    require(approved >= value, Reason.BURN_EXCEEDS_ALLOWANCE)
    set_allowance(state, call, account, call.sender, approved - value)
    _destroy(state, call, account, value)


@transaction(
    "LivepeerToken", "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
    rejects=[
        Reason.PERMIT_EXPIRED, Reason.SIGNATURE_HIGH_S, Reason.SIGNATURE_V, Reason.SIGNATURE_INVALID,
        Reason.PERMIT_INVALID_SIGNATURE, Reason.APPROVE_TO_NULL,
    ],
)  # fmt: skip
@implements(
    "LP-LPT-032", "LP-LPT-033", "LP-LPT-034", "LP-LPT-035", "LP-LPT-038", "LP-LPT-039", "LP-LPT-040", "LP-LPT-042",
)  # fmt: skip
def permit(
    state: State, call: Call, owner: Address, spender: Address, value: Lptu, deadline: Timestamp,
    v: int, r: Hash32, s: Hash32,
) -> None:  # fmt: skip
    """Approve by a signature of the owner (EIP-2612); anybody may submit it, once."""
    # The deadline has not passed.
    require(call.timestamp <= deadline, Reason.PERMIT_EXPIRED)
    nonce = state.token.nonces[owner]
    state.token.nonces[owner] = nonce + 1
    digest = permit_digest(state, owner, spender, value, nonce, deadline)
    # The signature is in the lower half.
    require(int.from_bytes(s, "big") <= HALF_ORDER, Reason.SIGNATURE_HIGH_S)
    # The recovery id is one of two.
    require(v in (27, 28), Reason.SIGNATURE_V)
    signer = recover(digest, v, int.from_bytes(r, "big"), int.from_bytes(s, "big"))
    # Somebody signed.
    require(signer is not None, Reason.SIGNATURE_INVALID)
    # The owner signed.
    require(signer == owner, Reason.PERMIT_INVALID_SIGNATURE)
    set_allowance(state, call, owner, spender, value)


@transaction("LivepeerToken", "grantRole(bytes32,address)", rejects=[Reason.MISSING_ROLE])
@implements("LP-LPT-030")
def grant_role(state: State, call: Call, role: Hash32, account: Address) -> None:
    """Give a role; granting it again changes nothing and emits nothing."""
    _require_role(state, call, DEFAULT_ADMIN_ROLE)
    if not state.token.roles[role, account]:
        state.token.roles[role, account] = True
        emit(call, RoleGranted(role, account, call.sender))


@transaction("LivepeerToken", "revokeRole(bytes32,address)", rejects=[Reason.MISSING_ROLE])
@implements("LP-LPT-030")
def revoke_role(state: State, call: Call, role: Hash32, account: Address) -> None:
    """Take a role away; taking one that the account does not have changes nothing and emits nothing."""
    _require_role(state, call, DEFAULT_ADMIN_ROLE)
    _drop_role(state, call, role, account)


@transaction("LivepeerToken", "renounceRole(bytes32,address)", rejects=[Reason.RENOUNCE_NOT_SELF])
@implements("LP-LPT-030", "LP-LPT-031")
def renounce_role(state: State, call: Call, role: Hash32, account: Address) -> None:
    """Give up a role of one's own."""
    # An account renounces for itself only.
    require(account == call.sender, Reason.RENOUNCE_NOT_SELF)
    _drop_role(state, call, role, account)


def _drop_role(state: State, call: Call, role: Hash32, account: Address) -> None:
    if state.token.roles[role, account]:
        state.token.roles[role, account] = False
        emit(call, RoleRevoked(role, account, call.sender))


# Views.


def _interface_id(*signatures: str) -> bytes:
    """The identifier of an interface: the exclusive or of its functions' selectors. Source: ERC-165."""
    identifier = 0
    for signature in signatures:
        identifier ^= int.from_bytes(selector(signature), "big")
    return identifier.to_bytes(4, "big")


def _domain_separator(chain_id: int, token: Address) -> Hash32:
    return typed_data.domain_separator("Livepeer Token", "1", chain_id, token)


def permit_digest(
    state: State, owner: Address, spender: Address, value: Lptu, nonce: int, deadline: Timestamp
) -> Hash32:
    """What the owner signs for a permit. Source: EIP-712, EIP-2612."""
    message = pack(
        ["bytes32", "address", "address", "uint256", "uint256", "uint256"],
        [PERMIT_TYPE, owner, spender, value, nonce, deadline],
    )
    separator = _domain_separator(state.chain_id, state.deployed["LivepeerToken"])
    return typed_data.typed_data_digest(separator, keccak(message))


@view("LivepeerToken", "DOMAIN_SEPARATOR()", "bytes32")
@implements("LP-LPT-036")
def domain_separator(state: State, call: Call) -> Hash32:
    """The EIP-712 domain of permits."""
    return _domain_separator(state.chain_id, state.deployed["LivepeerToken"])


@view("LivepeerToken", "nonces(address)", "uint256")
@implements("LP-LPT-040")
def permit_nonce(state: State, call: Call, owner: Address) -> int:
    """How many permits of the owner were used."""
    return state.token.nonces[owner]


@view("LivepeerToken", "hasRole(bytes32,address)", "bool")
def has_role(state: State, call: Call, role: Hash32, account: Address) -> bool:
    """Whether an account holds a role."""
    return state.token.roles[role, account]


@view("LivepeerToken", "DEFAULT_ADMIN_ROLE()", "bytes32")
def default_admin_role(state: State, call: Call) -> Hash32:
    """The role whose holders grant and revoke all roles."""
    return DEFAULT_ADMIN_ROLE


@view("LivepeerToken", "supportsInterface(bytes4)", "bool")
@implements("LP-LPT-043")
def supports_interface(state: State, call: Call, interface: bytes) -> bool:
    """Whether the token has all functions of an interface: that of roles, and this one (ERC-165)."""
    return interface in (_interface_id(*ROLE_FUNCTIONS), _interface_id("supportsInterface(bytes4)"))


@view("LivepeerToken", "getRoleAdmin(bytes32)", "bytes32")
def get_role_admin(state: State, call: Call, role: Hash32) -> Hash32:
    """The role whose holders grant and revoke ``role``: the default admin role for each."""
    return DEFAULT_ADMIN_ROLE
