"""Orchestrators and verifiers as processes of their own, and a broadcaster that verifies them."""

import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from streaming_world import ALICE, ERIN, PROFILES, SENDER

from livepeer_reference.streaming.evidence import Made
from livepeer_reference.streaming.told_chain import ToldChain
from livepeer_reference.verifying.__main__ import TRYING
from livepeer_reference.verifying.accused import Accused
from livepeer_reference.verifying.broadcaster import VerifyingBroadcaster
from livepeer_reference.verifying.folder import EvidenceFolder
from livepeer_reference.verifying.full import FullVerification
from livepeer_spec.offchain.profiles import PRESETS
from livepeer_spec.offchain.results import result_message
from livepeer_spec.offchain.signatures import sign_message
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.verification.fast.standing import Policy
from livepeer_spec.verification.full import WHOLE, FullPolicy, Verdict


@contextmanager
def processes(*roles: str) -> Iterator[list[str]]:
    """Nodes in processes of their own, for as long as the block lasts: their addresses.

    A role is ``verifier``, or what an orchestrator does.
    """
    nodes: list[subprocess.Popen[str]] = []
    try:
        for role in roles:
            words = ["verifier"] if role == "verifier" else ["orchestrator", "--behaviour", role]
            command = [sys.executable, "-m", "livepeer_reference.verifying", *words]
            nodes.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        yield [node.stdout.readline().removeprefix("listening at ").strip() for node in nodes if node.stdout]
    finally:
        for node in nodes:
            # Closed standard input ends it; it has to end by itself.
            node.communicate(timeout=20)


def broadcaster(
    folder: Path, trusted: str, verifiers: dict[str, str], told: list[str], policy: Policy, **full: Any
) -> VerifyingBroadcaster:
    """A broadcaster of erin's whose choices are always the same, and that fully verifies all."""
    wanted = FullPolicy(**{"verifiers": tuple(verifiers), "frequency": WHOLE, **full})
    verification = FullVerification(wanted, verifiers, EvidenceFolder(folder), told.append, random.Random(2))
    return VerifyingBroadcaster(
        ERIN.key, ERIN.address, ToldChain(), SENDER, PROFILES, "stream", lambda address: 1, told.append,
        random.Random(1), policy=policy, trusted=(trusted,), agreement=TRYING, full=verification,
    )  # fmt: skip


def accused(number: int = 0, source: bytes = b"source", rendition: bytes = b"rendition" * 3) -> Accused:
    """Evidence against alice, right in all that can be told without looking at pictures."""
    profile = PRESETS["P144p30fps16x9"]
    made = Made("abcd", number, [profile], source, [rendition], 20)
    (evidence,), (signature,) = made.evidences(TRYING.arbitrator), made.signed(ALICE.key, TRYING)
    return Accused(
        orchestrator=ALICE.address, domain=TRYING.domain, evidence=evidence, signature=signature, session_id="abcd",
        profile=profile, source=source, rendition=rendition, result_hashes=(keccak(rendition),),
        result_signature=sign_message(ALICE.key, result_message([rendition])), verdict=Verdict.TAMPERED,
        rule="content 1", said="the brightness of a place is other", transcoded_at=1_000,
    )  # fmt: skip
