"""Conditions as formulas that are true or false, and the rows of a sheet that they ask about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inspect_tool.domain.framework.framework import Question
from inspect_tool.domain.framework.kinds import row_item
from inspect_tool.domain.records.answer_forms import AnswerForm
from inspect_tool.domain.records.evidence import AGAINST, SIDES, word_of
from inspect_tool.domain.records.records import ItemKind, RecordFacts
from inspect_tool.domain.workbook import layout

LETTERS = "ABCDEFGHIJK"
YES, NO = "TRUE()", "FALSE()"
ANSWER, ABSENCE, NOTE = (
    LETTERS[column.number - 1] for column in (layout.ANSWER, layout.ABSENCE, layout.NOTE)
)


@dataclass(frozen=True)
class Asked:
    """A condition as formulas.

    Args:
        holds: True where it holds.
        fails: True where it fails. Where neither is, it is unknown.
    """

    holds: str
    fails: str


ALWAYS = Asked(YES, NO)
UNKNOWN = Asked(NO, NO)


@dataclass(frozen=True)
class AnswerRow:
    """A row whose answer a condition may ask about."""

    number: int
    form: AnswerForm

    @property
    def answer(self) -> str:
        """Its answer cell."""
        return f"${ANSWER}${self.number}"

    @property
    def absence(self) -> str:
        """Its cell for why there is none."""
        return f"${ABSENCE}${self.number}"

    @property
    def note(self) -> str:
        """Its cell for evidence and reasons."""
        return f"${NOTE}${self.number}"


_AGAINST = f'"{word_of(SIDES, AGAINST)}"'


@dataclass(frozen=True)
class EvidenceCells:
    """Where the evidence of a sheet is.

    Args:
        sheet: The sheet of its own that it is on; empty where it is on the same sheet.
        first, last: Its rows.
    """

    first: int
    last: int
    sheet: str = ""

    def _cells(self, column: layout.SheetColumn) -> str:
        letter = LETTERS[column.number - 1]
        own = f"'{self.sheet}'!" if self.sheet else ""
        return f"{own}${letter}${self.first}:${letter}${self.last}"

    def _filed(self, item_ids: Iterable[str], sides: str = "") -> str:
        # SUMPRODUCT is computed alike by every program, and needs no wildcards.
        about = self._cells(layout.EVIDENCE_ABOUT)
        is_about = "+".join(
            f"(LEFT({about},{len(item_id) + 1})={quoted(f'{item_id}:')})" for item_id in item_ids
        )
        said = [self._cells(layout.EVIDENCE_TEXT)]
        if self.sheet:  # what was heard has no document
            said.append(self._cells(layout.EVIDENCE_REFERENCE))
        return f'SUMPRODUCT(({is_about})*({"&".join(said)}<>""){sides})>0'

    def filed(self, *item_ids: str) -> str:
        """True where a text or a document was filed about one of some items."""
        return self._filed(item_ids)

    def some_against(self, item_id: str) -> str:
        """True where evidence was filed against an item."""
        return self._filed([item_id], f"*({self._cells(layout.EVIDENCE_SIDE)}={_AGAINST})")

    def all_against(self, item_id: str) -> str:
        """True where evidence was filed about an item, and all of it against the item."""
        other = self._filed([item_id], f"*({self._cells(layout.EVIDENCE_SIDE)}<>{_AGAINST})")
        return all_of([self.some_against(item_id), negated(other)])


@dataclass(frozen=True)
class AnswerRows:
    """Where the answers of a sheet are.

    Args:
        rows: Of questions and judgements, by kind and id.
        facts: What is known when the workbook is made; it decides about whatever has no row.
        evidence: Where evidence is filed; None where no row takes any.
        in_row: The row of a group that a condition is about; 0 where it is about the record.
    """

    rows: Mapping[tuple[ItemKind, str], AnswerRow]
    facts: RecordFacts
    evidence: EvidenceCells | None = None
    in_row: int = 0

    def question(self, question_id: str) -> AnswerRow | None:
        """The row of a question: in the row of its group that is looked at, or of the record."""
        inside = self.rows.get((ItemKind.QUESTION, row_item(question_id, self.in_row)))
        return inside or self.rows.get((ItemKind.QUESTION, question_id))

    def rows_of(self, group: Question) -> tuple[int, ...]:
        """The rows of a group that the sheet has."""
        most = group.rows.most if group.rows is not None else 0
        return tuple(
            number
            for number in range(1, most + 1)
            if any(
                (ItemKind.QUESTION, row_item(question.id, number)) in self.rows
                for question in group.questions
            )
        )

    def is_used(self, group: Question, number: int) -> str:
        """True where anything is written in a row of a group."""
        cells = [
            cell
            for question in group.questions
            if (place := self.rows.get((ItemKind.QUESTION, row_item(question.id, number))))
            for cell in (place.answer, place.absence, place.note)
        ]
        return f'{"&".join(cells)}<>""'


def both(*parts: Asked) -> Asked:
    """All of them, by Kleene's logic."""
    return Asked(all_of(part.holds for part in parts), any_of(part.fails for part in parts))


def quoted(words: str) -> str:
    """Words as a formula says them."""
    return '"' + words.replace('"', '""') + '"'


def negated(formula: str) -> str:
    """True where a formula is false."""
    return {YES: NO, NO: YES}.get(formula, f"NOT({formula})")


def all_of(formulas: Iterable[str]) -> str:
    """True where every formula is; each of them once."""
    parts = [one for one in dict.fromkeys(formulas) if one != YES]
    if NO in parts:
        return NO
    return YES if not parts else parts[0] if len(parts) == 1 else f"AND({','.join(parts)})"


def any_of(formulas: Iterable[str]) -> str:
    """True where one formula is; each of them once."""
    parts = [one for one in dict.fromkeys(formulas) if one != NO]
    if YES in parts:
        return YES
    return NO if not parts else parts[0] if len(parts) == 1 else f"OR({','.join(parts)})"
