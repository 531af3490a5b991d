"""What only reads or writes the files of a review, as a measure for the commands that do the work.

Run by `benchmarks.growth`, each in a process of its own: `python -m benchmarks.growth_peers NAME
FOLDER`, where the folder is one that `benchmarks.growth` made.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Mapping
from pathlib import Path


def read_returns(folder: Path) -> int:
    """Every cell of every return, with python-calamine alone."""
    return sum(_cells(path) for path in sorted((folder / "returns").iterdir()))


def read_workbooks(folder: Path) -> int:
    """Every cell of every filled-in workbook, with python-calamine alone."""
    return sum(_cells(path) for path in sorted((folder / "workbooks").iterdir()))


def _cells(path: Path) -> int:
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_path(str(path))
    sheets = (workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names)
    return sum(len(row) for sheet in sheets for row in sheet)


def write_workbooks(folder: Path) -> int:
    """As many cells as each workbook has, with openpyxl alone, without styles or checks."""
    import io

    from openpyxl import Workbook
    from python_calamine import CalamineWorkbook

    written = 0
    for path in sorted((folder / "workbooks").iterdir()):
        source = CalamineWorkbook.from_path(str(path))
        copy = Workbook()
        for name in source.sheet_names:
            sheet = copy.create_sheet(name)
            for row in source.get_sheet_by_name(name).to_python():
                sheet.append(row)
                written += len(row)
        copy.save(io.BytesIO())
    return written


def read_answers(folder: Path) -> int:
    """Every answer in force, with sqlite3 alone."""
    with sqlite3.connect(folder / "review" / "review.db") as connection:
        rows = connection.execute(
            "SELECT r.* FROM revision r JOIN current_revision c ON c.authority = r.authority "
            "AND c.revision_id = r.id ORDER BY r.authority, r.subject_ref, r.reader, r.item_id"
        ).fetchall()
    return len(rows)


def read_revisions(folder: Path) -> int:
    """Every revision, with sqlite3 alone."""
    with sqlite3.connect(folder / "review" / "review.db") as connection:
        return len(connection.execute("SELECT * FROM revision").fetchall())


def render_report(folder: Path) -> int:
    """The finished HTML edition, with WeasyPrint alone."""
    from weasyprint import HTML

    path = folder / "review" / "reports" / "growth.html"
    printed = HTML(filename=str(path)).write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return len(printed or b"")


PEERS: Mapping[str, Callable[[Path], int]] = {
    "returns, read by calamine alone": read_returns,
    "workbooks, written by openpyxl alone": write_workbooks,
    "workbooks, read by calamine alone": read_workbooks,
    "answers in force, read by sqlite3 alone": read_answers,
    "revisions, read by sqlite3 alone": read_revisions,
    "HTML edition, printed by WeasyPrint alone": render_report,
}


if __name__ == "__main__":
    print(PEERS[sys.argv[1]](Path(sys.argv[2])))
