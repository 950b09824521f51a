"""Defects of one line, planted in Confluence's rules, each with a shortest trace that shows it.

The traces were shortened by hand: nobody knows a shorter one that fails in the same way.
"""

from random import Random
from typing import Final, NamedTuple

from livepeer_conformance.model.action import Action, TicketPlan, Trace

LPT: Final = 10**18

_BONDED: Final = (
    Action("initialize_round", "owner"),
    Action("approve", "alice", ("BondingManager", 2)),
    Action("bond", "alice", (2, "alice")),
    Action("advance_rounds", "", (1, 0)),
    Action("initialize_round", "owner"),
)
"""An orchestrator who works in the current round."""


class Planted(NamedTuple):
    """``old`` becomes ``new`` in the rule; after ``shortest`` the target differs."""

    rule: str
    old: str
    new: str
    shortest: tuple[Action, ...]


PLANTED: Final = {
    "a transfer of everything": Planted(
        "_move",
        "balances[source] >= value",
        "balances[source] > value",
        (Action("transfer", "alice", ("bob", 10**6 * LPT)),),
    ),
    "fees to nobody": Planted(
        "withdraw_fees",
        "recipient != NULL_ADDRESS",
        "True",
        (_BONDED[0], Action("withdraw_fees", "alice", ("null", 0))),
    ),
    "late unlock": Planted(
        "unlock",
        "add(current, state",
        "add(current + 1, state",
        (Action("fund_deposit", "alice", (), 1), Action("unlock", "alice")),
    ),
    "a ticket forgotten": Planted(
        "redeem_winning_ticket",
        "used_tickets[hash] = True",
        "used_tickets[hash] = False",
        (
            _BONDED[0],
            Action("fund_deposit", "alice", (), 1),
            Action("redeem_winning_ticket", "alice", (TicketPlan("alice", "alice", 0),)),
        ),
    ),
    "a deposit left": Planted(
        "redeem_winning_ticket",
        "sender.deposit = 0",
        "sender.deposit = sender.deposit",
        (
            *_BONDED,
            Action("fund_deposit", "alice", (), 1),
            Action("redeem_winning_ticket", "alice", (TicketPlan("alice", "alice", 2),)),
        ),
    ),
    "no fresh lock id": Planted(
        "transfer_bond",
        "= new_lock_id + 1",
        "= new_lock_id",
        (*_BONDED, Action("transfer_bond", "alice", ("bob", 1, "null", "null", "null", "null"))),
    ),
    "factor from nothing": Planted(
        "add_rewards",
        "previous_factor, share(",
        "0, share(",
        (*_BONDED, Action("reward", "alice")),
    ),
    "a lock that stays": Planted(
        "finish_rebonding",
        "lock.amount = 0",
        "lock.amount = lock.amount",
        (*_BONDED, Action("unbond", "alice", (1,)), Action("rebond", "alice", (0,))),
    ),
    "reward twice": Planted(
        "reward_with_hint",
        "record.last_reward_round != current",
        "True",
        (*_BONDED, Action("reward", "alice"), Action("reward", "alice")),
    ),
    "stake too early": Planted(
        "withdraw_stake",
        "withdraw_round <= current",
        "withdraw_round <= current + 1",
        (
            *_BONDED,
            Action("set_unbonding_period", "owner", (1,)),
            Action("unbond", "alice", (1,)),
            Action("withdraw_stake", "alice", (0,)),
        ),
    ),
    "forgotten factor": Planted(
        "add_rewards",
        "previous_pool.cumulative_reward_factor or PRECISE",
        "PRECISE",
        (*_BONDED, Action("reward", "alice"), *_BONDED[3:], Action("reward", "alice")),
    ),
    "a wrong view": Planted("pending_stake", "earnings.pending(", "(lambda *a: (7, 0))(", ()),
}


def noisy(trace: tuple[Action, ...], seed: int) -> Trace:
    """A long trace around a short one: other actors, larger amounts, and much that has nothing to do with it."""
    random = Random(seed)
    actors = ["alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi"]
    cast = dict(zip(actors, random.sample(actors, len(actors)), strict=True))
    steps: list[Action] = []
    for step in trace:
        for _ in range(random.randint(0, 6)):
            steps.append(_noise(random, random.choice(actors[2:]), cast))
        steps.append(_recast(step, cast))
    return Trace("confluence", tuple(steps))


def _noise(random: Random, actor: str, cast: dict[str, str]) -> Action:
    name, other = cast[actor], cast[random.choice(["carol", "dave", "erin"])]
    amount = random.randint(1, 10**6) * 10 ** random.choice((0, 9, 15))
    choices = [
        Action("approve", name, ("BondingManager", 2**256 - 1)),
        Action("bond", name, (amount, other)),
        Action("transfer", name, (other, amount)),
        Action("fund_deposit_and_reserve", name, (amount, amount), 2 * amount),
        Action("set_service_uri", name, (f"https://{name}.example",)),
        Action("transcoder_with_hint", name, (random.randint(0, 10**6), 0, "null", other)),
        Action("unbond", name, (amount,)),
        Action("advance_blocks", "", (1,)),
    ]
    return random.choice(choices)


def _recast(step: Action, cast: dict[str, str]) -> Action:
    def name(value: object) -> object:
        if isinstance(value, TicketPlan):
            return TicketPlan(cast[value.sender], cast[value.recipient], value.face_value, nonce=77, rand=5)
        return cast.get(value, value) if isinstance(value, str) else value

    return Action(step.name, cast.get(step.caller, step.caller), tuple(map(name, step.args)), step.value, step.at)
