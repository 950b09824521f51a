// SPDX-License-Identifier: MIT
pragma solidity 0.5.17;
pragma experimental ABIEncoderV2;

import "../common/ManagerProxyTarget.sol";
import "./Interfaces.sol";
import "../common/SafeMath.sol";

/// @title Probabilistic payments: senders' deposits and reserves, and the tickets that win from them
/// @dev Amounts are in wei. The ETH itself lies in the Minter. The order of the variables is the deployed layout.
contract TicketBroker is ManagerProxyTarget {
    using SafeMath for uint256;

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

    /// Half of the order of secp256k1: the s of a signature may not be above it.
    uint256 private constant MAX_S = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;

    mapping(address => Reserve) private reserves;
    mapping(address => Sender) private senders;
    /// @dev Requirements: LP-TICK-051
    uint256 public unlockPeriod;
    /// @dev Requirements: LP-INV-008, LP-TICK-050
    mapping(bytes32 => bool) public usedTickets;
    /// @dev Requirements: LP-TICK-051
    uint256 public ticketValidityPeriod;

    event DepositFunded(address indexed sender, uint256 amount);
    event ReserveFunded(address indexed reserveHolder, uint256 amount);
    event ReserveClaimed(address indexed reserveHolder, address claimant, uint256 amount);
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
    event Unlock(address indexed sender, uint256 startRound, uint256 endRound);
    event UnlockCancelled(address indexed sender);
    event Withdrawal(address indexed sender, uint256 deposit, uint256 reserve);

    constructor(address _controller) public ManagerProxyTarget(_controller) {}

    // Parameters

    /// @notice Sets how many rounds a sender waits between unlock and withdrawal.
    /// @dev Requirements: LP-FUND-027, LP-TICK-044, LP-TICK-046, LP-TICK-049
    function setUnlockPeriod(uint256 _unlockPeriod) external onlyControllerOwner {
        unlockPeriod = _unlockPeriod;
    }

    /// @notice Sets how many rounds a ticket is valid, the round of its creation included.
    /// @dev Requirements: LP-TICK-044, LP-TICK-045, LP-TICK-046, LP-TICK-049
    function setTicketValidityPeriod(uint256 _ticketValidityPeriod) external onlyControllerOwner {
        require(_ticketValidityPeriod > 0, "ticketValidityPeriod must be greater than 0");
        ticketValidityPeriod = _ticketValidityPeriod;
    }

    // Funding and withdrawal

    /// @notice Adds the ETH sent to the caller's deposit.
    /// @dev Requirements: LP-FUND-001, LP-FUND-003, LP-FUND-010, LP-FUND-011, LP-FUND-013, LP-FUND-025, LP-FUND-026,
    /// LP-FUND-028
    function fundDeposit() external payable whenSystemNotPaused {
        addDeposit(msg.value);
        depositETH();
        emit DepositFunded(msg.sender, msg.value);
    }

    /// @notice Adds the ETH sent to the caller's reserve.
    /// @dev Requirements: LP-FUND-001, LP-FUND-004, LP-FUND-010, LP-FUND-012, LP-FUND-013
    function fundReserve() external payable whenSystemNotPaused {
        addReserve(msg.value);
        cancelUnlockInProgress();
        depositETH();
    }

    /// @notice Adds the ETH sent to the caller's deposit and reserve.
    /// @dev Requirements: LP-FUND-001, LP-FUND-005, LP-FUND-007, LP-FUND-008, LP-FUND-010, LP-FUND-011, LP-FUND-012,
    /// LP-FUND-013
    function fundDepositAndReserve(uint256 _depositAmount, uint256 _reserveAmount)
        external
        payable
        whenSystemNotPaused
    {
        require(
            msg.value == _depositAmount.add(_reserveAmount),
            "msg.value does not equal sum of deposit amount and reserve amount"
        );
        addDeposit(_depositAmount);
        addReserve(_reserveAmount);
        depositETH();
        emit DepositFunded(msg.sender, _depositAmount);
    }

    /// @notice Starts the unlock period, after which the caller can withdraw.
    /// @dev Requirements: LP-FUND-001, LP-FUND-016, LP-FUND-017, LP-FUND-018, LP-FUND-026, LP-FUND-027, LP-TICK-023
    function unlock() external whenSystemNotPaused {
        requireFunds(msg.sender);
        require(!isUnlockInProgress(msg.sender), "unlock already initiated");
        uint256 round = roundsManager().currentRound();
        uint256 withdrawRound = round.add(unlockPeriod);
        senders[msg.sender].withdrawRound = withdrawRound;
        emit Unlock(msg.sender, round, withdrawRound);
    }

    /// @notice Stops the caller's unlock.
    /// @dev Requirements: LP-FUND-001, LP-FUND-019, LP-FUND-020
    function cancelUnlock() external whenSystemNotPaused {
        requireUnlockInProgress();
        cancelUnlockInProgress();
    }

    /// @notice Pays out the caller's deposit and reserve once the unlock period has passed.
    /// @dev Requirements: LP-FUND-001, LP-FUND-016, LP-FUND-021, LP-FUND-022, LP-FUND-023, LP-FUND-024, LP-FUND-025,
    /// LP-FUND-026, LP-FUND-029, LP-INV-010
    function withdraw() external whenSystemNotPaused {
        requireFunds(msg.sender);
        requireUnlockInProgress();
        Sender storage sender = senders[msg.sender];
        Reserve storage reserve = reserves[msg.sender];
        require(roundsManager().currentRound() >= sender.withdrawRound, "account is locked");

        uint256 deposit = sender.deposit;
        uint256 funds = reserve.funds;
        sender.deposit = 0;
        reserve.funds = 0;
        minter().trustedWithdrawETH(msg.sender, deposit.add(funds));
        emit Withdrawal(msg.sender, deposit, funds);
    }

    // Redemption

    /// @notice Pays a winning ticket: its face value out of the sender's deposit, and what lacks out of the reserve.
    /// @param _sig The sender's signature over the ticket hash
    /// @param _recipientRand The number that the recipient committed to
    /// @dev Requirements: LP-RSRV-006, LP-RSRV-007, LP-RSRV-010, LP-TICK-002, LP-TICK-003, LP-TICK-004, LP-TICK-005,
    /// LP-TICK-006, LP-TICK-007, LP-TICK-008, LP-TICK-009, LP-TICK-010, LP-TICK-011, LP-TICK-012, LP-TICK-013,
    /// LP-TICK-019, LP-TICK-020, LP-TICK-021, LP-TICK-022, LP-TICK-023, LP-TICK-024, LP-TICK-025, LP-TICK-026,
    /// LP-TICK-027, LP-TICK-028, LP-TICK-029, LP-TICK-030, LP-TICK-031, LP-TICK-032, LP-TICK-033, LP-TICK-034,
    /// LP-TICK-035, LP-TICK-036, LP-TICK-037, LP-TICK-038, LP-TICK-039, LP-TICK-052
    function redeemWinningTicket(Ticket memory _ticket, bytes memory _sig, uint256 _recipientRand)
        public
        whenSystemNotPaused
    {
        requireRoundInitialized();
        bytes32 ticketHash = getTicketHash(_ticket);
        uint256 creationRound = requireValid(_ticket, _sig, _recipientRand, ticketHash);
        require(!isUnlocked(_ticket.sender), "sender is unlocked");
        requireFunds(_ticket.sender);
        usedTickets[ticketHash] = true;

        uint256 amount = collect(_ticket.sender, _ticket.recipient, _ticket.faceValue);
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

    /// @notice Redeems tickets one after the other; one that is rejected does not stop the others.
    /// @dev Requirements: LP-TICK-003, LP-TICK-004, LP-TICK-040, LP-TICK-041, LP-TICK-042, LP-TICK-043
    function batchRedeemWinningTickets(
        Ticket[] memory _tickets,
        bytes[] memory _sigs,
        uint256[] memory _recipientRands
    ) public whenSystemNotPaused {
        requireRoundInitialized();
        for (uint256 i = 0; i < _tickets.length; i++) {
            // The outcome of each is its events
            address(this).call(
                abi.encodeWithSelector(
                    this.redeemWinningTicket.selector,
                    _tickets[i],
                    _sigs[i],
                    _recipientRands[i]
                )
            );
        }
    }

    // Views

    /// @notice Hash of a ticket, which identifies it and which its sender signs.
    /// @dev Requirements: LP-TICK-001
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

    /// @notice Deposit and reserve of a sender.
    /// @dev Requirements: LP-FUND-030, LP-INV-007
    function getSenderInfo(address _sender) external view returns (Sender memory sender, ReserveInfo memory reserve) {
        sender = senders[_sender];
        reserve = getReserveInfo(_sender);
    }

    /// @notice Reserve of a sender, and what was claimed from it in the current round.
    /// @dev Requirements: LP-INV-009, LP-RSRV-009
    function getReserveInfo(address _reserveHolder) public view returns (ReserveInfo memory info) {
        Reserve storage reserve = reserves[_reserveHolder];
        info.fundsRemaining = reserve.funds;
        info.claimedInCurrentRound = reserve.claimedForRound[roundsManager().currentRound()];
    }

    /// @notice What a transcoder can claim from a reserve now: an equal part for each member of the pool, less what it
    /// has claimed in the current round.
    /// @dev Requirements: LP-RSRV-001, LP-RSRV-002, LP-RSRV-003, LP-RSRV-004, LP-RSRV-005, LP-RSRV-008
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
        uint256 allocation = reserve.funds.add(reserve.claimedForRound[round]).div(poolSize);
        return allocation.sub(reserve.claimedByAddress[round][_claimant]);
    }

    /// @notice What an account has claimed from a reserve in the current round.
    /// @dev Requirements: LP-INV-009, LP-RSRV-008, LP-RSRV-009
    function claimedReserve(address _reserveHolder, address _claimant) public view returns (uint256) {
        return reserves[_reserveHolder].claimedByAddress[roundsManager().currentRound()][_claimant];
    }

    /// @notice Whether a sender has started to unlock, and not cancelled.
    /// @dev Requirements: LP-FUND-030
    function isUnlockInProgress(address _sender) public view returns (bool) {
        return senders[_sender].withdrawRound > 0;
    }

    function addDeposit(uint256 _amount) private {
        Sender storage sender = senders[msg.sender];
        sender.deposit = sender.deposit.add(_amount);
        cancelUnlockInProgress();
    }

    function addReserve(uint256 _amount) private {
        Reserve storage reserve = reserves[msg.sender];
        reserve.funds = reserve.funds.add(_amount);
        emit ReserveFunded(msg.sender, _amount);
    }

    function cancelUnlockInProgress() private {
        if (isUnlockInProgress(msg.sender)) {
            senders[msg.sender].withdrawRound = 0;
            emit UnlockCancelled(msg.sender);
        }
    }

    function depositETH() private {
        minter().depositETH.value(msg.value)();
    }

    /// @dev Takes an amount out of the sender's deposit, then out of its reserve, as far as they reach.
    function collect(address _sender, address _recipient, uint256 _faceValue) private returns (uint256 amount) {
        Sender storage sender = senders[_sender];
        if (_faceValue <= sender.deposit) {
            sender.deposit = sender.deposit.sub(_faceValue);
            return _faceValue;
        }
        amount = sender.deposit.add(claimFromReserve(_sender, _recipient, _faceValue.sub(sender.deposit)));
        sender.deposit = 0;
    }

    function claimFromReserve(address _holder, address _claimant, uint256 _wanted) private returns (uint256 amount) {
        uint256 claimable = claimableReserve(_holder, _claimant);
        amount = _wanted < claimable ? _wanted : claimable;
        if (amount > 0) {
            Reserve storage reserve = reserves[_holder];
            uint256 round = roundsManager().currentRound();
            reserve.claimedForRound[round] = reserve.claimedForRound[round].add(amount);
            reserve.claimedByAddress[round][_claimant] = reserve.claimedByAddress[round][_claimant].add(amount);
            reserve.funds = reserve.funds.sub(amount);
            emit ReserveClaimed(_holder, _claimant, amount);
        }
    }

    /// @dev Rejects a ticket that cannot be redeemed now, whatever its sender's funds.
    /// @return The round that the ticket was created in
    function requireValid(Ticket memory _ticket, bytes memory _sig, uint256 _recipientRand, bytes32 _ticketHash)
        private
        view
        returns (uint256 creationRound)
    {
        require(_ticket.recipient != address(0), "ticket recipient is null address");
        require(_ticket.sender != address(0), "ticket sender is null address");
        creationRound = requireNotExpired(_ticket.auxData);
        require(
            keccak256(abi.encodePacked(_recipientRand)) == _ticket.recipientRandHash,
            "recipientRand does not match recipientRandHash"
        );
        require(!usedTickets[_ticketHash], "ticket is used");
        require(signer(_ticketHash, _sig) == _ticket.sender, "invalid signature over ticket hash");
        require(
            uint256(keccak256(abi.encodePacked(_sig, _recipientRand))) < _ticket.winProb,
            "ticket did not win"
        );
    }

    /// @dev Auxiliary data is the round that the ticket was created in, and that round's block hash.
    function requireNotExpired(bytes memory _auxData) private view returns (uint256 creationRound) {
        require(_auxData.length == 64, "invalid length for ticket auxData: must be 64 bytes");
        bytes32 creationRoundBlockHash;
        (creationRound, creationRoundBlockHash) = abi.decode(_auxData, (uint256, bytes32));

        bytes32 blockHash = roundsManager().blockHashForRound(creationRound);
        require(blockHash != bytes32(0), "ticket creationRound does not have a block hash");
        require(
            blockHash == creationRoundBlockHash,
            "ticket creationRoundBlockHash invalid for creationRound"
        );
        require(
            creationRound.add(ticketValidityPeriod) > roundsManager().currentRound(),
            "ticket is expired"
        );
    }

    /// @dev Who signed the hash as an Ethereum signed message, the null address for a malformed signature.
    function signer(bytes32 _hash, bytes memory _sig) private pure returns (address) {
        if (_sig.length != 65) {
            return address(0);
        }
        bytes32 r;
        uint256 s;
        uint8 v;
        assembly {
            r := mload(add(_sig, 32))
            s := mload(add(_sig, 64))
            v := byte(0, mload(add(_sig, 96)))
        }
        if (s > MAX_S || (v != 27 && v != 28)) {
            return address(0);
        }
        bytes32 digest = keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n32", _hash));
        return ecrecover(digest, v, r, bytes32(s));
    }

    function isUnlocked(address _sender) private view returns (bool) {
        uint256 withdrawRound = senders[_sender].withdrawRound;
        return withdrawRound > 0 && withdrawRound <= roundsManager().currentRound();
    }

    function requireFunds(address _sender) private view {
        require(
            senders[_sender].deposit > 0 || reserves[_sender].funds > 0,
            "sender deposit and reserve are zero"
        );
    }

    function requireUnlockInProgress() private view {
        require(isUnlockInProgress(msg.sender), "no unlock request in progress");
    }

    function requireRoundInitialized() private view {
        require(roundsManager().currentRoundInitialized(), "current round is not initialized");
    }

    function minter() private view returns (IMinter) {
        return IMinter(registered(keccak256("Minter")));
    }

    function bondingManager() private view returns (IBondingManager) {
        return IBondingManager(registered(keccak256("BondingManager")));
    }

    function roundsManager() private view returns (IRoundsManager) {
        return IRoundsManager(registered(keccak256("RoundsManager")));
    }
}
