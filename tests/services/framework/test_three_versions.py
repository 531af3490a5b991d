"""A snapshot over three versions, recomputed from the database by a program of its own."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspect_tool.domain.figures import findings
from inspect_tool.domain.figures.by_version import measure_by_version, versions_of
from inspect_tool.domain.records.records import Answer, ItemKind, Reader
from inspect_tool.services.figures import snapshots
from inspect_tool.services.records import records
from inspect_tool.services.records.revisions import Edit, RecordBook
from inspect_tool.workspace import Workspace
from tests import recount_versions
from tests.amended_review import Content, ask_more, edit, publish, reopened, reverse

IN_TOTAL = {
    "left_too_long": {"2.0.0"},
    "drift": {"1.0.0", "1.1.0", "2.0.0"},
    "heard": {"1.1.0", "2.0.0"},
}


def count_the_opposite(content: Content) -> None:
    content["measures"]["left_too_long"]["count"] = {"question": "HARM.1.a", "is": "no"}


def answers(workspace: Workspace, ref: str) -> Iterator[tuple[ItemKind, str, str]]:
    """Answers by chance to all that the version in force asks."""
    chance = random.Random(ref)  # noqa: S311
    for question in workspace.review.framework.questions():
        yield ItemKind.QUESTION, question.id, chance.choice(["yes", "no"])
    yield ItemKind.JUDGEMENT, "HARM.1", chance.choice(["inadequate", "good"])


def read(workspace: Workspace, refs: list[str]) -> None:
    """Record cases as their first readers would, in the version in force."""
    opened = reopened(workspace)
    with opened.work() as work:
        for view in records.list_records(work, opened.review):
            if view.subject.ref not in refs or view.reader is not Reader.FIRST:
                continue
            book = RecordBook(work, opened.review, view.subject.authority, view.subject.ref)
            for kind, item, value in answers(opened, view.subject.ref):
                book.add(
                    Edit(view.subject, Reader.FIRST, kind, item, Answer(value), "ab", None, "x")
                )
            book.write()
            work.audit("case.answer", stream=view.subject.authority, subject=view.subject.ref)


@pytest.mark.one_engine("the other program reads the file")
def test_each_answer_is_evaluated_by_its_own_version_and_another_program_agrees(
    assigned: Workspace,
) -> None:
    with assigned.reading() as work:
        refs = sorted({one.subject.ref for one in records.list_records(work, assigned.review)})
    read(assigned, refs[:3])
    edit(assigned.folder, "1.1.0", ask_more)
    publish(assigned.folder, person="la")
    read(assigned, refs[3:6])
    edit(assigned.folder, "2.0.0", reverse, count_the_opposite)
    publish(assigned.folder, person="la", proposed_by="wr")
    read(assigned, refs[6:])
    after = reopened(assigned)
    with after.work() as work:
        snapshots.take(work, after.review, "three")
        figures = snapshots.figures(work, after.review)
    assert versions_of(figures) == {"2.0.0": 2, "1.1.0": 3, "1.0.0": 3}
    after.database.close()
    program = Path(recount_versions.__file__)
    told = subprocess.run(
        [sys.executable, "-I", program, assigned.folder / "review.db"],
        check=True,
        capture_output=True,
    )
    recounted = json.loads(told.stdout)
    for measure, in_total in IN_TOTAL.items():
        rows = measure_by_version(figures, measure)
        own = {row.version: [row.count.count, row.count.base] for row in rows}
        assert {version: own[version] for version in recounted[measure]} == recounted[measure]
        assert {row.version for row in rows if row.is_in_total} == in_total
        total = findings.table(figures, measure)[0]
        assert total.base == sum(
            base for version, (_, base) in recounted[measure].items() if version in in_total
        )
        assert total.count == sum(
            count for version, (count, _) in recounted[measure].items() if version in in_total
        )
