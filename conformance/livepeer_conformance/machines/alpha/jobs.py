"""Deposits, jobs, claims, their verification, and what is done about those that are wrong."""

from dataclasses import replace

from livepeer_conformance.machines.alpha.registering import proposes, provokes
from livepeer_conformance.machines.alpha.scene import PENDING, AlphaScene
from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.scene import MAX
from livepeer_conformance.model.action import RECEIPT_FLAWS, SIGNATURE_FORMS, Action, ReceiptPlan
from livepeer_spec.rejection import Reason

PROFILES = ("a7ac137a", "49d54ea9", "93c717e7", "c0a6517a", "fca40bf9")
"""Ids of transcoding profiles."""
SLASHED, COMPLETE = 1, 2
OF_JOBS = ("claim_work", "distribute_fees", "verify", "missed_verification_slash", "double_claim_segment_slash")
OF_CLAIMS = ("distribute_fees", "batch_distribute_fees", "verify", "missed_verification_slash")
SUBMITTING = ("verify", "missed_verification_slash")


def new_job(scene: AlphaScene, caller: str) -> Action:
    """A job that some transcoder will take, for some blocks or some rounds."""
    options = "".join(scene.pick(PROFILES) for _ in range(1 + scene.below(3)))
    price = scene.below(60) if scene.chance(0.95) else scene.pick((10**9, MAX))
    end = scene.block + scene.pick((2, 20, 60, 200, 400)) + scene.below(20)
    return scene.act("job", caller, scene.pick(("stream", "ü", "")) + str(scene.below(9)), options, price, end)


def _range(scene: AlphaScene) -> tuple[int, int]:
    first = scene.below(30)
    return first, first + scene.pick((0, 3, 8, 8, 20))


def _claim(scene: AlphaScene, job_id: int, segments: tuple[int, int], caller: str = "") -> Action:
    form = scene.pick(("", "", "", *SIGNATURE_FORMS))
    return scene.act(
        "claim_work", caller or scene.transcoder_of(job_id), job_id, segments, "receipts" + (form and f":{form}")
    )


# Broadcasters.


@proposes("deposit", family="broadcasters", weight=12)
def deposit(scene: AlphaScene, name: str) -> Proposal:
    """Add to a deposit, or add nothing."""
    caller = scene.actor()
    return scene.act(name, caller, value=0 if scene.chance(0.1) else scene.amount(scene.eth(caller) // 8))


@proposes("withdraw", family="broadcasters", weight=6)
def withdraw(scene: AlphaScene, name: str) -> Proposal:
    """Take a deposit that is free, mostly."""
    block, broadcasters = scene.block, scene.state.jobs.broadcasters
    free = [caller for caller in scene.actors if broadcasters[scene.address(caller)].withdraw_block <= block]
    return scene.act(name, scene.pick(free)) if free else None


@proposes("job", family="broadcasters", weight=14)
def create_job(scene: AlphaScene, name: str) -> Proposal:
    """Ask for a stream, mostly with a deposit."""
    broadcasters = scene.state.jobs.broadcasters
    rich = [caller for caller in scene.actors if broadcasters[scene.address(caller)].deposit]
    return new_job(scene, scene.pick(rich) if rich and scene.chance(0.9) else scene.actor())


# Transcoders.


@proposes("claim_work", family="jobs", weight=24)
def claim_work(scene: AlphaScene, name: str) -> Proposal:
    """Claim some segments; ranges that overlap can be punished later."""
    jobs = scene.claimable()
    return _claim(scene, scene.pick(jobs), _range(scene)) if jobs else None


@proposes("verify", family="jobs", weight=24)
def verify(scene: AlphaScene, name: str) -> Proposal:
    """Submit a segment that a claim has to verify."""
    keys = [key for key in scene.claims() if scene.claim(*key).claim_block + 1 < scene.block]
    if not keys:
        return None
    job_id, claim_id = scene.pick(keys[-4:])
    first = scene.claim(job_id, claim_id).segment_range[0]
    plan = ReceiptPlan(job_id, claim_id, f"challenged:{first + scene.below(6)}", scene.pick(("", "", *SIGNATURE_FORMS)))
    return Action(name, scene.name(scene.job(job_id).transcoder_address), (plan,))


@proposes("distribute_fees", "batch_distribute_fees", family="jobs", weight=20)
def distribute_fees(scene: AlphaScene, name: str) -> Proposal:
    """Collect the fees of claims whose time is over."""
    keys = scene.claims_between("end_verification_slashing_block", "")
    if not keys:
        return None
    job_id, claim_id = scene.pick(keys)
    caller = scene.name(scene.job(job_id).transcoder_address)
    if name == "distribute_fees":
        return scene.act(name, caller, job_id, claim_id)
    return scene.act(name, caller, job_id, tuple(claim for job, claim in keys if job == job_id))


@proposes("distribute_fees", family="jobs", weight=10)
def wait_and_distribute(scene: AlphaScene, name: str) -> Proposal:
    """Let the time of a claim pass and collect its fees."""
    keys = scene.claims(PENDING)
    return _wait_and_distribute(scene, name, *scene.pick(keys)) if keys else None


def _wait_and_distribute(scene: AlphaScene, name: str, job_id: int, claim_id: int) -> Recipe:
    left = scene.claim(job_id, claim_id).end_verification_slashing_block - scene.block
    if left > 0:
        yield Action("advance_blocks", "", (left,))
    yield scene.act(name, scene.name(scene.job(job_id).transcoder_address), job_id, claim_id)


@proposes("callback", family="jobs", weight=14)
def answer(scene: AlphaScene, name: str) -> Proposal:
    """The solver answers, mostly that all is well."""
    requests = scene.requests()
    if not requests:
        return None
    number = scene.pick(requests)
    return scene.act(name, "verifier", number, f"commit:{number}" if scene.chance(0.8) else "0x" + "5a" * 32)


# Faults that are reported.


@proposes("missed_verification_slash", family="jobs", weight=8)
def report_missed(scene: AlphaScene, name: str) -> Proposal:
    """Report a segment that was to be verified and was not, or wait until it can be reported."""
    keys = scene.claims_between("end_verification_block", "end_verification_slashing_block")
    if keys:
        return _report_missed(scene, name, *scene.pick(keys))
    keys = scene.claims_between("claim_block", "end_verification_block")
    return _wait_and_report(scene, name, *scene.pick(keys)) if keys else None


def _report_missed(scene: AlphaScene, name: str, job_id: int, claim_id: int) -> Action:
    first = scene.claim(job_id, claim_id).segment_range[0]
    return scene.act(name, scene.actor(), job_id, claim_id, f"challenged:{first}")


def _wait_and_report(scene: AlphaScene, name: str, job_id: int, claim_id: int) -> Recipe:
    left = scene.claim(job_id, claim_id).end_verification_block - scene.block
    if left > 0:
        yield Action("advance_blocks", "", (left,))
    yield _report_missed(scene, name, job_id, claim_id)


def _overlapping(scene: AlphaScene) -> list[tuple[int, int, int, int]]:
    """Job, two of its claims that are not slashed, and a segment of both."""
    keys = [key for key in scene.claims() if scene.claim(*key).status != SLASHED]
    found = []
    for job_id, one in keys:
        for other_job, other in keys:
            ranges = scene.claim(job_id, one).segment_range, scene.claim(other_job, other).segment_range
            first = max(ranges[0][0], ranges[1][0])
            if job_id == other_job and one < other and first <= min(ranges[0][1], ranges[1][1]):
                found.append((job_id, one, other, first))
    return found


@proposes("double_claim_segment_slash", family="jobs", weight=5)
def report_double(scene: AlphaScene, name: str) -> Proposal:
    """Report a segment that is claimed twice."""
    found = _overlapping(scene)
    return scene.act(name, scene.actor(), *scene.pick(found)) if found else None


def _claimants(scene: AlphaScene) -> list[str]:
    """Actors with claims that can still be reported."""
    keys = [key for key in scene.claims() if scene.claim(*key).status != SLASHED]
    return sorted({scene.name(scene.job(job_id).transcoder_address) for job_id, _ in keys} & set(scene.actors))


@proposes("unbond", family="faults", weight=4)
def leave_with_open_claims(scene: AlphaScene, name: str) -> Proposal:
    """A transcoder whose claims can still be reported unbonds everything that it has claimed."""
    callers = [caller for caller in _claimants(scene) if caller in scene.bonded()]
    if not callers:
        return None
    caller = scene.pick(callers)
    return scene.act(name, caller, scene.delegator(caller).bonded_amount)


@proposes("bond", family="faults", weight=4)
def come_back_with_open_claims(scene: AlphaScene, name: str) -> Proposal:
    """A transcoder that left with such claims bonds again, to itself or to another one."""
    unbonded = scene.unbonded()
    callers = [caller for caller in _claimants(scene) if caller in unbonded and scene.lpt(caller)]
    if not callers:
        return None
    caller, members = scene.pick(callers), scene.pool()
    to = scene.pick(members) if members and scene.chance(0.5) else caller
    return scene.act(name, caller, scene.amount(scene.lpt(caller)), to)


@proposes("double_claim_segment_slash", family="faults", weight=4)
def report_changed(scene: AlphaScene, name: str) -> Proposal:
    """Report a segment that is claimed twice by a transcoder that has left the pool since."""
    members = scene.pool()
    found = [case for case in _overlapping(scene) if scene.name(scene.job(case[0]).transcoder_address) not in members]
    return scene.act(name, scene.actor(), *scene.pick(found)) if found else None


@proposes("set_double_claim_segment_slash_amount", family="faults", weight=1)
def slash_everything(scene: AlphaScene, name: str) -> Proposal:
    """Take all stake for a segment that is claimed twice."""
    return scene.act(name, scene.owner, 10**6)


# Rejections.


@provokes("withdraw", Reason.DEPOSIT_LOCKED)
def withdraw_too_early(scene: AlphaScene, name: str) -> Proposal:
    """Take a deposit while a job may still run."""
    block, broadcasters = scene.block, scene.state.jobs.broadcasters
    callers = [caller for caller in scene.actors if broadcasters[scene.address(caller)].withdraw_block > block]
    return scene.act(name, scene.pick(callers)) if callers else None


@provokes("job", Reason.JOB_ALREADY_OVER)
def ask_for_the_past(scene: AlphaScene, name: str) -> Proposal:
    """A job that ends in the block of its creation, or before."""
    return scene.act(name, scene.actor(), "stream", PROFILES[0], 1, scene.pick((scene.block, scene.block - 1, 0)))


@provokes("job", Reason.INVALID_TRANSCODING_OPTIONS)
def ask_for_nothing(scene: AlphaScene, name: str) -> Proposal:
    """Options of a wrong length."""
    return scene.act(name, scene.actor(), "stream", scene.pick(("", "a7ac137", PROFILES[0] + "4")), 1, MAX)


@provokes((*OF_JOBS, "batch_distribute_fees"), Reason.JOB_MISSING)
def speak_of_missing_job(scene: AlphaScene, name: str) -> Proposal:
    """A job that was never created."""
    job_id, caller = scene.state.jobs.num_jobs + scene.pick((0, 1, 100)), scene.actor()
    return _about(scene, name, caller, job_id, 0)


def _about(scene: AlphaScene, name: str, caller: str, job_id: int, claim_id: int) -> Action:
    """A transaction about a job and a claim, with whatever else it takes."""
    if name == "verify":
        return Action(name, caller, (ReceiptPlan(job_id, claim_id, scene.below(10)),))
    arguments: dict[str, tuple[object, ...]] = {
        "claim_work": ((0, 1), "0x" + "5a" * 32),
        "distribute_fees": (claim_id,),
        "batch_distribute_fees": ((claim_id,),),
        "missed_verification_slash": (claim_id, scene.below(10)),
        "double_claim_segment_slash": (claim_id, claim_id + 1, scene.below(10)),
        "receive_verification": (claim_id, scene.below(10), scene.chance(0.5)),
    }
    return scene.act(name, caller, job_id, *arguments[name])


@provokes((*OF_CLAIMS, "double_claim_segment_slash"), Reason.CLAIM_MISSING)
def speak_of_missing_claim(scene: AlphaScene, name: str) -> Proposal:
    """A claim that was never made."""
    last = scene.state.jobs.num_jobs
    if not last:
        return None
    job_id = scene.below(last)
    return _about(scene, name, scene.actor(), job_id, scene.job(job_id).total_claims + scene.below(2))


@provokes("claim_work", Reason.JOB_INACTIVE)
def claim_after_the_end(scene: AlphaScene, name: str) -> Proposal:
    """Claim work on a job that has ended."""
    running = scene.running()
    ended = [number for number in range(scene.state.jobs.num_jobs) if number not in running]
    return scene.act(name, scene.actor(), scene.pick(ended), (0, 1), "receipts") if ended else None


@provokes("claim_work", Reason.INVALID_SEGMENT_RANGE)
def claim_backwards(scene: AlphaScene, name: str) -> Proposal:
    """A range whose end comes before its start."""
    jobs = scene.running()
    return scene.act(name, scene.actor(), scene.pick(jobs), (5, 4), "0x" + "00" * 32) if jobs else None


@provokes("claim_work", Reason.NOT_REGISTERED)
def claim_unregistered(scene: AlphaScene, name: str) -> Proposal:
    """Claim work without being a transcoder."""
    jobs, registered = scene.running(), scene.registered_orchestrators()
    callers = [actor for actor in scene.actors if actor not in registered] or ["owner"]
    return _claim(scene, scene.pick(jobs), (0, 1), scene.pick(callers)) if jobs else None


@provokes("claim_work", Reason.NOT_JOB_TRANSCODER)
def claim_for_another(scene: AlphaScene, name: str) -> Proposal:
    """Claim work on a job that another transcoder has."""
    jobs = [number for number in scene.running() if not scene.is_null(scene.job(number).transcoder_address)]
    if not jobs:
        return None
    job_id = scene.pick(jobs)
    assigned = scene.name(scene.job(job_id).transcoder_address)
    callers = [caller for caller in scene.registered_orchestrators() if caller != assigned]
    return _claim(scene, job_id, (0, 1), scene.pick(callers)) if callers else None


@provokes("claim_work", Reason.NOT_ELECTED)
def claim_without_election(scene: AlphaScene, name: str) -> Proposal:
    """Make the first claim of a job without being elected."""
    jobs = [number for number in scene.claimable() if scene.is_null(scene.job(number).transcoder_address)]
    if not jobs or not scene.registered_orchestrators():
        return None
    job_id = scene.pick(jobs)
    return _claim(scene, job_id, (0, 1), f"not-elected:{job_id}")


@provokes("claim_work", Reason.BLOCK_TOO_OLD)
def claim_too_late(scene: AlphaScene, name: str) -> Proposal:
    """Make the first claim when the block that elects is not known any more."""
    registered = scene.registered_orchestrators()
    return _claim_too_late(scene, name, scene.pick(registered)) if registered else None


def _claim_too_late(scene: AlphaScene, name: str, caller: str) -> Recipe:
    job_id = scene.state.jobs.num_jobs
    yield scene.act("job", scene.actor(), "late", PROFILES[0], 100, scene.block + 400)
    yield Action("advance_blocks", "", (256 + scene.below(2),))
    yield _claim(scene, job_id, (0, 1), caller)


@provokes("claim_work", Reason.SUBTRACTION_UNDERFLOW)
def claim_beyond_deposit(scene: AlphaScene, name: str) -> Proposal:
    """Claim more than the deposit pays for."""
    jobs = [number for number in scene.claimable() if scene.job(number).max_price_per_segment]
    return _claim(scene, scene.pick(jobs), (0, 2**120)) if jobs else None


@provokes("claim_work", Reason.ADDITION_OVERFLOW, Reason.MULTIPLICATION_OVERFLOW)
def claim_without_end(scene: AlphaScene, name: str) -> Proposal:
    """Claim as many segments as there are numbers, or more than can be multiplied."""
    jobs = [number for number in scene.claimable() if scene.job(number).max_price_per_segment]
    return _claim(scene, scene.pick(jobs), scene.pick(((0, MAX), (1, MAX), (0, MAX - 1)))) if jobs else None


@provokes(("distribute_fees", "batch_distribute_fees", "verify"), Reason.NOT_JOB_TRANSCODER)
def act_for_another(scene: AlphaScene, name: str) -> Proposal:
    """Do what is the transcoder's of a job."""
    keys = scene.claims()
    if not keys:
        return None
    job_id, claim_id = scene.pick(keys)
    assigned = scene.name(scene.job(job_id).transcoder_address)
    callers = [actor for actor in scene.actors if actor != assigned]
    return _about(scene, name, scene.pick(callers), job_id, claim_id)


@provokes(("distribute_fees", "batch_distribute_fees"), Reason.CLAIM_NOT_PENDING)
def distribute_again(scene: AlphaScene, name: str) -> Proposal:
    """Collect fees of a claim that is complete or slashed."""
    keys = [*scene.claims(SLASHED), *scene.claims(COMPLETE)]
    if keys:
        return _by_transcoder(scene, name, *scene.pick(keys))
    keys = scene.claims(PENDING)
    return _distribute_twice(scene, name, *scene.pick(keys)) if keys else None


def _distribute_twice(scene: AlphaScene, name: str, job_id: int, claim_id: int) -> Recipe:
    yield from _wait_and_try(scene, name, job_id, claim_id)
    yield _by_transcoder(scene, name, job_id, claim_id)


def _by_transcoder(scene: AlphaScene, name: str, job_id: int, claim_id: int) -> Action:
    return _about(scene, name, scene.name(scene.job(job_id).transcoder_address), job_id, claim_id)


@provokes(("distribute_fees", "batch_distribute_fees"), Reason.SLASHING_PERIOD_NOT_OVER)
def distribute_too_early(scene: AlphaScene, name: str) -> Proposal:
    """Collect fees while the claim can be slashed."""
    keys = scene.claims_between("claim_block", "end_verification_slashing_block")
    if keys:
        return _by_transcoder(scene, name, *scene.pick(keys))
    jobs = scene.claimable()
    return _claim_and_try(scene, name, scene.pick(jobs)) if jobs else None


def _claim_and_try(scene: AlphaScene, name: str, job_id: int) -> Recipe:
    yield _claim(scene, job_id, _range(scene))
    if scene.job(job_id).total_claims:
        yield _by_transcoder(scene, name, job_id, scene.job(job_id).total_claims - 1)


@provokes(("distribute_fees", "batch_distribute_fees"), Reason.SUBTRACTION_UNDERFLOW)
def distribute_after_refund(scene: AlphaScene, name: str) -> Proposal:
    """Collect fees of a claim whose job was refunded for another claim."""
    refunded = [
        key
        for key in scene.claims(PENDING)
        if scene.job(key[0]).escrow == 0 and scene.job(key[0]).max_price_per_segment
    ]
    if refunded:
        return _wait_and_try(scene, name, *scene.pick(refunded))
    jobs = [number for number in scene.claimable() if scene.job(number).max_price_per_segment]
    return _refund_and_distribute(scene, name, scene.pick(jobs)) if jobs else None


def _wait_and_try(scene: AlphaScene, name: str, job_id: int, claim_id: int) -> Recipe:
    left = scene.claim(job_id, claim_id).end_verification_slashing_block - scene.block
    if left > 0:
        yield Action("advance_blocks", "", (left,))
    yield _by_transcoder(scene, name, job_id, claim_id)


def _refund_and_distribute(scene: AlphaScene, name: str, job_id: int) -> Recipe:
    first = scene.job(job_id).total_claims
    for segments in ((0, 1), (1, 2), (3, 3)):
        yield _claim(scene, job_id, segments)
    if scene.job(job_id).total_claims < first + 3:
        return
    yield scene.act("double_claim_segment_slash", scene.actor(), job_id, first, first + 1, 1)
    yield from _wait_and_try(scene, name, job_id, first + 2)


@provokes(("distribute_fees", "batch_distribute_fees"), Reason.NOT_REGISTERED)
def distribute_after_leaving(scene: AlphaScene, name: str) -> Proposal:
    """Collect fees after having left the pool."""
    registered = scene.registered_orchestrators()
    keys = [
        (job, claim)
        for job, claim in scene.claims(PENDING)
        if scene.job(job).escrow and scene.name(scene.job(job).transcoder_address) not in registered
    ]
    if keys:
        return _wait_and_try(scene, name, *scene.pick(keys))
    current = scene.current
    keys = [
        (job, claim)
        for job, claim in scene.claims(PENDING)
        if scene.job(job).escrow
        and scene.delegator(scene.name(scene.job(job).transcoder_address)).start_round <= current
    ]
    return _leave_and_try(scene, name, *scene.pick(keys)) if keys else None


def _leave_and_try(scene: AlphaScene, name: str, job_id: int, claim_id: int) -> Recipe:
    caller = scene.name(scene.job(job_id).transcoder_address)
    yield scene.act("claim_earnings", caller, scene.current)
    yield scene.act("unbond", caller, scene.delegator(caller).bonded_amount)
    yield from _wait_and_try(scene, name, job_id, claim_id)


@provokes("verify", Reason.BLOCK_NOT_PAST)
def verify_at_once(scene: AlphaScene, name: str) -> Proposal:
    """Submit a segment before the block that chooses is there."""
    jobs = scene.claimable()
    return _verify_at_once(scene, name, scene.pick(jobs)) if jobs else None


def _verify_at_once(scene: AlphaScene, name: str, job_id: int) -> Recipe:
    yield _claim(scene, job_id, (0, 8))
    if scene.job(job_id).total_claims:
        last = scene.job(job_id).total_claims - 1
        yield Action(name, scene.name(scene.job(job_id).transcoder_address), (ReceiptPlan(job_id, last, 0),))


@provokes("verify", Reason.BLOCK_TOO_OLD)
def verify_too_late(scene: AlphaScene, name: str) -> Proposal:
    """Submit a segment when the block that chose is not known any more."""
    keys = scene.claims()
    return _verify_too_late(scene, name, *scene.pick(keys)) if keys else None


def _verify_too_late(scene: AlphaScene, name: str, job_id: int, claim_id: int) -> Recipe:
    left = scene.claim(job_id, claim_id).claim_block + 258 - scene.block
    if left > 0:
        yield Action("advance_blocks", "", (left,))
    yield _by_transcoder(scene, name, job_id, claim_id)


def _known(scene: AlphaScene) -> list[tuple[int, int]]:
    """Claims whose choosing block is known."""
    return [key for key in scene.claims() if scene.block - 256 <= scene.claim(*key).claim_block + 1 < scene.block]


@provokes("verify", Reason.SEGMENT_NOT_CHALLENGED)
def verify_unchallenged(scene: AlphaScene, name: str) -> Proposal:
    """Submit a segment that need not be verified, or is not part of the claim."""
    keys = _known(scene)
    if not keys:
        return None
    job_id, claim_id = scene.pick(keys)
    first, last = scene.claim(job_id, claim_id).segment_range
    segment: int | str = scene.pick((f"unchallenged:{first}", last + 1, MAX))
    plan = ReceiptPlan(job_id, claim_id, segment)
    return Action(name, scene.name(scene.job(job_id).transcoder_address), (plan,))


@provokes("verify", Reason.BROADCASTER_SIGNATURE, Reason.INVALID_RECEIPT_PROOF)
def verify_wrongly(scene: AlphaScene, name: str) -> Proposal:
    """Submit a segment with something wrong about it."""
    keys = _known(scene)
    if not keys:
        return None
    job_id, claim_id = scene.pick(keys)
    first = scene.claim(job_id, claim_id).segment_range[0]
    plan = ReceiptPlan(job_id, claim_id, f"challenged:{first}", flaw=scene.pick(RECEIPT_FLAWS[1:]))
    return Action(name, scene.name(scene.job(job_id).transcoder_address), (plan,))


@provokes("verify", Reason.UNEXPECTED_PAYMENT)
def verify_with_payment(scene: AlphaScene, name: str) -> Proposal:
    """Pay for verification that costs nothing."""
    keys = _known(scene)
    if not keys:
        return None
    job_id, claim_id = scene.pick(keys)
    first = scene.claim(job_id, claim_id).segment_range[0]
    caller = scene.name(scene.job(job_id).transcoder_address)
    return Action(name, caller, (ReceiptPlan(job_id, claim_id, f"challenged:{first}"),), 1)


@provokes("verify", Reason.NOT_JOBS_MANAGER)
def verify_through_stranger(scene: AlphaScene, name: str) -> Proposal:
    """Submit a segment while the Verifier does not know the JobsManager any more."""
    keys = _known(scene)
    if not keys:
        return None
    job_id, claim_id = scene.pick(keys)
    return _verify_through_stranger(scene, name, job_id, claim_id)


def _verify_through_stranger(scene: AlphaScene, name: str, job_id: int, claim_id: int) -> Recipe:
    first = scene.claim(job_id, claim_id).segment_range[0]
    plan = ReceiptPlan(job_id, claim_id, f"challenged:{first}")
    yield scene.register("JobsManager", scene.actor())
    yield Action(name, scene.name(scene.job(job_id).transcoder_address), (plan,))
    yield scene.register("JobsManager", "JobsManager")


@provokes("missed_verification_slash", Reason.VERIFICATION_PERIOD_NOT_OVER)
def report_too_early(scene: AlphaScene, name: str) -> Proposal:
    """Report a segment that can still be verified."""
    keys = scene.claims_between("claim_block", "end_verification_block")
    return _about(scene, name, scene.actor(), *scene.pick(keys)) if keys else None


@provokes("missed_verification_slash", Reason.SLASHING_PERIOD_OVER)
def report_too_late(scene: AlphaScene, name: str) -> Proposal:
    """Report a segment when it is too late."""
    block = scene.block
    keys = [key for key in scene.claims() if scene.claim(*key).end_verification_slashing_block <= block]
    return _about(scene, name, scene.actor(), *scene.pick(keys)) if keys else None


@provokes("missed_verification_slash", Reason.CLAIM_NOT_PENDING)
def report_decided(scene: AlphaScene, name: str) -> Proposal:
    """Report a claim that is slashed already."""
    block = scene.block
    keys = [
        key
        for key in scene.claims(SLASHED)
        if scene.claim(*key).end_verification_block <= block < scene.claim(*key).end_verification_slashing_block
    ]
    if keys:
        return _about(scene, name, scene.actor(), *scene.pick(keys))
    open_keys = scene.claims_between("claim_block", "end_verification_slashing_block")
    return _report_twice(scene, name, *scene.pick(open_keys)) if open_keys else None


def _report_twice(scene: AlphaScene, name: str, job_id: int, claim_id: int) -> Recipe:
    yield from _wait_and_report(scene, name, job_id, claim_id)
    yield _about(scene, name, scene.actor(), job_id, claim_id)


@provokes("missed_verification_slash", Reason.SEGMENT_NOT_CHALLENGED)
def report_unchallenged(scene: AlphaScene, name: str) -> Proposal:
    """Report a segment that need not be verified."""
    keys = scene.claims_between("claim_block", "end_verification_slashing_block")
    return _wait_and_report_segment(scene, name, *scene.pick(keys), "unchallenged") if keys else None


def _wait_and_report_segment(scene: AlphaScene, name: str, job_id: int, claim_id: int, wish: str) -> Recipe:
    claim = scene.claim(job_id, claim_id)
    if claim.end_verification_block > scene.block:
        yield Action("advance_blocks", "", (claim.end_verification_block - scene.block,))
    yield scene.act(name, scene.actor(), job_id, claim_id, f"{wish}:{claim.segment_range[0]}")


@provokes("missed_verification_slash", Reason.SEGMENT_SUBMITTED)
def report_submitted(scene: AlphaScene, name: str) -> Proposal:
    """Report a segment that was submitted."""
    keys = [
        key
        for key in scene.claims_between("claim_block", "end_verification_block")
        if scene.claim(*key).claim_block + 1 < scene.block
    ]
    return _submit_and_report(scene, name, *scene.pick(keys)) if keys else None


def _submit_and_report(scene: AlphaScene, name: str, job_id: int, claim_id: int) -> Recipe:
    first = scene.claim(job_id, claim_id).segment_range[0]
    caller = scene.name(scene.job(job_id).transcoder_address)
    for form in SIGNATURE_FORMS:
        yield Action("verify", caller, (ReceiptPlan(job_id, claim_id, f"challenged:{first}", form),))
    yield from _wait_and_report_segment(scene, name, job_id, claim_id, "challenged")


@provokes("missed_verification_slash", Reason.BLOCK_NOT_PAST)
def report_before_choice(scene: AlphaScene, name: str) -> Proposal:
    """Report a segment before the block that chooses is there, which takes a verification period of nothing."""
    jobs = scene.claimable()
    return _report_before_choice(scene, name, scene.pick(jobs)) if jobs else None


def _report_before_choice(scene: AlphaScene, name: str, job_id: int) -> Recipe:
    period = scene.state.jobs.verification_period
    yield scene.act("set_verification_period", scene.owner, 0)
    yield _claim(scene, job_id, (0, 8))
    if scene.job(job_id).total_claims:
        yield scene.act(name, scene.actor(), job_id, scene.job(job_id).total_claims - 1, 0)
    yield scene.act("set_verification_period", scene.owner, period)


@provokes("double_claim_segment_slash", Reason.SAME_CLAIM)
def report_one_claim(scene: AlphaScene, name: str) -> Proposal:
    """Compare a claim with itself."""
    keys = scene.claims()
    if not keys:
        return None
    job_id, claim_id = scene.pick(keys)
    return scene.act(name, scene.actor(), job_id, claim_id, claim_id, scene.below(9))


@provokes("double_claim_segment_slash", Reason.CLAIM_SLASHED)
def report_slashed(scene: AlphaScene, name: str) -> Proposal:
    """Report a claim that is slashed already."""
    keys = [(job, claim) for job, claim in scene.claims(SLASHED) if scene.job(job).total_claims > 1]
    if not keys:
        jobs = scene.claimable()
        return _report_double_twice(scene, name, scene.pick(jobs)) if jobs else None
    job_id, claim_id = scene.pick(keys)
    other = (claim_id + 1) % scene.job(job_id).total_claims
    return scene.act(name, scene.actor(), job_id, *scene.pick(((claim_id, other), (other, claim_id))), scene.below(9))


def _report_double_twice(scene: AlphaScene, name: str, job_id: int) -> Recipe:
    """Claim a segment twice and report that twice; what is in one of the claims only is tried before."""
    first = scene.job(job_id).total_claims
    for segments in ((0, 1), (1, 2)):
        yield _claim(scene, job_id, segments)
    if scene.job(job_id).total_claims == first + 2:
        for segment in (0, 1, 1):
            yield scene.act(name, scene.actor(), job_id, first, first + 1, segment)


@provokes("double_claim_segment_slash", Reason.SEGMENT_NOT_IN_BOTH)
def report_single(scene: AlphaScene, name: str) -> Proposal:
    """Report a segment that is not in both claims."""
    keys = [
        (job, claim)
        for job, claim in scene.claims()
        if claim and scene.claim(job, claim).status != SLASHED and scene.claim(job, claim - 1).status != SLASHED
    ]
    if not keys:
        jobs = scene.claimable()
        return _report_double_twice(scene, name, scene.pick(jobs)) if jobs else None
    job_id, claim_id = scene.pick(keys)
    return scene.act(name, scene.actor(), job_id, claim_id - 1, claim_id, scene.pick((10**6, MAX)))


_FAULTS = ("missed_verification_slash", "double_claim_segment_slash", "callback", "receive_verification")


@provokes(_FAULTS, Reason.BURN_EXCEEDS_BALANCE, Reason.TRANSFER_EXCEEDS_BALANCE)
def report_to_empty_minter(scene: AlphaScene, name: str) -> Proposal:
    """Report a fault while a Minter without tokens is in charge, which can neither pay nor burn."""
    jobs = [job for job in scene.claimable() if scene.transcoder_of(job) in (*scene.pool(), f"elected:{job}")]
    return _report_to_empty_minter(scene, name, scene.pick(jobs)) if jobs else None


def _report_to_empty_minter(scene: AlphaScene, name: str, job_id: int) -> Recipe:
    first = scene.job(job_id).total_claims
    for segments in ((0, 20), (20, 21)):
        yield _claim(scene, job_id, segments)
    if scene.job(job_id).total_claims != first + 2:
        return
    yield scene.act("set_failed_verification_slash_amount", scene.owner, 10**6)
    yield scene.act("set_finder_fee", scene.owner, scene.pick((0, 10**6)))
    caller, minter = scene.name(scene.job(job_id).transcoder_address), scene.minter
    segment = scene.claim(job_id, first).segment_range[0]
    request = scene.state.verifier.request_count
    plan = ReceiptPlan(job_id, first, f"challenged:{segment}")
    for form in SIGNATURE_FORMS:
        yield Action("verify", caller, (replace(plan, form=form),))
    if name == "missed_verification_slash":
        left = scene.claim(job_id, first + 1).end_verification_block - scene.block - 1
        yield Action("advance_blocks", "", (max(1, left),))
    yield scene.register("Minter", "NewMinter" if minter == "Minter" else "Minter")
    yield from _report(scene, name, job_id, first, request)
    yield scene.register("Minter", minter)


def _report(scene: AlphaScene, name: str, job_id: int, first: int, request: int) -> Recipe:
    """Report what is wrong with two claims that follow each other, or with a segment that was submitted."""
    if name == "double_claim_segment_slash":
        yield scene.act(name, scene.actor(), job_id, first, first + 1, 20)
    elif name == "callback":
        yield scene.act(name, "verifier", request, "0x" + "5a" * 32)
    elif name == "receive_verification" and scene.can_impersonate:
        number = scene.state.verifier.requests[request].segment_number
        yield scene.act(name, "Verifier", job_id, first, number, False)
    elif name == "missed_verification_slash":
        for claim_id in (first + 1, first):
            start = scene.claim(job_id, claim_id).segment_range[0]
            yield scene.act(name, scene.actor(), job_id, claim_id, f"challenged:{start}")


@provokes(_FAULTS[:2], Reason.SUBTRACTION_UNDERFLOW)
def report_undelegated_stake(scene: AlphaScene, name: str) -> Proposal:
    """Report a transcoder whose stake lay with the null address, so that more is taken than is delegated."""
    jobs = [job for job in scene.claimable() if scene.transcoder_of(job) in scene.pool()]
    return _report_undelegated_stake(scene, name, scene.pick(jobs)) if jobs else None


def _report_undelegated_stake(scene: AlphaScene, name: str, job_id: int) -> Recipe:
    caller, first = scene.name(scene.job(job_id).transcoder_address), scene.job(job_id).total_claims
    period = scene.state.jobs.verification_period
    yield scene.act("set_verification_period", scene.owner, 100)
    for segments in ((0, 20), (20, 21)):
        yield _claim(scene, job_id, segments)
    yield scene.act("set_verification_period", scene.owner, period)
    if scene.job(job_id).total_claims != first + 2:
        return
    yield scene.act("claim_earnings", caller, scene.current)
    yield scene.act("unbond", caller, scene.delegator(caller).bonded_amount)
    yield Action("approve", caller, ("BondingManager", MAX))
    yield scene.act("bond", caller, max(scene.lpt(caller) - 1, 0), "null")
    yield scene.act("bond", caller, 1, caller)
    yield Action("advance_rounds", "", (1, 0))
    yield Action("initialize_round", scene.actor())
    if name == _FAULTS[0]:
        left = scene.claim(job_id, first + 1).end_verification_block - scene.block
        yield Action("advance_blocks", "", (max(1, left),))
    yield from _report(scene, name, job_id, first, 0)


@provokes("callback", Reason.NOT_SOLVER)
def answer_for_solver(scene: AlphaScene, name: str) -> Proposal:
    """Answer without being a solver."""
    return scene.act(name, scene.actor(), scene.below(5), "0x" + "00" * 32)


@provokes("callback", Reason.JOB_MISSING, Reason.CLAIM_MISSING, Reason.SEGMENT_NOT_SUBMITTED, Reason.CLAIM_SLASHED)
def answer_nothing(scene: AlphaScene, name: str) -> Proposal:
    """Answer what nobody asked: it speaks about the first segment of the first claim of the first job."""
    return scene.act(name, "verifier", scene.pick((10**6, MAX)), scene.pick(("0x" + "00" * 32, "0x" + "11" * 32)))


@provokes("callback", Reason.CLAIM_SLASHED)
def answer_too_late(scene: AlphaScene, name: str) -> Proposal:
    """Answer about a claim that is slashed already."""
    verifier = scene.state.verifier
    late = [
        number
        for number in scene.requests()
        if scene.claim(verifier.requests[number].job_id, verifier.requests[number].claim_id).status == SLASHED
    ]
    if late:
        return scene.act(name, "verifier", scene.pick(late), f"commit:{late[0]}")
    keys = [key for key in _known(scene) if scene.claim(*key).status == PENDING]
    return _answer_twice(scene, name, *scene.pick(keys)) if keys else None


def _answer_twice(scene: AlphaScene, name: str, job_id: int, claim_id: int) -> Recipe:
    first = scene.claim(job_id, claim_id).segment_range[0]
    caller = scene.name(scene.job(job_id).transcoder_address)
    number = scene.state.verifier.request_count
    for _ in range(2):
        yield Action("verify", caller, (ReceiptPlan(job_id, claim_id, f"challenged:{first}"),))
    for request in range(number, scene.state.verifier.request_count):
        yield scene.act(name, "verifier", request, "0x" + "5a" * 32)


@provokes("callback", Reason.NOT_VERIFIER)
def answer_as_stranger(scene: AlphaScene, name: str) -> Recipe:
    """Answer while the JobsManager does not know the Verifier any more."""
    requests = scene.requests()
    number = scene.pick(requests) if requests else 0
    yield scene.register("Verifier", scene.actor())
    yield scene.act(name, "verifier", number, f"commit:{number}")
    yield scene.register("Verifier", "Verifier")


@provokes("withdraw", Reason.CALLEE_REVERTED)
def withdraw_to_refuser(scene: AlphaScene, name: str) -> Proposal:
    """An account that refuses ETH takes its deposit."""
    return scene.act(name, "loud_refuser") if scene.can_impersonate else None


@provokes(("withdraw", "withdraw_fees"), Reason.NOT_BONDING_MANAGER_OR_BROKER)
def withdraw_through_stranger(scene: AlphaScene, name: str) -> Proposal:
    """Take ETH when the Minter does not know the contract any more that asks for it."""
    contract = "JobsManager" if name == "withdraw" else "BondingManager"
    callers = [actor for actor in scene.actors if name == "withdraw" or scene.delegator(actor).fees]
    if not callers and scene.can_impersonate:
        callers = [actor for actor in scene.active() if actor in scene.pool()]
    return _withdraw_through_stranger(scene, name, scene.pick(callers), contract) if callers else None


def _withdraw_through_stranger(scene: AlphaScene, name: str, caller: str, contract: str) -> Recipe:
    if name == "withdraw_fees" and not scene.delegator(caller).fees:
        yield scene.act("update_transcoder_with_fees", "JobsManager", caller, 10**24, scene.current)
    yield scene.register(contract, scene.actor())
    yield scene.act(name, caller)
    yield scene.register(contract, contract)


@provokes("deposit", Reason.NOT_MINTER_OR_BROKER)
def deposit_through_stranger(scene: AlphaScene, name: str) -> Recipe:
    """Deposit when the Minter does not know the JobsManager any more."""
    yield scene.register("JobsManager", scene.actor())
    yield scene.act(name, scene.actor(), value=1)
    yield scene.register("JobsManager", "JobsManager")
