"""What a claim counts, in the figures of a snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from inspect_tool.domain.claims.estimated import StatedEstimate
from inspect_tool.domain.claims.group_comparisons import StatedComparison
from inspect_tool.domain.claims.medians import StatedMedian
from inspect_tool.domain.claims.references import ClaimReference, ClaimReferenceError
from inspect_tool.domain.disclosure.report_cells import ESTIMATED
from inspect_tool.domain.figures import counts, estimates, findings
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.estimates import EstimatedCount
from inspect_tool.domain.figures.heard import Heard, heard, heard_in, words_of_role
from inspect_tool.domain.figures.medians import (
    SMALLEST_BASE_OF_A_MEDIAN,
    FoundMedian,
    median_over,
)
from inspect_tool.domain.figures.themes import counted_themes
from inspect_tool.domain.figures.within import records_within
from inspect_tool.domain.framework.framework import Measure
from inspect_tool.domain.framework.kinds import question_of_item
from inspect_tool.domain.language.conditions import AllOf
from inspect_tool.domain.language.faults import did_you_mean, listed
from inspect_tool.domain.percentages import as_chosen
from inspect_tool.domain.records.records import RecordFacts
from inspect_tool.domain.records.voice_refs import voices_of
from inspect_tool.domain.report.claim_settings import HEARD
from inspect_tool.domain.report.counted import Counted
from inspect_tool.domain.report.estimates import METHOD, TOLD_BY_THE_LISTS, is_told_by_the_lists
from inspect_tool.domain.report.review_counts import REVIEW_COUNTS
from inspect_tool.errors import CheckFailedError


class RateUnknownError(CheckFailedError):
    """A claim on how many answered, where it is not known how many were asked."""

    def __init__(self, reference: ClaimReference, why: str) -> None:
        super().__init__(f"claim:{reference} has no base: {why}.")


def count_for(figures: SnapshotFigures, reference: ClaimReference) -> Counted:
    """Count what a claim refers to.

    Raises:
        UnknownMeasureError: The framework has no such measure, and the codebook no such theme.
        BlindCodingError: It is about a theme, and the actor codes and is blind to some of it.
        ClaimReferenceError: It is narrowed by what there is not.
        RateUnknownError: It is about those who answered, and not known how many were asked.
    """
    _check_narrowing(figures, reference)
    if reference.measure in REVIEW_COUNTS:
        return REVIEW_COUNTS[reference.measure](figures)
    framework = figures.review.framework
    if reference.measure == HEARD and HEARD not in framework.measures:
        return _people_heard(figures, reference)
    if reference.is_of_children:
        return _estimated(figures, reference)
    records = _narrowed(figures, reference)
    if reference.measure in framework.medians and reference.measure not in framework.measures:
        return _median(figures, reference, records)
    by_theme = _by_theme(figures, reference, records)
    if by_theme is not None:
        return by_theme
    measure = findings.measure_of(figures.review, reference.measure)
    count = counts.count_measure(reference.measure, measure, records)
    return Counted(
        title=_title(figures, reference, measure.title),
        noun=figures.words.noun(count.noun),
        count=count.count,
        base=count.base,
        refs=count.base_refs if reference.is_of_base else count.refs,
        base_refs=count.base_refs,
        not_asked=count.not_asked,
        compared=_compared(figures, reference, (count.count, count.base)),
    )


def _compared(
    figures: SnapshotFigures, reference: ClaimReference, first: tuple[int, int]
) -> StatedComparison | None:
    """Two case types or authorities, with the interval of the difference of their estimates."""
    than = reference.than
    if than is None:
        return None
    by = "case_type" if reference.case_type is not None else "authority"
    own = reference.case_type or reference.authority or ""
    narrowed = {"within": reference.within, by: than}
    other = count_for(figures, ClaimReference(reference.measure, **narrowed))  # type: ignore[arg-type]
    second, why, low, high = (other.count, other.base), "", None, None
    try:
        among = _among(figures, reference)
        found = estimates.compare(among, reference.measure, by=by, between=(own, than))
    except (ClaimReferenceError, estimates.NoEstimateError, estimates.UnknownGroupError) as error:
        why = error.message.rstrip(".")
    else:
        low, high = found.difference.lo, found.difference.hi
        why = (found.difference.reason or "").rstrip(".")
    return StatedComparison(first, second, low, high, why)


def _estimated(figures: SnapshotFigures, reference: ClaimReference) -> Counted:
    """The estimated share of children, in all or in one group, as the report's tables give it."""
    figures = _among(figures, reference)
    by, group = None, ""
    if reference.authority is not None:
        by, group = "authority", reference.authority
    elif reference.case_type is not None:
        by, group = "case_type", reference.case_type
    found = estimates.table(figures, reference.measure, by=by)
    row = next(row for row in found.rows if row.count.group == group)  # groups without cases too
    measure = findings.measure_of(figures.review, reference.measure)
    title = f"{_title(figures, reference, measure.title)}{ESTIMATED}"
    count = row.count
    return Counted(
        title, count.noun, count.count, count.base, count.refs,
        base_refs=count.base_refs, not_asked=count.not_asked, estimate=_stated(row, measure),
    )  # fmt: skip


def _among(figures: SnapshotFigures, reference: ClaimReference) -> SnapshotFigures:
    """The figures with a measure that is asked of the cases alone that another one counts.

    How many children those are is not known, and is estimated with the share.

    Raises:
        ClaimReferenceError: They are no cases that a measure counts.
    """
    if reference.within is None:
        return figures
    framework = figures.review.framework
    outer = framework.measures.get(reference.within)
    measure = findings.measure_of(figures.review, reference.measure)
    if outer is None or outer.rows is not None or outer.subject is not measure.subject:
        what = f"{reference.within} is no measure of cases, so there is no estimate within it"
        raise ClaimReferenceError(str(reference), what)
    parts = tuple(part for part in (outer.of, outer.count, measure.of) if part is not None)
    asked = measure.model_copy(update={"of": AllOf(all=parts)})
    measures = {**framework.measures, reference.measure: asked}
    narrowed = framework.model_copy(update={"measures": measures})
    return replace(figures, review=replace(figures.review, framework=narrowed))


def estimate_beside(figures: SnapshotFigures, reference: ClaimReference) -> StatedEstimate | None:
    """The estimate of what a claim counts in cases; None where it counts no sampled cases.

    Claims among the cases of another measure, of both an authority and a case type, or of a base
    or a range have none.
    """
    measure = figures.review.framework.measures.get(reference.measure)
    narrowed = (reference.within, reference.authority and reference.case_type, reference.voice)
    if measure is None or any(narrowed) or reference.is_of_base or reference.is_across:
        return None
    if estimates.why_no_estimate(figures, measure) is not None:
        return None
    return _estimated(figures, reference).estimate


def _stated(row: EstimatedCount, measure: Measure) -> StatedEstimate:
    """An estimate as a claim states it; without one, why."""
    found = row.estimate
    if is_told_by_the_lists(measure):
        return StatedEstimate.none(TOLD_BY_THE_LISTS)
    if found is None or found.p is None:
        reason = found.reason if found is not None else row.no_estimate
        return StatedEstimate.none(reason or "no case is in the base")
    if found.lo is None or found.hi is None:
        return StatedEstimate.none(found.no_interval or "it has no interval", found.n)
    level = as_chosen(METHOD.level)
    return StatedEstimate.of(found.p, found.lo, found.hi, cases=found.n, level=level)


def _narrowed(figures: SnapshotFigures, reference: ClaimReference) -> Sequence[RecordFacts]:
    """The records that a claim looks at."""
    records: Iterable[RecordFacts] = figures.records
    if reference.within is not None:
        outer = records_within(figures, reference.within)
        if outer.is_of_rows:
            raise ClaimReferenceError(
                str(reference), f"{reference.within} counts rows, so nothing can be counted within"
            )
        records = outer.records
    if reference.authority is not None:
        records = [record for record in records if record.subject.authority == reference.authority]
    if reference.case_type is not None:
        records = [record for record in records if record.field("case_type") == reference.case_type]
    return tuple(records)


def _by_theme(
    figures: SnapshotFigures, reference: ClaimReference, records: Sequence[RecordFacts]
) -> Counted | None:
    """Cases with a theme, of those with a coded note; None where the claim is about no theme."""
    if reference.measure in figures.review.framework.measures:
        return None
    themes = counted_themes(figures, reference.measure)
    if themes is None or not themes.theme:
        return None
    asked = themes.over(one for one in records if one.subject.kind is themes.subject)
    refs, base_refs = asked.refs_of("yes"), asked.base_refs
    return Counted(
        title=_title(figures, reference, asked.title),
        noun=f"{figures.words.noun('cases')} with coded notes",
        count=len(refs),
        base=len(base_refs),
        refs=base_refs if reference.is_of_base else refs,
        base_refs=base_refs,
    )


def _median(
    figures: SnapshotFigures, reference: ClaimReference, records: Sequence[RecordFacts]
) -> Counted:
    """A median of the framework, over the records that a claim looks at."""
    framework, key = figures.review.framework, reference.measure
    found = median_over(framework, key, framework.medians[key], records)
    across = (
        found.within(_units_of(found, code), code)
        for code in (figures.inspected if reference.is_across else ())
    )
    return Counted(
        title=_title(figures, reference, found.title),
        noun=figures.words.noun(found.noun),
        count=found.base,
        base=found.base,
        refs=tuple(sorted(found.numbers)),
        median=replace(
            _stated_median(found),
            across=tuple(_stated_median(one) for one in across if one.numbers),
        ),
    )


def _stated_median(found: FoundMedian) -> StatedMedian:
    return StatedMedian(found.median, found.unit, found.base, SMALLEST_BASE_OF_A_MEDIAN)


def _units_of(found: FoundMedian, code: str) -> frozenset[str]:
    """The records of one authority that a median has numbers of."""
    refs = (question_of_item(ref) for ref in found.numbers)
    return frozenset(ref for ref in refs if ref.partition("-")[0] == code)


def _people_heard(figures: SnapshotFigures, reference: ClaimReference) -> Counted:
    """Those who were heard, of those who were asked.

    Raises:
        ClaimReferenceError: It names no voice or role of the framework.
        RateUnknownError: How many were asked is not known for all who were heard.
    """
    line = _line_heard(figures, reference)
    if line is None or line.rate is None or line.asked is None:
        what = "it is not noted for all of them how many were asked"
        if line is not None and line.uncounted:
            what = "the size of a focus group was not noted"
        if line is not None and line.is_more_than_asked:
            what = f"{line.people} were heard and {line.asked} noted as asked, so one is wrong"
        raise RateUnknownError(reference, what)
    role = f": {line.role}" if line.role else ""
    title = f"Heard of those asked, {line.title}{role}"
    where = f", in {reference.authority}" if reference.authority else ""
    found = heard_in(
        figures.review.framework,
        figures.records,
        line.voice,
        role=reference.role,
        authority=reference.authority,
    )
    return Counted(f"{title}{where}", "people asked", line.people, line.asked, (), heard_in=found)


def _line_heard(figures: SnapshotFigures, reference: ClaimReference) -> Heard | None:
    """The line of `voice heard` that a claim is about; None where nobody was asked or heard."""
    framework = figures.review.framework
    voices = voices_of(framework)
    if reference.voice not in voices:
        hint = did_you_mean(reference.voice or "", voices)
        what = f"`voice` has to name one of {listed(voices) or 'none'}{hint}"
        raise ClaimReferenceError(str(reference), what)
    roles = words_of_role(framework, voices[reference.voice])
    if reference.role is not None and reference.role not in roles:
        hint = did_you_mean(reference.role, roles)
        what = f"{reference.voice} has no role {reference.role}{hint}"
        raise ClaimReferenceError(str(reference), what)
    wanted = (reference.voice, reference.authority or "", roles.get(reference.role or "", ""))
    lines = heard(framework, figures.records, figures.asked)
    return next((line for line in lines if (line.voice, line.authority, line.role) == wanted), None)


def _check_narrowing(figures: SnapshotFigures, reference: ClaimReference) -> None:
    """Refuse a narrowing that would not be applied."""
    code = reference.authority
    than_code = reference.than if code is not None else None
    for one in filter(None, (code, than_code)):
        if figures.review.plan.authority(one) is None:
            raise ClaimReferenceError(str(reference), f"{one} is not an authority of the review")
    known = figures.review.plan.declared.case_types
    than_type = reference.than if code is None else None
    for case_type in filter(None, (reference.case_type, than_type)):
        if case_type not in known:
            hint = did_you_mean(case_type, known)
            what = f"there is no {figures.words.case} type {case_type}{hint}"
            raise ClaimReferenceError(str(reference), what)
    is_narrowed = reference.within or code or reference.case_type
    if reference.measure in REVIEW_COUNTS and is_narrowed:
        raise ClaimReferenceError(
            str(reference), f"{reference.measure} counts the whole review and cannot be narrowed"
        )
    framework = figures.review.framework
    known_across = {*framework.measures, *framework.medians}
    if reference.is_across and reference.measure not in known_across:
        raise ClaimReferenceError(str(reference), "`across` stands with measures and medians alone")
    compares = reference.is_of_children or reference.than is not None
    if compares and reference.measure not in figures.review.framework.measures:
        raise ClaimReferenceError(str(reference), "`of` and `than` stand with measures alone")
    is_of_voices = reference.measure == HEARD and HEARD not in figures.review.framework.measures
    if (reference.voice or reference.role) and not is_of_voices:
        raise ClaimReferenceError(str(reference), f"`voice` and `role` narrow `{HEARD}` alone")
    if is_of_voices and (reference.within or reference.case_type):
        raise ClaimReferenceError(
            str(reference), f"`{HEARD}` counts people and not {figures.words.cases}"
        )


def _title(figures: SnapshotFigures, reference: ClaimReference, title: str) -> str:
    """The measure in words, with what narrows it."""
    parts = [title]
    if reference.within is not None:
        within = records_within(figures, reference.within).title
        parts.append(f"among: {within[0].lower()}{within[1:]}")
    if reference.authority is not None:
        parts.append(f"in {reference.authority}")
    if reference.case_type is not None:
        parts.append(figures.review.plan.case_type_words(reference.case_type))
    return ", ".join(parts)
