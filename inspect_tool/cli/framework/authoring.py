"""`framework to-excel|from-excel|to-xlsform`: author in Excel, collect in ODK or Kobo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Output = Annotated[Path, typer.Option("-o", "--output", help="The file to write.")]
FromFile = Annotated[
    Path | None, typer.Option("--from", help="A framework's file; else the review's own.")
]


def to_excel(ctx: typer.Context, output: Output, file: FromFile = None) -> None:
    """Write the framework as a workbook; `from-excel` makes a framework of it again."""
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import tell
    from inspect_tool.services.framework.authoring import write_excel
    from inspect_tool.services.framework.texts import framework_in

    write_excel(framework_in(_path(ctx, file)), output)
    tell(
        f"{output} has a sheet for each part. When it is changed: `framework from-excel {output} "
        "-o framework-new.yaml`. Comments of the file are not in it.",
        as_json=command_context(ctx).json,
        file=str(output),
    )


def from_excel(
    ctx: typer.Context,
    workbook: Annotated[Path, typer.Argument(help="A workbook that `to-excel` wrote.")],
    output: Output,
) -> None:
    """Make a framework of a workbook, with every fault in one pass; exit with 1 if there is one."""
    from inspect_tool.cli.checks import print_check
    from inspect_tool.cli.context import command_context
    from inspect_tool.services.framework.authoring import read_excel

    problems, loaded = read_excel(workbook, output)
    file = workbook if loaded is None else output
    digest = "" if loaded is None else loaded.digest
    print_check(command_context(ctx), file.name, problems, digest=digest)


def to_xlsform(
    ctx: typer.Context,
    output: Output,
    subject: Annotated[
        str, typer.Option(help="case, authority, interview or focus_group.")
    ] = "case",
    file: FromFile = None,
) -> None:
    """Write the framework as an XLSForm, to be uploaded to ODK Central or Kobo."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.framework.authoring import write_form
    from inspect_tool.services.framework.texts import framework_in

    framework = open_workspace(ctx).review.framework if file is None else framework_in(file)
    write_form(framework, subject, output)
    tell(
        f"{output} asks about each {subject.replace('_', ' ')} by version {framework.version}. "
        "Answers come back with `case import-odk FILE…`.",
        as_json=command_context(ctx).json,
        file=str(output),
        version=framework.version,
    )


def _path(ctx: typer.Context, file: Path | None) -> Path:
    from inspect_tool.cli.context import review_folder
    from inspect_tool.services.review.documents import framework_path

    return file if file is not None else framework_path(review_folder(ctx))[0]
