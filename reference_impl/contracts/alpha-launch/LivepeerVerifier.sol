// SPDX-License-Identifier: MIT
pragma solidity >=0.4.26 <0.6.0;

import "../alpha/VerificationRequests.sol";

/// @title Verification by any of a list of solvers, which only grows
contract LivepeerVerifier is VerificationRequests {
    address[] public solvers;
    mapping(address => bool) public isSolver;

    constructor(address _controller, address[] memory _solvers, string memory _verificationCodeHash)
        public
        VerificationRequests(_controller, _verificationCodeHash)
    {
        for (uint256 i = 0; i < _solvers.length; i++) {
            storeSolver(_solvers[i]);
        }
    }

    /// @notice Adds a solver.
    /// @dev Requirements: LP-VERIF-049, LP-VERIF-054
    function addSolver(address _solver) external onlyControllerOwner {
        storeSolver(_solver);
    }

    function storeSolver(address _solver) private {
        require(_solver != address(0), "solver is the null address");
        require(!isSolver[_solver], "solver is already listed");
        solvers.push(_solver);
        isSolver[_solver] = true;
    }

    function maySolve(address _account) internal view returns (bool) {
        return isSolver[_account];
    }
}
