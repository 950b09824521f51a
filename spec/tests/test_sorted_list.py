"""The sorted list: its order and size, ties, and hints that never change who is where but among equals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livepeer_spec.primitives import sorted_list
from livepeer_spec.primitives.journal import Journal
from livepeer_spec.primitives.sorted_list import NO_HINT, Hint, SortedList
from livepeer_spec.primitives.types import NULL_ADDRESS, Address
from livepeer_spec.rejection import Reason, SpecRejection


def account(number: int) -> Address:
    return number.to_bytes(20, "big")


ACCOUNTS = [account(number) for number in range(1, 9)]
accounts = st.sampled_from(ACCOUNTS)
anybody = st.sampled_from([NULL_ADDRESS, *ACCOUNTS, account(99)])
hints = st.builds(Hint, anybody, anybody)
stakes = st.integers(0, 6)
steps = st.lists(st.tuples(accounts, stakes, hints), max_size=30)


def empty(size: int = len(ACCOUNTS)) -> SortedList:
    pool = SortedList(Journal(), "pool")
    sorted_list.set_max_size(pool, size)
    return pool


def play(pool: SortedList, moves: list[tuple[Address, int, Hint]], with_hints: bool = True) -> dict[Address, int]:
    """Set stakes one after the other; gives what they are then."""
    expected: dict[Address, int] = {}
    for member, stake, given_hint in moves:
        hint = given_hint if with_hints else NO_HINT
        if member in pool:
            sorted_list.update(pool, member, stake, hint)
        elif stake > 0:
            sorted_list.insert(pool, member, stake, hint)
        expected[member] = stake
    return {member: stake for member, stake in expected.items() if stake}


def backwards(pool: SortedList) -> list[Address]:
    members, member = [], pool.tail
    while member != NULL_ADDRESS:
        members.append(member)
        member = pool.nodes[member].previous
    return members


@given(steps)
def test_list_is_sorted_and_complete_whatever_the_hints(moves: list[tuple[Address, int, Hint]]) -> None:
    """Given any moves with any hints, then the members are all with stake, sorted, and linked both ways."""
    pool = empty()
    expected = play(pool, moves)
    members = pool.members()
    assert {member: pool.nodes[member].stake for member in members} == expected
    assert [pool.nodes[member].stake for member in members] == sorted(expected.values(), reverse=True)
    assert backwards(pool) == members[::-1]
    assert pool.size == len(members)


@given(steps)
def test_hints_decide_nothing_but_the_order_of_equals(moves: list[tuple[Address, int, Hint]]) -> None:
    """Given the same moves with and without hints, then the lists differ at most in the order of equal stakes."""
    hinted, plain = empty(), empty()
    play(hinted, moves)
    play(plain, moves, with_hints=False)
    assert sorted((-hinted.nodes[member].stake, member) for member in hinted.members()) == sorted(
        (-plain.nodes[member].stake, member) for member in plain.members()
    )


@given(st.lists(st.tuples(accounts, stakes, st.just(NO_HINT)), max_size=30))
def test_unhinted_newcomer_stands_before_its_equals(moves: list[tuple[Address, int, Hint]]) -> None:
    """Given moves without hints, then among equal stakes the one set last comes first."""
    pool = empty()
    play(pool, moves)
    last = {member: index for index, (member, _, _) in enumerate(moves)}
    assert pool.members() == sorted(pool.members(), key=lambda member: (-pool.nodes[member].stake, -last[member]))


@given(steps, steps)
def test_rewinding_the_journal_undoes_every_move(
    moves: list[tuple[Address, int, Hint]], more: list[tuple[Address, int, Hint]]
) -> None:
    """Given moves that are undone, then the list is as before them."""
    pool = empty()
    play(pool, moves)
    members, mark = pool.members(), pool.journal.mark()
    play(pool, more)
    pool.journal.rewind(mark)
    assert (pool.members(), backwards(pool), pool.size) == (members, members[::-1], len(members))


def test_valid_hint_places_among_equals() -> None:
    """Given two equal members, when a third is hinted between them, then it stands there."""
    pool = empty()
    first, second, third = ACCOUNTS[:3]
    sorted_list.insert(pool, first, 5, NO_HINT)
    sorted_list.insert(pool, second, 5, NO_HINT)
    sorted_list.insert(pool, third, 5, Hint(second, first))
    assert pool.members() == [second, third, first]


def test_list_is_full_at_its_size() -> None:
    """Given a list for two, when two are in it, then it is full."""
    pool = empty(2)
    sorted_list.insert(pool, ACCOUNTS[0], 5, NO_HINT)
    assert not sorted_list.is_full(pool)
    sorted_list.insert(pool, ACCOUNTS[1], 4, NO_HINT)
    assert sorted_list.is_full(pool)


@pytest.mark.parametrize("size", [0, 1, 2])
def test_set_max_size_rejects_no_increase(size: int) -> None:
    """Given a list for two, when its size is set to at most two, then that is rejected."""
    pool = empty(2)
    with pytest.raises(SpecRejection) as caught:
        sorted_list.set_max_size(pool, size)
    assert caught.value.reason is Reason.POOL_SIZE_NOT_INCREASED


def test_remove_rejects_a_stranger() -> None:
    """Given an account outside the list, when it is removed, then that is rejected."""
    with pytest.raises(SpecRejection) as caught:
        sorted_list.remove(empty(), ACCOUNTS[0])
    assert caught.value.reason is Reason.POOL_NODE_MISSING
