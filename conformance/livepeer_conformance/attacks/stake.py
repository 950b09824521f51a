"""Attacks with stake: transcoders that do nothing useful, work for themselves only, or make rubbish."""

from typing import Final

from livepeer_conformance.attacks.attack import Attack, Figures, Inequality, Stage
from livepeer_conformance.attacks.given import PRICE, claim, elected, offer, transcoder, until_paid
from livepeer_conformance.model.action import ReceiptPlan
from livepeer_conformance.plays.play import Play
from livepeer_conformance.suites.scenario import ETH, LPT, PPM

_SECTION: Final = "Useless or Self Dealing Transcoder"
_WORKING_STAKE: Final = 1_000 * LPT
_SEGMENTS: Final = 4


def useless(stage: Stage, stake: int, fee_share: int = PPM) -> Figures:
    """Dave keeps all rewards, shares no fees and is too dear to be elected; else he delegates to bob, who works."""
    play = stage.play("dave is a useless transcoder")
    play.initialized()
    transcoder(play, "bob", _WORKING_STAKE, 0, fee_share)
    transcoder(play, "dave", stake, PPM, 0, 100 * PRICE)
    as_transcoder = _one_round(play, ("bob", "dave"))
    play = stage.play("dave delegates the same stake to bob")
    play.initialized()
    transcoder(play, "bob", _WORKING_STAKE, 0, fee_share)
    play.bonded("dave", stake, "bob")
    as_delegator = _one_round(play, ("bob",))
    return {
        "fees of the useless transcoder, wei": as_transcoder["wei"],
        "fees of a delegator with that stake, wei": as_delegator["wei"],
        "what being useless gains more, LPTU": as_transcoder["lptu"] - as_delegator["lptu"],
        "a millionth of the round's new tokens, LPTU": play.state.minters[_minter(play)].current_mintable_tokens // PPM,
        "transactions of the useless transcoder, gas": as_transcoder["gas"],
        "transactions of the delegator, gas": as_delegator["gas"],
    }


def _minter(play: Play) -> bytes:
    return play.world.naming.address("Minter")


def _one_round(play: Play, active: tuple[str, ...]) -> dict[str, int]:
    """A round with its rewards and a job; what dave gained of each, and the gas that he used for all of it."""
    play.next_round()
    for name in active:
        play.tx(name, "reward")
    play.tx("alice", "deposit", value=ETH)
    job = offer(play)
    worker = elected(play, job)
    until_paid(play, worker, job, [claim(play, worker, job, 0, _SEGMENTS - 1)])
    for name in ("bob", "dave"):
        play.tx(name, "claim_earnings", play.round)
    dave = play.holdings()["dave"]
    return {"wei": dave.fees, "lptu": dave.total_lptu, "gas": play.gas["dave"]}


def tolerance(stage: Stage, tolerated: int) -> Figures:
    """Two transcoders are active for two rounds and only bob works in the first; the tolerance is set by vote."""
    play = stage.play("dave is active without working")
    play.initialized()
    for name, stake in (("bob", 3 * _WORKING_STAKE), ("dave", _WORKING_STAKE)):
        transcoder(play, name, stake)
    play.next_round()
    play.tx("bob", "propose_parameter", "competitivenessTolerance", tolerated)
    play.tx("bob", "vote_for", 0)
    play.tx("bob", "transcode_availability")
    play.tx("alice", "deposit", value=ETH)
    play.tx("alice", "job", "stream", "c0a6517a", PRICE)
    play.advance_blocks(2)
    play.tx("bob", "claim_work", 0, 0, _SEGMENTS - 1, "0x" + "11" * 32)
    for name in ("bob", "dave"):
        play.tx(name, "reward")
    play.next_round()
    earned = {}
    for name in ("bob", "dave"):
        play.tx(name, "update_delegator_stake")
        play.tx(name, "reward")
        earned[name] = _pool_of(play, name)
    return {
        "reward of the useless transcoder, LPTU": earned["dave"],
        "reward of as much working stake, LPTU": earned["bob"] // 3,
    }


def _pool_of(play: Play, name: str) -> int:
    """Rewards of a transcoder's current round that nobody has claimed."""
    pool = play.state.bonding.earnings_pools[play.world.naming.address(name), play.round]
    return int(pool.reward_pool + pool.transcoder_reward_pool)


def self_dealing(stage: Stage, shared: int, others: int = 1_000 * LPT) -> Figures:
    """Dave is elected for frank's job, which is his own; ``others`` is what erin delegates to him, in LPTU."""
    gains = {}
    for fake_jobs in (1, 0):
        play = stage.play("dave works for his own account frank" if fake_jobs else "dave does not")
        play.initialized()
        transcoder(play, "bob", _WORKING_STAKE)
        transcoder(play, "dave", _WORKING_STAKE, 0, shared, PRICE - 1)
        if others:
            play.bonded("erin", others, "dave")
        play.next_round()
        play.tx("dave", "reward")
        before = play.holdings()
        if fake_jobs:
            _pay_oneself(play)
        for name in ("dave", "erin") if others else ("dave",):
            play.tx(name, "claim_earnings", play.round)
        after = play.holdings()
        gains[fake_jobs] = after["dave"].total_lptu - before["dave"].total_lptu
        if fake_jobs:
            wei = [sum(held[name].total_wei for name in ("dave", "frank")) for held in (before, after)]
    return {
        "ETH of dave and frank before, wei": wei[0],
        "ETH of dave and frank after, wei": wei[1],
        "tokens that dave gains by it, LPTU": gains[1] - gains[0],
    }


def _pay_oneself(play: Play) -> None:
    play.tx("frank", "deposit", value=ETH)
    job = offer(play, PRICE - 1, "frank")
    worker = elected(play, job)
    until_paid(play, worker, job, [claim(play, worker, job, 0, _SEGMENTS - 1)])


def misbehaving(stage: Stage, slash: int, rounds: int = 10) -> Figures:
    """Dave undercuts everybody and makes rubbish; each round he is slashed, registers again, and tries once more."""
    play = stage.play("dave makes rubbish until nobody elects him")
    play.initialized()
    rival = 1_200 * LPT
    for name, stake in (("bob", 1_500 * LPT), ("carol", rival)):
        transcoder(play, name, stake)
    transcoder(play, "dave", 2_000 * LPT, price=PRICE - 1)
    play.tx("owner", "set_failed_verification_slash_amount", slash)
    play.tx("owner", "set_verification_rate", 1)
    play.tx("alice", "deposit", value=ETH)
    slashes = 0
    play.next_round()
    while play.read("is_active_transcoder", "dave", play.round) and slashes < rounds:
        job = offer(play, PRICE - 1)
        claim_id = claim(play, elected(play, job), job, 0, 0)
        play.advance_blocks(1)
        play.tx("dave", "verify", ReceiptPlan(job, claim_id, 0))
        play.tx("verifier", "callback", slashes, "0x" + "11" * 32)
        slashes += 1
        play.tx("dave", "transcoder", 0, PPM, PRICE - 1)
        play.next_round()
    dave = play.holdings()["dave"]
    return {
        "slashes": slashes,
        "stake that is left, LPTU": dave.stake,
        "stake that keeps the role, LPTU": rival,
        "fees for rubbish, wei": dave.fees,
    }


ATTACKS: Final = (
    Attack(
        name="useless-transcoder",
        section=_SECTION,
        statement="A transcoder with enough stake can keep all rewards, share no fees and be so dear that it never"
        " works. It is better off delegating the same stake to one that works and shares its fees.",
        rules="alpha",
        cast=("alice", "bob", "dave"),
        parameter="stake, LPTU",
        values=(500 * LPT, 1_000 * LPT, 2_000 * LPT),
        run=useless,
        inequalities=(
            Inequality("fees of the useless transcoder, wei", "<", "fees of a delegator with that stake, wei"),
            Inequality(
                "what being useless gains more, LPTU", "<=", "a millionth of the round's new tokens, LPTU"
            ),
            Inequality("transactions of the delegator, gas", "<", "transactions of the useless transcoder, gas"),
        ),
    ),
    Attack(
        name="useless-transcoder-tolerance",
        section=_SECTION,
        statement="CompetitivenessTolerance makes a transcoder work for its allocation: with too small a share of the"
        " work it gets none.",
        rules="alpha-whitepaper",
        cast=("alice", "bob", "dave"),
        parameter="CompetitivenessTolerance, ppm",
        values=(0, 500_000, 900_000),
        run=tolerance,
        inequalities=(
            Inequality("reward of the useless transcoder, LPTU", "<", "reward of as much working stake, LPTU"),
        ),
    ),
    Attack(
        name="self-dealing-transcoder",
        section=_SECTION,
        statement="A transcoder that works for a stream of its own pays itself: what its delegators get of the fees is"
        " lost, and it gets no token for it.",
        rules="alpha",
        cast=("bob", "dave", "erin", "frank"),
        parameter="fee share, ppm",
        values=(100_000, 500_000, 1_000_000),
        run=self_dealing,
        inequalities=(
            Inequality("ETH of dave and frank after, wei", "<", "ETH of dave and frank before, wei"),
            Inequality("tokens that dave gains by it, LPTU", "<=", 0),
        ),
    ),
    Attack(
        name="invalid-transcoder",
        section=_SECTION,
        statement="A transcoder whose output is invalid is slashed until its stake is too low to keep the role.",
        rules="alpha",
        cast=("alice", "bob", "carol", "dave"),
        parameter="slash for a failed verification, ppm",
        values=(100_000, 200_000, 500_000),
        run=misbehaving,
        inequalities=(
            Inequality("stake that is left, LPTU", "<", "stake that keeps the role, LPTU"),
            Inequality("fees for rubbish, wei", "<=", 0),
        ),
    ),
)  # fmt: skip
