"""Disagreements as pages show them, and whose records were shown by it."""

from __future__ import annotations

from pathlib import Path

from inspect_tool.services.moderation.decisions import decide
from inspect_tool.services.moderation.differences import difference_at, every_difference
from tests.read_twice import read_twice
from tests.stages import copy_of


def test_what_is_open_and_what_is_decided_are_told_apart_and_noted_as_read(
    to_read_twice_once: Path, tmp_path: Path
) -> None:
    workspace = copy_of(to_read_twice_once, tmp_path)
    for ref in ("ASH-001", "ASH-002"):
        read_twice(workspace, ref, {"HARM.1": "good"}, {"HARM.1": "inadequate"})
    read_twice(workspace, "BRO-001", {"HARM.1.a": "yes", "HARM.1.b": "yes"}, {})
    with workspace.work() as work:
        decide(
            work, workspace.review, case_ref="ASH-002", item_id="HARM.1", value="good", why="seen"
        )
    with workspace.reading() as work:
        every = every_difference(work, workspace.review, {})
        assert {one.case_ref for one in every.decided} == {"ASH-002"}
        assert {one.row.case_ref for one in every.still_open} == {"ASH-001", "BRO-001"}
        assert work.shown == {("ASH", "ASH-001"), ("ASH", "ASH-002"), ("BRO", "BRO-001")}
    with workspace.reading() as work:
        at = difference_at(work, workspace.review, {}, "ash-001", "HARM.1")
        assert at is not None
        assert at.one.row.case_ref == "ASH-001"
        assert at.alike == ()
        assert work.shown == {("ASH", "ASH-001")}
    with workspace.reading() as work:
        assert difference_at(work, workspace.review, {}, "ASH-002", "HARM.1") is None
        assert work.shown == set()
