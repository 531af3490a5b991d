"""`moderate agreement`: how far first and second readers agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.domain.agreement.table import FEW_CASES
from inspect_tool.domain.percentages import half_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspect_tool.domain.agreement.table import Agreement
    from inspect_tool.domain.moderation.agreement import AgreementRow
    from inspect_tool.services.moderation.agreement import AgreementView

HEADINGS = (
    "Agreed",
    "Left out",
    "Share",
    "Kappa",
    "Kappa linear",
    "Kappa quadr.",
    "AC1",
    "AC2",
    "Alpha",
    "Alpha ordinal",
)


def agreement(
    ctx: typer.Context,
    by: Annotated[str, typer.Option(help="criterion, inspector, month or week.")] = "criterion",
    questions: Annotated[
        bool, typer.Option("--questions", help="Answers from lists as well as judgements.")
    ] = False,
    level: Annotated[float, typer.Option(help="Confidence level, as a share.")] = 0.95,
) -> None:
    """Show how far first and blind second reads agree, with several coefficients side by side."""
    from inspect_tool.cli.context import command_context, elsewhere, open_workspace
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.moderation.agreement import agreement_by, show_agreement

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        view = show_agreement(
            work, workspace.review, by=agreement_by(by), questions=questions, level=level
        )
    if command_context(ctx).json:
        print_json(view)
    elif not view.cases:
        say(f"None of {view.second_reads} second reads is complete, so there is nothing to show.")
        if view.extra:
            say(f"Second reads that were asked for and not drawn stay out: {view.extra}.")
    else:
        _print_agreement(view, elsewhere(workspace))


def _print_agreement(view: AgreementView, without: str) -> None:
    from inspect_tool.cli.output import print_table, say

    complete = f"{view.cases} of {view.second_reads} second reads are complete{without}"
    print_table(
        f"Agreement by {view.by.value}; {complete}",
        [view.by.value.capitalize(), *HEADINGS],
        [_cells(row) for row in view.rows],
    )
    print_table(
        "Agreement over all cases",
        ["All cases", *HEADINGS],
        [_cells(row) for row in view.overall],
        caption="\n".join(_explanations(view)),
    )
    for sentence in _reasons((*view.rows, *view.overall)):
        say(sentence)


def _name(row: AgreementRow) -> str:
    return row.item_id or f"{row.group or 'all'} ({row.title.lower()})"


def _cells(row: AgreementRow) -> list[object]:
    return [
        f"{row.item_id or row.group} {row.title}".strip(),
        f"{row.agreed} of {row.judged_twice}",
        row.judged_once + row.not_judged,
        *(_figure(measured) for measured in row.coefficients),
    ]


def _figure(measured: Agreement) -> str:
    """A value above its interval, in lines short enough for eight columns of them."""
    if measured.value is None:
        return "none"
    interval = ""
    if measured.lo is not None and measured.hi is not None:
        interval = f"\n{half_up(measured.lo, decimals=2)} to\n{half_up(measured.hi, decimals=2)}"
    return f"{half_up(measured.value, decimals=2)}{interval}"


def _explanations(view: AgreementView) -> list[str]:
    sentences = [
        f"Agreed: of the items that both readers judged. Left out: those that one or neither did. "
        f"Under each figure its interval at {view.level:.4g}.",
        "Kappa falls towards 0 when most cases get one judgement, though the readers agree on most "
        "of them: never read it without the share and AC1.",
    ]
    if view.extra:
        sentences.append(
            f"Second reads that were asked for and not drawn, and so left out: {view.extra}."
        )
    if view.cases < FEW_CASES:
        sentences.append(
            f"{view.cases} cases are few: use the figures to find what to talk about, not to judge "
            "inspectors."
        )
    return sentences


def _reasons(rows: Sequence[AgreementRow]) -> list[str]:
    """Why figures or intervals are missing, each reason once with the rows that it is about."""
    where: dict[str, dict[str, None]] = {}
    for row in rows:
        for measured in row.coefficients:
            if measured.reason:
                where.setdefault(measured.reason, {})[_name(row)] = None
    return [f"{', '.join(names)}: {reason}" for reason, names in where.items()]
