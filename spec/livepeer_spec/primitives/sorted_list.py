"""The sorted list of accounts by stake, highest first, that a caller may speed up by position hints.

Source: deployed library SortedDoublyLL.
"""

from dataclasses import dataclass, field

from livepeer_spec.primitives.journal import Journal, Record, RecordTable
from livepeer_spec.primitives.types import NULL_ADDRESS, Address
from livepeer_spec.rejection import Reason, require


@dataclass(eq=False)
class Node(Record):
    """A member of the list; ``stake`` is 0 for an account that is no member."""

    stake: int = 0
    previous: Address = NULL_ADDRESS
    next: Address = NULL_ADDRESS


@dataclass(frozen=True, slots=True)
class Hint:
    """Where the caller believes that an account belongs: between ``previous`` and ``next``."""

    previous: Address = NULL_ADDRESS
    next: Address = NULL_ADDRESS


NO_HINT = Hint()


@dataclass(eq=False)
class SortedList(Record):
    """Accounts in descending order of stake, at most ``max_size`` of them."""

    max_size: int = 0
    size: int = 0
    head: Address = NULL_ADDRESS
    tail: Address = NULL_ADDRESS
    nodes: RecordTable[Address, Node] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        journal: Journal = self.journal
        self.nodes = RecordTable(lambda key: Node(journal, key))

    def __contains__(self, account: Address) -> bool:
        return account in self.nodes and self.nodes[account].stake != 0

    def members(self) -> list[Address]:
        """The accounts from the highest stake to the lowest."""
        accounts = []
        account = self.head
        while account != NULL_ADDRESS:
            accounts.append(account)
            account = self.nodes[account].next
        return accounts


def is_full(pool: SortedList) -> bool:
    """Whether another account fits only when one leaves."""
    return pool.size == pool.max_size


def set_max_size(pool: SortedList, size: int) -> None:
    """Let the list grow up to ``size`` accounts. Raises ``POOL_SIZE_NOT_INCREASED``."""
    # The list never shrinks.
    require(size > pool.max_size, Reason.POOL_SIZE_NOT_INCREASED)
    pool.max_size = size


def insert(pool: SortedList, account: Address, stake: int, hint: Hint) -> None:
    """Put ``account`` where ``hint`` says if that keeps the order, else where a search finds a place.

    Among accounts of equal stake an unhinted newcomer comes first. The caller has made sure that the list has room,
    that the account is not in it and that the stake is not zero. Raises ``POOL_NODE_NULL``.
    """
    # The null address marks the ends of the list.
    require(account != NULL_ADDRESS, Reason.POOL_NODE_NULL)
    previous, following = hint.previous, hint.next
    if not _is_position(pool, stake, previous, following):
        previous, following = _find_position(pool, stake, previous, following)
    nodes = pool.nodes
    node = nodes[account]
    node.stake = stake
    node.previous = previous
    node.next = following
    if previous == NULL_ADDRESS:
        pool.head = account
    else:
        nodes[previous].next = account
    if following == NULL_ADDRESS:
        pool.tail = account
    else:
        nodes[following].previous = account
    pool.size += 1


def remove(pool: SortedList, account: Address) -> None:
    """Take ``account`` out. Raises ``POOL_NODE_MISSING``."""
    # The account is in the list.
    require(account in pool, Reason.POOL_NODE_MISSING)
    nodes = pool.nodes
    node = nodes[account]
    if node.previous == NULL_ADDRESS:
        pool.head = node.next
    else:
        nodes[node.previous].next = node.next
    if node.next == NULL_ADDRESS:
        pool.tail = node.previous
    else:
        nodes[node.next].previous = node.previous
    node.stake = 0
    node.previous = NULL_ADDRESS
    node.next = NULL_ADDRESS
    pool.size -= 1


def update(pool: SortedList, account: Address, stake: int, hint: Hint) -> None:
    """Move ``account`` to where ``stake`` belongs; a stake of zero takes it out. Raises ``POOL_NODE_MISSING``."""
    remove(pool, account)
    if stake > 0:
        insert(pool, account, stake, hint)


def _is_position(pool: SortedList, stake: int, previous: Address, following: Address) -> bool:
    """Whether ``stake`` may stand between two neighbours (null for an end of the list)."""
    if previous == NULL_ADDRESS and following == NULL_ADDRESS:
        return pool.size == 0
    nodes = pool.nodes
    if previous == NULL_ADDRESS:
        return pool.head == following and stake >= nodes[following].stake
    if following == NULL_ADDRESS:
        return pool.tail == previous and stake <= nodes[previous].stake
    return nodes[previous].next == following and nodes[previous].stake >= stake >= nodes[following].stake


def _find_position(pool: SortedList, stake: int, previous: Address, following: Address) -> tuple[Address, Address]:
    """Search from whichever hint is usable: downwards from ``previous``, else upwards from ``following``."""
    if previous != NULL_ADDRESS and (previous not in pool or stake > pool.nodes[previous].stake):
        previous = NULL_ADDRESS
    if following != NULL_ADDRESS and (following not in pool or stake < pool.nodes[following].stake):
        following = NULL_ADDRESS
    if previous == NULL_ADDRESS and following != NULL_ADDRESS:
        return _ascend(pool, stake, following)
    return _descend(pool, stake, pool.head if previous == NULL_ADDRESS else previous)


def _descend(pool: SortedList, stake: int, start: Address) -> tuple[Address, Address]:
    nodes = pool.nodes
    if start == pool.head and (start == NULL_ADDRESS or stake >= nodes[start].stake):
        return NULL_ADDRESS, start
    previous, following = start, nodes[start].next
    while not _is_position(pool, stake, previous, following):
        previous = following
        following = nodes[previous].next
    return previous, following


def _ascend(pool: SortedList, stake: int, start: Address) -> tuple[Address, Address]:
    nodes = pool.nodes
    if start == pool.tail and stake <= nodes[start].stake:
        return start, NULL_ADDRESS
    previous, following = nodes[start].previous, start
    while not _is_position(pool, stake, previous, following):
        following = previous
        previous = nodes[following].previous
    return previous, following
