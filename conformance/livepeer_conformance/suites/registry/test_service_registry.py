"""ServiceRegistry: where a service is found."""

import pytest

from livepeer_conformance.suites.scenario import Scenario, requirement


@requirement("LP-REG-001", "LP-REG-002", "LP-REG-003")
@pytest.mark.parametrize(
    "uri", ["https://127.0.0.1:8935", "", "grüße", "x" * 100], ids=["plain", "empty", "utf8", "long"]
)
def test_set_service_uri_stores_the_callers_text(scenario: Scenario, uri: str) -> None:
    """Given any text, when alice publishes it, then it is found under her address only."""
    s = scenario
    s.tx("alice", "set_service_uri", "https://before")
    s.tx("alice", "set_service_uri", uri)
    assert s.events == [("ServiceURIUpdate", "alice", uri)]
    assert s.emitters == ["ServiceRegistry"]
    assert s.view("get_service_uri", "alice") == uri
    assert s.view("get_service_uri", "bob") == ""


@requirement("LP-REG-001")
def test_set_service_uri_while_paused_and_uninitialized(scenario: Scenario) -> None:
    """Given a pause in an uninitialized round, when an unbonded account publishes its service, then it is stored."""
    s = scenario
    s.tx("owner", "pause")
    assert s.view("current_round_initialized") is False
    s.tx("heidi", "set_service_uri", "https://heidi")
    assert s.view("get_service_uri", "heidi") == "https://heidi"
