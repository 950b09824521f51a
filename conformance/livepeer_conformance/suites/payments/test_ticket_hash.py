"""The ticket hash: what a signature is about."""

import pytest

from livepeer_conformance.suites.scenario import ETH, Scenario, requirement
from livepeer_spec.primitives.hashing import keccak


@requirement("LP-TICK-001")
@pytest.mark.parametrize("aux_length", [0, 1, 31, 32, 64, 65, 200])
def test_ticket_hash_packs_fields(scenario: Scenario, aux_length: int) -> None:
    """Given auxData of any length, when the hash is asked for, then it is that of the packed fields."""
    s = scenario
    alice, erin = s.world.naming.address("alice"), s.world.naming.address("erin")
    rand_hash, aux_data = keccak(b"rand"), bytes(range(aux_length % 256))[:aux_length].ljust(aux_length, b"\7")
    packed = alice + erin + b"".join(n.to_bytes(32, "big") for n in (ETH, 2**255, 3)) + rand_hash + aux_data
    ticket = ("alice", "erin", ETH, 2**255, 3, "0x" + rand_hash.hex(), "0x" + aux_data.hex())
    assert s.view("get_ticket_hash", ticket) == keccak(packed)
