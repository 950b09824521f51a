"""State of the contracts that hand out the first tokens as plain records: the genesis, its grants, the MerkleMine."""

from dataclasses import dataclass, field
from enum import IntEnum

from livepeer_spec.primitives.journal import Journal, Record, RecordTable, Table
from livepeer_spec.primitives.types import NULL_ADDRESS, NULL_HASH, Address, BlockNumber, Hash32, Lptu, Timestamp


class Stage(IntEnum):
    """How far the genesis is."""

    GENESIS_ALLOCATION = 0
    GENESIS_START = 1
    GENESIS_END = 2


@dataclass(eq=False)
class Vesting(Record):
    """Tokens that become the beneficiary's little by little. ``key`` is its address.

    It exists while it has a beneficiary; ``cliff`` is a time, ``duration`` counts seconds from ``start``.
    """

    owner: Address = NULL_ADDRESS
    beneficiary: Address = NULL_ADDRESS
    start: Timestamp = 0
    cliff: Timestamp = 0
    duration: int = 0
    revocable: bool = False
    released: Table[Address, Lptu] = field(init=False, repr=False)
    revoked: Table[Address, bool] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.released = Table(self.journal, "released of token", 0)
        self.revoked = Table(self.journal, "revoked token", False)


@dataclass(eq=False)
class TimeLock(Record):
    """Tokens that become the beneficiary's all at once. ``key`` is its address; it exists with a release time."""

    token: Address = NULL_ADDRESS
    beneficiary: Address = NULL_ADDRESS
    release_time: Timestamp = 0


@dataclass(eq=False)
class Mine(Record):
    """The MerkleMine: an equal part for each account in a tree, whoever asks for it."""

    genesis_root: Hash32 = NULL_HASH
    total_genesis_tokens: Lptu = 0
    total_genesis_recipients: int = 0
    balance_threshold: int = 0
    genesis_block: BlockNumber = 0
    caller_allocation_start_block: BlockNumber = 0
    caller_allocation_end_block: BlockNumber = 0
    started: bool = False
    generated: Table[Address, bool] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.generated = Table(self.journal, "allocation generated of", False)


@dataclass(eq=False)
class Genesis(Record):
    """The GenesisManager's state, and that of the contracts that it made and of the MerkleMine."""

    owner: Address = NULL_ADDRESS
    bank_multisig: Address = NULL_ADDRESS
    grants_start_timestamp: Timestamp = 0
    stage: Stage = Stage.GENESIS_ALLOCATION
    initial_supply: Lptu = 0
    crowd_supply: Lptu = 0
    company_supply: Lptu = 0
    team_supply: Lptu = 0
    investors_supply: Lptu = 0
    community_supply: Lptu = 0
    team_grants_amount: Lptu = 0
    investors_grants_amount: Lptu = 0
    community_grants_amount: Lptu = 0
    grants_created: int = 0
    vesting_holders: Table[Address, Address] = field(init=False, repr=False)
    time_locked_holders: Table[Address, Address] = field(init=False, repr=False)
    vestings: RecordTable[Address, Vesting] = field(init=False, repr=False)
    time_locks: RecordTable[Address, TimeLock] = field(init=False, repr=False)
    mine: Mine = field(init=False, repr=False)

    def __post_init__(self) -> None:
        journal: Journal = self.journal
        self.vesting_holders = Table(journal, "vesting of", NULL_ADDRESS)
        self.time_locked_holders = Table(journal, "time lock of", NULL_ADDRESS)
        self.vestings = RecordTable(lambda key: Vesting(journal, key))
        self.time_locks = RecordTable(lambda key: TimeLock(journal, key))
        self.mine = Mine(journal, "MerkleMine")

    def contracts_at(self, address: Address) -> list[str]:
        """What the GenesisManager made at an address: nothing, a vesting or a time lock."""
        return [name for name in ("TokenVesting", "TokenTimelock") if self.answers(name, address)]

    def answers(self, contract: str, address: Address) -> bool:
        """Whether a vesting or a time lock exists at an address; other contracts always do."""
        if contract == "TokenVesting":
            return address in self.vestings and self.vestings[address].beneficiary != NULL_ADDRESS
        if contract == "TokenTimelock":
            return address in self.time_locks and self.time_locks[address].release_time > 0
        return True
