"""Slashing of all that is delegated to an orchestrator: who loses what, and who does not."""

from collections.abc import Callable
from typing import Final

import pytest

from livepeer_conformance.model.action import TicketPlan
from livepeer_conformance.suites.disputes.given import approving, judged_by, liable, raised
from livepeer_conformance.suites.scenario import ETH, LPT, NO_HINTS, PPM, UNLIMITED, Scenario, options, requirement
from livepeer_spec.primitives.fractions import PRECISE
from livepeer_spec.rejection import Reason

QUARTER: Final = PPM // 4
LEAST: Final = 10**9


def working(s: Scenario, reward_cut: int = 0, bond: int = 1000 * LPT) -> None:
    """Given alice works with 1000 LPT, carol and dave delegate 500 LPT each to her, and erin judges disputes; a lost
    one costs nothing but a part of the dispute stake."""
    s.initialized()
    s.orchestrator("alice", bond, reward_cut)
    s.bonded("carol", 500 * LPT, "alice")
    s.bonded("dave", 500 * LPT, "alice")
    judged_by(s, "erin")
    liable(s, "alice", "erin")
    approving(s, "bob")
    s.tx("owner", "set_penalty", 0, 0)


def slash(s: Scenario, fraction: int, segment: int = 0) -> None:
    """Given bob wins a dispute with alice that costs this part of all that is delegated to her."""
    s.tx("owner", "set_delegation_slash_amount", fraction)
    s.tx("erin", "rule_dispute", raised(s, "bob", segment=segment), True)


def pays(s: Scenario, amount: int, nonce: int = 0) -> None:
    """Given heidi's ticket pays alice and her delegators."""
    s.tx("frank", "redeem_winning_ticket", TicketPlan("heidi", "alice", amount, nonce=nonce))


def nearly(found: list[int], expected: list[int]) -> bool:
    """Whether amounts are as much as expected, or one unit less by rounding."""
    return all(0 <= wanted - amount <= 1 for amount, wanted in zip(found, expected, strict=True))


def stakes(s: Scenario, *names: str) -> list[int]:
    """What each would have after a claim, in LPTU."""
    return [s.view("pending_stake", name, 0) for name in names]


def fees(s: Scenario, *names: str) -> list[int]:
    """What each would have earned after a claim, in wei."""
    return [s.view("pending_fees", name, 0) for name in names]


@requirement("LP-PEN-012", "LP-PEN-013", "LP-PEN-014", "LP-PEN-015", "LP-PEN-021", "LP-PEN-024")
def test_delegations_are_slashed(scenario: Scenario) -> None:
    """Given 2000 LPT are delegated to alice, 1000 of them her own, and carol is unbonding 100 besides, when a quarter
    is slashed, then 500 LPT leave the Minter, each has three quarters left, and what carol unbonds is untouched."""
    s = scenario
    working(s)
    s.tx("carol", "bond", 100 * LPT, "alice")
    s.next_round()
    s.tx("carol", "unbond", 100 * LPT)
    minter, supply = s.balance("Minter"), s.view("total_supply")
    own = s.parameters.orchestrator_stake // 2
    slash(s, QUARTER)
    assert ("SlashSettled", "alice", "alice", 250 * LPT) in s.events
    assert ("DelegationsSlashed", "alice", 500 * LPT, PRECISE * 3 // 4) in s.events
    reward = own * s.parameters.accuser_reward // PPM
    assert s.events[-1] == ("DisputeRuled", 1, True, own + 500 * LPT, reward)
    assert (s.balance("Minter"), s.view("total_supply")) == (minter - 500 * LPT, supply - 500 * LPT - own + reward)
    assert s.view("transcoder_total_stake", "alice") == 1500 * LPT
    assert stakes(s, "alice", "carol", "dave") == [750 * LPT, 375 * LPT, 375 * LPT]
    assert s.view("get_delegator", "alice")["bondedAmount"] == 750 * LPT
    assert s.view("get_delegator", "carol")["bondedAmount"] == 500 * LPT
    assert s.view("slashed_bond", "carol") == 375 * LPT
    assert s.view("slash_factors", "alice") == {"current": PRECISE * 3 // 4, "before": 0, "lastRound": s.round}
    assert (s.view("noted_slash_factor", "alice"), s.view("noted_slash_factor", "carol")) == (PRECISE * 3 // 4, 0)
    assert s.view("get_delegator_unbonding_lock", "carol", 0)["amount"] == 100 * LPT
    s.next_round()
    s.tx("carol", "claim_earnings", 0)
    assert s.events == [
        ("EarningsClaimed", "alice", "carol", 0, 0, s.round, s.round),
        ("SlashSettled", "alice", "carol", 125 * LPT),
    ]
    assert s.view("get_delegator", "carol")["bondedAmount"] == 375 * LPT
    assert s.view("noted_slash_factor", "carol") == PRECISE * 3 // 4


@requirement("LP-PEN-013", "LP-PEN-015")
def test_who_claimed_in_the_round_is_slashed(scenario: Scenario) -> None:
    """Given carol claimed in the round before the slash, then she cannot unbond what she had, and a second claim in the
    round takes a quarter, once."""
    s = scenario
    working(s)
    s.tx("carol", "claim_earnings", 0)
    slash(s, QUARTER)
    assert stakes(s, "carol") == [375 * LPT]
    s.rejects(Reason.UNBOND_EXCEEDS_BOND, "carol", "unbond", 375 * LPT + 1)
    s.tx("carol", "claim_earnings", 0)
    assert s.events == [("SlashSettled", "alice", "carol", 125 * LPT)]
    s.tx("carol", "claim_earnings", 0)
    assert s.events == []
    s.tx("carol", "unbond", 375 * LPT)
    assert s.view("transcoder_total_stake", "alice") == 1125 * LPT


def _bonds(s: Scenario) -> None:
    s.bonded("heidi", 100 * LPT, "alice")


def _is_bonded_for(s: Scenario) -> None:
    s.tx("grace", "approve", "BondingManager", UNLIMITED)
    s.tx("grace", "bond_for_with_hint", 100 * LPT, "heidi", "alice", *NO_HINTS)


def _moves(s: Scenario) -> None:
    s.tx("heidi", "bond", 0, "alice")


def _rebonds(s: Scenario) -> None:
    s.tx("heidi", "unbond", 100 * LPT)
    s.tx("heidi", "rebond_from_unbonded", "alice", 0)


def _gets_a_bond(s: Scenario) -> None:
    s.tx("dave", "transfer_bond", "heidi", 100 * LPT, *NO_HINTS)


@requirement("LP-PEN-013")
@pytest.mark.parametrize(
    ("elsewhere", "arrive"),
    [(False, _bonds), (False, _is_bonded_for), (True, _moves), (True, _rebonds), (False, _gets_a_bond)],
    ids=["bonds", "is bonded for", "moves", "rebonds", "gets a bond"],
)
def test_who_comes_after_a_slash_loses_nothing(
    scenario: Scenario, elsewhere: bool, arrive: Callable[[Scenario], None]
) -> None:
    """Given alice's delegations were slashed by a quarter, when heidi's stake comes to her, then it is 100 LPT; the
    next slash, by a fifth, takes 20 of them."""
    s = scenario
    working(s)
    if elsewhere:
        s.orchestrator("grace", 10 * LPT)
        s.bonded("heidi", 100 * LPT, "grace")
    slash(s, QUARTER)
    s.next_round()
    arrive(s)
    assert stakes(s, "heidi") == [100 * LPT]
    assert s.view("noted_slash_factor", "heidi") == PRECISE * 3 // 4
    slash(s, PPM // 5, 1)
    assert stakes(s, "heidi") == [80 * LPT]
    s.next_round()
    s.tx("heidi", "claim_earnings", 0)
    assert s.view("get_delegator", "heidi")["bondedAmount"] == 80 * LPT


@requirement("LP-PEN-013")
@pytest.mark.parametrize("in_its_round", [True, False], ids=["in the round of the slash", "later"])
def test_who_left_after_a_slash_is_slashed_once(scenario: Scenario, in_its_round: bool) -> None:
    """Given carol's stake was slashed at alice, when she moves it to grace, then she has three quarters of it there,
    and no later slash of alice's delegations touches it."""
    s = scenario
    working(s)
    s.orchestrator("grace", 10 * LPT)
    slash(s, QUARTER)
    if not in_its_round:
        s.next_round()
    s.tx("carol", "bond", 0, "grace")
    assert ("Bond", "grace", "alice", "carol", 0, 375 * LPT) in s.events
    assert s.view("transcoder_total_stake", "alice") == 1125 * LPT
    assert s.view("transcoder_total_stake", "grace") == 385 * LPT
    slash(s, PPM // 2, 1)
    assert stakes(s, "alice", "carol", "dave") == [375 * LPT, 375 * LPT, 187 * LPT + LPT // 2]


@requirement("LP-PEN-012", "LP-PEN-014", "LP-PEN-021")
def test_slashes_follow_each_other(scenario: Scenario) -> None:
    """Given two slashes in a round and one in the next, of a quarter, a fifth and a half, then 0.6 and 0.3 are left of
    a unit, and the factor that a round began with stays known to its end."""
    s = scenario
    working(s)
    slash(s, QUARTER)
    slash(s, PPM // 5, 1)
    assert s.view("slash_factors", "alice") == {"current": PRECISE * 6 // 10, "before": 0, "lastRound": s.round}
    assert stakes(s, "alice", "carol") == [600 * LPT, 300 * LPT]
    s.next_round()
    slash(s, PPM // 2, 2)
    assert s.view("slash_factors", "alice") == {
        "current": PRECISE * 3 // 10,
        "before": PRECISE * 6 // 10,
        "lastRound": s.round,
    }
    assert stakes(s, "alice", "carol", "dave") == [300 * LPT, 150 * LPT, 150 * LPT]
    assert s.view("transcoder_total_stake", "alice") == 600 * LPT


@requirement("LP-PEN-012", "LP-PEN-014")
def test_a_slash_stops_before_nothing_is_left(scenario: Scenario) -> None:
    """Given all but 10^-18 of a unit is slashed, when one more millionth is asked for, or everything at once, then
    nothing is taken and alice goes on working; the same for so little that its part rounds to nothing."""
    s = scenario
    working(s)
    s.tx("Disputes", "slash_delegations", "alice", PPM)
    assert (s.returned, s.view("transcoder_total_stake", "alice")) == (0, 2000 * LPT)
    assert s.view("is_active_transcoder", "alice") is True
    for _ in range(3):
        s.tx("Disputes", "slash_delegations", "alice", PPM - 1)
    assert s.view("slash_factors", "alice")["current"] == LEAST
    assert stakes(s, "carol") == [500]
    delegated = s.view("transcoder_total_stake", "alice")
    s.tx("Disputes", "slash_delegations", "alice", 1)
    assert (s.returned, s.events) == (0, [])
    s.tx("Disputes", "slash_delegations", "alice", PPM // 2)
    assert (s.returned, s.view("transcoder_total_stake", "alice")) == (0, delegated)
    s.tx("Disputes", "slash_delegations", "dave", PPM // 2)
    assert s.returned == 0
    s.bonded("bob", 999_999, "grace")
    s.tx("Disputes", "slash_delegations", "grace", 1)
    assert (s.returned, s.view("slash_factors", "grace")["current"]) == (0, 0)


@requirement("LP-PEN-018")
def test_a_slashed_orchestrator_is_out_of_work(scenario: Scenario) -> None:
    """Given a slash without jail, then alice is inactive and out of the pool at once and gets no reward of the round;
    she can join again for the next one."""
    s = scenario
    working(s)
    slash(s, QUARTER)
    assert ("TranscoderDeactivated", "alice", s.round + 1) in s.events
    assert s.view("is_active_transcoder", "alice") is False
    assert s.view("get_first_transcoder_in_pool") == "null"
    assert s.view("next_round_total_active_stake") == 0
    assert s.view("jailed_until", "alice") == 0
    s.rejects(Reason.NOT_ACTIVE, "alice", "reward")
    s.tx("alice", "transcoder", 0, PPM)
    s.rejects(Reason.NOT_ACTIVE, "alice", "reward")
    assert s.view("next_round_total_active_stake") == 1500 * LPT
    s.next_round()
    s.tx("alice", "reward")
    minted = s.events[-1][2]
    factor = PRECISE + minted * PRECISE // (1500 * LPT)
    assert stakes(s, "carol", "dave") == [500 * LPT * factor // PRECISE * 3 // 4] * 2


@requirement("LP-PEN-012", "LP-PEN-023")
def test_commission_of_the_round_is_slashed(scenario: Scenario) -> None:
    """Given alice claimed, then got a reward of which half is commission, when a quarter is slashed, then her
    commission has lost a quarter as well, and all have together what is delegated, but for rounding."""
    s = scenario
    working(s, reward_cut=PPM // 2)
    s.tx("alice", "claim_earnings", 0)
    s.tx("alice", "reward")
    minted = s.events[-1][2]
    commission = minted // 2
    assert s.view("get_transcoder", "alice")["cumulativeRewards"] == commission
    delegated = s.view("transcoder_total_stake", "alice")
    assert delegated == 2000 * LPT + minted
    slash(s, QUARTER)
    assert s.view("get_transcoder", "alice")["cumulativeRewards"] == commission * 3 // 4
    left = delegated - delegated // 4
    assert s.view("transcoder_total_stake", "alice") == left
    # Alice claimed before the reward and forfeits her stake's part of it, half of the other half.
    forfeited = (minted - commission) // 2 * 3 // 4
    assert 0 <= left - sum(stakes(s, "alice", "carol", "dave")) - forfeited <= 5


@requirement("LP-PEN-016", "LP-PEN-015")
def test_fees_of_the_round_are_shared_by_what_it_began_with(scenario: Scenario) -> None:
    """Given 4 ETH of fees before a slash, 4 ETH after it and 4 ETH after another one in the round, then carol has a
    quarter of them all, although heidi bonded as much as all others in between; and slashing takes no fees."""
    s = scenario
    working(s)
    s.funded("heidi", 20 * ETH)
    pays(s, 4 * ETH)
    assert fees(s, "alice", "carol", "dave") == [2 * ETH, ETH, ETH]
    slash(s, QUARTER)
    assert fees(s, "alice", "carol", "dave") == [2 * ETH, ETH, ETH]
    s.bonded("heidi", 1500 * LPT, "alice")
    pays(s, 4 * ETH, 1)
    slash(s, PPM // 2, 1)
    pays(s, 4 * ETH, 2)
    # Alice's earnings were claimed with the slash: she forfeits her stake's part of what comes later in the round.
    assert fees(s, "alice", "carol", "dave", "heidi") == [2 * ETH, 3 * ETH, 3 * ETH, 0]
    s.next_round()
    s.tx("carol", "withdraw_fees", "carol", 3 * ETH)
    assert fees(s, "carol", "dave") == [0, 3 * ETH]


@requirement("LP-PEN-016", "LP-PEN-017")
def test_fees_of_later_rounds_are_shared_by_what_is_left(scenario: Scenario) -> None:
    """Given a slash by a quarter and heidi's 500 LPT after it, when 4 ETH are paid in the next round, then heidi has a
    quarter of them, carol and dave three sixteenths each, whether they claimed meanwhile or not."""
    s = scenario
    working(s)
    s.funded("heidi", 20 * ETH)
    slash(s, QUARTER)
    s.tx("carol", "claim_earnings", 0)
    s.bonded("heidi", 500 * LPT, "alice")
    s.next_round()
    pays(s, 4 * ETH)
    assert fees(s, "alice", "carol", "dave", "heidi") == [3 * ETH // 2, 3 * ETH // 4, 3 * ETH // 4, ETH]
    s.next_round()
    slash(s, PPM // 2, 1)
    pays(s, 4 * ETH, 1)
    assert fees(s, "carol", "dave", "heidi") == [3 * ETH // 2, 3 * ETH // 2, 2 * ETH]


@requirement("LP-PEN-017")
def test_fees_outside_the_pool_are_shared_by_what_is_left(scenario: Scenario) -> None:
    """Given alice is out of the pool after a slash and is slashed again, then carol has a quarter of the fees of each
    round, that of the second slash included."""
    s = scenario
    working(s)
    s.funded("heidi", 20 * ETH)
    slash(s, QUARTER)
    s.next_round(2)
    slash(s, PPM // 2, 1)
    pays(s, 4 * ETH)
    assert nearly(fees(s, "carol", "dave"), [ETH, ETH])
    s.next_round()
    slash(s, PPM // 5, 2)
    s.next_round()
    pays(s, 4 * ETH, 1)
    assert nearly(fees(s, "carol", "dave"), [2 * ETH, 2 * ETH])
    pool = s.view("get_transcoder_earnings_pool_for_round", "alice", s.round)
    assert pool["totalStake"] == s.view("transcoder_total_stake", "alice") == 600 * LPT


@requirement("LP-PEN-012", "LP-PEN-013", "LP-PEN-016", "LP-PEN-018")
def test_all_withdraw_and_the_books_add_up(scenario: Scenario) -> None:
    """Given rewards and fees before, between and after two slashes by a third, and people who claim in between, come in
    between or stay away, when all withdraw in the end, then the Minter keeps less than a unit for each amount that was
    rounded: with the two slashes, and with each of the at most three claims of four people."""
    s = scenario
    working(s, reward_cut=PPM // 10)
    s.funded("heidi", 12 * ETH)
    s.tx("alice", "reward")
    s.next_round()
    s.tx("alice", "reward")
    pays(s, 3 * ETH)
    slash(s, 333_333)
    s.bonded("grace", 77 * LPT + 1, "alice")
    s.next_round()
    s.tx("alice", "reward")
    s.tx("carol", "claim_earnings", 0)
    s.next_round()
    s.tx("alice", "reward")
    pays(s, 3 * ETH, 1)
    s.next_round()
    pays(s, 3 * ETH, 2)
    slash(s, 333_333, 1)
    s.next_round()
    pays(s, 3 * ETH, 3)
    s.next_round()
    names = ("alice", "carol", "dave", "grace")
    for name in names:
        earned, stake = *fees(s, name), *stakes(s, name)
        s.tx(name, "withdraw_fees", name, earned)
        s.tx(name, "unbond", stake)
    delegated = s.view("transcoder_total_stake", "alice")
    s.next_round(s.parameters.unbonding_period)
    for name in names:
        s.tx(name, "withdraw_stake", 0)
    assert s.balance("Minter") == delegated
    assert 0 <= delegated < 14
    assert 0 <= s.eth("Minter") < 14


@requirement("LP-PEN-011", "LP-PEN-020")
def test_who_accuses_gets_nothing_of_delegations(scenario: Scenario) -> None:
    """Given a lost dispute costs a quarter of alice's bond, then half of what is delegated to her, and jail, then her
    bond is locked as 375 LPT, and the accuser's reward is a part of the dispute stake and the bond's first quarter
    only; all else goes to the treasury."""
    s = scenario
    working(s)
    s.tx("owner", "set_penalty", QUARTER, 3)
    s.tx("owner", "set_accuser_reward", PPM // 2)
    s.tx("owner", "set_treasury", "frank")
    accuser, treasury = s.balance("bob"), s.balance("frank")
    slash(s, PPM // 2)
    own = s.parameters.orchestrator_stake // 2 + 250 * LPT
    names = [name for name, *_ in s.events if name in ("BondSlashed", "DelegationsSlashed", "Jailed")]
    assert names == ["BondSlashed", "DelegationsSlashed", "Jailed"]
    assert ("DelegationsSlashed", "alice", 875 * LPT, PRECISE // 2) in s.events
    assert s.events[-1] == ("DisputeRuled", 1, True, own + 875 * LPT, own // 2)
    assert s.balance("bob") == accuser + own // 2
    assert s.balance("frank") == treasury + own - own // 2 + 875 * LPT
    assert s.view("get_delegator_unbonding_lock", "alice", 0)["amount"] == 375 * LPT
    assert stakes(s, "carol", "dave") == [250 * LPT, 250 * LPT]


@requirement("LP-PEN-019", "LP-DISP-033", "LP-DISP-035")
def test_slash_of_delegations_is_governances(scenario: Scenario) -> None:
    """Given the part, when others set it, or the owner to more than half, then it is rejected; with zero nothing is
    slashed and alice keeps her place."""
    s = scenario
    assert s.view("delegation_slash_amount") == s.parameters.delegation_slash_amount
    s.rejects(Reason.NOT_CONTROLLER_OWNER, "alice", "set_delegation_slash_amount", 0)
    s.rejects(Reason.INVALID_DELEGATION_SLASH, "owner", "set_delegation_slash_amount", PPM // 2 + 1)
    s.tx("owner", "set_delegation_slash_amount", PPM // 2)
    assert s.events == [("ParameterUpdate", "delegationSlashAmount")]
    assert s.view("delegation_slash_amount") == PPM // 2
    working(s)
    slash(s, 0)
    assert "DelegationsSlashed" not in [name for name, *_ in s.events]
    assert s.view("is_active_transcoder", "alice") is True


@requirement("LP-PEN-025")
def test_own_bond_of_which_nothing_is_left(scenario: Scenario) -> None:
    """Given alice's own bond is 1 LPTU, when half of all is slashed, then nothing is left of it, she has no delegate,
    and she cannot work; carol has half of hers."""
    s = scenario
    working(s, bond=1)
    slash(s, PPM // 2)
    record = s.view("get_delegator", "alice")
    assert (record["bondedAmount"], record["delegateAddress"], record["startRound"]) == (0, "null", 0)
    s.rejects(Reason.NOT_REGISTERED, "alice", "transcoder", 0, 0)
    assert stakes(s, "carol") == [250 * LPT]
    assert record["delegatedAmount"] == 500 * LPT + 1


@requirement("LP-PEN-022")
@options("burner_role", "verifier")
def test_the_verifier_slashes_what_slashing_left(scenario: Scenario) -> None:
    """Given carol has three quarters of her 500 LPT left, when the Verifier slashes a fifth of her bond, then that is
    75 LPT, and she has 300 left."""
    s = scenario
    working(s)
    s.next_round()
    slash(s, QUARTER)
    s.tx("verifier", "slash_transcoder", "carol", "null", PPM // 5, 0)
    assert s.events[0] == ("SlashSettled", "alice", "carol", 125 * LPT)
    assert ("TranscoderSlashed", "carol", "null", 75 * LPT, 0) in s.events
    assert stakes(s, "alice", "carol", "dave") == [750 * LPT, 300 * LPT, 375 * LPT]
    assert s.view("transcoder_total_stake", "alice") == 1425 * LPT


@requirement("LP-PEN-015")
def test_slashed_stake_asks_for_no_poll(scenario: Scenario) -> None:
    """Given heidi has 120 LPT delegated to alice, when half is slashed, then 60 are too little to ask for a poll."""
    s = scenario
    working(s)
    s.bonded("heidi", 120 * LPT, "alice")
    s.tx("heidi", "create_poll", "0xab")
    slash(s, PPM // 2)
    s.rejects(Reason.INSUFFICIENT_STAKE_FOR_POLL, "heidi", "create_poll", "0xab")
