// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "../common/Manager.sol";
import "./Fractions.sol";
import "./Interfaces.sol";

/// @title Mints rewards by an inflation that steers to a bonding rate, and holds the protocol's LPT and ETH
/// @dev Amounts of tokens are in LPTU (1e-18 LPT), rates in billionths.
contract Minter is Manager {
    /// @notice Tokens mintable in a round, as a part of the supply. Slot 1.
    uint256 public inflation;
    /// @notice How much the inflation changes a round.
    uint256 public inflationChange;
    /// @notice The part of the supply that is to be bonded.
    uint256 public targetBondingRate;
    /// @notice Tokens mintable in the current round.
    uint256 public currentMintableTokens;
    /// @notice Tokens minted in the current round.
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
    function setTargetBondingRate(uint256 _targetBondingRate) external onlyControllerOwner {
        requireTargetBondingRate(_targetBondingRate);
        targetBondingRate = _targetBondingRate;
        emit ParameterUpdate("targetBondingRate");
    }

    /// @notice Sets how much the inflation changes a round, in billionths.
    function setInflationChange(uint256 _inflationChange) external onlyControllerOwner {
        requireInflationChange(_inflationChange);
        inflationChange = _inflationChange;
        emit ParameterUpdate("inflationChange");
    }

    /// @notice Moves all LPT and ETH to the Minter that is to replace this one, which must still be the registered one.
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
    function trustedTransferTokens(address _to, uint256 _amount) external onlyBondingManager whenSystemNotPaused {
        token().transfer(_to, _amount);
    }

    /// @notice Burns tokens. Only the BondingManager may.
    function trustedBurnTokens(uint256 _amount) external onlyBondingManager whenSystemNotPaused {
        token().burn(_amount);
    }

    /// @notice Pays out ETH, with 2300 gas for the recipient. Only the BondingManager and the TicketBroker may.
    function trustedWithdrawETH(address payable _to, uint256 _amount)
        external
        onlyBondingManagerOrJobsManager
        whenSystemNotPaused
    {
        _to.transfer(_amount);
    }

    /// @notice Takes ETH. Only the TicketBroker and the registered Minter may send it.
    function depositETH() external payable onlyMinterOrJobsManager returns (bool) {
        return true;
    }

    /// @notice Adjusts the inflation and begins a round's minting. Only the RoundsManager may.
    function setCurrentRewardTokens() external onlyRoundsManager whenSystemNotPaused {
        uint256 supply = getGlobalTotalSupply();
        inflation = nextInflation(supply);
        currentMintableTokens = Fractions.share(supply, inflation, Fractions.BILLION);
        currentMintedTokens = 0;
        emit SetCurrentRewardTokens(currentMintableTokens, inflation);
    }

    /// @notice The Controller that this Minter obeys.
    function getController() external view returns (address) {
        return address(controller);
    }

    /// @notice Supply of LPT on both chains.
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
