"""Denial of service: transcoders that take jobs and do not work, broadcasters that offer jobs and send nothing."""

from typing import Final

from livepeer_conformance.attacks.attack import Attack, Figures, Inequality, Stage
from livepeer_conformance.attacks.given import OPTIONS, PRICE, claim, elected, offer, transcoder, until_paid
from livepeer_conformance.plays.play import Play
from livepeer_conformance.suites.scenario import ETH, LPT

_SECTION: Final = "DDoS"
_SEGMENTS: Final = 4
_MOST_JOBS: Final = 20
_TRANSACTION_GAS: Final = 21_000


def refusing_transcoder(stage: Stage, price: int) -> Figures:
    """Whoever is elected first does nothing; alice offers the job again until another is elected, who works."""
    play = stage.play("the transcoder that is elected refuses")
    play.initialized()
    for name in ("bob", "carol"):
        transcoder(play, name, 1_000 * LPT, price=0)
    play.next_round()
    before = play.holdings()["alice"]
    play.tx("alice", "deposit", value=ETH)
    job, jobs = offer(play, price), 1
    refuser = worker = elected(play, job)
    while worker == refuser and jobs < _MOST_JOBS:
        job, jobs = offer(play, price), jobs + 1
        worker = elected(play, job)
    until_paid(play, worker, job, [claim(play, worker, job, 0, _SEGMENTS - 1)])
    held = play.holdings()
    return {
        "jobs until another transcoder is elected": jobs,
        "fees of the transcoder that refuses, wei": held[refuser].fees,
        "fees of the transcoder that works, wei": held[worker].fees,
        "what the broadcaster paid, wei": before.total_wei - held["alice"].total_wei,
        "price of one job, wei": _SEGMENTS * price,
    }


def refusing_available_transcoder(stage: Stage, jobs: int, ends: bool = True) -> Figures:
    """Bob declares himself available again and again, and does nothing; alice ends each job, if ``ends``."""
    play = stage.play("bob is available and refuses")
    before = _paper_hire(play)
    for job in range(jobs):
        play.tx("bob", "transcode_availability")
        play.tx("alice", "job", "stream", OPTIONS, PRICE)
        play.advance_blocks(2)
        if ends:
            play.tx("alice", "end_job", job)
    if ends:
        play.advance_blocks(play.parameters.verification_period + 1)
        play.tx("alice", "withdraw")
    held = play.holdings()
    return {
        "one transaction for each job, gas": jobs * _TRANSACTION_GAS,
        "declarations of availability, gas": play.gas["bob"],
        "fees of the transcoder that refuses, wei": held["bob"].total_wei - before["bob"],
        "what the broadcaster paid, wei": before["alice"] - held["alice"].total_wei,
    }


def silent_broadcaster(stage: Stage, jobs: int, answers: int = 0) -> Figures:
    """Alice offers jobs and sends no segment; ``answers`` is how often the transcoders do something about one."""
    play = stage.play("alice offers jobs and sends nothing")
    play.initialized()
    for name in ("bob", "carol"):
        transcoder(play, name, 1_000 * LPT)
    play.next_round()
    before = play.holdings()
    play.gas = dict.fromkeys(play.gas, 0)
    for _ in range(jobs):
        worker = elected(play, offer(play))
        for _ in range(answers):
            play.tx(worker, "bond", LPT, worker)
    held = play.holdings()
    return {
        "jobs of the broadcaster, gas": play.gas["alice"],
        "transactions of the transcoders, gas": play.gas["bob"] + play.gas["carol"],
        "ETH that the transcoders lost, wei": sum(
            before[name].total_wei - held[name].total_wei for name in ("bob", "carol")
        ),
        "stake that the transcoders lost, LPTU": sum(
            before[name].stake - held[name].stake for name in ("bob", "carol")
        ),
    }  # fmt: skip


def ended_by_transcoder(stage: Stage, jobs: int, ends: bool = True) -> Figures:
    """Alice offers jobs and sends no segment; bob ends each, if ``ends``, and is available for another."""
    play = stage.play("bob ends the jobs of alice")
    _paper_hire(play)
    for job in range(jobs):
        play.tx("bob", "transcode_availability")
        play.tx("alice", "job", "stream", OPTIONS, PRICE)
        play.advance_blocks(2)
        if ends:
            play.tx("bob", "end_job", job)
    return {
        "jobs that are still open": sum(play.state.jobs.jobs[job].end_block == 0 for job in range(jobs)),
        "transactions of the transcoder, gas": play.gas["bob"],
        "transactions of the broadcaster, gas": play.gas["alice"],
    }


def _paper_hire(play: Play) -> dict[str, int]:
    """By the paper's rules bob is active and alice has a deposit; what both have, in wei, before it."""
    play.initialized()
    transcoder(play, "bob", 1_000 * LPT)
    play.next_round()
    before = {name: holding.total_wei for name, holding in play.holdings().items()}
    play.tx("alice", "deposit", value=ETH)
    play.gas = dict.fromkeys(play.gas, 0)
    return before


ATTACKS: Final = (
    Attack(
        name="refusing-transcoder",
        section=_SECTION,
        statement="A transcoder that is elected and does not work gets no fees. The broadcaster offers the job again,"
        " and another transcoder is elected; the broadcaster has paid for the work alone.",
        rules="alpha",
        cast=("alice", "bob", "carol"),
        parameter="price of a segment, wei",
        values=(10**12, 10**15, 10**17),
        run=refusing_transcoder,
        inequalities=(
            Inequality("fees of the transcoder that refuses, wei", "<", "fees of the transcoder that works, wei"),
            Inequality("what the broadcaster paid, wei", "<=", "price of one job, wei"),
        ),
    ),
    Attack(
        name="refusing-available-transcoder",
        section=_SECTION,
        statement="A transcoder pays for declaring on chain that it is available. If it then does not work it gets no"
        " fees, and has thrown that ETH away.",
        rules="alpha-whitepaper",
        cast=("alice", "bob"),
        parameter="jobs",
        values=(1, 2, 3),
        run=refusing_available_transcoder,
        inequalities=(
            Inequality("one transaction for each job, gas", "<", "declarations of availability, gas"),
            Inequality("fees of the transcoder that refuses, wei", "<=", 0),
            Inequality("what the broadcaster paid, wei", "<=", 0),
        ),
    ),
    Attack(
        name="silent-broadcaster",
        section=_SECTION,
        statement="A broadcaster that sends no segments pays for its jobs, and the transcoder that ignores them loses"
        " nothing.",
        rules="alpha",
        cast=("alice", "bob", "carol"),
        parameter="jobs",
        values=(1, 4, 16),
        run=silent_broadcaster,
        inequalities=(
            Inequality("transactions of the transcoders, gas", "<", "jobs of the broadcaster, gas"),
            Inequality("ETH that the transcoders lost, wei", "<=", 0),
            Inequality("stake that the transcoders lost, LPTU", "<=", 0),
        ),
    ),
    Attack(
        name="silent-broadcaster-ended",
        section=_SECTION,
        statement="A transcoder that waits for segments in vain calls EndJob and is free for others, at little cost.",
        rules="alpha-whitepaper",
        cast=("alice", "bob"),
        parameter="jobs",
        values=(1, 2, 3),
        run=ended_by_transcoder,
        inequalities=(
            Inequality("jobs that are still open", "<=", 0),
            Inequality("transactions of the transcoder, gas", "<", "transactions of the broadcaster, gas"),
        ),
    ),
)
