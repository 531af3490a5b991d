"""`sample`: plan, commit, draw, replace, extend, prove."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.cli.sample.losses import lose
from inspect_tool.cli.sample.more_cases import add, extend
from inspect_tool.cli.sample.plan import plan
from inspect_tool.domain.sampling.losses import LossReason

if TYPE_CHECKING:
    from inspect_tool.services.sampling.views import (
        CaseView,
        DrawView,
        MadeExtension,
        MadeLossChange,
    )

app = typer.Typer(
    name="sample",
    help="Commit, draw and prove the sample.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)


app.command("plan", epilog="Example: inspect-tool sample plan --by authority --size 90")(plan)


@app.command("commit", epilog="Example: inspect-tool sample commit")
def commit(
    ctx: typer.Context,
    draw_id: Annotated[str | None, typer.Option(help="Name of the draw.")] = None,
    withdraw: Annotated[bool, typer.Option(help="Take the commitment back.")] = False,
) -> None:
    """Fix frame and plan by their digests; publish what it prints before the seed exists."""
    from inspect_tool.cli.context import HEAD_WORDS, command_context, head_now, open_workspace
    from inspect_tool.cli.output import print_json, print_table, say, tell
    from inspect_tool.services.sampling import samples

    workspace = open_workspace(ctx)
    as_json = command_context(ctx).json
    with workspace.work() as work:
        if withdraw:
            name = samples.withdraw(work)
            tell(f"The commitment of {name} is withdrawn.", as_json=as_json, withdrawn=name)
            return
        view = samples.commit(work, workspace.review, draw_id=draw_id)
    head = head_now(workspace)
    if as_json:
        print_json(view, audit_head=head)
        return
    rows: list[Sequence[object]] = [
        ["draw", view.draw_id],
        [workspace.review.plan.words.said("children who can be drawn"), view.children],
        ["digest of the frame", view.frame_digest],
        ["digest of the plan", view.plan_digest],
        *[[f"digest of the salt of {code}", digest] for code, digest in view.salt_digests.items()],
        ["committed at", view.committed_at.isoformat()],
    ]
    print_table("Commitment: publish this before the seed exists", ["What", "Value"], rows)
    say(f"{HEAD_WORDS}: {head}")


@app.command(
    "draw",
    epilog="Example: inspect-tool sample draw --seed 83920175563810294857 "
    "--seed-source 'dice thrown in public on 4 October'",
)
def draw(
    ctx: typer.Context,
    seed: Annotated[str, typer.Option(help="At least 20 decimal digits, exactly as published.")],
    seed_source: Annotated[str, typer.Option(help="Where the seed came from, announced before.")],
) -> None:
    """Draw the sample and its reserves from what was committed."""
    from inspect_tool.cli.context import HEAD_WORDS, command_context, head_now, open_workspace
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.sampling import samples

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        samples.draw(work, workspace.review, seed=seed, source=seed_source, keys=workspace.keys)
    head = head_now(workspace)
    if command_context(ctx).json:
        with workspace.reading() as work:
            print_json(samples.show(work), audit_head=head)
        return
    show(ctx)
    say(f"{HEAD_WORDS}: {head}")


@app.command("show", epilog="Example: inspect-tool sample show --reserves")
def show(
    ctx: typer.Context,
    reserves: Annotated[bool, typer.Option(help="Show reserves too.")] = False,
) -> None:
    """Show the cases to read, and what was lost."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services.sampling import samples

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        view = samples.show(work)
    if command_context(ctx).json:
        print_json(view)
        return
    wanted = (case for case in view.cases if reserves or case.is_active or case.lost_because)
    shown = sorted(
        wanted, key=lambda case: (case.stratum, case.is_purposive, case.rank, case.case_ref)
    )
    print_table(
        f"{view.draw_id}: {len(view.active)} {'of the ' if view.not_shown else ''}cases to read",
        ["Case", "Stratum", "Rank", "Role", "Standing", "Ticket"],
        [
            [
                case.case_ref,
                case.stratum,
                case.rank or "",
                _role(case),
                case.lost_because or ("to read" if case.is_active else "in reserve"),
                case.ticket[:16] + "…",
            ]
            for case in shown
        ],
        caption=" ".join(
            [f"Seed {view.public_seed} ({view.seed_source}).", *_what_came_later(view)]
        ),
    )


def _role(case: CaseView) -> str:
    return f"{case.role}, picked before" if case.picked_because and case.rank else case.role


def _what_came_later(view: DrawView) -> list[str]:
    """Extensions, purposive cases and cases that are not shown, a sentence each."""
    said = [_what_was_added(extension) for extension in view.extensions]
    said += [_what_was_changed(change) for change in view.loss_changes]
    if view.purposive:
        said.append(f"{len(view.purposive)} of the cases to read are picked by hand.")
    if view.not_shown:
        said.append(
            f"{view.not_shown} more cases and reserves are not shown: an inspector sees the own "
            "caseload, and nobody the cases of an authority that they have a conflict of interest "
            "with."
        )
    return said


def _what_was_added(extension: MadeExtension) -> str:
    day = f"{extension.at.day} {extension.at:%B %Y}"
    return f"Extended on {day} by {sum(extension.added.values())}: {extension.why}."


def _what_was_changed(change: MadeLossChange) -> str:
    day = f"{change.at.day} {change.at:%B %Y}"
    was = LossReason(change.was).words
    what = f"corrected to {LossReason(change.to).words}" if change.to else "taken back"
    return f"The loss of {change.case_ref} ({was}) was {what} on {day}: {change.why}."


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
        f"{output} names {number} {workspace.review.plan.words.children}. Send it to {authority} "
        "only, then delete it.",
        as_json=command_context(ctx).json,
        path=output,
        children=number,
    )


@app.command("certificate", epilog="Example: inspect-tool sample certificate -o certificate.json")
def certificate(
    ctx: typer.Context,
    output: Annotated[Path, typer.Option("-o", "--output", help="Where to write it.")],
) -> None:
    """Write what a stranger needs to repeat the draw, with a verifier beside it."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.sampling.certificates import write_certificate

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        paths = write_certificate(work, output, templates=workspace.templates, keys=workspace.keys)
    if command_context(ctx).json:
        print_json(paths)
        return
    for path in paths:
        say(str(path))
    say(f"To check it: python3 {paths[2].name} {paths[0].name} {paths[1].name}")


@app.command("verify", epilog="Example: inspect-tool sample verify certificate.json")
def verify(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="A certificate.")],
    frame: Annotated[
        list[Path] | None, typer.Option("--frame", help="Public frame; else the one beside it.")
    ] = None,
) -> None:
    """Repeat a draw from its certificate and say whether it holds."""
    from inspect_tool.cli.checks import print_check
    from inspect_tool.cli.context import command_context
    from inspect_tool.services.sampling.certificates import verify_certificate_file

    result = verify_certificate_file(file, frames=tuple(frame or ()))
    print_check(command_context(ctx), file.name, result.problems, digest=result.digest)
