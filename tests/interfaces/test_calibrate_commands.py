"""`calibrate` and `moderate report`, as leads and inspectors use them."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from inspect_tool.domain.records.records import Answer
from tests.interfaces.command_line import run
from tests.read_twice import read_twice
from tests.small_review import open_review

pytestmark = pytest.mark.journeys


def fill_in(form: Path, to: Path, *judgements: str) -> Path:
    rows = list(csv.DictReader(form.read_text(encoding="utf-8-sig").splitlines()))
    with to.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        for row, judgement in zip(rows, judgements, strict=True):
            writer.writerow({**row, "judgement": judgement})
    return to


def test_a_round_from_start_to_end(to_read_twice_once: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(to_read_twice_once, tmp_path / "review"))
    started = run("--review", folder, "calibrate", "start", "--case", "T1", "--case", "T2")
    assert "Calibration round 1: 2 training cases, 3 inspectors; running" in started.out
    form = tmp_path / "form.csv"
    out = run("--review", folder, "calibrate", "form", "-o", form)
    assert "2 judgements to give" in out.out
    for reader, judgements in (
        ("ab", ("Good", "inadequate")),
        ("cd", ("good", "Not applicable")),
    ):
        path = fill_in(form, tmp_path / f"{reader}.csv", *judgements)
        taken = run("--review", folder, "--as", reader, "calibrate", "take", path)
        assert taken.out == (f"{reader}.csv: 2 judgements taken; 2 of 2 of {reader} are in.\n"), (
            taken
        )
    shown = run("--review", folder, "--as", "ab", "calibrate", "show")
    assert "What was judged is shown once all are in." in shown.out
    last = fill_in(form, tmp_path / "ef.csv", "outstanding", "inadequate")
    taken = run("--review", folder, "calibrate", "take", last, "--inspector", "ef")
    assert taken.out.endswith("All are in. See `calibrate show`.\n")
    over = run("--review", folder, "--as", "ab", "calibrate", "show").out
    assert "Inspectors who judged everything: 3" in over
    assert "good 2, outstanding 1" in over
    late = run("--review", folder, "--as", "ab", "--json", "calibrate", "take", last)
    assert (late.code, "is over" in late.err) == (3, True)


def test_a_round_that_is_closed_says_why(to_read_twice_once: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(to_read_twice_once, tmp_path / "review"))
    run("--review", folder, "calibrate", "start", "--case", "T1", "--criterion", "HARM.1")
    path = tmp_path / "ab.csv"
    path.write_text("case,criterion,judgement\nT1,HARM.1,good\n", encoding="utf-8")
    taken = run("--review", folder, "--json", "--as", "ab", "calibrate", "take", path).json()
    assert (taken["taken"], taken["is_over"]) == (1, False)
    closed = run("--review", folder, "calibrate", "close", "--why", "one is ill")
    assert "Closed before all were in: one is ill" in closed.out
    assert "Inspectors who judged everything: 1" in closed.out
    view = run("--review", folder, "--json", "calibrate", "show").json()
    assert (view["is_over"], view["rows"][0]["compared"]) == (True, 0)


def test_the_moderation_report_is_written_and_told(
    to_read_twice_once: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(to_read_twice_once, tmp_path / "review"))
    workspace = open_review(folder)
    read_twice(workspace, "ASH-001", {"HARM.1": Answer("inadequate")}, {})
    workspace.database.close()
    words = ("moderate", "report", "-o", tmp_path / "out", "--format", "xlsx")
    told = run("--review", folder, *words)
    assert told.out.endswith(
        "1 of 8 cases have two complete reads. Disagreements settled: 0; open: 1. For the team: "
        "it is not for publication.\n"
    )
    view = run("--review", folder, "--json", *words).json()
    assert (view["complete"], view["still_open"], len(view["paths"])) == (1, 1, 2)
    weeks = run("--review", folder, "moderate", "agreement", "--by", "week")
    assert "Agreement by week" in weeks.out
    checks = run("--review", folder, "moderate", "checks")
    assert "Each reader by week" in checks.out
