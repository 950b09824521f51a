// SPDX-License-Identifier: MIT
pragma solidity >=0.4.26 <0.6.0;

import "../common/Ownable.sol";
import "../common/SafeMath.sol";
import "./Interfaces.sol";
import "./TokenTimelock.sol";
import "./TokenVesting.sol";

/// @title Mints the initial supply, grants it, and hands the token over to the Minter
contract GenesisManager is Ownable {
    using SafeMath for uint256;

    enum Stages { GenesisAllocation, GenesisStart, GenesisEnd }

    ILivepeerToken public token;
    /// @dev Gets the crowd's tokens.
    address public tokenDistribution;
    /// @dev Gets the company's tokens, and owns the vesting grants.
    address public bankMultisig;
    address public minter;

    uint256 public initialSupply;
    uint256 public crowdSupply;
    uint256 public companySupply;
    uint256 public teamSupply;
    uint256 public investorsSupply;
    uint256 public communitySupply;

    uint256 public teamGrantsAmount;
    uint256 public investorsGrantsAmount;
    uint256 public communityGrantsAmount;

    /// @dev When vesting starts and time locks end, in seconds.
    uint256 public grantsStartTimestamp;
    /// @dev TokenVesting by receiver, of the team and of investors.
    mapping(address => address) public vestingHolders;
    /// @dev TokenTimelock by receiver, of the community.
    mapping(address => address) public timeLockedHolders;

    Stages public stage = Stages.GenesisAllocation;

    modifier atStage(Stages _stage) {
        require(stage == _stage, "not in this stage of the genesis");
        _;
    }

    constructor(
        address _token,
        address _tokenDistribution,
        address _bankMultisig,
        address _minter,
        uint256 _grantsStartTimestamp
    ) public {
        token = ILivepeerToken(_token);
        tokenDistribution = _tokenDistribution;
        bankMultisig = _bankMultisig;
        minter = _minter;
        grantsStartTimestamp = _grantsStartTimestamp;
    }

    /// @notice Says how the initial supply is divided. Can be said again until the genesis starts.
    /// @dev Requirements: LP-GENES-003, LP-GENES-004
    function setAllocations(
        uint256 _initialSupply,
        uint256 _crowdSupply,
        uint256 _companySupply,
        uint256 _teamSupply,
        uint256 _investorsSupply,
        uint256 _communitySupply
    ) external onlyOwner atStage(Stages.GenesisAllocation) {
        require(
            _crowdSupply.add(_companySupply).add(_teamSupply).add(_investorsSupply).add(_communitySupply) ==
                _initialSupply,
            "allocations must add up to the initial supply"
        );
        initialSupply = _initialSupply;
        crowdSupply = _crowdSupply;
        companySupply = _companySupply;
        teamSupply = _teamSupply;
        investorsSupply = _investorsSupply;
        communitySupply = _communitySupply;
    }

    /// @notice Mints the initial supply. The contract must own the token.
    /// @dev Requirements: LP-GENES-005, LP-GENES-006
    function start() external onlyOwner atStage(Stages.GenesisAllocation) {
        token.mint(address(this), initialSupply);
        stage = Stages.GenesisStart;
    }

    /// @notice Grants tokens of the team that vest.
    /// @param _timeToCliff Seconds from the start before which nothing is released
    /// @param _vestingDuration Seconds from the start until all is vested
    /// @dev Requirements: LP-GENES-007, LP-GENES-011
    function addTeamGrant(address _receiver, uint256 _amount, uint256 _timeToCliff, uint256 _vestingDuration)
        external
        onlyOwner
        atStage(Stages.GenesisStart)
    {
        teamGrantsAmount = granted(teamGrantsAmount, _amount, teamSupply);
        addVestingGrant(_receiver, _amount, _timeToCliff, _vestingDuration);
    }

    /// @notice Grants tokens of the investors that vest.
    /// @param _timeToCliff Seconds from the start before which nothing is released
    /// @param _vestingDuration Seconds from the start until all is vested
    /// @dev Requirements: LP-GENES-007, LP-GENES-011
    function addInvestorGrant(address _receiver, uint256 _amount, uint256 _timeToCliff, uint256 _vestingDuration)
        external
        onlyOwner
        atStage(Stages.GenesisStart)
    {
        investorsGrantsAmount = granted(investorsGrantsAmount, _amount, investorsSupply);
        addVestingGrant(_receiver, _amount, _timeToCliff, _vestingDuration);
    }

    /// @notice Grants tokens of the community that are locked until the grants start.
    /// @dev Requirements: LP-GENES-007, LP-GENES-008, LP-GENES-010, LP-GENES-012, LP-GENES-013
    function addCommunityGrant(address _receiver, uint256 _amount)
        external
        onlyOwner
        atStage(Stages.GenesisStart)
    {
        communityGrantsAmount = granted(communityGrantsAmount, _amount, communitySupply);
        requireNoGrant(timeLockedHolders[_receiver]);
        address holder = address(new TokenTimelock(address(token), _receiver, grantsStartTimestamp));
        timeLockedHolders[_receiver] = holder;
        token.transfer(holder, _amount);
    }

    /// @notice Pays the crowd's and the company's tokens and hands the token over to the Minter.
    /// @dev Requirements: LP-GENES-014, LP-GENES-015
    function end() external onlyOwner atStage(Stages.GenesisStart) {
        token.transfer(tokenDistribution, crowdSupply);
        token.transfer(bankMultisig, companySupply);
        token.transferOwnership(minter);
        stage = Stages.GenesisEnd;
    }

    function addVestingGrant(address _receiver, uint256 _amount, uint256 _timeToCliff, uint256 _vestingDuration)
        private
    {
        requireNoGrant(vestingHolders[_receiver]);
        TokenVesting vesting =
            new TokenVesting(_receiver, grantsStartTimestamp, _timeToCliff, _vestingDuration, true);
        vestingHolders[_receiver] = address(vesting);
        vesting.transferOwnership(bankMultisig);
        token.transfer(address(vesting), _amount);
    }

    function granted(uint256 _before, uint256 _amount, uint256 _supply) private pure returns (uint256 total) {
        total = _before.add(_amount);
        require(total <= _supply, "grants exceed the supply");
    }

    function requireNoGrant(address _holder) private pure {
        require(_holder == address(0), "receiver already has a grant");
    }
}
