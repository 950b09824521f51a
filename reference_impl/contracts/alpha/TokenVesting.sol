// SPDX-License-Identifier: MIT
pragma solidity >=0.4.26 <0.6.0;

import "../common/Ownable.sol";
import "../common/SafeMath.sol";
import "./Interfaces.sol";

/// @title Tokens that become the beneficiary's little by little
/// @dev Times are in seconds. Whatever tokens the contract gets vest, of every kind.
contract TokenVesting is Ownable {
    using SafeMath for uint256;

    address public beneficiary;
    uint256 public cliff;
    uint256 public start;
    uint256 public duration;
    bool public revocable;
    /// @dev Tokens paid to the beneficiary, by token.
    mapping(address => uint256) public released;
    mapping(address => bool) public revoked;

    event Released(uint256 amount);
    event Revoked();

    /// @param _cliff Time after the start before which nothing is released
    /// @param _duration Time after the start when all is vested
    /// @param _revocable Whether the owner may take back what has not vested
    constructor(address _beneficiary, uint256 _start, uint256 _cliff, uint256 _duration, bool _revocable) public {
        require(_beneficiary != address(0), "beneficiary is the null address");
        require(_cliff <= _duration, "cliff is after the vesting");
        beneficiary = _beneficiary;
        revocable = _revocable;
        duration = _duration;
        cliff = _start.add(_cliff);
        start = _start;
    }

    /// @notice Pays the beneficiary what has vested. Anybody may call it.
    /// @dev Requirements: LP-VEST-004, LP-VEST-009, LP-VEST-010, LP-VEST-011
    function release(address token) external {
        uint256 amount = releasableAmount(token);
        require(amount > 0, "no tokens to release");
        released[token] = released[token].add(amount);
        pay(token, beneficiary, amount);
        emit Released(amount);
    }

    /// @notice Pays the owner back what has not vested, once for each token. The rest can be released at once.
    /// @dev Requirements: LP-VEST-004, LP-VEST-012, LP-VEST-013, LP-VEST-014, LP-VEST-015
    function revoke(address token) external onlyOwner {
        require(revocable, "vesting is not revocable");
        require(!revoked[token], "vesting is already revoked");
        uint256 refund = balanceIn(token).sub(releasableAmount(token));
        revoked[token] = true;
        pay(token, owner, refund);
        emit Revoked();
    }

    /// @notice Vested tokens that are not released yet.
    /// @dev Requirements: LP-VEST-004, LP-VEST-009
    function releasableAmount(address token) public view returns (uint256) {
        return vestedAmount(token).sub(released[token]);
    }

    /// @notice Tokens that have vested by now, whether released or not.
    /// @dev Requirements: LP-VEST-004, LP-VEST-005, LP-VEST-006, LP-VEST-007, LP-VEST-008
    function vestedAmount(address token) public view returns (uint256) {
        uint256 total = balanceIn(token).add(released[token]);
        if (now < cliff) {
            return 0;
        }
        if (now >= start.add(duration) || revoked[token]) {
            return total;
        }
        return total.mul(now.sub(start)).div(duration);
    }

    function pay(address _token, address _to, uint256 _amount) private {
        require(ILivepeerToken(_token).transfer(_to, _amount), "token transfer failed");
    }

    function balanceIn(address _token) private view returns (uint256) {
        return ILivepeerToken(_token).balanceOf(address(this));
    }
}
