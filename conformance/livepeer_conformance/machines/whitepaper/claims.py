"""Claims, their verification, and what is done about those that are wrong."""

from collections.abc import Callable

from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.scene import MAX
from livepeer_conformance.machines.whitepaper.governance import with_parameter
from livepeer_conformance.machines.whitepaper.jobs import engage
from livepeer_conformance.machines.whitepaper.registering import proposes, provokes
from livepeer_conformance.machines.whitepaper.scene import PENDING, TRUEBIT, WhitepaperScene
from livepeer_conformance.machines.whitepaper.stake import next_round
from livepeer_conformance.model.action import SIGNATURE_FORMS, SIGNED_RECEIPT_FLAWS, Action, ReceiptPlan
from livepeer_spec.rejection import Reason

OF_CLAIMS = ("distribute_fees", "verify", "missed_verification_slash")
_END = "end_verification_block", "end_slashing_block"
"""When a claim's segments can no longer be submitted, and when missed ones can no longer be reported."""


def claim_on(scene: WhitepaperScene, job_id: int, first: int = -1, last: int = -1, caller: str = "") -> Action:
    """A claim of segments, of those behind the earlier claims where none are given."""
    if first < 0:
        claims = (scene.claim(job_id, claim_id).last_segment for claim_id in range(scene.claim_count(job_id)))
        first = max(claims, default=-1) + 1 + scene.below(3)
        last = first + scene.pick((0, 0, 3, 3, 8, 20))
    form = scene.pick(("", "", "", *SIGNATURE_FORMS))
    return scene.act(
        "claim_work", caller or scene.transcoder_of(job_id), job_id, first, last, "receipts" + (form and f":{form}")
    )


def with_job(scene: WhitepaperScene, then: Callable[[WhitepaperScene, int], Recipe]) -> Recipe:
    """Go on with a job on which work can be claimed."""
    if not scene.claimable():
        yield from engage(scene)
    jobs = scene.claimable()
    if jobs:
        yield from then(scene, scene.pick(jobs))


def with_claim(scene: WhitepaperScene, then: Callable[[WhitepaperScene, int, int], Recipe]) -> Recipe:
    """Go on with a claim whose segments can still be submitted."""
    if not scene.claims_between("claim_block", _END[0]):
        yield from with_job(scene, _claim)
    keys = scene.claims_between("claim_block", _END[0])
    if keys:
        yield from then(scene, *scene.pick(keys))


def _claim(scene: WhitepaperScene, job_id: int) -> Recipe:
    yield claim_on(scene, job_id)


def _wait(scene: WhitepaperScene, job_id: int, claim_id: int, field: str) -> Recipe:
    """Let time pass until a block of a claim."""
    left = getattr(scene.claim(job_id, claim_id), field) - scene.block
    if left > 0:
        yield Action("advance_blocks", "", (left,))


def _submission(
    scene: WhitepaperScene, job_id: int, claim_id: int, wish: str = "challenged", form: str = "", flaw: str = ""
) -> Action:
    segment = f"{wish}:{scene.first_segment(job_id, claim_id)}"
    return Action("verify", scene.transcoder_of(job_id), (ReceiptPlan(job_id, claim_id, segment, form, flaw),))


def _report(scene: WhitepaperScene, job_id: int, claim_id: int, wish: str = "challenged") -> Action:
    segment = f"{wish}:{scene.first_segment(job_id, claim_id)}"
    return scene.act("missed_verification_slash", scene.actor(), job_id, claim_id, segment)


def _distribution(scene: WhitepaperScene, job_id: int, claim_id: int) -> Action:
    return scene.act("distribute_fees", scene.transcoder_of(job_id), job_id, claim_id)


def about(scene: WhitepaperScene, name: str, job_id: int, claim_id: int) -> Action:
    """A transaction of the right account about a claim."""
    makers = {"verify": _submission, "missed_verification_slash": _report, "distribute_fees": _distribution}
    return makers[name](scene, job_id, claim_id)


# Proposals.


@proposes("claim_work", family="jobs", weight=24)
def claim_work(scene: WhitepaperScene, name: str) -> Proposal:
    """Claim some segments."""
    jobs = scene.claimable()
    return claim_on(scene, scene.pick(jobs)) if jobs else None


@proposes("verify", family="jobs", weight=24)
def verify(scene: WhitepaperScene, name: str) -> Proposal:
    """Submit a segment that a claim has to verify."""
    keys = scene.claims_between("claim_block", _END[0])
    if not keys:
        return None
    job_id, claim_id = scene.pick(keys[-4:])
    segment = f"challenged:{scene.first_segment(job_id, claim_id) + scene.below(6)}"
    form = scene.pick(("", "", *SIGNATURE_FORMS))
    return Action(name, scene.transcoder_of(job_id), (ReceiptPlan(job_id, claim_id, segment, form),))


@proposes("result", family="jobs", weight=16)
def answer(scene: WhitepaperScene, name: str) -> Proposal:
    """Truebit answers, mostly that all is well."""
    requests = scene.requests()
    return scene.act(name, TRUEBIT, scene.pick(requests), scene.chance(0.7)) if requests else None


@proposes("distribute_fees", family="jobs", weight=14)
def distribute_fees(scene: WhitepaperScene, name: str) -> Proposal:
    """Collect the fees of a claim whose time is over."""
    keys = scene.claims_between(_END[1], "")
    return _distribution(scene, *scene.pick(keys)) if keys else None


@proposes("distribute_fees", family="jobs", weight=10)
def work_to_the_end(scene: WhitepaperScene, name: str) -> Proposal:
    """Submit everything that a short claim asks for, and collect its fees."""
    jobs = scene.claimable()
    return _work_to_the_end(scene, scene.pick(jobs)) if jobs else None


def _work_to_the_end(scene: WhitepaperScene, job_id: int) -> Recipe:
    claim_id = scene.claim_count(job_id)
    first = 100 * (claim_id + 1)
    caller = scene.transcoder_of(job_id)
    yield scene.act("claim_work", caller, job_id, first, first + scene.below(3), "receipts")
    if scene.claim_count(job_id) == claim_id:
        return
    for number in range(first, scene.claim(job_id, claim_id).last_segment + 1):
        yield Action("verify", scene.transcoder_of(job_id), (ReceiptPlan(job_id, claim_id, number),))
    yield from _wait(scene, job_id, claim_id, _END[1])
    yield _distribution(scene, job_id, claim_id)


@proposes("missed_verification_slash", family="jobs", weight=8)
def report_missed(scene: WhitepaperScene, name: str) -> Proposal:
    """Report a segment that was to be submitted and was not."""
    keys = scene.claims_between(*_END)
    return _report(scene, *scene.pick(keys)) if keys else None


@proposes("missed_verification_slash", family="jobs", weight=6)
def wait_and_report(scene: WhitepaperScene, name: str) -> Proposal:
    """Wait until a missed segment can be reported, and do so."""
    keys = scene.claims_between("claim_block", _END[0])
    return _wait_and_report(scene, *scene.pick(keys)) if keys else None


def _wait_and_report(scene: WhitepaperScene, job_id: int, claim_id: int, wish: str = "challenged") -> Recipe:
    yield from _wait(scene, job_id, claim_id, _END[0])
    yield _report(scene, job_id, claim_id, wish)


# Rejections of claims.


@provokes("claim_work", Reason.NOT_JOB_TRANSCODER)
def claim_for_another(scene: WhitepaperScene, name: str) -> Proposal:
    """Claim work on another transcoder's job, or on none."""
    jobs = scene.latest()
    job_id = scene.pick(jobs) if jobs else 0
    return claim_on(scene, job_id, 0, 1, f"not-elected:{job_id}")


@provokes("claim_work", Reason.INVALID_SEGMENT_RANGE)
def claim_backwards(scene: WhitepaperScene, name: str) -> Recipe:
    """A range whose end comes before its start."""
    return with_job(scene, lambda scene, job_id: iter((_bare_claim(scene, job_id, 5, 4),)))


def _bare_claim(scene: WhitepaperScene, job_id: int, first: int, last: int) -> Action:
    return scene.act("claim_work", scene.transcoder_of(job_id), job_id, first, last, "0x" + "5a" * 32)


@provokes("claim_work", Reason.CLAIM_TIME_OVER)
def claim_too_late(scene: WhitepaperScene, name: str) -> Recipe:
    """Claim work on a job that ended some time ago."""
    return with_job(scene, _claim_too_late)


def _claim_too_late(scene: WhitepaperScene, job_id: int) -> Recipe:
    yield scene.act("end_job", scene.transcoder_of(job_id), job_id)
    yield Action("advance_blocks", "", (scene.parameter("verificationPeriod") + scene.below(2),))
    yield claim_on(scene, job_id)


@provokes("claim_work", Reason.SEGMENTS_ALREADY_CLAIMED)
def claim_again(scene: WhitepaperScene, name: str) -> Recipe:
    """Claim a segment twice."""
    return with_job(scene, _claim_again)


def _claim_again(scene: WhitepaperScene, job_id: int) -> Recipe:
    yield claim_on(scene, job_id)
    claims = scene.claim_count(job_id)
    if claims:
        earlier = scene.claim(job_id, scene.below(claims))
        first = scene.pick((earlier.last_segment, max(earlier.first_segment - 1, 0)))
        yield claim_on(scene, job_id, first, first + 1)


@provokes("claim_work", Reason.ADDITION_OVERFLOW, Reason.MULTIPLICATION_OVERFLOW, Reason.SUBTRACTION_UNDERFLOW)
def claim_without_end(scene: WhitepaperScene, name: str) -> Recipe:
    """Claim as many segments as there are numbers, more than can be multiplied, or more than are paid for."""
    return with_job(scene, _claim_without_end)


def _claim_without_end(scene: WhitepaperScene, job_id: int) -> Recipe:
    if not scene.job(job_id).price_per_segment:
        return
    if not scene.claim_count(job_id):
        yield _bare_claim(scene, job_id, 0, MAX)
    yield _bare_claim(scene, job_id, 2**200, MAX)
    yield _bare_claim(scene, job_id, 2**200, 2**200 + 2**120)


# Rejections of what is done about claims.


@provokes(("distribute_fees", "verify"), Reason.NOT_JOB_TRANSCODER)
def act_for_another(scene: WhitepaperScene, name: str) -> Proposal:
    """Do what is the transcoder's of a job."""
    keys = scene.claims() or [(0, 0)]
    job_id, claim_id = scene.pick(keys)
    caller = f"not-elected:{job_id}"
    if name == "verify":
        return Action(name, caller, (ReceiptPlan(job_id, claim_id, scene.below(10)),))
    return scene.act(name, caller, job_id, claim_id)


@provokes(OF_CLAIMS, Reason.CLAIM_MISSING)
def speak_of_missing_claim(scene: WhitepaperScene, name: str) -> Recipe:
    """A claim that was never made."""
    return with_job(
        scene, lambda scene, job_id: iter((about(scene, name, job_id, scene.claim_count(job_id) + scene.below(2)),))
    )


@provokes(OF_CLAIMS, Reason.CLAIM_NOT_PENDING)
def speak_of_closed_claim(scene: WhitepaperScene, name: str) -> Proposal:
    """A claim that is slashed or complete."""
    pending = scene.claims(PENDING)
    keys = [key for key in scene.claims() if key not in pending]
    if keys:
        return about(scene, name, *scene.pick(keys))
    return with_claim(scene, lambda scene, job_id, claim_id: _close_and_try(scene, name, job_id, claim_id))


def _close_and_try(scene: WhitepaperScene, name: str, job_id: int, claim_id: int) -> Recipe:
    yield from _wait_and_report(scene, job_id, claim_id)
    yield about(scene, name, job_id, claim_id)


@provokes("distribute_fees", Reason.SLASHING_PERIOD_NOT_OVER)
def distribute_too_early(scene: WhitepaperScene, name: str) -> Recipe:
    """Collect fees while missed segments can be reported."""
    return with_claim(scene, lambda scene, job_id, claim_id: iter((_distribution(scene, job_id, claim_id),)))


@provokes("distribute_fees", Reason.SEGMENT_NOT_SUBMITTED)
def distribute_unverified(scene: WhitepaperScene, name: str) -> Recipe:
    """Collect fees of segments that were never submitted."""
    return with_claim(scene, _distribute_unverified)


def _distribute_unverified(scene: WhitepaperScene, job_id: int, claim_id: int) -> Recipe:
    yield from _wait(scene, job_id, claim_id, _END[1])
    yield _distribution(scene, job_id, claim_id)


@provokes("distribute_fees", Reason.BLOCK_HASH_UNKNOWN)
def distribute_after_all(scene: WhitepaperScene, name: str) -> Recipe:
    """Collect fees when nobody knows any more what had to be submitted."""
    return with_claim(scene, _distribute_after_all)


def _distribute_after_all(scene: WhitepaperScene, job_id: int, claim_id: int) -> Recipe:
    yield Action("advance_blocks", "", (257,))
    yield _distribution(scene, job_id, claim_id)


@provokes("verify", Reason.BLOCK_HASH_UNKNOWN)
def verify_after_all(scene: WhitepaperScene, name: str) -> Recipe:
    """Submit a segment when nobody knows any more whether it is asked for, which takes a long period."""
    return with_parameter(scene, "verificationPeriod", 300, _claim_and_try_late(name))


@provokes("missed_verification_slash", Reason.BLOCK_HASH_UNKNOWN)
def report_after_all(scene: WhitepaperScene, name: str) -> Recipe:
    """Report a segment when nobody knows any more whether it was asked for, which takes a long period."""
    return with_parameter(scene, "verificationSlashingPeriod", 300, _claim_and_try_late(name))


def _claim_and_try_late(name: str) -> Callable[[WhitepaperScene], Recipe]:
    def on_job(scene: WhitepaperScene, job_id: int) -> Recipe:
        yield claim_on(scene, job_id)
        keys = [key for key in scene.claims(PENDING) if key[0] == job_id]
        if keys:
            yield Action("advance_blocks", "", (257,))
            yield about(scene, name, *keys[-1])

    return lambda scene: with_job(scene, on_job)


@provokes("verify", Reason.VERIFICATION_PERIOD_OVER)
def verify_too_late(scene: WhitepaperScene, name: str) -> Proposal:
    """Submit a segment when it is too late."""
    keys = scene.claims_between(_END[0], "")
    if keys:
        return _submission(scene, *scene.pick(keys))
    return with_claim(scene, _wait_and_submit)


def _wait_and_submit(scene: WhitepaperScene, job_id: int, claim_id: int) -> Recipe:
    yield from _wait(scene, job_id, claim_id, _END[0])
    yield _submission(scene, job_id, claim_id)


@provokes("verify", Reason.SEGMENT_NOT_CLAIMED)
def verify_unclaimed(scene: WhitepaperScene, name: str) -> Recipe:
    """Submit a segment that the claim has not."""
    return with_claim(scene, _verify_unclaimed)


def _verify_unclaimed(scene: WhitepaperScene, job_id: int, claim_id: int) -> Recipe:
    outside = scene.claim(job_id, claim_id).last_segment + 1
    yield Action("verify", scene.transcoder_of(job_id), (ReceiptPlan(job_id, claim_id, outside),))


@provokes("verify", Reason.SEGMENT_NOT_CHALLENGED)
def verify_unchallenged(scene: WhitepaperScene, name: str) -> Recipe:
    """Submit a segment that need not be verified."""
    return with_claim(
        scene, lambda scene, job_id, claim_id: iter((_submission(scene, job_id, claim_id, "unchallenged"),))
    )


@provokes("verify", Reason.SEGMENT_SUBMITTED)
def verify_again(scene: WhitepaperScene, name: str) -> Recipe:
    """Submit a segment twice."""
    return with_claim(scene, _verify_again)


def _verify_again(scene: WhitepaperScene, job_id: int, claim_id: int) -> Recipe:
    for form in (*SIGNATURE_FORMS, ""):
        yield _submission(scene, job_id, claim_id, form=form)


@provokes("verify", Reason.BROADCASTER_SIGNATURE, Reason.TRANSCODER_SIGNATURE, Reason.INVALID_RECEIPT_PROOF)
def verify_flawed(scene: WhitepaperScene, name: str) -> Recipe:
    """Submit a segment with something wrong."""
    return with_claim(scene, _verify_flawed)


def _verify_flawed(scene: WhitepaperScene, job_id: int, claim_id: int) -> Recipe:
    for _ in range(2):
        yield _submission(scene, job_id, claim_id, flaw=scene.pick(SIGNED_RECEIPT_FLAWS[1:]))


@provokes("missed_verification_slash", Reason.NOT_SLASHING_PERIOD)
def report_at_wrong_time(scene: WhitepaperScene, name: str) -> Proposal:
    """Report a segment too early or too late."""
    keys = scene.claims_between("claim_block", _END[0]) + scene.claims_between(_END[1], "")
    if keys:
        return _report(scene, *scene.pick(keys))
    return with_claim(scene, lambda scene, job_id, claim_id: iter((_report(scene, job_id, claim_id),)))


@provokes("missed_verification_slash", Reason.SEGMENT_NOT_CHALLENGED)
def report_unchallenged(scene: WhitepaperScene, name: str) -> Recipe:
    """Report a segment that need not be submitted."""
    return with_claim(scene, lambda scene, job_id, claim_id: _wait_and_report(scene, job_id, claim_id, "unchallenged"))


@provokes("missed_verification_slash", Reason.SEGMENT_NOT_CLAIMED)
def report_unclaimed(scene: WhitepaperScene, name: str) -> Recipe:
    """Report a segment that the claim has not."""
    return with_claim(scene, _report_unclaimed)


def _report_unclaimed(scene: WhitepaperScene, job_id: int, claim_id: int) -> Recipe:
    yield from _wait(scene, job_id, claim_id, _END[0])
    outside = scene.claim(job_id, claim_id).last_segment + 1
    yield scene.act("missed_verification_slash", scene.actor(), job_id, claim_id, scene.pick((outside, MAX)))


@provokes("missed_verification_slash", Reason.SEGMENT_SUBMITTED)
def report_submitted(scene: WhitepaperScene, name: str) -> Recipe:
    """Report a segment that was submitted."""
    return with_claim(scene, _submit_and_report)


def _submit_and_report(scene: WhitepaperScene, job_id: int, claim_id: int) -> Recipe:
    for form in SIGNATURE_FORMS:
        yield _submission(scene, job_id, claim_id, form=form)
    yield from _wait_and_report(scene, job_id, claim_id)


@provokes("result", Reason.REQUEST_UNKNOWN)
def answer_nothing(scene: WhitepaperScene, name: str) -> Proposal:
    """Answer what nobody asked, or what is answered."""
    last = scene.state.jobs.num_requests
    numbers = [number for number in range(last) if not scene.is_open(number)] + [last, MAX]
    return scene.act(name, TRUEBIT, scene.pick(numbers), scene.chance(0.5))


@provokes("reward", Reason.MULTIPLICATION_OVERFLOW, late=True)
def reward_for_endless_work(scene: WhitepaperScene, name: str) -> Proposal:
    """Ask for new tokens when so much work was claimed, for nothing, that it cannot be multiplied."""
    members = [member for member in scene.active() if member in scene.registered_orchestrators()]
    return _reward_for_endless_work(scene, name, scene.pick(members)) if members else None


def _reward_for_endless_work(scene: WhitepaperScene, name: str, caller: str) -> Recipe:
    yield from next_round(scene)
    yield scene.act("transcoder", caller, scene.fraction(), scene.fraction(), 0)
    yield from next_round(scene)
    yield scene.act("transcode_availability", caller)
    yield scene.act("job", scene.actor(), "free", "a7ac137a", 0)
    job_id = scene.state.jobs.num_jobs - 1
    yield Action("advance_blocks", "", (1,))
    if job_id in scene.claimable():
        yield _bare_claim(scene, job_id, 0, 2**240)
        yield from next_round(scene)
        yield scene.act(name, caller)
