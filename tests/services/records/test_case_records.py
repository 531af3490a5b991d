"""Records of cases: edits that cross, words that are no answer, who said what, referrals back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import text

from inspect_tool.domain.access.refusals import NotYourCaseError
from inspect_tool.domain.frame.fields import FIELDS
from inspect_tool.domain.plan.words import USUAL_WORDS
from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.sampling.losses import LossReason
from inspect_tool.services.assignment import caseloads
from inspect_tool.services.figures import snapshots
from inspect_tool.services.overview import notices
from inspect_tool.services.records import conflicts, history, records, stray_notes
from inspect_tool.services.records.answering import (
    CrossedAnswersError,
    Given,
    NotReferredError,
    answer_item,
    record_response,
    refer_back,
)
from inspect_tool.services.records.conflicts import ConflictView
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.services.records.item_views import ItemView
from inspect_tool.services.records.referrals import list_referrals
from inspect_tool.services.records.repeats_shown import REPEATS
from inspect_tool.services.records.stray_notes import list_stray_notes
from inspect_tool.services.records.subjects import UnknownSubjectError
from inspect_tool.services.sampling import samples
from inspect_tool.services.sampling.fact_rows import CaseFacts
from inspect_tool.services.workbooks import sheets as workbook_sheets
from inspect_tool.services.workbooks.returned import ReturnedView, TakeOptions
from inspect_tool.workspace import Workspace
from tests.amended_review import edit, publish
from tests.made_once import MadeOnce
from tests.small_review import check_database, open_review, take_workbooks, ticking_clock
from tests.stages import (
    ABSENCE,
    ANSWER,
    NOTE,
    Stages,
    by,
    cells,
    copy_of,
    dump,
    issued,
    reader_of,
    second_read,
)

pytestmark = pytest.mark.journeys

CASE = "ASH-001"
ITEM = "HARM.1.a"


@pytest.fixture(scope="session")
def reader(stages: Stages, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Who reads the case; the same in every copy of the review."""
    return reader_of(copy_of(stages["recorded"], tmp_path_factory.mktemp("reader")), CASE)


def returned_first(stages: Stages, folder: Path, inspector: str) -> Path:
    """The workbook that the inspector's answers came from, issued before there were any."""
    folder.mkdir(exist_ok=True)
    name = f"ASH-{inspector}.xlsx"
    return Path(shutil.copy(stages["workbooks"] / name, folder / name))


def take(workspace: Workspace, path: Path, *, options: TakeOptions | None = None) -> ReturnedView:
    (taken,) = take_workbooks(workspace, [path], options=options)
    return taken


def answer(workspace: Workspace, value: str, *, item: str = ITEM, note: str = "") -> None:
    with workspace.work() as work:
        answer_item(
            work,
            workspace.review,
            ref=CASE,
            item_id=item,
            given=Given(value, None, note, reason="a test"),
        )


def item_of(workspace: Workspace, item: str = ITEM, ref: str = CASE) -> ItemView:
    with workspace.reading() as work:
        items = history.show_subject(work, workspace.review, ref)
    return next(one for one in items if one.item_id == item and one.reader is Reader.FIRST)


def stray_of(workspace: Workspace, ref: str = CASE) -> list[str]:
    with workspace.reading() as work:
        items = history.show_subject(work, workspace.review, ref)
    return [one.note for one in items if one.kind == "stray"]


def open_ones(workspace: Workspace) -> tuple[ConflictView, ...]:
    with workspace.reading() as work:
        return conflicts.list_conflicts(work, workspace.review)


def settle_on(workspace: Workspace, words: str) -> None:
    """Settle on one of the answers that crossed; which is in force meanwhile is by no merit."""
    (one,) = open_ones(workspace)
    settle(workspace, next(side.number for side in one.sides if side.words == words))


def settle(workspace: Workspace, number: int, item: str = ITEM) -> None:
    with workspace.work() as work:
        conflicts.settle(
            work, workspace.review, ref=CASE, item_id=item, choice=conflicts.Settlement(number)
        )


def standing(workspace: Workspace, ref: str = CASE) -> str:
    with workspace.reading() as work:
        views = records.list_records(work, workspace.review)
    return next(
        one.standing for one in views if one.subject.ref == ref and one.reader is Reader.FIRST
    )


def cross(workspace: Workspace, folder: Path) -> None:
    """A lead changes an answer after the workbook was issued that now says something else."""
    path = issued(workspace, folder, reader_of(workspace, CASE))
    answer(by(workspace, "ef"), "no", note="seen with the manager")
    cells(path, ITEM, {ABSENCE: "Not applicable", ANSWER: None, NOTE: "moved away"})
    assert take(workspace, path).conflicts == (f"{CASE} {ITEM}",)


@pytest.fixture(scope="session")
def crossed_once(stages: Stages, made_once: MadeOnce) -> Path:
    """A folder with a review in which an answer crossed, and the workbook that it came from."""

    def make(base: Path) -> None:
        workspace = copy_of(stages["recorded"], base)
        cross(workspace, base / "stale")
        workspace.database.close()

    return made_once.folder("crossed", make)


@pytest.fixture
def crossed(crossed_once: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(crossed_once / "stale", tmp_path / "stale")
    return copy_of(crossed_once / "review", tmp_path)


# --- edits that cross -----------------------------------------------------------------------------


def test_answers_that_crossed_are_shown_with_who_gave_them_and_from_where(
    crossed: Workspace, reader: str
) -> None:
    (one,) = open_ones(crossed)
    assert (one.subject_ref, one.item_id, one.inspector) == (CASE, ITEM, reader)
    assert [side.is_in_force for side in one.sides] == [True, False]
    first, second = sorted(one.sides, key=lambda side: side.words)
    assert (first.words, first.author, first.origin) == ("No", "ef", "command")
    assert (second.words, second.note, second.author) == ("Not applicable", "moved away", reader)
    assert second.origin.startswith("workbook issued on ")
    shown = item_of(crossed)
    assert shown.in_conflict
    assert not shown.revisions[0].is_open
    assert sorted(one.is_open for one in shown.revisions) == [False, False, True]


def test_a_record_with_an_open_conflict_is_not_complete_until_it_is_settled(
    crossed: Workspace,
) -> None:
    assert standing(crossed) == "begun"
    with crossed.reading() as work:
        found = history.problems_of(work, crossed.review, CASE)
    (problem,) = [one for one in found if one.kind != "not_said"]
    assert (problem.kind, problem.item_id, problem.blocks) == ("conflict", ITEM, True)
    assert f"case settle {CASE} {ITEM}" in problem.message
    settle(crossed, 1)
    assert standing(crossed) == "complete"


@pytest.mark.parametrize("words", ["No", "Not applicable"])
def test_a_settled_answer_is_made_from_all_that_crossed(
    crossed: Workspace, reader: str, words: str
) -> None:
    sides = {one.revision_id for one in open_ones(crossed)[0].sides}
    settle_on(by(crossed, reader), words)
    assert open_ones(crossed) == ()
    shown = item_of(crossed)
    assert (shown.words, shown.author, shown.in_conflict) == (words, reader, False)
    assert len(shown.revisions) == 4
    newest = next(one.id for one in shown.revisions if one.is_current)
    with crossed.database.engine.connect() as connection:
        rows = connection.execute(
            text("select parent from revision_parent where child = :child"), {"child": newest}
        )
        assert {row[0] for row in rows} == sides
    assert check_database(crossed).faults == ()


def test_taking_the_workbook_in_again_says_that_the_conflict_is_still_open(
    crossed: Workspace, tmp_path: Path, reader: str
) -> None:
    path = tmp_path / "stale" / f"ASH-{reader}.xlsx"
    before = dump(crossed)
    assert take(crossed, path).conflicts == (f"{CASE} {ITEM}",)
    assert dump(crossed) == before
    settle_on(crossed, "No")
    before = dump(crossed)
    assert take(crossed, path).conflicts == ()
    assert dump(crossed) == before
    assert item_of(crossed).words == "No"


def test_a_copy_that_says_a_third_thing_is_a_third_side_of_the_conflict(
    crossed: Workspace, tmp_path: Path, reader: str
) -> None:
    path = tmp_path / "stale" / f"ASH-{reader}.xlsx"
    cells(path, ITEM, {ABSENCE: "Not recorded", NOTE: "no file"})
    assert take(crossed, path).conflicts == (f"{CASE} {ITEM}",)
    (one,) = open_ones(crossed)
    said = {side.answer: side.number for side in one.sides}
    assert said.keys() == {"no", "not_applicable", "not_recorded"}
    settle(crossed, said["no"])
    before = dump(crossed)
    assert take(crossed, path).changed == 0
    assert dump(crossed) == before
    assert item_of(crossed).words == "No"


def test_a_workbook_that_goes_on_from_its_copies_does_not_settle_what_others_said(
    crossed: Workspace, tmp_path: Path, reader: str
) -> None:
    path = tmp_path / "stale" / f"ASH-{reader}.xlsx"
    cells(path, ITEM, {ABSENCE: "Not recorded", NOTE: "no file"})
    taken = take(crossed, path, options=TakeOptions(goes_on=True))
    assert taken.conflicts == (f"{CASE} {ITEM}",)


def test_a_copy_that_agrees_leaves_what_crossed_before_to_be_settled(
    crossed: Workspace, tmp_path: Path, reader: str
) -> None:
    path = tmp_path / "stale" / f"ASH-{reader}.xlsx"
    cells(path, ITEM, {ANSWER: "No", ABSENCE: None, NOTE: "seen with the manager"})
    assert take(crossed, path).conflicts == (f"{CASE} {ITEM}",)
    (one,) = open_ones(crossed)
    assert {side.answer for side in one.sides} == {"no", "not_applicable"}


def test_a_further_answer_is_refused_until_what_crossed_is_settled(crossed: Workspace) -> None:
    before = dump(crossed)
    with pytest.raises(CrossedAnswersError, match=f"case settle {CASE} {ITEM}"):
        answer(by(crossed, "ef"), "yes")
    assert dump(crossed) == before
    settle_on(crossed, "No")
    answer(by(crossed, "ef"), "yes")
    assert (item_of(crossed).words, standing(crossed)) == ("Yes", "complete")


def test_the_same_answer_from_a_stale_workbook_is_no_conflict(
    recorded: Workspace,
    reader: str,
    tmp_path: Path,
) -> None:
    path = issued(recorded, tmp_path / "stale", reader)
    answer(by(recorded, "ef"), "no")
    cells(path, ITEM, {ANSWER: "No"})
    taken = take(recorded, path)
    assert (taken.changed, taken.conflicts) == (0, ())
    assert open_ones(recorded) == ()
    assert [one.answer for one in item_of(recorded).revisions] == ["yes", "no", "no"]
    before = dump(recorded)
    assert take(recorded, path).changed == 0
    assert dump(recorded) == before


def test_only_the_reader_or_a_lead_sees_and_settles_a_conflict(
    crossed: Workspace, reader: str
) -> None:
    other = by(crossed, next(one for one in ("ab", "cd") if one != reader))
    assert open_ones(other) == ()
    with pytest.raises(conflicts.NoConflictError, match="case conflicts"):
        settle(other, 1)
    with pytest.raises(conflicts.NoConflictError):
        settle(crossed, 1, item="HARM.1.b")
    for number in (0, 3):
        with pytest.raises(conflicts.NoSuchSideError, match="1 to 2"):
            settle(crossed, number)


def test_a_conflict_in_both_reads_is_settled_in_the_one_that_is_named(
    recorded: Workspace,
    tmp_path: Path,
) -> None:
    case, second = second_read(recorded)
    first = reader_of(recorded, case)
    code = case.partition("-")[0]
    for inspector in (first, second):
        issued(recorded, tmp_path / inspector, inspector)
        person = by(recorded, inspector)
        with person.work() as work:
            answer_item(
                work, person.review, ref=case, item_id=ITEM, given=Given("no", None, "again")
            )
        path = tmp_path / inspector / f"{code}-{inspector}.xlsx"
        cells(path, ITEM, {NOTE: "from the workbook"}, sheet=case)
        assert take(recorded, path).conflicts == (f"{case} {ITEM}",)
    assert len(open_ones(recorded)) == 2

    def settle_it(read: Reader | None) -> None:
        with recorded.work() as work:
            conflicts.settle(
                work, recorded.review, ref=case, item_id=ITEM, choice=conflicts.Settlement(1, read)
            )

    with pytest.raises(conflicts.WhichReadError, match="--read"):
        settle_it(None)
    settle_it(conflicts.read_named("Second"))
    assert [one.reader for one in open_ones(recorded)] == [Reader.FIRST]
    settle_it(None)
    assert open_ones(recorded) == ()
    with pytest.raises(conflicts.UnknownReadError):
        conflicts.read_named("third")


# --- words that are no answer ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({ANSWER: "Perhaps"}, ["Perhaps"]),
        ({ANSWER: "Perhaps", ABSENCE: "Not applicable"}, ["Perhaps", "Not applicable"]),
        ({ANSWER: "No", ABSENCE: "Not recorded"}, ["No", "Not recorded"]),
        ({ANSWER: None, ABSENCE: "bogus"}, ["bogus"]),
    ],
)
def test_a_recorded_answer_stands_when_its_cell_cannot_be_read_any_more(
    recorded: Workspace,
    stages: Stages,
    tmp_path: Path,
    reader: str,
    typed: dict[int, object],
    kept: list[str],
) -> None:
    for number, path in enumerate(
        (
            returned_first(stages, tmp_path / "old", reader),
            issued(recorded, tmp_path / "new", reader),
        )
    ):
        taken = take(recorded, cells(path, ITEM, typed))
        assert (taken.changed, taken.conflicts) == (0, ())
        assert taken.stray == (CASE,) * len(kept)
        assert item_of(recorded).words == "Yes"
        assert sorted(stray_of(recorded)) == sorted(kept * (number + 1))
    assert standing(recorded) == "complete"


def test_the_note_beside_an_unreadable_answer_is_taken(
    recorded: Workspace,
    stages: Stages,
    tmp_path: Path,
    reader: str,
) -> None:
    path = returned_first(stages, tmp_path / "old", reader)
    taken = take(recorded, cells(path, ITEM, {ANSWER: "Perhaps", NOTE: "see page 9"}))
    assert taken.conflicts == (f"{CASE} {ITEM}",)
    (one,) = open_ones(recorded)
    assert {(side.words, side.note) for side in one.sides} == {("Yes", ""), ("", "see page 9")}


def test_a_note_beside_an_unreadable_answer_never_blanks_what_was_answered_meanwhile(
    assigned: Workspace,
    tmp_path: Path,
) -> None:
    inspector = reader_of(assigned, CASE)
    path = issued(assigned, tmp_path / "out", inspector)
    answer(by(assigned, "ef"), "no")
    take(assigned, cells(path, ITEM, {ANSWER: "Perhaps", NOTE: "see page 9"}))
    (one,) = open_ones(assigned)
    assert {(side.words, side.note) for side in one.sides} == {("No", ""), ("", "see page 9")}


def test_a_good_answer_beside_an_unknown_reason_is_taken(
    recorded: Workspace,
    stages: Stages,
    tmp_path: Path,
    reader: str,
) -> None:
    path = returned_first(stages, tmp_path / "old", reader)
    cells(path, ITEM, {ANSWER: "no ", ABSENCE: "bogus"})
    taken = take(recorded, path, options=TakeOptions(goes_on=True))
    assert (taken.changed, [one.kind for one in taken.problems]) == (1, ["unreadable-answer"])
    assert item_of(recorded).words == "No"
    assert stray_of(recorded) == ["bogus"]


def test_stray_notes_are_kept_once_listed_and_never_counted(
    recorded: Workspace,
    stages: Stages,
    tmp_path: Path,
    reader: str,
) -> None:
    path = returned_first(stages, tmp_path / "old", reader)
    workbook = openpyxl.load_workbook(path)
    workbook[CASE]["T7"] = "Ring back on Monday"
    workbook.create_sheet("my notes")["B2"] = "Both schools rang the council"
    workbook.save(path)
    taken = take(recorded, path)
    assert taken.stray == (CASE, "ASH", "ASH")  # of the sheet its words, and its name
    before = dump(recorded)
    assert take(recorded, path).stray == taken.stray
    assert dump(recorded) == before
    with recorded.reading() as work:
        notes = stray_notes.list_stray_notes(work, recorded.review)
        counts = stray_notes.count_stray_notes(work, recorded.review)
        problems = history.problems_of(work, recorded.review, CASE)
    assert [(one.where, one.text, one.author) for one in notes] == [
        ("my notes, cell B2", "Both schools rang the council", reader),
        ("my notes, its name", "my notes", reader),
        (f"{CASE}, cell T7", "Ring back on Monday", reader),
    ]
    assert counts == {("ASH", Reader.FIRST): 2, (CASE, Reader.FIRST): 1}
    assert [(one.kind, one.blocks) for one in problems] == [
        ("not_said", False),  # nobody said whether the child was referred back
        ("unsupported", False),  # the generated judgement has nothing written beside it
        ("stray", False),
    ]
    assert standing(recorded) == "complete"
    assert check_database(recorded).faults == ()
    assert stray_of(recorded, "ASH") == ["Both schools rang the council", "my notes"]
    other = by(recorded, next(one for one in ("ab", "cd") if one != reader))
    with other.reading() as work:
        assert stray_notes.list_stray_notes(work, recorded.review) == ()


def test_what_is_answered_in_a_lost_case_is_kept_with_it(
    assigned: Workspace,
    tmp_path: Path,
) -> None:
    inspector = reader_of(assigned, CASE)
    path = issued(assigned, tmp_path / "out", inspector)
    cells(path, ITEM, {ANSWER: "Yes", NOTE: "three winters"})
    with assigned.work() as work:
        samples.lose(work, case_ref=CASE, reason=LossReason.NOT_OPEN)
    taken = take(assigned, path)
    assert taken.stray == (CASE,)
    assert stray_of(assigned) == ["yes: three winters"]
    with assigned.reading() as work:
        (problem,) = history.problems_of(work, assigned.review, CASE)
    assert (problem.kind, problem.reader) == ("stray", "")


# --- who said what, in which words ----------------------------------------------------------------


def test_an_answer_by_command_is_its_givers_in_the_readers_record(
    recorded: Workspace,
    reader: str,
) -> None:
    answer(by(recorded, "ef"), "no")
    shown = item_of(recorded)
    assert (shown.author, shown.inspector) == ("ef", reader)
    answer(recorded, "yes")
    assert item_of(recorded).author == "keeper"
    assert [one.author for one in item_of(recorded).revisions] == [reader, "ef", "keeper"]


@pytest.mark.one_engine("takes a guard of SQLite away")
def test_an_earlier_answer_by_command_is_shown_under_who_gave_it(
    recorded: Workspace,
    reader: str,
) -> None:
    answer(by(recorded, "ef"), "no")
    connection = recorded.database.engine.raw_connection()
    driver = connection.driver_connection
    assert driver is not None
    driver.execute("drop trigger revision_no_update")
    driver.execute("update revision set author = ? where origin like 'command by ef%'", (reader,))
    driver.commit()
    connection.close()
    assert item_of(recorded).author == "ef"


def test_people_read_labels_and_programs_codes(recorded: Workspace) -> None:
    answer(recorded, "requires_improvement", item="HARM.1", note="a reason")
    shown = item_of(recorded, "HARM.1")
    assert (shown.answer, shown.words) == ("requires_improvement", "Requires improvement")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("primary_need", "N5", "N5: Family dysfunction"),
        ("legal_status", "E1", "E1: Placement order"),
        ("primary_need", None, None),
        ("gender", "female", "female"),
    ],
)
def test_official_codes_go_out_with_their_words(
    name: str, value: str | None, words: str | None
) -> None:
    returned = {name: value, "sibling_group": "token"}
    facts = CaseFacts(returned, (), returned)
    (fact,) = workbook_sheets._facts(facts, FIELDS, USUAL_WORDS)
    assert fact.value == words


def test_an_authority_has_an_owner_before_anybody_begins(recorded: Workspace) -> None:
    with_domain(recorded)
    workspace = open_review(recorded.folder, later=True)
    with workspace.reading() as work:
        views = records.list_records(work, workspace.review)
        loads = caseloads.show(work, workspace.review)
    owner = {one.subject.ref: one.inspector for one in views if one.subject.kind == "authority"}
    most = max(sum(ref.startswith("ASH") for ref in one.cases) for one in loads)
    leading = next(one for one in loads if one.inspector == owner["ASH"])
    assert sum(ref.startswith("ASH") for ref in leading.cases) == most


def change_framework(workspace: Workspace, change: Callable[[dict[str, object]], None]) -> None:
    """Change the framework of a review, and put it in force where another is in use."""
    edit(workspace.folder, "1.1.0", change)
    if open_review(workspace.folder).review.framework.version != "1.1.0":
        publish(workspace.folder)


def with_domain(workspace: Workspace) -> None:
    def change(document: dict[str, object]) -> None:
        document["domains"].append(  # type: ignore[attr-defined]
            {
                "id": "LEAD",
                "title": "Leadership",
                "subject": "authority",
                "criteria": [
                    {"id": "LEAD.1", "title": "It is led", "judgement": {"scale": "quality"}}
                ],
            }
        )

    change_framework(workspace, change)


def test_a_clock_and_the_calculated_judgement_stand_beside_the_answers(
    assigned: Workspace,
) -> None:
    def change(document: dict[str, object]) -> None:
        criterion = document["domains"][0]["criteria"][0]  # type: ignore[index]
        criterion["questions"] = [
            {"id": "TIM.1", "type": "date", "text": "Referred on"},
            {"id": "TIM.2", "type": "date", "text": "Assessed on"},
            {"id": "TIM.3", "type": "clock", "rule": "ASMT-45", "from": "TIM.1", "to": "TIM.2"},
        ]
        criterion["judgement"]["calculated"] = [
            {"when": {"question": "TIM.3", "is": "late"}, "then": "inadequate"},
            {"else": "good"},
        ]
        document["measures"] = {}

    change_framework(assigned, change)
    workspace = open_review(assigned.folder, later=True)
    answer(workspace, "03/06/2013", item="TIM.1")
    answer(workspace, "06/08/2013", item="TIM.2")
    answer(workspace, "requires_improvement", item="HARM.1", note="a reason")
    clock = item_of(workspace, "TIM.3")
    assert (clock.kind, clock.answer, clock.words) == ("clock", "late", "Late by 1 working day")
    assert clock.calculated is not None
    assert clock.calculated.reason.startswith("46 working days; limit 45 working days")
    assert "due 5 August 2013" in clock.calculated.reason
    judged = item_of(workspace, "HARM.1")
    assert judged.words == "Requires improvement"
    assert judged.calculated is not None
    assert (judged.calculated.words, judged.calculated.value) == ("Inadequate", "inadequate")
    assert item_of(workspace, "TIM.2").words == "6 August 2013"


def test_repeat_incidents_stand_beside_the_use_of_history(assigned: Workspace) -> None:
    def change(document: dict[str, object]) -> None:
        document["repeat_incidents"] = {
            "beside": "HARM.1",
            "within_days": 365,
            "events": [{"title": "Police", "words": ["police"]}],
            "lists": {"referrals_12m": 1},
        }

    change_framework(assigned, change)
    workspace = open_review(assigned.folder, later=True)
    answer(workspace, "good", item="HARM.1", note="a reason")
    with workspace.reading() as work:
        shown = history.show_subject(work, workspace.review, CASE)
        (view,) = [
            one
            for one in records.list_records(work, workspace.review)
            if one.subject.ref == CASE and one.reader is Reader.FIRST
        ]
    (repeats,) = [one for one in shown if one.kind == REPEATS]
    assert (repeats.item_id, repeats.answer, repeats.words) == ("HARM.1", "not_known", "Not known")
    assert repeats.calculated is not None
    assert repeats.calculated.reason == (
        "Not known: referrals 12m is not in the lists; there is no chronology"
    )
    assert view.facts.field("repeat_incidents") == "not_known"


# --- referrals back -------------------------------------------------------------------------------


def refer(workspace: Workspace) -> None:
    with workspace.work() as work:
        refer_back(
            work,
            workspace.review,
            ref=CASE,
            on="14/11/2013",
            to="team manager",
            concern="No food in the house.",
        )


def respond(workspace: Workspace, on: str = "15/11/2013") -> None:
    with workspace.work() as work:
        record_response(work, workspace.review, ref=CASE, response="Visited daily.", on=on)


def test_a_referral_back_and_the_authoritys_response_are_recorded_and_shown(
    recorded: Workspace,
    reader: str,
) -> None:
    with pytest.raises(NotReferredError, match="case refer"):
        respond(recorded)
    refer(by(recorded, reader))
    respond(by(recorded, "ef"))
    for person in (recorded, by(recorded, reader)):
        with person.reading() as work:
            (one,) = list_referrals(work, recorded.review)
        assert (one.concern, one.referred_to, one.author) == (
            "No food in the house.",
            "team manager",
            reader,
        )
        assert (one.response, str(one.responded_on)) == ("Visited daily.", "2013-11-15")
    other = by(recorded, next(one for one in ("ab", "cd") if one != reader))
    with other.reading() as work:
        assert list_referrals(work, recorded.review) == ()
    with pytest.raises(NotYourCaseError):
        refer(other)
    assert standing(recorded) == "complete"


def test_a_child_whom_both_readers_refer_back_is_listed_once_with_both_concerns(
    recorded: Workspace,
) -> None:
    case, second = second_read(recorded)
    first = reader_of(recorded, case)
    for inspector in (first, second):
        person = by(recorded, inspector)
        with person.work() as work:
            refer_back(
                work,
                person.review,
                ref=case,
                on="14/11/2013",
                to="team manager",
                concern=f"Seen by the {'first' if inspector == first else 'second'}.",
            )
    with recorded.reading() as work:
        (one,) = list_referrals(work, recorded.review)
    assert (one.case_ref, one.author) == (case, f"{first}, {second}")
    assert one.concern == "Seen by the first.\nSeen by the second."
    second_reader = by(recorded, second)
    with second_reader.reading() as work:
        (own,) = list_referrals(work, recorded.review)
    assert own.concern == "Seen by the second."


def test_a_response_before_its_referral_is_refused(recorded: Workspace) -> None:
    refer(recorded)
    with pytest.raises(BadAnswerError, match=r"14/11/2013.*13/11/2013"):
        respond(recorded, on="13/11/2013")
    respond(recorded, on="14/11/2013")
    with pytest.raises(BadAnswerError, match=r"15/11/2013.*14/11/2013"):
        answer(recorded, "15/11/2013", item="REFER.date")


@pytest.mark.parametrize(
    ("today", "responded", "standing", "is_overdue"),
    [
        (date(2013, 11, 14), "", "not due", False),
        (date(2013, 11, 15), "", "not due", False),
        (date(2013, 11, 16), "", "overdue today", True),
        (date(2013, 11, 20), "15/11/2013", "in time", False),
        (date(2013, 11, 20), "19/11/2013", "late by 2 working days", False),
    ],
)
def test_a_referral_back_is_due_the_next_working_day(
    recorded: Workspace, today: date, responded: str, standing: str, *, is_overdue: bool
) -> None:
    refer(recorded)  # on Thursday 14 November
    if responded:
        respond(recorded, on=responded)
    moment = datetime.combine(today, time(9), tzinfo=UTC)
    then = replace(recorded, clock=ticking_clock(moment))
    with then.reading() as work:
        (one,) = list_referrals(work, then.review)
        said = list(notices.notices(work, then.review, (), ()))
    assert (one.due, one.standing, one.is_overdue) == (date(2013, 11, 15), standing, is_overdue)
    assert any("1 response is overdue" in words for words in said) is is_overdue


def test_a_response_without_a_day_is_neither_in_time_nor_late(recorded: Workspace) -> None:
    refer(recorded)
    respond(recorded, on="")
    with recorded.reading() as work:
        (one,) = list_referrals(work, recorded.review)
    assert one.standing == "answered on a day that is not known"


def test_a_day_that_has_not_come_is_refused(recorded: Workspace) -> None:
    told = pytest.raises(BadAnswerError, match="1 January 2099 has not come yet")
    with told, recorded.work() as work:
        refer_back(work, recorded.review, ref=CASE, on="01/01/2099", to="x", concern="y")
    with recorded.reading() as work:
        assert list_referrals(work, recorded.review) == ()


def test_an_authority_is_not_referred_back_to_itself(recorded: Workspace) -> None:
    with recorded.work() as work, pytest.raises(UnknownSubjectError):
        refer_back(work, recorded.review, ref="ASH", on="14/11/2013", to="x", concern="y")
    with recorded.work() as work, pytest.raises(BadAnswerError, match="is not asked about"):
        answer_item(
            work, recorded.review, ref="ASH", item_id="REFER.back", given=Given("yes", None, "")
        )


def test_an_answer_that_calls_for_a_referral_takes_one_or_a_reason(
    assigned: Workspace,
) -> None:
    def change(document: dict[str, object]) -> None:
        document["domains"][0]["criteria"][0]["questions"][0]["refer_if"] = ["yes"]  # type: ignore[index]

    change_framework(assigned, change)
    workspace = open_review(assigned.folder, later=True)
    for item, value in ((ITEM, "yes"), ("HARM.1.b", "no"), ("HARM.1", "good")):
        answer(workspace, value, item=item)
    answer(workspace, "no", item="REFER.back")
    with workspace.reading() as work:
        (problem,) = history.problems_of(work, workspace.review, CASE)
    assert (problem.kind, problem.item_id, problem.blocks) == ("not_referred", "REFER.back", True)
    assert ITEM in problem.message
    answer(workspace, "no", item="REFER.back", note="the authority acted on it yesterday")
    assert standing(workspace) == "complete"


# --- what import and check say alike --------------------------------------------------------------


def test_a_date_after_fieldwork_is_named_when_it_comes_in(
    assigned: Workspace,
    tmp_path: Path,
) -> None:
    def change(document: dict[str, object]) -> None:
        document["domains"][0]["criteria"][0]["questions"].append(  # type: ignore[index]
            {"id": "TIM.1", "type": "date", "text": "Referred on"}
        )

    change_framework(assigned, change)
    opened = open_review(assigned.folder, later=True)
    workspace = replace(opened, clock=ticking_clock(datetime(2013, 12, 20, tzinfo=UTC)))
    path = issued(workspace, tmp_path / "out", reader_of(workspace, CASE))
    assert take(workspace, cells(path, "TIM.1", {ANSWER: "13/12/2013"})).problems == ()
    cells(path, "TIM.1", {ANSWER: "14/12/2013"})
    (problem,) = take(workspace, path, options=TakeOptions(goes_on=True)).problems
    assert (problem.kind, problem.value, problem.sheet) == (
        "date-after-fieldwork",
        "14/12/2013",
        CASE,
    )
    with workspace.reading() as work:
        found = history.problems_of(work, workspace.review, CASE)
    assert ("date_in_future", "TIM.1") in {(one.kind, one.item_id) for one in found}


def test_a_date_that_has_not_come_is_not_taken_and_its_words_are_kept(
    assigned: Workspace, tmp_path: Path
) -> None:
    def change(document: dict[str, object]) -> None:
        document["domains"][0]["criteria"][0]["questions"].append(  # type: ignore[index]
            {"id": "TIM.1", "type": "date", "text": "Referred on"}
        )

    change_framework(assigned, change)
    workspace = open_review(assigned.folder, later=True)
    path = issued(workspace, tmp_path / "out", reader_of(workspace, CASE))
    cells(path, "TIM.1", {ANSWER: "01/01/2099", NOTE: "p. 3"})
    (problem,) = take(workspace, path).problems
    assert (problem.kind, problem.value, problem.sheet) == ("date-not-come", "01/01/2099", CASE)
    item = item_of(workspace, "TIM.1")
    assert (item.answer, item.note) == ("", "p. 3")
    with workspace.reading() as work:
        (stray,) = list_stray_notes(work, workspace.review, CASE)
    assert stray.text == "01/01/2099"


@pytest.mark.parametrize(("length", "is_listed"), [(4_000, False), (4_001, True)])
def test_a_long_note_is_listed_by_check_as_import_says(
    recorded: Workspace,
    stages: Stages,
    tmp_path: Path,
    reader: str,
    length: int,
    is_listed: bool,
) -> None:
    path = returned_first(stages, tmp_path / "old", reader)
    taken = take(recorded, cells(path, ITEM, {NOTE: "x" * length}))
    with recorded.reading() as work:
        found = history.problems_of(work, recorded.review, CASE)
    assert [one.kind for one in taken.problems] == ["text-too-long"] * is_listed
    kinds = [(one.kind, one.blocks) for one in found if one.kind != "not_said"]
    assert kinds == [("too_long", False)] * is_listed


def test_the_records_of_one_authority_are_those_among_all(recorded: Workspace) -> None:
    answer(recorded, "no", note="another answer")
    with recorded.reading() as work:
        everything = records.list_records(work, recorded.review)
        assert {one.subject.authority for one in everything} > {"ASH"}
        for code in {one.subject.authority for one in everything}:
            own = tuple(one for one in everything if one.subject.authority == code)
            assert records.list_records(work, recorded.review, code) == own


def test_an_inspector_is_not_told_of_changes_because_they_see_fewer_referrals(
    recorded: Workspace,
    reader: str,
) -> None:
    with recorded.work() as work:
        refer_back(
            work, recorded.review, ref=CASE, on="14/11/2013", to="team manager", concern="at risk"
        )
    with recorded.work() as work:
        snapshots.take(work, recorded.review, "after-the-referral")
    others = [one.id for one in recorded.review.plan.inspectors() if one.id != reader]
    for person in (reader, others[0]):
        workspace = by(recorded, person)
        with workspace.reading() as work:
            views = records.list_records(work, workspace.review)
            assert snapshots.is_newest_current(work, workspace.review, views)


@pytest.mark.parametrize(("number", "is_there"), [(0, False), (1, True), (2, True), (3, False)])
def test_a_conflict_is_settled_by_one_of_its_answers(
    crossed: Workspace, number: int, is_there: bool
) -> None:
    sides = open_ones(crossed)[0].sides
    assert len(sides) == 2
    if not is_there:
        with pytest.raises(conflicts.NoSuchSideError):
            settle(crossed, number)
        assert open_ones(crossed)
        return
    settle(crossed, number)
    assert open_ones(crossed) == ()
    assert item_of(crossed).words == sides[number - 1].words
