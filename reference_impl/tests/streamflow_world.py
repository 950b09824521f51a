"""The world of the Streamflow reference contracts."""

from typing import Any

import world
from world import BATCH_REDEEM, ETHER, LPT, NULL, REDEEM, TICKET, Ticket, account, changed, rand_hash

UPGRADE = "streamflow"

__all__ = [
    "BATCH_REDEEM",
    "ETHER",
    "LPT",
    "NULL",
    "REDEEM",
    "TICKET",
    "UPGRADE",
    "Ticket",
    "World",
    "account",
    "changed",
    "rand_hash",
]


class World(world.World):
    """Streamflow's contracts; options as those of ``world.World``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(UPGRADE, **options)
