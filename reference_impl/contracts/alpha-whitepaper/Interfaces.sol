// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

interface IProtocol {
    function parameter(string calldata _name) external view returns (uint256);

    function currentRound() external view returns (uint256);

    function currentRoundLocked() external view returns (bool);

    function bondingManager() external view returns (address);

    function jobsManager() external view returns (address);

    function governance() external view returns (address);

    function truebit() external view returns (address);

    function setParameter(string calldata _name, uint256 _value) external;
}

interface IToken {
    function transfer(address _to, uint256 _value) external returns (bool);

    function transferFrom(address _from, address _to, uint256 _value) external returns (bool);

    function mint(address _to, uint256 _amount) external returns (bool);

    function burn(uint256 _value) external;

    function totalSupply() external view returns (uint256);
}

interface IBondingManager {
    function addFees(address _transcoder, uint256 _round, uint256 _fees) external;

    function payOut(address _account) external returns (uint256 stake, uint256 fees);

    function slashTranscoder(address _transcoder, uint256 _slashAmount, address _finder) external;

    function burnCommon(uint256 _amount) external;

    function spendCommon(address _recipient, uint256 _amount) external;

    function currentRoundInitialized() external view returns (bool);

    function getActiveTranscoders(uint256 _round) external view returns (address[] memory);

    function getTotalActiveStake(uint256 _round) external view returns (uint256);

    function lockedStake(address _transcoder, uint256 _round) external view returns (uint256);

    function lockedPrice(address _transcoder, uint256 _round) external view returns (uint256);
}

interface IJobsManager {
    function endAvailability(address _transcoder) external;

    function work(address _transcoder, uint256 _round) external view returns (uint256);

    function totalWork(uint256 _round) external view returns (uint256);
}

interface IBlockHashes {
    function blockHash(uint256 _number) external view returns (bytes32);
}
