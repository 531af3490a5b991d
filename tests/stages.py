"""The small review after each stage of its journey, and what tests do with it on the way."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl

from inspect_tool.services.assignment import caseloads
from inspect_tool.services.moderation.second_reads import draw_second_reads
from inspect_tool.services.sampling import samples
from inspect_tool.services.workbooks import issue as case_workbooks
from inspect_tool.store import server
from inspect_tool.workspace import Workspace
from tests.small_review import (
    SEED,
    make_return,
    make_review,
    open_review,
    take_return,
    take_workbooks,
)

Stages = dict[str, Path]

ANSWER, ABSENCE, NOTE, ITEM_ID, KIND = 2, 3, 4, 7, 8  # columns of a case workbook, from 0
STAGES = ("framed", "drawn", "assigned", "recorded")
ANSWERS: dict[str, object] = {
    "question:HARM.1.a": "Yes",
    "question:HARM.1.b": "No",
    "judgement:HARM.1": "Inadequate",
}


def make_stages(base: Path) -> None:
    """Take the review from its lists to its answers, with a copy kept after each stage."""
    workspace = open_review(make_review(base / "review"))

    def keep(stage: str) -> None:
        workspace.database.close()
        shutil.copytree(workspace.folder, base / stage)

    for code in ("ASH", "BRO"):
        take_return(workspace, [make_return(base / "in", code)])
    keep("framed")
    with workspace.work() as work:
        samples.commit(work, workspace.review)
    with workspace.work() as work:
        samples.draw(work, workspace.review, seed=SEED, source="a test", keys=workspace.keys)
    keep("drawn")
    with workspace.work() as work:
        caseloads.assign_automatically(work, workspace.review)
        draw_second_reads(work, workspace.review)
    keep("assigned")
    paths = issue(workspace, base / "workbooks")
    for path in paths:
        fill(path, ANSWERS)
    assert all(not one.problems for one in take_workbooks(workspace, paths))
    keep("recorded")


def copy_of(made: Path, folder: Path) -> Workspace:
    """A copy of a review to change, a month later."""
    return open_review(Path(shutil.copytree(made, folder / "review")), later=True)


def by(workspace: Workspace, person: str) -> Workspace:
    return open_review(workspace.folder, person=person, later=True)


def fill(path: Path, values: dict[str, object], *, only: str | None = None) -> None:
    """Write answers into every case sheet of a workbook, by the id in its first column."""
    workbook = openpyxl.load_workbook(path)
    for sheet in workbook.worksheets:
        if "-" not in sheet.title or (only is not None and sheet.title != only):
            continue
        for row in sheet.iter_rows(min_row=4):
            kind = row[8].value
            key = f"{kind}:{row[7].value}"
            if key in values:
                row[2].value = values[key]  # type: ignore[assignment]
    workbook.save(path)


def cells(path: Path, item: str, typed: dict[int, object], *, sheet: str = "ASH-001") -> Path:
    """Type into the cells of one question."""
    workbook = openpyxl.load_workbook(path)
    for row in workbook[sheet].iter_rows(min_row=4):
        if (row[KIND].value, row[ITEM_ID].value) == ("question", item):
            for place, value in typed.items():
                row[place].value = value  # type: ignore[assignment]
    workbook.save(path)
    return path


def issued(workspace: Workspace, folder: Path, inspector: str) -> Path:
    """A fresh workbook of an inspector at the first authority."""
    with workspace.work() as work:
        case_workbooks.write_workbooks(
            work, workspace.review, inspector=inspector, folder=folder, keys=workspace.keys
        )
    return folder / f"ASH-{inspector}.xlsx"


def issue(workspace: Workspace, folder: Path) -> list[Path]:
    with workspace.work() as work:
        for inspector in ("ab", "cd", "ef"):
            case_workbooks.write_workbooks(
                work, workspace.review, inspector=inspector, folder=folder, keys=workspace.keys
            )
    return sorted(folder.glob("*.xlsx"))


def dump(workspace: Workspace) -> list[str]:
    """Every row of the database, as SQL, or as a server keeps it."""
    engine = workspace.database.engine
    if server.is_server(engine):
        with engine.connect() as rows:
            kept = "select '{0}', to_json(t)::text from {0} t order by 2"
            tables = (*server.tables(), server.INDEX)
            # A row of SQLAlchemy shortens itself when it is printed.
            return [
                " ".join(row) for name in tables for row in rows.exec_driver_sql(kept.format(name))
            ]
    connection = engine.raw_connection()
    try:
        return list(connection.driver_connection.iterdump())  # type: ignore[union-attr]
    finally:
        connection.close()


def reader_of(workspace: Workspace, case_ref: str) -> str:
    with workspace.reading() as work:
        return next(
            one.inspector for one in caseloads.show(work, workspace.review) if case_ref in one.cases
        )


def second_read(workspace: Workspace) -> tuple[str, str]:
    """A case that is read twice, and its second reader."""
    with workspace.reading() as work:
        return next(
            (one.second_reads[0], one.inspector)
            for one in caseloads.show(work, workspace.review)
            if one.second_reads
        )
