"""Shares, standard errors and intervals are those of R's survey package, to the last digits."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from inspect_tool.domain.estimation.contrasts import estimate_group_size, estimate_total
from inspect_tool.domain.estimation.design import SampleDesign, SampleUnit
from inspect_tool.domain.estimation.intervals import IntervalMethod
from inspect_tool.domain.estimation.intervals_summary import ShareSummary, share_interval
from inspect_tool.domain.estimation.rao_scott import AssociationTest, association_test
from inspect_tool.domain.estimation.result import Estimate, EstimationOptions
from inspect_tool.domain.estimation.shares import estimate_share

ORACLES = Path(__file__).parents[2] / "data" / "oracles"
METHODS = {
    "kg_nchs": IntervalMethod.NCHS,
    "beta_r": IntervalMethod.R_BETA,
    "xlogit": IntervalMethod.LOGIT,
    "wilson_adj_z": IntervalMethod.WILSON,
    "wald_t": IntervalMethod.WALD,
}
Row = dict[str, str]


def expected(name: str) -> Any:
    return json.loads((ORACLES / f"{name}.expected.json").read_text())


def rows_of(name: str) -> list[Row]:
    with (ORACLES / f"{name}.csv").open(newline="") as stream:
        return list(csv.DictReader(stream))


def units_of(
    name: str,
    outcome: str = "y",
    weight: str | None = None,
    keep: Callable[[Row], bool] = lambda _: True,
) -> list[SampleUnit]:
    return [
        SampleUnit(
            stratum=row["stratum"],
            population=int(row["N_h"]),
            outcome={"1": True, "0": False, "": None}[row[outcome]],
            weight=float(row[weight]) if weight else None,
            domains=frozenset({row["stratum"]}),
        )
        for row in rows_of(name)
        if keep(row)
    ]


def check_estimate(found: Estimate, wanted: dict[str, Any]) -> None:
    assert found.p == pytest.approx(wanted["p"], abs=1e-10)
    assert found.se == pytest.approx(wanted["se"], abs=1e-10)
    assert (found.n, found.df) == (wanted["n"], wanted["df"])
    assert found.sum_w == pytest.approx(wanted["sum_w"], abs=1e-10)
    for name in ("deff_wor", "deff_wr"):
        if wanted[name] is None:
            assert getattr(found, name) is None
        else:
            assert getattr(found, name) == pytest.approx(wanted[name], abs=1e-8)


def check_interval(found: Estimate, limits: dict[str, Any]) -> None:
    if limits["lo"] is None:
        assert found.lo is None
        assert found.hi is None
        assert found.reason
    else:
        assert found.lo == pytest.approx(limits["lo"], abs=1e-8)
        assert found.hi == pytest.approx(limits["hi"], abs=1e-8)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A block of expected figures and the columns and options that lead to it."""

    file: str
    block: str
    key: str = "y"
    outcome: str = "y"
    weight: str | None = None
    domain: str | None = None
    level: float = 0.95
    fpc: bool = True

    def units(self) -> list[SampleUnit]:
        return units_of(self.file, self.outcome, self.weight)

    def wanted(self) -> Any:
        return expected(self.file)[self.block][self.key]


STRATIFIED, WEIGHTED, ALL = "o01_strat_srs_fpc", "o07_unequal_weights", "o05_all_successes"
CELLS = [
    Cell(file=STRATIFIED, block="overall"),
    Cell(file=STRATIFIED, block="overall", key="y2", outcome="y2"),
    Cell(file=STRATIFIED, block="overall_no_fpc", fpc=False),
    Cell(file=STRATIFIED, block="overall_no_fpc", key="y2", outcome="y2", fpc=False),
    Cell(file=STRATIFIED, block="level90", level=0.90),
    Cell(file=ALL, block="overall"),
    Cell(file=ALL, block="domain_S2", key="yd", outcome="yd", domain="S2"),
    Cell(file=WEIGHTED, block="overall", weight="w"),
    Cell(file=WEIGHTED, block="by_stratum", key="S1", weight="w", domain="S1"),
    Cell(file=WEIGHTED, block="by_stratum", key="S2", weight="w", domain="S2"),
    Cell(file=WEIGHTED, block="by_stratum", key="S3", weight="w", domain="S3"),
]


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: f"{cell.file}-{cell.block}-{cell.key}")
@pytest.mark.parametrize("kind", METHODS)
def test_every_interval_is_that_of_r_survey(cell: Cell, kind: str) -> None:
    wanted = cell.wanted()
    options = EstimationOptions(interval=METHODS[kind], level=cell.level)
    found = estimate_share(cell.units(), domain=cell.domain, options=options, fpc=cell.fpc)
    check_estimate(found, wanted)
    check_interval(found, wanted["ci"][kind])


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: f"{cell.file}-{cell.block}-{cell.key}")
def test_totals_are_those_of_r_survey(cell: Cell) -> None:
    wanted = cell.wanted()
    options = EstimationOptions(level=cell.level)
    found = estimate_total(cell.units(), domain=cell.domain, options=options, fpc=cell.fpc)
    assert found.total == pytest.approx(wanted["total"], abs=1e-10)
    assert found.se == pytest.approx(wanted["total_se"], abs=1e-10)


@pytest.mark.parametrize("outcome", ["y", "y2"])
@pytest.mark.parametrize("stratum", ["S1", "S2", "S3", "S4", "S5"])
def test_shares_of_strata_are_those_of_r_survey(stratum: str, outcome: str) -> None:
    wanted = expected("o01_strat_srs_fpc")["by_stratum"][stratum]
    found = estimate_share(units_of("o01_strat_srs_fpc", outcome), domain=stratum)
    assert found.p == pytest.approx(wanted[outcome], abs=1e-10)
    assert found.se == pytest.approx(wanted[f"{outcome}_se"], abs=1e-10)


def test_a_stratum_of_one_case_is_collapsed_as_r_collapses_it() -> None:
    wanted = expected("o03_singleton_strata")["collapse_S3_into_S2"]
    units = units_of("o03_singleton_strata")
    found = estimate_share(units)
    assert found.p == pytest.approx(wanted["p"], abs=1e-10)
    assert found.se == pytest.approx(wanted["se"], abs=1e-10)
    assert found.df == wanted["df"]
    assert "S2 and S3" in SampleDesign.of(units).notes[0]


def test_a_single_case_without_partner_is_centred_as_r_adjusts_it() -> None:
    wanted = expected("o03_singleton_strata")["options"]["adjust"]
    rows = rows_of("o03_singleton_strata")
    units = [
        SampleUnit(
            stratum=row["stratum"],
            population=int(row["N_h"]),
            outcome=row["y"] == "1",
            # Each stratum is an authority of its own, so none has a partner.
            authority=row["stratum"],
        )
        for row in rows
    ]
    found = estimate_share(units)
    assert found.p == pytest.approx(wanted["p"], abs=1e-10)
    assert found.se == pytest.approx(wanted["se"], abs=1e-10)
    assert found.df == wanted["df"]
    assert "mean of the whole sample" in SampleDesign.of(units).notes[0]


def test_out_of_scope_cases_stay_in_the_sample_as_zeros_of_the_eligible() -> None:
    wanted = expected("o23_out_of_scope_reserve")
    units = units_of("o23_out_of_scope_reserve", keep=lambda row: row["status"] != "unavailable")
    found = estimate_share(units)
    assert found.p == pytest.approx(wanted["p_eligible"]["p"], abs=1e-10)
    assert found.se == pytest.approx(wanted["p_eligible"]["se"], abs=1e-10)
    assert found.df == wanted["p_eligible"]["df"]
    for total, name in (
        (estimate_group_size(units), "N_eligible"),
        (estimate_total(units), "total_y"),
    ):
        assert total.total == pytest.approx(wanted[name]["est"], abs=1e-10)
        assert total.se == pytest.approx(wanted[name]["se"], abs=1e-10)


def test_leaving_out_of_scope_cases_out_gives_another_answer() -> None:
    wrong = expected("o23_out_of_scope_reserve")["naive_wrong"]
    units = units_of("o23_out_of_scope_reserve", keep=lambda row: row["status"] == "in")
    found = estimate_share(units)
    assert found.p == pytest.approx(wrong["p"], abs=1e-10)
    assert found.se == pytest.approx(wrong["se"], abs=1e-10)
    assert found.sum_w == pytest.approx(wrong["N_eligible"])


def test_the_former_default_interval_is_the_specified_one() -> None:
    wanted = expected("o25_default_interval")
    for row, limits in zip(rows_of("o25_default_interval"), wanted["rows"], strict=True):
        share = ShareSummary(
            p=float(row["p"]),
            se=float(row["se"]),
            n=int(row["n"]),
            df=int(row["df"]),
            population=float(row["N"]),
        )
        found = share_interval(share, method=IntervalMethod.KORN_GRAUBARD_WOR)
        assert found.lo == pytest.approx(limits["lo"], abs=1e-8)
        assert found.hi == pytest.approx(limits["hi"], abs=1e-8)


def _association(rows: str, columns: str) -> AssociationTest:
    table = rows_of("o21_rao_scott")
    design = SampleDesign.of(units_of("o21_rao_scott"))
    return association_test(design, [row[rows] for row in table], [row[columns] for row in table])


def test_rao_scott_is_that_of_r_svychisq() -> None:
    wanted = expected("o21_rao_scott")
    found = _association("y", "ctype")
    counts = wanted["weighted_table"]["counts"]
    total = sum(map(sum, counts))
    for shares, row in zip(found.shares, counts, strict=True):
        assert shares == pytest.approx([cell / total for cell in row], abs=1e-10)
    for test, name in ((found.second_order, "F"), (found.wald, "Wald")):
        assert test is not None
        block = wanted["y_by_ctype"][name]
        assert test.statistic == pytest.approx(block["statistic"], abs=1e-8)
        assert test.ndf == pytest.approx(block["ndf"], abs=1e-8)
        assert test.ddf == pytest.approx(block["ddf"], abs=1e-8)
        assert test.p_value == pytest.approx(block["p"], abs=1e-8)
    chisq = wanted["y_by_ctype"]["Chisq_RS1"]
    assert found.pearson == pytest.approx(chisq["statistic"], abs=1e-8)
    assert found.first_order_p == pytest.approx(chisq["p"], abs=1e-8)


def test_rao_scott_of_three_rows_is_that_of_r_svychisq() -> None:
    wanted = expected("o21_rao_scott")["grade_by_ctype"]["F"]
    found = _association("grade", "ctype").second_order
    assert found is not None
    assert found.statistic == pytest.approx(wanted["statistic"], abs=1e-8)
    assert found.ndf == pytest.approx(wanted["ndf"], abs=1e-8)
    assert found.ddf == pytest.approx(wanted["ddf"], abs=1e-8)
    assert found.p_value == pytest.approx(wanted["p"], abs=1e-8)
