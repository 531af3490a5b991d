"""`calc columns`: what each column of a calculation means."""

from __future__ import annotations

from typing import Annotated

import typer


def columns(
    ctx: typer.Context,
    command: Annotated[str, typer.Argument(help="Such as share, total or two-stage.")],
) -> None:
    """Explain each column that a calculation gives, under the name that `--json` has."""
    from inspect_tool.cli.calc.shown import show_records
    from inspect_tool.services.calculations.columns import columns_of

    show_records(ctx, f"Columns of `calc {command}`", columns_of(command))
