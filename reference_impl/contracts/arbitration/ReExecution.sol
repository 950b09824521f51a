// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "../common/Manager.sol";
import "../confluence/Signatures.sol";
import "./ITranscodingVerifier.sol";

/// @title A verifier that believes executors, who transcoded a source again with settings that leave nothing open
/// @dev A proof is the hash of the rendition that they found and their signatures of it, by ascending signer.
contract ReExecution is Manager, ITranscodingVerifier {
    uint256 private constant HASH_LENGTH = 32;
    uint256 private constant SIGNATURE_LENGTH = 65;
    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant RESULT_TYPE =
        keccak256("ExactResult(bytes32 source,bytes32 profile,bytes32 rendition)");

    /// @notice How many executors must have found the same.
    /// @custom:requirement LP-REX-002
    uint256 public threshold;
    /// @notice Whether an account is an executor.
    /// @custom:requirement LP-REX-001
    mapping(address => bool) public isExecutor;

    event ExecutorSet(address indexed executor, bool isExecutor);

    constructor(address _controller) Manager(_controller) {
        threshold = 1;
    }

    /// @notice Makes an account an executor, or ends that. Its signatures count accordingly, earlier ones too.
    /// @custom:requirement LP-REX-001
    function setExecutor(address _executor, bool _belongs) external onlyControllerOwner {
        isExecutor[_executor] = _belongs;
        emit ExecutorSet(_executor, _belongs);
    }

    /// @notice Sets how many executors must have found the same.
    /// @custom:requirement LP-REX-001, LP-REX-002
    function setThreshold(uint256 _threshold) external onlyControllerOwner {
        require(_threshold > 0, "threshold must be greater than 0");
        threshold = _threshold;
        emit ParameterUpdate("threshold");
    }

    /// @notice Whether enough executors found the evidence's rendition; false if they found another one.
    /// @custom:requirement LP-REX-003, LP-REX-004, LP-REX-005, LP-REX-006, LP-REX-007
    function verify(Evidence calldata _evidence, bytes calldata _proof) external view returns (bool isHonest) {
        require(
            _proof.length >= HASH_LENGTH && (_proof.length - HASH_LENGTH) % SIGNATURE_LENGTH == 0,
            "invalid proof length"
        );
        bytes32 rendition = bytes32(_proof[0:32]);
        bytes32 digest = resultDigest(_evidence.source, _evidence.profile, rendition);
        address last;
        uint256 executors;
        for (uint256 start = HASH_LENGTH; start < _proof.length; start += SIGNATURE_LENGTH) {
            address signer = signerOf(digest, _proof[start:start + SIGNATURE_LENGTH]);
            require(signer > last, "signers are not ascending");
            last = signer;
            if (isExecutor[signer]) {
                executors++;
            }
        }
        require(executors >= threshold, "too few executors");
        return rendition == _evidence.rendition;
    }

    /// @notice What an executor signs (EIP-712).
    /// @custom:requirement LP-REX-008
    function resultDigest(
        bytes32 _source,
        bytes32 _profile,
        bytes32 _rendition
    ) public view returns (bytes32) {
        bytes32 content = keccak256(abi.encode(RESULT_TYPE, _source, _profile, _rendition));
        return keccak256(abi.encodePacked("\x19\x01", DOMAIN_SEPARATOR(), content));
    }

    /// @notice Hash that ties exact results to this contract on this chain (EIP-712).
    /// @custom:requirement LP-REX-008
    function DOMAIN_SEPARATOR() public view returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    DOMAIN_TYPE,
                    keccak256("Livepeer ReExecution"),
                    keccak256("1"),
                    block.chainid,
                    address(this)
                )
            );
    }

    /// @custom:requirement LP-REX-004
    function signerOf(bytes32 _digest, bytes calldata _signature) private pure returns (address) {
        return
            Signatures.recover(
                _digest,
                uint8(_signature[64]),
                bytes32(_signature[0:32]),
                bytes32(_signature[32:64])
            );
    }
}
