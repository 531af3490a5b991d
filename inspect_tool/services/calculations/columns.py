"""What each column of a calculation means."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from inspect_tool.domain.estimation.by_size import SizedEstimate
from inspect_tool.domain.estimation.contrasts import Difference
from inspect_tool.domain.estimation.rao_scott import AssociationTest
from inspect_tool.domain.estimation.ratio import Ratio
from inspect_tool.domain.estimation.two_stage import TwoStageEstimate
from inspect_tool.errors import UsageError
from inspect_tool.services.calculations.agreement import AgreementRecord
from inspect_tool.services.calculations.allocate import (
    AllocatedStratum,
    SizeCalculation,
    StratifiedSizeCalculation,
)
from inspect_tool.services.calculations.change import ChangeRecord
from inspect_tool.services.calculations.contrasts import TotalRecord
from inspect_tool.services.calculations.counts import CountInterval
from inspect_tool.services.calculations.draw import DrawnRow
from inspect_tool.services.calculations.share import ExtremeRecord

RECORDS: Mapping[str, tuple[type, ...]] = MappingProxyType(
    {
        "draw": (DrawnRow,),
        "allocate": (AllocatedStratum,),
        "size": (SizeCalculation, StratifiedSizeCalculation),
        "share": (ExtremeRecord,),
        "agreement": (AgreementRecord,),
        "total": (TotalRecord,),
        "difference": (Difference,),
        "change": (ChangeRecord,),
        "ratio": (Ratio,),
        "association": (AssociationTest,),
        "count": (CountInterval,),
        "two-stage": (TwoStageEstimate,),
        "by-size": (SizedEstimate,),
    }
)

MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "N_h": "Cases of the stratum in the sampling frame.",
        "authorities": "Authorities that were drawn.",
        "between": "Part of the variance that comes from drawing authorities.",
        "coefficient": "Which coefficient of agreement.",
        "columns": "Values of the second column, alphabetically.",
        "deff": "Design effect: variance over that of a simple random sample without replacement.",
        "denominator": "Estimated total of the denominator.",
        "df": "Degrees of freedom: cases (or drawn authorities, or units) less their strata.",
        "domain": "The group; `overall` for all cases.",
        "exact": "Cases with the finite population correction, before rounding up.",
        "first": "Share of the first group; of `change` the later share.",
        "first_order_p": "p value of the first-order chi-squared, for comparison.",
        "hi": "Upper limit of the interval.",
        "inclusion_probability": "Chance of being drawn, as an exact fraction.",
        "interval": "Name of the interval.",
        "level": "Confidence level, as a share.",
        "list_id": "Code of the list that the unit is on.",
        "lo": "Lower limit of the interval.",
        "margin": "Half the width of the interval, as a share.",
        "mean": "Estimated mean: the total over the number of units.",
        "mean_se": "Standard error of the mean.",
        "missing": "Drawn cases without an answer; with --extremes.",
        "n": "Cases, or units, with an answer; of `size` the cases that it takes.",
        "n_h": "Cases of the stratum in the sample.",
        "n_neyman": "Whole cases, shared by size and spread.",
        "n_proportional": "Whole cases, shared in proportion to size.",
        "neyman": "Cases shared by size and spread, before rounding up.",
        "numerator": "Estimated total of the numerator.",
        "p": "Estimated share; of `count` the share of the sample.",
        "p_highest": "The share if every case without an answer counted; with --extremes.",
        "p_lowest": "The share if no case without an answer counted; with --extremes.",
        "p_value": "Chance of a difference at least as large if there were none.",
        "pearson": "Pearson's statistic of the weighted shares at the number of cases.",
        "population": "Cases in the frame; of `by-size` their estimated number.",
        "proportional": "Cases shared by size, before rounding up, the variance being p (1 - p).",
        "proportional_s2": "The same with p (1 - p) N_h / (N_h - 1).",
        "rank": "Place in the order of tickets.",
        "ratio": "Numerator over denominator.",
        "readers": "Readers who judged.",
        "reason": "Why a value is missing.",
        "role": "Sample, reserve or certainty.",
        "rows": "Values of the first column, alphabetically.",
        "se": "Standard error.",
        "second": "Share of the second group; of `change` the earlier share.",
        "second_order": "Rao and Scott's second-order F, with its degrees of freedom and p value.",
        "share": "The share that is expected.",
        "shares": "Weighted share of every cell, row by row.",
        "size": "Estimated number of cases that have an answer.",
        "size_hi": "Upper limit of that number.",
        "size_lo": "Lower limit of that number.",
        "size_se": "Standard error of that number.",
        "stratum": "The stratum.",
        "sum_w": "Sum of the weights: the estimated size of the group.",
        "target": "The exact share of the stratum before rounding.",
        "ticket": "SHA-256 that puts the unit in its place.",
        "total": "Estimated number of cases that count; of `by-size` the total of y.",
        "total_se": "Standard error of the total.",
        "unit_id": "The unit.",
        "value": "The coefficient, or the first share less the second.",
        "wald": "Wald's F, for comparison.",
        "within": "Part of the variance that comes from drawing cases.",
        "without_correction": "Cases for a population without end.",
        "words": "What the interval is called.",
    }
)


@dataclass(frozen=True)
class ExplainedColumn:
    """A column under its name in `--json`, and what it means."""

    column: str
    meaning: str


def columns_of(command: str) -> tuple[ExplainedColumn, ...]:
    """The columns that a calculation gives, in order.

    Raises:
        UsageError: There is no such calculation.
    """
    if command not in RECORDS:
        known = ", ".join(RECORDS)
        raise UsageError(f"There is no `calc {command}`. There are: {known}.")
    names = dict.fromkeys(
        field.name for record in RECORDS[command] for field in dataclasses.fields(record)
    )
    return tuple(ExplainedColumn(name, MEANINGS[name]) for name in names)
