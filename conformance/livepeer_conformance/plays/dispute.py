"""A dispute: a stream with an orchestrator that cheats, from fast verification to a ruling on chain; or a false one.

The nodes are those of the reference implementation, the verifier is a process of its own, and the contracts are those
of the proposed upgrade ``arbitration``.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from livepeer_conformance.model.action import Action
from livepeer_conformance.model.actors import account
from livepeer_conformance.plays.broker_chain import BrokerChain
from livepeer_conformance.plays.dispute_play import DisputePlay
from livepeer_conformance.suites.scenario import ETH, LPT, UNLIMITED
from livepeer_conformance.verdict import NotRun
from livepeer_reference.nodes.segments import SECONDS, cut, make_source
from livepeer_reference.streaming.evidence import Agreement
from livepeer_reference.streaming.orchestrator import Account
from livepeer_reference.streaming.serving import Serving, serving
from livepeer_reference.verifying import checking, judging
from livepeer_reference.verifying.accused import Accused
from livepeer_reference.verifying.broadcaster import VerifyingBroadcaster
from livepeer_reference.verifying.cheating import MEMBERS
from livepeer_reference.verifying.folder import EvidenceFolder
from livepeer_reference.verifying.full import FullVerification, accused_by
from livepeer_reference.verifying.page import page
from livepeer_reference.verifying.queue import Queue
from livepeer_reference.verifying.reading import read
from livepeer_reference.verifying.result import Verified
from livepeer_spec.offchain.profiles import PRESETS
from livepeer_spec.offchain.sending import SenderConfig
from livepeer_spec.primitives.fractions import PPM, part
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.types import Lptu
from livepeer_spec.verification.evidence import Domain
from livepeer_spec.verification.fast.standing import Policy
from livepeer_spec.verification.full import WHOLE, FullPolicy, Verdict
from livepeer_spec.verification.review import Decision

BROADCASTER: Final = "erin"
TRUSTED: Final = "alice"
SUSPECT: Final = "carol"
STAKES: Final = {TRUSTED: 3_000 * LPT, SUSPECT: 2_000 * LPT}
COUNCIL: Final = ("bob", "dave", "frank")
VOTES: Final = 2
"""Members of the council that decide."""
CAST: Final = (BROADCASTER, *STAKES, *COUNCIL)

PROFILES: Final = tuple(PRESETS[name] for name in ("P144p30fps16x9", "P240p30fps16x9"))
GAS_PRICE: Final = 200
_SENDER: Final = SenderConfig(Fraction(3 * 10**12), Fraction(2 * 10**13))
_FAST: Final = Policy(timeout=60_000)
_ENDS_WITHIN: Final = 20.0
_FULL: Final = FullPolicy(("the verifier",), frequency=WHOLE)


class DisputeWalk:
    """One dispute on a play. ``is_false`` is whether the orchestrator is honest and the accuser is not.

    Attributes:
        equations: what must be equal at the end, in words, with both amounts.
    """

    def __init__(self, play: DisputePlay, segments: int, folder: Path, is_false: bool) -> None:
        self.play = play
        self.equations: list[tuple[str, Lptu, Lptu]] = []
        self._segments = segments
        self._evidence = EvidenceFolder(folder)
        self._is_false = is_false
        self._chain = BrokerChain(play, GAS_PRICE)

    async def run(self) -> None:
        """Play it all."""
        with self._evidence.keeping():
            self._begin()
            before = self.play.holdings()
            accused, kept = await self._stream()
            name = self._accused_falsely(accused) if self._is_false else self._review(kept)
            self._raise(read(self._evidence.path / name))
            self._rule(name)
            self._reconcile(before, self.play.holdings())

    # Terms.

    def _begin(self) -> None:
        play, amount = self.play, self.play.parameters.orchestrator_stake
        play.title("Terms: a council, and orchestrators that lock a stake and support it")
        play.initialized()
        for member in COUNCIL:
            play.tx("owner", "set_member", member, True)
        play.tx("owner", "set_threshold", VOTES)
        play.tx("owner", "set_arbitrator", "Council", True)
        for name, stake in STAKES.items():
            play.orchestrator(name, stake, fee_share=0)
            play.tx(name, "approve", "Disputes", UNLIMITED)
            play.tx(name, "lock_dispute_stake", amount)
            play.tx(name, "support_arbitrator", "Council")
        play.next_round()
        play.funded(BROADCASTER, ETH, ETH)

    def _agreement(self) -> Agreement:
        naming = self.play.world.naming
        return Agreement(Domain(self.play.state.chain_id, naming.address("Disputes")), naming.address("Council"))

    # The stream.

    async def _stream(self) -> tuple[Verified, list[str]]:
        """Send the stream: what the suspect made of a segment, and the names of the evidence that was kept."""
        play, behaviour = self.play, "honest" if self._is_false else "tampering"
        play.title("A stream with fast verification, and full verification beside it")
        video, agreement = cut(make_source(self._segments)), self._agreement()
        async with AsyncExitStack() as stack:
            nodes: dict[str, Serving] = {}
            for name, does in ((TRUSTED, "honest"), (SUSPECT, behaviour)):
                who = account(name)
                key = who.key or b""
                serves = serving(
                    Account(key, who.address), self._chain, make_member=MEMBERS[does], agreement=agreement
                )  # fmt: skip
                nodes[name] = await stack.enter_async_context(serves)
                play.note(f"{name} listens at {nodes[name].uri}; {BROADCASTER} {_TRUST[name]}")
            verifier = await stack.enter_async_context(verifier_process())
            full = FullVerification(_FULL, {_FULL.verifiers[0]: verifier}, self._evidence, self._note(nodes))
            who = account(BROADCASTER)
            node = VerifyingBroadcaster(
                who.key or b"", who.address, self._chain, _SENDER, PROFILES, "stream", self._stake, self._note(nodes),
                policy=_FAST, trusted=(nodes[TRUSTED].uri,), agreement=agreement, full=full,
            )  # fmt: skip
            try:
                await node.discover([entry.uri for entry in nodes.values()])
                results = [await node.send(segment.number, segment.data, Fraction(SECONDS)) for segment in video]
                await full.settled()
            finally:
                await full.close()
                await node.close()
            self._equal("segments in the playlist and in the stream", len(full.state.playlist), len(video))
            made = [done for done in results if done.session.uri == nodes[SUSPECT].uri]
            if not made:
                raise NotRun(f"no result of {SUSPECT} was used: this machine may be too slow for the nodes")
            return made[0], full.kept

    def _stake(self, address: bytes) -> Lptu:
        return STAKES[self.play.name(address)]

    def _note(self, nodes: dict[str, Serving]) -> Any:
        """What tells a node's words with names for addresses."""

        def note(text: str) -> None:
            for name, node in nodes.items():
                text = text.replace(node.uri, name)
            self.play.note(text)

        return note

    # Evidence and review.

    def _review(self, kept: list[str]) -> str:
        """What a person does with what was kept; the name of the first piece."""
        if not kept:
            raise NotRun("full verification did not say anything about the cheat: see what the verifier said")
        play, queue = self.play, Queue(self._evidence)
        play.title("Review: a person looks at what was flagged")
        entries, now = [queue.entry(name) for name in kept], int(time.time())
        file = self._evidence.path / "page.html"
        file.write_text(page(queue, entries, now), encoding="utf-8")
        play.note(f"{len(entries)} flagged; {file.name} shows source and rendition side by side")
        entry = entries[0]
        may = queue.may_raise(entry, False, now)
        play.note(f"{entry.name[:16]}: a dispute may {'' if may else 'not '}be raised before anybody has decided")
        queue.decide(entry, Decision.TAMPERED, BROADCASTER, now)
        may = queue.may_raise(queue.entry(entry.name), False, now)
        play.note(f"{BROADCASTER} decides: tampered; a dispute may {'' if may else 'not '}be raised")
        return entry.name

    def _accused_falsely(self, done: Verified) -> str:
        """What an accuser makes up about an honest rendition; its name."""
        play = self.play
        play.title("A false accusation: nothing was flagged, and nobody reviews it")
        said = judging.Judgement(Verdict.TAMPERED, "none", "made up by the accuser")
        name = self._evidence.keep(accused_by(done, 0, said))
        play.note(f"{BROADCASTER} claims that {SUSPECT}'s rendition of segment {done.number} is tampered with")
        return name

    # On chain.

    def _raise(self, accused: Accused) -> None:
        play = self.play
        play.title("Dispute: evidence by hash and signature, and a stake")
        play.tx(BROADCASTER, "approve", "Disputes", UNLIMITED)
        if self._is_false:
            forged = accused.evidence._replace(source=keccak(b"another source"))
            step = play.attempt(Action("raise_dispute", BROADCASTER, _arguments(play, forged, accused.signature)))
            assert step.outcome is not None
            refused = 0 if step.outcome.reason is None else 1
            self._equal("disputes refused whose source was not signed", refused, 1)
        play.tx(BROADCASTER, "raise_dispute", *_arguments(play, accused.evidence, accused.signature))

    def _rule(self, name: str) -> None:
        """Each member checks the evidence on its own, and votes; the second vote rules."""
        play = self.play
        play.title("Ruling: members of the council check the evidence and vote")
        for member in COUNCIL[:VOTES]:
            found = checking.check(read(self._evidence.path / name), judging.verify)
            holds = all(finding.holds for finding in found if finding.is_needed)
            last = found[-1]
            play.note(f"{member} checks {name[:16]}: the {last.field} {last.text}: {'yes' if last.holds else 'no'}")
            play.tx(member, "council_vote", 1, holds)

    def _reconcile(self, before: Any, after: Any) -> None:
        """What must be equal, to the unit."""
        play, terms = self.play, self.play.parameters
        play.title("Reconciliation, to the unit")
        gained = after[BROADCASTER].lpt - before[BROADCASTER].lpt
        lost = _total(before[SUSPECT]) - _total(after[SUSPECT])
        burned = before["supply"].lpt - after["supply"].lpt
        if self._is_false:
            self._equal(f"what {BROADCASTER} lost and the stake of a dispute", -gained, terms.dispute_stake)
            self._equal(f"what {SUSPECT} lost", lost, 0)
            self._equal("what was burned and the accuser's stake", burned, terms.dispute_stake)
        else:
            penalty = part(terms.orchestrator_stake, terms.slash_amount, PPM)
            penalty += part(before[SUSPECT].stake, terms.bond_slash_amount, PPM)
            reward = part(penalty, terms.accuser_reward, PPM)
            self._equal(f"what {SUSPECT} lost and the penalties on both its stakes", lost, penalty)
            self._equal(f"what {BROADCASTER} got and the reward", gained, reward)
            self._equal("what was burned and the penalty less the reward", burned, penalty - reward)
        self._equal(f"what {TRUSTED} holds before and after", *map(_total, (before[TRUSTED], after[TRUSTED])))
        self._equal("stakes of accusers that are held back", after["accusers"].lpt, 0)
        totals = (sum(_total(one) for name, one in held.items() if name != "supply") for held in (before, after))
        first, last = totals
        self._equal("what all hold less, and what was burned", first - last, burned)

    def _equal(self, text: str, left: Lptu, right: Lptu) -> None:
        self.equations.append((text, left, right))
        self.play.note(f"{text}: {left:,} {'=' if left == right else 'IS NOT'} {right:,}")


_TRUST: Final = {TRUSTED: "trusts it", SUSPECT: "does not know it yet"}


def _total(held: Any) -> Lptu:
    return int(held.lpt + held.stake + held.locked)


def _arguments(play: DisputePlay, evidence: Any, signature: bytes) -> tuple[Any, ...]:
    """Evidence and signature as actions have them."""
    fields = [play.name(value) if name == "arbitrator" else "0x" + value.hex() if isinstance(value, bytes) else value
              for name, value in evidence._asdict().items()]  # fmt: skip
    return tuple(fields), "0x" + signature.hex()


@asynccontextmanager
async def verifier_process() -> AsyncIterator[str]:
    """A verifier in a process of its own, for as long as the block lasts: its address."""
    pipe = asyncio.subprocess.PIPE
    node = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "livepeer_reference.verifying", "verifier", stdin=pipe, stdout=pipe
    )
    try:
        assert node.stdout is not None
        line = await node.stdout.readline()
        if not line:
            raise NotRun("the process of the verifier ended before it listened; its words are above")
        yield line.decode("ascii").removeprefix("listening at ").strip()
    finally:
        assert node.stdin is not None
        # Its input ends, and so does it.
        node.stdin.close()
        try:
            async with asyncio.timeout(_ENDS_WITHIN):
                await node.communicate()
        except TimeoutError:
            node.kill()
            await node.wait()
