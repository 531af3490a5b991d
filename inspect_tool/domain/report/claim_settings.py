"""What the sentence of a claim has to agree with, from the figures of a snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from inspect_tool.domain.claims.measure_words import (
    MeasureWords,
    measure_words,
    words_across,
    words_of_children,
    words_of_group,
    words_of_median,
)
from inspect_tool.domain.claims.nouns import BaseNouns
from inspect_tool.domain.claims.phrases import tokens_of
from inspect_tool.domain.claims.references import ClaimReference
from inspect_tool.domain.claims.setting import Setting
from inspect_tool.domain.claims.vocabulary import GROUPS
from inspect_tool.domain.figures import counts
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.medians import unit_of
from inspect_tool.domain.figures.themes import THEME
from inspect_tool.domain.figures.within import records_within
from inspect_tool.domain.framework.framework import Median, SubjectKind
from inspect_tool.domain.framework.says import Says
from inspect_tool.domain.plan.words import ReportWords

HEARD: Final = "heard"  # those who were heard, of those who were asked

# How the counts that no framework has to define are spoken of.
_BUILT_IN: Final[Mapping[str, Says]] = {
    "authorities": Says(
        yes=("visit*|inspect*|took|read|met|examined", "in", "of", "from"),
        base=("authorities", "local authorities", "areas"),
        also=("drawn by chance own lists questions asked about read inspected local took part",),
    ),
    "interviews": Says(
        yes=("interview*|met|spoke|spoken|talked|heard",),
        base=("people", "interviews", "people interviewed"),
        also=("connected with",),
    ),
    "eligible": Says(
        yes=("could drawn", "eligible"), base=("children",), also=("be lists on the frame",)
    ),
    "authorities_drawn": Says(
        yes=("drawn|chosen|selected", "in scope"),
        base=("authorities", "local authorities", "areas"),
        also=("by chance list of all on that could be scope took part drawn chosen selected",),
    ),
    "lost": Says(
        yes=("not used|read|examined|found", "lost|replaced|eliminated", "no longer"),
        base=("cases drawn", "cases"),
        also=("could be used drawn longer were next reserve",),
    ),
    "corrected": Says(
        yes=("fact* corrected|wrong", "corrected"),
        base=("cases",),
        also=("fact facts returned that authority authorities lists there",),
    ),
    "read_twice": Says(
        yes=("read twice|second", "second read|reader"),
        base=("cases",),
        also=("time another inspector blind independently again first record",),
    ),
    "referred_back": Says(
        yes=("referred back|authority", "referral back"),
        base=("cases", "children"),
        also=("authority authorities nevertheless happened same day child urgent",),
    ),
    HEARD: Says(
        yes=("answer*|repl*|respond*|heard|interview*|met|spoke|came|took",),
        base=("people asked", "people", "staff", "parents", "carers", "parents and carers",
              "professionals", "those asked", "who were asked"),
        also=("asked who part survey",),
    ),
}  # fmt: skip
_NAME_OF_THEME: Final = "Or put the words into the name of the theme, if they narrow nothing."
_COMPARING_WORDS: Final = ("share", "proportion", "percentage", "any other")


def setting_of(
    figures: SnapshotFigures, reference: ClaimReference, noun: str, base: int, sentence: str
) -> Setting:
    """What a claim counts, as far as a sentence can say it.

    Args:
        noun: What its base is called.
        sentence: The words around it; where they compare, each authority is counted.
    """
    framework = figures.review.framework
    within = reference.within
    compares = reference.is_across or any(word in sentence for word in _COMPARING_WORDS)
    words = _words(figures, reference.measure, noun)
    if reference.is_of_children:
        words = words_of_children(words)
    elif reference.than is not None:
        words = replace(words, also=words.also | {"our", "examined"})
    if reference.is_across:
        words = words_across(words)
    measure = framework.measures.get(reference.measure)
    groups = _groups(figures)
    is_of_all_cases = measure is not None and measure.subject is SubjectKind.CASE
    if is_of_all_cases and not (words.is_narrow or reference.is_of_children):
        called = [said for said, one in groups if one == reference.case_type]
        words = words_of_group(words, called)
    return Setting(
        words=words,
        within=None if within is None else _words(figures, within, _noun_of(figures, within)),
        authority=reference.authority,
        case_type=reference.case_type,
        groups=groups,
        names={authority.code: authority.name for authority in figures.review.plan.authorities},
        is_across=reference.is_across,
        by_authority=_by_authority(figures, reference) if compares else {},
        is_of_base=reference.is_of_base,
        base=base,
        dates=_dates(figures),
        than=reference.than,
        is_of_children=reference.is_of_children,
        is_sampled=is_of_all_cases,
    )


def _noun_of(figures: SnapshotFigures, key: str) -> str:
    """What a measure or a theme has for its base."""
    measure = figures.review.framework.measures.get(key)
    return figures.words.noun("cases" if measure is None else measure.noun)


def _groups(figures: SnapshotFigures) -> tuple[tuple[str, str], ...]:
    """How the case types of the review are called, in the plan's words and the usual ones."""
    plan = figures.review.plan
    own = ((plan.case_type_words(one).lower(), one) for one in plan.declared.case_types)
    return (*GROUPS, *(pair for pair in own if pair not in GROUPS))


def _dates(figures: SnapshotFigures) -> frozenset[str]:
    """The day of the lists, months and years of the fieldwork: what was found was found then."""
    dates = figures.review.plan.dates
    days = (dates.frame, *dates.fieldwork)
    words = {word for day in days for word in (f"{day:%B}".lower(), str(day.year))}
    return frozenset(words | {str(dates.frame.day)})


def _words(figures: SnapshotFigures, key: str, noun: str) -> MeasureWords:
    """The words of a measure, of a median, of a theme, or of a count of the review."""
    framework = figures.review.framework
    theme = figures.themes.get(key.removeprefix(THEME)) if key.startswith(THEME) else None
    if theme is not None and key not in framework.measures:
        words = measure_words(None, theme, noun, is_narrow=True, or_else=_NAME_OF_THEME)
        # The link gives the base, so that "40 of the 87 cases" says which.
        bases = (*words.nouns.phrases, tuple(tokens_of(figures.words.noun("cases"))))
        return replace(words, nouns=BaseNouns.of(bases))
    found = framework.measures.get(key) or framework.medians.get(key)
    if found is None:
        says = _also_in(figures.words, _BUILT_IN[key])
        return measure_words(says, "", noun, is_narrow=False, or_else="")
    words = measure_words(found.says, found.title, noun, is_narrow=found.of is not None)
    if isinstance(found, Median):
        return words_of_median(words, unit_of(framework, found))
    return words


def _also_in(words: ReportWords, says: Says) -> Says:
    """The usual words of a count, and the same in the words of the review."""
    return Says(
        yes=says.yes,
        no=says.no,
        base=tuple(dict.fromkeys((*says.base, *map(words.said, says.base)))),
        also=tuple(dict.fromkeys((*says.also, *map(words.said, says.also)))),
    )


def _by_authority(
    figures: SnapshotFigures, reference: ClaimReference
) -> dict[str, tuple[int, int]]:
    """Count and base of the measure in each authority; nothing where it is not of cases."""
    measure = figures.review.framework.measures.get(reference.measure)
    if measure is None:
        return {}
    records = figures.records
    if reference.within is not None:
        records = records_within(figures, reference.within).records
    if reference.case_type is not None:
        records = tuple(
            record for record in records if record.field("case_type") == reference.case_type
        )
    found = counts.count_by(reference.measure, measure, records, by="authority")
    return {one.group: (one.count, one.base) for one in found if one.group != counts.ALL}
