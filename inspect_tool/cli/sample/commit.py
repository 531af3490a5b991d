"""`sample commit` and `sample draw`: what is published before the seed, and what the seed makes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.cli.sample.show import show

if TYPE_CHECKING:
    from inspect_tool.services.sampling.views import CommitmentView
    from inspect_tool.workspace import Workspace


def commit(  # noqa: PLR0913  # one parameter an option
    ctx: typer.Context,
    *,
    draw_id: Annotated[str | None, typer.Option(help="Name of the draw.")] = None,
    seed_source: Annotated[
        str, typer.Option(help="Which public source the seed will come from.")
    ] = "",
    seed_due: Annotated[
        str, typer.Option(help="When it will be known, such as 2026-07-02T20:00:00+01:00.")
    ] = "",
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Write commitment.json there, to be published."),
    ] = None,
    withdraw: Annotated[bool, typer.Option(help="Take the commitment back.")] = False,
    why: Annotated[str, typer.Option(help="With --withdraw: why, as it is published.")] = "",
    posted: Annotated[
        str, typer.Option(help="Record where the digest was posted: an address.")
    ] = "",
    posted_at: Annotated[str, typer.Option(help="With --posted: when.")] = "",
) -> None:
    """Fix frame, plan, sizes and the source of the seed; publish what it prints before the seed.

    What is posted is the digest of the file. Without -o it is commitment.json in the folder.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.sampling import samples
    from inspect_tool.services.sampling.commitments import Announced, commitment_place

    workspace, as_json = open_workspace(ctx), command_context(ctx).json
    if withdraw:
        with workspace.work() as work:
            name = samples.withdraw(work, why=why)
        tell(
            f"The commitment of {name} is withdrawn. Every later commitment and certificate says "
            "so: post it where the commitment was posted.",
            as_json=as_json,
            withdrawn=name,
        )
        return
    if posted:
        _record_posting(workspace, posted, posted_at, as_json=as_json)
        return
    path = None if output is None else commitment_place(workspace.folder, output)
    with workspace.work() as work:
        announced = Announced(seed_source=seed_source, seed_due_at=seed_due)
        view = samples.commit(work, workspace.review, draw_id=draw_id, announced=announced)
    path = path or commitment_place(workspace.folder, None, draw_id=view.draw_id)
    _print_commitment(workspace, view, path, as_json=as_json)


def _record_posting(workspace: Workspace, address: str, at: str, *, as_json: bool) -> None:
    from inspect_tool.cli.output import tell
    from inspect_tool.domain.sampling.strict_json import moment_of
    from inspect_tool.errors import UsageError
    from inspect_tool.services.sampling.commitments import record_posting

    moment = moment_of(at)
    if moment is None:
        raise UsageError("--posted-at takes a time with its zone: 2026-07-01T10:00:00+01:00.")
    with workspace.work() as work:
        kept = record_posting(work, address=address, at=moment)
    tell(
        f"Noted: commitment {kept.digest} of {kept.draw_id} was posted at {address}, {at}. "
        "Certificates say so; whoever checks one looks there.",
        as_json=as_json,
        digest=kept.digest,
        posted=address,
    )


def _print_commitment(
    workspace: Workspace, view: CommitmentView, place: Path, *, as_json: bool
) -> None:
    from inspect_tool.cli.context import HEAD_WORDS, head_now
    from inspect_tool.cli.output import print_json, print_table, say
    from inspect_tool.services.sampling.commitments import write_commitment

    path = write_commitment(view.commitment, place)
    head, made = head_now(workspace), view.commitment
    if as_json:
        print_json(view, audit_head=head, file=str(path), to_post=made.sentence)
        return
    rows: list[Sequence[object]] = [
        ["draw", view.draw_id],
        [workspace.review.plan.words.said("children who can be drawn"), view.children],
        ["digest of the frame", view.frame_digest],
        ["digest of the plan", view.plan_digest],
        *[[f"digest of the salt of {code}", digest] for code, digest in view.salt_digests.items()],
        *[[f"{one.stratum} is drawn with", one.into] for one in made.merged],
        ["the seed will come from", made.seed_source or "not said"],
        ["the seed is due at", made.seed_due_at or "not said"],
        ["earlier commitments, withdrawn", len(made.earlier)],
        ["committed at", view.committed_at.isoformat()],
        ["file to publish", path],
    ]
    print_table("Commitment: publish this before the seed exists", ["What", "Value"], rows)
    say("Post this sentence where others can read it and its date:")
    say(made.sentence)
    if not (made.seed_source and made.seed_due_at):
        say(
            "Without --seed-source and --seed-due nobody can tell later whether the seed was "
            "chosen among several: withdraw the commitment and name both, if you can."
        )
    say(f"{HEAD_WORDS}: {head}")


def draw(
    ctx: typer.Context,
    seed: Annotated[str, typer.Option(help="At least 20 decimal digits, exactly as published.")],
    seed_source: Annotated[
        str, typer.Option(help="Where the seed came from, if the commitment does not say it.")
    ] = "",
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
