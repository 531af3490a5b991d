"""Key files change together with the database, are private, and never half there."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from inspect_tool.store.key_files import (
    SALT_BYTES,
    DamagedKeyFileError,
    DamagedSigningKeyError,
    FrameInForce,
    KeyFile,
    KeyFolder,
    new_salt,
)

OLD = KeyFile(authority="ASH", salt="aa" * 32, local_ids={"t1": "A1"}, return_digest="old")
NEW = KeyFile(
    authority="ASH", salt="aa" * 32, local_ids={"t2": "Ä2", "t1": "A1"}, return_digest="new"
)


@pytest.fixture
def keys(tmp_path: Path) -> KeyFolder:
    return KeyFolder(tmp_path / "keys")


def names(keys: KeyFolder) -> list[str]:
    return sorted(one.name for one in keys.folder.iterdir())


def frames(*tokens: str, **digests: str) -> dict[str, FrameInForce]:
    """Frames with those children, by authority and digest of their return."""
    return {
        code: FrameInForce(digest, lambda: frozenset(tokens)) for code, digest in digests.items()
    }


def in_force(keys: KeyFolder, key_file: KeyFile) -> None:
    keys.stage(key_file)
    keys.settle(frames(*key_file.local_ids, **{key_file.authority: key_file.return_digest}))


def test_there_is_nothing_before_the_first_import(keys: KeyFolder) -> None:
    assert keys.read("ASH") is None
    assert not keys.has_staged()
    keys.settle({})
    assert not keys.folder.exists()


def test_a_staged_file_whose_return_was_committed_takes_its_place(keys: KeyFolder) -> None:
    in_force(keys, OLD)
    keys.stage(NEW)
    assert keys.read("ASH") == OLD
    assert keys.has_staged()
    keys.settle(frames("t1", "t2", ASH="new", BRO="other"))
    assert keys.read("ASH") == NEW
    assert names(keys) == ["ASH.json"]
    assert not keys.has_staged()


@pytest.mark.parametrize("standing", [frames("t1", ASH="old"), {}, frames("t1", BRO="new")])
def test_a_staged_file_whose_return_was_not_committed_is_removed(
    keys: KeyFolder, standing: dict[str, FrameInForce]
) -> None:
    in_force(keys, OLD)
    keys.stage(NEW)
    keys.settle(standing)
    assert keys.read("ASH") == OLD
    assert names(keys) == ["ASH.json"]


def test_each_authority_is_settled_by_itself(keys: KeyFolder) -> None:
    keys.stage(NEW)
    keys.stage(replace(NEW, authority="BRO", return_digest="theirs"))
    keys.settle(frames("t1", "t2", ASH="new", BRO="another"))
    # What was staged for BRO has every id that its frame needs, though another return's digest.
    assert names(keys) == ["ASH.json", "BRO.json"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"authority": "ASH"}', '"x"'])
def test_a_staged_file_that_is_damaged_never_takes_the_place_of_a_good_one(
    keys: KeyFolder, text: str
) -> None:
    in_force(keys, OLD)
    (keys.folder / ".ASH.staged").write_text(text)
    keys.settle(frames("t1", ASH="new"))
    assert keys.read("ASH") == OLD
    assert names(keys) == ["ASH.json"]


def test_nothing_staged_is_removed_while_a_child_lacks_an_id(keys: KeyFolder) -> None:
    in_force(keys, OLD)
    keys.stage(replace(NEW, return_digest="elsewhere", local_ids={"t2": "Ä2"}))
    keys.settle(frames("t1", "t2", ASH="new"))
    assert keys.read("ASH") == OLD
    assert names(keys) == [".ASH.elsewhere.staged", "ASH.json"]
    keys.stage(NEW)
    keys.settle(frames("t1", "t2", ASH="new"))
    assert keys.read("ASH") == NEW
    assert names(keys) == ["ASH.json"]


def test_two_processes_stage_two_files_and_neither_loses_the_other(keys: KeyFolder) -> None:
    keys.stage(OLD)
    keys.stage(NEW)
    assert names(keys) == [".ASH.new.staged", ".ASH.old.staged"]
    keys.settle(frames("t1", ASH="old"))
    assert keys.read("ASH") == OLD


def test_a_damaged_key_file_gives_way_to_a_whole_one_of_its_return(keys: KeyFolder) -> None:
    in_force(keys, NEW)
    keys.path("ASH").write_text("{")
    keys.stage(NEW)
    keys.settle(frames("t1", "t2", ASH="new"))
    assert keys.read("ASH") == NEW


def test_a_staged_file_without_a_return_never_takes_its_place(keys: KeyFolder) -> None:
    keys.stage(replace(NEW, return_digest=""))
    keys.settle({})
    assert names(keys) == []


def test_half_written_files_are_removed(keys: KeyFolder) -> None:
    in_force(keys, OLD)
    (keys.folder / ".ASH.staged.part").write_text("{")
    (keys.folder / ".signing.key.part").write_text("a")
    assert keys.has_staged()
    keys.settle(frames("t1", ASH="old"))
    assert names(keys) == ["ASH.json"]
    assert not keys.has_staged()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'{"authority": "ASH", "salt": "00", "local_ids": {}}',
        b'{"authority": "ASH", "salt": "no hex", "local_ids": {}, "return_digest": ""}',
        b'{"authority": "ASH", "salt": 1, "local_ids": {}, "return_digest": ""}',
    ],
)
def test_a_damaged_key_file_says_which_and_what_to_do(keys: KeyFolder, content: bytes) -> None:
    in_force(keys, OLD)
    keys.path("ASH").write_bytes(content)
    with pytest.raises(DamagedKeyFileError, match=r"ASH\.json is damaged. Restore it") as caught:
        keys.read("ASH")
    assert str(keys.folder) not in caught.value.message


def test_only_the_owner_can_read_them(keys: KeyFolder) -> None:
    mask = os.umask(0)
    try:
        keys.stage(NEW)
        assert keys.folder.stat().st_mode & 0o777 == 0o700
        assert (keys.folder / ".ASH.new.staged").stat().st_mode & 0o777 == 0o600
        keys.settle(frames("t1", "t2", ASH="new"))
        keys.make_signing_key()
    finally:
        os.umask(mask)
    assert {one.stat().st_mode & 0o777 for one in keys.folder.iterdir()} == {0o600}


def test_a_key_file_is_readable_text_in_a_fixed_order(keys: KeyFolder) -> None:
    in_force(keys, NEW)
    text = keys.path("ASH").read_text(encoding="utf-8")
    assert "Ä2" in text
    assert list(json.loads(text)["local_ids"]) == ["t1", "t2"]


def test_the_digest_of_a_salt_is_of_its_bytes() -> None:
    assert OLD.salt_digest == hashlib.sha256(b"\xaa" * 32).hexdigest()


def test_salts_are_long_and_never_the_same() -> None:
    salts = {new_salt() for _ in range(100)}
    assert len(salts) == 100
    assert {len(bytes.fromhex(one)) for one in salts} == {SALT_BYTES}


def test_the_signing_key_is_made_when_it_is_asked_for_and_kept(keys: KeyFolder) -> None:
    assert keys.signing_key() is None
    first = keys.make_signing_key()
    assert len(first) == SALT_BYTES
    assert KeyFolder(keys.folder).signing_key() == first


def test_checking_a_workbook_makes_no_key(keys: KeyFolder) -> None:
    assert keys.checking_key() != keys.checking_key()
    assert not keys.folder.exists()
    assert keys.make_signing_key() == keys.checking_key()


def test_the_sample_reviews_salt_and_signing_key_are_taken_over(keys: KeyFolder) -> None:
    keys.adopt_signing_key("0b" * 32)
    keys.adopt_salt("ASH", "0c" * 32)
    assert keys.signing_key() == b"\x0b" * 32
    adopted = keys.read("ASH")
    assert adopted is not None
    assert (adopted.salt, dict(adopted.local_ids)) == ("0c" * 32, {})
    assert names(keys) == ["ASH.json", "signing.key"]


@pytest.mark.parametrize("content", ["", "zz", "0b" * 31, "0b" * 33, "ä"])
def test_a_damaged_signing_key_is_no_key(keys: KeyFolder, content: str) -> None:
    keys.make_signing_key()
    (keys.folder / "signing.key").write_text(content, encoding="utf-8")
    with pytest.raises(DamagedSigningKeyError, match="is damaged"):
        keys.signing_key()
