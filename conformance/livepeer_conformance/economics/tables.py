"""The tables: each has a claim of the paper, the numbers, and whether these bear it out.

Source: Livepeer Streamflow Paper, the sections that each table names.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import Any, Final

from livepeer_spec.economics import orchestrator_limit as admit
from livepeer_spec.economics import public_pool
from livepeer_spec.economics.conditions import CONDITIONS, LIMIT
from livepeer_spec.economics.fee_ratio import (
    ATTENTION,
    CONVERGED,
    ROUNDS,
    STARTS,
    apathetic_market,
    converged_after,
    course,
    earned,
    random_course,
)
from livepeer_spec.economics.orchestrator_limit import Admission
from livepeer_spec.economics.public_pool import Pool
from livepeer_spec.economics.video_on_demand import paid_as_it_goes, paid_up_front

Courses = Sequence[Sequence[float]]
"""How far apart the fee ratios are in each round, for each start."""


@dataclass(frozen=True)
class Table:
    """A claim and its numbers.

    Attributes:
        name: slug.
        section: of the Streamflow paper.
        claim: what the numbers are to show.
        columns: their heads, with units.
        rows: the cells.
        holds: whether the numbers show it.
    """

    name: str
    section: str
    claim: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    holds: bool

    def to_json(self) -> dict[str, Any]:
        """Claim, rows by column, and whether the claim holds; numbers are decimal text."""
        rows = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        return {"name": self.name, "section": self.section, "claim": self.claim, "holds": self.holds, "rows": rows}


def courses() -> Courses:
    """The courses of the random starts."""
    return [random_course(seed) for seed in range(STARTS)]


def tables(starts: Courses) -> Iterator[Table]:
    """All tables, in the order of the paper."""
    yield _admissions()
    yield _starts(starts)
    yield _conditions()
    yield _apathy()
    yield _pools()
    yield _video()


STAKES: Final = (100, 60, 40, 30, 20, 10, 5, 1)
"""Stakes of eight orchestrators, in thousands of LPT."""


def _admissions() -> Table:
    few = admit.by_places(STAKES, 3)
    relaxed = {
        "200 places": admit.by_places(STAKES, 200),
        "a minimum stake of 20": admit.by_minimum_stake(STAKES, 20),
        "a fixed stake of 20 for each node": admit.by_fixed_stake(STAKES, 20),
        "no rule; a broadcaster demands nothing": admit.by_broadcaster(STAKES, 0),
    }
    ways = {"3 places": few, **relaxed, "no rule; a broadcaster demands 50": admit.by_broadcaster(STAKES, 50)}
    return Table(
        "orchestrator-limit",
        "Relaxamento no Limite de Transcodificadores e Segurança Garantida por Stakes",
        "Each of the four ways to relax the limit lets more nodes work than a few places do and asks for less stake, so"
        " that less is at risk; without a rule a broadcaster can demand more, for its own jobs alone. The stakes are"
        f" {', '.join(map(str, STAKES))} thousand LPT.",
        ("way", "nodes", "least stake to enter", "least stake at risk", "stake that works", "idle stake"),
        tuple((way, *map(str, each), str(sum(STAKES) - each.working_stake)) for way, each in ways.items()),
        all(_is_trade(few, each) for each in relaxed.values()),
    )


def _is_trade(few: Admission, more: Admission) -> bool:
    """Whether more nodes work, with less to enter and less at risk."""
    return more.nodes > few.nodes and more.entry_stake < few.entry_stake and more.secured < few.secured


def _starts(starts: Courses) -> Table:
    rounds = [converged_after(spreads) for spreads in starts]
    return Table(
        "fee-ratio",
        "Livepeer Token",
        f"From each of {STARTS} random starts, the largest fee ratio falls to {CONVERGED} times the smallest or less"
        f" within {ROUNDS} rounds, where {_percent(ATTENTION)} of the delegators look around in each round.",
        ("start", "largest to smallest at the start", f"rounds to {CONVERGED}", f"after {ROUNDS} rounds"),
        tuple(
            (str(seed), _times(spreads[0]), _count(rounds[seed]), _times(spreads[-1]))
            for seed, spreads in enumerate(starts)
        ),
        all(each is not None for each in rounds) and all(spreads[-1] <= CONVERGED for spreads in starts),
    )


def _conditions() -> Table:
    found = {condition.name: condition.course() for condition in CONDITIONS}
    return Table(
        "fee-ratio-apart",
        "Livepeer Token; Delegation as Security and Reputational Signal; Inflation into Bonded State and Apathetic"
        " Delegators",
        f"The fee ratios stay apart, for {LIMIT} rounds at least, where delegators do not look around, fees are not"
        " shared, or stake cannot move.",
        ("condition", "largest to smallest at the start", f"rounds to {CONVERGED}", f"after {LIMIT} rounds"),
        tuple(
            (name, _times(spreads[0]), _count(converged_after(spreads)), _times(spreads[-1]))
            for name, spreads in found.items()
        ),
        all(converged_after(spreads) is None for spreads in found.values()),
    )


def _apathy() -> Table:
    rows, gaps = [], []
    for part in (0.1, 0.5, 0.9):
        random = Random(1)
        market = apathetic_market(random, part)
        spreads = course(market, ATTENTION, random, ROUNDS)
        moving, staying = earned(market)
        gaps.append(moving / staying)
        rows.append((_percent(part), _times(spreads[-1]), f"{moving / staying:.3f}"))
    return Table(
        "apathetic-delegators",
        "Inflation into Bonded State and Apathetic Delegators",
        "Stake that never moves earns less than stake that follows fees, and the more of it there is the more so. Where"
        " it is little, those who move even the ratios out for all.",
        (
            "stake that never moves",
            f"largest to smallest after {ROUNDS} rounds",
            "moving stake earns so many times as much",
        ),
        tuple(rows),
        1 <= gaps[0] <= CONVERGED and gaps[0] < gaps[1] < gaps[2],
    )


_POOL: Final = Pool(
    pay=100, cost=80, checked=Fraction(1, 10), check_cost=80, found=Fraction(1, 100), slash=5000, deposit=0
)  # fmt: skip
_PRIVATE_COST: Final = 105
"""What a segment costs from transcoders of the orchestrator's own, in wei."""


def _pools() -> Table:
    rows, viable = [], []
    for checked in (Fraction(0), Fraction(1, 100), Fraction(1, 10), Fraction(9, 10)):
        pool = replace(_POOL, checked=checked)
        least = public_pool.least_deposit(pool)
        assert least is not None
        for deposit in dict.fromkeys((0, least, max(least, pool.slash))):
            each = replace(pool, deposit=deposit)
            is_viable = public_pool.is_viable(each, _PRIVATE_COST)
            viable.append((each, is_viable))
            rows.append(
                (
                    _percent(float(checked)), str(deposit), _yes(public_pool.is_cheating_deterred(each)),
                    _decimal(public_pool.loss_per_bad_segment(each)), _decimal(public_pool.cost_per_segment(each)),
                    _yes(is_viable),
                )
            )  # fmt: skip
    return Table(
        "public-pools",
        "Public Transcoder Pool Protocols",
        "Strangers can transcode for an orchestrator only where their deposit both deters rubbish and covers the slash;"
        " then so few checks do that they cost no more than others. A segment pays"
        f" {_POOL.pay} wei, costs {_POOL.cost} wei to make or to check, and {_PRIVATE_COST} wei from transcoders of"
        f" its own; the network finds {_percent(float(_POOL.found))} of what is not checked and slashes"
        f" {_POOL.slash:,} wei.",
        (
            "checked", "deposit, wei", "work gains more than rubbish", "loss with a bad segment, wei",
            "cost of a segment, wei", "viable",
        ),
        tuple(rows),
        any(is_viable for _, is_viable in viable)
        and all(each.deposit >= each.slash for each, is_viable in viable if is_viable),
    )  # fmt: skip


_SEGMENTS: Final = 10
_FEE: Final = 1000


def _video() -> Table:
    rows, is_bounded = [], True
    for works in (0, 3, _SEGMENTS):
        ahead = paid_up_front(_SEGMENTS, Fraction(_FEE), works)
        rows.append(("all at once", str(works), "-", str(ahead.done), _decimal(ahead.paid), _decimal(ahead.lost)))
        is_bounded = is_bounded and ahead.lost == (_SEGMENTS - works) * _FEE
    for ticket in (400, 1000):
        for works, stays in ((0, _SEGMENTS), (3, _SEGMENTS), (_SEGMENTS, _SEGMENTS), (_SEGMENTS, 3)):
            job = paid_as_it_goes(_SEGMENTS, Fraction(_FEE), Fraction(ticket), works, stays)
            how = f"tickets of {ticket} wei with each segment"
            rows.append((how, str(works), str(stays), str(job.done), _decimal(job.paid), _decimal(job.lost)))
            is_bounded = is_bounded and job.lost < _FEE + ticket and job.done <= stays
    return Table(
        "video-on-demand",
        "VOD Payments",
        f"Who pays for all {_SEGMENTS} segments of {_FEE:,} wei at once loses what is not delivered. Who sends tickets"
        " with each segment loses those of one segment at most, and must stay: who uploads and disappears gets back"
        " what was paid for.",
        (
            "payment", "segments that the orchestrator does", "segments that the broadcaster stays for",
            "segments delivered", "paid, wei", "lost, wei",
        ),
        tuple(rows),
        is_bounded,
    )  # fmt: skip


def _times(spread: float) -> str:
    return "infinite" if spread == float("inf") else f"{spread:.3f}"


def _count(rounds: int | None) -> str:
    return "never" if rounds is None else str(rounds)


def _percent(part: float) -> str:
    return f"{part * 100:g} %"


def _decimal(amount: Fraction) -> str:
    return f"{float(amount):g}"


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"
