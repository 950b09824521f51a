"""Quirks: where the deployed client's fast verification departs from the roadmap, and from the rules here.

- *One rendition is compared*, drawn by chance, not each; then both segments are loaded, and width, height and audio
  packets compared.
- *Without a trusted result an untrusted one is used*, unverified: who can keep the trusted orchestrator busy decides.
  The roadmap has no untrusted orchestrator pass then (``LP-FAST-026``).
- *Who passed before comes first*, then who answered first; all before the one that is used are suspended, those behind
  it are not looked at.
- *Nobody is suspended where none passes*: with one untrusted orchestrator alone, a cheat is asked again and again. The
  roadmap bans whoever fails (``LP-FAST-013``).
- *What the rule does not take for itself is a failure*: on flat pictures every honest orchestrator fails
  (``LP-FAST-006``).
- *A score is given*: it never changes by what an orchestrator does (``LP-FAST-015`` and on).
- An untrusted fingerprint that cannot be loaded ends the attempt, and one that is empty the program.
- There is no full verification, and the result signature does not cover the source.

Source: the client's package ``server``, broadcast.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from livepeer_spec.verification.fingerprint import livepeer
from livepeer_spec.verification.fingerprint.frames import Fingerprint


class DeployedChoice(NamedTuple):
    """What the client makes of a sample.

    Attributes:
        used: whose result is used.
        is_verified: whether it was compared.
        suspended: who is not asked for a while.
    """

    used: str | None
    is_verified: bool
    suspended: tuple[str, ...]


def deployed_choice(
    trusted: tuple[str, Sequence[Fingerprint]] | None,
    others: Sequence[tuple[str, Sequence[Fingerprint]]],
    rendition: int,
    is_same_container: Callable[[str], bool] = lambda name: True,
) -> DeployedChoice:
    """What the deployed client makes of the answers to a sample, where they are complete.

    ``others`` are untrusted ones with their fingerprints: who passed last time, then by arrival; ``rendition`` is the
    one that is compared; ``is_same_container`` is whether width, height and audio of it are the trusted one's.
    """
    if trusted is None:
        return DeployedChoice(others[0][0] if others else None, False, ())
    name, expected = trusted
    failed: list[str] = []
    for other, found in others:
        if livepeer.collide(expected[rendition], found[rendition]) and is_same_container(other):
            return DeployedChoice(other, True, tuple(failed))
        failed.append(other)
    return DeployedChoice(name, False, ())
