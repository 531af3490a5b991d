"""A table in a pipe is what rich prints there, letter for letter."""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stdout

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from inspect_tool.cli.output import print_table
from inspect_tool.cli.piped_table import is_narrow
from inspect_tool.cli.printed_table import PIPE_WIDTH, PrintedColumn, piped_lines, print_by_rich

WORDS = (
    "a",
    "12",
    "word",
    "longer-word",
    "x" * 30,
    "y" * 230,
    "“said”",
    "–",
    "é≥…",
    " ",
    "   ",
    "\n",
    "\xa0",
    "a/path/of/many/folders/one/in/another",
)
texts = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)
numbers = st.integers(0, 10**8).map(str)


@st.composite
def tables(draw: st.DrawFn) -> list[PrintedColumn]:
    """Columns of words, then some of numbers."""
    rows = draw(st.integers(0, 3))
    kinds = [False, *draw(st.lists(st.booleans(), max_size=6))]
    return [
        PrintedColumn(
            draw(st.sampled_from(WORDS).filter(lambda words: "\n" not in words)),
            tuple(draw(numbers if is_numeric else texts) for _ in range(rows)),
            is_numeric,
        )
        for is_numeric in kinds
    ]


@given(texts, tables(), st.lists(texts, max_size=2))
def test_a_table_in_a_pipe_is_what_rich_prints_there(
    title: str, columns: list[PrintedColumn], notes: list[str]
) -> None:
    by_rich = io.StringIO()
    print_by_rich(title, columns, notes, Console(file=by_rich, width=PIPE_WIDTH, highlight=False))
    lines = piped_lines(title, columns, notes)
    assert "".join(f"{line}\n" for line in lines) == by_rich.getvalue()


def test_only_signs_of_one_cell_are_laid_out_without_rich() -> None:
    narrow = [sign for sign in map(chr, range(0x3000)) if is_narrow(sign) and sign != "\n"]
    assert {cell_len(sign) for sign in narrow} == {1}
    assert all(is_narrow(sign) for sign in "aZ9~é“”‘’–—…•↳→≤≥−£")
    assert not any(is_narrow(sign) for sign in "\t\r\x07\xad日👍\u0301\u200b\u2028")


def test_words_in_wide_signs_are_laid_out_by_rich_in_a_pipe_too() -> None:
    with redirect_stdout(io.StringIO()) as said:
        print_table("Namen", ["Wort", "Zahl"], [["日本語", 1], ["ab", 22]])
    lines = [line for line in said.getvalue().splitlines() if line.strip()]
    assert {cell_len(line) for line in lines[1:]} == {cell_len(lines[1])}


def test_a_table_in_a_pipe_is_printed_without_loading_rich(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "rich"]:
        monkeypatch.delitem(sys.modules, name)
    with redirect_stdout(io.StringIO()):
        print_table("Cases", ["Case", "Note"], [["ASH-001", "A “note” – long " * 30]])
    assert not [name for name in sys.modules if name.split(".")[0] == "rich"]
