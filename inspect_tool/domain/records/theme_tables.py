"""The codebook and the coded notes as plain tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from inspect_tool.domain.content.plain_table import (
    ColumnType,
    PlainColumn,
    PlainTables,
    PointsTo,
    TypedTable,
)
from inspect_tool.domain.records.evidence_view import EvidenceView
from inspect_tool.domain.records.themes import Theme

NAME, THEMES_OF = "name", "themes"
NO_THEME = "none"  # in a cell of themes: none of them fits
BETWEEN = ";"

CODEBOOK = TypedTable(
    name="codebook",
    title="Themes",
    description="A row a theme.",
    columns=(
        PlainColumn("id", "Theme", "What commands call it.", is_required=True),
        PlainColumn("name", "Name", "What it is called.", is_required=True),
        PlainColumn("definition", "Definition", "What it means. Empty: not written."),
        PlainColumn("use", "When to use", "When a note is put under it. Empty: not written."),
        PlainColumn("not_use", "When not to use", "When it is not. Empty: not written."),
    ),
    key=("id",),
)
_NOTE = (
    PlainColumn("name", "Name", "What the commands call the note.", is_required=True),
    PlainColumn("item", "About", "The question or criterion that it is about.", is_required=True),
    PlainColumn("answer", "Answer", "What was answered there. Empty: it is evidence of its own."),
    PlainColumn("text", "Words", "Without what may identify somebody. Empty: a document alone."),
)
NOTES = TypedTable(
    name="notes",
    title="Notes and evidence",
    description="A row a note or piece of evidence with a coding.",
    columns=_NOTE,
    key=("name",),
)
CODINGS = TypedTable(
    name="codings",
    title="Codings",
    description="A row a note, a coder and a theme; of a note that no theme fits, one without.",
    columns=(
        PlainColumn("name", "Name", "The note.", is_required=True),
        PlainColumn("coder", "Coder", "Who coded it.", is_required=True),
        PlainColumn("theme", "Theme", "The theme. Empty: the coder found none that fits."),
        PlainColumn(
            "note_changed",
            "Note changed since",
            "Whether the note had other words when it was coded.",
            ColumnType.BOOLEAN,
            is_required=True,
        ),
    ),
    points_to=(
        PointsTo(("name",), "notes", ("name",)),
        PointsTo(("theme",), "codebook", ("id",)),
    ),
)
SHEET_COLUMNS = ("name", "item", "asked", "answer", "text", "changed", THEMES_OF)


class Coded(NamedTuple):
    """A note with the codings that whoever asked may see.

    Args:
        codings: Themes by coder.
        outdated: The coders who coded other words than the note has now.
    """

    piece: EvidenceView
    codings: Mapping[str, tuple[str, ...]]
    outdated: tuple[str, ...] = ()


def theme_tables(
    themes: Iterable[Theme],
    coded: Iterable[Coded],
    *,
    now: datetime,
) -> PlainTables:
    """The codebook, the coded notes, and who put which under what."""
    notes = [one for one in coded if one.codings]
    return PlainTables(
        name="themes",
        title="Themes",
        description="The codebook, and the notes and evidence that were coded.",
        created=now,
        tables=(
            CODEBOOK.with_rows(
                (one.id, one.name, one.definition or None, one.use or None, one.not_use or None)
                for one in themes
            ),
            NOTES.with_rows(
                (one.piece.name, one.piece.item, one.piece.answer or None, one.piece.text or None)
                for one in notes
            ),
            CODINGS.with_rows(
                (one.piece.name, coder, theme, coder in one.outdated)
                for one in notes
                for coder, themes in one.codings.items()
                for theme in themes or (None,)
            ),
        ),
    )


def sheet_rows(coded: Iterable[Coded], coder: str) -> list[tuple[str, ...]]:
    """A sheet to code in: a row a note, with the coder's own themes alone in the last column.

    Before them stands whether the note had other words when the coder coded it.
    """
    return [
        SHEET_COLUMNS,
        *(
            (
                *(one.piece.name, one.piece.item, one.piece.title),
                *(one.piece.answer, one.piece.text),
                "yes" if coder in one.outdated else "",
                written_themes(one.codings.get(coder)),
            )
            for one in coded
        ),
    ]


def written_themes(themes: tuple[str, ...] | None) -> str:
    """Themes as a cell has them; an empty one says nothing of the note."""
    return "" if themes is None else BETWEEN.join(themes) or NO_THEME


def read_themes(cell: str) -> tuple[str, ...] | None:
    """Undo `written_themes`; blanks and commas are read as well."""
    words = cell.replace(BETWEEN, " ").replace(",", " ").split()
    if not words:
        return None
    return () if words == [NO_THEME] else tuple(dict.fromkeys(words))
