"""The small parts that backends are made of."""

import sys
from typing import Any

import pytest

from livepeer_conformance.backends import registry
from livepeer_conformance.backends.base import BackendError, BackendUnavailable, SnapshotError
from livepeer_conformance.backends.bytecode import can_self_destruct, constructor_returning
from livepeer_conformance.backends.keys import address_of, signed_transaction
from livepeer_conformance.backends.snapshots import SnapshotStack


def test_address_of_a_known_key() -> None:
    """The account of key 1, that is of the curve's base point."""
    assert address_of((1).to_bytes(32, "big")).hex() == "7e5f4552091a69125d5dfcb7b8c2659029395bdf"


@pytest.mark.parametrize("key", [bytes(32), b"\xff" * 32, b"short"], ids=["zero", "beyond-the-order", "short"])
def test_address_of_rejects_what_is_no_key(key: bytes) -> None:
    with pytest.raises(ValueError, match=r"private key|[Ss]ecret"):
        address_of(key)


def test_signed_transaction_is_the_one_of_eip_155() -> None:
    """The worked example of EIP-155."""
    signed = signed_transaction(
        b"\x46" * 32,
        chain_id=1,
        nonce=9,
        gas_price=20 * 10**9,
        gas=21_000,
        to=b"\x35" * 20,
        value=10**18,
        data=b"",
    )
    assert signed.hex() == (
        "f86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025"
        "a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276"
        "a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83"
    )


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("33ff", True, id="plain"),
        pytest.param("60ff00", False, id="pushed"),
        pytest.param("7f" + "ff" * 32 + "00", False, id="pushed-32"),
        pytest.param("7f" + "ff" * 33, True, id="after-a-push-32"),
        pytest.param("00a1ff0004", True, id="metadata-longer-than-the-code"),
        pytest.param("00a1ffffff0004", False, id="in-the-metadata"),
        pytest.param("", False, id="empty"),
    ],
)
def test_self_destruct_is_found_in_code_only(code: str, expected: bool) -> None:
    assert can_self_destruct(bytes.fromhex(code)) is expected


def test_snapshot_ids_are_never_used_twice() -> None:
    stack: SnapshotStack[str] = SnapshotStack("test")
    first, second = stack.push("a"), stack.push("b")
    assert stack.rewind(first) == "a"
    third = stack.push("c")
    assert len({first, second, third}) == 3
    for ended in (second, third + 1, 0):
        with pytest.raises(SnapshotError):
            stack.rewind(ended)
    assert stack.drop(third) == "c"
    assert len(stack) == 1


@pytest.mark.parametrize(
    ("name", "package", "remedy"),
    [
        pytest.param("revm", "pyrevm", r"livepeer-conformance\[fast\]", id="revm"),
        pytest.param("ethtester", "eth_tester", r"livepeer-conformance\[ethtester\]", id="ethtester"),
    ],
)
def test_missing_package_is_named_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, name: str, package: str, remedy: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.delitem(sys.modules, f"livepeer_conformance.backends.{name}", raising=False)
    with pytest.raises(BackendUnavailable, match=remedy):
        registry.create(name)
    reasons = registry.available()
    assert "pip install" in str(reasons[name])
    assert reasons["pyevm"] is None
    if name == "revm":
        assert registry.default_name() == "pyevm"


@pytest.mark.parametrize("options", [{"code_size": 24_577}, {"first_byte": 0xEF}], ids=["too-long", "reserved-byte"])
def test_revm_refuses_code_that_no_chain_would_hold(options: dict[str, Any]) -> None:
    if registry.default_name() != "revm":
        pytest.skip("pyrevm is not installed")
    backend = registry.create("revm")
    code = bytes([options.get("first_byte", 0)]) * options.get("code_size", 1)
    with pytest.raises(BackendError, match="not deployable"):
        backend.set_code(b"\x11" * 20, code)
    assert backend.code(b"\x11" * 20) == b""
    _, receipt = backend.deploy(constructor_returning(code), b"\x22" * 20)
    assert not receipt.success
