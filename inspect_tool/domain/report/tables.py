"""Tables that a narrative can call for, made from counted evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from inspect_tool.domain.claims.scale import WordingScale
from inspect_tool.domain.content.blocks import Cell, Column, Row, Table, cell_text
from inspect_tool.domain.figures import counts, findings
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.counts import Count, CountOfBase, MatrixCell
from inspect_tool.domain.framework.framework import Domain, Framework, SubjectKind
from inspect_tool.domain.percentages import LOW, LOW_EXPLAINED, Percentage
from inspect_tool.domain.plan.plan import CaseType
from inspect_tool.domain.report.wording_table import wording_table
from inspect_tool.domain.sampling.losses import LossReason
from inspect_tool.errors import UsageError

Options = Mapping[str, str]
NO_RANGE = "[z]"
GROUP_HEADINGS = {"authority": "Authority", "case_type": "Case type"}


class UnknownDirectiveError(UsageError):
    """The narrative calls for a table or figure that there is not."""

    def __init__(self, kind: str, name: str, known: list[str]) -> None:
        super().__init__(
            f"There is no {kind} called {name}. There are: {', '.join(sorted(known))}, "
            "and every measure of the framework."
        )


def source_of(figures: SnapshotFigures) -> str:
    """The line under a table or figure that says where its numbers come from."""
    return f"Cases examined in this review, snapshot {figures.name}."


def group_words(figures: SnapshotFigures, by: str, group: str) -> str:
    """How a page says a group: an authority's name, a case type's words."""
    if by == "authority":
        authority = figures.review.plan.authority(group)
        return authority.name if authority is not None else group
    if by == "case_type" and group in set(CaseType):
        words = CaseType(group).words
        return words[0].upper() + words[1:]
    return group.replace("_", " ").capitalize()


def measure_table(figures: SnapshotFigures, key: str, options: Options) -> Table:
    """A measure by group: count, base, and a share where the base is large enough.

    Where the base is not all records, columns say how many are outside it and how many have no
    answer that counts, so that every row adds up.
    """
    by = options.get("by", "authority")
    total, *groups = findings.table(figures, key, by=by)
    rest = _rest_columns(total)
    rows = [_count_row(figures, one, rest, group_words(figures, by, one.group)) for one in groups]
    rows.append(replace(_count_row(figures, total, rest, "All"), is_total=True))
    heading = GROUP_HEADINGS.get(by, by.replace("_", " ").capitalize())
    suffix = "" if by == "authority" else f"-{by}"
    return Table(
        id=f"table-{key}{suffix}",
        title=f"{total.title}, by {heading.lower()}",
        columns=(
            Column(heading),
            Column("Number", is_numeric=True),
            Column(f"Of {total.noun}", is_numeric=True),
            Column("Share", is_numeric=True),
            *(Column(one, is_numeric=True) for one in rest),
        ),
        rows=tuple(rows),
        note=_share_note(figures, total, [cell for row in rows for cell in row.cells]),
        source=source_of(figures),
    )


def _rest_columns(total: Count) -> dict[str, Callable[[Count], int]]:
    """What is needed to go from all records to the base, by its heading."""
    columns: dict[str, Callable[[Count], int]] = {}
    if total.outside:
        columns["Not in the base"] = lambda one: one.outside
    if total.unknown:
        columns["No answer that counts"] = lambda one: one.unknown
    if columns:
        columns[f"All {total.plural}"] = lambda one: one.all_records
    return columns


def _count_row(
    figures: SnapshotFigures, count: Count, rest: Mapping[str, Callable[[Count], int]], header: str
) -> Row:
    share = count_percentage(figures, count)
    return Row(
        header=header,
        cells=(
            count.count,
            count.base,
            "[z]" if share is None else share,
            *(number(count) for number in rest.values()),
        ),
    )


def count_percentage(figures: SnapshotFigures, count: Count) -> Percentage | None:
    """The share of a count's base; None where the base carries no percentage."""
    if count.share is None or not figures.carries_percentage(count.base):
        return None
    return Percentage(count.share)


def _share_note(figures: SnapshotFigures, total: Count, cells: Sequence[Cell]) -> str:
    sentences = [f"[z] = no percentage, because the base is below {figures.percentages_from}."]
    if LOW in map(cell_text, cells):
        sentences.append(LOW_EXPLAINED)
    if total.base < total.all_records:
        sentences.append(total.base_words)
    return " ".join(sentences)


def authorities_table(figures: SnapshotFigures, _options: Options) -> Table:
    """The authorities inspected, with their code, their region and the cases read."""
    plan = figures.review.plan
    read = Counter(one.subject.authority for one in figures.of(SubjectKind.CASE))
    return Table(
        id="table-authorities",
        title="Local authorities inspected",
        columns=(
            Column("Authority"),
            Column("Code"),
            Column("Region"),
            Column("Type"),
            Column("Cases examined", is_numeric=True),
        ),
        rows=tuple(
            Row(header=one.name, cells=(one.code, one.region, one.type, read[one.code]))
            for one in plan.authorities
        ),
        source=source_of(figures),
    )


def cases_table(figures: SnapshotFigures, _options: Options) -> Table:
    """Cases examined, by authority and case type."""
    plan = figures.review.plan
    tally = Counter(
        (one.subject.authority, counts.group_of(one, "case_type"))
        for one in figures.of(SubjectKind.CASE)
    )
    types = [one.value for one in plan.case_types]
    rows = [
        Row(
            header=one.name,
            cells=(
                *(tally[one.code, name] for name in types),
                sum(tally[one.code, name] for name in types),
            ),
        )
        for one in plan.authorities
    ]
    by_type = [sum(tally[one.code, name] for one in plan.authorities) for name in types]
    rows.append(Row(header="All", cells=(*by_type, sum(by_type)), is_total=True))
    return Table(
        id="table-cases",
        title="Cases examined, by authority and case type",
        columns=(
            Column("Authority"),
            *(Column(group_words(figures, "case_type", one), is_numeric=True) for one in types),
            Column("All", is_numeric=True),
        ),
        rows=tuple(rows),
        source=source_of(figures),
    )


def flow_table(figures: SnapshotFigures, _options: Options) -> Table:
    """The flow from frame to counted case, by authority."""
    plan = figures.review.plan
    names = {one.code: one.name for one in plan.authorities}
    steps = ("Frame", "Eligible", "Drawn", "Lost", "Replaced", "Examined", "Read twice")
    return Table(
        id="table-flow",
        title="From the authorities' lists to the cases examined",
        columns=(Column("Authority"), *(Column(one, is_numeric=True) for one in steps)),
        rows=tuple(
            Row(
                header=names.get(one.authority, "All"),
                cells=(
                    one.frame,
                    one.eligible,
                    one.drawn,
                    sum(one.lost.values()),
                    one.replaced,
                    one.counted,
                    one.read_twice,
                ),
                is_total=one.authority not in names,
            )
            for one in (*figures.flows, figures.total)
        ),
        note="Eligible: children known to be eligible by the plan’s rule. "
        "Drawn − lost + replaced = examined, with any case picked by hand added.",
        source=source_of(figures),
    )


def losses_table(figures: SnapshotFigures, _options: Options) -> Table:
    """Why drawn cases could not be used."""
    rows = [
        Row(header=LossReason(reason).words.capitalize(), cells=(number,))
        for reason, number in figures.total.lost.items()
    ]
    total = sum(figures.total.lost.values())
    return Table(
        id="table-losses",
        title="Cases that were drawn and could not be used",
        columns=(Column("Reason"), Column("Cases", is_numeric=True)),
        rows=(*rows, Row(header="All", cells=(total,), is_total=True)),
        source=source_of(figures),
    )


def domain_of(framework: Framework, domain_id: str) -> Domain:
    """The domain with that id.

    Raises:
        UsageError: The framework has none.
    """
    for domain in framework.domains:
        if domain.id == domain_id.upper():
            return domain
    known = [one.id for one in framework.domains]
    wrong = f"There is no domain called {domain_id}." if domain_id else "Say which domain."
    raise UsageError(
        f"{wrong} Write it as in `judgements domain={known[0]}`. There are: {', '.join(known)}."
    )


def domain_cells(figures: SnapshotFigures, domain: Domain) -> list[tuple[str, MatrixCell]]:
    """Judgements of a domain's criteria over all records, with the criteria's titles."""
    records = figures.of(domain.subject)
    return [
        (one.title, counts.matrix_cell(figures.review.framework, one, records))
        for one in domain.criteria
        if one.judgement is not None
    ]


def judgements_table(figures: SnapshotFigures, options: Options) -> Table:
    """Judgements on each criterion of a domain, number of records for each value."""
    domain = domain_of(figures.review.framework, options.get("domain", ""))
    cells = domain_cells(figures, domain)
    levels = judgement_levels(figures.review.framework, domain)
    return Table(
        id=f"table-judgements-{domain.id.lower()}",
        title=f"Judgements on each criterion: {domain.title.lower()}",
        columns=(
            Column("Criterion"),
            *(Column(word, is_numeric=True) for word in levels.values()),
            Column("Judged", is_numeric=True),
        ),
        rows=tuple(
            Row(header=title, cells=(*(cell.values[one] for one in levels), cell.judged))
            for title, cell in cells
        ),
        note=_not_judged_note(cells, domain),
        source=source_of(figures),
    )


def _not_judged_note(cells: list[tuple[str, MatrixCell]], domain: Domain) -> str:
    noun = {
        SubjectKind.CASE: "case",
        SubjectKind.AUTHORITY: "authority",
        SubjectKind.INTERVIEW: "interview",
    }[domain.subject]
    if not any(cell.not_judged for _, cell in cells):
        return ""
    return f"A criterion is judged only where it applies to the {noun}."


def judgement_levels(framework: Framework, domain: Domain) -> dict[str, str]:
    """Values of a domain's judgements with their words, best first."""
    scales = {one.judgement.scale for one in domain.criteria if one.judgement is not None}
    if len(scales) != 1:
        raise UsageError(
            f"The criteria of {domain.id} use {len(scales)} scales, so they share no chart. "
            "Ask for one measure at a time."
        )
    scale = framework.scales[scales.pop()]
    return {one: scale.word(one).capitalize() for one in reversed(scale.values)}


def criteria_table(figures: SnapshotFigures, _options: Options) -> Table:
    """Every criterion that was judged, by domain."""
    return Table(
        id="table-criteria",
        title="Criteria of the framework",
        columns=(Column("Criterion"), Column("Domain"), Column("About"), Column("What it says")),
        rows=tuple(
            Row(
                header=criterion.id,
                cells=(domain.title, domain.subject.value, criterion.title),
            )
            for domain in figures.review.framework.domains
            for criterion in domain.criteria
        ),
        source=f"Framework {figures.review.framework.framework}, "
        f"version {figures.review.framework.version}.",
    )


def variation_table(figures: SnapshotFigures, _options: Options) -> Table:
    """In how many authorities each thing was seen, and the range between them."""
    framework = figures.review.framework
    rows = [
        Row(
            header=one.title,
            cells=(
                one.count,
                one.base,
                f"{one.seen_in} of {one.authorities}",
                _end(figures, one.lowest_count),
                _end(figures, one.highest_count),
            ),
        )
        for one in findings.variation(figures)
        if framework.measures[one.measure].subject is SubjectKind.CASE
        and (one.lowest is None or one.lowest != one.highest)
    ]
    return Table(
        id="table-variation",
        title="Variation between authorities",
        columns=(
            Column("What was counted"),
            Column("Number", is_numeric=True),
            Column("Base", is_numeric=True),
            Column("Seen in authorities", is_numeric=True),
            Column("Lowest", is_numeric=True),
            Column("Highest", is_numeric=True),
        ),
        rows=tuple(rows),
        note=_variation_note(figures, [cell for row in rows for cell in row.cells]),
        source=source_of(figures),
    )


def _end(figures: SnapshotFigures, end: CountOfBase | None) -> str:
    return NO_RANGE if end is None else end.words(figures.percentages_from)


def _variation_note(figures: SnapshotFigures, cells: Sequence[Cell]) -> str:
    least = counts.SMALLEST_BASE_OF_A_RANGE
    note = (
        "Counts of single authorities rest on few cases: read them as a range only. Lowest and "
        f"highest, by share, are of authorities with a base of at least {least}; percentages stand "
        f"from a base of {figures.percentages_from} on."
    )
    return f"{note} {NO_RANGE} = fewer than two such authorities." if NO_RANGE in cells else note


TABLES: Mapping[str, Callable[[SnapshotFigures, Options], Table]] = {
    "authorities": authorities_table,
    "cases": cases_table,
    "flow": flow_table,
    "losses": losses_table,
    "judgements": judgements_table,
    "criteria": criteria_table,
    "variation": variation_table,
}


def table_for(figures: SnapshotFigures, scale: WordingScale, name: str, options: Options) -> Table:
    """The table that a narrative calls for by name.

    Raises:
        UnknownDirectiveError: There is none of that name.
    """
    if name == "wording":
        return wording_table(scale)
    if name in TABLES:
        return TABLES[name](figures, options)
    if name in figures.review.framework.measures:
        return measure_table(figures, name, options)
    raise UnknownDirectiveError("table", name, [*TABLES, "wording", "estimates"])
