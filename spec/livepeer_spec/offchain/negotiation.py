"""Negotiation: how a broadcaster and an orchestrator come together.

1. The broadcaster reads the registry and keeps who offers the wanted service near enough, with enough stake.
2. It asks each of them for a quote; the request is signed and names what the job needs.
3. Those that are free answer with a price and with parameters for tickets.
4. The broadcaster notes who answered, and how quickly.
5. It chooses (:mod:`~livepeer_spec.offchain.selection`).
6. It sends segments with tickets to those that it chose.
7. The orchestrator looks at the deposit and works.

Source: Livepeer Streamflow Paper, "Negociação de Jobs Offchain"; the client's packages ``discovery`` and ``server``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from livepeer_spec.offchain.errors import Fault, demand
from livepeer_spec.offchain.service import Offer
from livepeer_spec.primitives.types import Lptu, Round, Wei
from livepeer_spec.requirements import implements

MAX_SESSIONS: Final = 10
"""Sessions that an orchestrator takes at a time, unless it is told otherwise."""
DISCOVERY_LOOKS: Final = (0.5, 1.0, 2.0, 4.0)
"""Seconds after which a broadcaster looks whether it has an answer, and is content with those that it has."""
DISCOVERY_CUTOFF: Final = 6.0
"""Seconds after which it waits no longer, whatever it has."""


@dataclass(frozen=True, slots=True)
class Registered:
    """An orchestrator as broadcasters find it.

    Attributes:
        uri: where it is asked.
        stake: what is bonded to it, in LPTU.
        activation_round, deactivation_round: it is active from the one until just before the other.
        offer: its services and regions; None for an orchestrator that publishes none.
    """

    uri: str
    stake: Lptu
    activation_round: Round
    deactivation_round: Round
    offer: Offer | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An orchestrator's quote: whether it suits, how long it took, and for how long it is still suspended."""

    uri: str
    seconds: float
    is_acceptable: bool = True
    suspended_for: int = 0


@implements("LP-NEG-050", "LP-NEG-051", "LP-NEG-052")
def discover(
    registry: Sequence[Registered], current: Round, minimum_stake: Lptu, service: str = "", region: str = ""
) -> list[Registered]:
    """Step 1: active orchestrators with enough stake, for the service and region where these are wanted.

    One that publishes no services is asked as well: it tells its capabilities with its quote.
    """
    return [
        entry
        for entry in registry
        if entry.activation_round <= current < entry.deactivation_round
        and entry.stake >= minimum_stake
        and (entry.offer is None or entry.offer.suits(service, region))
    ]


@implements("LP-NEG-053")
def require_capacity(has_session: bool, sessions: int, maximum: int = MAX_SESSIONS) -> None:
    """Accept a request or a segment while there is room; a session that is open keeps its place.

    Raises ``ORCHESTRATOR_CAPPED``.
    """
    # There is room for one more session.
    demand(has_session or sessions < maximum, Fault.ORCHESTRATOR_CAPPED)


@implements("LP-NEG-054")
def discovery_ends(answers: Sequence[Answer], wanted: int, asked: int) -> float:
    """Step 4: after how many seconds the broadcaster stops waiting for answers.

    It stops when it has as many acceptable ones as it wants, or all answers. It also looks after half a second, a
    second, two, and four, and stops where it has one at least; and it waits six seconds at most.
    """
    ordered = sorted(answers, key=lambda answer: answer.seconds)
    suitable = [answer.seconds for answer in ordered if answer.is_acceptable]
    complete = [suitable[wanted - 1]] if 0 < wanted <= len(suitable) else []
    if len(ordered) == asked and ordered:
        complete.append(ordered[-1].seconds)
    looks = [time for time in DISCOVERY_LOOKS if suitable and suitable[0] <= time]
    return min([*complete, *looks[:1], DISCOVERY_CUTOFF])


@implements("LP-NEG-055", "LP-NEG-056")
def choose_answers(answers: Sequence[Answer], wanted: int) -> list[str]:
    """Steps 4 and 5: the quickest acceptable answers; suspended orchestrators only where others are too few.

    Of these, those that are suspended for the shortest time come first. Raises ``NO_ORCHESTRATORS``.
    """
    suitable = sorted((answer for answer in answers if answer.is_acceptable), key=lambda answer: answer.seconds)
    free = [answer for answer in suitable if answer.suspended_for == 0]
    suspended = sorted((answer for answer in suitable if answer.suspended_for), key=lambda item: item.suspended_for)
    chosen = (free + suspended)[:wanted]
    # Somebody is there.
    demand(bool(chosen), Fault.NO_ORCHESTRATORS)
    return [answer.uri for answer in chosen]


@implements("LP-NEG-057")
def require_deposit(deposit: Wei, minimum: Wei) -> None:
    """Step 7: work for a broadcaster whose deposit is high enough. Raises ``LOW_PM_BALANCE``.

    The paper names this error; no client sends it.
    """
    # The deposit is high enough.
    demand(deposit >= minimum, Fault.LOW_PM_BALANCE)


@implements("LP-NEG-058")
def require_job_format(announced: Sequence[str], segment: Sequence[str]) -> None:
    """Accept a segment whose input is of the form that the job was announced with: container, codec, resolution.

    Raises ``SEGMENT_FORMAT_MISMATCH``. The paper names this error; no client sends it.
    """
    # Each part of the form is the announced one.
    demand(list(announced) == list(segment), Fault.SEGMENT_FORMAT_MISMATCH)
