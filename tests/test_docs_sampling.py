"""The pages on sampling: their commands and programs give what is printed there."""

from __future__ import annotations

import csv
import doctest
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from inspect_tool.cli.main import app

ROOT = Path(__file__).parents[1]
SAMPLING = ROOT / "docs" / "explanation" / "sampling.md"
CHECK = ROOT / "docs" / "how-tos" / "check-a-draw.md"


def blocks(page: Path, language: str) -> Iterator[tuple[str, str]]:
    """Name after the language, and text, of each fenced block."""
    text = page.read_text(encoding="utf-8")
    for match in re.finditer(rf"^```{language} ?(\S*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield match[1], match[2]


def shown(text: str) -> list[str]:
    """The lines of an output that say something, without padding."""
    return [line.rstrip() for line in text.splitlines() if line.strip()]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in blocks(SAMPLING, "csv"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    shutil.copy(tmp_path / "frame.csv", tmp_path / "public-frame.csv")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_commands_print_what_the_page_shows(folder: Path) -> None:
    commands = list(blocks(SAMPLING, "console"))
    assert len(commands) == 3
    for _, text in commands:
        command, _, printed = text.partition("\n")
        program, *words = shlex.split(command.removeprefix("$ "))
        assert program == "inspect-tool"
        result = CliRunner().invoke(app, words, catch_exceptions=False)
        assert shown(result.stdout) == shown(printed)
    verifier = ROOT / "templates" / "verifier" / "verify_draw.py"
    files = [str(folder / "certificate.json"), str(folder / "public-frame.csv")]
    done = subprocess.run([sys.executable, "-I", str(verifier), *files], check=False)
    assert done.returncode == 0


@pytest.mark.parametrize("method", ["proportional", "equal", "power", "neyman"])
def test_the_table_of_methods_has_the_right_numbers(folder: Path, method: str) -> None:
    words = ["calc", "allocate", str(folder / "strata.csv"), "--size", "40", "--method", method]
    if method == "neyman":
        lines = (folder / "strata.csv").read_text(encoding="utf-8").splitlines()
        spread = "".join(
            f"{line},{'S_h' if place == 0 else 0.5}\n" for place, line in enumerate(lines)
        )
        (folder / "strata.csv").write_text(spread, encoding="utf-8")
    out = CliRunner().invoke(app, words, catch_exceptions=False).stdout
    sizes = ", ".join(re.findall(r"_\w+ +\d+ +(\d+) +[\d.]+ *$", out, re.MULTILINE))
    (width,) = re.findall(r"plus or minus ([\d.]+)", out)
    row = "proportional" if method == "neyman" else method
    assert re.search(
        rf"^\| {row}\b.*\| {sizes}; ± {width}", SAMPLING.read_text(encoding="utf-8"), re.MULTILINE
    )


def test_programs_print_what_the_page_shows() -> None:
    ((_, text),) = blocks(SAMPLING, "python")
    test = doctest.DocTestParser().get_doctest(text, {}, "sampling.md", "sampling.md", 0)
    assert test.examples
    assert doctest.DocTestRunner().run(test).failed == 0


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="there is no sha256sum here")
@pytest.mark.usefixtures("folder")
def test_sha256sum_prints_what_the_page_shows() -> None:
    steps = list(blocks(CHECK, "sh"))
    assert len(steps) == 3
    for _, text in steps:
        command, printed = text.strip().split("\n")
        done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == printed


@pytest.mark.skipif(
    shutil.which("Rscript") is None or shutil.which("sha256sum") is None,
    reason="there is no R or no sha256sum here",
)
def test_the_r_program_gives_the_order_of_the_draw(folder: Path) -> None:
    ((name, script),) = blocks(CHECK, "r")
    # The package openssl need not be there; sha256sum stands in for its one function.
    stand_in = (
        "sha256 <- function(x) vapply(x, function(one) {"
        " f <- tempfile(); cat(one, file = f);"
        " substr(system2('sha256sum', f, stdout = TRUE), 1, 64) }, '')\n"
    )
    program = folder / name
    program.write_text(script.replace("library(openssl)\n", stand_in), encoding="utf-8")
    subprocess.run(["Rscript", "--vanilla", str(program)], check=True, capture_output=True)
    with (folder / "order.csv").open(newline="", encoding="utf-8") as file:
        order = [(row["unit_id"], int(row["rank"])) for row in csv.DictReader(file)]
    assert order[:4] == [("000501", 1), ("000318", 2), ("000212", 3), ("000107", 4)]
    assert order[6:9] == [("71460", 1), ("71588", 2), ("71204", 3)]
