"""Agreement between readers from a plain table: a row per case, a column per reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.agreement.coefficients import agreement_coefficients
from inspect_tool.domain.agreement.table import JudgementTable
from inspect_tool.domain.estimation.intervals import check_level
from inspect_tool.errors import Problem, UsageError
from inspect_tool.readers.plain.tables import PlainTable, check_no_problems, read_plain_table

if TYPE_CHECKING:
    from inspect_tool.domain.agreement.table import Agreement

# Columns of these names tell cases apart; every other column is a reader.
CASE_COLUMNS = frozenset({"case", "case_id", "unit", "unit_id", "id"})


@dataclass(frozen=True, kw_only=True)
class AgreementRecord:
    """A coefficient in the form that programs read."""

    coefficient: str
    value: float | None
    se: float | None
    lo: float | None
    hi: float | None
    n: int
    readers: int
    reason: str | None

    @classmethod
    def of(cls, agreement: Agreement) -> AgreementRecord:
        """The record of a coefficient."""
        return cls(
            coefficient=agreement.coefficient.value,
            value=agreement.value,
            se=agreement.se,
            lo=agreement.lo,
            hi=agreement.hi,
            n=agreement.n,
            readers=agreement.readers,
            reason=agreement.reason,
        )


@dataclass(frozen=True, kw_only=True)
class AgreementCalculation:
    """Every coefficient of one table of judgements.

    Args:
        scale: The judgements that are possible, in order where they have one.
    """

    agreements: tuple[Agreement, ...]
    scale: tuple[str, ...]
    level: float

    @property
    def records(self) -> tuple[AgreementRecord, ...]:
        """The coefficients in the form that programs read."""
        return tuple(AgreementRecord.of(agreement) for agreement in self.agreements)


def calculate_agreement(
    file: Path, *, scale: Sequence[str] | None = None, level: float = 0.95
) -> AgreementCalculation:
    """Every coefficient of agreement between the columns of a table.

    Args:
        file: CSV with a row per case and a column per reader; a column called case, case_id,
            unit, unit_id or id names the cases. An empty cell is a case not judged.
        scale: Judgements in their order, from one end to the other.

    Raises:
        UsageError: The level is not a share.
        UnreadableFileError: The file is no CSV.
        CheckFailedError: The table has problems, or a judgement is not on the scale.
    """
    check_level(level)
    table = read_plain_table(file)
    readers = reader_columns(table)
    check_no_problems(table.file, _duplicate_cases(table))
    judgements = JudgementTable.of(
        [[row[reader] or None for reader in readers] for row in table.rows], scale=scale
    )
    return AgreementCalculation(
        agreements=agreement_coefficients(judgements, level=level),
        scale=judgements.scale,
        level=level,
    )


def reader_columns(table: PlainTable) -> tuple[str, ...]:
    """The columns that are readers.

    Raises:
        UsageError: There are fewer than two.
    """
    readers = tuple(name for name in table.columns if name.lower() not in CASE_COLUMNS)
    if len(readers) < 2:
        raise UsageError(
            f"{table.file} has {len(readers)} column of judgements. Agreement needs a column for "
            "each of at least two readers."
        )
    return readers


def _duplicate_cases(table: PlainTable) -> Iterator[Problem]:
    column = next((name for name in table.columns if name.lower() in CASE_COLUMNS), None)
    if column is None:
        return
    first_line: dict[str, int] = {}
    for row in table.rows:
        case = row[column]
        if case in first_line:
            yield table.refused(
                "duplicate-case",
                f"The case already stands in line {first_line[case]}.",
                "Put all judgements of a case in one row.",
                row=row.line,
                column=column,
            )
        first_line.setdefault(case, row.line)
