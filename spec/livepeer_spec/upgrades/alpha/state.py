"""State of the alpha contracts as plain records.

A record that was never written holds zeros, as storage does.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from livepeer_spec.primitives.journal import Journal, Record, RecordTable, Table
from livepeer_spec.primitives.sorted_list import SortedList
from livepeer_spec.primitives.types import (
    NULL_ADDRESS,
    Address,
    BlockNumber,
    Hash32,
    Lptu,
    Ppb,
    Ppm,
    Round,
    Wei,
)
from livepeer_spec.transactions import Call
from livepeer_spec.upgrades.alpha.genesis_state import Genesis
from livepeer_spec.upgrades.alpha.job_state import Faucet, Jobs, Verifier


@dataclass(eq=False)
class Registration(Record):
    """What the Controller knows under a contract id."""

    address: Address = NULL_ADDRESS
    git_commit_hash: bytes = bytes(20)


@dataclass(eq=False)
class Controller(Record):
    """Registry of contracts, owner and the pause switch; constructed paused."""

    owner: Address = NULL_ADDRESS
    paused: bool = True
    registry: RecordTable[Hash32, Registration] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        journal: Journal = self.journal
        self.registry = RecordTable(lambda key: Registration(journal, key))


@dataclass(eq=False)
class Minter(Record):
    """One Minter; ``key`` is its address. It holds all bonded LPT and all ETH of the protocol."""

    inflation: Ppb = 0
    inflation_change: Ppb = 0
    target_bonding_rate: Ppb = 0
    current_mintable_tokens: Lptu = 0
    current_minted_tokens: Lptu = 0


@dataclass(eq=False)
class Rounds(Record):
    """The RoundsManager's clock: ``round_length`` in blocks, ``round_lock_amount`` in ppm of a round."""

    round_length: int = 0
    round_lock_amount: Ppm = 0
    last_initialized_round: Round = 0
    last_round_length_update_round: Round = 0
    last_round_length_update_start_block: BlockNumber = 0


@dataclass(eq=False)
class UnbondingLock(Record):
    """Stake on its way out; it exists while ``withdraw_round`` is not 0. ``key`` is (delegator, lock id)."""

    amount: Lptu = 0
    withdraw_round: Round = 0


@dataclass(eq=False)
class Delegator(Record):
    """An account's own stake and fees, and the stake delegated to it. ``key`` is the account."""

    bonded_amount: Lptu = 0
    fees: Wei = 0
    delegate_address: Address = NULL_ADDRESS
    delegated_amount: Lptu = 0
    start_round: Round = 0
    last_claim_round: Round = 0
    next_unbonding_lock_id: int = 0


@dataclass(eq=False)
class Stakes(Record):
    """What every BondingManager keeps: bonds, locks, and the list of who may work, by stake."""

    unbonding_period: int = 0
    max_earnings_claims_rounds: int = 0
    pool: SortedList = field(init=False, repr=False)
    delegators: RecordTable[Address, Delegator] = field(init=False, repr=False)
    unbonding_locks: RecordTable[tuple[Address, int], UnbondingLock] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        journal: Journal = self.journal
        self.pool = SortedList(journal, "transcoder pool")
        self.delegators = RecordTable(lambda key: Delegator(journal, key))
        self.unbonding_locks = RecordTable(lambda key: UnbondingLock(journal, key))


@dataclass(eq=False)
class Transcoder(Record):
    """A transcoder's terms: those of the round in which it was last active, and those that it announced.

    ``reward_cut`` is the transcoder's part of the rewards, ``fee_share`` the delegators' part of the fees,
    ``price_per_segment`` what it asks for transcoding a segment. ``key`` is the account.
    """

    last_reward_round: Round = 0
    reward_cut: Ppm = 0
    fee_share: Ppm = 0
    price_per_segment: Wei = 0
    pending_reward_cut: Ppm = 0
    pending_fee_share: Ppm = 0
    pending_price_per_segment: Wei = 0


@dataclass(eq=False)
class EarningsPool(Record):
    """A transcoder's earnings of one round that nobody has claimed. ``key`` is (transcoder, round).

    ``claimable_stake`` is the stake whose owners have not claimed. With ``has_transcoder_reward_fee_pool`` the
    transcoder's own part lies apart; without it both parts lie together and are told apart at each claim.
    """

    reward_pool: Lptu = 0
    fee_pool: Wei = 0
    total_stake: Lptu = 0
    claimable_stake: Lptu = 0
    transcoder_reward_cut: Ppm = 0
    transcoder_fee_share: Ppm = 0
    transcoder_reward_pool: Lptu = 0
    transcoder_fee_pool: Wei = 0
    has_transcoder_reward_fee_pool: bool = False


@dataclass(eq=False)
class ActiveSet(Record):
    """Who works in a round, in the order of the pool when it began, and how much stake they had. ``key`` is the round.

    ``transcoders`` keeps those that resigned; ``active`` tells who has not.
    """

    transcoders: tuple[Address, ...] = ()
    total_stake: Lptu = 0
    active: Table[Address, bool] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.active = Table(self.journal, "active transcoder", False)


@dataclass(eq=False)
class Bonding(Stakes):
    """The BondingManager's state."""

    num_active_transcoders: int = 0
    transcoders: RecordTable[Address, Transcoder] = field(init=False, repr=False)
    earnings_pools: RecordTable[tuple[Address, Round], EarningsPool] = field(init=False, repr=False)
    active_sets: RecordTable[Round, ActiveSet] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        journal: Journal = self.journal
        self.transcoders = RecordTable(lambda key: Transcoder(journal, key))
        self.earnings_pools = RecordTable(lambda key: EarningsPool(journal, key))
        self.active_sets = RecordTable(lambda key: ActiveSet(journal, key))


@dataclass(eq=False)
class Ledger(Record):
    """Who holds and may move how many tokens, in any upgrade."""

    total_supply: Lptu = 0
    balances: Table[Address, Lptu] = field(init=False, repr=False)
    allowances: Table[tuple[Address, Address], Lptu] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.balances = Table(self.journal, "LPT of", 0)
        self.allowances = Table(self.journal, "allowance of", 0)


@dataclass(eq=False)
class Token(Ledger):
    """LivepeerToken on L1: its owner mints until minting is finished."""

    owner: Address = NULL_ADDRESS
    minting_finished: bool = False


class Chain:
    """What every state has: a chain with accounts, the protocol's token on it, and the clock of rounds.

    Attributes:
        deployed: address of each contract by name; proxied contracts have ``X`` (proxy) and ``XTarget`` (logic).
        token: tokens of each account; an upgrade adds who mints.
        dispatch: lets the contract that a call goes to handle calldata: its return data; raises ``SpecRejection`` where
            that fails.
        eth: ETH of each account, in wei.
        refusals: accounts that refuse ETH, and the revert data with which they do.
    """

    token: Ledger
    rounds: Rounds
    dispatch: Callable[[Any, Call, bytes], bytes]

    def __init__(self, deployed: dict[str, Address], chain_id: int) -> None:
        self.journal = Journal()
        self.deployed = dict(deployed)
        self.chain_id = chain_id
        self.eth: Table[Address, Wei] = Table(self.journal, "ETH of", 0)
        self.refusals: dict[Address, bytes] = {}

    def is_proxied(self, contract: str) -> bool:
        """Whether a contract runs behind a ManagerProxy."""
        return contract + "Target" in self.deployed

    def contracts_at(self, address: Address) -> list[str]:
        """What the contract at an address is, by the names under which its functions are declared.

        Empty where there is no code. A logic contract has the functions of a manager only: its others would act on a
        state of its own.
        """
        return [name for name, deployed in self.deployed.items() if deployed == address]

    def answers(self, contract: str, address: Address) -> bool:
        """Whether a contract that others create exists at ``address``; those that are deployed always do."""
        return True


class System(Chain):
    """What the states of all deployed versions share: contracts that follow a Controller.

    Attributes:
        controllers: the Controller that each contract follows; those that follow one have ``setController``.
        bonding: stakes; an upgrade adds how they are elected and what they earn.
    """

    bonding: Stakes

    def __init__(self, deployed: dict[str, Address], chain_id: int) -> None:
        super().__init__(deployed, chain_id)
        journal = self.journal
        self.controller = Controller(journal, "Controller")
        self.controllers: Table[Address, Address] = Table(journal, "controller of", NULL_ADDRESS)
        self.minters: RecordTable[Address, Minter] = RecordTable(lambda key: Minter(journal, key))
        self.service_uris: Table[Address, str] = Table(journal, "service URI of", "")

    def contracts_at(self, address: Address) -> list[str]:
        """As for every state, with the functions of managers and of Minters that are not the first."""
        names = super().contracts_at(address)
        if address in self.controllers:
            names = ["Manager", "ManagerProxy", *names]
        if address in self.minters:
            names.append("Minter")
        return names


class State(System):
    """Everything that the alpha contracts know.

    Attributes:
        tokens: the instances of LivepeerToken by address.
        token: the protocol's own one.
        jobs, verifier, faucet, genesis: what the contracts of these names know.
    """

    token: Token
    bonding: Bonding
    verifier: Verifier

    def __init__(self, deployed: dict[str, Address], chain_id: int) -> None:
        super().__init__(deployed, chain_id)
        journal = self.journal
        self.rounds = Rounds(journal, "RoundsManager")
        self.bonding = Bonding(journal, "BondingManager")
        self.tokens: RecordTable[Address, Token] = RecordTable(lambda key: Token(journal, key))
        self.token = self.tokens[self.deployed["LivepeerToken"]]
        self.jobs = Jobs(journal, "JobsManager")
        self.verifier = Verifier(journal, "LivepeerVerifier")
        self.faucet = Faucet(journal, "LivepeerTokenFaucet")
        self.genesis = Genesis(journal, "GenesisManager")

    def contracts_at(self, address: Address) -> list[str]:
        """As in every system, with the functions of the token's other instances and of the grants of the genesis."""
        names = super().contracts_at(address)
        if address in self.tokens and "LivepeerToken" not in names:
            names = ["LivepeerToken", *names]
        return [*names, *self.genesis.contracts_at(address)]

    def answers(self, contract: str, address: Address) -> bool:
        """Whether a grant of the genesis exists; other contracts always do."""
        return self.genesis.answers(contract, address)
