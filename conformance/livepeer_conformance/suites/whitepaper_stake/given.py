"""Usual beginnings of scenarios on the whitepaper's stake."""

from livepeer_conformance.suites.scenario import PPM, Scenario


def candidate(s: Scenario, name: str, stake: int, reward_cut: int = 0, fee_share: int = PPM, price: int = 0) -> None:
    """Given ``name`` is a candidate with own stake and terms (in ppm and wei)."""
    s.bonded(name, stake, name)
    s.tx(name, "transcoder", reward_cut, fee_share, price)


def candidates(s: Scenario) -> list[str]:
    """The candidates in the order of the list."""
    members = []
    name = s.view("get_first_transcoder_in_pool")
    while name != "null":
        members.append(name)
        name = s.view("get_next_transcoder_in_pool", name)
    assert s.view("get_transcoder_pool_size") == len(members)
    return members


def active(s: Scenario) -> list[str]:
    """Who is active in the current round, in the order of the election."""
    return [s.name(account) for account in s.view("get_active_transcoders", s.round)]


def delegators(s: Scenario, name: str) -> list[str]:
    """Whose stake stands behind an account."""
    return [s.name(account) for account in s.view("get_delegators", name)]


def vote(s: Scenario, voter: str, name: str, value: int) -> None:
    """Given an active transcoder with more than half of the stake gives a parameter a value."""
    s.tx(voter, "propose_parameter", name, value)
    s.tx(voter, "vote_for", s.view("num_proposals") - 1)
    assert s.view("parameter", name) == value
