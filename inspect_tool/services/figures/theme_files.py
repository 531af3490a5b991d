"""Codebook and codings as files: a sheet to code in, all of it as tables, and back in from CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.content.plain_table import as_text
from inspect_tool.domain.records.answer_forms import clean_text
from inspect_tool.domain.records.theme_tables import (
    CODEBOOK,
    NAME,
    THEMES_OF,
    Coded,
    read_themes,
    sheet_rows,
    theme_tables,
)
from inspect_tool.domain.records.themes import Theme
from inspect_tool.domain.review import Review
from inspect_tool.errors import (
    CheckFailedError,
    InspectToolError,
    Problem,
    Severity,
    UnreadableFileError,
    UsageError,
)
from inspect_tool.readers.plain.named_rows import named_rows
from inspect_tool.services.figures.codings import codebook
from inspect_tool.services.figures.evidence import EvidenceWanted, NoSuchEvidenceError
from inspect_tool.services.figures.themes import (
    BadThemeError,
    CodedNote,
    UnknownThemeError,
    check_themes,
    code_pieces,
    coded_notes,
    set_theme,
)
from inspect_tool.services.records.identifiers import StillIdentifiesError
from inspect_tool.store.private_files import check_not_there

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

LARGEST_FILE = 20_000_000
WRITERS = "`theme export` writes both."


class BadThemesFileError(CheckFailedError):
    """A file of themes or codings that cannot be taken."""

    def __init__(self, file: str, problems: tuple[Problem, ...]) -> None:
        rows = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__(
            f"{file} has {rows}, so nothing of it was taken. Correct the rows and take it again.",
            problems=problems,
        )


@dataclass(frozen=True)
class ThemesFile:
    """What was written, or taken.

    Args:
        notes: Rows of notes; written ones need not be coded.
        coded: Notes with a coding that the actor may see, or that changed.
        themes: Themes written, or taken.
    """

    path: Path
    notes: int = 0
    coded: int = 0
    themes: int = 0


def write_themes(
    work: UnitOfWork, review: Review, path: Path, wanted: EvidenceWanted
) -> ThemesFile:
    """Write the notes that are wanted: .csv to code in, .xlsx or .zip with codebook and codings.

    Raises:
        NotYourRoleError: The actor has no role, or for codebook and codings is an inspector alone.
        UsageError: The file is to be something else.
        FileIsThereError: There is a file of that name.
    """
    is_sheet = path.suffix.lower() == ".csv"
    thing = Thing(owner=work.actor.id)
    check_can(work.actor, Action.CODE_EVIDENCE if is_sheet else Action.WRITE_COUNTED_CASES, thing)
    if path.suffix.lower() not in (".csv", ".xlsx", ".zip"):
        raise UsageError(
            f"{path.name} ends neither in .csv, for a sheet to code in, nor in .xlsx or .zip, for "
            "codebook and codings."
        )
    check_not_there(path)
    notes = coded_notes(work, review, wanted)
    themes = codebook(work).standing
    content = _sheet(notes, work.actor.id) if is_sheet else _tables(work, path, themes, notes)
    work.audit("theme.export")
    work.files.write({path: content})
    coded = sum(bool(one.codings) for one in notes)
    return ThemesFile(path, len(notes), coded, 0 if is_sheet else len(themes))


def _sheet(notes: Sequence[CodedNote], coder: str) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in sheet_rows(map(_coded, notes), coder):
        writer.writerow([as_text(clean_text(cell)) for cell in row])
    return ("\ufeff" + text.getvalue()).encode()


def _coded(note: CodedNote) -> Coded:
    return Coded(note.piece, note.codings, note.outdated)


def _tables(
    work: UnitOfWork, path: Path, themes: Sequence[Theme], notes: Sequence[CodedNote]
) -> bytes:
    from inspect_tool.documents.data_package import write_data_package
    from inspect_tool.documents.plain_workbook import write_plain_workbook

    content = theme_tables(themes, map(_coded, notes), now=work.now)
    is_workbook = path.suffix.lower() == ".xlsx"
    return write_plain_workbook(content) if is_workbook else write_data_package(content)


def take_themes(work: UnitOfWork, review: Review, path: Path) -> ThemesFile:
    """Take a codebook, or the actor's own codings, from a CSV: all of it, or nothing.

    Args:
        path: Of a codebook it has the columns id and name, of codings name and themes.

    Raises:
        NotYourRoleError: The actor may not keep the codebook, or may not code.
        UnreadableFileError: It is no such CSV.
        BadThemesFileError: Rows of it cannot be taken.
    """
    check_can(work.actor, Action.CODE_EVIDENCE, Thing(owner=work.actor.id))
    rows = named_rows(path, largest=LARGEST_FILE, remedy=WRITERS)
    columns = rows[0][1].keys() if rows else frozenset()
    if {NAME, THEMES_OF} <= columns:
        return _take_codings(work, review, path, rows)
    if {"id", NAME} <= columns:
        return _take_codebook(work, path, rows)
    raise UnreadableFileError(
        f"{path.name} has neither the columns id and name, of a codebook, nor name and themes, "
        f"of codings, with rows below them. {WRITERS}"
    )


def _take_codebook(
    work: UnitOfWork, path: Path, rows: Sequence[tuple[int, Mapping[str, str]]]
) -> ThemesFile:
    check_can(work.actor, Action.KEEP_CODEBOOK)
    names = [column.name for column in CODEBOOK.columns]
    problems = []
    for line, row in rows:
        try:
            set_theme(work, Theme(**{name: _cell(row.get(name, "")) for name in names}))
        except (BadThemeError, UnknownThemeError, StillIdentifiesError) as error:
            problems.append(_problem(path, line, "id, name", error))
    if problems:
        raise BadThemesFileError(path.name, tuple(problems))
    return ThemesFile(path, themes=len(rows))


def _take_codings(
    work: UnitOfWork, review: Review, path: Path, rows: Sequence[tuple[int, Mapping[str, str]]]
) -> ThemesFile:
    known = codebook(work)
    notes = {one.piece.name: one for one in coded_notes(work, review)}
    given, problems = [], []
    for line, row in rows:
        themes = read_themes(row[THEMES_OF])
        if themes is None:
            continue
        try:
            check_themes(known, themes)
            if row[NAME] not in notes:
                raise NoSuchEvidenceError(row[NAME])
        except (UnknownThemeError, NoSuchEvidenceError) as error:
            problems.append(_problem(path, line, "name, themes", error))
        else:
            given.append((notes[row[NAME]], themes))
    if problems:
        raise BadThemesFileError(path.name, tuple(problems))
    own = work.actor.id
    changed = [
        (note.piece, themes) for note, themes in given
        if note.codings.get(own) != tuple(sorted(themes))
    ]  # fmt: skip
    code_pieces(work, review, changed)
    return ThemesFile(path, len(rows), len(changed))


def _cell(words: str) -> str:
    """A cell without the sign that keeps a spreadsheet from taking it for a formula."""
    return words[1:] if words.startswith("'") and as_text(words[1:]) == words else words


def _problem(path: Path, line: int, column: str, error: InspectToolError) -> Problem:
    return Problem(
        file=path.name,
        row=line,
        column=column,
        kind="bad-theme",
        severity=Severity.REFUSED,
        message=error.message,
        remedy="Correct the row, or take it out.",
    )
