"""Reading the spec's records from storage."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from adapters_files import document

from livepeer_conformance.adapters.artifacts import Artifact, from_reference
from livepeer_conformance.adapters.errors import ArtifactError
from livepeer_conformance.adapters.layout import Layout
from livepeer_conformance.adapters.records import RecordReader
from livepeer_conformance.adapters.target import Target
from livepeer_conformance.lockstep.world import World
from livepeer_conformance.model.action import Action, TicketPlan
from livepeer_conformance.model.actors import account
from livepeer_conformance.model.difference import Difference
from livepeer_reference import artifacts as reference
from livepeer_spec import parameters
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.journal import Record
from livepeer_spec.versions import RULE_SETS

LPT = 10**18
WITHOUT_SLOT = {"ETH of", "polls created by", "service URI of", "Poll"}
"""What has no slot of its own: ETH is a balance, a nonce is the account's, a text may take several slots."""


def world(upgrade: str, artifacts: dict[str, Artifact] | None = None) -> tuple[World, RecordReader]:
    """A world and its reader, which has seen the deployment's steps."""
    target = Target.from_artifacts(artifacts or {}, upgrade)
    here = World(target, parameters.load("minimal", upgrade))
    assert target.records is not None
    target.records.verify(here.state, here.state.journal.entries)
    return here, target.records


def history(upgrade: str) -> list[Action]:
    """Actions that write every kind of record."""
    steps = [
        Action("initialize_round", "bob"),
        *(Action("approve", name, ("BondingManager", 10**30)) for name in ("alice", "bob", "carol")),
        Action("bond", "alice", (700 * LPT, "alice")),
        Action("bond", "bob", (300 * LPT, "bob")),
        Action("bond", "carol", (500 * LPT, "alice")),
        Action("transcoder", "alice", (123_456, 654_321)),
        Action("fund_deposit_and_reserve", "dave", (5 * LPT, 4 * LPT), 9 * LPT),
        Action("advance_rounds", "", (1, 0)),
        Action("initialize_round", "bob"),
        Action("reward", "alice"),
        Action("redeem_winning_ticket", "erin", (TicketPlan("dave", "alice", LPT),)),
        Action("redeem_winning_ticket", "erin", (TicketPlan("dave", "alice", 5 * LPT, nonce=1),)),
        Action("unlock", "dave"),
        Action("unbond", "carol", (100 * LPT,)),
        Action("unbond", "bob", (300 * LPT,)),
        Action("set_service_uri", "alice", ("https://example.org:8935",)),
        Action("set_snapshot", "owner", ("id:LIP-52", "snapshot:1")),
        Action("advance_rounds", "", (2, 0)),
        Action("initialize_round", "bob"),
        Action("withdraw_stake", "bob", (0,)),
        Action("withdraw", "dave"),
        Action("pause", "owner"),
    ]
    if upgrade == "confluence":
        steps[-1:-1] = [Action("transfer_bond", "alice", ("grace", LPT, "null", "null", "null", "null"))]
    return steps


@pytest.mark.parametrize("upgrade", RULE_SETS)
def test_storage_shows_what_the_rules_wrote(upgrade: str) -> None:
    """Given a history with every kind of record, when each step's writes are read from storage, then all agree."""
    here, records = world(upgrade)
    assert records.refused == {}
    without_slot, read = set(), set()
    for action in history(upgrade):
        mark = here.state.journal.mark()
        step = here.step(action)
        assert step.differences == []
        assert step.outcome is None or step.outcome.reason is None, action
        entries = here.state.journal.entries[mark:]
        different, unknown = records.check(here.state, entries)
        assert different == []
        kinds = [
            {type(owner).__name__ if isinstance(owner, Record) else owner.name for owner, *_ in part}
            for part in (unknown, entries)
        ]
        without_slot |= kinds[0]
        read |= kinds[1]
    assert without_slot <= WITHOUT_SLOT
    assert {
        "Delegator", "Transcoder", "EarningsPool", "UnbondingLock", "Bonding", "SortedList", "Node", "Sender",
        "Reserve", "reserve claimed by", "reserve claimed in round", "used ticket", "LPT of", "allowance of", "Minter",
        "Rounds", "block hash of round", "snapshot", "Controller",
    } <= read  # fmt: skip


@pytest.mark.parametrize("upgrade", RULE_SETS)
def test_each_wrong_value_is_told_with_its_name(upgrade: str) -> None:
    """Given a history, when the spec's value of any record is changed, then exactly that value differs."""
    here, records = world(upgrade)
    for action in history(upgrade):
        here.step(action)
    seen = set()
    for owner, key, _ in list(here.state.journal.entries):
        kind = f"{type(owner).__name__}.{key}" if isinstance(owner, Record) else owner.name
        if kind in seen or kind.split(".")[0] in WITHOUT_SLOT:
            continue
        seen.add(kind)
        mark = here.state.journal.mark()
        value = owner.__dict__[key] if isinstance(owner, Record) else owner[key]
        changed = (
            bytes([value[0] ^ 1]) + value[1:]
            if isinstance(value, bytes)
            else value ^ 1
            if not isinstance(value, bool)
            else not value
        )
        if isinstance(owner, Record):
            setattr(owner, key, changed)
        else:
            owner[key] = changed
        differences, unknown = records.compare(here.state, here.state.journal.entries[mark:], here.naming)
        assert [(found.expected, found.observed) for found in differences] == [(changed, value)], kind
        assert unknown == []
        here.state.journal.rewind(mark)
    assert len(seen) > 40


def test_difference_is_in_protocol_words() -> None:
    """Given a record, a packed flag and a table entry that differ, then they are named, with their units."""
    here, records = world("confluence")
    alice = account("alice").address
    state = here.state
    mark = state.journal.mark()
    state.bonding.delegators[alice].bonded_amount = 5
    state.controller.paused = True
    state.broker.reserves[alice].claimed_by_address[3, alice] = 7
    differences, _ = records.compare(state, state.journal.entries[mark:], here.naming)
    assert differences == [
        Difference("Delegator(alice)", "bonded_amount", 5, 0, "LPTU"),
        Difference("Controller(Controller)", "paused", True, False),
        Difference("reserve claimed by alice, 3, alice", "", 7, 0, "wei"),
    ]


def test_nothing_is_read_before_the_layouts_are_verified() -> None:
    """Given a reader that has not seen the deployment's steps, then it knows no place."""
    target = Target.reference("confluence")
    here = World(target, parameters.load("minimal", "confluence"))
    reader = RecordReader(
        target.backend, target.addresses, {"Controller": from_reference(reference.load("confluence", "Controller"))}
    )
    entries = here.state.journal.entries
    assert reader.check(here.state, entries) == ([], entries)


def with_layout(name: str, change: Any) -> dict[str, Artifact]:
    """The reference contract with its storage layout changed."""
    artifact = from_reference(reference.load("confluence", name))
    layout = deepcopy(artifact.storage_layout)
    assert layout is not None
    change(layout)
    return {name: replace(artifact, storage_layout=layout)}


def test_layout_that_storage_contradicts_is_refused() -> None:
    """Given a layout of other slots, then it is refused with a reason, and its records are left to the views."""

    def shift(layout: Any) -> None:
        for entry in layout["storage"]:
            entry["slot"] = str(int(entry["slot"]) + 1)

    here, records = world("confluence", with_layout("BondingManager", shift))
    assert list(records.refused) == ["BondingManager"]
    assert "does not hold" in records.refused["BondingManager"]
    mark = here.state.journal.mark()
    here.state.bonding.unbonding_period = 9
    entries = here.state.journal.entries[mark:]
    assert records.check(here.state, entries) == ([], entries)


def test_layout_that_nothing_confirms_is_refused() -> None:
    """Given a layout without any name that is known, then it is refused."""

    def rename(layout: Any) -> None:
        for entry in layout["storage"]:
            entry["label"] = "x" + entry["label"]

    _, records = world("confluence", with_layout("RoundsManager", rename))
    assert records.refused == {"RoundsManager": "no value in storage confirms it"}


def swap(layout: Any) -> None:
    """Call two members by each other's names, as if they meant something else."""
    transcoder = next(
        kind for key, kind in layout["types"].items() if key.endswith(".Transcoder)_storage") and "members" in kind
    )
    names = {"rewardCut": "feeShare", "feeShare": "rewardCut"}
    for member in transcoder["members"]:
        member["label"] = names.get(member["label"], member["label"])


def test_views_have_the_last_word_about_another_layout() -> None:
    """Given a layout in which a value is another than in the views, which agree, then it is refused."""
    here, records = world("confluence", with_layout("BondingManager", swap))
    assert records.refused == {}
    steps = [
        Action("initialize_round", "bob"),
        Action("approve", "alice", ("BondingManager", LPT)),
        Action("bond", "alice", (LPT, "alice")),
        Action("transcoder", "alice", (1, 2)),
    ]
    assert [here.step(action).differences for action in steps] == [[], [], [], []]
    assert records.refused == {"BondingManager": "storage has another Transcoder.reward_cut than the views"}
    assert here.step(Action("unbond", "alice", (LPT,))).outcome is not None


def test_deployed_layout_is_held_to() -> None:
    """Given the reference contract's layout, then a value that storage alone shows differs, and it stays in use."""
    here, records = world("confluence")
    mark = here.state.journal.mark()
    here.state.bonding.delegators[account("alice").address].fees = 3
    entries = here.state.journal.entries[mark:]
    assert records.settle(entries, here.naming) == [Difference("Delegator(alice)", "fees", 3, 0, "wei")]
    assert records.refused == {}


def test_reader_follows_a_second_state() -> None:
    """Given the reader was used with one state, when another state is checked, then its values count."""
    here, records = world("confluence")
    alice = account("alice").address
    other = here.upgrade.new_state(here.target.addresses, here.backend.chain_id)
    other.bonding.delegators[alice].fees = 3
    assert len(records.check(other, other.journal.entries)[0]) == 1
    mark = here.state.journal.mark()
    here.state.bonding.delegators[alice].fees = 0
    assert records.check(here.state, here.state.journal.entries[mark:]) == ([], [])


# Layouts.

TYPES: dict[str, Any] = {
    "t_uint256": {"encoding": "inplace", "numberOfBytes": "32"},
    "t_bool": {"encoding": "inplace", "numberOfBytes": "1"},
    "t_map": {"encoding": "mapping", "key": "t_uint256", "value": "t_struct", "numberOfBytes": "32"},
    "t_struct": {
        "encoding": "inplace",
        "numberOfBytes": "64",
        "members": [
            {"label": "a", "slot": "0", "offset": 0, "type": "t_uint256"},
            {"label": "b", "slot": "1", "offset": 3, "type": "t_bool"},
            {"label": "m", "slot": "2", "offset": 0, "type": "t_map"},
        ],
    },
}
STORAGE: list[Any] = [
    {"label": "one", "slot": "4", "offset": 0, "type": "t_struct"},
    {"label": "many", "slot": "9", "offset": 0, "type": "t_map"},
]


def test_place_follows_structs_and_mappings() -> None:
    """Given nested structs and mappings, then slot and bits are those of the documented storage layout."""
    layout = Layout({"storage": STORAGE, "types": TYPES}, "x")
    member = layout.place("one.b")
    assert member is not None
    assert (member.slot_of(()), member.shift, member.mask) == (5, 24, 0xFF)
    nested = layout.place("many[0].m[1].b")
    outer = int.from_bytes(keccak((7).to_bytes(32, "big") + (9).to_bytes(32, "big")), "big")
    inner = int.from_bytes(keccak((8).to_bytes(32, "big") + (outer + 2).to_bytes(32, "big")), "big")
    assert nested is not None
    assert nested.slot_of((7, 8)) == inner + 1
    for absent in ("none", "one.c", "one[0]", "many.a", "one", "many"):
        assert layout.place(absent) is None


BAD_LAYOUTS: dict[str, tuple[Any, str]] = {
    "storage_is_text": ({"storage": "x"}, "storageLayout.storage"),
    "types_is_a_list": ({"storage": [], "types": [1]}, "storageLayout.types"),
    "entry_is_a_number": ({"storage": [1]}, "storageLayout.storage[0]"),
    "no_label": ({"storage": [{}]}, "storageLayout.storage[0]"),
    "type_is_a_number": ({"storage": [{"label": "a", "type": 1}]}, "storageLayout.storage[0].type"),
    "slot_is_negative": (
        {"storage": [{"label": "a", "type": "t", "slot": "-1", "offset": 0}]},
        "storageLayout.storage[0].slot",
    ),
    "slot_is_endless": (
        {"storage": [{"label": "a", "type": "t", "slot": "9" * 5000, "offset": 0}]},
        "storageLayout.storage[0].slot",
    ),
    "unknown_type": ({"storage": [{"label": "a", "type": "t", "slot": "0", "offset": 0}]}, "storageLayout.types.t"),
    "too_wide": (
        {
            "storage": [{"label": "a", "type": "t_uint256", "slot": "0", "offset": 1}],
            "types": TYPES,
        },
        "storageLayout.types.t_uint256",
    ),
}


@pytest.mark.parametrize("case", BAD_LAYOUTS)
def test_bad_layout_is_refused_with_the_field(case: str) -> None:
    """Given a layout with one thing wrong, then the error names the artifact and the field."""
    content, field = BAD_LAYOUTS[case]
    with pytest.raises(ArtifactError) as caught:
        Layout(content, "Thing.json").place("a")
    assert (caught.value.file, caught.value.field) == ("Thing.json", field)


@pytest.mark.parametrize("upgrade", RULE_SETS)
def test_bonding_manager_keeps_the_deployed_slots(upgrade: str) -> None:
    """Given the reference BondingManager, then an upgrade in place would find its records where they were."""
    layout = Layout(document(upgrade, "BondingManager")["storageLayout"], "x")
    delegators, pool = (5, "transcoderPoolV2") if upgrade == "streamflow" else (3, "transcoderPool")
    place, head = layout.place("delegators[0].bondedAmount"), layout.place(f"{pool}.head")
    assert place is not None
    assert head is not None
    assert (place.slot, head.slot) == (delegators, 16 if upgrade == "streamflow" else 7)
