"""Names and numbers in records: found, put otherwise or kept, and gone for good."""

from __future__ import annotations

from dataclasses import replace as changed

import pytest

from inspect_tool.domain.access.refusals import NotYourCaseError
from inspect_tool.domain.records.evidence import Evidence
from inspect_tool.domain.records.records import ItemKind, Reader
from inspect_tool.services.overview.status import status_of
from inspect_tool.services.records import history, identifiers
from inspect_tool.services.records.answer_queries import ask, list_queries
from inspect_tool.services.records.answering import CrossedAnswersError, Given, answer_item
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.services.records.identifiers import (
    IdentifierView,
    NoSuchFindingError,
    StillIdentifiesError,
)
from inspect_tool.services.records.revisions import Edit, RecordBook, answer_of, subject_of
from inspect_tool.services.records.stray_notes import list_stray_notes
from inspect_tool.services.retention.classes import PurgeClass
from inspect_tool.services.retention.purge import Place, Wanted, purge
from inspect_tool.services.voices.quotations import list_quotations, note_quotation
from inspect_tool.store import said_queries
from inspect_tool.workspace import Workspace
from tests.services.retention.test_purge import keep_a_stray_note
from tests.small_review import check_database
from tests.stages import by, dump, reader_of

pytestmark = pytest.mark.journeys

CASE, ITEM = "ASH-001", "HARM.1.a"
NAME = "Tinderwell"
NOTE = f"Mother Kayleigh {NAME} rang; 07700 900123."


def note(workspace: Workspace, text: str, *, item: str = ITEM, ref: str = CASE) -> None:
    with workspace.work() as work:
        given = Given("yes", note=text, reason="as seen")
        answer_item(work, workspace.review, ref=ref, item_id=item, given=given)


def found(workspace: Workspace, ref: str | None = None) -> tuple[IdentifierView, ...]:
    with workspace.reading() as work:
        return identifiers.list_identifiers(work, workspace.review, ref)


def replace(workspace: Workspace, one: IdentifierView, words: str) -> None:
    with workspace.work() as work:
        identifiers.put_otherwise(work, workspace.review, one.name, words)


def keep(workspace: Workspace, one: IdentifierView, why: str = "of a published inquiry") -> None:
    with workspace.work() as work:
        identifiers.keep(work, workspace.review, one.name, why)


def shown(workspace: Workspace) -> str:
    with workspace.reading() as work:
        return repr(history.show_subject(work, workspace.review, CASE))


def destroy(workspace: Workspace) -> None:
    wanted = Wanted((PurgeClass.IDENTIFIERS,), why="the schedule")
    place = Place(workspace.folder, workspace.keys)
    purge(workspace.work, workspace.review, place, wanted, confirm="destroy")


def test_each_place_is_told_with_what_to_say_and_never_with_the_words(recorded: Workspace) -> None:
    note(recorded, NOTE)
    name, number = found(recorded)
    assert name.sentence == (
        "ASH-001 HARM.1.a, note, characters 8 to 26 may be a name. Say “the mother” instead."
    )
    assert number.what == "a telephone number"
    assert found(recorded, "ASH-002") == ()
    assert NAME not in repr((name, number))


def test_what_is_put_otherwise_stands_and_what_was_there_is_shown_no_more(
    recorded: Workspace,
) -> None:
    note(recorded, NOTE)
    assert NAME in shown(recorded)
    replace(recorded, found(recorded)[0], "of the two")
    assert NAME not in shown(recorded)
    assert "Mother of the two rang" in shown(recorded)
    (number,) = found(recorded)
    replace(recorded, number, "by telephone")
    assert found(recorded) == ()
    assert not check_database(recorded).faults


def test_its_author_stays_whose_words_they_are(recorded: Workspace) -> None:
    reader = reader_of(recorded, CASE)
    note(by(recorded, reader), f"Seen by Mrs {NAME}.")
    replace(by(recorded, "ef"), found(recorded)[0], "the teacher")
    with recorded.reading() as work:
        views = history.show_subject(work, recorded.review, CASE)
    assert {view.author for view in views if view.note == "Seen by the teacher."} == {reader}


def test_what_was_there_is_destroyed_and_leaves_no_trace(recorded: Workspace) -> None:
    note(recorded, NOTE)
    replace(recorded, found(recorded)[0], "of the two")
    note(recorded, "Mother rang.")  # answered anew, and the number gone with it
    assert any(NAME in line for line in dump(recorded))
    destroy(recorded)
    text = "\n".join(dump(recorded))
    assert NAME not in text
    assert "900123" not in text
    assert "Mother rang." in text
    assert not check_database(recorded).faults
    with recorded.reading() as work:
        status_of(work, recorded.review)
        assert identifiers.earlier_wordings(work) == []


def test_what_was_kept_is_found_no_more_in_that_item_and_still_in_others(
    recorded: Workspace,
) -> None:
    note(recorded, f"The {NAME} Smith inquiry. Mrs {NAME} Smith.")
    assert len(found(recorded)) == 2
    keep(recorded, found(recorded)[0])
    assert len(found(recorded)) == 1
    note(recorded, f"Again the {NAME} Smith inquiry.")
    assert found(recorded) == ()
    assert NAME in shown(recorded)
    note(recorded, f"The {NAME} Smith inquiry.", item="HARM.1.b")
    (other,) = found(recorded)
    assert other.item_id == "HARM.1.b"
    with recorded.reading() as work:
        (kept,) = identifiers.list_kept(work, recorded.review)
    assert (kept.item_id, kept.why) == (ITEM, "of a published inquiry")
    assert not check_database(recorded).faults


def test_words_that_identify_somebody_themselves_are_refused(recorded: Workspace) -> None:
    note(recorded, NOTE)
    (name, _) = found(recorded)
    with pytest.raises(StillIdentifiesError, match="may hold a name") as told:
        replace(recorded, name, f"Mrs {NAME}")
    assert NAME not in str(told.value)
    with pytest.raises(StillIdentifiesError):
        keep(recorded, name, f"as Mrs {NAME} wished")
    for settle in (replace, keep):
        with pytest.raises(BadAnswerError):
            settle(recorded, name, " ")


def test_a_name_that_is_none_or_of_before_is_refused(recorded: Workspace) -> None:
    note(recorded, NOTE)
    before = found(recorded)[0]
    note(recorded, "Mother rang.")
    with pytest.raises(NoSuchFindingError, match="guard check"):
        replace(recorded, before, "who")


def test_another_inspector_finds_and_settles_nothing(recorded: Workspace) -> None:
    note(recorded, NOTE)
    reader = reader_of(recorded, CASE)
    other = next(one for one in ("ab", "cd") if one != reader)
    assert found(by(recorded, other)) == ()
    assert found(by(recorded, reader))
    with pytest.raises((NoSuchFindingError, NotYourCaseError)):
        replace(by(recorded, other), found(recorded)[0], "who")


def test_answers_that_crossed_are_settled_before_one_is_put_otherwise(recorded: Workspace) -> None:
    with recorded.work() as work:
        book = RecordBook(work, recorded.review, "ASH", CASE)
        place = next(
            place
            for place in book.standing
            if place.item_id == ITEM and place.reader == Reader.FIRST
        )
        row = book.standing[place]
        for text in (f"Mrs {NAME} came.", "The teacher came."):
            answer = changed(answer_of(row), note=text)
            item = (subject_of(row), Reader.FIRST, ItemKind.QUESTION, ITEM)
            book.add(Edit(*item, answer, row.author, row.id, text))
        book.write()
    (one,) = found(recorded)
    with pytest.raises(CrossedAnswersError):
        replace(recorded, one, "the teacher")


def test_the_text_and_the_document_of_a_quotation_are_looked_at(recorded: Workspace) -> None:
    said = Evidence(about=ITEM, text=f"Mrs {NAME} said so", reference=f'Letter of Dr {NAME} "A"')
    with recorded.work() as work:
        note_quotation(work, recorded.review, "ASH-I-ab-01", said)
    in_document, in_text = found(recorded)
    assert (in_document.part, in_text.part) == ("answer", "note")
    replace(recorded, in_document, 'the "doctor"')
    replace(recorded, found(recorded)[0], "the teacher")
    assert found(recorded) == ()
    with recorded.reading() as work:
        (one,) = list_quotations(work, recorded.review)
        (row,) = said_queries.in_force_of_kind(work, ItemKind.EVIDENCE)
        assert Evidence.of(answer_of(row)).reference == 'Letter of the "doctor" "A"'
    assert one.text == "the teacher said so"


def test_what_is_kept_beside_answers_is_shown_without_names(recorded: Workspace) -> None:
    keep_a_stray_note(recorded)
    with recorded.work() as work:
        ask(work, recorded.review, ref=CASE, item_id=ITEM, text=f"Did Mrs {NAME} come?")
    with recorded.reading() as work:
        (query,) = list_queries(work, recorded.review)
        (stray,) = list_stray_notes(work, recorded.review)
        assert not identifiers.is_any_unsettled(work)
    assert query.asked.text == "Did [a name] come?"
    assert stray.text == "Zyxwv: beside the answers"
