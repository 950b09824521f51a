"""State of the contracts around jobs as plain records: broadcasters, jobs, claims, the verifier and the faucet."""

from dataclasses import dataclass, field
from enum import IntEnum

from livepeer_spec.primitives.journal import Journal, Record, RecordTable, Table
from livepeer_spec.primitives.types import NULL_ADDRESS, NULL_HASH, Address, BlockNumber, Hash32, Ppm, Round, Wei


class JobStatus(IntEnum):
    """Whether work on a job can be claimed."""

    INACTIVE = 0
    ACTIVE = 1


class ClaimStatus(IntEnum):
    """What became of a claim."""

    PENDING = 0
    SLASHED = 1
    COMPLETE = 2


@dataclass(eq=False)
class Broadcaster(Record):
    """Who pays for jobs; ``withdraw_block`` is the first block in which the deposit is free. ``key`` is the account."""

    deposit: Wei = 0
    withdraw_block: BlockNumber = 0


@dataclass(eq=False)
class Job(Record):
    """A stream to be transcoded. ``key`` is the job's id.

    ``transcoder_address`` is null until the first claim; ``escrow`` holds the fees of the claims.
    """

    stream_id: str = ""
    transcoding_options: str = ""
    max_price_per_segment: Wei = 0
    broadcaster_address: Address = NULL_ADDRESS
    transcoder_address: Address = NULL_ADDRESS
    creation_round: Round = 0
    creation_block: BlockNumber = 0
    end_block: BlockNumber = 0
    escrow: Wei = 0
    total_claims: int = 0


@dataclass(eq=False)
class Claim(Record):
    """A commitment to receipts of segments; the range includes both its ends. ``key`` is (job id, claim id)."""

    segment_range: tuple[int, int] = (0, 0)
    claim_root: Hash32 = NULL_HASH
    claim_block: BlockNumber = 0
    end_verification_block: BlockNumber = 0
    end_verification_slashing_block: BlockNumber = 0
    status: ClaimStatus = ClaimStatus.PENDING


@dataclass(eq=False)
class Jobs(Record):
    """The JobsManager's state. Slash amounts and the finder's fee are in ppm, periods in blocks."""

    verification_rate: int = 0
    verification_period: int = 0
    verification_slashing_period: int = 0
    failed_verification_slash_amount: Ppm = 0
    missed_verification_slash_amount: Ppm = 0
    double_claim_segment_slash_amount: Ppm = 0
    finder_fee: Ppm = 0
    num_jobs: int = 0
    broadcasters: RecordTable[Address, Broadcaster] = field(init=False, repr=False)
    jobs: RecordTable[int, Job] = field(init=False, repr=False)
    claims: RecordTable[tuple[int, int], Claim] = field(init=False, repr=False)
    submitted: Table[tuple[int, int, int], bool] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        journal: Journal = self.journal
        self.broadcasters = RecordTable(lambda key: Broadcaster(journal, key))
        self.jobs = RecordTable(lambda key: Job(journal, key))
        self.claims = RecordTable(lambda key: Claim(journal, key))
        self.submitted = Table(journal, "segment submitted for verification", False)


@dataclass(eq=False)
class Request(Record):
    """A question to the solver: whether a segment was transcoded rightly. ``key`` is the request's id."""

    job_id: int = 0
    claim_id: int = 0
    segment_number: int = 0
    commit_hash: Hash32 = NULL_HASH


@dataclass(eq=False)
class Verifier(Record):
    """The LivepeerVerifier's state: who answers requests, and the hash of the code that it should run."""

    solver: Address = NULL_ADDRESS
    verification_code_hash: str = ""
    request_count: int = 0
    requests: RecordTable[int, Request] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        journal: Journal = self.journal
        self.requests = RecordTable(lambda key: Request(journal, key))


@dataclass(eq=False)
class Faucet(Record):
    """The faucet of a test network: LPT that it gives, hours until it gives again, and who need not wait."""

    owner: Address = NULL_ADDRESS
    request_amount: int = 0
    request_wait: int = 0
    next_valid_request: Table[Address, int] = field(init=False, repr=False)
    is_whitelisted: Table[Address, bool] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.next_valid_request = Table(self.journal, "next valid request of", 0)
        self.is_whitelisted = Table(self.journal, "whitelisted", False)
