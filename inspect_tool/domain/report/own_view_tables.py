"""Tables of an authority's own view: its grades beside the judgements, and its answers."""

from __future__ import annotations

from collections.abc import Sequence

from inspect_tool.domain.agreement.table import Agreement
from inspect_tool.domain.content.blocks import Column, Row, Table
from inspect_tool.domain.content.marks import Holds
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.own_view import (
    OwnReplyRow,
    OwnViewRow,
    own_replies,
    own_view,
)
from inspect_tool.domain.percentages import half_up
from inspect_tool.domain.report.headings import Options, source_of

NONE = "none"


def own_view_table(figures: SnapshotFigures, _options: Options) -> Table:
    """The authorities' grades as a narrative calls for them."""
    return graded_table(figures, own_view(figures))


def graded_table(figures: SnapshotFigures, rows: Sequence[OwnViewRow]) -> Table:
    """Each criterion that authorities graded, with how far they and the inspectors agree."""
    return Table(
        id="table-own-view",
        title=figures.words.said("The authorities' own grades beside the inspectors' judgements"),
        columns=(
            Column("Criterion"),
            *(
                Column(heading, is_numeric=True, holds=Holds.NUMBER)
                for heading in ("Both graded", "Same", "Own better", "Own worse")
            ),
            # Not as numbers, which keep to one line: an interval goes to the next.
            *(
                Column(heading, holds=Holds.COEFFICIENT)
                for heading in ("Agreed", "AC1", "Kappa linear")
            ),
        ),
        rows=tuple(
            Row(
                f"{row.criterion} {row.title}",
                (
                    row.both,
                    row.same,
                    row.higher,
                    row.lower,
                    *map(_figure, row.coefficients),
                ),
            )
            for row in rows
        ),
        note=figures.words.said(_note(rows)),
        source=source_of(figures),
    )


def _figure(measured: Agreement) -> str:
    """A coefficient with its interval, where it has one."""
    if measured.value is None:
        return NONE
    value = str(half_up(measured.value, decimals=2))
    if measured.lo is None or measured.hi is None:
        return value
    lower, upper = (half_up(bound, decimals=2) for bound in (measured.lo, measured.hi))
    return f"{value} ({lower}\u00a0to\u00a0{upper})"


def _note(rows: Sequence[OwnViewRow]) -> str:
    alone = sum(row.only_own for row in rows)
    left_out = f" {alone} that only the authority graded are left out." if alone else ""
    return (
        "Own better: the authority graded higher than the inspector. In brackets the interval at "
        "95%. Kappa falls towards 0 when "
        f"most cases get one grade: read it with the share and AC1.{left_out}"
    )


def own_replies_table(figures: SnapshotFigures, _options: Options) -> Table:
    """What authorities answered to what was found."""
    return replied_table(figures, own_replies(figures))


def replied_table(figures: SnapshotFigures, rows: Sequence[OwnReplyRow]) -> Table:
    """Each answer with when and by whom, by role."""
    return Table(
        id="table-own-replies",
        title=figures.words.said("What the authorities answered to what was found"),
        columns=(Column("About"), Column("On"), Column("By"), Column("Answer")),
        rows=tuple(
            Row(
                row.ref,
                (f"{row.reply.day.day} {row.reply.day:%B %Y}", row.reply.role, row.reply.text),
            )
            for row in rows
        ),
        source=source_of(figures),
    )
