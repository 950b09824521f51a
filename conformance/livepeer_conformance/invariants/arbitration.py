"""The invariants of arbitration: those of Confluence, and what must hold of the books of disputes."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Final, NamedTuple

from livepeer_conformance.invariants import delegations, fairness, rules
from livepeer_conformance.invariants.books import Ask
from livepeer_conformance.invariants.invariant import Invariants
from livepeer_conformance.invariants.ledger import Ledger, read_ledger
from livepeer_conformance.lockstep.world import World
from livepeer_spec.primitives.types import Address, Hash32, Lptu, Round, Wei

OPEN: Final = 1


class Dispute(NamedTuple):
    """A dispute as the contract shows it."""

    outcome: int
    accuser: Address
    orchestrator: Address
    arbitrator: Address
    stake: Lptu
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
    """

    disputes: dict[int, Dispute]
    locked: dict[Address, tuple[Lptu, int]]
    disputes_lpt: Lptu
    polls: dict[int, tuple[bool, Lptu, Lptu]]
    votes: dict[tuple[int, Address], Lptu]
    jurors: dict[Address, tuple[Lptu, Lptu]]
    seat_deposits: Counter[Address]
    court_lpt: Lptu


def read_books(world: World, ask: Ask, eth: Callable[[Address], Wei]) -> DisputeLedger:
    """Read everything that the spec's state has a record of."""
    ledger = read_ledger(world, ask, eth)
    stakes = {account: ask("get_dispute_stake", account) for account in list(world.state.disputes.stakes)}
    return DisputeLedger(
        **{entry.name: getattr(ledger, entry.name) for entry in fields(Ledger)},
        disputes={id: Dispute(*ask("get_dispute", id)) for id in range(1, ask("dispute_count")[0] + 1)},
        locked={account: (stake[0], stake[4]) for account, stake in stakes.items()},
        disputes_lpt=ask("balance_of", world.state.deployed["Disputes"])[0],
        polls={id: (poll[1], *poll[7:]) for id in list(world.state.token_vote.polls) for poll in [ask("get_poll", id)]},
        votes={key: ask("voted_with", *key)[0] for key in list(world.state.token_vote.votes)},
        jurors={account: ask("get_juror", account)[:2] for account in list(world.state.court.jurors)},
        seat_deposits=_open_deposits(world, ask),
        court_lpt=ask("balance_of", world.state.deployed["Court"])[0],
    )


def _open_deposits(world: World, ask: Ask) -> Counter[Address]:
    """The deposits of cases that are not settled, by juror."""
    found: Counter[Address] = Counter()
    for id, juror in list(world.state.court.panelists):
        if not ask("get_case", id)[2]:
            found[juror] += ask("get_panelist", id, juror)[1]
    return found


INVARIANTS: Final = Invariants(read_books)
INVARIANTS.books += rules.INVARIANTS.books
INVARIANTS.steps += [*fairness.INVARIANTS.steps, *delegations.INVARIANTS.steps]


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
    """What became of a dispute stays so, and who it is about too. Exact."""
    for id, dispute in before.disputes.items():
        later = now.disputes[id]
        if dispute.outcome != OPEN and later != dispute:
            return f"dispute {id} was over as {dispute}, and is {later}"
        if later._replace(outcome=OPEN) != dispute._replace(outcome=OPEN):
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
    """The stakes of jurors and the court's LPT change together. Exact, but for gifts."""
    gained = sum(stake for stake, _ in now.jurors.values()) - sum(stake for stake, _ in before.jurors.values())
    if gained > now.court_lpt - before.court_lpt:
        return f"jurors gained {gained} LPTU, the court {now.court_lpt - before.court_lpt}"
    return None
