// SPDX-License-Identifier: MIT
pragma solidity >=0.4.26 <0.6.0;

import "../common/Fractions.sol";
import "../common/Manager.sol";
import "../common/SafeMath.sol";
import "./Interfaces.sol";

/// @title Mints the rewards of each round, and holds the protocol's tokens and ETH
/// @dev Percentages are in millionths. The order of the variables is the deployed storage layout.
contract Minter is Manager {
    using SafeMath for uint256;

    uint256 private constant MILLION = 10**6;

    uint256 public inflation;
    uint256 public inflationChange;
    uint256 public targetBondingRate;
    uint256 public currentMintableTokens;
    uint256 public currentMintedTokens;

    event SetCurrentRewardTokens(uint256 currentMintableTokens, uint256 currentInflation);

    modifier onlyBondingManager() {
        require(isRegistered(msg.sender, "BondingManager"), "msg.sender not BondingManager");
        _;
    }

    /// @param _controller Address of the Controller
    /// @param _inflation Part of the supply that the first round may mint, in millionths
    /// @param _inflationChange Change of the inflation per round, in millionths
    /// @param _targetBondingRate Bonded part of the supply at which the inflation rests, in millionths
    constructor(address _controller, uint256 _inflation, uint256 _inflationChange, uint256 _targetBondingRate)
        public
        Manager(_controller)
    {
        require(_inflation <= MILLION, "_inflation is invalid percentage");
        inflation = _inflation;
        storeInflationChange(_inflationChange);
        storeTargetBondingRate(_targetBondingRate);
    }

    /// @notice Sets the bonded part of the supply at which the inflation rests, in millionths.
    /// @dev Requirements: LP-AMINT-001, LP-MINT-003, LP-MINT-004
    function setTargetBondingRate(uint256 _targetBondingRate) external onlyControllerOwner {
        storeTargetBondingRate(_targetBondingRate);
        emit ParameterUpdate("targetBondingRate");
    }

    /// @notice Sets the change of the inflation per round, in millionths.
    /// @dev Requirements: LP-AMINT-002, LP-MINT-003, LP-MINT-005
    function setInflationChange(uint256 _inflationChange) external onlyControllerOwner {
        storeInflationChange(_inflationChange);
        emit ParameterUpdate("inflationChange");
    }

    /// @notice Moves all tokens, all ETH and the ownership of the token to the Minter that takes over.
    /// @dev The system must be paused, and this Minter still registered.
    /// @dev Requirements: LP-AMINT-007, LP-MINT-003, LP-MINT-037, LP-MINT-038, LP-MINT-039, LP-MINT-040
    function migrateToNewMinter(address _newMinter) external onlyControllerOwner whenSystemPaused {
        require(_newMinter != address(this), "new Minter cannot be current Minter");
        require(_newMinter != address(0), "new Minter cannot be null address");
        IMinter newMinter = IMinter(_newMinter);
        require(
            newMinter.getController() == address(controller),
            "new Minter Controller must be current Controller"
        );
        require(isRegistered(address(this), "Minter"), "current Minter must be registered");

        token().transferOwnership(_newMinter);
        token().transfer(_newMinter, token().balanceOf(address(this)));
        newMinter.depositETH.value(address(this).balance)();
    }

    /// @notice Mints a transcoder's share of what the current round may mint. Only the BondingManager may.
    /// @param _fracNum The transcoder's active stake
    /// @param _fracDenom Active stake of all
    /// @return Tokens minted, in LPTU
    /// @dev Requirements: LP-AMINT-008, LP-AMINT-010, LP-MINT-013, LP-MINT-015, LP-MINT-016, LP-MINT-017
    function createReward(uint256 _fracNum, uint256 _fracDenom)
        external
        onlyBondingManager
        whenSystemNotPaused
        returns (uint256)
    {
        uint256 amount = Fractions.ratio(currentMintableTokens, _fracNum, _fracDenom, MILLION);
        currentMintedTokens = currentMintedTokens.add(amount);
        require(currentMintedTokens <= currentMintableTokens, "minted tokens cannot exceed mintable tokens");
        token().mint(address(this), amount);
        return amount;
    }

    /// @notice Pays tokens out. Only the BondingManager may.
    /// @dev Requirements: LP-AMINT-016, LP-MINT-013, LP-MINT-019
    function trustedTransferTokens(address _to, uint256 _amount) external onlyBondingManager whenSystemNotPaused {
        token().transfer(_to, _amount);
    }

    /// @notice Burns tokens. Only the BondingManager may.
    /// @dev Requirements: LP-AMINT-016, LP-MINT-013
    function trustedBurnTokens(uint256 _amount) external onlyBondingManager whenSystemNotPaused {
        token().burn(_amount);
    }

    /// @notice Pays ETH out, with 2300 gas for the recipient. Only the BondingManager and the JobsManager may.
    /// @dev Requirements: LP-MINT-009, LP-MINT-013, LP-MINT-021, LP-MINT-022, LP-MINT-023, LP-MINT-024
    function trustedWithdrawETH(address _to, uint256 _amount) external {
        require(
            isRegistered(msg.sender, "BondingManager") || isRegistered(msg.sender, "JobsManager"),
            "msg.sender not BondingManager or JobsManager"
        );
        requireSystemNotPaused();
        address(uint160(_to)).transfer(_amount);
    }

    /// @notice Takes ETH in. Only the JobsManager and the Minter that hands over may.
    /// @dev Requirements: LP-AMINT-003, LP-AMINT-004, LP-MINT-010
    function depositETH() external payable returns (bool) {
        require(
            isRegistered(msg.sender, "Minter") || isRegistered(msg.sender, "JobsManager"),
            "msg.sender not Minter or JobsManager"
        );
        requireSystemNotPaused();
        return true;
    }

    /// @notice Moves the inflation towards the target bonding rate and sets what the new round may mint. Only the
    /// RoundsManager may.
    /// @dev Requirements: LP-AMINT-005, LP-AMINT-011, LP-AMINT-013, LP-AMINT-101
    function setCurrentRewardTokens() external {
        require(isRegistered(msg.sender, "RoundsManager"), "msg.sender not RoundsManager");
        requireSystemNotPaused();

        uint256 supply = token().totalSupply();
        uint256 bondingRate;
        if (supply > 0) {
            bondingRate = Fractions.points(bondingManager().getTotalBonded(), supply, MILLION);
        }
        if (bondingRate < targetBondingRate) {
            inflation = inflation.add(inflationChange);
        } else if (bondingRate > targetBondingRate) {
            inflation = inflation > inflationChange ? inflation - inflationChange : 0;
        }
        currentMintableTokens = Fractions.share(supply, inflation, MILLION);
        currentMintedTokens = 0;
        emit SetCurrentRewardTokens(currentMintableTokens, inflation);
    }

    /// @notice Address of the Controller.
    /// @dev Requirements: LP-MINT-044
    function getController() external view returns (address) {
        return address(controller);
    }

    function storeInflationChange(uint256 _inflationChange) private {
        require(_inflationChange <= MILLION, "_inflationChange is invalid percentage");
        inflationChange = _inflationChange;
    }

    function storeTargetBondingRate(uint256 _targetBondingRate) private {
        require(_targetBondingRate <= MILLION, "_targetBondingRate is invalid percentage");
        targetBondingRate = _targetBondingRate;
    }

    function token() private view returns (ILivepeerToken) {
        return ILivepeerToken(registered(keccak256("LivepeerToken")));
    }

    function bondingManager() private view returns (IBondingManager) {
        return IBondingManager(registered(keccak256("BondingManager")));
    }

    function isRegistered(address _account, bytes memory _name) private view returns (bool) {
        return _account == registered(keccak256(_name));
    }
}
