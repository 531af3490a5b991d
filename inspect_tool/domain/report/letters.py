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
    plan = figures.review.plan
    authority = next(one for one in figures.authorities if one.code == code)
    statements = tuple(_statements(evidence, authority))
    advice = addressed(figures, evidence.advice, authority)
    published = plan.reporting.published
    content = ReportContent(
        title=f"Letter to {authority.name}",
        subtitle=plan.title,
        kicker=figures.words.said("Findings in one authority"),
        edition=Edition.INTERNAL,
        published_words=f"{figures.taken_at.day} {figures.taken_at:%B %Y}",
        reference=plan.reporting.reference,
        publisher=plan.reporting.publisher,
        cover_facts=_facts(figures, authority),
        notice=f"For {authority.name} alone. {plan.reporting.notice}".strip(),
        chapters=tuple(_chapters(evidence, authority, advice.own, statements)),
        created=published or figures.taken_at.date(),
        words=figures.words,
        look=figures.review.look.in_english,
    )
    return Letter(authority, content, statements, advice.left_out)


def _facts(figures: SnapshotFigures, authority: Authority) -> tuple[CoverFact, ...]:
    first, last = figures.review.plan.dates.fieldwork
    return (
        CoverFact(figures.words.said("Cases examined"), str(len(_cases(figures, authority)))),
        CoverFact("Fieldwork", f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"),
        CoverFact("Figures", f"snapshot {figures.name}"),
    )


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
    yield _chapter("about-this-letter", "About this letter", *_about(figures, authority))
    yield _chapter("examined", figures.words.said("Cases examined"), _examined(figures, authority))
    yield _chapter("strengths", "Strengths", *_listed(evidence, authority, is_strength=True))
    yield _chapter("to-improve", "Areas to improve", *_listed(evidence, authority))
    tables = (
        ("table-criteria", "Criteria met", "Criterion", evidence.criteria),
        ("table-measures", "What was counted", "What was counted", evidence.measures),
    )
    yield _chapter(
        "findings",
        "Findings and place among the others",
        *(
            table_for_one(figures, authority, id_, (title, heading), counted)
            for id_, title, heading, counted in tables
        ),
    )
    if advice:
        yield _chapter("recommendations", "Recommendations", *advice_paragraphs(advice))
    yield _chapter("accuracy", "Factual accuracy", *_accuracy(figures, statements))


def _chapter(id_: str, title: str, *blocks: Block) -> Chapter:
    return Chapter(id_, title, blocks, is_numbered=False, is_on_new_page=False)


def _paragraph(words: str) -> Paragraph:
    return Paragraph((Text(words),))


def _about(figures: SnapshotFigures, authority: Authority) -> Iterator[Block]:
    said = figures.words.said
    yield _paragraph(
        f"{said('This letter counts the cases that inspectors read in')} {authority.name}. "
        + said(
            "The cases were drawn by chance, so a count says what was found in these cases, and "
            "one case more or less can change it much. Nobody's name and no case is in the letter. "
            "What people said in interviews, groups and surveys is left out, since those of one "
            "area are so few that they might be recognised."
        )
    )
    yield _paragraph(
        said(
            "The place among the others is by thirds of the authorities with enough cases. Places "
            "and totals are held back where two letters laid side by side could give away what "
            "was counted in another authority. That was checked count by count and among the "
            "letters alone, not together with other documents of the review. This letter is "
            "internal: it has been through no disclosure control and is not for publication."
        )
    )


def _examined(figures: SnapshotFigures, authority: Authority) -> Block:
    tally = Counter(_cases(figures, authority))
    plan = figures.review.plan
    rows = [
        Row(capital(plan.case_type_words(name)), (tally[name],))
        for name in plan.case_types
        if tally[name]
    ]
    rows.append(Row("All", (sum(tally.values()),), is_total=True))
    return Table(
        id="table-examined",
        title=figures.words.said("Cases examined, by case type"),
        columns=(Column("Case type"), Column(figures.words.said("Cases"), is_numeric=True)),
        rows=tuple(rows),
        source=_source(figures),
    )


def _source(figures: SnapshotFigures) -> str:
    return figures.words.said(f"Cases examined in this authority, snapshot {figures.name}.")


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
            met = figures.words.said(f"met in {own.count} of the {own.base} cases judged")
            items.append((Text(f"{one.title}: {met}"),))
    rule = (
        f"Criteria met in at least three quarters of the cases judged, of at least {least} cases."
        if is_strength
        else f"Criteria met in fewer than half of the cases judged, of at least {least} cases."
    )
    yield _paragraph(figures.words.said(rule))
    yield BulletList(tuple(items)) if items else _paragraph("There is none.")


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


def advice_paragraphs(advice: Sequence[Recommendation]) -> Iterator[Block]:
    """Recommendations as paragraphs, with their numbers in the report."""
    yield _paragraph("They have the numbers of the report.")
    for one in advice:
        yield _paragraph(
            f"Recommendation {one.number}. {one.addressee} {plain_words(one.spans).rstrip('.')}."
        )


# --- factual accuracy --------------------------------------------------------------------------


def _statements(evidence: _Evidence, authority: Authority) -> Iterator[Statement]:
    """What can be right or wrong of the authority, numbered."""
    figures = evidence.figures
    code, name, said = authority.code, authority.name, figures.words.said
    types = Counter(_cases(figures, authority))
    plan = figures.review.plan
    kinds = ", ".join(
        f"{types[one]} {plan.case_type_words(one)}" for one in plan.case_types if types[one]
    )
    found = [("cases", f"{said('Cases examined in')} {name}: {sum(types.values())} ({kinds}).")]
    for one in evidence.criteria:
        own = one.own[code]
        if own.base:
            met = said(f"met in {own.count} of the {own.base} cases judged in")
            found.append((one.key, f"“{one.title}”: {met} {name}."))
    for one in evidence.measures:
        own = one.own[code]
        if own.base:
            words = f"{one.title}: {own.count} of the {own.base} {one.noun} in {name}."
            found.append((f"{one.key}?authority={code}", words))
    for number, (key, words) in enumerate(found, start=1):
        yield Statement(number, key, words)


def _accuracy(figures: SnapshotFigures, statements: Sequence[Statement]) -> Iterator[Block]:
    said = figures.words.said
    yield _paragraph(
        said(
            "These are the statements of the letter that are about the authority. If one is wrong "
            "in fact, say so against its number in the form that came with the letter: what is "
            "wrong, what it should say, and where that can be seen. No names, please. Each comment "
            "is answered."
        )
    )
    yield BulletList(tuple((Text(one.words),) for one in statements), is_ordered=True)
