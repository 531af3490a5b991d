"""Tables of the way to the counted cases: the flow, the losses, the response."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from inspect_tool.domain.content.blocks import Column, Row, Table
from inspect_tool.domain.content.marks import Holds, RowsAre, TableMark
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.frame.corrections import CORRECTED
from inspect_tool.domain.percentages import TOO_FEW, Percentage
from inspect_tool.domain.plan.words import USUAL_WORDS, ReportWords
from inspect_tool.domain.report.headings import Options, marks_explained, source_of
from inspect_tool.domain.sampling.draw import ExtensionBasis
from inspect_tool.domain.sampling.flow import AuthorityFlow
from inspect_tool.domain.sampling.ledger import Response
from inspect_tool.domain.sampling.losses import LossReason

Steps = Mapping[str, Callable[[AuthorityFlow], int]]

REPORTED_STEPS: Final[Steps] = {
    "Frame": lambda flow: flow.frame,
    "Eligible": lambda flow: flow.eligible,
    "Drawn": lambda flow: flow.drawn,
    "Lost": lambda flow: sum(flow.lost.values()),
    "Replaced": lambda flow: flow.replaced,
    "Examined": lambda flow: flow.counted,
    "Read twice": lambda flow: flow.read_twice,
}
EVERY_STEP: Final[Steps] = {
    **{name: REPORTED_STEPS[name] for name in ("Frame", "Eligible", "Drawn", "Lost", "Replaced")},
    "Purposive": lambda flow: flow.purposive,
    "To read": lambda flow: flow.active,
    "Read": lambda flow: flow.read,
    "Read twice": lambda flow: flow.read_twice,
    "Adjudicated": lambda flow: flow.adjudicated,
    "Counted": lambda flow: flow.counted,
}


WITHDRAWN: Final[Steps] = {"Withdrawn": lambda flow: flow.withdrawn}
EXTENDED: Final[Steps] = {"Of these by extension": lambda flow: sum(flow.extended.values())}


def _with_what_happened(steps: Steps, flows: Sequence[AuthorityFlow], *, before: str) -> Steps:
    """The steps, with those of extensions and of authorities that left where there are any.

    Args:
        before: The step in front of which the cases of authorities that left stand.
    """
    if any(flow.extended for flow in flows):
        steps = _with_steps(steps, EXTENDED, before="Lost")
    if any(flow.withdrawn for flow in flows):
        steps = _with_steps(steps, WITHDRAWN, before=before)
    return steps


def _with_steps(steps: Steps, more: Steps, *, before: str) -> Steps:
    names = list(steps)
    place = names.index(before)
    return {
        **{name: steps[name] for name in names[:place]},
        **more,
        **{name: steps[name] for name in names[place:]},
    }


def extensions_told(total: AuthorityFlow) -> Iterator[str]:
    """A sentence on the cases that extensions added, and whether anybody could look before."""
    for basis, number in total.extended.items():
        known = basis in set(ExtensionBasis)
        words = ExtensionBasis(basis).words if known else "at a time that was not recorded"
        verb = "was" if number == 1 else "were"
        yield f"{number} of the {total.drawn} cases {verb} added to the sample {words}."
    if ExtensionBasis.AFTER_ANSWERS in total.extended:
        yield (
            "A sample that is extended after a look at the answers can be made to say more than "
            "its intervals allow for."
        )


def flow_table(figures: SnapshotFigures, _options: Options) -> Table:
    """The flow from frame to counted case, by authority."""
    names = {authority.code: authority.name for authority in figures.review.plan.authorities}
    steps = _with_what_happened(REPORTED_STEPS, figures.flows, before="Examined")
    left = " − withdrawn" if figures.total.withdrawn else ""
    return Table(
        id="table-flow",
        title=figures.words.said("From the authorities' lists to the cases examined"),
        columns=_step_columns(steps, figures.words),
        rows=tuple(
            _flow_row(
                flow,
                steps,
                header=names.get(flow.authority, "All"),
                is_total=flow.authority not in names,
            )
            for flow in (*figures.flows, figures.total)
        ),
        note=" ".join(
            (
                figures.words.said(
                    "Eligible: children known to be eligible by the plan’s rule. Drawn − lost + "
                    f"replaced{left} = examined, with any case picked by hand added."
                ),
                *map(figures.words.said, extensions_told(figures.total)),
                *withdrawals_told(figures),
                *map(figures.words.said, corrections_told(figures)),
            )
        ),
        source=source_of(figures),
        mark=TableMark(RowsAre.DESIGN),
    )


def withdrawals_told(figures: SnapshotFigures) -> Iterator[str]:
    """A sentence for each authority that left, with the day and the reason."""
    names = {authority.code: authority.name for authority in figures.review.plan.authorities}
    for left in figures.withdrawn:
        day = date.fromisoformat(left.withdrew_on)
        yield (
            f"{names[left.code]} ({left.code}) withdrew from the inspection on {day.day} "
            f"{day:%B %Y}: {left.withdrew_because.rstrip('.')}. "
            + figures.words.said("None of its cases is counted.")
        )


def corrections_told(figures: SnapshotFigures) -> Iterator[str]:
    """How many cases have a corrected fact, and which figures go by it; nothing without one."""
    number = len(figures.corrected)
    if number:
        facts = sum(
            len(str(record.field(CORRECTED)).split(", "))
            for record in figures.records
            if record.field(CORRECTED) is not None
        )
        yield (
            f"{facts} returned {'fact' if facts == 1 else 'facts'} of {number} of "
            f"{figures.total.counted} cases {'was' if facts == 1 else 'were'} corrected after the "
            "draw: the draw and its weights stand on what was returned, measures and their bases "
            "on the corrected facts."
        )


def progress_table(flows: Sequence[AuthorityFlow], words: ReportWords = USUAL_WORDS) -> Table:
    """Every step of the flow, by authority and last in all, for the team while it reads."""
    *authorities, total = flows
    steps = _with_what_happened(EVERY_STEP, flows, before="To read")
    left = " − withdrawn" if total.withdrawn else ""
    return Table(
        id="table-progress",
        title=words.said("Flow, number of children and cases"),
        columns=_step_columns(steps, words),
        rows=(
            *(_flow_row(flow, steps, header=flow.authority) for flow in authorities),
            _flow_row(total, steps, header=total.authority, is_total=True),
        ),
        note=" ".join(
            (
                f"Drawn − lost + replaced + purposive{left} = to read. It reconciles.",
                *map(words.said, extensions_told(total)),
            )
        ),
    )


def _step_columns(steps: Steps, words: ReportWords) -> tuple[Column, ...]:
    return (
        Column(words.said("Authority")),
        *(Column(name, is_numeric=True, holds=Holds.RECORDS) for name in steps),
    )


def _flow_row(flow: AuthorityFlow, steps: Steps, *, header: str, is_total: bool = False) -> Row:
    return Row(header, tuple(number(flow) for number in steps.values()), is_total=is_total)


def losses_table(figures: SnapshotFigures, _options: Options) -> Table:
    """Why drawn cases could not be used."""
    rows = [
        Row(header=LossReason(reason).words.capitalize(), cells=(number,))
        for reason, number in figures.total.lost.items()
    ]
    if figures.total.withdrawn:
        words = LossReason.AUTHORITY_WITHDREW.words.capitalize()
        rows.append(Row(header=words, cells=(figures.total.withdrawn,)))
    total = sum(figures.total.lost.values()) + figures.total.withdrawn
    return Table(
        id="table-losses",
        title=figures.words.said("Cases that were drawn and could not be used"),
        columns=(
            Column("Reason"),
            Column(figures.words.said("Cases"), is_numeric=True, holds=Holds.NUMBER),
        ),
        rows=(*rows, Row(header="All", cells=(total,), is_total=True)),
        source=source_of(figures),
        mark=TableMark(RowsAre.LOSSES),
    )


def response_table(figures: SnapshotFigures, responses: Sequence[Response]) -> Table:
    """What came of the cases drawn, by authority and last in all, with the response rate."""
    headings = (
        "Reached", "Counted", "Out of scope", "Not available", "Not read yet", "Known",
        "Response rate", "Weighted",
    )  # fmt: skip
    said = figures.words.said
    rows = tuple(_response_row(figures, response) for response in responses)
    cells = [cell for row in rows for cell in row.cells]
    return Table(
        id="table-response",
        title=said("What came of the cases drawn, and of the reserves called upon"),
        columns=(Column(said("Authority")), *(Column(name, is_numeric=True) for name in headings)),
        rows=rows,
        note="\n".join(
            (*map(said, _response_notes(responses[-1])), *marks_explained(figures, cells))
        ),
        source=source_of(figures),
    )


def _response_row(figures: SnapshotFigures, response: Response) -> Row:
    is_shown = response.rate is not None and figures.carries_percentage(response.reached)
    weighted = response.weighted_rate
    return Row(
        response.authority or "all",
        (
            response.reached,
            response.counted,
            sum(response.out_of_scope.values()),
            sum(response.not_available.values()),
            response.not_read,
            f"{response.known} of {response.reached}",
            Percentage(response.rate or 0) if is_shown else TOO_FEW,
            TOO_FEW if weighted is None or not is_shown else Percentage(weighted),
        ),
        is_total=not response.authority,
    )


def _response_notes(total: Response) -> Iterator[str]:
    for words, reasons in (
        ("Out of scope", total.out_of_scope),
        ("Not available", total.not_available),
    ):
        if reasons:
            listed = "; ".join(
                f"{LossReason(reason).words} {number}" for reason, number in reasons.items()
            )
            yield f"{words}: {listed}."
    yield (
        "Response rate: counted or out of scope, of those reached. Out of scope is an answer; the "
        "others are taken to be missing at random within their stratum."
    )
    if LossReason.AUTHORITY_WITHDREW in total.not_available:
        yield (
            "Of an authority that withdrew nothing is known, whatever was found of single cases "
            "before: the estimates are not about its children."
        )
