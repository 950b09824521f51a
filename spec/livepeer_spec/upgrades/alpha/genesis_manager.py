"""GenesisManager: creates the first tokens and hands them out in three stages.

The supply is split first, then minted and granted, and in the end the crowd's and the company's parts leave and the
token goes to the Minter. It works on a token of its own.

Source: deployed GenesisManager.
"""

from livepeer_spec.primitives.hashing import created_address
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Lptu, Timestamp
from livepeer_spec.primitives.uint256 import add
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.alpha import token
from livepeer_spec.upgrades.alpha.controller import OwnershipTransferred
from livepeer_spec.upgrades.alpha.genesis_state import Stage
from livepeer_spec.upgrades.alpha.state import State
from livepeer_spec.upgrades.alpha.vesting import create_time_lock, create_vesting

# Parts of transactions.


@implements("LP-GENES-001", "LP-GENES-002")
def _require_owner(state: State, call: Call, stage: Stage | None = None) -> None:
    # The caller owns the genesis.
    require(call.sender == state.genesis.owner, Reason.NOT_OWNER)
    # The genesis is in the stage of this transaction.
    require(stage in (None, state.genesis.stage), Reason.WRONG_GENESIS_STAGE)


def _genesis_token(state: State, call: Call) -> Call:
    """A message to the token that the genesis hands out."""
    return call.inner(state.deployed["GenesisToken"])


@implements("LP-GENES-008")
def _grant_address(state: State, call: Call) -> Address:
    """Where the contract of the next grant is created."""
    state.genesis.grants_created += 1
    return created_address(call.to, state.genesis.grants_created)


@implements("LP-GENES-008", "LP-GENES-009", "LP-GENES-010", "LP-GENES-012")
def _vest(state: State, call: Call, receiver: Address, amount: Lptu, time_to_cliff: int, duration: int) -> None:
    """Give tokens to a new vesting, which the bank can revoke."""
    genesis = state.genesis
    # The receiver has no vesting yet.
    require(genesis.vesting_holders[receiver] == NULL_ADDRESS, Reason.GRANT_EXISTS)
    holder = _grant_address(state, call)
    bank = genesis.bank_multisig
    create_vesting(state, holder, bank, receiver, genesis.grants_start_timestamp, time_to_cliff, duration)
    genesis.vesting_holders[receiver] = holder
    emit(call.inner(holder), OwnershipTransferred(call.to, bank))
    token.transfer(state, _genesis_token(state, call), holder, amount)


# Transactions.


@transaction(
    "GenesisManager", "setAllocations(uint256,uint256,uint256,uint256,uint256,uint256)",
    rejects=[Reason.NOT_OWNER, Reason.WRONG_GENESIS_STAGE, Reason.ADDITION_OVERFLOW, Reason.ALLOCATIONS_MISMATCH],
)  # fmt: skip
@implements("LP-GENES-003", "LP-GENES-004")
def set_allocations(
    state: State, call: Call, initial_supply: Lptu, crowd_supply: Lptu, company_supply: Lptu, team_supply: Lptu,
    investors_supply: Lptu, community_supply: Lptu,
) -> None:  # fmt: skip
    """Split the supply; it can be done again before the start."""
    _require_owner(state, call, Stage.GENESIS_ALLOCATION)
    parts = add(add(add(add(crowd_supply, company_supply), team_supply), investors_supply), community_supply)
    # The parts are the whole.
    require(parts == initial_supply, Reason.ALLOCATIONS_MISMATCH)
    genesis = state.genesis
    genesis.initial_supply = initial_supply
    genesis.crowd_supply = crowd_supply
    genesis.company_supply = company_supply
    genesis.team_supply = team_supply
    genesis.investors_supply = investors_supply
    genesis.community_supply = community_supply


@transaction(
    "GenesisManager", "start()",
    rejects=[Reason.NOT_OWNER, Reason.WRONG_GENESIS_STAGE, Reason.MINTING_FINISHED, Reason.ADDITION_OVERFLOW],
)  # fmt: skip
@implements("LP-GENES-005", "LP-GENES-006")
def start_genesis(state: State, call: Call) -> None:
    """Mint the supply, which is nothing where it was not set; the GenesisManager has to own the token."""
    _require_owner(state, call, Stage.GENESIS_ALLOCATION)
    token.mint(state, _genesis_token(state, call), call.to, state.genesis.initial_supply)
    state.genesis.stage = Stage.GENESIS_START


GRANTING = (
    Reason.NOT_OWNER, Reason.WRONG_GENESIS_STAGE, Reason.ADDITION_OVERFLOW, Reason.GRANTS_EXCEED_SUPPLY,
    Reason.GRANT_EXISTS,
)  # fmt: skip
VESTING = (*GRANTING, Reason.BENEFICIARY_NULL, Reason.CLIFF_AFTER_VESTING)


@transaction("GenesisManager", "addTeamGrant(address,uint256,uint256,uint256)", rejects=VESTING)
@implements("LP-GENES-007", "LP-GENES-011")
def add_team_grant(
    state: State, call: Call, receiver: Address, amount: Lptu, time_to_cliff: int, vesting_duration: int
) -> None:
    """Let tokens of the team's part vest for ``receiver``."""
    _require_owner(state, call, Stage.GENESIS_START)
    genesis = state.genesis
    genesis.team_grants_amount = add(genesis.team_grants_amount, amount)
    # The team's part is large enough.
    require(genesis.team_grants_amount <= genesis.team_supply, Reason.GRANTS_EXCEED_SUPPLY)
    _vest(state, call, receiver, amount, time_to_cliff, vesting_duration)


@transaction("GenesisManager", "addInvestorGrant(address,uint256,uint256,uint256)", rejects=VESTING)
@implements("LP-GENES-007", "LP-GENES-011")
def add_investor_grant(
    state: State, call: Call, receiver: Address, amount: Lptu, time_to_cliff: int, vesting_duration: int
) -> None:
    """Let tokens of the investors' part vest for ``receiver``."""
    _require_owner(state, call, Stage.GENESIS_START)
    genesis = state.genesis
    genesis.investors_grants_amount = add(genesis.investors_grants_amount, amount)
    # The investors' part is large enough.
    require(genesis.investors_grants_amount <= genesis.investors_supply, Reason.GRANTS_EXCEED_SUPPLY)
    _vest(state, call, receiver, amount, time_to_cliff, vesting_duration)


@transaction("GenesisManager", "addCommunityGrant(address,uint256)", rejects=(*GRANTING, Reason.RELEASE_TIME_PAST))
@implements("LP-GENES-007", "LP-GENES-008", "LP-GENES-010", "LP-GENES-012", "LP-GENES-013")
def add_community_grant(state: State, call: Call, receiver: Address, amount: Lptu) -> None:
    """Lock tokens of the community's part for ``receiver`` until grants start."""
    _require_owner(state, call, Stage.GENESIS_START)
    genesis = state.genesis
    genesis.community_grants_amount = add(genesis.community_grants_amount, amount)
    # The community's part is large enough.
    require(genesis.community_grants_amount <= genesis.community_supply, Reason.GRANTS_EXCEED_SUPPLY)
    # The receiver has no time lock yet.
    require(genesis.time_locked_holders[receiver] == NULL_ADDRESS, Reason.GRANT_EXISTS)
    holder = _grant_address(state, call)
    payment = _genesis_token(state, call)
    create_time_lock(state, call, holder, payment.to, receiver, genesis.grants_start_timestamp)
    genesis.time_locked_holders[receiver] = holder
    token.transfer(state, payment, holder, amount)


@transaction("GenesisManager", "end()", rejects=[Reason.NOT_OWNER, Reason.WRONG_GENESIS_STAGE])
@implements("LP-GENES-014", "LP-GENES-015")
def end_genesis(state: State, call: Call) -> None:
    """Give the crowd's part to the MerkleMine, the company's to the bank, and the token to the Minter.

    What was not granted stays with the GenesisManager for ever.
    """
    _require_owner(state, call, Stage.GENESIS_START)
    payment = _genesis_token(state, call)
    token.transfer(state, payment, state.deployed["MerkleMine"], state.genesis.crowd_supply)
    token.transfer(state, payment, state.genesis.bank_multisig, state.genesis.company_supply)
    token.transfer_token_ownership(state, payment, state.deployed["Minter"])
    state.genesis.stage = Stage.GENESIS_END


@transaction("GenesisManager", "transferOwnership(address)", rejects=[Reason.NOT_OWNER, Reason.NEW_OWNER_NULL])
@implements("LP-GENES-001", "LP-GENES-016")
def transfer_genesis_ownership(state: State, call: Call, new_owner: Address) -> None:
    """Give the genesis to ``new_owner``, in any stage."""
    _require_owner(state, call)
    # The new owner is an account.
    require(new_owner != NULL_ADDRESS, Reason.NEW_OWNER_NULL)
    emit(call, OwnershipTransferred(state.genesis.owner, new_owner))
    state.genesis.owner = new_owner


# Views.


@view("GenesisManager", "stage()", "uint8")
@implements("LP-GENES-002")
def stage(state: State, call: Call) -> Stage:
    """How far the genesis is."""
    return state.genesis.stage


@view("GenesisManager", "token()", "address")
@implements("LP-GENES-017")
def genesis_token(state: State, call: Call) -> Address:
    """The token that is handed out."""
    return state.deployed["GenesisToken"]


@view("GenesisManager", "tokenDistribution()", "address")
@implements("LP-GENES-017")
def token_distribution(state: State, call: Call) -> Address:
    """Who gets the crowd's part."""
    return state.deployed["MerkleMine"]


@view("GenesisManager", "bankMultisig()", "address")
@implements("LP-GENES-017")
def bank_multisig(state: State, call: Call) -> Address:
    """Who gets the company's part, and can revoke grants."""
    return state.genesis.bank_multisig


@view("GenesisManager", "minter()", "address")
@implements("LP-GENES-017")
def genesis_minter(state: State, call: Call) -> Address:
    """Who gets the token in the end."""
    return state.deployed["Minter"]


@view("GenesisManager", "grantsStartTimestamp()", "uint256")
@implements("LP-GENES-017")
def grants_start_timestamp(state: State, call: Call) -> Timestamp:
    """When grants start to vest, and are unlocked."""
    return state.genesis.grants_start_timestamp


@view("GenesisManager", "owner()", "address")
@implements("LP-GENES-016")
def genesis_owner(state: State, call: Call) -> Address:
    """Who carries out the genesis."""
    return state.genesis.owner


@view("GenesisManager", "initialSupply()", "uint256")
@implements("LP-GENES-003")
def initial_supply(state: State, call: Call) -> Lptu:
    """All tokens of the genesis."""
    return state.genesis.initial_supply


@view("GenesisManager", "crowdSupply()", "uint256")
@implements("LP-GENES-003")
def crowd_supply(state: State, call: Call) -> Lptu:
    """The crowd's part."""
    return state.genesis.crowd_supply


@view("GenesisManager", "companySupply()", "uint256")
@implements("LP-GENES-003")
def company_supply(state: State, call: Call) -> Lptu:
    """The company's part."""
    return state.genesis.company_supply


@view("GenesisManager", "teamSupply()", "uint256")
@implements("LP-GENES-003")
def team_supply(state: State, call: Call) -> Lptu:
    """The team's part."""
    return state.genesis.team_supply


@view("GenesisManager", "investorsSupply()", "uint256")
@implements("LP-GENES-003")
def investors_supply(state: State, call: Call) -> Lptu:
    """The investors' part."""
    return state.genesis.investors_supply


@view("GenesisManager", "communitySupply()", "uint256")
@implements("LP-GENES-003")
def community_supply(state: State, call: Call) -> Lptu:
    """The community's part."""
    return state.genesis.community_supply


@view("GenesisManager", "teamGrantsAmount()", "uint256")
@implements("LP-GENES-007")
def team_grants_amount(state: State, call: Call) -> Lptu:
    """What was granted of the team's part."""
    return state.genesis.team_grants_amount


@view("GenesisManager", "investorsGrantsAmount()", "uint256")
@implements("LP-GENES-007")
def investors_grants_amount(state: State, call: Call) -> Lptu:
    """What was granted of the investors' part."""
    return state.genesis.investors_grants_amount


@view("GenesisManager", "communityGrantsAmount()", "uint256")
@implements("LP-GENES-007")
def community_grants_amount(state: State, call: Call) -> Lptu:
    """What was granted of the community's part."""
    return state.genesis.community_grants_amount


@view("GenesisManager", "vestingHolders(address)", "address")
@implements("LP-GENES-009")
def vesting_holders(state: State, call: Call, receiver: Address) -> Address:
    """The vesting of a receiver; null when there is none."""
    return state.genesis.vesting_holders[receiver]


@view("GenesisManager", "timeLockedHolders(address)", "address")
@implements("LP-GENES-013")
def time_locked_holders(state: State, call: Call, receiver: Address) -> Address:
    """The time lock of a receiver; null when there is none."""
    return state.genesis.time_locked_holders[receiver]
