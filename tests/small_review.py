"""A small review in a folder: two authorities' lists as CSV, a plan and a framework."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from inspect_tool.domain.framework.framework import Framework
from inspect_tool.services.frames import take_return as frames
from inspect_tool.services.frames.returns import ImportOptions, ImportResult
from inspect_tool.services.overview import database_check
from inspect_tool.services.overview.database_check import DatabaseCheck, Outside
from inspect_tool.services.review.documents import DATABASE_FILE
from inspect_tool.services.workbooks import take_back
from inspect_tool.services.workbooks.returned import ReturnedView, TakeOptions
from inspect_tool.store import migrate
from inspect_tool.store.database import Database
from inspect_tool.store.engine import sqlite_url
from inspect_tool.store.key_files import KeyFolder
from inspect_tool.store.private_files import place_private, write_private_part
from inspect_tool.workspace import Workspace
from tests.annex_a import official_columns
from tests.factories import a_framework, a_plan

FRAME_DATE = datetime(2013, 9, 30, tzinfo=UTC).date()
SEED = "83920175563810294857"
START = datetime(2013, 10, 1, 9, tzinfo=UTC)
CASE_LISTS = {2: "early_help", 6: "child_in_need", 7: "child_protection", 8: "in_care"}
STARTS = {
    2: "Assessment start date",
    6: "CIN Start Date",
    7: "Child Protection Plan Start Date",
    8: "Date Started to be Looked After",
}


def make_review(
    folder: Path, *, salted: bool = True, asks: Framework | None = None, **changes: Any
) -> Path:
    """Write a plan and a framework that hold, and a database; `changes` are made to the plan.

    Args:
        salted: Give the lists salts that are always the same, so that every run draws the same.
        asks: Another framework than the smallest one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    keys = KeyFolder(folder / "keys")
    for code in ("ASH", "BRO") if salted and not keys.folder.exists() else ():
        keys.adopt_salt(code, hashlib.sha256(f"salt of {code} in tests".encode()).hexdigest())
    plan = {
        "case_types": ["child_in_need", "child_protection"],
        "population": {
            "keep": ["age", "gender", "months_open", "sibling_group"],
            "eligible": {"all": [{"field": "age", "lte": 10}]},
            "fields": {"long_term": {"field": "months_open", "gte": 12}},
        },
        "sample": {"size": 8, "allocation": {"method": "power", "minimum": 2}},
        "second_reads": {"share": 0.25},
        **changes,
    }
    _dump(a_plan(**plan), folder / "review.yaml")
    _dump(asks or a_framework(), folder / "framework.yaml")
    if not (folder / DATABASE_FILE).exists():
        place_private(
            write_private_part(folder / DATABASE_FILE, empty_database()), folder / DATABASE_FILE
        )
    return folder


@cache
def empty_database() -> bytes:
    """The file of a database without a row: migrating one takes longer than most tests do."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / DATABASE_FILE
        database = Database(sqlite_url(path))
        migrate.upgrade(database.engine)
        database.close()
        return path.read_bytes()


def _dump(document: Any, path: Path) -> None:
    content = document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    with path.open("w", encoding="utf-8") as file:
        yaml.safe_dump(content, file, sort_keys=False)


def make_return(
    folder: Path, code: str, *, children: int = 12, changes: dict[str, str] | None = None
) -> Path:
    """Write an authority's lists as CSV files in a folder; odd children are on List 7 too."""
    target = folder / f"{code}-return"
    target.mkdir(parents=True, exist_ok=True)
    for number in (2, 6, 7, 8):
        columns = [one.name for one in official_columns()[number]]
        with (target / f"List {number}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            for child in range(1, children + 1):
                if number == 6 or (number == 7 and child % 2):
                    writer.writerow(_row(number, code, child, columns) | (changes or {}))
    return target


def _row(number: int, code: str, child: int, columns: Sequence[str]) -> dict[str, str]:
    started = FRAME_DATE - timedelta(days=100 + 40 * child)
    row = dict.fromkeys(columns, "")
    row |= {
        "Child Unique ID": f"{code}{child:05d}",
        "Gender": "a) Male" if child % 2 else "b) Female",
        "Ethnicity": "a) WBRI",
        "Date of Birth": f"0{1 + child % 9}/03/{2004 + child % 8}",
        "Age of Child (Years)": str(2013 - (2004 + child % 8)),
        STARTS[number]: started.strftime("%d/%m/%Y"),
        "Family identifier": f"F{child // 3}",
    }
    row |= {
        name: value
        for name, value in (
            ("Does the Child have a Disability", "b) No"),
            ("Primary Need Code", "N1"),
            ("Case Status", "c) Child in need plan"),
            ("Initial Category of Abuse", "a) Neglect"),
            ("Latest Category of Abuse", "a) Neglect"),
            ("Number of Previous Child Protection Plans", "0"),
            ("Allocated Team", "Team 1"),
            ("Allocated Worker", "Worker 1"),
        )
        if name in row
    }
    return row


def ticking_clock(start: datetime = START) -> Callable[[], datetime]:
    """A clock that stands a minute later each time it is read."""
    minutes = iter(range(10_000))
    return lambda: start + timedelta(minutes=next(minutes))


def open_review(folder: Path, *, person: str | None = None, later: bool = False) -> Workspace:
    """The review in a folder, with a clock of its own; `later` starts it a month on."""
    start = START + timedelta(days=30 * later)
    return replace(Workspace.open(folder, person=person), clock=ticking_clock(start))


def take_return(
    workspace: Workspace, files: Sequence[Path], *, options: ImportOptions | None = None
) -> ImportResult:
    """Take a return as `frame import` does."""
    return frames.take_return(
        workspace.work, workspace.review, files, keys=workspace.keys, options=options
    )


def take_workbooks(
    workspace: Workspace,
    files: Sequence[Path],
    *,
    dry_run: bool = False,
    options: TakeOptions | None = None,
) -> tuple[ReturnedView, ...]:
    """Take case workbooks as `case import` does."""
    begin = workspace.reading if dry_run else workspace.work
    return take_back.take_workbooks(
        begin, workspace.review, files, keys=workspace.keys, options=options
    )


def check_database(workspace: Workspace) -> DatabaseCheck:
    """Check the database as `db check` does."""
    with workspace.reading() as work:
        return database_check.check_database(
            work,
            Outside.of(workspace.database, keys=workspace.keys, evidence=workspace.place.evidence),
        )
