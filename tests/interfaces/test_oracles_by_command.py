"""Every file of expected answers is reached by a command of `calc`, and the command gives them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from inspect_tool.cli.main import app
from tests.calc_reference import REACHED

pytestmark = pytest.mark.journeys

ORACLES = Path(__file__).parents[1] / "data" / "oracles"
Row = dict[str, str]


def expected(name: str) -> Any:
    return json.loads((ORACLES / f"{name}.expected.json").read_text())


def rows_of(name: str) -> list[Row]:
    with (ORACLES / f"{name}.csv").open(newline="") as stream:
        return list(csv.DictReader(stream))


def write(path: Path, rows: Iterable[Row]) -> str:
    rows = list(rows)
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


def calc(*words: str) -> Any:
    result = CliRunner().invoke(app, ["--json", "calc", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def near(wanted: float | None, *, within: float = 1e-8) -> Any:
    return None if wanted is None else pytest.approx(wanted, abs=within)


def check_block(file: str, block: dict[str, Any], *options: str) -> None:
    """Share, totals and every interval of a block of figures."""
    for kind, method in METHODS.items():
        (found, *_) = calc("share", file, "--interval", method, *options)
        for name in ("p", "se", "sum_w"):
            assert found[name] == near(block[name], within=1e-10)
        assert (found["n"], found["df"]) == (block["n"], block["df"])
        assert found["deff"] == near(block["deff_wor"])
        limits = block["ci"][kind]
        assert (found["lo"], found["hi"]) == (near(limits["lo"]), near(limits["hi"]))
    (total, *_) = calc("total", file, *options)
    assert total["total"] == near(block["total"], within=1e-10)
    assert total["se"] == near(block["total_se"], within=1e-10)


METHODS = {
    "kg_nchs": "nchs",
    "beta_r": "r-beta",
    "xlogit": "logit",
    "wilson_adj_z": "wilson",
    "wald_t": "wald",
}


def strata(folder: Path, _step: int) -> None:
    name = "o01_strat_srs_fpc"
    answers = expected(name)
    for outcome in ("y", "y2"):
        rows = [{**row, "y": row[outcome]} for row in rows_of(name)]
        file = write(folder / f"{outcome}.csv", rows)
        check_block(file, answers["overall"][outcome])
        check_block(file, answers["overall_no_fpc"][outcome], "--endless")
        by_stratum = {one["domain"]: one for one in calc("share", file, "--by", "stratum")}
        for stratum, block in answers["by_stratum"].items():
            assert by_stratum[stratum]["p"] == near(block[outcome], within=1e-10)
            assert by_stratum[stratum]["se"] == near(block[f"{outcome}_se"], within=1e-10)
    check_block(write(folder / "y.csv", rows_of(name)), answers["level90"]["y"], "--level", ".9")


def single_cases(folder: Path, _step: int) -> None:
    name = "o03_singleton_strata"
    answers = expected(name)
    (joined,) = calc("share", write(folder / "joined.csv", rows_of(name)))
    alone = [{**row, "authority": row["stratum"]} for row in rows_of(name)]
    (centred,) = calc("share", write(folder / "alone.csv", alone))
    for found, block in (
        (joined, answers["collapse_S3_into_S2"]),
        (centred, answers["options"]["adjust"]),
    ):
        assert found["p"] == near(block["p"], within=1e-10)
        assert found["se"] == near(block["se"], within=1e-10)
        assert found["df"] == block["df"]


def successes(folder: Path, _step: int) -> None:
    name = "o05_all_successes"
    check_block(write(folder / "y.csv", rows_of(name)), expected(name)["overall"]["y"])
    rows = [{**row, "y": row["yd"]} for row in rows_of(name)]
    found = calc("share", write(folder / "yd.csv", rows), "--by", "stratum", "--interval", "nchs")
    block = expected(name)["domain_S2"]["yd"]
    (domain,) = [one for one in found if one["domain"] == "S2"]
    assert (domain["n"], domain["df"], domain["p"]) == (block["n"], block["df"], 1)
    assert domain["lo"] == near(block["ci"]["kg_nchs"]["lo"])


def weights(folder: Path, _step: int) -> None:
    name = "o07_unequal_weights"
    rows = [{**row, "weight": row["w"]} for row in rows_of(name)]
    file = write(folder / "y.csv", rows)
    check_block(file, expected(name)["overall"]["y"])
    for kind, method in METHODS.items():
        found = calc("share", file, "--by", "stratum", "--interval", method)
        for one in found[1:]:
            block = expected(name)["by_stratum"][one["domain"]]
            limits = block["ci"][kind]
            assert one["se"] == near(block["se"], within=1e-10)
            assert (one["lo"], one["hi"]) == (near(limits["lo"]), near(limits["hi"]))


def textbook(_folder: Path, step: int) -> None:
    names = {
        "clopper_pearson": "clopper-pearson",
        "wilson_plain": "wilson",
        "agresti_coull": "agresti-coull",
        "jeffreys": "jeffreys",
        "wilson_cc": "wilson-cc",
        "wald": "wald",
    }
    for row in expected("o09_binomial_ci")["rows"][::step]:
        found = {
            one["interval"]: one
            for one in calc("count", "--yes", str(row["x"]), "--of", str(row["n"]))
        }
        for name, interval in names.items():
            limits = [found[interval]["lo"], found[interval]["hi"]]
            assert limits == [near(limit) for limit in row[name]], (row["x"], row["n"], name)


def kappas(folder: Path, _step: int) -> None:
    name = "o11_cohen_kappa"
    answers = expected(name)
    scale = ",".join(answers["scale_order"])
    file = write(folder / "reads.csv", rows_of(name))
    found = {one["coefficient"]: one for one in calc("agreement", file, "--scale", scale)}
    values = {value["value"] for value in found.values() if value["value"] is not None}
    for wanted in (
        answers["percent_agreement"],
        answers["kappa"]["unweighted"],
        answers["kappa_linear"]["value"],
        answers["kappa_quadratic"]["value"],
    ):
        assert any(value == near(wanted) for value in values)


def many_readers(folder: Path, _step: int) -> None:
    name = "o13_fleiss_gwet"
    found = calc("agreement", write(folder / "reads.csv", rows_of(name)))
    values = [one["value"] for one in found if one["value"] is not None]
    for wanted in _figures(expected(name), ("fleiss", "gwet", "ac1")):
        assert any(value == near(wanted, within=1e-5) for value in values), wanted


def _figures(block: Any, names: tuple[str, ...]) -> list[float]:
    """Values of coefficients, wherever they stand in the file."""
    found = []
    for key, value in block.items():
        if isinstance(value, dict) and any(name in key.lower() for name in names):
            for inner in ("value", "coeff", "est", "coefficient", "coeff_value"):
                if inner in value:
                    found.append(value[inner])
    return found


def allocation(_folder: Path, _step: int) -> None:
    name = "o14_allocation"
    file, answers = str(ORACLES / f"{name}.csv"), expected(name)
    options: dict[str, tuple[str, ...]] = {
        "proportional": ("proportional",),
        "equal": ("equal",),
        "neyman": ("neyman",),
        "power_q0": ("power", "--exponent", "0"),
        "power_q0.25": ("power", "--exponent", ".25"),
        "power_q0.5": ("power", "--exponent", ".5"),
        "power_q1": ("power", "--exponent", "1"),
        "bankier_q0.5_cv": ("bankier", "--exponent", ".5", "--mean", ".5"),
        "proportional_min12": ("proportional", "--minimum", "12"),
        "proportional_min12_max60": ("proportional", "--minimum", "12", "--maximum", "60"),
        "neyman_min12_capN": ("neyman", "--minimum", "12"),
    }
    assert set(options) == set(answers["allocations"])
    for design, (method, *more) in options.items():
        bounds = more if "--minimum" in more else [*more, "--minimum", "0"]
        found = calc("allocate", file, "--size", "330", "--method", method, *bounds)
        block = answers["allocations"][design]
        assert [one["n_h"] for one in found] == block["n_h"]
        assert [one["target"] for one in found] == [near(one) for one in block["target"]]


def sizes(folder: Path, step: int) -> None:
    answers = expected("o16_sample_size_moe")
    for row in answers["rows"][::step]:
        words = ["--margin", str(row["e"]), "--level", str(row["level"]), "--share", str(row["p"])]
        if row["N"] != "Inf":
            words += ["--population", str(row["N"])]
        found = calc("size", *words)
        assert found["n"] == row["n"]
        assert found["exact"] == near(row["cochran_fpc"], within=1e-10)
    block = answers["stratified"]
    rows = [
        {"stratum": f"S{at}", "N_h": str(population), "p_h": str(share)}
        for at, (population, share) in enumerate(zip(block["N_h"], block["p_h"], strict=True))
    ]
    file = write(folder / "strata.csv", rows)
    found = calc("size", "--strata", file, "--margin", str(block["e"]))
    assert found["proportional"] == near(block["n_prop_cochran_pq"])
    assert found["proportional_s2"] == near(block["n_prop_S2"])
    assert found["neyman"] == near(block["n_neyman_S2"])
    assert (found["n_proportional"], found["n_neyman"]) == (321, 321)


def draws(folder: Path, _step: int) -> None:
    answers = expected("o17_prn_sha256")
    tickets = set(_tickets(answers))
    frame = str(ORACLES / "o17_prn_sha256.csv")
    sizes = folder / "sizes.csv"
    strata = sorted({row["stratum"] for row in rows_of("o17_prn_sha256")})
    sizes.write_text("stratum,n_h\n" + "".join(f"{name},1\n" for name in strata))
    found = calc(
        "draw", frame, "--seed", answers["public_seed"], "--draw-id", answers["draw_id"],
        "--sizes", str(sizes),
    )  # fmt: skip
    assert {one["ticket"] for one in found} <= tickets


def _tickets(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        if isinstance(value.get("ticket"), str):
            yield value["ticket"]
        for inner in value.values():
            yield from _tickets(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _tickets(inner)


def draws_by_size(_folder: Path, _step: int) -> None:
    answers = expected("o18_pps_order")
    frame, names = str(ORACLES / "o18_pps_order.csv"), {"sps": "sequential-poisson"}
    for method, rows in answers["methods"].items():
        found = calc(
            "draw", frame, "--seed", answers["public_seed"], "--draw-id", answers["draw_id"],
            "--size", str(answers["n"]), "--method", names.get(method, method),
        )  # fmt: skip
        drawn = [one["unit_id"] for one in found]
        assert drawn == [row["unit_id"] for row in rows][: len(drawn)]
        assert len(drawn) >= answers["n"]


def associations(folder: Path, _step: int) -> None:
    answers = expected("o21_rao_scott")
    file = write(folder / "cases.csv", rows_of("o21_rao_scott"))
    for rows, block in (("y", "y_by_ctype"), ("grade", "grade_by_ctype")):
        found = calc("association", file, "--rows", rows, "--columns", "ctype")["second_order"]
        wanted = answers[block]["F"]
        assert found["statistic"] == near(wanted["statistic"])
        assert found["ndf"] == near(wanted["ndf"])
        assert found["ddf"] == near(wanted["ddf"])
        assert found["p_value"] == near(wanted["p"])


def out_of_scope(folder: Path, _step: int) -> None:
    name = "o23_out_of_scope_reserve"
    answers = expected(name)
    known = [row for row in rows_of(name) if row["status"] != "unavailable"]
    file = write(
        folder / "cases.csv",
        [{**row, "y": row["y"] if row["status"] == "in" else ""} for row in known],
    )
    (share,) = calc("share", file)
    assert share["p"] == near(answers["p_eligible"]["p"], within=1e-10)
    assert share["se"] == near(answers["p_eligible"]["se"], within=1e-10)
    (total,) = calc("total", file)
    assert total["total"] == near(answers["total_y"]["est"], within=1e-10)
    assert total["se"] == near(answers["total_y"]["se"], within=1e-10)
    assert total["size"] == near(answers["N_eligible"]["est"], within=1e-10)
    assert total["size_se"] == near(answers["N_eligible"]["se"], within=1e-10)


def former_default(folder: Path, _step: int) -> None:
    name = "o25_default_interval"
    for at, (row, limits) in enumerate(zip(rows_of(name), expected(name)["rows"], strict=True)):
        kind, _, last = row["key"].strip("/").partition("/")
        outcome = last if last.startswith("y") else "y"
        rows = [{**one, "y": one[outcome]} for one in rows_of(row["source"])]
        if row["source"] == "o07_unequal_weights":
            rows = [{**one, "weight": one["w"]} for one in rows]
        file = write(folder / f"{at}.csv", rows)
        found = {
            one["domain"]: one
            for one in calc("share", file, "--by", "stratum", "--interval", "kg-wor")
        }
        domain = {"overall": "overall", "domain_S2": "S2", "by_stratum": last}[kind]
        assert found[domain]["lo"] == near(limits["lo"])
        assert found[domain]["hi"] == near(limits["hi"])


BY_COMMAND: dict[str, Callable[[Path, int], None]] = {
    "o01_strat_srs_fpc": strata,
    "o03_singleton_strata": single_cases,
    "o05_all_successes": successes,
    "o07_unequal_weights": weights,
    "o09_binomial_ci": textbook,
    "o11_cohen_kappa": kappas,
    "o13_fleiss_gwet": many_readers,
    "o14_allocation": allocation,
    "o16_sample_size_moe": sizes,
    "o17_prn_sha256": draws,
    "o18_pps_order": draws_by_size,
    "o21_rao_scott": associations,
    "o23_out_of_scope_reserve": out_of_scope,
    "o25_default_interval": former_default,
}


@pytest.mark.parametrize("oracle", sorted(path.stem for path in ORACLES.glob("*.csv")))
def test_a_command_gives_what_an_independent_program_gives(
    oracle: str, tmp_path: Path, *, whole: bool
) -> None:
    BY_COMMAND[oracle](tmp_path, 1 if whole else 6)


def test_the_page_of_calculations_names_the_command_of_each() -> None:
    assert REACHED.keys() == BY_COMMAND.keys()
