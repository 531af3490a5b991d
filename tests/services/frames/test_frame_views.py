"""What is shown of an authority's frame before and after its return."""

from __future__ import annotations

from pathlib import Path

from inspect_tool.services.frames.frame_views import FrameView, show_frames
from inspect_tool.workspace import Workspace
from tests.small_review import make_return, make_review, open_review, take_return


def frames_of(workspace: Workspace) -> dict[str, FrameView]:
    with workspace.reading() as work:
        return {frame.authority: frame for frame in show_frames(work, workspace.review)}


def test_an_authority_without_a_return_has_nobody(tmp_path: Path) -> None:
    workspace = open_review(make_review(tmp_path / "review"))
    take_return(workspace, [make_return(tmp_path / "in", "ASH")])
    frames = frames_of(workspace)
    assert frames["ASH"].imported_at is not None
    assert frames["ASH"].eligible == sum(frames["ASH"].by_case_type.values()) > 0
    none = frames["BRO"]
    assert (none.imported_at, none.children, none.eligible) == (None, 0, 0)
    assert none.by_case_type == {"child_in_need": 0, "child_protection": 0}
