"""How long 420 disagreements take out in a workbook and back.

Builds the sample review, has every case read a second time with judgements that differ, writes the
moderation workbook, decides every row in it with openpyxl, and takes it back. Prints processor
seconds of the command's process and of the child that reads the file.

    python -m benchmarks.moderation [--disagreements 420]

The goal: under 3 s out and back together.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import openpyxl

from inspect_tool.demonstration import Job, prepare_folder
from inspect_tool.domain.moderation import moderation_layout as layout
from inspect_tool.domain.records.records import ItemKind, Reader
from inspect_tool.services.moderation.decisions import queue
from inspect_tool.services.moderation.in_workbook import take_disagreements
from inspect_tool.services.moderation.out_workbook import write_disagreements
from inspect_tool.services.publication.narratives import sentences_by_measure
from inspect_tool.services.records import records
from inspect_tool.services.records.revisions import Edit, RecordBook, answer_of
from inspect_tool.store import queries
from inspect_tool.store.tables import Assignment
from inspect_tool.workspace import Workspace

Result = TypeVar("Result")


def read_again(workspace: Workspace, wanted: int) -> None:
    """Have cases read a second time until so many disagreements are there."""
    scale = {"good": "requires_improvement", "requires_improvement": "inadequate"}
    made = 0
    with workspace.work() as work:
        review = workspace.review
        twice = {row.case_ref for row in queries.assignments(work) if row.reader == Reader.SECOND}
        people = [member.id for member in review.plan.inspectors()]
        views = [
            view
            for view in records.list_records(work, review)
            if view.reader is Reader.FIRST and view.is_complete
        ]
        books: dict[str, RecordBook] = {}
        for view in views:
            subject = view.subject
            if subject.kind != "case" or subject.ref in twice or made >= wanted:
                continue
            other = next(one for one in people if one != view.inspector)
            work.add(
                Assignment(
                    authority=subject.authority,
                    case_ref=subject.ref,
                    reader=Reader.SECOND.value,
                    inspector=other,
                    assigned_at=work.now,
                )
            )
            book = books.setdefault(subject.authority, RecordBook(work, review, subject.authority))
            own = [
                row
                for place, row in book.standing.items()
                if place.subject_ref == subject.ref and place.reader == Reader.FIRST.value
            ]
            for row in own:
                answer = answer_of(row)
                if row.item_kind == ItemKind.JUDGEMENT and made < wanted:
                    value = scale.get(str(answer.value))
                    if value is not None:
                        answer = replace(answer, value=value, note="Read otherwise; see the file.")
                        made += 1
                item = (subject, Reader.SECOND, ItemKind(row.item_kind), row.item_id)
                if row.item_kind in ("question", "judgement"):
                    book.add(Edit(*item, answer, other, None, "a second read"))
        for book in books.values():
            book.write()


def timed(name: str, function: Callable[[], Result]) -> tuple[Result, float]:
    """What it gives, and the processor seconds of this process and its children."""
    before = _seconds()
    result = function()
    seconds = _seconds() - before
    print(f"{name}: {seconds:.2f} s")
    return result, seconds


def _seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def decide_all(path: Path) -> None:
    """Decide every row as the second reader did."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook[layout.ROWS]
    for row in range(layout.FIRST_ROW, sheet.max_row + 1):
        sheet.cell(row, layout.ROW_DECISION).value = sheet.cell(row, 6).value
        sheet.cell(row, layout.ROW_DECISION + 1).value = "The second read fits the file."
    workbook.save(path)


def main() -> None:
    """Print the seconds of each way, and of both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--disagreements", type=int, default=420)
    wanted = parser.parse_args().disagreements
    with tempfile.TemporaryDirectory() as folder:
        prepare_folder(Path(folder) / "review", may_replace=False)
        for step in Job(Path(folder) / "review").steps():
            step.run()
        workspace = Workspace.open(Path(folder) / "review")
        read_again(workspace, wanted)
        path = Path(folder) / "moderation.xlsx"

        def out() -> object:
            with workspace.work() as work:
                return write_disagreements(
                    work,
                    workspace.review,
                    path=path,
                    keys=workspace.keys,
                    sentences=sentences_by_measure(workspace.place),
                )

        written, first = timed("out", out)
        print(written)
        decide_all(path)
        taken, second = timed(
            "back",
            lambda: take_disagreements(
                workspace.work, workspace.review, path=path, keys=workspace.keys
            ),
        )
        print(f"{taken.decided} decided, {len(taken.problems)} not taken; {first + second:.2f} s")
        with workspace.reading() as work:
            print(sum(one.decided is None for one in queue(work, workspace.review)), "open")


if __name__ == "__main__":
    main()
