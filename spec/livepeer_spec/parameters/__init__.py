"""Values of the protocol's parameters, with their units and sources.

A preset is a TOML file beside this module: ``mainnet`` has the values of the deployed networks, ``minimal`` small ones
for quick and deep runs. What no transaction can change, such as a poll's quorum, is a constant of its rule instead.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from livepeer_spec.primitives.types import BlockNumber, Ppb, Ppm, Round

PRESETS: Final = ("mainnet", "minimal")
UPGRADES: Final = ("streamflow", "confluence")
"""The upgrades that a preset has values for, in the order in which they came."""


class ParameterError(ValueError):
    """A preset is malformed; the message names the file and the parameter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """The parameters of a deployment.

    Attributes:
        round_length: blocks in a round.
        round_lock_amount: part of a round, at its end, in which orchestrators cannot change their terms.
        unbonding_period: rounds from unbonding until stake can be withdrawn.
        num_active_transcoders: how many orchestrators the pool holds.
        unlock_period: rounds from an unlock until a sender can withdraw.
        ticket_validity_period: rounds in which a ticket can be redeemed, that of its creation included.
        inflation: part of the supply that a round mints, before it was ever adjusted.
        inflation_change: how much a round adjusts it.
        target_bonding_rate: part of the supply that should be bonded.
        lip_upgrade_rounds: from which round on the rules of a LIP hold, by number of the LIP.
        max_earnings_claims_rounds: how many rounds before LIP-36 one claim covers; None where there is no such limit.
    """

    round_length: BlockNumber
    round_lock_amount: Ppm
    unbonding_period: Round
    num_active_transcoders: int
    unlock_period: Round
    ticket_validity_period: Round
    inflation: Ppb
    inflation_change: Ppb
    target_bonding_rate: Ppb
    lip_upgrade_rounds: Mapping[int, Round]
    max_earnings_claims_rounds: Round | None = None


@cache
def load(preset: str, upgrade: str) -> Parameters:
    """The parameters of a preset in an upgrade.

    Raises:
        KeyError: when there is no such preset or upgrade; the message has the known ones.
        ParameterError: when the preset is malformed.
    """
    if preset not in PRESETS:
        raise KeyError(f"unknown preset {preset!r}; known are {', '.join(PRESETS)}")
    if upgrade not in UPGRADES:
        raise KeyError(f"unknown upgrade {upgrade!r}; known are {', '.join(UPGRADES)}")
    file = f"{preset}.toml"
    return parse(file, (files(__name__) / file).read_text(encoding="utf-8"), upgrade)


def parse(file: str, content: str, upgrade: str) -> Parameters:
    """The parameters that the text of a preset, read from ``file``, has for an upgrade.

    Raises:
        ParameterError: when the text is no TOML, or lacks or misspells something.
    """
    try:
        document = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise ParameterError(f"{file}: {error}") from error
    names = {field.name for field in fields(Parameters)}
    if wrong := document.keys() ^ names:
        raise ParameterError(f"{file}: missing or unknown: {', '.join(sorted(wrong))}")
    values = {name: _value(f"{file}: {name}", name, document[name], upgrade) for name in names}
    return Parameters(**values)


def _value(where: str, name: str, table: Any, upgrade: str) -> Any:
    """The value that the table of one parameter has for an upgrade."""
    if not isinstance(table, dict):
        raise ParameterError(f"{where}: is not a table")
    if unknown := table.keys() - {"unit", "source", "note", *UPGRADES}:
        raise ParameterError(f"{where}: has unknown keys {', '.join(sorted(unknown))}")
    for key in ("unit", "source"):
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise ParameterError(f"{where}: lacks {key}")
    if name == "max_earnings_claims_rounds" and upgrade not in table:
        return None
    value = table.get(upgrade)
    if name == "lip_upgrade_rounds":
        if not isinstance(value, dict) or not all(lip.isdecimal() and _is_count(value[lip]) for lip in value):
            raise ParameterError(f"{where}: has no rounds by LIP for {upgrade}")
        return MappingProxyType({int(lip): round for lip, round in value.items()})
    if not _is_count(value):
        raise ParameterError(f"{where}: has no whole number for {upgrade}")
    return value


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
