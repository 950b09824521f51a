"""Calls that contracts make for an account: the Governor's updates, and what follows a snapshot claim."""

from typing import Any

import pytest
from spec_chain import ETHER, LPT, Chain, account

from livepeer_spec.primitives.hashing import contract_id
from livepeer_spec.rejection import Reason
from livepeer_spec.upgrades.streamflow.bonding import snapshot_leaf
from livepeer_spec.upgrades.streamflow.governor import Update

UPGRADES = pytest.mark.parametrize("upgrade", ["streamflow", "confluence"])


def governed(upgrade: str) -> Chain:
    """A chain whose Controller belongs to the Governor."""
    chain = Chain(upgrade)
    chain.send("transfer_controller_ownership", account("Governor"), sender=chain.owner)
    return chain


def update(chain: Chain, *calls: tuple[str, int, str, tuple[Any, ...]]) -> Update:
    """A batch of calls of transactions: contract, value, transaction, arguments."""
    return Update(
        [account(contract) for contract, *_ in calls],
        [value for _, value, *_ in calls],
        [chain.calldata(name, *arguments) for *_, name, arguments in calls],
        0,
    )


@UPGRADES
def test_update_makes_its_calls_in_order(upgrade: str) -> None:
    """Given a staged update, when it is executed, then its calls take effect and their events come first."""
    chain = governed(upgrade)
    batch = update(
        chain, ("Controller", 0, "pause", ()), ("BondingManager", 0, "set_unbonding_period", (9,)),
        ("Controller", 0, "unpause", ()), ("TicketBroker", ETHER, "fund_deposit", ()),
    )  # fmt: skip
    chain.send("stage_update", batch, 0, sender=chain.owner)
    caller = account("caller")
    chain.state.eth[caller] = 3 * ETHER
    events = chain.send("execute_update", batch, sender=caller, value=3 * ETHER)
    assert [type(event).__name__ for event in events] == [
        "Pause", "ParameterUpdate", "Unpause", "DepositFunded", "UpdateExecuted",
    ]  # fmt: skip
    assert chain.view("unbonding_period") == 9
    assert chain.view("get_sender_info", account("Governor"))[0] == (ETHER, 0)
    assert (chain.state.eth[caller], chain.state.eth[account("Governor")]) == (0, 2 * ETHER)


@UPGRADES
def test_update_is_undone_when_a_call_fails(upgrade: str) -> None:
    """Given an update whose last call is rejected, when it is executed, then nothing remains but the staged update."""
    chain = governed(upgrade)
    batch = update(chain, ("Controller", 0, "pause", ()), ("Controller", 0, "pause", ()))
    chain.send("stage_update", batch, 0, sender=chain.owner)
    assert chain.rejection("execute_update", batch, sender=chain.owner) is Reason.UPDATE_CALL_FAILED
    assert not chain.view("paused")
    chain.send("cancel_update", batch, sender=chain.owner)


@UPGRADES
@pytest.mark.parametrize(
    ("target", "value", "data", "succeeds"),
    [
        ("nobody", 5, b"\x12\x34", True),
        ("nobody", 6, b"", False),
        ("Controller", 1, b"", False),
        ("Controller", 0, b"\x12\x34\x56\x78", False),
        ("Controller", 0, bytes.fromhex("5c975abb"), True),
        ("Controller", 1, bytes.fromhex("5c975abb"), False),
        ("Controller", 0, bytes.fromhex("f2fde38b") + b"\x01" * 32, False),
        ("BondingManagerTarget", 0, bytes.fromhex("f77c4791"), True),
    ],
    ids=[
        "codeless", "too_little_eth", "plain_eth_to_a_contract", "unknown_function", "view", "view_with_eth",
        "dirty_address", "logic_contract",
    ],
)  # fmt: skip
def test_raw_call_of_an_update(upgrade: str, target: str, value: int, data: bytes, succeeds: bool) -> None:
    """Given a call of any data with 5 wei in the Governor, then it succeeds where code takes it or there is none."""
    chain = governed(upgrade)
    chain.state.eth[account("Governor")] = 5
    batch = Update([account(target)], [value], [data], 0)
    chain.send("stage_update", batch, 0, sender=chain.owner)
    outcome = chain.outcome("execute_update", batch, sender=chain.owner)
    assert outcome.reason is (None if succeeds else Reason.UPDATE_CALL_FAILED)


def snapshot_chain() -> tuple[Chain, bytes, list[bytes]]:
    """A Streamflow chain in round 12 with a snapshot at round 20 of 50 LPT and 7 wei for D, who has bonded nothing."""
    chain = Chain("streamflow")
    delegator = chain.give("D", 1000 * LPT)
    chain.send("set_lip_upgrade_round", 52, 20, sender=chain.owner)
    root = snapshot_leaf(delegator, 50 * LPT, 7)
    chain.send("set_snapshot", contract_id("LIP-52"), root, sender=chain.owner)
    chain.go_to_round(12)
    return chain, delegator, []


def test_snapshot_claim_makes_the_call_that_follows() -> None:
    """Given a snapshot claim with a bond as data, when it is sent, then stake and fees are set and the bond is made."""
    chain, delegator, proof = snapshot_chain()
    data = chain.calldata("bond", 10 * LPT, delegator)
    events = chain.send("claim_snapshot_earnings", 50 * LPT, 7, proof, data, sender=delegator)
    assert [type(event).__name__ for event in events] == [
        "EarningsClaimed", "TranscoderActivated", "Transfer", "Approval", "Bond",
    ]  # fmt: skip
    record = chain.state.bonding.delegators[delegator]
    assert (record.bonded_amount, record.fees, record.last_claim_round) == (60 * LPT, 7, 20)
    again = chain.rejection("claim_snapshot_earnings", 50 * LPT, 7, proof, b"", sender=delegator)
    assert again is Reason.SNAPSHOT_ALREADY_CLAIMED


@pytest.mark.parametrize(
    ("stake", "data", "reason"),
    [
        (51 * LPT, b"", Reason.INVALID_SNAPSHOT_PROOF),
        (50 * LPT, b"\x00", Reason.SNAPSHOT_CALL_FAILED),
        (50 * LPT, bytes.fromhex("228cb733"), Reason.SNAPSHOT_CALL_FAILED),
    ],
    ids=["other_stake", "no_function", "rejected_function"],
)
def test_snapshot_claim_is_undone_when_it_is_rejected(stake: int, data: bytes, reason: Reason) -> None:
    """Given a claim with a wrong entry or a call that fails, when it is sent, then nothing is claimed."""
    chain, delegator, proof = snapshot_chain()
    assert chain.rejection("claim_snapshot_earnings", stake, 7, proof, data, sender=delegator) is reason
    assert chain.state.bonding.delegators[delegator].bonded_amount == 0
