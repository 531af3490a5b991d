"""Totals, differences, ratios, associations, counts, stages: figures by hand, and bad tables."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from inspect_tool.domain.estimation.by_size import UnitBySize, estimate_by_size
from inspect_tool.domain.estimation.nonresponse import weighted_response_rate
from inspect_tool.errors import CheckFailedError, UsageError
from inspect_tool.services.calculations.allocate import (
    AllocationRequest,
    calculate_allocation,
    calculate_stratified_size,
)
from inspect_tool.services.calculations.columns import MEANINGS, RECORDS, columns_of
from inspect_tool.services.calculations.contrasts import (
    calculate_association,
    calculate_difference,
    calculate_ratios,
    calculate_totals,
)
from inspect_tool.services.calculations.counts import calculate_count
from inspect_tool.services.calculations.sample_table import number_of
from inspect_tool.services.calculations.share import (
    ExtremeRecord,
    ShareRequest,
    calculate_shares,
)
from inspect_tool.services.calculations.stages import calculate_by_size, calculate_two_stages

CASES = """unit,stratum,N_h,y,type,visits,weeks
a1,A,30,1,plan,4,2
a2,A,30,0,plan,1,2
a3,A,30,1,care,3,3
a4,A,30,?,care,,
b1,B,12,0,plan,2,1
b2,B,12,1,care,5,4
b3,B,12,,care,0,1
"""


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    return write(tmp_path, CASES)


def write(folder: Path, text: str, name: str = "cases.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def problems_of(error: CheckFailedError) -> list[tuple[int, str]]:
    return [(problem.row, problem.kind) for problem in error.problems]


# --- totals, differences, ratios, associations


def test_totals_are_weighted_sums(cases: Path) -> None:
    overall, care, plan = calculate_totals(cases, by="type").records
    assert overall.total == pytest.approx(2 * 10 + 4)
    assert overall.size == pytest.approx(3 * 10 + 2 * 4)
    assert (care.domain, plan.domain) == ("care", "plan")
    assert care.total == pytest.approx(10 + 4)
    endless = calculate_totals(cases, fpc=False).records[0]
    assert (endless.se or 0) > (overall.se or 0)


def test_a_total_without_freedom_says_so(tmp_path: Path) -> None:
    (only,) = calculate_totals(write(tmp_path, "unit,stratum,N_h,y\na,A,9,1\n")).records
    assert (only.lo, only.size_hi) == (None, None)
    assert only.reason


def test_differences_by_either_interval(cases: Path) -> None:
    more = CASES + "a5,A,30,0,care,1,1\na6,A,30,1,plan,1,1\n"
    cases.write_text(more, encoding="utf-8")
    mover = calculate_difference(cases, by="type", between=("plan", "care"))
    student = calculate_difference(cases, by="type", between=("plan", "care"), interval="t")
    assert mover.difference.value == student.difference.value
    assert mover.difference.lo is not None
    assert mover.difference.hi is not None
    assert -1 <= mover.difference.lo < mover.difference.hi <= 1
    with pytest.raises(UsageError, match="There are: care, plan"):
        calculate_difference(cases, by="type", between=("plan", "home"))
    with pytest.raises(UsageError, match="mover or t"):
        calculate_difference(cases, by="type", between=("plan", "care"), interval="kg")
    with pytest.raises(UsageError, match="no column kind"):
        calculate_difference(cases, by="kind", between=("plan", "care"))


def test_a_ratio_is_of_weighted_totals(cases: Path) -> None:
    overall, care, _ = calculate_ratios(cases, of="visits", over="weeks", by="type").records
    # Every row is in the sample here; the empty cells leave their case out.
    visits = 30 / 4 * (4 + 1 + 3) + 4 * (2 + 5)
    weeks = 30 / 4 * (2 + 2 + 3) + 4 * (1 + 4 + 1)
    assert overall.ratio == pytest.approx(visits / weeks)
    assert overall.n == 6
    assert overall.lo is not None
    assert care.domain == "care"
    assert overall.lo < visits / weeks < (overall.hi or 0)


def test_ratios_without_a_denominator_or_freedom_say_so(tmp_path: Path) -> None:
    file = write(tmp_path, "unit,stratum,N_h,y,x,g\na,A,9,1,0,u\nb,A,9,2,0,u\nc,B,9,3,1,v\n")
    overall, u, v = calculate_ratios(file, over="x", by="g").records
    assert overall.ratio == pytest.approx((4.5 * 3 + 9 * 3) / 9)
    assert "add up to nought" in str(u.reason)
    assert "degrees of freedom" in str(v.reason)
    empty = write(tmp_path, "unit,stratum,N_h,y,x\na,A,9,,1\n")
    assert "No case" in str(calculate_ratios(empty, over="x").records[0].reason)


def test_an_association_needs_two_rows_and_two_columns(cases: Path) -> None:
    found, notes = calculate_association(cases, rows="y", columns="type")
    assert found.rows == ("0", "1", "?")
    assert sum(map(sum, found.shares)) == pytest.approx(1)
    assert notes == ()
    one, _ = calculate_association(cases, rows="stratum", columns="N_h")
    assert one.rows == ("A", "B")
    none, _ = calculate_association(cases, rows="type", columns="type")
    assert none.second_order is not None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("unit,stratum,N_h,y,x\na,A,9,1,one\n", "bad-number"),
        ("unit,stratum,N_h,y,x\na,A,9,1,nan\n", "bad-number"),
        ("unit,stratum,N_h,y,x\na,A,9,1,1e999\n", "bad-number"),
        ("unit,stratum,N_h,y,x\na,A,0,1,1\n", "bad-population"),
    ],
)
def test_numbers_that_are_none_are_refused_with_their_line(
    tmp_path: Path, text: str, kind: str
) -> None:
    with pytest.raises(CheckFailedError) as refused:
        calculate_ratios(write(tmp_path, text), over="x")
    assert problems_of(refused.value) == [(2, kind)]


# --- counts


def test_a_count_has_every_interval_and_exact_ones_for_a_population() -> None:
    found = {one.interval: one for one in calculate_count(3, 10)}
    assert list(found) == [
        "clopper-pearson", "wilson", "agresti-coull", "jeffreys", "wilson-cc", "wald",
    ]  # fmt: skip
    exact = calculate_count(3, 10, population=12)[0]
    assert (exact.interval, exact.lo, exact.hi) == ("exact", 3 / 12, 5 / 12)
    nothing, everything = calculate_count(0, 5)[0], calculate_count(5, 5)[0]
    assert (nothing.lo, everything.hi) == (0.0, 1.0)
    with pytest.raises(CheckFailedError, match="is impossible"):
        calculate_count(3, 10, population=9)
    with pytest.raises(UsageError, match=r"\.95"):
        calculate_count(3, 10, level=95)


# --- stages and sizes


def test_two_stages_from_tables(tmp_path: Path) -> None:
    rows = [
        f"{code}{at},{code},8,{int(at < yes)},{code}"
        for code, yes in (("a", 1), ("b", 2), ("c", 3))
        for at in range(4)
    ]
    file = write(tmp_path, "unit,stratum,N_h,y,authority\n" + "\n".join(rows) + "\n")
    chances = write(tmp_path, "authority,chance\na,0.5\nb,0.5\nc,1\n", "authorities.csv")
    found = calculate_two_stages(file, chances)
    assert found.p == pytest.approx((4 * 1 + 4 * 2 + 2 * 3) / (16 + 16 + 8))
    assert (found.df, found.authorities) == (2, 3)
    wrong = write(tmp_path, "authority,chance\na,0\na,2\n,x\n", "wrong.csv")
    with pytest.raises(CheckFailedError) as refused:
        calculate_two_stages(file, wrong)
    assert problems_of(refused.value) == [
        (2, "bad-chance"), (3, "bad-chance"), (3, "duplicate-authority"), (4, "bad-chance"),
        (4, "missing-authority"),
    ]  # fmt: skip
    with pytest.raises(CheckFailedError, match="c, which was not drawn"):
        calculate_two_stages(file, write(tmp_path, "authority,chance\na,1\nb,1\n", "few.csv"))


def test_units_by_size_by_hand(tmp_path: Path) -> None:
    file = write(tmp_path, "unit,chance,y\na,0.5,4\nb,0.25,1\nc,1,10\nd,0.8,2\n")
    found = calculate_by_size(file)
    total = 4 / 0.5 + 1 / 0.25 + 10 + 2 / 0.8
    assert found.total == pytest.approx(total)
    assert found.population == pytest.approx(2 + 4 + 1 + 1.25)
    expanded, unseen = [8, 4, 2.5], [0.5, 0.75, 0.2]
    centre = sum(u * v for u, v in zip(unseen, expanded, strict=True)) / sum(unseen)
    squares = sum(u * (v - centre) ** 2 for u, v in zip(unseen, expanded, strict=True))
    assert found.total_se == pytest.approx(math.sqrt(3 / 2 * squares))
    assert (found.n, found.df) == (4, 2)
    with pytest.raises(CheckFailedError) as refused:
        calculate_by_size(write(tmp_path, "unit,chance,y\na,1.5,x\na,.5,1\n"))
    assert problems_of(refused.value) == [
        (2, "bad-chance"), (2, "bad-number"), (3, "duplicate-unit"),
    ]  # fmt: skip


def test_equal_chances_are_a_simple_random_sample() -> None:
    units = [UnitBySize(chance=0.2, value=value) for value in (1.0, 4.0, 2.0, 7.0)]
    found = estimate_by_size(units)
    mean, s2 = 3.5, sum((v - 3.5) ** 2 for v in (1, 4, 2, 7)) / 3
    assert found.mean == pytest.approx(mean)
    assert found.mean_se == pytest.approx(math.sqrt(0.8 * s2 / 4))


def test_one_unit_by_size_has_no_interval_and_bad_ones_are_refused() -> None:
    found = estimate_by_size([UnitBySize(chance=0.5, value=3.0)])
    assert found.lo is None
    assert found.reason
    with pytest.raises(CheckFailedError, match="no unit"):
        estimate_by_size([])
    with pytest.raises(CheckFailedError, match="not above 0"):
        estimate_by_size([UnitBySize(chance=1.5, value=3.0)])


def test_stratified_sizes_and_bankier_refuse_what_is_missing(tmp_path: Path) -> None:
    good = write(tmp_path, "stratum,N_h,p_h\nA,100,.5\nB,1,0\n")
    found = calculate_stratified_size(good, margin=0.1, level=0.95)
    assert 1 <= found.n_neyman <= found.n_proportional <= 101
    with pytest.raises(CheckFailedError) as refused:
        calculate_stratified_size(
            write(tmp_path, "stratum,N_h,p_h\nA,100,1.5\n,x,.2\n"), margin=0.1, level=0.95
        )
    assert {kind for _, kind in problems_of(refused.value)} == {
        "bad-share", "missing-stratum", "no-population",
    }  # fmt: skip
    bankier = AllocationRequest(size=10, method="bankier", mean=0.5)
    spread = write(tmp_path, "stratum,N_h,S_h,mean\nA,100,.5,\nB,50,.3,.2\n")
    sizes = {one.stratum: one.n_h for one in calculate_allocation(spread, bankier).strata}
    assert sum(sizes.values()) == 10
    with pytest.raises(UsageError, match="Add a column `mean`"):
        calculate_allocation(spread, AllocationRequest(size=10, method="bankier"))
    with pytest.raises(CheckFailedError) as refused:
        calculate_allocation(write(tmp_path, "stratum,N_h,S_h,mean\nA,100,.5,0\n"), bankier)
    assert problems_of(refused.value) == [(2, "bad-mean")]


# --- what was lost


def test_unanswered_cases_leave_the_sample_and_extremes_bring_them_back(cases: Path) -> None:
    plain = calculate_shares(cases)
    assert plain.records[0].n == 5
    assert "Of 1 drawn there is no answer" in plain.notes[0]
    found = calculate_shares(cases, ShareRequest(by="type", extremes=True))
    overall, care, plan = found.records
    assert isinstance(overall, ExtremeRecord)
    assert isinstance(care, ExtremeRecord)
    assert isinstance(plan, ExtremeRecord)
    assert overall.p_lowest == pytest.approx((7.5 * 2 + 4) / (30 + 8))
    assert overall.p_highest == pytest.approx((7.5 * 3 + 4) / (30 + 8))
    assert [one.missing for one in (overall, care, plan)] == [1, 1, 0]


def test_a_table_without_any_answer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckFailedError, match="nothing is known yet"):
        calculate_shares(write(tmp_path, "unit,stratum,N_h,y\na,A,9,?\n"))


def test_weighting_classes_let_known_cases_stand_for_lost_ones(cases: Path) -> None:
    found = calculate_shares(cases, ShareRequest(classes="type"))
    # Care: a3 and a4 of 7.5 each, b2 and b3 of 4; a4 is lost.
    care = (7.5 * 2 + 8) / (7.5 + 8)
    yes = 7.5 + 7.5 * care + 4 * care
    base = 15 + 4 + (7.5 + 4) * care
    assert found.records[0].p == pytest.approx(yes / base)
    assert found.notes[-1] == f"Response rate, weighted: {1 - 7.5 / 42:.4f}."
    assert weighted_response_rate([]) is None


def test_post_strata_add_up_to_their_totals(cases: Path, tmp_path: Path) -> None:
    totals = write(tmp_path, "group,N\nplan,20\ncare,22\n", "totals.csv")
    request = ShareRequest(by="type", post_strata="type", totals=totals)
    overall, care, plan = calculate_shares(cases, request).records
    assert plan.sum_w == pytest.approx(20)
    assert care.sum_w < 22  # one of its cases has no answer that applies
    assert overall.se is not None
    assert overall.lo is not None
    plain = calculate_shares(cases, ShareRequest(by="type")).records[0]
    assert overall.p != plain.p


@pytest.mark.parametrize(
    ("totals", "words"),
    [
        ("group,N\nplan,20\n", "no total for care"),
        ("group,N\nplan,20\ncare,22\nhome,3\n", "No case is in home"),
        ("group,N\nplan,20\ncare,x\n", "has 1 problem"),
    ],
)
def test_totals_that_do_not_fit_are_refused(
    cases: Path, tmp_path: Path, totals: str, words: str
) -> None:
    request = ShareRequest(post_strata="type", totals=write(tmp_path, totals, "totals.csv"))
    with pytest.raises(CheckFailedError, match=words):
        calculate_shares(cases, request)


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (ShareRequest(classes="type", post_strata="type", totals=Path("t.csv")), "not both"),
        (ShareRequest(post_strata="type"), "--totals"),
        (ShareRequest(post_strata="type", totals=Path("t.csv"), fpc=False), "endless"),
        (ShareRequest(classes="kind"), "no column kind"),
    ],
)
def test_options_that_contradict_each_other_are_refused(
    cases: Path, request_: ShareRequest, words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        calculate_shares(cases, request_)


# --- columns


def test_every_column_of_every_calculation_has_a_meaning() -> None:
    used = {column.column for command in RECORDS for column in columns_of(command)}
    assert used == set(MEANINGS)
    with pytest.raises(UsageError, match="There are: draw"):
        columns_of("mean")


def test_a_number_without_end_is_none() -> None:
    assert [number_of(text) for text in ("1.5", "inf", "nan", "", "1,5")] == [
        1.5, None, None, None, None,
    ]  # fmt: skip
