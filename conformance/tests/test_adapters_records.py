"""Reading the spec's records from storage."""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from adapters_files import document

from livepeer_conformance.adapters.artifacts import Artifact, from_reference
from livepeer_conformance.adapters.errors import ArtifactError
from livepeer_conformance.adapters.layout import Layout
from livepeer_conformance.adapters.manifest import built_in
from livepeer_conformance.adapters.records import Entry, RecordReader
from livepeer_conformance.adapters.target import Target
from livepeer_conformance.lockstep.world import World
from livepeer_conformance.model.action import Action, ReceiptPlan, TicketPlan
from livepeer_conformance.model.actors import account
from livepeer_conformance.model.difference import Difference
from livepeer_reference import artifacts as reference
from livepeer_reference.artifacts import BASES
from livepeer_spec import parameters
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.journal import Record
from livepeer_spec.upgrades import upgrade as load_upgrade
from livepeer_spec.versions import RULE_SETS, upgrade_of

LPT = 10**18
WITHOUT_SLOT = {
    "ETH of", "polls created by", "service URI of", "Poll", "Job.stream_id", "Job.transcoding_options", "Job.eligible",
    "Job.total_claims", "ActiveSet.transcoders", "active transcoder", "active transcoders of round", "delegators of",
    "jobs of", "Verifier.verification_code_hash", "Proposal.name",
}  # fmt: skip
"""What has no slot of its own: ETH is a balance, a nonce is the account's, a text or list may take several slots."""
ELSEWHERE = {
    "alpha": {"Claim", "segment submitted for verification", "solver", "Verifier.solver_count"},
    "alpha-whitepaper": {"Request", "Rounds", "parameter", "EarningsPool.has_transcoder_reward_fee_pool"},
}
"""What contracts keep where it is not looked up: claims in a list, a round with the stakes, numbers under texts."""


def world(upgrade: str, artifacts: dict[str, Artifact] | None = None) -> tuple[World, RecordReader]:
    """A world and its reader, which has seen the deployment's steps."""
    target = Target.from_artifacts(artifacts or {}, upgrade)
    here = World(target, parameters.load("minimal", upgrade))
    assert target.records is not None
    target.records.verify(here.state, here.state.journal.entries)
    return here, target.records


def tickets_history(upgrade: str) -> list[Action]:
    """Actions that write every kind of record, where orchestrators are paid by tickets."""
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


def jobs_history(upgrade: str) -> list[Action]:
    """The same where transcoders are elected for jobs."""
    unbonding = [Action("unbond", "carol", (100 * LPT,)), Action("unbond", "bob", (300 * LPT,))]
    withdrawal = Action("withdraw_stake", "bob", (0,))
    kinds = load_upgrade(upgrade).catalogue.transactions
    if not kinds["unbond"].types:
        unbonding, withdrawal = [Action("unbond", "carol"), Action("unbond", "bob")], Action("withdraw_stake", "bob")
    return [
        Action("initialize_round", "bob"),
        *(Action("approve", name, ("BondingManager", 10**30)) for name in ("alice", "bob", "carol")),
        Action("bond", "alice", (700 * LPT, "alice")),
        Action("bond", "bob", (300 * LPT, "bob")),
        Action("bond", "carol", (500 * LPT, "alice")),
        Action("transcoder", "alice", (123_456, 654_321, 7)),
        Action("deposit", "dave", (), 9 * LPT),
        Action("advance_rounds", "", (1, 0)),
        Action("initialize_round", "bob"),
        Action("reward", "alice"),
        Action("job", "dave", ("stream", "c0a6517a", 10, 2_100)),
        Action("advance_blocks", "", (1,)),
        Action("claim_work", "alice", (0, (0, 20), "receipts")),
        Action("advance_blocks", "", (1,)),
        Action("verify", "alice", (ReceiptPlan(0, 0, "challenged:0"),)),
        Action("callback", "verifier", (0, "commit:0")),
        *unbonding,
        *([Action("set_service_uri", "alice", ("https://example.org:8935",))] if "set_service_uri" in kinds else []),
        Action("advance_rounds", "", (2, 0)),
        Action("initialize_round", "bob"),
        withdrawal,
        Action("pause", "owner"),
    ]


def paper_history(upgrade: str) -> list[Action]:
    """The same by the whitepaper, whose votes are on parameters."""
    return [
        Action("initialize_round", "bob"),
        *(Action("approve", name, ("BondingManager", 10**30)) for name in ("alice", "bob", "carol")),
        Action("bond", "alice", (700 * LPT, "alice")),
        Action("transcoder", "alice", (123_456, 654_321, 7)),
        Action("bond", "bob", (300 * LPT, "alice")),
        Action("bond", "carol", (500 * LPT, "alice")),
        Action("deposit", "dave", (), 9 * LPT),
        Action("advance_rounds", "", (1, 0)),
        Action("initialize_round", "bob"),
        Action("reward", "alice"),
        Action("propose_parameter", "heidi", ("verificationRate", 1)),
        Action("vote_for", "alice", (0,)),
        Action("transcode_availability", "alice"),
        Action("job", "dave", ("stream", "c0a6517a", 10)),
        Action("advance_blocks", "", (1,)),
        Action("deposit", "dave", (), 1),
        Action("claim_work", "alice", (0, 0, 3, "receipts")),
        Action("advance_blocks", "", (1,)),
        Action("verify", "alice", (ReceiptPlan(0, 0, 0),)),
        Action("result", "verifier", (0, True)),
        Action("unbond", "bob"),
        Action("advance_rounds", "", (1, 0)),
        Action("initialize_round", "bob"),
    ]


STAKE = {
    "Delegator", "Transcoder", "EarningsPool", "SortedList", "Node", "LPT of", "allowance of",
}  # fmt: skip
DEPLOYED = {*STAKE, "Minter", "Rounds", "Controller"}
TICKETS = {
    "UnbondingLock", "Bonding", "Sender", "Reserve", "reserve claimed by", "reserve claimed in round", "used ticket",
    "block hash of round", "snapshot",
}  # fmt: skip
JOBS = {"Job", "Jobs", "Broadcaster", "ActiveSet", "Verifier", "Request"}
PAPER = {
    "UnbondingLock", "Bonding", "Job", "Jobs", "Claim", "Governance", "Proposal", "deposit of", "availability of",
    "vote", "segments claimed by", "segments claimed in round", "submitted segment", "verifications passed by",
    "active stake of round", "stake in favour",
}  # fmt: skip
HISTORIES = {
    "redeem_winning_ticket": (tickets_history, DEPLOYED | TICKETS),
    "callback": (jobs_history, DEPLOYED | JOBS),
    "vote_for": (paper_history, STAKE | PAPER),
}
"""By a transaction that tells the rules: what is done, and the kinds of records that are read from storage then."""


def history(upgrade: str) -> tuple[list[Action], set[str]]:
    """Actions that write every kind of record, and those kinds."""
    kinds = load_upgrade(upgrade).catalogue.transactions
    make, written = next(entry for name, entry in HISTORIES.items() if name in kinds)
    if make is jobs_history:
        written = written | ({"UnbondingLock"} if kinds["unbond"].types else {"Bonding", "withdraw round of"})
    return make(upgrade), written


def kinds_of(entries: Iterable[Entry], fields: set[str]) -> set[str]:
    """Kinds of records and tables that entries of a journal belong to; with the field for some ``fields``."""
    kinds = set()
    for owner, key, _ in entries:
        kind = type(owner).__name__ if isinstance(owner, Record) else owner.name
        kinds.add(f"{kind}.{key}" if f"{kind}.{key}" in fields else kind)
    return kinds


def without_slot(upgrade: str) -> set[str]:
    """Kinds that are not read from storage under a rule set."""
    of_variant = ELSEWHERE.get(upgrade, ELSEWHERE.get(BASES.get(upgrade, ""), set()))
    return WITHOUT_SLOT | of_variant


@pytest.mark.parametrize("upgrade", RULE_SETS)
def test_storage_shows_what_the_rules_wrote(upgrade: str) -> None:
    """Given a history with every kind of record, when each step's writes are read from storage, then all agree."""
    here, records = world(upgrade)
    assert records.refused == {}
    steps, expected = history(upgrade)
    unread, read = set(), set()
    for action in steps:
        mark = here.state.journal.mark()
        step = here.step(action)
        assert step.differences == []
        assert step.outcome is None or step.outcome.reason is None, action
        entries = here.state.journal.entries[mark:]
        different, unknown = records.check(here.state, entries)
        assert different == []
        unread |= kinds_of(unknown, without_slot(upgrade))
        read |= kinds_of((entry for entry in entries if entry not in unknown), set())
    assert unread <= without_slot(upgrade)
    assert expected <= read


@pytest.mark.parametrize("upgrade", RULE_SETS)
def test_each_wrong_value_is_told_with_its_name(upgrade: str) -> None:
    """Given a history, when the spec's value of any record is changed, then exactly that value differs."""
    here, records = world(upgrade)
    for action in history(upgrade)[0]:
        here.step(action)
    seen = set()
    for owner, key, _ in list(here.state.journal.entries):
        kind = f"{type(owner).__name__}.{key}" if isinstance(owner, Record) else owner.name
        if kind in seen or {kind, kind.split(".")[0]} & without_slot(upgrade):
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


BEHIND_A_PROXY = [name for name in RULE_SETS if "BondingManagerTarget" in {c.name for c in built_in(name).contracts}]
"""Rule sets whose contracts were deployed, so that a contract can be upgraded in place."""


@pytest.mark.parametrize("upgrade", BEHIND_A_PROXY)
def test_bonding_manager_keeps_the_deployed_slots(upgrade: str) -> None:
    """Given the reference BondingManager, then an upgrade in place would find its records where they were."""
    layout = Layout(document(upgrade, "BondingManager")["storageLayout"], "x")
    # Streamflow was an upgrade in place of alpha's contract: a pool of its own is behind what was there.
    delegators, pool, head = {
        "alpha": (5, "transcoderPool", 8),
        "streamflow": (5, "transcoderPoolV2", 16),
        "confluence": (3, "transcoderPool", 7),
        "arbitration": (3, "transcoderPool", 7),
    }[upgrade_of(upgrade)]
    places = layout.place("delegators[0].bondedAmount"), layout.place(f"{pool}.head")
    assert [place.slot for place in places if place is not None] == [delegators, head]
