"""Fixtures of rules by which block hashes choose: each choice is marked, and no step depends on it unnamed."""

import json

import pytest
from fixtures_folder import COMMITTED, write_suites

from livepeer_conformance.backends.registry import available
from livepeer_conformance.fixtures import cross_check, fill

SOURCE = '''
"""Scenarios of chosen segments."""

from livepeer_conformance.model.action import ReceiptPlan
from livepeer_conformance.suites.jobs.given import claimed
from livepeer_conformance.suites.scenario import requirement
from livepeer_spec.rejection import Reason


@requirement("LP-VERIF-003")
def test_named_choice(scenario):
    """Given a claim, when a segment that has to be verified is submitted, then it is taken."""
    claimed(scenario)
    scenario.advance_blocks(1)
    scenario.tx("alice", "verify", ReceiptPlan(0, 0, "challenged:0"))


@requirement("LP-VERIF-003")
def test_choice_by_number(scenario):
    """Given a claim, when a segment is submitted that need not be verified here, then it is not taken."""
    claimed(scenario)
    scenario.advance_blocks(1)
    number = scenario.world._concretiser._jobs.segment("unchallenged:0", 0, 0)
    scenario.rejects(Reason.SEGMENT_NOT_CHALLENGED, "alice", "verify", ReceiptPlan(0, 0, number))
'''


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """What filling says, and the folder."""
    out = tmp_path_factory.mktemp("out")
    return fill(out, ("alpha",), suites=write_suites(tmp_path_factory.mktemp("suites"), SOURCE, "draws")), out


def test_fill_marks_the_chosen_segment(filled):
    document = json.loads((filled[1] / "alpha/draws/named_choice.json").read_text(encoding="utf-8"))
    (derived,) = document["derived"]
    submission = len(document["steps"]) - 1
    assert derived["from"] == "block hash"
    assert f"/steps/{submission}/message/calldata" in derived["paths"]
    assert f"/steps/{submission}/expect/events/0/args/segmentNumber" in derived["paths"]
    assert not any(path.startswith(f"/steps/{submission - 2}/") for path in derived["paths"])


def test_fill_refuses_a_step_that_depends_on_a_choice_unnamed(filled):
    result, out = filled
    (problem,) = result.problems
    assert problem.startswith("draws/choice_by_number: /steps/")
    assert "SEGMENT_NOT_CHALLENGED here, ok on another chain" in problem
    assert not (out / "alpha/draws/choice_by_number.json").exists()


@pytest.mark.skipif(available()["ethtester"] is not None, reason="eth-tester is not installed")
@pytest.mark.parametrize(("files", "every"), [("alpha/jobs/*.json", 9), ("alpha-whitepaper/whitepaper_*/*.json", 2)])
def test_choices_hold_on_a_chain_with_other_block_hashes(files, every):
    """Given committed fixtures with choices, when eth-tester makes the hashes, then what is not marked holds."""
    choosing = [
        path for path in sorted(COMMITTED.glob(files)) if '"from": "block hash"' in path.read_text(encoding="utf-8")
    ]
    ids = [path.relative_to(COMMITTED).with_suffix("").as_posix() for path in choosing[::every]]
    assert len(ids) > 1
    (result,) = cross_check(COMMITTED, ["ethtester"], ids=ids)
    assert result.problems == []
    assert result.agreed == len(ids)
