"""Names of rule sets."""

import pytest

from livepeer_spec.versions import RULE_SETS, UPGRADES, VARIANTS, rule_set, upgrade_of, variant_of


def test_rule_sets_are_the_upgrades_in_their_variants() -> None:
    """Given the upgrades, then each has a rule set, or one a variant; the first goes by its name."""
    assert RULE_SETS == ("alpha", "alpha-launch", "alpha-whitepaper", "streamflow", "confluence", "arbitration")


@pytest.mark.parametrize("name", RULE_SETS)
def test_name_of_a_rule_set_tells_upgrade_and_variant(name: str) -> None:
    """Given a rule set's name, then upgrade and variant follow from it, and it from them."""
    upgrade, variant = upgrade_of(name), variant_of(name)
    assert upgrade in UPGRADES
    assert variant in VARIANTS.get(upgrade, ("",))
    assert rule_set(upgrade, variant) == name


@pytest.mark.parametrize(("upgrade", "variant"), [("tributary", ""), ("alpha", "early"), ("streamflow", "launch")])
def test_unknown_names_are_refused_with_the_known_ones(upgrade: str, variant: str) -> None:
    """Given an upgrade or a variant that is none, then the error has those that are."""
    with pytest.raises(KeyError, match="known are"):
        rule_set(upgrade, variant)
