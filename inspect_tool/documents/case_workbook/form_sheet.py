"""The workbook and its sheets while they are made, and what is printed on each."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from inspect_tool.documents.case_workbook.style import DEFAULT, STYLES
from inspect_tool.domain.language.conditions import Scalar
from inspect_tool.domain.language.dates import EXCEL_ORIGIN
from inspect_tool.domain.records.answer_forms import clean_text
from inspect_tool.domain.workbook.contents import (
    FORMULA,
    NUMBER,
    TEXT,
    SaidBeside,
    SaidCell,
    contents_digest,
)
from inspect_tool.domain.workbook.printed import quoted_words
from inspect_tool.errors import CheckFailedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlsxwriter.format import Format

    Place: TypeAlias = tuple[int, int, int, int]  # first row and column, last ones, from 0
    Attributes: TypeAlias = Sequence[tuple[str, str | int | float]]

LONGEST_CELL = 32_767  # programs cut or refuse whatever is longer
PIXELS_A_DIGIT = 7  # of Arial 10, by which a column's width is counted
A4 = 9
PROMPT_WORDS = ("input_title", "input_message", "error_title", "error_message")


@cache
def column_letter(column: int) -> str:
    """Letter of a column, from 1."""
    return xl_col_to_name(column - 1)


class TextTooLongError(CheckFailedError):
    """A text of the review does not fit into a cell of a spreadsheet."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"The text of {place} is longer than a cell of a spreadsheet holds ({LONGEST_CELL:,} "
            "characters). Shorten it in the review, then make the workbook again."
        )


# XlsxWriter offers none of the following; where a later version hides the methods that are
# extended here, the tests of the file say so.


class _GrowingWorksheet(Worksheet):
    """A sheet whose rows have a height at first, and grow with their text."""

    def _xml_start_tag_unencoded(self, tag: str, attributes: Attributes = ()) -> None:
        kept = [one for one in attributes if one[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, kept)

    def _prepare_formula(self, formula: str, *_: bool) -> str:
        """A formula as it was written: it has no function of newer programs to be marked as such.

        Looking for thirty of them takes a third of the time of a workbook, and can change words
        that a formula quotes.
        """
        return formula.removeprefix("=")


class _LockedWorkbook(Workbook):
    """A workbook whose sheets cannot be added, renamed or deleted by a slip."""

    def _write_workbook_pr(self) -> None:
        super()._write_workbook_pr()
        self._xml_empty_tag("workbookProtection", [("lockStructure", 1)])


LONGEST_FOOTER = 160  # characters of its left part; programs take 255 in all


@dataclass(frozen=True)
class Footer:
    """What every page says at its foot: whose it is, which sheet, when printed, which page.

    Programs count pages by what is printed together: the sheets of one case, where they are chosen.

    Args:
        whose: Authority, inspector and day of issue.
    """

    whose: str

    @property
    def _left(self) -> str:
        return self.whose.replace("&", "and")[:LONGEST_FOOTER]

    @property
    def codes(self) -> str:
        """As the file says it."""
        return f"&L{self._left}&C&A&RPrinted &D, page &P of &N"

    @property
    def words(self) -> str:
        """Without the codes for the sheet, the day and the numbers of pages."""
        return " ".join(f"{self._left} Printed , page of".split())


class FormBook:
    """A workbook while it is made: its sheets by name, its styles, and its footer.

    Args:
        is_locked: Whether its sheets can neither be renamed nor added to.
    """

    def __init__(self, footer: Footer, *, is_locked: bool = True) -> None:
        self.footer = footer
        self._file = io.BytesIO()
        # In memory, for a kill would leave temporary files with their cases.
        options = {"in_memory": True, "default_format_properties": DEFAULT}
        self.workbook = (_LockedWorkbook if is_locked else Workbook)(self._file, options)
        self.sheets: dict[str, FormSheet] = {}
        self.prompts: set[str] = set()  # and what conditions look for
        self._formats: dict[tuple[str, bool], Format] = {}

    def add(self, name: str) -> FormSheet:
        """A further sheet."""
        self.sheets[name] = FormSheet(
            name, self.workbook.add_worksheet(name, _GrowingWorksheet), self
        )
        return self.sheets[name]

    def style(self, name: str, *, is_quoted: bool = False) -> Format | None:
        """A style by its name; None for that of plain cells.

        Args:
            is_quoted: For a text that begins with an equals sign and is not to be computed.
        """
        if not name and not is_quoted:
            return None
        if (name, is_quoted) not in self._formats:
            properties = {**STYLES.get(name, DEFAULT), "quote_prefix": is_quoted}
            self._formats[name, is_quoted] = self.workbook.add_format(properties)
        return self._formats[name, is_quoted]

    def shade(self, properties: Mapping[str, object]) -> Format:
        """A style that a condition lays over a cell's own."""
        return self.workbook.add_format(dict(properties))

    def contents(self, said: Iterable[SaidBeside]) -> str:
        """The digest of everything that the workbook says.

        Args:
            said: What it says in no cell.
        """
        sheets = {name: sheet.cells.values() for name, sheet in self.sheets.items()}
        return contents_digest(sheets, said)

    def written(self, properties: Mapping[str, str], *, on: date) -> bytes:
        """The file; the same contents and day give the same bytes."""
        created = datetime.combine(on, time(), tzinfo=UTC).replace(tzinfo=None)
        self.workbook.set_properties({**properties, "created": created})
        self.workbook.close()
        return self._file.getvalue()


@dataclass
class FormSheet:
    """A sheet while it is made. Rows and columns count from 1.

    Args:
        cells: What was put, by row and column.
    """

    title: str
    sheet: Worksheet
    book: FormBook
    cells: dict[tuple[int, int], SaidCell] = field(default_factory=dict)

    def put(self, row: int, column: int, value: Scalar | None, style: str = "") -> None:
        """Write a value as what it is: text stays text, even when it begins with an equals sign.

        Raises:
            TextTooLongError: No cell holds it.
        """
        if isinstance(value, str):
            value = clean_text(value)
            if len(value) > LONGEST_CELL:
                raise TextTooLongError(f"{self.title}, row {row}")
        if value is None or value == "":
            self.sheet.write_blank(row - 1, column - 1, None, self.book.style(style))
            return
        if isinstance(value, str):
            self._put_text(row, column, value, style)
            return
        if isinstance(value, date):
            value = (value - EXCEL_ORIGIN).days
        self._say(row, column, NUMBER, str(value))
        self.sheet.write_number(row - 1, column - 1, value, self.book.style(style))

    def _say(self, row: int, column: int, kind: str, words: str) -> None:
        self.cells[row, column] = (row, column, kind, words)

    def _put_text(self, row: int, column: int, words: str, style: str) -> None:
        self._say(row, column, TEXT, words)
        look = self.book.style(style, is_quoted=words.startswith("="))
        if words.startswith("<r>") and words.endswith("</r>"):
            # XlsxWriter takes such a text for markup of its own, and pieces of one for words.
            pieces: list[str | Format] = [words[0], words[1], words[2:], *([look] if look else [])]
            self.sheet.write_rich_string(row - 1, column - 1, *pieces)
            return
        self.sheet.write_string(row - 1, column - 1, words, look)

    def compute(self, row: int, column: int, formula: str, style: str = "") -> None:
        """Write a formula; it is computed when the file is opened."""
        self._say(row, column, FORMULA, formula)
        self.sheet.write_formula(row - 1, column - 1, formula, self.book.style(style), "")

    def link(
        self, row: int, column: int, sheet: str, words: str = "", *, style: str = "form link"
    ) -> None:
        """Write a link to a sheet, in its name or in other words."""
        words = words or sheet
        self._say(row, column, TEXT, words)
        place = f"internal:'{sheet}'!A1"
        self.sheet.write_url(row - 1, column - 1, place, self.book.style(style), words)

    def set_height(self, row: int, points: float) -> None:
        """How tall a row is at first; it grows with its text."""
        self.sheet.set_row(row - 1, points)

    def set_width(self, column: int, characters: float, *, is_hidden: bool = False) -> None:
        """How wide a column is."""
        pixels = round(characters * PIXELS_A_DIGIT)
        options = {"hidden": is_hidden}
        self.sheet.set_column_pixels(column - 1, column - 1, pixels, None, options)

    def lock(self) -> None:
        """Protect the sheet against slips: without a password, which would promise too much.

        Rows and columns may still be resized, and comments made.
        """
        self.sheet.protect(
            "", {"format_rows": True, "format_columns": True, "objects": True, "scenarios": True}
        )

    def lock_but_for_filters(self) -> None:
        """Protect the sheet as `lock` does, and let rows be filtered."""
        self.sheet.protect(
            "",
            {
                "format_rows": True,
                "format_columns": True,
                "objects": True,
                "scenarios": True,
                "autofilter": True,
            },
        )

    def set_print(self, *, header_row: int | None) -> None:
        """A4 landscape, as wide as the page, with the headings on every page."""
        self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.35, right=0.35, top=0.7, bottom=0.7)
        self.sheet.set_footer(self.book.footer.codes, {"margin": 0.3})
        if header_row is not None:
            self.sheet.repeat_rows(header_row - 1)

    def check_cells(self, place: Place, check: dict[str, object]) -> None:
        """Say what cells take, and with which words, as XlsxWriter is told."""
        self.book.prompts |= {str(check[name]) for name in PROMPT_WORDS if name in check}
        self.sheet.data_validation(*place, check)

    def look_by(self, place: Place, test: str, look: Format) -> None:
        """Let cells look otherwise where a formula holds."""
        self.book.prompts.update(quoted_words(test))
        condition = {"type": "formula", "criteria": f"={test}", "format": look}
        self.sheet.conditional_format(*place, condition)

    def hide(self) -> None:
        """Put the sheet out of sight, so that only a program shows it."""
        self.sheet.very_hidden()
        self.lock()
