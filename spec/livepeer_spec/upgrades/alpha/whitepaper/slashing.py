"""Slashing: everybody who stands behind a transcoder pays for its faults.

The paper's rule goes through every delegator, so a slash costs the more the more there are and the longer ago they
claimed. What is taken goes to whoever found the fault, by the finder's fee, and to the common pool.

Source: Livepeer whitepaper, "削减" (slashing), "Verification of Work" and "Livepeer协议参数引用" (parameters).
"""

from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.fractions import PPM, part
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Lptu, Ppm
from livepeer_spec.primitives.uint256 import sub
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.alpha.whitepaper import candidates, earnings, token
from livepeer_spec.upgrades.alpha.whitepaper.state import State


@event("TranscoderSlashed(address indexed transcoder, address finder, uint256 penalty, uint256 finderReward)")
class TranscoderSlashed(NamedTuple):
    """A transcoder and its delegators lost ``penalty`` in all."""

    transcoder: Address
    finder: Address
    penalty: Lptu
    finder_reward: Lptu


@transaction(
    "BondingManager", "slashTranscoder(address,uint256,address)",
    rejects=[Reason.NOT_JOBS_MANAGER, Reason.MULTIPLICATION_OVERFLOW, Reason.SUBTRACTION_UNDERFLOW],
)  # fmt: skip
@implements("LP-WSLSH-001")
def slash_for_fault(state: State, call: Call, account: Address, slash_amount: Ppm, finder: Address) -> None:
    """Slash a transcoder for a fault that the JobsManager saw."""
    # The caller is the JobsManager.
    require(call.sender == state.protocol.jobs_manager, Reason.NOT_JOBS_MANAGER)
    slash(state, call, account, slash_amount, finder)


@implements(
    "LP-WSLSH-002", "LP-WSLSH-003", "LP-WSLSH-004", "LP-WSLSH-005", "LP-WSLSH-006", "LP-WSLSH-007", "LP-WSLSH-016",
)  # fmt: skip
def slash(state: State, call: Call, account: Address, slash_amount: Ppm, finder: Address) -> None:
    """Take ``slash_amount`` of the stake of each delegator of ``account``, itself included."""
    bonding = state.bonding
    penalty = 0
    for member in bonding.delegators_of[account]:
        earnings.claim_through(state, member, state.rounds.last_initialized_round)
        delegator = bonding.delegators[member]
        loss = part(delegator.bonded_amount, slash_amount, PPM)
        delegator.bonded_amount = sub(delegator.bonded_amount, loss)
        penalty += loss
    candidates.decrease_stake(state, account, penalty)
    bonding.total_bonded -= penalty
    finder_reward = 0
    if finder != NULL_ADDRESS:
        finder_reward = part(penalty, state.protocol.parameters["finderFee"], PPM)
        token.transfer(state, call.inner(state.deployed["LivepeerToken"]), finder, finder_reward)
    bonding.common_pool += penalty - finder_reward
    emit(call, TranscoderSlashed(account, finder, penalty, finder_reward))


@implements("LP-WSLSH-008", "LP-WSLSH-009", "LP-WSLSH-010")
def slash_missed_rewards(state: State, call: Call) -> None:
    """Count a missed reward for everybody who was active in the last initialized round and did not call it."""
    last = state.rounds.last_initialized_round
    for account in state.bonding.active_transcoders[last]:
        transcoder = state.bonding.transcoders[account]
        if transcoder.last_reward_round == last:
            continue
        transcoder.missed_rewards += 1
        if transcoder.missed_rewards >= state.protocol.parameters["slashingThreshold"]:
            transcoder.missed_rewards = 0
            slash(state, call, account, state.protocol.parameters["missedRewardSlashAmount"], NULL_ADDRESS)


# The common pool.


@transaction("BondingManager", "burnCommon(uint256)", rejects=[Reason.NOT_GOVERNANCE, Reason.INSUFFICIENT_COMMON_POOL])
@implements("LP-WGOV-015", "LP-WGOV-017", "LP-WGOV-018")
def burn_common(state: State, call: Call, amount: Lptu) -> None:
    """Destroy tokens of the common pool."""
    _take_common(state, call, amount)
    token.burn(state, call.inner(state.deployed["LivepeerToken"]), amount)


@transaction(
    "BondingManager", "spendCommon(address,uint256)",
    rejects=[Reason.NOT_GOVERNANCE, Reason.INSUFFICIENT_COMMON_POOL, Reason.TRANSFER_TO_NULL],
)  # fmt: skip
@implements("LP-WGOV-016", "LP-WGOV-017", "LP-WGOV-018", "LP-WGOV-023")
def spend_common(state: State, call: Call, recipient: Address, amount: Lptu) -> None:
    """Pay tokens of the common pool to somebody."""
    _take_common(state, call, amount)
    token.transfer(state, call.inner(state.deployed["LivepeerToken"]), recipient, amount)


def _take_common(state: State, call: Call, amount: Lptu) -> None:
    # The caller is the Governance.
    require(call.sender == state.protocol.governance, Reason.NOT_GOVERNANCE)
    # The common pool holds so much.
    require(amount <= state.bonding.common_pool, Reason.INSUFFICIENT_COMMON_POOL)
    state.bonding.common_pool -= amount


@view("BondingManager", "commonPool()", "uint256")
@implements("LP-WSLSH-007")
def common_pool(state: State, call: Call) -> Lptu:
    """Slashed tokens that nobody was paid."""
    return state.bonding.common_pool
