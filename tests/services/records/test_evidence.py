"""Pieces of evidence, from the rows of a workbook to the criterion that they support."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from inspect_tool.domain.records.evidence import Evidence, by_criterion
from inspect_tool.domain.records.records import ItemKind, Reader
from inspect_tool.services.records import history, records
from inspect_tool.services.records.conflicts import list_conflicts
from inspect_tool.services.records.revisions import RecordKey
from inspect_tool.services.workbooks.returned import ReturnedView
from inspect_tool.workspace import Workspace
from tests.small_review import check_database, take_workbooks
from tests.stages import by, issued, reader_of

pytestmark = pytest.mark.journeys

SHEET = "ASH-001 evidence"
CASE, ITEM = "ASH-001", "HARM.1.a"
KEY = RecordKey("ASH", CASE, Reader.FIRST)
GIVEN = Evidence(
    about=ITEM,
    side="against",
    source="case_file",
    day="2013-03-14",
    reference="Vol. 2, p. 7",
    text="No food in the house",
)


def write(path: Path, number: int, cells: dict[int, object]) -> None:
    """Type into one row of evidence: columns from 0."""
    workbook = openpyxl.load_workbook(path)
    rows = [row for row in workbook[SHEET].iter_rows() if row[8].value == "evidence"]
    for place, value in cells.items():
        rows[number - 1][place].value = value  # type: ignore[assignment]
    workbook.save(path)


def take(workspace: Workspace, path: Path) -> ReturnedView:
    (found,) = take_workbooks(workspace, [path])
    return found


@pytest.fixture
def workbook(recorded: Workspace, tmp_path: Path) -> Path:
    path = issued(recorded, tmp_path / "out", reader_of(recorded, CASE))
    sheet = openpyxl.load_workbook(path)[CASE]
    about = next(f"{ITEM}: {row[1].value}" for row in sheet.iter_rows() if row[7].value == ITEM)
    about = about if len(about) <= 60 else f"{about[:59].rstrip()}…"
    said = (about, "Against", "Case file", "No food in the house", "14.3.13", "Vol. 2, p. 7")
    write(path, 1, dict(enumerate(said, start=1)))
    return path


def in_force(workspace: Workspace) -> dict[str, tuple[Evidence, ...]]:
    with workspace.reading() as work:
        own = records.current_items(work, "ASH").get(KEY, {})
    return dict(by_criterion(workspace.review.framework, records.evidence_in(own)))


def test_a_row_of_evidence_is_kept_by_its_criterion(recorded: Workspace, workbook: Path) -> None:
    found = take(recorded, workbook)

    assert (found.changed, found.problems, found.stray) == (1, (), ())
    assert in_force(recorded) == {"HARM.1": (GIVEN,)}
    assert take(recorded, workbook).changed == 0
    check_database(recorded)


def test_evidence_is_shown_with_the_case_and_changes_no_answer(
    recorded: Workspace, workbook: Path
) -> None:
    with recorded.reading() as work:
        before = records.list_records(work, recorded.review, "ASH")
    take(recorded, workbook)
    with recorded.reading() as work:
        after = records.list_records(work, recorded.review, "ASH")
        shown = history.show_subject(work, recorded.review, CASE)

    (piece,) = (one for one in shown if one.kind == ItemKind.EVIDENCE)
    assert piece.title == "Evidence"
    assert piece.words == f"{ITEM}, against, case file, 2013-03-14, Vol. 2, p. 7"
    assert piece.note == "No food in the house"
    assert [one.facts for one in after] == [one.facts for one in before]


def test_an_adverse_judgement_stands_on_a_row_of_evidence(
    recorded: Workspace, workbook: Path
) -> None:
    def kinds() -> list[str]:
        person = by(recorded, reader_of(recorded, CASE))
        with person.reading() as work:
            return [one.kind for one in history.problems_of(work, person.review, CASE)]

    assert kinds() == ["not_said", "unsupported"]
    take(recorded, workbook)
    # It was filed as against the answer, which is pointed out and keeps nothing back.
    assert kinds() == ["not_said", "look_again"]


def test_the_next_workbook_shows_what_was_given_above_new_blank_rows(
    recorded: Workspace, workbook: Path, tmp_path: Path
) -> None:
    take(recorded, workbook)
    path = issued(recorded, tmp_path / "next", reader_of(recorded, CASE))
    sheet = openpyxl.load_workbook(path)[SHEET]
    rows = [
        tuple(cell.value for cell in row[:8])
        for row in sheet.iter_rows()
        if row[8].value == "evidence"
    ]

    assert rows[0][2:5] == ("Against", "Case file", "No food in the house")
    assert str(rows[0][1]).startswith(f"{ITEM}: ")
    assert str(rows[0][5]).startswith("2013-03-14")
    assert len(rows) == 21
    assert not {row[7] for row in rows[1:]} & {rows[0][7]}
    assert take(recorded, path).changed == 0

    write(path, 1, {4: "No food in the house, three times"})
    write(path, 2, {4: "A second piece"})
    assert take(recorded, path).changed == 2
    (first,) = in_force(recorded)["HARM.1"]
    assert first.text == "No food in the house, three times"


def test_two_copies_that_say_something_else_in_one_row_cross(
    recorded: Workspace, workbook: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.xlsx"
    other.write_bytes(workbook.read_bytes())
    write(other, 1, {4: "Food in the house"})
    take(recorded, workbook)
    found = take(recorded, other)

    assert len(found.conflicts) == 1
    with recorded.reading() as work:
        (conflict,) = list_conflicts(work, recorded.review, "ASH")
    assert {side.note for side in conflict.sides} == {"No food in the house", "Food in the house"}


def test_words_that_are_no_choice_are_kept_as_they_were_typed(
    recorded: Workspace, workbook: Path
) -> None:
    write(workbook, 2, {1: "HARM.1: about supper", 3: "A hunch", 4: "It was cold", 5: "in spring"})
    found = take(recorded, workbook)

    assert [(one.kind, one.column) for one in found.problems] == [
        ("evidence-as-typed", "Kind of source"),
        ("evidence-as-typed", "Date"),
    ]
    with recorded.reading() as work:
        items = records.current_items(work, "ASH", kind=ItemKind.EVIDENCE)[KEY]
    said = records.evidence_in(items)
    assert said[1] == Evidence(
        about="HARM.1: about supper", source="A hunch", day="in spring", text="It was cold"
    )


def test_evidence_that_came_back_empty_stands(
    recorded: Workspace, workbook: Path, tmp_path: Path
) -> None:
    take(recorded, workbook)
    path = issued(recorded, tmp_path / "next", reader_of(recorded, CASE))
    write(path, 1, dict.fromkeys(range(1, 7)))
    found = take(recorded, path)

    assert [one.kind for one in found.problems] == ["emptied"]
    assert in_force(recorded) == {"HARM.1": (GIVEN,)}


def test_an_incident_is_kept_and_shown_with_what_the_chronology_shows(
    recorded: Workspace, tmp_path: Path
) -> None:
    path = issued(recorded, tmp_path / "out", reader_of(recorded, CASE))
    workbook = openpyxl.load_workbook(path)
    rows = list(workbook[f"{CASE} chronology"].iter_rows(min_row=4))
    for row, said in zip(
        rows,
        (
            ("1.3.13", "Missed dental appointment", "Health visitor"),
            ("2/6/2013", "missed dental appointment", "School"),
        ),
        strict=False,
    ):
        for cell, words in zip(row, said, strict=False):
            cell.value = words
    workbook.save(path)
    found = take(recorded, path)

    assert (found.changed, found.problems, found.stray) == (2, (), ())
    with recorded.reading() as work:
        shown = [
            one
            for one in history.show_subject(work, recorded.review, CASE)
            if one.kind == ItemKind.CHRONOLOGY
        ]
    assert [(one.title, one.words, one.note) for one in shown] == [
        ("Chronology", "2013-03-01, Health visitor", "Missed dental appointment"),
        ("Chronology", "2013-06-02, School", "missed dental appointment"),
    ]
    assert [one.calculated.words for one in shown if one.calculated] == [
        "2 times in this chronology.",
        "Gap of 93 days. 2 times in this chronology.",
    ]
    assert take(recorded, path).changed == 0
    check_database(recorded)
