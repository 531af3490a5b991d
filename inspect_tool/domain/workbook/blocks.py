"""The rows around the questions of a sheet: facts above, evidence and the chronology below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from inspect_tool.domain.framework.framework import SubjectKind
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
from inspect_tool.domain.workbook.workbook import FROM_RETURN, CaseSheet, ItemState

# Rows for evidence that a sheet has beside what was given so far.
BLANK_EVIDENCE = {
    SubjectKind.CASE: 12,
    SubjectKind.AUTHORITY: 12,
    SubjectKind.INTERVIEW: 4,
    SubjectKind.FOCUS_GROUP: 4,
}
BLANK_INCIDENTS = 20  # rows for a chronology, beside what it has so far
LONGEST_ABOUT = 60  # characters of an entry in the list of what evidence may be about
FACTS_IN_A_ROW = 3

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
    """What the return says, several facts to a row."""
    words = [
        f"{fact.label}: {fact_words(fact.value)}"
        + ("" if fact.source == FROM_RETURN else f" ({fact.source})")
        for fact in sheet.facts
        if fact.value is not None
    ]
    unknown = [fact.label for fact in sheet.facts if fact.value is None]
    share = -(-len(unknown) // FACTS_IN_A_ROW) or 1
    words += [""] * (-len(words) % FACTS_IN_A_ROW if unknown else 0)
    words += [
        f"Not known: {'; '.join(unknown[first : first + share])}"
        for first in range(0, len(unknown), share)
    ]
    for number, first in enumerate(range(0, len(words), FACTS_IN_A_ROW), start=1):
        text, note, guidance = (*words[first : first + FACTS_IN_A_ROW], "", "")[:FACTS_IN_A_ROW]
        yield FormRow(
            kind=RowKind.FACT, item_id=f"FACT.{number}", text=text, note=note, guidance=guidance
        )


def evidence_rows(sheet: CaseSheet, pack_id: str, about: tuple[Choice, ...]) -> Iterator[FormRow]:
    """The evidence given so far, then blank rows under ids that no other issue uses."""
    yield FormRow(kind=RowKind.HEADING, item_id=EVIDENCE_BLOCK, text="Evidence")
    yield FormRow(
        kind=RowKind.COLUMNS,
        item_id=EVIDENCE_BLOCK,
        text=layout.EVIDENCE_HEADINGS[layout.EVIDENCE_ABOUT],
        shown=layout.EVIDENCE_HEADINGS[layout.EVIDENCE_SIDE],
        reason=layout.EVIDENCE_HEADINGS[layout.EVIDENCE_SOURCE],
        note=layout.EVIDENCE_HEADINGS[layout.EVIDENCE_TEXT],
        status=layout.EVIDENCE_HEADINGS[layout.EVIDENCE_DATE],
        guidance=layout.EVIDENCE_HEADINGS[layout.EVIDENCE_REFERENCE],
    )
    given = [
        state
        for state in sheet.items
        if state.kind is ItemKind.EVIDENCE and state.answer not in (None, Answer())
    ]
    blank = [
        ItemState(ItemKind.EVIDENCE, evidence_id(pack_id, number))
        for number in range(1, BLANK_EVIDENCE[sheet.subject.kind] + 1)
    ]
    for number, state in enumerate([*given, *blank], start=1):
        yield FormRow(
            kind=RowKind.EVIDENCE,
            item_id=state.item_id,
            text=_about_given(about, state.answer),
            answer=state.answer,
            base_revision=state.base_revision,
            number=number,
        )


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


def _about_given(about: tuple[Choice, ...], answer: Answer | None) -> str:
    return word_of(about, Evidence.of(answer).about) if answer is not None else ""


def fact_words(value: Scalar) -> str:
    """A value of the return, or a date, as people say it."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return str(value).replace("_", " ") if isinstance(value, str) else str(value)
