"""`calc`: the same statistics on a plain table, for anyone who wants to check them."""

from __future__ import annotations

import typer

from inspect_tool.cli.calc import agreement, allocate, columns, contrasts, counts, draw, share

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
app.command("total", epilog="Example: inspect-tool calc total cases.csv --by authority")(
    contrasts.total
)
app.command(
    "difference",
    epilog="Example: inspect-tool calc difference cases.csv --by type --between plan --and care",
)(contrasts.difference)
app.command(
    "change",
    epilog="Example: inspect-tool calc change cases-2013.csv cases-2016.csv --by type",
)(contrasts.change)
app.command("ratio", epilog="Example: inspect-tool calc ratio visits.csv --of visits --over weeks")(
    contrasts.ratio
)
app.command(
    "association",
    epilog="Example: inspect-tool calc association cases.csv --rows y --columns type",
)(contrasts.association)
app.command("count", epilog="Example: inspect-tool calc count --yes 3 --of 10 --population 24")(
    counts.count
)
app.command(
    "two-stage",
    epilog="Example: inspect-tool calc two-stage cases.csv --authorities authorities.csv",
)(counts.two_stage)
app.command("by-size", epilog="Example: inspect-tool calc by-size units.csv")(counts.by_size)
app.command("columns", epilog="Example: inspect-tool calc columns share")(columns.columns)
