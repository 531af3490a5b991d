"""Agreement: published examples, other programs' figures, and what has no answer."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.agreement.coefficients import agreement_coefficients, agreement_on
from inspect_tool.domain.agreement.table import Agreement, Coefficient, JudgementTable
from inspect_tool.domain.estimation.intervals_exact import wilson_interval
from inspect_tool.errors import CheckFailedError, UsageError

ORACLES = Path(__file__).parents[2] / "data" / "oracles"


def expected(name: str) -> Any:
    return json.loads((ORACLES / f"{name}.expected.json").read_text())


def judgements_of(name: str, scale: Sequence[str] | None = None) -> JudgementTable:
    with (ORACLES / f"{name}.csv").open(newline="") as stream:
        rows = list(csv.reader(stream))[1:]
    return JudgementTable.of([[cell or None for cell in row[1:]] for row in rows], scale=scale)


def table(*rows: str, scale: str | None = None) -> JudgementTable:
    """A string per case, a character per reader, `.` where the reader did not judge."""
    cells = [[None if one == "." else one for one in row] for row in rows]
    return JudgementTable.of(cells, scale=None if scale is None else list(scale))


def value(judgements: JudgementTable, coefficient: Coefficient) -> float | None:
    return agreement_on(judgements, coefficient).value


# --- other programs


def test_kappa_is_that_of_r_psych_and_vcd() -> None:
    wanted = expected("o11_cohen_kappa")
    judgements = judgements_of("o11_cohen_kappa", wanted["scale_order"])
    for coefficient, figure, error in (
        (Coefficient.COHEN, wanted["kappa"]["unweighted"], wanted["kappa"]["ase"]),
        (Coefficient.LINEAR, wanted["kappa_linear"]["value"], wanted["kappa_linear"]["ase"]),
        (
            Coefficient.QUADRATIC,
            wanted["kappa_quadratic"]["value"],
            wanted["kappa_quadratic"]["ase"],
        ),
    ):
        found = agreement_on(judgements, coefficient)
        assert found.value == pytest.approx(figure, abs=1e-10)
        assert found.se == pytest.approx(error, abs=1e-10)
        assert found.lo == pytest.approx(figure - 1.959963984540054 * error, abs=1e-8)
        assert (found.n, found.readers) == (60, 2)
    assert value(judgements, Coefficient.PERCENT) == wanted["percent_agreement"]


def test_pabak_of_two_judgements_is_that_of_r_epir() -> None:
    wanted = expected("o11_cohen_kappa")["binary_2x2"]
    steps = "mp"
    rows = [
        steps[i] + steps[j]
        for i, counts in enumerate(wanted["table"])
        for j, count in enumerate(counts)
        for _ in range(count)
    ]
    judgements = table(*rows)
    assert value(judgements, Coefficient.PABAK) == pytest.approx(wanted["pabak"], abs=1e-10)
    assert value(judgements, Coefficient.COHEN) == pytest.approx(wanted["kappa"], abs=1e-10)


@pytest.mark.parametrize(
    ("coefficient", "key", "block"),
    [
        (Coefficient.FLEISS, "fleiss_kappa", "fleiss"),
        (Coefficient.GWET, "gwet_ac1", "gwet"),
        (Coefficient.ALPHA_NOMINAL, "krippendorff_nominal", "krippendorff"),
    ],
)
def test_coefficients_of_five_readers_are_those_of_irrcac(
    coefficient: Coefficient, key: str, block: str
) -> None:
    wanted = expected("o13_fleiss_gwet")
    found = agreement_on(judgements_of("o13_fleiss_gwet"), coefficient)
    assert found.value == pytest.approx(wanted[key], abs=1e-10)
    assert found.se == pytest.approx(wanted["irrCAC"][block]["se"], abs=1e-5)
    limits = wanted["irrCAC"][block]["confidence_interval"]
    assert [found.lo, found.hi] == pytest.approx(limits, abs=1e-5)


def test_kappa_collapses_where_ac1_does_not() -> None:
    judgements = judgements_of("o13_fleiss_gwet")
    percent, kappa, ac1 = (
        round(value(judgements, one) or 0, 2)
        for one in (Coefficient.PERCENT, Coefficient.FLEISS, Coefficient.GWET)
    )
    assert (percent, kappa, ac1) == (0.80, 0.30, 0.72)


# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, example C: four observers,
# twelve units, judgements missing. A string per unit.
KRIPPENDORFF = table(
    "11.1", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", ".555", "..11", ".3.."
)


@pytest.mark.parametrize(
    ("coefficient", "published"),
    [
        (Coefficient.ALPHA_NOMINAL, 0.743),
        (Coefficient.ALPHA_ORDINAL, 0.815),
        (Coefficient.ALPHA_INTERVAL, 0.849),
    ],
)
def test_alpha_is_that_of_krippendorffs_example(coefficient: Coefficient, published: float) -> None:
    found = agreement_on(KRIPPENDORFF, coefficient)
    assert found.value == pytest.approx(published, abs=5e-4)
    # The twelfth unit was judged once: it cannot be compared with anything.
    assert (found.n, found.readers) == (11, 4)


def test_errors_with_judgements_missing_are_those_of_irrcac() -> None:
    # irrCAC 0.4.4, CAC(...).fleiss(), .gwet() and .krippendorff() with digits=9; AC2 with
    # weights="quadratic".
    wanted = {
        Coefficient.FLEISS: (0.761169275, 0.153019203),
        Coefficient.GWET: (0.775444068, 0.142949951),
        Coefficient.GWET_WEIGHTED: (0.914000724, 0.103962245),
        Coefficient.ALPHA_NOMINAL: (0.743421053, 0.145573887),
    }
    for coefficient, (figure, error) in wanted.items():
        found = agreement_on(KRIPPENDORFF, coefficient)
        assert found.value == pytest.approx(figure, abs=1e-8)
        assert found.se == pytest.approx(error, abs=1e-8)


def test_fleiss_kappa_is_that_of_a_published_example() -> None:
    # Fourteen raters, ten subjects, five categories, kappa .210: Wikipedia, "Fleiss' kappa".
    counts = [
        (0, 0, 0, 0, 14),
        (0, 2, 6, 4, 2),
        (0, 0, 3, 5, 6),
        (0, 3, 9, 2, 0),
        (2, 2, 8, 1, 1),
        (7, 7, 0, 0, 0),
        (3, 2, 6, 3, 0),
        (2, 5, 3, 2, 2),
        (6, 5, 2, 1, 0),
        (0, 2, 2, 3, 7),
    ]
    rows = ["".join(str(step) * n for step, n in enumerate(row)) for row in counts]
    assert value(table(*rows), Coefficient.FLEISS) == pytest.approx(0.210, abs=5e-4)


# --- intervals


def test_the_percentage_of_two_readers_has_wilsons_interval() -> None:
    judgements = table("11", "00", "10", "11", "..", "1.")
    found = agreement_on(judgements, Coefficient.PERCENT)
    wilson = wilson_interval(3, 4, level=0.95)
    assert (found.value, found.lo, found.hi, found.n) == (0.75, wilson.lo, wilson.hi, 4)
    assert wilson.lo is not None
    stretched = agreement_on(judgements, Coefficient.PABAK)
    assert stretched.value == 0.5
    assert stretched.lo == pytest.approx(2 * wilson.lo - 1)


def test_a_higher_level_widens_every_interval() -> None:
    judgements = judgements_of("o13_fleiss_gwet")
    for narrow, wide in zip(
        agreement_coefficients(judgements, level=0.8),
        agreement_coefficients(judgements, level=0.95),
        strict=True,
    ):
        if narrow.lo is not None and wide.lo is not None:
            assert wide.lo < narrow.lo


def test_a_level_that_is_no_share_is_refused() -> None:
    with pytest.raises(UsageError):
        agreement_on(KRIPPENDORFF, Coefficient.GWET, level=95)


# --- what has no answer


def reason(found: Agreement) -> str:
    return str(found.reason)


def test_perfect_agreement_has_no_error_of_its_own_but_that_of_the_percentage() -> None:
    judgements = table("11", "00", "11", "00", "22")
    for found in agreement_coefficients(judgements):
        assert found.value == pytest.approx(1.0)
        if found.coefficient in (Coefficient.PERCENT, Coefficient.PABAK):
            assert found.hi == pytest.approx(1.0)
            assert found.lo is not None
            assert found.lo < 0.65
        else:
            assert (found.se, found.lo, found.hi) == (0.0, None, None)
            assert "percentage" in reason(found)


def test_one_judgement_throughout_leaves_kappa_and_alpha_undefined() -> None:
    for coefficient in (Coefficient.COHEN, Coefficient.FLEISS, Coefficient.ALPHA_NOMINAL):
        found = agreement_on(table("11", "11", "11", scale="10"), coefficient)
        assert found.value is None
        assert reason(found).startswith(("Both readers", "Every case", "All judgements"))


def test_ac1_of_one_judgement_throughout_needs_the_scale() -> None:
    assert value(table("11", "11", scale="10"), Coefficient.GWET) == 1.0
    for coefficient in (Coefficient.GWET, Coefficient.PABAK):
        found = agreement_on(table("11", "11"), coefficient)
        assert found.value is None
        assert "whole scale" in reason(found)


def test_a_standard_error_of_zero_is_not_taken_for_perfect_agreement() -> None:
    found = agreement_on(table("aa", "ab", "aa"), Coefficient.COHEN)
    assert (found.value, found.se, found.lo) == (0, 0, None)
    assert "one reader gave every case the same judgement" in reason(found)


def test_cohens_kappa_is_for_the_same_two_readers() -> None:
    found = agreement_on(table("111", "00."), Coefficient.COHEN)
    assert found.value is None
    assert "two readers" in reason(found)


def test_words_without_a_scale_have_no_order() -> None:
    judgements = table("am", "mm", "az")
    assert not judgements.is_ordered
    for coefficient in (Coefficient.LINEAR, Coefficient.QUADRATIC, Coefficient.ALPHA_ORDINAL):
        found = agreement_on(judgements, coefficient)
        assert found.value is None
        assert "no order" in reason(found)
    assert "not numbers" in reason(agreement_on(judgements, Coefficient.ALPHA_INTERVAL))


@pytest.mark.parametrize("coefficient", Coefficient)
@pytest.mark.parametrize("rows", [(), ("1.", ".0"), ("..", "..")])
def test_without_a_case_read_twice_there_is_nothing(
    rows: tuple[str, ...], coefficient: Coefficient
) -> None:
    found = agreement_on(table(*rows, scale="10"), coefficient)
    assert (found.value, found.lo, found.n, found.readers) == (None, None, 0, 0)
    assert found.reason


def test_one_case_has_a_value_and_no_interval() -> None:
    judgements = table("110", scale="10")
    for coefficient in (
        Coefficient.PERCENT,
        Coefficient.PABAK,
        Coefficient.FLEISS,
        Coefficient.GWET,
        Coefficient.ALPHA_NOMINAL,
        Coefficient.ALPHA_ORDINAL,
    ):
        found = agreement_on(judgements, coefficient)
        assert found.value is not None
        assert (found.se, found.lo) == (None, None)
        assert found.reason


def test_alpha_that_hangs_on_one_case_has_no_interval() -> None:
    found = agreement_on(table("11", "11", "12"), Coefficient.ALPHA_ORDINAL)
    assert found.value is not None
    assert found.lo is None
    assert "Without one of the cases" in reason(found)


def test_a_judgement_off_the_scale_is_refused() -> None:
    with pytest.raises(CheckFailedError, match="x is not on the scale 1, 0"):
        table("1x", scale="10")


@pytest.mark.parametrize("scale", ["1", "11"])
def test_a_scale_of_one_step_or_with_a_step_twice_is_refused(scale: str) -> None:
    with pytest.raises(CheckFailedError, match="at least two judgements"):
        table("11", scale=scale)


def test_rows_of_different_length_are_refused() -> None:
    with pytest.raises(CheckFailedError, match="a cell for each reader"):
        table("11", "1")


def test_numbers_are_put_in_order_of_size() -> None:
    judgements = JudgementTable.of([["10", "9"], ["2", "9"]])
    assert judgements.scale == ("2", "9", "10")
    assert judgements.is_ordered


def test_words_for_a_table_are_there_for_every_coefficient() -> None:
    assert len({one.words for one in Coefficient}) == len(Coefficient)


# --- properties

ROWS = st.lists(st.text("123.", min_size=3, max_size=3), min_size=2, max_size=20)


@given(rows=ROWS, data=st.data())
def test_the_order_of_cases_and_readers_does_not_matter(
    rows: list[str], data: st.DataObject
) -> None:
    readers = data.draw(st.permutations(range(3)))
    shuffled = ["".join(row[at] for at in readers) for row in data.draw(st.permutations(rows))]
    wanted = agreement_coefficients(table(*rows, scale="123"))
    for first, second in zip(
        wanted, agreement_coefficients(table(*shuffled, scale="123")), strict=True
    ):
        assert (first.value is None) == (second.value is None)
        if first.value is not None:
            assert second.value == pytest.approx(first.value)


@given(rows=ROWS)
def test_values_are_at_most_one_and_lie_in_their_interval(rows: list[str]) -> None:
    for found in agreement_coefficients(table(*rows, scale="123")):
        assert (found.lo is None) == (found.reason is not None)
        if found.value is not None:
            assert found.value <= 1 + 1e-9
        if found.lo is not None and found.hi is not None and found.value is not None:
            assert found.lo - 1e-9 <= found.value <= found.hi + 1e-9
