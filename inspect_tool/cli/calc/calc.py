"""`calc`: the same statistics on a plain table, for anyone who wants to check them."""

from __future__ import annotations

import typer

from inspect_tool.cli.calc import agreement, allocate, draw, share

app = typer.Typer(
    name="calc",
    help="The statistics on a plain CSV file, without a review.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
app.command(
    "draw",
    epilog="Example: inspect-tool calc draw frame.csv --seed 83920175563810294857 "
    "--draw-id trial-1 --size 124",
)(draw.draw)
app.command("allocate", epilog="Example: inspect-tool calc allocate strata.csv --size 124")(
    allocate.allocate
)
app.command("size", epilog="Example: inspect-tool calc size --population 500 --margin 0.05")(
    allocate.size
)
app.command("share", epilog="Example: inspect-tool calc share cases.csv --by authority")(
    share.share
)
app.command("agreement", epilog="Example: inspect-tool calc agreement reads.csv")(
    agreement.agreement
)
