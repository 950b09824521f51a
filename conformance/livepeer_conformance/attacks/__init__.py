"""The whitepaper's attacks, played with real transactions: what it says of each is an inequality that must hold.

Every transaction runs in lockstep with the spec. Where only the paper's own rules show what it says, the attack runs
on the variant ``whitepaper``, else on the deployed contracts.

Source: Livepeer whitepaper, "Attacks".
"""

from typing import Final

from livepeer_conformance.attacks import consensus, denial, griefing, reorganisation, stake
from livepeer_conformance.attacks.attack import Attack

ATTACKS: Final[dict[str, Attack]] = {
    attack.name: attack for module in (consensus, denial, stake, griefing, reorganisation) for attack in module.ATTACKS
}
"""The attacks by name, in the order of the paper's section."""
