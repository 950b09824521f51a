"""ServiceRegistry: where an orchestrator's service is found.

Source: LIP-9; deployed ServiceRegistry; Streamflow paper, "Registro de Serviços" (service registry).
"""

from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.types import Address
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.alpha.state import System


@event("ServiceURIUpdate(address indexed addr, string serviceURI)")
class ServiceUriUpdate(NamedTuple):
    """An account published a new service URI."""

    account: Address
    service_uri: str


@transaction("ServiceRegistry", "setServiceURI(string)")
@implements("LP-REG-001", "LP-REG-002")
def set_service_uri(state: System, call: Call, service_uri: str) -> None:
    """Publish the caller's service URI; never paused, open to everybody."""
    state.service_uris[call.sender] = service_uri
    emit(call, ServiceUriUpdate(call.sender, service_uri))


@view("ServiceRegistry", "getServiceURI(address)", "string")
@implements("LP-REG-003")
def get_service_uri(state: System, call: Call, account: Address) -> str:
    """The account's service URI, empty when it has none."""
    return state.service_uris[account]
