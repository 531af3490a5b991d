"""The filled-in case workbooks of the sample review, made through the tool itself.

The tool takes the returns, draws, and writes the inspectors' workbooks; this fills in what
`findings/` says that they found, cell by cell, as an inspector would.
"""

from __future__ import annotations

import csv
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from inspect_tool.demonstration import MOMENTS, Job
from inspect_tool.documents.deterministic_zip import freeze_workbook
from inspect_tool.domain.framework.framework import Framework, QuestionType
from inspect_tool.domain.records.answer_forms import AnswerForm, question_form
from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.records.referral import REFERRAL_FORMS
from inspect_tool.domain.review import Review
from inspect_tool.services.assignment import caseloads
from inspect_tool.services.records.item_words import item_form
from inspect_tool.services.workbooks.issue import write_workbooks
from inspect_tool.workspace import Workspace

# Columns of a case sheet, from 0: the answer, why there is none, the note; then the hidden ids.
ANSWER, ABSENCE, NOTE, ITEM, KIND = 2, 3, 4, 7, 8

Findings = Mapping[tuple[str, str], Mapping[tuple[str, str], dict[str, str]]]


@dataclass(frozen=True)
class Duty:
    """A subject with the reader who answers for it."""

    subject: str
    reader: str


def write_case_workbooks(sample: Path) -> int:
    """Write the filled-in workbooks beside the findings; returns how many."""
    target = sample / "case_workbooks"
    target.mkdir(exist_ok=True)
    for old in target.glob("*.xlsx"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        job = Job(Path(folder) / "review")
        job.folder.mkdir()
        for step in job.steps_to_caseloads():
            step.run()
        workspace = job.at("issue")
        paths = list(_issue(workspace, Path(folder) / "out"))
        findings = _findings(sample / "findings")
        interviews = _interviews(sample / "findings", paths)
        for path in paths:
            workbook = load_workbook(path)
            _fill(workbook, workspace, path, {**findings, **interviews})
            (target / path.name).write_bytes(freeze_workbook(workbook, created=MOMENTS["record"]))
    return len(paths)


def _issue(workspace: Workspace, folder: Path) -> Iterator[Path]:
    with workspace.work() as work:
        for load in caseloads.show(work, workspace.review):
            if load.total or load.second_reads:
                for issued in write_workbooks(
                    work,
                    workspace.review,
                    inspector=load.inspector,
                    folder=folder,
                    keys=workspace.keys,
                ):
                    yield issued.path


def _findings(folder: Path) -> dict[tuple[str, str], dict[tuple[str, str], dict[str, str]]]:
    """What was found, by subject and reader, then by kind and item."""
    found: dict[tuple[str, str], dict[tuple[str, str], dict[str, str]]] = defaultdict(dict)
    for name in ("cases.csv", "authorities.csv"):
        for row in _rows(folder / name):
            found[row["subject"], row["reader"]][row["kind"], row["item"]] = row
    return dict(found)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _interviews(
    folder: Path, paths: list[Path]
) -> dict[tuple[str, str], dict[tuple[str, str], dict[str, str]]]:
    """The interviews of each authority, shared out over the sheets that its inspectors have."""
    numbered: dict[tuple[str, int], dict[tuple[str, str], dict[str, str]]] = defaultdict(dict)
    for row in _rows(folder / "interviews.csv"):
        answer = {**row, "absence": ""}
        numbered[row["authority"], int(row["number"])]["question", row["item"]] = answer
    sheets: dict[str, list[str]] = defaultdict(list)
    for path in sorted(paths):
        names = load_workbook(path, read_only=True).sheetnames
        sheets[path.name[:3]] += [name for name in names if "-I-" in name]
    shared = {}
    for (authority, number), answers in sorted(numbered.items()):
        if number > len(sheets[authority]):
            raise ValueError(f"{authority} has {len(sheets[authority])} interview sheets only")
        shared[sheets[authority][number - 1], Reader.FIRST.value] = answers
    return shared


def _fill(workbook: Workbook, workspace: Workspace, path: Path, findings: Findings) -> None:
    inspector = path.stem.split("-", 1)[1]
    with workspace.reading() as work:
        load = next(
            one for one in caseloads.show(work, workspace.review) if one.inspector == inspector
        )
    for sheet in workbook.worksheets:
        subject = sheet.title.removeprefix("Authority ")
        reader = Reader.SECOND if subject in load.second_reads else Reader.FIRST
        answers = findings.get((subject, reader.value))
        if answers:
            _fill_sheet(sheet, workspace.review, answers)


def _fill_sheet(
    sheet: Worksheet, review: Review, answers: Mapping[tuple[str, str], dict[str, str]]
) -> None:
    left = dict(answers)
    for row in sheet.iter_rows(min_row=4):
        given = left.pop((str(row[KIND].value), str(row[ITEM].value)), None)
        if given is not None:
            form = _form(review, given)
            _write(row[ANSWER], _shown(form, given["value"]))
            _write(row[ABSENCE], _words(form, given["absence"]))
            _write(row[NOTE], given["note"] or None)
    if left:
        raise ValueError(f"{sheet.title} has no row for {sorted(left)[0]}")


def _write(cell: Any, value: Any) -> None:
    if value is not None and isinstance(cell, Cell):
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"


def _form(review: Review, given: dict[str, str]) -> AnswerForm:
    kind = given.get("kind", "question")
    if kind == "referral":
        return REFERRAL_FORMS[given["item"]]
    if kind == "judgement":
        return item_form(review.framework, given["item"])[1]
    return _question_form(review.framework, given["item"])


def _question_form(framework: Framework, item: str) -> AnswerForm:
    question = framework.question(item)
    if question is None:
        raise ValueError(f"{item} is not in the framework")
    return question_form(framework, question)


def _shown(form: AnswerForm, value: str) -> object:
    """The value as an inspector picks or types it."""
    if not value:
        return None
    if form.type is QuestionType.DATE:
        return date.fromisoformat(value)
    if form.type is QuestionType.NUMBER:
        return int(value)
    return next((one.words for one in form.choices if one.value == value), value)


def _words(form: AnswerForm, absence: str) -> str | None:
    return next((one.words for one in form.absences if one.value == absence), None)
