"""A return is taken with its key file, or neither is."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_tool.errors import UsageError
from inspect_tool.services.frames.errors import ChangedReturnError
from inspect_tool.services.frames.key_settling import frames_in_force, settle_keys
from inspect_tool.services.frames.returns import ImportOptions
from inspect_tool.services.frames.take_return import take_return
from inspect_tool.store.key_files import KeyFile
from inspect_tool.workspace import Workspace
from tests.small_review import make_return


def take(workspace: Workspace, path: Path, options: ImportOptions | None = None) -> int:
    return take_return(
        workspace.work, workspace.review, [path], keys=workspace.keys, options=options
    ).children


def test_a_return_and_its_key_file_are_there_together(review: Workspace, tmp_path: Path) -> None:
    assert take(review, make_return(tmp_path / "in", "ASH")) == 12
    keys = review.keys.read("ASH")
    assert keys is not None
    assert len(keys.local_ids) == 12
    with review.reading() as work:
        assert frames_in_force(work)["ASH"].return_digest == keys.return_digest
    assert not review.keys.has_staged()


def test_a_refused_return_leaves_the_key_file_as_it_was(framed: Workspace, tmp_path: Path) -> None:
    before = framed.keys.read("ASH")
    with pytest.raises(ChangedReturnError):
        take(framed, make_return(tmp_path / "in", "ASH", children=13))
    assert framed.keys.read("ASH") == before
    assert not framed.keys.has_staged()


def test_a_staged_key_file_of_no_frame_is_removed(framed: Workspace) -> None:
    before = framed.keys.read("ASH")
    assert before is not None
    framed.keys.stage(KeyFile(authority="ASH", salt=before.salt, local_ids={}, return_digest="x"))
    settle_keys(framed.work, framed.keys)
    assert framed.keys.read("ASH") == before
    assert not framed.keys.has_staged()


def test_a_list_of_problems_needs_its_folder(review: Workspace, tmp_path: Path) -> None:
    options = ImportOptions(problems_file=tmp_path / "not there" / "problems.xlsx")
    with pytest.raises(UsageError, match="There is no folder for"):
        take(review, make_return(tmp_path / "in", "ASH"), options)
    with review.reading() as work:
        assert frames_in_force(work) == {}
