"""Alpha (May 2018 to the end of 2019): the whitepaper's protocol as it was deployed."""

from livepeer_spec.upgrades.alpha import controller, service_registry
from livepeer_spec.upgrades.alpha.state import System as State

MODULES = (controller, service_registry)

__all__ = ["MODULES", "State"]
