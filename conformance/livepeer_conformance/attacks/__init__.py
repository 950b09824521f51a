"""The papers' attacks, played with real transactions: what they say of each is an inequality that must hold.

Every transaction runs in lockstep with the spec. The whitepaper's attacks run on the deployed contracts of alpha, and
on the variant ``whitepaper`` where only the paper's own rules show what it says; the Streamflow paper's on
``streamflow``.

Source: Livepeer whitepaper, "Attacks"; Livepeer Streamflow Paper, "Attacks" and "Broadcaster Doublespend Mitigation".
"""

from typing import Final

from livepeer_conformance.attacks import (
    consensus,
    denial,
    double_spend,
    fee_theft,
    griefing,
    reorganisation,
    squeezing,
    stake,
)
from livepeer_conformance.attacks.attack import Attack

_MODULES: Final = (consensus, denial, stake, griefing, reorganisation, squeezing, fee_theft, double_spend)

ATTACKS: Final[dict[str, Attack]] = {attack.name: attack for module in _MODULES for attack in module.ATTACKS}
"""The attacks by name, the whitepaper's before the Streamflow paper's, each in the order of its sections."""
