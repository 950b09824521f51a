"""State of the contracts that decide by proof, as plain records."""

from dataclasses import dataclass, field
from enum import IntEnum

from livepeer_spec.primitives.journal import Journal, Record, RecordTable, Table
from livepeer_spec.primitives.types import NULL_ADDRESS, NULL_HASH, Address, Hash32, Lptu, Ppm, Round


@dataclass(eq=False)
class ReExecution(Record):
    """Executors that governance named, and how many of them must have found the same."""

    threshold: int = 0
    executors: Table[Address, bool] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.executors = Table(self.journal, "executor", False)


@dataclass(eq=False)
class ProofArbitrator(Record):
    """Disputes before the arbitrator by proof, and those that were proved either way."""

    asked: Table[int, bool] = field(init=False, repr=False)
    proved: Table[int, bool] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.asked = Table(self.journal, "proof asked for", False)
        self.proved = Table(self.journal, "dispute proved", False)


class Verdict(IntEnum):
    """What became of a challenge."""

    NONE = 0
    OPEN = 1
    FAULTY = 2
    HONEST = 3
    EXPIRED = 4


@dataclass(eq=False)
class Challenge(Record):
    """One challenge. ``key`` is its id, from 1 on; ``cost`` is for whoever proves it until ``end_round``."""

    verdict: int = 0
    challenger: Address = NULL_ADDRESS
    orchestrator: Address = NULL_ADDRESS
    cost: Lptu = 0
    end_round: Round = 0
    evidence: Hash32 = NULL_HASH


@dataclass(eq=False)
class FaultVerification(Record):
    """Parameters and challenges.

    ``challenged`` has the challenge about a piece of evidence, by orchestrator and digest, unless it expired.
    """

    verification_cost: Lptu = 0
    challenge_period: int = 0
    proof_period: int = 0
    slash_amount: Ppm = 0
    finder_fee: Ppm = 0
    challenge_count: int = 0
    challenges: RecordTable[int, Challenge] = field(init=False, repr=False)
    challenged: Table[tuple[Address, Hash32], int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        journal: Journal = self.journal
        self.challenges = RecordTable(lambda key: Challenge(journal, key))
        self.challenged = Table(journal, "challenge of evidence", 0)
