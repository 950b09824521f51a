"""The form of fixtures: canonical text, hashes, ids, schemas that agree with the model."""

import json
from dataclasses import fields
from pathlib import Path

import pytest

from livepeer_conformance.fixtures import canonical, envelope, index
from livepeer_conformance.fixtures.documents import differing
from livepeer_conformance.model.action import (
    EVIDENCE_FLAWS,
    PERMIT_FLAWS,
    PROOF_FLAWS,
    RECEIPT_FLAWS,
    SIGNATURE_FORMS,
    SIGNED_RECEIPT_FLAWS,
    TICKET_FLAWS,
    Action,
    EvidencePlan,
    PermitPlan,
    ProofPlan,
    ReceiptPlan,
    TicketPlan,
)

SCHEMAS = Path(__file__).parents[2] / "fixtures" / "schema"


def test_canonical_sorts_keys_and_leaves_no_space():
    assert canonical.canonical({"b": ["1", True, None], "a": "ü\n"}) == '{"a":"ü\\n","b":["1",true,null]}'.encode()


@pytest.mark.parametrize("number", [0, 1, -1, 1.5])
def test_canonical_rejects_numbers(number):
    with pytest.raises(ValueError, match="a number stands where decimal text is expected"):
        canonical.canonical({"a": [{"b": number}]})


def test_digest_leaves_info_out():
    document = {"id": "a", "x": "1"}
    assert canonical.digest(document) == canonical.digest({**document, "_info": {"hash": "whatever"}})
    assert canonical.digest(document) != canonical.digest({**document, "x": "2"})


def test_text_is_the_same_content_with_line_breaks():
    content = {"long": ["x" * 100, "y" * 100], "a": {"c": "1", "b": []}}
    text = canonical.text(content)
    assert json.loads(text) == content
    assert text.endswith("}\n")
    assert text.index('"a"') < text.index('"long"')
    assert text.count("\n") > 3


def test_write_tells_whether_a_file_changed(tmp_path):
    path = tmp_path / "deep" / "file.json"
    assert canonical.write(path, {"a": "1"})
    assert not canonical.write(path, {"a": "1"})
    assert canonical.write(path, {"a": "2"})


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ("bonding/unbond_part", "confluence/bonding/unbond_part"),
        ("payments/redeem[even chance, lost]", "confluence/payments/redeem__even_chance_lost"),
        ("payments/redeem[probability 2^-256]", "confluence/payments/redeem__probability_2_256"),
        ("a-b/C[D]", "confluence/a_b/c__d"),
    ],
)
def test_case_id_is_made_of_words(check, expected):
    assert envelope.case_id("confluence", check) == expected


def test_importance_follows_from_requirements():
    assert envelope.importance(["LP-BOND-007"]) == "basic"
    assert envelope.importance(["LP-BOND-007", "LP-BOND-083"]) == "edge"
    assert envelope.importance(["LP-SNAP-005"]) == "historic"


def test_features_are_read_off_the_steps():
    assert envelope.features([{"action": {"name": "bond", "caller": "alice"}}], False) == []
    assert envelope.features([{"action": {"name": "bond", "caller": "Minter"}}], True) == [
        "block_hashes",
        "impersonation",
    ]
    refuser = {"action": {"name": "withdraw_fees", "caller": "alice", "args": ["silent_refuser", "1"]}}
    ticket = {"action": {"name": "redeem", "caller": "alice", "args": [{"ticket": {}}], "calldata": "empty"}}
    assert envelope.features([refuser, ticket], False) == ["account_code", "malformed_calldata", "signatures"]


def test_differing_names_the_leaves():
    left = {"a": [{"b/c": "1"}, "2"], "d": "3", "e": ["1"]}
    right = {"a": [{"b/c": "x"}, "2"], "d": "3", "e": ["1", "2"]}
    assert differing(left, right, "/steps") == ["/steps/a/0/b~1c", "/steps/e"]
    assert differing(left, right, "/steps", without=("a",)) == ["/steps/e"]


def test_root_does_not_depend_on_the_order():
    entries = [{"id": "b", "hash": "2"}, {"id": "a", "hash": "1"}]
    assert index.root(entries) == index.root(entries[::-1])
    assert index.root(entries) != index.root([{"id": "a", "hash": "2"}, {"id": "b", "hash": "1"}])


@pytest.mark.parametrize("name", ["trace-v1", "fixture-v1"])
def test_schema_knows_what_the_model_knows(name):
    schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))["$defs"]
    for part, record in (
        ("action", Action),
        ("ticket", TicketPlan),
        ("permit", PermitPlan),
        ("receipt", ReceiptPlan),
        ("evidence", EvidencePlan),
        ("proof", ProofPlan),
    ):
        assert set(schema[part]["properties"]) == {entry.name for entry in fields(record)}
    assert ["", *schema["ticket"]["properties"]["flaw"]["enum"]] == list(TICKET_FLAWS)
    assert ["", *schema["permit"]["properties"]["flaw"]["enum"]] == list(PERMIT_FLAWS)
    assert ["", *schema["evidence"]["properties"]["flaw"]["enum"]] == list(EVIDENCE_FLAWS)
    assert ["", *schema["proof"]["properties"]["flaw"]["enum"]] == list(PROOF_FLAWS)
    assert ["", *schema["receipt"]["properties"]["form"]["enum"]] == list(SIGNATURE_FORMS)
    assert ["", *schema["receipt"]["properties"]["flaw"]["enum"]] == list(
        dict.fromkeys((*RECEIPT_FLAWS, *SIGNED_RECEIPT_FLAWS))
    )
