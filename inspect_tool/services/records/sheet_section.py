"""What the pages of a record show: one section, the chronology, the clocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.clocks.working_days import working_days_between
from inspect_tool.domain.framework.framework import QuestionType
from inspect_tool.domain.records.chronology import Incident
from inspect_tool.domain.records.chronology_steps import steps
from inspect_tool.domain.records.evidence import Evidence
from inspect_tool.domain.records.judgements import read_clock
from inspect_tool.domain.records.records import ItemKind
from inspect_tool.errors import UsageError
from inspect_tool.services.records.clock_words import clock_reason, clock_sentence
from inspect_tool.services.records.sheet import fixed_of, parts_of
from inspect_tool.services.records.sheet_items import SheetItem, criterion_items, fixed_items

if TYPE_CHECKING:
    from inspect_tool.domain.framework.framework import Framework, Guidance
    from inspect_tool.domain.records.completeness import RecordProblem
    from inspect_tool.domain.records.records import Subject
    from inspect_tool.services.records.sheet import RecordSheet, SectionName


class NoSuchSectionError(UsageError):
    """A part of a record that its framework does not have."""

    http_status = 404

    def __init__(self, ref: str) -> None:
        super().__init__(f"{ref} has no such part. Go back to it and choose one of those it has.")


def check_has_part(framework: Framework, subject: Subject, part: str) -> None:
    """Refuse a part that no record of that kind has, before anything is saved there.

    Args:
        part: What it is called; empty where none is named.

    Raises:
        NoSuchSectionError: There is none that is called so.
    """
    if part and part not in parts_of(framework, subject.kind):
        raise NoSuchSectionError(subject.ref)


@dataclass(frozen=True)
class PlacedPiece:
    """A piece of evidence with the id and the version that a form about it names."""

    name: str
    piece: Evidence
    revision: str
    author: str


@dataclass(frozen=True)
class ChronologyLine:
    """Something that happened, in the order of days.

    Args:
        gap: Working days since the day before on which something happened; None for the first.
        words: What the chronology shows there, such as a gap or a repeat.
    """

    name: str
    incident: Incident
    revision: str
    author: str
    gap: int | None
    words: str


@dataclass(frozen=True)
class ClockLine:
    """What a statutory clock found, with how."""

    item_id: str
    title: str
    words: str
    reason: str


@dataclass(frozen=True)
class Section:
    """One page of a record.

    Args:
        items: Questions in the order of the framework, the judgement last.
        evidence: What was filed about it, its questions included.
        about: What a new piece of evidence may be about, by id.
    """

    name: SectionName
    guidance: Guidance | None
    items: tuple[SheetItem, ...]
    problems: tuple[RecordProblem, ...]
    evidence: tuple[PlacedPiece, ...]
    about: Mapping[str, str]
    before: str
    after: str


def section_of(sheet: RecordSheet, section_id: str) -> Section:
    """One page of a record.

    Raises:
        NoSuchSectionError: The record has none that is called so.
    """
    names = sheet.sections()
    place = next((at for at, name in enumerate(names) if name.id == section_id), None)
    if place is None:
        raise NoSuchSectionError(sheet.subject.ref)
    criterion = sheet.framework.criterion(section_id)
    fixed = fixed_of(sheet.subject.kind)
    if fixed is not None and section_id == fixed.section:
        items, about = fixed_items(sheet, fixed.kind, fixed.items), {}
    else:
        assert criterion is not None  # noqa: S101  # every other section is one
        items = list(criterion_items(sheet, criterion))
        about = {item.item_id: item.title for item in items if not item.is_clock}
    ids = {item.item_id for item in items}
    return Section(
        name=names[place],
        guidance=None if criterion is None else criterion.guidance,
        items=tuple(items),
        problems=tuple(problem for problem in sheet.problems if problem.item_id in ids),
        evidence=tuple(piece for piece in evidence_of(sheet) if piece.piece.about in ids),
        about=about,
        before=names[place - 1].id if place else "",
        after=names[place + 1].id if place + 1 < len(names) else "",
    )


def evidence_of(sheet: RecordSheet) -> tuple[PlacedPiece, ...]:
    """Every piece of evidence of a record, in the order of their ids."""
    found = (
        PlacedPiece(item_id, Evidence.of(there.answer), there.revision, there.author)
        for (kind, item_id), there in sorted(sheet.in_force.items())
        if kind is ItemKind.EVIDENCE
    )
    return tuple(one for one in found if not one.piece.is_blank)


def chronology_of(sheet: RecordSheet) -> tuple[ChronologyLine, ...]:
    """What happened, by day; what has no day comes last."""
    there = {
        item_id: (Incident.of(one.answer), one)
        for (kind, item_id), one in sheet.in_force.items()
        if kind is ItemKind.CHRONOLOGY
    }
    incidents = {name: one for name, (one, _) in there.items() if not one.is_blank}
    seen = steps(incidents, sheet.framework.repeat_incidents)
    days = sorted({one.date for one in incidents.values() if one.date is not None})
    before = dict(zip(days[1:], days, strict=False))
    country = sheet.facts.terms.country
    ordered = sorted(
        incidents.items(), key=lambda each: (each[1].date is None, each[1].day, each[0])
    )
    return tuple(
        ChronologyLine(
            name=name,
            incident=one,
            revision=there[name][1].revision,
            author=there[name][1].author,
            gap=working_days_between(before[one.date], one.date, country)
            if one.date in before
            else None,
            words=seen[name].words,
        )
        for name, one in ordered
    )


def clocks_of(sheet: RecordSheet) -> tuple[ClockLine, ...]:
    """What the statutory clocks found whose dates are asked of the record."""
    found = []
    for question in sheet.framework.questions(sheet.subject.kind):
        if question.type is QuestionType.CLOCK and question.id in sheet.facts.answers:
            clock = read_clock(question, sheet.facts, on=sheet.last_day)
            if clock is not None:
                line = ClockLine(
                    question.id, question.text, clock_sentence(clock), clock_reason(clock)
                )
                found.append(line)
    return tuple(found)
