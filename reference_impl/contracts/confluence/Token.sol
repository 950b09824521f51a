// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title LPT's balances and allowances (ERC-20). An allowance of 2^256 - 1 is spent like any other.
abstract contract Token {
    /// @notice The token's name.
    /// @custom:requirement LP-LPT-001
    string public constant name = "Livepeer Token";
    /// @notice The token's symbol.
    /// @custom:requirement LP-LPT-001
    string public constant symbol = "LPT";
    /// @notice Decimal places of one LPT in LPTU.
    /// @custom:requirement LP-LPT-001
    uint8 public constant decimals = 18;

    /// @notice All tokens, in LPTU.
    uint256 public totalSupply;
    mapping(address => uint256) private balances;
    mapping(address => mapping(address => uint256)) private allowances;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    /// @notice Moves tokens of the caller.
    /// @custom:requirement LP-LPT-002, LP-LPT-003, LP-LPT-006
    function transfer(address recipient, uint256 amount) external returns (bool) {
        move(msg.sender, recipient, amount);
        return true;
    }

    /// @notice Moves tokens of an account that approved them to the caller.
    /// @custom:requirement LP-BOND-011, LP-BOND-012, LP-BOND-026, LP-LPT-003, LP-LPT-004, LP-LPT-006, LP-LPT-007,
    ///   LP-LPT-008, LP-LPT-009
    function transferFrom(
        address sender,
        address recipient,
        uint256 amount
    ) external returns (bool) {
        move(sender, recipient, amount);
        spendAllowance(sender, msg.sender, amount, "ERC20: transfer amount exceeds allowance");
        return true;
    }

    /// @notice Sets what the spender may spend of the caller's tokens.
    /// @custom:requirement LP-LPT-010, LP-LPT-011
    function approve(address spender, uint256 amount) external returns (bool) {
        setAllowance(msg.sender, spender, amount);
        return true;
    }

    /// @notice Adds to what the spender may spend of the caller's tokens.
    /// @custom:requirement LP-LPT-011, LP-LPT-012, LP-LPT-013
    function increaseAllowance(address spender, uint256 addedValue) external returns (bool) {
        setAllowance(msg.sender, spender, allowances[msg.sender][spender] + addedValue);
        return true;
    }

    /// @notice Takes from what the spender may spend of the caller's tokens.
    /// @custom:requirement LP-LPT-011, LP-LPT-012, LP-LPT-015
    function decreaseAllowance(address spender, uint256 subtractedValue) external returns (bool) {
        spendAllowance(msg.sender, spender, subtractedValue, "ERC20: decreased allowance below zero");
        return true;
    }

    /// @notice Tokens of an account, in LPTU.
    function balanceOf(address account) external view returns (uint256) {
        return balances[account];
    }

    /// @notice What the spender may spend of the owner's tokens, in LPTU.
    function allowance(address owner, address spender) external view returns (uint256) {
        return allowances[owner][spender];
    }

    function create(address _to, uint256 _amount) internal {
        require(_to != address(0), "ERC20: mint to the zero address");
        totalSupply += _amount;
        balances[_to] += _amount;
        emit Transfer(address(0), _to, _amount);
    }

    function destroy(address _from, uint256 _amount) internal {
        require(_from != address(0), "ERC20: burn from the zero address");
        require(balances[_from] >= _amount, "ERC20: burn amount exceeds balance");
        balances[_from] -= _amount;
        totalSupply -= _amount;
        emit Transfer(_from, address(0), _amount);
    }

    function setAllowance(
        address _owner,
        address _spender,
        uint256 _amount
    ) internal {
        require(_owner != address(0), "ERC20: approve from the zero address");
        require(_spender != address(0), "ERC20: approve to the zero address");
        allowances[_owner][_spender] = _amount;
        emit Approval(_owner, _spender, _amount);
    }

    function spendAllowance(
        address _owner,
        address _spender,
        uint256 _amount,
        string memory _refusal
    ) internal {
        uint256 current = allowances[_owner][_spender];
        require(current >= _amount, _refusal);
        setAllowance(_owner, _spender, current - _amount);
    }

    function move(
        address _from,
        address _to,
        uint256 _amount
    ) private {
        require(_from != address(0), "ERC20: transfer from the zero address");
        require(_to != address(0), "ERC20: transfer to the zero address");
        require(balances[_from] >= _amount, "ERC20: transfer amount exceeds balance");
        balances[_from] -= _amount;
        balances[_to] += _amount;
        emit Transfer(_from, _to, _amount);
    }
}
