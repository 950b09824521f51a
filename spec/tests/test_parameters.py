"""Presets: their values, and what the loader refuses."""

from dataclasses import FrozenInstanceError
from importlib.resources import files

import pytest

from livepeer_spec import parameters
from livepeer_spec.parameters import PRESETS, AlphaParameters, ParameterError, Parameters, load, parse
from livepeer_spec.primitives.fractions import PPB, PPM
from livepeer_spec.versions import RULE_SETS

MINIMAL = Parameters(
    round_length=50,
    round_lock_amount=100_000,
    unbonding_period=2,
    num_active_transcoders=3,
    unlock_period=2,
    ticket_validity_period=2,
    inflation=1_000_000,
    inflation_change=500_000,
    target_bonding_rate=500_000_000,
    lip_upgrade_rounds={},
    max_earnings_claims_rounds=20,
)


def text(preset: str) -> str:
    """The TOML of a preset."""
    return (files(parameters) / f"{preset}.toml").read_text(encoding="utf-8")


def test_minimal_has_small_values() -> None:
    """Given the minimal preset, then its values are those that generated runs are tuned for."""
    assert load("minimal", "streamflow") == MINIMAL


def test_mainnet_has_the_deployed_values() -> None:
    """Given the mainnet preset, then Confluence has the values of Arbitrum One."""
    assert load("mainnet", "confluence") == Parameters(
        round_length=6377,
        round_lock_amount=100_000,
        unbonding_period=7,
        num_active_transcoders=100,
        unlock_period=2,
        ticket_validity_period=2,
        inflation=220_500,
        inflation_change=500,
        target_bonding_rate=500_000_000,
        lip_upgrade_rounds={},
        max_earnings_claims_rounds=None,
    )
    assert load("mainnet", "streamflow").round_length == 5760


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("upgrade", RULE_SETS)
def test_presets_are_accepted_by_the_setters(preset: str, upgrade: str) -> None:
    """Given a preset, then no setter or constructor rejects one of its values, and it cannot be changed."""
    values = load(preset, upgrade)
    assert values.round_length > 0
    assert values.num_active_transcoders > 0
    assert values.round_lock_amount <= PPM
    one = PPB if isinstance(values, Parameters) else PPM
    assert max(values.inflation, values.inflation_change, values.target_bonding_rate) <= one
    if isinstance(values, Parameters):
        assert values.ticket_validity_period > 0
    else:
        assert values.verification_rate > 0
        assert max(values.failed_verification_slash_amount, values.missed_verification_slash_amount) <= PPM
    if isinstance(values, AlphaParameters):
        assert values.num_active_transcoders <= values.num_transcoders
        assert values.verification_period + values.verification_slashing_period <= 256
    with pytest.raises(FrozenInstanceError):
        values.round_length = 1  # type: ignore[misc]


def test_variant_has_its_upgrade_s_values() -> None:
    """Given a variant without values of its own, then it has those of its upgrade."""
    assert load("minimal", "alpha-launch") == load("minimal", "alpha")


def test_parse_reads_rounds_by_lip() -> None:
    """Given upgrade rounds in a preset, when it is parsed, then they are numbers by number."""
    content = text("minimal").replace("streamflow = {}", "streamflow = {36 = 12, 73 = 40}")
    assert parse("minimal.toml", content, "streamflow").lip_upgrade_rounds == {36: 12, 73: 40}


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("[round_length]", "[round_size]", "missing or unknown: round_length, round_size"),
        ('unit = "blocks"', 'unit = ""', "round_length: lacks unit"),
        ("streamflow = 50", "streamflow = -1", "round_length: has no whole number for streamflow"),
        ("streamflow = 50", "streamflow = true", "round_length: has no whole number for streamflow"),
        ("streamflow = 50", "", "round_length: has no whole number for streamflow"),
        ("streamflow = 50", "delta = 50", "round_length: has unknown keys delta"),
        ("streamflow = {}", "streamflow = {first = 1}", "lip_upgrade_rounds: has no rounds by LIP"),
        ("streamflow = {}", "", "lip_upgrade_rounds: has no rounds by LIP"),
        ("[round_length]", "round_length = 50\n[round_length]", "minimal.toml: "),
    ],
)
def test_parse_rejects_a_malformed_preset(old: str, new: str, problem: str) -> None:
    """Given a preset with one fault, when it is parsed, then the error names file, parameter and fault."""
    content = text("minimal").replace(old, new, 1)
    assert content != text("minimal")
    with pytest.raises(ParameterError, match=problem) as caught:
        parse("minimal.toml", content, "streamflow")
    assert str(caught.value).startswith("minimal.toml: ")


def test_parse_rejects_a_parameter_without_table() -> None:
    """Given a bare value in place of a parameter's table, when it is parsed, then the error names the parameter."""
    lines = text("minimal").splitlines()
    start = lines.index("[round_length]")
    end = next(number for number in range(start + 1, len(lines)) if lines[number].startswith("["))
    content = "round_length = 50\n" + "\n".join(lines[:start] + lines[end:])
    with pytest.raises(ParameterError, match=r"minimal\.toml: round_length: is not a table"):
        parse("minimal.toml", content, "streamflow")


@pytest.mark.parametrize(("preset", "upgrade"), [("tiny", "streamflow"), ("minimal", "tributary")])
def test_load_rejects_unknown_names(preset: str, upgrade: str) -> None:
    """Given an unknown preset or upgrade, when it is loaded, then the error has the known ones."""
    with pytest.raises(KeyError, match="known are"):
        load(preset, upgrade)
