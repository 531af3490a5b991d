"""The pages on estimates and agreement: their commands and programs give what is printed there."""

from __future__ import annotations

import doctest
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from inspect_tool.cli.main import app
from inspect_tool.domain.estimation.intervals import IntervalMethod

EXPLANATION = Path(__file__).parents[1] / "docs" / "explanation"
PAGES = ("estimation.md", "agreement.md")


def blocks(page: str, language: str) -> Iterator[tuple[str, str]]:
    """Name after the language, and text, of each fenced block."""
    text = (EXPLANATION / page).read_text(encoding="utf-8")
    for match in re.finditer(rf"^```{language} ?(\S*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield match[1], match[2]


def shown(text: str) -> list[str]:
    """The lines of an output that say something, without padding."""
    return [line.rstrip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("page", PAGES)
def test_commands_print_what_the_page_shows(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in blocks(page, "csv"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    commands = list(blocks(page, "console"))
    assert commands
    for _, text in commands:
        command, _, printed = text.partition("\n")
        program, *words = shlex.split(command.removeprefix("$ "))
        assert program == "inspect-tool"
        result = CliRunner().invoke(app, words, catch_exceptions=False)
        assert shown(result.stdout) == shown(printed)


@pytest.mark.parametrize("page", PAGES)
def test_programs_print_what_the_page_shows(page: str) -> None:
    programs = list(blocks(page, "python"))
    assert programs
    for _, text in programs:
        test = doctest.DocTestParser().get_doctest(text, {}, page, page, 0)
        assert test.examples
        assert doctest.DocTestRunner().run(test).failed == 0


def test_the_r_script_estimates_by_the_columns_of_the_table() -> None:
    ((name, script),) = blocks("estimation.md", "r")
    assert name == "estimates.R"
    for column in ("strata = ~stratum", "fpc = ~N_h", "weights = ~weight", "svymean(~y"):
        assert column in script


def test_the_page_names_every_interval() -> None:
    text = (EXPLANATION / "estimation.md").read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE))
    assert set(IntervalMethod) <= rows
