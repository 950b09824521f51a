"""The upgrades of the protocol, their variants, and the names of the rule sets that follow from them.

An upgrade is a version of the protocol. Where more than one set of rules goes by its name they are its *variants*, of
which the first is meant when none is named. A *rule set* is an upgrade in one variant; its name is the upgrade's slug,
with the variant behind it unless it is the first: ``alpha``, ``alpha-whitepaper``, ``streamflow``.
"""

from typing import Final

UPGRADES: Final = ("alpha", "streamflow", "confluence", "arbitration")
"""The upgrades in the order in which they came; the last one is a proposal."""

VARIANTS: Final[dict[str, tuple[str, ...]]] = {"alpha": ("deployed", "launch", "whitepaper")}
"""The variants of the upgrades that have some."""


def rule_set(upgrade: str, variant: str = "") -> str:
    """The name of an upgrade's rule set. Raises ``KeyError`` with the known names for an unknown upgrade or variant."""
    if upgrade not in UPGRADES:
        raise KeyError(f"unknown upgrade {upgrade!r}; known are {', '.join(UPGRADES)}")
    known = VARIANTS.get(upgrade, ())
    if variant and variant not in known:
        raise KeyError(f"unknown variant {variant!r} of {upgrade}; known are {', '.join(known) or 'none'}")
    return f"{upgrade}-{variant}" if variant in known[1:] else upgrade


def upgrade_of(rules: str) -> str:
    """The upgrade that a rule set belongs to."""
    return rules.partition("-")[0]


def variant_of(rules: str) -> str:
    """The variant of a rule set; empty where its upgrade has none."""
    upgrade, _, variant = rules.partition("-")
    return variant or next(iter(VARIANTS.get(upgrade, ())), "")


RULE_SETS: Final = tuple(rule_set(upgrade, variant) for upgrade in UPGRADES for variant in VARIANTS.get(upgrade, ("",)))
"""Every rule set, in the order of the upgrades."""
