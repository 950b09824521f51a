"""Usual beginnings and ends of scenarios about escalation games."""

from livepeer_conformance.suites.disputes.given import approving, liable, raised
from livepeer_conformance.suites.scenario import UNLIMITED, Scenario

PLAYERS = ("carol", "dave", "erin")


def games(s: Scenario) -> None:
    """Given players that approved their bonds, alice, who supports the game, and bob, who can accuse her."""
    liable(s, "alice", "Escalation")
    approving(s, "bob")
    for name in PLAYERS:
        s.tx(name, "approve", "Escalation", UNLIMITED)


def game(s: Scenario) -> int:
    """Given a game about a dispute of bob with alice; gives its id."""
    games(s)
    return raised(s, "bob", judge="Escalation")


def playing(s: Scenario, id: int, *bonds: int, first: bool = True) -> list[int]:
    """Given carol and dave contradict each other with these bonds, or with twice the last one for 0; gives them."""
    paid: list[int] = []
    for index, bond in enumerate(bonds):
        paid.append(bond or (2 * paid[-1] if paid else s.parameters.min_bond))
        s.tx(PLAYERS[index % 2], "answer_dispute", id, first == (index % 2 == 0), paid[-1])
    return paid


def escalating(s: Scenario, id: int, judge: str, *bonds: int, first: bool = True) -> list[int]:
    """Given erin contradicts the last of these answers before a final arbitrator; gives all bonds."""
    s.tx("owner", "set_final_arbitrator", judge)
    paid = playing(s, id, *bonds, first=first)
    paid.append(max(2 * paid[-1], s.parameters.final_bond))
    s.tx("erin", "escalate_dispute", id, first == (len(bonds) % 2 == 0), paid[-1])
    return paid


def collected(s: Scenario, id: int, *indexes: int) -> dict[str, int]:
    """What each player has when a stranger collects these answers, without what it had before."""
    before = {name: s.balance(name) for name in PLAYERS}
    for index in indexes:
        s.tx("heidi", "collect_bond", id, index)
    return {name: s.balance(name) - before[name] for name in PLAYERS}
