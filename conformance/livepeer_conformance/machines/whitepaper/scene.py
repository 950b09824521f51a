"""What the whitepaper's proposers see."""

from livepeer_conformance.machines.alpha.scene import PENDING, AlphaScene
from livepeer_conformance.machines.scene import NOBODY
from livepeer_conformance.model.actors import REFUSERS

TRUEBIT = "verifier"
"""The account that answers for Truebit."""


class WhitepaperScene(AlphaScene):
    """One sequence's world, with candidates, jobs without an end, claims and proposals."""

    def anybody(self) -> str:
        """Mostly an actor; else the null address, a contract, an account that refuses ETH, or an unused address."""
        if self.chance(0.7):
            return self.actor()
        return self.pick(("null", "owner", "Governance", "BondingManager", self.broker, NOBODY, *REFUSERS))

    @property
    def owner(self) -> str:
        """Who deployed the protocol and founded it."""
        return "owner"

    def parameter(self, name: str) -> int:
        """The value of a parameter."""
        value: int = self.state.protocol.parameters[name]
        return value

    # Who is in which position.

    def active(self) -> list[str]:
        """Actors that work in the current round, those with the most stake first."""
        pools, current = self.state.bonding.earnings_pools, self.current
        stakes = {name: pools[address, current].total_stake for name, address in self._addresses.items()}
        return sorted((name for name, stake in stakes.items() if stake), key=lambda name: -stakes[name])

    def available(self) -> list[str]:
        """Actors that take another job."""
        table = self.state.jobs.available
        return [name for name, address in self._addresses.items() if table[address]]

    def deposit(self, name: str) -> int:
        """An account's deposit."""
        amount: int = self.state.jobs.deposits[self.address(name)]
        return amount

    # Jobs and claims.

    def latest(self) -> range:
        """The latest eight jobs."""
        last = self.state.jobs.num_jobs
        return range(max(0, last - 8), last)

    def open_jobs(self) -> list[int]:
        """Jobs that nobody ended."""
        return [number for number in self.latest() if self.job(number).end_block == 0]

    def running(self) -> list[int]:
        """Jobs whose work can still be claimed once they have a transcoder."""
        block, period = self.block, self.parameter("verificationPeriod")
        return [
            number
            for number in self.latest()
            if (end := self.job(number).end_block) == 0 or (block <= end + period and self.has_transcoder(number))
        ]

    def claimable(self) -> list[int]:
        """Running jobs that are assigned, or that the next transaction assigns to somebody."""
        return [number for number in self.running() if self.has_transcoder(number) or self.is_due(number)]

    def has_transcoder(self, job_id: int) -> bool:
        """Whether a job is assigned."""
        return not self.is_null(self.job(job_id).transcoder)

    def is_due(self, job_id: int) -> bool:
        """Whether the next transaction finds somebody for a job."""
        job, table = self.job(job_id), self.state.jobs.available
        return self.block > job.creation_block + 1 and any(table[account] for account in job.eligible)

    def transcoder_of(self, job_id: int) -> str:
        """Who works on a job: its transcoder, or who will be."""
        return self.name(self.job(job_id).transcoder) if self.has_transcoder(job_id) else f"elected:{job_id}"

    def claim_count(self, job_id: int) -> int:
        """How many claims a job has."""
        count: int = self.job(job_id).num_claims
        return count

    def first_segment(self, job_id: int, claim_id: int) -> int:
        """The first segment of a claim."""
        number: int = self.claim(job_id, claim_id).first_segment
        return number

    def requests(self) -> list[int]:
        """Requests that wait for Truebit, the latest twelve at most."""
        jobs = self.state.jobs
        return [number for number in range(max(0, jobs.num_requests - 12), jobs.num_requests) if self.is_open(number)]

    def is_open(self, request: int) -> bool:
        """Whether Truebit has not answered a request."""
        return bool(self.state.jobs.requests[request].is_open)

    def proposals(self, executed: bool = False) -> list[int]:
        """Proposals that were carried out or not, the latest eight at most."""
        governance = self.state.governance
        last = governance.num_proposals
        return [i for i in range(max(0, last - 8), last) if governance.proposals[i].executed == executed]


__all__ = ["PENDING", "TRUEBIT", "WhitepaperScene"]
