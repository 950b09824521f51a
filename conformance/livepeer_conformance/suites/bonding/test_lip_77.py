"""The correction called LIP-77, which exists in Streamflow only."""

from livepeer_conformance.suites.scenario import LPT, Scenario, requirement
from livepeer_spec.rejection import Reason

ACCOUNT = "0xb47d8f87c0113827d44ad0bc32d53823c477a89d"


@requirement("LP-BOND-096", "LP-BOND-097", "LP-BOND-098", "LP-BOND-099")
def test_lip_77_sets_one_bond_once(scenario: Scenario) -> None:
    """Given a pause and an uninitialized round, when the owner executes LIP-77, then one bond is set, once."""
    s = scenario
    s.tx("owner", "pause")
    s.rejects(Reason.NOT_CONTROLLER_OWNER, "alice", "execute_lip_77", 5 * LPT)
    s.tx("owner", "execute_lip_77", 5 * LPT)
    assert s.events == [("Bond", "null", "null", ACCOUNT, 0, 5 * LPT)]
    assert s.view("get_delegator", ACCOUNT)["bondedAmount"] == 5 * LPT
    assert s.view("transcoder_total_stake", "null") == 0
    assert s.view("get_transcoder_pool_size") == 0
    s.rejects(Reason.LIP_77_ALREADY_EXECUTED, "owner", "execute_lip_77", 5 * LPT)
