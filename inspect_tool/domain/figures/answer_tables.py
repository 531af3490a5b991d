"""Answers as plain tables: the answers, what was asked of whom, what values mean, the evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from inspect_tool.domain.clocks.clock import ClockResult
from inspect_tool.domain.content.plain_table import PlainCell, PlainTables
from inspect_tool.domain.figures.answer_columns import (
    ABOUT_THE_TABLES,
    ANSWERS,
    EVIDENCE,
    ITEMS,
    LABELS,
)
from inspect_tool.domain.figures.answers import AnsweredItem
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.frequencies import counted_item
from inspect_tool.domain.figures.question_answers import units_of
from inspect_tool.domain.framework.framework import Criterion, Domain, Framework, QuestionType
from inspect_tool.domain.framework.kinds import question_of_item, row_of_item
from inspect_tool.domain.language.conditions import Condition
from inspect_tool.domain.records.answer_forms import (
    AnswerForm,
    answer_words,
    judgement_form,
    question_form,
    sentence_case,
)
from inspect_tool.domain.records.choices import Choice
from inspect_tool.domain.records.evidence import AGAINST, FOR, SIDES, SOURCES, word_of
from inspect_tool.domain.records.items import criteria_of_items
from inspect_tool.domain.records.judgements import condition_words
from inspect_tool.domain.records.placed_evidence import PlacedEvidence
from inspect_tool.domain.records.records import Answer, ItemKind

Row = tuple[PlainCell, ...]


@dataclass(frozen=True)
class AnswerForms:
    """What may answer each item, by the version of the framework, looked up once."""

    known: dict[tuple[str, ItemKind, str], AnswerForm | None] = field(default_factory=dict)

    def form(self, framework: Framework, kind: ItemKind, item_id: str) -> AnswerForm | None:
        """What may answer an item; None where that version has none of it."""
        key = (framework.version, kind, question_of_item(item_id))
        if key not in self.known:
            self.known[key] = _form(framework, kind, key[2])
        return self.known[key]

    def words(self, framework: Framework, kind: ItemKind, item_id: str, answer: Answer) -> str:
        """An answer as people say it; empty where there is only the reason why there is none."""
        form = self.form(framework, kind, item_id)
        if form is None:
            return "" if answer.value is None else str(answer.value)
        return answer_words(form, answer.value)

    def absence(self, framework: Framework, kind: ItemKind, item_id: str, answer: Answer) -> str:
        """Why there is no answer, as people say it; empty where there is one."""
        form = self.form(framework, kind, item_id)
        given = answer.absence or ""
        options = () if form is None else form.absences
        return next((one.words for one in options if one.value == given), given.replace("_", " "))


def _form(framework: Framework, kind: ItemKind, item_id: str) -> AnswerForm | None:
    if kind is ItemKind.JUDGEMENT:
        criterion = framework.criterion(item_id)
        judged = criterion is not None and criterion.judgement is not None
        return judgement_form(framework, criterion) if criterion is not None and judged else None
    question = framework.question(item_id)
    if question is not None and question.type is QuestionType.CLOCK:
        results = (Choice(one.value, sentence_case(one.words)) for one in ClockResult)
        return AnswerForm(QuestionType.CLOCK, tuple(results))
    return None if question is None else question_form(framework, question)


def answer_tables(
    figures: SnapshotFigures, rows: Sequence[AnsweredItem], evidence: Sequence[PlacedEvidence]
) -> PlainTables:
    """The tables that say everything of the answers, so that another program needs no guess.

    Args:
        rows: What `answer_rows` gave, as far as whoever asks may see them.
        evidence: The pieces that stand in the same records.
    """
    frameworks = (figures.review.framework, *reversed(figures.review.earlier))
    facts = {
        "review": figures.review.plan.review,
        "snapshot": figures.name,
        "snapshot_digest": figures.digest,
        "snapshot_taken_at": figures.taken_at.isoformat(),
        "draw": figures.draw_id,
        "framework": f"{frameworks[0].framework} {frameworks[0].version}",
    }
    return PlainTables(
        name=f"{figures.review.plan.review}-answers".lower(),
        title=f"{figures.review.plan.title}: every answer",
        description=ABOUT_THE_TABLES,
        created=figures.taken_at,
        tables=(
            ANSWERS.with_rows(_answers(figures, rows, evidence)),
            ITEMS.with_rows(_items(figures, frameworks)),
            LABELS.with_rows(_labels(frameworks)),
            EVIDENCE.with_rows(_evidence(figures, evidence)),
        ),
        facts=facts,
    )


def _answers(
    figures: SnapshotFigures, rows: Sequence[AnsweredItem], evidence: Sequence[PlacedEvidence]
) -> Iterator[Row]:
    forms = AnswerForms()
    case_types = {record.subject.ref: record.field("case_type") for record in figures.records}
    about: dict[tuple[str, str, str], list[PlacedEvidence]] = defaultdict(list)
    for piece in evidence:
        about[piece.subject.ref, piece.reader, piece.evidence.about].append(piece)
    for row in rows:
        reader = row.reader if row.reader in ("first", "second") else "first"
        pieces = about.get((row.subject.ref, reader, question_of_item(row.item_id)), ())
        case_type = case_types.get(row.subject.ref)
        yield (
            *_answer_cells(row, forms),
            *_rating_cells(row, forms),
            "\n".join(map(evidence_line, pieces)) or None,
            sum(piece.evidence.side == FOR for piece in pieces),
            sum(piece.evidence.side == AGAINST for piece in pieces),
            row.reader,
            row.author or None,
            row.recorded_at,
            row.framework.version,
            row.is_counted,
            row.has_changed,
            None if case_type is None else str(case_type),
            None if row.unit is None else row.unit.stratum,
            None if row.unit is None else row.unit.role.value,
            row.weight,
            row.population,
        )


def _answer_cells(row: AnsweredItem, forms: AnswerForms) -> Row:
    answer, framework = row.answer, row.framework
    value = answer.value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return (
        row.subject.ref,
        row.subject.kind.value,
        row.subject.authority,
        row.kind.value,
        row.item_id,
        question_of_item(row.item_id),
        row_of_item(row.item_id),
        None if value is None else str(value),
        forms.words(framework, row.kind, row.item_id, answer) or None,
        value if isinstance(value, int | float) and is_number else None,
        answer.absence,
        forms.absence(framework, row.kind, row.item_id, answer) or None,
        answer.note or None,
    )


def _rating_cells(row: AnsweredItem, forms: AnswerForms) -> Row:
    if row.rating is None or row.rating.value is None:
        return None, None
    criterion = criteria_of_items(row.framework).get(question_of_item(row.item_id), "")
    words = forms.words(row.framework, ItemKind.JUDGEMENT, criterion, row.rating)
    return str(row.rating.value), words


def evidence_line(piece: PlacedEvidence) -> str:
    """A piece of evidence in a line: what it is called, its side, source and date, its words."""
    one = piece.evidence
    parts = (
        word_of(SIDES, one.side),
        word_of(SOURCES, one.source).lower(),
        one.day,
        one.reference,
    )
    said = ", ".join(part for part in parts if part)
    return f"[{piece.name}] {': '.join(part for part in (said, one.text) if part)}"


def _evidence(figures: SnapshotFigures, evidence: Sequence[PlacedEvidence]) -> Iterator[Row]:
    criteria = criteria_of_items(figures.review.framework)
    for piece in evidence:
        one = piece.evidence
        yield (
            piece.name,
            piece.subject.ref,
            piece.subject.kind.value,
            piece.subject.authority,
            one.about or None,
            criteria.get(question_of_item(one.about)),
            one.side or None,
            one.source or None,
            one.day or None,
            one.reference or None,
            one.text or None,
            one.case or None,
            one.is_quotable,
            piece.reader.value,
            piece.author,
            piece.recorded_at,
        )


def _items(figures: SnapshotFigures, frameworks: Sequence[Framework]) -> Iterator[Row]:
    seen: set[tuple[str, str]] = set()
    for framework in frameworks:
        for domain in framework.domains:
            for criterion in domain.criteria:
                for cells in _items_of(figures, framework, domain, criterion):
                    key = (str(cells[0]), str(cells[1]))
                    if key not in seen:
                        seen.add(key)
                        yield cells


def _items_of(
    figures: SnapshotFigures, framework: Framework, domain: Domain, criterion: Criterion
) -> Iterator[Row]:
    where = (domain.subject.value, domain.title, criterion.id)
    for outer in criterion.questions:
        for one in (outer, *outer.questions):
            asked_of = (criterion.applies, outer.show_if, one.show_if if one is not outer else None)
            yield (
                one.id,
                ItemKind.QUESTION.value,
                *where,
                one.text,
                one.type.value,
                one.unit or None,
                one.scale or one.list_ or one.themes,
                None if one is outer else outer.id,
                _asked_of(asked_of),
                *_bases(figures, framework, one.id),
            )
    if criterion.judgement is not None:
        yield (
            criterion.id,
            ItemKind.JUDGEMENT.value,
            *where,
            criterion.title,
            "choice",
            None,
            criterion.judgement.scale,
            None,
            _asked_of((criterion.applies,)),
            *_bases(figures, framework, criterion.id),
        )


def _asked_of(conditions: Iterable[Condition | None]) -> str | None:
    words = [condition_words(one) for one in conditions if one is not None]
    return "; and ".join(words) or None


def _bases(figures: SnapshotFigures, framework: Framework, item_id: str) -> Row:
    """How many answered, how many did not, of how many it was not asked; in the snapshot."""
    item = counted_item(framework, item_id)
    if item is None or framework is not figures.review.framework:
        return None, None, None
    asked = item.over(units_of(figures.records, item.subject, item.group))
    return len(asked.base_refs), len(asked.unknown_refs), len(asked.outside)


def _labels(frameworks: Sequence[Framework]) -> Iterator[Row]:
    forms, seen = AnswerForms(), set[tuple[str, str, str, bool]]()
    for framework in frameworks:
        for kind, item_id, scale in _closed_items(framework):
            form = forms.form(framework, kind, item_id)
            given = () if form is None else ((False, form.choices), (True, form.absences))
            met = framework.scales[scale].met if scale else ()
            for is_absence, choices in given:
                for number, choice in enumerate(choices, start=1):
                    key = (item_id, kind.value, choice.value, is_absence)
                    if key not in seen:
                        seen.add(key)
                        meets = choice.value in met if met and not is_absence else None
                        yield (*key[:3], choice.words, is_absence, number, meets)


def _closed_items(framework: Framework) -> Iterator[tuple[ItemKind, str, str | None]]:
    """Items with the scale that they are answered on."""
    for question in framework.every_question():
        yield ItemKind.QUESTION, question.id, question.scale
    for criterion in framework.criteria():
        if criterion.judgement is not None:
            yield ItemKind.JUDGEMENT, criterion.id, criterion.judgement.scale
