"""Two rounds of a review as a file, plain or a workbook."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.figures.rounds import ComparedRounds
from inspect_tool.domain.report.rounds_tables import rounds_content
from inspect_tool.errors import UsageError
from inspect_tool.store.private_files import write_private_bytes

if TYPE_CHECKING:
    from inspect_tool.domain.figures.basis import SnapshotFigures
    from inspect_tool.domain.figures.rounds import RoundOfMeasure
    from inspect_tool.store.database import UnitOfWork

OF_A_ROUND = ("count", "base", "share", "se", "lo", "hi")
HEADINGS = (
    "measure", "title", *(f"earlier_{name}" for name in OF_A_ROUND),
    *(f"later_{name}" for name in OF_A_ROUND), "change", "se", "lo", "hi", "note",
)  # fmt: skip


def write_rounds(
    work: UnitOfWork, later: SnapshotFigures, found: ComparedRounds, *, path: Path
) -> Path:
    """Write `.csv`, a row a measure with those that are not compared last, or `.xlsx`.

    Raises:
        AccessRefusedError: The actor may not see counts.
        UsageError: The file is neither.
    """
    check_can(work.actor, Action.SEE_COUNTS)
    ending = path.suffix.lower()
    if ending not in (".csv", ".xlsx"):
        raise UsageError(f"{path.name} is neither .csv nor .xlsx. Name one of the two.")
    path.parent.mkdir(parents=True, exist_ok=True)
    if ending == ".csv":
        data = _csv_of(found).encode()
    else:
        from inspect_tool.documents.tables.workbook import write_tables_workbook

        data = write_tables_workbook(rounds_content(later, found, on=work.now.date()))
    write_private_bytes(path, data)
    return path


def _csv_of(found: ComparedRounds) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADINGS)
    for one in found.measures:
        rounds = (*_cells(one.earlier), *_cells(one.later))
        writer.writerow(
            [one.key, one.title, *rounds, one.change, one.se, one.lo, one.hi, one.why_not]
        )
    for apart in found.not_compared:
        blank = [""] * (len(HEADINGS) - 3)
        writer.writerow([apart.key, apart.title, *blank, f"not compared: {apart.why}"])
    return text.getvalue()


def _cells(one: RoundOfMeasure) -> tuple[float | None, ...]:
    return one.count.count, one.count.base, one.share, one.se, one.lo, one.hi
