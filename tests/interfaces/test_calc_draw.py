"""`calc draw`, `calc allocate` and `calc size` from the command line."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from inspect_tool.cli.calc.allocate import allocate, size
from inspect_tool.cli.calc.draw import draw
from inspect_tool.cli.context import CommandContext
from inspect_tool.errors import UsageError

ORACLES = Path(__file__).parents[1] / "data" / "oracles"
FRAME = str(ORACLES / "o17_prn_sha256.csv")
STRATA = str(ORACLES / "o14_allocation.csv")
SEED = ("--seed", "83920175563810294857", "--draw-id", "thematic-2026-07-neglect")


@pytest.fixture
def calc() -> typer.Typer:
    app = typer.Typer()

    @app.callback()
    def root(ctx: typer.Context, json: bool = False) -> None:
        ctx.obj = CommandContext(json=json)

    app.command("draw")(draw)
    app.command("allocate")(allocate)
    app.command("size")(size)
    return app


def run(app: typer.Typer, *words: str) -> tuple[str, str]:
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout, result.stderr


def test_the_sample_comes_as_csv_and_notes_apart_from_it(calc: typer.Typer, tmp_path: Path) -> None:
    sizes = tmp_path / "sizes.csv"
    sizes.write_text("stratum,n_h,reserves\nLA001/CIN,4,2\nLA003/CIN,5,2\n", encoding="utf-8")
    out, err = run(calc, "draw", FRAME, *SEED, "--sizes", str(sizes))
    rows = list(csv.DictReader(io.StringIO(out)))
    assert list(rows[0]) == [
        "list_id",
        "unit_id",
        "stratum",
        "rank",
        "ticket",
        "role",
        "inclusion_probability",
    ]
    assert [row["unit_id"] for row in rows[:4]] == ["1967127", "1723985", "1775839", "1882388"]
    assert "All 2 are drawn" in err
    assert "stratum LA002/CLA is not listed" in err


def test_the_certificate_goes_into_its_file(calc: typer.Typer, tmp_path: Path) -> None:
    path = tmp_path / "certificate.json"
    words = ("--size", "14", "--seed-source", "dice", "--certificate", str(path))
    out, _ = run(calc, "--json", "draw", FRAME, *SEED, *words)
    made = json.loads(path.read_text(encoding="utf-8"))
    assert made["seed_source"] == "dice"
    assert [unit["ticket"] for unit in made["units"]] == [row["ticket"] for row in json.loads(out)]


def test_options_reach_the_draw(calc: typer.Typer) -> None:
    file = str(ORACLES / "o18_pps_order.csv")
    words = ("--method", "zones", "--order-by", "size, unit_id", "--size", "5", "--reserves", "1")
    out, _ = run(calc, "draw", file, *SEED, *words)
    assert out.count(",reserve,") == 5


def test_a_draw_without_sizes_is_a_usage_error(calc: typer.Typer) -> None:
    with pytest.raises(UsageError):
        run(calc, "draw", FRAME, *SEED)


def test_an_allocation_is_a_list_for_programs_and_a_table_for_people(calc: typer.Typer) -> None:
    words = ("allocate", STRATA, "--size", "330", "--method", "neyman", "--minimum", "12")
    out, _ = run(calc, "--json", *words)
    rows = json.loads(out)
    assert " ".join(rows[0]) == "stratum N_h n_h target"
    assert [row["n_h"] for row in rows] == [60, 41, 19, 12, 12, 92, 26, 12, 8, 12, 36]
    out, _ = run(calc, *words)
    assert "330 of 6300 cases" in out
    assert "plus or minus 5.6 percentage points" in " ".join(out.split())


def test_an_allocation_without_an_interval_says_so(calc: typer.Typer, tmp_path: Path) -> None:
    file = tmp_path / "strata.csv"
    file.write_text("stratum,N_h\na,9\nb,9\n", encoding="utf-8")
    out, _ = run(calc, "allocate", str(file), "--size", "2", "--minimum", "1")
    assert "Too few cases for an interval" in out


def test_a_size_is_a_sentence_for_people(calc: typer.Typer) -> None:
    out, _ = run(calc, "size", "--population", "150", "--margin", ".05", "--level", ".9")
    assert out.startswith("97 of 150 cases, for plus or minus 5 percentage points at 90%")
    assert run(calc, "size")[0].startswith("385 of a population without limit")
    assert json.loads(run(calc, "--json", "size", "--population", "150")[0])["n"] == 109


def test_the_commands_import_nothing_heavy_before_they_run() -> None:
    code = (
        "import sys, inspect_tool.cli.calc.draw, inspect_tool.cli.calc.allocate;"
        "print([m for m in ('numpy', 'scipy', 'rich', 'pydantic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    # Typer itself brings Rich on some versions; the others would be ours.
    assert not {"numpy", "scipy", "pydantic"} & set(done.stdout.replace("'", " ").split())
