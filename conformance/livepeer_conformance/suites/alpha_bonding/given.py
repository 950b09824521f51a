"""Usual beginnings of alpha's scenarios."""

from typing import Any

from livepeer_conformance.suites.scenario import LPT, Scenario

COMMIT = "0x" + "22" * 20


def pair(s: Scenario) -> None:
    """Given alice with 150 LPT, of which 50 are bob's, and carol with 40 are active.

    Alice keeps a tenth of the rewards and half of the fees, and asks 10 wei; carol keeps nothing and asks 20 wei.
    """
    s.initialized()
    s.orchestrator("alice", 100 * LPT, 100_000, 500_000, 10)
    s.orchestrator("carol", 40 * LPT, 0, 1_000_000, 20)
    s.bonded("bob", 50 * LPT, to="alice")
    s.next_round()


def amount_of_unbond(s: Scenario, amount: int) -> tuple[Any, ...]:
    """The argument of unbond; at the launch there was none, as everything was unbonded."""
    return () if s.upgrade == "alpha-launch" else (amount,)


def leave(s: Scenario, name: str) -> None:
    """Given an account unbonds all that it has, with its earnings."""
    last = s.view("get_delegator", name)["lastClaimRound"]
    whole = s.view("pending_stake", name, s.round) if last < s.round else s.view("get_delegator", name)["bondedAmount"]
    s.tx(name, "unbond", *amount_of_unbond(s, whole))


def delegated(s: Scenario, name: str) -> int:
    """What is delegated to an account, in LPTU."""
    amount: int = s.view("get_delegator", name)["delegatedAmount"]
    return amount


def bonded_amount(s: Scenario, name: str) -> int:
    """An account's own stake with claimed rewards, in LPTU."""
    amount: int = s.view("get_delegator", name)["bondedAmount"]
    return amount


def pool(s: Scenario) -> list[str]:
    """The pool from first to last, through the views."""
    members, name = [], s.view("get_first_transcoder_in_pool")
    while name != "null":
        members.append(name)
        name = s.view("get_next_transcoder_in_pool", name)
    assert s.view("get_transcoder_pool_size") == len(members)
    return members
