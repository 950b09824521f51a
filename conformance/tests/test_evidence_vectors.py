"""The vectors of evidence beside an implementation of EIP-712 that is not ours: eth-account's."""

from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak

from livepeer_conformance.vectors import VectorCase, vectors
from livepeer_spec.requirements import OFFCHAIN

FIELDS = {
    "session": "bytes32",
    "segment": "uint256",
    "profile": "bytes32",
    "source": "bytes32",
    "rendition": "bytes32",
    "arbitrator": "address",
    "round": "uint256",
}


def accepted(function: str) -> list[Any]:
    """The vectors of a function with a result."""
    found = [
        case for case in vectors([OFFCHAIN]) if case.function == function and case.case["expect"]["status"] == "ok"
    ]
    assert found
    return [pytest.param(case, id=case.case["name"]) for case in found]


def typed(args: dict[str, str]) -> Any:
    """The evidence of a vector as eth-account takes it."""
    domain = {
        "name": "Livepeer Disputes",
        "version": "1",
        "chainId": int(args["chainId"]),
        "verifyingContract": args["disputes"],
    }
    message = {name: int(args[name]) if kind == "uint256" else args[name] for name, kind in FIELDS.items()}
    types = {"Evidence": [{"name": name, "type": kind} for name, kind in FIELDS.items()]}
    return encode_typed_data(domain, types, message)


@pytest.mark.parametrize("case", accepted("evidence_digest"))
def test_evidence_digest_is_that_of_eth_account(case: VectorCase) -> None:
    message = typed(case.case["args"])
    digest = keccak(b"\x19" + message.version + message.header + message.body)
    assert "0x" + digest.hex() == case.case["expect"]["value"]


@pytest.mark.parametrize("case", accepted("signed_evidence"))
def test_signed_evidence_is_that_of_eth_account(case: VectorCase) -> None:
    args = case.case["args"]
    signed = Account.sign_message(typed(args), args["key"])
    assert "0x" + bytes(signed.signature).hex() == case.case["expect"]["value"]


@pytest.mark.parametrize("case", accepted("evidence_signer"))
def test_evidence_signer_is_that_of_eth_account(case: VectorCase) -> None:
    args = case.case["args"]
    assert Account.recover_message(typed(args), signature=args["signature"]).lower() == case.case["expect"]["value"]


def test_evidence_digests_are_all_different() -> None:
    digests = [case.case["expect"]["value"] for (case,) in (entry.values for entry in accepted("evidence_digest"))]
    assert len(digests) == len(set(digests))
