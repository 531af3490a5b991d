"""A row of a case workbook's sheet: what it is, and what its cells say.

A row for an answer is known by its subject, its kind and its id, never by its place, so that a
workbook may be sorted and still be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inspect_tool.domain.records.answer_forms import AnswerForm
from inspect_tool.domain.records.records import Answer, ItemKind
from inspect_tool.domain.workbook import layout


class RowKind(StrEnum):
    """What a row of a sheet is."""

    HEADING = "heading"  # a domain of the framework
    CRITERION = "criterion"
    FACT = "fact"
    QUESTION = "question"
    CLOCK = "clock"
    LIMIT = "limit"  # of a clock, one a row
    GUIDE = "guide"  # what is good and what is inadequate, before a judgement
    JUDGEMENT = "judgement"
    REFERRAL = "referral"
    HEARD = "heard"  # when and how somebody was heard
    COLUMNS = "columns"  # what the columns of the rows of evidence are
    EVIDENCE = "evidence"
    CHRONOLOGY = "chronology"
    QUERY = "query"  # what somebody asks about an answer, with a cell for the reply

    @property
    def item_kind(self) -> ItemKind | None:
        """The kind of item that is answered in the row; None where nothing is."""
        return _ANSWERED.get(self)

    def printed_columns(self, *, is_earlier: bool = False) -> tuple[layout.SheetColumn, ...]:
        """The columns of such a row that say something nobody answers.

        Args:
            is_earlier: In a workbook of one of the first two forms.
        """
        if is_earlier:
            return layout.EARLIER_PRINTED
        if self is RowKind.EVIDENCE:
            return (layout.REF,)
        if self is RowKind.CHRONOLOGY:
            return (layout.STATE, layout.GUIDANCE)
        if self.item_kind is not None:
            return (layout.REF, layout.QUESTION, layout.GUIDANCE)
        return _LOCKED_COLUMNS


_ANSWERED = {
    kind: ItemKind(kind.value)
    for kind in (
        RowKind.QUESTION,
        RowKind.JUDGEMENT,
        RowKind.REFERRAL,
        RowKind.HEARD,
        RowKind.EVIDENCE,
        RowKind.CHRONOLOGY,
        RowKind.QUERY,
    )
}
_WITHOUT_REF = (
    RowKind.FACT,
    RowKind.GUIDE,
    RowKind.LIMIT,
    RowKind.COLUMNS,
    RowKind.EVIDENCE,
    RowKind.CHRONOLOGY,
    RowKind.QUERY,
)
_LOCKED_COLUMNS = (
    layout.REF,
    layout.QUESTION,
    layout.ABSENCE,
    layout.NOTE,
    layout.STATE,
    layout.GUIDANCE,
)


@dataclass(frozen=True, kw_only=True)
class FormRow:
    """A row of a sheet.

    Args:
        item_id: Id of the item or of the criterion; for facts `FACT.1` and so on.
        shown: What the answer cell says where nothing is answered in the row.
        reason, note, status: What the other columns say there.
        source: Where the answer in the cell comes from.
        state: Formula of what the sheet says of the row.
        days, shows: Formulas of what a chronology computes at an incident.
        label: What the first column says, in place of the reference.
        is_heard: Whether it is evidence that somebody said, in an interview or a group.
    """

    kind: RowKind
    item_id: str
    text: str
    form: AnswerForm | None = None
    answer: Answer | None = None
    base_revision: str | None = None
    shown: str = ""
    reason: str = ""
    note: str = ""
    status: str = ""
    source: str = ""
    guidance: str = ""
    state: str = ""
    days: str = ""
    shows: str = ""
    label: str = ""
    is_heard: bool = False

    @property
    def ref(self) -> str:
        """The reference that people see; facts have none."""
        if self.kind in (RowKind.REFERRAL, RowKind.HEARD):
            return self.item_id.partition(".")[2]
        return self.label if self.kind in _WITHOUT_REF else self.item_id

    @property
    def help(self) -> str:
        """Where the answer comes from, and the guidance."""
        return "\n".join(part for part in (self.source, self.guidance) if part)

    @property
    def printed(self) -> tuple[str, ...]:
        """The words that nobody answers, in the order of `RowKind.printed_columns`."""
        if self.kind is RowKind.EVIDENCE:
            return (self.ref,)
        if self.kind is RowKind.CHRONOLOGY:
            return "", ""
        if self.is_answered_here:
            return self.ref, self.text, self.help
        return self.ref, self.text, self.reason, self.note, self.status, self.help

    @property
    def is_answered_here(self) -> bool:
        """Whether an inspector fills in the row."""
        return self.kind.item_kind is not None
