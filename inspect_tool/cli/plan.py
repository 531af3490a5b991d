"""`plan`: read the plan as a compiler reads a program."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from inspect_tool.services.authorities.views import PlanAuthority

app = typer.Typer(
    name="plan",
    help="Read the review's plan.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)


@app.command("check", epilog="Example: inspect-tool plan check")
def check(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="A plan; else the review's own.")] = None,
) -> None:
    """Report every fault of the plan in one pass: file, line, what is wrong, what to do."""
    from inspect_tool.cli.checks import print_check
    from inspect_tool.cli.context import command_context, review_folder, speak_as
    from inspect_tool.services.authorities.views import drawn_authorities
    from inspect_tool.services.review.documents import PLAN_FILE, check_plan_file

    path = file or review_folder(ctx) / PLAN_FILE
    loaded = check_plan_file(path)
    if loaded.plan is not None:
        speak_as(loaded.plan.words.said)
    options, drawn = command_context(ctx), drawn_authorities(loaded.plan)
    facts = {"authorities": drawn} if drawn else {}
    print_check(options, path.name, loaded.problems, digest=loaded.digest, **facts)
    if drawn and not options.json:
        _print_drawn(drawn)


def _print_drawn(drawn: Sequence[PlanAuthority]) -> None:
    from inspect_tool.cli.output import print_table

    print_table(
        f"{len(drawn)} authorities, drawn",
        ["code", "authority", "stratum", "inclusion probability", "exactly"],
        [
            [
                authority.code,
                authority.name,
                authority.stratum,
                f"{authority.inclusion_probability:.4f}",
                authority.exact,
            ]
            for authority in drawn
        ],
    )


@app.command("schema", epilog="Example: inspect-tool plan schema > review.schema.json")
def schema() -> None:
    """Print the JSON Schema of the plan, for editors that complete and underline."""
    from inspect_tool.cli.output import print_json
    from inspect_tool.domain.checks.schema import plan_schema

    print_json(plan_schema())
