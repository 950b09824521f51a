"""A staking and payment history of five rounds, in the rules alone, with figures from the deployed contracts.

A and its delegator D have 700 and 300 LPT with A, C has 500 LPT with itself and never calls reward. Round 12: reward,
then a ticket of 1 ETH. Round 13: a ticket of 1 ETH, then reward. Round 14: nothing. Round 15: reward, then a ticket of
7 ETH of which deposit and reserve can pay 5. Then D claims, and A. Both upgrades give the same figures.
"""

from collections.abc import Callable

import pytest
from spec_chain import ETHER, LPT, Chain, account

UPGRADES = pytest.mark.parametrize("upgrade", ["streamflow", "confluence"])


class History:
    """The history, a round at a time."""

    def __init__(self, upgrade: str) -> None:
        self.chain = chain = Chain(upgrade)
        self.a, self.d, c = chain.give("A", 1000 * LPT), chain.give("D", 1000 * LPT), chain.give("C", 1000 * LPT)
        sender = chain.give("S", 0, 9 * ETHER)
        chain.go_to_round(11)
        chain.send("bond", 700 * LPT, self.a, sender=self.a)
        chain.send("bond", 300 * LPT, self.a, sender=self.d)
        chain.send("bond", 500 * LPT, c, sender=c)
        chain.send("transcoder", 123_456, 654_321, sender=self.a)
        chain.send("fund_deposit_and_reserve", 5 * ETHER, 4 * ETHER, sender=sender, value=9 * ETHER)

    def round_12(self) -> int:
        self.chain.go_to_round(12)
        minted = self._reward()
        self._pay(1 * ETHER, nonce=1)
        return minted

    def round_13(self) -> int:
        self.chain.go_to_round(13)
        self._pay(1 * ETHER, nonce=2)
        return self._reward()

    def round_14(self) -> None:
        self.chain.go_to_round(14)

    def round_15(self) -> int:
        self.chain.go_to_round(15)
        minted = self._reward()
        self._pay(7 * ETHER, nonce=3)
        return minted

    def claim(self, delegator: bytes) -> tuple[int, int]:
        """Claim; gives rewards and fees of the event."""
        (claimed,) = self.chain.send("claim_earnings", self.chain.view("current_round"), sender=delegator)
        return claimed.rewards, claimed.fees

    def pool(self, number: int) -> tuple[int, int, int]:
        """Stake, reward factor and fee factor of A's round."""
        pool = self.chain.state.bonding.earnings_pools[self.a, number]
        return pool.total_stake, pool.cumulative_reward_factor, pool.cumulative_fee_factor

    def cumulative(self) -> tuple[int, int]:
        """What A earned for itself and has not claimed: rewards and fees."""
        record = self.chain.state.bonding.transcoders[self.a]
        return record.cumulative_rewards, record.cumulative_fees

    def pending(self, delegator: bytes) -> tuple[int, int]:
        """Stake and fees with earnings."""
        return self.chain.view("pending_stake", delegator, 0), self.chain.view("pending_fees", delegator, 0)

    def _pay(self, amount: int, nonce: int) -> None:
        self.chain.send("redeem_winning_ticket", *self.chain.ticket("S", self.a, amount, nonce), sender=self.d)

    def _reward(self) -> int:
        events = self.chain.send("reward", sender=self.a)
        assert [type(event).__name__ for event in events] == ["Transfer", "Mint", "Reward"]
        amount: int = events[-1].amount
        return amount


def after(upgrade: str, *rounds: Callable[[History], object]) -> History:
    """The history as it is after some rounds."""
    history = History(upgrade)
    for play in rounds:
        play(history)
    return history


@UPGRADES
def test_round_12_reward_then_fees_matches_the_deployed_figures(upgrade: str) -> None:
    """Given the first reward and then the first fees, factors and pending amounts are the deployed ones."""
    history = History(upgrade)
    assert history.round_12() == 1_476_666_665_190_000_000_000
    assert history.chain.view("inflation") == 221_500
    assert history.chain.view("current_mintable_tokens") == 2_215_000_000_000_000_000_000
    assert history.cumulative() == (182_303_359_817_696_640_000, 345_679_000_000_000_000)
    assert history.pool(12) == (
        1000 * LPT,
        2_294_363_305_372_303_360_000_000_000,
        475_489_602_483_831_046_836_758,
    )
    assert history.pending(history.a) == (1_788_357_673_578_308_992_000, 678_521_721_738_681_732)
    assert history.pending(history.d) == (688_308_991_611_691_008_000, 142_646_880_745_149_314)


@UPGRADES
def test_round_13_fees_then_reward_matches_the_deployed_figures(upgrade: str) -> None:
    """Given fees before the reward call, they are shared by the factor of the round before."""
    history = after(upgrade, History.round_12)
    assert history.round_13() == 1_847_372_417_549_889_744_949
    assert history.chain.view("current_mintable_tokens") == 2_220_327_819_999_672_180_000
    assert history.cumulative() == (529_566_814_877_024_117_641, 739_521_492_639_460_231)
    assert history.chain.state.bonding.transcoders[history.a].active_cumulative_rewards == 182_303_359_817_696_640_000
    assert history.pool(13) == (
        2_476_666_665_190_000_000_000,
        3_794_472_267_862_865_627_307_085_840,
        1_081_647_109_844_370_815_082_096,
    )
    assert history.pending(history.d) == (1_138_341_680_358_859_688_192, 324_494_132_953_311_244)


@UPGRADES
def test_round_14_without_calls_writes_the_stake_alone(upgrade: str) -> None:
    """Given a round in which A does nothing, its pool has the stake of the last reward and no factors."""
    history = after(upgrade, History.round_12, History.round_13, History.round_14)
    assert history.pool(14) == (4_324_039_082_739_889_744_949, 0, 0)


@UPGRADES
def test_round_15_fees_after_a_missed_round_match_the_deployed_figures(upgrade: str) -> None:
    """Given a missed round, fees after the reward are shared by an estimated factor, and both claims are exact."""
    history = after(upgrade, History.round_12, History.round_13, History.round_14)
    assert history.round_15() == 1_999_530_316_282_439_127_552
    assert history.cumulative() == (991_071_804_945_556_640_801, 2_868_591_279_854_367_120)
    assert history.pool(15)[1:] == (
        5_332_497_594_076_772_231_698_505_830,
        3_362_823_807_132_473_494_716_561,
    )
    assert history.claim(history.d) == (1_299_749_278_223_031_669_509, 1_008_847_142_139_742_048)
    assert history.claim(history.a) == (4_023_820_120_799_297_202_989, 5_222_567_944_847_098_566)
    assert history.chain.state.bonding.delegators[history.a].delegated_amount == 6_323_569_399_022_328_872_501
    assert history.chain.view("get_sender_info", account("S")) == ((0, 0), (2 * ETHER, 2 * ETHER))


@UPGRADES
def test_rejected_transaction_leaves_the_history_untouched(upgrade: str) -> None:
    """Given a rejection after effects, when it is undone, then every record is as before."""
    history = after(upgrade, History.round_12)
    before = history.pending(history.a), history.pending(history.d), history.pool(12)
    assert history.chain.rejection("unbond", 10**30, sender=history.d) is not None
    assert (history.pending(history.a), history.pending(history.d), history.pool(12)) == before
