"""Alpha's active set, its rewards, and who gets a job."""

from livepeer_conformance.suites.alpha_bonding.given import amount_of_unbond, delegated, pair
from livepeer_conformance.suites.scenario import LPT, PPM, Scenario, options, presets, requirement
from livepeer_spec.rejection import Reason


def word(number: int) -> str:
    """A block hash that is this number."""
    return "0x" + number.to_bytes(32, "big").hex()


@requirement("LP-AELEC-011", "LP-AELEC-017")
def test_active_set_is_elected_by_rounds_manager(scenario: Scenario) -> None:
    """Given a round, when others than the RoundsManager elect, then it is rejected; an election is told by nobody."""
    s = scenario
    s.initialized()
    for caller in ("owner", "alice", "JobsManager", "Minter"):
        s.rejects(Reason.NOT_ROUNDS_MANAGER, caller, "set_active_transcoders")
    s.tx("RoundsManager", "set_active_transcoders")
    assert s.events == []
    s.tx("owner", "pause")
    s.rejects(Reason.SYSTEM_PAUSED, "alice", "set_active_transcoders")


@requirement("LP-AELEC-012", "LP-AELEC-013", "LP-AELEC-014", "LP-AELEC-016", "LP-AELEC-018", "LP-AELEC-022")
@presets("minimal")
def test_active_set_has_those_with_most_stake(scenario: Scenario) -> None:
    """Given three registered of whom two may work, when a round begins, then the first two do, with pending bonds."""
    s = scenario
    s.initialized()
    for name, stake in (("alice", 3), ("bob", 5), ("carol", 4)):
        s.orchestrator(name, stake * LPT, 1, 2, 3)
    assert s.view("is_active_transcoder", "bob", s.round) is False
    s.pass_rounds()
    assert [s.view("is_active_transcoder", name, s.round) for name in ("alice", "bob", "carol")] == [False] * 3
    assert s.view("get_total_active_stake", s.round) == 0
    s.tx("owner", "initialize_round")
    assert [s.view("is_active_transcoder", name, s.round) for name in ("alice", "bob", "carol")] == [False, True, True]
    assert s.view("get_total_active_stake", s.round) == 9 * LPT
    assert s.view("active_transcoder_set", s.round) == {"totalStake": 9 * LPT}
    assert [s.view("get_transcoder", name)["pricePerSegment"] for name in ("alice", "bob")] == [0, 3]
    assert s.view("get_total_active_stake", s.round + 1) == 0
    assert s.view("active_transcoder_set", 0) == {"totalStake": 0}


@requirement("LP-AELEC-015", "LP-AELEC-025")
def test_active_set_may_be_empty(scenario: Scenario) -> None:
    """Given nobody is registered, when a round begins, then nobody works and nobody gets a job."""
    s = scenario
    s.initialized()
    assert s.view("get_total_active_stake", s.round) == 0
    assert s.view("elect_active_transcoder", 2**256 - 1, word(7), s.round) == "null"
    assert s.view("elect_active_transcoder", 2**256 - 1, word(7), s.round + 5) == "null"


@requirement("LP-AELEC-023")
def test_active_stake_is_that_of_the_beginning(scenario: Scenario) -> None:
    """Given alice works, when more is bonded to her, then her active stake stays; bob has none."""
    s = scenario
    pair(s)
    s.bonded("heidi", LPT, "alice")
    assert s.view("active_transcoder_total_stake", "alice", s.round) == 150 * LPT
    assert s.view("active_transcoder_total_stake", "bob", s.round) is Reason.NOT_ACTIVE_IN_ROUND
    assert s.view("active_transcoder_total_stake", "alice", s.round - 1) is Reason.NOT_ACTIVE_IN_ROUND


@requirement("LP-AELEC-024", "LP-AELEC-025")
def test_election_is_weighted_by_stake(scenario: Scenario) -> None:
    """Given stakes of 3000 and 1000, when hashes at the bounds elect, then the first has three of four numbers."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", 3000, 0, 0, 10)
    s.orchestrator("bob", 1000, 0, 0, 20)
    s.next_round()
    for number, name in ((0, "alice"), (2999, "alice"), (3000, "bob"), (3999, "bob"), (4000, "alice")):
        assert s.view("elect_active_transcoder", 20, word(number), s.round) == name
    assert s.view("elect_active_transcoder", 20, word(2**256 - 1), s.round) == (
        "alice" if (2**256 - 1) % 4000 < 3000 else "bob"
    )
    assert s.view("elect_active_transcoder", 19, word(3000), s.round) == "alice"
    assert s.view("elect_active_transcoder", 9, word(0), s.round) == "null"


@requirement("LP-AELEC-026")
def test_election_goes_by_present_prices(scenario: Scenario) -> None:
    """Given alice gets dearer, when the next round begins, then the last round's jobs are too cheap for her."""
    s = scenario
    pair(s)
    first = s.round
    s.tx("alice", "transcoder", 0, 0, 30)
    assert s.view("elect_active_transcoder", 20, word(0), first) == "alice"
    s.next_round()
    assert s.view("elect_active_transcoder", 20, word(0), first) == "carol"


@requirement("LP-AELEC-019", "LP-AELEC-027")
def test_election_without_those_who_resigned_in_the_round(scenario: Scenario) -> None:
    """Given alice resigns a round later, when jobs are elected, then those of the earlier round are still hers."""
    s = scenario
    pair(s)
    first = s.round
    s.next_round()
    s.tx("alice", "unbond", *amount_of_unbond(s, 100 * LPT))
    assert s.view("elect_active_transcoder", 20, word(0), first) == "alice"
    assert s.view("elect_active_transcoder", 20, word(0), s.round) == "carol"
    assert s.view("get_total_active_stake", s.round) == 40 * LPT
    assert s.view("get_total_active_stake", first) == 190 * LPT


@requirement("LP-AELEC-028")
@presets("minimal")
def test_election_of_an_evicted_transcoder(scenario: Scenario) -> None:
    """Given carol is evicted in the round, when jobs are elected, then they can still be hers."""
    s = scenario
    pair(s)
    for name in ("dave", "erin", "frank"):
        s.orchestrator(name, 60 * LPT)
    assert s.view("is_registered_transcoder", "carol") is False
    assert s.view("elect_active_transcoder", 20, word(150 * LPT), s.round) == "carol"


@requirement("LP-AELEC-029")
def test_total_bonded_is_stake_of_the_pool(scenario: Scenario) -> None:
    """Given stake towards transcoders and others, when it is summed up, then only the pool's counts, with rewards."""
    s = scenario
    pair(s)
    s.bonded("heidi", 7 * LPT, "grace")
    s.orchestrator("dave", LPT)
    assert s.view("get_total_bonded") == 191 * LPT
    s.tx("alice", "reward")
    assert s.view("get_total_bonded") == 191 * LPT + s.view("current_minted_tokens")


@requirement("LP-ABOND-061", "LP-ABOND-062", "LP-ABOND-063", "LP-ABOND-064", "LP-ABOND-065", "LP-ABOND-068")
def test_reward_of_alpha(scenario: Scenario) -> None:
    """Given alice has 150 of 190 LPT, when she calls reward, whatever was bonded since, then she mints her share."""
    s = scenario
    pair(s)
    s.bonded("heidi", 500 * LPT, "carol")
    s.rejects(Reason.NOT_ACTIVE, "bob", "reward")
    amount = s.view("current_mintable_tokens") * (150 * PPM // 190) // PPM
    s.tx("alice", "reward")
    assert s.events == [
        ("Mint", "Minter", amount),
        ("Transfer", "null", "Minter", amount),
        ("Reward", "alice", amount),
    ]
    assert s.view("get_delegator", "alice")["bondedAmount"] == 100 * LPT
    assert (delegated(s, "alice"), s.view("transcoder_total_stake", "alice")) == (150 * LPT + amount,) * 2
    assert s.view("get_transcoder", "alice")["lastRewardRound"] == s.round
    s.rejects(Reason.ALREADY_REWARDED, "alice", "reward")
    s.next_round()
    s.tx("alice", "reward")


@requirement("LP-ABOND-065")
@options("unconfigured")
def test_reward_of_nothing_is_told(scenario: Scenario) -> None:
    """Given inflation is 0, when alice calls reward, then nothing is minted, and all events tell it."""
    s = scenario
    s.tx("owner", "unpause")
    s.tx("owner", "set_num_transcoders", 2)
    s.tx("owner", "set_num_active_transcoders", 1)
    s.tx("owner", "set_max_earnings_claims_rounds", 5)
    s.tx("owner", "set_target_bonding_rate", 0)
    s.tx("owner", "set_inflation_change", PPM)
    s.tx("owner", "set_round_length", 50)
    s.tx("owner", "mint", "alice", 5 * LPT)
    s.tx("alice", "initialize_round")
    s.orchestrator("alice", LPT)
    s.tx("owner", "transfer_token_ownership", "Minter")
    s.next_round()
    assert s.view("current_mintable_tokens") == 0
    s.tx("alice", "reward")
    assert s.events == [("Mint", "Minter", 0), ("Transfer", "null", "Minter", 0), ("Reward", "alice", 0)]


@requirement("LP-ABOND-067")
def test_reward_fails_after_a_resignation(scenario: Scenario) -> None:
    """Given alice minted her share and resigned, when carol calls reward, then her share is all of it, and too much."""
    s = scenario
    pair(s)
    s.tx("alice", "reward")
    whole = s.view("pending_stake", "alice", s.round)
    s.tx("alice", "unbond", *amount_of_unbond(s, whole))
    s.rejects(Reason.EXCEEDS_MINTABLE, "carol", "reward")
    s.next_round()
    s.tx("carol", "reward")
