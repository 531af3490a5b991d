"""`calc draw` on plain files: the published sample, and each problem with its line."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from inspect_tool.domain.language.canonical import InvalidFieldError
from inspect_tool.domain.sampling.draw import EmptyDrawError, StratumSizeError
from inspect_tool.domain.sampling.tickets import ShortSeedError
from inspect_tool.errors import CheckFailedError, UnreadableFileError, UsageError
from inspect_tool.services.calculations.draw import (
    DrawCalculation,
    DrawRequest,
    calculate_draw,
    write_certificate_file,
)

ORACLES = Path(__file__).parents[2] / "data" / "oracles"
VERIFIER = Path(__file__).parents[3] / "templates" / "verifier" / "verify_draw.py"
PUBLISHED: Any = json.loads((ORACLES / "o17_prn_sha256.expected.json").read_text())
BY_SIZE: Any = json.loads((ORACLES / "o18_pps_order.expected.json").read_text())
FRAME = ORACLES / "o17_prn_sha256.csv"
SEED = PUBLISHED["public_seed"]


def write(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def published_sizes(folder: Path) -> Path:
    rows = [f"{stratum},{n},2" for stratum, n in PUBLISHED["n"].items()]
    return write(folder, "sizes.csv", "stratum,n_h,reserves", *rows)


def request(**options: Any) -> DrawRequest:
    return DrawRequest(draw_id=PUBLISHED["draw_id"], seed=SEED, **options)


def frame_of(folder: Path, *rows: str) -> Path:
    return write(folder, "frame.csv", "list_id,unit_id,stratum", *rows)


def drawn_from(folder: Path, *rows: str, **options: Any) -> DrawCalculation:
    return calculate_draw(frame_of(folder, *rows), request(**{"size": 2, **options}))


def problems_of(folder: Path, *rows: str) -> list[tuple[int, str, str]]:
    with pytest.raises(CheckFailedError) as caught:
        drawn_from(folder, *rows)
    return [(one.row, one.column, one.kind) for one in caught.value.problems]


def test_the_published_sample_comes_out(tmp_path: Path) -> None:
    found = calculate_draw(FRAME, request(sizes=published_sizes(tmp_path)))
    rows = [
        (row.stratum, row.list_id, row.unit_id, row.rank, row.role, row.ticket)
        for row in found.rows
    ]
    assert rows == [
        tuple(row[name] for name in ("stratum", "list_id", "unit_id", "rank", "role", "ticket"))
        for row in PUBLISHED["draw"]
    ]
    assert {row.inclusion_probability for row in found.rows if row.stratum == "LA001/CIN"} == {
        "4/9"
    }


def test_a_stratum_that_is_too_small_is_taken_whole_and_said_so(tmp_path: Path) -> None:
    found = calculate_draw(FRAME, request(sizes=published_sizes(tmp_path)))
    assert found.notes == (
        "sizes.csv:6: stratum LA003/CIN has 2 units in the frame and 5 are asked for. "
        "All 2 are drawn.",
    )


def test_the_certificate_holds_for_a_stranger(tmp_path: Path) -> None:
    options = {"seed_source": "dice", "committed_at": "2026-07-01", "seeded_at": "2026-07-02"}
    found = calculate_draw(FRAME, request(sizes=published_sizes(tmp_path), **options))
    path = tmp_path / "certificate.json"
    write_certificate_file(found, path)
    assert json.loads(path.read_text(encoding="utf-8"))["key"] == PUBLISHED["key"]
    words = [sys.executable, "-I", str(VERIFIER), str(path), str(FRAME)]
    assert subprocess.run(words, capture_output=True, check=False).returncode == 0


def test_a_certificate_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    found = calculate_draw(FRAME, request(size=20))
    with pytest.raises(UnreadableFileError, match="cannot be written"):
        write_certificate_file(found, tmp_path / "nowhere" / "certificate.json")


def test_a_size_is_shared_between_the_strata(tmp_path: Path) -> None:
    rows = [f"A,{number},{'s' if number < 30 else 't'}" for number in range(40)]
    found = drawn_from(tmp_path, *rows, size=8, reserves=0.5)
    assert Counter((row.stratum, row.role) for row in found.rows) == {
        ("s", "sample"): 6,
        ("s", "reserve"): 3,
        ("t", "sample"): 2,
        ("t", "reserve"): 1,
    }
    equal = drawn_from(tmp_path, *rows, size=8, method="equal")
    assert Counter(row.stratum for row in equal.rows) == {"s": 4, "t": 4}
    bounded = drawn_from(tmp_path, *rows, size=8, minimum=1, maximum=7, method="power", exponent=1)
    assert Counter(row.stratum for row in bounded.rows) == {"s": 6, "t": 2}


def test_reserves_of_the_file_come_before_the_option(tmp_path: Path) -> None:
    sizes = write(tmp_path, "sizes.csv", "stratum,n_h,reserves", "s,2,0", "t,2,")
    rows = [f"A,{number},{'st'[number % 2]}" for number in range(20)]
    found = drawn_from(tmp_path, *rows, size=None, sizes=sizes, reserves=1.5)
    assert Counter((row.stratum, row.role) for row in found.rows) == {
        ("s", "sample"): 2,
        ("t", "sample"): 2,
        ("t", "reserve"): 3,
    }


def test_a_stratum_that_is_not_listed_is_said(tmp_path: Path) -> None:
    sizes = write(tmp_path, "sizes.csv", "stratum,n_h", "s,1")
    found = drawn_from(tmp_path, "A,1,s", "A,2,t", size=None, sizes=sizes)
    assert found.notes == ("sizes.csv: stratum t is not listed. It gives none.",)


def test_lost_leading_zeros_are_warned_of(tmp_path: Path) -> None:
    found = drawn_from(tmp_path, "A,123456,s", "A,234567,s", "A,4567,s")
    assert "A spreadsheet may have removed leading zeros" in found.notes[0]
    assert found.notes[0].startswith("frame.csv: List A: 1 numbers")


@pytest.mark.parametrize("other", ["1001.0", '="1001"', "'1001", "1001\u200b"])
def test_a_unit_that_a_spreadsheet_wrote_otherwise_has_one_chance(
    tmp_path: Path, other: str
) -> None:
    quoted = '"' + other.replace('"', '""') + '"'
    with pytest.raises(CheckFailedError) as refused:
        drawn_from(tmp_path, "A,1001,s", "A,1002,s", f"A,{quoted},s")
    (problem,) = refused.value.problems
    assert (problem.kind, problem.row) == ("duplicate-unit", 4)
    assert "line 2" in problem.message


def test_units_and_strata_that_look_alike_are_said_by_their_lines(tmp_path: Path) -> None:
    rows = ("A,AB1,north", "A,ab1,north", "A,C2,North", "A,C3,North", "B,AB1,north")
    alike, strata = drawn_from(tmp_path, *rows, size=4).notes
    assert alike.startswith("frame.csv: the units in lines 2 and 3 differ only in capital letters")
    assert "AB1" not in alike
    assert strata.startswith("frame.csv: the strata “north” and “North” (lines 2 and 4)")


def test_only_some_of_many_pairs_are_named(tmp_path: Path) -> None:
    rows = [f"A,{form}{n},s" for n in range(10, 35) for form in ("ab", "AB")]
    notes = drawn_from(tmp_path, *rows).notes
    assert len(notes) == 21
    assert notes[-1] == "frame.csv: 5 more pairs of units look alike."


# ------------------------------------------------------------------ other methods


@pytest.mark.parametrize("method", [("pareto", "pareto"), ("sequential-poisson", "sps")])
def test_a_draw_by_size_is_the_published_one(method: tuple[str, str]) -> None:
    found = calculate_draw(ORACLES / "o18_pps_order.csv", request(size=6, method=method[0]))
    assert [(row.unit_id, row.role, row.inclusion_probability) for row in found.rows] == [
        (row["unit_id"], row["role"], row["pi"])
        for row in BY_SIZE["methods"][method[1]]
        if row["rank"] <= 6
    ]
    assert found.certificate is None


def test_a_draw_by_size_keeps_the_reserves_asked_for(tmp_path: Path) -> None:
    sizes = write(tmp_path, "sizes.csv", "stratum,n_h,reserves", "S,6,4")
    found = calculate_draw(ORACLES / "o18_pps_order.csv", request(sizes=sizes, method="pareto"))
    answer = BY_SIZE["methods"]["pareto"][:10]
    assert [row.unit_id for row in found.rows] == [row["unit_id"] for row in answer]


def test_a_certificate_is_not_written_for_what_it_does_not_cover(tmp_path: Path) -> None:
    found = calculate_draw(ORACLES / "o18_pps_order.csv", request(size=6, method="pareto"))
    with pytest.raises(UsageError, match="covers stratified draws"):
        write_certificate_file(found, tmp_path / "certificate.json")


def ages(folder: Path, *values: object) -> Path:
    rows = [f"A,{place:02d},{'st'[place % 2]},{value}" for place, value in enumerate(values)]
    return write(folder, "ages.csv", "list_id,unit_id,stratum,age", *rows)


def test_zones_go_by_numbers_as_numbers(tmp_path: Path) -> None:
    # As texts 10 would stand before 9; both zones of a stratum then hold other units.
    file = ages(tmp_path, 9, 9, 10, 10, 8, 8, 11, 11)
    options: dict[str, Any] = {"method": "zones", "size": 4, "order_by": ("age",)}
    found = calculate_draw(file, request(**options, reserves=1.0))
    zones = [{row.unit_id for row in found.rows[place : place + 2]} for place in (0, 2, 4, 6)]
    assert zones == [{"00", "04"}, {"02", "06"}, {"01", "05"}, {"03", "07"}]
    assert [row.role for row in found.rows] == ["sample", "reserve"] * 4
    assert {row.inclusion_probability for row in found.rows} == {"1/2"}


def test_a_systematic_sample_has_no_reserves(tmp_path: Path) -> None:
    file = ages(tmp_path, *"abcdefgh")
    options: dict[str, Any] = {"method": "systematic", "size": 4, "order_by": ("age",)}
    found = calculate_draw(file, request(**options, reserves=1.0))
    assert [(row.stratum, row.role) for row in found.rows] == [
        ("s", "sample"),
        ("s", "sample"),
        ("t", "sample"),
        ("t", "sample"),
    ]


def test_a_stratum_of_size_nought_is_left_out_along_an_order(tmp_path: Path) -> None:
    sizes = write(tmp_path, "sizes.csv", "stratum,n_h", "s,2", "t,0")
    file = ages(tmp_path, 1, 2, 3, 4)
    found = calculate_draw(file, request(sizes=sizes, method="zones"))
    assert {row.stratum for row in found.rows} == {"s"}


def test_an_unknown_column_for_the_order_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no column months to go by"):
        calculate_draw(ages(tmp_path, 1, 2), request(size=2, method="zones", order_by=("months",)))


# ------------------------------------------------------------------ what is refused


def test_sizes_and_size_exclude_each_other(tmp_path: Path) -> None:
    for options in ({}, {"size": 2, "sizes": published_sizes(tmp_path)}):
        with pytest.raises(UsageError, match="either --sizes"):
            calculate_draw(FRAME, request(**options))


def test_an_unknown_method_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no method guess"):
        drawn_from(tmp_path, "A,1,s", "A,2,s", method="guess")


def test_a_short_seed_is_refused_before_anything_is_read() -> None:
    with pytest.raises(ShortSeedError):
        calculate_draw(Path("nothing.csv"), DrawRequest(draw_id="d", seed="1", size=3))


def test_every_problem_of_the_frame_is_named_with_its_line(tmp_path: Path) -> None:
    rows = ["A,1,s", " A,1 ,t", "A,,s", ",2,", 'A,"x\ty",s', "A,1,s"]
    assert problems_of(tmp_path, *rows) == [
        (3, "unit_id", "duplicate-unit"),
        (4, "unit_id", "bad-field"),
        (5, "list_id", "bad-field"),
        (5, "stratum", "bad-field"),
        (6, "unit_id", "bad-field"),
        (7, "unit_id", "duplicate-unit"),
    ]


def test_a_bad_name_of_the_draw_is_no_problem_of_the_frame(tmp_path: Path) -> None:
    wrong = DrawRequest(draw_id="\n", seed=SEED, size=2)
    with pytest.raises(InvalidFieldError):
        calculate_draw(frame_of(tmp_path, "A,1,s", "A,2,s"), wrong)


def test_a_problem_of_the_frame_never_shows_the_unit(tmp_path: Path) -> None:
    with pytest.raises(CheckFailedError) as caught:
        drawn_from(tmp_path, "A,secret-7,s", "A,secret-7,s")
    assert "secret-7" not in f"{caught.value.message}{caught.value.problems}"
    assert "is already in line 2" in caught.value.problems[0].message


def test_rows_with_too_few_cells_are_named_with_their_line(tmp_path: Path) -> None:
    assert problems_of(tmp_path, "A,1,s", "A,2", "A,3,s,x") == [
        (3, "", "wrong-cells"),
        (4, "", "wrong-cells"),
    ]


def test_a_bad_size_is_named_with_its_line(tmp_path: Path) -> None:
    file = write(
        tmp_path, "f.csv", "list_id,unit_id,stratum,size", "A,1,s,2.5", "A,2,s,", "A,3,s,-1"
    )
    with pytest.raises(CheckFailedError) as caught:
        calculate_draw(file, request(size=1))
    assert [(one.row, one.kind) for one in caught.value.problems] == [
        (2, "bad-size"),
        (4, "bad-size"),
    ]


def test_a_draw_by_size_needs_sizes(tmp_path: Path) -> None:
    with pytest.raises(CheckFailedError, match="Row 1 of the frame has no size"):
        drawn_from(tmp_path, "A,1,s", "A,2,s", method="pareto")


@pytest.mark.parametrize(
    ("lines", "kinds"),
    [
        ([], ["missing-column"] * 3 + ["no-rows"]),
        (["list_id,unit_id"], ["missing-column", "no-rows"]),
        (["list_id,unit_id,stratum,stratum", "A,1,s,s"], ["missing-column"]),
        (["list_id,unit_id,stratum"], ["no-rows"]),
    ],
)
def test_a_frame_without_its_columns_or_rows_is_refused(
    lines: list[str], kinds: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "frame.csv"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    with pytest.raises(CheckFailedError) as caught:
        calculate_draw(path, request(size=1))
    assert [one.kind for one in caught.value.problems] == kinds


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"list_id,unit_id,stratum\n\x81,1,s\n", "is not text in UTF-8"),
        (b'a,b\n"open\n', "is no CSV: it has a quotation mark in line 2 that never closes"),
    ],
)
def test_a_file_that_is_no_csv_is_refused(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "frame.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match=words):
        calculate_draw(path, request(size=1))
    with pytest.raises(UnreadableFileError, match="cannot be opened"):
        calculate_draw(tmp_path / "missing.csv", request(size=1))


def test_a_frame_above_two_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "frame.csv"
    with path.open("wb") as file:
        file.truncate(2_000_000_001)  # a hole in the disk, not two gigabytes
    with pytest.raises(UnreadableFileError, match="larger than 2,000 MB"):
        calculate_draw(path, request(size=1))


def test_the_mark_of_utf_8_and_lines_of_windows_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "frame.csv"
    path.write_bytes(b"\xef\xbb\xbflist_id,unit_id,stratum\r\nA,1,s\r\n\r\nA,2,s\r\n")
    assert len(calculate_draw(path, request(size=2)).rows) == 2


@pytest.mark.parametrize(
    ("rows", "kinds"),
    [
        (["s,1", "s,1"], [(3, "duplicate-stratum")]),
        (["gone,1"], [(2, "no-population")]),
        (["s,x"], [(2, "bad-size")]),
        (["s,"], [(2, "bad-size")]),
        (["s,-1"], [(2, "bad-size")]),
        (["s,1.0"], [(2, "bad-size")]),
    ],
)
def test_every_problem_of_the_sizes_is_named_with_its_line(
    rows: list[str], kinds: list[tuple[int, str]], tmp_path: Path
) -> None:
    sizes = write(tmp_path, "sizes.csv", "stratum,n_h", *rows)
    with pytest.raises(CheckFailedError) as caught:
        drawn_from(tmp_path, "A,1,s", size=None, sizes=sizes)
    assert [(one.row, one.kind) for one in caught.value.problems] == kinds


def test_nothing_to_draw_is_refused(tmp_path: Path) -> None:
    sizes = write(tmp_path, "sizes.csv", "stratum,n_h", "s,0")
    with pytest.raises(EmptyDrawError):
        drawn_from(tmp_path, "A,1,s", size=None, sizes=sizes)
    with pytest.raises(StratumSizeError, match="below 0"):
        drawn_from(tmp_path, "A,1,s", "A,2,s", reserves=-1.0)


def test_the_frame_of_the_oracle_has_26_units() -> None:
    # Guards the guard: the tests above would pass on an empty oracle.
    with FRAME.open(newline="") as file:
        assert len(list(csv.DictReader(file))) == 26
