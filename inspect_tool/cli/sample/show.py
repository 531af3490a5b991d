"""`sample show`: the cases to read, and what came after the draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.domain.sampling.draw import ExtensionBasis
from inspect_tool.domain.sampling.losses import LossReason

if TYPE_CHECKING:
    from inspect_tool.services.sampling.draw_views import (
        CaseView,
        DrawView,
        MadeExtension,
        MadeLossChange,
    )


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
    basis = f", {ExtensionBasis(extension.basis).words}" if extension.basis else ""
    return f"Extended on {day} by {sum(extension.added.values())}{basis}: {extension.why}."


def _what_was_changed(change: MadeLossChange) -> str:
    day = f"{change.at.day} {change.at:%B %Y}"
    was = LossReason(change.was).words
    what = f"corrected to {LossReason(change.to).words}" if change.to else "taken back"
    return f"The loss of {change.case_ref} ({was}) was {what} on {day}: {change.why}."
