"""A head of the audit trail is read from whatever file holds one."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_tool.errors import UnreadableFileError
from inspect_tool.services.review.heads import (
    NoHeadError,
    NoHeadInFileError,
    read_heads,
    write_head,
)
from inspect_tool.workspace import Workspace


def test_a_head_that_was_written_is_read_again(drawn: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "head.txt"
    with drawn.reading() as work:
        text = write_head(work, drawn.keys, path)
    (found,) = read_heads([path])
    assert str(found) == text
    assert len(read_heads([path, path])) == 2


def test_a_review_without_a_record_has_no_head(review: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "head.txt"
    with review.reading() as work, pytest.raises(NoHeadError):
        write_head(work, review.keys, path)
    assert not path.exists()


def test_a_file_without_a_head_and_one_that_is_no_text_are_named(tmp_path: Path) -> None:
    empty, binary = tmp_path / "empty.txt", tmp_path / "picture.png"
    empty.write_text("nothing of the kind")
    binary.write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(NoHeadInFileError, match=r"empty\.txt"):
        read_heads([empty])
    for path in (binary, tmp_path / "gone.txt"):
        with pytest.raises(UnreadableFileError, match=path.name):
            read_heads([path])
