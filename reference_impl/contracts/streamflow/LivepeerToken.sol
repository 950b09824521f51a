// SPDX-License-Identifier: MIT
pragma solidity 0.5.17;

import "../common/Ownable.sol";
import "../common/SafeMath.sol";

/// @title The Livepeer Token (LPT) on layer 1: its owner mints, every holder can burn
contract LivepeerToken is Ownable {
    using SafeMath for uint256;

    /// @dev Requirements: LP-LPT-001
    string public constant name = "Livepeer Token";
    /// @dev Requirements: LP-LPT-001
    string public constant symbol = "LPT";
    string public constant version = "0.1";
    /// @dev Requirements: LP-LPT-001
    uint8 public constant decimals = 18;

    uint256 public totalSupply;
    bool public mintingFinished;
    mapping(address => uint256) private balances;
    mapping(address => mapping(address => uint256)) private allowances;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event Mint(address indexed to, uint256 amount);
    event MintFinished();
    event Burn(address indexed burner, uint256 value);

    modifier canMint() {
        require(!mintingFinished);
        _;
    }

    /// @notice Creates tokens.
    /// @dev Requirements: LP-LPT-016, LP-LPT-017, LP-LPT-018, LP-LPT-019, LP-MINT-018
    function mint(address _to, uint256 _amount) external onlyOwner canMint returns (bool) {
        require(_to != address(0), "ERC20: mint to the zero address");
        totalSupply = totalSupply.add(_amount);
        balances[_to] = balances[_to].add(_amount);
        emit Transfer(address(0), _to, _amount);
        emit Mint(_to, _amount);
        return true;
    }

    /// @notice Ends minting for ever.
    /// @dev Requirements: LP-LPT-018, LP-LPT-019, LP-LPT-020
    function finishMinting() external onlyOwner canMint returns (bool) {
        mintingFinished = true;
        emit MintFinished();
        return true;
    }

    /// @notice Destroys tokens of the caller.
    /// @dev Requirements: LP-LPT-023, LP-LPT-024, LP-LPT-025
    function burn(uint256 _amount) external {
        require(msg.sender != address(0), "ERC20: burn from the zero address");
        totalSupply = totalSupply.sub(_amount);
        balances[msg.sender] = balances[msg.sender].sub(_amount);
        emit Transfer(msg.sender, address(0), _amount);
        emit Burn(msg.sender, _amount);
    }

    /// @notice Moves tokens of the caller.
    /// @dev Requirements: LP-LPT-002, LP-LPT-003, LP-LPT-005
    function transfer(address recipient, uint256 amount) external returns (bool) {
        move(msg.sender, recipient, amount);
        return true;
    }

    /// @notice Moves tokens that their owner has approved to the caller.
    /// @dev Requirements: LP-BOND-010, LP-BOND-026, LP-LPT-003, LP-LPT-004, LP-LPT-005, LP-LPT-008, LP-LPT-009
    function transferFrom(address sender, address recipient, uint256 amount) external returns (bool) {
        move(sender, recipient, amount);
        setAllowance(sender, msg.sender, allowances[sender][msg.sender].sub(amount));
        return true;
    }

    /// @notice Sets how many tokens of the caller the spender may move.
    /// @dev Requirements: LP-LPT-010, LP-LPT-011
    function approve(address spender, uint256 value) external returns (bool) {
        setAllowance(msg.sender, spender, value);
        return true;
    }

    /// @notice Adds to what the spender may move.
    /// @dev Requirements: LP-LPT-011, LP-LPT-012, LP-LPT-013
    function increaseAllowance(address spender, uint256 addedValue) external returns (bool) {
        setAllowance(msg.sender, spender, allowances[msg.sender][spender].add(addedValue));
        return true;
    }

    /// @notice Takes from what the spender may move.
    /// @dev Requirements: LP-LPT-011, LP-LPT-012, LP-LPT-014
    function decreaseAllowance(address spender, uint256 subtractedValue) external returns (bool) {
        setAllowance(msg.sender, spender, allowances[msg.sender][spender].sub(subtractedValue));
        return true;
    }

    /// @notice Tokens that an account holds, in LPTU.
    function balanceOf(address account) external view returns (uint256) {
        return balances[account];
    }

    /// @notice Tokens of the owner that the spender may move, in LPTU.
    function allowance(address owner, address spender) external view returns (uint256) {
        return allowances[owner][spender];
    }

    function move(address _from, address _to, uint256 _amount) private {
        require(_from != address(0), "ERC20: transfer from the zero address");
        require(_to != address(0), "ERC20: transfer to the zero address");
        balances[_from] = balances[_from].sub(_amount);
        balances[_to] = balances[_to].add(_amount);
        emit Transfer(_from, _to, _amount);
    }

    function setAllowance(address _owner, address _spender, uint256 _amount) private {
        require(_owner != address(0), "ERC20: approve from the zero address");
        require(_spender != address(0), "ERC20: approve to the zero address");
        allowances[_owner][_spender] = _amount;
        emit Approval(_owner, _spender, _amount);
    }
}
