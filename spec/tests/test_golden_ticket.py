"""Hashes and signatures with figures from the deployed contracts."""

import pytest
from spec_chain import sign

from livepeer_spec.primitives.hashing import contract_id
from livepeer_spec.primitives.signature import ethereum_message_digest
from livepeer_spec.rejection import Reason, SpecRejection
from livepeer_spec.upgrades import upgrade
from livepeer_spec.upgrades.confluence import ticket_broker as confluence
from livepeer_spec.upgrades.streamflow import bonding, governor
from livepeer_spec.upgrades.streamflow import ticket_broker as streamflow
from livepeer_spec.upgrades.streamflow.ticket_broker import Ticket, lottery_value, recipient_rand_hash, ticket_hash

SENDER = bytes.fromhex("7e5f4552091a69125d5dfcb7b8c2659029395bdf")
PRIVATE_KEY = (1).to_bytes(32, "big")
RAND = 5
TICKET = Ticket(
    recipient=b"\x11" * 20,
    sender=SENDER,
    face_value=10**18,
    win_prob=2**255,
    sender_nonce=1,
    recipient_rand_hash=recipient_rand_hash(RAND),
    aux_data=(100).to_bytes(32, "big") + b"\x22" * 32,
)
SIGNATURE = bytes.fromhex(
    "f62bcef0c74cfb3456e380700deaeb00a44a17a2cf42efe6ad1a6742bc3d6f78"
    "178fbcdbe33667ac15003ce2adb2afd442ebc8f863a2f227ef6ec6ee40086ad7"
    "1c"
)
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


def test_recipient_rand_hash_is_the_deployed_one() -> None:
    """Given the recipient's number 5, then its commitment is the deployed contract's."""
    assert TICKET.recipient_rand_hash.hex() == "036b6384b5eca791c62761152d0c79bb0604c104a5fb6f4eb0703f3154bb3db0"


def test_ticket_hash_is_the_deployed_one() -> None:
    """Given a ticket, then its hash and the digest that is signed are the deployed contract's."""
    hash = ticket_hash(TICKET)
    assert hash.hex() == "e090f82e110eb2ee9e724077f6dd5b57b209fc4c10ba041a8c805e2e9b5ad7a6"
    assert ethereum_message_digest(hash).hex() == "682d99d0330f8a2fe4528ec7c1ca1c0987a377349968667d2b1f970a1017efb4"


def test_ticket_signature_is_deterministic_and_names_the_sender() -> None:
    """Given private key 1, when it signs the ticket, then the signature is the known one and its signer the sender."""
    digest = ethereum_message_digest(ticket_hash(TICKET))
    assert sign(PRIVATE_KEY, digest) == SIGNATURE
    assert streamflow.signer_of(digest, SIGNATURE) == SENDER
    assert confluence.signer_of(digest, SIGNATURE) == SENDER


def test_lottery_value_is_the_deployed_one() -> None:
    """Given the signature and the number, then the ticket loses at probability one half and wins at one."""
    value = lottery_value(SIGNATURE, RAND)
    assert value == 0xF55EE682E6C16E7D688CD84E82B35D39E501A02409ADD87EC0EF5F81DAE1B3C5
    assert not value < TICKET.win_prob
    assert value < 2**256 - 1


@pytest.mark.parametrize(
    ("signature", "reason"),
    [
        (SIGNATURE[:64], Reason.SIGNATURE_LENGTH),
        (SIGNATURE + b"\0", Reason.SIGNATURE_LENGTH),
        (b"", Reason.SIGNATURE_LENGTH),
        (
            SIGNATURE[:32] + (ORDER - int.from_bytes(SIGNATURE[32:64], "big")).to_bytes(32, "big") + b"\x1b",
            Reason.SIGNATURE_HIGH_S,
        ),
        (SIGNATURE[:64] + b"\x01", Reason.SIGNATURE_V),
        (bytes(32) + SIGNATURE[32:], Reason.SIGNATURE_INVALID),
    ],
    ids=["short", "long", "empty", "high_s", "v", "zero_r"],
)
def test_malformed_signature_has_no_signer(signature: bytes, reason: Reason) -> None:
    """Given a malformed signature, then nobody signed in Streamflow, and Confluence says what is wrong with it."""
    digest = ethereum_message_digest(ticket_hash(TICKET))
    assert streamflow.signer_of(digest, signature) == bytes(20)
    with pytest.raises(SpecRejection) as caught:
        confluence.signer_of(digest, signature)
    assert caught.value.reason is reason


def test_snapshot_leaf_is_the_deployed_one() -> None:
    """Given an account with stake 5 and fees 6, then its leaf in the LIP-52 snapshot is the deployed contract's."""
    leaf = bonding.snapshot_leaf(b"\x44" * 20, 5, 6)
    assert leaf.hex() == "5ff3bfc6760920b336e33c56bee58c78470b1ef4e23ec1389e5cbf5fe167114a"


def test_update_hash_is_the_deployed_one() -> None:
    """Given an update with one call that pauses, then its hash is the deployed contract's."""
    update = governor.Update([b"\x33" * 20], [0], [bytes.fromhex("8456cb59")], 0)
    assert governor.update_hash(update).hex() == "eac34fabf9fe8e89962e4b8d414fd0c070068d2ca3db9dcde52a785c76e3587c"


@pytest.mark.parametrize(
    ("upgrade_name", "transaction", "selector"),
    [
        ("streamflow", "redeem_winning_ticket", "ec8b3cb6"),
        ("confluence", "redeem_winning_ticket", "ec8b3cb6"),
        ("confluence", "batch_redeem_winning_tickets", "d01b808e"),
        ("streamflow", "stage_update", "0d1e4bd3"),
        ("confluence", "bond_for_with_hint", "ee4e804a"),
        ("confluence", "transfer_bond", "062e98b8"),
    ],
)
def test_selector_is_the_deployed_one(upgrade_name: str, transaction: str, selector: str) -> None:
    """Given a transaction, then its calldata begins with the deployed function's selector."""
    assert upgrade(upgrade_name).catalogue.transactions[transaction].selector.hex() == selector


@pytest.mark.parametrize(
    ("upgrade_name", "event", "topic"),
    [
        ("streamflow", "NewRound", "22f2fc17"),
        ("streamflow", "Bond", "e5917769"),
        ("streamflow", "EarningsClaimed", "d7eab076"),
        ("streamflow", "WithdrawFees", "d3719f04"),
        ("confluence", "WithdrawFees", "4f1b51dd"),
        ("confluence", "WinningTicketRedeemed", "c389eb51"),
        ("confluence", "WinningTicketTransfer", "8b87351a"),
        ("streamflow", "Burn", "cc16f5db"),
        ("confluence", "Burn", "cc16f5db"),
    ],
)
def test_topic_is_the_deployed_one(upgrade_name: str, event: str, topic: str) -> None:
    """Given an event, then its logs begin with the deployed event's topic."""
    topics = {kind.name: kind.topic for kind in upgrade(upgrade_name).events.values()}
    assert topics[event].hex().startswith(topic)


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Minter", "6e58ad54"),
        ("BondingManager", "2517d59a"),
        ("TicketBroker", "bd1aa3e8"),
        ("RoundsManager", "e8438ea8"),
        ("JobsManager", "3d745653"),
        ("Verifier", "121833d5"),
        ("LIP-52", "8a8429c6"),
    ],
)
def test_contract_id_is_the_deployed_one(name: str, id: str) -> None:
    """Given a contract's name, then its id in the Controller is the deployed one."""
    assert contract_id(name).hex().startswith(id)
