"""The content of a report: what it refuses, and how it shows a cell."""

from __future__ import annotations

from fractions import Fraction

import pytest

from inspect_tool.domain.content.blocks import (
    Cell,
    Chapter,
    Column,
    Edition,
    Quantity,
    Row,
    Table,
    cell_text,
)
from inspect_tool.domain.look.words import ENGLISH_WORDS
from inspect_tool.domain.percentages import Percentage


@pytest.mark.parametrize(
    ("cell", "shown"),
    [(4812, "4,812"), (0, "0"), ("[c]", "[c]"), (Percentage(Fraction(1, 3)), "33%")],
)
def test_a_cell_is_shown_with_commas_and_per_cent(cell: Cell, shown: str) -> None:
    assert cell_text(cell) == shown


@pytest.mark.parametrize("cells", [(), (1, 2)])
def test_a_row_that_does_not_fit_its_table_is_refused(cells: tuple[Cell, ...]) -> None:
    with pytest.raises(ValueError, match="row 'Ashmere' needs 1 cells"):
        Table("t", "T", (Column("Authority"), Column("Cases")), (Row("Ashmere", cells),))


def test_an_annex_shows_its_letter() -> None:
    assert Chapter("a", "Criteria", (), label="Annex B").full_title == "Annex B: Criteria"
    assert Chapter("a", "Criteria", ()).full_title == "Criteria"


def test_a_quantity_is_named_by_its_number_once_it_has_one() -> None:
    assert Quantity("q-left", "half", "Left", 1, 2).label == "q-left"
    assert Quantity("q-left", "half", "Left", 1, 2, number=7).label == "Q7"


def test_the_internal_edition_says_that_it_is_not_for_publication() -> None:
    assert "not for publication" in ENGLISH_WORDS.say(Edition.INTERNAL.key)
    assert ENGLISH_WORDS.say(Edition.PUBLIC.key) == "Public edition"
