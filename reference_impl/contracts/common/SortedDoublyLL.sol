// SPDX-License-Identifier: MIT
pragma solidity >=0.5.11 <0.9.0;

/// @title Doubly linked list of addresses, sorted by descending key, with a maximum size.
/// @dev Deployed once and linked. A node exists exactly while its key is positive. Hints (where the caller thinks that
/// a node belongs) only save gas: a wrong one never reverts, and a right one can decide the order of equal keys only.
library SortedDoublyLL {
    struct Node {
        uint256 key;
        address next;
        address prev;
    }

    struct Data {
        address head;
        address tail;
        uint256 maxSize;
        uint256 size;
        mapping(address => Node) nodes;
    }

    /// @notice Raises the maximum size.
    /// @dev Requirements: LP-POOL-005
    function setMaxSize(Data storage self, uint256 _size) external {
        require(_size > self.maxSize, "new max size must be greater than old max size");
        self.maxSize = _size;
    }

    /// @notice Adds a node.
    /// @dev Requirements: LP-POOL-002, LP-POOL-003
    function insert(Data storage self, address _id, uint256 _key, address _prevId, address _nextId) external {
        link(self, _id, _key, _prevId, _nextId);
    }

    /// @notice Drops a node.
    /// @dev Requirements: LP-POOL-021
    function remove(Data storage self, address _id) external {
        unlink(self, _id);
    }

    /// @notice Moves a node to the place of its new key; a key of 0 drops it.
    /// @dev Requirements: LP-POOL-003
    function updateKey(Data storage self, address _id, uint256 _newKey, address _prevId, address _nextId) external {
        unlink(self, _id);
        if (_newKey > 0) {
            link(self, _id, _newKey, _prevId, _nextId);
        }
    }

    function contains(Data storage self, address _id) external view returns (bool) {
        return has(self, _id);
    }

    function isFull(Data storage self) external view returns (bool) {
        return full(self);
    }

    function isEmpty(Data storage self) external view returns (bool) {
        return self.size == 0;
    }

    function getSize(Data storage self) external view returns (uint256) {
        return self.size;
    }

    function getMaxSize(Data storage self) external view returns (uint256) {
        return self.maxSize;
    }

    function getKey(Data storage self, address _id) external view returns (uint256) {
        return self.nodes[_id].key;
    }

    /// @notice Node with the largest key, the null address if the list is empty.
    function getFirst(Data storage self) external view returns (address) {
        return self.head;
    }

    /// @notice Node with the smallest key, the null address if the list is empty.
    function getLast(Data storage self) external view returns (address) {
        return self.tail;
    }

    /// @notice Next node with a smaller or equal key, the null address for the last and for an absent one.
    function getNext(Data storage self, address _id) external view returns (address) {
        return self.nodes[_id].next;
    }

    /// @notice Next node with a larger or equal key, the null address for the first and for an absent one.
    function getPrev(Data storage self, address _id) external view returns (address) {
        return self.nodes[_id].prev;
    }

    /// @notice Whether a node with the key may stand between the two, null addresses meaning the ends of the list.
    function validInsertPosition(Data storage self, uint256 _key, address _prevId, address _nextId)
        external
        view
        returns (bool)
    {
        return fits(self, _key, _prevId, _nextId);
    }

    function link(Data storage self, address _id, uint256 _key, address _prevId, address _nextId) private {
        require(!full(self), "list is full");
        require(!has(self, _id), "node already in list");
        require(_id != address(0), "node id is null");
        require(_key > 0, "key is zero");

        address prev = _prevId;
        address next = _nextId;
        if (!fits(self, _key, prev, next)) {
            (prev, next) = search(self, _key, prev, next);
        }

        self.nodes[_id] = Node(_key, next, prev);
        if (prev == address(0)) {
            self.head = _id;
        } else {
            self.nodes[prev].next = _id;
        }
        if (next == address(0)) {
            self.tail = _id;
        } else {
            self.nodes[next].prev = _id;
        }
        self.size += 1;
    }

    function unlink(Data storage self, address _id) private {
        require(has(self, _id), "node not in list");

        Node memory node = self.nodes[_id];
        if (node.prev == address(0)) {
            self.head = node.next;
        } else {
            self.nodes[node.prev].next = node.next;
        }
        if (node.next == address(0)) {
            self.tail = node.prev;
        } else {
            self.nodes[node.next].prev = node.prev;
        }
        delete self.nodes[_id];
        self.size -= 1;
    }

    function has(Data storage self, address _id) private view returns (bool) {
        return self.nodes[_id].key > 0;
    }

    function full(Data storage self) private view returns (bool) {
        return self.size == self.maxSize;
    }

    /// @dev Whether a node with the key may stand between the two, null addresses meaning the ends of the list.
    function fits(Data storage self, uint256 _key, address _prev, address _next) private view returns (bool) {
        if (_prev == address(0) && _next == address(0)) {
            return self.head == address(0);
        }
        if (_prev == address(0)) {
            return self.head == _next && _key >= self.nodes[_next].key;
        }
        if (_next == address(0)) {
            return self.tail == _prev && _key <= self.nodes[_prev].key;
        }
        return
            self.nodes[_prev].next == _next && self.nodes[_prev].key >= _key && _key >= self.nodes[_next].key;
    }

    /// @dev The place for a key: down the list from a usable previous hint, else up from a usable next hint, else down
    /// from the head.
    /// @dev Requirements: LP-POOL-004
    function search(
        Data storage self,
        uint256 _key,
        address _prev,
        address _next
    ) private view returns (address, address) {
        bool prevUsable = has(self, _prev) && _key <= self.nodes[_prev].key;
        bool nextUsable = has(self, _next) && _key >= self.nodes[_next].key;
        if (!prevUsable && nextUsable) {
            return searchUp(self, _key, _next);
        }
        return searchDown(self, _key, prevUsable ? _prev : self.head);
    }

    function searchDown(Data storage self, uint256 _key, address _start) private view returns (address, address) {
        if (_start == self.head && _key >= self.nodes[_start].key) {
            return (address(0), _start);
        }
        address prev = _start;
        address next = self.nodes[prev].next;
        while (!fits(self, _key, prev, next)) {
            prev = next;
            next = self.nodes[prev].next;
        }
        return (prev, next);
    }

    function searchUp(Data storage self, uint256 _key, address _start) private view returns (address, address) {
        if (_start == self.tail && _key <= self.nodes[_start].key) {
            return (_start, address(0));
        }
        address next = _start;
        address prev = self.nodes[next].prev;
        while (!fits(self, _key, prev, next)) {
            next = prev;
            prev = self.nodes[next].prev;
        }
        return (prev, next);
    }
}
