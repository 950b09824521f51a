"""Deposits, jobs, who takes them, and what can be withdrawn."""

from livepeer_conformance.machines.alpha.jobs import PROFILES
from livepeer_conformance.machines.alpha.scene import WINDOW
from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.scene import MAX
from livepeer_conformance.machines.whitepaper.registering import proposes, provokes
from livepeer_conformance.machines.whitepaper.scene import WhitepaperScene
from livepeer_conformance.machines.whitepaper.stake import next_round
from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import Reason


def new_job(scene: WhitepaperScene, caller: str) -> Action:
    """A job at a price that some transcoder takes."""
    options = "".join(scene.pick(PROFILES) for _ in range(1 + scene.below(3)))
    price = 40 + scene.below(30) if scene.chance(0.95) else scene.pick((0, 10**9, MAX))
    return scene.act("job", caller, scene.pick(("stream", "ü", "")) + str(scene.below(9)), options, price)


def engage(scene: WhitepaperScene) -> Recipe:
    """Let somebody order a stream, so that the next transaction finds a transcoder for it."""
    active = scene.active()
    if not active:
        return
    broadcaster, transcoder = scene.actor(), scene.pick(active)
    price = scene.state.bonding.earnings_pools[scene.address(transcoder), scene.current].price_per_segment
    yield scene.act("transcode_availability", transcoder)
    yield scene.act("deposit", broadcaster, value=min(max(price, 1) * 1000, scene.eth(broadcaster) // 8))
    yield scene.act("job", broadcaster, "stream", PROFILES[0], min(price + 1, MAX))
    yield Action("advance_blocks", "", (1,))


# Broadcasters.


@proposes("deposit", family="broadcasters", weight=12)
def deposit(scene: WhitepaperScene, name: str) -> Proposal:
    """Add to a deposit, or add nothing."""
    caller = scene.actor()
    return scene.act(name, caller, value=0 if scene.chance(0.1) else scene.amount(scene.eth(caller) // 8))


@proposes("job", family="broadcasters", weight=16)
def create_job(scene: WhitepaperScene, name: str) -> Proposal:
    """Order a stream, mostly with a deposit."""
    rich = [caller for caller in scene.actors if scene.deposit(caller)]
    return new_job(scene, scene.pick(rich) if rich and scene.chance(0.9) else scene.actor())


@proposes("end_job", family="broadcasters", weight=6)
def end_job(scene: WhitepaperScene, name: str) -> Proposal:
    """End a job as one of its two sides."""
    jobs = scene.open_jobs()
    if not jobs:
        return None
    job_id = scene.pick(jobs)
    sides = [scene.name(scene.job(job_id).broadcaster)]
    if scene.has_transcoder(job_id) or scene.is_due(job_id):
        sides.append(scene.transcoder_of(job_id))
    return scene.act(name, scene.pick(sides), job_id)


@proposes("withdraw", family="broadcasters", weight=8)
def withdraw(scene: WhitepaperScene, name: str) -> Proposal:
    """Take whatever is free."""
    return scene.act(name, scene.actor())


@proposes("withdraw", family="staking", weight=6)
def withdraw_stake(scene: WhitepaperScene, name: str) -> Proposal:
    """Take unbonded stake whose time has come, or fees."""
    current = scene.current
    callers = [
        actor
        for actor in scene.actors
        if scene.delegator(actor).fees or any(lock.withdraw_round <= current for _, lock in scene.locks(actor))
    ]
    return scene.act(name, scene.pick(callers)) if callers else None


# Transcoders.


@proposes("transcode_availability", family="jobs", weight=20)
def offer_work(scene: WhitepaperScene, name: str) -> Proposal:
    """Take another job."""
    available = scene.available()
    callers = [caller for caller in scene.active() if caller not in available or scene.chance(0.1)]
    return scene.act(name, scene.pick(callers)) if callers else None


@proposes("remember", family="jobs", weight=6)
def remember(scene: WhitepaperScene, name: str) -> Proposal:
    """Keep a block's hash, mostly one that a job or a claim depends on."""
    wanted = [scene.job(number).creation_block + 1 for number in scene.open_jobs()]
    wanted += [scene.claim(*key).claim_block for key in scene.claims()]
    known = [number for number in wanted if scene.block - WINDOW <= number < scene.block]
    return scene.act(name, scene.actor(), scene.pick(known) if known else scene.block - 1 - scene.below(WINDOW))


@proposes("job", family="jobs", weight=6)
def order_with_transcoder(scene: WhitepaperScene, name: str) -> Proposal:
    """Order a stream that somebody takes at once."""
    return engage(scene) if scene.active() else None


# Rejections.


@provokes("remember", Reason.BLOCK_HASH_UNKNOWN)
def remember_unknown(scene: WhitepaperScene, name: str) -> Proposal:
    """Keep the hash of a block that is not there yet, or of one that the chain forgot."""
    number = scene.pick((scene.block, scene.block + 1, scene.block - WINDOW - 1, 0, MAX))
    return scene.act(name, scene.actor(), number)


@provokes("job", Reason.INVALID_TRANSCODING_OPTIONS)
def order_nothing(scene: WhitepaperScene, name: str) -> Proposal:
    """Options of a wrong length."""
    return scene.act(name, scene.actor(), "stream", scene.pick(("", "a7ac137", PROFILES[0] + "4")), 1)


@provokes("job", Reason.SUBTRACTION_UNDERFLOW, Reason.MULTIPLICATION_OVERFLOW)
def order_without_deposit(scene: WhitepaperScene, name: str) -> Proposal:
    """Order at a price that no deposit covers, or that cannot be multiplied."""
    return scene.act(name, scene.actor(), "stream", PROFILES[0] + PROFILES[1], scene.pick((2**120, MAX)))


@provokes("end_job", Reason.NOT_PARTY_OF_JOB)
def end_job_of_others(scene: WhitepaperScene, name: str) -> Proposal:
    """End a job as a stranger, or one that does not exist."""
    last = scene.state.jobs.num_jobs
    job_id = scene.below(last + 1)
    sides = (scene.name(scene.job(job_id).broadcaster), scene.name(scene.job(job_id).transcoder))
    callers = [actor for actor in scene.actors if actor not in sides]
    return scene.act(name, scene.pick(callers), job_id)


@provokes("end_job", Reason.JOB_INACTIVE)
def end_job_again(scene: WhitepaperScene, name: str) -> Proposal:
    """End a job that has ended."""
    running = scene.open_jobs()
    ended = [number for number in scene.latest() if number not in running]
    if not ended:
        return _end_twice(scene, name, scene.pick(running)) if running else None
    job_id = scene.pick(ended)
    return scene.act(name, scene.name(scene.job(job_id).broadcaster), job_id)


def _end_twice(scene: WhitepaperScene, name: str, job_id: int) -> Recipe:
    for _ in range(2):
        yield scene.act(name, scene.name(scene.job(job_id).broadcaster), job_id)


@provokes("withdraw", Reason.NOTHING_TO_WITHDRAW)
def withdraw_nothing(scene: WhitepaperScene, name: str) -> Recipe:
    """Withdraw twice."""
    caller = scene.actor()
    for _ in range(2):
        yield scene.act(name, caller)


@provokes("withdraw", Reason.CALLEE_REVERTED)
def withdraw_to_refuser(scene: WhitepaperScene, name: str) -> Proposal:
    """An account that refuses ETH with words takes out its stake."""
    donors = [actor for actor in scene.actors if scene.lpt(actor)]
    active = scene.active()
    return (
        _withdraw_to_refuser(scene, name, scene.pick(donors)) if scene.can_impersonate and donors and active else None
    )


def _withdraw_to_refuser(scene: WhitepaperScene, name: str, donor: str) -> Recipe:
    caller = "loud_refuser"
    yield scene.act("transfer", donor, caller, 1)
    yield Action("approve", caller, ("BondingManager", MAX))
    yield scene.act("bond", caller, 1, scene.actor())
    yield from next_round(scene)
    yield scene.act("unbond", caller)
    yield Action("advance_rounds", "", (scene.parameter("unbondingPeriod"), 0))
    yield scene.act(name, caller)
