"""Reading block hashes through the RoundsManager."""

from livepeer_conformance.suites.scenario import Scenario, requirement
from livepeer_spec.rejection import Reason

WINDOW = 256


@requirement("LP-RND-038", "LP-RND-039")
def test_block_hash_window(scenario: Scenario) -> None:
    """Given the chain keeps 256 hashes, when others are asked for, then each end of the window has its reason."""
    s = scenario
    block = s.block
    assert s.view("block_hash", block) is Reason.BLOCK_NOT_PAST
    assert s.view("block_hash", 2**256 - 1) is Reason.BLOCK_NOT_PAST
    assert s.view("block_hash", block - 1) == s.world.backend.block_hash(block - 1)
    assert s.view("block_hash", block - WINDOW) == s.world.backend.block_hash(block - WINDOW)
    assert s.view("block_hash", block - WINDOW - 1) is Reason.BLOCK_TOO_OLD
    assert s.view("block_hash", 0) is Reason.BLOCK_TOO_OLD
