"""The world of the alpha reference contracts, and the receipts that transcoders prove their work with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from coincurve import PrivateKey
from world import ETHER, LPT, NULL, SUPPLY, Contracts, account

from livepeer_conformance.backends.base import Log
from livepeer_spec.primitives.hashing import contract_id, keccak
from livepeer_spec.primitives.signature import ethereum_message_digest

__all__ = ["ETHER", "LPT", "NULL", "OPTIONS", "World", "account"]

OPTIONS = "a7ac137a49d54ea9"
"""Two transcoding profiles."""
STREAM = "foo"
LIBRARIES = ("SortedDoublyLL", "MerkleProof", "ECRecovery", "JobLib")


def sign(key: bytes, message: bytes) -> bytes:
    """The 65-byte signature of a key over a hash, as an Ethereum signed message."""
    signature = PrivateKey(key).sign_recoverable(ethereum_message_digest(message), hasher=None)
    return signature[:64] + bytes([signature[64] + 27])


def segment_hash(number: int, data: bytes) -> bytes:
    """What the broadcaster signs for a segment of the stream."""
    return keccak(STREAM.encode() + number.to_bytes(32, "big") + data)


@dataclass(frozen=True)
class Segment:
    """A transcoded segment with the broadcaster's signature."""

    number: int
    key: bytes

    @property
    def hashes(self) -> tuple[bytes, bytes]:
        """Hash of the segment and of what it was transcoded to."""
        return keccak(b"data%d" % self.number), keccak(b"tdata%d" % self.number)

    @property
    def signature(self) -> bytes:
        """The broadcaster's signature."""
        return sign(self.key, segment_hash(self.number, self.hashes[0]))

    @property
    def receipt(self) -> bytes:
        """The receipt's hash, a leaf of the claim's tree."""
        number = self.number.to_bytes(32, "big")
        return keccak(STREAM.encode() + number + b"".join(self.hashes) + self.signature)


def merkle_levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """The levels of the tree over sorted leaves, from these to the root; an odd last node is promoted."""
    levels = [sorted(leaves)]
    while len(levels[-1]) > 1:
        level = levels[-1]
        pairs = [sorted(level[i : i + 2]) for i in range(0, len(level), 2)]
        levels.append([keccak(b"".join(pair)) if len(pair) == 2 else pair[0] for pair in pairs])
    return levels


def merkle_proof(leaves: Sequence[bytes], leaf: bytes) -> bytes:
    """The siblings on the way from a leaf to the root."""
    proof = b""
    for level in merkle_levels(leaves)[:-1]:
        sibling = level.index(leaf) ^ 1
        if sibling < len(level):
            proof += level[sibling]
            leaf = keccak(b"".join(sorted((leaf, level[sibling]))))
    return proof


class World(Contracts):
    """All contracts behind their proxies, unpaused, with the deployed parameters but for those of the arguments.

    Args:
        rules: ``alpha`` or ``alpha-launch``.
        clock: ``RoundsManager`` puts the chain's own blocks in place of the clock that tests set.
    """

    def __init__(
        self,
        rules: str = "alpha",
        *,
        clock: str = "AdjustableRoundsManager",
        pool: int = 4,
        active: int = 2,
        slash: int = 500_000,
        rate: int = 1,
        inflation: tuple[int, int, int] = (137, 3, 500_000),
    ) -> None:
        super().__init__(rules)
        self.adjustable = clock == "AdjustableRoundsManager"
        controller = self.deploy("Controller")
        for library in LIBRARIES:
            self.deploy(library)
        self.register("LivepeerToken", self.deploy("LivepeerToken"))
        self.register("Minter", self.deploy("Minter", controller, *inflation))
        self.solver = account("solver")
        solvers: Any = [self.solver] if rules == "alpha-launch" else self.solver
        self.register("Verifier", self.deploy("LivepeerVerifier", controller, solvers, "Qm"))
        self.at["LivepeerVerifier"] = self.at["Verifier"]
        for name in ("BondingManager", "JobsManager", "RoundsManager"):
            logic = self.deploy(clock if name == "RoundsManager" else name, controller)
            self.register(f"{name}Target", logic)
            self.register(name, self.deploy("ManagerProxy", controller, contract_id(f"{name}Target")))
        self.at["AdjustableRoundsManager"] = self.at["RoundsManager"]

        self.send("BondingManager.setUnbondingPeriod(uint64)", 7)
        self.send("BondingManager.setNumTranscoders(uint256)", pool)
        self.send("BondingManager.setNumActiveTranscoders(uint256)", active)
        self.send("BondingManager.setMaxEarningsClaimsRounds(uint256)", 20)
        self.send("JobsManager.setVerificationRate(uint64)", rate)
        self.send("JobsManager.setVerificationPeriod(uint256)", 100)
        self.send("JobsManager.setVerificationSlashingPeriod(uint256)", 100)
        for amount in ("FailedVerification", "MissedVerification", "DoubleClaimSegment"):
            self.send(f"JobsManager.set{amount}SlashAmount(uint256)", slash)
        self.send("JobsManager.setFinderFee(uint256)", 50_000)
        self.send("RoundsManager.setRoundLength(uint256)", 1000 if self.adjustable else 400)
        self.send("RoundsManager.setRoundLockAmount(uint256)", 100_000)
        self.send("LivepeerToken.mint(address,uint256)", self.owner, SUPPLY)
        self.send("LivepeerToken.transferOwnership(address)", self.at["Minter"])
        self.send("Controller.unpause()")

    # --- Time -------------------------------------------------------------------------------------------------------

    def mine(self, blocks: int) -> None:
        """Let blocks pass."""
        if self.adjustable:
            self.send("AdjustableRoundsManager.mineBlocks(uint256)", blocks)
        else:
            self.evm.advance_blocks(blocks)

    def go_to_round(self, number: int, *, initialize: bool = True) -> None:
        """Go to the first block of a round, and initialize it."""
        if not self.adjustable:
            super().go_to_round(number, initialize=initialize)
            return
        start = self.view("RoundsManager.currentRoundStartBlock()")
        length = self.view("RoundsManager.roundLength()")
        self.send("AdjustableRoundsManager.setBlockNum(uint256)", start + (number - self.round) * length)
        if initialize:
            self.send("RoundsManager.initializeRound()")

    # --- Stake ------------------------------------------------------------------------------------------------------

    def join(self, name: str, stake: int, *, cut: int = 100_000, share: int = 500_000, price: int = 1) -> bytes:
        """A named account bonded to itself and registered."""
        address = self.give(name, 10 * stake)
        self.bond(address, stake, address)
        self.send("BondingManager.transcoder(uint256,uint256,uint256)", cut, share, price, sender=address)
        return address

    def ranking(self) -> list[bytes]:
        """The pool's members, most stake first."""
        found, address = [], self.view("BondingManager.getFirstTranscoderInPool()")
        while address != NULL:
            found.append(address)
            address = self.view("BondingManager.getNextTranscoderInPool(address)", address)
        return found

    def claim_earnings(self, address: bytes) -> dict[str, Any]:
        """Claim an account's earnings through the current round; return its record."""
        self.send("BondingManager.claimEarnings(uint256)", self.round, sender=address)
        return self.delegator(address)

    # --- Jobs -------------------------------------------------------------------------------------------------------

    def create_job(self, *, price: int = 10, options: str = OPTIONS, end: int = 10**6, deposit: int = 1000) -> bytes:
        """A job of the account ``broadcaster``, whose address is returned."""
        broadcaster = account("broadcaster")
        self.evm.set_balance(broadcaster, 1000 * ETHER)
        self.send("JobsManager.deposit()", sender=broadcaster, value=deposit)
        self.send("JobsManager.job(string,string,uint256,uint256)", STREAM, options, price, end, sender=broadcaster)
        return broadcaster

    def segments(self, first: int, last: int) -> list[Segment]:
        """Segments that the account ``broadcaster`` signed."""
        return [Segment(number, keccak(b"broadcaster")) for number in range(first, last + 1)]

    def claim_work(self, transcoder: bytes, first: int, last: int, *, job: int = 0) -> list[Log]:
        """Claim segments of a job."""
        root = merkle_levels([segment.receipt for segment in self.segments(first, last)])[-1][0]
        call = "JobsManager.claimWork(uint256,uint256[2],bytes32)"
        return self.send(call, job, (first, last), root, sender=transcoder)

    def verify_arguments(self, segment: Segment, first: int, last: int, *, claim: int = 0) -> tuple[Any, ...]:
        """Arguments that submit a segment of a claim of job 0 to the verifier."""
        proof = merkle_proof([each.receipt for each in self.segments(first, last)], segment.receipt)
        return 0, claim, segment.number, "storage", segment.hashes, segment.signature, proof

    def deposit_of(self, broadcaster: bytes) -> int:
        """A broadcaster's deposit in wei."""
        deposit: int = self.view("JobsManager.broadcasters(address)", broadcaster)[0]
        return deposit
