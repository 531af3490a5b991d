"""From two readers' records of the same cases to their agreement: by item, inspector and time.

Only cases with two complete reads are used, and never what was adjudicated. An absence is no
judgement, unless the framework counts it as a value of the scale (`not_recorded` as `no`): then it
is that value, as in every count.

What rows of a group are asked counts where the framework names their `key`: a row of one reader is
set against the row of the other that is about the same (`rows.py`), and a row that one reader alone
has is judged once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from inspect_tool.domain.agreement.coefficients import agreement_on
from inspect_tool.domain.agreement.pooled import pooled_agreement
from inspect_tool.domain.agreement.table import NO_ORDER, Agreement, Coefficient, JudgementTable
from inspect_tool.domain.framework.framework import (
    Framework,
    Question,
    QuestionType,
    Scale,
    SubjectKind,
)
from inspect_tool.domain.moderation.rows import aligned
from inspect_tool.domain.records.records import ItemKind, RecordFacts, rows_in

# Those of two readers, side by side; PABAK and Fleiss' kappa would add nothing.
SHOWN = (
    Coefficient.PERCENT,
    Coefficient.COHEN,
    Coefficient.LINEAR,
    Coefficient.QUADRATIC,
    Coefficient.GWET,
    Coefficient.GWET_WEIGHTED,
    Coefficient.ALPHA_NOMINAL,
    Coefficient.ALPHA_ORDINAL,
)

NO_MET = "The scale does not say which values meet it, so it has no order and no near misses."


class AgreementBy(StrEnum):
    """What agreement is broken down by."""

    CRITERION = "criterion"
    INSPECTOR = "inspector"
    MONTH = "month"
    WEEK = "week"


@dataclass(frozen=True, kw_only=True)
class ReadPair:
    """Two complete reads of a case.

    Args:
        month, week: When the second read was finished, such as `2013-12` and `2013-W50`, by the
            clock of whatever machine it came in on: information, never an order.
    """

    first: RecordFacts
    second: RecordFacts
    first_reader: str
    second_reader: str
    month: str
    week: str = ""

    def seen_by(self, inspector: str) -> tuple[RecordFacts, RecordFacts]:
        """The inspector's own record and the other reader's."""
        own_is_first = inspector == self.first_reader
        return (self.first, self.second) if own_is_first else (self.second, self.first)


@dataclass(frozen=True, kw_only=True)
class AgreementItem:
    """A criterion's judgement, or a question answered from a list.

    Args:
        scale: Name of its scale in the framework.
        steps: The scale's values.
        is_ordered: Whether the values have an order: a scale says what meets it (`met`), a mere
            list of possibilities does not.
        group: The group whose rows are asked it; None where the case is.
    """

    kind: ItemKind
    item_id: str
    title: str
    scale: str
    steps: tuple[str, ...]
    is_ordered: bool
    group: Question | None = None

    def said(self, facts: RecordFacts) -> str | None:
        """What a reader judged or answered, as it is counted; None for nothing that counts.

        What the version of the case asked in another meaning counts as nothing here.
        """
        is_judged = self.kind is ItemKind.JUDGEMENT
        if self.item_id in (facts.unlike.criteria if is_judged else facts.unlike.questions):
            return None
        given = facts.judgement(self.item_id) if is_judged else facts.answer(self.item_id)
        return given if isinstance(given, str) and given in self.steps else None

    def pairs(self, first: RecordFacts, second: RecordFacts) -> Iterator[_Judgement]:
        """What both said: of the case, or of each row that one of them has."""
        if self.group is None:
            yield self.said(first), self.said(second)
            return
        rows = {*rows_in(self.group, first.answers), *rows_in(self.group, second.answers)}
        for number in sorted(rows):
            yield (
                self.said(first.row(self.group, number)),
                self.said(second.row(self.group, number)),
            )


@dataclass(frozen=True, kw_only=True)
class AgreementRow:
    """How far two readers agree on one item, or on every item of one scale.

    Args:
        group: An inspector or a month; empty for all cases.
        item_id: The criterion or question; empty where those of a scale are taken together.
        scale: Name of the scale in the framework.
        cases: Cases with at least one item that both readers judged.
        judged_twice: Items that both readers judged, each case's counted: the base.
        agreed: Those that they judged the same.
        judged_once: Items that one reader judged and the other did not; left out.
        not_judged: Items that neither judged, because they do not apply or could not be seen.
    """

    group: str
    kind: ItemKind
    item_id: str
    title: str
    scale: str
    cases: int
    judged_twice: int
    agreed: int
    judged_once: int
    not_judged: int
    coefficients: tuple[Agreement, ...]

    def coefficient(self, name: Coefficient) -> Agreement:
        """One of the coefficients that are shown."""
        return next(
            coefficient for coefficient in self.coefficients if coefficient.coefficient is name
        )


def agreement_items(framework: Framework, *, questions: bool) -> tuple[AgreementItem, ...]:
    """Judgements of cases, then, where asked for, their questions that are answered from lists."""
    scales = framework.scales
    items = [
        _item(ItemKind.JUDGEMENT, criterion.id, criterion.title, criterion.judgement.scale, scales)
        for criterion in framework.criteria(SubjectKind.CASE)
        if criterion.judgement is not None
    ]
    if questions:
        items += [
            _item(ItemKind.QUESTION, question.id, question.text, question.scale, scales)
            for question in framework.questions(SubjectKind.CASE)
            if question.type is QuestionType.CHOICE and question.scale is not None
        ]
        items += [
            replace(
                _item(ItemKind.QUESTION, question.id, question.text, question.scale, scales),
                group=group,
            )
            for group in framework.questions(SubjectKind.CASE)
            if group.rows is not None and group.rows.key
            for question in group.questions
            if question.scale is not None and question.id not in group.rows.key
        ]
    return tuple(items)


def _item(
    kind: ItemKind, item_id: str, title: str, scale: str, scales: Mapping[str, Scale]
) -> AgreementItem:
    return AgreementItem(
        kind=kind,
        item_id=item_id,
        title=title,
        scale=scale,
        steps=scales[scale].values,
        is_ordered=bool(scales[scale].met),
    )


def agreement_by_item(
    items: Sequence[AgreementItem], pairs: Sequence[ReadPair], *, level: float
) -> tuple[AgreementRow, ...]:
    """Agreement on each item, over all cases read twice."""
    rows = []
    for item in items:
        judgements = _judgements([item], ((pair.first, pair.second) for pair in pairs))
        coefficients = tuple(_agreement(item, judgements, one, level=level) for one in SHOWN)
        rows.append(_row([item], judgements, coefficients, group="", item_id=item.item_id))
    return tuple(rows)


def agreement_overall(
    items: Sequence[AgreementItem], pairs: Sequence[ReadPair], *, level: float
) -> tuple[AgreementRow, ...]:
    """Agreement on all items of each scale together."""
    return _pooled(items, [(pair.first, pair.second) for pair in pairs], group="", level=level)


def agreement_by_inspector(
    items: Sequence[AgreementItem],
    pairs: Sequence[ReadPair],
    inspectors: Iterable[str],
    *,
    level: float,
) -> tuple[AgreementRow, ...]:
    """Agreement of each inspector with whoever else read the same cases, first or second."""
    rows: list[AgreementRow] = []
    for inspector in inspectors:
        own = [
            pair.seen_by(inspector)
            for pair in pairs
            if inspector in (pair.first_reader, pair.second_reader)
        ]
        if own:
            rows += _pooled(items, own, group=inspector, level=level)
    return tuple(rows)


def agreement_by_month(
    items: Sequence[AgreementItem], pairs: Sequence[ReadPair], *, level: float
) -> tuple[AgreementRow, ...]:
    """Agreement in each month in which second reads were finished."""
    return _by_time(items, pairs, lambda pair: pair.month, level)


def agreement_by_week(
    items: Sequence[AgreementItem], pairs: Sequence[ReadPair], *, level: float
) -> tuple[AgreementRow, ...]:
    """Agreement in each week in which second reads were finished."""
    return _by_time(items, pairs, lambda pair: pair.week, level)


def _by_time(
    items: Sequence[AgreementItem],
    pairs: Sequence[ReadPair],
    time_of: Callable[[ReadPair], str],
    level: float,
) -> tuple[AgreementRow, ...]:
    rows: list[AgreementRow] = []
    for time in sorted({time_of(pair) for pair in pairs}):
        own = [(pair.first, pair.second) for pair in pairs if time_of(pair) == time]
        rows += _pooled(items, own, group=time, level=level)
    return tuple(rows)


def _agreement(
    item: AgreementItem, judgements: Sequence[_Judgements], name: Coefficient, *, level: float
) -> Agreement:
    """One coefficient of one item; rows of a case are no cases of their own."""
    if item.group is not None and judgements:
        return pooled_agreement([_table(item, case) for case in judgements], name, level=level)
    table = _table(item, [row for case in judgements for row in case])
    return agreement_on(table, name, level=level)


_Reads = tuple[RecordFacts, RecordFacts]
_Judgement = tuple[str | None, str | None]
_Judgements = list[_Judgement]  # of one case, an item each, or a row of one


def _judgements(items: Sequence[AgreementItem], reads: Iterable[_Reads]) -> list[_Judgements]:
    has_rows = any(item.group is not None for item in items)
    return [
        [
            pair
            for item in items
            for pair in item.pairs(first, aligned(first, second) if has_rows else second)
        ]
        for first, second in reads
    ]


def _table(item: AgreementItem, rows: _Judgements) -> JudgementTable:
    return JudgementTable(cases=tuple(rows), scale=item.steps, is_ordered=item.is_ordered)


def _pooled(
    items: Sequence[AgreementItem], reads: Sequence[_Reads], *, group: str, level: float
) -> tuple[AgreementRow, ...]:
    """A row for the judgements, then for the questions, of each scale."""
    by_scale: dict[tuple[ItemKind, str], list[AgreementItem]] = {}
    for item in items:
        by_scale.setdefault((item.kind, item.scale), []).append(item)
    rows = []
    for own in by_scale.values() if reads else ():
        judgements = _judgements(own, reads)
        tables = [_table(own[0], case) for case in judgements]
        coefficients = tuple(
            pooled_agreement(tables, coefficient, level=level) for coefficient in SHOWN
        )
        rows.append(_row(own, judgements, coefficients, group=group, item_id=""))
    return tuple(rows)


def _row(
    items: Sequence[AgreementItem],
    judgements: Sequence[_Judgements],
    coefficients: tuple[Agreement, ...],
    *,
    group: str,
    item_id: str,
) -> AgreementRow:
    given = [
        [sum(judgement is not None for judgement in pair) for pair in case] for case in judgements
    ]
    counts = [number for case in given for number in case]
    kind, scale = items[0].kind, items[0].scale
    words = "Judgements" if kind is ItemKind.JUDGEMENT else "Answers"
    return AgreementRow(
        group=group,
        kind=kind,
        item_id=item_id,
        title=items[0].title if item_id else f"{words} on the scale {scale}",
        scale=scale,
        cases=sum(2 in case for case in given),
        judged_twice=counts.count(2),
        agreed=sum(
            first is not None and first == second for case in judgements for first, second in case
        ),
        judged_once=counts.count(1),
        not_judged=counts.count(0),
        coefficients=tuple(_explained(coefficient) for coefficient in coefficients),
    )


def _explained(agreement: Agreement) -> Agreement:
    return replace(agreement, reason=NO_MET) if agreement.reason == NO_ORDER else agreement
