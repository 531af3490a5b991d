"""How far two readers of the same cases agree on what a measure counts.

A measure puts each reader's record among what counts, what does not, or neither. Agreement is of
the cases that both records can be counted for; where one alone can, that is told apart. What was
adjudicated never enters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from inspect_tool.domain.agreement.coefficients import agreement_on
from inspect_tool.domain.agreement.table import Agreement, Coefficient, JudgementTable
from inspect_tool.domain.figures.counts import count_measure
from inspect_tool.domain.framework.framework import Measure, SubjectKind
from inspect_tool.domain.language.conditions import comparisons
from inspect_tool.domain.percentages import half_up
from inspect_tool.domain.records.records import RecordFacts
from inspect_tool.domain.records.repeats import REPEAT_INCIDENTS

# Below this, counts alone, as with fractions in words: docs/explanation/wording.md. One case more
# or less would move AC1 by up to .2.
SMALLEST_BASE_OF_AC1 = 10
NOT_READ_TWICE = "No case was read twice, so nothing tells how far two readers agree."
NOT_KEPT = (
    "The snapshot does not have how far two readers agreed: it is from before that was kept. Take "
    "a new one."
)
_COUNTED, _NOT_COUNTED = "counted", "not counted"


@dataclass(frozen=True)
class TwoReads:
    """Cases read twice, by how a measure counts the record of each reader.

    Args:
        both, first_only, second_only, neither: Cases that both records can be counted for, by
            whose record counts.
        one_alone: Cases that one of the records can be counted for and the other cannot.
    """

    both: int = 0
    first_only: int = 0
    second_only: int = 0
    neither: int = 0
    one_alone: int = 0

    @property
    def agreed(self) -> int:
        """Cases that both records are counted alike for."""
        return self.both + self.neither

    @property
    def base(self) -> int:
        """Cases that both records can be counted for."""
        return self.agreed + self.first_only + self.second_only


@dataclass(frozen=True)
class SameNumber:
    """Cases read twice, by whether both records give the same number.

    Args:
        one_alone: Cases that one of the records gives a number for and the other does not.
    """

    same: int = 0
    other: int = 0
    one_alone: int = 0

    @property
    def base(self) -> int:
        """Cases that both records give a number for."""
        return self.same + self.other

    @property
    def sentence(self) -> str:
        """Such as "Two readers found the same number in 9 of 12 cases."."""
        if not self.base:
            return "No case was read twice that both readers' records give a number for."
        cases = "case" if self.base == 1 else "cases"
        words = f"Two readers found the same number in {self.same} of {self.base} {cases}"
        if self.one_alone:
            words += f"; in {self.one_alone} more only one reader's record has a number"
        return f"{words}."


@dataclass(frozen=True)
class AgreementCounts:
    """What a snapshot keeps of second reads: counts over the whole review, no case by itself.

    Args:
        cases: Cases with two complete reads; second reads that were asked for are not among them.
        measures: By the measure's key; of cases alone, and not of rows in them.
        options: By question of several options, then by option.
        medians: By the median's key.
    """

    cases: int
    measures: Mapping[str, TwoReads]
    options: Mapping[str, Mapping[str, TwoReads]] = field(default_factory=dict)
    medians: Mapping[str, SameNumber] = field(default_factory=dict)


@dataclass(frozen=True)
class MeasureAgreement:
    """How far two readers agree on a measure.

    Args:
        ac1: Gwet's AC1; None where the base is too small for it.
    """

    agreed: int
    base: int
    one_alone: int
    ac1: Agreement | None

    @property
    def count_words(self) -> str:
        """Such as `11 of 12`."""
        return f"{self.agreed} of {self.base}"

    @property
    def ac1_words(self) -> str:
        """AC1 to two decimals; empty where there is none."""
        return "" if self.ac1 is None or self.ac1.value is None else _two_decimals(self.ac1.value)

    @property
    def interval_words(self) -> str:
        """Its limits to two decimals; empty where there is no interval."""
        if self.ac1 is None or self.ac1.lo is None or self.ac1.hi is None:
            return ""
        return f"{_two_decimals(self.ac1.lo)} to {_two_decimals(self.ac1.hi)}"

    @property
    def sentence(self) -> str:
        """Such as "Two readers agreed on 11 of 12 cases, AC1 0.87 (interval …)."."""
        if not self.base:
            return "No case was read twice that both readers' records can be counted for."
        cases = "case" if self.base == 1 else "cases"
        words = f"Two readers agreed on {self.count_words} {cases}"
        if self.ac1_words:
            words += f", AC1 {self.ac1_words}"
        if self.interval_words:
            words += f" (interval {self.interval_words})"
        if self.one_alone:
            words += f"; of {self.one_alone} more only one reader's record can be counted"
        return f"{words}."


def _two_decimals(value: float) -> str:
    return f"{half_up(value, decimals=2)}"


def has_agreement(measure: Measure) -> bool:
    """Whether a measure counts cases by what was read in them.

    Nothing else is read twice, and rows are not cases. What the lists say of every child is the
    same in both records, so that readers cannot but agree on it.
    """
    is_read = any(one.field in (None, REPEAT_INCIDENTS) for one in comparisons(measure.count))
    return measure.subject is SubjectKind.CASE and measure.rows is None and is_read


def agreement_counts(
    measures: Mapping[str, Measure], pairs: Iterable[tuple[RecordFacts, RecordFacts]]
) -> AgreementCounts:
    """Count what two readers' records say of each measure.

    Args:
        pairs: The first and the second complete record of each case.
    """
    read = list(pairs)
    return AgreementCounts(
        len(read),
        {key: _two_reads(one, read) for key, one in measures.items() if has_agreement(one)},
    )


def _two_reads(measure: Measure, pairs: Iterable[tuple[RecordFacts, RecordFacts]]) -> TwoReads:
    found: Counter[tuple[bool | None, bool | None]] = Counter(
        (_is_counted(measure, first), _is_counted(measure, second)) for first, second in pairs
    )
    return TwoReads(
        both=found[True, True],
        first_only=found[True, False],
        second_only=found[False, True],
        neither=found[False, False],
        one_alone=sum(found[one, None] + found[None, one] for one in (True, False)),
    )


def _is_counted(measure: Measure, record: RecordFacts) -> bool | None:
    """Whether a record counts; None where it is not in the base."""
    count = count_measure("", measure, [record])
    return bool(count.refs) if count.base_refs else None


def measure_agreement(
    counts: AgreementCounts, key: str, *, level: float = 0.95
) -> MeasureAgreement | None:
    """How far two readers agree on a measure; None where it counts no cases.

    Source of AC1 and its interval: Gwet (2008), see `domain/agreement/chance_corrected.py`.
    """
    reads = counts.measures.get(key)
    return None if reads is None else agreement_of_reads(reads, level=level)


def agreement_of_reads(reads: TwoReads, *, level: float = 0.95) -> MeasureAgreement:
    """How far two readers agree on what is counted or is not."""
    return MeasureAgreement(reads.agreed, reads.base, reads.one_alone, _ac1(reads, level))


def _ac1(reads: TwoReads, level: float) -> Agreement | None:
    if reads.base < SMALLEST_BASE_OF_AC1:
        return None
    cases = (
        *((_COUNTED, _COUNTED),) * reads.both,
        *((_COUNTED, _NOT_COUNTED),) * reads.first_only,
        *((_NOT_COUNTED, _COUNTED),) * reads.second_only,
        *((_NOT_COUNTED, _NOT_COUNTED),) * reads.neither,
    )
    table = JudgementTable(cases=cases, scale=(_COUNTED, _NOT_COUNTED), is_ordered=False)
    return agreement_on(table, Coefficient.GWET, level=level)
