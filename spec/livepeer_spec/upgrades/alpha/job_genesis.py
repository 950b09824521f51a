"""What the constructors of the verifier, the faucet and the contracts of the genesis leave behind.

Source: deployed constructors of LivepeerVerifier, LivepeerTokenFaucet, GenesisManager and MerkleMine.
"""

from livepeer_spec.parameters import AlphaParameters
from livepeer_spec.primitives.types import Address, Hash32
from livepeer_spec.requirements import implements
from livepeer_spec.upgrades.alpha.state import State

GENESIS_BLOCK = 0
"""The block at which accounts had to hold ETH to get tokens."""
BALANCE_THRESHOLD = 10**17
"""How much they had to hold, in wei."""
VERIFICATION_CODE_HASH = "QmUMk1wF6YmFLFyydhSVgeNCSKk4J8G38DzTzcx6FdYSzV"
"""Where the code of the solver was."""


@implements("LP-FAUC-009", "LP-GENES-017", "LP-MINE-015", "LP-VERIF-050")
def construct_distribution(state: State, owner: Address, parameters: AlphaParameters) -> None:
    """The state right after deployment by ``owner``, who is the bank too and owns the token of the genesis."""
    state.verifier.verification_code_hash = VERIFICATION_CODE_HASH
    faucet, genesis, mine = state.faucet, state.genesis, state.genesis.mine
    faucet.owner = owner
    faucet.request_amount = parameters.faucet_amount
    faucet.request_wait = parameters.faucet_wait
    state.tokens[state.deployed["GenesisToken"]].owner = owner
    genesis.owner = owner
    genesis.bank_multisig = owner
    genesis.grants_start_timestamp = parameters.grants_start
    mine.total_genesis_tokens = parameters.genesis_tokens
    mine.total_genesis_recipients = parameters.genesis_recipients
    mine.balance_threshold = BALANCE_THRESHOLD
    mine.genesis_block = GENESIS_BLOCK
    mine.caller_allocation_start_block = parameters.caller_allocation_start
    mine.caller_allocation_end_block = parameters.caller_allocation_end


@implements("LP-VERIF-051", "LP-MINE-015")
def appoint(state: State, solver: Address, genesis_root: Hash32) -> None:
    """Tell the state who answers the Verifier's requests, and the root of the accounts at the genesis."""
    state.verifier.solver = solver
    state.genesis.mine.genesis_root = genesis_root
