"""Keys that were destroyed and lie in the folder again are told, and one command destroys them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyrage
import pytest

from inspect_tool.services.frames.came_back import what_came_back
from tests.interfaces.command_line import Outcome, run
from tests.small_review import open_review

pytestmark = pytest.mark.journeys

ERASED = "BRO-001"


@pytest.fixture
def folder(full_once: Path, tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(full_once / "review", tmp_path / "review"))
    (folder / "framed.db").unlink()
    shutil.copytree(folder / "keys", tmp_path / "kept")
    return folder


@pytest.fixture
def kept(folder: Path) -> Path:
    """The key files as they were before anything was destroyed."""
    return folder.parent / "kept"


def do(folder: Path, *words: str) -> Outcome:
    return run("--review", folder, *words)


def destroy(folder: Path, *classes: str, authority: str | None = None) -> None:
    named = [word for name in classes for word in ("--class", name)]
    of = [] if authority is None else ["--authority", authority]
    done = do(folder, "db", "purge", *named, *of, "--why", "schedule", "--confirm", "destroy")
    assert done.code == 0, done.err


def erase(folder: Path) -> None:
    assert do(folder, "erase", ERASED, "--why", "a request", "--confirm", "erase").code == 0


def came_back(folder: Path) -> list[str]:
    """What the check says of keys; everything else must hold."""
    found = do(folder, "--json", "db", "check")
    told = found.json()
    assert told["faults"] == []
    assert found.code == int(bool(told["not_gone"]))
    back: list[str] = told["not_gone"]
    return back


def files(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix()
        for beside in folder.glob("keys*")
        for path in beside.rglob("*")
        if path.is_file()
    )


def test_what_was_destroyed_and_put_back_is_told_and_destroyed_again(
    folder: Path, kept: Path
) -> None:
    destroy(folder, "keys", "signing-key")
    assert files(folder) == []
    assert came_back(folder) == []
    shutil.copytree(kept, folder / "keys", dirs_exist_ok=True)
    told = came_back(folder)
    assert len(told) == 3
    for sentence, name in zip(told, ("ASH.json", "BRO.json", "signing.key"), strict=True):
        assert f"keys/{name}" in sentence
        assert "db purge --class came-back --why TEXT --confirm destroy" in sentence
    assert "3 faults" in do(folder, "db", "check").out
    destroy(folder, "came-back")
    assert files(folder) == []
    assert came_back(folder) == []


@pytest.mark.parametrize(
    "name",
    [
        "keys/ASH (conflicted copy).json",
        "keys/.ASH.json",
        "keys/old.bak",
        "keys/x/y/ASH.json",
        "keys - Copy/ASH.json",
    ],
)
def test_a_destroyed_key_file_is_known_by_what_it_holds(
    folder: Path, kept: Path, name: str
) -> None:
    destroy(folder, "keys", authority="ASH")
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(kept / "ASH.json", folder / name)
    (told,) = came_back(folder)
    assert told.startswith(f"{name} holds keys of ASH, which were destroyed")
    destroy(folder, "came-back")
    assert files(folder) == ["keys/BRO.json", "keys/signing.key"]


def test_a_whole_folder_has_nothing_that_came_back(folder: Path) -> None:
    workspace = open_review(folder)
    with workspace.reading() as work:
        assert what_came_back(work, workspace.keys) == ()


def test_part_of_a_destroyed_key_file_is_known_by_its_tokens(folder: Path, kept: Path) -> None:
    destroy(folder, "keys", authority="ASH")
    text = (kept / "ASH.json").read_text(encoding="utf-8")
    (folder / "keys" / "notes.txt").write_text(text[: len(text) // 2], encoding="utf-8")
    (told,) = came_back(folder)
    assert told.startswith("keys/notes.txt holds keys of ASH")


def test_ids_of_an_erased_child_are_taken_out_again_and_the_others_stay(
    folder: Path, kept: Path
) -> None:
    erase(folder)
    without = (folder / "keys" / "BRO.json").read_bytes()
    shutil.copyfile(kept / "BRO.json", folder / "keys" / "BRO.json")
    (told,) = came_back(folder)
    assert "The key file keys/BRO.json has the ids of 1 erased children" in told
    destroy(folder, "came-back")
    assert (folder / "keys" / "BRO.json").read_bytes() == without
    assert came_back(folder) == []


def test_copies_under_other_names_are_told_and_go(folder: Path, kept: Path) -> None:
    names = ("keys/ASH (1).json", "keys/signing (1).key")
    for name, source in zip(names, ("ASH.json", "signing.key"), strict=True):
        shutil.copyfile(kept / source, folder / name)
    told = came_back(folder)
    assert [sentence.partition(" is a copy of ")[0] for sentence in told] == list(names)
    destroy(folder, "came-back")
    assert files(folder) == ["keys/ASH.json", "keys/BRO.json", "keys/signing.key"]


def test_a_purge_of_keys_and_an_erasure_find_the_copies_too(folder: Path, kept: Path) -> None:
    for name in ("ASH (1).json", "BRO (1).json"):
        shutil.copyfile(kept / name.replace(" (1)", ""), folder / "keys" / name)
    erase(folder)
    local_id = set(_ids(kept)) - set(_ids(folder / "keys"))
    assert len(local_id) == 1
    assert local_id.pop() not in (folder / "keys" / "BRO (1).json").read_text(encoding="utf-8")
    destroy(folder, "keys")
    assert files(folder) == ["keys/signing.key"]


def _ids(keys: Path) -> list[str]:
    text = (keys / "BRO.json").read_text(encoding="utf-8")
    return [word for word in text.split('"') if word.startswith("BRO0")]


def test_a_copy_that_alone_has_the_ids_of_children_is_kept(folder: Path) -> None:
    keys = folder / "keys"
    (keys / "ASH.json").rename(keys / "ASH (1).json")
    told = do(folder, "--json", "db", "check").json()["not_gone"]
    assert "Put it in the place of keys/ASH.json" in told[0]
    shutil.copyfile(keys / "signing.key", keys / "mine")
    destroy(folder, "came-back")
    assert files(folder) == ["keys/ASH (1).json", "keys/BRO.json", "keys/signing.key"]


def test_what_a_person_keeps_among_the_keys_is_left_alone(folder: Path) -> None:
    (folder / "keys" / "README.txt").write_text("Ask the keeper.\n", encoding="utf-8")
    (folder / "keys" / "other.json").write_text('["a"]', encoding="utf-8")
    assert came_back(folder) == []


@pytest.mark.one_engine("a backup is of a file")
def test_a_backup_takes_no_copies_along_and_nothing_that_was_erased(
    folder: Path, kept: Path, tmp_path: Path
) -> None:
    # To a key: each use of a passphrase is made to cost seconds.
    private = pyrage.x25519.Identity.generate()
    (tmp_path / "identity").write_text(f"{private}\n", encoding="ascii")
    recipient = ("--recipient", str(private.to_public()))

    def back_up(name: str) -> Outcome:
        keys = str(tmp_path / f"{name}-keys.age")
        return do(folder, "backup", str(tmp_path / f"{name}.age"), "--keys-to", keys, *recipient)

    shutil.copyfile(kept / "ASH.json", folder / "keys" / "ASH (1).json")
    assert back_up("early").code == 0
    erase(folder)
    assert back_up("late").code == 0
    shutil.copyfile(kept / "BRO.json", folder / "keys" / "BRO.json")
    said = back_up("worse")
    assert said.code == 1
    assert "which would carry it on" in said.err
    # Keys from before the erasure still make the review whole; what came with them is said.
    words = ("--keys", tmp_path / "early-keys.age", "--identity", tmp_path / "identity")
    restored = run("restore", tmp_path / "late.age", tmp_path / "again", *words)
    assert restored.code == 0, restored.err
    assert "has the ids of 1 erased children" in restored.out
    assert files(tmp_path / "again") == ["keys/ASH.json", "keys/BRO.json", "keys/signing.key"]
