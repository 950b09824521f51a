"""Reading the spec's records straight from the contracts' storage.

A slot takes a fraction of the time of a view. It is used where a contract's artifact brings a storage layout in which
the state variables have the deployed contracts' names, and only after the layout was seen to be true. Storage is no
part of the protocol: an implementer may keep a value in another form under the same name, so that the views have the
last word, unless the layout is the reference contract's.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from livepeer_conformance.adapters.artifacts import Artifact
from livepeer_conformance.adapters.layout import Layout, Place
from livepeer_conformance.backends.base import Backend
from livepeer_conformance.lockstep.naming import Naming
from livepeer_conformance.model.difference import Difference
from livepeer_spec.primitives.journal import Record
from livepeer_spec.primitives.types import Address

Entry = tuple[Any, Any, Any]
"""An entry of the spec's journal: record or table, field or key, replaced value."""

_RECORDS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "Controller": ("Controller", ("",)),
    "Registration": ("Controller", ("registry[0].",)),
    "Token": ("LivepeerToken", ("", "_")),
    "Minter": ("", ("",)),
    "Rounds": ("RoundsManager", ("",)),
    "Bonding": ("BondingManager", ("",)),
    "Delegator": ("BondingManager", ("delegators[0].",)),
    "UnbondingLock": ("BondingManager", ("delegators[0].unbondingLocks[1].", "locks[0][1].")),
    "Transcoder": ("BondingManager", ("transcoders[0].",)),
    "EarningsPool": ("BondingManager", ("transcoders[0].earningsPoolPerRound[1].", "pools[0][1].")),
    "SortedList": ("BondingManager", ("transcoderPoolV2.", "transcoderPool.", "candidates.")),
    "Node": ("BondingManager", ("transcoderPoolV2.nodes[0].", "transcoderPool.nodes[0].", "candidates.nodes[0].")),
    "TicketBroker": ("TicketBroker", ("",)),
    "Sender": ("TicketBroker", ("senders[0].",)),
    "Reserve": ("TicketBroker", ("reserves[0].",)),
    "Governor": ("Governor", ("",)),
    "Jobs": ("JobsManager", ("",)),
    "Job": ("JobsManager", ("jobs[0].",)),
    "Claim": ("JobsManager", ("claims[0][1].",)),
    "Broadcaster": ("JobsManager", ("broadcasters[0].",)),
    "ActiveSet": ("BondingManager", ("activeTranscoderSet[0].",)),
    "Verifier": ("Verifier", ("",)),
    "Request": ("Verifier", ("requests[0].",)),
    "Faucet": ("LivepeerTokenFaucet", ("",)),
    "Genesis": ("GenesisManager", ("",)),
    "Mine": ("MerkleMine", ("",)),
    "Protocol": ("Protocol", ("",)),
    "Governance": ("Governance", ("",)),
    "Proposal": ("Governance", ("getProposal[0].",)),
    "Disputes": ("Disputes", ("",)),
    "Dispute": ("Disputes", ("disputes[0].",)),
    "SlashFactors": ("BondingManager", ("slashFactors[0].",)),
    "DisputeStake": ("Disputes", ("stakes[0].",)),
    "Support": ("Disputes", ("support[0][1].",)),
    "Council": ("Council", ("",)),
    "Ballot": ("Council", ("ballots[0].",)),
    "TokenVote": ("TokenVote", ("",)),
    "StakePoll": ("TokenVote", ("polls[0].",)),
    "Court": ("Court", ("",)),
    "Juror": ("Court", ("jurors[0].",)),
    "Case": ("Court", ("cases[0].",)),
    "Panelist": ("Court", ("panelists[0][1].",)),
    "Escalation": ("Escalation", ("",)),
    "Game": ("Escalation", ("games[0].",)),
    "Answer": ("Escalation", ("answers[0][1].",)),
    "ReExecution": ("ReExecution", ("",)),
    "FaultVerification": ("FaultVerification", ("",)),
    "Challenge": ("FaultVerification", ("challenges[0].",)),
}
"""For each kind of record its contract (empty: the one at the record's key) and what may stand before its fields."""

_TABLES: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "controller of": ("", ("controller",)),
    "LPT of": ("LivepeerToken", ("balances[0]", "_balances[0]", "balanceOf[0]")),
    "allowance of": ("LivepeerToken", ("allowances[0][1]", "_allowances[0][1]", "allowed[0][1]", "allowance[0][1]")),
    "role of": ("LivepeerToken", ("holders[0][1]", "_roles[0].members[1]")),
    "permit nonce of": ("LivepeerToken", ("nonces[0]", "_nonces[0]._value")),
    "withdraw round of": ("BondingManager", ("delegators[0].withdrawRound",)),
    "block hash of round": ("RoundsManager", ("blockHashForRound[0]", "blockHashes[0]")),
    "upgrade round of LIP": ("RoundsManager", ("lipUpgradeRound[0]",)),
    "used ticket": ("TicketBroker", ("usedTickets[0]",)),
    "reserve claimed in round": ("TicketBroker", ("reserves[0].claimedForRound[1]",)),
    "reserve claimed by": ("TicketBroker", ("reserves[0].claimedByAddress[1][2]",)),
    "snapshot": ("MerkleSnapshot", ("snapshot[0]",)),
    "staged update": ("Governor", ("updates[0]",)),
    "is solver": ("Verifier", ("isSolver[0]",)),
    "vesting of": ("GenesisManager", ("vestingHolders[0]",)),
    "time lock of": ("GenesisManager", ("timeLockedHolders[0]",)),
    "allocation generated of": ("MerkleMine", ("generated[0]",)),
    "deposit of": ("JobsManager", ("deposits[0]",)),
    "availability of": ("JobsManager", ("isAvailable[0]",)),
    "segments claimed by": ("JobsManager", ("work[0][1]",)),
    "segments claimed in round": ("JobsManager", ("totalWork[0]",)),
    "submitted segment": ("JobsManager", ("claims[0][1].submitted[2]",)),
    "verifications passed by": ("JobsManager", ("passedBy[0]",)),
    "verifications failed by": ("JobsManager", ("failedBy[0]",)),
    "active stake of round": ("BondingManager", ("totalActiveStake[0]",)),
    "vote": ("Governance", ("hasVoted[0][1][2]",)),
    "stake in favour": ("Governance", ("yesStake[0][1]",)),
    "remembered block hash": ("BlockHashes", ("remembered[0]",)),
    "arbitrator": ("Disputes", ("isArbitrator[0]",)),
    "jailed until": ("BondingManager", ("jailedUntil[0]",)),
    "noted slash factor": ("BondingManager", ("notedSlashFactor[0]",)),
    "dispute about evidence": ("Disputes", ("raised[0][1]",)),
    "council member": ("Council", ("isMember[0]",)),
    "council vote": ("Council", ("hasVoted[0][1]",)),
    "holder vote": ("TokenVote", ("votedWith[0][1]",)),
    "juror in slot": ("Court", ("slots[0]",)),
    "seat": ("Court", ("seatOf[0][1]",)),
    "executor": ("ReExecution", ("isExecutor[0]",)),
    "proof asked for": ("ProofArbitrator", ("isAsked[0]",)),
    "dispute proved": ("ProofArbitrator", ("isProved[0]",)),
    "challenge of evidence": ("FaultVerification", ("challenged[0][1]",)),
}
"""For each table its contract and where its entries may be; a reserve's tables have the reserve's key in front."""

_CONTRACTS: Final = frozenset(contract for contract, _ in (*_RECORDS.values(), *_TABLES.values())) | {"Minter"}
_ZEROS: Final = (0, bytes(20), bytes(32))

_LABELS: Final = {
    ("Node", "stake"): "key",
    ("Node", "previous"): "prev",
    ("Registration", "address"): "contractAddress",
}
"""Fields that are no variable's name in other spelling."""

_LPTU_FIELDS: Final = frozenset(
    (
        "bonded_amount", "delegated_amount", "amount", "active_cumulative_rewards", "cumulative_rewards", "total_stake",
        "stake", "current_round_total_active_stake", "next_round_total_active_stake", "total_supply",
        "current_mintable_tokens", "current_minted_tokens", "LPT of", "allowance of", "reward_pool", "claimable_stake",
        "transcoder_reward_pool", "total_bonded", "common_pool", "active stake of round", "stake in favour",
        "dispute_stake", "orchestrator_stake", "least_stake", "holder vote",
        "seat_deposit", "locked", "weight", "min_bond", "final_bond", "bond", "verification_cost", "cost",
    )
)  # fmt: skip
_WEI_FIELDS: Final = frozenset(
    (
        "fees", "cumulative_fees", "deposit", "funds", "reserve claimed in round", "reserve claimed by", "fee_pool",
        "transcoder_fee_pool", "price_per_segment", "pending_price_per_segment", "max_price_per_segment", "escrow",
        "reserved", "deposit of",
    )
)  # fmt: skip

_MAX_CACHED: Final = 1 << 18


@dataclass(eq=False, slots=True)
class _Slot:
    """One value of the spec's state, and where the target has it."""

    entry: Entry
    values: Any
    key: Any
    is_bytes: bool
    address: Address
    slot: int
    shift: int
    mask: int

    def value(self, word: int) -> int:
        """The value's bits of the slot's word."""
        return word >> self.shift & self.mask

    def holds(self, word: int) -> bool:
        """Whether the word has the value that the spec has."""
        expected = self.values[self.key]
        return self.value(word) == (int.from_bytes(expected, "big") if self.is_bytes else expected)


class RecordReader:
    """Compares what the spec wrote with the target's storage; until :meth:`verify` was called it knows no place.

    Attributes:
        refused: contracts whose layout is not used although there is one, and why.
    """

    def __init__(
        self,
        backend: Backend,
        addresses: Mapping[str, Address],
        artifacts: Mapping[str, Artifact],
        known: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        """Read the layouts; ``known`` are those of the reference contracts. Raises ``ArtifactError`` for a bad one."""
        self.refused: dict[str, str] = {}
        self._storage_many = backend.storage_many
        self._addresses = dict(addresses)
        self._names = {address: name for name, address in addresses.items()}
        self._layouts: dict[Address, Layout] = {}
        self._binding: set[Address] = set()
        for name, address in addresses.items():
            artifact = artifacts.get(f"{name}Target", artifacts.get(name))
            if artifact is not None and artifact.storage_layout is not None:
                self._layouts[address] = Layout(artifact.storage_layout, artifact.source)
                if artifact.storage_layout == known.get(artifact.name):
                    self._binding.add(address)
        self._is_verified = False
        self._state: Any = None
        self._forget()

    def check(self, state: Any, entries: Iterable[Entry]) -> tuple[list[Entry], list[Entry]]:
        """Compare every value that ``entries`` of the journal of ``state`` wrote.

        Gives the entries whose value in storage differs, and those whose place is not known.
        """
        if not self._is_verified:
            return [], list(entries)
        if state is not self._state:
            self._state = state
            self._forget()
        cache: Any = self._slots
        groups: dict[Address, dict[_Slot, None]] = {}
        unknown = []
        for entry in entries:
            try:
                found = cache[id(entry[0])][entry[1]]
            except KeyError:
                found = self._locate(entry)
            if found is None:
                unknown.append(entry)
            elif found.address in groups:
                groups[found.address][found] = None
            else:
                groups[found.address] = {found: None}
        different = []
        for address, slots in groups.items():
            words = self._storage_many(address, [slot.slot for slot in slots])
            for slot, word in zip(slots, words, strict=True):
                if (word != slot.values[slot.key] or slot.shift) and not slot.holds(word):
                    different.append(slot.entry)
        return different, unknown

    def difference(self, entry: Entry, naming: Naming) -> Difference:
        """The difference that :meth:`check` found in an entry, in protocol words."""
        owner, key, _ = entry
        slot = self._locate(entry)
        assert slot is not None, "the place of an entry that differs is known"
        observed: Any = slot.value(self._storage_many(slot.address, [slot.slot])[0])
        expected = slot.values[slot.key]
        if slot.is_bytes:
            # A value that does not fit the type at all is shown whole.
            size = max(len(expected), (observed.bit_length() + 7) // 8)
            observed = observed.to_bytes(size, "big")
        elif isinstance(expected, bool):
            observed = bool(observed)
        field = key if isinstance(owner, Record) else owner.name
        unit = "LPTU" if field in _LPTU_FIELDS else "wei" if field in _WEI_FIELDS else ""
        if isinstance(owner, Record):
            return Difference(f"{type(owner).__name__}({_show(owner.key, naming)})", key, expected, observed, unit)
        return Difference(f"{owner.name} {_show(self._full_key(owner, key), naming)}", "", expected, observed, unit)

    def settle(self, entries: Iterable[Entry], naming: Naming) -> list[Difference]:
        """The differences in ``entries``, which the views do not show.

        A layout that is the reference contract's is held to, any other one is refused.
        """
        found = [(entry, slot.address) for entry in entries if (slot := self._locate(entry)) is not None]
        differences = [self.difference(entry, naming) for entry, address in found if address in self._binding]
        for entry, address in found:
            if address not in self._binding:
                self.refuse(address, f"storage has another {_label(entry)} than the views")
        return differences

    def compare(self, state: Any, entries: Iterable[Entry], naming: Naming) -> tuple[list[Difference], list[Entry]]:
        """As :meth:`check`, with the differences in protocol words."""
        different, unknown = self.check(state, entries)
        return [self.difference(entry, naming) for entry in different], unknown

    def verify(self, state: Any, entries: Iterable[Entry]) -> None:
        """Accept the layouts that storage agrees with; to be called after the deployment's steps, with all entries.

        What the steps wrote has been compared through the views by then, so storage must show it too. A layout that
        no value other than zero confirms is not used, unless it is the reference contract's.
        """
        self._is_verified = True
        entries = list(entries)
        different, _ = self.check(state, entries)
        for entry in different:
            slot = self._locate(entry)
            if slot is not None:
                self.refuse(slot.address, f"slot {slot.slot:#x} does not hold {_label(entry)}")
        confirmed = set()
        for entry in entries:
            slot = self._locate(entry)
            if slot is not None and slot.values[slot.key] not in _ZEROS:
                confirmed.add(slot.address)
        for address in set(self._layouts) - confirmed - self._binding:
            self.refuse(address, "no value in storage confirms it")
        self._forget()

    def refuse(self, address: Address, reason: str) -> None:
        """Use the layout of the contract at ``address`` no more."""
        if self._layouts.pop(address, None) is not None and self._names[address] in _CONTRACTS:
            self.refused[self._names[address]] = reason
        self._forget()

    def _forget(self) -> None:
        self._slots: dict[int, dict[Any, _Slot | None]] = {}
        self._places: dict[tuple[Address, tuple[str, ...]], Place | None] = {}
        self._reserve_of: dict[int, Address] = {}
        self._cached = 0

    def _locate(self, entry: Entry) -> _Slot | None:
        owner, key, _ = entry
        known = self._slots.setdefault(id(owner), {})
        if key in known:
            return known[key]
        self._cached += 1
        if self._cached > _MAX_CACHED:
            self._forget()
            known = self._slots.setdefault(id(owner), {})
        known[key] = found = self._find(entry)
        return found

    def _find(self, entry: Entry) -> _Slot | None:
        owner, key, _ = entry
        if isinstance(owner, Record):
            contract, prefixes = _RECORDS.get(type(owner).__name__, ("", ()))
            label = _LABELS.get((type(owner).__name__, key)) or _camel_case(key)
            paths = tuple(prefix + label for prefix in prefixes)
            values, full_key = owner.__dict__, owner.key
        else:
            contract, paths = _TABLES.get(owner.name, ("", ()))
            values, full_key = owner, self._full_key(owner, key)
        parts = full_key if isinstance(full_key, tuple) else (full_key,)
        address = self._addresses.get(contract) if contract else parts[0]
        if contract == "LivepeerToken" and self._is_of_another_token(owner):
            return None
        if not paths or address not in self._layouts:
            return None
        place = self._place(address, paths)
        if place is None:
            return None
        slot = place.slot_of(parts)
        return _Slot(entry, values, key, isinstance(values[key], bytes), address, slot, place.shift, place.mask)

    def _is_of_another_token(self, owner: Any) -> bool:
        """Whether a record or table does not belong to the protocol's own token."""
        token = self._state.token
        return not any(owner is part for part in (token, *vars(token).values()))

    def _place(self, address: Address, paths: tuple[str, ...]) -> Place | None:
        found = self._places.get((address, paths))
        if found is None and (address, paths) not in self._places:
            layout = self._layouts[address]
            places = (layout.place(path) for path in paths)
            found = self._places[address, paths] = next((place for place in places if place is not None), None)
        return found

    def _full_key(self, table: Any, key: Any) -> Any:
        """A table's key; in front of it the account whose reserve the table belongs to, if it belongs to one."""
        if not table.name.startswith("reserve claimed"):
            return key
        holder = self._reserve_of.get(id(table))
        if holder is None:
            for account, reserve in self._state.broker.reserves.items():
                self._reserve_of[id(reserve.claimed_for_round)] = account
                self._reserve_of[id(reserve.claimed_by_address)] = account
            holder = self._reserve_of[id(table)]
        return (holder, *key) if isinstance(key, tuple) else (holder, key)


def _camel_case(name: str) -> str:
    return re.sub(r"_(\w)", lambda match: match.group(1).upper(), name)


def _label(entry: Entry) -> str:
    owner, key, _ = entry
    return f"{type(owner).__name__}.{key}" if isinstance(owner, Record) else str(owner.name)


def _show(key: Any, naming: Naming) -> str:
    """A key in a reader's words."""
    parts = key if isinstance(key, tuple) else (key,)
    shown = []
    for part in parts:
        if isinstance(part, bytes):
            shown.append(naming.name(part) if len(part) == 20 else "0x" + part.hex())
        else:
            shown.append(str(part))
    return ", ".join(shown)
