"""An orchestrator's terms."""

from livepeer_conformance.suites.bonding.test_unbond import bonded_pair
from livepeer_conformance.suites.scenario import LPT, PPM, Scenario, presets, requirement
from livepeer_spec.rejection import Reason


@requirement("LP-BOND-075", "LP-BOND-083")
def test_transcoder_rejects_locked_round(scenario: Scenario) -> None:
    """Given the round's locked end, when terms are set, even invalid ones, then it is rejected; bonding still works."""
    s = scenario
    s.initialized()
    s.to_locked_end()
    s.rejects(Reason.ROUND_LOCKED, "alice", "transcoder", PPM + 1, 0)
    s.bonded("alice", 5 * LPT, to="alice")
    assert ("TranscoderActivated", "alice", s.round + 1) in s.events
    s.rejects(Reason.ROUND_LOCKED, "alice", "transcoder", 0, 0)


@requirement("LP-BOND-075")
def test_transcoder_lock_starts_at_its_block(scenario: Scenario) -> None:
    """Given the last block before the lock, when terms are set, then they are accepted; a block later not."""
    s = scenario
    s.initialized()
    s.bonded("alice", 5 * LPT, to="alice")
    lock = s.parameters.round_length * s.parameters.round_lock_amount // PPM
    start = s.view("current_round_start_block")
    s.advance_blocks(start + s.parameters.round_length - lock - 1 - s.block)
    assert s.view("current_round_locked") is False
    s.tx("alice", "transcoder", 1, 2)
    assert s.view("current_round_locked") is True
    s.rejects(Reason.ROUND_LOCKED, "alice", "transcoder", 1, 2)


@requirement("LP-BOND-076", "LP-BOND-077", "LP-BOND-078", "LP-BOND-085")
def test_transcoder_rejections(scenario: Scenario) -> None:
    """Given terms above one, or an account that is not its own delegate, when terms are set, then it is rejected."""
    s = scenario
    bonded_pair(s)
    s.rejects(Reason.INVALID_REWARD_CUT, "heidi", "transcoder", PPM + 1, PPM + 1)
    s.rejects(Reason.INVALID_FEE_SHARE, "heidi", "transcoder", PPM, PPM + 1)
    s.rejects(Reason.NOT_REGISTERED, "heidi", "transcoder", PPM, PPM)
    s.rejects(Reason.NOT_REGISTERED, "bob", "transcoder", PPM, PPM)
    assert [s.view("is_registered_transcoder", name) for name in ("alice", "bob", "heidi")] == [True, False, False]
    assert [s.view("transcoder_status", name) for name in ("alice", "bob", "heidi")] == [1, 0, 0]
    s.tx("alice", "reward")
    s.tx("alice", "transcoder", PPM, PPM)


@requirement("LP-BOND-079", "LP-BOND-080", "LP-BOND-082")
def test_transcoder_needs_reward_first(scenario: Scenario) -> None:
    """Given an active orchestrator, when it sets terms before its reward of the round, then it is rejected."""
    s = scenario
    bonded_pair(s)
    s.rejects(Reason.ACTIVE_WITHOUT_REWARD, "alice", "transcoder", 100, 200)
    s.tx("alice", "reward")
    s.tx("alice", "transcoder", 100, 200)
    assert s.events == [("TranscoderUpdate", "alice", 100, 200)]
    terms = s.view("get_transcoder", "alice")
    assert (terms["rewardCut"], terms["feeShare"]) == (100, 200)
    pool = s.view("get_transcoder_earnings_pool_for_round", "alice", s.round)
    assert (pool["transcoderRewardCut"], pool["transcoderFeeShare"]) == (0, PPM)
    s.next_round()
    s.tx("alice", "reward")
    pool = s.view("get_transcoder_earnings_pool_for_round", "alice", s.round)
    assert (pool["transcoderRewardCut"], pool["transcoderFeeShare"]) == (100, 200)


@requirement("LP-BOND-006")
def test_transcoder_and_reward_claim_nothing(scenario: Scenario) -> None:
    """Given unclaimed earnings, when alice mints rewards and sets terms, then her claim round stays."""
    s = scenario
    bonded_pair(s)
    claimed = s.view("get_delegator", "alice")["lastClaimRound"]
    s.tx("alice", "reward")
    s.tx("alice", "transcoder", 100, 200)
    assert s.view("get_delegator", "alice")["lastClaimRound"] == claimed


@requirement("LP-BOND-081", "LP-BOND-082")
@presets("minimal")
def test_transcoder_joins_pool(scenario: Scenario) -> None:
    """Given a full pool and then room, when a registered account outside sets terms, then it joins."""
    s = scenario
    s.initialized()
    for name, stake in (("alice", 5), ("bob", 4), ("carol", 3)):
        s.bonded(name, stake * LPT, to=name)
    s.bonded("dave", LPT, to="dave")
    assert s.view("get_transcoder", "dave")["activationRound"] == 0
    s.tx("dave", "transcoder", 1, 2)
    assert s.events == [("TranscoderUpdate", "dave", 1, 2)]
    s.tx("owner", "set_num_active_transcoders", 4)
    s.tx("dave", "transcoder", 1, 2)
    assert s.events == [("TranscoderActivated", "dave", s.round + 1), ("TranscoderUpdate", "dave", 1, 2)]
    assert s.view("next_round_total_active_stake") == 13 * LPT
