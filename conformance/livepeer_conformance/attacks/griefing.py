"""A broadcaster that makes the work expensive: segments whose numbers leave gaps cannot be claimed together."""

from typing import Final

from livepeer_conformance.attacks.attack import Attack, Figures, Inequality, Stage
from livepeer_conformance.attacks.given import claim, elected, offer, transcoder, until_paid
from livepeer_conformance.plays.play import Play
from livepeer_conformance.suites.scenario import ETH, LPT


def gaps(stage: Stage, segments: int, step: int = 2) -> Figures:
    """Alice numbers her segments 0, ``step``, 2 ``step``, ...; bob claims each range that has no gap."""
    play = stage.play("in a row")
    ranges_in_a_row = _work(play, [(0, segments - 1)])
    in_a_row = play.gas["bob"]
    play = stage.play("with gaps")
    numbers = [position * step for position in range(segments)]
    ranges = [(0, segments - 1)] if step == 1 else [(number, number) for number in numbers]
    ranges_with_gaps = _work(play, ranges)
    with_gaps, fees = play.gas["bob"], play.holdings()["bob"].fees
    play = stage.play("bob ignores the job")
    _hire(play)
    ignoring = play.holdings()["bob"]
    return {
        "claims in a row": ranges_in_a_row,
        "claims with gaps": ranges_with_gaps,
        "transactions in a row, gas": in_a_row,
        "transactions with gaps, gas": with_gaps,
        "half of the gas in a row for each segment, gas": segments * in_a_row // 2,
        "fees either way, wei": fees,
        "what ignoring the job costs bob, gas": play.gas["bob"],
        "what the job costs alice, gas": play.gas["alice"],
        "stake that ignoring the job costs, LPTU": 1_000 * LPT - ignoring.stake,
    }


def _hire(play: Play) -> int:
    """Bob is alone, and the deposit and the job of alice are on chain; what they cost so far, but for the job, is
    left out."""
    play.initialized()
    transcoder(play, "bob", 1_000 * LPT)
    play.tx("owner", "set_verification_rate", 1_000)
    play.next_round()
    play.gas = dict.fromkeys(play.gas, 0)
    play.tx("alice", "deposit", value=ETH)
    return offer(play)


def _work(play: Play, ranges: list[tuple[int, int]]) -> int:
    """Bob claims the ranges and is paid; how many there are."""
    job = _hire(play)
    worker = elected(play, job)
    until_paid(play, worker, job, [claim(play, worker, job, first, last) for first, last in ranges])
    return len(ranges)


ATTACKS: Final = (
    Attack(
        name="griefing-by-gaps",
        section="Transcoder Griefing",
        statement="A broadcaster that sends segments with gaps between their numbers makes every one of them a claim of"
        " its own. That costs the broadcaster a deposit and a job on chain, and the transcoder may ignore it.",
        rules="alpha",
        cast=("alice", "bob"),
        parameter="segments",
        values=(4, 8, 16),
        run=gaps,
        inequalities=(
            Inequality("claims in a row", "<", "claims with gaps"),
            Inequality("transactions in a row, gas", "<", "transactions with gaps, gas"),
            Inequality("half of the gas in a row for each segment, gas", "<=", "transactions with gaps, gas"),
            Inequality("what ignoring the job costs bob, gas", "<", "what the job costs alice, gas"),
            Inequality("stake that ignoring the job costs, LPTU", "<=", 0),
        ),
    ),
)
