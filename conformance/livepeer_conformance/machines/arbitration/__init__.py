"""The repertoire of arbitration: that of Confluence, with disputes."""

from dataclasses import replace
from typing import Final

from livepeer_conformance.machines.arbitration import (
    answers,
    council,
    disputes,
    faults,
    holders,
    jurors,
    penalties,
    proofs,
    referrals,
    stakes,
)
from livepeer_conformance.machines.arbitration.prelude import prelude
from livepeer_conformance.machines.arbitration.registering import PROPOSALS
from livepeer_conformance.machines.proposals import REPERTOIRE as CONFLUENCE
from livepeer_conformance.machines.repertoire import Repertoire
from livepeer_spec.rejection import Reason

REPERTOIRE: Final[Repertoire] = replace(
    CONFLUENCE,
    proposals=PROPOSALS,
    families={**CONFLUENCE.families, "disputes": 9},
    prelude=prelude,
    speakers={
        **CONFLUENCE.speakers,
        "ask_council": "Disputes",
        "ask_holders": "Disputes",
        "ask_court": "Disputes",
        "ask_escalation": "Disputes",
        "ask_proof": "Disputes",
        "slash_bond": "Disputes",
        "slash_delegations": "Disputes",
        "jail": "Disputes",
    },
    registered=(*CONFLUENCE.registered, "Disputes", "TranscodingVerifier"),
    followers=("Disputes", "TranscodingVerifier", "ProofArbitrator", "Verifier", *CONFLUENCE.followers),
    asked={**CONFLUENCE.asked, Reason.NOT_DISPUTES: "Disputes"},
    wrong_caller=CONFLUENCE.wrong_caller | {Reason.NOT_DISPUTES},
    agenda_step=11,
    breadth=2.2,
)

__all__ = [
    "REPERTOIRE", "answers", "council", "disputes", "faults", "holders", "jurors", "penalties", "proofs", "referrals",
    "stakes",
]  # fmt: skip
