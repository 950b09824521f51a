"""Exact results: what somebody found who transcoded a source again, with settings that leave nothing open.

With the *exact* settings one source and one profile give one rendition, to the byte, whoever transcodes. A rendition
can then be judged by its hash: whoever has the source does the work again and signs the hash that came out. One
signature binds it to the source's hash and to the profile. It is typed data (EIP-712), bound to one contract that takes
such signatures on one chain. It says nothing of an orchestrator, so that it serves for each that made the same.

A *proof* is the rendition's hash with the signatures of those who found it, one after the other by ascending signer, so
that none counts twice.

Our design, after the roadmap. Source: "Verification Roadmap", Full Verification; EIP-712.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from livepeer_spec.offchain.numbers import fixed_bytes
from livepeer_spec.primitives.abi import packer
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.signature import sign_digest
from livepeer_spec.primitives.typed_data import domain_separator, typed_data_digest
from livepeer_spec.primitives.types import Address, Hash32
from livepeer_spec.rejection import Reason, require
from livepeer_spec.upgrades.confluence.ticket_broker import signer_of

DOMAIN_NAME: Final = "Livepeer ReExecution"
DOMAIN_VERSION: Final = "1"
RESULT_TYPE: Final = keccak(b"ExactResult(bytes32 source,bytes32 profile,bytes32 rendition)")
HASH_LENGTH: Final = 32
SIGNATURE_LENGTH: Final = 65

_pack_result = packer("bytes32", "bytes32", "bytes32", "bytes32")


class ExactResult(NamedTuple):
    """What came out.

    Attributes:
        source, rendition: keccak-256 of the bytes that went in and came out.
        profile: :func:`livepeer_spec.verification.evidence.profile_hash` of what was asked for.
    """

    source: Hash32
    profile: Hash32
    rendition: Hash32


class ExactDomain(NamedTuple):
    """Where exact results count: the contract that takes them, and its chain."""

    chain_id: int
    contract: Address

    @property
    def separator(self) -> Hash32:
        """The domain's hash (EIP-712)."""
        return domain_separator(DOMAIN_NAME, DOMAIN_VERSION, self.chain_id, self.contract)


def result_digest(domain: ExactDomain, result: ExactResult) -> Hash32:
    """What is signed, without a prefix before it. Raises ``WRONG_LENGTH`` for a hash of other than 32 bytes."""
    for digest in result:
        fixed_bytes(digest, HASH_LENGTH)
    return typed_data_digest(domain.separator, keccak(_pack_result((RESULT_TYPE, *result))))


def sign_result(key: bytes, domain: ExactDomain, result: ExactResult) -> bytes:
    """The signature of who found the result: r, s and v of 27 or 28 in 65 bytes."""
    return sign_digest(key, result_digest(domain, result))


def exact_proof(domain: ExactDomain, result: ExactResult, signatures: Iterable[bytes]) -> bytes:
    """The proof that signatures of a result make, each signer's first one. Raises as :func:`signer_of`."""
    digest, by_signer = result_digest(domain, result), dict[Address, bytes]()
    for signature in signatures:
        by_signer.setdefault(signer_of(digest, signature), signature)
    return result.rendition + b"".join(signature for _, signature in sorted(by_signer.items()))


def proof_signers(
    domain: ExactDomain, source: Hash32, profile: Hash32, proof: bytes
) -> tuple[ExactResult, list[Address]]:
    """What a proof says came out, and who signed it.

    Raises ``PROOF_LENGTH``, then for each signature ``SIGNATURE_HIGH_S``, ``SIGNATURE_V``, ``SIGNATURE_INVALID`` and
    ``SIGNERS_NOT_ASCENDING``, of :class:`livepeer_spec.rejection.Reason`.
    """
    # A hash stands first, and whole signatures follow.
    is_whole = len(proof) >= HASH_LENGTH and (len(proof) - HASH_LENGTH) % SIGNATURE_LENGTH == 0
    require(is_whole, Reason.PROOF_LENGTH)
    result = ExactResult(source, profile, proof[:HASH_LENGTH])
    digest, signers = result_digest(domain, result), list[Address]()
    for start in range(HASH_LENGTH, len(proof), SIGNATURE_LENGTH):
        signer = signer_of(digest, proof[start : start + SIGNATURE_LENGTH])
        # Each signer comes after the one before, so that none comes twice.
        require(not signers or signer > signers[-1], Reason.SIGNERS_NOT_ASCENDING)
        signers.append(signer)
    return result, signers
