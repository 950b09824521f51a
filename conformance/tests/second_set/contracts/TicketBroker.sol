// SPDX-License-Identifier: MIT
pragma solidity ^0.8.21;

import {Proxied, Governed} from "./Governed.sol";
import {Points} from "./libraries/Points.sol";

error ValidityZero();
error FundingMismatch(uint256 sent, uint256 wanted);
error NothingFunded(address sender);
error UnlockRunning(uint256 withdrawRound);
error NoUnlockRunning();
error FundsLocked(uint256 withdrawRound);
error SenderUnlocked(address sender);
error TicketWithoutRecipient();
error TicketWithoutSender();
error TicketAuxData(uint256 length);
error TicketRoundUnknown(uint256 round);
error TicketRoundHash(bytes32 expected, bytes32 given);
error TicketExpired(uint256 round);
error TicketRand();
error TicketRedeemed(bytes32 ticketHash);
error TicketLost();
error SignatureLength(uint256 length);
error SignatureS(bytes32 s);
error SignatureV(uint8 v);
error SignatureOfNobody();
error SignatureOfOther(address signer);

/// @title Probabilistic payments
contract TicketBroker is Proxied {
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

    struct ReserveInfo {
        uint256 fundsRemaining;
        uint256 claimedInCurrentRound;
    }

    struct Claims {
        mapping(address => uint256) by;
        uint256 total;
    }

    struct Account {
        uint256 withdrawRound;
        uint256 reserve;
        uint256 deposit;
        mapping(uint256 => Claims) claims;
    }

    uint256 private constant HIGHEST_S = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    mapping(bytes32 => uint256) private redeemedIn;
    mapping(address => Account) private accounts;
    uint256 public ticketValidityPeriod;
    uint256 public unlockPeriod;

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

    modifier whileRunning() {
        _whileRunning();
        _;
    }

    modifier inInitializedRound() {
        _inInitializedRound();
        _;
    }

    constructor(address controller_) Governed(controller_) {}

    // Parameters

    function setUnlockPeriod(uint256 period) external {
        _byOwner();
        unlockPeriod = period;
        emit ParameterUpdate("unlockPeriod");
    }

    function setTicketValidityPeriod(uint256 period) external {
        _byOwner();
        if (period == 0) revert ValidityZero();
        ticketValidityPeriod = period;
        emit ParameterUpdate("ticketValidityPeriod");
    }

    // Funds

    function fundDeposit() external payable whileRunning {
        _account().deposit += msg.value;
        _cancelUnlock();
        _keep(msg.value);
        emit DepositFunded(msg.sender, msg.value);
    }

    function fundReserve() external payable whileRunning {
        _addReserve(msg.sender, msg.value);
        _cancelUnlock();
        _keep(msg.value);
    }

    function fundDepositAndReserve(uint256 deposit, uint256 reserve) external payable {
        fundDepositAndReserveFor(msg.sender, deposit, reserve);
    }

    function fundDepositAndReserveFor(address owner, uint256 deposit, uint256 reserve) public payable whileRunning {
        uint256 sum = deposit + reserve;
        if (msg.value != sum) revert FundingMismatch(msg.value, sum);
        accounts[owner].deposit += deposit;
        if (owner == msg.sender) _cancelUnlock();
        _addReserve(owner, reserve);
        _keep(sum);
        emit DepositFunded(owner, deposit);
    }

    function unlock() external whileRunning {
        _requireFunds(msg.sender);
        Account storage account = _account();
        if (account.withdrawRound != 0) revert UnlockRunning(account.withdrawRound);
        uint256 start = _round();
        account.withdrawRound = start + unlockPeriod;
        emit Unlock(msg.sender, start, account.withdrawRound);
    }

    function cancelUnlock() external whileRunning {
        if (_account().withdrawRound == 0) revert NoUnlockRunning();
        _cancelUnlock();
    }

    function withdraw() external whileRunning {
        _requireFunds(msg.sender);
        Account storage account = _account();
        if (account.withdrawRound == 0) revert NoUnlockRunning();
        if (account.withdrawRound > _round()) revert FundsLocked(account.withdrawRound);
        (uint256 deposit, uint256 reserve) = (account.deposit, account.reserve);
        account.deposit = account.reserve = 0;
        _treasury().trustedWithdrawETH(payable(msg.sender), deposit + reserve);
        emit Withdrawal(msg.sender, deposit, reserve);
    }

    // Tickets

    function redeemWinningTicket(Ticket memory ticket, bytes memory signature, uint256 rand)
        public
        whileRunning
        inInitializedRound
    {
        bytes32 ticketHash = getTicketHash(ticket);
        uint256 round = _round();
        uint256 creationRound = _requireTimely(ticket, round);
        _requireWon(ticket, ticketHash, signature, rand);
        Account storage account = accounts[ticket.sender];
        if (account.withdrawRound != 0 && account.withdrawRound <= round) revert SenderUnlocked(ticket.sender);
        _requireFunds(ticket.sender);

        redeemedIn[ticketHash] = block.number;
        uint256 paid = ticket.faceValue < account.deposit ? ticket.faceValue : account.deposit;
        account.deposit -= paid;
        if (paid < ticket.faceValue) paid += _claimReserve(ticket, ticket.faceValue - paid, round);
        if (paid != 0) {
            _staking().updateTranscoderWithFees(ticket.recipient, paid, creationRound);
            emit WinningTicketTransfer(ticket.sender, ticket.recipient, paid);
        }
        emit WinningTicketRedeemed(
            ticket.sender,
            ticket.recipient,
            ticket.faceValue,
            ticket.winProb,
            ticket.senderNonce,
            rand,
            ticket.auxData
        );
    }

    function batchRedeemWinningTickets(Ticket[] memory tickets, bytes[] memory signatures, uint256[] memory rands)
        external
        whileRunning
        inInitializedRound
    {
        for (uint256 i; i < tickets.length; ++i) {
            try this.redeemWinningTicket(tickets[i], signatures[i], rands[i]) {} catch {}
        }
    }

    // Views

    function usedTickets(bytes32 ticketHash) external view returns (bool) {
        return redeemedIn[ticketHash] != 0;
    }

    function getSenderInfo(address owner) external view returns (Sender memory sender, ReserveInfo memory reserve) {
        sender = Sender(accounts[owner].deposit, accounts[owner].withdrawRound);
        reserve = getReserveInfo(owner);
    }

    function getReserveInfo(address owner) public view returns (ReserveInfo memory) {
        Account storage account = accounts[owner];
        return ReserveInfo(account.reserve, account.claims[_round()].total);
    }

    function claimableReserve(address owner, address claimant) external view returns (uint256) {
        return _claimable(accounts[owner], claimant, _round());
    }

    function claimedReserve(address owner, address claimant) external view returns (uint256) {
        return accounts[owner].claims[_round()].by[claimant];
    }

    function isUnlockInProgress(address owner) external view returns (bool) {
        return accounts[owner].withdrawRound != 0;
    }

    function getTicketHash(Ticket memory ticket) public pure returns (bytes32) {
        bytes memory head = abi.encodePacked(ticket.recipient, ticket.sender, ticket.faceValue, ticket.winProb);
        return keccak256(bytes.concat(head, abi.encode(ticket.senderNonce, ticket.recipientRandHash), ticket.auxData));
    }

    // What the transactions above are made of

    function _account() private view returns (Account storage) {
        return accounts[msg.sender];
    }

    function _keep(uint256 amount) private {
        _treasury().depositETH{value: amount}();
    }

    function _addReserve(address owner, uint256 amount) private {
        accounts[owner].reserve += amount;
        emit ReserveFunded(owner, amount);
    }

    function _cancelUnlock() private {
        if (_account().withdrawRound == 0) return;
        _account().withdrawRound = 0;
        emit UnlockCancelled(msg.sender);
    }

    function _claimReserve(Ticket memory ticket, uint256 wanted, uint256 round) private returns (uint256 amount) {
        Account storage account = accounts[ticket.sender];
        amount = _claimable(account, ticket.recipient, round);
        if (wanted < amount) amount = wanted;
        if (amount == 0) return 0;
        account.claims[round].total += amount;
        account.claims[round].by[ticket.recipient] += amount;
        account.reserve -= amount;
        emit ReserveClaimed(ticket.sender, ticket.recipient, amount);
    }

    function _claimable(Account storage account, address claimant, uint256 round) private view returns (uint256) {
        if (!_staking().isActiveTranscoder(claimant)) return 0;
        uint256 size = _staking().getTranscoderPoolSize();
        if (size == 0) return 0;
        Claims storage claims = account.claims[round];
        return (account.reserve + claims.total) / size - claims.by[claimant];
    }

    function _requireFunds(address owner) private view {
        if (accounts[owner].deposit == 0 && accounts[owner].reserve == 0) revert NothingFunded(owner);
    }

    function _requireTimely(Ticket memory ticket, uint256 round) private view returns (uint256 creationRound) {
        if (ticket.recipient == address(0)) revert TicketWithoutRecipient();
        if (ticket.sender == address(0)) revert TicketWithoutSender();
        if (ticket.auxData.length != 64) revert TicketAuxData(ticket.auxData.length);
        bytes32 given;
        (creationRound, given) = abi.decode(ticket.auxData, (uint256, bytes32));
        bytes32 known = _clock().blockHashForRound(creationRound);
        if (known == 0) revert TicketRoundUnknown(creationRound);
        if (known != given) revert TicketRoundHash(known, given);
        if (creationRound + ticketValidityPeriod <= round) revert TicketExpired(creationRound);
    }

    function _requireWon(Ticket memory ticket, bytes32 ticketHash, bytes memory signature, uint256 rand) private view {
        if (keccak256(abi.encode(rand)) != ticket.recipientRandHash) revert TicketRand();
        if (redeemedIn[ticketHash] != 0) revert TicketRedeemed(ticketHash);
        address signer = _signer(ticketHash, signature);
        if (signer != ticket.sender) revert SignatureOfOther(signer);
        if (uint256(keccak256(bytes.concat(signature, bytes32(rand)))) >= ticket.winProb) revert TicketLost();
    }

    function _signer(bytes32 ticketHash, bytes memory signature) private pure returns (address signer) {
        if (signature.length != 65) revert SignatureLength(signature.length);
        bytes32 r;
        bytes32 s;
        uint8 v = uint8(signature[64]);
        assembly {
            r := mload(add(signature, 32))
            s := mload(add(signature, 64))
        }
        if (uint256(s) > HIGHEST_S) revert SignatureS(s);
        if (v != 27 && v != 28) revert SignatureV(v);
        signer = ecrecover(keccak256(bytes.concat("\x19Ethereum Signed Message:\n32", ticketHash)), v, r, s);
        if (signer == address(0)) revert SignatureOfNobody();
    }
}
