"""`sample`: plan, commit, draw, replace, extend, prove."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from inspect_tool.cli.sample.commit import commit, draw
from inspect_tool.cli.sample.losses import lose
from inspect_tool.cli.sample.more_cases import add, extend
from inspect_tool.cli.sample.plan import plan
from inspect_tool.cli.sample.proof import certificate, verify
from inspect_tool.cli.sample.show import show

app = typer.Typer(
    name="sample",
    help="Commit, draw and prove the sample.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)


app.command("plan", epilog="Example: inspect-tool sample plan --by authority --size 90")(plan)


app.command(
    "commit",
    epilog="Example: inspect-tool sample commit --seed-source 'the first draw of the lottery on "
    "4 October' --seed-due 2026-10-04T20:00:00+01:00 -o commitment.json",
)(commit)
app.command(
    "draw",
    epilog="Example: inspect-tool sample draw --seed 83920175563810294857 "
    "--seed-source 'dice thrown in public on 4 October'",
)(draw)


app.command("show", epilog="Example: inspect-tool sample show --reserves")(show)
app.command("lose", epilog="Example: inspect-tool sample lose ASH-003 --reason file_not_available")(
    lose
)


app.command(
    "extend", epilog="Example: inspect-tool sample extend --by 12 --why 'more precision' --dry-run"
)(extend)
app.command("add", epilog="Example: inspect-tool sample add ASH-031 --why 'a serious case review'")(
    add
)


@app.command("requests", epilog="Example: inspect-tool sample requests --authority ASH -o ASH.csv")
def requests(
    ctx: typer.Context,
    authority: Annotated[str, typer.Option(help="Code of the authority.")],
    output: Annotated[Path, typer.Option("-o", help="Where to write the list.")],
) -> None:
    """Write the list that tells an authority which files to open: case and its own child id.

    The list identifies children. Send it to that authority only, and delete it afterwards.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.sampling.certificates import write_requests

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        number = write_requests(
            work, workspace.review, authority=authority, path=output, keys=workspace.keys
        )
    tell(
        f"{output} names {number} children. Send it to {authority} only, then delete it.",
        as_json=command_context(ctx).json,
        path=output,
        children=number,
    )


app.command(
    "certificate",
    epilog="Example: inspect-tool sample certificate -o certificate.json --edition public",
)(certificate)
app.command(
    "verify",
    epilog="Example: inspect-tool sample verify certificate.json --commitment commitment.json",
)(verify)
