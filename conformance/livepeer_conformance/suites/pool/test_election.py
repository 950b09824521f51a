"""Who enters and leaves the pool, and from when on that counts."""

from livepeer_conformance.suites.pool.test_order import pool, registered
from livepeer_conformance.suites.scenario import LPT, Scenario, presets, requirement

NEVER = 2**256 - 1


@requirement("LP-POOL-012", "LP-POOL-013", "LP-POOL-019", "LP-POOL-018")
def test_join(scenario: Scenario) -> None:
    """Given room in the pool, when alice registers, then she is a member at once and active from the next round."""
    s = scenario
    s.initialized()
    registered(s, alice=5)
    assert ("TranscoderActivated", "alice", s.round + 1) in s.events
    alice = s.view("get_transcoder", "alice")
    assert alice["activationRound"] == alice["lastActiveStakeUpdateRound"] == s.round + 1
    assert alice["deactivationRound"] == NEVER
    pools = [s.view("get_transcoder_earnings_pool_for_round", "alice", s.round + n)["totalStake"] for n in (0, 1)]
    assert pools == [0, 5 * LPT]
    assert s.view("next_round_total_active_stake") == 5 * LPT
    assert s.view("get_total_bonded") == 0
    assert s.view("is_active_transcoder", "alice") is False
    s.pass_rounds()
    assert s.view("is_active_transcoder", "alice") is True


@requirement("LP-POOL-007", "LP-POOL-011")
def test_member_gains_stake(scenario: Scenario) -> None:
    """Given alice is a member, when bob bonds to her, then key, stake and totals grow, this round's pool not."""
    s = scenario
    s.initialized()
    registered(s, alice=5, carol=6)
    s.next_round()
    s.next_round()
    s.bonded("bob", 2 * LPT, to="alice")
    assert pool(s) == ["alice", "carol"]
    assert s.view("transcoder_total_stake", "alice") == 7 * LPT
    assert s.view("next_round_total_active_stake") == 13 * LPT
    pools = [s.view("get_transcoder_earnings_pool_for_round", "alice", s.round + n)["totalStake"] for n in (0, 1)]
    assert pools == [5 * LPT, 7 * LPT]
    assert s.view("get_transcoder", "alice")["lastActiveStakeUpdateRound"] == s.round + 1
    s.tx("bob", "bond", LPT, "alice")
    pools = [s.view("get_transcoder_earnings_pool_for_round", "alice", s.round + n)["totalStake"] for n in (0, 1)]
    assert pools == [5 * LPT, 8 * LPT]


@requirement("LP-POOL-010", "LP-POOL-011")
@presets("minimal")
def test_member_loses_stake_and_nobody_moves_up(scenario: Scenario) -> None:
    """Given dave waits outside with 2 LPT, when carol's stake falls below that, then he stays outside."""
    s = scenario
    s.initialized()
    registered(s, alice=5, bob=4, carol=3, dave=2)
    s.next_round()
    s.tx("carol", "unbond", 2 * LPT)
    assert pool(s) == ["alice", "bob", "carol"]
    assert s.view("transcoder_total_stake", "carol") == LPT
    assert s.view("next_round_total_active_stake") == 10 * LPT
    pools = [s.view("get_transcoder_earnings_pool_for_round", "carol", s.round + n)["totalStake"] for n in (0, 1)]
    assert pools == [3 * LPT, LPT]
    s.tx("carol", "unbond", LPT)
    assert pool(s) == ["alice", "bob"]


@requirement("LP-POOL-014", "LP-POOL-015", "LP-POOL-018", "LP-POOL-019")
@presets("minimal")
def test_eviction(scenario: Scenario) -> None:
    """Given a full pool, when dave has more than its last member, then he replaces it from the next round on."""
    s = scenario
    s.initialized()
    registered(s, alice=5, bob=4, carol=3)
    s.next_round()
    registered(s, dave=4)
    assert s.events[1:3] == [
        ("TranscoderDeactivated", "carol", s.round + 1),
        ("TranscoderActivated", "dave", s.round + 1),
    ]
    assert pool(s) == ["alice", "dave", "bob"]
    assert s.view("get_transcoder", "carol")["deactivationRound"] == s.round + 1
    assert s.view("next_round_total_active_stake") == 13 * LPT
    assert [s.view("is_active_transcoder", name) for name in ("carol", "dave")] == [True, False]
    s.pass_rounds()
    assert [s.view("is_active_transcoder", name) for name in ("carol", "dave")] == [False, True]


@requirement("LP-POOL-016")
@presets("minimal")
def test_equal_stake_stays_outside(scenario: Scenario) -> None:
    """Given a full pool, when dave has exactly the last member's stake, then he is registered, and outside."""
    s = scenario
    s.initialized()
    registered(s, alice=5, bob=4, carol=3)
    registered(s, dave=3)
    assert [event[0] for event in s.events] == ["EarningsClaimed", "Transfer", "Approval", "Bond"]
    assert pool(s) == ["alice", "bob", "carol"]
    assert s.view("is_registered_transcoder", "dave") is True
    assert s.view("get_transcoder", "dave")["activationRound"] == 0
    s.pass_rounds()
    assert s.view("is_active_transcoder", "dave") is False


@requirement("LP-POOL-008")
@presets("minimal")
def test_delegation_brings_outsider_in(scenario: Scenario) -> None:
    """Given dave is registered outside the pool, when erin delegates enough to him, then he enters."""
    s = scenario
    s.initialized()
    registered(s, alice=5, bob=4, carol=3, dave=2)
    s.bonded("erin", 2 * LPT, to="dave")
    assert ("TranscoderDeactivated", "carol", s.round + 1) in s.events
    assert pool(s) == ["alice", "dave", "bob"]
    assert s.view("next_round_total_active_stake") == 13 * LPT


@requirement("LP-POOL-009")
def test_stake_of_unregistered_counts_nowhere(scenario: Scenario) -> None:
    """Given heidi is no orchestrator, when stake is delegated to her, then only her delegated amount grows."""
    s = scenario
    s.initialized()
    registered(s, alice=5)
    s.bonded("bob", 7 * LPT, to="heidi")
    assert pool(s) == ["alice"]
    assert s.view("next_round_total_active_stake") == 5 * LPT
    assert s.view("transcoder_total_stake", "heidi") == 7 * LPT
    assert s.view("get_transcoder", "heidi")["lastActiveStakeUpdateRound"] == 0


@requirement("LP-POOL-017", "LP-POOL-020")
@presets("minimal")
def test_evicted_keeps_stake_and_returns_by_itself(scenario: Scenario) -> None:
    """Given carol was evicted, when there is room, then she returns only by her own stake or her own call."""
    s = scenario
    s.initialized()
    registered(s, alice=5, bob=4, carol=3, dave=6)
    assert pool(s) == ["dave", "alice", "bob"]
    update = s.view("get_transcoder", "carol")["lastActiveStakeUpdateRound"]
    s.next_round()
    s.tx("alice", "unbond", 5 * LPT)
    assert pool(s) == ["dave", "bob"]
    s.tx("carol", "unbond", LPT)
    carol = s.view("get_transcoder", "carol")
    assert carol["lastActiveStakeUpdateRound"] == update
    assert s.view("get_transcoder_earnings_pool_for_round", "carol", s.round + 1)["totalStake"] == 0
    assert s.view("transcoder_total_stake", "carol") == 2 * LPT
    assert s.view("is_registered_transcoder", "carol") is True
    s.tx("carol", "transcoder", 0, 0)
    assert pool(s) == ["dave", "bob", "carol"]


@requirement("LP-POOL-023")
def test_total_bonded_is_fixed_at_round_start(scenario: Scenario) -> None:
    """Given stake comes in, when the total bonded is asked for, then it follows at the next initialization."""
    s = scenario
    s.initialized()
    registered(s, alice=5)
    s.next_round()
    registered(s, bob=4)
    assert s.view("get_total_bonded") == s.view("current_round_total_active_stake") == 5 * LPT
    s.pass_rounds()
    assert s.view("get_total_bonded") == 5 * LPT
    s.tx("owner", "initialize_round")
    assert s.view("get_total_bonded") == 9 * LPT
