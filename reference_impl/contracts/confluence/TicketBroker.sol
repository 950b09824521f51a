// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "../common/ManagerProxyTarget.sol";
import "./Interfaces.sol";
import "./Signatures.sol";

/// @title Probabilistic payments: senders fund a deposit and a reserve, recipients redeem winning tickets
/// @dev Amounts are in wei. The ETH itself is in the Minter.
contract TicketBroker is ManagerProxyTarget {
    struct Ticket {
        address recipient;
        address sender;
        uint256 faceValue;
        uint256 winProb;
        uint256 senderNonce;
        bytes32 recipientRandHash;
        bytes auxData;
    }

    struct Sender {
        uint256 deposit;
        uint256 withdrawRound;
    }

    struct Reserve {
        uint256 funds;
        mapping(uint256 => uint256) claimedForRound;
        mapping(uint256 => mapping(address => uint256)) claimedByAddress;
    }

    struct ReserveInfo {
        uint256 fundsRemaining;
        uint256 claimedInCurrentRound;
    }

    /// @dev Slot 2.
    mapping(address => Reserve) internal reserves;
    mapping(address => Sender) internal senders;
    /// @notice Rounds between unlock and withdrawal.
    /// @custom:requirement LP-TICK-051
    uint256 public unlockPeriod;
    /// @notice Whether a ticket, by its hash, was redeemed.
    /// @custom:requirement LP-INV-008, LP-TICK-050
    mapping(bytes32 => bool) public usedTickets;
    /// @notice Rounds in which a ticket can be redeemed, the round of its creation included.
    /// @custom:requirement LP-TICK-051
    uint256 public ticketValidityPeriod;

    event DepositFunded(address indexed sender, uint256 amount);
    event ReserveFunded(address indexed reserveHolder, uint256 amount);
    event ReserveClaimed(address indexed reserveHolder, address claimant, uint256 amount);
    event Unlock(address indexed sender, uint256 startRound, uint256 endRound);
    event UnlockCancelled(address indexed sender);
    event Withdrawal(address indexed sender, uint256 deposit, uint256 reserve);
    event WinningTicketTransfer(address indexed sender, address indexed recipient, uint256 amount);
    event WinningTicketRedeemed(
        address indexed sender,
        address indexed recipient,
        uint256 faceValue,
        uint256 winProb,
        uint256 senderNonce,
        uint256 recipientRand,
        bytes auxData
    );

    modifier currentRoundInitialized() {
        require(roundsManager().currentRoundInitialized(), "current round is not initialized");
        _;
    }

    constructor(address _controller) ManagerProxyTarget(_controller) {}

    // Parameters

    /// @notice Sets how many rounds pass between unlock and withdrawal.
    /// @custom:requirement LP-FUND-027, LP-TICK-044, LP-TICK-048, LP-TICK-049
    function setUnlockPeriod(uint256 _unlockPeriod) external onlyControllerOwner {
        unlockPeriod = _unlockPeriod;
        emit ParameterUpdate("unlockPeriod");
    }

    /// @notice Sets in how many rounds a ticket can be redeemed.
    /// @custom:requirement LP-TICK-044, LP-TICK-045, LP-TICK-047, LP-TICK-049
    function setTicketValidityPeriod(uint256 _ticketValidityPeriod) external onlyControllerOwner {
        require(_ticketValidityPeriod > 0, "ticketValidityPeriod must be greater than 0");
        ticketValidityPeriod = _ticketValidityPeriod;
        emit ParameterUpdate("ticketValidityPeriod");
    }

    // Funding

    /// @notice Adds the sent ETH to the caller's deposit, and cancels an unlock.
    /// @custom:requirement LP-FUND-001, LP-FUND-003, LP-FUND-010, LP-FUND-011, LP-FUND-013, LP-FUND-025,
    ///   LP-FUND-026, LP-FUND-028
    function fundDeposit() external payable whenSystemNotPaused {
        senders[msg.sender].deposit += msg.value;
        cancelUnlockInProgress(msg.sender);
        minter().depositETH{value: msg.value}();
        emit DepositFunded(msg.sender, msg.value);
    }

    /// @notice Adds the sent ETH to the caller's reserve, and cancels an unlock.
    /// @custom:requirement LP-FUND-001, LP-FUND-004, LP-FUND-010, LP-FUND-012, LP-FUND-013
    function fundReserve() external payable whenSystemNotPaused {
        addToReserve(msg.sender, msg.value);
        cancelUnlockInProgress(msg.sender);
        minter().depositETH{value: msg.value}();
    }

    /// @notice Adds the sent ETH to the caller's deposit and reserve, and cancels an unlock.
    /// @custom:requirement LP-FUND-001, LP-FUND-005, LP-FUND-007, LP-FUND-008, LP-FUND-010, LP-FUND-011,
    ///   LP-FUND-012, LP-FUND-013
    function fundDepositAndReserve(uint256 _depositAmount, uint256 _reserveAmount) external payable {
        fundDepositAndReserveFor(msg.sender, _depositAmount, _reserveAmount);
    }

    /// @notice Adds the sent ETH to an account's deposit and reserve, and cancels an unlock if it is the caller's own.
    /// @custom:requirement LP-FUND-002, LP-FUND-006, LP-FUND-009, LP-FUND-015
    function fundDepositAndReserveFor(
        address _addr,
        uint256 _depositAmount,
        uint256 _reserveAmount
    ) public payable whenSystemNotPaused {
        require(
            msg.value == _depositAmount + _reserveAmount,
            "msg.value does not equal sum of deposit amount and reserve amount"
        );
        senders[_addr].deposit += _depositAmount;
        if (msg.sender == _addr) {
            cancelUnlockInProgress(_addr);
        }
        addToReserve(_addr, _reserveAmount);
        minter().depositETH{value: msg.value}();
        emit DepositFunded(_addr, _depositAmount);
    }

    // Withdrawal

    /// @notice Begins to unlock the caller's deposit and reserve.
    /// @custom:requirement LP-FUND-001, LP-FUND-016, LP-FUND-017, LP-FUND-018, LP-FUND-026, LP-FUND-027, LP-TICK-023
    function unlock() external whenSystemNotPaused {
        requireFunds(msg.sender);
        require(!isUnlockInProgress(msg.sender), "unlock already initiated");
        uint256 round = roundsManager().currentRound();
        uint256 withdrawRound = round + unlockPeriod;
        senders[msg.sender].withdrawRound = withdrawRound;
        emit Unlock(msg.sender, round, withdrawRound);
    }

    /// @notice Cancels the caller's unlock.
    /// @custom:requirement LP-FUND-001, LP-FUND-019, LP-FUND-020
    function cancelUnlock() external whenSystemNotPaused {
        require(isUnlockInProgress(msg.sender), "no unlock request in progress");
        cancelUnlockInProgress(msg.sender);
    }

    /// @notice Pays out the caller's deposit and reserve once they are unlocked.
    /// @custom:requirement LP-FUND-001, LP-FUND-016, LP-FUND-021, LP-FUND-022, LP-FUND-023, LP-FUND-024,
    ///   LP-FUND-025, LP-FUND-026, LP-FUND-029, LP-INV-010
    function withdraw() external whenSystemNotPaused {
        requireFunds(msg.sender);
        Sender storage sender = senders[msg.sender];
        require(isUnlockInProgress(msg.sender), "no unlock request in progress");
        require(roundsManager().currentRound() >= sender.withdrawRound, "account is locked");

        uint256 deposit = sender.deposit;
        uint256 reserve = reserves[msg.sender].funds;
        sender.deposit = 0;
        reserves[msg.sender].funds = 0;
        minter().trustedWithdrawETH(payable(msg.sender), deposit + reserve);
        emit Withdrawal(msg.sender, deposit, reserve);
    }

    // Redemption

    /// @notice Redeems a winning ticket: its recipient earns the face value as fees, or what of it the sender can pay
    /// from its deposit and then from its reserve. Anyone may submit it.
    /// @param _sig The sender's signature of the ticket's hash: r, s, v
    /// @param _recipientRand The number whose hash the ticket holds
    /// @custom:requirement LP-RSRV-006, LP-RSRV-007, LP-RSRV-010, LP-TICK-002, LP-TICK-003, LP-TICK-004,
    ///   LP-TICK-005, LP-TICK-006, LP-TICK-007, LP-TICK-008, LP-TICK-009, LP-TICK-010, LP-TICK-011, LP-TICK-012,
    ///   LP-TICK-014, LP-TICK-015, LP-TICK-016, LP-TICK-017, LP-TICK-018, LP-TICK-019, LP-TICK-020, LP-TICK-021,
    ///   LP-TICK-022, LP-TICK-023, LP-TICK-024, LP-TICK-025, LP-TICK-026, LP-TICK-027, LP-TICK-028, LP-TICK-029,
    ///   LP-TICK-030, LP-TICK-031, LP-TICK-032, LP-TICK-033, LP-TICK-034, LP-TICK-035, LP-TICK-036, LP-TICK-037,
    ///   LP-TICK-038, LP-TICK-039, LP-TICK-052
    function redeemWinningTicket(
        Ticket memory _ticket,
        bytes memory _sig,
        uint256 _recipientRand
    ) public whenSystemNotPaused currentRoundInitialized {
        bytes32 ticketHash = getTicketHash(_ticket);
        uint256 creationRound = requireValidTicket(_ticket);
        requireWinningTicket(_ticket, ticketHash, _sig, _recipientRand);
        Sender storage sender = senders[_ticket.sender];
        require(isLocked(sender), "sender is unlocked");
        requireFunds(_ticket.sender);

        usedTickets[ticketHash] = true;
        uint256 amount;
        if (_ticket.faceValue > sender.deposit) {
            uint256 missing = _ticket.faceValue - sender.deposit;
            amount = sender.deposit + claimFromReserve(_ticket.sender, _ticket.recipient, missing);
            sender.deposit = 0;
        } else {
            amount = _ticket.faceValue;
            sender.deposit -= _ticket.faceValue;
        }

        if (amount > 0) {
            bondingManager().updateTranscoderWithFees(_ticket.recipient, amount, creationRound);
            emit WinningTicketTransfer(_ticket.sender, _ticket.recipient, amount);
        }
        emit WinningTicketRedeemed(
            _ticket.sender,
            _ticket.recipient,
            _ticket.faceValue,
            _ticket.winProb,
            _ticket.senderNonce,
            _recipientRand,
            _ticket.auxData
        );
    }

    /// @notice Redeems several tickets. One that cannot be redeemed is left out.
    /// @custom:requirement LP-TICK-003, LP-TICK-004, LP-TICK-040, LP-TICK-041, LP-TICK-042, LP-TICK-043
    function batchRedeemWinningTickets(
        Ticket[] memory _tickets,
        bytes[] memory _sigs,
        uint256[] memory _recipientRands
    ) external whenSystemNotPaused currentRoundInitialized {
        for (uint256 i = 0; i < _tickets.length; i++) {
            try this.redeemWinningTicket(_tickets[i], _sigs[i], _recipientRands[i]) {} catch {}
        }
    }

    // Views

    /// @notice A sender's deposit and unlock, and its reserve.
    /// @custom:requirement LP-FUND-030, LP-INV-007
    function getSenderInfo(address _sender) external view returns (Sender memory sender, ReserveInfo memory reserve) {
        sender = senders[_sender];
        reserve = getReserveInfo(_sender);
    }

    /// @notice What is left of a reserve, and what of it was claimed in the current round.
    /// @custom:requirement LP-INV-009, LP-RSRV-009
    function getReserveInfo(address _reserveHolder) public view returns (ReserveInfo memory info) {
        Reserve storage reserve = reserves[_reserveHolder];
        info.fundsRemaining = reserve.funds;
        info.claimedInCurrentRound = reserve.claimedForRound[roundsManager().currentRound()];
    }

    /// @notice What a claimant can still claim from a reserve in the current round: an equal share for each member of
    /// the transcoder pool, and nothing for who is no active transcoder.
    /// @custom:requirement LP-RSRV-001, LP-RSRV-002, LP-RSRV-003, LP-RSRV-004, LP-RSRV-005, LP-RSRV-008
    function claimableReserve(address _reserveHolder, address _claimant) public view returns (uint256) {
        if (!bondingManager().isActiveTranscoder(_claimant)) {
            return 0;
        }
        uint256 poolSize = bondingManager().getTranscoderPoolSize();
        if (poolSize == 0) {
            return 0;
        }
        Reserve storage reserve = reserves[_reserveHolder];
        uint256 round = roundsManager().currentRound();
        uint256 share = (reserve.funds + reserve.claimedForRound[round]) / poolSize;
        return share - reserve.claimedByAddress[round][_claimant];
    }

    /// @notice What a claimant claimed from a reserve in the current round.
    /// @custom:requirement LP-INV-009, LP-RSRV-008, LP-RSRV-009
    function claimedReserve(address _reserveHolder, address _claimant) external view returns (uint256) {
        return reserves[_reserveHolder].claimedByAddress[roundsManager().currentRound()][_claimant];
    }

    /// @notice Whether a sender has begun to unlock.
    /// @custom:requirement LP-FUND-030
    function isUnlockInProgress(address _sender) public view returns (bool) {
        return senders[_sender].withdrawRound > 0;
    }

    /// @notice Hash of a ticket, which its sender signs.
    /// @custom:requirement LP-TICK-001
    function getTicketHash(Ticket memory _ticket) public pure returns (bytes32) {
        return
            keccak256(
                abi.encodePacked(
                    _ticket.recipient,
                    _ticket.sender,
                    _ticket.faceValue,
                    _ticket.winProb,
                    _ticket.senderNonce,
                    _ticket.recipientRandHash,
                    _ticket.auxData
                )
            );
    }

    // Steps

    function addToReserve(address _reserveHolder, uint256 _amount) private {
        reserves[_reserveHolder].funds += _amount;
        emit ReserveFunded(_reserveHolder, _amount);
    }

    /// @custom:requirement LP-FUND-014
    function cancelUnlockInProgress(address _sender) private {
        if (isUnlockInProgress(_sender)) {
            senders[_sender].withdrawRound = 0;
            emit UnlockCancelled(_sender);
        }
    }

    /// @dev Takes up to `_wanted` from a reserve for a claimant; returns how much it took.
    function claimFromReserve(
        address _reserveHolder,
        address _claimant,
        uint256 _wanted
    ) private returns (uint256 amount) {
        uint256 claimable = claimableReserve(_reserveHolder, _claimant);
        amount = _wanted < claimable ? _wanted : claimable;
        if (amount > 0) {
            Reserve storage reserve = reserves[_reserveHolder];
            uint256 round = roundsManager().currentRound();
            reserve.claimedForRound[round] += amount;
            reserve.claimedByAddress[round][_claimant] += amount;
            reserve.funds -= amount;
            emit ReserveClaimed(_reserveHolder, _claimant, amount);
        }
    }

    function requireFunds(address _sender) private view {
        require(
            senders[_sender].deposit > 0 || reserves[_sender].funds > 0,
            "sender deposit and reserve are zero"
        );
    }

    /// @dev The parties are named, and the ticket was created in a known round and is not expired.
    function requireValidTicket(Ticket memory _ticket) private view returns (uint256 creationRound) {
        require(_ticket.recipient != address(0), "ticket recipient is null address");
        require(_ticket.sender != address(0), "ticket sender is null address");
        require(_ticket.auxData.length == 64, "invalid length for ticket auxData: must be 64 bytes");

        bytes32 creationRoundBlockHash;
        (creationRound, creationRoundBlockHash) = abi.decode(_ticket.auxData, (uint256, bytes32));
        bytes32 blockHash = roundsManager().blockHashForRound(creationRound);
        require(blockHash != 0, "ticket creationRound does not have a block hash");
        require(
            creationRoundBlockHash == blockHash,
            "ticket creationRoundBlockHash invalid for creationRound"
        );
        require(creationRound + ticketValidityPeriod > roundsManager().currentRound(), "ticket is expired");
    }

    /// @dev The recipient revealed its number, the ticket is new and signed by its sender, and it won.
    function requireWinningTicket(
        Ticket memory _ticket,
        bytes32 _ticketHash,
        bytes memory _sig,
        uint256 _recipientRand
    ) private view {
        require(
            keccak256(abi.encodePacked(_recipientRand)) == _ticket.recipientRandHash,
            "recipientRand does not match recipientRandHash"
        );
        require(!usedTickets[_ticketHash], "ticket is used");
        require(signerOf(_ticketHash, _sig) == _ticket.sender, "invalid signature over ticket hash");
        require(
            uint256(keccak256(abi.encodePacked(_sig, _recipientRand))) < _ticket.winProb,
            "ticket did not win"
        );
    }

    function isLocked(Sender storage _sender) private view returns (bool) {
        return _sender.withdrawRound == 0 || roundsManager().currentRound() < _sender.withdrawRound;
    }

    function signerOf(bytes32 _hash, bytes memory _sig) private pure returns (address) {
        require(_sig.length == 65, "INVALID_SIGNATURE_LENGTH");
        bytes32 r;
        bytes32 s;
        assembly {
            r := mload(add(_sig, 32))
            s := mload(add(_sig, 64))
        }
        bytes32 digest = keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n32", _hash));
        return Signatures.recover(digest, uint8(_sig[64]), r, s);
    }

    function bondingManager() private view returns (IBondingManager) {
        return IBondingManager(registered(keccak256("BondingManager")));
    }

    function minter() private view returns (IMinter) {
        return IMinter(registered(keccak256("Minter")));
    }

    function roundsManager() private view returns (IRoundsManager) {
        return IRoundsManager(registered(keccak256("RoundsManager")));
    }
}
