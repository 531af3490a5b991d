"""Exports that Kobo's own program wrote are read, whatever was ticked when they were asked for.

Source of the files: tests/data/collected/README.md.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from inspect_tool.domain.language.values import Chosen, RoughDate
from inspect_tool.domain.records.records import Answer
from inspect_tool.domain.review import Review
from inspect_tool.readers.case_workbook.reading import ReadEntry
from inspect_tool.readers.collected import tables
from inspect_tool.readers.collected.answers import read_collected
from inspect_tool.readers.collected.tables import NotCollectedError
from inspect_tool.readers.spreadsheet.guard import ReadLimits
from tests.collected_answers import central_csv, submission
from tests.factories import a_plan
from tests.kinds_of_question import KINDS

EXPORTS = Path(__file__).parents[1] / "data" / "collected"
REVIEW = Review(a_plan(), KINDS, "", "")
GIVEN: dict[str, dict[str, Answer]] = {
    "ASH-001": {
        "NEG.1.a": Answer(Chosen.of(["physical", "other"], "left at school; twice")),
        "NEG.1.b": Answer(21, note="see file, p. 3"),
        "NEG.1.c": Answer(2.5),
        "NEG.1.d": Answer(RoughDate(2011)),
        "NEG.1.e": Answer(RoughDate(2012, 6)),
        "NEG.1.f": Answer(Chosen.of(["turnover", "visits"], "Five workers in a year")),
        "NEG.2.b@1": Answer(7),
        "NEG.2.c@1": Answer("partly"),
        "NEG.2.d@1": Answer(RoughDate(2013, 5)),
        "NEG.2.e@1": Answer(Chosen.of(["emotional"])),
        "NEG.2.b@2": Answer(12),
        "NEG.2.c@2": Answer("no", note="away"),
        "NEG.2.f": Answer("yes"),
    },
    "ASH-002": {
        "NEG.1.a": Answer(Chosen.of([])),
        "NEG.1.b": Answer(0),
        "NEG.1.d": Answer(absence="not_recorded", note="no chronology"),
        "NEG.1.f": Answer(Chosen.of([], "=1+1 was all it said")),
        "NEG.2.b@1": Answer(3),
        "NEG.2.c@1": Answer("yes"),
        "NEG.2.d@1": Answer(date(2013, 9, 2)),
    },
}


def said(entries: tuple[ReadEntry, ...]) -> dict[str, Answer]:
    return {one.item_id: one.answer for one in entries if one.answer is not None}


@pytest.mark.proof(part=3)  # each opens a process
@pytest.mark.parametrize("settings", ["xml", "no-groups", "single", "split", "typed"])
def test_an_excel_file_of_kobo_says_what_was_given(settings: str) -> None:
    ((_, returned, problems),) = read_collected([EXPORTS / f"kobo-{settings}.xlsx"], REVIEW)
    assert problems == ()
    assert [(one.problems, one.stray) for one in returned] == [((), ())] * 2
    found = {one.entries[0].subject.ref: said(one.entries) for one in returned}
    assert found == GIVEN


def test_a_csv_of_kobo_lacks_the_rows_and_the_tool_says_so() -> None:
    ((_, returned, _),) = read_collected([EXPORTS / "kobo-xml.csv"], REVIEW)
    assert [[one.kind for one in each.problems] for each in returned] == [["rows-missing"]] * 2
    found = {one.entries[0].subject.ref: said(one.entries) for one in returned}
    without = {
        ref: {item: answer for item, answer in answers.items() if "@" not in item}
        for ref, answers in GIVEN.items()
    }
    assert found == without


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_an_export_with_labels_is_refused_with_the_setting_to_choose(ending: str) -> None:
    with pytest.raises(NotCollectedError, match="it has labels for names") as caught:
        read_collected([EXPORTS / f"kobo-labels.{ending}"], REVIEW)
    assert "XML values and headers" in caught.value.message


def test_a_file_far_larger_than_any_export_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    path = EXPORTS / "kobo-xml.xlsx"
    widest = max(sheet.max_column for sheet in openpyxl.load_workbook(path).worksheets)
    assert widest > 60  # wider than a case workbook may be
    monkeypatch.setattr(tables, "LIMITS", ReadLimits(columns=widest))
    read_collected([path], REVIEW)
    monkeypatch.setattr(tables, "LIMITS", ReadLimits(columns=widest - 1))
    with pytest.raises(NotCollectedError, match="far larger than an export of answers"):
        read_collected([path], REVIEW)


def test_what_is_no_excel_file_is_refused_as_no_export(tmp_path: Path) -> None:
    path = tmp_path / "kobo.xlsx"
    path.write_text("subject_ref;inspector_id\n")
    with pytest.raises(NotCollectedError, match="no Excel file"):
        read_collected([path], REVIEW)


# Central splits several options too where it is asked to, with 0 for what was not ticked, and
# leaves the groups out. Source: https://docs.getodk.org/central-submissions/ and the exporter's
# own text, https://github.com/getodk/central-backend/blob/master/lib/data/briefcase.js.
@pytest.mark.parametrize("group", ["NEG_1-", ""])
@pytest.mark.parametrize("whole", ["physical other", ""])
def test_options_that_central_splits_are_put_together(
    group: str, whole: str, tmp_path: Path
) -> None:
    ticks = {"physical": "1", "emotional": "0", "medical": "0", "other": "1", "none": "0"}
    cells = {f"{group}NEG_1_a/{option}": tick for option, tick in ticks.items()}
    one = submission("ASH-001", "ab", "uuid:1", **({"NEG_1_a": whole} if whole else {}))
    path = central_csv(tmp_path / "kinds.csv", [{**one, "NEG_1_a_other": "left at school"}])
    headings, row = path.read_text().splitlines()
    path.write_text(f"{headings},{','.join(cells)}\n{row},{','.join(cells.values())}\n")
    ((_, (returned,), problems),) = read_collected([path], REVIEW)
    assert (problems, returned.problems, returned.stray) == ((), (), ())
    chosen = Chosen.of(["physical", "other"], "left at school")
    assert said(returned.entries) == {"NEG.1.a": Answer(chosen)}


@pytest.mark.parametrize("status", ["not decrypted", "missing encrypted form data"])
def test_a_submission_that_central_could_not_decrypt_is_told(status: str, tmp_path: Path) -> None:
    path = central_csv(
        tmp_path / "kinds.csv", [submission("", "", "uuid:1", version="")], Status=status
    )
    ((_, returned, (problem,)),) = read_collected([path], REVIEW)
    assert (returned, problem.kind) == ((), "not-decrypted")
    assert "passphrase" in problem.remedy
