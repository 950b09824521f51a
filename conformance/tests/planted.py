"""Defects of one line, planted in Confluence's rules, each with the length of the shortest trace that shows it."""

from typing import Final, NamedTuple


class Planted(NamedTuple):
    """``old`` becomes ``new`` in the rule; ``shortest`` is the least number of steps after which the target differs."""

    rule: str
    old: str
    new: str
    shortest: int


PLANTED: Final = {
    # transfer
    "a transfer of everything": Planted("_move", "balances[source] >= value", "balances[source] > value", 1),
    # initialize, withdraw
    "fees to nobody": Planted("withdraw_fees", "recipient != NULL_ADDRESS", "True", 2),
    # fund, unlock
    "late unlock": Planted("unlock", "add(current, state", "add(current + 1, state", 2),
    # initialize, fund, redeem, redeem
    "a ticket twice": Planted("redeem_winning_ticket", "used_tickets[hash] = True", "used_tickets[hash] = False", 3),
    # initialize, approve, bond, fund, redeem
    "a deposit left": Planted("redeem_winning_ticket", "sender.deposit = 0", "sender.deposit = sender.deposit", 5),
    # approve, initialize, bond, next round, initialize, transfer
    "no fresh lock id": Planted("transfer_bond", "= new_lock_id + 1", "= new_lock_id", 6),
    # approve, initialize, bond, next round, initialize, reward
    "factor from nothing": Planted("add_rewards", "previous_factor, share(", "0, share(", 6),
    # approve, initialize, bond, next round, initialize, unbond, rebond
    "a lock that stays": Planted("finish_rebonding", "lock.amount = 0", "lock.amount = lock.amount", 7),
    # approve, initialize, bond, next round, initialize, reward, reward
    "reward twice": Planted("reward_with_hint", "record.last_reward_round != current", "True", 7),
    # approve, initialize, bond, next round, initialize, set_unbonding_period, unbond, withdraw
    "stake too early": Planted("withdraw_stake", "lock.withdraw_round <= current", "lock.withdraw_round <= current + 1", 8),
    # approve, initialize, bond, next round, initialize, reward, next round, initialize, reward
    "forgotten factor": Planted("add_rewards", "previous_pool.cumulative_reward_factor or PRECISE", "PRECISE", 9),
    # approve, initialize, bond; only a view differs
    "a wrong view": Planted("pending_stake", "earnings.pending(", "(lambda *a: (7, 0))(", 0),
}
