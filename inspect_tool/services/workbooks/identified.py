"""What may identify somebody in a file that came back, told when it is taken in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from inspect_tool.domain.identifiers.scan import find_identifiers
from inspect_tool.domain.records.kept_words import texts_of
from inspect_tool.domain.records.records import ItemPlace, Reader
from inspect_tool.errors import Problem, Severity
from inspect_tool.services.records.identifiers import GUARDED, kept_words

if TYPE_CHECKING:
    from inspect_tool.readers.case_workbook.reading import ReadEntry
    from inspect_tool.readers.case_workbook.workbook import CaseWorkbookReturn
    from inspect_tool.services.workbooks.returned import ReturnedView
    from inspect_tool.store.database import UnitOfWork

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


def _problems(
    file: str, entry: ReadEntry, kept: Mapping[ItemPlace, frozenset[str]]
) -> Iterator[Problem]:
    known = frozenset[str]().union(
        *(
            kept.get(
                ItemPlace(entry.subject.ref, reader.value, entry.kind.value, entry.item_id),
                frozenset(),
            )
            for reader in Reader
        )
    )
    for part, text in texts_of(entry.answer).items() if entry.answer else ():
        for one in find_identifiers(text, known):
            yield Problem(
                file=file,
                sheet=entry.sheet,
                row=entry.row,
                column=entry.item_id,
                kind=MAY_IDENTIFY,
                severity=Severity.NOTED,
                message=f"In the {part}, {one.place} may be {one.kind.value}.",
                remedy=f"Say {one.say} instead: `guard check {entry.subject.ref}` says how.",
            )
