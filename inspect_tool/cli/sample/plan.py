"""`sample plan`: designs side by side, before any seed and after."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.domain.percentages import as_chosen, percent

if TYPE_CHECKING:
    from inspect_tool.domain.plan.words import ReportWords
    from inspect_tool.services.sampling.views import (
        DesignView,
        EnteringCase,
        OtherSizeView,
        SamplePlanView,
    )

NO_INTERVAL = "no interval"
IS_NOW = {
    "sample": "a case of the sample",
    "reserve": "a reserve",
    "not ranked": "not ranked",
    "purposive": "picked by hand",
}


class By(StrEnum):
    """What each design is shown by in detail."""

    AUTHORITY = "authority"
    CASE_TYPE = "case_type"


def plan(
    ctx: typer.Context,
    by: Annotated[By | None, typer.Option(help="Show each design in detail, by this.")] = None,
    size: Annotated[
        int | None, typer.Option(help="What if there were this many cases? Changes nothing.")
    ] = None,
    difference: Annotated[
        float,
        typer.Option(help="Between two shares: say with what chance it is seen. .2 is 20 points."),
    ] = 0.2,
    picture: Annotated[
        Path | None, typer.Option(help="Write a picture of the designs: FILE.svg or FILE.html.")
    ] = None,
) -> None:
    """Show how many cases each stratum gives, and what other designs would buy, before any seed.

    After the draw, --size says which cases a sample of another size would have had.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.sampling.designs import compare_plans, draw_picture

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        view = compare_plans(work, workspace.review, size=size, difference=difference)
        if picture is not None:
            draw_picture(work, workspace.review, picture, size=size)
    if command_context(ctx).json:
        print_json(view)
        return
    _print_designs(view)
    if by is None:
        _print_strata(view, workspace.review.plan.words)
    else:
        _print_detail(view, by, workspace.review.plan.words)
    _print_differences(view)
    if size is not None:
        _print_other_size(view)
    if picture is not None:
        say(f"The picture is in {picture}.")


def _print_designs(view: SamplePlanView) -> None:
    from inspect_tool.cli.output import print_table, say

    print_table(
        f"What each design buys with {view.size} cases, in percentage points: standard error, and "
        "expected half width of the report's 95% intervals",
        [
            "Design",
            "Cases of an authority",
            "Standard error",
            "All",
            "One authority",
            "One case type",
        ],
        [
            [
                design_words(design),
                range_words([*design.cases.values()]),
                ""
                if design.standard_error is None
                else str(percent(design.standard_error, decimals=1)),
                points([design.overall]),
                points([*design.by_authority.values()]),
                points([*design.by_case_type.values()]),
            ]
            for design in view.designs
        ],
        caption=f"{_at(view)} From the least to the most.",
    )
    for design in view.designs:
        if design.reason or design.note:
            say(f"{design_words(design)}: {design.reason or design.note}")


def _at(view: SamplePlanView) -> str:
    shares = view.expected_shares
    if not shares:
        return "For a share of one half, the least favourable."
    listed = ", ".join(f"{name} {as_chosen(share)}" for name, share in shares.items())
    names = [(stratum.stratum, stratum.stratum.partition("/")[2]) for stratum in view.strata]
    is_whole = all(shares.keys() & {*pair} for pair in names)
    elsewhere = "" if is_whole else "; one half elsewhere"
    return f"At the shares that the plan expects: {listed}{elsewhere}."


def design_words(design: DesignView) -> str:
    """The design's name, and whether it is the plan's."""
    return f"{design.method} (the plan)" if design.is_plan else design.method


def range_words(numbers: list[int]) -> str:
    """From the smallest to the largest."""
    if len(set(numbers)) < 2:
        return "".join(str(number) for number in set(numbers))
    return f"{min(numbers)} to {max(numbers)}"


def points(widths: Sequence[float | None]) -> str:
    """Half widths in percentage points, from the smallest to the largest."""
    known = sorted({percent(width) for width in widths if width is not None})
    if widths and not known:
        return NO_INTERVAL
    if len(known) > 1:
        return f"±{known[0]} to ±{known[-1]}"
    return "".join(f"±{width}" for width in known)


def _print_strata(view: SamplePlanView, words: ReportWords) -> None:
    from inspect_tool.cli.output import print_table

    print_table(
        f"Allocation of {view.size} cases",
        ["Stratum", words.said("Children"), "Cases", "Reserves"],
        [
            *(
                [stratum.stratum, stratum.population, stratum.drawn, stratum.reserves]
                for stratum in view.strata
            ),
            [
                "all",
                sum(stratum.population for stratum in view.strata),
                view.size,
                sum(stratum.reserves for stratum in view.strata),
            ],
        ],
    )


def _print_differences(view: SamplePlanView) -> None:
    from inspect_tool.cli.context import in_words
    from inspect_tool.cli.output import print_table

    named = f"{100 * view.difference:g}"
    print_table(
        "Which differences the plan's design would see, in percentage points",
        ["Between", "Smallest seen with 80% power", f"Power for {named} points"],
        [
            [
                in_words(seen.compared),
                _from_to(_points_seen(seen.smallest), _points_seen(seen.smallest_at_worst)),
                _from_to(_chance(seen.power), _chance(seen.power_at_worst)),
            ]
            for seen in view.differences
        ],
        caption="Around a share of one half, at 95%, by the normal approximation: a guide, since "
        "with a dozen cases the report's intervals see somewhat less. From the most precise pair "
        "to the least.",
    )


def _chance(power: float) -> str:
    # Only a census is certain to see a difference.
    return "over 99%" if 0.995 <= power < 1 else f"{percent(power)}%"


def _points_seen(difference: float | None) -> str:
    return "none" if difference is None else str(percent(difference))


def _from_to(best: str, worst: str) -> str:
    return best if best == worst else f"{best} to {worst}"


def _print_detail(view: SamplePlanView, by: By, words: ReportWords) -> None:
    """A row for each authority or case type, a column for each design: cases and half width."""
    from inspect_tool.cli.output import print_table, say

    designs = [design for design in view.designs if not design.reason]
    children: dict[str, int] = {}
    for stratum in view.strata:
        authority, _, case_type = stratum.stratum.partition("/")
        name = authority if by is By.AUTHORITY else case_type
        children[name] = children.get(name, 0) + stratum.population
    if by is By.CASE_TYPE and "" in children:
        say(
            "The strata are authorities only, so the tickets decide how many cases of each type "
            "come. With `strata: [authority, case_type]` the plan decides."
        )
        return
    heading = "Authority" if by is By.AUTHORITY else "Case type"
    whole = ["all", sum(children.values())]
    print_table(
        f"Cases and expected half width, by {heading.lower()}",
        [heading, words.said("Children"), *map(design_words, designs)],
        [
            *(
                [name, number, *(_cell(design, by, name) for design in designs)]
                for name, number in children.items()
            ),
            [*whole, *(f"{view.size} {points([design.overall])}" for design in designs)],
        ],
    )


def _cell(design: DesignView, by: By, name: str) -> str:
    is_authority = by is By.AUTHORITY
    cases = (design.cases if is_authority else design.cases_by_case_type)[name]
    width = (design.by_authority if is_authority else design.by_case_type)[name]
    return f"{cases} {points([width])}"


def _print_other_size(view: SamplePlanView) -> None:
    from inspect_tool.cli.output import say

    if view.other_size is None:
        say(
            "Which cases would come in or fall away cannot be known before the seed: nobody has a "
            "ticket yet. After the draw this command can tell."
        )
        return
    _print_cases_of_other_size(view.other_size)


def _print_cases_of_other_size(other: OtherSizeView) -> None:
    from inspect_tool.cli.output import print_table, say

    say(f"{other.drawn} cases are drawn. With {other.size}, by the same seed and the same losses:")
    for words, cases in (
        ("would not have been taken", other.not_taken),
        ("would have been taken as well", other.also_taken),
    ):
        if cases:
            print_table(f"{len(cases)} cases {words}", *case_columns(cases))
    if not other.not_taken and not other.also_taken:
        say("the same cases.")
    else:
        say("Nothing was changed. `sample extend` adds cases; what was drawn stays drawn.")


def case_columns(cases: Sequence[EnteringCase]) -> tuple[list[str], list[list[object]]]:
    """Headings and rows of a table of cases."""
    return (
        ["Case", "Stratum", "Rank", "Is now"],
        [
            [case.case_ref or "(no reference)", case.stratum, case.rank, IS_NOW[case.was]]
            for case in cases
        ],
    )
