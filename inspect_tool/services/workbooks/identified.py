"""What may identify somebody in a file that came back, told when it is taken in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from inspect_tool.domain.identifiers.scan import find_identifiers
from inspect_tool.domain.records.kept_words import texts_of
from inspect_tool.domain.records.records import Answer, ItemKind, ItemPlace, Reader
from inspect_tool.errors import Problem, Severity
from inspect_tool.services.records.identifiers import GUARDED, kept_words
from inspect_tool.services.records.revisions import answer_of, place_of

if TYPE_CHECKING:
    from inspect_tool.readers.case_workbook.reading import ReadEntry
    from inspect_tool.readers.case_workbook.workbook import CaseWorkbookReturn
    from inspect_tool.services.workbooks.returned import ReturnedView
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.tables import Revision

MAY_IDENTIFY = "may-identify"  # kind of the problem


def told_of_identifiers(
    work: UnitOfWork, returned: CaseWorkbookReturn, view: ReturnedView
) -> ReturnedView:
    """What came of a file, with the places in it that may identify somebody.

    It was taken in: nothing that an inspector wrote is lost. A report is built once it is settled.
    """
    kept = kept_words(work, returned.identity.authority)
    told = tuple(
        problem
        for entry in returned.entries
        if entry.is_changed and entry.answer is not None and entry.kind in GUARDED
        for problem in _problems(view.file, entry, kept)
    )
    return replace(view, problems=(*view.problems, *told))


def told_of_rows(
    file: str, rows: Iterable[Revision], kept: Mapping[ItemPlace, frozenset[str]]
) -> list[Problem]:
    """The places that may identify somebody in answers that came back as values.

    Args:
        file: What they came in.
        kept: Words that were settled on; see `services.records.identifiers.kept_words`.
    """
    return [
        replace(problem, sheet=row.subject_ref)
        for row in rows
        if ItemKind(row.item_kind) in GUARDED
        for problem in _told(file, place_of(row), answer_of(row), kept)
    ]


def _problems(
    file: str, entry: ReadEntry, kept: Mapping[ItemPlace, frozenset[str]]
) -> Iterator[Problem]:
    place = ItemPlace(entry.subject.ref, "", entry.kind.value, entry.item_id)
    for problem in _told(file, place, entry.answer, kept) if entry.answer else ():
        yield replace(problem, sheet=entry.sheet, row=entry.row)


def _told(
    file: str, place: ItemPlace, answer: Answer, kept: Mapping[ItemPlace, frozenset[str]]
) -> Iterator[Problem]:
    """What may identify somebody in an answer; words that either reader kept are known."""
    known = frozenset[str]().union(
        *(kept.get(place._replace(reader=reader.value), frozenset()) for reader in Reader)
    )
    for part, text in texts_of(answer).items():
        for one in find_identifiers(text, known):
            yield Problem(
                file=file,
                column=place.item_id,
                kind=MAY_IDENTIFY,
                severity=Severity.NOTED,
                message=f"In the {part}, {one.place} may be {one.kind.value}.",
                remedy=f"Say {one.say} instead: `guard check {place.subject_ref}` says how.",
            )
