"""Simpler steps that may do as well."""

from collections.abc import Iterator
from dataclasses import replace

from livepeer_conformance.compare.phrases import type_of
from livepeer_conformance.model.action import ALWAYS, Action, EvidencePlan, PermitPlan, Plan, ProofPlan, ReceiptPlan
from livepeer_conformance.shrink.places import STORE, claimed_form, is_hint, plans, put


def simpler(action: Action) -> Iterator[Action]:
    """Steps to try in the place of one, boldest first."""
    yield from _plainer(action)
    yield from _without_hints(action)
    if action.calldata:
        yield replace(action, calldata="")
    if action.at:
        yield replace(action, at="")
    if action.value:
        yield replace(action, value=0)
    if claimed_form(action):
        yield replace(action, args=(*action.args[:-1], "receipts"))
    for path, plan in plans(action):
        for ordinary in _ordinary(plan):
            yield put(action, path, ordinary)
    for index, argument in enumerate(action.args):
        if isinstance(argument, Action):
            yield put(action, ("args", index), "0x")
            for other in simpler(argument):
                yield put(action, ("args", index), other)


def _plainer(action: Action) -> Iterator[Action]:
    """Other transactions that do about the same."""
    args, caller = action.args, action.caller
    match action.name:
        case "batch_redeem_winning_tickets":
            yield from _smaller_batches(action)
        case "fund_deposit_and_reserve" | "fund_deposit_and_reserve_for":
            account = args[0] if len(args) == 3 else caller
            yield Action("fund_deposit", account, (), args[-2])
            yield Action("fund_reserve", account, (), args[-1])
            if len(args) == 3:
                yield Action("fund_deposit_and_reserve", account, args[1:], action.value)
        case "fund_reserve":
            yield replace(action, name="fund_deposit")
        case "bond_for_with_hint":
            yield Action("bond", args[1], (args[0], args[2]))
            yield Action("bond", caller, (args[0], args[2]))
        case "transfer_bond":
            yield Action("unbond", caller, (args[1],))
        case "increase_allowance":
            yield Action("approve", caller, args)
        case "permit" if args and isinstance(args[0], PermitPlan):
            yield Action("approve", args[0].owner, (args[0].spender, args[0].value))
        case "transfer_from":
            yield Action("transfer", args[0], args[1:])
        case "advance_blocks" | "advance_to_lock":
            yield Action("advance_rounds", "", (1, 0))
            yield Action("advance_blocks", "", (1,))


def _smaller_batches(action: Action) -> Iterator[Action]:
    tickets, left_out = action.args[0], action.args[1] if len(action.args) > 1 else 0
    for ticket in tickets:
        yield replace(action, name="redeem_winning_ticket", args=(ticket,))
    for index in range(len(tickets)):
        fewer = (*tickets[:index], *tickets[index + 1 :])
        yield replace(action, args=(fewer, min(left_out, len(fewer))))
    if left_out:
        yield replace(action, args=(tickets, 0))


def _without_hints(action: Action) -> Iterator[Action]:
    hints = [index for index in range(len(action.args)) if is_hint(action, ("args", index))]
    plain = action.name.removesuffix("_with_hint")
    rest = tuple(value for index, value in enumerate(action.args) if index not in hints)
    if plain != action.name and type_of(plain, len(rest)) is not None:
        yield replace(action, name=plain, args=rest)
    if any(action.args[index] != "null" for index in hints):
        nulled = ("null" if index in hints else value for index, value in enumerate(action.args))
        yield replace(action, args=tuple(nulled))


def _ordinary(plan: Plan) -> Iterator[Plan]:
    """Plans in which less is out of the ordinary."""
    if plan.flaw:
        yield replace(plan, flaw="")
    if isinstance(plan, PermitPlan):
        if plan.seconds_left is not None:
            yield replace(plan, seconds_left=None)
        return
    if isinstance(plan, EvidencePlan):
        if plan.segment:
            yield replace(plan, segment=0)
        return
    if isinstance(plan, ProofPlan):
        for index in range(len(plan.executors)):
            yield replace(plan, executors=(*plan.executors[:index], *plan.executors[index + 1 :]))
        return
    if isinstance(plan, ReceiptPlan):
        if plan.form:
            yield replace(plan, form="")
        if plan.storage != STORE:
            yield replace(plan, storage=STORE)
        if isinstance(plan.segment, str):
            yield replace(plan, segment=0)
        return
    yield replace(plan, win_prob=ALWAYS, wins=None)
    if plan.wins is not None:
        yield replace(plan, wins=None)
    yield replace(plan, nonce=0, rand=1)
