"""`findings`: estimates beside counts, their working, their units, and how they are checked."""

from __future__ import annotations

import csv
import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.domain.estimation.slow_estimates import SlowCase, slow_share
from tests.interfaces.command_line import Outcome, refused, run
from tests.interfaces.test_command_line import parse
from tests.r_here import skip_without_r
from tests.sampled_review import make_sampled_review

pytestmark = pytest.mark.journeys

ROOT = Path(__file__).parents[2]
HOW_TO = ROOT / "docs" / "how-tos" / "check-an-estimate.md"
SCRIPT = ROOT / "docs" / "how-tos" / "check-estimates.R"


@pytest.fixture(scope="module")
def review(sampled_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(sampled_once, tmp_path_factory.mktemp("findings") / "review"))


@pytest.fixture(scope="module")
def large_review(shown_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with percentages from a base of 5, so that tables show them."""
    return Path(shutil.copytree(shown_once, tmp_path_factory.mktemp("shown") / "review"))


def findings(review: Path, *words: str) -> Outcome:
    return run("--review", review, "findings", *words)


def result(outcome: Outcome) -> Any:
    assert outcome.code == 0, outcome
    return outcome.json()


def test_a_table_for_programs_has_the_count_and_the_estimate_of_each_group(review: Path) -> None:
    outcome = findings(review, "table", "drift", "--by", "authority", "--json")
    rows = result(outcome)
    assert list(rows[0]) == [
        "measure", "title", "noun", "by", "group", "count", "base", "share", "estimate",
        "all_authorities", "no_estimate", "refs", "unknown_refs", "outside_refs",
        "not_asked_refs", "all_records", "agreement",
    ]  # fmt: skip
    assert [(one["by"], one["group"]) for one in rows] == [
        (None, ""), ("authority", "ASH"), ("authority", "BRO"),
    ]  # fmt: skip
    estimate = rows[0]["estimate"]
    assert list(estimate) == [
        "domain", "n", "p", "se", "df", "lo", "hi", "sum_w", "deff", "reason", "interval", "level",
    ]  # fmt: skip
    assert (rows[0]["count"], rows[0]["base"], estimate["n"]) == (6, 13, 12)
    assert (estimate["domain"], estimate["p"]) == ("overall", pytest.approx(9 / 22))
    assert "1 case was picked by hand" in outcome.err


def test_people_see_no_percentage_below_the_plans_base(review: Path, large_review: Path) -> None:
    small = findings(review, "table", "drift", "--by", "authority").out
    assert "[u] = no percentage: the base is below 20." in small
    assert "%" not in small.partition("95% interval")[2]
    shown = findings(large_review, "table", "drift", "--by", "authority").out
    assert re.search(r"all +6 +13 +46% +41% +26% to 74%", shown)
    # ASH has a base of 5 cases and an estimate from 4: the count is shown, the estimate is not.
    assert re.search(r"ASH +2 +5 +40% +\[u\] +\[u\] +0 ", shown)
    assert re.search(r"BRO +4 +8 +50% +50% +36% to 64%", shown)


@pytest.mark.every_run
def test_extremes_and_weights_are_options_of_a_table(large_review: Path) -> None:
    shown = findings(large_review, "table", "drift", "--by", "authority", "--extremes").out
    assert "Worst to best case" in shown
    assert "of 13" in shown
    rows = result(findings(large_review, "table", "drift", "--extremes", "--json"))
    assert rows[0]["extremes"]["missing"] == 0
    assert rows[0]["sturdiness"]["sentences"]
    classes = findings(large_review, "table", "drift", "--classes", "case_type").out
    assert "Weighting classes by case_type" in classes
    strata = findings(large_review, "table", "drift", "--post-strata", "authority").out
    assert "Post-stratified by authority" in strata


def test_people_are_told_whom_the_figures_describe_and_which_strata_were_joined(
    review: Path,
) -> None:
    out = findings(review, "table", "drift").out
    assert "no known chance of having been drawn" in out
    assert "Korn-Graubard" in out
    assert "Strata ASH/child_in_need and ASH/child_protection were joined" in out


def test_the_cases_behind_a_count_are_named_on_request(review: Path) -> None:
    assert "ASH-" not in findings(review, "table", "drift").out
    assert re.search(r"ASH-\d{3}, ", findings(review, "table", "drift", "--refs").out)


def test_interval_and_level_can_be_chosen(large_review: Path) -> None:
    words = ("--interval", "wald", "--level", ".8")
    estimate = result(findings(large_review, "table", "drift", *words, "--json"))[0]["estimate"]
    assert (estimate["interval"], estimate["level"]) == ("wald", 0.8)
    out = findings(large_review, "table", "drift", *words).out
    assert "80% interval" in out
    assert "not recommended" in out
    assert "no interval `x`" in refused(
        findings(large_review, "table", "drift", "--interval", "x"), 2
    )


def test_a_share_without_an_interval_says_why(large_review: Path) -> None:
    out = findings(large_review, "table", "drift", "--interval", "exact").out
    assert "all: The interval `exact` exists only" in " ".join(out.split())


@pytest.mark.every_run
def test_drawn_authorities_get_a_share_of_all_authorities_beside(tmp_path: Path) -> None:
    authorities = [
        {"code": "ASH", "name": "A", "inclusion_probability": "1/4", "stage_one_stratum": "n"},
        {"code": "BRO", "name": "B", "inclusion_probability": "1/2", "stage_one_stratum": "s"},
    ]
    folder = make_sampled_review(
        tmp_path / "review", authorities=authorities, reporting={"percentages_from": 5}
    )
    out = " ".join(findings(folder, "table", "drift", "--by", "case_type").out.split())
    assert "Estimated share of all authorities" in out
    assert "all, all authorities: There is no interval: too few authorities were drawn" in out
    row = result(findings(folder, "table", "drift", "--json"))[0]
    assert row["all_authorities"]["p"] == pytest.approx(26 / 68)
    assert row["all_authorities"]["between"] > 0


def test_the_variation_has_the_funnel_and_keeps_its_promised_keys(review: Path) -> None:
    drift = next(
        one for one in result(findings(review, "variation", "--json")) if one["measure"] == "drift"
    )
    assert {"seen_in", "authorities", "lowest", "highest_authority"} <= set(drift)
    assert drift["overall"] == pytest.approx(9 / 22)
    assert [one["authority"] for one in drift["funnel"]] == ["ASH", "BRO"]
    assert {one["is_outside"] for one in drift["funnel"]} == {False}
    out = findings(review, "variation", "--level", ".998").out
    assert "Outside the 99.8% funnel" in out
    assert re.search(r"drift .* 2 of 2 .* none", out)


def test_a_comparison_says_whether_the_sample_tells_two_groups_apart(review: Path) -> None:
    words = ("compare", "drift", "--between", "ASH", "--and", "BRO", "--by", "authority")
    found = result(findings(review, *words, "--json"))
    assert found["difference"]["value"] == pytest.approx(1 / 3 - 1 / 2)
    assert (found["first"]["group"], found["second"]["group"]) == ("ASH", "BRO")
    out = " ".join(findings(review, *words).out.split())
    assert "does not tell the two apart" in out
    assert "A base is below 20" in out
    assert "No case has authority CRE" in refused(
        findings(
            review, "compare", "drift", "--between", "ASH", "--and", "CRE", "--by", "authority"
        ),
        2,
    )


def test_a_clear_difference_and_one_without_an_interval_are_said(large_review: Path) -> None:
    by_type = ("--between", "child_in_need", "--and", "child_protection", "--by", "case_type")
    out = " ".join(
        findings(large_review, "compare", "drift", *by_type, "--level", ".01").out.split()
    )
    assert "the two differ" in out
    sides = ("--between", "ASH", "--and", "BRO", "--by", "authority")
    out = " ".join(findings(large_review, "compare", "left_too_long", *sides).out.split())
    assert "Made from the limits of the two shares (MOVER)" in out


def test_the_response_is_shown_by_authority_with_its_losses(review: Path) -> None:
    rows = {one["authority"]: one for one in result(findings(review, "response", "--json"))}
    assert rows["all"]["rate"] == pytest.approx(13 / 16)
    assert rows["BRO"]["out_of_scope"] == {"not_the_theme": 1}
    out = findings(review, "response").out
    assert re.search(r"ASH +6 +4 +0 +2 +0 +4 of 6", out)
    assert "Out of scope: neglect played no part 1." in out
    assert "file not available 1" in out
    assert "81%" not in out


def test_the_response_rate_is_a_percentage_where_its_base_is_large_enough(
    large_review: Path,
) -> None:
    assert re.search(r"all +16 .* 81%", findings(large_review, "response").out)


def test_the_working_can_be_followed_by_hand(review: Path) -> None:
    out = findings(review, "working", "drift").out
    assert re.search(r"BRO/child_protection +6 +3 +1 +2\.0000 +2 +1 +4\.0000 +2\.0000", out)
    assert "ASH/child_in_need + ASH/child_protection" in out
    assert "Share: 9.0000 / 22.0000 = 0.409091" in out
    assert "Degrees of freedom: 12 cases − 3 strata = 9" in out
    assert "Effective size n*: 6.111111, of 11.340821 by the variance" in out
    assert "95% interval: 0.260870 to 0.739130" in out
    (found,) = result(findings(review, "working", "drift", "--json"))
    assert found["estimate"]["p"] == pytest.approx(9 / 22)
    assert [one["out_of_scope"] for one in found["cells"]] == [0, 0, 0, 1]


@pytest.mark.every_run
def test_the_working_of_a_group_leaves_out_the_strata_of_others(review: Path) -> None:
    group = ("--by", "authority", "--group", "ASH")
    out = findings(review, "working", "drift", *group).out
    assert "BRO/" not in out.partition("Strata ASH")[0]
    assert "2 other strata have no case" in out
    narrow = ("--by", "case_type", "--group", "child_in_need", "--interval", "wald")
    out = findings(review, "working", "drift", *narrow).out
    assert "n*" not in out
    assert "--by FIELD" in refused(findings(review, "working", "drift", "--group", "ASH"), 2)


def test_a_working_without_an_answer_says_so(review: Path) -> None:
    # Who is open for a few months is not long-term, so the measure has no base there.
    rows = result(findings(review, "table", "left_too_long", "--by", "months_open", "--json"))
    empty = next(one for one in rows if one["base"] == 0)
    group = ("--by", "months_open", "--group", empty["group"])
    out = findings(review, "working", "left_too_long", *group).out
    assert "No case of this group has an answer." in out


def test_units_are_a_plain_table_that_calc_share_reads(review: Path, tmp_path: Path) -> None:
    path = tmp_path / "drift.csv"
    written = result(findings(review, "units", "drift", "-o", str(path), "--json"))
    assert (written["units"], written["answered"]) == (13, 12)
    header = "unit,stratum,N_h,y,design_weight,family,authority,case_type"
    assert path.read_text().splitlines()[0] == header
    assert set(written["design"]) == {"R", "samplics"}
    shares = run("--json", "calc", "share", path, "--by", "authority").json()
    rows = result(findings(review, "table", "drift", "--by", "authority", "--json"))
    for share, row in zip(shares, rows, strict=True):
        assert share.items() <= row["estimate"].items()
    told = findings(review, "units", "drift", "-o", str(path)).out
    assert "keep it inside the team" in told
    assert "survey::svydesign(~1, strata = ~stratum, fpc = ~N_h, data = cases)" in told


def test_siblings_are_taken_together_and_a_review_is_not_compared_with_itself(
    review: Path,
) -> None:
    (plain, *_) = result(findings(review, "table", "drift", "--json"))
    (together, *_) = result(findings(review, "table", "drift", "--families", "--json"))
    assert together["estimate"]["p"] == plain["estimate"]["p"]
    told = findings(review, "change", "drift", "--earlier", str(review))
    assert told.code == 3
    assert "one sample and not two" in " ".join(told.err.split())


# --- the how-to


def shell_lines() -> list[str]:
    blocks = re.findall(r"^```shell\n(.*?)^```$", HOW_TO.read_text(), re.MULTILINE | re.DOTALL)
    return [line.strip() for block in blocks for line in block.splitlines()]


@pytest.mark.every_run
def test_every_command_of_the_how_to_parses() -> None:
    lines = [line for line in shell_lines() if line.startswith("inspect-tool")]
    names = {parse(line)[0] for line in lines}
    assert names == {
        ("findings", "working"),
        ("findings", "units"),
        ("findings", "table"),
        ("calc", "share"),
    }


def check_folder(review: Path, folder: Path) -> Path:
    """What the how-to's loop makes, for both measures of the small review by authority."""
    folder.mkdir()
    for measure in ("drift", "left_too_long"):
        findings(review, "units", measure, "-o", str(folder / f"{measure}.csv"))
        table = findings(review, "table", measure, "--by", "authority", "--json")
        (folder / f"{measure}.json").write_text(table.out)
    return folder


def test_the_tables_of_the_how_to_give_the_figures_in_a_slow_way(
    review: Path, tmp_path: Path
) -> None:
    folder = check_folder(review, tmp_path / "check")
    compared = 0
    for file in sorted(folder.glob("*.json")):
        with file.with_suffix(".csv").open(newline="") as stream:
            units = list(csv.DictReader(stream))
        for row in json.loads(file.read_text()):
            cases = [
                SlowCase(
                    stratum=one["stratum"],
                    authority=one["authority"],
                    population=int(one["N_h"]),
                    y=int(one["y"]) if one["y"] else None,
                    is_member=row["group"] in ("", one["authority"]),
                )
                for one in units
            ]
            wanted = slow_share(cases)
            for name in ("n", "p", "se", "df", "lo", "hi", "sum_w"):
                assert row["estimate"][name] == pytest.approx(getattr(wanted, name), abs=1e-10)
            compared += 1
    assert compared == 6


def test_the_r_script_finds_no_difference_and_would_find_one(review: Path, tmp_path: Path) -> None:
    skip_without_r("survey")
    folder = check_folder(review, tmp_path / "check")
    done = subprocess.run(["Rscript", SCRIPT, folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "6 estimates compared" in done.stdout
    table = folder / "drift.json"
    text = table.read_text()
    rows = json.loads(text)
    rows[0]["estimate"]["lo"] += 1e-9
    table.write_text(json.dumps(rows))
    done = subprocess.run(["Rscript", SCRIPT, folder], capture_output=True, text=True, check=False)
    assert done.returncode == 1


def test_the_r_script_is_named_by_the_how_to() -> None:
    assert SCRIPT.is_file()
    assert any(shlex.split(line)[:2] == ["Rscript", SCRIPT.name] for line in shell_lines())


@pytest.mark.proof(part=0)  # a second review is made; its figures are tested without the command
def test_the_change_since_an_earlier_review_has_its_interval(review: Path, tmp_path: Path) -> None:
    second = make_sampled_review(tmp_path / "second", review="small-again")
    told = result(findings(second, "change", "drift", "--earlier", str(review), "--json"))
    assert told["change"]["value"] == pytest.approx(
        told["later"]["estimate"]["p"] - told["earlier"]["estimate"]["p"]
    )
    assert told["change"]["lo"] < told["change"]["hi"]
    words = ("--by", "case_type", "--group", "child_in_need")
    shown = findings(second, "change", "drift", "--earlier", str(review), *words).out
    assert "small-again, final" in shown
    assert "for no change" in shown


def test_two_rounds_stand_side_by_side_in_every_form(review: Path, tmp_path: Path) -> None:
    second = make_sampled_review(tmp_path / "second", review="small-again")
    words = ("compare-rounds", "--earlier", str(review))
    told = result(findings(second, *words, "--json"))
    one = next(each for each in told["measures"] if each["key"] == "drift")
    assert one["change"] == pytest.approx(one["later"]["share"] - one["earlier"]["share"])
    assert one["lo"] < one["change"] < one["hi"]
    alone = result(findings(second, "change", "drift", "--earlier", str(review), "--json"))
    assert [one["lo"], one["hi"], one["se"]] == pytest.approx(
        [alone["change"][name] for name in ("lo", "hi", "se")]
    )
    for ending in ("csv", "xlsx"):
        path = tmp_path / f"rounds.{ending}"
        assert "small-again, final" in findings(second, *words, "-o", str(path)).out
        assert path.stat().st_size
    rows = (tmp_path / "rounds.csv").read_text(encoding="utf-8").splitlines()
    assert rows[0].startswith("measure,title,earlier_count,earlier_base,earlier_share")
    assert len(rows) == 1 + len(told["measures"]) + len(told["not_compared"])
    assert findings(second, *words, "-o", str(tmp_path / "rounds.pdf")).code == 2
    assert findings(review, *words).code != 0  # one draw is no two samples


# --- every answer, and the words behind a count


def test_a_table_names_the_command_that_shows_the_words_behind_it(review: Path) -> None:
    for words in (("table", "drift"), ("table", "HARM.1.b"), ("cross", "drift", "HARM.1.b")):
        outcome = findings(review, *words)
        command = re.search(r"`findings (answers [^`]+)`", outcome.out)
        assert command is not None, outcome
        shown = findings(review, *command[1].split())
        assert shown.code == 0, shown
        assert "HARM.1.b" in shown.out


def test_a_row_of_a_question_for_programs_says_what_to_ask_for(review: Path) -> None:
    row = result(findings(review, "table", "HARM.1.b", "--json"))[0]
    found = result(findings(review, "answers", "--where", row["where"], "--json"))
    assert found["records"] == row["count"]
    assert sorted({one["subject"] for one in found["answers"]}) == row["refs"]


def test_all_answers_are_written_and_counted(review: Path, tmp_path: Path) -> None:
    outcome = findings(review, "answers", "-o", str(tmp_path / "all.zip"), "--json")
    written = result(outcome)["written"]
    assert (written["snapshot"], written["left_out"]) == ("final", [])
    said = findings(review, "answers", "-o", str(tmp_path / "again.zip")).out
    assert f"{written['answers']} answers of {written['records']} records" in said
    assert (tmp_path / "all.zip").read_bytes() == (tmp_path / "again.zip").read_bytes()


def test_neither_a_file_nor_an_answer_is_refused_with_both(review: Path) -> None:
    sentence = refused(findings(review, "answers"), 2)
    assert "-o" in sentence
    assert "--where left_too_long=yes" in sentence
