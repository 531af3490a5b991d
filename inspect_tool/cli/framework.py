"""`framework`: read the criteria framework."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="framework",
    help="Read the criteria framework.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
File = Annotated[Path | None, typer.Argument(help="A framework; else the review's own.")]


@app.command("check", epilog="Example: inspect-tool framework check")
def check(ctx: typer.Context, file: File = None) -> None:
    """Report every fault of the framework in one pass: file, line, what is wrong, what to do."""
    from inspect_tool.cli.checks import print_check
    from inspect_tool.cli.context import command_context, review_folder
    from inspect_tool.services.review.documents import check_framework, framework_path

    path, plan = (file, None) if file else framework_path(review_folder(ctx))
    loaded = check_framework(path, plan=plan)
    print_check(command_context(ctx), path.name, loaded.problems, digest=loaded.digest)


@app.command("show", epilog="Example: inspect-tool framework show")
def show(ctx: typer.Context) -> None:
    """Show the criteria, the measures and the medians of the review's framework."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_table

    framework = open_workspace(ctx).review.framework
    if command_context(ctx).json:
        print_json(framework.model_dump(mode="json", by_alias=True, exclude_defaults=True))
        return
    print_table(
        f"{framework.title}, version {framework.version}",
        ["Criterion", "About", "Title", "Questions", "Scale"],
        [
            [
                criterion.id,
                domain.subject.value,
                criterion.title,
                len(criterion.questions),
                criterion.judgement.scale if criterion.judgement else "",
            ]
            for domain in framework.domains
            for criterion in domain.criteria
        ],
    )
    print_table(
        "Measures",
        ["Measure", "Counts", "Among"],
        [
            [key, measure.title, measure.noun or ("rows" if measure.rows else "cases")]
            for key, measure in framework.measures.items()
        ],
    )
    if framework.medians:
        print_table(
            "Medians",
            ["Median", "Of", "Among"],
            [
                [key, median.title, median.noun or ("rows" if median.rows else "cases")]
                for key, median in framework.medians.items()
            ],
        )


@app.command("schema", epilog="Example: inspect-tool framework schema > framework.schema.json")
def schema() -> None:
    """Print the JSON Schema of a framework, for editors that complete and underline."""
    from inspect_tool.cli.output import print_json
    from inspect_tool.domain.checks.schema import framework_schema

    print_json(framework_schema())
