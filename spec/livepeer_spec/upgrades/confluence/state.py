"""State of the Confluence contracts as plain records.

Changed in Confluence: the token has roles and permit nonces instead of an owner, and the supply on L1 counts. [LIP-73]
"""

from dataclasses import dataclass, field

from livepeer_spec.primitives.journal import Record, Table
from livepeer_spec.primitives.types import Address, Hash32, Lptu
from livepeer_spec.upgrades.streamflow.state import BaseState, Ledger


@dataclass(eq=False)
class Token(Ledger):
    """LivepeerToken on L2: role holders mint and burn, and approvals can be signed."""

    roles: Table[tuple[Hash32, Address], bool] = field(init=False, repr=False)
    nonces: Table[Address, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.roles = Table(self.journal, "role of", False)
        self.nonces = Table(self.journal, "permit nonce of", 0)


@dataclass(eq=False)
class L2Data(Record):
    """What L2LPTDataCache reports: LPT outside the bridge on L1."""

    l1_circulating_supply: Lptu = 0


class State(BaseState):
    """Everything that the Confluence contracts know."""

    token: Token

    def __init__(self, deployed: dict[str, Address], chain_id: int) -> None:
        super().__init__(deployed, chain_id)
        self.token = Token(self.journal, "LivepeerToken")
        self.l2_data = L2Data(self.journal, "L2LPTDataCache")
