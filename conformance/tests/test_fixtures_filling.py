"""Filling fixtures from scenarios: what is recorded, what goes wrong, and that it is always the same."""

import json

import pytest
from fixtures_folder import SCENARIOS, with_schemas, write_suites

from livepeer_conformance.fixtures import fill, functions, index, trace_of, validate
from livepeer_spec.requirements import OFFCHAIN, SCOPES


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Fixtures of the small suite."""
    suites = write_suites(tmp_path_factory.mktemp("suites"))
    out = with_schemas(tmp_path_factory.mktemp("out"))
    filled = fill(out, suites=suites)
    assert filled.problems == []
    assert filled.written == len(index.files(out))
    return out


def find(folder, name):
    """The fixture of a scenario in Confluence."""
    return json.loads((folder / "confluence" / "something" / f"{name}.json").read_text(encoding="utf-8"))


def test_fill_writes_a_file_for_each_scenario_and_upgrade(folder):
    names = {
        upgrade: {path.stem for path in (folder / upgrade / "something").iterdir()}
        for upgrade in ("streamflow", "confluence")
    }
    both = {"redeem__won_even_chance", "redeem__lost", "refuses"}
    assert names == {"streamflow": both, "confluence": {*both, "permit"}}


def test_fill_validates_and_replays(folder):
    assert [str(problem) for problem in validate(folder, replay=True)] == []


def test_fill_records_the_envelope(folder):
    document = find(folder, "redeem__won_even_chance")
    assert document["schema"] == "fixture-v1"
    assert document["kind"] == "trace"
    assert document["requirements"] == ["LP-TICK-020"]
    assert document["features"] == ["block_hashes", "signatures"]
    assert document["importance"] == "basic"
    assert document["_info"]["description"] == (
        "Given a ticket with an even chance, when it is redeemed, then it is paid if it won."
    )
    pre = document["pre"]
    assert pre["deployment"] == "confluence/deployment/plain"
    assert pre["block"] == {"number": "2000", "timestamp": "1600012000"}
    assert {"alice", "erin", "frank"} <= set(pre["accounts"])
    assert "grace" not in pre["accounts"]


def test_fill_expects_only_the_status_of_beginnings(folder):
    *beginning, redeemed, asked = find(folder, "redeem__won_even_chance")["steps"]
    assert [set(step["expect"]) for step in beginning if "message" in step] == [{"status"}] * 6
    assert redeemed["expect"]["status"] == "ok"
    assert [event["event"].split("(")[0] for event in redeemed["expect"]["events"]] == [
        "WinningTicketTransfer",
        "WinningTicketRedeemed",
    ]
    assert set(redeemed["expect"]["observed"]) <= {"views", "eth"}
    assert asked["ask"]["view"] == "getDelegator(address)"
    assert asked["expect"]["value"]["bondedAmount"] == str(100 * 10**18)


def test_fill_names_the_reason_of_a_rejection(folder):
    last = find(folder, "redeem__lost")["steps"][-1]
    assert last["expect"] == {"status": "rejected", "reason": "TICKET_LOST"}


def test_fill_marks_what_follows_from_block_hashes(folder):
    document = find(folder, "redeem__won_even_chance")
    derived = {item["from"]: item["paths"] for item in document["derived"]}
    step = len(document["steps"]) - 2
    assert f"/steps/{step}/message/calldata" in derived["block hash"]
    assert f"/steps/{step}/expect/events/1/args/auxData" in derived["block hash"]
    assert f"/steps/{step}/expect/events/1/args/faceValue" not in derived["block hash"]
    assert any(path.startswith("/post/views/RoundsManager/blockHashForRound") for path in derived["block hash"])
    assert any(path.startswith("/post/views/TicketBroker/usedTickets") for path in derived["block hash"])
    assert derived["lottery"] == [f"/steps/{step}/expect/events/1/args/recipientRand"]


def test_fill_marks_what_follows_from_chain_and_time(folder):
    derived = {item["from"]: item["paths"] for item in find(folder, "permit")["derived"]}
    assert derived == {"domain": ["/steps/0/message/calldata"], "time": ["/steps/0/message/calldata"]}


def test_fill_keeps_deployments_apart(folder):
    document = find(folder, "refuses")
    assert document["pre"]["deployment"] == "confluence/deployment/verifier"
    assert document["features"] == ["account_code", "impersonation"]
    assert document["importance"] == "edge"
    assert "code" in document["pre"]["accounts"]["silent_refuser"]
    assert document["steps"][1]["mine"] == "3"
    deployment = json.loads((folder / "confluence/deployment/verifier.json").read_text(encoding="utf-8"))
    assert deployment["steps"][-1]["action"]["args"][0] == "id:Verifier"
    rows = deployment["post"]["views"]["BondingManager"]["getDelegator(address)"]
    assert len(rows) == 1
    assert len(rows[0]["of"]) > 8


def test_trace_of_a_fixture_has_its_steps(folder):
    trace = trace_of(find(folder, "redeem__lost"))
    assert trace.steps[-1].name == "redeem_winning_ticket"
    assert trace.steps[-1].args[0].wins is False
    assert trace.upgrade == "confluence"


def test_fill_has_vectors_of_functions():
    least = {"alpha": 40, "alpha-launch": 0, "alpha-whitepaper": 0, "arbitration": 0}
    for upgrade in SCOPES:
        documents = list(functions.documents(upgrade))
        assert sum(len(document["cases"]) for document in documents) >= least.get(upgrade, 300)
        assert len({document["function"] for document in documents}) == len(documents)
        for document in documents:
            names = [case["name"] for case in document["cases"]]
            assert len(set(names)) == len(names)
            assert document["requirements"]


def test_fill_keeps_rules_between_nodes_apart(tmp_path):
    filled = fill(tmp_path, (OFFCHAIN,))
    assert filled.problems == []
    assert {path.parent.name for path in index.files(tmp_path)} == {
        "payments",
        "segments",
        "negotiation",
        "selection",
        "verification",
    }
    document = json.loads((tmp_path / "offchain" / "payments" / "offer.json").read_text(encoding="utf-8"))
    assert (document["id"], document["upgrade"]) == ("offchain/payments/offer", "offchain")
    assert {case["expect"]["reason"] for case in document["cases"] if case["expect"]["status"] == "rejected"} == {
        "INSUFFICIENT_SENDER_RESERVE"
    }


def test_fill_removes_what_no_check_makes_any_more(tmp_path):
    out = tmp_path / "out"
    suites = write_suites(tmp_path / "suites", SCENARIOS.split('@requirement("LP-LPT-034")')[0], "few")
    assert fill(out, ("confluence",), suites=suites).problems == []
    stale = out / "confluence" / "few" / "gone.json"
    stale.write_text("{}", encoding="utf-8")
    again = fill(out, ("confluence",), suites=suites)
    assert again.removed == ["confluence/few/gone.json"]
    assert again.changed == []
    assert not stale.exists()


def test_fill_tells_what_fails_and_removes_nothing(tmp_path):
    source = SCENARIOS.replace("Reason.TICKET_LOST", "Reason.TICKET_USED")
    out, stale = tmp_path / "out", tmp_path / "out" / "confluence" / "area" / "stale.json"
    document = next(functions.documents("confluence"))
    stale.parent.mkdir(parents=True)
    stale.write_text(json.dumps(document), encoding="utf-8")
    filled = fill(out, ("confluence",), suites=write_suites(tmp_path / "suites", source, "wrong"))
    assert len(filled.problems) == 1
    assert "the test expects TICKET_USED, the spec says TICKET_LOST" in filled.problems[0]
    assert stale.exists()


def test_fill_refuses_two_scenarios_of_one_name(tmp_path):
    source = SCENARIOS.replace('id="lost"', 'id="won even chance"')
    filled = fill(tmp_path / "out", ("confluence",), suites=write_suites(tmp_path / "suites", source, "twice"))
    assert [problem for problem in filled.problems if "two fixtures have this id" in problem]


def test_fill_check_finds_nothing_when_all_is_the_same(tmp_path, folder):
    suites = write_suites(tmp_path / "suites")
    checked = fill(folder, check=True, suites=suites)
    assert checked.problems == []
    assert checked.written == len(index.files(folder))


def test_fill_check_names_files_that_differ(tmp_path, folder):
    suites = write_suites(tmp_path / "suites")
    out = tmp_path / "out"
    assert fill(out, ("streamflow",), suites=suites).problems == []
    changed, extra = out / "streamflow" / "functions" / "part.json", out / "streamflow" / "functions" / "extra.json"
    changed.write_text(changed.read_text(encoding="utf-8").replace("edge", "basic"), encoding="utf-8")
    extra.write_text("{}", encoding="utf-8")
    checked = fill(out, ("streamflow",), check=True, suites=suites)
    assert checked.changed == ["streamflow/functions/extra.json", "streamflow/functions/part.json"]
    assert checked.problems[0].startswith("streamflow/functions/extra.json: is not what filling gives")
