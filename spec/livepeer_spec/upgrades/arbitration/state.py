"""State of the contracts of arbitration as plain records: that of Confluence, with penalties, disputes and arbitrators.

The records of the token vote and of the court are in ``arbitrator_records``.
"""

from dataclasses import dataclass, field
from enum import IntEnum

from livepeer_spec.primitives.journal import Journal, Record, RecordTable, Table
from livepeer_spec.primitives.types import NULL_ADDRESS, NULL_HASH, Address, Hash32, Lptu, Ppm, Precise, Round
from livepeer_spec.upgrades.arbitration.arbitrator_records import Court, Escalation, TokenVote
from livepeer_spec.upgrades.arbitration.proof_records import FaultVerification, ProofArbitrator, ReExecution
from livepeer_spec.upgrades.confluence import state as confluence


class Outcome(IntEnum):
    """What became of a dispute."""

    NONE = 0
    OPEN = 1
    WON = 2
    LOST = 3
    LAPSED = 4


@dataclass(eq=False)
class Dispute(Record):
    """One dispute; won and lost are meant from the accuser's side. ``key`` is its id, from 1 on.

    One that ``is_referred`` has another arbitrator than its evidence names.
    """

    outcome: int = 0
    accuser: Address = NULL_ADDRESS
    orchestrator: Address = NULL_ADDRESS
    arbitrator: Address = NULL_ADDRESS
    stake: Lptu = 0
    end_round: Round = 0
    evidence: Hash32 = NULL_HASH
    is_referred: bool = False


@dataclass(eq=False)
class DisputeStake(Record):
    """What an orchestrator has locked against disputes. ``key`` is its address.

    ``liable_from`` is 0 where nothing is locked, ``unlock_round`` and ``withdraw_round`` while no unlock is in
    progress."""

    amount: Lptu = 0
    liable_from: Round = 0
    unlock_round: Round = 0
    withdraw_round: Round = 0
    open_disputes: int = 0


@dataclass(eq=False)
class Support(Record):
    """In which rounds an orchestrator supports an arbitrator. ``key`` is (orchestrator, arbitrator).

    ``from_round`` is 0 where it never did, ``until_round`` where there is no end.
    """

    from_round: Round = 0
    until_round: Round = 0


@dataclass(eq=False)
class SlashFactors(Record):
    """What slashing left of a unit delegated to an account, in parts of 10^27; 0 stands for one.

    ``key`` is the account.
    ``before`` is what was left when ``last_round`` began, the round of the last slash.
    """

    current: Precise = 0
    before: Precise = 0
    last_round: Round = 0


@dataclass(eq=False)
class Disputes(Record):
    """Parameters, disputes, stakes of orchestrators, and arbitrators that governance allows.

    ``raised`` has the dispute about a piece of evidence, by orchestrator and digest.
    """

    dispute_stake: Lptu = 0
    orchestrator_stake: Lptu = 0
    eligibility_period: int = 0
    ruling_period: int = 0
    slash_amount: Ppm = 0
    bond_slash_amount: Ppm = 0
    delegation_slash_amount: Ppm = 0
    jail_rounds: int = 0
    accuser_reward: Ppm = 0
    treasury: Address = NULL_ADDRESS
    dispute_count: int = 0
    disputes: RecordTable[int, Dispute] = field(init=False, repr=False)
    stakes: RecordTable[Address, DisputeStake] = field(init=False, repr=False)
    supports: RecordTable[tuple[Address, Address], Support] = field(init=False, repr=False)
    arbitrators: Table[Address, bool] = field(init=False, repr=False)
    raised: Table[tuple[Address, Hash32], int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        journal: Journal = self.journal
        self.disputes = RecordTable(lambda key: Dispute(journal, key))
        self.stakes = RecordTable(lambda key: DisputeStake(journal, key))
        self.supports = RecordTable(lambda key: Support(journal, key))
        self.arbitrators = Table(journal, "arbitrator", False)
        self.raised = Table(journal, "dispute about evidence", 0)


@dataclass(eq=False)
class Ballot(Record):
    """The council's votes on a dispute. ``key`` is the dispute's id."""

    is_asked: bool = False
    is_decided: bool = False
    for_accuser: int = 0
    for_orchestrator: int = 0


@dataclass(eq=False)
class Council(Record):
    """Members of the council, how many of them decide, and their votes."""

    threshold: int = 0
    members: Table[Address, bool] = field(init=False, repr=False)
    ballots: RecordTable[int, Ballot] = field(init=False, repr=False)
    voted: Table[tuple[int, Address], bool] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        journal: Journal = self.journal
        self.members = Table(journal, "council member", False)
        self.ballots = RecordTable(lambda key: Ballot(journal, key))
        self.voted = Table(journal, "council vote", False)


class State(confluence.State):
    """Everything that the contracts of arbitration know."""

    def __init__(self, deployed: dict[str, Address], chain_id: int) -> None:
        super().__init__(deployed, chain_id)
        self.disputes = Disputes(self.journal, "Disputes")
        self.jailed_until: Table[Address, Round] = Table(self.journal, "jailed until", 0)
        self.slash_factors: RecordTable[Address, SlashFactors] = RecordTable(
            lambda key: SlashFactors(self.journal, key)
        )
        self.noted_slash_factors: Table[Address, Precise] = Table(self.journal, "noted slash factor", 0)
        self.council = Council(self.journal, "Council")
        self.token_vote = TokenVote(self.journal, "TokenVote")
        self.court = Court(self.journal, "Court")
        self.escalation = Escalation(self.journal, "Escalation")
        self.re_execution = ReExecution(self.journal, "ReExecution")
        self.proof_arbitrator = ProofArbitrator(self.journal, "ProofArbitrator")
        self.fault_verification = FaultVerification(self.journal, "FaultVerification")
