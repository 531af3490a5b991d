"""A small review whose cases are all read twice, with whatever the two readers are to say."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.records import Answer, ItemKind, Reader, Subject
from inspect_tool.services.assignment import caseloads
from inspect_tool.services.moderation.second_reads import draw_second_reads
from inspect_tool.services.records.revisions import Edit, save
from inspect_tool.services.sampling import samples
from inspect_tool.workspace import Workspace
from tests.small_review import SEED, make_return, make_review, open_review, take_return

Said = Mapping[str, Answer | str]


def make_review_to_read_twice(folder: Path, **changes: Any) -> Path:
    """A review with eight cases, each with a first and a second reader and nothing recorded."""
    folder = make_review(folder / "review", **{"second_reads": {"share": 1.0}, **changes})
    workspace = open_review(folder)
    for code in ("ASH", "BRO"):
        take_return(workspace, [make_return(folder.parent / "in", code)])
    with workspace.work() as work:
        samples.commit(work, workspace.review)
        samples.draw(work, workspace.review, seed=SEED, source="a test", keys=workspace.keys)
        caseloads.assign_automatically(work, workspace.review)
        draw_second_reads(work, workspace.review)
    workspace.database.close()
    return folder


def readers_of(workspace: Workspace) -> dict[str, dict[Reader, str]]:
    """Who reads each case, in order of reference."""
    found: dict[str, dict[Reader, str]] = {}
    with workspace.reading() as work:
        for load in caseloads.show(work, workspace.review):
            for reader, refs in ((Reader.FIRST, load.cases), (Reader.SECOND, load.second_reads)):
                for ref in refs:
                    found.setdefault(ref, {})[reader] = load.inspector
    return dict(sorted(found.items()))


def record(workspace: Workspace, ref: str, reader: Reader, said: Said) -> None:
    """Let a reader answer; without a word on them, both questions are answered with no."""
    complete: Said = {"HARM.1": "good", "HARM.1.a": "no", "HARM.1.b": "no", **said}
    subject = Subject(SubjectKind.CASE, ref.partition("-")[0], ref)
    author = readers_of(workspace)[ref][reader]
    with workspace.work() as work:
        for item_id, given in complete.items():
            answer = given if isinstance(given, Answer) else Answer(given or None)
            kind = ItemKind.JUDGEMENT if item_id == "HARM.1" else ItemKind.QUESTION
            save(
                work,
                workspace.review,
                Edit(subject, reader, kind, item_id, answer, author, None, "a test"),
            )


def read_twice(workspace: Workspace, ref: str, first: Said, second: Said) -> None:
    """Two complete reads of a case."""
    record(workspace, ref, Reader.FIRST, first)
    record(workspace, ref, Reader.SECOND, second)
