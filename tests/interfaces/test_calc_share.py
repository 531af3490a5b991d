"""`calc share` and `calc agreement`: JSON for programs, a table for people."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from inspect_tool.cli.calc.agreement import agreement
from inspect_tool.cli.calc.share import share
from inspect_tool.cli.context import CommandContext
from inspect_tool.errors import UsageError

ORACLES = Path(__file__).parents[1] / "data" / "oracles"
SHARES = str(ORACLES / "o01_strat_srs_fpc.csv")
READS = str(ORACLES / "o13_fleiss_gwet.csv")


@pytest.fixture
def calc() -> typer.Typer:
    app = typer.Typer()

    @app.callback()
    def root(ctx: typer.Context, json: bool = False) -> None:
        ctx.obj = CommandContext(json=json)

    app.command("share")(share)
    app.command("agreement")(agreement)
    return app


def run(app: typer.Typer, *words: str) -> tuple[str, str]:
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout, result.stderr


def test_json_is_a_list_with_the_overall_estimate_first(calc: typer.Typer) -> None:
    out, _ = run(calc, "--json", "share", SHARES, "--by", "stratum")
    found = json.loads(out)
    assert [one["domain"] for one in found] == ["overall", "S1", "S2", "S3", "S4", "S5"]
    assert " ".join(found[0]) == "domain n p se df lo hi sum_w deff reason"
    assert found[0]["p"] == pytest.approx(0.383057090239411, abs=1e-14)
    assert found[0]["reason"] is None


def test_options_reach_the_calculation(calc: typer.Typer) -> None:
    out, _ = run(calc, "--json", "share", SHARES, "--interval", "wilson", "--level", ".9")
    assert json.loads(out)[0]["lo"] == pytest.approx(0.285440157144522, abs=1e-8)


def test_people_see_a_table_that_says_which_interval(calc: typer.Typer) -> None:
    out, _ = run(calc, "share", SHARES, "--level", ".9")
    for words in ("0.3831", "0.9 from", "degrees of freedom", "Korn-Graubard"):
        assert words in out


def test_notes_go_to_standard_error_and_reasons_below_the_table(calc: typer.Typer) -> None:
    out, err = run(calc, "share", str(ORACLES / "o03_singleton_strata.csv"), "--by", "stratum")
    assert "Strata S2 and S3 were joined" in err
    assert "S3: One case alone" in out


def test_errors_pass_through_to_the_one_place_that_prints_them(calc: typer.Typer) -> None:
    with pytest.raises(UsageError, match="no column colour"):
        CliRunner().invoke(calc, ["share", SHARES, "--by", "colour"], catch_exceptions=False)


def test_agreement_in_json_names_coefficient_value_and_reason(calc: typer.Typer) -> None:
    out, _ = run(calc, "--json", "agreement", READS)
    found = {one["coefficient"]: one for one in json.loads(out)}
    assert found["gwet_ac1"]["value"] == pytest.approx(0.7196611014203841, abs=1e-12)
    assert found["cohen_kappa"]["value"] is None
    assert "two readers" in found["cohen_kappa"]["reason"]


def test_agreement_for_people_takes_the_scale_in_its_order(calc: typer.Typer) -> None:
    out, _ = run(
        calc,
        "agreement",
        str(ORACLES / "o11_cohen_kappa.csv"),
        "--scale",
        "met, partly, not_met",
    )
    assert "Agreement on met, partly, not_met" in out
    assert "0.5733" in out


@pytest.mark.parametrize("module", ["calc.share", "calc.agreement"])
def test_a_command_is_known_without_loading_the_mathematics(module: str) -> None:
    program = (
        f"import sys, inspect_tool.cli.{module}\n"
        "print([name for name in ('numpy', 'scipy', 'pydantic', 'rich') if name in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "numpy" not in found.stdout
    assert "scipy" not in found.stdout
