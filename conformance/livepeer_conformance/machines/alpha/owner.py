"""What the owner decides about jobs and their verification."""

from livepeer_conformance.machines.alpha.registering import proposes, provokes
from livepeer_conformance.machines.alpha.scene import AlphaScene
from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.scene import MAX
from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import Reason

PERIODS = ("set_verification_period", "set_verification_slashing_period")
PARTS = (
    "set_failed_verification_slash_amount", "set_missed_verification_slash_amount",
    "set_double_claim_segment_slash_amount", "set_finder_fee",
)  # fmt: skip


@proposes("set_verification_rate", family="owner", weight=2)
def set_verification_rate(scene: AlphaScene, name: str) -> Proposal:
    """Verify more or fewer segments; mostly every second one or all."""
    return scene.act(name, scene.owner, scene.pick((1, 2, 2, 3, 1000)))


@proposes(*PERIODS, family="owner", weight=4)
def set_period(scene: AlphaScene, name: str) -> Proposal:
    """Change how long segments can be verified, or missed ones reported."""
    return scene.act(name, scene.owner, scene.pick((1, 2, 10, 10, 20)))


@proposes(*PARTS, family="owner", weight=8)
def set_part(scene: AlphaScene, name: str) -> Proposal:
    """Change a penalty or what finders get of it."""
    return scene.act(name, scene.owner, scene.fraction())


@proposes("set_verification_code_hash", family="owner", weight=2)
def set_code_hash(scene: AlphaScene, name: str) -> Proposal:
    """Name other code for the solver to run."""
    return scene.act(name, scene.owner, scene.pick(("", "Qm" + "x" * 44)))


@proposes("set_solver", "add_solver", family="owner", weight=2)
def set_solver(scene: AlphaScene, name: str) -> Recipe:
    """Let an actor answer, and the solver again."""
    yield scene.act(name, scene.owner, scene.actor())
    if name == "set_solver":
        yield scene.act(name, scene.owner, "verifier")


@provokes("set_verification_rate", Reason.ZERO_VERIFICATION_RATE)
def set_zero(scene: AlphaScene, name: str) -> Proposal:
    """Verify one of no segments."""
    return scene.act(name, scene.owner, 0)


@provokes(PERIODS, Reason.VERIFICATION_WINDOW_TOO_LONG, Reason.ADDITION_OVERFLOW)
def set_long_period(scene: AlphaScene, name: str) -> Proposal:
    """Periods that outlast the blocks whose hashes are known."""
    return scene.act(name, scene.owner, scene.pick((257, 10**6, MAX)))


@provokes(PARTS, Reason.INVALID_SLASH_AMOUNT, Reason.INVALID_FINDER_FEE)
def set_beyond_one(scene: AlphaScene, name: str) -> Proposal:
    """More than all."""
    return scene.act(name, scene.owner, scene.pick((10**6 + 1, MAX)))


@provokes(("set_solver", "add_solver"), Reason.SOLVER_NULL)
def appoint_nobody(scene: AlphaScene, name: str) -> Proposal:
    """Let the null address answer."""
    return scene.act(name, scene.owner, "null")


@provokes("add_solver", Reason.SOLVER_KNOWN)
def appoint_twice(scene: AlphaScene, name: str) -> Proposal:
    """Add a solver that is listed."""
    return scene.act(name, scene.owner, "verifier")


@provokes("increase_approval", Reason.ADDITION_OVERFLOW)
def increase_without_end(scene: AlphaScene, name: str) -> Recipe:
    """Raise an allowance beyond the range of integers."""
    caller, spender = scene.actor(), scene.actor()
    yield Action("approve", caller, (spender, 1 + scene.below(3)))
    yield scene.act(name, caller, spender, MAX)


@proposes("increase_approval", "decrease_approval", family="token", weight=6)
def change_approval(scene: AlphaScene, name: str) -> Proposal:
    """Raise or lower an allowance, which stops at nothing."""
    return scene.act(name, scene.actor(), scene.another(""), scene.amount(10**24))


@provokes("burn", Reason.BURN_EXCEEDS_BALANCE)
def burn_too_much(scene: AlphaScene, name: str) -> Proposal:
    """Destroy more than there is."""
    caller = scene.actor()
    return scene.act(name, caller, scene.lpt(caller) + 1)


@provokes(("mint", "transfer_token_ownership", "finish_minting"), Reason.NOT_OWNER)
def use_token_of_another(scene: AlphaScene, name: str) -> Proposal:
    """Do what is the token owner's."""
    arguments = {"mint": ("alice", 1), "transfer_token_ownership": ("alice",), "finish_minting": ()}
    return scene.act(name, scene.actor(), *arguments[name])
