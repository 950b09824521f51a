"""The parts of an exported test that are the same in all of them."""

from typing import Final

VM: Final = """\
interface Vm {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    function roll(uint256 number) external;
    function warp(uint256 timestamp) external;
    function deal(address account, uint256 balance) external;
    function etch(address account, bytes calldata code) external;
    function prank(address sender) external;
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function expectRevert() external;
    function expectRevert(bytes calldata data) external;
    function expectEmit(bool topic1, bool topic2, bool topic3, bool data, address emitter) external;
    function recordLogs() external;
    function getRecordedLogs() external returns (Log[] memory);
}
"""

SENDING: Final = """\
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// The pending block and its time; every transaction takes a block of its own.
    uint256 internal number;
    uint256 internal time;

    function start(uint256 number_, uint256 time_) internal {
        number = number_;
        time = time_;
        vm.roll(number);
        vm.warp(time);
    }

    function pass(uint256 blocks) internal {
        start(number + blocks, time + blocks * SECONDS_PER_BLOCK);
    }

    function accepted(address sender, address to, uint256 value, bytes memory data) internal {
        vm.prank(sender);
        (bool success, bytes memory result) = to.call{value: value}(data);
        if (!success) {
            assembly {
                revert(add(result, 32), mload(result))
            }
        }
        pass(1);
    }

    function rejected(address sender, address to, uint256 value, bytes memory data) internal {
        vm.prank(sender);
        vm.expectRevert();
        (bool reverted,) = to.call{value: value}(data);
        require(reverted, "accepted, but must be rejected");
        pass(1);
    }

    function rejectedWith(bytes memory answer, address sender, address to, uint256 value, bytes memory data) internal {
        vm.prank(sender);
        vm.expectRevert(answer);
        (bool reverted,) = to.call{value: value}(data);
        require(reverted, "accepted, but must be rejected");
        pass(1);
    }
"""

CREATING: Final = """\
    function create(address expected, bytes memory code) internal {
        address created;
        vm.prank(OWNER);
        assembly {
            created := create(0, add(code, 32), mload(code))
        }
        require(created == expected, "created at another address");
        pass(1);
    }
"""

LOOKING: Final = """\
    function shows(address to, bytes memory data, bytes memory expected, string memory what) internal view {
        (bool success, bytes memory result) = to.staticcall(data);
        require(success && keccak256(result) == keccak256(expected), what);
    }
"""

COUNTING: Final = """\
    function emitted(uint256 count) internal {
        require(vm.getRecordedLogs().length == count, "more or fewer events than expected");
    }
"""

DRAWING: Final = """\
    /// What comes next was chosen by a block's hash.
    function drawn(uint256 block_, bytes32 hash) internal view {
        require(blockhash(block_) == hash, "this chain has other block hashes: run the test without a fork");
    }
"""

TICKETS: Final = """\
    struct Ticket {
        address recipient;
        address sender;
        uint256 faceValue;
        uint256 winProb;
        uint256 senderNonce;
        bytes32 recipientRandHash;
        bytes auxData;
    }

    /// A ticket before it is signed for this chain: the key that signs, how many rounds ago the ticket was created,
    /// whether it wins ("yes", "no", or "" for any outcome), and what is wrong with it.
    struct Plan {
        address sender;
        uint256 key;
        address recipient;
        uint256 faceValue;
        uint256 winProb;
        uint256 senderNonce;
        uint256 rand;
        uint256 age;
        string wins;
        string flaw;
    }

    function same(string memory one, string memory other) internal pure returns (bool) {
        return keccak256(bytes(one)) == keccak256(bytes(other));
    }

    function auxData(uint256 age, string memory flaw) internal view returns (bytes memory) {
        uint256 round = RoundsManagerViews(ROUNDS_MANAGER).lastInitializedRound();
        round = round > age ? round - age : 0;
        bytes32 blockHash = RoundsManagerViews(ROUNDS_MANAGER).blockHashForRound(round);
        if (same(flaw, "no_aux_data")) return "";
        if (same(flaw, "future_round")) round = 2 ** 64;
        if (same(flaw, "wrong_block_hash")) blockHash = bytes32(uint256(1));
        if (same(flaw, "short_aux_data")) return abi.encodePacked(round, bytes31(blockHash));
        if (same(flaw, "long_aux_data")) return abi.encodePacked(round, blockHash, uint8(0));
        return abi.encodePacked(round, blockHash);
    }

    function sign(uint256 key, bytes32 digest, string memory flaw)
        internal
        pure
        returns (uint8 v, bytes32 r, bytes32 s)
    {
        (v, r, s) = vm.sign(key, digest);
        bool both = same(flaw, "high_s_bad_v");
        if (both || same(flaw, "high_s")) (v, s) = (55 - v, bytes32(ORDER - uint256(s)));
        if (both || same(flaw, "bad_v")) v -= 27;
        if (same(flaw, "zero_r")) r = 0;
    }

    function make(Plan memory plan) internal view returns (Ticket memory ticket, bytes memory signature, uint256 rand) {
        ticket.recipient = plan.recipient;
        ticket.sender = plan.sender;
        ticket.faceValue = plan.faceValue;
        ticket.winProb = plan.winProb;
        ticket.senderNonce = plan.senderNonce;
        ticket.auxData = auxData(plan.age, plan.flaw);
        for (rand = plan.rand;; ++rand) {
            ticket.recipientRandHash = keccak256(abi.encode(rand));
            signature = signed(ticket, plan.key, plan.flaw);
            bool wins = uint256(keccak256(abi.encodePacked(signature, rand))) < plan.winProb;
            if (same(plan.wins, "") || wins == same(plan.wins, "yes")) break;
        }
        if (same(plan.flaw, "wrong_rand")) ++rand;
    }

    function signed(Ticket memory ticket, uint256 key, string memory flaw) internal pure returns (bytes memory) {
        bytes32 hash = keccak256(
            abi.encodePacked(
                ticket.recipient,
                ticket.sender,
                ticket.faceValue,
                ticket.winProb,
                ticket.senderNonce,
                ticket.recipientRandHash,
                ticket.auxData
            )
        );
        bytes32 digest = keccak256(abi.encodePacked("\\x19Ethereum Signed Message:\\n32", hash));
        (uint8 v, bytes32 r, bytes32 s) = sign(key, digest, flaw);
        if (same(flaw, "short_signature")) return abi.encodePacked(r, s);
        if (same(flaw, "long_signature")) return abi.encodePacked(r, s, v, uint8(0));
        return abi.encodePacked(r, s, v);
    }

    function makeAll(Plan[] memory plans)
        internal
        view
        returns (Ticket[] memory tickets, bytes[] memory signatures, uint256[] memory rands)
    {
        tickets = new Ticket[](plans.length);
        signatures = new bytes[](plans.length);
        rands = new uint256[](plans.length);
        for (uint256 i = 0; i < plans.length; ++i) {
            (tickets[i], signatures[i], rands[i]) = make(plans[i]);
        }
    }

    /// The calldata of a batch; `count` signatures and random numbers go with the tickets.
    function batch(Ticket[] memory tickets, bytes[] memory signatures, uint256[] memory rands, uint256 count)
        internal
        pure
        returns (bytes memory)
    {
        bytes[] memory someSignatures = new bytes[](count);
        uint256[] memory someRands = new uint256[](count);
        for (uint256 i = 0; i < count && i < tickets.length; ++i) {
            (someSignatures[i], someRands[i]) = (signatures[i], rands[i]);
        }
        return abi.encodeWithSelector(BATCH_REDEEM_WINNING_TICKETS, tickets, someSignatures, someRands);
    }
"""

PERMITS: Final = """\
    /// The calldata of a permit that the key signs now; a deadline that has passed and an old nonce are flaws.
    function permit(address owner, uint256 key, address spender, uint256 value, uint256 deadline, string memory flaw)
        internal
        view
        returns (bytes memory)
    {
        uint256 nonce = TokenViews(LIVEPEER_TOKEN).nonces(owner);
        if (same(flaw, "old_nonce")) {
            unchecked {
                --nonce;
            }
        }
        bytes32 message = keccak256(abi.encode(PERMIT_TYPE, owner, spender, value, nonce, deadline));
        bytes32 domain = TokenViews(LIVEPEER_TOKEN).DOMAIN_SEPARATOR();
        bytes32 digest = keccak256(abi.encodePacked("\\x19\\x01", domain, message));
        (uint8 v, bytes32 r, bytes32 s) = sign(key, digest, flaw);
        return abi.encodeWithSignature(
            "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)", owner, spender, value, deadline, v, r, s
        );
    }
"""

EVIDENCE: Final = """\
    struct Evidence {
        bytes32 session;
        uint256 segment;
        bytes32 profile;
        bytes32 source;
        bytes32 rendition;
        address arbitrator;
        uint256 round;
    }

    function evidenceDigest(Evidence memory evidence, address disputes) internal view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(DOMAIN_TYPE, keccak256("Livepeer Disputes"), keccak256("1"), block.chainid, disputes)
        );
        return keccak256(abi.encodePacked("\\x19\\x01", domain, keccak256(abi.encode(EVIDENCE_TYPE, evidence))));
    }

    /// The calldata of a dispute about evidence that the key signs now. Another source than the one that is signed,
    /// another contract that the signature is for, and the deployed result signature are flaws.
    function raiseDispute(Evidence memory evidence, uint256 key, bytes32 otherSource, string memory flaw)
        internal
        view
        returns (bytes memory)
    {
        bytes32 digest = evidenceDigest(evidence, same(flaw, "other_contract") ? CONTROLLER : DISPUTES);
        if (same(flaw, "deployed_signature")) {
            bytes32 result = keccak256(abi.encodePacked(evidence.rendition));
            digest = keccak256(abi.encodePacked("\\x19Ethereum Signed Message:\\n32", result));
        }
        if (same(flaw, "other_source")) evidence.source = otherSource;
        (uint8 v, bytes32 r, bytes32 s) = sign(key, digest, flaw);
        bytes memory signature = abi.encodePacked(r, s, v);
        if (same(flaw, "short_signature")) signature = abi.encodePacked(r, s);
        if (same(flaw, "long_signature")) signature = abi.encodePacked(r, s, v, uint8(0));
        return abi.encodeWithSelector(RAISE_DISPUTE, evidence, signature);
    }
"""

EVIDENCE_CONSTANTS: Final = """\
    bytes32 internal constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 internal constant EVIDENCE_TYPE = keccak256(
        "Evidence(bytes32 session,uint256 segment,bytes32 profile,bytes32 source,bytes32 rendition,address arbitrator,"
        "uint256 round)"
    );
"""

SIGNING_CONSTANTS: Final = """\
    uint256 internal constant ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
    bytes32 internal constant PERMIT_TYPE =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
"""

SIGNING_VIEWS: Final = """\
interface RoundsManagerViews {
    function lastInitializedRound() external view returns (uint256);
    function blockHashForRound(uint256 round) external view returns (bytes32);
}

interface TokenViews {
    function nonces(address owner) external view returns (uint256);
    function DOMAIN_SEPARATOR() external view returns (bytes32);
}
"""
