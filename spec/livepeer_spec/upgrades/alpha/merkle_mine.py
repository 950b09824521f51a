"""MerkleMine: gives every account that was in a tree at the genesis an equal part of the tokens.

Anybody may ask for an account's part. Whoever asks for another's keeps a share of it, which grows with the blocks.

Source: deployed MerkleMine.
"""

from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.merkle import is_proven
from livepeer_spec.primitives.types import Address, BlockNumber, Hash32, Lptu
from livepeer_spec.primitives.uint256 import div, mul, sub
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.alpha import token
from livepeer_spec.upgrades.alpha.genesis_state import Mine
from livepeer_spec.upgrades.alpha.state import State


@event(
    "Generate(address indexed _recipient, address indexed _caller, uint256 _recipientTokenAmount,"
    " uint256 _callerTokenAmount, uint256 _block)"
)
class Generate(NamedTuple):
    """An account's part was given out; ``caller_token_amount`` is what who asked for it kept."""

    recipient: Address
    caller: Address
    recipient_token_amount: Lptu
    caller_token_amount: Lptu
    block: BlockNumber


# Parts of transactions.


@implements("LP-MINE-010", "LP-MINE-011", "LP-MINE-012")
def caller_share(mine: Mine, block: BlockNumber) -> Lptu:
    """What a third party keeps of a part: nothing before its share starts, everything from its end on."""
    part = allocation(mine)
    if block < mine.caller_allocation_start_block:
        return 0
    if block >= mine.caller_allocation_end_block:
        return part
    elapsed = block - mine.caller_allocation_start_block
    return div(mul(part, elapsed), _period(mine))


def _period(mine: Mine) -> int:
    return mine.caller_allocation_end_block - mine.caller_allocation_start_block


@implements("LP-MINE-001")
def allocation(mine: Mine) -> Lptu:
    """The part of each account, rounded down; the rest stays."""
    return mine.total_genesis_tokens // mine.total_genesis_recipients


# Transactions.


@transaction("MerkleMine", "start()", rejects=[Reason.MINE_STARTED, Reason.MINE_UNDERFUNDED])
@implements("LP-MINE-002", "LP-MINE-003", "LP-MINE-004")
def start_mine(state: State, call: Call) -> None:
    """Begin to give tokens out, once all of them are there; anybody may do it, and no event is emitted."""
    mine = state.genesis.mine
    # It has not begun.
    require(not mine.started, Reason.MINE_STARTED)
    balance = state.tokens[state.deployed["GenesisToken"]].balances[call.to]
    # All tokens are there.
    require(balance >= mine.total_genesis_tokens, Reason.MINE_UNDERFUNDED)
    mine.started = True


@transaction(
    "MerkleMine", "generate(address,bytes)",
    rejects=[
        Reason.MINE_NOT_STARTED, Reason.ALREADY_GENERATED, Reason.INVALID_GENESIS_PROOF, Reason.CALLER_TOO_EARLY,
        Reason.TRANSFER_EXCEEDS_BALANCE,
    ],
)  # fmt: skip
@implements("LP-MINE-005", "LP-MINE-006", "LP-MINE-007", "LP-MINE-008", "LP-MINE-009", "LP-MINE-013", "LP-MINE-014")
def generate(state: State, call: Call, recipient: Address, proof: bytes) -> None:
    """Give the part of ``recipient`` out: all to itself, or shared with the caller, who is paid first."""
    mine = state.genesis.mine
    # It has begun.
    require(mine.started, Reason.MINE_NOT_STARTED)
    # The recipient's part is still there.
    require(not mine.generated[recipient], Reason.ALREADY_GENERATED)
    # The recipient was there at the genesis.
    require(is_proven(proof, mine.genesis_root, keccak(recipient)), Reason.INVALID_GENESIS_PROOF)
    mine.generated[recipient] = True
    share = 0
    payment = call.inner(state.deployed["GenesisToken"])
    if call.sender == recipient:
        token.transfer(state, payment, recipient, allocation(mine))
    else:
        # The callers' share has started.
        require(call.block_number >= mine.caller_allocation_start_block, Reason.CALLER_TOO_EARLY)
        share = caller_share(mine, call.block_number)
        for account, amount in ((call.sender, share), (recipient, sub(allocation(mine), share))):
            if amount > 0:
                token.transfer(state, payment, account, amount)
    emit(call, Generate(recipient, call.sender, allocation(mine) - share, share, call.block_number))


# Views.


@view("MerkleMine", "callerTokenAmountAtBlock(uint256)", "uint256")
@implements("LP-MINE-010")
def caller_token_amount_at_block(state: State, call: Call, block: BlockNumber) -> Lptu:
    """What a third party keeps of a part in a block."""
    return caller_share(state.genesis.mine, block)


@view("MerkleMine", "token()", "address")
@implements("LP-MINE-015")
def mine_token(state: State, call: Call) -> Address:
    """The token that is given out."""
    return state.deployed["GenesisToken"]


@view("MerkleMine", "genesisRoot()", "bytes32")
@implements("LP-MINE-015")
def genesis_root(state: State, call: Call) -> Hash32:
    """The root of the tree of accounts."""
    return state.genesis.mine.genesis_root


@view("MerkleMine", "totalGenesisTokens()", "uint256")
@implements("LP-MINE-015")
def total_genesis_tokens(state: State, call: Call) -> Lptu:
    """All tokens that are given out."""
    return state.genesis.mine.total_genesis_tokens


@view("MerkleMine", "totalGenesisRecipients()", "uint256")
@implements("LP-MINE-015")
def total_genesis_recipients(state: State, call: Call) -> int:
    """How many accounts get a part."""
    return state.genesis.mine.total_genesis_recipients


@view("MerkleMine", "tokensPerAllocation()", "uint256")
@implements("LP-MINE-001")
def tokens_per_allocation(state: State, call: Call) -> Lptu:
    """The part of each account."""
    return allocation(state.genesis.mine)


@view("MerkleMine", "balanceThreshold()", "uint256")
@implements("LP-MINE-015")
def balance_threshold(state: State, call: Call) -> int:
    """ETH that accounts had to hold to be in the tree."""
    return state.genesis.mine.balance_threshold


@view("MerkleMine", "genesisBlock()", "uint256")
@implements("LP-MINE-015")
def genesis_block(state: State, call: Call) -> BlockNumber:
    """When they had to hold it."""
    return state.genesis.mine.genesis_block


@view("MerkleMine", "callerAllocationStartBlock()", "uint256")
@implements("LP-MINE-015")
def caller_allocation_start_block(state: State, call: Call) -> BlockNumber:
    """From when on third parties get a share."""
    return state.genesis.mine.caller_allocation_start_block


@view("MerkleMine", "callerAllocationEndBlock()", "uint256")
@implements("LP-MINE-015")
def caller_allocation_end_block(state: State, call: Call) -> BlockNumber:
    """From when on they get everything."""
    return state.genesis.mine.caller_allocation_end_block


@view("MerkleMine", "callerAllocationPeriod()", "uint256")
@implements("LP-MINE-015")
def caller_allocation_period(state: State, call: Call) -> int:
    """Blocks in which their share grows."""
    return _period(state.genesis.mine)


@view("MerkleMine", "started()", "bool")
@implements("LP-MINE-002")
def started(state: State, call: Call) -> bool:
    """Whether tokens are given out."""
    return state.genesis.mine.started


@view("MerkleMine", "generated(address)", "bool")
@implements("LP-MINE-006")
def generated(state: State, call: Call, recipient: Address) -> bool:
    """Whether the part of an account was given out."""
    return state.genesis.mine.generated[recipient]
