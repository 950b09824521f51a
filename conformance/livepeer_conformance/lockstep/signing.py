"""Tickets, permits, evidence and proofs, made and signed for one run."""

from functools import lru_cache

from coincurve import PrivateKey

from livepeer_conformance.lockstep.naming import Naming
from livepeer_conformance.model.action import EvidencePlan, PermitPlan, ProofPlan, TicketPlan
from livepeer_conformance.model.actors import ACTORS, account
from livepeer_spec.offchain.profiles import PRESETS
from livepeer_spec.offchain.results import result_message
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.signature import ORDER, ethereum_message_digest
from livepeer_spec.primitives.types import Address, Hash32, Round
from livepeer_spec.upgrades.streamflow.ticket_broker import (
    Ticket,
    lottery_value,
    recipient_rand_hash,
    ticket_hash,
)
from livepeer_spec.verification.evidence import Domain, Evidence, evidence_digest, evidence_of
from livepeer_spec.verification.exact import ExactDomain, ExactResult, result_digest

_PROFILE = PRESETS["P240p30fps16x9"]
_FAR_ROUND = 2**64
"""A creation round that no run reaches."""


@lru_cache(maxsize=64)
def _private_key(name: str) -> PrivateKey:
    key = account(name).key
    if key is None:
        raise ValueError(f"{name} has no key")
    return PrivateKey(key)


def sign(name: str, digest: Hash32) -> bytes:
    """The account's signature of a digest: r, s and v in 65 bytes, with low s (RFC 6979)."""
    signature = _private_key(name).sign_recoverable(digest, hasher=None)
    return signature[:64] + bytes([27 + signature[64]])


def damage(signature: bytes, flaw: str) -> bytes:
    """A signature with a flaw; the same where the flaw is none of signatures."""
    r, s, v = signature[:32], int.from_bytes(signature[32:64], "big"), signature[64]
    if flaw == "short_signature":
        return signature[:64]
    if flaw == "long_signature":
        return signature + b"\0"
    if flaw == "high_s":
        return r + (ORDER - s).to_bytes(32, "big") + bytes([55 - v])
    if flaw == "high_s_bad_v":
        return r + (ORDER - s).to_bytes(32, "big") + bytes([55 - v - 27])
    if flaw == "bad_v":
        return signature[:64] + bytes([v - 27])
    if flaw == "zero_r":
        return bytes(32) + signature[32:]
    return signature


def _aux_data(plan: TicketPlan, creation_round: int, block_hash: Hash32) -> bytes:
    if plan.flaw == "no_aux_data":
        return b""
    if plan.flaw == "future_round":
        creation_round = _FAR_ROUND
    if plan.flaw == "wrong_block_hash":
        block_hash = bytes(31) + b"\1"
    aux_data = creation_round.to_bytes(32, "big") + block_hash
    if plan.flaw == "short_aux_data":
        return aux_data[:63]
    return aux_data + b"\0" if plan.flaw == "long_aux_data" else aux_data


def signer(plan: TicketPlan | PermitPlan, name: str) -> str:
    """Who signs: the one who should, or, for a wrong signer and for accounts without a key, somebody else."""
    if plan.flaw == "wrong_signer":
        return next(actor for actor in ACTORS if actor != name)
    return ACTORS[0] if name == "null" else name


@lru_cache(maxsize=20_000)
def make_ticket(plan: TicketPlan, naming: Naming, creation_round: int, block_hash: Hash32) -> tuple[Ticket, bytes, int]:
    """The ticket of a plan for this chain, its signature, and the random number that goes with the redemption."""
    sender, recipient = naming.address(plan.sender), naming.address(plan.recipient)
    aux_data = _aux_data(plan, creation_round, block_hash)
    rand = plan.rand
    while True:
        ticket = Ticket(
            recipient, sender, plan.face_value, plan.win_prob, plan.nonce, recipient_rand_hash(rand), aux_data
        )
        digest = ethereum_message_digest(ticket_hash(ticket))
        signature = damage(sign(signer(plan, plan.sender), digest), plan.flaw)
        if plan.wins is None or plan.wins == (lottery_value(signature, rand) < plan.win_prob):
            return ticket, signature, rand + 1 if plan.flaw == "wrong_rand" else rand
        rand += 1


def work(segment: int, arbitrator: Address, round: Round) -> Evidence:
    """A piece of work in a round; all else follows from the segment's number."""
    source, rendition = (f"{kind} {segment}".encode() for kind in ("source", "rendition"))
    return evidence_of("session", segment, _PROFILE, source, rendition, arbitrator, round)


def make_evidence(plan: EvidencePlan, naming: Naming, domain: Domain, current: Round) -> tuple[Evidence, bytes]:
    """The evidence of a plan for the contract of a domain, and its signature; nobody works before round 0."""
    evidence = work(plan.segment, naming.address(plan.arbitrator), max(current - plan.age, 0))
    if plan.flaw == "other_contract":
        domain = Domain(domain.chain_id, naming.address("Controller"))
    digest = evidence_digest(domain, evidence)
    if plan.flaw == "deployed_signature":
        digest = ethereum_message_digest(result_message([f"rendition {plan.segment}".encode()]))
    if plan.flaw == "other_source":
        evidence = evidence._replace(source=keccak(f"other source {plan.segment}".encode()))
    signer = ACTORS[0] if account(plan.orchestrator).key is None else plan.orchestrator
    return evidence, damage(sign(signer, digest), plan.flaw)


def make_proof(plan: ProofPlan, naming: Naming, domain: ExactDomain, evidence: Evidence) -> bytes:
    """The proof of a plan about evidence, for the contract of a domain."""
    rendition = keccak(b"other " + evidence.rendition) if plan.differs else evidence.rendition
    source = keccak(b"other " + evidence.source) if plan.flaw == "other_source" else evidence.source
    profile = keccak(b"other " + evidence.profile) if plan.flaw == "other_profile" else evidence.profile
    if plan.flaw == "other_contract":
        domain = ExactDomain(domain.chain_id, naming.address("Controller"))
    digest = result_digest(domain, ExactResult(source, profile, rendition))
    names = {ACTORS[0] if account(name).key is None else name for name in plan.executors}
    signatures = [sign(name, digest) for name in sorted(names, key=naming.address, reverse=plan.flaw == "descending")]
    if plan.flaw == "no_rendition":
        return rendition[1:]
    if signatures:
        signatures[-1] = damage(signatures[-1], plan.flaw)
    return rendition + b"".join(signatures[:1] * (plan.flaw == "twice") + signatures)


def permit_signature(plan: PermitPlan, digest: Hash32) -> tuple[int, bytes, bytes]:
    """The signature of a permit as v, r and s."""
    signature = damage(sign(signer(plan, plan.owner), digest), plan.flaw)
    return signature[64], signature[:32], signature[32:64]
