"""Reading compiled contracts from somebody's folder."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from adapters_files import FORMS, document, write, write_foundry, write_hardhat

from livepeer_conformance.adapters import artifacts
from livepeer_conformance.adapters.artifacts import (
    Form,
    Link,
    detect_form,
    from_reference,
    load_directory,
    load_linked,
)
from livepeer_conformance.adapters.errors import ArtifactError
from livepeer_reference import artifacts as reference
from livepeer_spec.primitives.hashing import keccak

ABI: list[Any] = [{"type": "constructor", "inputs": [{"type": "address", "name": "a"}]}]


def problem(folder: Path) -> ArtifactError:
    """The error that reading the folder ends in."""
    with pytest.raises(ArtifactError) as caught:
        load_directory(folder)
    return caught.value


@pytest.mark.parametrize("form", FORMS)
def test_load_directory_reads_every_form_as_the_same_contracts(form: str, tmp_path: Path) -> None:
    """Given the reference artifacts in a build tool's form, then name, code and links come out as they are."""
    found = load_directory(FORMS[form](tmp_path, "confluence"))
    assert detect_form(tmp_path) is Form(form)
    assert set(found) == set(reference.names("confluence"))
    for name, artifact in found.items():
        expected = from_reference(reference.load("confluence", name))
        assert artifact.code == expected.code
        assert artifact.constructor_types == expected.constructor_types
        assert sorted(link.offset for link in artifact.links) == sorted(link.offset for link in expected.links)
        assert artifact.storage_layout == (None if form == "plain" else expected.storage_layout)


@pytest.mark.parametrize("form", FORMS)
def test_link_puts_the_library_where_it_belongs(form: str, tmp_path: Path) -> None:
    """Given a contract with a library, when linked, then its code is that of the linked reference contract."""
    found = load_directory(FORMS[form](tmp_path, "streamflow", ("BondingManager",)))
    library = {"SortedDoublyLL": bytes(range(20))}
    expected = reference.load("streamflow", "BondingManager").link(library)
    assert found["BondingManager"].link(library) == expected


def test_link_without_the_library_names_it(tmp_path: Path) -> None:
    """Given a contract with a library, when the library is missing, then the error says which."""
    found = load_directory(write_foundry(tmp_path, "confluence", ("BondingManager",)))
    with pytest.raises(KeyError, match="SortedDoublyLL"):
        found["BondingManager"].link({})


def library_hash(name: str) -> str:
    """What a compiler puts between dollar signs for a library in the file ``lib.sol``."""
    return keccak(f"lib.sol:{name}".encode()).hex()[:34]


def write_with_hashes(folder: Path, *libraries: str) -> Path:
    """A contract without named links, and the libraries that its placeholders stand for."""
    code = "".join(f"73__${library_hash(name)}$__" for name in libraries)
    write(folder / "User.json", {"abi": [], "bytecode": code})
    for name in libraries:
        write(folder / f"{name}.json", {"abi": [], "bytecode": "0x00", "sourceName": "lib.sol"})
    return folder


def test_libraries_of_which_only_hashes_tell_come_along(tmp_path: Path) -> None:
    """Given two hashes, and libraries that tell their files, then these are read and each gets its own address."""
    found = load_linked(write_with_hashes(tmp_path, "List", "Sums"), {"User"})
    assert sorted(found) == ["List", "Sums", "User"]
    addresses = {
        name: address
        for library, address in (("List", b"\1" * 20), ("Sums", b"\2" * 20))
        for name in found[library].library_names
    }
    assert found["User"].link(addresses) == b"\x73" + b"\1" * 20 + b"\x73" + b"\2" * 20


def test_one_library_is_not_taken_for_two(tmp_path: Path) -> None:
    """Given two unknown hashes and one library, then it is not linked in both places."""
    user = load_directory(write_with_hashes(tmp_path, "List", "Sums"))["User"]
    with pytest.raises(KeyError, match=library_hash("List")):
        user.link({"Only": bytes(20)})


def test_one_library_is_taken_for_the_only_hash(tmp_path: Path) -> None:
    """Given one unknown hash and one library, then it is that one."""
    user = load_directory(write_with_hashes(tmp_path, "List"))["User"]
    assert user.link({"Only": b"\3" * 20}) == b"\x73" + b"\3" * 20


@pytest.mark.parametrize(
    "written",
    ["List", "lib/List.sol:List", "lib/Lists.sol:List", "contracts/lib/a/long/way/down/List.sol:List"],
)
def test_placeholder_of_an_old_compiler_names_its_library(tmp_path: Path, written: str) -> None:
    """Given a placeholder with a name in it, perhaps behind a file's and cut off, then the link has the name."""
    placeholder = f"__{written[:36]}".ljust(40, "_")
    write(tmp_path / "User.json", {"abi": ABI, "bytecode": f"0x6000{placeholder}00"})
    assert load_directory(tmp_path)["User"].links == (Link("List", 2),)


def test_interfaces_and_abstract_contracts_are_left_out(tmp_path: Path) -> None:
    """Given a contract without code beside one with code, then only the latter is there."""
    write(tmp_path / "IThing.json", {"abi": [], "bytecode": "0x"})
    write(tmp_path / "Thing.json", {"abi": [], "bytecode": {"object": "0x00"}})
    assert list(load_directory(tmp_path)) == ["Thing"]


def test_wanted_contracts_are_read_and_nothing_else(tmp_path: Path) -> None:
    """Given a broken file that nobody wants, then it is not in the way."""
    write_hardhat(tmp_path, "confluence", ("Minter",))
    (tmp_path / "contracts" / "Minter.sol" / "Broken.json").write_text("{", encoding="utf-8")
    assert list(load_directory(tmp_path, {"Minter", "Absent"})) == ["Minter"]


def test_same_contract_twice_is_one(tmp_path: Path) -> None:
    """Given two files with the same contract, then it is there once."""
    for folder in ("a", "b"):
        write(tmp_path / folder / "Thing.json", {"abi": ABI, "bytecode": "0x00"})
    assert list(load_directory(tmp_path)) == ["Thing"]


def test_two_contracts_of_one_name_are_refused_with_both_files(tmp_path: Path) -> None:
    """Given two different contracts with one name, then the error names both files."""
    first = write(tmp_path / "a" / "Thing.json", {"abi": ABI, "bytecode": "0x00"})
    second = write(tmp_path / "b" / "Thing.json", {"abi": ABI, "bytecode": "0x01"})
    error = problem(tmp_path)
    assert str(first) in str(error)
    assert error.file == str(second)


BAD_FILES: dict[str, tuple[Any, str]] = {
    "no_object": ([], ""),
    "no_abi": ({"bytecode": "0x00"}, "abi"),
    "abi_is_text": ({"abi": "[]", "bytecode": "0x00"}, "abi"),
    "abi_entry_is_a_number": ({"abi": [1], "bytecode": "0x00"}, "abi[0]"),
    "abi_inputs_is_text": ({"abi": [{"type": "constructor", "inputs": "a"}], "bytecode": "0x00"}, "abi[0].inputs"),
    "abi_input_without_type": ({"abi": [{"type": "constructor", "inputs": [{}]}], "bytecode": "0x"}, "abi[0].inputs"),
    "no_bytecode": ({"abi": []}, "bytecode"),
    "bytecode_is_a_number": ({"abi": [], "bytecode": 5}, "bytecode"),
    "bytecode_without_object": ({"abi": [], "bytecode": {}}, "bytecode.object"),
    "odd_digits": ({"abi": [], "bytecode": "0x000"}, "bytecode"),
    "no_hex": ({"abi": [], "bytecode": "0x00zz"}, "bytecode"),
    "blank_in_hex": ({"abi": [], "bytecode": "0x00 00 "}, "bytecode"),
    "not_ascii": ({"abi": [], "bytecode": "0x00\u0663\u0663"}, "bytecode"),
    "placeholder_between_bytes": ({"abi": [], "bytecode": "0x0" + "_" * 40 + "0"}, "bytecode"),
    "links_are_a_list": ({"abi": [], "bytecode": "0x00", "linkReferences": [1]}, "linkReferences"),
    "link_behind_the_end": (
        {"abi": [], "bytecode": "0x00", "linkReferences": {"a": {"L": [{"start": 9, "length": 20}]}}},
        "linkReferences.a.L",
    ),
    "link_before_the_start": (
        {"abi": [], "bytecode": "00" * 40, "linkReferences": {"a": {"L": [{"start": -4, "length": 20}]}}},
        "linkReferences.a.L",
    ),
    "link_of_other_length": (
        {"abi": [], "bytecode": "00" * 40, "linkReferences": {"a": {"L": [{"start": 0, "length": 40}]}}},
        "linkReferences.a.L",
    ),
    "layout_is_text": ({"abi": [], "bytecode": "0x00", "storageLayout": "x"}, "storageLayout"),
    "name_is_a_path": ({"abi": [], "bytecode": "0x00", "contractName": "../x"}, "contractName"),
    "source_name_is_a_list": ({"abi": [], "bytecode": "0x00", "sourceName": []}, "sourceName"),
    "name_is_a_list": ({"abi": [], "bytecode": "0x00", "contractName": []}, "contractName"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_bad_file_is_refused_with_file_and_field(case: str, tmp_path: Path) -> None:
    """Given a file with one thing wrong, then the error names file and field."""
    content, field = BAD_FILES[case]
    file = write(tmp_path / "Thing.json", content)
    error = problem(tmp_path)
    assert (error.file, error.field) == (str(file), field)


BAD_TEXTS = {
    "cut_off": '{"abi": [',
    "deep": "[" * 200_000,
    "deep_object": '{"abi":' * 100_000,
    "long_number": '{"abi": [], "bytecode": ' + "9" * 10_000 + "}",
    "no_text": "\xff\xfe\xfa",
    "empty": "",
}


@pytest.mark.parametrize("case", BAD_TEXTS)
def test_file_that_is_no_json_is_refused(case: str, tmp_path: Path) -> None:
    """Given a file that cannot be decoded, then the error names it."""
    file = tmp_path / "Thing.json"
    file.write_bytes(BAD_TEXTS[case].encode("latin-1"))
    assert problem(tmp_path).file == str(file)


def test_file_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a file above the limit, then it is not read."""
    monkeypatch.setattr(artifacts, "MAX_FILE_BYTES", 10)
    write(tmp_path / "Thing.json", {"abi": [], "bytecode": "0x00"})
    assert "10" in problem(tmp_path).message


def test_folder_with_too_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given more files than the limit, then the folder is refused."""
    monkeypatch.setattr(artifacts, "MAX_FILES", 1)
    for name in ("A", "B"):
        write(tmp_path / f"{name}.json", {"abi": [], "bytecode": "0x00"})
    assert problem(tmp_path).file == str(tmp_path)


def test_pipe_in_the_folder_is_passed_over(tmp_path: Path) -> None:
    """Given a named pipe that is called like an artifact, then reading the folder does not wait for it."""
    os.mkfifo(tmp_path / "Pipe.json")
    write(tmp_path / "Thing.json", {"abi": [], "bytecode": "0x00"})
    assert list(load_directory(tmp_path)) == ["Thing"]


def test_folder_without_contracts_is_refused(tmp_path: Path) -> None:
    """Given a folder with other JSON files, then the error says that there is nothing."""
    write(tmp_path / "package.json", {"name": "x"})
    assert "no compiled contracts" in problem(tmp_path).message
    assert "no such folder" in problem(tmp_path / "absent").message


def test_build_record_outside_the_folder_is_not_read(tmp_path: Path) -> None:
    """Given an artifact that points to a build record elsewhere, then the artifact has no layout."""
    write(tmp_path / "secret.json", {"output": {}})
    root = write_hardhat(tmp_path / "artifacts", "confluence", ("Minter",))
    write(root / "contracts" / "Minter.sol" / "Minter.dbg.json", {"buildInfo": "../../../secret.json"})
    assert load_directory(root)["Minter"].storage_layout is None


def test_thousands_of_placeholders_take_no_time(tmp_path: Path) -> None:
    """Given code that is nothing but placeholders, then reading it is linear in its length."""
    file = tmp_path / "Thing.json"
    file.write_text(json.dumps({"abi": [], "bytecode": "_" * 4_000_000}), encoding="utf-8")
    assert len(load_directory(tmp_path)["Thing"].links) == 100_000


def test_reference_artifact_has_runtime_size() -> None:
    """Given a reference artifact, then the size of its runtime code is known."""
    runtime = document("confluence", "Minter")["deployedBytecode"]
    assert from_reference(reference.load("confluence", "Minter")).runtime_size == len(bytes.fromhex(runtime[2:]))
