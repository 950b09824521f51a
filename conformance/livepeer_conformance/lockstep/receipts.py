"""Alpha's jobs as a run plays them: segments, signatures, receipts and claims, and what the blocks' hashes choose."""

from functools import lru_cache
from typing import Any, Final

from livepeer_conformance.backends.base import Backend
from livepeer_conformance.lockstep.naming import Naming
from livepeer_conformance.lockstep.signing import damage, sign
from livepeer_conformance.model.action import ModelError, ReceiptPlan
from livepeer_conformance.model.actors import ACTORS, OFFICES
from livepeer_spec.primitives import receipts
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.merkle import sorted_proof, sorted_root
from livepeer_spec.primitives.types import Address, BlockNumber, Hash32
from livepeer_spec.transactions import Call
from livepeer_spec.upgrades import Upgrade

MOST_RECEIPTS: Final = 64
"""Receipts that a claim commits to at most; those of further segments do not exist."""

Choice = tuple[tuple[int, int], BlockNumber, Hash32, int]
"""A claim's first and last segment, the block whose hash chooses among them, that hash, and the verification rate."""


def data_of(segment_number: int) -> tuple[Hash32, Hash32]:
    """The digests of a segment's data before and after transcoding."""
    number = str(segment_number).encode("ascii")
    return keccak(b"segment " + number), keccak(b"transcoded segment " + number)


@lru_cache(maxsize=20_000)
def sign_segment(broadcaster: str, stream_id: str, segment_number: int, form: str) -> bytes:
    """A broadcaster's signature of a segment, in one of ``SIGNATURE_FORMS``."""
    digest = receipts.personal_segment_hash(stream_id, segment_number, data_of(segment_number)[0])
    return in_form(sign(broadcaster, digest), form)


def in_form(signature: bytes, form: str) -> bytes:
    """A signature in one of ``SIGNATURE_FORMS``."""
    if form == "low_v":
        return signature[:64] + bytes([signature[64] - 27])
    return damage(signature, form)


def _receipt(broadcaster: str, stream_id: str, segment_number: int, form: str) -> Hash32:
    signature = sign_segment(broadcaster, stream_id, segment_number, form)
    return receipts.receipt_hash(stream_id, segment_number, *data_of(segment_number), signature)


@lru_cache(maxsize=2_000)
def _claimed(broadcaster: str, stream_id: str, first: int, last: int, form: str) -> tuple[Hash32, ...]:
    """The receipts of a claim's segments."""
    numbers = range(first, min(last, first + MOST_RECEIPTS - 1) + 1)
    return tuple(_receipt(broadcaster, stream_id, number, form) for number in numbers)


def damaged(signature: bytes, flaw: str) -> bytes:
    """A signature of a segment with a flaw; the same where the flaw is none of signatures."""
    if flaw == "bad_v":
        return signature[:64] + b"\2"
    return damage(signature, flaw) if flaw.endswith("_signature") or flaw == "zero_r" else signature


class JobPlayer:
    """Makes what the transactions around jobs take from the spec's ``state``, for one run."""

    def __init__(self, upgrade: Upgrade, naming: Naming, state: Any, chain: Backend) -> None:
        self._election = upgrade.catalogue.views.get("elect_active_transcoder")
        self._naming = naming
        self._state = state
        self._chain = chain

    def caller(self, text: str) -> str:
        """The account that a caller stands for: who is elected for a job, or a registered account that is not."""
        wish, _, number = text.partition(":")
        if wish not in ("elected", "not-elected") or not number.isdecimal() or not self._elects:
            return text
        elected = self._elected(int(number))
        if wish == "elected":
            name = self._naming.name(elected)
            return name if name in ACTORS else ACTORS[0]
        others = [self._naming.name(member) for member in self._state.bonding.pool.members() if member != elected]
        return next((name for name in (*others, *ACTORS) if self._naming.address(name) != elected), ACTORS[0])

    @property
    def _elects(self) -> bool:
        """Whether the rules elect transcoders for jobs."""
        return self._election is not None

    def _call(self, contract: str) -> Call:
        """A message of a contract to itself in the pending block."""
        chain, to = self._chain, self._naming.address(contract)
        return Call(to, to, 0, chain.block_number, chain.timestamp, chain.block_hash, [])

    def _elected(self, job_id: int) -> Address:
        job, call = self._state.jobs.jobs[job_id], self._call("BondingManager")
        hash = self._chain.block_hash(job.creation_block)
        assert self._election is not None
        elected: Address = self._election.rule(self._state, call, job.max_price_per_segment, hash, job.creation_round)
        return elected

    def segment(self, text: int | str, job_id: int, claim_id: int) -> int:
        """The number of a segment that is named by a wish. Raises ``ModelError`` when it makes no sense."""
        if isinstance(text, int):
            return text
        wish, _, number = text.partition(":")
        if wish not in ("challenged", "unchallenged") or not number.isdecimal():
            raise ModelError(f"no segment: {text!r}")
        chosen, start = self._choice(job_id, claim_id), int(number)
        for candidate in range(start, start + MOST_RECEIPTS):
            if receipts.is_challenged(candidate, *chosen) == (wish == "challenged"):
                return candidate
        return start

    def _choice(self, job_id: int, claim_id: int) -> Choice:
        """What chooses the segments of a claim that have to be verified."""
        claim = self._state.jobs.claims[job_id, claim_id]
        block = claim.claim_block + 1
        return claim.segment_range, block, self._chain.block_hash(block), self._state.jobs.verification_rate

    def claim_root(self, job_id: int, segment_range: tuple[int, int], form: str) -> Hash32:
        """The root over the receipts of a range. Raises ``ModelError`` for an empty range."""
        broadcaster, stream_id = self._stream(job_id)
        leaves = _claimed(broadcaster, stream_id, *segment_range, form)
        if not leaves:
            raise ModelError(f"no segments from {segment_range[0]} to {segment_range[1]}")
        return sorted_root(leaves)

    def commitment(self, request_id: int) -> Hash32:
        """What the Verifier expects as the answer to a request."""
        commitment: Hash32 = self._state.verifier.requests[request_id].commit_hash
        return commitment

    def submission(self, plan: ReceiptPlan) -> tuple[Any, ...]:
        """The arguments with which a segment is submitted for verification."""
        number = self.segment(plan.segment, plan.job, plan.claim)
        broadcaster, stream_id = self._stream(plan.job)
        signed = number + 1 if plan.flaw == "other_segment" else number
        name = next(actor for actor in ACTORS if actor != broadcaster) if plan.flaw == "wrong_signer" else broadcaster
        signature = damaged(sign_segment(name, stream_id, signed, plan.form), plan.flaw)
        data_hash, transcoded = data_of(signed)
        if plan.flaw == "other_data":
            data_hash = keccak(data_hash)
        if plan.flaw == "other_transcoded_data":
            transcoded = keccak(transcoded)
        proof = self._proof(plan, broadcaster, stream_id, number)
        return plan.job, plan.claim, number, plan.storage, (data_hash, transcoded), signature, proof

    def _proof(self, plan: ReceiptPlan, broadcaster: str, stream_id: str, number: int) -> bytes:
        if plan.flaw == "no_proof":
            return b""
        first, last = self._state.jobs.claims[plan.job, plan.claim].segment_range
        leaves = _claimed(broadcaster, stream_id, first, last, plan.form)
        proven = number + 1 if plan.flaw == "foreign_proof" else number
        leaf = _receipt(broadcaster, stream_id, proven, plan.form)
        proof = b"".join(sorted_proof(leaves, leaf)) if leaf in leaves else b""
        if plan.flaw == "truncated_proof":
            return proof[:-32]
        return proof + b"\0" if plan.flaw == "odd_proof" else proof

    def _stream(self, job_id: int) -> tuple[str, str]:
        """Who signs the segments of a job, an account with a key in any case, and the stream's name."""
        job = self._state.jobs.jobs[job_id]
        name = self._naming.name(job.broadcaster_address)
        return name if name in (*ACTORS, *OFFICES) else ACTORS[0], job.stream_id
