"""Every answer as one table, from a review: it counts as the figures do, and tells no more."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from inspect_tool.domain.access.refusals import NotYourRoleError
from inspect_tool.domain.figures import findings
from inspect_tool.domain.people import KEEPER, Actor, Role
from inspect_tool.services.figures import snapshots
from inspect_tool.services.figures.answers import (
    AnswersFile,
    BehindCount,
    NoSuchFormError,
    words_behind,
    write_answers,
)
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.services.records.identifiers import keep, list_identifiers
from inspect_tool.store.private_files import FileIsThereError
from inspect_tool.workspace import Workspace
from tests.small_review import START, open_review
from tests.stages import copy_of

pytestmark = pytest.mark.journeys

Rows = list[dict[str, str]]


@pytest.fixture
def review(sampled_once: Path, tmp_path: Path) -> Workspace:
    return copy_of(sampled_once, tmp_path)


@pytest.fixture(scope="module")
def read_only(sampled_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("answers")
    return open_review(Path(shutil.copytree(sampled_once, folder / "review")))


def write(
    workspace: Workspace, path: Path, *, actor: Actor = KEEPER, where: Sequence[str] = ()
) -> AnswersFile:
    with workspace.database.transaction(actor, START) as work:
        figures = snapshots.figures(work, workspace.review)
        return write_answers(work, workspace.review, figures, path=path, where=where)


def behind(workspace: Workspace, *where: str, actor: Actor = KEEPER) -> BehindCount:
    with workspace.database.reading(actor, START) as work:
        figures = snapshots.figures(work, workspace.review)
        return words_behind(work, workspace.review, figures, where)


def rows_of(path: Path, table: str = "answers") -> Rows:
    with zipfile.ZipFile(path) as package:
        return list(csv.DictReader(io.StringIO(package.read(f"{table}.csv").decode())))


INSPECTOR = Actor("ab", "A. B.", frozenset({Role.INSPECTOR}))
LEAD_NOT_FOR_BRO = Actor("le", "L. E.", frozenset({Role.LEAD}), frozenset({"BRO"}))


def test_counting_the_rows_gives_the_counts_and_the_weights_the_estimates(
    read_only: Workspace, tmp_path: Path
) -> None:
    write(read_only, tmp_path / "all.zip")
    with read_only.reading() as work:
        figures = snapshots.figures(work, read_only.review)
    drift = findings.table(figures, "drift")[0]
    rows = [
        row
        for row in rows_of(tmp_path / "all.zip")
        if row["counted"] == "true" and row["item"] == "HARM.1.b"
    ]
    assert Counter(row["value"] for row in rows)["yes"] == drift.count
    assert len(rows) == drift.base
    assert figures.ledger is not None
    seen = {unit.stratum for unit in figures.ledger.known}
    population = {one.stratum: one.population for one in figures.ledger.strata}
    out_of_scope = sum(
        population[unit.stratum]
        / sum(other.stratum == unit.stratum for other in figures.ledger.known)
        for unit in figures.ledger.known
        if unit.is_out_of_scope
    )
    weighed = sum(float(row["weight"]) for row in rows if row["weight"])
    assert weighed + out_of_scope == pytest.approx(sum(population[one] for one in seen))
    assert {row["role"] for row in rows if not row["weight"]} == {"purposive"}


def test_a_workbook_has_the_same_answers(read_only: Workspace, tmp_path: Path) -> None:
    package = write(read_only, tmp_path / "all.zip")
    workbook = write(read_only, tmp_path / "all.xlsx")
    assert workbook.answers == package.answers == len(rows_of(tmp_path / "all.zip"))
    sheet = openpyxl.load_workbook(tmp_path / "all.xlsx", read_only=True)["answers"]
    assert sheet.max_row == package.answers + 1


def test_the_words_behind_a_count_are_of_the_cases_that_it_counts(read_only: Workspace) -> None:
    with read_only.reading() as work:
        figures = snapshots.figures(work, read_only.review)
    drift = findings.table(figures, "drift")[0]
    found = behind(read_only, "drift=yes")
    assert found.records == drift.count
    assert sorted(one.subject for one in found.answers) == list(drift.refs)
    assert {(one.item, one.value) for one in found.answers} == {("HARM.1.b", "yes")}


def test_a_file_can_be_of_some_records_alone(read_only: Workspace, tmp_path: Path) -> None:
    written = write(read_only, tmp_path / "some.zip", where=["drift=yes"])
    some = {row["subject"] for row in rows_of(tmp_path / "some.zip")}
    assert some == {one.subject for one in behind(read_only, "drift=yes").answers}
    assert written.records == len(some)


def test_an_answer_that_is_changed_later_is_not_passed_off_as_counted(
    review: Workspace, tmp_path: Path
) -> None:
    case = behind(review, "drift=yes").answers[0].subject
    with review.work() as work:
        answer_item(
            work, review.review, ref=case, item_id="HARM.1.b", given=Given("no", note="seen again")
        )
    changed = next(one for one in behind(review, "drift=yes").answers if one.subject == case)
    assert (changed.value, changed.changed_since, changed.note) == ("yes", True, "")
    write(review, tmp_path / "all.zip")
    rows = [
        (row["value"], row["counted"], row["changed"], row["note"])
        for row in rows_of(tmp_path / "all.zip")
        if row["subject"] == case and row["item"] == "HARM.1.b"
    ]
    assert rows == [("yes", "true", "true", ""), ("no", "false", "false", "seen again")]


def test_what_may_identify_somebody_is_blotted_out_until_somebody_keeps_it(
    review: Workspace, tmp_path: Path
) -> None:
    case = behind(review, "drift=yes").answers[0].subject
    note = "Seen by Mrs Tinderwell at home."
    with review.work() as work:
        answer_item(
            work, review.review, ref=case, item_id="HARM.1.b", given=Given("yes", note=note)
        )
    assert behind(review, "drift=yes").answers[0].note == "Seen by [a name] at home."
    write(review, tmp_path / "all.zip")
    assert b"Tinderwell" not in zipfile.ZipFile(tmp_path / "all.zip").read("answers.csv")
    with review.work() as work:
        name = list_identifiers(work, review.review, case)[0].name
        keep(work, review.review, name, "a made-up worker")
    assert behind(review, "drift=yes").answers[0].note == note


def test_whoever_has_a_conflict_of_interest_gets_the_others(
    read_only: Workspace, tmp_path: Path
) -> None:
    written = write(read_only, tmp_path / "some.zip", actor=LEAD_NOT_FOR_BRO)
    assert written.left_out == ("BRO",)
    assert {row["authority"] for row in rows_of(tmp_path / "some.zip")} == {"ASH"}
    found = behind(read_only, "drift=no", actor=LEAD_NOT_FOR_BRO)
    assert {one.authority for one in found.answers} <= {"ASH"}
    assert found.not_named == found.records - len({one.subject for one in found.answers})


def test_an_inspector_is_refused_and_nothing_is_written(
    read_only: Workspace, tmp_path: Path
) -> None:
    with pytest.raises(NotYourRoleError):
        write(read_only, tmp_path / "all.zip", actor=INSPECTOR)
    with pytest.raises(NotYourRoleError):
        behind(read_only, "drift=yes", actor=INSPECTOR)
    assert not (tmp_path / "all.zip").exists()


def test_another_form_and_a_file_that_is_there_are_refused(
    read_only: Workspace, tmp_path: Path
) -> None:
    with pytest.raises(NoSuchFormError, match=r"ends neither in \.xlsx"):
        write(read_only, tmp_path / "all.csv")
    (tmp_path / "all.zip").write_text("mine")
    with pytest.raises(FileIsThereError):
        write(read_only, tmp_path / "all.zip")
    assert (tmp_path / "all.zip").read_text() == "mine"
