"""Names in reasons, notes of losses and the like: found, put otherwise where nothing is sealed."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.records import Subject
from inspect_tool.domain.sampling.losses import LossReason
from inspect_tool.services.publication import identifiers
from inspect_tool.services.publication.identifiers import UnsettledIdentifiersError
from inspect_tool.services.records import facts
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.services.records.identifiers import (
    IdentifierView,
    NoSuchFindingError,
    StillIdentifiesError,
)
from inspect_tool.services.records.revisions import RecordBook, StrayNote
from inspect_tool.services.records.said_beside import SealedTextError
from inspect_tool.services.sampling import amended_losses, samples, withdrawal
from inspect_tool.store.free_texts import typed_texts
from inspect_tool.workspace import Workspace
from tests.services.publication.test_identifiers import build, counted  # noqa: F401
from tests.small_review import check_database
from tests.stages import by, dump, reader_of

pytestmark = pytest.mark.journeys

CASE, NAME = "ASH-001", "Tinderwell"
SOURCE = f"Told by Mrs {NAME}, and by Mr {NAME}."


def correct(workspace: Workspace, source: str = SOURCE, value: str = "9") -> None:
    with workspace.work() as work:
        facts.correct_fact(
            work, workspace.review, ref=CASE, field="age", value=value, source=source
        )


def found(workspace: Workspace, ref: str | None = None) -> tuple[IdentifierView, ...]:
    with workspace.reading() as work:
        view = identifiers.check(work, workspace.review, place=workspace.place, ref=ref)
    return view.records


def replace(workspace: Workspace, name: str, words: str = "the mother") -> None:
    with workspace.work() as work:
        identifiers.put_otherwise(work, workspace.review, name, words)


def keep_a_stray_note(workspace: Workspace) -> None:
    with workspace.work() as work:
        book = RecordBook(work, workspace.review, "ASH")
        subject = Subject(SubjectKind.CASE, "ASH", "ASH-002")
        book.keep(StrayNote(subject, None, "H 3", f"Seen by Mrs {NAME}.", "ab", "a pack"))
        book.write()


def keep(workspace: Workspace, name: str, why: str = "a public office") -> None:
    with workspace.work() as work:
        identifiers.keep(work, workspace.review, name, why, place=workspace.place)


def test_a_source_is_read_and_what_was_there_is_gone_from_the_database(
    recorded: Workspace,
) -> None:
    correct(recorded)
    first, second = found(recorded)
    assert first.sentence.startswith(
        "ASH-001 source of a corrected fact, text, characters 9 to 22 may be a name. Say"
    )
    assert NAME not in repr((first, second))
    assert found(recorded, "ASH-002") == ()
    replace(recorded, first.name)
    (left,) = found(recorded)
    replace(recorded, left.name, "the father")
    assert found(recorded) == ()
    text = "\n".join(dump(recorded))
    assert "Told by the mother, and by the father." in text
    assert NAME not in text
    assert not check_database(recorded).faults


def test_what_is_kept_is_kept_by_its_place_until_the_text_is_put_otherwise(
    recorded: Workspace,
) -> None:
    correct(recorded)
    first, second = found(recorded)
    keep(recorded, second.name)
    assert [one.name for one in found(recorded)] == [first.name]
    with recorded.reading() as work:
        view = identifiers.check(work, recorded.review, place=recorded.place)
    (told,) = view.kept
    assert (told.subject_ref, told.item_id, told.why) == (
        CASE,
        "source of a corrected fact",
        "a public office",
    )
    replace(recorded, first.name, "a woman")
    assert len(found(recorded)) == 1  # its characters are others now
    assert [line for line in dump(recorded) if "guard.keep" in line and NAME in line] == []


def test_a_loss_may_be_put_otherwise_and_what_is_sealed_says_why_not(
    drawn: Workspace,
) -> None:
    with drawn.work() as work:
        samples.lose(work, case_ref=CASE, reason=LossReason.MOVED_AWAY, note=f"Says Mrs {NAME}.")
    (note,) = found(drawn)
    replace(drawn, note.name)
    with drawn.work() as work:
        amended_losses.take_back_loss(work, case_ref=CASE, reason=f"Mr {NAME} agrees.")
    (reason,) = found(drawn)  # the list of losses says the same words, once is enough
    with pytest.raises(SealedTextError, match="the list of losses is sealed over it"):
        replace(drawn, reason.name)
    keep(drawn, reason.name)
    with drawn.work() as work:
        withdrawal.withdraw_authority(
            work, drawn.review, authority="ASH", reason=f"As Mrs {NAME} wrote."
        )
    (left,) = found(drawn)
    assert left.subject_ref == "ASH"
    with pytest.raises(SealedTextError, match="certificate"):
        replace(drawn, left.name)


def test_stray_notes_are_told_and_their_class_is_named(recorded: Workspace) -> None:
    keep_a_stray_note(recorded)
    (one,) = found(recorded)
    assert one.item_id == "stray note"
    with pytest.raises(SealedTextError, match="stray-notes"):
        replace(recorded, one.name)
    keep(recorded, one.name)
    assert found(recorded) == ()


def test_a_report_waits_for_reasons_but_not_for_what_is_shown_blotted_out(
    counted: Workspace,  # noqa: F811
    tmp_path: Path,
) -> None:
    keep_a_stray_note(counted)
    build(counted, tmp_path)
    correct(counted)
    with pytest.raises(UnsettledIdentifiersError):
        build(counted, tmp_path)


def test_inspectors_see_what_they_typed_and_a_conflict_hides_it(recorded: Workspace) -> None:
    own = reader_of(recorded, CASE)
    correct(recorded)
    correct(by(recorded, own), value="10")
    assert len(found(by(recorded, own))) == 2
    assert len(found(recorded)) == 4
    other = next(
        one.id
        for one in recorded.review.plan.team
        if one.id != own and {role.value for role in one.roles} == {"inspector"}
    )
    assert found(by(recorded, other)) == ()
    with pytest.raises(NoSuchFindingError):
        replace(by(recorded, other), found(recorded)[0].name)


def test_empty_and_telling_words_are_refused(recorded: Workspace) -> None:
    correct(recorded)
    name = found(recorded)[0].name
    with pytest.raises(BadAnswerError):
        replace(recorded, name, " ")
    with pytest.raises(BadAnswerError):
        keep(recorded, name, " ")
    with pytest.raises(StillIdentifiesError):
        replace(recorded, name, f"Mrs {NAME}")
    with pytest.raises(StillIdentifiesError):
        keep(recorded, name, f"Mrs {NAME}")
    with pytest.raises(NoSuchFindingError):
        replace(recorded, "loss-00000000.1")


def test_reasons_of_the_review_as_such_are_read(recorded: Workspace) -> None:
    with recorded.work() as work:
        assert {text.typed.key for text in typed_texts(work)} >= {("draw", "seed_source")}
