"""The report's tables as CSV files with what their columns mean, in one package."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.content.blocks import Edition
from inspect_tool.domain.report.open_data import open_data
from inspect_tool.domain.review import Review
from inspect_tool.errors import UsageError
from inspect_tool.services.publication import build
from inspect_tool.services.publication.checked_content import CheckedContent, checked_content
from inspect_tool.services.review.folder import ReviewFolder
from inspect_tool.store.private_files import check_not_there

if TYPE_CHECKING:
    from inspect_tool.store.database import Begin


@dataclass(frozen=True)
class WrittenTables:
    """What was written."""

    path: Path
    snapshot: str
    tables: int
    rows: int


def write_tables(  # noqa: PLR0913 - a review, where its tables go, and of which edition
    reading: Begin,
    work: Begin,
    review: Review,
    *,
    place: ReviewFolder,
    path: Path,
    snapshot: str | None = None,
    edition: str = Edition.INTERNAL,
) -> WrittenTables:
    """Write every table of the report as CSV, with a Data Package that describes them.

    Args:
        edition: Which edition of the report; the public one once it is settled.

    Raises:
        NotYourRoleError, BlindReadError: The counts are not for the actor.
        UsageError: The file's name does not end in .zip, or there is no such edition.
        FileIsThereError: There is a file of that name.
        NarrativeFaultyError, FalseClaimsError, UncheckedQuantitiesError,
            UnsettledIdentifiersError, PublicEditionError: The report does not hold, or is not
            settled.
    """
    from inspect_tool.documents.data_package import write_data_package

    if path.suffix.lower() != ".zip":
        raise UsageError(f"{path.name} does not end in .zip, for CSV files with their package.")
    options = build.BuildOptions.parse(edition=edition, formats="html", snapshot=snapshot)
    with reading() as view:
        check_can(view.actor, Action.BUILD_REPORT)
        check_not_there(path)
        checked: CheckedContent | build.ReportSource
        if options.edition is Edition.PUBLIC:
            checked = build.read_source(view, review, place, options)
        else:
            checked = checked_content(view, review, place, snapshot)
    tables = open_data(checked.figures, checked.content)
    content = write_data_package(tables)
    name = checked.figures.name
    with work() as change:
        check_can(change.actor, Action.BUILD_REPORT)
        change.audit("report.data", snapshot=name, edition=edition, tables=len(tables.tables))
        change.files.write({path: content})
    return WrittenTables(
        path, name, len(tables.tables), sum(len(one.rows) for one in tables.tables)
    )
