"""`case facts` and `case correct`: what was returned about a case, and the right facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.cli.free_text import ELSEWHERE, given_text

if TYPE_CHECKING:
    from inspect_tool.services.records.facts import FactsView

Case = Annotated[str, typer.Argument(help="A case.")]


def facts(ctx: typer.Context, ref: Case) -> None:
    """Show what the authority returned about a case, and what was corrected since."""
    from inspect_tool.cli.context import open_workspace
    from inspect_tool.services.records.facts import case_facts

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        view = case_facts(work, workspace.review, ref)
    _show(ctx, view)


def correct(
    ctx: typer.Context,
    ref: Case,
    field: Annotated[str, typer.Argument(help="A fact, by its name in `case facts`.")],
    value: Annotated[
        str | None, typer.Argument(help="The right value; none with --not-known.")
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            help="Which record it was seen in, of which date; no names." + ELSEWHERE,
            callback=given_text,
        ),
    ] = None,
    not_known: Annotated[
        bool, typer.Option("--not-known", help="The returned value is wrong, no other is known.")
    ] = False,
) -> None:
    """Record the right value of a fact that was returned wrong, with its source, beside it.

    The draw stays on what was returned; conditions, measures and bases go by the right value.
    """
    from inspect_tool.cli.context import open_workspace
    from inspect_tool.errors import UsageError
    from inspect_tool.services.records.facts import correct_fact

    if (value is None) is not not_known:
        raise UsageError("Give the right value, or --not-known. Nothing was changed.")
    workspace = open_workspace(ctx)
    with workspace.work() as work:
        view = correct_fact(
            work, workspace.review, ref=ref, field=field, value=value, source=source or ""
        )
    _show(ctx, view)


def _show(ctx: typer.Context, view: FactsView) -> None:
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import print_json, print_table, say
    from inspect_tool.domain.frame.corrections import fact_words

    if command_context(ctx).json:
        print_json(view)
        return
    print_table(
        f"Facts of {view.ref}",
        ["Fact", "Name", "As returned", "As corrected", "On", "Source"],
        [
            [
                fact.words,
                fact.field,
                fact_words(fact.returned),
                fact_words(fact.corrected) if fact.corrected_on else "",
                f"{fact.corrected_on:%d/%m/%Y}" if fact.corrected_on else "",
                fact.source,
            ]
            for fact in view.facts
        ],
        caption="The draw stands on the facts as returned; measures and their bases go by the "
        "corrected ones.",
    )
    if view.is_eligible is False:
        say(
            f"By these facts the plan's rule leaves {view.ref} out: if it does not belong, "
            f"`sample lose {view.ref} --reason …`."
        )
