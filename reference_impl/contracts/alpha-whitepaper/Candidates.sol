// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "./Earnings.sol";

/// @title Who wants to transcode at which terms, and whose stake stands behind whom
abstract contract Candidates is Earnings {
    using SortedDoublyLL for SortedDoublyLL.Data;

    event TranscoderUpdate(
        address indexed transcoder,
        uint256 pendingRewardCut,
        uint256 pendingFeeShare,
        uint256 pendingPricePerSegment,
        bool registered
    );
    event TranscoderResigned(address indexed transcoder);

    /// @notice Announces the terms of the caller from the next round on, and makes it a candidate. In the locked end of
    /// a round a candidate can only lower its price.
    /// @custom:requirement LP-WCAND-001, LP-WCAND-002, LP-WCAND-003, LP-WCAND-004, LP-WCAND-005, LP-WCAND-009
    function transcoder(uint256 _rewardCut, uint256 _feeShare, uint256 _pricePerSegment) external inInitializedRound {
        if (protocol.currentRoundLocked()) {
            requireLowerPriceOnly(_rewardCut, _feeShare, _pricePerSegment);
        } else {
            Delegator storage del = delegators[msg.sender];
            require(_rewardCut <= Fractions.MILLION, "reward cut must be a valid percentage");
            require(_feeShare <= Fractions.MILLION, "fee share must be a valid percentage");
            require(del.delegateAddress == msg.sender && del.bondedAmount > 0, "caller must be bonded to itself");
        }
        Transcoder storage offer = transcoders[msg.sender];
        offer.rewardCut = _rewardCut;
        offer.feeShare = _feeShare;
        offer.pricePerSegment = _pricePerSegment;
        if (!isRegisteredTranscoder(msg.sender)) {
            candidates.insert(msg.sender, delegators[msg.sender].delegatedAmount, address(0), address(0));
        }
        emit TranscoderUpdate(msg.sender, _rewardCut, _feeShare, _pricePerSegment, true);
    }

    /// @notice Ends the candidacy of the caller.
    /// @custom:requirement LP-WCAND-010, LP-WCAND-015
    function resignAsTranscoder() external inInitializedRound {
        require(isRegisteredTranscoder(msg.sender), "caller must be a candidate");
        resign(msg.sender);
    }

    /// @custom:requirement LP-WCAND-011, LP-WCAND-012
    function resign(address _account) internal {
        candidates.remove(_account);
        IJobsManager(protocol.jobsManager()).endAvailability(_account);
        emit TranscoderResigned(_account);
    }

    /// @custom:requirement LP-WCAND-013, LP-WCAND-014
    function setDelegated(address _delegate, uint256 _stake) internal {
        delegators[_delegate].delegatedAmount = _stake;
        if (isRegisteredTranscoder(_delegate)) {
            candidates.updateKey(_delegate, _stake, address(0), address(0));
        }
    }

    /// @dev Goes through all candidates.
    /// @custom:requirement LP-WCAND-006, LP-WCAND-007, LP-WCAND-008, LP-WCAND-010
    function requireLowerPriceOnly(uint256 _rewardCut, uint256 _feeShare, uint256 _price) private view {
        require(isRegisteredTranscoder(msg.sender), "caller must be a candidate");
        Transcoder storage offer = transcoders[msg.sender];
        require(_rewardCut == offer.rewardCut && _feeShare == offer.feeShare, "terms are locked");
        require(_price <= offer.pricePerSegment, "price is locked, and may only fall");
        uint256 lowest = type(uint256).max;
        for (address c = candidates.getFirst(); c != address(0); c = candidates.getNext(c)) {
            if (transcoders[c].pricePerSegment < lowest) {
                lowest = transcoders[c].pricePerSegment;
            }
        }
        require(_price >= lowest, "price is below the lowest");
    }
}
