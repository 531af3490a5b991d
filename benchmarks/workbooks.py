"""Workbooks out and in, and one case by command: `python -m benchmarks.workbooks`.

Makes a review of two authorities with 12 cases of 60 questions, each answered twice, and runs the
real commands on it, each in a process of its own. Prints CPU seconds of that process and its
children, the least of some runs, beside the goal, and beside what its libraries take alone in the
same run. Other work on the machine makes the seconds more, and hardly changes the ratios.

    python -m benchmarks.workbooks [--many 1000] [--runs 3] [--sample FOLDER]

With a folder of the demonstration's review, `case answer`, `case show` and `status` are run there.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import growth_review
from benchmarks.growth import COMPILED

AUTHORITIES = 2  # the one inspector for whom all 12 cases of one are left has no other
CASES = "12 cases of 60 questions"


def main() -> None:
    """Make what is needed, then print a line for each command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, default=100, help="re-saved workbooks at once")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--sample", type=Path, help="the demonstration's review")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="workbooks-") as folder:
        _measure(Path(folder), options)


def _measure(folder: Path, options: argparse.Namespace) -> None:
    review, runs = _made(folder), options.runs
    inspector = growth_review.inspectors(AUTHORITIES)[0]
    issued = folder / "issued"

    def export() -> list[str]:
        shutil.rmtree(issued, ignore_errors=True)
        return ["case", "export", "--inspector", inspector, "-o", str(issued)]

    _say(f"case export of {CASES}", _least(review, export, runs), 1.0)
    path = max(issued.iterdir(), key=lambda one: one.stat().st_size)
    _say_alone("as many cells, written by XlsxWriter alone", _alone(WRITTEN, path, runs))
    again = _saved_again(path, folder / "again", 1)
    one = _least(review, lambda: _import(again), runs)
    _say("case import of one saved again", one, 1.0)
    filled = iter([_filled(path, folder / "filled", turn) for turn in range(runs)])
    found = _least(review, lambda: _import([next(filled)]), runs)
    _say("case import of one with a new note at each answer", found, 1.0)
    many = _saved_again(path, folder / "many", options.many)
    more = _least(review, lambda: _import(many), 1) - one
    seconds = one + more * 999 / max(options.many - 1, 1)  # the command begins once
    _say(f"case import of 1,000 saved again, from {options.many}", seconds, 60.0)
    _say_alone(
        "the same, unpacked once and read by calamine alone", 1000 * _alone(READ, again[0], runs)
    )
    _by_command(options.sample or review, runs)


def _by_command(review: Path, runs: int) -> None:
    """What is done with one case, and the whole review at a glance."""
    from inspect_tool.store import queries
    from inspect_tool.workspace import Workspace

    workspace = Workspace.open(review)
    with workspace.reading() as work:
        duty = next(one for one in queries.assignments(work) if one.reader == "first")
    framework = workspace.review.framework
    question = next(
        one.id
        for one in framework.questions()
        if one.scale is not None and {"no", "yes"} <= {*framework.scales[one.scale].values}
    )
    turns = iter(["no", "yes"] * runs)
    ref, own = duty.case_ref, duty.inspector
    steps: tuple[tuple[str, Callable[[], list[str]], float], ...] = (
        ("case show", lambda: ["case", "show", ref], 0.6),
        ("case check", lambda: ["case", "check", ref], 0.6),
        ("case answer", lambda: ["case", "answer", ref, question, next(turns), "--note", "x"], 0.6),
        ("status", lambda: ["status"], 0.8),
    )
    begun = min(_cpu([sys.executable, "-c", "import typer, sqlmodel"]) for _ in range(runs))
    _say_alone("Typer and SQLModel, imported alone", begun)
    for name, words, goal in steps:
        person = own if name == "case answer" else ""
        _say(name, _least(review, words, runs, person), goal)


def _made(folder: Path) -> Path:
    """A review of two authorities, drawn, assigned and recorded."""
    review, returns = folder / "review", folder / "returns"
    growth_review.write_review(review, AUTHORITIES)
    growth_review.write_returns(returns, AUTHORITIES)
    for words in (
        *(["frame", "import", str(path)] for path in sorted(returns.iterdir())),
        ["sample", "commit"],
        ["sample", "draw", "--seed", growth_review.SEED, "--seed-source", "dice"],
        ["assign", "auto"],
    ):
        _seconds(review, words)
    growth_review.record_twice(review)
    return review


def _import(paths: Sequence[Path]) -> list[str]:
    return ["case", "import", *map(str, paths)]


def _saved_again(path: Path, folder: Path, number: int) -> list[Path]:
    """The workbook as another program saves it, in files that all differ."""
    import openpyxl

    folder.mkdir()
    made = []
    for turn in range(number):
        made.append(folder / f"{turn:04}.xlsx")
        if turn == 0:
            openpyxl.load_workbook(path).save(made[0])
            continue
        shutil.copyfile(made[0], made[-1])
        with zipfile.ZipFile(made[-1], "a") as archive:
            archive.comment = str(turn).encode()
    return made


def _filled(path: Path, folder: Path, turn: int) -> Path:
    """The workbook with a new note beside every answer."""
    import openpyxl

    from inspect_tool.domain.workbook import layout

    folder.mkdir(exist_ok=True)
    workbook = openpyxl.load_workbook(path)
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows(min_row=layout.FIRST_ROW, min_col=1, max_col=layout.MARK):
            if row[layout.KIND.number - 1].value in ("question", "judgement"):
                row[layout.NOTE.number - 1].value = f"{growth_review.WORDS} Turn {turn}."
    workbook.save(folder / f"{turn}.xlsx")
    return folder / f"{turn}.xlsx"


def _least(review: Path, words: Callable[[], list[str]], runs: int, person: str = "") -> float:
    return min(_seconds(review, words(), person) for _ in range(runs))


# What libraries take for the same file without this tool; each prints its CPU seconds.
WRITTEN = """
import sys, time, openpyxl
read = openpyxl.load_workbook(sys.argv[1])
cells = [[tuple(row) for row in sheet.values] for sheet in read.worksheets]
start = time.process_time()
import io, xlsxwriter
book = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
for rows in cells:
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(number, column, value)
book.close()
print(time.process_time() - start)
"""
READ = """
import sys, time, zipfile
from python_calamine import CalamineWorkbook
start = time.process_time()
with zipfile.ZipFile(sys.argv[1]) as archive:
    parts = [archive.read(name) for name in archive.namelist()]
book = CalamineWorkbook.from_path(sys.argv[1])
for name in book.sheet_names:
    book.get_sheet_by_name(name).to_python(skip_empty_area=False)
print(time.process_time() - start)
"""


def _alone(script: str, path: Path, runs: int) -> float:
    command = [sys.executable, "-c", script, str(path)]
    return min(float(subprocess.check_output(command, text=True)) for _ in range(runs))


def _seconds(review: Path, words: list[str], person: str = "") -> float:
    """CPU seconds of a command and of what it starts."""
    who = ["--as", person] if person else []
    return _cpu([sys.executable, "-m", "inspect_tool", "--review", str(review), *who, *words])


def _cpu(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = subprocess.run(
        command,
        env=os.environ | COMPILED,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command[:9])} ended with {ended.returncode}: {ended.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _say(name: str, seconds: float, goal: float) -> None:
    print(f"{name:55} {seconds:6.2f} s CPU (goal {goal:g})", flush=True)


def _say_alone(name: str, seconds: float) -> None:
    print(f"  {name:53} {seconds:6.2f} s CPU", flush=True)


if __name__ == "__main__":
    main()
