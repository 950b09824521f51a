"""Jobs, claims, verification and their slashing on the alpha reference contracts, final and as launched."""

import pytest
from alpha_world import OPTIONS, STREAM, Segment, World, account, merkle_levels, merkle_proof, segment_hash, sign

from livepeer_spec.primitives.hashing import keccak

VERIFY = "JobsManager.verify(uint256,uint256,uint256,string,bytes32[2],bytes,bytes)"
CLAIM = "JobsManager.claimWork(uint256,uint256[2],bytes32)"
DISTRIBUTE = "JobsManager.distributeFees(uint256,uint256)"
MISSED = "JobsManager.missedVerificationSlash(uint256,uint256,uint256)"
DOUBLE = "JobsManager.doubleClaimSegmentSlash(uint256,uint256,uint256,uint256)"
CALLBACK = "LivepeerVerifier.__callback(uint256,bytes32)"
JOB = "JobsManager.job(string,string,uint256,uint256)"
SAFE_SUB = "SafeMath: subtraction overflow"
PENDING, SLASHED, COMPLETE = range(3)
ONES = b"\x01" * 32
"""Private key of the published vectors."""


def started(world: World) -> tuple[bytes, bytes, bytes]:
    """A transcoder active in round 12, its delegator, and the broadcaster of job 0."""
    world.go_to_round(11)
    t, d = world.join("t", 1000), world.give("d", 1000)
    world.bond(d, 1000, t)
    world.go_to_round(12)
    broadcaster = world.create_job()
    world.mine(1)
    return t, d, broadcaster


def status(world: World, claim: int) -> int:
    """Status of a claim of job 0."""
    value: int = world.view("JobsManager.getClaim(uint256,uint256)", 0, claim)[5]
    return value


def escrow(world: World) -> int:
    """Escrow of job 0, in wei."""
    value: int = world.view("JobsManager.getJob(uint256)", 0)[8]
    return value


def test_a_life_cycle() -> None:
    """Fees go from the deposit into escrow and from there into the pools of the job's round; a late failure refunds."""
    world = World()
    t, d, broadcaster = started(world)
    world.claim_work(t, 0, 1)
    world.claim_work(t, 2, 3)
    assert (escrow(world), world.deposit_of(broadcaster)) == (80, 920)
    world.claim_earnings(t)
    assert world.pool(t, 12)["claimableStake"] == 1000
    world.send(VERIFY, *world.verify_arguments(Segment(1, keccak(b"broadcaster")), 0, 1), sender=t)
    world.mine(199)
    assert world.rejected(DISTRIBUTE, 0, 0, sender=t) == "slashing period is not over"
    world.mine(1)
    assert world.names(world.send(DISTRIBUTE, 0, 0, sender=t)) == ["DistributeFees"]
    assert world.rejected(DISTRIBUTE, 0, 0, sender=t) == "claim must be pending"
    assert (world.pool(t, 12)["feePool"], world.pool(t, 12)["transcoderFeePool"]) == (20, 20)
    assert world.claim_earnings(d)["fees"] == 20
    assert (world.pool(t, 12)["feePool"], world.pool(t, 12)["transcoderFeePool"]) == (0, 20)

    logs = world.send(CALLBACK, 0, bytes(32), sender=world.solver)
    assert world.names(logs) == ["TranscoderResigned", "Burn", "TranscoderSlashed", "FailedVerification", "Callback"]
    assert (status(world, 0), status(world, 1)) == (SLASHED, PENDING)
    assert (escrow(world), world.deposit_of(broadcaster)) == (0, 960)
    assert world.view("JobsManager.jobStatus(uint256)", 0) == 0
    assert world.view("BondingManager.isRegisteredTranscoder(address)", t) is False
    assert world.rejected(DISTRIBUTE, 0, 1, sender=t) == SAFE_SUB
    withdraw_block = world.view("JobsManager.broadcasters(address)", broadcaster)[1]
    assert withdraw_block == 10**6
    reason = "deposit is locked until the withdraw block"
    assert world.rejected("JobsManager.withdraw()", sender=broadcaster) == reason
    assert world.rejected(CLAIM, 0, (4, 5), bytes(32), sender=t) == "job is not active"


def test_a_claim_is_checked_in_order() -> None:
    """Job, activity, range, registration, assignment, deposit."""
    world = World()
    t, d, _ = started(world)
    root = bytes(32)
    assert world.rejected(CLAIM, 1, (0, 1), root, sender=t) == "job does not exist"
    assert world.rejected(CLAIM, 0, (1, 0), root, sender=d) == "segment range ends before it starts"
    assert world.rejected(CLAIM, 0, (0, 1), root, sender=d) == "transcoder must be registered"
    reason = "caller must be the transcoder elected for the job"
    other = world.join("other", 10)
    assert world.rejected(CLAIM, 0, (0, 1), root, sender=other) == reason
    assert world.rejected(CLAIM, 0, (0, 2**256 - 1), root, sender=t) == "SafeMath: addition overflow"
    assert world.rejected(CLAIM, 0, (0, 2**256 - 2), root, sender=t) == "SafeMath: multiplication overflow"
    assert world.rejected(CLAIM, 0, (0, 50), root, sender=t) == SAFE_SUB
    world.send(CLAIM, 0, (0, 49), root, sender=t)
    assert world.rejected(CLAIM, 0, (0, 1), root, sender=other) == "caller must be the job's transcoder"
    assert world.view_rejected("JobsManager.getClaim(uint256,uint256)", 0, 1) == "claim does not exist"
    assert world.view_rejected("JobsManager.isClaimSegmentVerified(uint256,uint256,uint256)", 9, 0, 0) == (
        "claim does not exist"
    )
    assert world.rejected(DISTRIBUTE, 0, 1, sender=t) == "claim does not exist"
    assert world.rejected(DISTRIBUTE, 0, 0, sender=other) == "caller must be the job's transcoder"
    world.send("JobsManager.batchDistributeFees(uint256,uint256[])", 9, [])
    assert world.rejected("JobsManager.batchDistributeFees(uint256,uint256[])", 9, [0]) == "job does not exist"


def test_a_job_needs_a_later_end_and_whole_profiles() -> None:
    """Given options of another length than whole profiles, or none, no job is created."""
    world = World()
    now = world.view("RoundsManager.blockNum()")
    assert world.rejected(JOB, STREAM, OPTIONS, 1, now) == "end block must be after the current block"
    for options in ("", "a7ac137", "a7ac137a4"):
        assert world.rejected(JOB, STREAM, options, 1, now + 1) == "invalid transcoding options"
    assert world.names(world.send(JOB, STREAM, OPTIONS, 1, now + 1)) == ["NewJob"]


def test_verification_is_checked_in_order() -> None:
    """Payment, claim, transcoder, challenge, signature, receipt; the same segment may be submitted again."""
    world = World()
    t, d, _ = started(world)
    world.claim_work(t, 0, 4)
    world.mine(1)
    segment = Segment(1, keccak(b"broadcaster"))
    arguments = world.verify_arguments(segment, 0, 4)
    assert world.rejected(VERIFY, 9, *arguments[1:], sender=t) == "job does not exist"
    assert world.rejected(VERIFY, 0, 9, *arguments[2:], sender=t) == "claim does not exist"
    assert world.rejected(VERIFY, *arguments, sender=d) == "caller must be the job's transcoder"
    assert world.rejected(VERIFY, 0, 0, 5, *arguments[3:], sender=t) == "segment is not challenged"
    stranger = Segment(1, keccak(b"stranger"))
    reason = "segment is not signed by the broadcaster"
    assert world.rejected(VERIFY, *arguments[:5], stranger.signature, arguments[6], sender=t) == reason
    assert world.rejected(VERIFY, *arguments[:6], arguments[6][1:], sender=t) == "receipt is not in the claim"
    assert world.rejected(VERIFY, *arguments[:6], b"", sender=t) == "receipt is not in the claim"
    assert world.rejected(VERIFY, *arguments, sender=t, value=1) == "verifier takes no payment"
    for _ in range(2):
        assert world.names(world.send(VERIFY, *arguments, sender=t)) == ["VerifyRequest", "Verify"]
    assert world.view("LivepeerVerifier.requestCount()") == 2
    assert world.view("JobsManager.isClaimSegmentVerified(uint256,uint256,uint256)", 0, 0, 1) is True
    assert world.rejected(CALLBACK, 0, bytes(32), sender=t) == "caller must be a solver"
    passed = keccak(b"".join(segment.hashes))
    assert world.names(world.send(CALLBACK, 0, passed, sender=world.solver)) == ["PassedVerification", "Callback"]
    reason = "segment was not submitted for verification"
    assert world.rejected(CALLBACK, 0, passed, sender=world.solver) == reason


def test_an_unknown_request_is_about_the_first_segment_of_the_first_claim() -> None:
    """Given segment 0 submitted, an answer to a request that never was slashes its claim, completed or not."""
    world = World()
    t, _, _ = started(world)
    world.claim_work(t, 0, 4)
    world.mine(1)
    world.send(VERIFY, *world.verify_arguments(Segment(0, keccak(b"broadcaster")), 0, 4), sender=t)
    world.send(CALLBACK, 99, bytes(32), sender=world.solver)
    assert status(world, 0) == PENDING
    world.send(CALLBACK, 99, ONES, sender=world.solver)
    assert status(world, 0) == SLASHED
    assert world.rejected(CALLBACK, 99, ONES, sender=world.solver) == "claim must not be slashed"


@pytest.mark.parametrize(("rules", "answer"), [("alpha", "claims must be distinct"), ("alpha-launch", "")])
def test_claiming_a_segment_twice(rules: str, answer: str) -> None:
    """Two claims of one segment are slashed whatever their age, and the job's end is stamped again."""
    world = World(rules)
    t, _, broadcaster = started(world)
    world.claim_work(t, 0, 4)
    world.claim_work(t, 4, 5)
    world.claim_work(t, 6, 7)
    assert world.rejected(DOUBLE, 9, 0, 0, 4) == "job does not exist"
    assert world.rejected(DOUBLE, 0, 0, 9, 4) == "claim does not exist"
    assert world.rejected(DOUBLE, 0, 0, 1, 3) == "segment is not in both claims"
    if answer:
        assert world.rejected(DOUBLE, 0, 0, 0, 4) == answer
    else:
        world.send(DOUBLE, 0, 2, 2, 6)
        assert status(world, 2) == SLASHED
    world.mine(10**6)
    assert world.names(world.send(DOUBLE, 0, 0, 1, 4))[-1] == "TranscoderSlashed"
    assert (status(world, 0), status(world, 1)) == (SLASHED, SLASHED)
    assert world.rejected(DOUBLE, 0, 0, 1, 4) == "claim must not be slashed"
    assert world.deposit_of(broadcaster) == 1000
    assert world.view("JobsManager.getJob(uint256)", 0)[7] == world.view("RoundsManager.blockNum()") > 10**6


def test_missed_verification_can_be_reported_in_its_window() -> None:
    """On the chain's own blocks: from 100 to 199 blocks after the claim, for challenged segments not submitted."""
    world = World(clock="RoundsManager")
    t, _, broadcaster = started(world)
    world.claim_work(t, 0, 4)
    claimed = world.evm.block_number - 1
    arguments = world.verify_arguments(Segment(1, keccak(b"broadcaster")), 0, 4)
    assert world.rejected(VERIFY, *arguments, sender=t) == "can only retrieve past block hashes"
    world.send(VERIFY, *arguments, sender=t)
    world.evm.advance_blocks(claimed + 99 - world.evm.block_number)
    assert world.rejected(MISSED, 0, 0, 0, sender=t) == "verification period is not over"
    assert world.rejected(MISSED, 0, 0, 9, sender=t) == "segment is not challenged"
    assert world.rejected(MISSED, 0, 0, 1, sender=t) == "segment was submitted for verification"
    world.evm.advance_blocks(claimed + 199 - world.evm.block_number)
    snapshot = world.evm.snapshot()
    world.evm.advance_blocks(1)
    assert world.rejected(MISSED, 0, 0, 0) == "slashing period is over"
    world.evm.restore(snapshot)
    logs = world.send(MISSED, 0, 0, 0)
    assert world.names(logs) == ["TranscoderResigned", "Transfer", "Burn", "TranscoderSlashed"]
    assert (status(world, 0), world.deposit_of(broadcaster)) == (SLASHED, 1000)


def test_verification_has_no_deadline_but_the_known_block_hashes() -> None:
    """On the chain's own blocks: a claim can be verified up to 257 blocks after it."""
    world = World(clock="RoundsManager")
    t, _, _ = started(world)
    world.claim_work(t, 0, 4)
    claimed = world.evm.block_number - 1
    arguments = world.verify_arguments(Segment(1, keccak(b"broadcaster")), 0, 4)
    world.evm.advance_blocks(claimed + 257 - world.evm.block_number)
    world.send(VERIFY, *arguments, sender=t)
    assert world.rejected(VERIFY, *arguments, sender=t) == "can only retrieve hashes for last 256 blocks"


@pytest.mark.parametrize(("late", "answer"), [(256, ""), (257, "can only retrieve hashes for last 256 blocks")])
def test_the_first_claim_comes_within_the_known_block_hashes(late: int, answer: str) -> None:
    """On the chain's own blocks: a job is assigned up to 256 blocks after its creation."""
    world = World(clock="RoundsManager")
    world.go_to_round(11)
    t = world.join("t", 1000)
    world.go_to_round(12)
    world.create_job()
    created = world.evm.block_number - 1
    world.evm.advance_blocks(created + late - world.evm.block_number)
    if answer:
        assert world.rejected(CLAIM, 0, (0, 1), bytes(32), sender=t) == answer
    else:
        world.send(CLAIM, 0, (0, 1), bytes(32), sender=t)


def test_a_job_of_an_uninitialized_round_waits_for_nobody() -> None:
    """Given a job whose round was never initialized, then nobody is elected for it."""
    world = World()
    started(world)
    world.go_to_round(13, initialize=False)
    world.create_job()
    world.mine(1)
    reason = "caller must be the transcoder elected for the job"
    assert world.rejected(CLAIM, 1, (0, 1), bytes(32), sender=account("t")) == reason


def test_parameters_of_jobs() -> None:
    """Periods fit the known block hashes, percentages are valid, and the finder's fee is not announced."""
    world = World()
    assert world.rejected("JobsManager.setVerificationRate(uint64)", 0) == "verification rate cannot be 0"
    window = "verification and slashing periods cannot exceed 256 blocks"
    world.send("JobsManager.setVerificationPeriod(uint256)", 156)
    assert world.rejected("JobsManager.setVerificationPeriod(uint256)", 157) == window
    assert world.rejected("JobsManager.setVerificationSlashingPeriod(uint256)", 101) == window
    for name in ("FailedVerification", "MissedVerification", "DoubleClaimSegment"):
        call = f"JobsManager.set{name}SlashAmount(uint256)"
        assert world.rejected(call, 1_000_001) == "slash amount must be a valid percentage"
    assert world.rejected("JobsManager.setFinderFee(uint256)", 1_000_001) == "finder fee must be a valid percentage"
    assert world.send("JobsManager.setFinderFee(uint256)", 1_000_000) == []
    assert world.send("LivepeerVerifier.setVerificationCodeHash(string)", "other") == []


def test_solvers() -> None:
    """In the end the solver is replaced, at launch another is added."""
    world = World()
    assert world.rejected("LivepeerVerifier.setSolver(address)", bytes(20)) == "solver is the null address"
    assert world.names(world.send("LivepeerVerifier.setSolver(address)", account("s"))) == ["SolverUpdate"]
    world = World("alpha-launch")
    add = "LivepeerVerifier.addSolver(address)"
    assert world.rejected(add, world.solver) == "solver is already listed"
    assert world.send(add, account("s")) == []
    assert world.view("LivepeerVerifier.solvers(uint256)", 1) == account("s")
    assert world.view("LivepeerVerifier.isSolver(address)", account("s")) is True


def test_the_identity_verifier_passes_everything_at_once() -> None:
    """The result comes within the submission."""
    world = World()
    t, _, _ = started(world)
    world.register("Verifier", world.deploy("IdentityVerifier", world.at["Controller"]))
    world.claim_work(t, 0, 4)
    world.mine(1)
    logs = world.send(VERIFY, *world.verify_arguments(Segment(2, keccak(b"broadcaster")), 0, 4), sender=t)
    assert world.names(logs) == ["PassedVerification", "Verify"]


def test_published_hashes() -> None:
    """The library computes the published hashes of segments, receipts, their tree and the challenge."""
    world = World()
    segments = [Segment(number, ONES) for number in range(5)]
    first = segments[0]
    assert first.hashes[0].hex() == "4059f2b5ec55ec27629f18b9953190844a16fc8bbfe0ccb21db51df2dbff2652"
    text = "(string,uint256,bytes32)"
    digest = "cd4a08ee8244a2e5e208551769de3427d26b54cf166bf11d2aca3e595d8bc8b7"
    assert world.view(f"JobLib.segmentHash{text}", STREAM, 0, first.hashes[0]).hex() == digest
    digest = "056194d4d90bc674e9410093e0166b9290526b610475b3f2c32ae2e1005a9d8f"
    assert world.view(f"JobLib.personalSegmentHash{text}", STREAM, 0, first.hashes[0]).hex() == digest
    assert first.signature.hex() == (
        "354d64125adb928a1847ba15d6ed1adbf9ef8e770218f459e9160138ec815a76"
        "004aa5af96a216d6e7791744c974a3b7bb176368772f40f1bb230dc0a8fca5e01c"
    )
    receipt = "JobLib.transcodeReceiptHash(string,uint256,bytes32,bytes32,bytes)"
    leaves = [world.view(receipt, STREAM, each.number, *each.hashes, each.signature) for each in segments]
    assert leaves == [each.receipt for each in segments]
    assert leaves[0].hex() == "43cb9af89ee2844280d6c721917b7cdf2aa21fff49c4416668776f804d5f2d1d"
    root = merkle_levels(leaves)[-1][0]
    assert root.hex() == "38d346b5ac8a9fd25922b57fad732e7e56b8d2f29b8203ab43bada0335fc92b5"
    proof = merkle_proof(leaves, leaves[0])
    assert proof.hex().startswith("0f21d5430a98434b44bd1c3adbb73a60e719218b4c1d876689b09a946e5ea522")
    validate = "JobLib.validateReceipt(string,uint256,bytes32,bytes32,bytes,bytes,bytes32)"
    assert world.view(validate, STREAM, 0, *first.hashes, first.signature, proof, root) is True
    assert world.view(validate, STREAM, 1, *first.hashes, first.signature, proof, root) is False
    assert world.view("MerkleProof.verifyProof(bytes,bytes32,bytes32)", proof + b"\0", root, leaves[0]) is False
    assert world.view("MerkleProof.verifyProof(bytes,bytes32,bytes32)", b"", root, root) is True
    assert world.view("JobLib.calcFees(uint256,string,uint256)", 4, OPTIONS, 7) == 56


@pytest.mark.parametrize(("rate", "drawn"), [(2, [2, 5, 6, 7, 10, 11, 12, 13, 17, 18]), (5, [6, 11, 13, 19])])
def test_published_challenges(rate: int, drawn: list[int]) -> None:
    """The hash of a block draws one out of so many segments."""
    world = World()
    challenged = "JobLib.shouldVerifySegment(uint256,uint256[2],uint256,bytes32,uint64)"
    block_hash = keccak(b"challenge")
    found = [n for n in range(21) if world.view(challenged, n, (0, 19), 12346, block_hash, rate)]
    assert found == drawn
    assert world.view_rejected(challenged, 0, (0, 19), 12346, block_hash, 0) == "SafeMath: division by zero"
    assert world.view(challenged, 20, (0, 19), 12346, block_hash, 0) is False


def test_signatures_of_either_kind() -> None:
    """A signature's last byte is 27 or 28, or 0 or 1; malformed ones are nobody's."""
    world = World()
    recover = "ECRecovery.recover(bytes32,bytes)"
    digest = world.view("JobLib.personalSegmentHash(string,uint256,bytes32)", STREAM, 0, bytes(32))
    signature = sign(ONES, segment_hash(0, bytes(32)))
    signer = bytes.fromhex("1a642f0E3c3aF545E7AcBD38b07251B3990914F1")
    assert world.view(recover, digest, signature) == signer
    assert world.view(recover, digest, signature[:64] + bytes([signature[64] - 27])) == signer
    for malformed in (signature[:64], signature + b"\0", signature[:64] + b"\x1d", signature[:64] + b"\x02"):
        assert world.view(recover, digest, malformed) == bytes(20)
