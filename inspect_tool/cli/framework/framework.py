"""`framework`: read the criteria framework, and change it in versions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.cli.framework.authoring import from_excel, to_excel, to_xlsform
from inspect_tool.cli.framework.versions import (
    amend,
    diff,
    publish,
    read_again,
    tasks,
    versions,
)

if TYPE_CHECKING:
    from inspect_tool.domain.framework.framework import Framework
    from inspect_tool.domain.records.answer_forms import AnswerForm

app = typer.Typer(
    name="framework",
    help="The criteria framework and its versions.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
File = Annotated[Path | None, typer.Argument(help="A framework; else the review's own.")]


@app.command("check", epilog="Example: inspect-tool framework check")
def check(ctx: typer.Context, file: File = None) -> None:
    """Report every fault of the framework in one pass: file, line, what is wrong, what to do."""
    from inspect_tool.cli.checks import print_check
    from inspect_tool.cli.context import command_context, open_workspace, review_folder, speak_as
    from inspect_tool.services.review.documents import check_framework, framework_path

    path, plan = (file, None) if file else framework_path(review_folder(ctx))
    loaded = check_framework(path, plan=plan)
    if plan is not None:
        speak_as(plan.words.said)
    print_check(command_context(ctx), path.name, loaded.problems, digest=loaded.digest)
    if plan is not None:
        open_workspace(ctx).review  # noqa: B018  # refuses what was edited under a used number


@app.command("show", epilog="Example: inspect-tool framework show HARM.1")
def show(
    ctx: typer.Context,
    item: Annotated[
        str, typer.Argument(help="A criterion: what it asks; else an overview of all.")
    ] = "",
    version: Annotated[str | None, typer.Option(help="Another than the one in force.")] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write it to a file, as YAML.")
    ] = None,
) -> None:
    """Show the criteria, the measures and the medians of the framework, or one criterion."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, tell
    from inspect_tool.services.framework.texts import framework_named, write_version

    workspace = open_workspace(ctx)
    # A file that was edited under its number is no reason not to show how it was.
    review = workspace.review if version is None else workspace.review_in_use
    framework = framework_named(review, version or review.framework.version)
    if output is not None:
        write_version(review, framework.version, output)
        words = f"{output} has version {framework.version}, without the comments of its file."
        tell(words, as_json=command_context(ctx).json, file=str(output))
        return
    if command_context(ctx).json:
        print_json(framework.model_dump(mode="json", by_alias=True, exclude_defaults=True))
        return
    if item:
        _print_criterion(framework, item)
    else:
        _print_framework(framework)


def _print_criterion(framework: Framework, item: str) -> None:
    """What a criterion asks, question by question, with the answers that may be given."""
    from inspect_tool.cli.output import print_table
    from inspect_tool.domain.records.answer_forms import judgement_form, question_form
    from inspect_tool.domain.records.items import criteria_of_items
    from inspect_tool.services.records.errors import UnknownItemError

    criterion = framework.criterion(criteria_of_items(framework).get(item, item))
    if criterion is None:
        raise UnknownItemError(item)
    rows = [
        [one.id, one.text, _answers(question_form(framework, one)) or one.type.value]
        for outer in criterion.questions
        for one in (outer, *outer.questions)
    ]
    if criterion.judgement is not None:
        judged = _answers(judgement_form(framework, criterion))
        rows.append([criterion.id, "Judgement on the criterion", judged])
    title = f"{criterion.id} {criterion.title}"
    print_table(title, ["Item", "Asks", "Answers"], rows, as_written=True)


def _answers(form: AnswerForm) -> str:
    return ", ".join(choice.words for choice in form.choices)


def _print_framework(framework: Framework) -> None:
    """Criteria, measures and medians as tables."""
    from inspect_tool.cli.context import in_words
    from inspect_tool.cli.output import print_table

    print_table(
        f"{framework.title}, version {framework.version}",
        ["Criterion", "About", "Title", "Questions", "Scale"],
        [
            [
                criterion.id,
                in_words(domain.subject.value),
                criterion.title,
                len(criterion.questions),
                criterion.judgement.scale if criterion.judgement else "",
            ]
            for domain in framework.domains
            for criterion in domain.criteria
        ],
        as_written=True,
    )
    print_table(
        "Measures",
        ["Measure", "Counts", "Among"],
        [
            [key, measure.title, measure.noun or in_words("rows" if measure.rows else "cases")]
            for key, measure in framework.measures.items()
        ],
        caption="What a criterion asks: `framework show CRITERION`. The words behind a measure: "
        "`evidence list --where MEASURE=yes`, and what speaks against it with `=no`.",
    )
    if framework.medians:
        print_table(
            "Medians",
            ["Median", "Of", "Among"],
            [
                [key, median.title, median.noun or in_words("rows" if median.rows else "cases")]
                for key, median in framework.medians.items()
            ],
        )


@app.command("schema", epilog="Example: inspect-tool framework schema > framework.schema.json")
def schema() -> None:
    """Print the JSON Schema of a framework, for editors that complete and underline."""
    from inspect_tool.cli.output import print_json
    from inspect_tool.domain.checks.schema import framework_schema

    print_json(framework_schema())


app.command("versions", epilog="Example: inspect-tool framework versions")(versions)
app.command("diff", epilog="Example: inspect-tool framework diff 1.0.0 1.1.0")(diff)
app.command("amend", epilog="Example: inspect-tool --as yz framework amend --dry-run")(amend)
app.command("publish", epilog="Example: inspect-tool --as le framework publish")(publish)
app.command("tasks", epilog="Example: inspect-tool framework tasks")(tasks)
app.command("read-again", epilog="Example: inspect-tool framework read-again ASH-003")(read_again)
app.command("to-excel", epilog="Example: inspect-tool framework to-excel -o framework.xlsx")(
    to_excel
)
app.command(
    "from-excel",
    epilog="Example: inspect-tool framework from-excel framework.xlsx -o framework-new.yaml",
)(from_excel)
app.command(
    "to-xlsform", epilog="Example: inspect-tool framework to-xlsform --subject case -o form.xlsx"
)(to_xlsform)
