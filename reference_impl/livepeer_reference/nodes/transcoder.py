"""The transcoder: makes the renditions of signed segments, claims the work, and proves what it is challenged for.

Source: Livepeer whitepaper, "Video Transcoding" and "Verification of Work"; deployed JobsManager.claimWork,
JobsManager.verify, JobsManager.distributeFees.
"""

from dataclasses import dataclass

from livepeer_reference.nodes import segments
from livepeer_reference.nodes.broadcaster import Job, SignedSegment
from livepeer_reference.nodes.chain import Chain, event
from livepeer_reference.nodes.segments import Profile
from livepeer_reference.nodes.store import Store
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.merkle import sorted_proof, sorted_root
from livepeer_spec.primitives.receipts import is_challenged, personal_segment_hash, receipt_hash, segment_signer
from livepeer_spec.primitives.types import Address, BlockNumber, Hash32


class NotSigned(Exception):
    """The broadcaster did not sign this segment, so nobody would pay for it."""


@dataclass(frozen=True)
class Receipt:
    """What proves that a segment was transcoded: both digests and the broadcaster's signature."""

    number: int
    data_hash: Hash32
    transcoded_data_hash: Hash32
    signature: bytes
    hash: Hash32


@dataclass(frozen=True)
class Claim:
    """A claim of the work on the segments ``first`` to ``last``, both included, mined in ``block``."""

    job: Job
    id: int
    first: int
    last: int
    block: BlockNumber


def transcoded_data_hash(renditions: list[bytes]) -> Hash32:
    """The digest of a segment's renditions: that of their digests, in the order of the job's options."""
    return keccak(b"".join(keccak(rendition) for rendition in renditions))


class Transcoder:
    """A node that does the work of a job."""

    def __init__(self, address: Address, chain: Chain, store: Store) -> None:
        self.address = address
        self.receipts: dict[int, Receipt] = {}
        self._chain = chain
        self._store = store

    def transcode(self, job: Job, signed: SignedSegment) -> Receipt:
        """Make and store the renditions of a segment. Raises ``NotSigned``."""
        number, data = signed.segment.number, signed.segment.data
        data_hash = keccak(data)
        digest = personal_segment_hash(job.stream_id, number, data_hash)
        if segment_signer(digest, signed.signature) != job.broadcaster:
            raise NotSigned(f"segment {number}")
        renditions = [self.render(data, profile) for profile in segments.profiles_of(job.options)]
        for rendition in renditions:
            self._store.put(rendition)
        transcoded_hash = transcoded_data_hash(renditions)
        hash_ = receipt_hash(job.stream_id, number, data_hash, transcoded_hash, signed.signature)
        self.receipts[number] = Receipt(number, data_hash, transcoded_hash, signed.signature, hash_)
        return self.receipts[number]

    def render(self, data: bytes, profile: Profile) -> bytes:
        """One rendition of a segment."""
        return segments.transcode(data, profile)

    def claim(self, job: Job, first: int, last: int) -> Claim:
        """Claim the work on a range of segments with the Merkle root of its receipts."""
        root = sorted_root(self._leaves(first, last))
        block = self._chain.block_number
        new_claim = event(self._chain.send(self.address, "claim_work", job.id, (first, last), root), "NewClaim")
        return Claim(job, new_claim.claim_id, first, last, block)

    def challenged(self, claim: Claim) -> list[int]:
        """The segments of a claim that the hash of the block behind it picks; that block must be mined."""
        block = claim.block + 1
        block_hash, rate = self._chain.block_hash(block), self._chain.read("verification_rate")
        numbers = range(claim.first, claim.last + 1)
        return [n for n in numbers if is_challenged(n, (claim.first, claim.last), block, block_hash, rate)]

    def verify(self, claim: Claim, number: int) -> object:
        """Prove the receipt of a challenged segment and return the verifier's request to look at it."""
        receipt = self.receipts[number]
        proof = b"".join(sorted_proof(self._leaves(claim.first, claim.last), receipt.hash))
        events = self._chain.send(
            self.address, "verify", claim.job.id, claim.id, number, receipt.data_hash.hex(),
            (receipt.data_hash, receipt.transcoded_data_hash), receipt.signature, proof,
        )  # fmt: skip
        return event(events, "VerifyRequest")

    def distribute_fees(self, claim: Claim) -> None:
        """Collect the fees of a claim that nobody can slash any more."""
        self._chain.send(self.address, "distribute_fees", claim.job.id, claim.id)

    def _leaves(self, first: int, last: int) -> list[Hash32]:
        return [self.receipts[number].hash for number in range(first, last + 1)]


class TamperingTranscoder(Transcoder):
    """One that paints something over the stream."""

    def render(self, data: bytes, profile: Profile) -> bytes:
        """A rendition that nobody asked for."""
        return segments.transcode(data, profile, painted_over=True)
