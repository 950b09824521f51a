"""State of the whitepaper's protocol as plain records.

A record that was never written holds zeros, as storage does.
"""

from dataclasses import dataclass, field
from enum import IntEnum

from livepeer_spec.primitives.journal import Journal, Record, RecordTable, Table
from livepeer_spec.primitives.sorted_list import SortedList
from livepeer_spec.primitives.types import (
    NULL_ADDRESS,
    NULL_HASH,
    Address,
    BlockNumber,
    Hash32,
    Lptu,
    Ppm,
    Round,
    Wei,
)
from livepeer_spec.upgrades.alpha import state as alpha
from livepeer_spec.upgrades.alpha.state import Chain, Delegator, Rounds, Token, UnbondingLock


@dataclass(eq=False)
class Protocol(Record):
    """Who is who; all are null until the protocol is founded, except the founder."""

    founder: Address = NULL_ADDRESS
    bonding_manager: Address = NULL_ADDRESS
    jobs_manager: Address = NULL_ADDRESS
    governance: Address = NULL_ADDRESS
    truebit: Address = NULL_ADDRESS
    parameters: Table[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.parameters = Table(self.journal, "parameter", 0)


@dataclass(eq=False)
class Transcoder(Record):
    """What a transcoder offers from the next round on, and how it kept its duties. ``key`` is the account.

    ``reward_cut`` is the transcoder's part of the rewards, ``fee_share`` the delegators' part of the fees.
    """

    last_reward_round: Round = 0
    reward_cut: Ppm = 0
    fee_share: Ppm = 0
    price_per_segment: Wei = 0
    missed_rewards: int = 0


@dataclass(eq=False)
class EarningsPool(alpha.EarningsPool):
    """A transcoder's stake, terms and earnings of one round, locked when it began. ``key`` is (transcoder, round).

    The transcoder's own part always lies in pools apart.
    """

    has_transcoder_reward_fee_pool: bool = True
    price_per_segment: Wei = 0


@dataclass(eq=False)
class Bonding(Record):
    """Stake, candidates, active sets and inflation.

    ``previous_round`` is the round that was initialized before the last one; ``total_bonded`` counts unclaimed
    rewards too.
    """

    inflation: Ppm = 0
    current_mintable_tokens: Lptu = 0
    total_bonded: Lptu = 0
    common_pool: Lptu = 0
    previous_round: Round = 0
    pool: SortedList = field(init=False, repr=False)
    delegators: RecordTable[Address, Delegator] = field(init=False, repr=False)
    delegators_of: Table[Address, tuple[Address, ...]] = field(init=False, repr=False)
    transcoders: RecordTable[Address, Transcoder] = field(init=False, repr=False)
    earnings_pools: RecordTable[tuple[Address, Round], EarningsPool] = field(init=False, repr=False)
    unbonding_locks: RecordTable[tuple[Address, int], UnbondingLock] = field(init=False, repr=False)
    active_transcoders: Table[Round, tuple[Address, ...]] = field(init=False, repr=False)
    total_active_stake: Table[Round, Lptu] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        journal: Journal = self.journal
        self.pool = SortedList(journal, "candidates")
        self.delegators = RecordTable(lambda key: Delegator(journal, key))
        self.delegators_of = Table(journal, "delegators of", ())
        self.transcoders = RecordTable(lambda key: Transcoder(journal, key))
        self.earnings_pools = RecordTable(lambda key: EarningsPool(journal, key))
        self.unbonding_locks = RecordTable(lambda key: UnbondingLock(journal, key))
        self.active_transcoders = Table(journal, "active transcoders of round", ())
        self.total_active_stake = Table(journal, "active stake of round", 0)


@dataclass(eq=False)
class Job(Record):
    """A transcoding job; it is open while ``end_block`` is 0. ``key`` is its id.

    ``eligible`` are the transcoders of which one is assigned; ``reserved`` is the part of the escrow that pending
    claims hold.
    """

    broadcaster: Address = NULL_ADDRESS
    stream_id: str = ""
    transcoding_options: str = ""
    price_per_segment: Wei = 0
    creation_round: Round = 0
    creation_block: BlockNumber = 0
    end_block: BlockNumber = 0
    transcoder: Address = NULL_ADDRESS
    escrow: Wei = 0
    reserved: Wei = 0
    num_claims: int = 0
    pending_claims: int = 0
    eligible: tuple[Address, ...] = ()


class ClaimStatus(IntEnum):
    """What became of a claim."""

    PENDING = 0
    SLASHED = 1
    COMPLETE = 2


@dataclass(eq=False)
class Claim(Record):
    """Work that a transcoder claims to have done on the segments from first to last. ``key`` is (job id, claim id)."""

    first_segment: int = 0
    last_segment: int = 0
    claim_root: Hash32 = NULL_HASH
    claim_block: BlockNumber = 0
    end_verification_block: BlockNumber = 0
    end_slashing_block: BlockNumber = 0
    status: ClaimStatus = ClaimStatus.PENDING


@dataclass(eq=False)
class Request(Record):
    """A segment that Truebit is asked about, until it answered. ``key`` is the request's id."""

    job_id: int = 0
    claim_id: int = 0
    segment_number: int = 0
    is_open: bool = False


@dataclass(eq=False)
class Jobs(Record):
    """Deposits, jobs, claims and their verification; ``first_unassigned`` is the first job without its election."""

    num_jobs: int = 0
    first_unassigned: int = 0
    num_requests: int = 0
    deposits: Table[Address, Wei] = field(init=False, repr=False)
    available: Table[Address, bool] = field(init=False, repr=False)
    jobs: RecordTable[int, Job] = field(init=False, repr=False)
    jobs_of: Table[Address, tuple[int, ...]] = field(init=False, repr=False)
    claims: RecordTable[tuple[int, int], Claim] = field(init=False, repr=False)
    submitted: Table[tuple[int, int, int], bool] = field(init=False, repr=False)
    requests: RecordTable[int, Request] = field(init=False, repr=False)
    passed: Table[Address, int] = field(init=False, repr=False)
    failed: Table[Address, int] = field(init=False, repr=False)
    work: Table[tuple[Address, Round], int] = field(init=False, repr=False)
    total_work: Table[Round, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        journal: Journal = self.journal
        self.deposits = Table(journal, "deposit of", 0)
        self.available = Table(journal, "availability of", False)
        self.jobs = RecordTable(lambda key: Job(journal, key))
        self.jobs_of = Table(journal, "jobs of", ())
        self.claims = RecordTable(lambda key: Claim(journal, key))
        self.submitted = Table(journal, "submitted segment", False)
        self.requests = RecordTable(lambda key: Request(journal, key))
        self.passed = Table(journal, "verifications passed by", 0)
        self.failed = Table(journal, "verifications failed by", 0)
        self.work = Table(journal, "segments claimed by", 0)
        self.total_work = Table(journal, "segments claimed in round", 0)


class ProposalKind(IntEnum):
    """What a proposal does."""

    SET_PARAMETER = 0
    BURN_COMMON = 1
    SPEND_COMMON = 2


@dataclass(eq=False)
class Proposal(Record):
    """A proposal; ``value`` is the parameter's value or the amount of LPT in LPTU. ``key`` is its id."""

    kind: ProposalKind = ProposalKind.SET_PARAMETER
    name: str = ""
    value: int = 0
    recipient: Address = NULL_ADDRESS
    executed: bool = False


@dataclass(eq=False)
class Governance(Record):
    """Proposals and the votes for them, a round."""

    num_proposals: int = 0
    proposals: RecordTable[int, Proposal] = field(init=False, repr=False)
    votes: Table[tuple[int, Round, Address], bool] = field(init=False, repr=False)
    yes_stake: Table[tuple[int, Round], Lptu] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        journal: Journal = self.journal
        self.proposals = RecordTable(lambda key: Proposal(journal, key))
        self.votes = Table(journal, "vote", False)
        self.yes_stake = Table(journal, "stake in favour", 0)


class State(Chain):
    """Everything that the whitepaper's contracts know."""

    token: Token

    def __init__(self, deployed: dict[str, Address], chain_id: int) -> None:
        super().__init__(deployed, chain_id)
        journal = self.journal
        self.token = Token(journal, "LivepeerToken")
        self.rounds = Rounds(journal, "Protocol")
        self.protocol = Protocol(journal, "Protocol")
        self.block_hashes: Table[BlockNumber, Hash32] = Table(journal, "remembered block hash", NULL_HASH)
        self.bonding = Bonding(journal, "BondingManager")
        self.jobs = Jobs(journal, "JobsManager")
        self.governance = Governance(journal, "Governance")
