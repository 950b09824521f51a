"""The round clock, unchanged since alpha."""

from livepeer_spec.upgrades.alpha.clock import is_locked_at, round_at, start_block_at

__all__ = ["is_locked_at", "round_at", "start_block_at"]
