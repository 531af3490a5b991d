"""The letter to an authority: its own cases, its place among the others, what to check.

A letter counts the cases read there, and names none. People who were heard are in no letter: those
of one place are few, and their authority would know them. Of the others it tells what
`domain/report/places.py` lets it tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from inspect_tool.domain.content.blocks import (
    Block,
    BulletList,
    Chapter,
    Column,
    CoverFact,
    Edition,
    Paragraph,
    Recommendation,
    ReportContent,
    Row,
    Table,
    Text,
)
from inspect_tool.domain.content.narrative import NarrativeDocument
from inspect_tool.domain.content.plain_words import plain_words
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.counts import group_of
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.plan.plan import Authority
from inspect_tool.domain.report.fixed_words import fixed, words_on_the_language
from inspect_tool.domain.report.letter_counts import (
    CountedEverywhere,
    capital,
    criteria_everywhere,
    measures_everywhere,
    table_for_one,
)

# What a letter calls a strength, and what an area to improve; each letter says so.
STRENGTH_FROM: Final = Fraction(3, 4)
TO_IMPROVE_BELOW: Final = Fraction(1, 2)


@dataclass(frozen=True)
class Statement:
    """Something that a letter states of its authority, which can be right or wrong.

    Args:
        key: What it rests on: `cases`, `criterion:REC.1`, or a claim such as
            `left_too_long?authority=ASH`.
    """

    number: int
    key: str
    words: str


@dataclass(frozen=True)
class Letter:
    """What one authority is sent.

    Args:
        statements: Those of its form, in the order of the letter.
        left_out: Recommendations that name another authority and are therefore not in it.
    """

    authority: Authority
    content: ReportContent
    statements: tuple[Statement, ...]
    left_out: int = 0


@dataclass(frozen=True)
class _Evidence:
    """What all letters of a review are made from, counted once."""

    figures: SnapshotFigures
    criteria: tuple[CountedEverywhere, ...]
    measures: tuple[CountedEverywhere, ...]
    advice: tuple[Recommendation, ...]


@dataclass(frozen=True)
class LetterSet:
    """Letters that were made together.

    Args:
        counts: What they count.
        held_back: Of how many of these the total or the places are told to nobody.
    """

    letters: tuple[Letter, ...]
    counts: int
    held_back: int


def numbered_advice(documents: Sequence[NarrativeDocument]) -> tuple[Recommendation, ...]:
    """Every recommendation of the report, with its number there."""
    blocks = (block for document in documents for block in document.blocks)
    found = [block for block in blocks if isinstance(block, Recommendation)]
    return tuple(replace(one, number=number) for number, one in enumerate(found, start=1))


def letters(
    figures: SnapshotFigures, codes: Sequence[str], advice: Sequence[Recommendation]
) -> LetterSet:
    """The letter to each of these authorities.

    Args:
        codes: Of authorities of which something was counted.
        advice: Every recommendation of the report, numbered, in its order.
    """
    evidence = _Evidence(
        figures,
        tuple(criteria_everywhere(figures)),
        tuple(measures_everywhere(figures)),
        tuple(advice),
    )
    counted = (*evidence.criteria, *evidence.measures)
    return LetterSet(
        letters=tuple(_letter(evidence, code) for code in codes),
        counts=len(counted),
        held_back=sum(not one.told.places for one in counted),
    )


def _letter(evidence: _Evidence, code: str) -> Letter:
    figures = evidence.figures
    plan, look = figures.review.plan, figures.review.look
    authority = next(one for one in figures.authorities if one.code == code)
    statements = tuple(_statements(evidence, authority))
    advice = addressed(figures, evidence.advice, authority)
    published = plan.reporting.published
    content = ReportContent(
        title=fixed(figures, "letter_to", name=authority.name),
        subtitle=plan.title,
        kicker=fixed(figures, "letter_kicker"),
        edition=Edition.INTERNAL,
        published_words=look.words.day(figures.taken_at.date()),
        reference=plan.reporting.reference,
        publisher=plan.reporting.publisher,
        cover_facts=_facts(figures, authority),
        notice=fixed(
            figures, "letter_for", name=authority.name, notice=plan.reporting.notice
        ).strip(),
        chapters=tuple(_chapters(evidence, authority, advice.own, statements)),
        created=published or figures.taken_at.date(),
        words=figures.words,
        look=look,
    )
    return Letter(authority, content, statements, advice.left_out)


def _facts(figures: SnapshotFigures, authority: Authority) -> tuple[CoverFact, ...]:
    return (
        CoverFact(fixed(figures, "cases_examined"), str(len(_cases(figures, authority)))),
        fieldwork_fact(figures),
        CoverFact(
            fixed(figures, "letter_figures"), fixed(figures, "letter_snapshot", name=figures.name)
        ),
    )


def fieldwork_fact(figures: SnapshotFigures) -> CoverFact:
    """From when to when the fieldwork was."""
    day = figures.review.look.words.day
    first, last = figures.review.plan.dates.fieldwork
    dates = fixed(figures, "fieldwork_dates", first=day(first), last=day(last))
    return CoverFact(fixed(figures, "fieldwork"), dates)


def _cases(figures: SnapshotFigures, authority: Authority) -> list[str]:
    """The case type of each case that was counted there."""
    return [
        group_of(record, "case_type")
        for record in figures.of(SubjectKind.CASE)
        if record.subject.authority == authority.code
    ]


# --- what it says ------------------------------------------------------------------------------


def _chapters(
    evidence: _Evidence,
    authority: Authority,
    advice: Sequence[Recommendation],
    statements: Sequence[Statement],
) -> Iterator[Chapter]:
    figures = evidence.figures

    def chapter(id_: str, key: str, *blocks: Block) -> Chapter:
        title = fixed(figures, key)
        return Chapter(id_, title, blocks, is_numbered=False, is_on_new_page=False)

    yield chapter("about-this-letter", "letter_about", *_about(figures, authority))
    yield chapter("examined", "cases_examined", _examined(figures, authority))
    yield chapter("strengths", "letter_strengths", *_listed(evidence, authority, is_strength=True))
    yield chapter("to-improve", "letter_to_improve", *_listed(evidence, authority))
    tables = (
        ("table-criteria", "letter_criteria_met", "letter_criterion", evidence.criteria),
        ("table-measures", "letter_counted", "letter_what_counted", evidence.measures),
    )
    yield chapter(
        "findings",
        "letter_findings",
        *(
            table_for_one(figures, authority, id_, (title, heading), counted)
            for id_, title, heading, counted in tables
        ),
    )
    if advice:
        told = advice_paragraphs(figures, advice)
        yield chapter("recommendations", "letter_recommendations", *told)
    yield chapter("accuracy", "letter_accuracy", *_accuracy(figures, statements))


def _paragraph(words: str) -> Paragraph:
    return Paragraph((Text(words),))


def _about(figures: SnapshotFigures, authority: Authority) -> Iterator[Block]:
    counts = fixed(figures, "letter_counts", name=authority.name)
    by_chance = fixed(figures, "letter_by_chance")
    yield _paragraph(f"{counts} {by_chance}")
    yield _paragraph(fixed(figures, "letter_places"))
    for text in words_on_the_language(figures):
        yield _paragraph(text)


def _examined(figures: SnapshotFigures, authority: Authority) -> Block:
    tally = Counter(_cases(figures, authority))
    plan = figures.review.plan
    rows = [
        Row(capital(plan.case_type_words(name)), (tally[name],))
        for name in plan.case_types
        if tally[name]
    ]
    rows.append(Row(fixed(figures, "letter_all"), (sum(tally.values()),), is_total=True))
    return Table(
        id="table-examined",
        title=fixed(figures, "letter_examined_by_type"),
        columns=(
            Column(fixed(figures, "letter_case_type")),
            Column(fixed(figures, "letter_cases"), is_numeric=True),
        ),
        rows=tuple(rows),
        source=fixed(figures, "letter_source", name=figures.name),
    )


def _listed(
    evidence: _Evidence, authority: Authority, *, is_strength: bool = False
) -> Iterator[Block]:
    """The criteria that were met often, or seldom, with their counts."""
    figures = evidence.figures
    least = figures.review.plan.reporting.smallest_count
    items = []
    for one in evidence.criteria:
        own = one.own[authority.code]
        if own.base < least:
            continue
        share = Fraction(own.count, own.base)
        if share >= STRENGTH_FROM if is_strength else share < TO_IMPROVE_BELOW:
            met = fixed(figures, "letter_met", title=one.title, number=own.count, base=own.base)
            items.append((Text(met),))
    rule = "letter_strengths_are" if is_strength else "letter_to_improve_are"
    yield _paragraph(fixed(figures, rule, least=least))
    yield BulletList(tuple(items)) if items else _paragraph(fixed(figures, "letter_none"))


# --- recommendations ---------------------------------------------------------------------------


@dataclass(frozen=True)
class AddressedAdvice:
    """Recommendations to an authority, and how many name another one."""

    own: tuple[Recommendation, ...]
    left_out: int


def addressed(
    figures: SnapshotFigures, advice: Sequence[Recommendation], authority: Authority
) -> AddressedAdvice:
    """Those addressed to all authorities, or to this one by its name."""
    words = figures.words
    to_all = {words.authorities, words.local_authorities, "authorities", "local authorities"}
    own, left_out = [], 0
    for one in advice:
        addressee = one.addressee.casefold()
        if authority.name.casefold() not in addressee and not any(
            name.casefold() in addressee for name in to_all
        ):
            continue
        text = f"{one.addressee} {plain_words(one.spans)}".casefold()
        if any(
            other.name.casefold() in text
            for other in figures.review.plan.authorities
            if other.code != authority.code
        ):
            left_out += 1
        else:
            own.append(one)
    return AddressedAdvice(tuple(own), left_out)


def advice_paragraphs(
    figures: SnapshotFigures, advice: Sequence[Recommendation]
) -> Iterator[Block]:
    """Recommendations as paragraphs, with their numbers in the report."""
    yield _paragraph(fixed(figures, "letter_numbers_of_report"))
    for one in advice:
        words = f"{one.addressee} {plain_words(one.spans).rstrip('.')}"
        yield _paragraph(fixed(figures, "letter_recommendation", number=one.number, words=words))


# --- factual accuracy --------------------------------------------------------------------------


def _statements(evidence: _Evidence, authority: Authority) -> Iterator[Statement]:
    """What can be right or wrong of the authority, numbered."""
    figures = evidence.figures
    code, name = authority.code, authority.name
    types = Counter(_cases(figures, authority))
    plan = figures.review.plan
    kinds = ", ".join(
        f"{types[one]} {plan.case_type_words(one)}" for one in plan.case_types if types[one]
    )
    examined = fixed(
        figures, "letter_examined_in", name=name, number=sum(types.values()), kinds=kinds
    )
    found = [("cases", examined)]
    for one in evidence.criteria:
        own = one.own[code]
        if own.base:
            values = {"title": one.title, "number": own.count, "base": own.base, "name": name}
            found.append((one.key, fixed(figures, "letter_met_in", **values)))
    for one in evidence.measures:
        own = one.own[code]
        if own.base:
            words = fixed(
                figures, "letter_measured_in", title=one.title, number=own.count, base=own.base,
                noun=one.noun, name=name,
            )  # fmt: skip
            found.append((f"{one.key}?authority={code}", words))
    for number, (key, words) in enumerate(found, start=1):
        yield Statement(number, key, words)


def _accuracy(figures: SnapshotFigures, statements: Sequence[Statement]) -> Iterator[Block]:
    yield _paragraph(fixed(figures, "letter_say_so"))
    yield BulletList(tuple((Text(one.words),) for one in statements), is_ordered=True)
