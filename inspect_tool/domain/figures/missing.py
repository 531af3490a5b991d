"""What answers that are missing could change: worst and best case, and whether words would hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from inspect_tool.domain.claims.scale import PhraseKind, WordingScale
from inspect_tool.domain.claims.wording import Verdict, is_true, phrases_for
from inspect_tool.domain.figures import counts, findings
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.counts import Count, CountOfBase
from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.language.faults import listed
from inspect_tool.domain.records.records import RecordFacts

WORDS = (PhraseKind.WHOLE, PhraseKind.FRACTION, PhraseKind.BAND)


@dataclass(frozen=True)
class Extremes:
    """What a count would be if every answer that is missing said no, or every one said yes.

    Args:
        missing: Records without an answer that counts.
        lowest: None of them counts.
        highest: All of them count.
    """

    missing: int
    lowest: CountOfBase
    highest: CountOfBase

    @property
    def words(self) -> str:
        """Both in one phrase, such as "48 to 51 of 108"."""
        low, high, base = self.lowest.count, self.highest.count, self.lowest.base
        return f"{low} of {base}" if low == high else f"{low} to {high} of {base}"


def extremes_of(count: Count) -> Extremes:
    """The extremes of a count. One that turned out not to belong would move it less than either."""
    base = count.base + count.unknown
    return Extremes(
        missing=count.unknown,
        lowest=CountOfBase(count.count, base),
        highest=CountOfBase(count.count + count.unknown, base),
    )


@dataclass(frozen=True)
class Sturdiness:
    """Whether what is said of a measure holds whatever the missing answers would have said.

    Args:
        phrase: The words that the scale gives the count; empty where the base is too small for any.
        unanswered: The extremes over records without an answer that counts.
        by_rule: The extremes if absences that the framework counts as an answer, such as *not
            recorded* as a no, were missing answers too.
        rules: Those absences, in words; empty where the framework has none.
        sentences: What may be said.
    """

    phrase: str
    unanswered: Extremes
    by_rule: Extremes
    rules: tuple[str, ...]
    sentences: tuple[str, ...]


def sturdiness(figures: SnapshotFigures, key: str, scale: WordingScale) -> Sturdiness:
    """Whether the words for a measure hold whatever was not answered or not recorded.

    Raises:
        UnknownMeasureError: There is no such measure.
    """
    measure = findings.measure_of(figures.review, key)
    count = counts.count_measure(key, measure, figures.records)
    uncounted = counts.count_measure(key, measure, list(_without_rule(figures.records)))
    unanswered, by_rule = extremes_of(count), extremes_of(uncounted)
    rules = tuple(_rules(figures))
    phrase = _phrase_for(figures, count, scale)
    found = Sturdiness(phrase, unanswered, by_rule, rules, ())
    return replace(found, sentences=tuple(_sentences(figures, found, scale)))


def counting_rule(figures: SnapshotFigures, key: str) -> str:
    """What absences that count as an answer decide in a measure, and the count without them.

    Empty where they decide nothing.

    Raises:
        UnknownMeasureError: There is no such measure.
    """
    measure = findings.measure_of(figures.review, key)
    count = counts.count_measure(key, measure, figures.records)
    without = counts.count_measure(key, measure, list(_without_rule(figures.records)))
    counted = len({*count.refs} - {*without.refs})
    others = {*count.base_refs} - {*count.refs}
    uncounted = len(others - {*without.base_refs})
    left_out = len({*count.outside_refs} - {*without.outside_refs})
    decided = listed(
        [
            *([f"{counted} of the {count.count} that count"] if counted else []),
            *([f"{uncounted} of the {len(others)} that do not"] if uncounted else []),
            *([f"{left_out} of those not in the base"] if left_out else []),
        ]
    )
    if not decided:
        return ""
    rules = listed([f"‘{words}’ is “{value}”" for words, value in _rules(figures).items()])
    return (
        f"By the framework’s rule {rules}; it decides for {decided}. Without them it is "
        f"{without.count} of {without.base}."
    )


def _rules(figures: SnapshotFigures) -> dict[str, str]:
    """The absences that count as an answer, in words, each with the answer."""
    return {
        absence.words or name.replace("_", " "): absence.as_
        for name, absence in figures.review.framework.absences.items()
        if absence.counts and absence.as_ is not None
    }


def _without_rule(records: Iterable[RecordFacts]) -> Iterator[RecordFacts]:
    """The records as if absences that count as an answer did not."""
    changed: dict[int, Framework] = {}
    for record in records:
        own = record.framework
        if id(own) not in changed:
            absences = {
                name: absence.model_copy(update={"counts": False})
                for name, absence in own.absences.items()
            }
            changed[id(own)] = own.model_copy(update={"absences": absences})
        yield replace(record, framework=changed[id(own)])


def _phrase_for(figures: SnapshotFigures, count: Count, scale: WordingScale) -> str:
    if not count.base:
        return ""
    least = figures.percentages_from
    found = phrases_for(count.count, count.base, scale, percentages_from=least)
    return next((phrase.text for phrase in found if phrase.kind in WORDS), "")


def _sentences(figures: SnapshotFigures, found: Sturdiness, scale: WordingScale) -> Iterator[str]:
    one = (
        "the 1 unanswered"
        if found.unanswered.missing == 1
        else (f"the {found.unanswered.missing} unanswered")
    )
    if found.unanswered.missing:
        yield _sentence(figures, found.phrase, found.unanswered, scale, f"whatever {one} would say")
    by_rule = found.by_rule.missing - found.unanswered.missing
    if by_rule > 0:
        rules = " or ".join(f"‘{rule}’" for rule in found.rules)
        whatever = f"whatever stood behind the {by_rule} answered {rules}"
        whatever += f" and {one}" if found.unanswered.missing else ""
        yield _sentence(figures, found.phrase, found.by_rule, scale, whatever)
    if not found.by_rule.missing:
        yield (
            "Every record that was asked has an answer that counts, so nothing hangs on missing "
            "ones."
        )


def _sentence(
    figures: SnapshotFigures, phrase: str, extremes: Extremes, scale: WordingScale, whatever: str
) -> str:
    if not phrase:
        return f"It is {extremes.words}, {whatever}."
    least = figures.percentages_from
    # Words stand for a range of shares without gaps, so both ends tell of all between.
    verdicts = [
        is_true(phrase, one.count, one.base, scale, percentages_from=least)
        for one in (extremes.lowest, extremes.highest)
    ]
    if all(verdict is Verdict.TRUE for verdict in verdicts):
        return f"‘{phrase}’ holds {whatever}: {extremes.words}."
    return f"‘{phrase}’ does not hold {whatever}: {extremes.words}."
