"""What alpha's proposers see."""

from typing import Any

from livepeer_conformance.machines.scene import Scene
from livepeer_conformance.model.action import Action
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, BlockNumber

WINDOW = 256
"""Blocks whose hashes are known."""
PENDING = 0
"""Status of a claim that nothing became of yet."""


class AlphaScene(Scene):
    """One sequence's world, with transcoders, jobs and claims."""

    broker = "JobsManager"
    impostors: tuple[str, ...] = ("Controller", "NewMinter", "LivepeerTokenFaucet", "MerkleMine")

    def act(self, name: str, caller: str, *args: Any, value: int = 0, at: str = "") -> Action:
        """A transaction; arguments that it did not have at the launch are left out."""
        return super().act(name, caller, *args[: len(self.transactions[name].parameters)], value=value, at=at)

    def address(self, name: str) -> Address:
        """The address of a name; that of a wish, such as ``elected:0``, is only known when it is sent."""
        return NULL_ADDRESS if ":" in name else super().address(name)

    @property
    def has_locks(self) -> bool:
        """Whether stake unbonds in parts, each under a lock of its own."""
        return "rebond" in self.transactions

    def registered_orchestrators(self) -> list[str]:
        """Actors in the pool."""
        return [name for name in self.pool() if name in self.actors]

    def active(self) -> list[str]:
        """Actors that work in the current round."""
        table = self.state.bonding.active_sets[self.current].active
        return [name for name, address in self._addresses.items() if table[address]]

    def self_bonded(self) -> list[str]:
        """Actors that are bonded to themselves."""
        delegators = self.state.bonding.delegators
        return [
            name
            for name, address in self._addresses.items()
            if (record := delegators[address]).bonded_amount and record.delegate_address == address
        ]

    # Jobs and claims.

    def job(self, job_id: int) -> Any:
        """A job."""
        return self.state.jobs.jobs[job_id]

    def claim(self, job_id: int, claim_id: int) -> Any:
        """A claim of a job."""
        return self.state.jobs.claims[job_id, claim_id]

    def running(self) -> list[int]:
        """Jobs whose work can still be claimed, the latest eight at most."""
        last, block = self.state.jobs.num_jobs, self.block
        return [number for number in range(max(0, last - 8), last) if self.job(number).end_block > block]

    def claimable(self) -> list[int]:
        """Running jobs that are assigned, or whose creation block is still known."""
        return [
            number
            for number in self.running()
            if not self.is_null(self.job(number).transcoder_address)
            or self.block - WINDOW <= self.job(number).creation_block < self.block
        ]

    def transcoder_of(self, job_id: int) -> str:
        """Who works on a job: its transcoder, or who is elected to be."""
        assigned = self.job(job_id).transcoder_address
        return f"elected:{job_id}" if self.is_null(assigned) else self.name(assigned)

    def claim_count(self, job_id: int) -> int:
        """How many claims a job has."""
        count: int = self.job(job_id).total_claims
        return count

    def claims(self, status: int | None = None) -> list[tuple[int, int]]:
        """Claims of the latest eight jobs, in one status or in any."""
        last = self.state.jobs.num_jobs
        return [
            (number, claim_id)
            for number in range(max(0, last - 8), last)
            for claim_id in range(self.claim_count(number))
            if status is None or self.claim(number, claim_id).status == status
        ]

    def claims_between(self, start: str, end: str) -> list[tuple[int, int]]:
        """Pending claims of which one block is reached and another is not; ``start`` and ``end`` name their fields."""
        block: BlockNumber = self.block
        found = []
        for key in self.claims(PENDING):
            claim = self.claim(*key)
            if getattr(claim, start) <= block and (not end or block < getattr(claim, end)):
                found.append(key)
        return found

    def requests(self) -> list[int]:
        """Requests that wait for the solver."""
        verifier = self.state.verifier
        return [
            number
            for number in range(max(0, verifier.request_count - 12), verifier.request_count)
            if any(verifier.requests[number].commit_hash)
        ]
