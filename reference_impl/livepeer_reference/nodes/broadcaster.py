"""The broadcaster: pays for a job, and signs each segment that it sends.

Source: Livepeer whitepaper, "Video Transcoding"; deployed JobsManager.deposit, JobsManager.job.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from livepeer_reference.nodes.chain import Chain, event
from livepeer_reference.nodes.segments import Profile, Segment
from livepeer_reference.nodes.store import Store
from livepeer_reference.nodes.wallet import Wallet
from livepeer_spec.primitives.receipts import segment_hash, transcoding_options
from livepeer_spec.primitives.types import Address, BlockNumber, Wei


@dataclass(frozen=True)
class Job:
    """A job as both sides know it from the chain's event."""

    id: int
    broadcaster: Address
    stream_id: str
    options: str
    price_per_segment: Wei
    creation_block: BlockNumber


@dataclass(frozen=True)
class SignedSegment:
    """A segment on its way to the transcoder; the broadcaster's signature proves that it was sent."""

    segment: Segment
    signature: bytes


class Broadcaster:
    """A node that has a stream and wants renditions of it."""

    def __init__(self, wallet: Wallet, chain: Chain, store: Store) -> None:
        self.address = wallet.address
        self._wallet = wallet
        self._chain = chain
        self._store = store

    def deposit(self, amount: Wei) -> None:
        """Put ETH aside for the fees of jobs."""
        self._chain.send(self.address, "deposit", value=amount)

    def offer_job(self, stream_id: str, profiles: Sequence[Profile], price: Wei, blocks: int) -> Job:
        """Ask for a stream's renditions, at ``price`` wei a segment and profile, for so many blocks from now."""
        options = transcoding_options([profile.name for profile in profiles])
        end_block = self._chain.block_number + blocks
        new_job = event(self._chain.send(self.address, "job", stream_id, options, price, end_block), "NewJob")
        return Job(new_job.job_id, self.address, stream_id, options, price, new_job.creation_block)

    def send(self, job: Job, segment: Segment) -> SignedSegment:
        """Store a segment and sign for it."""
        data_hash = self._store.put(segment.data)
        return SignedSegment(segment, self._wallet.sign(segment_hash(job.stream_id, segment.number, data_hash)))
