"""ServiceRegistry, unchanged since alpha (LIP-9)."""

from livepeer_spec.upgrades.alpha.service_registry import ServiceUriUpdate, get_service_uri, set_service_uri

__all__ = ["ServiceUriUpdate", "get_service_uri", "set_service_uri"]
