// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title LPT (ERC-20): its owner mints, every holder may burn; no allowance is unlimited
contract LivepeerToken {
    /// @notice The token's name.
    /// @custom:requirement LP-WLPT-005
    string public constant name = "Livepeer Token";
    /// @notice The token's symbol.
    /// @custom:requirement LP-WLPT-005
    string public constant symbol = "LPT";
    /// @notice Decimal places of one LPT in LPTU.
    /// @custom:requirement LP-WLPT-005
    uint8 public constant decimals = 18;

    /// @notice All tokens, in LPTU.
    uint256 public totalSupply;
    /// @notice Tokens of an account, in LPTU.
    mapping(address => uint256) public balanceOf;
    /// @notice What the second account may spend of the first one's tokens, in LPTU.
    mapping(address => mapping(address => uint256)) public allowance;
    /// @notice Who may mint.
    address public owner = msg.sender;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event Mint(address indexed to, uint256 amount);
    event Burn(address indexed burner, uint256 value);
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);

    modifier onlyOwner() {
        require(msg.sender == owner, "caller must own the token");
        _;
    }

    /// @notice Moves tokens of the caller.
    /// @custom:requirement LP-WLPT-001, LP-WLPT-006, LP-WLPT-007
    function transfer(address _to, uint256 _value) external returns (bool) {
        move(msg.sender, _to, _value);
        return true;
    }

    /// @notice Moves tokens of an account that approved them to the caller.
    /// @custom:requirement LP-WLPT-002, LP-WLPT-006, LP-WLPT-007, LP-WBOND-008
    function transferFrom(address _from, address _to, uint256 _value) external returns (bool) {
        move(_from, _to, _value);
        allowance[_from][msg.sender] -= _value;
        return true;
    }

    /// @notice Sets what the spender may spend of the caller's tokens.
    /// @custom:requirement LP-WLPT-002
    function approve(address _spender, uint256 _value) external returns (bool) {
        allowance[msg.sender][_spender] = _value;
        emit Approval(msg.sender, _spender, _value);
        return true;
    }

    /// @notice Creates tokens.
    /// @custom:requirement LP-WLPT-003, LP-WLPT-009, LP-WLPT-011
    function mint(address _to, uint256 _amount) external onlyOwner returns (bool) {
        totalSupply += _amount;
        balanceOf[_to] += _amount;
        emit Mint(_to, _amount);
        emit Transfer(address(0), _to, _amount);
        return true;
    }

    /// @notice Destroys tokens of the caller.
    /// @custom:requirement LP-WLPT-004, LP-WLPT-007
    function burn(uint256 _value) external {
        balanceOf[msg.sender] -= _value;
        totalSupply -= _value;
        emit Burn(msg.sender, _value);
    }

    /// @notice Gives the token, and with it the right to mint, away.
    /// @custom:requirement LP-WLPT-003, LP-WLPT-008, LP-WLPT-010
    function transferOwnership(address _newOwner) external onlyOwner {
        require(_newOwner != address(0), "new owner cannot be null address");
        emit OwnershipTransferred(owner, _newOwner);
        owner = _newOwner;
    }

    function move(address _from, address _to, uint256 _value) private {
        require(_to != address(0), "tokens cannot go to null address");
        balanceOf[_from] -= _value;
        balanceOf[_to] += _value;
        emit Transfer(_from, _to, _value);
    }
}
