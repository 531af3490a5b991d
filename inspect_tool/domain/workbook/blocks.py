"""The rows around the questions of a sheet: facts above, evidence and the chronology below."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import zip_longest

from inspect_tool.domain.framework.framework import RECORDED_VOICES, SubjectKind
from inspect_tool.domain.framework.kinds import row_of_item
from inspect_tool.domain.framework.repeats import RepeatRule
from inspect_tool.domain.language.conditions import Scalar
from inspect_tool.domain.records.choices import Choice
from inspect_tool.domain.records.chronology import Incident, chronology_id
from inspect_tool.domain.records.evidence import Evidence, evidence_id, word_of
from inspect_tool.domain.records.records import Answer, ItemKind
from inspect_tool.domain.workbook import layout
from inspect_tool.domain.workbook.formulas import chronology_formulas
from inspect_tool.domain.workbook.row import FormRow, RowKind
from inspect_tool.domain.workbook.workbook import (
    FORM,
    FORMS_BELOW,
    FROM_RETURN,
    CaseSheet,
    ItemState,
)

# Rows for evidence that a sheet has beside what was given so far.
BLANK_EVIDENCE = {
    SubjectKind.CASE: 20,
    SubjectKind.AUTHORITY: 20,
    SubjectKind.INTERVIEW: 4,
    SubjectKind.FOCUS_GROUP: 4,
}
BLANK_INCIDENTS = 15  # rows for a chronology, beside what it has so far: a page of two lines each
LONGEST_SHORT_FACT = 40  # characters of a fact that shares its row with another
LONGEST_ABOUT = 60  # characters of an entry in the list of what evidence may be about

EVIDENCE_BLOCK = "EV"  # id of its heading


def about_choices(rows: Iterable[FormRow]) -> tuple[Choice, ...]:
    """What evidence on a sheet may be about: its criteria and questions, by their ids."""
    kinds = (RowKind.CRITERION, RowKind.QUESTION)
    return tuple(
        Choice(row.item_id, about_words(row.item_id, row.text))
        for row in rows
        if row.kind in kinds and row_of_item(row.item_id) is None
    )


def about_words(item_id: str, text: str) -> str:
    """What evidence is about, as the list says it: the id, and enough to know it by."""
    words = " ".join(f"{item_id}: {text}".split())
    return words if len(words) <= LONGEST_ABOUT else f"{words[: LONGEST_ABOUT - 1].rstrip()}…"


def fact_rows(sheet: CaseSheet) -> Iterator[FormRow]:
    """What the return says, two facts to a row, each beside its name; then what it does not say."""
    said = [
        (
            fact.label if fact.source == FROM_RETURN else f"{fact.label} ({fact.source})",
            fact_words(fact.value),
        )
        for fact in sheet.facts
        if fact.value is not None
    ]
    short = [one for one in said if len(one[1]) <= LONGEST_SHORT_FACT]
    rows = [
        FormRow(kind=RowKind.FACT, item_id="", text=first, shown=value, note=second, status=other)
        for (first, value), (second, other) in zip_longest(
            short[::2], short[1::2], fillvalue=("", "")
        )
    ]
    # What was corrected says what was returned as well.
    rows += [
        FormRow(kind=RowKind.FACT, item_id="", text=name, note=value)
        for name, value in said
        if (name, value) not in short
    ]
    unknown = [fact.label for fact in sheet.facts if fact.value is None]
    if unknown:
        share = -(-2 * len(unknown) // 3)  # as the columns are wide
        names = "; ".join(unknown[:share]) + (";" if unknown[share:] else "")
        rest = "; ".join(unknown[share:])
        text = "The return does not say"
        rows.append(FormRow(kind=RowKind.FACT, item_id="", text=text, note=names, guidance=rest))
    for number, row in enumerate(rows, start=1):
        yield dataclasses.replace(row, item_id=f"FACT.{number}")


# What a row of evidence does not show, and keeps from the answer that it goes on from.
_NOT_HEARD = ("case", "use")
_NOT_WRITTEN = ("day", "reference")
_FILE = ("file", "file_kind", "file_size")


def hidden_parts(kind: SubjectKind, form: str) -> tuple[str, ...]:
    """The parts of a piece of evidence that a row of a form does not show."""
    is_heard = kind in RECORDED_VOICES and form not in FORMS_BELOW
    return (*(_NOT_WRITTEN if is_heard else _NOT_HEARD), *_FILE)


def with_hidden_parts(
    answer: Answer | None, kind: SubjectKind, form: str, issued: Answer
) -> Answer:
    """A piece of evidence as a row gives it, with what it was issued with and does not show."""
    given, before = Evidence.of(answer or Answer()), Evidence.of(issued)
    if given.is_blank:
        return Answer()
    kept = {name: getattr(before, name) for name in hidden_parts(kind, form)}
    return dataclasses.replace(given, **kept).answer


def evidence_rows(sheet: CaseSheet, pack_id: str, about: tuple[Choice, ...]) -> Iterator[FormRow]:
    """The evidence given so far, then blank rows under ids that no other issue uses."""
    kind = sheet.subject.kind
    given = [
        state
        for state in sheet.items
        if state.kind is ItemKind.EVIDENCE and state.answer not in (None, Answer())
    ]
    blank = [
        ItemState(ItemKind.EVIDENCE, evidence_id(pack_id, number))
        for number in range(1, BLANK_EVIDENCE[kind] + 1)
    ]
    hidden = {name: getattr(Evidence(), name) for name in hidden_parts(kind, FORM)}
    for state in [*given, *blank]:
        shown = dataclasses.replace(Evidence.of(state.answer or Answer()), **hidden)
        yield FormRow(
            kind=RowKind.EVIDENCE,
            item_id=state.item_id,
            text=word_of(about, shown.about),
            answer=None if shown.is_blank else shown.answer,
            base_revision=state.base_revision,
            is_heard=kind in RECORDED_VOICES,
        )


def heard_block(rows: Iterable[FormRow]) -> Iterator[FormRow]:
    """What was said, below the questions of an interview or a group, under headings of its own."""
    headings = layout.HEARD_HEADINGS
    yield FormRow(kind=RowKind.HEADING, item_id=EVIDENCE_BLOCK, text="What was said")
    yield FormRow(
        kind=RowKind.COLUMNS,
        item_id=EVIDENCE_BLOCK,
        text=headings[layout.EVIDENCE_ABOUT],
        shown=headings[layout.EVIDENCE_SIDE],
        reason=headings[layout.EVIDENCE_SOURCE],
        note=headings[layout.EVIDENCE_TEXT],
        status=headings[layout.EVIDENCE_DATE],
        guidance=headings[layout.EVIDENCE_REFERENCE],
    )
    yield from rows


def chronology_rows(
    sheet: CaseSheet, pack_id: str, rule: RepeatRule | None = None
) -> Iterator[FormRow]:
    """The chronology so far, then blank rows that it can be pasted into; a sheet of its own.

    Args:
        rule: Which incidents are repeats, where the framework says so.
    """
    given = [
        state
        for state in sheet.items
        if state.kind is ItemKind.CHRONOLOGY and state.answer not in (None, Answer())
    ]
    given.sort(key=lambda state: (Incident.of(state.answer or Answer()).day, state.item_id))
    blank = [
        ItemState(ItemKind.CHRONOLOGY, chronology_id(pack_id, number))
        for number in range(1, BLANK_INCIDENTS + 1)
    ]
    numbers = range(layout.FIRST_ROW, layout.FIRST_ROW + len(given) + len(blank))
    for number, state in zip(numbers, [*given, *blank], strict=True):
        days, shows = chronology_formulas(number, first=numbers[0], last=numbers[-1], rule=rule)
        yield FormRow(
            kind=RowKind.CHRONOLOGY,
            item_id=state.item_id,
            text="",
            answer=state.answer,
            base_revision=state.base_revision,
            days=days,
            shows=shows,
        )


def fact_words(value: Scalar) -> str:
    """A value of the return, or a date, as people say it."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return str(value).replace("_", " ") if isinstance(value, str) else str(value)
