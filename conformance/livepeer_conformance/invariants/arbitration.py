"""The invariants of arbitration: those of Confluence, and what must hold of the books of disputes."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Final, NamedTuple

from livepeer_conformance.invariants import delegations, fairness, keeping, rules
from livepeer_conformance.invariants.books import Ask
from livepeer_conformance.invariants.invariant import Invariants
from livepeer_conformance.invariants.ledger import Ledger, read_ledger
from livepeer_conformance.lockstep.world import World
from livepeer_spec.primitives.types import Address, Hash32, Lptu, Round, Wei

OPEN, WON, LAPSED = 1, 2, 4
RULED: Final = (2, 3)
"""Outcomes of disputes that an arbitrator ruled on."""


class Dispute(NamedTuple):
    """A dispute as the contract shows it."""

    outcome: int
    accuser: Address
    orchestrator: Address
    arbitrator: Address
    stake: Lptu
    end_round: Round
    evidence: Hash32
    is_referred: bool


class Answer(NamedTuple):
    """An answer of an escalation game as the contract shows it."""

    answerer: Address
    for_accuser: bool
    is_collected: bool
    bond: Lptu


class Challenge(NamedTuple):
    """A challenge of work as the contract shows it."""

    verdict: int
    challenger: Address
    orchestrator: Address
    cost: Lptu
    end_round: Round
    evidence: Hash32


@dataclass(frozen=True)
class DisputeLedger(Ledger):
    """The books at one moment, with those of disputes.

    Attributes:
        disputes: by id.
        locked: what each orchestrator has locked, and its number of open disputes.
        disputes_lpt: LPT of the Disputes contract.
        polls: how holders stand on each dispute: whether that was executed, and the stake for either side.
        votes: with how much stake each holder voted on a dispute.
        jurors: what each juror has in the court, and what of it is locked.
        seat_deposits: the deposits of cases that are not settled, by juror.
        court_lpt: LPT of the court.
        games: the answers of each escalation game, in order.
        escalation_lpt: LPT of the escalation contract.
        proved: disputes that were decided by a proof.
        challenges: of work, by id.
        challenges_lpt: LPT of the FaultVerification contract.
    """

    disputes: dict[int, Dispute]
    locked: dict[Address, tuple[Lptu, int]]
    disputes_lpt: Lptu
    polls: dict[int, tuple[bool, Lptu, Lptu]]
    votes: dict[tuple[int, Address], Lptu]
    jurors: dict[Address, tuple[Lptu, Lptu]]
    seat_deposits: Counter[Address]
    court_lpt: Lptu
    games: dict[int, list[Answer]]
    escalation_lpt: Lptu
    proved: list[int]
    challenges: dict[int, Challenge]
    challenges_lpt: Lptu


def read_books(world: World, ask: Ask, eth: Callable[[Address], Wei]) -> DisputeLedger:
    """Read everything that the spec's state has a record of."""
    ledger = read_ledger(world, ask, eth)
    stakes = {account: ask("get_dispute_stake", account) for account in list(world.state.disputes.stakes)}
    return DisputeLedger(
        **{entry.name: getattr(ledger, entry.name) for entry in fields(Ledger)},
        disputes={
            id: Dispute(*ask("get_dispute", id), *ask("is_dispute_referred", id))
            for id in range(1, ask("dispute_count")[0] + 1)
        },
        locked={account: (stake[0], stake[4]) for account, stake in stakes.items()},
        disputes_lpt=ask("balance_of", world.state.deployed["Disputes"])[0],
        polls={id: (poll[1], *poll[7:]) for id in list(world.state.token_vote.polls) for poll in [ask("get_poll", id)]},
        votes={key: ask("voted_with", *key)[0] for key in list(world.state.token_vote.votes)},
        jurors={account: ask("get_juror", account)[:2] for account in list(world.state.court.jurors)},
        seat_deposits=_open_deposits(world, ask),
        court_lpt=ask("balance_of", world.state.deployed["Court"])[0],
        games={id: _answers(id, ask) for id in list(world.state.escalation.games)},
        escalation_lpt=ask("balance_of", world.state.deployed["Escalation"])[0],
        proved=[id for id in list(world.state.proof_arbitrator.proved) if ask("is_dispute_proved", id)[0]],
        challenges={id: Challenge(*ask("get_challenge", id)) for id in range(1, ask("challenge_count")[0] + 1)},
        challenges_lpt=ask("balance_of", world.state.deployed["FaultVerification"])[0],
    )


def _answers(id: int, ask: Ask) -> list[Answer]:
    """The answers of a game."""
    return [Answer(*ask("get_answer", id, index)) for index in range(ask("get_game", id)[7])]


def _open_deposits(world: World, ask: Ask) -> Counter[Address]:
    """The deposits of cases that are not settled, by juror."""
    found: Counter[Address] = Counter()
    for id, juror in list(world.state.court.panelists):
        if not ask("get_case", id)[2]:
            found[juror] += ask("get_panelist", id, juror)[1]
    return found


INVARIANTS: Final = Invariants(read_books)
INVARIANTS.books += rules.INVARIANTS.books
INVARIANTS.steps += [*fairness.INVARIANTS.steps, *delegations.INVARIANTS.steps, *keeping.INVARIANTS.steps]


@INVARIANTS.now("LP-DISP-040")
def disputes_cover_their_stakes(now: DisputeLedger) -> str | None:
    """The Disputes contract holds the stakes of open disputes and of orchestrators; the excess is gifts."""
    open_stakes = sum(dispute.stake for dispute in now.disputes.values() if dispute.outcome == OPEN)
    owed = open_stakes + sum(amount for amount, _ in now.locked.values())
    return None if owed <= now.disputes_lpt else f"the Disputes contract owes {owed} LPTU and holds {now.disputes_lpt}"


@INVARIANTS.now("LP-DISP-041")
def open_disputes_are_counted(now: DisputeLedger) -> str | None:
    """An orchestrator has as many open disputes as there are with it. Exact."""
    counted = Counter(dispute.orchestrator for dispute in now.disputes.values() if dispute.outcome == OPEN)
    for account, (_, number) in now.locked.items():
        if number != counted[account]:
            return f"0x{account.hex()} has {number} open disputes, there are {counted[account]}"
    return None


@INVARIANTS.between("LP-DISP-042")
def disputes_end_once(now: DisputeLedger, before: DisputeLedger) -> str | None:
    """What became of a dispute stays so, and who it is about too; only a referral changes who rules until when. Exact,
    but for whom a dispute is referred to, which is looked at transaction by transaction."""
    for id, dispute in before.disputes.items():
        later = now.disputes[id]
        if dispute.outcome != OPEN and later != dispute:
            return f"dispute {id} was over as {dispute}, and is {later}"
        kept = dispute
        if later.is_referred and not dispute.is_referred:
            kept = dispute._replace(arbitrator=later.arbitrator, end_round=later.end_round, is_referred=True)
        if later._replace(outcome=OPEN) != kept._replace(outcome=OPEN):
            return f"dispute {id} went from {dispute} to {later}"
    return None


@INVARIANTS.now("LP-VOTE-018")
def holders_votes_add_up(now: DisputeLedger) -> str | None:
    """The two sides of a vote are what its voters voted with. Exact."""
    for id, (_, for_accuser, for_orchestrator) in now.polls.items():
        voted = sum(weight for (dispute, _), weight in now.votes.items() if dispute == id)
        if for_accuser + for_orchestrator != voted:
            return f"dispute {id} has votes of {for_accuser} and {for_orchestrator} LPTU, voted with {voted}"
    return None


@INVARIANTS.between("LP-VOTE-018")
def executed_votes_stay(now: DisputeLedger, before: DisputeLedger) -> str | None:
    """A vote that was executed stays as it is. Exact."""
    for id, poll in before.polls.items():
        if poll[0] and now.polls[id] != poll:
            return f"the vote on dispute {id} was executed as {poll}, and is {now.polls[id]}"
    return None


@INVARIANTS.now("LP-COURT-034")
def court_covers_its_stakes(now: DisputeLedger) -> str | None:
    """The court holds the stakes of jurors; the excess is gifts."""
    for juror, (stake, locked) in now.jurors.items():
        if locked > stake:
            return f"0x{juror.hex()} has {stake} LPTU in the court, of which {locked} are locked"
    owed = sum(stake for stake, _ in now.jurors.values())
    return None if owed <= now.court_lpt else f"the court owes {owed} LPTU and holds {now.court_lpt}"


@INVARIANTS.now("LP-COURT-035")
def deposits_are_locked(now: DisputeLedger) -> str | None:
    """What is locked of a juror's stake is its deposits in cases that are not settled. Exact."""
    for juror, (_, locked) in now.jurors.items():
        if locked != now.seat_deposits[juror]:
            return f"0x{juror.hex()} has {locked} LPTU locked in the court, and deposits of {now.seat_deposits[juror]}"
    return None


@INVARIANTS.between("LP-COURT-035")
def cases_keep_the_courts_stake(now: DisputeLedger, before: DisputeLedger) -> str | None:
    """The stakes of jurors gain no more than the court's LPT. That they lose none is looked at in each transaction."""
    gained = sum(stake for stake, _ in now.jurors.values()) - sum(stake for stake, _ in before.jurors.values())
    if gained > now.court_lpt - before.court_lpt:
        return f"jurors gained {gained} LPTU, the court {now.court_lpt - before.court_lpt}"
    return None


@INVARIANTS.now("LP-ESC-025")
def escalation_covers_its_bonds(now: DisputeLedger) -> str | None:
    """The escalation contract holds all bonds but those that were paid out with a right answer; the excess is gifts."""
    owed = sum(_uncollected(now.disputes.get(id), answers) for id, answers in now.games.items())
    return None if owed <= now.escalation_lpt else f"games owe {owed} LPTU, and the contract holds {now.escalation_lpt}"


def _uncollected(dispute: Dispute | None, answers: list[Answer]) -> Lptu:
    """What of a game's bonds was not paid; a right answer has its bond, those beside it that it won, and no others."""
    outcome = dispute.outcome if dispute is not None else OPEN
    rest = sum(answer.bond for answer in answers)
    for index, answer in enumerate(answers):
        if answer.is_collected:
            rest -= answer.bond
            if outcome != LAPSED and index > 0:
                rest -= answers[index - 1].bond
            if outcome != LAPSED and index == len(answers) - 2:
                rest -= answers[index + 1].bond
    return rest


@INVARIANTS.now("LP-ESC-026")
def answers_contradict_and_double(now: DisputeLedger) -> str | None:
    """Each answer contradicts the one before it, with twice its bond at least. Exact."""
    for id, answers in now.games.items():
        for index, (one, other) in enumerate(pairwise(answers)):
            if one.for_accuser == other.for_accuser or other.bond < 2 * one.bond or not one.bond:
                return f"in game {id}, answer {index + 1} is {other}, after {one}"
    return None


@INVARIANTS.between("LP-ESC-026")
def answers_stay(now: DisputeLedger, before: DisputeLedger) -> str | None:
    """What was answered stays, and what was collected too; only right answers are, or all of a dispute that lapsed."""
    for id, answers in before.games.items():
        for index, answer in enumerate(answers):
            later = now.games[id][index : index + 1]
            if later != [answer] and later != [answer._replace(is_collected=True)]:
                return f"answer {index} of game {id} was {answer}, and is {later}"
            outcome = now.disputes[id].outcome if id in now.disputes else OPEN
            is_right = outcome == LAPSED or answer.for_accuser == (outcome == WON)
            if later[0].is_collected and (outcome <= OPEN or not is_right):
                return f"answer {index} of game {id} was collected, of a dispute with outcome {outcome}"
    return None


@INVARIANTS.now("LP-PROOF-008")
def proved_disputes_are_ruled_on(now: DisputeLedger) -> str | None:
    """A dispute that was decided by a proof is won or lost. Exact."""
    for id in now.proved:
        if now.disputes[id].outcome not in RULED:
            return f"dispute {id} was decided by a proof, and is {now.disputes[id]}"
    return None


@INVARIANTS.now("LP-FAULT-021")
def open_challenges_are_paid(now: DisputeLedger) -> str | None:
    """The contract holds the costs of open challenges; the excess is gifts."""
    owed = sum(challenge.cost for challenge in now.challenges.values() if challenge.verdict == OPEN)
    return None if owed <= now.challenges_lpt else f"challenges cost {owed} LPTU, the contract has {now.challenges_lpt}"


@INVARIANTS.between("LP-FAULT-022")
def challenges_end_once(now: DisputeLedger, before: DisputeLedger) -> str | None:
    """What became of a challenge stays so, and who it is about too. Exact."""
    for id, challenge in before.challenges.items():
        later = now.challenges[id]
        if challenge.verdict != OPEN and later != challenge:
            return f"challenge {id} was over as {challenge}, and is {later}"
        if later._replace(verdict=OPEN) != challenge._replace(verdict=OPEN):
            return f"challenge {id} went from {challenge} to {later}"
    return None
