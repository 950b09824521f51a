"""State of the arbitrators other than the council, as plain records."""

from dataclasses import dataclass, field

from livepeer_spec.primitives.journal import Journal, Record, RecordTable, Table
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Lptu, Ppm, Round


@dataclass(eq=False)
class StakePoll(Record):
    """How holders stand on a dispute. ``key`` is the dispute's id.

    ``last_round`` is the last one in which they can vote, ``least_stake`` how much stake has to vote.
    """

    is_asked: bool = False
    is_executed: bool = False
    dispute_round: Round = 0
    last_round: Round = 0
    least_stake: Lptu = 0
    accuser: Address = NULL_ADDRESS
    orchestrator: Address = NULL_ADDRESS
    for_accuser: Lptu = 0
    for_orchestrator: Lptu = 0


@dataclass(eq=False)
class TokenVote(Record):
    """Parameters of the holders' vote, and their votes: the stake that an account voted with, by dispute."""

    quorum: Ppm = 0
    voting_period: int = 0
    polls: RecordTable[int, StakePoll] = field(init=False, repr=False)
    votes: Table[tuple[int, Address], Lptu] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        journal: Journal = self.journal
        self.polls = RecordTable(lambda key: StakePoll(journal, key))
        self.votes = Table(journal, "holder vote", 0)
