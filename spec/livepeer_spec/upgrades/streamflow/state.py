"""State of the Streamflow contracts as plain records.

A record that was never written holds zeros, as storage does.
"""

from dataclasses import dataclass, field

from livepeer_spec.primitives.journal import Journal, Record, RecordTable, Table
from livepeer_spec.primitives.types import (
    NULL_ADDRESS,
    Address,
    BlockNumber,
    Hash32,
    Lptu,
    Ppm,
    Precise,
    Round,
    Wei,
)
from livepeer_spec.upgrades.alpha import state as alpha
from livepeer_spec.upgrades.alpha.state import (
    Controller,
    Delegator,
    Ledger,
    Minter,
    Registration,
    Stakes,
    System,
    Token,
    UnbondingLock,
)

__all__ = [
    "NEVER",
    "BaseState",
    "Bonding",
    "Controller",
    "Delegator",
    "EarningsPool",
    "Governor",
    "Ledger",
    "Minter",
    "Poll",
    "Registration",
    "Reserve",
    "Rounds",
    "Sender",
    "State",
    "System",
    "TicketBroker",
    "Token",
    "Transcoder",
    "UnbondingLock",
]

NEVER: Round = 2**256 - 1
"""Deactivation round of a member of the pool."""


@dataclass(eq=False)
class Rounds(alpha.Rounds):
    """The RoundsManager's clock, with the block hash of each round and the rounds from which LIPs hold."""

    block_hashes: Table[Round, Hash32] = field(init=False, repr=False)
    lip_upgrade_rounds: Table[int, Round] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.block_hashes = Table(self.journal, "block hash of round", bytes(32))
        self.lip_upgrade_rounds = Table(self.journal, "upgrade round of LIP", 0)


@dataclass(eq=False)
class Transcoder(Record):
    """An orchestrator's settings and cumulative earnings. ``key`` is the account.

    ``fee_share`` is the delegators' part of the fees, ``reward_cut`` the orchestrator's part of the rewards.
    """

    last_reward_round: Round = 0
    reward_cut: Ppm = 0
    fee_share: Ppm = 0
    last_active_stake_update_round: Round = 0
    activation_round: Round = 0
    deactivation_round: Round = 0
    active_cumulative_rewards: Lptu = 0
    cumulative_rewards: Lptu = 0
    cumulative_fees: Wei = 0
    last_fee_round: Round = 0


@dataclass(eq=False)
class EarningsPool(Record):
    """An orchestrator's earnings of one round. ``key`` is (orchestrator, round)."""

    total_stake: Lptu = 0
    transcoder_reward_cut: Ppm = 0
    transcoder_fee_share: Ppm = 0
    cumulative_reward_factor: Precise = 0
    cumulative_fee_factor: Precise = 0


@dataclass(eq=False)
class Bonding(Stakes):
    """The BondingManager's state. ``max_earnings_claims_rounds`` and the last field exist in Streamflow only."""

    current_round_total_active_stake: Lptu = 0
    next_round_total_active_stake: Lptu = 0
    lip_77_executed: bool = False
    transcoders: RecordTable[Address, Transcoder] = field(init=False, repr=False)
    earnings_pools: RecordTable[tuple[Address, Round], EarningsPool] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        journal: Journal = self.journal
        self.transcoders = RecordTable(lambda key: Transcoder(journal, key))
        self.earnings_pools = RecordTable(lambda key: EarningsPool(journal, key))


@dataclass(eq=False)
class Sender(Record):
    """A broadcaster's deposit. ``withdraw_round`` is 0 while no unlock is in progress. ``key`` is the account."""

    deposit: Wei = 0
    withdraw_round: Round = 0


@dataclass(eq=False)
class Reserve(Record):
    """A broadcaster's reserve and what was claimed from it, a round. ``key`` is the account."""

    funds: Wei = 0
    claimed_for_round: Table[Round, Wei] = field(init=False, repr=False)
    claimed_by_address: Table[tuple[Round, Address], Wei] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.claimed_for_round = Table(self.journal, "reserve claimed in round", 0)
        self.claimed_by_address = Table(self.journal, "reserve claimed by", 0)


@dataclass(eq=False)
class TicketBroker(Record):
    """Deposits, reserves and used tickets."""

    unlock_period: int = 0
    ticket_validity_period: int = 0
    senders: RecordTable[Address, Sender] = field(init=False, repr=False)
    reserves: RecordTable[Address, Reserve] = field(init=False, repr=False)
    used_tickets: Table[Hash32, bool] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        journal: Journal = self.journal
        self.senders = RecordTable(lambda key: Sender(journal, key))
        self.reserves = RecordTable(lambda key: Reserve(journal, key))
        self.used_tickets = Table(journal, "used ticket", False)


@dataclass(eq=False)
class Poll(Record):
    """A poll; it exists while ``end_block`` is not 0. ``key`` is its address."""

    end_block: BlockNumber = 0


@dataclass(eq=False)
class Governor(Record):
    """The Governor's owner, and the first block in which each staged update can be executed."""

    owner: Address = NULL_ADDRESS
    updates: Table[Hash32, BlockNumber] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.updates = Table(self.journal, "staged update", 0)


class BaseState(System):
    """What the states of Streamflow and Confluence share."""

    rounds: Rounds
    bonding: Bonding

    def __init__(self, deployed: dict[str, Address], chain_id: int) -> None:
        super().__init__(deployed, chain_id)
        journal = self.journal
        self.rounds = Rounds(journal, "RoundsManager")
        self.bonding = Bonding(journal, "BondingManager")
        self.broker = TicketBroker(journal, "TicketBroker")
        self.snapshots: Table[Hash32, Hash32] = Table(journal, "snapshot", bytes(32))
        self.polls: RecordTable[Address, Poll] = RecordTable(lambda key: Poll(journal, key))
        self.governor = Governor(journal, "Governor")
        self.polls_created: Table[Address, int] = Table(journal, "polls created by", 0)

    def contracts_at(self, address: Address) -> list[str]:
        """As in every system, with the polls that were created and not destroyed."""
        names = super().contracts_at(address)
        if address in self.polls and self.polls[address].end_block:
            names.append("Poll")
        return names

    def answers(self, contract: str, address: Address) -> bool:
        """Whether a poll exists; other contracts always do."""
        return contract != "Poll" or self.polls[address].end_block > 0


class State(BaseState):
    """Everything that the Streamflow contracts know."""

    token: Token

    def __init__(self, deployed: dict[str, Address], chain_id: int) -> None:
        super().__init__(deployed, chain_id)
        self.token = Token(self.journal, "LivepeerToken")
