"""Every answer as one table, and the words behind a count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.figures.answer_choice import ChosenRecords, chosen_records
from inspect_tool.domain.figures.answer_tables import AnswerForms, answer_tables, evidence_line
from inspect_tool.domain.figures.answers import AnsweredItem, SaidAnswer, answer_rows
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.framework.kinds import question_of_item
from inspect_tool.domain.records.placed_evidence import PlacedEvidence
from inspect_tool.domain.records.records import ItemKind, ItemPlace, Reader
from inspect_tool.domain.review import Review
from inspect_tool.errors import UsageError
from inspect_tool.services.records.revisions import answer_of, subject_of
from inspect_tool.services.records.words_shown import ShownWords, in_force_of, placed_evidence
from inspect_tool.store.private_files import check_not_there

if TYPE_CHECKING:
    from inspect_tool.domain.content.plain_table import PlainTables
    from inspect_tool.store.database import UnitOfWork

ENDINGS = (".xlsx", ".zip")


class NoSuchFormError(UsageError):
    """A file that is to be neither a workbook nor a package."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path.name} ends neither in .xlsx, for a workbook, nor in .zip, for CSV files with "
            "what their columns mean."
        )


@dataclass(frozen=True)
class AnswersFile:
    """What was written.

    Args:
        answers: Rows of answers.
        counted: Those that the snapshot counts.
        records: Records that they are of.
        evidence: Pieces of evidence.
        left_out: Authorities whose cases the actor may not see.
    """

    path: Path
    snapshot: str
    answers: int
    counted: int
    records: int
    evidence: int
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class BehindView:
    """An answer behind a count, with what is written beside it.

    Args:
        evidence: Pieces of evidence about it, a line each.
    """

    subject: str
    authority: str
    item: str
    value: str
    words: str
    reader: str
    note: str
    evidence: tuple[str, ...]
    changed_since: bool


@dataclass(frozen=True)
class BehindCount:
    """The words behind a count.

    Args:
        records: Records that were counted so.
        not_named: Those of them that the actor may not see.
        answers: Their answers, with what is written beside them.
    """

    where: tuple[str, ...]
    snapshot: str
    records: int
    not_named: int
    answers: tuple[BehindView, ...]


def words_behind(
    work: UnitOfWork, review: Review, figures: SnapshotFigures, where: Sequence[str]
) -> BehindCount:
    """The answers by which records were counted, with what is written beside them.

    Which records they are says the snapshot; the words are those that stand in them now.

    Args:
        where: Answers that all hold, such as `TIM.1=inadequate`.

    Raises:
        NotYourRoleError: The actor is neither a lead nor a report writer.
        NoAnswerNamedError, NoSuchValueError, UnknownMeasureError: There is no such answer.
        DifferentUnitsError: They are about different subjects or groups.
    """
    check_can(work.actor, Action.SEE_EVIDENCE)
    chosen = chosen_records(figures, where)
    rows, evidence = _everything(work, review, figures, Action.SEE_EVIDENCE, chosen)
    forms = AnswerForms()
    found = [_behind(row, evidence, forms) for row in rows if row.is_counted]
    shown = figures.named(chosen.units)
    return BehindCount(
        where=tuple(where),
        snapshot=figures.name,
        records=len(chosen.units),
        not_named=len(chosen.units) - len(shown),
        answers=tuple(
            one
            for one in found
            if chosen.has(one.subject, one.item, has_words=bool(one.note or one.evidence))
        ),
    )


def _behind(
    row: AnsweredItem, evidence: Sequence[PlacedEvidence], forms: AnswerForms
) -> BehindView:
    question = question_of_item(row.item_id)
    answer = row.answer
    return BehindView(
        subject=row.subject.ref,
        authority=row.subject.authority,
        item=row.item_id,
        value=str(answer.absence if answer.value is None else answer.value),
        words=forms.words(row.framework, row.kind, row.item_id, answer)
        or forms.absence(row.framework, row.kind, row.item_id, answer),
        reader=row.reader,
        note=answer.note,
        evidence=tuple(
            evidence_line(piece)
            for piece in evidence
            if piece.subject == row.subject and piece.evidence.about == question
        ),
        changed_since=row.has_changed,
    )


def write_answers(
    work: UnitOfWork,
    review: Review,
    figures: SnapshotFigures,
    *,
    path: Path,
    where: Sequence[str] = (),
) -> AnswersFile:
    """Write every answer that the actor may see, with what another program needs to know of them.

    Args:
        path: Ends in .xlsx for a workbook, in .zip for CSV files with a Data Package.
        where: Only of records that the snapshot counts under all of these answers.

    Raises:
        NotYourRoleError: The actor is neither a lead nor a report writer.
        NoSuchFormError: The file is to be something else.
        FileIsThereError: There is a file of that name.
        NoAnswerNamedError, NoSuchValueError, UnknownMeasureError, DifferentUnitsError: As for
            `words_behind`.
        TooManyRowsError: A workbook cannot hold them.
    """
    check_can(work.actor, Action.WRITE_COUNTED_CASES)
    if path.suffix.lower() not in ENDINGS:
        raise NoSuchFormError(path)
    check_not_there(path)
    chosen = chosen_records(figures, where) if where else None
    rows, evidence = _everything(work, review, figures, Action.WRITE_COUNTED_CASES, chosen)
    content = answer_tables(figures, rows, evidence)
    work.audit("findings.answers", snapshot=figures.name, answers=len(rows))
    work.files.write({path: _file(path, content)})
    return AnswersFile(
        path=path,
        snapshot=figures.name,
        answers=len(rows),
        counted=sum(row.is_counted for row in rows),
        records=len({row.subject for row in rows}),
        evidence=len(evidence),
        left_out=tuple(sorted(figures.unnamed)),
    )


def _file(path: Path, content: PlainTables) -> bytes:
    from inspect_tool.documents.data_package import write_data_package
    from inspect_tool.documents.plain_workbook import write_plain_workbook

    is_workbook = path.suffix.lower() == ".xlsx"
    return write_plain_workbook(content) if is_workbook else write_data_package(content)


def _everything(
    work: UnitOfWork,
    review: Review,
    figures: SnapshotFigures,
    action: Action,
    chosen: ChosenRecords | None,
) -> tuple[tuple[AnsweredItem, ...], tuple[PlacedEvidence, ...]]:
    """The answers and the evidence of the records that the actor may see."""
    counted = frozenset(record.subject.ref for record in figures.records)
    shown = ShownWords.of(work, review, action=action, counted=counted)
    said = tuple(
        SaidAnswer(
            subject_of(row),
            Reader(row.reader),
            ItemKind(row.item_kind),
            row.item_id,
            answer_of(row),
            row.author,
            row.recorded_at,
            row.framework_version,
        )
        for row in shown.rows(in_force_of(work, (ItemKind.QUESTION, ItemKind.JUDGEMENT)))
    )
    named = frozenset(figures.named(counted))
    rows = tuple(
        replace(row, answer=shown.answer(_place(row), row.answer))
        for row in answer_rows(figures, said)
        if (row.subject.ref in named or row.subject.ref not in counted)
        and (chosen is None or row.subject.ref in chosen.refs)
    )
    pieces = placed_evidence(shown, in_force_of(work, (ItemKind.EVIDENCE,)))
    return rows, tuple(
        piece for piece in pieces if chosen is None or piece.subject.ref in chosen.refs
    )


def _place(row: AnsweredItem) -> ItemPlace:
    return ItemPlace(row.subject.ref, row.reader, row.kind.value, row.item_id)
