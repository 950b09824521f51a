"""The offers of a rule set: those of its repertoire whose transaction it has."""

from functools import cache

from livepeer_conformance.machines.proposing import Offer
from livepeer_conformance.machines.repertoire import repertoire
from livepeer_conformance.model.action import L1_SUPPLY_ACTION
from livepeer_spec.upgrades import upgrade


@cache
def offers(rules: str) -> tuple[Offer, ...]:
    """The offers for a rule set's transactions."""
    known = set(upgrade(rules).catalogue.transactions)
    if rules in ("confluence", "arbitration"):
        known.add(L1_SUPPLY_ACTION)
    return tuple(offer for offer in repertoire(rules).proposals.offers if offer.transaction in known)


@cache
def offers_of(rules: str, transaction: str) -> tuple[Offer, ...]:
    """The offers for one transaction."""
    return tuple(offer for offer in offers(rules) if offer.transaction == transaction)
