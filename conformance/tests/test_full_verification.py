"""Full verification and review under anything that may happen: nothing waits, nothing is lost, nobody judges itself."""

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from livepeer_spec.offchain.errors import Fault, OffchainRejection
from livepeer_spec.verification.full import Draws, FullPolicy, State, Verdict, take_result, take_time, take_verdict
from livepeer_spec.verification.review import PARTS, Trial, is_automatic, is_likely_below, lower_bound

POLICY = FullPolicy(("a", "b", "v", "w"), frequency=5_000, seconds=60, waiting=3, attempts=2)
NAMES = st.sampled_from(("a", "b", "c"))
DRAWS = st.integers(0, 1 << 62)


class Stream(RuleBasedStateMachine):
    """A stream whose orchestrators, verifiers and clock do as they like."""

    @initialize()
    def begin(self) -> None:
        self.state, self.now, self.number, self.due = State(), 0, 0, 0

    @rule(
        orchestrator=NAMES, bound=st.lists(st.booleans(), min_size=1, max_size=3), due=st.integers(0, 9_999), draw=DRAWS
    )
    def result(self, orchestrator: str, bound: list[bool], due: int, draw: int) -> None:
        """A result comes: it is in the playlist at once, or refused and nowhere."""
        self.number += 1
        before = list(self.state.playlist)
        draws = Draws(due, draw, draw)
        if not all(bound):
            with pytest.raises(OffchainRejection) as caught:
                take_result(self.state, POLICY, self.number, orchestrator, bound, draws, self.now)
            assert caught.value.reason is Fault.RESULT_SIGNATURE
            assert self.state.playlist == before
            return
        self.due += due < POLICY.frequency
        sent = take_result(self.state, POLICY, self.number, orchestrator, bound, draws, self.now)
        assert self.state.playlist == [*before, self.number]
        assert sent is None or (due < POLICY.frequency and 0 <= sent.rendition < len(bound))

    @rule(place=st.integers(0, 3), who=st.integers(0, 5), said=st.sampled_from((Verdict.NONE, *Verdict)), draw=DRAWS)
    def verdict(self, place: int, who: int, said: Verdict, draw: int) -> None:
        """Some verifier says something of some segment, asked or not; mostly one that was."""
        segments = [*self.state.waiting, 0]
        segment = segments[place % len(segments)]
        request, flagged = self.state.waiting.get(segment), dict(self.state.flagged)
        names = [*(request.asked if request else ()), *POLICY.verifiers]
        verifier = names[who % len(names)]
        take_verdict(self.state, POLICY, segment, verifier, said, draw, self.now)
        is_waited_for = request is not None and request.asked[-1] == verifier and self.now < request.until
        # Only who was asked flags anything.
        assert is_waited_for or self.state.flagged == flagged

    @rule(seconds=st.sampled_from([1, 59, 60]), draw=DRAWS)
    def wait(self, seconds: int, draw: int) -> None:
        """Time passes; who was waited for too long is given up."""
        self.now += seconds
        take_time(self.state, POLICY, draw, self.now)
        assert all(self.now < request.until for request in self.state.waiting.values())

    @invariant()
    def everything_is_accounted_for(self) -> None:
        """Each due segment is under way, passed, flagged or lost, and is one of these only."""
        state = getattr(self, "state", State())
        known = len(state.waiting) + len(state.flagged) + state.passed + state.lost
        assert known == getattr(self, "due", 0)
        assert not state.waiting.keys() & state.flagged.keys()

    @invariant()
    def requests_are_as_the_policy_says(self) -> None:
        """Not too many, nobody twice, and nobody about its own work."""
        requests = getattr(self, "state", State()).waiting.values()
        assert len(requests) <= POLICY.waiting
        for request in requests:
            assert len(set(request.asked)) == len(request.asked) <= POLICY.attempts
            assert request.orchestrator not in request.asked


Stream.TestCase.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
test_stream_waits_for_nothing_and_loses_nothing = Stream.TestCase


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 60), st.integers(0, 60), st.integers(1_000, 500_000))
def test_bound_is_below_what_was_seen_and_falls_with_each_disagreement(
    agreed: int, not_agreed: int, doubt: int
) -> None:
    """Given decisions, then the bound is no more than the share that was seen, and no more where one agreed less."""
    decided = agreed + not_agreed
    bound = lower_bound(agreed, decided, doubt)
    assert bound * decided <= agreed * PARTS
    assert lower_bound(max(agreed - 1, 0), decided, doubt) <= bound
    # It is the largest share that is not likely to be missed.
    assert bound == 0 or not is_likely_below(agreed, decided, bound, doubt)
    assert is_likely_below(agreed, decided, bound + 1, doubt)


def test_usual_trial_takes_300_decisions_or_473_with_one_that_did_not_agree() -> None:
    """Given the trial that broadcasters begin with, then docs/verifying.md says when it is over."""
    trial = Trial()
    assert [is_automatic([True] * count, trial) for count in (299, 300)] == [False, True]
    assert [is_automatic([False] + [True] * count, trial) for count in (471, 472)] == [False, True]
