// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "./Fractions.sol";
import "./Parameters.sol";

/// @title Which contracts belong together, the parameters, and the clock of rounds
contract Protocol {
    /// @notice Who deployed this, sets the first parameters, and founds the protocol.
    address public founder = msg.sender;
    /// @notice The contract that holds stake.
    address public bondingManager;
    /// @notice The contract that holds deposits and jobs.
    address public jobsManager;
    /// @notice The contract that counts votes; null until the protocol is founded.
    address public governance;
    /// @notice The account that answers for Truebit.
    address public truebit;
    /// @notice The value of a parameter.
    mapping(string => uint256) public parameter;
    /// @notice The round in which the round length was set last.
    uint256 public lastRoundLengthUpdateRound;
    /// @notice The first block of that round.
    uint256 public lastRoundLengthUpdateStartBlock;

    event ParameterUpdate(string param);
    event Found(address bondingManager, address jobsManager, address governance, address truebit);

    /// @notice Sets a parameter: the founder before the protocol is founded, the Governance afterwards.
    /// @custom:requirement LP-WGOV-001, LP-WGOV-002, LP-WGOV-003, LP-WGOV-004, LP-WGOV-005, LP-WROUND-003
    function setParameter(string calldata _name, uint256 _value) external {
        require(msg.sender == (isFounded() ? governance : founder), "caller may not set parameters");
        Parameters.requireValid(_name, _value);
        if (keccak256(bytes(_name)) == keccak256("roundLength")) {
            if (parameter["roundLength"] == 0) {
                // The first length numbers the rounds from block 0.
                parameter["roundLength"] = _value;
            }
            uint256 passed = roundsSinceUpdate();
            lastRoundLengthUpdateRound += passed;
            lastRoundLengthUpdateStartBlock += passed * parameter["roundLength"];
        }
        parameter[_name] = _value;
        emit ParameterUpdate(_name);
    }

    /// @notice Lets the protocol run with these contracts, once.
    /// @custom:requirement LP-WGOV-006, LP-WGOV-007, LP-WGOV-019, LP-WGOV-020
    function found(address _bondingManager, address _jobsManager, address _governance, address _truebit) external {
        require(msg.sender == founder, "caller must be the founder");
        require(!isFounded(), "protocol is already founded");
        require(_governance != address(0), "protocol needs a Governance");
        bondingManager = _bondingManager;
        jobsManager = _jobsManager;
        governance = _governance;
        truebit = _truebit;
        emit Found(_bondingManager, _jobsManager, _governance, _truebit);
    }

    /// @notice The current round.
    /// @custom:requirement LP-WROUND-001, LP-WROUND-010
    function currentRound() external view returns (uint256) {
        require(isFounded(), "protocol is not founded");
        return lastRoundLengthUpdateRound + roundsSinceUpdate();
    }

    /// @notice Whether the current round is in its locked end.
    /// @custom:requirement LP-WROUND-004
    function currentRoundLocked() external view returns (bool) {
        uint256 length = parameter["roundLength"];
        uint256 locked = Fractions.part(length, parameter["roundLockAmount"]);
        return block.number - currentRoundStartBlock() >= length - locked;
    }

    /// @notice First block of the current round.
    /// @custom:requirement LP-WROUND-001
    function currentRoundStartBlock() public view returns (uint256) {
        return lastRoundLengthUpdateStartBlock + roundsSinceUpdate() * parameter["roundLength"];
    }

    function isFounded() private view returns (bool) {
        return governance != address(0);
    }

    function roundsSinceUpdate() private view returns (uint256) {
        return (block.number - lastRoundLengthUpdateStartBlock) / parameter["roundLength"];
    }
}
