"""A table on a terminal is never empty: what does not fit side by side is folded."""

from __future__ import annotations

import contextlib
import io
import os
import pty
import re
import shutil
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from inspect_tool.cli.output import print_table
from inspect_tool.cli.printed_table import PrintedColumn, parts_of, show_table
from inspect_tool.domain.content.blocks import Column, Row, Table
from inspect_tool.domain.figures import findings
from inspect_tool.domain.percentages import Percentage
from inspect_tool.domain.report.judgement_tables import matrix_table
from tests.figures_factory import authority_code, cases_of, figures_of_cases
from tests.interfaces.command_line import run

pytestmark = pytest.mark.journeys


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True

    @property
    def lines(self) -> list[str]:
        """What it shows, without the codes for bold."""
        return [line.rstrip() for line in re.sub(r"\x1b\[[\d;]*m", "", self.getvalue()).split("\n")]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal of 80 columns, for `redirect_stdout`."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")
    return Terminal()


def matrix_of(authorities: int) -> Table:
    """A criterion by authority: of twelve cases, so many more met as the authority comes later."""
    records = [
        record
        for place in range(authorities)
        for record in cases_of(authority_code(place), place % 13, 12)
    ]
    figures = figures_of_cases(records, authorities=authorities)
    return matrix_table(figures, findings.matrix(figures))


def cells_by_heading(lines: list[str]) -> dict[str, str]:
    """The cells of the only row, by heading, over all parts of a folded table."""
    found: dict[str, str] = {}
    for place, line in enumerate(lines):
        if line.strip().startswith("Criterion"):
            headings = re.split(r" {2,}", line.strip())
            cells = re.split(r" {2,}", lines[place + 2].strip())
            found.update(zip(headings[1:], cells[1:], strict=True))
    return found


@pytest.mark.parametrize(
    ("authorities", "parts"), [(2, 1), (5, 1), (6, 2), (11, 2), (38, 7), (152, 26)]
)
def test_a_matrix_of_many_authorities_is_folded_and_nothing_is_lost(
    terminal: Terminal, authorities: int, parts: int
) -> None:
    table = matrix_of(authorities)
    with redirect_stdout(terminal):
        show_table(table)
    assert max(map(len, terminal.lines)) <= 80
    assert sum(line.strip().startswith("HARM.1") for line in terminal.lines) == parts
    headings = [column.heading for column in table.columns[1:]]
    assert cells_by_heading(terminal.lines) == dict(zip(headings, table.rows[0].cells, strict=True))
    told = [line for line in terminal.lines if line.startswith("Columns ")]
    assert len(told) == (parts if parts > 1 else 0)
    if told:
        assert told[0].startswith("Columns 2 to ")
        assert told[-1].endswith(f" to {authorities + 2} of {authorities + 2}")


@pytest.mark.parametrize("authorities", [11, 38, 152])
def test_in_a_pipe_a_table_is_as_wide_as_it_needs(
    authorities: int, capsys: pytest.CaptureFixture[str]
) -> None:
    table = matrix_of(authorities)
    show_table(table)
    lines = capsys.readouterr().out.split("\n")
    (row,) = [line for line in lines if line.strip().startswith("HARM.1")]
    assert re.split(r" {2,}", row.strip())[1:] == list(table.rows[0].cells)


def test_a_very_narrow_terminal_breaks_words_and_no_number(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "24")
    with redirect_stdout(terminal):
        show_table(
            Table(
                "t",
                "A title that is longer than the terminal",
                (Column("Authority"), *(Column(f"Count {n}", is_numeric=True) for n in range(3))),
                (Row("A-name-without-any-space-in-it", ("1,234,567", 12, Percentage(0.5))),),
                note="First sentence.\nSecond sentence.",
                source="Somewhere.",
            )
        )
    text = "\n".join(terminal.lines)
    assert max(map(len, terminal.lines)) <= 24
    for part in ("1,234,567", "12", "50%", "First sentence.\n", "Second sentence.\n", "Source: S"):
        assert part in text
    assert "Columns 2 to 2 of 4" in text


@pytest.mark.parametrize(("width", "parts"), [(29, 2), (30, 1), (31, 1)])
def test_columns_stand_side_by_side_as_soon_as_there_is_room(width: int, parts: int) -> None:
    # Room for 1 + 3 × (5 + 3) is 25; the words of the last column need 10 and not 5.
    columns = [
        PrintedColumn("First", ("a",), is_numeric=False),
        PrintedColumn("Count", ("12345",), is_numeric=True),
        PrintedColumn("Words", ("absolutely no room",), is_numeric=False),
    ]
    found = tuple(parts_of(columns, width=width))
    assert len(found) == parts
    for part in found:
        assert part.columns[0] is columns[0]
        assert 1 + sum(part.widths) + 3 * len(part.widths) <= width


@pytest.mark.parametrize(
    ("cell", "narrowest"),
    [("11 of 1,234", 11), ("111 of 1,234", 12), ("1,111 of 1,234", 5)],  # a short cell has 12
)
def test_a_short_cell_is_not_broken_and_a_longer_one_is(cell: str, narrowest: int) -> None:
    assert PrintedColumn("Met", (cell,), is_numeric=False).narrowest == narrowest


def test_a_table_of_one_column_is_one_part() -> None:
    (part,) = parts_of([PrintedColumn("Only", (), is_numeric=False)], width=80)
    assert part.widths == (4,)


def test_square_brackets_are_shown_as_they_are(terminal: Terminal) -> None:
    with redirect_stdout(terminal):
        print_table("Of [z]", ["[x]", "n"], [["[bold]", "1.5"]], caption="[z] = none")
    text = "\n".join(terminal.lines)
    for mark in ("Of [z]", "[x]", "[bold]", "[z] = none"):
        assert mark in text


def on_a_terminal(columns: int, *words: str | Path) -> str:
    """What the command prints on a real terminal of so many columns."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(columns), "TERM": "xterm"}
    command = [sys.executable, "-m", "inspect_tool", *map(str, words)]
    with subprocess.Popen(command, stdout=theirs, env=environment) as process:
        os.close(theirs)
        shown = b""
        with contextlib.suppress(OSError):  # Linux says by an error that the other end is closed
            while part := os.read(ours, 4096):
                shown += part
    os.close(ours)
    assert process.returncode == 0
    return shown.decode()


def test_the_matrix_of_a_review_is_not_empty_on_a_terminal(
    sampled_once: Path, tmp_path: Path
) -> None:
    review = Path(shutil.copytree(sampled_once, tmp_path / "review"))
    met = re.findall(r"\d+ of \d+", run("--review", review, "findings", "matrix").out)
    assert len(met) == 3
    for columns in (20, 80):
        shown = on_a_terminal(columns, "--review", review, "findings", "matrix")
        assert [cell for cell in re.findall(r"\d+ of \d+", shown) if cell in met] == met
