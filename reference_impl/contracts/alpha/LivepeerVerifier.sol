// SPDX-License-Identifier: MIT
pragma solidity >=0.4.26 <0.6.0;

import "./VerificationRequests.sol";

/// @title Verification by one solver, who can be replaced (LIP-3)
contract LivepeerVerifier is VerificationRequests {
    address public solver;

    event SolverUpdate(address solver);

    constructor(address _controller, address _solver, string memory _verificationCodeHash)
        public
        VerificationRequests(_controller, _verificationCodeHash)
    {
        storeSolver(_solver);
    }

    /// @notice Replaces the solver.
    /// @dev Requirements: LP-VERIF-049, LP-VERIF-051
    function setSolver(address _solver) external onlyControllerOwner {
        storeSolver(_solver);
        emit SolverUpdate(_solver);
    }

    function storeSolver(address _solver) private {
        require(_solver != address(0), "solver is the null address");
        solver = _solver;
    }

    function maySolve(address _account) internal view returns (bool) {
        return _account == solver;
    }
}
