"""A small folder of fixtures, filled from a few scenarios of their own."""

import shutil
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
COMMITTED = REPOSITORY / "fixtures"

SCENARIOS = '''
"""Scenarios that have something of everything."""

import pytest

from livepeer_conformance.model.action import PermitPlan, TicketPlan
from livepeer_conformance.suites.scenario import ETH, LPT, options, requirement
from livepeer_spec.rejection import Reason


def streaming(s):
    s.initialized()
    s.orchestrator("alice", 100 * LPT, 100_000, 500_000)
    s.next_round()
    s.funded("erin", 10 * ETH, 6 * ETH)


@requirement("LP-TICK-020")
@pytest.mark.parametrize("wins", [pytest.param(True, id="won, even chance"), pytest.param(False, id="lost")])
def test_redeem(scenario, wins):
    """Given a ticket with an even chance,
    when it is redeemed, then it is paid if it won."""
    s = scenario
    streaming(s)
    ticket = TicketPlan("erin", "alice", ETH, win_prob=2**255, wins=wins)
    if wins:
        s.tx("frank", "redeem_winning_ticket", ticket)
        assert s.view("get_delegator", "alice")["bondedAmount"] == 100 * LPT
    else:
        s.rejects(Reason.TICKET_LOST, "frank", "redeem_winning_ticket", ticket)


@requirement("LP-LPT-034")
def test_permit(scenario):
    """Given a permit, when it is submitted, then it holds."""
    scenario.tx("bob", "permit", PermitPlan("alice", "bob", 5, seconds_left=100))
    assert scenario.view("allowance", "alice", "bob") == 5


@requirement("LP-BOND-083")
@options("verifier")
def test_refuses(scenario):
    """Given an account that refuses ETH, when it is sent some by a contract, then the rejection is passed on."""
    scenario.rejects(Reason.NOT_MINTER_OR_BROKER, "LivepeerToken", "deposit_eth", value=0)
    scenario.advance_blocks(3)
    scenario.tx("alice", "transfer", "silent_refuser", 5)
    assert scenario.view("verify_snapshot", "id:LIP-52", (), "0x" + "00" * 32) is True
'''


def write_suites(folder: Path, source: str = SCENARIOS, area: str = "something") -> Path:
    """A folder of suites with one area; gives the folder. Another source needs another area: modules stay imported."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"test_{area}.py").write_text(source, encoding="utf-8")
    return folder


def with_schemas(folder: Path) -> Path:
    """The folder, with the schemas copied into it."""
    shutil.copytree(COMMITTED / "schema", folder / "schema")
    return folder
