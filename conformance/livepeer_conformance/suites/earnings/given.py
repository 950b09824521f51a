"""Usual beginnings of scenarios on earnings, and the protocol's fixed-point arithmetic for expected values."""

from livepeer_conformance.suites.scenario import LPT, Scenario

PPM = 10**6
PPB = 10**9
PRECISE = 10**27


def share(amount: int, numerator: int, denominator: int, scale: int = PRECISE) -> int:
    """A part of an amount, rounded down twice."""
    return amount * (numerator * scale // denominator) // scale


def staked(s: Scenario, reward_cut: int = 123_456, fee_share: int = 654_321) -> None:
    """Given alice (700 LPT) with her delegator bob (300 LPT), and carol (500 LPT), are elected; round 2 begins."""
    s.initialized()
    s.orchestrator("alice", 700 * LPT, reward_cut, fee_share)
    s.bonded("bob", 300 * LPT, to="alice")
    s.orchestrator("carol", 500 * LPT)
    s.next_round()


def minted(s: Scenario, stake: int, total: int) -> int:
    """What an orchestrator with ``stake`` of ``total`` may mint in this round."""
    mintable: int = s.view("current_mintable_tokens")
    return share(mintable, stake, total, PPB)
