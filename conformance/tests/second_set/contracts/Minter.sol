// SPDX-License-Identifier: MIT
pragma solidity ^0.8.21;

import {Governed} from "./Governed.sol";
import {ISupplyCache, ITreasury} from "./Peers.sol";
import {Points} from "./libraries/Points.sol";

error OnlyPeer(address caller);
error RateTooLarge(string name, uint256 rate);
error MintableExceeded(uint256 minted, uint256 mintable);
error SameMinter();
error MinterNull();
error OtherController(address other);
error MinterRetired();

/// @title Mints rewards, and keeps the protocol's LPT and ETH
contract Minter is Governed {
    struct Rates {
        uint96 inflation;
        uint64 change;
        uint64 target;
    }

    uint256 public currentMintedTokens;
    uint256 public currentMintableTokens;
    Rates private rates;

    event SetCurrentRewardTokens(uint256 currentMintableTokens, uint256 currentInflation);

    modifier only(string memory first, string memory second) {
        if (msg.sender != _peer(first) && msg.sender != _peer(second)) revert OnlyPeer(msg.sender);
        _;
    }

    constructor(address controller_, uint256 inflation_, uint256 change, uint256 target) Governed(controller_) {
        rates = Rates(uint96(_rate("inflation", inflation_)), 0, 0);
        rates.change = uint64(_rate("inflationChange", change));
        rates.target = uint64(_rate("targetBondingRate", target));
    }

    function setTargetBondingRate(uint256 target) external {
        _byOwner();
        rates.target = uint64(_rate("targetBondingRate", target));
        emit ParameterUpdate("targetBondingRate");
    }

    function setInflationChange(uint256 change) external {
        _byOwner();
        rates.change = uint64(_rate("inflationChange", change));
        emit ParameterUpdate("inflationChange");
    }

    function migrateToNewMinter(address heir) external {
        _byOwner();
        if (heir == address(this)) revert SameMinter();
        if (heir == address(0)) revert MinterNull();
        if (ITreasury(heir).getController() != controller()) revert OtherController(heir);
        if (address(_treasury()) != address(this)) revert MinterRetired();
        _token().transfer(heir, _token().balanceOf(address(this)));
        ITreasury(heir).depositETH{value: address(this).balance}();
    }

    function createReward(uint256 numerator, uint256 denominator)
        external
        only("BondingManager", "BondingManager")
        returns (uint256 amount)
    {
        _whileRunning();
        amount = Points.part(currentMintableTokens, numerator, denominator, Points.BILLION);
        uint256 minted = currentMintedTokens + amount;
        if (minted > currentMintableTokens) revert MintableExceeded(minted, currentMintableTokens);
        currentMintedTokens = minted;
        _token().mint(address(this), amount);
    }

    function trustedTransferTokens(address to, uint256 amount) external only("BondingManager", "BondingManager") {
        _whileRunning();
        _token().transfer(to, amount);
    }

    function trustedBurnTokens(uint256 amount) external only("BondingManager", "BondingManager") {
        _whileRunning();
        _token().burn(amount);
    }

    function trustedWithdrawETH(address payable to, uint256 amount) external only("BondingManager", "JobsManager") {
        _whileRunning();
        // A call with value comes with 2300 gas of its own.
        (bool done, bytes memory answer) = to.call{value: amount, gas: amount == 0 ? 2300 : 0}("");
        if (!done) {
            assembly {
                revert(add(answer, 32), mload(answer))
            }
        }
    }

    function depositETH() external payable only("Minter", "JobsManager") returns (bool) {
        return true;
    }

    function setCurrentRewardTokens() external only("RoundsManager", "RoundsManager") {
        _whileRunning();
        uint256 supply = getGlobalTotalSupply();
        uint256 share = supply == 0 ? 0 : Points.ratio(_staking().getTotalBonded(), supply, Points.BILLION);
        uint256 next = rates.inflation;
        if (share < rates.target) next += rates.change;
        else if (share > rates.target) next = next > rates.change ? next - rates.change : 0;
        rates.inflation = uint96(next);
        currentMintableTokens = Points.part(supply, next, Points.BILLION);
        currentMintedTokens = 0;
        emit SetCurrentRewardTokens(currentMintableTokens, next);
    }

    function inflation() external view returns (uint256) {
        return rates.inflation;
    }

    function inflationChange() external view returns (uint256) {
        return rates.change;
    }

    function targetBondingRate() external view returns (uint256) {
        return rates.target;
    }

    function getController() external view returns (address) {
        return controller();
    }

    function getGlobalTotalSupply() public view returns (uint256) {
        return _token().totalSupply() + ISupplyCache(_peer("L2LPTDataCache")).l1CirculatingSupply();
    }

    function _rate(string memory name, uint256 rate) private pure returns (uint256) {
        if (rate > Points.BILLION) revert RateTooLarge(name, rate);
        return rate;
    }
}
