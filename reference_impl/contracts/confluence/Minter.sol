// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "../common/Manager.sol";
import "./Fractions.sol";
import "./Interfaces.sol";

/// @title Mints rewards by an inflation that steers to a bonding rate, and holds the protocol's LPT and ETH
/// @dev Amounts of tokens are in LPTU (1e-18 LPT), rates in billionths.
/// @custom:requirement LP-INV-005, LP-INV-007, LP-INV-017, LP-INV-018
contract Minter is Manager {
    /// @notice Tokens mintable in a round, as a part of the supply. Slot 1.
    /// @custom:requirement LP-INV-016, LP-MINT-006
    uint256 public inflation;
    /// @notice How much the inflation changes a round.
    /// @custom:requirement LP-MINT-006
    uint256 public inflationChange;
    /// @notice The part of the supply that is to be bonded.
    /// @custom:requirement LP-MINT-006
    uint256 public targetBondingRate;
    /// @notice Tokens mintable in the current round.
    /// @custom:requirement LP-INV-006, LP-MINT-007
    uint256 public currentMintableTokens;
    /// @notice Tokens minted in the current round.
    /// @custom:requirement LP-INV-006, LP-MINT-007
    uint256 public currentMintedTokens;

    event SetCurrentRewardTokens(uint256 currentMintableTokens, uint256 currentInflation);

    modifier onlyBondingManager() {
        require(msg.sender == registered(keccak256("BondingManager")), "msg.sender not BondingManager");
        _;
    }

    modifier onlyRoundsManager() {
        require(msg.sender == registered(keccak256("RoundsManager")), "msg.sender not RoundsManager");
        _;
    }

    modifier onlyBondingManagerOrJobsManager() {
        require(
            msg.sender == registered(keccak256("BondingManager")) || msg.sender == registered(keccak256("JobsManager")),
            "msg.sender not BondingManager or JobsManager"
        );
        _;
    }

    modifier onlyMinterOrJobsManager() {
        require(
            msg.sender == registered(keccak256("Minter")) || msg.sender == registered(keccak256("JobsManager")),
            "msg.sender not Minter or JobsManager"
        );
        _;
    }

    /// @custom:requirement LP-MINT-046
    constructor(
        address _controller,
        uint256 _inflation,
        uint256 _inflationChange,
        uint256 _targetBondingRate
    ) Manager(_controller) {
        require(_inflation <= Fractions.BILLION, "_inflation is invalid percentage");
        requireInflationChange(_inflationChange);
        requireTargetBondingRate(_targetBondingRate);
        inflation = _inflation;
        inflationChange = _inflationChange;
        targetBondingRate = _targetBondingRate;
    }

    /// @notice Sets the part of the supply that is to be bonded, in billionths.
    /// @custom:requirement LP-MINT-002, LP-MINT-003, LP-MINT-004
    function setTargetBondingRate(uint256 _targetBondingRate) external onlyControllerOwner {
        requireTargetBondingRate(_targetBondingRate);
        targetBondingRate = _targetBondingRate;
        emit ParameterUpdate("targetBondingRate");
    }

    /// @notice Sets how much the inflation changes a round, in billionths.
    /// @custom:requirement LP-MINT-001, LP-MINT-003, LP-MINT-005
    function setInflationChange(uint256 _inflationChange) external onlyControllerOwner {
        requireInflationChange(_inflationChange);
        inflationChange = _inflationChange;
        emit ParameterUpdate("inflationChange");
    }

    /// @notice Moves all LPT and ETH to the Minter that is to replace this one, which must still be the registered one.
    /// @custom:requirement LP-MINT-003, LP-MINT-036, LP-MINT-037, LP-MINT-038, LP-MINT-039, LP-MINT-040,
    ///   LP-MINT-042, LP-MINT-043
    function migrateToNewMinter(address _newMinter) external onlyControllerOwner {
        require(_newMinter != address(this), "new Minter cannot be current Minter");
        require(_newMinter != address(0), "new Minter cannot be null address");
        require(
            IMinter(_newMinter).getController() == address(controller),
            "new Minter Controller must be current Controller"
        );
        require(registered(keccak256("Minter")) == address(this), "new Minter must be registered");

        ILivepeerToken lpt = token();
        lpt.transfer(_newMinter, lpt.balanceOf(address(this)));
        IMinter(_newMinter).depositETH{value: address(this).balance}();
    }

    /// @notice Mints a part of the round's mintable tokens. Only the BondingManager may.
    /// @param _fracNum Numerator of the part
    /// @param _fracDenom Denominator of the part
    /// @return The tokens minted
    /// @custom:requirement LP-EARN-003, LP-EARN-006, LP-EARN-014, LP-MINT-008, LP-MINT-013, LP-MINT-014,
    ///   LP-MINT-015, LP-MINT-016, LP-MINT-017, LP-MINT-018
    function createReward(uint256 _fracNum, uint256 _fracDenom)
        external
        onlyBondingManager
        whenSystemNotPaused
        returns (uint256)
    {
        uint256 amount = Fractions.ratio(currentMintableTokens, _fracNum, _fracDenom, Fractions.BILLION);
        currentMintedTokens += amount;
        require(currentMintedTokens <= currentMintableTokens, "minted tokens cannot exceed mintable tokens");
        token().mint(address(this), amount);
        return amount;
    }

    /// @notice Pays out tokens. Only the BondingManager may.
    /// @custom:requirement LP-BOND-051, LP-MINT-008, LP-MINT-013, LP-MINT-019
    function trustedTransferTokens(address _to, uint256 _amount) external onlyBondingManager whenSystemNotPaused {
        token().transfer(_to, _amount);
    }

    /// @notice Burns tokens. Only the BondingManager may.
    /// @custom:requirement LP-MINT-008, LP-MINT-013, LP-MINT-020
    function trustedBurnTokens(uint256 _amount) external onlyBondingManager whenSystemNotPaused {
        token().burn(_amount);
    }

    /// @notice Pays out ETH, with 2300 gas for the recipient. Only the BondingManager and the TicketBroker may.
    /// @custom:requirement LP-FUND-023, LP-FUND-029, LP-MINT-009, LP-MINT-013, LP-MINT-021, LP-MINT-022,
    ///   LP-MINT-023, LP-MINT-024
    function trustedWithdrawETH(address payable _to, uint256 _amount)
        external
        onlyBondingManagerOrJobsManager
        whenSystemNotPaused
    {
        _to.transfer(_amount);
    }

    /// @notice Takes ETH. Only the TicketBroker and the registered Minter may send it.
    /// @custom:requirement LP-FUND-010, LP-FUND-028, LP-MINT-010, LP-MINT-011
    function depositETH() external payable onlyMinterOrJobsManager returns (bool) {
        return true;
    }

    /// @notice Adjusts the inflation and begins a round's minting. Only the RoundsManager may.
    /// @custom:requirement LP-MINT-012, LP-MINT-013, LP-MINT-026, LP-MINT-027, LP-MINT-028, LP-MINT-029,
    ///   LP-MINT-031, LP-MINT-032, LP-MINT-033, LP-MINT-045, LP-RND-027, LP-RND-036
    function setCurrentRewardTokens() external onlyRoundsManager whenSystemNotPaused {
        uint256 supply = getGlobalTotalSupply();
        inflation = nextInflation(supply);
        currentMintableTokens = Fractions.share(supply, inflation, Fractions.BILLION);
        currentMintedTokens = 0;
        emit SetCurrentRewardTokens(currentMintableTokens, inflation);
    }

    /// @notice The Controller that this Minter obeys.
    /// @custom:requirement LP-MINT-044
    function getController() external view returns (address) {
        return address(controller);
    }

    /// @notice Supply of LPT on both chains.
    /// @custom:requirement LP-MINT-026, LP-MINT-031, LP-MINT-034, LP-RND-036
    function getGlobalTotalSupply() public view returns (uint256) {
        return token().totalSupply() + IL2LPTDataCache(registered(keccak256("L2LPTDataCache"))).l1CirculatingSupply();
    }

    function nextInflation(uint256 _supply) private view returns (uint256) {
        uint256 bondingRate;
        if (_supply > 0) {
            uint256 bonded = IBondingManager(registered(keccak256("BondingManager"))).getTotalBonded();
            bondingRate = Fractions.points(bonded, _supply, Fractions.BILLION);
        }
        if (bondingRate < targetBondingRate) {
            return inflation + inflationChange;
        }
        if (bondingRate > targetBondingRate) {
            return inflation > inflationChange ? inflation - inflationChange : 0;
        }
        return inflation;
    }

    function requireInflationChange(uint256 _inflationChange) private pure {
        require(_inflationChange <= Fractions.BILLION, "_inflationChange is invalid percentage");
    }

    function requireTargetBondingRate(uint256 _targetBondingRate) private pure {
        require(_targetBondingRate <= Fractions.BILLION, "_targetBondingRate is invalid percentage");
    }

    function token() private view returns (ILivepeerToken) {
        return ILivepeerToken(registered(keccak256("LivepeerToken")));
    }
}
