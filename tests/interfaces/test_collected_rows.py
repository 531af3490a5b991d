"""Rows, several options and rough dates come in from a form, which goes on from itself."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from inspect_tool.domain.language.values import RoughDate
from inspect_tool.domain.records.records import Answer, Reader, is_empty
from inspect_tool.services.assignment import caseloads
from inspect_tool.services.records import records
from tests.collected_answers import central_csv, central_files, central_zip_of, submission
from tests.filled_forms import FilledForm, filled_form
from tests.interfaces.command_line import Outcome, run
from tests.kinds_of_question import KINDS, several
from tests.kinds_review import make_kinds_review
from tests.made_once import MadeOnce
from tests.small_review import open_review

pytestmark = pytest.mark.journeys

GIVEN = {
    "NEG.1.a": Answer(several("physical", "other", words="left alone: often; at night")),
    "NEG.1.c": Answer(2.5, note="by the plan"),
    "NEG.1.d": Answer(RoughDate(2012)),
    "NEG.1.e": Answer(RoughDate(2013, 2)),
    "NEG.1.f": Answer(several("visits", words="Nobody came back.")),
    "NEG.2.b@1": Answer(3),
    "NEG.2.c@1": Answer("no"),
    "NEG.2.b@2": Answer(13),
    "NEG.2.c@2": Answer("yes"),
    "NEG.2.d@2": Answer(RoughDate(2013, 8)),
    "NEG.2.e@2": Answer(several("emotional")),
}
YOUNGER_ALONE = {item: one for item, one in GIVEN.items() if "@2" not in item}


@pytest.fixture
def assigned(made_once: MadeOnce, tmp_path: Path) -> Path:
    made = made_once.folder("kinds-assigned", lambda base: make_kinds_review(base / "review"))
    return Path(shutil.copytree(made / "review", tmp_path / "review"))


def a_case_of(folder: Path) -> tuple[str, str]:
    workspace = open_review(folder)
    with workspace.reading() as work:
        loads = caseloads.show(work, workspace.review)
    return next((ref, load.inspector) for load in loads for ref in load.cases)


def exported(folder: Path, ref: str, reader: str, form: FilledForm) -> list[Path]:
    """One submission and its rows, as two files."""
    folder.mkdir()
    rows = [("uuid:1", row) for row in form.rows.get("NEG_2_a_rows", [])]
    repeats = {"NEG_2_a_rows": rows} if rows else {}
    given = submission(ref, reader, "uuid:1", KINDS.version, **form.cells)
    return central_files(folder, [given], repeats)


def take(folder: Path, *files: Path) -> Outcome:
    return run("--review", folder, "--as", "ef", "case", "import-odk", *files, "--json")


def answers_of(folder: Path, ref: str) -> Mapping[str, Answer]:
    workspace = open_review(folder)
    with workspace.reading() as work:
        views = records.list_records(work, workspace.review)
    (facts,) = [one.facts for one in views if one.subject.ref == ref and one.reader is Reader.FIRST]
    return {item: answer for item, answer in facts.answers.items() if not is_empty(answer)}


def kinds_of(outcome: Outcome) -> list[str]:
    return [problem["kind"] for file in outcome.json() for problem in file["problems"]]


def test_a_family_comes_in_from_two_files_and_a_child_less_when_it_is_corrected(
    assigned: Path, tmp_path: Path
) -> None:
    ref, reader = a_case_of(assigned)
    files = exported(tmp_path / "one", ref, reader, filled_form(KINDS, GIVEN))
    assert len(files) == 2
    taken = take(assigned, *files)
    assert (taken.code, kinds_of(taken)) == (0, [])
    assert taken.json()[0]["changed"] == len(GIVEN)
    again = take(assigned, *files)
    assert answers_of(assigned, ref) == GIVEN
    assert (again.json()[0]["changed"], again.json()[0]["unchanged"]) == (0, len(GIVEN))
    corrected = exported(tmp_path / "two", ref, reader, filled_form(KINDS, YOUNGER_ALONE))
    taken = take(assigned, *corrected)
    gone = len(GIVEN) - len(YOUNGER_ALONE)
    assert (taken.json()[0]["changed"], taken.json()[0]["unchanged"]) == (gone, len(YOUNGER_ALONE))
    assert answers_of(assigned, ref) == YOUNGER_ALONE


def test_a_child_that_somebody_typed_in_does_not_go_with_the_form(
    assigned: Path, tmp_path: Path
) -> None:
    ref, reader = a_case_of(assigned)
    typed = run("--review", assigned, "--as", reader, "case", "answer", ref, "NEG.2.b@2", "9")
    assert typed.code == 0
    files = exported(tmp_path / "one", ref, reader, filled_form(KINDS, YOUNGER_ALONE))
    assert take(assigned, *files).code == 0
    assert "NEG.2.b@2" in answers_of(assigned, ref)


def test_rows_without_their_file_are_missed_and_nothing_goes(
    assigned: Path, tmp_path: Path
) -> None:
    ref, reader = a_case_of(assigned)
    files = exported(tmp_path / "one", ref, reader, filled_form(KINDS, GIVEN))
    assert take(assigned, *files).code == 0
    alone = take(assigned, files[0])
    assert (alone.code, kinds_of(alone)) == (1, ["rows-missing"])
    assert "NEG.2.c@2" in answers_of(assigned, ref)
    refused = take(assigned, files[1])
    assert refused.code == 4
    assert "name the file of the submissions beside it" in refused.err


def test_rows_of_another_submission_and_too_many_rows_are_told(
    assigned: Path, tmp_path: Path
) -> None:
    ref, reader = a_case_of(assigned)
    form = filled_form(KINDS, YOUNGER_ALONE)
    (row,) = form.rows["NEG_2_a_rows"]
    form.cells["NEG_2_a_count"] = "7"
    folder = tmp_path / "one"
    folder.mkdir()
    given = submission(ref, reader, "uuid:1", KINDS.version, **form.cells)
    rows = [*(("uuid:1", row) for _ in range(7)), ("uuid:9", row)]
    taken = take(assigned, *central_files(folder, [given], {"NEG_2_a_rows": rows}))
    assert sorted(kinds_of(taken)) == ["no-submission", "too-many-rows"]
    assert max(item for item in answers_of(assigned, ref) if item.startswith("NEG.2.b")) == (
        "NEG.2.b@6"
    )


def test_an_export_of_everything_twice_gives_each_row_to_its_own(
    assigned: Path, tmp_path: Path
) -> None:
    ref, reader = a_case_of(assigned)
    files = []
    for name, answers in (("january", YOUNGER_ALONE), ("february", GIVEN)):
        form = filled_form(KINDS, answers)
        (tmp_path / name).mkdir()
        given = submission(ref, reader, "uuid:1", KINDS.version, **form.cells)
        rows = {"NEG_2_a_rows": [("uuid:1", row) for row in form.rows["NEG_2_a_rows"]]}
        files += central_zip_of(tmp_path / name, [given], rows)
    taken = take(assigned, *files)
    assert (taken.code, kinds_of(taken)) == (0, [])
    assert {item for item in answers_of(assigned, ref) if item.startswith("NEG.2.b")} == {
        "NEG.2.b@1",
        "NEG.2.b@2",
    }


def test_options_that_are_ticked_in_columns_alone_are_a_choice(
    assigned: Path, tmp_path: Path
) -> None:
    ref, reader = a_case_of(assigned)
    ticked = {"NEG_1_a/physical": "1", "NEG_1_a/emotional": "0", "NEG_1_a/medical": "TRUE"}
    path = tmp_path / "a.csv"
    given = {**submission(ref, reader, "uuid:1", KINDS.version), **ticked}
    assert take(assigned, central_csv(path, [given])).code == 0
    assert answers_of(assigned, ref)["NEG.1.a"].value == several("physical", "medical")
