"""Values of the protocol's parameters, with their units and sources.

A preset is two TOML files beside this module, one for alpha and one for all later upgrades: ``mainnet`` has the values
of the deployed networks, ``minimal`` small ones for quick and deep runs. What no transaction can change, such as a
poll's quorum, is a constant of its rule instead.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from livepeer_spec.primitives.types import BlockNumber, Lptu, Ppb, Ppm, Round, Timestamp
from livepeer_spec.versions import RULE_SETS, upgrade_of

PRESETS: Final = ("mainnet", "minimal")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ArbitrationParameters(Parameters):
    """The parameters of a deployment with disputes.

    Attributes:
        dispute_stake: what an accuser stakes.
        orchestrator_stake: what an orchestrator locks at least to answer for its work.
        eligibility_period: for how many rounds after its own a piece of work can be disputed.
        ruling_period: for how many rounds after that of the dispute an arbitrator can rule.
        slash_amount: part of its dispute stake that an orchestrator loses with a dispute.
        bond_slash_amount: part of its bond that it loses besides.
        delegation_slash_amount: part of all stake delegated to it, its bond included, that is lost besides.
        jail_rounds: for how many rounds it is jailed.
        accuser_reward: part of what the orchestrator itself loses that the accuser gets.
        council_threshold: how many equal votes of the council decide.
        vote_quorum: part of the active stake that has to vote when token holders decide.
        voting_period: for how many rounds after that of the dispute token holders can vote.
        court_seats: how many seats a case of the court has.
        seat_deposit: what a juror can lose with a seat.
        commit_period: for how many rounds after that of the dispute jurors can be drawn and commit to a vote.
        reveal_period: for how many rounds after that they can reveal it.
        max_jurors: how many jurors there can be.
        min_bond: what the first answer of an escalation game bonds at least.
        final_bond: what who asks for the final arbitrator bonds at least.
        answer_period: for how many rounds after its own an answer can be contradicted.
        executor_threshold: how many executors must have found the same rendition.
        verification_cost: what a challenger pays for the verification of work.
        challenge_period: for how many rounds after its own a piece of work can be challenged.
        proof_period: for how many rounds after that of the challenge it can be proved.
        fault_slash_amount: part of its bond that an orchestrator loses for faulty work.
        finder_fee: part of what is slashed that the challenger gets.
    """

    dispute_stake: Lptu
    orchestrator_stake: Lptu
    eligibility_period: Round
    ruling_period: Round
    slash_amount: Ppm
    bond_slash_amount: Ppm
    delegation_slash_amount: Ppm
    jail_rounds: Round
    accuser_reward: Ppm
    council_threshold: int
    vote_quorum: Ppm
    voting_period: Round
    court_seats: int
    seat_deposit: Lptu
    commit_period: Round
    reveal_period: Round
    max_jurors: int
    min_bond: Lptu
    final_bond: Lptu
    answer_period: Round
    executor_threshold: int
    verification_cost: Lptu
    challenge_period: Round
    proof_period: Round
    fault_slash_amount: Ppm
    finder_fee: Ppm


@dataclass(frozen=True, slots=True, kw_only=True)
class AlphaParameters:
    """The parameters of a deployment of alpha, in its variants ``deployed`` and ``launch``.

    Attributes:
        round_length: blocks in a round.
        round_lock_amount: part of a round, at its end, in which transcoders can only lower their price.
        unbonding_period: rounds from unbonding until stake can be withdrawn.
        num_transcoders: how many transcoders can be registered.
        num_active_transcoders: how many of these work in a round.
        max_earnings_claims_rounds: how many rounds one claim of earnings covers.
        inflation: part of the supply that a round mints, before it was ever adjusted.
        inflation_change: how much a round adjusts it.
        target_bonding_rate: part of the supply that should be bonded.
        verification_rate: one segment of so many is verified.
        verification_period: blocks from a claim in which its segments are verified.
        verification_slashing_period: blocks after these in which missed verifications are slashed.
        failed_verification_slash_amount, missed_verification_slash_amount, double_claim_segment_slash_amount: part of
            the transcoder's own stake.
        finder_fee: part of a penalty that goes to whoever reported the fault.
        faucet_amount, faucet_wait: LPT that a test network's faucet gives, and hours until it gives again.
        grants_start: when grants of the genesis start to vest, and are unlocked.
        genesis_tokens, genesis_recipients: LPT that the MerkleMine gives out, and to how many accounts.
        caller_allocation_start, caller_allocation_end: from which block on a third party gets a share of an account's
            part there, and from which on everything.
    """

    round_length: BlockNumber
    round_lock_amount: Ppm
    unbonding_period: Round
    num_transcoders: int
    num_active_transcoders: int
    max_earnings_claims_rounds: Round
    inflation: Ppm
    inflation_change: Ppm
    target_bonding_rate: Ppm
    verification_rate: int
    verification_period: BlockNumber
    verification_slashing_period: BlockNumber
    failed_verification_slash_amount: Ppm
    missed_verification_slash_amount: Ppm
    double_claim_segment_slash_amount: Ppm
    finder_fee: Ppm
    faucet_amount: Lptu
    faucet_wait: int
    grants_start: Timestamp
    genesis_tokens: Lptu
    genesis_recipients: int
    caller_allocation_start: BlockNumber
    caller_allocation_end: BlockNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class WhitepaperParameters:
    """The parameters of the whitepaper's table, for alpha's variant ``whitepaper``.

    Attributes:
        num_active_transcoders: N, how many transcoders with the most stake work in a round, besides a random one.
        round_length: blocks in a round.
        round_lock_amount: part of a round, at its end, in which transcoders can only lower their price.
        unbonding_period: rounds from unbonding until stake can be withdrawn.
        inflation: InflationRate, part of the supply that a round mints, before it was ever adjusted.
        inflation_change: how much a round adjusts it.
        target_bonding_rate: ParticipationRate, part of the supply that should be bonded.
        verification_rate: one segment of so many is verified.
        verification_period: blocks from a claim in which its segments are verified.
        verification_slashing_period: SlashingPeriod, blocks after these in which missed verifications are slashed.
        failed_verification_slash_amount, missed_reward_slash_amount, missed_verification_slash_amount: part of all
            stake bonded to a transcoder.
        competitiveness_tolerance: how far a transcoder's share of the work may stay below its share of the stake.
        slashing_threshold: missed rewards in a row before a slash.
        verification_failure_threshold: part of a transcoder's verifications that may fail.
        finder_fee: part of a penalty that goes to whoever reported the fault.
    """

    num_active_transcoders: int
    round_length: BlockNumber
    round_lock_amount: Ppm
    unbonding_period: Round
    inflation: Ppm
    inflation_change: Ppm
    target_bonding_rate: Ppm
    verification_rate: int
    verification_period: BlockNumber
    verification_slashing_period: BlockNumber
    failed_verification_slash_amount: Ppm
    missed_reward_slash_amount: Ppm
    missed_verification_slash_amount: Ppm
    competitiveness_tolerance: Ppm
    slashing_threshold: int
    verification_failure_threshold: Ppm
    finder_fee: Ppm


AnyParameters = Parameters | AlphaParameters | WhitepaperParameters

_KINDS: Final[dict[str, type[AnyParameters]]] = {
    "alpha": AlphaParameters,
    "alpha-launch": AlphaParameters,
    "alpha-whitepaper": WhitepaperParameters,
    "streamflow": Parameters,
    "confluence": Parameters,
    "arbitration": ArbitrationParameters,
}
_BASES: Final = {"alpha-launch": "alpha", "arbitration": "confluence"}
"""Rule sets that have another one's value where they have none of their own."""


@cache
def load(preset: str, rules: str) -> Any:
    """The parameters of a preset in a rule set, an object of the rule set's own class above.

    Raises:
        KeyError: when there is no such preset or rule set; the message has the known ones.
        ParameterError: when the preset is malformed.
    """
    if preset not in PRESETS:
        raise KeyError(f"unknown preset {preset!r}; known are {', '.join(PRESETS)}")
    if rules not in RULE_SETS:
        raise KeyError(f"unknown upgrade {rules!r}; known are {', '.join(RULE_SETS)}")
    file = f"{preset}-alpha.toml" if upgrade_of(rules) == "alpha" else f"{preset}.toml"
    return parse(file, (files(__name__) / file).read_text(encoding="utf-8"), rules)


def parse(file: str, content: str, rules: str) -> Any:
    """The parameters that the text of a preset, read from ``file``, has for a rule set.

    A rule set that builds on another one has that one's value where it has none of its own.

    Raises:
        ParameterError: when the text is no TOML, or lacks or misspells something.
    """
    try:
        document = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise ParameterError(f"{file}: {error}") from error
    together = [name for name in RULE_SETS if (upgrade_of(name) == "alpha") == (upgrade_of(rules) == "alpha")]
    names = {field.name for name in together for field in fields(_KINDS[name])}
    if wrong := document.keys() ^ names:
        raise ParameterError(f"{file}: missing or unknown: {', '.join(sorted(wrong))}")
    for name in names:
        _check_table(f"{file}: {name}", document[name], together)
    kind = _KINDS[rules]
    return kind(
        **{
            field.name: _value(f"{file}: {field.name}", field.name, document[field.name], rules)
            for field in fields(kind)
        }
    )


def _check_table(where: str, table: Any, rule_sets: list[str]) -> None:
    """The table of one parameter has a unit, a source, and values for known rule sets only."""
    if not isinstance(table, dict):
        raise ParameterError(f"{where}: is not a table")
    if unknown := table.keys() - {"unit", "source", "note", *rule_sets}:
        raise ParameterError(f"{where}: has unknown keys {', '.join(sorted(unknown))}")
    for key in ("unit", "source"):
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise ParameterError(f"{where}: lacks {key}")


def _value(where: str, name: str, table: dict[str, Any], rules: str) -> Any:
    """The value that the table of one parameter has for a rule set."""
    value = table.get(rules, table.get(_BASES.get(rules, rules)))
    if name == "max_earnings_claims_rounds" and value is None and issubclass(_KINDS[rules], Parameters):
        return None
    if name == "lip_upgrade_rounds":
        if not isinstance(value, dict) or not all(lip.isdecimal() and _is_count(value[lip]) for lip in value):
            raise ParameterError(f"{where}: has no rounds by LIP for {rules}")
        return MappingProxyType({int(lip): round for lip, round in value.items()})
    if not _is_count(value):
        raise ParameterError(f"{where}: has no whole number for {rules}")
    return value


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
