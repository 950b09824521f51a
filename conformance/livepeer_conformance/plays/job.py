"""A whole job of alpha: from the deposit to the fees, or to the slash that a transcoder's cheating ends in.

The nodes of the reference implementation play it with real segments of video and real signatures.
"""

from collections.abc import Callable
from typing import Final

from livepeer_conformance.model.actors import account
from livepeer_conformance.plays.play import Play
from livepeer_conformance.suites.scenario import ETH, LPT, PPM
from livepeer_conformance.verdict import NotRun
from livepeer_reference.nodes.broadcaster import Broadcaster, Job
from livepeer_reference.nodes.segments import PROFILES, Profile, cut, make_source
from livepeer_reference.nodes.store import Store
from livepeer_reference.nodes.transcoder import Claim, TamperingTranscoder, Transcoder
from livepeer_reference.nodes.verifier import Solver
from livepeer_reference.nodes.wallet import Wallet
from livepeer_spec.rejection import Reason

CAST: Final = ("alice", "bob", "carol", "dave", "erin", "verifier")
"""The broadcaster, two transcoders, a delegator of the first, somebody who watches, and the solver."""

_SEGMENTS: Final = 6
_PROFILES: Final = ("P144p30fps16x9", "P240p30fps16x9")
_DEPOSIT: Final = ETH
_PRICE: Final = 10**15
_BLOCKS: Final = 40


class JobPlay:
    """The nodes of one job, and how far they are.

    ``cheat`` is how the transcoder cheats: one of ``CHEATS``, or empty when it does not.
    """

    def __init__(self, play: Play, store: Store, cheat: str) -> None:
        self.play = play
        self.cheat = cheat
        wallet = Wallet(account("alice").key or b"")
        self.broadcaster = Broadcaster(wallet, play, store)
        self.solver = Solver(account("verifier").address, play, store)
        kind = TamperingTranscoder if cheat == "failed" else Transcoder
        self.transcoders = {name: kind(account(name).address, play, store) for name in ("bob", "carol")}

    def run(self) -> None:
        """Play it all. Raises ``NotRun`` when no segment is challenged, where the cheating needs one."""
        self._stake()
        job = self._hire()
        transcoder = self._elect(job)
        self._work(job, transcoder)
        claim = self._claim(transcoder, job)
        _ENDINGS[self.cheat](self, transcoder, claim)
        self._leave(job)

    def _stake(self) -> None:
        play = self.play
        play.title("Stake: two transcoders, and a delegator behind the first")
        play.initialized()
        for name, stake in (("bob", 3_000), ("carol", 1_000)):
            play.bonded(name, stake * LPT, name)
            play.tx(name, "transcoder", PPM // 10, PPM // 2, _PRICE)
        play.bonded("dave", 2_000 * LPT, "bob")
        play.next_round()

    def _hire(self) -> Job:
        self.play.title("Deposit and job")
        self.broadcaster.deposit(_DEPOSIT)
        return self.broadcaster.offer_job("stream of alice", list(map(_profile, _PROFILES)), _PRICE, _BLOCKS)

    def _elect(self, job: Job) -> Transcoder:
        play = self.play
        block_hash = play.block_hash(job.creation_block)
        elected = play.read("elect_active_transcoder", job.price_per_segment, block_hash, play.round)
        play.note(f"the hash of the job's block, 0x{block_hash.hex()}, elects {elected}")
        return self.transcoders[elected]

    def _work(self, job: Job, transcoder: Transcoder) -> None:
        play, name = self.play, self.play.name(transcoder.address)
        play.title("Segments, off chain")
        for segment in cut(make_source(_SEGMENTS)):
            signed = self.broadcaster.send(job, segment)
            size = f"{len(segment.data):,} bytes"
            play.note(f"alice signs segment {segment.number} ({size}): 0x{signed.signature.hex()}")
            receipt = transcoder.transcode(job, signed)
            how = "tampers with" if self.cheat == "failed" else "makes"
            play.note(f"{name} {how} {len(_PROFILES)} renditions of it and keeps the receipt 0x{receipt.hash.hex()}")

    def _claim(self, transcoder: Transcoder, job: Job) -> Claim:
        play, name = self.play, self.play.name(transcoder.address)
        play.title("Claim")
        claim = transcoder.claim(job, 0, _SEGMENTS - 1)
        if self.cheat == "double":
            play.note(f"{name} claims segment {_SEGMENTS - 1} once more, to be paid for it twice")
            transcoder.claim(job, _SEGMENTS - 1, _SEGMENTS - 1)
        play.advance_blocks(1)
        return claim

    def _challenged(self, transcoder: Transcoder, claim: Claim) -> list[int]:
        """The segments that are to be verified."""
        chosen = transcoder.challenged(claim)
        if not chosen and self.cheat in ("failed", "missed"):
            raise NotRun("the block hash happens to challenge no segment of the claim; run it again")
        numbers = ", ".join(map(str, chosen)) or "none"
        self.play.note(
            f"the hash of block {claim.block + 1} picks what is verified, of {_SEGMENTS} segments: {numbers}"
        )
        return chosen

    def _verify(self, transcoder: Transcoder, claim: Claim) -> None:
        play = self.play
        play.title("Verification")
        for number in self._challenged(transcoder, claim):
            request = transcoder.verify(claim, number)
            play.note(f"the verifier fetches segment {number} from the store and transcodes it again")
            if not self.solver.answer(request):
                play.note("its renditions have another digest than the transcoder's")
                break

    def _earn(self, transcoder: Transcoder, claim: Claim) -> None:
        self._verify(transcoder, claim)
        play = self.play
        play.title("Fees")
        self._wait_until("end_verification_slashing_block", claim)
        transcoder.distribute_fees(claim)
        for name in ("bob", "carol", "dave"):
            play.tx(name, "claim_earnings", play.round)
        for name in ("bob", "carol", "dave"):
            if play.holdings()[name].fees:
                play.tx(name, "withdraw_fees")

    def _fail(self, transcoder: Transcoder, claim: Claim) -> None:
        self._verify(transcoder, claim)
        self._get_nothing(transcoder, claim)

    def _miss(self, transcoder: Transcoder, claim: Claim) -> None:
        play, name = self.play, self.play.name(transcoder.address)
        play.title("Missed verification")
        number = self._challenged(transcoder, claim)[0]
        play.note(f"{name} submits nothing")
        self._wait_until("end_verification_block", claim)
        play.tx("erin", "missed_verification_slash", claim.job.id, claim.id, number)
        self._get_nothing(transcoder, claim)

    def _report_twice(self, transcoder: Transcoder, claim: Claim) -> None:
        self.play.title("Double claim")
        both = claim.id, claim.id + 1
        self.play.tx("erin", "double_claim_segment_slash", claim.job.id, *both, claim.last)
        self._get_nothing(transcoder, claim)

    def _get_nothing(self, transcoder: Transcoder, claim: Claim) -> None:
        """A slashed claim is never paid."""
        self._wait_until("end_verification_slashing_block", claim)
        name = self.play.name(transcoder.address)
        self.play.rejects(Reason.CLAIM_NOT_PENDING, name, "distribute_fees", claim.job.id, claim.id)

    def _wait_until(self, what: str, claim: Claim) -> None:
        end = getattr(self.play.state.jobs.claims[claim.job.id, claim.id], what)
        self.play.advance_blocks(max(0, end - self.play.block))

    def _leave(self, job: Job) -> None:
        play = self.play
        play.title("The broadcaster leaves")
        play.advance_blocks(max(0, job.creation_block + _BLOCKS - play.block))
        play.tx("alice", "withdraw")


def _profile(name: str) -> Profile:
    return next(profile for profile in PROFILES.values() if profile.name == name)


_ENDINGS: Final[dict[str, Callable[[JobPlay, Transcoder, Claim], None]]] = {
    "": JobPlay._earn,
    "failed": JobPlay._fail,
    "missed": JobPlay._miss,
    "double": JobPlay._report_twice,
}
CHEATS: Final = tuple(filter(None, _ENDINGS))
"""How a transcoder can cheat: tamper with renditions, not have segments verified, claim a segment twice."""
