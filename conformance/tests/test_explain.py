"""Explanations: actions, values and differences in protocol words, and the requirements that they concern."""

from collections.abc import Iterator
from dataclasses import fields
from inspect import isclass
from random import Random
from typing import Any

import pytest
from spec_target import spec_world

from livepeer_conformance.compare.concerned import Concern, concern
from livepeer_conformance.compare.explain import describe_action, explain
from livepeer_conformance.compare.phrases import PHRASES
from livepeer_conformance.compare.units import PARTS, Unit, show, unit_of
from livepeer_conformance.lockstep.world import World
from livepeer_conformance.machines.driver import run_sequence
from livepeer_conformance.machines.swarm import draw_config
from livepeer_conformance.model.action import Action, PermitPlan, TicketPlan, Trace
from livepeer_conformance.model.difference import Difference
from livepeer_spec import requirements
from livepeer_spec.primitives import sorted_list
from livepeer_spec.primitives.hashing import contract_id
from livepeer_spec.primitives.journal import Record
from livepeer_spec.rejection import Reason
from livepeer_spec.upgrades import upgrade
from livepeer_spec.upgrades.streamflow import state as streamflow_state
from livepeer_spec.versions import RULE_SETS

LPT = 10**18
TICKETS = {"ticket", "tickets", "signature", "signatures", "recipient_rands", "update"}
"""Arguments that phrases tell as a whole."""


@pytest.fixture(scope="module")
def world() -> World:
    return spec_world("confluence")


def hexadecimal(address: bytes) -> str:
    return "0x" + address.hex()


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (5 * LPT, Unit.LPTU, "5 LPT"),
        (1, Unit.LPTU, "1 LPTU"),
        (0, Unit.LPTU, "0 LPT"),
        (3 * LPT + 1, Unit.LPTU, "3.000000000000000001 LPT"),
        (10**24, Unit.LPTU, "1,000,000 LPT"),
        (999_999_999, Unit.LPTU, "999,999,999 LPTU"),
        (10**9, Unit.LPTU, "0.000000001 LPT"),
        (2**256 - 1, Unit.LPTU, "2^256 - 1 LPTU"),
        (15 * LPT // 10, Unit.WEI, "1.5 ETH"),
        (7, Unit.WEI, "7 wei"),
        (123_456, Unit.PPM, "12.3456 %"),
        (10**6, Unit.PPM, "100 %"),
        (1, Unit.PPM, "0.0001 %"),
        (1_000_000, Unit.PPB, "0.1 %"),
        (10**27, Unit.FACTOR, "1 (x 10^27)"),
        (10**27 + 1, Unit.FACTOR, "1.000000000000000000000000001 (x 10^27)"),
        (2**256 - 1, Unit.CHANCE, "always"),
        (2**254, Unit.CHANCE, "1 in 4"),
        (44, Unit.ROUND, "round 44"),
        (1, Unit.ROUNDS, "1 round"),
        (12, Unit.BLOCKS, "12 blocks"),
        (0, Unit.DELEGATOR_STATUS, "pending"),
        (2, Unit.DELEGATOR_STATUS, "unbonded"),
        (9, Unit.DELEGATOR_STATUS, "9"),
        (1_234_567, None, "1,234,567"),
        (True, Unit.BOOL, "yes"),
        (None, Unit.LPTU, "nothing"),
        (contract_id("Minter"), Unit.WORD, "id of Minter"),
        (bytes(range(20)), Unit.ADDRESS, "0x" + bytes(range(20)).hex()),
        (b"", Unit.BYTES, "no bytes"),
    ],
)
def test_show(value: Any, unit: Unit | None, text: str) -> None:
    """Values are written as people write them, exactly."""
    assert show(value, unit, hexadecimal) == text


def fields_with_units() -> Iterator[tuple[str, str]]:
    for name in RULE_SETS:
        rules = upgrade(name)
        for kind in rules.catalogue.transactions.values():
            yield from ((kind.name, parameter) for parameter in kind.parameters if parameter not in TICKETS)
        for event in rules.events.values():
            yield from ((event.name, parameter) for parameter in event.parameters if parameter != "update")
        for view in rules.catalogue.views.values():
            function = view.signature.split("(")[0]
            yield from ((function, field) for field in view.fields if (function, field) not in PARTS)
    for (function, _), parts in PARTS.items():
        yield from ((function, part) for part in parts)
    for module in (streamflow_state, sorted_list):
        for record in vars(module).values():
            if isclass(record) and issubclass(record, Record) and record is not Record:
                names = {field.name for field in fields(record) if field.init} - {"journal", "key"}
                yield from ((record.__name__, name) for name in names)


def test_every_field_has_a_unit() -> None:
    """No argument, event, view or record is shown as a number without meaning."""
    missing = {owned for owned in fields_with_units() if unit_of(*owned) is None}
    assert missing == set()


@pytest.mark.parametrize(
    ("owner", "name", "unit"),
    [
        ("withdraw_fees", "amount", Unit.WEI),
        ("unbond", "amount", Unit.LPTU),
        ("DepositFunded", "amount", Unit.WEI),
        ("Unbond", "amount", Unit.LPTU),
        ("getDelegator", "fees", Unit.WEI),
        ("Delegator", "bonded_amount", Unit.LPTU),
        ("balanceOf", "", Unit.LPTU),
        ("ETH of", "", Unit.WEI),
    ],
)
def test_unit_depends_on_what_a_field_belongs_to(owner: str, name: str, unit: Unit) -> None:
    """The amount of an unbonding is LPT, that of a withdrawal of fees ETH."""
    assert unit_of(owner, name) is unit


@pytest.mark.parametrize("name", RULE_SETS)
def test_every_transaction_has_a_phrase(name: str) -> None:
    """There is a sentence for each transaction, and for no other."""
    assert set(upgrade(name).catalogue.transactions) <= set(PHRASES)
    assert set(PHRASES) == set().union(*(upgrade(slug).catalogue.transactions for slug in RULE_SETS))


@pytest.mark.parametrize("name", RULE_SETS)
def test_generated_actions_are_described(name: str) -> None:
    """Whatever sequences contain is told in words: no raw call, no gap, no base unit of a large amount."""
    world = spec_world(name)
    for seed in range(12):
        for action in run_sequence(world, draw_config(world.upgrade.name, Random(seed), 60), seed).trace.steps:
            text = describe_action(action, world.naming)
            assert text.strip()
            assert "{" not in text
            assert f" calls {action.name}(" not in text


PHRASED = {
    "alice bonds 5 LPT to frank": Action("bond", "alice", (5 * LPT, "frank")),
    "the owner pauses the system": Action("pause", "owner"),
    "12 blocks pass": Action("advance_blocks", "", (12,)),
    "1 round passes": Action("advance_rounds", "", (1, 0)),
    "2 rounds pass, and 5 blocks of the next": Action("advance_rounds", "", (2, 5)),
    "time passes to the locked end of the round": Action("advance_to_lock"),
    "erin redeems a ticket of 1 ETH from dave to alice (created 1 round ago, wrong signer)": Action(
        "redeem_winning_ticket", "erin", (TicketPlan("dave", "alice", LPT, age=1, flaw="wrong_signer"),)
    ),
    "erin redeems a ticket of 3 wei from dave to alice; a ticket of 4 wei from dave to bob "
    "(win probability 1 in 2, loses), with 1 signature missing in a batch": Action(
        "batch_redeem_winning_tickets",
        "erin",
        ((TicketPlan("dave", "alice", 3), TicketPlan("dave", "bob", 4, 2**255, wins=False)), 1),
    ),
    "bob submits a signed approval of 5 LPTU from alice to carol (bad v)": Action(
        "permit", "bob", (PermitPlan("alice", "carol", 5, "bad_v"),)
    ),
    "dave adds 5 ETH to the deposit": Action("fund_deposit", "dave", (), 5 * LPT),
    "dave adds 1 wei to the deposit and 2 wei to the reserve": Action("fund_deposit_and_reserve", "dave", (1, 2), 3),
    "dave adds 1 wei to the deposit and 2 wei to the reserve, sending 4 wei": Action(
        "fund_deposit_and_reserve", "dave", (1, 2), 4
    ),
    "alice withdraws all fees": Action("withdraw_fees", "alice"),
    "alice withdraws fees of 3 wei to the null address": Action("withdraw_fees", "alice", ("null", 3)),
    "the BondingManager lets the NewMinter burn 1 LPTU": Action(
        "trusted_burn_tokens", "BondingManager", (1,), at="NewMinter"
    ),
    "bob unbonds 1 LPT, hint: between alice and the null address": Action(
        "unbond_with_hint", "bob", (LPT, "alice", "null")
    ),
    "bob calls reward, sending 1 wei, with the last byte of the calldata missing": Action(
        "reward", "bob", (), 1, "", "truncated"
    ),
    "alice votes no in poll-1": Action("vote", "alice", (1,), at="poll-1"),
    "the owner registers the null address as Minter": Action(
        "set_contract_info", "owner", ("id:Minter", "null", "0x" + "11" * 20)
    ),
    "alice executes the update: the Governor pauses the system; 0x12 to bob, sending 5 wei (nonce 3)": Action(
        "execute_update", "alice", ((("Controller", "bob"), (0, 5), (Action("pause", "Governor"), "0x12"), 3),)
    ),
    "alice claims 1 LPT and 2 wei of the LIP-52 snapshot with no proof, then alice bonds 0 LPT to bob": Action(
        "claim_snapshot_earnings", "alice", (LPT, 2, (), Action("bond", "alice", (0, "bob")))
    ),
    "alice calls no_such_transaction(1, bob)": Action("no_such_transaction", "alice", (1, "bob")),
    "alice calls bond(1)": Action("bond", "alice", (1,)),
}


@pytest.mark.parametrize("text", PHRASED)
def test_describe_action(text: str) -> None:
    """Actions read as sentences of the protocol."""
    assert describe_action(PHRASED[text]) == text


def test_describe_action_names_addresses(world: World) -> None:
    """With a run's naming, an address in hexadecimal is told by its name."""
    address = "0x" + world.naming.address("carol").hex()
    assert describe_action(Action("bond", "alice", (LPT, address)), world.naming) == "alice bonds 1 LPT to carol"
    assert describe_action(Action("bond", "alice", (LPT, address))) == f"alice bonds 1 LPT to {address}"


STEPS = (
    Action("initialize_round", "owner"),
    Action("approve", "alice", ("BondingManager", LPT)),
    Action("bond", "alice", (LPT, "alice")),
    Action("unbond", "alice", (1,)),
    Action("advance_rounds", "", (1, 0)),
    Action("initialize_round", "owner"),
    Action("unbond", "alice", (LPT,)),
)
TRACE = Trace("confluence", STEPS)


def test_explain_a_step(world: World) -> None:
    """Steps with what comes of them, the difference with units, the requirement, and the command."""
    differences = [
        Difference("event 2 Unbond", "withdrawRound", 44, 43),
        Difference("BondingManager.getDelegator(alice)", "bondedAmount", 0, 1),
    ]
    explanation = explain(world, TRACE, 6, differences, replay="livepeer-conformance replay x.json")
    text = explanation.text()
    assert "confluence: unbond at step 7 does not do what the spec says" in text
    assert "    4  alice unbonds 1 LPTU  [rejected, NOT_BONDED: the account is not bonded]" in text
    assert "    5  1 round passes  [block 2050, round 41]" in text
    assert ">   7  alice unbonds 1 LPT\n" in text
    assert (
        "event 2 Unbond, withdrawRound\n  by the spec      round 44\n  on the target    round 43  (1 round less)"
        in text
    )
    assert "  on the target    1 LPTU  (1 LPTU more)" in text
    assert explanation.concern.named[0] == "LP-BOND-040"
    assert "LP-BOND-040  unbond must emit Unbond" in text
    assert text.endswith("livepeer-conformance replay x.json")
    assert explanation.to_json()["failing"] == 7


def test_explain_does_not_disturb_the_world(world: World) -> None:
    """Explaining runs the trace on a state of its own."""
    world.restore()
    world.step(STEPS[0])
    block = world.backend.block_number
    explain(world, TRACE, 6, [Difference("status", "", "accepted", "rejected, NOT_BONDED")])
    assert world.backend.block_number == block
    assert not world.step(STEPS[1]).differences


def test_explain_what_is_no_transaction(world: World) -> None:
    """Given a reported supply among the steps, then it has no outcome, and the failure is explained all the same."""
    trace = Trace("confluence", (Action("report_l1_supply", "", (5 * LPT,)), STEPS[0]))
    explanation = explain(world, trace, 1, [Difference("event 1 NewRound", "round", 40, 41)])
    assert [step.outcome for step in explanation.steps] == ["", ""]


def test_explain_without_a_world() -> None:
    """Without a world there are steps, but no outcomes."""
    explanation = explain(None, TRACE, 6, [Difference("status", "", "accepted", "rejected, NOT_BONDED")])
    assert [step.outcome for step in explanation.steps] == [""] * 7
    assert explanation.concern == Concern(("LP-BOND-033",))


def test_explain_the_final_state(world: World) -> None:
    """No step is marked when the final state differs; the view's own requirements are concerned."""
    differences = [Difference("BondingManager.pendingStake(alice, 0)", "", LPT, LPT + 1)]
    explanation = explain(world, TRACE, 7, differences)
    assert explanation.failing is None
    assert explanation.transaction == ""
    assert "LP-EARN-039" in explanation.concern.named
    assert "on the target    1.000000000000000001 LPT  (1 LPTU more)" in explanation.text()


@pytest.mark.parametrize(
    ("difference", "lines"),
    [
        (
            Difference("TicketBroker.getSenderInfo(alice)", "sender", (5, 0), (6, 0)),
            ["TicketBroker.getSenderInfo(alice), sender.deposit", "5 wei", "6 wei", "1 wei more"],
        ),
        (
            Difference("TicketBroker.getReserveInfo(alice)", "", ((LPT, 0),), ((LPT, 7),)),
            ["claimedInCurrentRound", "0 ETH", "7 wei"],
        ),
        (Difference("ETH of alice", "", 5 * LPT, 4 * LPT, "wei"), ["5 ETH", "4 ETH", "1 ETH less"]),
        (Difference("LPT of alice", "", 5 * LPT, 4 * LPT), ["5 LPT", "4 LPT"]),
        (
            Difference("event 1 Transfer", "", ("Transfer", {"value": LPT}), None),
            ["Transfer(value 1 LPT)", "nothing"],
        ),
        (
            Difference("event 1 unknown", "", None, (bytes(20), (b"\1" * 32,), b"\2")),
            ["a log of null", "01" * 32, "0x02"],
        ),
        (Difference("event 1 Bond", "emitter", bytes(20), bytes(19) + b"\1"), ["null", "0x" + "00" * 19 + "01"]),
        (Difference("return data", "", b"", b"\1"), ["no bytes", "0x01"]),
        (Difference("BondingManager.delegatorStatus(bob)", "", (1,), (2,)), ["bonded", "unbonded"]),
        (Difference("Delegator(alice)", "start_round", 41, 42), ["round 41", "round 42", "1 round more"]),
        (Difference("LivepeerToken.balanceOf(bob)", "", (LPT,), "reverts"), ["1 LPT", "reverts"]),
    ],
)
def test_explain_difference(world: World, difference: Difference, lines: list[str]) -> None:
    """Each sort of difference is told with names and units."""
    text = explain(world, TRACE, 6, [difference]).text()
    assert all(line in text for line in lines), text


def test_explain_long_traces_briefly(world: World) -> None:
    """Of very many steps and differences only some are shown; the plain form has all of them."""
    trace = Trace("confluence", (STEPS[0],) * 100)
    differences = [Difference(f"LPT of {name}", "", 1, 2) for name in "abcdefghij"]
    explanation = explain(world, trace, 99, differences)
    assert "(60 steps before)" in explanation.text()
    assert "and 4 more differences" in explanation.text()
    assert len(explanation.to_json()["steps"]) == 100
    assert len(explanation.differences) == 10


@pytest.mark.parametrize("name", RULE_SETS)
def test_every_transaction_concerns_requirements(name: str) -> None:
    """Whatever differs, a transaction with requirements leads to at least one, and to one that holds in the upgrade."""
    registry = requirements.load()
    sorts = [
        Difference("status", "", "accepted", "halted, OutOfGas"),
        Difference("status", "", "rejected, SYSTEM_PAUSED: the system is paused", "accepted"),
        Difference("reason", "", "NOT_BONDED: the account is not bonded", "rejected, revert data 0x"),
        Difference("event 1 Whatever", "", None, None),
        Difference("return data", "", b"", b"\1"),
        Difference("Record(alice)", "field", 1, 2),
    ]
    for kind in upgrade(name).catalogue.transactions.values():
        for difference in sorts:
            ids = concern(name, [kind.name], [difference]).named
            assert ids, kind.name
            assert all(requirements.applies(registry[id_], name) for id_ in ids)


def test_concerned_reason() -> None:
    """A missing rejection concerns the requirement of that reason for that transaction."""
    difference = Difference("status", "", f"rejected, ZERO_UNBOND: {Reason.ZERO_UNBOND.value}", "accepted")
    ids = concern("confluence", ["unbond"], [difference]).named
    registry = requirements.load()
    assert ids
    assert all(registry[id_].reason is Reason.ZERO_UNBOND for id_ in ids)


def test_concerned_prefers_what_the_check_covers() -> None:
    """Of several requirements, those that the failing check names; others only when it names none of them."""
    difference = Difference("status", "", f"rejected, ZERO_UNBOND: {Reason.ZERO_UNBOND.value}", "accepted")
    everything = concern("confluence", ["unbond"], [difference])
    first = everything.named[0]
    assert concern("confluence", ["unbond"], [difference], (first, "LP-FUND-015")) == Concern((first,))
    assert concern("confluence", ["unbond"], [difference], ("LP-FUND-015",)) == everything


def test_concerned_leaves_in_doubt_what_the_check_covers_of_what_was_done() -> None:
    """Also at stake are the other requirements of the check about transactions that were made, and no others."""
    lock = Difference("BondingManager.getDelegatorUnbondingLock(bob, 0)", "withdrawRound", 43, 44)
    covered = ("LP-BOND-036", "LP-BOND-041", "LP-BOND-033", "LP-FUND-015")
    found = concern("confluence", ["bond", "unbond"], [lock], covered)
    assert found == Concern(("LP-BOND-036", "LP-BOND-041"))
    amount = Difference("BondingManager.getDelegator(bob)", "bondedAmount", 43, 44)
    found = concern("confluence", ["bond", "unbond"], [amount], ("LP-BOND-037", *covered))
    assert set(found.at_stake) == {"LP-BOND-037", "LP-BOND-041"}


def test_concerned_view_is_suspected_with_the_transactions_before_it() -> None:
    """When a view differs after all transactions agreed, the check's requirements and the view's own are named."""
    view = Difference("BondingManager.getDelegator(bob)", "startRound", 41, 42)
    named = concern("confluence", ["bond", ""], [view], ("LP-BOND-017", "LP-FUND-015")).named
    assert "LP-BOND-088" in named
    assert "LP-FUND-015" not in named


def test_concerned_invariant() -> None:
    """A broken invariant stays the requirement, whichever transaction broke it."""
    difference = Difference("invariant LP-INV-001", "", "holds", "broken")
    assert concern("confluence", ["unbond"], [difference], ("LP-INV-001",)) == Concern(("LP-INV-001",))
