"""Grants: tokens that vest, and tokens that are locked until a time.

Source: deployed TokenVesting and TokenTimelock.
"""

from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Lptu, Timestamp
from livepeer_spec.primitives.uint256 import add, div, mul, sub
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.alpha import token
from livepeer_spec.upgrades.alpha.controller import OwnershipTransferred
from livepeer_spec.upgrades.alpha.state import State


@event("Released(uint256 amount)")
class Released(NamedTuple):
    """The beneficiary got what had vested."""

    amount: Lptu


@event("Revoked()")
class Revoked(NamedTuple):
    """What had not vested went back to the owner."""


# Creation.


@implements("LP-VEST-001", "LP-VEST-002", "LP-VEST-003")
def create_vesting(
    state: State, address: Address, owner: Address, beneficiary: Address, start: Timestamp, cliff_offset: int,
    duration: int,
) -> None:  # fmt: skip
    """What the constructor of a revocable vesting leaves.

    Raises ``BENEFICIARY_NULL``, ``CLIFF_AFTER_VESTING`` and ``ADDITION_OVERFLOW``.
    """
    # Tokens vest for an account.
    require(beneficiary != NULL_ADDRESS, Reason.BENEFICIARY_NULL)
    # The cliff is within the vesting.
    require(cliff_offset <= duration, Reason.CLIFF_AFTER_VESTING)
    vesting = state.genesis.vestings[address]
    vesting.owner = owner
    vesting.beneficiary = beneficiary
    vesting.start = start
    vesting.cliff = add(start, cliff_offset)
    vesting.duration = duration
    vesting.revocable = True


@implements("LP-VEST-020")
def create_time_lock(
    state: State, call: Call, address: Address, token_address: Address, beneficiary: Address, release_time: Timestamp
) -> None:
    """What the constructor of a time lock leaves. Raises ``RELEASE_TIME_PAST``."""
    # The tokens are locked for a while.
    require(release_time > call.timestamp, Reason.RELEASE_TIME_PAST)
    lock = state.genesis.time_locks[address]
    lock.token = token_address
    lock.beneficiary = beneficiary
    lock.release_time = release_time


# Parts of transactions.


@implements("LP-VEST-004")
def _balance(state: State, call: Call, token_address: Address) -> Lptu:
    """Tokens of the running contract. Raises ``NO_DATA`` for an address that is no token."""
    # It is a token.
    require(token_address in state.tokens, Reason.NO_DATA, "not a token")
    return state.tokens[token_address].balances[call.to]


def _require_owner(state: State, call: Call) -> None:
    # The caller owns the vesting.
    require(call.sender == state.genesis.vestings[call.to].owner, Reason.NOT_OWNER)


# Transactions.


@transaction(
    "TokenVesting", "release(address)",
    rejects=[
        Reason.NO_DATA, Reason.NOTHING_TO_RELEASE, Reason.MULTIPLICATION_OVERFLOW, Reason.ADDITION_OVERFLOW,
    ],
)  # fmt: skip
@implements("LP-VEST-004", "LP-VEST-009", "LP-VEST-010", "LP-VEST-011")
def release(state: State, call: Call, token_address: Address) -> None:
    """Send what has vested of a token to the beneficiary; anybody may ask for it."""
    vesting = state.genesis.vestings[call.to]
    amount = releasable_amount(state, call, token_address)
    # Something has vested.
    require(amount > 0, Reason.NOTHING_TO_RELEASE)
    vesting.released[token_address] = add(vesting.released[token_address], amount)
    token.transfer(state, call.inner(token_address), vesting.beneficiary, amount)
    emit(call, Released(amount))


@transaction(
    "TokenVesting", "revoke(address)",
    rejects=[
        Reason.NOT_OWNER, Reason.ALREADY_REVOKED, Reason.NO_DATA, Reason.MULTIPLICATION_OVERFLOW,
        Reason.ADDITION_OVERFLOW,
    ],
)  # fmt: skip
@implements("LP-VEST-004", "LP-VEST-012", "LP-VEST-013", "LP-VEST-014", "LP-VEST-015")
def revoke(state: State, call: Call, token_address: Address) -> None:
    """Send what has not vested of a token, which may be nothing, back to the owner; the rest is released at once."""
    _require_owner(state, call)
    vesting = state.genesis.vestings[call.to]
    # The token's vesting is not revoked.
    require(not vesting.revoked[token_address], Reason.ALREADY_REVOKED)
    balance = _balance(state, call, token_address)
    refund = sub(balance, releasable_amount(state, call, token_address))
    vesting.revoked[token_address] = True
    token.transfer(state, call.inner(token_address), vesting.owner, refund)
    emit(call, Revoked())


@transaction("TokenVesting", "transferOwnership(address)", rejects=[Reason.NOT_OWNER, Reason.NEW_OWNER_NULL])
@implements("LP-VEST-012", "LP-VEST-016")
def transfer_vesting_ownership(state: State, call: Call, new_owner: Address) -> None:
    """Give the right to revoke to ``new_owner``."""
    _require_owner(state, call)
    # The new owner is an account.
    require(new_owner != NULL_ADDRESS, Reason.NEW_OWNER_NULL)
    vesting = state.genesis.vestings[call.to]
    emit(call, OwnershipTransferred(vesting.owner, new_owner))
    vesting.owner = new_owner


@transaction(
    "TokenTimelock", "release()",
    rejects=[Reason.RELEASE_TIME_NOT_REACHED, Reason.NOTHING_TO_RELEASE, Reason.TRANSFER_TO_NULL],
)  # fmt: skip
@implements("LP-VEST-021", "LP-VEST-022", "LP-VEST-023")
def release_time_lock(state: State, call: Call) -> None:
    """Send everything to the beneficiary once the time has come; anybody may ask for it, and again for new tokens."""
    lock = state.genesis.time_locks[call.to]
    # The time has come.
    require(call.timestamp >= lock.release_time, Reason.RELEASE_TIME_NOT_REACHED)
    amount = _balance(state, call, lock.token)
    # There are tokens.
    require(amount > 0, Reason.NOTHING_TO_RELEASE)
    token.transfer(state, call.inner(lock.token), lock.beneficiary, amount)


# Views.


@view("TokenVesting", "vestedAmount(address)", "uint256")
@implements("LP-VEST-004", "LP-VEST-005", "LP-VEST-006", "LP-VEST-007", "LP-VEST-008")
def vested_amount(state: State, call: Call, token_address: Address) -> Lptu:
    """How much of all tokens ever held has vested: none before the cliff, then in proportion, rounded down."""
    vesting = state.genesis.vestings[call.to]
    total = add(_balance(state, call, token_address), vesting.released[token_address])
    if call.timestamp < vesting.cliff:
        return 0
    if call.timestamp >= add(vesting.start, vesting.duration) or vesting.revoked[token_address]:
        return total
    return div(mul(total, call.timestamp - vesting.start), vesting.duration)


@view("TokenVesting", "releasableAmount(address)", "uint256")
@implements("LP-VEST-004", "LP-VEST-009")
def releasable_amount(state: State, call: Call, token_address: Address) -> Lptu:
    """What has vested and was not released."""
    released = state.genesis.vestings[call.to].released[token_address]
    return sub(vested_amount(state, call, token_address), released)


@view("TokenVesting", "beneficiary()", "address")
@implements("LP-VEST-003")
def vesting_beneficiary(state: State, call: Call) -> Address:
    """Whose tokens these will be."""
    return state.genesis.vestings[call.to].beneficiary


@view("TokenVesting", "start()", "uint256")
@implements("LP-VEST-003")
def vesting_start(state: State, call: Call) -> Timestamp:
    """From when on tokens vest."""
    return state.genesis.vestings[call.to].start


@view("TokenVesting", "cliff()", "uint256")
@implements("LP-VEST-003")
def vesting_cliff(state: State, call: Call) -> Timestamp:
    """Until when nothing is released."""
    return state.genesis.vestings[call.to].cliff


@view("TokenVesting", "duration()", "uint256")
@implements("LP-VEST-003")
def vesting_duration(state: State, call: Call) -> int:
    """Seconds from the start until everything has vested."""
    return state.genesis.vestings[call.to].duration


@view("TokenVesting", "revocable()", "bool")
@implements("LP-VEST-003")
def vesting_revocable(state: State, call: Call) -> bool:
    """Whether the owner can take back what has not vested."""
    return state.genesis.vestings[call.to].revocable


@view("TokenVesting", "owner()", "address")
@implements("LP-VEST-003")
def vesting_owner(state: State, call: Call) -> Address:
    """Who can revoke."""
    return state.genesis.vestings[call.to].owner


@view("TokenVesting", "released(address)", "uint256")
@implements("LP-VEST-003")
def vesting_released(state: State, call: Call, token_address: Address) -> Lptu:
    """What was released of a token."""
    return state.genesis.vestings[call.to].released[token_address]


@view("TokenVesting", "revoked(address)", "bool")
@implements("LP-VEST-003")
def vesting_revoked(state: State, call: Call, token_address: Address) -> bool:
    """Whether a token's vesting is revoked."""
    return state.genesis.vestings[call.to].revoked[token_address]


@view("TokenTimelock", "token()", "address")
@implements("LP-VEST-020")
def time_lock_token(state: State, call: Call) -> Address:
    """Which token is locked."""
    return state.genesis.time_locks[call.to].token


@view("TokenTimelock", "beneficiary()", "address")
@implements("LP-VEST-020")
def time_lock_beneficiary(state: State, call: Call) -> Address:
    """Whose tokens these will be."""
    return state.genesis.time_locks[call.to].beneficiary


@view("TokenTimelock", "releaseTime()", "uint256")
@implements("LP-VEST-020")
def time_lock_release_time(state: State, call: Call) -> Timestamp:
    """From when on they can be released."""
    return state.genesis.time_locks[call.to].release_time
