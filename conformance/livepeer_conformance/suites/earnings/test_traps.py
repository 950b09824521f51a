"""Known traps of the deployed earnings rules."""

from livepeer_conformance.suites.earnings.given import PPM, PRECISE, share
from livepeer_conformance.suites.earnings.test_claim import factors
from livepeer_conformance.suites.scenario import ETH, LPT, Scenario, options, presets, requirement
from livepeer_spec.rejection import Reason

CREDIT = ("TicketBroker", "update_transcoder_with_fees")


@requirement("LP-EARN-064")
@presets("minimal")
def test_fees_outside_pool_divide_by_old_stake(scenario: Scenario) -> None:
    """Given alice was evicted and then gained stake, when fees come, then they are divided by her stake from before."""
    s = scenario
    s.initialized()
    for name, stake in (("alice", 10), ("bob", 20), ("carol", 30), ("dave", 40)):
        s.orchestrator(name, stake * LPT, fee_share=PPM)
    assert s.view("get_transcoder_pool_size") == 3
    s.bonded("erin", 5 * LPT, to="alice")
    assert s.view("transcoder_total_stake", "alice") == 15 * LPT
    s.next_round()
    s.tx(*CREDIT, "alice", 3 * ETH, 0)
    pool = s.view("get_transcoder_earnings_pool_for_round", "alice", s.round)
    assert pool["totalStake"] == 10 * LPT
    assert factors(s, "alice", s.round)[1] == share(PRECISE, 3 * ETH, 10 * LPT)
    assert (
        s.view("pending_fees", "alice", s.round) + s.view("pending_fees", "erin", s.round) == 4_500_000_000_000_000_000
    )


@requirement("LP-EARN-024")
@options("unconfigured")
def test_fees_reject_round_zero(scenario: Scenario) -> None:
    """Given round 0, when fees come for a registered account, then there is no round before it."""
    s = scenario
    s.tx("owner", "unpause")
    s.tx("owner", "set_round_length", s.block + 1000)
    assert s.view("current_round") == 0
    if s.upgrade != "streamflow":
        s.tx("owner", "grant_role", "role:MINTER_ROLE", "owner")
    s.tx("owner", "mint", "alice", LPT)
    s.tx("owner", "set_num_active_transcoders", 3)
    s.bonded("alice", LPT, to="alice")
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, *CREDIT, "alice", ETH, 0)
