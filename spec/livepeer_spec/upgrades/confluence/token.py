"""LivepeerToken on L2: an ERC-20 token with permits, minted and burned by role holders.

Changed in Confluence: minting and burning are rights of roles instead of the owner, allowances and balances have
reasons of their own, and approvals can be signed (EIP-2612). [LIP-73]

Source: LIP-73; deployed LivepeerToken on Arbitrum One; ERC-20, EIP-2612.
"""

from functools import lru_cache
from typing import Final, NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.abi import pack
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.signature import HALF_ORDER, recover
from livepeer_spec.primitives.types import NULL_ADDRESS, NULL_HASH, Address, Hash32, Lptu, Timestamp
from livepeer_spec.primitives.uint256 import add
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.confluence.state import State

DEFAULT_ADMIN_ROLE: Final[Hash32] = NULL_HASH
MINTER_ROLE: Final[Hash32] = keccak(b"MINTER_ROLE")
BURNER_ROLE: Final[Hash32] = keccak(b"BURNER_ROLE")
PERMIT_TYPE: Final = keccak(b"Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)")
DOMAIN_TYPE: Final = keccak(b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")


@event("Transfer(address indexed from, address indexed to, uint256 value)")
class Transfer(NamedTuple):
    """Tokens moved; from the null address when minted, to it when burned."""

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


@event("Burn(address indexed burner, uint256 value)")
class Burn(NamedTuple):
    """Tokens gone from ``burner``, the account that is debited."""

    burner: Address
    value: Lptu


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


@implements("LP-LPT-011")
def _set_allowance(state: State, call: Call, owner: Address, spender: Address, value: Lptu) -> None:
    # An account approves.
    require(owner != NULL_ADDRESS, Reason.APPROVE_FROM_NULL)
    # An account is approved.
    require(spender != NULL_ADDRESS, Reason.APPROVE_TO_NULL)
    state.token.allowances[owner, spender] = value
    emit(call, Approval(owner, spender, value))


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
    """Move the caller's tokens."""
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
    """Move tokens that their owner approved the caller to move; an unlimited allowance is reduced like any other."""
    _move(state, call, owner, recipient, value)
    allowance = state.token.allowances[owner, call.sender]
    # The owner approved as much.
    require(allowance >= value, Reason.TRANSFER_EXCEEDS_ALLOWANCE)
    _set_allowance(state, call, owner, call.sender, allowance - value)
    return True


@transaction("LivepeerToken", "approve(address,uint256)", returns="bool", rejects=[Reason.APPROVE_TO_NULL])
@implements("LP-LPT-010")
def approve(state: State, call: Call, spender: Address, value: Lptu) -> bool:
    """Let ``spender`` move up to ``value`` of the caller's tokens."""
    _set_allowance(state, call, call.sender, spender, value)
    return True


@transaction(
    "LivepeerToken", "increaseAllowance(address,uint256)", returns="bool",
    rejects=[Reason.ADDITION_OVERFLOW, Reason.APPROVE_TO_NULL],
)  # fmt: skip
@implements("LP-LPT-012", "LP-LPT-013")
def increase_allowance(state: State, call: Call, spender: Address, added: Lptu) -> bool:
    """Let ``spender`` move ``added`` more."""
    _set_allowance(state, call, call.sender, spender, add(state.token.allowances[call.sender, spender], added))
    return True


@transaction(
    "LivepeerToken", "decreaseAllowance(address,uint256)", returns="bool",
    rejects=[Reason.ALLOWANCE_BELOW_ZERO, Reason.APPROVE_TO_NULL],
)  # fmt: skip
@implements("LP-LPT-012", "LP-LPT-015")
def decrease_allowance(state: State, call: Call, spender: Address, subtracted: Lptu) -> bool:
    """Let ``spender`` move ``subtracted`` less."""
    allowance = state.token.allowances[call.sender, spender]
    # The allowance is at least that high.
    require(allowance >= subtracted, Reason.ALLOWANCE_BELOW_ZERO)
    _set_allowance(state, call, call.sender, spender, allowance - subtracted)
    return True


@transaction(
    "LivepeerToken", "mint(address,uint256)",
    rejects=[Reason.MISSING_ROLE, Reason.MINT_TO_NULL, Reason.ADDITION_OVERFLOW],
)  # fmt: skip
@implements("LP-LPT-016", "LP-LPT-017", "LP-LPT-041")
def mint(state: State, call: Call, recipient: Address, amount: Lptu) -> None:
    """Create tokens."""
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
    """Destroy tokens of the caller, who needs the burner role."""
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
    allowance = state.token.allowances[account, call.sender]
    # The account approved as much.
    require(allowance >= value, Reason.BURN_EXCEEDS_ALLOWANCE)
    _set_allowance(state, call, account, call.sender, allowance - value)
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
    _set_allowance(state, call, owner, spender, value)


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


@lru_cache(maxsize=64)
def _domain_separator(chain_id: int, token: Address) -> Hash32:
    return keccak(
        pack(
            ["bytes32", "bytes32", "bytes32", "uint256", "address"],
            [DOMAIN_TYPE, keccak(b"Livepeer Token"), keccak(b"1"), chain_id, token],
        )
    )


def permit_digest(
    state: State, owner: Address, spender: Address, value: Lptu, nonce: int, deadline: Timestamp
) -> Hash32:
    """What the owner signs for a permit. Source: EIP-712, EIP-2612."""
    message = pack(
        ["bytes32", "address", "address", "uint256", "uint256", "uint256"],
        [PERMIT_TYPE, owner, spender, value, nonce, deadline],
    )
    separator = _domain_separator(state.chain_id, state.deployed["LivepeerToken"])
    return keccak(b"\x19\x01" + separator + keccak(message))


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


@view("LivepeerToken", "hasRole(bytes32,address)", "bool")
def has_role(state: State, call: Call, role: Hash32, account: Address) -> bool:
    """Whether an account holds a role."""
    return state.token.roles[role, account]


@view("LivepeerToken", "getRoleAdmin(bytes32)", "bytes32")
def get_role_admin(state: State, call: Call, role: Hash32) -> Hash32:
    """The role whose holders grant and revoke ``role``: the default admin role for each."""
    return DEFAULT_ADMIN_ROLE


@view("LivepeerToken", "name()", "string")
@implements("LP-LPT-001")
def token_name(state: State, call: Call) -> str:
    """The token's name."""
    return "Livepeer Token"


@view("LivepeerToken", "symbol()", "string")
@implements("LP-LPT-001")
def token_symbol(state: State, call: Call) -> str:
    """The token's symbol."""
    return "LPT"


@view("LivepeerToken", "decimals()", "uint8")
@implements("LP-LPT-001")
def token_decimals(state: State, call: Call) -> int:
    """Decimals of a token: amounts are in 10^-18 LPT."""
    return 18
