"""LivepeerToken on L2: approvals by signature (EIP-2612)."""

import pytest

from livepeer_conformance.model.action import PermitPlan
from livepeer_conformance.suites.scenario import LPT, UNLIMITED, Scenario, requirement
from livepeer_spec.primitives.abi import pack
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.rejection import Reason

DOMAIN = b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"


@requirement("LP-LPT-034", "LP-LPT-040")
@pytest.mark.parametrize("value", [0, 3 * LPT, UNLIMITED], ids=["nothing", "some", "unlimited"])
def test_permit_by_anybody_sets_allowance(scenario: Scenario, value: int) -> None:
    """Given alice signed a permit for bob, when heidi submits it, then bob has the allowance, and a nonce is used."""
    s = scenario
    s.tx("alice", "approve", "bob", 7)
    s.tx("heidi", "permit", PermitPlan("alice", "bob", value))
    assert s.events == [("Approval", "alice", "bob", value)]
    assert s.view("allowance", "alice", "bob") == value
    assert [s.view("permit_nonce", name) for name in ("alice", "bob", "heidi")] == [1, 0, 0]
    s.tx("alice", "permit", PermitPlan("alice", "bob", 5))
    assert s.view("permit_nonce", "alice") == 2


@requirement("LP-LPT-032")
@pytest.mark.parametrize("seconds_left", [0, 1])
def test_permit_until_its_deadline(scenario: Scenario, seconds_left: int) -> None:
    """Given a permit whose deadline is the block's time or later, when it is submitted, then it is accepted."""
    s = scenario
    s.tx("bob", "permit", PermitPlan("alice", "bob", 5, seconds_left=seconds_left))
    assert s.view("allowance", "alice", "bob") == 5


@requirement("LP-LPT-032", "LP-LPT-040")
def test_permit_rejects_passed_deadline(scenario: Scenario) -> None:
    """Given a permit whose deadline was a second ago or long ago, when it is submitted, then it is too late."""
    s = scenario
    s.rejects(Reason.PERMIT_EXPIRED, "bob", "permit", PermitPlan("alice", "bob", 5, seconds_left=-1))
    s.rejects(Reason.PERMIT_EXPIRED, "bob", "permit", PermitPlan("alice", "bob", 5, "expired"))
    assert s.view("permit_nonce", "alice") == 0
    assert s.view("allowance", "alice", "bob") == 0


@requirement("LP-LPT-033", "LP-LPT-040")
def test_permit_rejects_used_nonce(scenario: Scenario) -> None:
    """Given a permit was used, when one for the same nonce comes, then the signature is not that of the owner."""
    s = scenario
    s.tx("bob", "permit", PermitPlan("alice", "bob", 5))
    s.tx("alice", "approve", "bob", 0)
    s.rejects(Reason.PERMIT_INVALID_SIGNATURE, "bob", "permit", PermitPlan("alice", "bob", 5, "old_nonce"))
    assert s.view("permit_nonce", "alice") == 1
    assert s.view("allowance", "alice", "bob") == 0


@requirement("LP-LPT-033", "LP-LPT-035", "LP-LPT-038", "LP-LPT-039")
@pytest.mark.parametrize(
    ("flaw", "reason"),
    [
        ("wrong_signer", Reason.PERMIT_INVALID_SIGNATURE),
        ("high_s", Reason.SIGNATURE_HIGH_S),
        ("bad_v", Reason.SIGNATURE_V),
        ("high_s_bad_v", Reason.SIGNATURE_HIGH_S),
        ("zero_r", Reason.SIGNATURE_INVALID),
    ],
    ids=["wrong_signer", "high_s", "bad_v", "high_s_before_v", "zero_r"],
)
def test_permit_rejects_flawed_signature(scenario: Scenario, flaw: str, reason: Reason) -> None:
    """Given a permit with a flawed signature, when it is submitted, then each flaw has its reason; nonces stay."""
    s = scenario
    s.rejects(reason, "bob", "permit", PermitPlan("alice", "bob", 5, flaw))
    assert s.view("permit_nonce", "alice") == 0
    assert s.view("allowance", "alice", "bob") == 0


@requirement("LP-LPT-042", "LP-LPT-040")
def test_permit_rejects_null_spender(scenario: Scenario) -> None:
    """Given alice signed a permit for the null address, when it is submitted, then nobody can be approved so."""
    s = scenario
    s.rejects(Reason.APPROVE_TO_NULL, "bob", "permit", PermitPlan("alice", "null", 5))
    assert s.view("permit_nonce", "alice") == 0


@requirement("LP-LPT-033")
def test_permit_rejects_null_owner(scenario: Scenario) -> None:
    """Given somebody signed for the null address, when it is submitted, then the signer is not the owner."""
    scenario.rejects(Reason.PERMIT_INVALID_SIGNATURE, "bob", "permit", PermitPlan("null", "bob", 5))


@requirement("LP-LPT-036")
def test_domain_separator(scenario: Scenario) -> None:
    """Given the token, when its domain is read, then it is that of name, version 1, chain and address."""
    s = scenario
    token = s.world.naming.address("LivepeerToken")
    values = [keccak(DOMAIN), keccak(b"Livepeer Token"), keccak(b"1"), s.world.backend.chain_id, token]
    assert s.view("domain_separator") == keccak(pack(["bytes32", "bytes32", "bytes32", "uint256", "address"], values))
