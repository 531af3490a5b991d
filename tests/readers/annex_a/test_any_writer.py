"""A known return, written by any of several programs with dressings and dirt, is read alike.

For every difference from the right children there is a listed problem, and where nothing was done
that loses anything, there is no difference. Every one of several hundred of the whole run differs
in its writer, its dressing and its dirt; the ordinary run has a slice of them.

pandas is left out: it writes with openpyxl and XlsxWriter, and its CSV files, with identifiers as
1001002.0 and dates as 2013-09-30 00:00:00, are among the dirt.
"""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from inspect_tool.errors import UnreadableFileError
from tests.read_returns import (
    FILES,
    differences,
    listed_beyond_base,
    read_return_to_frame,
)
from tests.written_returns import WRITERS, Tables, base_tables, by_openpyxl, column

pytestmark = pytest.mark.journeys

WHOLE = 2_000
SLICE = 60
LISTS = ("List 2", "List 6", "List 7", "List 8")
Change = Callable[[Tables, random.Random], None]


def _any_list(chance: random.Random) -> str:
    return chance.choice(LISTS)


def title_above(tables: Tables, chance: random.Random) -> None:
    """Rows of a title above the headings."""
    rows = tables[_any_list(chance)]
    width = len(rows[0])
    for _ in range(chance.randint(1, 4)):
        rows.insert(0, [chance.choice(["Return to Ofsted", None]), *[None] * (width - 1)])


def shuffled_columns(tables: Tables, chance: random.Random) -> None:
    """The columns in another order."""
    name = _any_list(chance)
    order = list(range(len(tables[name][0])))
    chance.shuffle(order)
    tables[name] = [[row[at] for at in order] for row in tables[name]]


def shuffled_rows(tables: Tables, chance: random.Random) -> None:
    """The children in another order."""
    headings, *rows = tables[_any_list(chance)]
    chance.shuffle(rows)
    name = next(name for name in LISTS if tables[name][0] is headings)
    tables[name] = [headings, *rows]


def blank_rows(tables: Tables, chance: random.Random) -> None:
    """Blank rows between and below the children."""
    rows = tables[_any_list(chance)]
    rows.insert(chance.randint(1, len(rows)), [None] * len(rows[0]))


def extra_column(tables: Tables, chance: random.Random) -> None:
    """A column that is nobody's business."""
    rows = tables[_any_list(chance)]
    at = chance.randint(0, len(rows[0]))
    for number, row in enumerate(rows):
        row.insert(at, "Ward" if not number else chance.choice(["North ward", "South ward"]))


def headings_in_capitals(tables: Tables, chance: random.Random) -> None:
    """Headings as people type them."""
    rows = tables[_any_list(chance)]
    change = chance.choice([str.upper, str.lower, lambda text: f" {text} ", str.title])
    rows[0] = [change(text) for text in rows[0]]


def cover_sheet(tables: Tables, chance: random.Random) -> None:
    """A sheet that is no list."""
    tables[chance.choice(["Cover", "Guidance", "Notes", "Sheet12"])] = [["Contact"], ["Desk"]]


def dates_as_text(tables: Tables, chance: random.Random) -> None:
    """Dates of all lists as texts of one form."""
    form = chance.choice(["%d/%m/%Y", "%d-%b-%Y", "%Y-%m-%d", "%Y-%m-%d 00:00:00", "%m/%d/%Y",
                          "%d.%m.%y", "%d %B %Y"])  # fmt: skip
    for rows in tables.values():
        for row in rows[1:]:
            row[:] = [f"{cell:{form}}" if isinstance(cell, date) else cell for cell in row]


def dates_of_one_list(tables: Tables, chance: random.Random) -> None:
    """Dates of one list as texts; others stay."""
    name = _any_list(chance)
    # List 2 has one child, who is on no other list, and no date with a day over 12.
    other = ["%m/%d/%Y", "%m/%d/%Y 12:00:00 AM"] if name != "List 2" else []
    form = chance.choice(["%d/%m/%Y", "%d %b %Y", *other])
    for row in tables[name]:
        row[:] = [f"{cell:{form}}" if isinstance(cell, date) else cell for cell in row]


def identifiers_as_text(tables: Tables, chance: random.Random) -> None:
    """Identifiers of one list otherwise."""
    name = _any_list(chance)
    # A zero before all identifiers of the only list that a child is on cannot be told.
    asked = ["0{}", "+{}"] if name != "List 2" else []
    form = chance.choice(["{}", "{}.0", "'{}", '="{}"', " {} ", "{:,}", "{} ", *asked])
    at = column(tables, name, next(h for h in tables[name][0] if _is_id(h)))
    for row in tables[name][1:]:
        if isinstance(row[at], int):
            row[at] = form.format(row[at])


def _is_id(heading: Any) -> bool:
    return isinstance(heading, str) and heading.strip().casefold() == "child unique id"


def a_note(tables: Tables, chance: random.Random) -> None:
    """A row that is nobody's."""
    name = _any_list(chance)
    rows = tables[name]
    at = column(tables, name, next(h for h in rows[0] if _is_id(h)))
    row: list[Any] = [None] * len(rows[0])
    row[at] = chance.choice(["Nil return", "Total: 2", "End of list", "(2 rows affected)", "-----"])
    rows.insert(chance.randint(1, len(rows)), row)


def repeated_headings(tables: Tables, chance: random.Random) -> None:
    """The headings once more."""
    rows = tables[_any_list(chance)]
    rows.insert(chance.randint(1, len(rows)), list(rows[0]))


def a_broken_cell(tables: Tables, chance: random.Random) -> None:
    """An error, a word, a denial or a question where a value belongs."""
    rows = tables[_any_list(chance)]
    row = chance.choice(rows[1:])
    at = chance.choice([place for place, text in enumerate(rows[0]) if not _is_id(text)])
    row[at] = chance.choice(["#N/A", "#REF!", "see notes", "not known yet", "31/02/2013", "??"])


def a_name_column(tables: Tables, chance: random.Random) -> None:
    """A column of names."""
    rows = tables[_any_list(chance)]
    for number, row in enumerate(rows):
        row.append("Surname" if not number else f"Quillfeather{number}")


def a_child_twice(tables: Tables, chance: random.Random) -> None:
    """A row twice, once in a while with a difference."""
    rows = tables[_any_list(chance)]
    copy = list(chance.choice(rows[1:]))
    if chance.random() < 0.5:
        copy[-1] = "Another team"
    rows.append(copy)


CHANGES: Mapping[str, Change] = {
    change.__name__: change
    for change in (
        title_above, shuffled_columns, shuffled_rows, blank_rows, extra_column,
        headings_in_capitals, cover_sheet, dates_as_text, dates_of_one_list, identifiers_as_text,
        a_note, repeated_headings, a_broken_cell, a_name_column, a_child_twice,
    )
}  # fmt: skip
# Rows above the headings go last, so that the others find the headings where they are.
LAST = ("repeated_headings", "a_note", "blank_rows", "headings_in_capitals", "title_above")


def changed(chance: random.Random) -> tuple[Tables, list[str]]:
    """A return with up to four changes, and which they are."""
    names = chance.sample(sorted(CHANGES), chance.randint(0, 4))
    names.sort(key=lambda name: LAST.index(name) if name in LAST else -1)
    tables = base_tables()
    for name in names:
        CHANGES[name](tables, chance)
    widest = {name: max(map(len, rows)) for name, rows in tables.items()}
    return {
        name: [[*row, *[None] * (widest[name] - len(row))] for row in rows]
        for name, rows in tables.items()
    }, names


def check_one(folder: Path, seed: int) -> None:
    """Write one return and read it: the same children, or something listed for a difference."""
    chance = random.Random(seed)  # noqa: S311
    tables, names = changed(chance)
    writer = chance.choice(sorted(WRITERS))
    story = f"seed {seed}: {writer}, {names}"
    try:
        path = WRITERS[writer](folder, tables)
    except UnicodeEncodeError:
        return  # Windows-1252 lacks a character
    try:
        found = read_return_to_frame(path)
    except UnreadableFileError as error:
        pytest.fail(f"{story}: {error.message}")
    listed = listed_beyond_base(found)
    differs = differences(found.children)
    assert not differs or listed, f"{story}: {differs}"
    for child, what in differs.items():
        _check_told(story, child, what, listed)
    assert "Quillfeather" not in repr(found), story


def _check_told(story: str, child: str, what: Any, listed: set[str]) -> None:
    """A child too many or missing has a problem of its own kind, not just any."""
    if isinstance(what, str):
        told = {"alike-identifiers", "alike-on-other-lists", "identifier-without-value"}
        assert listed & told, f"{story}: {child} {what}"
    else:
        blanked = listed - {"note-row", "repeated-headings", "extra-column", "blank-rows"}
        assert blanked, f"{story}: {child} {what}"


def test_every_writer_and_dressing_is_read_alike(tmp_path: Path, *, whole: bool) -> None:
    for seed in range(WHOLE if whole else SLICE):
        folder = tmp_path / str(seed)
        folder.mkdir()
        check_one(folder, seed)
        shutil.rmtree(folder)


@pytest.mark.proof(part=1)
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("ending", ["xlsx", "ods", "xls"])
def test_what_libreoffice_writes_is_read_alike(tmp_path: Path, ending: str) -> None:
    source = by_openpyxl(tmp_path, base_tables())
    out = tmp_path / "out"
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", ending, "--outdir", str(out), str(source)],
        check=True, capture_output=True,
    )  # fmt: skip
    found = read_return_to_frame(out / f"{source.stem}.{ending}")
    assert differences(found.children) == {}
    assert listed_beyond_base(found) == set()


def test_an_old_workbook_is_read_with_its_errors() -> None:
    found = read_return_to_frame(FILES.parent / "old" / "base.xls")
    assert differences(found.children) == {}
    broken = read_return_to_frame(FILES.parent / "old" / "broken.xls")
    assert differences(broken.children) == {"1001002": {"primary_need"}, "1001004": {"elig"}}
    assert listed_beyond_base(broken) >= {"excel-error"}
