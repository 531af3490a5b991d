"""Words for whoever writes: of records that count, with no name that nobody kept."""

from __future__ import annotations

from dataclasses import replace

from inspect_tool.domain.language.values import Chosen
from inspect_tool.domain.records.evidence import Evidence
from inspect_tool.domain.records.records import Answer, ItemKind, ItemPlace, Reader
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.services.records.revisions import Edit, save
from inspect_tool.services.records.subjects import subject_named
from inspect_tool.services.records.words_shown import ShownWords, in_force_of, placed_evidence
from inspect_tool.store.database import UnitOfWork
from inspect_tool.workspace import Workspace

CASE, OTHER, ITEM = "ASH-001", "BRO-001", "HARM.1.a"
PLACE = ItemPlace(CASE, Reader.FIRST.value, ItemKind.EVIDENCE.value, "EV.pack.01")


def file_evidence(workspace: Workspace, ref: str, evidence: Evidence, item: str) -> None:
    with workspace.work() as work:
        place = (subject_named(ref), Reader.FIRST, ItemKind.EVIDENCE, item)
        save(work, workspace.review, Edit(*place, evidence.answer, "ab", None, "a test"))


def shown(work: UnitOfWork, workspace: Workspace) -> ShownWords:
    return ShownWords.of(work, workspace.review)


def test_names_are_blotted_in_words_and_in_what_was_added_to_an_option(recorded: Workspace) -> None:
    with recorded.reading() as work:
        words = shown(work, recorded)
    typed = Answer(Chosen(("other",), "Mr Tinderwell"), note="Mrs Tinderwell rang")
    assert words.answer(PLACE, typed) == Answer(
        Chosen(("other",), "[a name]"), note="[a name] rang"
    )
    kept = replace(words, kept={PLACE: frozenset({"Mrs Tinderwell"})})
    assert kept.answer(PLACE, Answer("yes", note="Mrs Tinderwell rang")).note == (
        "Mrs Tinderwell rang"
    )


def test_evidence_of_records_that_count_is_placed_and_a_blank_piece_is_not(
    recorded: Workspace,
) -> None:
    file_evidence(recorded, CASE, Evidence("HARM.1", text="Late."), "EV.pack.01")
    file_evidence(recorded, CASE, Evidence(), "EV.pack.02")
    file_evidence(recorded, OTHER, Evidence("HARM.1", text="In time."), "EV.pack.03")
    with recorded.reading() as work:
        words = shown(work, recorded)
        rows = in_force_of(work, (ItemKind.EVIDENCE,))
        found = {one.subject.ref: one.evidence.text for one in placed_evidence(words, rows)}
        gone = replace(words, read=words.read - {CASE})
        left = [one.subject.ref for one in placed_evidence(gone, rows)]
    assert found == {CASE: "Late.", OTHER: "In time."}
    assert left == [OTHER]


def test_what_is_in_force_of_a_kind_is_told_in_the_order_of_the_records(
    recorded: Workspace,
) -> None:
    with recorded.work() as work:
        given = Given("yes", note="once more", reason="as seen")
        answer_item(work, recorded.review, ref=CASE, item_id=ITEM, given=given)
    with recorded.reading() as work:
        rows = in_force_of(work, (ItemKind.QUESTION,), "ASH")
        places = [(row.subject_ref, row.reader, row.item_id) for row in rows]
        notes = {row.item_id: row.note for row in rows if row.subject_ref == CASE}
    assert places == sorted(places)
    assert notes[ITEM] == "once more"
