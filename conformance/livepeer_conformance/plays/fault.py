"""Fault-based verification: a broadcaster challenges what it believes to be faulty, and executors do the work again.

One segment of real video is transcoded with the exact settings by an honest orchestrator and by one that cheats. The
broadcaster looks at both renditions. Both are challenged, the honest one in vain. Two executors transcode again, and
sign what comes out; a solver makes the proofs, and the contracts of the proposed upgrade ``arbitration`` decide.
"""

import time
from pathlib import Path
from typing import Any, Final

from livepeer_conformance.model.actors import account
from livepeer_conformance.plays.dispute_play import DisputePlay, Stakes
from livepeer_conformance.suites.scenario import LPT, UNLIMITED
from livepeer_reference.nodes import segments
from livepeer_reference.streaming.evidence import Agreement, Made
from livepeer_reference.verifying import executing, judging, reading
from livepeer_reference.verifying.accused import Accused
from livepeer_reference.verifying.folder import EvidenceFolder
from livepeer_spec.offchain.profiles import PRESETS
from livepeer_spec.offchain.results import result_message
from livepeer_spec.offchain.signatures import sign_message
from livepeer_spec.primitives.fractions import PPM, part
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.types import Lptu
from livepeer_spec.verification.evidence import Domain
from livepeer_spec.verification.full import FAILED, Verdict

BROADCASTER: Final = "erin"
HONEST: Final = "alice"
CHEAT: Final = "carol"
SOLVER: Final = "dave"
EXECUTORS: Final = ("frank", "grace")
STAKES: Final = {HONEST: 3_000 * LPT, CHEAT: 2_000 * LPT}
CAST: Final = (BROADCASTER, *STAKES, SOLVER)
JUDGE: Final = "FaultVerification"

_PROFILE: Final = PRESETS["P144p30fps16x9"]
_RENDITION: Final = segments.Profile(_PROFILE.name, _PROFILE.width, _PROFILE.height, _PROFILE.frame_rate)
_SESSION: Final = "exact"


class FaultPlay(DisputePlay):
    """A play around challenges; what is paid for open ones is counted too."""

    def holdings(self) -> Any:
        """What the cast holds now, what open challenges cost, and all LPT that there are."""
        held = super().holdings()
        del held["accusers"]
        return held | {"challenges": Stakes(lpt=self.state.token.balances[self.world.naming.address(JUDGE)])}


class FaultWalk:
    """Two challenges on a play.

    Attributes:
        equations: what must be equal at the end, in words, with both amounts.
    """

    def __init__(self, play: FaultPlay, folder: Path) -> None:
        self.play = play
        self.equations: list[tuple[str, Lptu, Lptu]] = []
        self._evidence = EvidenceFolder(folder)

    def run(self) -> None:
        """Play it all."""
        with self._evidence.keeping():
            self._begin()
            before = self.play.holdings()
            names = self._work()
            for number, (name, evidence) in enumerate(names.items(), start=1):
                self._challenge(name, evidence)
                self._resolve(number, evidence)
            self._reconcile(before, self.play.holdings())

    def _begin(self) -> None:
        play = self.play
        play.title("Terms: executors that transcode exactly, and orchestrators that agree to be held to it")
        play.initialized()
        for executor in EXECUTORS:
            play.tx("owner", "set_executor", executor, True)
        play.tx("owner", "set_executor_threshold", len(EXECUTORS))
        for name, stake in STAKES.items():
            play.orchestrator(name, stake)
        play.tx(BROADCASTER, "approve", JUDGE, UNLIMITED)
        play.next_round()

    def _work(self) -> dict[str, str]:
        """Both orchestrators transcode a segment, and sign evidence: its name by orchestrator."""
        play = self.play
        play.title("Work: one segment, transcoded with the exact settings")
        naming = play.world.naming
        agreement = Agreement(Domain(play.state.chain_id, naming.address("Disputes")), naming.address(JUDGE))
        (segment,) = segments.cut(segments.make_source(1))
        names = {}
        for name in STAKES:
            rendition = segments.transcode(segment.data, _RENDITION, painted_over=name == CHEAT)
            key, said = account(name).key or b"", judging.verify(segment.data, rendition, judging.asked_by(_PROFILE))
            faulty = said.verdict in FAILED
            # Who challenges honest work has to make something up.
            claim = said if faulty else judging.Judgement(Verdict.TAMPERED, "none", "made up by the challenger")
            made = Made(_SESSION, segment.number, [_PROFILE], segment.data, [rendition], play.round)
            (evidence,), (signature,) = made.evidences(agreement.arbitrator), made.signed(key, agreement)
            names[name] = self._evidence.keep(
                Accused(
                    orchestrator=account(name).address, domain=agreement.domain, evidence=evidence,
                    signature=signature, session_id=_SESSION, profile=_PROFILE, source=segment.data,
                    rendition=rendition, result_hashes=(keccak(rendition),),
                    result_signature=sign_message(key, result_message([rendition])), verdict=claim.verdict,
                    rule=claim.rule, said=claim.said, transcoded_at=int(time.time()),
                )
            )  # fmt: skip
            play.note(f"{name} returns {len(rendition):,} bytes, keccak-256 0x{evidence.rendition.hex()[:8]}...")
            doubt = "believes it to be faulty" if faulty else "finds nothing wrong"
            play.note(f"{BROADCASTER} looks at it and {doubt}: {said.said}")
        return names

    def _challenge(self, name: str, evidence: str) -> None:
        play, accused = self.play, reading.read(self._evidence.path / evidence)
        why = "what it believes to be faulty" if name == CHEAT else "honest work, which is in vain"
        play.title(f"Challenge of {name}: {BROADCASTER} pays for the verification of {why}")
        play.tx(BROADCASTER, "challenge_work", _fields(play, accused), "0x" + accused.signature.hex())

    def _resolve(self, id: int, evidence: str) -> None:
        """Executors do the work again from the folder alone, and a solver proves what came out."""
        play, folder = self.play, self._evidence.path / evidence
        accused, results = reading.read(folder), []
        for executor in EXECUTORS:
            contract = play.world.naming.address("ReExecution")
            signed = executing.execute(accused, account(executor).key or b"", contract)
            file = folder / f"{executor}.json"
            file.write_bytes(executing.written(signed))
            results.append(executing.read(file))
            same = signed.result.rendition == accused.evidence.rendition
            play.note(
                f"{executor} transcodes the segment again: 0x{signed.result.rendition.hex()[:8]}..., "
                f"{'the same' if same else 'something else'}"
            )
        proof = executing.prove(accused.evidence, results)
        play.tx(SOLVER, "resolve_challenge", id, _fields(play, accused), "0x" + proof.hex())

    def _reconcile(self, before: Any, after: Any) -> None:
        """What must be equal, to the unit."""
        play, terms = self.play, self.play.parameters
        play.title("Reconciliation, to the unit")
        costs = len(STAKES) * terms.verification_cost
        penalty = part(STAKES[CHEAT], terms.fault_slash_amount, PPM)
        bonus = part(penalty, terms.finder_fee, PPM)
        self._equal(f"what {CHEAT} lost of its bond and the penalty", _lost(before, after, CHEAT), penalty)
        self._equal(f"what {HONEST} lost", _lost(before, after, HONEST), 0)
        self._equal(f"what {BROADCASTER} gained and the bonus less two costs", -_lost(before, after, BROADCASTER),
                    bonus - costs)  # fmt: skip
        self._equal(f"what {SOLVER} gained and two costs", -_lost(before, after, SOLVER), costs)
        burned = before["supply"].lpt - after["supply"].lpt
        self._equal("what was burned and the penalty less the bonus", burned, penalty - bonus)
        self._equal("what is left of the costs of challenges", after["challenges"].lpt, 0)

    def _equal(self, text: str, left: Lptu, right: Lptu) -> None:
        self.equations.append((text, left, right))
        self.play.note(f"{text}: {left:,} {'=' if left == right else 'IS NOT'} {right:,}")


def _lost(before: Any, after: Any, name: str) -> Lptu:
    return int(before[name].lpt + before[name].stake - after[name].lpt - after[name].stake)


def _fields(play: FaultPlay, accused: Accused) -> tuple[Any, ...]:
    """Evidence as actions have it."""
    return tuple(
        play.name(value) if name == "arbitrator" else "0x" + value.hex() if isinstance(value, bytes) else value
        for name, value in accused.evidence._asdict().items()
    )
