// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "../common/Manager.sol";
import "../confluence/Interfaces.sol";
import "./IArbitrator.sol";
import "./IDisputeRecords.sol";

/// @title An arbitrator whose jurors are drawn by stake, vote in secret, and are paid by those who voted otherwise
/// @dev Jurors' stakes are the contract's tokens; cases move them between jurors and never out.
/// @custom:requirement LP-COURT-034, LP-COURT-035
contract Court is Manager, IArbitrator {
    struct Juror {
        uint256 stake;
        uint256 locked;
        uint256 openSeats;
        uint256 weight;
        uint256 slot;
        uint256 fromRound;
        uint256 untilRound;
        uint256 withdrawRound;
    }

    struct Case {
        bool isAsked;
        bool isDrawn;
        bool isSettled;
        uint256 disputeRound;
        uint256 commitEnd;
        uint256 revealEnd;
        uint256 endRound;
        uint256 drawBlock;
        uint256 seats;
        uint256 seatDeposit;
        address accuser;
        address orchestrator;
        uint256 forAccuser;
        uint256 forOrchestrator;
    }

    struct Panelist {
        uint256 seats;
        uint256 deposit;
        bytes32 commitment;
        bool isRevealed;
        bool forAccuser;
    }

    /// How many blocks after the dispute, or after a draw that came too late, the block comes whose hash draws.
    uint256 private constant DRAW_DELAY = 5;
    uint256 private constant MAX_SEATS = 99;

    /// @notice How many seats a case has.
    /// @custom:requirement LP-COURT-001
    uint256 public seats;
    /// @notice The deposit of a seat, and a juror's least stake.
    /// @custom:requirement LP-COURT-001
    uint256 public seatDeposit;
    /// @notice For how many rounds after a dispute's own jurors can commit.
    /// @custom:requirement LP-COURT-001
    uint256 public commitPeriod;
    /// @notice For how many rounds after the last commitment jurors can reveal.
    /// @custom:requirement LP-COURT-001
    uint256 public revealPeriod;
    /// @notice How many jurors there can be.
    /// @custom:requirement LP-COURT-001
    uint256 public maxJurors;
    /// @notice How many slots for jurors are or were taken.
    /// @custom:requirement LP-COURT-033
    uint256 public slotCount;
    /// @notice The juror in a slot, null in a free one.
    /// @custom:requirement LP-COURT-033
    mapping(uint256 => address) public slots;
    mapping(address => Juror) internal jurors;
    mapping(uint256 => Case) internal cases;
    mapping(uint256 => mapping(address => Panelist)) internal panelists;
    /// @notice Who has a seat of a case.
    /// @custom:requirement LP-COURT-033
    mapping(uint256 => mapping(uint256 => address)) public seatOf;

    event JurorJoined(address indexed juror, uint256 stake, uint256 fromRound);
    event JurorLeaves(address indexed juror, uint256 untilRound, uint256 withdrawRound);
    event JurorWithdrew(address indexed juror, uint256 amount);
    event DrawPostponed(uint256 indexed id, uint256 drawBlock);
    event JurorDrawn(uint256 indexed id, address indexed juror, uint256 deposit);
    event VoteCommitted(uint256 indexed id, address indexed juror, bytes32 commitment);
    event VoteRevealed(uint256 indexed id, address indexed juror, bool forAccuser);
    event JurorPaid(uint256 indexed id, address indexed juror, uint256 reward, uint256 penalty);
    event CaseSettled(uint256 indexed id, uint256 forAccuser, uint256 forOrchestrator);

    modifier whenRoundReady() {
        requireRoundReady();
        _;
    }

    constructor(address _controller) Manager(_controller) {}

    // Parameters

    /// @notice Sets how many seats a case has, an odd number.
    /// @custom:requirement LP-COURT-001, LP-COURT-002
    function setSeats(uint256 _seats) external onlyControllerOwner {
        require(_seats % 2 == 1 && _seats <= MAX_SEATS, "invalid number of seats");
        seats = _seats;
        emit ParameterUpdate("seats");
    }

    /// @notice Sets the deposit of a seat, and a juror's least stake.
    /// @custom:requirement LP-COURT-001
    function setSeatDeposit(uint256 _amount) external onlyControllerOwner {
        seatDeposit = _amount;
        emit ParameterUpdate("seatDeposit");
    }

    /// @notice Sets for how many rounds after a dispute's own jurors can be drawn and commit.
    /// @custom:requirement LP-COURT-001
    function setCommitPeriod(uint256 _rounds) external onlyControllerOwner {
        commitPeriod = _rounds;
        emit ParameterUpdate("commitPeriod");
    }

    /// @notice Sets for how many rounds after the last commitment jurors can reveal.
    /// @custom:requirement LP-COURT-001
    function setRevealPeriod(uint256 _rounds) external onlyControllerOwner {
        revealPeriod = _rounds;
        emit ParameterUpdate("revealPeriod");
    }

    /// @notice Sets how many jurors there can be.
    /// @custom:requirement LP-COURT-001
    function setMaxJurors(uint256 _count) external onlyControllerOwner {
        maxJurors = _count;
        emit ParameterUpdate("maxJurors");
    }

    // Jurors

    /// @notice Makes the caller a juror with a stake, to be drawn for disputes of the next round and later.
    /// @custom:requirement LP-COURT-003, LP-COURT-004, LP-COURT-005, LP-COURT-006
    function join(uint256 _amount) external whenRoundReady {
        Juror storage juror = jurors[msg.sender];
        require(juror.fromRound == 0, "caller is a juror");
        require(_amount > 0 && _amount >= seatDeposit, "stake is less than a deposit");
        uint256 slot = 0;
        while (slot < slotCount && slots[slot] != address(0)) {
            slot++;
        }
        require(slot < maxJurors, "court is full");

        slots[slot] = msg.sender;
        if (slot == slotCount) {
            slotCount++;
        }
        juror.stake = _amount;
        juror.weight = _amount;
        juror.slot = slot;
        juror.fromRound = currentRound() + 1;
        livepeerToken().transferFrom(msg.sender, address(this), _amount);
        emit JurorJoined(msg.sender, _amount, juror.fromRound);
    }

    /// @notice Lets the caller be drawn for no dispute of a later round.
    /// @custom:requirement LP-COURT-007, LP-COURT-008
    function leave() external whenRoundReady {
        Juror storage juror = jurors[msg.sender];
        require(juror.fromRound != 0, "caller is no juror");
        require(juror.untilRound == 0, "juror is leaving");
        leaves(msg.sender);
    }

    /// @notice Pays out the stake of a juror that can be drawn no more and has no undecided seat.
    /// @custom:requirement LP-COURT-009, LP-COURT-010
    function withdraw() external whenRoundReady {
        Juror storage juror = jurors[msg.sender];
        require(juror.untilRound != 0, "juror is not leaving");
        require(currentRound() >= juror.withdrawRound, "juror can still be drawn");
        require(juror.openSeats == 0, "juror has a seat");
        uint256 amount = juror.stake;
        delete slots[juror.slot];
        delete jurors[msg.sender];
        livepeerToken().transfer(msg.sender, amount);
        emit JurorWithdrew(msg.sender, amount);
    }

    // Cases

    /// @notice Hears of a dispute; a block to come draws its jurors. Only Disputes may.
    /// @custom:requirement LP-COURT-011, LP-COURT-012, LP-COURT-013
    function disputeRaised(uint256 _id) external {
        require(msg.sender == registered(keccak256("Disputes")), "caller must be Disputes");
        requireRoundReady();
        uint256 round = currentRound();
        (, address accuser, address orchestrator, , , uint256 endRound, ) = IDisputeRecords(msg.sender).getDispute(_id);
        uint256 commitEnd = round + commitPeriod;
        uint256 revealEnd = commitEnd + revealPeriod;
        require(revealEnd < endRound, "court outlasts the ruling period");

        Case storage case_ = cases[_id];
        case_.isAsked = true;
        case_.disputeRound = round;
        case_.commitEnd = commitEnd;
        case_.revealEnd = revealEnd;
        case_.endRound = endRound;
        case_.drawBlock = block.number + DRAW_DELAY;
        case_.seats = seats;
        case_.seatDeposit = seatDeposit;
        case_.accuser = accuser;
        case_.orchestrator = orchestrator;
    }

    /// @notice Draws a case's jurors, or puts that off when the hash is not known any more. Anybody may.
    /// @custom:requirement LP-COURT-014, LP-COURT-015, LP-COURT-016, LP-COURT-017, LP-COURT-018
    function draw(uint256 _id) external whenRoundReady {
        Case storage case_ = cases[_id];
        require(case_.isAsked, "court was not asked");
        require(!case_.isDrawn, "jurors are drawn");
        require(currentRound() <= case_.commitEnd, "commitments are over");
        require(block.number > case_.drawBlock, "draw is too early");
        bytes32 seed = blockhash(case_.drawBlock);
        if (seed == bytes32(0)) {
            case_.drawBlock = block.number + DRAW_DELAY;
            emit DrawPostponed(_id, case_.drawBlock);
            return;
        }
        case_.isDrawn = true;
        uint256 total = 0;
        for (uint256 slot = 0; slot < slotCount; slot++) {
            total += weightOf(case_, slots[slot]);
        }
        require(total > 0, "no jurors");
        for (uint256 seat = 0; seat < case_.seats; seat++) {
            uint256 point = uint256(keccak256(abi.encode(seed, _id, seat))) % total;
            seatJuror(_id, seat, jurorAt(case_, point));
        }
    }

    /// @notice Commits to a vote: the hash of dispute, juror, vote and salt (`abi.encode`). The last one counts.
    /// @custom:requirement LP-COURT-019, LP-COURT-021
    function commit(uint256 _id, bytes32 _commitment) external whenRoundReady {
        Panelist storage panelist = panelists[_id][msg.sender];
        require(panelist.seats > 0, "caller has no seat");
        require(currentRound() <= cases[_id].commitEnd, "commitments are over");
        panelist.commitment = _commitment;
        emit VoteCommitted(_id, msg.sender, _commitment);
    }

    /// @notice Reveals the vote that the caller committed to.
    /// @custom:requirement LP-COURT-020, LP-COURT-022, LP-COURT-023, LP-COURT-024
    function reveal(
        uint256 _id,
        bool _forAccuser,
        bytes32 _salt
    ) external whenRoundReady {
        Case storage case_ = cases[_id];
        Panelist storage panelist = panelists[_id][msg.sender];
        require(currentRound() > case_.commitEnd, "commitments are not over");
        require(currentRound() <= case_.revealEnd, "reveals are over");
        require(!panelist.isRevealed, "vote is revealed");
        bytes32 commitment = keccak256(abi.encode(_id, msg.sender, _forAccuser, _salt));
        require(panelist.commitment == commitment, "vote is not the committed one");
        panelist.isRevealed = true;
        panelist.forAccuser = _forAccuser;
        if (_forAccuser) {
            case_.forAccuser += panelist.seats;
        } else {
            case_.forOrchestrator += panelist.seats;
        }
        emit VoteRevealed(_id, msg.sender, _forAccuser);
    }

    /// @notice Settles the deposits, and rules where there is a majority and still time. Anybody may.
    /// @custom:requirement LP-COURT-025, LP-COURT-026, LP-COURT-032
    function settle(uint256 _id) external whenRoundReady {
        Case storage case_ = cases[_id];
        require(case_.isDrawn, "jurors are not drawn");
        require(!case_.isSettled, "case is settled");
        require(currentRound() > case_.revealEnd, "reveals are not over");
        case_.isSettled = true;
        settleDeposits(_id, case_);
        emit CaseSettled(_id, case_.forAccuser, case_.forOrchestrator);
        if (case_.forAccuser != case_.forOrchestrator && currentRound() <= case_.endRound) {
            IDisputes(registered(keccak256("Disputes"))).rule(_id, case_.forAccuser > case_.forOrchestrator);
        }
    }

    // Views

    /// @notice A juror, zeros if there is none.
    /// @custom:requirement LP-COURT-033
    function getJuror(address _juror)
        external
        view
        returns (
            uint256 stake,
            uint256 locked,
            uint256 openSeats,
            uint256 weight,
            uint256 slot,
            uint256 fromRound,
            uint256 untilRound,
            uint256 withdrawRound
        )
    {
        Juror storage juror = jurors[_juror];
        stake = juror.stake;
        locked = juror.locked;
        openSeats = juror.openSeats;
        weight = juror.weight;
        slot = juror.slot;
        fromRound = juror.fromRound;
        untilRound = juror.untilRound;
        withdrawRound = juror.withdrawRound;
    }

    /// @notice How a case stands, zeros if the court was not asked.
    /// @custom:requirement LP-COURT-033
    function getCase(uint256 _id)
        external
        view
        returns (
            bool isAsked,
            bool isDrawn,
            bool isSettled,
            uint256 disputeRound,
            uint256 commitEnd,
            uint256 revealEnd,
            uint256 drawBlock,
            uint256 seats,
            uint256 seatDeposit,
            uint256 forAccuser,
            uint256 forOrchestrator
        )
    {
        Case storage case_ = cases[_id];
        isAsked = case_.isAsked;
        isDrawn = case_.isDrawn;
        isSettled = case_.isSettled;
        disputeRound = case_.disputeRound;
        commitEnd = case_.commitEnd;
        revealEnd = case_.revealEnd;
        drawBlock = case_.drawBlock;
        seats = case_.seats;
        seatDeposit = case_.seatDeposit;
        forAccuser = case_.forAccuser;
        forOrchestrator = case_.forOrchestrator;
    }

    /// @notice A juror of a case, zeros if it has no seat.
    /// @custom:requirement LP-COURT-033
    function getPanelist(uint256 _id, address _juror)
        external
        view
        returns (
            uint256 seats,
            uint256 deposit,
            bytes32 commitment,
            bool isRevealed,
            bool forAccuser
        )
    {
        Panelist storage panelist = panelists[_id][_juror];
        return (panelist.seats, panelist.deposit, panelist.commitment, panelist.isRevealed, panelist.forAccuser);
    }

    // Steps

    /// @custom:requirement LP-COURT-008, LP-COURT-031
    function leaves(address _juror) private {
        Juror storage juror = jurors[_juror];
        juror.untilRound = currentRound() + 1;
        juror.withdrawRound = juror.untilRound + commitPeriod;
        emit JurorLeaves(_juror, juror.untilRound, juror.withdrawRound);
    }

    /// @dev With how much stake a juror is drawn.
    /// @custom:requirement LP-COURT-014
    function weightOf(Case storage _case, address _juror) private view returns (uint256) {
        Juror storage juror = jurors[_juror];
        bool isParty = _juror == _case.accuser || _juror == _case.orchestrator;
        bool left = juror.untilRound != 0 && _case.disputeRound >= juror.untilRound;
        bool joined = juror.fromRound > 0 && juror.fromRound <= _case.disputeRound;
        return joined && !left && !isParty ? juror.weight : 0;
    }

    /// @dev The juror at a point of the stake laid end to end, in the order of slots.
    /// @custom:requirement LP-COURT-014
    function jurorAt(Case storage _case, uint256 _point) private view returns (address) {
        uint256 slot = 0;
        uint256 weight = weightOf(_case, slots[0]);
        while (_point >= weight) {
            _point -= weight;
            slot++;
            weight = weightOf(_case, slots[slot]);
        }
        return slots[slot];
    }

    /// @custom:requirement LP-COURT-015
    function seatJuror(
        uint256 _id,
        uint256 _seat,
        address _juror
    ) private {
        Juror storage juror = jurors[_juror];
        Panelist storage panelist = panelists[_id][_juror];
        uint256 free = juror.stake - juror.locked;
        uint256 deposit = free < cases[_id].seatDeposit ? free : cases[_id].seatDeposit;
        juror.locked += deposit;
        juror.openSeats++;
        panelist.seats++;
        panelist.deposit += deposit;
        seatOf[_id][_seat] = _juror;
        emit JurorDrawn(_id, _juror, deposit);
    }

    /// @dev Gives the deposits of those who were wrong to those who were right; the first one has the remainder.
    /// @custom:requirement LP-COURT-027, LP-COURT-028, LP-COURT-029, LP-COURT-030, LP-COURT-031
    function settleDeposits(uint256 _id, Case storage _case) private {
        uint256 rightSeats = 0;
        uint256 pool = 0;
        for (uint256 seat = 0; seat < _case.seats; seat++) {
            if (isRight(_case, panelists[_id][seatOf[_id][seat]])) {
                rightSeats++;
            } else if (isFirstSeat(_id, seat)) {
                pool += panelists[_id][seatOf[_id][seat]].deposit;
            }
        }
        uint256 remainder = pool;
        for (uint256 seat = 0; seat < _case.seats; seat++) {
            if (isFirstSeat(_id, seat) && isRight(_case, panelists[_id][seatOf[_id][seat]])) {
                remainder -= (pool * panelists[_id][seatOf[_id][seat]].seats) / rightSeats;
            }
        }
        for (uint256 seat = 0; seat < _case.seats; seat++) {
            if (!isFirstSeat(_id, seat)) {
                continue;
            }
            address name = seatOf[_id][seat];
            Panelist storage panelist = panelists[_id][name];
            Juror storage juror = jurors[name];
            juror.locked -= panelist.deposit;
            juror.openSeats -= panelist.seats;
            if (isRight(_case, panelist)) {
                uint256 reward = (pool * panelist.seats) / rightSeats + remainder;
                remainder = 0;
                juror.stake += reward;
                emit JurorPaid(_id, name, reward, 0);
            } else {
                juror.stake -= panelist.deposit;
                emit JurorPaid(_id, name, 0, panelist.deposit);
                if (juror.stake < seatDeposit && juror.untilRound == 0) {
                    leaves(name);
                }
            }
        }
    }

    /// @dev Whether a juror keeps its deposit.
    /// @custom:requirement LP-COURT-027, LP-COURT-028, LP-COURT-029
    function isRight(Case storage _case, Panelist storage _panelist) private view returns (bool) {
        if (_case.forAccuser == _case.forOrchestrator) {
            return _panelist.isRevealed || _case.forAccuser == 0;
        }
        return _panelist.isRevealed && _panelist.forAccuser == (_case.forAccuser > _case.forOrchestrator);
    }

    /// @dev Whether no earlier seat of a case has the same juror.
    function isFirstSeat(uint256 _id, uint256 _seat) private view returns (bool) {
        for (uint256 earlier = 0; earlier < _seat; earlier++) {
            if (seatOf[_id][earlier] == seatOf[_id][_seat]) {
                return false;
            }
        }
        return true;
    }

    function requireRoundReady() private view {
        requireSystemNotPaused();
        require(roundsManager().currentRoundInitialized(), "current round is not initialized");
    }

    function livepeerToken() private view returns (ILivepeerToken) {
        return ILivepeerToken(registered(keccak256("LivepeerToken")));
    }

    function roundsManager() private view returns (IRoundsManager) {
        return IRoundsManager(registered(keccak256("RoundsManager")));
    }

    function currentRound() private view returns (uint256) {
        return roundsManager().currentRound();
    }
}
