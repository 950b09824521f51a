"""State of the arbitrators other than the council, as plain records."""

from dataclasses import dataclass, field

from livepeer_spec.primitives.journal import Journal, Record, RecordTable, Table
from livepeer_spec.primitives.types import NULL_ADDRESS, NULL_HASH, Address, BlockNumber, Hash32, Lptu, Ppm, Round


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


@dataclass(eq=False)
class Juror(Record):
    """A juror of the court. ``key`` is its address.

    ``weight`` is the stake that it joined with, ``locked`` is in deposits of its ``open_seats``. It is drawn for
    disputes of ``from_round`` up to the round before ``until_round``.
    """

    stake: Lptu = 0
    locked: Lptu = 0
    open_seats: int = 0
    weight: Lptu = 0
    slot: int = 0
    from_round: Round = 0
    until_round: Round = 0
    withdraw_round: Round = 0


@dataclass(eq=False)
class Case(Record):
    """A dispute before the court. ``key`` is the dispute's id; periods end with the rounds named."""

    is_asked: bool = False
    is_drawn: bool = False
    is_settled: bool = False
    dispute_round: Round = 0
    commit_end: Round = 0
    reveal_end: Round = 0
    end_round: Round = 0
    draw_block: BlockNumber = 0
    seats: int = 0
    seat_deposit: Lptu = 0
    accuser: Address = NULL_ADDRESS
    orchestrator: Address = NULL_ADDRESS
    for_accuser: int = 0
    for_orchestrator: int = 0


@dataclass(eq=False)
class Panelist(Record):
    """A juror of a case. ``key`` is (dispute's id, juror)."""

    seats: int = 0
    deposit: Lptu = 0
    commitment: Hash32 = NULL_HASH
    is_revealed: bool = False
    for_accuser: bool = False


@dataclass(eq=False)
class Court(Record):
    """Parameters of the court, its jurors by slot, and its cases."""

    seats: int = 0
    seat_deposit: Lptu = 0
    commit_period: int = 0
    reveal_period: int = 0
    max_jurors: int = 0
    slot_count: int = 0
    slots: Table[int, Address] = field(init=False, repr=False)
    jurors: RecordTable[Address, Juror] = field(init=False, repr=False)
    cases: RecordTable[int, Case] = field(init=False, repr=False)
    panelists: RecordTable[tuple[int, Address], Panelist] = field(init=False, repr=False)
    seat_holders: Table[tuple[int, int], Address] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        journal: Journal = self.journal
        self.slots = Table(journal, "juror in slot", NULL_ADDRESS)
        self.jurors = RecordTable(lambda key: Juror(journal, key))
        self.cases = RecordTable(lambda key: Case(journal, key))
        self.panelists = RecordTable(lambda key: Panelist(journal, key))
        self.seat_holders = Table(journal, "seat", NULL_ADDRESS)


@dataclass(eq=False)
class Game(Record):
    """An escalation game. ``key`` is the dispute's id.

    The last answer can be contradicted through ``last_round``. ``end_round`` is the last one in which the game can
    rule.
    """

    is_asked: bool = False
    is_escalated: bool = False
    end_round: Round = 0
    last_round: Round = 0
    answer_period: int = 0
    min_bond: Lptu = 0
    final_bond: Lptu = 0
    answer_count: int = 0


@dataclass(eq=False)
class Answer(Record):
    """An answer of a game, which contradicts the one before it. ``key`` is (dispute's id, index from 0 on)."""

    answerer: Address = NULL_ADDRESS
    for_accuser: bool = False
    is_collected: bool = False
    bond: Lptu = 0


@dataclass(eq=False)
class Escalation(Record):
    """Parameters of escalation games, and the games with their answers."""

    min_bond: Lptu = 0
    final_bond: Lptu = 0
    answer_period: int = 0
    final_arbitrator: Address = NULL_ADDRESS
    games: RecordTable[int, Game] = field(init=False, repr=False)
    answers: RecordTable[tuple[int, int], Answer] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        journal: Journal = self.journal
        self.games = RecordTable(lambda key: Game(journal, key))
        self.answers = RecordTable(lambda key: Answer(journal, key))
