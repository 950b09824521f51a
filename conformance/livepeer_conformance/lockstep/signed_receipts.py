"""The whitepaper's jobs as a run plays them: the transcoder signs receipts too, and jobs assign themselves."""

from functools import lru_cache
from typing import Any, Final, NamedTuple

from livepeer_conformance.lockstep.receipts import (
    MOST_RECEIPTS,
    Choice,
    JobPlayer,
    damaged,
    data_of,
    in_form,
    sign_segment,
)
from livepeer_conformance.lockstep.signing import sign
from livepeer_conformance.model.action import ModelError, ReceiptPlan
from livepeer_conformance.model.actors import ACTORS, OFFICES
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.merkle import sorted_proof, sorted_root
from livepeer_spec.primitives.signature import ethereum_message_digest
from livepeer_spec.primitives.types import Address, Hash32
from livepeer_spec.upgrades.alpha.whitepaper import assignment, block_hashes
from livepeer_spec.upgrades.alpha.whitepaper.receipts import Receipt, leaf, work_hash

_WITH_KEYS: Final = (*ACTORS, *OFFICES)


class _Parties(NamedTuple):
    """Who signs the receipts of a job, and the stream's name."""

    broadcaster: str
    transcoder: str
    stream_id: str


@lru_cache(maxsize=20_000)
def _receipt(parties: _Parties, segment_number: int, form: str) -> Receipt:
    """The receipt of a segment, both signatures in one of ``SIGNATURE_FORMS``."""
    broadcaster, transcoder, stream_id = parties
    signature = sign_segment(broadcaster, stream_id, segment_number, form)
    unsigned = Receipt(segment_number, *data_of(segment_number), signature, b"")
    digest = ethereum_message_digest(work_hash(stream_id, unsigned))
    return unsigned._replace(transcoder_signature=in_form(sign(transcoder, digest), form))


@lru_cache(maxsize=2_000)
def _claimed(parties: _Parties, first: int, last: int, form: str) -> tuple[Hash32, ...]:
    """The leaves of a claim's tree."""
    numbers = range(first, min(last, first + MOST_RECEIPTS - 1) + 1)
    return tuple(leaf(parties.stream_id, _receipt(parties, number, form)) for number in numbers)


def _another(name: str) -> str:
    return next(actor for actor in ACTORS if actor != name)


class SignedJobPlayer(JobPlayer):
    """Makes what the whitepaper's transactions around jobs take from the spec's ``state``, for one run."""

    @property
    def _elects(self) -> bool:
        return True

    def _elected(self, job_id: int) -> Address:
        """Who does a job once the next transaction finds it assigned; the null address where nobody does."""
        state = self._state
        mark = state.journal.mark()
        assignment.assign_jobs(state, self._call("JobsManager"))
        transcoder: Address = state.jobs.jobs[job_id].transcoder
        state.journal.rewind(mark)
        return transcoder

    def _choice(self, job_id: int, claim_id: int) -> Choice:
        state = self._state
        claim = state.jobs.claims[job_id, claim_id]
        hash = block_hashes.block_hash(state, self._call("JobsManager"), claim.claim_block)
        rate = state.protocol.parameters["verificationRate"]
        return (claim.first_segment, claim.last_segment), claim.claim_block, hash, rate

    def claim_root(self, job_id: int, segment_range: tuple[int, int], form: str) -> Hash32:
        """The root over the receipts of a range. Raises ``ModelError`` for an empty range."""
        leaves = _claimed(self._parties(job_id), *segment_range, form)
        if not leaves:
            raise ModelError(f"no segments from {segment_range[0]} to {segment_range[1]}")
        return sorted_root(leaves)

    def submission(self, plan: ReceiptPlan) -> tuple[Any, ...]:
        """The arguments with which a segment is submitted for verification."""
        parties = self._parties(plan.job)
        number = self.segment(plan.segment, plan.job, plan.claim)
        return plan.job, plan.claim, self._submitted(plan, parties, number), self._siblings(plan, parties, number)

    def _submitted(self, plan: ReceiptPlan, parties: _Parties, number: int) -> Receipt:
        """A receipt with the plan's flaw."""
        flaw = plan.flaw
        if flaw == "other_segment":
            return _receipt(parties, number + 1, plan.form)._replace(segment_number=number)
        made = _receipt(parties, number, plan.form)
        if flaw == "other_data":
            return made._replace(data_hash=keccak(made.data_hash))
        if flaw == "other_transcoded_data":
            return made._replace(transcoded_data_hash=keccak(made.transcoded_data_hash))
        if flaw == "wrong_transcoder":
            forged = _receipt(parties._replace(transcoder=_another(parties.transcoder)), number, plan.form)
            return made._replace(transcoder_signature=forged.transcoder_signature)
        if flaw == "no_transcoder_signature":
            return made._replace(transcoder_signature=b"")
        signer = _another(parties.broadcaster) if flaw == "wrong_signer" else parties.broadcaster
        signature = sign_segment(signer, parties.stream_id, number, plan.form)
        return made._replace(broadcaster_signature=damaged(signature, flaw))

    def _siblings(self, plan: ReceiptPlan, parties: _Parties, number: int) -> list[Hash32]:
        """The proof of a receipt, with the plan's flaw; empty for a segment that the claim's tree has not."""
        if plan.flaw == "no_proof":
            return []
        claim = self._state.jobs.claims[plan.job, plan.claim]
        leaves = _claimed(parties, claim.first_segment, claim.last_segment, plan.form)
        proven = leaf(parties.stream_id, _receipt(parties, number + (plan.flaw == "foreign_proof"), plan.form))
        siblings = sorted_proof(leaves, proven) if proven in leaves else []
        return siblings[:-1] if plan.flaw == "truncated_proof" else siblings

    def _parties(self, job_id: int) -> _Parties:
        """Who signs the receipts of a job: accounts with keys in any case."""
        job = self._state.jobs.jobs[job_id]
        return _Parties(self._signer(job.broadcaster), self._signer(self._elected(job_id)), job.stream_id)

    def _signer(self, account: Address) -> str:
        name = self._naming.name(account)
        return name if name in _WITH_KEYS else ACTORS[0]
