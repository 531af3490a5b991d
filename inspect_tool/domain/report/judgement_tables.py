"""Tables of judgements: the levels of each criterion, and the criteria met by authority."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inspect_tool.domain.content.blocks import Column, Row, Table
from inspect_tool.domain.content.marks import Holds
from inspect_tool.domain.figures import counts, findings
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.judgements import MatrixCell, matrix_cell
from inspect_tool.domain.framework.framework import Domain, Framework
from inspect_tool.domain.report.headings import Options, source_of
from inspect_tool.errors import UsageError


@dataclass(frozen=True)
class CriterionCell:
    """The judgements on one criterion, with its title."""

    title: str
    cell: MatrixCell


def domain_of(framework: Framework, domain_id: str) -> Domain:
    """The domain with that id.

    Raises:
        UsageError: The framework has none.
    """
    for domain in framework.domains:
        if domain.id == domain_id.upper():
            return domain
    known = [domain.id for domain in framework.domains]
    wrong = f"There is no domain called {domain_id}." if domain_id else "Say which domain."
    raise UsageError(
        f"{wrong} Write it as in `judgements domain={known[0]}`. There are: {', '.join(known)}."
    )


def domain_cells(figures: SnapshotFigures, domain: Domain) -> list[CriterionCell]:
    """Judgements of a domain's criteria over all records."""
    records = figures.of(domain.subject)
    return [
        CriterionCell(criterion.title, matrix_cell(figures.review.framework, criterion, records))
        for criterion in domain.criteria
        if criterion.judgement is not None
    ]


def judgements_table(figures: SnapshotFigures, options: Options) -> Table:
    """Judgements on each criterion of a domain, number of records for each value."""
    domain = domain_of(figures.review.framework, options.get("domain", ""))
    criteria = domain_cells(figures, domain)
    levels = judgement_levels(figures.review.framework, domain)
    return Table(
        id=f"table-judgements-{domain.id.lower()}",
        title=f"Judgements on each criterion: {domain.title.lower()}",
        columns=(
            Column("Criterion"),
            *(Column(word, is_numeric=True, holds=Holds.NUMBER) for word in levels.values()),
            Column("Judged", is_numeric=True, holds=Holds.NUMBER),
        ),
        rows=tuple(
            Row(
                criterion.title,
                (*(criterion.cell.values[level] for level in levels), criterion.cell.judged),
            )
            for criterion in criteria
        ),
        note=_not_judged_note(figures, criteria, domain),
        source=source_of(figures, domain.subject),
    )


def _not_judged_note(
    figures: SnapshotFigures, criteria: Sequence[CriterionCell], domain: Domain
) -> str:
    sentences = []
    if any(criterion.cell.not_judged for criterion in criteria):
        noun = figures.words.said(domain.subject.singular)
        sentences.append(f"A criterion is judged only where it applies to the {noun}.")
    sentences += [
        f"{criterion.title}: {criterion.cell.not_asked} not asked, under an earlier version of the "
        "framework."
        for criterion in criteria
        if criterion.cell.not_asked
    ]
    return " ".join(sentences)


def judgement_levels(framework: Framework, domain: Domain) -> dict[str, str]:
    """Values of a domain's judgements with their words, best first."""
    scales = {
        criterion.judgement.scale
        for criterion in domain.criteria
        if criterion.judgement is not None
    }
    if len(scales) != 1:
        raise UsageError(
            f"The criteria of {domain.id} use {len(scales)} scales, so they share no chart. "
            "Ask for one measure at a time."
        )
    scale = framework.scales[scales.pop()]
    return {value: scale.word(value).capitalize() for value in reversed(scale.values)}


def matrix_table(figures: SnapshotFigures, cells: Sequence[MatrixCell]) -> Table:
    """How many judgements meet each criterion, in all and by authority.

    Args:
        cells: What `findings.matrix` gave.
    """
    authorities = findings.order_of(figures, "authority")
    found = {(cell.criterion, cell.group): cell for cell in cells}
    return Table(
        id="table-matrix",
        title="Criteria met, of those judged",
        columns=(
            Column("Criterion"),
            *(Column(heading, is_numeric=True) for heading in ("All", *authorities)),
        ),
        rows=tuple(
            Row(
                criterion,
                tuple(_met(found[criterion, group]) for group in (counts.ALL, *authorities)),
            )
            for criterion in dict.fromkeys(cell.criterion for cell in cells)
        ),
        source=source_of(figures),
    )


def _met(cell: MatrixCell) -> str:
    return f"{cell.met} of {cell.judged}"
