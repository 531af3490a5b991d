"""A plain table of judgements becomes coefficients, or a sentence about what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_tool.errors import CheckFailedError, UnreadableFileError, UsageError
from inspect_tool.services.calculations.agreement import AgreementRecord, calculate_agreement

ORACLES = Path(__file__).parents[2] / "data" / "oracles"


def write(folder: Path, *lines: str) -> Path:
    file = folder / "reads.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def values(file: Path, scale: list[str] | None = None) -> dict[str, float | None]:
    return {one.coefficient: one.value for one in calculate_agreement(file, scale=scale).records}


def test_every_coefficient_stands_beside_the_others() -> None:
    found = values(ORACLES / "o11_cohen_kappa.csv", ["met", "partly", "not_met"])
    assert found["percent_agreement"] == pytest.approx(0.75)
    assert found["cohen_kappa"] == pytest.approx(0.608865710560626, abs=1e-10)
    assert found["kappa_linear"] == pytest.approx(0.57325746799431, abs=1e-10)
    assert found["kappa_quadratic"] == pytest.approx(0.530516431924883, abs=1e-10)
    assert found["krippendorff_interval"] is None


def test_a_record_has_the_promised_fields() -> None:
    promised = "coefficient value se lo hi n readers reason"
    assert list(AgreementRecord.__dataclass_fields__) == promised.split()


def test_an_empty_cell_is_a_case_not_judged(tmp_path: Path) -> None:
    file = write(tmp_path, "case,r1,r2", "1,met,met", "2,met,", "3,not,met", "4,,")
    record = calculate_agreement(file).records[0]
    assert (record.n, record.readers, record.value) == (2, 2, 0.5)


def test_without_a_case_column_every_column_is_a_reader(tmp_path: Path) -> None:
    found = values(write(tmp_path, "ann,ben", "1,1", "0,1"))
    assert found["percent_agreement"] == 0.5


@pytest.mark.parametrize("heading", ["case", "Case_ID", "unit", "unit_id", "id"])
def test_a_column_that_names_cases_is_no_reader(tmp_path: Path, heading: str) -> None:
    file = write(tmp_path, f"{heading},ann,ben", "x,1,1", "y,0,1")
    assert calculate_agreement(file).records[0].readers == 2


def test_one_reader_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="1 column of judgements"):
        calculate_agreement(write(tmp_path, "case,ann", "1,1"))


def test_a_case_that_stands_twice_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(CheckFailedError) as refused:
        calculate_agreement(write(tmp_path, "case,ann,ben", "x,1,1", "y,1,1", "x,0,0"))
    (problem,) = refused.value.problems
    assert (problem.row, problem.kind) == (4, "duplicate-case")
    assert "line 2" in problem.message


def test_a_judgement_off_the_scale_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path, "case,ann,ben", "x,met,mett")
    with pytest.raises(CheckFailedError, match="mett is not on the scale"):
        calculate_agreement(file, scale=["met", "not"])


def test_level_and_file_are_checked(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        calculate_agreement(write(tmp_path, "ann,ben", "1,1"), level=95)
    with pytest.raises(UnreadableFileError):
        calculate_agreement(tmp_path / "none.csv")
