"""Traces as Foundry tests: what the file says, and that compilers take it."""

import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from spec_target import spec_world

from livepeer_conformance.backends.registry import create
from livepeer_conformance.export import Creation, foundry_test, solidity
from livepeer_conformance.fixtures.reading import trace_of
from livepeer_conformance.lockstep.world import World
from livepeer_conformance.model.action import (
    EVIDENCE_FLAWS,
    PERMIT_FLAWS,
    TICKET_FLAWS,
    TIME_ACTIONS,
    Action,
    EvidencePlan,
    ModelError,
    PermitPlan,
    ReceiptPlan,
    TicketPlan,
    Trace,
)
from livepeer_conformance.model.actors import account
from livepeer_conformance.model.difference import Difference
from livepeer_reference.build import SOLC_08, CompilerMissing, find_compiler
from livepeer_spec.primitives.abi import unpack
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.signature import ethereum_message_digest, sign_digest
from livepeer_spec.upgrades import upgrade
from livepeer_spec.upgrades.arbitration.disputes import EVIDENCE
from livepeer_spec.verification.evidence import Domain, Evidence, evidence_digest
from livepeer_spec.versions import RULE_SETS

FIXTURES = Path(__file__).parents[2] / "fixtures"
ETH = 10**18
BONDED = (
    Action("initialize_round", "owner"),
    Action("approve", "alice", ("BondingManager", 5 * ETH)),
    Action("bond", "alice", (5 * ETH, "alice")),
    Action("advance_rounds", "", (1, 0)),
    Action("initialize_round", "owner"),
)
UNBOND = Trace("confluence", (*BONDED, Action("unbond", "alice", (ETH,))))


@pytest.fixture(scope="module")
def world() -> World:
    return spec_world("confluence")


def everything() -> Trace:
    """A trace with every sort of step that is written out in a way of its own."""
    tickets = tuple(TicketPlan("dave", "alice", ETH, nonce=10 + n, flaw=flaw) for n, flaw in enumerate(TICKET_FLAWS))
    return Trace(
        "confluence",
        (
            *BONDED,
            Action("fund_deposit_and_reserve", "dave", (5 * ETH, 4 * ETH), 9 * ETH),
            *(Action("redeem_winning_ticket", "erin", (ticket,)) for ticket in tickets),
            Action("redeem_winning_ticket", "erin", (TicketPlan("dave", "alice", 1, 2**255, age=1, wins=False),)),
            *(Action("permit", "bob", (PermitPlan("alice", "carol", 5, flaw),)) for flaw in PERMIT_FLAWS),
            Action("permit", "bob", (PermitPlan("alice", "carol", 5, seconds_left=0),)),
            Action("unbond", "alice", (ETH,), 0, "", "truncated"),
            Action("withdraw_fees", "alice", ("loud_refuser", 5)),
            Action("set_service_uri", "bob", ('h\u00fc"x\n',)),
            Action("report_l1_supply", "", (7,)),
            Action("set_contract_info", "owner", ("id:Verifier", "verifier", "0x" + "11" * 20)),
            Action("grant_role", "owner", ("role:MINTER_ROLE", "bob")),
            Action("create_poll", "bob", ("0x1234",)),
            Action("vote", "heidi", (1,), at="poll-1"),
            Action("stage_update", "owner", ((("Controller",), (0,), (Action("pause", "Governor"),), 3), 1)),
            Action("batch_redeem_winning_tickets", "bob", (tickets[:2], 1)),
            Action("batch_redeem_winning_tickets", "bob", ((TicketPlan("dave", "alice", 1), tickets[0]), -1)),
        ),
    )


def test_steps_are_written_out(world: World) -> None:
    """Each step has its sentence and its call; time is a number of blocks."""
    text = foundry_test(world, UNBOND)
    assert "        // 3. alice bonds 5 LPT to alice\n" in text
    bond = 'abi.encodeWithSignature("bond(uint256,address)", uint256(5 ether), ALICE)'
    assert f"accepted(ALICE, BONDING_MANAGER, 0, {bond});" in text
    assert "        pass(47);\n" in text
    assert "contract TraceTest {" in text
    assert f"address internal constant ALICE = {solidity.address(world.naming.address('alice'))};" in text


def test_rejections_demand_the_deployed_answer(world: World) -> None:
    """A rejected step expects the deployed contract's text."""
    trace = Trace("confluence", (Action("unbond", "alice", (ETH,)), Action("pause", "bob")))
    text = foundry_test(world, trace)
    assert 'rejectedWith(bytes("current round is not initialized"), ALICE, BONDING_MANAGER' in text
    assert 'rejectedWith(bytes(""), BOB, CONTROLLER, 0, ' in text
    refused = Trace("confluence", (BONDED[0], Action("withdraw_fees", "alice", ("loud_refuser", 0))))
    assert "        rejected(ALICE, BONDING_MANAGER, 0, " in foundry_test(world, refused)


def test_divergence_in_events(world: World) -> None:
    """At the failing step, the events of the spec are expected, in order and no other."""
    text = foundry_test(world, UNBOND, 5, [Difference("event 2 Unbond", "withdrawRound", 43, 44)])
    end = text[text.index("// 6. alice unbonds 1 LPT") :]
    assert "vm.expectEmit(true, true, true, true, BONDING_MANAGER);\n" in end
    assert "emit Unbond(ALICE, ALICE, uint256(0), uint256(1 ether), uint256(43));\n" in end
    assert end.index("vm.recordLogs();") < end.index("accepted(ALICE") < end.index("emitted(")
    assert "// confluence: unbond at step 6 does not do what the spec says" in text
    assert "    event Unbond(address indexed delegate, address indexed delegator" in text


def test_divergence_in_state(world: World) -> None:
    """The view that differs must say what the spec says, and with it the others that the step changes."""
    differences = [
        Difference("BondingManager.getDelegator(alice)", "bondedAmount", 4 * ETH, 5 * ETH),
        Difference("ETH of bob", "", 1, 2, "wei"),
    ]
    text = foundry_test(world, UNBOND, 5, differences)
    end = text[text.index("// 6. alice unbonds 1 LPT") :]
    assert "// getDelegator: bondedAmount 4 LPT, fees 0 ETH, delegateAddress alice" in end
    assert 'shows(BONDING_MANAGER, hex"a64ad595' in end
    assert '"BondingManager.getDelegatorUnbondingLock(alice, 0)");' in end
    assert 'require(BOB.balance == 1000000 ether, "ETH of bob");' in end


def test_divergence_in_the_final_state(world: World) -> None:
    """Where the final state differs, the views that differ are looked at after the last step."""
    text = foundry_test(world, UNBOND, 6, [Difference("BondingManager.pendingStake(alice, 0)", "", 1, 2)])
    assert text.rstrip().endswith('"BondingManager.pendingStake(alice, 0)");\n    }\n}')
    assert "expectEmit" not in text.split("function test_trace")[1]


def test_nothing_after_the_failing_step_runs(world: World) -> None:
    """Steps behind the divergence are left out."""
    text = foundry_test(world, UNBOND, 2, [Difference("status", "", "accepted", "halted")])
    assert "// 3. alice bonds" in text
    assert "// 4." not in text


def test_addresses_of_a_deployment(world: World) -> None:
    """Contracts that are deployed elsewhere are called there."""
    address = bytes(range(20))
    text = foundry_test(world, UNBOND, addresses={"BondingManager": address})
    assert f"BONDING_MANAGER = {solidity.address(address)};" in text


def test_creations_and_set_up(world: World) -> None:
    """With creation code, ``setUp`` deploys and does what the manifest says."""
    creation = Creation(world.naming.address("Controller"), bytes.fromhex("6001"))
    text = foundry_test(world, UNBOND, creations=[creation])
    assert 'create(CONTROLLER, hex"6001");' in text
    assert 'abi.encodeWithSignature("setUnbondingPeriod(uint64)", uint64(2))' in text
    assert "setUnbondingPeriod" not in foundry_test(world, UNBOND)


def test_signatures_are_made_as_the_test_runs(world: World) -> None:
    """Tickets and permits are plans with a key; what is wrong with them is told."""
    text = foundry_test(world, everything())
    assert 'Plan(DAVE, KEY_ALICE, ALICE, 1 ether, type(uint256).max, 17, 1, 0, "", "wrong_signer");' in text
    assert "batch(tickets, signatures, rands, 1)" in text
    assert "batch(tickets, signatures, rands, 3)" in text
    assert 'permit(ALICE, KEY_ALICE, CAROL, 5, time + 0, "")' in text
    assert 'permit(ALICE, KEY_ALICE, CAROL, 5, 1, "expired")' in text


ACCUSED = (
    *BONDED,
    Action("set_arbitrator", "owner", ("erin", True)),
    *(Action("raise_dispute", "bob", (EvidencePlan("alice", "erin", 7, flaw=flaw),)) for flaw in EVIDENCE_FLAWS),
    Action("raise_dispute", "bob", (EvidencePlan("null", "erin", 7),)),
    Action("raise_dispute", "bob", (EvidencePlan("alice", "erin", 7),), calldata="truncated"),
)
"""Accusations with everything that can be wrong with evidence; none has a stake behind it."""


def test_evidence_is_signed_as_the_test_runs() -> None:
    """Evidence is a struct in words, signed for the chain of the test; damaged calldata is written as it is."""
    text = foundry_test(spec_world("arbitration"), Trace("arbitration", ACCUSED))
    steps = text[text.index("function test_trace") :].split("        // ")[len(BONDED) + 2 :]
    struct = (
        'Evidence({session: keccak256("session"), segment: uint256(7), profile: bytes32(hex"2215b7e9bc54a6f291f9b0ba377'
        'ede738471b6c54dd8f10ec92832817c97cece"), source: keccak256("source 7"), rendition: keccak256("rendition 7"), '
        "arbitrator: ERIN, round: uint256(41)})"
    )
    for flaw, step in zip(EVIDENCE_FLAWS, steps, strict=False):
        source = "other source 7" if flaw == "other_source" else "source 7"
        assert f"Evidence memory evidence = {struct};" in step
        assert f'bytes memory data = raiseDispute(evidence, KEY_ALICE, keccak256("{source}"), "{flaw}");' in step
        assert re.search(r"rejected(With\(bytes\(.*\), |\()BOB, DISPUTES, 0, data\);", step)
    assert 'BOB, DISPUTES, 0, hex"' in steps[-1]
    assert "EVIDENCE_TYPE" not in foundry_test(spec_world("arbitration"), Trace("arbitration", BONDED))


def raised() -> str:
    """A dispute that is raised, as the failing step."""
    document = json.loads((FIXTURES / "arbitration" / "disputes" / "raise_stakes_and_tells.json").read_text())
    trace = trace_of(document)
    differences = [Difference("Disputes.getStake(alice)", "openDisputes", 1, 0)]
    return foundry_test(spec_world("arbitration"), trace, len(trace.steps) - 1, differences)


def test_evidence_in_an_event_is_a_struct() -> None:
    """The event of a dispute is demanded with the evidence that was shown; what hangs on the chain's id is not."""
    text = raised()
    declared = (
        "event DisputeRaised(uint256 indexed id, address indexed orchestrator, address indexed accuser, Evidence "
    )
    assert declared in text
    assert 'emit DisputeRaised(uint256(1), ALICE, BOB, Evidence({session: keccak256("session"), segment: ' in text
    assert "is not looked at" not in text
    looked = set(re.findall(r'"(Disputes\.\w+)\(.*\);', text))
    assert "Disputes.getStake" in looked
    assert not looked & {"Disputes.getDispute", "Disputes.raised", "Disputes.DOMAIN_SEPARATOR"}


def test_the_same_trace_gives_the_same_file(world: World) -> None:
    """Nothing in the file hangs on what ran before; the world is not touched."""
    world.restore()
    world.step(BONDED[0])
    block = world.backend.block_number
    assert foundry_test(world, everything()) == foundry_test(spec_world("confluence"), everything())
    assert world.backend.block_number == block


def test_traces_without_sense_are_refused(world: World) -> None:
    """An unknown account cannot be written out."""
    with pytest.raises(ModelError, match="unknown account"):
        foundry_test(world, Trace("confluence", (Action("reward", "nobody"),)))


@pytest.mark.parametrize(
    ("name", "expected"),
    [("BondingManager", "BONDING_MANAGER"), ("poll-1", "POLL_1"), ("alice", "ALICE"), ("loud_refuser", "LOUD_REFUSER"),
     ("L2LPTDataCache", "L2LPT_DATA_CACHE"), ("SortedDoublyLL", "SORTED_DOUBLY_LL")],
)  # fmt: skip
def test_constant(name: str, expected: str) -> None:
    """Names become constants."""
    assert solidity.constant(name) == expected


def test_address_has_its_checksum() -> None:
    """An example of EIP-55."""
    text = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
    assert solidity.address(bytes.fromhex(text[2:].lower())) == text


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, "0"), (1, "1"), (10**18, "1 ether"), (15 * 10**17, "1.5 ether"), (10**18 + 1, str(10**18 + 1)),
     (2**256 - 1, "type(uint256).max")],
)  # fmt: skip
def test_integer(value: int, expected: str) -> None:
    """Amounts are told in ether where that is exact and short."""
    assert solidity.integer(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("", '""'), ('a"b\\', '"a\\"b\\\\"'), ("a\nb", '"a\\nb"'), ("ü", 'string(hex"c3bc")'), ("\t", 'string(hex"09")')],
)
def test_string(value: str, expected: str) -> None:
    """Texts are escaped; what is not plain ASCII is written as bytes."""
    assert solidity.string(value) == expected


def compiled(sources: dict[str, str], folder: Path) -> dict[str, Any]:
    """What the Solidity compiler of the reference contracts makes of some files."""
    try:
        compiler = find_compiler(SOLC_08, folder)
    except CompilerMissing as error:
        pytest.skip(f"not run: {error}")
    document = {
        "language": "Solidity",
        "sources": {name: {"content": content} for name, content in sources.items()},
        "settings": {
            "evmVersion": "london",
            "outputSelection": {"*": {"*": ["evm.bytecode.object", "evm.deployedBytecode.object"]}},
        },
    }
    run = subprocess.run(
        [compiler, "--standard-json"], input=json.dumps(document), capture_output=True, text=True, check=True
    )
    answer = json.loads(run.stdout)
    assert [error["formattedMessage"] for error in answer.get("errors", []) if error["severity"] == "error"] == []
    contracts: dict[str, Any] = answer["contracts"]
    return contracts


def test_compiles(world: World, tmp_path: Path) -> None:
    """The Solidity compiler of the reference contracts takes a file with every sort of step."""
    differences = [Difference("BondingManager.getDelegator(alice)", "fees", 1, 2)]
    trace = everything()
    creation = Creation(world.naming.address("Controller"), bytes.fromhex("6001"))
    contracts = compiled(
        {
            "Plain.t.sol": foundry_test(world, trace),
            "Raised.t.sol": raised(),
            "Job.t.sol": foundry_test(spec_world("alpha"), Trace("alpha", JOB)),
            "Failing.t.sol": foundry_test(world, trace, len(trace.steps) - 1, differences, creations=[creation]),
        },
        tmp_path,
    )
    assert len(contracts["Failing.t.sol"]["TraceTest"]["evm"]["bytecode"]["object"]) > 1000


STUBS = """
pragma solidity >=0.8.13 <0.9.0;

contract Cheats {{
    function sign(uint256 key, bytes32 digest) external pure returns (uint8, bytes32, bytes32) {{
        require(key == {key}, "another key");
        {signatures}
        revert("another digest");
    }}

    fallback() external payable {{}}
}}

contract Recorder {{
    uint256 internal count;

    fallback() external payable {{
        count += 1;
        bytes32 hash = keccak256(msg.data);
        assembly {{
            sstore(add(1000, sload(0)), hash)
        }}
    }}
}}
"""
"""In the place of Foundry's cheat codes and of the contract for disputes, which keeps the hash of each calldata."""


def test_evidence_has_the_calldata_that_the_spec_signs(tmp_path: Path) -> None:
    """Run on a chain with the id of the trace's run, the test sends what was sent there, with every flaw."""
    world = spec_world("arbitration")
    disputes, controller = (world.naming.address(name) for name in ("Disputes", "Controller"))
    messages = [world.step(action).message for action in ACCUSED]
    sent = [message.data for message in messages if message is not None and message.to == disputes]
    evidence, _ = unpack([EVIDENCE, "bytes"], sent[1][4:])
    digests = [
        evidence_digest(Domain(world.backend.chain_id, contract), Evidence(*evidence))
        for contract in (disputes, controller)
    ]
    digests.append(ethereum_message_digest(keccak(Evidence(*evidence).rendition)))
    key = account("alice").key
    assert key is not None
    known = [(digest, sign_digest(key, digest)) for digest in digests]
    signatures = [
        f"if (digest == 0x{digest.hex()}) return ({made[64]}, 0x{made[:32].hex()}, 0x{made[32:64].hex()});"
        for digest, made in known
    ]
    stubs = STUBS.format(key=f"0x{key.hex()}", signatures="\n        ".join(signatures))
    text = foundry_test(spec_world("arbitration"), Trace("arbitration", ACCUSED))
    contracts = compiled({"Accused.t.sol": text, "Stubs.sol": stubs}, tmp_path)
    backend = create("pyevm")
    try:
        assert backend.chain_id == world.backend.chain_id
        for address, name in ((keccak(b"hevm cheat code")[12:], "Cheats"), (disputes, "Recorder")):
            code = contracts["Stubs.sol"][name]["evm"]["deployedBytecode"]["object"]
            backend.set_code(address, bytes.fromhex(code))
        initcode = bytes.fromhex(contracts["Accused.t.sol"]["TraceTest"]["evm"]["bytecode"]["object"])
        test, _ = backend.deploy(initcode, account("owner").address)
        run = backend.transact(account("owner").address, test, keccak(b"test_trace()")[:4])
        assert run.success, run
        found = [backend.storage(disputes, 1001 + number).to_bytes(32, "big") for number in range(len(sent))]
    finally:
        backend.close()
    assert found == [keccak(data) for data in sent]


# Alpha.

JOB = (
    *(Action(step.name, step.caller, step.args) for step in BONDED[:3]),
    Action("transcoder", "alice", (0, 0, 1)),
    *BONDED[3:],
    Action("deposit", "dave", value=ETH),
    Action("job", "dave", ("stream", "a7ac137a49d54ea9", 1, 3000)),
    Action("claim_work", "elected:0", (0, (0, 15), "receipts")),
    Action("advance_blocks", "", (1,)),
    Action("verify", "alice", (ReceiptPlan(0, 0, "challenged:0"),)),
    Action("callback", "verifier", (0, "commit:0")),
)


def test_what_block_hashes_choose_is_said() -> None:
    """A step that names a chosen segment or transcoder says which block's hash chose it; others do not."""
    text = foundry_test(spec_world("alpha"), Trace("alpha", JOB))
    steps = text[text.index("function test_trace") :].split("        // ")
    assert ["drawn(" in step for step in steps[1:]] == [index in (8, 10) for index in range(len(JOB))]
    drawn = re.findall(r'drawn\((\d+), hex"(\w+)"\)', text)
    assert [hash for _, hash in drawn] == [keccak(number.encode("ascii")).hex() for number, _ in drawn]
    assert "require(blockhash(block_) == hash" in text
    assert "drawn(" not in foundry_test(spec_world("alpha"), Trace("alpha", JOB[:7]))


def test_account_with_a_contracts_name() -> None:
    """The account verifier and the contract Verifier are two."""
    text = foundry_test(spec_world("alpha"), Trace("alpha", JOB))
    assert "accepted(VERIFIER_ACCOUNT, VERIFIER, 0, " in text
    constants = [line.split()[3] for line in text.splitlines() if line.startswith("    address internal constant ")]
    assert len(set(constants)) == len(constants)


@pytest.mark.parametrize("rule_set", RULE_SETS)
def test_every_transaction_can_be_the_last(rule_set: str) -> None:
    """Given the scenarios' traces, each transaction is written out as the failing step, where it first comes."""
    world, seen = spec_world(rule_set), set()
    for path in sorted((FIXTURES / rule_set).rglob("*.json")):
        document = json.loads(path.read_text())
        if document["kind"] == "function":
            continue
        trace = trace_of(document)
        for index, action in enumerate(trace.steps):
            if action.name in TIME_ACTIONS or action.name in seen:
                continue
            seen.add(action.name)
            text = foundry_test(world, replace(trace, steps=trace.steps[: index + 1]))
            assert f"// {index + 1}. " in text
    assert upgrade(rule_set).catalogue.transactions.keys() <= seen
