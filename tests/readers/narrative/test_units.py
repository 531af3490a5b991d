"""A narrative as units for Word, and Markdown from their pieces again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inspect_tool.domain.content.narrative_units import (
    Piece,
    UnitKind,
    markdown_of,
    merged,
)
from inspect_tool.readers.narrative.spans import lines_of
from inspect_tool.readers.narrative.units import pieces_of, units_of

NARRATIVE = Path(__file__).parents[3] / "sample_data" / "review" / "narrative"
TEXT = """\
---
id: x
---

# A title

Words with [four](claim:drift?in=x) **strong *and* slanted** words,
on two lines[^1].

- One
- Two [links](https://a.example)
  on two lines

1. First

::: voice A parent
“Said.”
:::

{{ table:drift }}

## Heading

### Below

[^1]: A note, with [words](detail:x).
"""
WORDS = st.text("ab *_[]()\\`<#-+>:.1{|!~&é", max_size=12)
PIECES = st.lists(
    st.builds(
        Piece,
        WORDS,
        is_strong=st.booleans(),
        is_emphasis=st.booleans(),
        target=st.sampled_from(["", "", "claim:drift", "^1"]),
    ).map(lambda piece: Piece("[1]", target="^1") if piece.target == "^1" else piece),
    max_size=5,
)


def test_each_part_of_a_file_is_a_unit_with_its_lines() -> None:
    units = units_of(TEXT, file="x.md")
    assert [(one.kind, one.first, one.last) for one in units] == [
        (UnitKind.TITLE, 4, 5),
        (UnitKind.PARAGRAPH, 6, 8),
        (UnitKind.POINT, 9, 10),
        (UnitKind.POINT, 10, 12),
        (UnitKind.STEP, 13, 14),
        (UnitKind.BOX, 15, 16),
        (UnitKind.PARAGRAPH, 16, 17),
        (UnitKind.DIRECTIVE, 19, 20),
        (UnitKind.HEADING, 21, 22),
        (UnitKind.SUBHEADING, 23, 24),
        (UnitKind.NOTE, 25, 26),
    ]
    assert units[1].pieces == (
        Piece("Words with "),
        Piece("four", target="claim:drift?in=x"),
        Piece(" "),
        Piece("strong", is_strong=True),
        Piece(" "),
        Piece("and", is_strong=True, is_emphasis=True),
        Piece(" "),
        Piece("slanted", is_strong=True),
        Piece(" words, on two lines"),
        Piece("[1]", target="^1"),
        Piece("."),
    )


@pytest.mark.parametrize("path", sorted(NARRATIVE.glob("*.md")), ids=lambda path: path.name)
def test_every_line_of_the_samples_narrative_is_in_a_unit_once(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    units = units_of(text, file=path.name)
    of_units = [line for one in units for line in range(one.first, one.last)]
    assert len(of_units) == len(set(of_units))
    left = [line for place, line in enumerate(lines_of(text)) if place not in of_units]
    assert {line.strip() for line in left} <= {"", ":::"}
    assert len({one.name for one in units}) == len(units)
    for one in units:
        if not one.kind.is_fixed:
            assert pieces_of(markdown_of(one.pieces)) == one.pieces


@given(PIECES)
@example([Piece("So!"), Piece("1", target="claim:drift")])  # no image
@example([Piece("So^"), Piece("1", target="claim:drift")])  # no note
@example([Piece("R&amp;D and &#65;")])  # as typed
def test_markdown_of_any_words_is_read_as_those_words(pieces: list[Piece]) -> None:
    expected = merged(pieces)
    assert "".join(one.text for one in pieces_of(markdown_of(expected))) == "".join(
        one.text for one in expected
    )


def test_spaces_are_made_even_and_pieces_of_one_look_joined() -> None:
    pieces = (Piece(" a "), Piece(" b", is_strong=True), Piece("  "), Piece(" c ", is_strong=True))
    assert merged(pieces) == (
        Piece("a "),
        Piece("b", is_strong=True),
        Piece(" "),
        Piece("c", is_strong=True),
    )
    assert merged((Piece("a "), Piece(" "), Piece("b"))) == (Piece("a b"),)


def test_signs_in_words_stay_words() -> None:
    for words in ("# no title", "- no point", "1. no step", "*no* stress", "::: no box", "{{ x }}"):
        assert pieces_of(markdown_of((Piece(words),))) == (Piece(words),)
        assert units_of(f"{markdown_of((Piece(words),))}\n", file="x.md")[0].kind is (
            UnitKind.PARAGRAPH
        )
