"""A calibration round: all inspectors judge the same training cases before anyone travels.

Nothing of it is counted: neither in findings, nor in the agreement of the review's second reads.
Nobody sees a judgement of anybody else before the round is over: once all are in, or a lead closes
it without those who are not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from inspect_tool.domain.agreement.coefficients import agreement_on
from inspect_tool.domain.agreement.table import Agreement, Coefficient, JudgementTable
from inspect_tool.domain.moderation.agreement import AgreementItem

# For any number of readers and with judgements missing; kappa is for two.
SHOWN = (
    Coefficient.PERCENT,
    Coefficient.GWET,
    Coefficient.GWET_WEIGHTED,
    Coefficient.ALPHA_NOMINAL,
    Coefficient.ALPHA_ORDINAL,
)


@dataclass(frozen=True)
class CalibrationJudgement:
    """What one reader judged of one training case.

    Args:
        value: On the criterion's scale; None for a reason why there is no judgement.
    """

    reader: str
    case: str
    criterion: str
    value: str | None


@dataclass(frozen=True)
class CalibrationRound:
    """A round with what has come in.

    Args:
        number: From 1.
        cases: Names of the training cases, which are no children of the review.
        readers: Ids of the inspectors who judge all of them.
        criteria: Ids of the criteria that are judged.
        closed: Why a lead ended it before all were in; empty where nobody did.
    """

    number: int
    cases: tuple[str, ...]
    readers: tuple[str, ...]
    criteria: tuple[str, ...]
    judgements: tuple[CalibrationJudgement, ...] = ()
    closed: str = ""

    @property
    def asked(self) -> int:
        """Judgements that each reader gives."""
        return len(self.cases) * len(self.criteria)

    def given(self, reader: str) -> int:
        """Judgements of a reader that are in, or the reason for none."""
        return len({(one.case, one.criterion) for one in self.judgements if one.reader == reader})

    def is_in(self, reader: str) -> bool:
        """Whether a reader has judged everything."""
        return self.given(reader) == self.asked

    @property
    def complete(self) -> tuple[str, ...]:
        """The readers who have judged everything: those whom agreement is of."""
        return tuple(reader for reader in self.readers if self.is_in(reader))

    @property
    def is_over(self) -> bool:
        """Whether nobody judges any more, so that all may see what was judged."""
        return bool(self.closed) or self.complete == self.readers


@dataclass(frozen=True)
class CaseSpread:
    """How the readers judged one training case by one criterion.

    Args:
        values: How many gave each value, in the order of the scale; no reader is named.
        without: How many gave a reason instead.
    """

    case: str
    values: Mapping[str, int]
    without: int

    @property
    def is_unanimous(self) -> bool:
        """Whether all who judged it judged the same; never with fewer than two."""
        given = list(self.values.values())
        return len(given) == 1 and given[0] > 1


@dataclass(frozen=True)
class CalibrationRow:
    """How far the readers of a round agree on one criterion.

    Args:
        readers: Readers who have judged everything.
        compared: Training cases that at least two of them judged: the base.
        unanimous: Those of them that all who judged it judged the same.
        coefficients: With their intervals; of few cases these are wide.
    """

    criterion: str
    title: str
    readers: int
    compared: int
    unanimous: int
    coefficients: tuple[Agreement, ...]
    spread: tuple[CaseSpread, ...]


def calibration_agreement(
    round_: CalibrationRound, items: Iterable[AgreementItem]
) -> tuple[CalibrationRow, ...]:
    """Agreement on each criterion of a round, of those who judged everything.

    Args:
        items: The criteria; those that the round does not have are left out.

    Source: Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., for AC1 and AC2 of several
    readers; Krippendorff (2011) for alpha: `domain/agreement`.
    """
    return tuple(_row(round_, one) for one in items if one.item_id in round_.criteria)


def _row(round_: CalibrationRound, item: AgreementItem) -> CalibrationRow:
    given = {
        (one.case, one.reader): one.value
        for one in round_.judgements
        if one.criterion == item.item_id
    }
    readers = round_.complete
    cases = tuple(tuple(given.get((case, reader)) for reader in readers) for case in round_.cases)
    table = JudgementTable(cases=cases, scale=item.steps, is_ordered=item.is_ordered)
    spread = tuple(_spreads(round_.cases, cases, item.steps))
    return CalibrationRow(
        criterion=item.item_id,
        title=item.title,
        readers=len(readers),
        compared=len(table.pairable),
        unanimous=sum(one.is_unanimous for one in spread),
        coefficients=tuple(agreement_on(table, one) for one in SHOWN),
        spread=spread,
    )


def _spreads(
    names: Sequence[str], cases: Sequence[Sequence[str | None]], steps: Sequence[str]
) -> Iterator[CaseSpread]:
    for name, judged in zip(names, cases, strict=True):
        counts = Counter(judged)
        values = {step: counts[step] for step in steps if counts[step]}
        yield CaseSpread(name, values, counts[None])
