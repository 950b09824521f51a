// SPDX-License-Identifier: MIT
pragma solidity >=0.4.26 <0.6.0;

import "../common/SafeMath.sol";
import "./Interfaces.sol";
import "./MerkleProof.sol";

/// @title Gives every account of a snapshot the same amount of tokens, against a Merkle proof
/// @dev From some block on others may call for a recipient, and keep a part that grows with the blocks.
contract MerkleMine {
    using SafeMath for uint256;

    ILivepeerToken public token;
    bytes32 public genesisRoot;
    uint256 public totalGenesisTokens;
    uint256 public totalGenesisRecipients;
    uint256 public tokensPerAllocation;
    /// @dev Least balance in wei of the accounts in the snapshot; informs only.
    uint256 public balanceThreshold;
    /// @dev Block of the snapshot.
    uint256 public genesisBlock;
    uint256 public callerAllocationStartBlock;
    uint256 public callerAllocationEndBlock;
    uint256 public callerAllocationPeriod;
    bool public started;
    mapping(address => bool) public generated;

    event Generate(
        address indexed _recipient,
        address indexed _caller,
        uint256 _recipientTokenAmount,
        uint256 _callerTokenAmount,
        uint256 _block
    );

    constructor(
        address _token,
        bytes32 _genesisRoot,
        uint256 _totalGenesisTokens,
        uint256 _totalGenesisRecipients,
        uint256 _balanceThreshold,
        uint256 _genesisBlock,
        uint256 _callerAllocationStartBlock,
        uint256 _callerAllocationEndBlock
    ) public {
        require(_token != address(0), "token is the null address");
        require(_totalGenesisRecipients > 0, "there are no genesis recipients");
        require(_genesisBlock <= block.number, "genesis block must not be in the future");
        require(_callerAllocationStartBlock > block.number, "caller allocation must start in the future");
        require(
            _callerAllocationEndBlock > _callerAllocationStartBlock,
            "caller allocation must end after it starts"
        );
        token = ILivepeerToken(_token);
        genesisRoot = _genesisRoot;
        totalGenesisTokens = _totalGenesisTokens;
        totalGenesisRecipients = _totalGenesisRecipients;
        tokensPerAllocation = _totalGenesisTokens.div(_totalGenesisRecipients);
        balanceThreshold = _balanceThreshold;
        genesisBlock = _genesisBlock;
        callerAllocationStartBlock = _callerAllocationStartBlock;
        callerAllocationEndBlock = _callerAllocationEndBlock;
        callerAllocationPeriod = _callerAllocationEndBlock.sub(_callerAllocationStartBlock);
    }

    /// @notice Opens the distribution once the contract holds all its tokens. Anybody may call it.
    /// @dev Requirements: LP-MINE-002, LP-MINE-003, LP-MINE-004
    function start() external {
        require(!started, "distribution has started");
        require(token.balanceOf(address(this)) >= totalGenesisTokens, "balance is less than the genesis tokens");
        started = true;
    }

    /// @notice Gives a recipient its tokens, less the caller's part if that is somebody else.
    /// @param _merkleProof Siblings from the hash of the recipient's address up to the root, 32 bytes each
    /// @dev Requirements: LP-MINE-005, LP-MINE-006, LP-MINE-007, LP-MINE-008, LP-MINE-009, LP-MINE-013, LP-MINE-014
    function generate(address _recipient, bytes memory _merkleProof) public {
        require(started, "distribution has not started");
        require(!generated[_recipient], "recipient already has its allocation");
        require(
            MerkleProof.verifyProof(_merkleProof, genesisRoot, keccak256(abi.encodePacked(_recipient))),
            "recipient is not in the genesis"
        );
        generated[_recipient] = true;

        if (msg.sender == _recipient) {
            pay(_recipient, tokensPerAllocation);
            emit Generate(_recipient, _recipient, tokensPerAllocation, 0, block.number);
            return;
        }
        require(block.number >= callerAllocationStartBlock, "caller allocation has not started");
        uint256 callerAmount = callerTokenAmountAtBlock(block.number);
        uint256 recipientAmount = tokensPerAllocation.sub(callerAmount);
        if (callerAmount > 0) {
            pay(msg.sender, callerAmount);
        }
        if (recipientAmount > 0) {
            pay(_recipient, recipientAmount);
        }
        emit Generate(_recipient, msg.sender, recipientAmount, callerAmount, block.number);
    }

    /// @notice The part of an allocation that another caller keeps at a block, in LPTU.
    /// @dev Requirements: LP-MINE-010
    function callerTokenAmountAtBlock(uint256 _blockNumber) public view returns (uint256) {
        if (_blockNumber < callerAllocationStartBlock) {
            return 0;
        }
        if (_blockNumber >= callerAllocationEndBlock) {
            return tokensPerAllocation;
        }
        uint256 elapsed = _blockNumber.sub(callerAllocationStartBlock);
        return tokensPerAllocation.mul(elapsed).div(callerAllocationPeriod);
    }

    function pay(address _to, uint256 _amount) private {
        require(token.transfer(_to, _amount), "token transfer failed");
    }
}
