"""`moderate checks`: how records were written, for the lead while there is time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from inspect_tool.domain.percentages import half_up

if TYPE_CHECKING:
    from inspect_tool.services.moderation.recorders import RecordersView

MOST_GROUPS, MOST_NAMED = 20, 5  # on a screen; `--json` has all

NO_VERDICT = (
    "These figures say where to look, never why. Cases and authorities differ, and inspectors read "
    "what they were given: talk to the inspector and read the case before anything follows."
)


def checks(ctx: typer.Context) -> None:
    """Show what is missing, uniform, alike, drifting or different between inspectors."""
    from inspect_tool.cli.context import command_context, elsewhere, open_workspace
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.moderation.recorders import check_recorders

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        view = check_recorders(work, workspace.review)
    if command_context(ctx).json:
        print_json(view)
        return
    say(f"{view.records} records of cases{elsewhere(workspace)}; {view.left_out} left out.")
    _print_completeness(view)
    _print_uniform(view)
    _print_alike(view)
    _print_weeks(view)
    _print_reader_weeks(view)
    _print_effects(view)
    say(NO_VERDICT)


def _print_completeness(view: RecordersView) -> None:
    from inspect_tool.cli.output import print_table

    print_table(
        "What is missing, by inspector",
        ["Inspector", "Records", "Asked", "Missing", "Reason given instead"],
        [
            [row.inspector, row.records, row.asked, row.missing, row.without_value]
            for row in view.completeness
        ],
        caption="Asked: questions and judgements that apply. Missing: neither an answer nor a "
        "reason for none.",
    )


def _print_uniform(view: RecordersView) -> None:
    from inspect_tool.cli.output import print_table
    from inspect_tool.domain.moderation.recorders import LEAST_ANSWERS

    print_table(
        f"Records with every answer on a scale alike: {len(view.uniform)} of {view.records}",
        ["Case", "Inspector", "Scale", "Answer", "Answers"],
        [[one.ref, one.inspector, one.scale, one.value, one.answers] for one in view.uniform],
        caption=f"From {LEAST_ANSWERS} answers on one scale upwards; judgements are left out. A "
        "case may well be like that.",
    )


def _print_alike(view: RecordersView) -> None:
    from inspect_tool.cli.output import print_table
    from inspect_tool.domain.moderation.recorders import ALIKE, LEAST_WORDS

    shown = view.alike[:MOST_GROUPS]
    more = len(view.alike) - len(shown)
    print_table(
        f"Notes of different cases that are nearly the same: {len(view.alike)} groups among "
        f"{view.notes} notes",
        ["Items", "Notes", "Cases", "By", "Alike from"],
        [
            [
                ", ".join(one.items),
                one.notes,
                f"{len(one.cases)}: {', '.join(one.cases[:MOST_NAMED])}"
                f"{', …' if len(one.cases) > MOST_NAMED else ''}",
                ", ".join(one.authors),
                half_up(one.least, decimals=2),
            ]
            for one in shown
        ],
        caption=f"Notes of {LEAST_WORDS} words or more; alike: the share of runs of three words "
        f"that two have in common, from {ALIKE:g}. Siblings may have the same note with good "
        f"reason.{f' {more} more groups: --json.' if more else ''}",
    )


def _print_weeks(view: RecordersView) -> None:
    from inspect_tool.cli.output import print_table

    slope, p = view.drift.slope, view.drift.p
    trend = (
        "No trend can be told: there is one week, or each authority was read in one."
        if slope is None or p is None
        else f"{half_up(slope * 100, decimals=1)} points a week within authorities; as steep in "
        f"{half_up(p * 100, decimals=1)} % of deals by chance ({view.drift.records} records)."
    )
    print_table(
        "Judgements that meet their criterion, by the week in which a record was finished",
        ["Week", "Records", "Mean share"],
        [[row.week, row.records, half_up(row.share, decimals=2)] for row in view.weeks],
        caption=trend,
    )


def _print_reader_weeks(view: RecordersView) -> None:
    from inspect_tool.cli.output import print_table

    print_table(
        "Each reader by week: judgements that meet their criterion, and agreement",
        ["Inspector", "Week", "Records", "Mean share met", "Read twice", "Agreed"],
        [
            [
                row.inspector,
                row.week,
                row.records,
                "none" if row.share is None else half_up(row.share, decimals=2),
                row.read_twice,
                f"{row.agreed} of {row.judged_twice}",
            ]
            for row in view.reader_weeks
        ],
        caption="Week: in which the record's last answer came in, by the clock of the machine that "
        "it came in on; for information, since clocks differ and no order follows from them. Read "
        "twice: records whose case another reader has finished too; those asked for with "
        "`moderate extra` are left out. Agreed: judgements that both gave alike, of those that "
        "both gave; it does not say who was right.",
    )


def _print_effects(view: RecordersView) -> None:
    from inspect_tool.cli.output import print_table
    from inspect_tool.domain.moderation.chance_alone import DEALS

    def figure(value: float | None, decimals: int = 2) -> str:
        return "none" if value is None else str(half_up(value, decimals=decimals))

    print_table(
        "Inspectors beside others at the same authorities",
        ["Inspector", "Records", "Mean share met", "Expected", "By chance", "Adjusted", ""],
        [
            [
                one.inspector,
                one.records,
                figure(one.share),
                figure(one.expected),
                figure(one.p, 3),
                figure(one.adjusted, 3),
                one.reason,
            ]
            for one in view.effects
        ],
        caption=f"By chance: how often records dealt out anew among the readers of each authority "
        f"({DEALS:,} times) give as large a difference. Adjusted: for the number of inspectors, by "
        "Holm. Which cases somebody was given is not by chance alone.",
    )
