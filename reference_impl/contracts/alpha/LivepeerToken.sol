// SPDX-License-Identifier: MIT
pragma solidity >=0.4.26 <0.6.0;

import "../common/Ownable.sol";
import "../common/SafeMath.sol";

/// @title Storage of the supply and of the holders
/// @dev Apart, because these variables come before the owner in the deployed layout.
contract TokenState {
    uint256 public totalSupply;
    mapping(address => uint256) internal balances;
    mapping(address => mapping(address => uint256)) internal allowed;
}

/// @title The Livepeer Token (LPT): its owner mints, every holder can burn
contract LivepeerToken is TokenState, Ownable {
    using SafeMath for uint256;

    bool public mintingFinished;
    string public name = "Livepeer Token";
    uint8 public decimals = 18;
    string public symbol = "LPT";
    string public version = "0.1";

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event Mint(address indexed to, uint256 amount);
    event MintFinished();
    event Burn(address indexed burner, uint256 value);

    modifier canMint() {
        require(!mintingFinished, "minting is finished");
        _;
    }

    /// @notice Creates tokens, of any account.
    /// @dev Requirements: LP-ALPT-011, LP-ALPT-012, LP-ALPT-013
    function mint(address _to, uint256 _amount) external onlyOwner canMint returns (bool) {
        totalSupply = totalSupply.add(_amount);
        balances[_to] = balances[_to].add(_amount);
        emit Mint(_to, _amount);
        emit Transfer(address(0), _to, _amount);
        return true;
    }

    /// @notice Ends minting for ever.
    /// @dev Requirements: LP-ALPT-014
    function finishMinting() external onlyOwner canMint returns (bool) {
        mintingFinished = true;
        emit MintFinished();
        return true;
    }

    /// @notice Destroys tokens of the caller. It is no transfer, and none is announced.
    /// @dev Requirements: LP-ALPT-015, LP-ALPT-016, LP-ALPT-017
    function burn(uint256 _amount) external {
        require(_amount <= balances[msg.sender], "burn exceeds balance");
        balances[msg.sender] = balances[msg.sender].sub(_amount);
        totalSupply = totalSupply.sub(_amount);
        emit Burn(msg.sender, _amount);
    }

    /// @notice Moves tokens of the caller.
    /// @dev Requirements: LP-ALPT-004
    function transfer(address _to, uint256 _value) external returns (bool) {
        requireTransferable(msg.sender, _to, _value);
        move(msg.sender, _to, _value);
        return true;
    }

    /// @notice Moves tokens that their owner has approved to the caller.
    /// @dev Requirements: LP-ALPT-003, LP-ALPT-004, LP-ALPT-005
    function transferFrom(address _from, address _to, uint256 _value) external returns (bool) {
        requireTransferable(_from, _to, _value);
        require(_value <= allowed[_from][msg.sender], "transfer exceeds allowance");
        allowed[_from][msg.sender] = allowed[_from][msg.sender].sub(_value);
        move(_from, _to, _value);
        return true;
    }

    /// @notice Sets how many tokens of the caller the spender may move.
    /// @dev Requirements: LP-ALPT-006
    function approve(address _spender, uint256 _value) external returns (bool) {
        setAllowance(_spender, _value);
        return true;
    }

    /// @notice Adds to what the spender may move.
    /// @dev Requirements: LP-ALPT-007
    function increaseApproval(address _spender, uint256 _addedValue) external returns (bool) {
        setAllowance(_spender, allowed[msg.sender][_spender].add(_addedValue));
        return true;
    }

    /// @notice Takes from what the spender may move, down to nothing.
    /// @dev Requirements: LP-ALPT-008
    function decreaseApproval(address _spender, uint256 _subtractedValue) external returns (bool) {
        uint256 value = allowed[msg.sender][_spender];
        setAllowance(_spender, _subtractedValue < value ? value - _subtractedValue : 0);
        return true;
    }

    /// @notice Tokens that an account holds, in LPTU.
    /// @dev Requirements: LP-ALPT-020
    function balanceOf(address _owner) external view returns (uint256 balance) {
        return balances[_owner];
    }

    /// @notice Tokens of the owner that the spender may move, in LPTU.
    /// @dev Requirements: LP-ALPT-020
    function allowance(address _owner, address _spender) external view returns (uint256) {
        return allowed[_owner][_spender];
    }

    function setAllowance(address _spender, uint256 _value) private {
        allowed[msg.sender][_spender] = _value;
        emit Approval(msg.sender, _spender, _value);
    }

    function move(address _from, address _to, uint256 _value) private {
        balances[_from] = balances[_from].sub(_value);
        balances[_to] = balances[_to].add(_value);
        emit Transfer(_from, _to, _value);
    }

    function requireTransferable(address _from, address _to, uint256 _value) private view {
        require(_to != address(0), "recipient is the null address");
        require(_value <= balances[_from], "transfer exceeds balance");
    }
}
