"""Those who were heard: noted, taken in from a survey, quoted, and kept in a snapshot."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
import yaml

from inspect_tool.domain.access.refusals import (
    ConflictHoldsError,
    NotYourCaseError,
    NotYourRoleError,
)
from inspect_tool.domain.content.blocks import Table, cell_text
from inspect_tool.domain.records.evidence import PUBLIC, Evidence
from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.report.voices import heard_table, quotes_box, said_table
from inspect_tool.errors import UnreadableFileError, UsageError
from inspect_tool.services.figures import snapshots
from inspect_tool.services.records import records, submission
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.services.records.errors import BadAnswerError, UnknownItemError
from inspect_tool.services.records.history import show_subject as show
from inspect_tool.services.records.revisions import Saved
from inspect_tool.services.records.subjects import UnknownSubjectError, tidy_ref
from inspect_tool.services.voices import asked, quotations, surveys, who_was_heard
from inspect_tool.services.voices.asked import AskedWanted, UnknownRoleError, UnknownVoiceError
from inspect_tool.services.voices.quotations import NoSuchQuotationError, NotHeardError
from inspect_tool.services.voices.surveys import (
    MoreRowsError,
    SurveyFaultsError,
    SurveyTaken,
    SurveyWanted,
)
from inspect_tool.workspace import Workspace
from tests.hearing import hearing_framework
from tests.small_review import check_database, open_review, take_workbooks
from tests.stages import ANSWER, Stages, by, cells, fill, issued

pytestmark = pytest.mark.journeys

HEADING = "Response ID,E-mail,Your role,STF.1.b,What would help?\n"
STAFF = SurveyWanted("ASH", "staff", id_column="Response ID")


@pytest.fixture
def hearing(stages: Stages, tmp_path: Path) -> Workspace:
    """A review whose cases are shared out, under a framework that hears people."""
    folder = Path(shutil.copytree(stages["assigned"], tmp_path / "review"))
    content = hearing_framework(version="1.1.0").model_dump(
        mode="json", by_alias=True, exclude_defaults=True
    )
    (folder / "framework.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return open_review(folder, later=True)


def note(workspace: Workspace, *wanted: object) -> Saved:
    with workspace.work() as work:
        return asked.note_asked(work, workspace.review, AskedWanted(*wanted))  # type: ignore[arg-type]


def take(
    workspace: Workspace, text: str, wanted: SurveyWanted = STAFF, *, name: str = "staff.csv"
) -> SurveyTaken:
    file = workspace.folder.parent / name
    file.write_text(HEADING + text, encoding="utf-8")
    with workspace.work() as work:
        return surveys.take_survey(work, workspace.review, file, wanted)


def answered(workspace: Workspace) -> dict[str, dict[str, object]]:
    with workspace.reading() as work:
        return {
            view.subject.ref: {name: one.value for name, one in view.facts.answers.items()}
            for view in records.list_records(work, workspace.review)
            if view.subject.kind == "survey"
        }


def interview(workspace: Workspace, ref: str, **answers: str) -> None:
    for name, value in answers.items():
        with workspace.work() as work:
            answer_item(
                work,
                workspace.review,
                ref=ref,
                item_id=name.replace("_", "."),
                given=Given(value),
            )


def heard(workspace: Workspace) -> dict[tuple[str, str, str], tuple[int | None, int]]:
    with workspace.reading() as work:
        found = who_was_heard.who_was_heard(work, workspace.review)
    return {(one.voice, one.authority, one.role): (one.asked, one.people) for one in found}


def test_who_was_asked_is_noted_changed_and_taken_back(hearing: Workspace) -> None:
    assert note(hearing, "ASH", "interviews", "parent", 5, "by letter") is Saved.CHANGED
    assert note(hearing, "ASH", "interviews", "parent", 5, "by letter") is Saved.UNCHANGED
    assert heard(hearing)["interviews", "ASH", "parent"] == (5, 0)
    assert note(hearing, "ASH", "interviews", "parent", 6) is Saved.CHANGED
    assert heard(hearing)["interviews", "ASH", "parent"] == (6, 0)
    assert note(hearing, "ASH", "interviews", "parent", None) is Saved.CHANGED
    assert heard(hearing) == {}
    assert note(hearing, "ASH", "interviews", "carer", None) is Saved.UNCHANGED
    assert check_database(hearing).faults == ()


@pytest.mark.parametrize(
    ("wanted", "error", "words"),
    [
        (("ZZZ", "interviews", "", 5), UsageError, "ZZZ"),
        (("ASH", "interview", "", 5), UnknownVoiceError, "did you mean interviews"),
        (("ASH", "interviews", "parents", 5), UnknownRoleError, "did you mean parent"),
        (("ASH", "parents", "parent", 5), UnknownRoleError, "has none"),
        (("ASH", "interviews", "", 0), UsageError, "Between 1 and"),
        (("ASH", "interviews", "", 100_001), UsageError, "Between 1 and"),
    ],
)
def test_what_cannot_have_been_asked_is_refused(
    hearing: Workspace, wanted: tuple[object, ...], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        note(hearing, *wanted)


@pytest.mark.one_engine("looks at the bytes of the file")
def test_a_survey_comes_in_once_and_leaves_names_behind(hearing: Workspace) -> None:
    text = "11,a@b.example,Manager,Strongly agree,time\n12,c@d.example,practitioner,no,\n"
    taken = take(hearing, text)
    assert (taken.rows, taken.new, taken.changed, taken.unchanged) == (2, 2, 0, 0)
    assert taken.left == ("Response ID", "E-mail")
    assert answered(hearing) == {
        "ASH-S-staff-0001": {"STF.1.a": "manager", "STF.1.b": "yes", "STF.1.c": "time"},
        "ASH-S-staff-0002": {"STF.1.a": "practitioner", "STF.1.b": "no"},
    }
    again = take(hearing, text)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    stored = (hearing.folder / "review.db").read_bytes()
    assert b"example" not in stored
    assert check_database(hearing).faults == ()


def test_a_row_that_goes_on_beyond_the_heading_has_moved_its_cells(hearing: Workspace) -> None:
    with pytest.raises(UnreadableFileError, match="cell in line 3 that stands under no heading"):
        take(hearing, "11,a@b.example,Manager,yes,time\n12,c@d.example,Manager,yes,time, staff\n")
    assert answered(hearing) == {}


def test_a_row_with_an_id_is_followed_through_every_change(hearing: Workspace) -> None:
    take(hearing, "11,,manager,yes,time\n")
    for wanted in ("no", "yes"):  # back again: the last file holds
        taken = take(hearing, f"11,,manager,{wanted},\n")
        assert (taken.new, taken.changed) == (0, 1)
        assert answered(hearing)["ASH-S-staff-0001"]["STF.1.b"] == wanted
    assert answered(hearing)["ASH-S-staff-0001"]["STF.1.c"] is None
    more = take(hearing, "12,,child,no,\n")
    assert (more.new, more.not_in_file) == (1, 1)
    assert len(answered(hearing)) == 2


def test_without_ids_answers_that_might_count_twice_are_refused(hearing: Workspace) -> None:
    plain = SurveyWanted("ASH", "staff")
    take(hearing, ",,manager,yes,\n,,manager,yes,\n", plain)
    grown = take(hearing, ",,child,no,\n,,manager,yes,\n,,manager,yes,\n", plain)
    assert (grown.new, grown.unchanged) == (1, 2)
    with pytest.raises(MoreRowsError, match="--more"):
        take(hearing, ",,manager,no,\n,,manager,yes,\n", plain)
    assert len(answered(hearing)) == 3
    others = take(hearing, ",,parent,no,\n", SurveyWanted("ASH", "staff", is_more=True))
    assert (others.new, others.not_in_file) == (1, 3)


def test_a_cell_that_is_no_answer_stops_the_file_or_is_left_out(hearing: Workspace) -> None:
    text = "11,,manager,perhaps so,\n12,,nobody,,\n"
    with pytest.raises(SurveyFaultsError, match="2 cells") as refused:
        take(hearing, text)
    assert {problem.row for problem in refused.value.problems} == {2, 3}
    assert "perhaps" not in repr(refused.value.problems)
    assert answered(hearing) == {}
    wanted = SurveyWanted("ASH", "staff", "Response ID", leaves_unreadable=True)
    taken = take(hearing, text, wanted)
    assert (taken.rows, len(taken.problems)) == (1, 2)
    assert answered(hearing) == {"ASH-S-staff-0001": {"STF.1.a": "manager"}}


def test_a_cell_that_is_no_answer_now_takes_nothing_back(hearing: Workspace) -> None:
    take(hearing, "11,,manager,yes,time\n12,,child,no,\n")
    before = answered(hearing)
    wanted = SurveyWanted("ASH", "staff", "Response ID", leaves_unreadable=True)
    taken = take(hearing, "11,,manager,perhaps so,time\n12,,nobody,who knows,\n", wanted)
    assert taken.kept == (
        "ASH-S-staff-0001 STF.1.b",
        "ASH-S-staff-0002 STF.1.a",
        "ASH-S-staff-0002 STF.1.b",
    )
    assert (taken.changed, taken.unchanged, taken.not_in_file) == (0, 2, 0)
    assert answered(hearing) == before
    taken = take(hearing, "11,,manager,,time\n12,,child,no,\n", wanted)
    assert (taken.kept, taken.changed) == ((), 1)
    assert answered(hearing)["ASH-S-staff-0001"]["STF.1.b"] is None


def test_a_file_without_a_column_takes_nothing_of_it_back(
    hearing: Workspace, tmp_path: Path
) -> None:
    take(hearing, "11,,manager,yes,time\n")
    file = tmp_path / "fewer.csv"
    file.write_text("Response ID,STF.1.b\n11,no\n", encoding="utf-8")
    with hearing.work() as work:
        wanted = SurveyWanted("ASH", "staff", "Response ID")
        taken = surveys.take_survey(work, hearing.review, file, wanted)
    assert (taken.changed, taken.missing) == (1, ("STF.1.a", "STF.1.c"))
    assert answered(hearing) == {
        "ASH-S-staff-0001": {"STF.1.a": "manager", "STF.1.b": "no", "STF.1.c": "time"}
    }


@pytest.mark.parametrize(
    ("wanted", "heading", "words"),
    [
        (SurveyWanted("ZZZ", "staff"), HEADING, "ZZZ"),
        (SurveyWanted("ASH", "stuff"), HEADING, "did you mean staff"),
        (SurveyWanted("ASH", "interviews"), HEADING, "no survey"),
        (SurveyWanted("ASH", "parents"), HEADING, "no column for any question"),
        (SurveyWanted("ASH", "staff", id_column="Id"), HEADING, "no columns called Id"),
        (SurveyWanted("ASH", "staff"), "No,E-mail,Your role,STF.1.a\n", "two columns"),
    ],
)
def test_a_file_that_is_not_the_surveys_is_refused(
    hearing: Workspace, tmp_path: Path, wanted: SurveyWanted, heading: str, words: str
) -> None:
    file = tmp_path / "file.csv"
    file.write_text(heading + "1,,manager,yes,\n", encoding="utf-8")
    with hearing.work() as work, pytest.raises(UsageError, match=words):
        surveys.take_survey(work, hearing.review, file, wanted)


def test_words_are_kept_marked_and_named(hearing: Workspace) -> None:
    interview(hearing, "ASH-I-ab-01", FAM_1_a="parent", FAM_1_b="yes")
    said = Evidence("FAM.1.b", side="for", text="She came back.", case="ASH-001", use=PUBLIC)
    with hearing.work() as work:
        kept = quotations.note_quotation(work, hearing.review, "ASH-I-ab-01", said)
    with hearing.reading() as work:
        (found,) = quotations.list_quotations(work, hearing.review, case="ASH-001")
        assert quotations.list_quotations(work, hearing.review, about="FAM.1.a") == ()
    assert found == kept
    with hearing.work() as work:
        quotations.mark_quotation(work, hearing.review, kept.name, is_quotable=False)
    with hearing.reading() as work:
        (found,) = quotations.list_quotations(work, hearing.review)
        assert not found.is_quotable
        assert found.text == "She came back."
        assert quotations.quotable(work) == {}
    with hearing.work() as work, pytest.raises(NoSuchQuotationError):
        quotations.mark_quotation(work, hearing.review, "EV.none.01", is_quotable=True)


@pytest.mark.parametrize(
    ("ref", "said", "error"),
    [
        ("ASH-001", Evidence("FAM.1.b", text="x"), NotHeardError),
        ("ASH", Evidence("FAM.1.b", text="x"), NotHeardError),
        ("ASH-I-zz-01", Evidence("FAM.1.b", text="x"), UnknownSubjectError),
        ("ASH-S-staff-0001", Evidence("FAM.1.b", text="x"), UnknownSubjectError),
        ("ASH-I-ab-01", Evidence("FAM.1.b"), UsageError),
        ("ASH-I-ab-01", Evidence("FAM.9", text="x"), UnknownItemError),
        ("ASH-I-ab-01", Evidence("FAM.1.b", text="x", side="fore"), UsageError),
        ("ASH-I-ab-01", Evidence("FAM.1.b", text="x", source="gossip"), UsageError),
        ("ASH-I-ab-01", Evidence("FAM.1.b", text="x", case="BRO-001"), UnknownSubjectError),
        ("ASH-I-ab-01", Evidence("FAM.1.b", text="x", case="ASH-999"), UnknownSubjectError),
    ],
)
def test_words_of_nobody_or_about_nothing_are_refused(
    hearing: Workspace, ref: str, said: Evidence, error: type[Exception]
) -> None:
    with hearing.work() as work, pytest.raises(error):
        quotations.note_quotation(work, hearing.review, ref, said)


def shown_in(table: Table) -> dict[str, list[str]]:
    return {row.header: [cell_text(cell) for cell in row.cells] for row in table.rows}


@pytest.mark.every_run
def test_a_snapshot_keeps_who_was_heard_and_the_report_is_made_from_it(
    hearing: Workspace,
) -> None:
    interview(hearing, "ASH-I-ab-01", FAM_1_a="parent", FAM_1_b="yes")
    interview(hearing, "ASH-G-ab-01", GRP_1_a="manager", GRP_1_b="6", GRP_1_c="no")
    take(hearing, "11,,manager,no,\n12,,manager,yes,\n13,,,yes,\n")
    note(hearing, "ASH", "interviews", "parent", 4, "by letter")
    note(hearing, "ASH", "staff", "", 40)
    with hearing.work() as work:
        words = Evidence("FAM.1.b", text="She came back.", use=PUBLIC)
        quotations.note_quotation(work, hearing.review, "ASH-I-ab-01", words)
        held = Evidence("FAM.1.b", text="Not this.")
        quotations.note_quotation(work, hearing.review, "ASH-I-ab-01", held)
    with hearing.work() as work:
        view = snapshots.take(work, hearing.review, "first")
    assert (view.interviews, view.focus_groups, view.survey_answers) == (1, 1, 3)
    note(hearing, "ASH", "interviews", "parent", 90)  # after the snapshot
    with hearing.reading() as work:
        figures = snapshots.figures(work, hearing.review)
        (listed,) = snapshots.list_snapshots(work)
    assert (listed.interviews, listed.focus_groups, listed.survey_answers) == (1, 1, 3)
    assert (listed.quotations, listed.erased) == (1, 0)
    assert len(figures.asked) == 2
    shown = shown_in(heard_table(figures, {}))
    assert shown["Interviews: parent"] == ["4", "1", "[u]"]
    assert shown["Focus groups"] == ["not noted", "6 in 1 group", ""]
    assert shown["Survey of staff"] == ["40", "3", "8%"]
    assert shown["Survey of staff: role not known"] == ["not noted", "1", ""]
    by_authority = shown_in(heard_table(figures, {"by": "authority", "voice": "staff"}))
    assert by_authority["Survey of staff, Ashmere: manager"] == ["not noted", "2", ""]
    assert shown_in(said_table(figures, {"of": "survey"})) == {
        "Not offered training in depth": ["1", "3", "staff who answered", "[u]", "0"]
    }
    box = quotes_box(figures, "FAM.1", {})
    assert (box.who, len(box.blocks)) == ("Parent", 1)
    assert quotes_box(figures, figures.quotes[0].name, {"who": "A_parent"}).who == "A parent"
    with pytest.raises(UsageError, match=r"GRP\.1"):
        quotes_box(figures, "FAM.1.b, GRP.1", {})
    with pytest.raises(UsageError, match="no voice called x"):
        heard_table(figures, {"voice": "x"})
    with pytest.raises(UsageError, match="Nobody is heard by x"):
        said_table(figures, {"of": "x"})
    with pytest.raises(UsageError, match="no measure"):
        said_table(figures, {"of": "focus_group"})
    assert check_database(hearing).faults == ()


def test_a_survey_answer_counts_though_something_was_left_out(hearing: Workspace) -> None:
    take(hearing, "11,,,no,\n")
    with hearing.reading() as work:
        (view,) = [
            one
            for one in records.list_records(work, hearing.review)
            if one.subject.ref == "ASH-S-staff-0001"
        ]
    assert view.is_complete
    assert (view.reader, view.inspector) == (Reader.FIRST, "")


def test_whoever_may_not_does_not(hearing: Workspace) -> None:
    take(hearing, "11,,manager,yes,\n")
    lead, inspector = by(hearing, "ef"), by(hearing, "ab")
    with pytest.raises(NotYourRoleError):
        take(inspector, "12,,manager,yes,\n")
    assert heard(inspector)["staff", "", "manager"] == (None, 1)
    assert note(lead, "ASH", "interviews", "", 5) is Saved.CHANGED
    words = Evidence("FAM.1.b", text="x")
    with inspector.work() as work, pytest.raises(NotYourCaseError):
        quotations.note_quotation(work, inspector.review, "ASH-I-cd-01", words)
    with lead.work() as work:
        quotations.note_quotation(work, lead.review, "ASH-S-staff-0001", words)
    with inspector.reading() as work:
        assert quotations.list_quotations(work, inspector.review) == ()


def test_a_conflict_of_interest_bars_those_who_were_heard_too(hearing: Workspace) -> None:
    plan = yaml.safe_load((hearing.folder / "review.yaml").read_text(encoding="utf-8"))
    for member in plan["team"]:
        if member["id"] == "ef":
            member["not_for"] = ["ASH"]
    (hearing.folder / "review.yaml").write_text(yaml.safe_dump(plan), encoding="utf-8")
    note(hearing, "BRO", "interviews", "", 3)
    note(hearing, "ASH", "interviews", "", 3)
    lead = by(hearing, "ef")
    with pytest.raises(ConflictHoldsError):
        note(lead, "ASH", "interviews", "", 5)
    with pytest.raises(ConflictHoldsError):
        take(lead, "12,,manager,yes,\n")
    assert heard(lead)["interviews", "", ""] == (3, 0)


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("ash-i-AB-01", "ASH-I-ab-01"),
        ("ash-g-AB-01", "ASH-G-ab-01"),
        ("ash-s-Staff-0001", "ASH-S-staff-0001"),
        ("ash-003", "ASH-003"),
        ("ash", "ASH"),
        ("ash-i-", "ASH-I-"),
    ],
)
def test_a_reference_is_tidied(typed: str, tidy: str) -> None:
    assert tidy_ref(typed) == tidy


def test_a_focus_group_is_recorded_in_the_workbook(hearing: Workspace, tmp_path: Path) -> None:
    path = issued(hearing, tmp_path / "out", "ab")

    cells(path, "GRP.1.a", {ANSWER: "Practitioner"}, sheet="ASH-G-ab-01")
    cells(path, "GRP.1.b", {ANSWER: 7}, sheet="ASH-G-ab-01")
    cells(path, "GRP.1.c", {ANSWER: "No"}, sheet="ASH-G-ab-01")
    (view,) = take_workbooks(hearing, [path])
    assert (view.changed, view.problems) == (3, ())
    assert heard(hearing)["groups", "ASH", "practitioner"] == (None, 7)
    again = openpyxl.load_workbook(issued(hearing, tmp_path / "again", "ab"))
    groups = [name for name in again.sheetnames if "-G-" in name and "hronology" not in name]
    assert groups == [f"ASH-G-ab-0{number}" for number in (1, 2, 3, 4)]


def say(path: Path, typed: dict[int, object]) -> None:
    """Type into the first row for what was said in the first interview."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["ASH-I-ab-01"]
    row = next(row for row in sheet.iter_rows(min_row=4) if row[8].value == "evidence")
    for place, value in typed.items():
        row[place].value = value  # type: ignore[assignment]
    workbook.save(path)


def test_an_interview_says_when_how_and_about_which_case_and_what_may_be_quoted(
    hearing: Workspace, tmp_path: Path
) -> None:
    path = issued(hearing, tmp_path / "out", "ab")
    typed = {"HEARD.date": "15/10/2013", "HEARD.how": "By telephone", "HEARD.case": "ash-001"}
    fill(path, {f"heard:{item}": value for item, value in typed.items()}, only="ASH-I-ab-01")
    say(path, {1: "FAM.1.a: Who was spoken to?", 2: "For", 3: "Parent or carer"})
    say(path, {4: "She came back.", 5: "ASH-001", 6: "May be quoted"})
    (view,) = take_workbooks(hearing, [path])
    assert (view.changed, view.problems) == (4, ())

    with hearing.reading() as work:
        (said,) = quotations.list_quotations(work, hearing.review)
        shown = {one.item_id: one.words for one in show(work, hearing.review, "ASH-I-ab-01")}
    assert (said.about, said.case, said.is_quotable) == ("FAM.1.a", "ASH-001", True)
    assert shown["HEARD.how"] == "By telephone"
    again = issued(hearing, tmp_path / "again", "ab")
    (view,) = take_workbooks(hearing, [again])
    assert (view.changed, view.problems) == (0, ())
    say(again, {6: None})
    (view,) = take_workbooks(hearing, [again])
    assert view.changed == 1
    with hearing.reading() as work:
        (said,) = quotations.list_quotations(work, hearing.review)
    assert (said.case, said.text, said.is_quotable) == ("ASH-001", "She came back.", False)
    assert check_database(hearing).faults == ()


def test_an_interview_is_not_submitted_until_it_says_when_and_how_it_was(
    hearing: Workspace,
) -> None:
    interview(hearing, "ASH-I-ab-01", FAM_1_a="parent", FAM_1_b="yes")
    inspector = by(hearing, "ab")

    def missing() -> list[str]:
        with inspector.work() as work:
            moved = submission.submit(work, inspector.review, ref="ASH-I-ab-01")
        return [one.item_id for one in moved.problems if one.kind == "not_said"]

    assert missing() == ["HEARD.date", "HEARD.how"]
    interview(hearing, "ASH-I-ab-01", HEARD_date="15/10/2013", HEARD_how="in_person")
    assert missing() == []


def test_of_a_case_nobody_is_asked_when_it_was_heard(hearing: Workspace) -> None:
    with pytest.raises(BadAnswerError, match="not asked about ASH-001"):
        interview(hearing, "ASH-001", HEARD_date="15/10/2013")
