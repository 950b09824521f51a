"""Fast verification over orchestrators that misbehave, and what the deployed client does otherwise."""

from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from livepeer_conformance.fixtures.functions.offchain.clips import clip, run
from livepeer_spec.offchain.errors import Fault, OffchainRejection
from livepeer_spec.verification.fast.judging import Answer, Finding, judge
from livepeer_spec.verification.fast.sampling import Conclusion, Plan, State, conclude, plan
from livepeer_spec.verification.fast.standing import Policy, Standing, is_banned, note_full
from livepeer_spec.verification.fingerprint.reading import read
from livepeer_spec.verification.quirks import DeployedChoice, deployed_choice

PROFILES = 2
POLICY = Policy(untrusted=2, frequency=4, timeout=1_000, forgiven_after=3, trusted_after=6, full_after=2)
HONEST, OTHER, FLAT = clip(run(9)), clip(run(9, 50)), clip("A" * 9)
TRUSTED = ("t", "u")

BEHAVIOURS: dict[str, Any] = {
    "honest": lambda: Answer(500, PROFILES, (HONEST, HONEST)),
    "silent": lambda: None,
    "late": lambda: Answer(1_001, PROFILES, (HONEST, HONEST)),
    "wrong": lambda: Answer(100, PROFILES, (HONEST, OTHER)),
    "too few": lambda: Answer(100, 1, (HONEST,)),
    "garbage": lambda: Answer(100, PROFILES, (HONEST, b"\xff" * 200)),
    # Its fingerprints are honest; only its segments are not.
    "tampering": lambda: Answer(50, PROFILES, (HONEST, HONEST)),
    # All of them have the same other video.
    "colluding": lambda: Answer(100, PROFILES, (OTHER, OTHER)),
}
BEHAVES = {
    "a": "honest", "b": "silent", "c": "late", "d": "wrong", "e": "too few", "f": "garbage", "g": "tampering",
    "h": "colluding", "i": "colluding",
}  # fmt: skip
CAUGHT = frozenset("bcdefhi")
"""Those that fast verification catches."""


class Broadcasting(RuleBasedStateMachine):
    """A broadcaster that sends segment after segment to whoever is there."""

    @initialize()
    def begin(self) -> None:
        self.state = State({name: Standing(is_trusted=True) for name in TRUSTED})
        self.now = 1_000
        self.last: tuple[Plan, Conclusion] | None = None

    @rule(
        available=st.permutations([*TRUSTED, *BEHAVES]), draw=st.integers(0, 3), absent=st.sets(st.sampled_from("tu"))
    )
    def send(self, available: list[str], draw: int, absent: set[str]) -> None:
        """One segment; trusted ones may be silent."""
        banned = {name for name, one in self.state.standings.items() if is_banned(one, self.now)}
        before = self.state.current
        self.now += 2
        banned &= {name for name in banned if is_banned(self.state.standings[name], self.now)}
        may_judge = [name for name in available if name not in banned and self.state.standing(name).is_trusted]
        if not may_judge and (before is None or before in banned or draw == 0):
            with pytest.raises(OffchainRejection) as caught:
                plan(self.state, POLICY, available, draw, self.now)
            assert caught.value.reason is Fault.NO_ORCHESTRATORS
            return
        planned = plan(self.state, POLICY, available, draw, self.now)
        asked = {*planned.others, *([planned.trusted] if planned.trusted else [])}
        # A banned one is not asked while the ban lasts.
        assert not asked & banned
        # Nobody works alone who did not pass.
        assert planned.is_sample or planned.others == (before,)
        answers = {name: answer for name in asked if (answer := self.answer(name, absent)) is not None}
        done = conclude(self.state, POLICY, planned, answers, PROFILES, self.now)
        self.check(planned, done, answers)
        self.last = planned, done

    def answer(self, name: str, absent: set[str]) -> Answer | None:
        kind = BEHAVES.get(name, "silent" if name in absent else "honest")
        found: Answer | None = BEHAVIOURS[kind]()
        return found

    def check(self, planned: Plan, done: Conclusion, answers: dict[str, Answer]) -> None:
        if planned.is_sample:
            # What is used passed, or is the trusted one's.
            assert done.used in (None, planned.trusted) or done.findings[done.used] is Finding.PASSED
            # There is a result where the trusted one answers.
            assert (done.used is not None) or planned.trusted not in answers
            for name, finding in done.findings.items():
                if finding in (Finding.PASSED, Finding.UNJUDGED):
                    continue
                assert done.used != name
                assert is_banned(self.state.standings[name], self.now)
            # Who goes on alone is the one that passed and was used.
            assert self.state.current == (done.used if done.is_verified else None)
            # None that can be caught passes.
            assert not {name for name, found in done.findings.items() if found is Finding.PASSED} & CAUGHT
        elif done.used is None:
            assert self.state.current is None

    @precondition(lambda self: self.last is not None and self.last[1].used in BEHAVES)
    @rule()
    def fully_verify(self) -> None:
        """The last used result is looked at in full, which finds tampered segments."""
        assert self.last is not None
        used = str(self.last[1].used)
        passed = BEHAVES[used] != "tampering"
        note_full(self.state.standing(used), passed, POLICY, self.now)
        self.last = None
        if not passed:
            assert is_banned(self.state.standings[used], self.now + POLICY.longest_ban - 1)

    @rule(seconds=st.sampled_from([60, 3_600, 100_000]))
    def wait(self, seconds: int) -> None:
        """Bans end."""
        self.now += seconds

    @invariant()
    def cheats_are_not_trusted(self) -> None:
        """Whoever fails samples, or tampers with segments, never passes enough."""
        standings = getattr(self, "state", State()).standings
        assert not [name for name in (*CAUGHT, "g") if name in standings and standings[name].is_trusted]

    @invariant()
    def current_is_no_cheat_that_is_caught(self) -> None:
        """Whoever works alone has passed."""
        assert getattr(self, "state", State()).current not in CAUGHT


Broadcasting.TestCase.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
test_broadcaster_never_uses_what_it_discarded = Broadcasting.TestCase


def test_honest_fingerprint_with_a_tampered_segment_passes_every_sample() -> None:
    """Given an orchestrator with honest fingerprints, then two hundred samples pass it, and it is not trusted by them;
    when full verification looks once, then it is banned for the longest time."""
    state = State({"t": Standing(is_trusted=True)})
    for number in range(200):
        planned = plan(state, POLICY, ["t", "g"], 0, number)
        answers = {"t": BEHAVIOURS["honest"](), "g": BEHAVIOURS["tampering"]()}
        done = conclude(state, POLICY, planned, answers, PROFILES, number)
        assert done == Conclusion("g", True, {"g": Finding.PASSED})
    assert not state.standing("g").is_trusted
    note_full(state.standing("g"), False, POLICY, 1_000)
    assert plan(state, POLICY, ["t", "g"], 1, 1_000 + POLICY.longest_ban - 1) == Plan("t", ())


# What the deployed client does otherwise.

CLIENT = {name: [read(HONEST), read(HONEST)] for name in "tab"} | {"d": [read(HONEST), read(OTHER)]}
FLATS = [read(FLAT), read(FLAT)]


def deployed(*others: str, trusted: str = "t", rendition: int = 1) -> DeployedChoice:
    """What the client makes of a sample."""
    return deployed_choice(
        (trusted, CLIENT[trusted]) if trusted else None, [(name, CLIENT[name]) for name in others], rendition
    )


def test_deployed_client_uses_an_untrusted_result_without_a_trusted_one() -> None:
    """Given no trusted result, then the client uses an untrusted one unverified; the rule here uses none."""
    assert deployed("d", trusted="") == DeployedChoice("d", False, ())
    assert deployed(trusted="") == DeployedChoice(None, False, ())
    answers = {"d": Answer(100, 2, (HONEST, OTHER))}
    state = State({"t": Standing(is_trusted=True)})
    assert conclude(state, POLICY, Plan("t", ("d",)), answers, PROFILES, 0).used is None


def test_deployed_client_compares_one_rendition() -> None:
    """Given a cheat in one of two renditions, then the client sees it half of the time; the rule here sees it."""
    assert deployed("d", rendition=0) == DeployedChoice("d", True, ())
    assert deployed("d", rendition=1) == DeployedChoice("t", False, ())
    assert judge(Answer(1, 2, (HONEST, HONEST)), Answer(1, 2, (HONEST, OTHER)), 2, 10) is Finding.DIFFERENT


def test_deployed_client_suspends_only_those_before_the_one_that_passes() -> None:
    """Given a cheat alone, then the client suspends nobody; beside one that passes it does, if it came first."""
    assert deployed("d") == DeployedChoice("t", False, ())
    assert deployed("d", "a") == DeployedChoice("a", True, ("d",))
    assert deployed("a", "d") == DeployedChoice("a", True, ())


@pytest.mark.parametrize(("flat", "finding"), [(True, Finding.UNJUDGED), (False, Finding.PASSED)])
def test_flat_picture_says_nothing_here_and_fails_everybody_there(flat: bool, finding: Finding) -> None:
    """Given honest work on a flat picture, then the client takes it for a cheat, and the rule here for no sign."""
    file, prints = (FLAT, FLATS) if flat else (HONEST, CLIENT["a"])
    answer = Answer(1, 2, (file, file))
    assert judge(answer, answer, 2, 10) is finding
    assert deployed_choice(("t", prints), [("a", prints)], 0).is_verified is not flat


def test_deployed_client_looks_at_the_container() -> None:
    """Given the same fingerprint and another size or audio, then the client discards it."""
    found = deployed_choice(("t", CLIENT["t"]), [("a", CLIENT["a"])], 0, lambda name: False)
    assert found == DeployedChoice("t", False, ())
