"""A read is blind for the person who reads the case too, whatever roles they hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_tool.domain.access.refusals import BlindReadError, NotYourCaseError, OwnDecisionError
from inspect_tool.domain.people import Role
from inspect_tool.domain.records.evidence import Evidence
from inspect_tool.domain.records.records import ItemKind, Reader, Subject
from inspect_tool.domain.records.states import RecordState
from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.services.figures import second_reads, snapshots
from inspect_tool.services.moderation import calibration, decisions, recorders
from inspect_tool.services.moderation.summary import moderation_summary
from inspect_tool.services.records import history, sight, stray_notes, two_reads
from inspect_tool.services.records.answering import Given, answer_item, record_response
from inspect_tool.services.records.conflicts import Settlement, settle
from inspect_tool.services.records.record_list import RecordLine, list_lines
from inspect_tool.services.records.records import list_records
from inspect_tool.services.records.revisions import Edit, RecordBook, StrayNote, save
from inspect_tool.services.records.sight import Sight
from inspect_tool.services.records.subjects import UnknownSubjectError, subject_named
from inspect_tool.services.retention import erasure
from inspect_tool.services.retention.purge import Place
from inspect_tool.services.sampling.purposive import Child
from inspect_tool.services.workbooks.issue import write_workbooks
from inspect_tool.store import queries, record_queries
from inspect_tool.workspace import Workspace
from tests.services.access.shared_review import CASES, WORD_OF_UNSEEN_READS, change_team
from tests.small_review import take_workbooks
from tests.stages import by


def readers_shown(workspace: Workspace, ref: str) -> set[Reader | None]:
    with workspace.reading() as work:
        return {item.reader for item in history.show_subject(work, workspace.review, ref)}


def finish(workspace: Workspace, ref: str) -> None:
    """Complete the second read of a case, which lacks a judgement."""
    with workspace.work() as work:
        answer_item(
            work, workspace.review, ref=ref, item_id="HARM.1", given=Given("inadequate", None, "x")
        )


def lines_of(workspace: Workspace, ref: str) -> dict[Reader, RecordLine]:
    with workspace.reading() as work:
        return {
            line.reader: line for line in list_lines(work, workspace.review) if line.subject == ref
        }


def test_the_other_read_is_shown_once_both_are_in(keeper: Workspace) -> None:
    second = by(keeper, "ab")
    assert second.actor.roles == {Role.INSPECTOR, Role.LEAD}
    assert readers_shown(second, CASES.second) == {Reader.SECOND}
    finish(second, CASES.second)
    assert readers_shown(second, CASES.second) == {Reader.FIRST, Reader.SECOND}
    with second.work() as work, pytest.raises(OwnDecisionError, match="somebody else"):
        decisions.decide(
            work,
            second.review,
            case_ref=CASES.second,
            item_id="HARM.1",
            value="good",
            why="mine",
        )


def test_it_holds_for_the_first_reader_who_leads_as_well(keeper: Workspace) -> None:
    change_team(keeper.folder, "cd", roles=["inspector", "lead"])
    first = by(keeper, "cd")
    assert first.actor.has(Role.LEAD)
    assert readers_shown(first, CASES.second) == {Reader.FIRST}
    assert readers_shown(first, CASES.own) == {Reader.FIRST, Reader.SECOND}


def test_a_list_tells_a_blind_reader_how_far_the_other_is_and_no_more(keeper: Workspace) -> None:
    blind = lines_of(by(keeper, "ab"), CASES.second_crossed)
    assert blind[Reader.FIRST].standing == "begun"
    told = blind[Reader.FIRST]
    assert (told.state, told.missing, told.conflicts, told.stray) == (None, None, None, None)
    assert blind[Reader.SECOND].missing == 1
    seen = lines_of(by(keeper, "le"), CASES.second_crossed)
    told = seen[Reader.FIRST]
    assert (told.missing, told.conflicts, told.stray) == (1, 1, 1)
    assert told.state is RecordState.IN_PROGRESS
    assert lines_of(by(keeper, "cd"), CASES.second_crossed).keys() == {Reader.FIRST}


def test_words_beside_the_answers_of_the_other_read_stay_hidden(keeper: Workspace) -> None:
    note = StrayNote(
        subject=subject_named(CASES.second),
        reader=Reader.FIRST,
        where="cell T7",
        text=WORD_OF_UNSEEN_READS,
        author="cd",
        origin="a test",
    )
    with keeper.work() as work:
        book = RecordBook(work, keeper.review, "ASH")
        book.keep(note)
        book.write()
    seen = {}
    for person in ("ab", "cd", "ef", "le"):
        workspace = by(keeper, person)
        with workspace.reading() as work:
            notes = stray_notes.list_stray_notes(work, workspace.review)
        seen[person] = [one.text for one in notes if one.text == note.text]
    assert seen == {"ab": [], "cd": [note.text], "ef": [], "le": [note.text]}


def test_what_others_heard_about_a_case_waits_until_both_reads_are_in(keeper: Workspace) -> None:
    elsewhere, about_it = subject_named("ASH-I-cd-01"), subject_named("ASH-I-cd-02")
    shown = {}
    for person in ("ab", "cd", "le"):
        workspace = by(keeper, person)
        with workspace.reading() as work:
            sight = Sight.of(work, workspace.review)
        shown[person] = [sight.shows(one, Reader.FIRST) for one in (elsewhere, about_it)]
    assert shown == {"ab": [True, False], "cd": [True, True], "le": [True, True]}


def test_an_interview_that_names_a_case_waits_as_well(keeper: Workspace) -> None:
    other, ref = subject_named("ASH-I-cd-03"), "ASH-I-cd-03"
    with keeper.work() as work:
        given = Given(f"{CASES.second.lower()}, ASH-001")
        answer_item(work, keeper.review, ref=ref, item_id="HEARD.case", given=given)
    workspace = by(keeper, "ab")
    with workspace.reading() as work:
        assert not Sight.of(work, workspace.review).shows(other, Reader.FIRST)


@pytest.mark.parametrize("person", ["ab", "ef"])
def test_what_is_said_does_not_tell_whether_the_other_read_was_begun(
    keeper: Workspace, person: str
) -> None:
    """The same error whether the child was referred back, or an answer crossed, or not."""
    workspace = by(keeper, person)
    told = []
    for ref in (CASES.second, CASES.second_crossed):
        with workspace.work() as work, pytest.raises((RefusedError, UsageError)) as caught:
            settle(
                work,
                workspace.review,
                ref=ref,
                item_id="HARM.1.a",
                choice=Settlement(2, Reader.FIRST),
            )
        told.append(caught.value.message.replace(ref, "REF"))
        with workspace.work() as work, pytest.raises((RefusedError, UsageError)) as caught:
            record_response(work, workspace.review, ref=ref, response="visited")
        told.append(caught.value.message.replace(ref, "REF"))
    assert told[:2] == told[2:]


def test_a_case_of_others_and_one_that_there_is_not_are_refused_alike(keeper: Workspace) -> None:
    inspector = by(keeper, "ef")
    for ref in (CASES.second, "ASH-999"):
        with inspector.reading() as work, pytest.raises(NotYourCaseError, match=ref):
            history.show_subject(work, inspector.review, ref)
        with inspector.reading() as work, pytest.raises(NotYourCaseError, match=ref):
            history.problems_of(work, inspector.review, ref)
    lead = by(keeper, "le")
    with lead.reading() as work, pytest.raises(UnknownSubjectError):
        history.show_subject(work, lead.review, "ASH-999")


def test_counts_are_shown_once_no_counted_read_is_unseen(keeper: Workspace) -> None:
    reader = by(keeper, "ab")
    with reader.reading() as work, pytest.raises(BlindReadError, match=CASES.second):
        snapshots.figures(work, reader.review)
    finish(reader, CASES.second)
    with reader.reading() as work:
        assert snapshots.figures(work, reader.review).name == "first"


def test_a_workbook_of_the_other_reader_is_not_issued_to_a_blind_lead(
    keeper: Workspace,
) -> None:
    reader = by(keeper, "ab")
    with reader.work() as work, pytest.raises(BlindReadError, match="ASH-003, ASH-006"):
        write_workbooks(
            work,
            reader.review,
            inspector="cd",
            folder=keeper.folder / "out",
            keys=keeper.keys,
        )
    assert not (keeper.folder / "out").exists()
    with reader.work() as work:
        (own,) = write_workbooks(
            work, reader.review, inspector="ab", folder=keeper.folder / "out", keys=keeper.keys
        )
    assert CASES.second in own.second_reads


def test_a_workbook_that_tells_of_a_case_in_an_interview_waits_as_well(
    keeper: Workspace, shared: Path
) -> None:
    """E. F. reads no case of the blind lead's, and was told about one in an interview."""
    with keeper.work() as work:
        about_it = Evidence("FAM.1.a", text=WORD_OF_UNSEEN_READS, case=CASES.second).answer
        subject = subject_named("ASH-I-ef-01")
        place = (subject, Reader.FIRST, ItemKind.EVIDENCE, "EV.anotherword.02")
        save(work, keeper.review, Edit(*place, about_it, "ef", None, "a test"))
    workbooks = [shared / "workbooks" / "ASH-ef.xlsx"]
    blind, out = by(keeper, "ab"), keeper.folder / "out"
    with blind.work() as work, pytest.raises(BlindReadError, match=CASES.second):
        write_workbooks(work, blind.review, inspector="ef", folder=out, keys=keeper.keys)
    with pytest.raises(BlindReadError, match=CASES.second):
        take_workbooks(blind, workbooks)
    finish(blind, CASES.second)
    taken = take_workbooks(by(keeper, "ab"), workbooks)
    assert [view.problems for view in taken] == [()]


@pytest.mark.parametrize(
    ("person", "pairs"),
    [
        ("ab", {CASES.second, CASES.second_crossed}),
        # An inspector alone sees no read of others, in or not.
        ("cd", {CASES.own, CASES.others, CASES.conflicted, CASES.second, CASES.second_crossed}),
        ("le", set()),
        ("wr", set()),
    ],
)
def test_which_pairs_are_open(keeper: Workspace, person: str, pairs: set[str]) -> None:
    workspace = by(keeper, person)
    with workspace.reading() as work:
        assert sight.open_pairs(work, workspace.review) == pairs
        unseen = sight.unseen_first_reads(work, workspace.review)
        shown = sight.Sight.of(work, workspace.review)
    assert unseen <= pairs
    subject = Subject(subject_named(CASES.second).kind, "ASH", CASES.second)
    assert shown.shows(subject, Reader.FIRST) is (person in ("cd", "le"))


def of_an_erasure(workspace: Workspace, ref: str) -> tuple[int, int, bool]:
    """Answers and stray notes that a dry run counts, and whether it says that there are more."""
    place = Place(workspace.folder, workspace.keys)
    with workspace.reading() as work:
        view = erasure.preview(work, workspace.review, Child(named=ref), place)
    answers, strays, *_ = view.gone.values()
    return answers, strays, view.is_blind


def test_a_dry_run_of_an_erasure_counts_a_blind_readers_own_answers_alone(
    keeper: Workspace,
) -> None:
    with keeper.reading() as work:
        rows = [
            row
            for row in queries.revisions_of(work, CASES.second)
            if row.item_kind in record_queries.ANSWERS
        ]
        own = sum(row.reader == Reader.SECOND for row in rows)
        everything = len(rows)
    assert 0 < own < everything
    lead = by(keeper, "ab")
    assert of_an_erasure(keeper, CASES.second)[0] == everything
    before = of_an_erasure(lead, CASES.second)
    assert (before[0], before[2]) == (own, True)
    finish(lead, CASES.second)
    answers, _, is_blind = of_an_erasure(lead, CASES.second)
    assert answers > everything
    assert not is_blind


def test_checks_of_the_recorders_leave_a_blind_read_out_until_both_are_in(
    keeper: Workspace,
) -> None:
    def left_out(workspace: Workspace) -> int:
        with workspace.reading() as work:
            return recorders.check_recorders(work, workspace.review).left_out

    second = by(keeper, "ab")
    before = left_out(second)
    assert (before > 0, left_out(keeper)) == (True, 0)
    finish(second, CASES.second)
    assert left_out(second) == before - 1


def test_a_pair_is_in_no_figure_of_agreement_before_both_reads_are_in(keeper: Workspace) -> None:
    """In the moderation report, beside an estimate and by week, whoever looks."""

    def read_twice(workspace: Workspace) -> tuple[int, int, int, int]:
        with workspace.reading() as work:
            summary = moderation_summary(work, workspace.review, {})
            views = list_records(work, workspace.review)
            kept = second_reads.agreement_now(work, workspace.review, views)
            weeks = recorders.check_recorders(work, workspace.review).reader_weeks
        pairs = {pair.subject.ref for pair in two_reads.read_twice(views)}
        assert (CASES.second in pairs) is (len(pairs) == summary.complete > 3)
        differing = sum(summary.settlements.values())
        return summary.complete, differing, kept.cases, sum(one.read_twice for one in weeks)

    second = by(keeper, "ab")
    before = read_twice(second)
    assert before == read_twice(keeper)
    finish(second, CASES.second)
    complete, differing, cases, weeks = read_twice(second)
    assert (complete, cases, weeks) == (before[0] + 1, before[2] + 1, before[3] + 2)
    assert differing > before[1]


def test_a_running_calibration_round_shows_nobody_what_was_judged(keeper: Workspace) -> None:
    for person in ("ab", "cd", "ef", "le"):
        workspace = by(keeper, person)
        with workspace.reading() as work:
            shown = calibration.show(work, workspace.review)
        assert shown.rows == ()
        assert WORD_OF_UNSEEN_READS not in str(shown)
        assert (set(shown.progress) == {person}) is (person in ("cd", "ef"))
