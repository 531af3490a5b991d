"""Queries about single answers: who asks, who replies, who closes, and where they stand."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from inspect_tool.domain.access.refusals import (
    BlindReadError,
    NotYourCaseError,
    NotYourRoleError,
)
from inspect_tool.domain.records.queries import QueryState
from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.workbook import layout
from inspect_tool.services.figures import snapshots
from inspect_tool.services.overview.status import status_of
from inspect_tool.services.records import answer_queries, history, records
from inspect_tool.services.records.answer_queries import (
    NoSuchQueryError,
    QueryClosedError,
    QueryView,
)
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.services.records.crossed import open_conflicts
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.services.records.subjects import NoReaderError, UnknownSubjectError
from inspect_tool.services.retention import erasure
from inspect_tool.services.retention.purge import Place
from inspect_tool.services.sampling.purposive import Child
from inspect_tool.services.workbooks.asked import queries_to_issue
from inspect_tool.workspace import Workspace
from tests.small_review import check_database, take_workbooks
from tests.stages import by, dump, issued, reader_of, second_read

pytestmark = pytest.mark.journeys

CASE = "ASH-001"
ITEM = "HARM.1.a"


def ask(workspace: Workspace, text: str = "Which visit?", *, ref: str = CASE) -> QueryView:
    with workspace.work() as work:
        return answer_queries.ask(work, workspace.review, ref=ref, item_id=ITEM, text=text)


def reply(workspace: Workspace, query: QueryView, text: str = "That of 3 May.") -> QueryView:
    with workspace.work() as work:
        return answer_queries.reply(work, workspace.review, query=query.name, text=text)


def close(workspace: Workspace, query: QueryView) -> QueryView:
    with workspace.work() as work:
        return answer_queries.close(work, workspace.review, query=query.name)


def listed(workspace: Workspace, *, only_open: bool = False) -> list[str]:
    with workspace.reading() as work:
        found = answer_queries.list_queries(work, workspace.review, only_open=only_open)
    return [query.name for query in found]


def told(workspace: Workspace) -> list[str]:
    with workspace.reading() as work:
        notices = status_of(work, workspace.review).notices
    return [one for one in notices if "quer" in one]


@pytest.fixture
def lead(recorded: Workspace) -> Workspace:
    return by(recorded, "ef")


@pytest.fixture
def inspector(recorded: Workspace) -> Workspace:
    person = reader_of(recorded, CASE)
    assert person != "ef"
    return by(recorded, person)


def test_a_query_is_open_then_answered_then_closed(lead: Workspace, inspector: Workspace) -> None:
    query = ask(lead)
    assert (query.state, query.inspector) == (QueryState.OPEN, inspector.actor.id)
    answered = reply(inspector, query)
    assert answered.state is QueryState.ANSWERED
    closed = close(lead, query)
    assert closed.state is QueryState.CLOSED
    assert [(one.step, one.author) for one in closed.said] == [
        ("asked", "ef"),
        ("replied", inspector.actor.id),
        ("closed", "ef"),
    ]
    assert [one.text for one in closed.said] == ["Which visit?", "That of 3 May.", ""]
    with pytest.raises(QueryClosedError):
        reply(inspector, query)
    assert listed(lead, only_open=True) == []
    assert listed(lead) == [query.name]
    assert check_database(lead).faults == ()


def test_an_answer_may_have_many_queries_and_each_has_its_own_name(
    lead: Workspace, inspector: Workspace
) -> None:
    first, second = ask(lead, "Which visit?"), ask(lead, "Which visit?")
    assert first.name != second.name
    close(lead, first)
    assert listed(inspector, only_open=True) == [second.name]
    with lead.reading() as work:
        items = history.show_subject(work, lead.review, CASE)
    shown = {item.item_id: [one.state.value for one in item.queries] for item in items}
    assert sorted(shown[ITEM]) == ["closed", "open"]
    assert shown["HARM.1.b"] == []


def test_each_is_told_what_waits_for_them_and_nobody_else(
    recorded: Workspace, lead: Workspace, inspector: Workspace
) -> None:
    other = next(name for name in ("ab", "cd") if name != inspector.actor.id)
    query = ask(lead)
    assert told(inspector) == ["1 query waits for your reply: see `case queries --open`."]
    assert told(lead) == [
        "1 query waits for a reply by the record's inspector: see `case queries --open`."
    ]
    assert told(by(recorded, other)) == []
    reply(inspector, query)
    assert told(inspector) == []
    assert told(lead) == ["1 query waits for you to close: see `case queries --open`."]
    close(lead, query)
    assert told(lead) == []


def test_only_the_records_inspector_replies_and_only_who_asked_or_a_lead_closes(
    recorded: Workspace, lead: Workspace, inspector: Workspace
) -> None:
    query = ask(lead)
    with pytest.raises(NotYourCaseError):
        reply(lead, query)
    with pytest.raises(NotYourCaseError):
        close(inspector, query)
    other = by(recorded, next(name for name in ("ab", "cd") if name != inspector.actor.id))
    with pytest.raises(NoSuchQueryError):
        reply(other, query)
    with pytest.raises(NotYourRoleError):
        ask(inspector)
    assert listed(lead, only_open=True) == [query.name]


def test_a_second_reader_asks_about_the_first_read_once_both_reads_are_in(
    recorded: Workspace,
) -> None:
    ref, name = second_read(recorded)
    assert name in ("ab", "cd")
    second = by(recorded, name)

    def judge(value: str) -> None:
        with second.work() as work:
            given = Given(value, note="seen")
            answer_item(work, second.review, ref=ref, item_id="HARM.1", given=given)

    judge("-")
    with pytest.raises(BlindReadError):
        ask(second, ref=ref)
    judge("good")
    query = ask(second, ref=ref)
    assert (query.reader, query.inspector) == (Reader.FIRST, reader_of(recorded, ref))
    assert listed(second) == [query.name]
    with second.reading() as work:
        items = history.show_subject(work, second.review, ref)
    others = [item for item in items if item.reader is not Reader.SECOND]
    assert [(item.item_id, item.words, item.note, item.revisions) for item in others] == [
        (ITEM, "", "", ())  # the query alone, and nothing that was answered
    ]
    assert close(second, query).state is QueryState.CLOSED


def test_a_query_changes_neither_the_record_nor_what_is_counted(
    lead: Workspace, inspector: Workspace
) -> None:
    with lead.work() as work:
        before = snapshots.take(work, lead.review, "before")
    query = ask(lead)
    reply(inspector, query)
    with lead.work() as work:
        assert open_conflicts(work, lead.review) == ()
        assert all(
            view.is_complete
            for view in records.list_records(work, lead.review)
            if view.reader is Reader.FIRST and view.subject.ref == CASE
        )
        after = snapshots.take(work, lead.review, "after")
    with lead.reading() as work:
        kept = [snapshots.figures(work, lead.review, name).records for name in ("before", "after")]
    assert kept[0] == kept[1]
    assert before.cases == after.cases


def test_check_names_a_query_and_says_that_the_record_counts(lead: Workspace) -> None:
    query = ask(lead)
    with lead.reading() as work:
        problems = history.problems_of(work, lead.review, CASE)
    (problem,) = [one for one in problems if one.kind == "query"]
    assert (problem.item_id, problem.blocks, problem.keeps_back) == (ITEM, False, True)
    assert f"case reply {query.name}" in problem.message
    assert "Which visit?" in problem.message


@pytest.mark.parametrize("text", ["", "  \n"])
def test_a_query_or_a_reply_without_words_is_refused(
    lead: Workspace, inspector: Workspace, text: str
) -> None:
    query = ask(lead)
    before = dump(lead)
    with pytest.raises(BadAnswerError, match="--text"):
        ask(lead, text)
    with pytest.raises(BadAnswerError, match="--text"):
        reply(inspector, query, text)
    assert dump(lead) == before


def test_a_query_is_about_a_record_that_there_is_and_an_item_that_it_asks(lead: Workspace) -> None:
    with lead.work() as work:
        with pytest.raises(UnknownSubjectError):
            answer_queries.ask(work, lead.review, ref="ASH-999", item_id=ITEM, text="?")
        with pytest.raises(BadAnswerError, match="not asked about"):
            answer_queries.ask(work, lead.review, ref="ASH", item_id=ITEM, text="?")
        ref = next(
            view.subject.ref
            for view in records.list_records(work, lead.review)
            if view.subject.ref.startswith("ASH-")
            and view.reader is Reader.FIRST
            and view.subject.ref != second_read(lead)[0]
        )
        with pytest.raises(NoReaderError):
            answer_queries.ask(
                work, lead.review, ref=ref, item_id=ITEM, text="?", reader=Reader.SECOND
            )


def test_a_query_is_named_by_the_beginning_of_its_name(
    lead: Workspace, inspector: Workspace
) -> None:
    query = ask(lead)
    with inspector.work() as work:
        for name in (query.name[:3], "", f"{query.name}0"):
            with pytest.raises(NoSuchQueryError):
                answer_queries.reply(work, inspector.review, query=name, text="x")
        done = answer_queries.reply(work, inspector.review, query=query.name[:4].upper(), text="x")
    assert done.state is QueryState.ANSWERED


def test_an_open_query_stands_in_the_workbook_and_a_closed_one_does_not(
    lead: Workspace, inspector: Workspace, tmp_path: Path
) -> None:
    kept, gone = ask(lead, "Which visit was that?"), ask(lead, "Which school?")
    close(lead, gone)
    path = issued(lead, tmp_path / "out", inspector.actor.id)
    words = [
        str(cell.value)
        for row in openpyxl.load_workbook(path)[CASE].iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert f"Query about {ITEM}: Which visit was that?" in words
    assert any("Asked by ef on" in word for word in words)
    assert not any("Which school?" in word for word in words)
    (taken,) = take_workbooks(inspector, [path])
    assert (taken.changed, taken.stray, taken.problems) == (0, (), ())
    assert listed(lead, only_open=True) == [kept.name]
    with lead.reading() as work:
        asked = queries_to_issue(work, lead.review, "ASH")
    assert {where: [one.item_id for one in waiting] for where, waiting in asked.items()} == {
        (CASE, Reader.FIRST): [f"{ITEM}#{kept.name}"]
    }


def replied_in_a_copy(
    path: Path, name: str, words: str, *, column: int = layout.NOTE.number
) -> Path:
    """A copy of a workbook with something written in the row of its only query."""
    copied = Path(shutil.copy(path, path.with_name(name)))
    workbook = openpyxl.load_workbook(copied)
    (row,) = (
        row
        for row in workbook[CASE].iter_rows(min_row=layout.FIRST_ROW)
        if row[layout.KIND.number - 1].value == "query"
    )
    row[column - 1].value = words
    workbook.save(copied)
    return copied


def replies(workspace: Workspace) -> list[str]:
    with workspace.reading() as work:
        views = answer_queries.list_queries(work, workspace.review)
        return [one.text for view in views for one in view.replies if one.text]


def test_a_query_is_answered_in_its_own_row_of_the_workbook(
    lead: Workspace, inspector: Workspace, tmp_path: Path
) -> None:
    query = ask(lead, "Which visit was that?")
    path = issued(lead, tmp_path / "out", inspector.actor.id)
    sheet = openpyxl.load_workbook(path)[CASE]
    items = [row[layout.ITEM.number - 1].value for row in sheet.iter_rows(min_row=4)]
    assert items[items.index(f"{ITEM}#{query.name}") - 1] == ITEM

    monday = replied_in_a_copy(path, "mon.xlsx", "That of 3 June.")
    (taken,) = take_workbooks(inspector, [monday])

    assert (taken.changed, taken.conflicts, taken.stray) == (1, (), ())
    assert [(one.item, one.given) for one in taken.differences] == [
        (f"{ITEM}#{query.name}", "That of 3 June.")
    ]
    assert replies(lead) == ["That of 3 June."]
    with lead.reading() as work:
        (view,) = answer_queries.list_queries(work, lead.review)
    assert (view.state, view.replies[0].author) == (QueryState.ANSWERED, inspector.actor.id)
    assert check_database(lead).faults == ()


def test_the_same_reply_twice_is_one_and_two_copies_may_give_two(
    lead: Workspace, inspector: Workspace, tmp_path: Path
) -> None:
    ask(lead, "Which visit was that?")
    path = issued(lead, tmp_path / "out", inspector.actor.id)
    monday = replied_in_a_copy(path, "mon.xlsx", "That of 3 June.")
    again = replied_in_a_copy(path, "again.xlsx", "That of 3 June.")
    tuesday = replied_in_a_copy(path, "tue.xlsx", "The one at school.")

    counts = [
        [(one.changed, one.conflicts) for one in take_workbooks(inspector, files)]
        for files in ([monday], [monday, again], [tuesday], [path], [monday, tuesday])
    ]

    assert counts == [[(1, ())], [(0, ()), (0, ())], [(1, ())], [(0, ())], [(0, ()), (0, ())]]
    assert sorted(replies(lead)) == ["That of 3 June.", "The one at school."]


def test_a_reply_in_the_cell_of_the_answer_is_a_reply_too(
    lead: Workspace, inspector: Workspace, tmp_path: Path
) -> None:
    ask(lead, "Which visit was that?")
    path = issued(lead, tmp_path / "out", inspector.actor.id)
    take_workbooks(
        inspector, [replied_in_a_copy(path, "a.xlsx", "3 June", column=layout.ANSWER.number)]
    )
    assert replies(lead) == ["3 June"]


def test_a_reply_to_a_query_that_was_closed_meanwhile_is_kept_with_it(
    lead: Workspace, inspector: Workspace, tmp_path: Path
) -> None:
    query = ask(lead, "Which visit was that?")
    path = issued(lead, tmp_path / "out", inspector.actor.id)
    close(lead, query)
    (taken,) = take_workbooks(inspector, [replied_in_a_copy(path, "a.xlsx", "That of 3 June.")])
    assert [problem.kind for problem in taken.problems] == ["query-closed"]
    assert replies(lead) == ["That of 3 June."]
    assert listed(lead, only_open=True) == []


def test_what_is_written_in_the_wrong_cells_of_a_query_is_kept(
    lead: Workspace, inspector: Workspace, tmp_path: Path
) -> None:
    ask(lead, "Which visit was that?")
    path = issued(lead, tmp_path / "out", inspector.actor.id)
    wrong = replied_in_a_copy(path, "a.xlsx", "Ring back.", column=layout.ABSENCE.number)
    (taken,) = take_workbooks(inspector, [wrong])
    assert taken.stray == (CASE,)
    assert replies(lead) == []


def test_erasing_a_child_erases_the_queries_about_it(recorded: Workspace, lead: Workspace) -> None:
    ask(lead, "Where is the blackthorn?")
    view = erasure.erase(
        recorded.work,
        recorded.review,
        Child(named=CASE),
        Place(recorded.folder, recorded.keys),
        why="asked for",
        confirm="erase",
    )
    assert view.gone["queries, and what else was said of answers"] == 1
    assert not [line for line in dump(recorded) if "blackthorn" in line]
    assert listed(lead) == []
    assert check_database(recorded).faults == ()
