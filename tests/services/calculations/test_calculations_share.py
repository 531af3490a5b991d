"""A plain table becomes shares, or every problem of it a sentence with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inspect_tool.domain.estimation.intervals import IntervalMethod
from inspect_tool.domain.estimation.shares import ShareRecord
from inspect_tool.errors import CheckFailedError, Problem, UnreadableFileError, UsageError
from inspect_tool.readers.plain.tables import LARGEST_BYTES, read_plain_table
from inspect_tool.services.calculations.share import ShareRequest, calculate_shares

ORACLES = Path(__file__).parents[2] / "data" / "oracles"
HEADING = "unit,stratum,N_h,y"


def write(folder: Path, *lines: str, name: str = "sample.csv") -> Path:
    file = folder / name
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def problems(file: Path) -> list[Problem]:
    with pytest.raises(CheckFailedError) as refused:
        calculate_shares(file)
    assert "nothing was calculated" in refused.value.message
    return list(refused.value.problems)


def only_problem(file: Path) -> Problem:
    found = problems(file)
    assert len(found) == 1
    assert found[0].message.endswith(".")
    assert found[0].remedy.endswith(".")
    return found[0]


GOOD = ("a1,A,20,1", "a2,A,20,0", "a3,A,20,1", "b1,B,5,0", "b2,B,5,")


def test_the_overall_estimate_comes_first_then_the_groups(tmp_path: Path) -> None:
    file = write(
        tmp_path, "unit,stratum,N_h,y,type", *(f"{line},{line[0].upper()}" for line in GOOD)
    )
    found = calculate_shares(file, ShareRequest(by="type"))
    assert [one.domain for one in found.records] == ["overall", "A", "B"]
    assert [one.n for one in found.records] == [4, 3, 1]
    # (20 x 2/3 + 2.5 x 0) / (20 + 2.5): the empty y leaves half of stratum B.
    assert found.records[0].p == pytest.approx((20 * 2 / 3) / 22.5)
    assert found.records[0].sum_w == pytest.approx(22.5)
    assert found.notes == ()


def test_a_record_has_the_promised_fields_in_their_order() -> None:
    promised = "domain n p se df lo hi sum_w deff reason"
    assert list(ShareRecord.__dataclass_fields__) == promised.split()


def test_a_column_of_the_table_can_be_the_group(tmp_path: Path) -> None:
    found = calculate_shares(write(tmp_path, HEADING, *GOOD), ShareRequest(by="stratum"))
    assert [one.domain for one in found.records] == ["overall", "A", "B"]


def test_a_weight_column_replaces_the_design_weights(tmp_path: Path) -> None:
    file = write(tmp_path, f"{HEADING},weight", "a1,A,20,1,9", "a2,A,20,0,3")
    assert calculate_shares(file).records[0].p == pytest.approx(0.75)


def test_a_column_w_is_not_taken_for_a_weight_but_mentioned(tmp_path: Path) -> None:
    file = write(tmp_path, f"{HEADING},w", "a1,A,20,1,9", "a2,A,20,0,3")
    found = calculate_shares(file)
    assert found.records[0].p == pytest.approx(0.5)
    assert "Call it weight" in found.notes[0]


def test_cases_without_a_group_are_mentioned(tmp_path: Path) -> None:
    lines = ["a1,A,20,1,x", "a2,A,20,0,", "a3,A,20,1,"]
    file = write(tmp_path, f"{HEADING},type", *lines)
    found = calculate_shares(file, ShareRequest(by="type"))
    assert [one.domain for one in found.records] == ["overall", "x"]
    assert found.notes == ("2 cases have nothing in type: in the overall estimate, in no group.",)
    fewer = calculate_shares(
        write(tmp_path, f"{HEADING},type", *lines[:2]), ShareRequest(by="type")
    )
    assert fewer.notes[0].startswith("1 case has nothing in type")


@pytest.mark.parametrize(
    ("authorities", "words"),
    [("xxy", "mean of the whole sample"), ("xxx", "A and B were joined"), ("xyx", "A and B")],
)
def test_a_single_case_joins_within_its_authority(
    tmp_path: Path, authorities: str, words: str
) -> None:
    # In the third, stratum A reaches over authorities, so authorities cannot keep strata apart.
    cases = ("a1,A,20,1", "a2,A,20,0", "b1,B,9,0")
    file = write(
        tmp_path,
        f"{HEADING},authority",
        *(f"{case},{name}" for case, name in zip(cases, authorities, strict=True)),
    )
    assert words in calculate_shares(file).notes[0]


def test_no_answer_at_all_gives_a_reason_and_no_share(tmp_path: Path) -> None:
    file = write(tmp_path, HEADING, "a1,A,20,", "a2,A,20,")
    record = calculate_shares(file).records[0]
    assert (record.n, record.p, record.reason) == (0, None, "No case of this group has an answer.")


def test_one_stratum_is_a_design(tmp_path: Path) -> None:
    file = write(tmp_path, HEADING, "a1,A,20,1", "a2,A,20,0", "a3,A,20,1")
    for interval in IntervalMethod:
        record = calculate_shares(file, ShareRequest(interval=interval)).records[0]
        assert record.lo is not None
        assert record.reason is None


def test_the_intervals_of_the_textbook_are_those_of_the_count(tmp_path: Path) -> None:
    rows = json.loads((ORACLES / "o09_binomial_ci.expected.json").read_text())["rows"]
    wanted = next(row for row in rows if (row["x"], row["n"]) == (3, 10))
    file = write(tmp_path, HEADING, *(f"a{case},A,500,{int(case < 3)}" for case in range(10)))
    for interval, name in (
        ("agresti-coull", "agresti_coull"),
        ("jeffreys", "jeffreys"),
        ("wilson-cc", "wilson_cc"),
    ):
        record = calculate_shares(file, ShareRequest(interval=interval)).records[0]
        assert [record.lo, record.hi] == pytest.approx(wanted[name], abs=1e-8)


@pytest.mark.parametrize("interval", ["exact", "agresti-coull", "jeffreys", "wilson-cc"])
def test_intervals_of_a_count_are_for_one_whole_stratum(tmp_path: Path, interval: str) -> None:
    two = write(tmp_path, HEADING, *GOOD)
    record = calculate_shares(two, ShareRequest(interval=interval)).records[0]
    assert record.lo is None
    assert f"`{interval}` exists only" in str(record.reason)
    read_whole = write(tmp_path, HEADING, "a1,A,2,1", "a2,A,2,0", name="census.csv")
    record = calculate_shares(read_whole, ShareRequest(interval=interval)).records[0]
    assert (record.lo, record.hi) == (0.5, 0.5)


def test_level_and_interval_are_those_asked_for(tmp_path: Path) -> None:
    file = write(tmp_path, HEADING, *GOOD)
    wide, narrow = (
        calculate_shares(file),
        calculate_shares(file, ShareRequest(level=0.8, interval="wald")),
    )
    assert narrow.level == 0.8
    assert "Wald" in narrow.interval
    assert (wide.records[0].lo or 0) != (narrow.records[0].lo or 0)


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ({"by": "colour"}, "no column colour. Its columns are unit, stratum, N_h, y."),
        ({"interval": "bayes"}, "no interval `bayes`"),
        ({"level": 95.0}, "between 0 and 1"),
    ],
)
def test_wrong_words_are_refused(tmp_path: Path, option: dict[str, str], words: str) -> None:
    file = write(tmp_path, HEADING, *GOOD)
    with pytest.raises(UsageError, match=words.replace("(", r"\(")):
        calculate_shares(file, ShareRequest(**option))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rows", "kind", "row", "column"),
    [
        (("a1,A,20,1", "a1,A,20,0"), "duplicate-unit", 3, "unit"),
        ((",A,20,1",), "missing-unit", 2, "unit"),
        (("a1,,20,1",), "missing-stratum", 2, "stratum"),
        (("a1,A,1,1", "a2,A,1,1"), "population-below-sample", 2, "N_h"),
        (("a1,A,20,1", "a2,A,20,0", "a3,A,21,0"), "two-populations", 4, "N_h"),
        (("a1,A,0,1",), "bad-population", 2, "N_h"),
        (("a1,A,2.5,1",), "bad-population", 2, "N_h"),
        (("a1,A,²,1",), "bad-population", 2, "N_h"),
        (("a1,A,,1",), "bad-population", 2, "N_h"),
        (("a1,A,20,2",), "bad-answer", 2, "y"),
        (("a1,A,20,yes",), "bad-answer", 2, "y"),
        (("a1,A,20,1,9",), "wrong-cells", 2, ""),
        (("a1,A,20",), "wrong-cells", 2, ""),
        ((), "no-rows", 0, ""),
    ],
)
def test_each_problem_names_its_line_and_column(
    tmp_path: Path, rows: tuple[str, ...], kind: str, row: int, column: str
) -> None:
    found = only_problem(write(tmp_path, HEADING, *rows))
    assert (found.kind, found.row, found.column) == (kind, row, column)
    assert found.file == "sample.csv"


@pytest.mark.parametrize(
    ("weight", "shown"),
    [
        ("0", "0"),
        ("-1", "-1"),
        ("nan", "text of 3 characters"),
        ("inf", "text of 3 characters"),
        ("", ""),
        ("heavy", "text of 5 characters"),
    ],
)
def test_a_weight_not_above_zero_is_a_problem(tmp_path: Path, weight: str, shown: str) -> None:
    found = only_problem(write(tmp_path, f"{HEADING},weight", f"a1,A,20,1,{weight}"))
    assert (found.kind, found.value) == ("bad-weight", shown)


def test_missing_and_repeated_columns_are_problems(tmp_path: Path) -> None:
    found = only_problem(write(tmp_path, "unit,stratum,y", "a1,A,1"))
    assert (found.kind, found.column) == ("missing-column", "N_h")
    found = only_problem(write(tmp_path, f"{HEADING},y", "a1,A,20,1,1"))
    assert (found.kind, found.column) == ("duplicate-column", "y")
    found = only_problem(write(tmp_path, f",,{HEADING}", ",,a1,A,20,1"))
    assert found.message == "The column without a name appears 2 times."


def test_blank_cells_to_the_right_of_the_last_column_do_no_harm(tmp_path: Path) -> None:
    plain = calculate_shares(write(tmp_path, HEADING, "a1,A,20,1", "a2,A,20,0"))
    wide = calculate_shares(write(tmp_path, f"{HEADING},,", "a1,A,20,1,,", "a2,A,20,0,,,"))
    assert wide.records == plain.records
    found = only_problem(write(tmp_path, f"{HEADING},,", "a1,A,20,1,,note"))
    assert (found.kind, found.row) == ("wrong-cells", 2)


def test_all_problems_come_in_one_pass_in_the_order_of_lines(tmp_path: Path) -> None:
    file = write(
        tmp_path, f"{HEADING},weight", "a1,A,20,1,1", "a1,A,20,3,0", "a2,A,x,1,1", "a3,A,30,1,1"
    )
    assert [(one.row, one.kind) for one in problems(file)] == [
        (3, "bad-answer"),
        (3, "bad-weight"),
        (3, "duplicate-unit"),
        (4, "bad-population"),
        (5, "two-populations"),
    ]


def test_the_unit_is_never_repeated_in_a_problem(tmp_path: Path) -> None:
    found = only_problem(write(tmp_path, HEADING, "Kim Smith,A,20,1", "Kim Smith,A,20,0"))
    assert "Kim" not in f"{found}"


# --- reading


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"none\.csv cannot be opened"):
        calculate_shares(tmp_path / "none.csv")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_shares_are_the_same_however_the_table_was_saved(
    tmp_path: Path, separator: str, encoding: str
) -> None:
    lines = [f"{HEADING},team", "é1,A,20,1,é", "a2,A,20,0,ü", "a3,A,20,1,ü"]
    plain = calculate_shares(write(tmp_path, *lines), ShareRequest(by="team"))
    file = tmp_path / "saved.csv"
    file.write_bytes("\r\n".join(lines).replace(",", separator).encode(encoding))
    assert calculate_shares(file, ShareRequest(by="team")).records == plain.records


def test_a_file_that_mixes_encodings_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "sample.csv"
    file.write_bytes(f"{HEADING}\né1,A,20,1\n".encode() + "é2,A,20,1\n".encode("cp1252"))
    with pytest.raises(UnreadableFileError, match="partly UTF-8"):
        calculate_shares(file)


def test_a_file_with_an_open_quotation_is_no_csv(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="no CSV: it has a quotation mark in line 3"):
        calculate_shares(write(tmp_path, HEADING, "a0,A,20,1", '"a1,A,20,1'))


def test_a_whole_register_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    with file.open("wb") as stream:
        stream.truncate(LARGEST_BYTES + 1)
    with pytest.raises(UnreadableFileError, match="not the whole register"):
        read_plain_table(file)


def test_an_empty_file_is_a_problem(tmp_path: Path) -> None:
    file = tmp_path / "empty.csv"
    file.write_text("")
    assert only_problem(file).kind == "empty-file"


def test_a_byte_order_mark_spaces_and_empty_lines_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "sample.csv"
    file.write_bytes(
        b"\xef\xbb\xbf unit , stratum,N_h,y\r\n\r\n a1 , A ,20, 1 \r\n,,,\r\na2,A,20,0\r\n"
    )
    record = calculate_shares(file).records[0]
    assert (record.n, record.p) == (2, 0.5)


def test_the_line_of_a_problem_counts_empty_lines_and_cells_over_lines(tmp_path: Path) -> None:
    file = write(tmp_path, HEADING, "", '"a\n1",A,20,1', "a2,A,20,7")
    assert only_problem(file).row == 5
