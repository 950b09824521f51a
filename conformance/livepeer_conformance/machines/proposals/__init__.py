"""Proposals for each transaction, by area."""

from livepeer_conformance.machines.proposals import (
    contracts,
    delegators,
    extremes,
    funding,
    governor,
    migrator,
    orchestrators,
    owner,
    polls,
    registry,
    snapshots,
    tickets,
    token,
    token_owner,
)

__all__ = [
    "contracts",
    "delegators",
    "extremes",
    "funding",
    "governor",
    "migrator",
    "orchestrators",
    "owner",
    "polls",
    "registry",
    "snapshots",
    "tickets",
    "token",
    "token_owner",
]
