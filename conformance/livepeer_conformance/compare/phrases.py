"""Actions in protocol words."""

from functools import cache
from string import Formatter
from typing import Any, Final

from livepeer_conformance.compare.units import Unit, chance, show, unit_of
from livepeer_conformance.lockstep.naming import Naming
from livepeer_conformance.model.action import (
    ALWAYS,
    L1_SUPPLY_ACTION,
    TIME_ACTIONS,
    Action,
    EvidencePlan,
    PermitPlan,
    ProofPlan,
    ReceiptPlan,
    TicketPlan,
)
from livepeer_conformance.model.actors import ACTORS, REFUSERS
from livepeer_spec.transactions import TransactionType
from livepeer_spec.upgrades import upgrade
from livepeer_spec.versions import RULE_SETS

PHRASES: Final = {
    # Controller and managers.
    "set_contract_info": "{caller} registers {contract_address} as {id}",
    "update_controller": "{caller} lets the contract registered as {id} follow {controller}",
    "pause": "{caller} pauses the system",
    "unpause": "{caller} unpauses the system",
    "transfer_controller_ownership": "{caller} makes {new_owner} the Controller's owner",
    "set_controller": "{caller} lets {at} follow {controller}",
    # LivepeerToken.
    "transfer": "{caller} transfers {value} to {recipient}",
    "transfer_from": "{caller} transfers {value} from {owner} to {recipient}",
    "approve": "{caller} approves {value} to {spender}",
    "increase_allowance": "{caller} approves {added} more to {spender}",
    "decrease_allowance": "{caller} approves {subtracted} less to {spender}",
    "increase_approval": "{caller} approves {added} more to {spender}",
    "decrease_approval": "{caller} approves {subtracted} less to {spender}",
    "mint": "{caller} mints {amount} for {recipient}",
    "finish_minting": "{caller} finishes minting",
    "burn": "{caller} burns {value}",
    "burn_from": "{caller} burns {value} of {account}",
    "transfer_token_ownership": "{caller} makes {new_owner} the token's owner",
    "grant_role": "{caller} grants {role} to {account}",
    "revoke_role": "{caller} revokes {role} of {account}",
    "renounce_role": "{caller} renounces {role} of {account}",
    # Minter.
    "set_target_bonding_rate": "{caller} sets the target bonding rate to {target_bonding_rate}",
    "set_inflation_change": "{caller} sets the inflation change to {inflation_change}",
    "create_reward": "{caller} lets {at} mint a reward of {numerator} / {denominator} of the round's LPT",
    "trusted_transfer_tokens": "{caller} lets {at} transfer {amount} to {recipient}",
    "trusted_burn_tokens": "{caller} lets {at} burn {amount}",
    "trusted_withdraw_eth": "{caller} lets {at} pay {amount} to {recipient}",
    "deposit_eth": "{caller} deposits {sent} with {at}",
    "set_current_reward_tokens": "{caller} lets {at} compute the LPT of the round",
    "migrate_to_new_minter": "{caller} lets {at} hand everything to {new_minter}",
    # RoundsManager.
    "set_round_length": "{caller} sets the round length to {round_length}",
    "set_round_lock_amount": "{caller} sets the locked end of rounds to {round_lock_amount}",
    "set_lip_upgrade_round": "{caller} lets LIP-{lip} hold from {upgrade_round}",
    "initialize_round": "{caller} initializes the round",
    # BondingManager.
    "bond": "{caller} bonds {amount} to {to}",
    "bond_with_hint": "{caller} bonds {amount} to {to}",
    "bond_for_with_hint": "{caller} bonds {amount} to {to} for {owner}",
    "unbond": "{caller} unbonds {amount}",
    "unbond_with_hint": "{caller} unbonds {amount}",
    "rebond": "{caller} rebonds unbonding lock {lock_id}",
    "rebond_with_hint": "{caller} rebonds unbonding lock {lock_id}",
    "rebond_from_unbonded": "{caller}, unbonded, rebonds unbonding lock {lock_id} to {to}",
    "rebond_from_unbonded_with_hint": "{caller}, unbonded, rebonds unbonding lock {lock_id} to {to}",
    "transfer_bond": "{caller} transfers a bond of {amount} to {receiver}",
    "withdraw_stake": "{caller} withdraws the stake of unbonding lock {lock_id}",
    "withdraw_fees": "{caller} withdraws fees of {amount} to {recipient}",
    "claim_earnings": "{caller} claims earnings through {end_round}",
    "claim_snapshot_earnings": "{caller} claims {stake} and {fees} of the LIP-52 snapshot with {proof}",
    "transcoder": (
        "{caller} announces a reward cut of {reward_cut}, a fee share of {fee_share}"
        " and a price of {price_per_segment} a segment"
    ),
    "transcoder_with_hint": "{caller} sets a reward cut of {reward_cut} and a fee share of {fee_share}",
    "reward": "{caller} calls reward",
    "reward_with_hint": "{caller} calls reward",
    "update_transcoder_with_fees": "{caller} credits {account} with fees of {fees} for {round}",
    "slash_transcoder": "{caller} slashes {account} by {slash_amount}; the finder {finder} gets {finder_fee} of it",
    "set_current_round_total_active_stake": "{caller} lets the BondingManager fix the round's total active stake",
    "set_unbonding_period": "{caller} sets the unbonding period to {unbonding_period}",
    "set_active_transcoders": "{caller} lets the BondingManager elect the round's active set",
    "set_num_transcoders": "{caller} sets the size of the pool to {num_transcoders}",
    "set_num_active_transcoders": "{caller} sets the number of active orchestrators to {num_active_transcoders}",
    "set_max_earnings_claims_rounds": "{caller} sets the rounds of one claim to {max_earnings_claims_rounds}",
    "execute_lip_77": "{caller} executes LIP-77 with a bonded amount of {bonded_amount}",
    # TicketBroker.
    "fund_deposit": "{caller} adds {sent} to the deposit",
    "fund_reserve": "{caller} adds {sent} to the reserve",
    "fund_deposit_and_reserve": "{caller} adds {deposit} to the deposit and {reserve} to the reserve{unequal}",
    "fund_deposit_and_reserve_for": (
        "{caller} adds {deposit} to the deposit and {reserve} to the reserve of {account}{unequal}"
    ),
    "unlock": "{caller} unlocks deposit and reserve",
    "cancel_unlock": "{caller} cancels the unlock",
    "withdraw": "{caller} withdraws all that it deposited",
    "redeem_winning_ticket": "{caller} redeems a {ticket}",
    "batch_redeem_winning_tickets": "{caller} redeems {tickets} in a batch",
    "set_unlock_period": "{caller} sets the unlock period to {unlock_period}",
    "set_ticket_validity_period": "{caller} sets the ticket validity period to {ticket_validity_period}",
    # JobsManager.
    "deposit": "{caller} adds {sent} to the deposit",
    "job": (
        "{caller} asks for the stream {stream_id} in {transcoding_options} at up to {max_price_per_segment} a segment,"
        " until {end_block}"
    ),
    "claim_work": "{caller} claims the segments {segment_range} of job {job_id} with {claim_root}",
    "distribute_fees": "{caller} distributes the fees of claim {claim_id} of job {job_id}",
    "batch_distribute_fees": "{caller} distributes the fees of the claims {claim_ids} of job {job_id}",
    "verify": "{caller} submits {receipt} for verification",
    "receive_verification": (
        "{caller} answers for segment {segment_number} of claim {claim_id} of job {job_id}: right {result}"
    ),
    "missed_verification_slash": (
        "{caller} reports the missed verification of segment {segment_number} of claim {claim_id} of job {job_id}"
    ),
    "double_claim_segment_slash": (
        "{caller} reports segment {segment_number} in the claims {claim_id_1} and {claim_id_2} of job {job_id}"
    ),
    "set_verification_rate": "{caller} lets one of {verification_rate} segments be verified",
    "set_verification_period": "{caller} sets the verification period to {verification_period}",
    "set_verification_slashing_period": "{caller} sets the slashing period to {verification_slashing_period}",
    "set_failed_verification_slash_amount": "{caller} sets the slash for failed verification to {slash_amount}",
    "set_missed_verification_slash_amount": "{caller} sets the slash for missed verification to {slash_amount}",
    "set_double_claim_segment_slash_amount": "{caller} sets the slash for double claims to {slash_amount}",
    "set_finder_fee": "{caller} sets the finder's fee to {finder_fee}",
    # Verifier and faucet.
    "request_verification": (
        "{caller} asks the Verifier about segment {segment_number} of claim {claim_id} of job {job_id}"
    ),
    "callback": "{caller} answers request {request_id} with {result}",
    "set_verification_code_hash": "{caller} sets the verification code to {verification_code_hash}",
    "set_solver": "{caller} makes {solver} the solver",
    "add_solver": "{caller} adds the solver {solver}",
    "request": "{caller} asks the faucet for LPT",
    "add_to_whitelist": "{caller} lets {account} use the faucet without waiting",
    "remove_from_whitelist": "{caller} lets {account} wait for the faucet again",
    "transfer_faucet_ownership": "{caller} makes {new_owner} the faucet's owner",
    # Genesis.
    "set_allocations": (
        "{caller} splits the supply of {initial_supply}: crowd {crowd_supply}, company {company_supply},"
        " team {team_supply}, investors {investors_supply}, community {community_supply}"
    ),
    "start_genesis": "{caller} starts the genesis",
    "add_team_grant": "{caller} grants {amount} of the team's part to {receiver}",
    "add_investor_grant": "{caller} grants {amount} of the investors' part to {receiver}",
    "add_community_grant": "{caller} grants {amount} of the community's part to {receiver}",
    "end_genesis": "{caller} ends the genesis",
    "transfer_genesis_ownership": "{caller} makes {new_owner} the owner of the genesis",
    "release": "{caller} lets {at} release {token_address}",
    "revoke": "{caller} revokes the vesting of {token_address} in {at}",
    "transfer_vesting_ownership": "{caller} makes {new_owner} the owner of {at}",
    "release_time_lock": "{caller} lets {at} release its tokens",
    "start_mine": "{caller} starts the MerkleMine",
    "generate": "{caller} generates the allocation of {recipient} with {proof}",
    # Governor.
    "stage_update": "{caller} stages an update that can be executed {delay} later: {update}",
    "execute_update": "{caller} executes the update: {update}",
    "cancel_update": "{caller} cancels the update: {update}",
    "transfer_governor_ownership": "{caller} makes {new_owner} the Governor's owner",
    # Disputes.
    "set_arbitrator": "{caller} sets whether {arbitrator} is allowed to decide disputes: {allowed}",
    "set_dispute_stake": "{caller} sets the stake of a dispute to {amount}",
    "set_orchestrator_stake": "{caller} sets the least dispute stake of an orchestrator to {amount}",
    "set_eligibility_period": "{caller} sets for how long work can be disputed to {rounds}",
    "set_ruling_period": "{caller} sets for how long an arbitrator can rule to {rounds}",
    "set_slash_amount": "{caller} sets the part of its dispute stake that an orchestrator loses to {fraction}",
    "set_penalty": "{caller} lets losing orchestrators lose {fraction} of their bonds, and jails them for {rounds}",
    "slash_bond": "{caller} slashes {fraction} of the bond of {account}",
    "set_delegation_slash_amount": "{caller} lets a lost dispute take {fraction} of all delegated stake",
    "slash_delegations": "{caller} slashes {fraction} of all that is delegated to {account}",
    "jail": "{caller} jails {account} for {rounds}",
    "set_accuser_reward": "{caller} sets the part of a penalty that an accuser gets to {fraction}",
    "set_treasury": "{caller} lets {recipient} have what losers of disputes lose",
    "raise_dispute": "{caller} raises a dispute with evidence signed by {evidence}",
    "rule_dispute": "{caller} rules in dispute {id}, for the accuser: {for_accuser}",
    "lapse_dispute": "{caller} lets dispute {id} lapse",
    "lock_dispute_stake": "{caller} locks {amount} against disputes",
    "unlock_dispute_stake": "{caller} unlocks its dispute stake",
    "withdraw_dispute_stake": "{caller} withdraws its dispute stake",
    "support_arbitrator": "{caller} supports the arbitrator {arbitrator}",
    "drop_arbitrator": "{caller} supports the arbitrator {arbitrator} no more",
    # Council.
    "set_member": "{caller} sets whether {member} is a member of the council: {belongs}",
    "set_threshold": "{caller} lets {threshold} votes of the council decide",
    "ask_council": "{caller} asks the council about dispute {id}",
    "council_vote": "{caller} votes in the council on dispute {id}, for the accuser: {for_accuser}",
    # Vote of token holders.
    "set_quorum": "{caller} sets which part of the stake has to vote to {fraction}",
    "set_voting_period": "{caller} sets for how long holders can vote to {rounds}",
    "ask_holders": "{caller} asks the holders about dispute {id}",
    "vote_with_stake": "{caller} votes with its stake on dispute {id}, for the accuser: {for_accuser}",
    "execute_vote": "{caller} executes the holders' vote on dispute {id}",
    # Court.
    "join_court": "{caller} becomes a juror with {amount}",
    "leave_court": "{caller} leaves the court",
    "withdraw_from_court": "{caller} withdraws its stake from the court",
    "ask_court": "{caller} asks the court about dispute {id}",
    "draw_jurors": "{caller} draws jurors for dispute {id}",
    "commit_vote": "{caller} commits to a vote on dispute {id}: {commitment}",
    "reveal_vote": "{caller} reveals its vote on dispute {id}, for the accuser: {for_accuser}, with salt {salt}",
    "settle_case": "{caller} settles the case about dispute {id}",
    "set_seats": "{caller} sets how many seats a case has to {seats}",
    "set_seat_deposit": "{caller} sets the deposit of a seat to {amount}",
    "set_commit_period": "{caller} sets for how long jurors can commit to {rounds}",
    "set_reveal_period": "{caller} sets for how long jurors can reveal to {rounds}",
    "set_max_jurors": "{caller} sets how many jurors there can be to {count}",
    # Referrals and the escalation game.
    "refer_dispute": "{caller} refers dispute {id} to {arbitrator}",
    "ask_escalation": "{caller} begins an escalation game about dispute {id}",
    "answer_dispute": "{caller} answers dispute {id}, for the accuser: {for_accuser}, with a bond of {bond}",
    "escalate_dispute": "{caller} escalates dispute {id}, for the accuser: {for_accuser}, with a bond of {bond}",
    "execute_answer": "{caller} executes the last answer to dispute {id}",
    "collect_bond": "{caller} collects the bond of answer {index} to dispute {id}",
    "set_min_bond": "{caller} sets the least bond of an answer to {amount}",
    "set_final_bond": "{caller} sets the least bond to escalate to {amount}",
    "set_answer_period": "{caller} sets for how long an answer can be contradicted to {rounds}",
    "set_final_arbitrator": "{caller} lets {arbitrator} decide what is escalated",
    # Proofs.
    "set_executor": "{caller} sets whether {executor} is an executor: {belongs}",
    "set_executor_threshold": "{caller} sets how many executors have to find the same to {threshold}",
    "ask_proof": "{caller} asks for a proof about dispute {id}",
    "prove_dispute": "{caller} decides dispute {id} by a proof about the work of {evidence}: {proof}",
    # Fault-based verification.
    "challenge_work": "{caller} challenges the work of {evidence}",
    "resolve_challenge": "{caller} resolves challenge {id} by a proof about the work of {evidence}: {proof}",
    "expire_challenge": "{caller} lets challenge {id} expire",
    "set_verification_cost": "{caller} sets what a challenger pays to {amount}",
    "set_challenge_period": "{caller} sets for how long work can be challenged to {rounds}",
    "set_proof_period": "{caller} sets for how long a challenge can be proved to {rounds}",
    "set_fault_slash_amount": "{caller} sets the part of its bond that an orchestrator loses for a fault to {fraction}",
    "set_fault_finder_fee": "{caller} sets the part of what is slashed that a challenger gets to {fraction}",
    # The others.
    "set_service_uri": "{caller} sets the service URI to {service_uri}",
    "set_snapshot": "{caller} stores {root} as the snapshot {id}",
    "create_poll": "{caller} creates a poll on {proposal}",
    "vote": "{caller} votes {choice_id} in {at}",
    "destroy_poll": "{caller} removes {at}",
    "permit": "{caller} submits {permit}",
    # The whitepaper's own.
    "set_parameter": "{caller} sets the parameter {name} to {value}",
    "found": "{caller} founds the protocol with {bonding_manager}, {jobs_manager}, {governance} and {truebit}",
    "remember": "{caller} has the hash of {number} remembered",
    "resign_as_transcoder": "{caller} resigns as transcoder",
    "update_delegator_stake": "{caller} claims all earnings",
    "transcode_availability": "{caller} takes another job",
    "end_availability": "{caller} lets {account} have no further job",
    "end_job": "{caller} ends job {job_id}",
    "result": "{caller} answers request {request_id}: passed is {passed}",
    "add_fees": "{caller} credits {account} with fees of {fees} for a job of {round}",
    "pay_out": "{caller} lets {account} be paid",
    "slash_for_fault": "{caller} slashes {account} and all behind it by {slash_amount}; the finder is {finder}",
    "burn_common": "{caller} burns {amount} of the common pool",
    "spend_common": "{caller} pays {recipient} {amount} of the common pool",
    "propose_parameter": "{caller} proposes to set the parameter {name} to {value}",
    "propose_burn": "{caller} proposes to burn {amount} of the common pool",
    "propose_spend": "{caller} proposes to pay {recipient} {amount} of the common pool",
    "vote_for": "{caller} votes for proposal {proposal_id}",
}
"""A sentence for each transaction: ``caller``, the arguments by name, ``at`` (the contract) and ``sent`` (the ETH)."""

_OTHER_PHRASES: Final = {
    "transcoder": "{caller} sets a reward cut of {reward_cut} and a fee share of {fee_share}",
    "unbond": "{caller} unbonds everything",
    "withdraw_stake": "{caller} withdraws all unbonded stake",
    "withdraw_fees": "{caller} withdraws all fees",
    "job": "{caller} asks for the stream {stream_id} in {transcoding_options} at {price_per_segment} a segment",
    "claim_work": "{caller} claims the segments {first_segment} to {last_segment} of job {job_id} with {claim_root}",
    "verify": "{caller} submits segment {segment_number} of claim {claim_id} of job {job_id} for verification",
}
"""Sentences for transactions that take other arguments in some rule sets."""

_CALLDATA: Final = {
    "truncated": "the last byte of the calldata missing",
    "unknown_selector": "the selector of no function",
    "empty": "empty calldata",
    "dirty_bits": "dirty high bits in the calldata",
}
_ARTICLES: Final = frozenset(("owner", "verifier", "migrator"))
_HINTS: Final = ("previous", "next", "old_previous", "old_next", "new_previous", "new_next")


def describe_action(action: Action, naming: Naming | None = None) -> str:
    """One step in protocol words; ``naming`` gives addresses in hexadecimal the names that they have in a run."""
    if action.name in TIME_ACTIONS:
        return _describe_time(action)
    if action.name == L1_SUPPLY_ACTION:
        supply = _argument(action.args[0] if action.args else None, Unit.LPTU, naming)
        return f"the L2LPTDataCache reports a supply of {supply} on L1"
    words = _words(action, naming)
    template = _template(action.name, words) if words is not None else None
    if template is None or words is None:
        arguments = ", ".join(_argument(value, None, naming) for value in action.args)
        return f"{_name(action.caller, naming)} calls {action.name}({arguments})" + _remarks(action, "", naming)
    return template.format_map(words) + _remarks(action, template, naming)


def _template(name: str, words: dict[str, str]) -> str | None:
    """The sentence of a transaction that has a gap for no other words than these."""
    sentences = (PHRASES.get(name), _OTHER_PHRASES.get(name))
    return next((sentence for sentence in sentences if sentence and _gaps(sentence) <= words.keys()), None)


@cache
def _gaps(sentence: str) -> frozenset[str]:
    return frozenset(field for _, field, _, _ in Formatter().parse(sentence) if field)


def _describe_time(action: Action) -> str:
    if action.name == "advance_to_lock":
        return "time passes to the locked end of the round"
    if len(action.args) != len(TIME_ACTIONS[action.name]):
        return f"{action.name}{action.args}"
    if action.name == "advance_blocks":
        return _pass(action.args[0], "block")
    rounds, blocks = action.args
    if rounds == 0:
        return f"time passes to {_plural(blocks, 'block')} after the start of the round"
    return _pass(rounds, "round") + (f", and {_plural(blocks, 'block')} of the next" if blocks else "")


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _pass(count: int, noun: str) -> str:
    return _plural(count, noun) + (" passes" if count == 1 else " pass")


@cache
def type_of(name: str, arguments: int) -> TransactionType | None:
    """The transaction with a name and so many arguments; the same in all upgrades that have it."""
    known = [upgrade(slug).catalogue.transactions.get(name) for slug in RULE_SETS]
    return next((kind for kind in known if kind is not None and len(kind.parameters) == arguments), None)


def _words(action: Action, naming: Naming | None) -> dict[str, str] | None:
    """What fills the gaps of a phrase; None for arguments that the transaction does not take."""
    args = action.args
    words = {"caller": _name(action.caller, naming), "sent": show(action.value, Unit.WEI, str), "unequal": ""}
    if action.name == "redeem_winning_ticket" and len(args) == 1 and isinstance(args[0], TicketPlan):
        words["ticket"] = describe_ticket(args[0], naming)
        return words
    if action.name == "batch_redeem_winning_tickets" and args and isinstance(args[0], tuple):
        words["tickets"] = _batch(args, naming)
        return words
    if action.name == "permit" and len(args) == 1 and isinstance(args[0], PermitPlan):
        words["permit"] = _permit(args[0], naming)
        return words
    if action.name in ("raise_dispute", "challenge_work") and len(args) == 1 and isinstance(args[0], EvidencePlan):
        words["evidence"] = _evidence(args[0], naming)
        return words
    if action.name == "verify" and len(args) == 1 and isinstance(args[0], ReceiptPlan):
        words["receipt"] = _receipt(args[0])
        return words
    kind = type_of(action.name, len(args))
    if kind is None:
        return None
    words["at"] = _name(action.at or kind.contract, naming)
    for parameter, value in zip(kind.parameters, args, strict=True):
        if parameter == "update":
            words[parameter] = _update(value, naming)
            continue
        words[parameter] = _argument(value, unit_of(action.name, parameter), naming)
    if "deposit" in kind.parameters:
        deposit, reserve = args[-2:]
        if isinstance(deposit, int) and isinstance(reserve, int) and deposit + reserve != action.value:
            words["unequal"] = f", sending {words['sent']}"
    if action.name == "claim_snapshot_earnings":
        words["proof"] = _proof(args[2])
    return words


def _argument(value: Any, unit: Unit | None, naming: Naming | None) -> str:
    if isinstance(value, Action):
        return describe_action(value, naming)
    if isinstance(value, TicketPlan):
        return describe_ticket(value, naming)
    if isinstance(value, PermitPlan):
        return _permit(value, naming)
    if isinstance(value, ReceiptPlan):
        return _receipt(value)
    if isinstance(value, EvidencePlan):
        return _evidence(value, naming)
    if isinstance(value, ProofPlan):
        return _exact_proof(value, naming)
    if not isinstance(value, str):
        return show(value, unit, _hexadecimal)
    if unit is Unit.ADDRESS or value.startswith("0x"):
        return _name(value, naming)
    kind, _, rest = value.partition(":")
    if kind in ("id", "role") and unit is Unit.WORD:
        return rest
    if kind == "snapshot" and unit is Unit.WORD:
        return f"the root of snapshot {rest}"
    if kind in ("challenged", "unchallenged") and rest.isdecimal():
        return _segment(value)
    if kind == "commit" and unit is Unit.WORD:
        return f"the commitment of request {rest}"
    if kind == "receipts" and unit is Unit.WORD:
        return "the root of their receipts" + (f" ({rest.replace('_', ' ')})" if rest else "")
    if kind == "recipients":
        return "the root of the recipients" if rest == "root" else f"the proof of {rest}"
    return repr(value) if unit is Unit.TEXT else value


def _hexadecimal(address: bytes) -> str:
    return "0x" + address.hex()


def _name(name: str, naming: Naming | None) -> str:
    """An account or contract as the subject or object of a sentence."""
    if name.startswith("0x") and len(name) == 42 and naming is not None:
        try:
            name = naming.name(bytes.fromhex(name[2:]))
        except ValueError:
            return name
    if name in _ARTICLES:
        return f"the {name}"
    if name == "null":
        return "the null address"
    wish, _, job = name.partition(":")
    if wish in ("elected", "not-elected"):
        return f"{'the transcoder' if wish == 'elected' else 'another transcoder than the one'} elected for job {job}"
    if name in REFUSERS:
        return f"{name} (which accepts no ETH)"
    if name in ACTORS or not name[:1].isupper():
        return name
    return f"the {name}"


def describe_ticket(plan: TicketPlan, naming: Naming | None = None) -> str:
    """A ticket in words: ``ticket of 1 ETH from dave to alice (created 1 round ago, wrong signer)``."""
    remarks = []
    if plan.win_prob != ALWAYS:
        remarks.append(f"win probability {chance(plan.win_prob)}")
    if plan.wins is not None:
        remarks.append("wins" if plan.wins else "loses")
    if plan.nonce:
        remarks.append(f"nonce {plan.nonce:,}")
    if plan.rand != 1:
        remarks.append(f"random number {plan.rand:,}")
    if plan.age:
        remarks.append(f"created {_plural(plan.age, 'round')} ago")
    if plan.flaw:
        remarks.append(plan.flaw.replace("_", " "))
    sender, recipient = _name(plan.sender, naming), _name(plan.recipient, naming)
    text = f"ticket of {show(plan.face_value, Unit.WEI, str)} from {sender} to {recipient}"
    return text + (f" ({', '.join(remarks)})" if remarks else "")


def _batch(args: tuple[Any, ...], naming: Naming | None) -> str:
    plans, left_out = args[0], args[1] if len(args) > 1 else 0
    text = "; ".join(f"a {_argument(plan, None, naming)}" for plan in plans) or "no tickets"
    if left_out > 0:
        text += f", with {_plural(left_out, 'signature')} missing"
    if left_out < 0:
        text += f", with {_plural(-left_out, 'signature')} too many"
    return text


def _segment(segment: int | str) -> str:
    """A segment's number, or what is wished of it."""
    if isinstance(segment, int):
        return f"{segment:,}"
    wish, _, start = segment.partition(":")
    return f"(the first {wish} one from {start} on)"


def _receipt(plan: ReceiptPlan) -> str:
    remarks = [word.replace("_", " ") for word in (plan.form, plan.flaw) if word]
    text = f"segment {_segment(plan.segment)} of claim {plan.claim} of job {plan.job}"
    return text + (f" ({', '.join(remarks)})" if remarks else "")


def _permit(plan: PermitPlan, naming: Naming | None) -> str:
    text = f"a signed approval of {show(plan.value, Unit.LPTU, str)} from {_name(plan.owner, naming)}"
    text += f" to {_name(plan.spender, naming)}"
    remarks = [plan.flaw.replace("_", " ")] if plan.flaw else []
    if plan.seconds_left is not None:
        remarks.append(f"{_plural(plan.seconds_left, 'second')} before its deadline")
    return text + (f" ({', '.join(remarks)})" if remarks else "")


def _evidence(plan: EvidencePlan, naming: Naming | None) -> str:
    text = f"{_name(plan.orchestrator, naming)} of segment {plan.segment:,}"
    if plan.age:
        text += f", made {_plural(abs(plan.age), 'round')} {'ago' if plan.age > 0 else 'ahead'}"
    text += f", before {_name(plan.arbitrator, naming)}"
    return text + (f" ({plan.flaw.replace('_', ' ')})" if plan.flaw else "")


def _exact_proof(plan: ProofPlan, naming: Naming | None) -> str:
    names = ", ".join(_name(name, naming) for name in plan.executors) or "nobody"
    text = f"{'another' if plan.differs else 'the same'} rendition found by {names}"
    return text + (f" ({plan.flaw.replace('_', ' ')})" if plan.flaw else "")


def _update(update: Any, naming: Naming | None) -> str:
    """The calls of an update of the Governor."""
    if not isinstance(update, tuple) or len(update) != 4:
        return str(update)
    targets, values, calls, nonce = update
    parts = []
    for position, call in enumerate(calls):
        text = _argument(call, Unit.BYTES, naming)
        if not isinstance(call, Action) and position < len(targets):
            text = f"{text} to {_name(targets[position], naming)}"
        if position < len(values) and values[position] and not (isinstance(call, Action) and call.value):
            text += f", sending {show(values[position], Unit.WEI, str)}"
        parts.append(text)
    told = "; ".join(parts) or "no calls"
    if not len(targets) == len(values) == len(calls):
        told += f" (with {_plural(len(targets), 'target')} and {_plural(len(values), 'value')})"
    return told + (f" (nonce {nonce:,})" if nonce else "")


def _proof(proof: Any) -> str:
    if isinstance(proof, str):
        return f"a proof in snapshot {proof.removeprefix('proof:')}"
    return f"a proof of {_plural(len(proof), 'node')}" if proof else "no proof"


def _remarks(action: Action, template: str, naming: Naming | None) -> str:
    """What is said after the sentence: position hints, a call that follows, ETH, the contract, damaged calldata."""
    remarks = _hints(action, naming) if template else []
    if action.name == "claim_snapshot_earnings" and template and action.args[3] != "0x":
        remarks.append(f"then {_argument(action.args[3], Unit.BYTES, naming)}")
    if action.value and "{sent}" not in template and "{unequal}" not in template:
        remarks.append(f"sending {show(action.value, Unit.WEI, str)}")
    if action.at and "{at}" not in template:
        remarks.append(f"at {_name(action.at, naming)}")
    if action.calldata:
        remarks.append("with " + _CALLDATA.get(action.calldata, f"{action.calldata} calldata"))
    return "".join(f", {remark}" for remark in remarks)


def _hints(action: Action, naming: Naming | None) -> list[str]:
    kind = type_of(action.name, len(action.args))
    if kind is None:
        return []
    given = dict(zip(kind.parameters, action.args, strict=True))
    named = {name: given[name] for name in _HINTS if isinstance(given.get(name), str)}
    remarks = []
    for prefix, label in (("", "hint"), ("old_", "hint for the old delegate"), ("new_", "hint for the new delegate")):
        pair = [named.get(f"{prefix}{end}", "null") for end in ("previous", "next")]
        if pair != ["null", "null"]:
            remarks.append(f"{label}: between {_name(pair[0], naming)} and {_name(pair[1], naming)}")
    return remarks
