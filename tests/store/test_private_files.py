"""What links cases to children is for the eyes of whoever made it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from inspect_tool.store.private_files import access_rule, make_private_folder, write_private


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.skipif(os.name == "nt", reason="Windows has access rights in place of modes")
def test_only_the_owner_can_read_a_private_file_and_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    make_private_folder(folder)
    write_private(folder / "ASH.json", lambda file: file.write("{}"))
    assert mode_of(folder) == 0o700
    assert mode_of(folder / "ASH.json") == 0o600


def test_lines_end_the_same_on_every_system(tmp_path: Path) -> None:
    write_private(tmp_path / "list.csv", lambda file: file.write("a\r\nb\n"))
    assert (tmp_path / "list.csv").read_bytes() == b"a\r\nb\n"


def test_a_file_that_could_not_be_written_leaves_the_earlier_one(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("earlier")

    def fail(_: object) -> None:
        raise ValueError("the list has no end")

    with pytest.raises(ValueError, match="no end"):
        write_private(path, fail)
    assert path.read_text() == "earlier"


@pytest.mark.parametrize(("is_folder", "scope"), [(False, "F"), (True, "(OI)(CI)F")])
def test_on_windows_inherited_rights_go_and_only_the_owner_gets_new_ones(
    tmp_path: Path, is_folder: bool, scope: str
) -> None:
    """Never run on Windows; the words are those of the manual of icacls."""
    owner, system, administrators = "*S-1-3-4", "*S-1-5-18", "*S-1-5-32-544"
    assert access_rule(tmp_path / "keys", is_folder=is_folder) == [
        "icacls",
        str(tmp_path / "keys"),
        "/inheritance:r",
        "/grant:r",
        f"{owner}:{scope}",
        "/grant:r",
        f"{system}:{scope}",
        "/grant:r",
        f"{administrators}:{scope}",
        "/q",
    ]
