"""`report`: the documents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from inspect_tool.cli import report_comments, report_letters, report_more, report_word

app = typer.Typer(
    name="report",
    help="Build the report.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)


Formats = Annotated[str, typer.Option("--format", help="pdf, xlsx, html; public also docx.")]


@app.command("build", epilog="Example: inspect-tool report build --format pdf,xlsx,html")
def build(
    ctx: typer.Context,
    edition: Annotated[str, typer.Option(help="internal or public.")] = "internal",
    formats: Formats = "pdf,xlsx,html",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder; else reports/.")
    ] = None,
    snapshot: Annotated[str | None, typer.Option(help="Which one; else the newest.")] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="Let unchecked quantities stand; each page says DRAFT.")
    ] = False,
) -> None:
    """Check every claim of the narrative, then write PDF, workbook, HTML and manifest."""
    from inspect_tool.cli.context import HEAD_WORDS, command_context, head_now, open_workspace
    from inspect_tool.cli.output import print_json, progress, say
    from inspect_tool.services.publication.build import BuildOptions, build_report

    workspace = open_workspace(ctx)
    options = BuildOptions.parse(
        edition=edition, formats=formats, snapshot=snapshot, folder=output, is_draft=draft
    )
    with progress("Building the report"):
        built = build_report(
            workspace.reading,
            workspace.work,
            workspace.review,
            place=workspace.place,
            options=options,
        )
    head = head_now(workspace)
    if command_context(ctx).json:
        print_json(built, audit_head=head)
        return
    for path in built.paths:
        say(str(path))
    if built.own_templates:
        say(f"The review's own templates, not the tool's: {', '.join(built.own_templates)}.")
    if built.no_pdf:
        say(built.no_pdf)
    say(f"{built.claims} quantities in the narrative hold (snapshot {built.snapshot}).")
    if built.unchecked:
        say(f"A draft. Quantities that could not be checked: {built.unchecked}; see `claim check`.")
    if built.open_disagreements:
        say(f"{built.open_disagreements} disagreements of readers are open: see `moderate queue`.")
    for sentence in (*built.meanwhile, *built.not_accessible, *built.on_advice):
        say(sentence)
    if not built.is_current:
        say("Something changed since the newest snapshot was taken: see `status`.")
    say(f"{HEAD_WORDS}: {head}")


app.command("letters", epilog="Example: inspect-tool report letters -o letters")(
    report_letters.letters
)
app.command(
    "take-comments", epilog="Example: inspect-tool report take-comments ASH-form.xlsx --dry-run"
)(report_comments.take_comments)
app.command("comments", epilog="Example: inspect-tool report comments --all")(
    report_comments.comments
)
app.command(
    "answer-comment",
    epilog="Example: inspect-tool report answer-comment ASH 1 --decision accepted --why 'the file "
    "shows it' --wording '5 of the 11 cases'",
)(report_comments.answer_comment)
app.command("to-word", epilog="Example: inspect-tool report to-word -o report.docx")(
    report_word.to_word
)
app.command("from-word", epilog="Example: inspect-tool report from-word report.docx --dry-run")(
    report_word.from_word
)
app.command("press", epilog="Example: inspect-tool report press")(report_more.press)
app.command("look", epilog="Example: inspect-tool report look")(report_more.look)
app.command("data", epilog="Example: inspect-tool report data -o tables.zip")(report_more.data)
