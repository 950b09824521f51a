// SPDX-License-Identifier: MIT
pragma solidity ^0.8.21;

error PoolLimitNotRaised(uint256 limit, uint256 wanted);
error PoolFull();
error PoolMemberKnown(address member);
error PoolMemberNull();
error PoolMemberMissing(address member);
error PoolWeightZero();

/// @title Ring of members by descending weight; the null address stands between its last and its first member
library SortedDoublyLL {
    struct Member {
        address previous;
        address next;
        uint256 weight;
    }

    struct Ring {
        uint256 count;
        mapping(address => Member) members;
        uint256 limit;
    }

    struct Hint {
        address previous;
        address next;
    }

    function raiseLimit(Ring storage ring, uint256 limit) external {
        if (limit <= ring.limit) revert PoolLimitNotRaised(ring.limit, limit);
        ring.limit = limit;
    }

    function add(Ring storage ring, address id, uint256 weight, Hint calldata hint) external {
        _add(ring, id, weight, hint.previous, hint.next);
    }

    function drop(Ring storage ring, address id) external {
        _drop(ring, id);
    }

    function move(Ring storage ring, address id, uint256 weight, Hint calldata hint) external {
        _drop(ring, id);
        if (weight != 0) _add(ring, id, weight, hint.previous, hint.next);
    }

    function _add(Ring storage ring, address id, uint256 weight, address previous, address next) private {
        if (ring.count == ring.limit) revert PoolFull();
        if (ring.members[id].weight != 0) revert PoolMemberKnown(id);
        if (id == address(0)) revert PoolMemberNull();
        if (weight == 0) revert PoolWeightZero();
        if (!_fits(ring, weight, previous, next)) {
            bool fromPrevious = weight <= ring.members[previous].weight;
            bool fromNext = ring.members[next].weight != 0 && weight >= ring.members[next].weight;
            (previous, next) = !fromPrevious && fromNext
                ? _upFrom(ring, weight, next)
                : _downFrom(ring, weight, fromPrevious ? previous : ring.members[address(0)].next);
        }
        ring.members[id] = Member({previous: previous, next: next, weight: weight});
        ring.members[previous].next = id;
        ring.members[next].previous = id;
        ++ring.count;
    }

    function _drop(Ring storage ring, address id) private {
        Member memory member = ring.members[id];
        if (member.weight == 0) revert PoolMemberMissing(id);
        ring.members[member.previous].next = member.next;
        ring.members[member.next].previous = member.previous;
        delete ring.members[id];
        --ring.count;
    }

    function _fits(Ring storage ring, uint256 weight, address previous, address next) private view returns (bool) {
        Member storage before = ring.members[previous];
        Member storage behind = ring.members[next];
        return before.next == next && behind.previous == previous
            && (previous == address(0) || before.weight >= weight) && weight >= behind.weight;
    }

    function _downFrom(Ring storage ring, uint256 weight, address start) private view returns (address, address) {
        bool first = start == ring.members[address(0)].next;
        address previous = first && weight >= ring.members[start].weight ? address(0) : start;
        address next = ring.members[previous].next;
        while (!_fits(ring, weight, previous, next)) {
            (previous, next) = (next, ring.members[next].next);
        }
        return (previous, next);
    }

    function _upFrom(Ring storage ring, uint256 weight, address start) private view returns (address, address) {
        bool last = start == ring.members[address(0)].previous;
        address next = last && weight <= ring.members[start].weight ? address(0) : start;
        address previous = ring.members[next].previous;
        while (!_fits(ring, weight, previous, next)) {
            (previous, next) = (ring.members[previous].previous, previous);
        }
        return (previous, next);
    }
}
