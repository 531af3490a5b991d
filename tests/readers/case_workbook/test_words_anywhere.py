"""Whatever somebody writes into a case workbook, anywhere, is an answer or is kept and listed."""

from __future__ import annotations

import dataclasses
import io
import json
import random
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.series import SeriesLabel
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from inspect_tool.documents.case_workbook.workbook import WrittenWorkbook, write_case_workbook
from inspect_tool.domain.workbook import layout
from inspect_tool.domain.workbook.workbook import AskedQuery
from inspect_tool.errors import Severity
from inspect_tool.readers.case_workbook import child
from inspect_tool.readers.case_workbook.cells import (
    LIMITS,
    AsIssued,
    NotACaseWorkbookError,
    Sheets,
    sheets_of,
)
from inspect_tool.readers.case_workbook.workbook import CaseWorkbookReturn, understand
from tests.case_workbook_factory import FRAMEWORK, KEY, content
from tests.readers.case_workbook.places_in_parts import PLACES, Fate

pytestmark = pytest.mark.journeys

PRINTED = (layout.START, layout.OVERVIEW, layout.LISTS)
SIGNED = (layout.IDENTITY, layout.ROWS, layout.PRINTED)

Fault = Callable[[Workbook, random.Random, str], None]


@cache
def issued() -> WrittenWorkbook:
    made = content()
    query = AskedQuery("PLAN.1.b", "PLAN.1.b#5dc9876a", "Which?", "yz", date(2013, 9, 3), "r-q")
    first = dataclasses.replace(made.sheets[0], queries=(query,))
    made = dataclasses.replace(made, sheets=(first, *made.sheets[1:]))
    return write_case_workbook(made, signing_key=KEY)


def sheets_in(path: Path) -> Sheets | AsIssued:
    request = {"paths": [str(path)], "issued": [issued().contents]}
    (sheets,) = sheets_of(json.loads(json.dumps(list(child.answers(request, LIMITS)))))
    return sheets


def read(path: Path) -> CaseWorkbookReturn:
    sheets = sheets_in(path)
    assert isinstance(sheets, Sheets), "it is taken for what was issued"
    return understand(path.name, sheets, frameworks=[FRAMEWORK], signing_key=KEY, review=None)


def write_anywhere(sheet: Worksheet, chance: random.Random, words: str) -> None:
    far = chance.random() < 0.2
    row = chance.randrange(1, sheet.max_row + (40 if far else 2))
    column = chance.randrange(1, 60 if far else layout.MARK + 2)
    cell = sheet.cell(row, column)
    shape = chance.random()
    before = cell.value if isinstance(cell.value, str) else ""
    if shape < 0.6 or not before:
        cell.value = words
    else:  # written before or behind what stands there
        cell.value = f"{before} {words}" if shape < 0.8 else f"{words}\n{before}"
    cell.data_type = "s"


def a_subject(workbook: Workbook, chance: random.Random) -> Worksheet:
    """One of the sheets that are answered, also where it was renamed."""
    others = (*PRINTED, *SIGNED)
    return chance.choice([sheet for sheet in workbook.worksheets if sheet.title not in others])


def in_a_subjects_cell(workbook: Workbook, chance: random.Random, words: str) -> None:
    write_anywhere(a_subject(workbook, chance), chance, words)


def in_a_printed_cell(workbook: Workbook, chance: random.Random, words: str) -> None:
    write_anywhere(workbook[chance.choice(PRINTED)], chance, words)


def in_a_signed_cell(workbook: Workbook, chance: random.Random, words: str) -> None:
    write_anywhere(workbook[chance.choice(SIGNED)], chance, words)


def any_sheet(workbook: Workbook, chance: random.Random) -> Worksheet:
    return chance.choice([sheet for sheet in workbook.worksheets if sheet.title not in SIGNED])


def in_a_comment(workbook: Workbook, chance: random.Random, words: str) -> None:
    cell = any_sheet(workbook, chance).cell(chance.randrange(1, 60), chance.randrange(1, 14))
    cell.comment = Comment(words, "inspector")


def in_a_link(workbook: Workbook, chance: random.Random, words: str) -> None:
    cell = any_sheet(workbook, chance).cell(chance.randrange(40, 60), chance.randrange(13, 20))
    cell.hyperlink = f"https://example.invalid/{words}"
    if cell.hyperlink is not None and chance.random() < 0.5:
        cell.hyperlink.tooltip = words


def in_a_header(workbook: Workbook, chance: random.Random, words: str) -> None:
    sheet = any_sheet(workbook, chance)
    part = chance.choice((sheet.oddHeader, sheet.oddFooter, sheet.evenHeader, sheet.firstFooter))
    assert part is not None
    chance.choice((part.left, part.center, part.right)).text = words


def in_a_sheets_name(workbook: Workbook, chance: random.Random, words: str) -> None:
    a_subject(workbook, chance).title = words[:31]


def on_a_new_sheet(workbook: Workbook, chance: random.Random, words: str) -> None:
    sheet = workbook.create_sheet(words if chance.random() < 0.5 else "Sheet9")
    sheet.cell(chance.randrange(1, 90), chance.randrange(1, 20)).value = words


def on_a_copied_sheet(workbook: Workbook, chance: random.Random, words: str) -> None:
    original = a_subject(workbook, chance)
    copied = workbook.copy_worksheet(original)
    if chance.random() < 0.5:
        workbook.move_sheet(copied, -len(workbook.sheetnames))
    write_anywhere(copied, chance, words)


def in_a_property(workbook: Workbook, chance: random.Random, words: str) -> None:
    name = chance.choice(("title", "subject", "description", "keywords", "category", "custom"))
    if name == "custom":
        workbook.custom_doc_props.append(StringProperty(name=words, value=words))  # type: ignore[attr-defined]
    else:
        setattr(workbook.properties, name, words)


def in_a_name(workbook: Workbook, _: random.Random, words: str) -> None:
    workbook.defined_names[words] = DefinedName(words, attr_text="Start!$A$1")


def a_chart(chance: random.Random, words: str) -> BarChart:
    chart = BarChart()
    series = Series(Reference(range_string="Overview!$B$2:$B$4"))
    series.tx = SeriesLabel(v=words)
    chart.series.append(series)
    if chance.random() < 0.7:
        series.tx = None
        titled = chance.choice((chart, chart.x_axis, chart.y_axis))
        titled.title = words
    return chart


def in_a_chart(workbook: Workbook, chance: random.Random, words: str) -> None:
    any_sheet(workbook, chance).add_chart(a_chart(chance, words), "M9")


def on_a_chart_sheet(workbook: Workbook, chance: random.Random, words: str) -> None:
    is_name = chance.random() < 0.3
    sheet = workbook.create_chartsheet(words if is_name else None)
    sheet.add_chart(a_chart(chance, "a chart" if is_name else words))


FAULTS: tuple[Fault, ...] = (
    in_a_subjects_cell,
    in_a_subjects_cell,
    in_a_subjects_cell,
    in_a_printed_cell,
    in_a_signed_cell,
    in_a_comment,
    in_a_link,
    in_a_header,
    in_a_sheets_name,
    on_a_new_sheet,
    on_a_copied_sheet,
    in_a_property,
    in_a_name,
    in_a_chart,
    on_a_chart_sheet,
)


def is_found(found: CaseWorkbookReturn, words: str) -> bool:
    """Whether words are taken or kept, or the workbook as a whole is refused aloud."""
    if any(problem.severity is Severity.REFUSED for problem in found.problems):
        return True
    if any(words in one.text for one in found.stray):
        return bool(found.problems)
    return any(words in one.words or words in one.unread for one in found.changed)


def is_listed(found: CaseWorkbookReturn) -> bool:
    """Whether something is said not to be read."""
    return any(problem.kind == "picture" for problem in found.problems)


def silent_in(folder: Path, chance: random.Random, name: str) -> list[tuple[str, str]]:
    """Words of a workbook with faults in any place that are neither taken, kept nor listed.

    Args:
        name: Of the workbook; its words begin with it.
    """
    workbook = openpyxl.load_workbook(io.BytesIO(issued().file))
    written = {}
    for number in range(chance.randrange(1, 5)):
        fault = chance.choice(FAULTS)
        words = f"word{name}x{number}"
        fault(workbook, chance, words)
        written[words] = fault.__name__
    saved, path = folder / "saved.xlsx", folder / "returned.xlsx"
    workbook.save(saved)
    place = chance.choice(sorted(PLACES))
    words = f"part{name}"
    if PLACES[place].fits(saved):
        PLACES[place].put(saved, path, words)
        written[words] = place
    else:
        saved.rename(path)
    # A later fault may have written over an earlier one, or renamed its sheet.
    with zipfile.ZipFile(path) as archive:
        content_of = "".join(
            archive.read(part).decode("utf-8", "replace") for part in archive.namelist()
        )
    there = [one for one in written.items() if re.search(rf"{one[0]}(?!\d)", content_of)]
    if not there:
        return []
    try:
        found = read(path)
    except NotACaseWorkbookError:  # refused as a whole, in a sentence
        assert in_a_signed_cell.__name__ in written.values()
        return []
    return [
        (words, where)
        for words, where in there
        if not is_found(found, words)
        and not (where in PLACES and PLACES[where].fate is Fate.LISTED and is_listed(found))
    ]


@pytest.mark.proof(part=2)
@pytest.mark.parametrize("part", range(20))
def test_words_in_any_place_are_taken_or_kept_and_listed(
    tmp_path: Path, part: int, whole: bool
) -> None:
    silent = []
    for seed in range(100 if whole else 2):
        chance = random.Random(f"{part}/{seed}")  # noqa: S311  # not for secrets
        silent += silent_in(tmp_path, chance, f"{part}x{seed}")
    assert silent == []


def test_saved_again_without_a_change_it_is_known_by_what_it_says(tmp_path: Path) -> None:
    path = tmp_path / "again.xlsx"
    openpyxl.load_workbook(io.BytesIO(issued().file)).save(path)

    assert path.read_bytes() != issued().file
    assert sheets_in(path) == AsIssued(issued().contents)


@pytest.mark.parametrize(
    ("sheet", "cell", "value"),
    [
        ("ASH-017", "L1", " "),  # spaces are no words
        ("ASH-017", "E1", None),
        ("ASH-017", "A1", "ASH-017: Child in need"),
        ("ASH-017", "F9", '=IF(TRUE,"Done","")'),
        ("ASH-017", "H4", "FACT.2"),
        (layout.ROWS, "A1", "ASH-018"),
        (layout.LISTS, "A2", "no"),
    ],
)
def test_one_cell_that_differs_is_enough_to_read_it_whole(
    tmp_path: Path, sheet: str, cell: str, value: str | None
) -> None:
    path = tmp_path / "changed.xlsx"
    workbook = openpyxl.load_workbook(io.BytesIO(issued().file))
    workbook[sheet][cell].value = value
    workbook.save(path)

    assert isinstance(sheets_in(path), AsIssued) == (value == " ")


def test_a_date_that_was_typed_as_a_word_is_read(tmp_path: Path) -> None:
    path = tmp_path / "changed.xlsx"
    workbook = openpyxl.load_workbook(io.BytesIO(issued().file))
    rows = workbook["ASH-017"].iter_rows(min_row=4)
    cell = next(row[2] for row in rows if isinstance(row[2].value, datetime))
    assert isinstance(cell.value, datetime)
    cell.value = f"{cell.value:%d/%m/%Y}"
    workbook.save(path)

    assert isinstance(sheets_in(path), Sheets)
