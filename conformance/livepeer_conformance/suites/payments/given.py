"""Usual beginnings of scenarios on payments."""

from livepeer_conformance.suites.scenario import ETH, LPT, Scenario


def streaming(s: Scenario, deposit: int = 10 * ETH, reserve: int = 6 * ETH) -> None:
    """Given alice is an active orchestrator with half of the fees for her delegators.

    The broadcaster is erin, with a deposit and a reserve; bob is alice's delegator.
    """
    s.initialized()
    s.orchestrator("alice", 100 * LPT, reward_cut=100_000, fee_share=500_000)
    s.bonded("bob", 100 * LPT, to="alice")
    s.next_round()
    if deposit or reserve:
        s.funded("erin", deposit, reserve)


def two_orchestrators(s: Scenario, deposit: int = 0, reserve: int = 6 * ETH) -> None:
    """Given alice and carol are the two active orchestrators, and erin is a broadcaster with a reserve."""
    s.initialized()
    s.orchestrator("alice", 100 * LPT)
    s.orchestrator("carol", 50 * LPT)
    s.next_round()
    s.funded("erin", deposit, reserve)
