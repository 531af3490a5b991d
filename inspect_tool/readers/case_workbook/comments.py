"""A form for comments on facts that comes back: whose it is, and all that was typed in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from xlsxwriter.utility import xl_col_to_name

from inspect_tool.domain.report import comment_form as layout
from inspect_tool.domain.report.comment_form import FORM, FormIdentity, FormSeal
from inspect_tool.domain.workbook.seal import is_same_digest
from inspect_tool.errors import Problem, Severity, UnreadableFileError
from inspect_tool.readers.case_workbook.beside import Beside, BesideKind
from inspect_tool.readers.case_workbook.cells import (
    AsIssued,
    NotACaseWorkbookError,
    ReadCell,
    ReadSheet,
    Sheets,
    read_sheets,
)

_OWN = frozenset({"", layout.ABOUT_NONE, *(one.heading for one in layout.COLUMNS)})
_DAMAGED = "\x00damaged"
_FOOTER_ENDS = "page of"  # with which the form was sent out, on every page


class NotACommentFormError(UnreadableFileError):
    """A workbook, but not a form for comments that this review sent out."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is not a form for comments of this review: its hidden identity (sheet "
            f"{layout.IDENTITY}) is not there or not ours. Nothing was taken; send the form that "
            "came with the letter, saved as .xlsx or .ods."
        )


@dataclass(frozen=True)
class ReadComment:
    """What was typed about a statement, or about none.

    Args:
        place: Sheet and cell or row of it, as the spreadsheet counts.
        statement: Key of the statement; empty where it is about none.
        words: The statement as it was sent.
    """

    place: str
    statement: str
    words: str
    said: str
    should_say: str = ""
    seen_in: str = ""


@dataclass(frozen=True)
class ReadCommentForm:
    """What a form says.

    Args:
        problems: Rows and pictures that cannot be taken.
    """

    file: str
    identity: FormIdentity
    comments: tuple[ReadComment, ...]
    problems: tuple[Problem, ...]


def read_comment_form(
    path: Path, *, review: str, signing_key: bytes, own: Iterable[str]
) -> ReadCommentForm:
    """Read a form that was sent out with this key.

    Words typed anywhere in it are taken: over a statement, in further columns, rows and sheets, and
    in notes on cells. What cannot be taken comes as a problem with its place.

    Args:
        own: Texts that the form was sent out with, on its first sheet and in its titles.

    Raises:
        NotACommentFormError: It is none, or none of this review.
        UnreadableFileError: It is unsafe to read, or damaged.
    """
    try:
        (sheets,) = read_sheets([path])
    except NotACaseWorkbookError:
        raise NotACommentFormError(path.name) from None
    if isinstance(sheets, AsIssued) or {layout.ROWS, layout.IDENTITY} - sheets.by_name.keys():
        raise NotACommentFormError(path.name)
    identity = _identity(path.name, sheets.by_name[layout.IDENTITY], review, signing_key)
    desk = _FormDesk(path.name, FormSeal(signing_key, identity), _OWN | frozenset(own))
    desk.read(sheets)
    return ReadCommentForm(path.name, identity, tuple(desk.comments), tuple(desk.problems))


def _identity(name: str, sheet: ReadSheet, review: str, signing_key: bytes) -> FormIdentity:
    form, of, authority, snapshot, issued, signature = (
        sheet.cell(1, column).text for column in range(1, 7)
    )
    identity = FormIdentity(of, authority, snapshot, issued)
    own = FormSeal(signing_key, identity).of_form
    if of != review or form != FORM or not is_same_digest(own, signature):
        raise NotACommentFormError(name)
    return identity


@dataclass
class _FormDesk:
    """Where the words of a form are gathered.

    Args:
        own: Texts that the form was sent out with, beside its statements.
    """

    file: str
    seal: FormSeal
    own: frozenset[str]
    comments: list[ReadComment] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def read(self, sheets: Sheets) -> None:
        """Gather the words of every sheet, and those that stand beside cells."""
        for name, sheet in sheets.by_name.items():
            is_form = name == layout.ROWS
            if name != layout.IDENTITY:
                for row in range(1, len(sheet.rows) + 1):
                    if is_form and row >= layout.FIRST_ROW:
                        self._read_row(sheet, row)
                    else:
                        self._read_other_row(sheet, row)
            self._read_beside(name, sheet.beside, sheet if is_form else None)
        self._read_beside("", sheets.beside, None)

    def _read_row(self, sheet: ReadSheet, row: int) -> None:
        """A row of the form: about the statement that it was sent out with, or about none."""
        statement, words = self._statement(sheet, row)
        shown = sheet.cell(row, layout.WORDS).text
        said = [text for text in self._texts(sheet, row, layout.WRONG) if text]
        should_say, seen_in = (
            self._text(sheet, row, column) for column in (layout.SHOULD_SAY, layout.SEEN_IN)
        )
        if statement and shown != words:
            said.insert(0, f"The statement was changed to: {shown or '(struck out)'}")
        elif not statement and shown not in self.own:
            said.insert(0, shown)
        if not (said or should_say or seen_in):
            return
        place = f"{layout.ROWS}, row {row}"
        if statement == _DAMAGED:
            self._refuse(
                place,
                "The hidden cells of the row were changed, so it is not known what it is about.",
                "Copy what was typed into an empty row at the end of the form, and take it again.",
            )
        else:
            self.comments.append(
                ReadComment(place, statement, words, "\n".join(said), should_say, seen_in)
            )

    def _texts(self, sheet: ReadSheet, row: int, first: int) -> Iterator[str]:
        """What is wrong, and what stands in further columns."""
        yield self._text(sheet, row, first)
        for column in range(layout.CHECK + 1, len(sheet.rows[row - 1]) + 1):
            yield self._text(sheet, row, column)

    def _read_other_row(self, sheet: ReadSheet, row: int) -> None:
        """A row of another sheet, or above the statements: words of its own are a comment."""
        texts = [
            self._text(sheet, row, column) for column in range(1, len(sheet.rows[row - 1]) + 1)
        ]
        said = [text for text in texts if text not in self.own]
        if said:
            self.comments.append(ReadComment(f"{sheet.name}, row {row}", "", "", " ".join(said)))

    def _statement(self, sheet: ReadSheet, row: int) -> tuple[str, str]:
        """Key and words of the row's statement; none in a row that has none."""
        key, words, check = (
            sheet.cell(row, column).text for column in (layout.KEY, layout.SENT, layout.CHECK)
        )
        if not (key or words or check):
            return "", ""
        if not is_same_digest(self.seal.of_statement(key, words), check):
            return _DAMAGED, words
        return key, words

    def _text(self, sheet: ReadSheet, row: int, column: int) -> str:
        cell = sheet.cell(row, column)
        if _is_words(cell):
            return cell.text
        self._refuse(
            f"{sheet.name} {xl_col_to_name(column - 1)}{row}",
            "A formula or an error stands in the cell.",
            "Type the words themselves.",
        )
        return ""

    def _read_beside(self, name: str, beside: Iterable[Beside], rows: ReadSheet | None) -> None:
        for one in beside:
            place = f"{name} {one.place}".strip()
            if one.kind is BesideKind.PICTURE:
                self._refuse(
                    place, "A picture cannot be taken.", "Say in words what it shows, in a cell."
                )
            elif one.text and not self._is_own(one):
                row = int("".join(filter(str.isdigit, one.place)) or 0)
                is_about = rows is not None and row >= layout.FIRST_ROW
                key, words = self._statement(rows, row) if rows and is_about else ("", "")
                if key == _DAMAGED:
                    key, words = "", ""
                is_struck = one.kind is BesideKind.STRUCK
                said = f"Struck through: {one.text}" if is_struck else one.text
                self.comments.append(ReadComment(place, key, words, said))

    def _is_own(self, one: Beside) -> bool:
        """Whether the form was sent out with it, or it is the look of a footnote's number."""
        if one.kind is BesideKind.HEADER:
            return one.text.endswith(_FOOTER_ENDS)
        return one.kind is BesideKind.RAISED or one.text in self.own

    def _refuse(self, place: str, message: str, remedy: str) -> None:
        self.problems.append(
            Problem(
                file=self.file,
                sheet=place,
                kind="comment-not-taken",
                severity=Severity.DROPPED,
                message=message,
                remedy=remedy,
            )
        )


def _is_words(cell: ReadCell) -> bool:
    return not (cell.is_formula or cell.is_error)
