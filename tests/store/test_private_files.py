"""What links cases to children is for the eyes of whoever made it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from inspect_tool.store.private_files import (
    access_rule,
    make_private_folder,
    write_private,
    write_private_bytes,
    write_private_set,
)


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


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such pipes")
def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_private_bytes(pipe, b"a head")
        assert os.read(reading, 10) == b"a head"
    finally:
        os.close(reading)
    assert pipe.is_fifo()


@pytest.mark.skipif(not Path("/dev/stdout").is_symlink(), reason="this system has no such link")
def test_what_the_system_links_to_a_file_is_not_replaced(tmp_path: Path) -> None:
    """Run with its output in a file, when /dev/stdout looks like a file."""
    program = (
        "from pathlib import Path\n"
        "from inspect_tool.store.private_files import write_private_bytes\n"
        "print('before', flush=True)\n"
        "write_private_bytes(Path('/dev/stdout'), b'a head')\n"
    )
    with (tmp_path / "said.txt").open("w") as said:
        subprocess.run([sys.executable, "-c", program], check=True, stdout=said)
    assert (tmp_path / "said.txt").read_text() == "before\na head"
    assert Path("/dev/stdout").is_symlink()


def test_of_a_set_no_file_changes_where_one_cannot_be_written(tmp_path: Path) -> None:
    first, second = tmp_path / "a.txt", tmp_path / "missing" / "b.txt"
    first.write_text("earlier")
    with pytest.raises(FileNotFoundError) as caught:
        write_private_set({first: b"new", second: b"new"})
    assert caught.value.filename == str(second)
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert first.read_text() == "earlier"


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
