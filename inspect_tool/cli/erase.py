"""`erase`: one child, lawfully."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.cli.free_text import ELSEWHERE, given_text

if TYPE_CHECKING:
    from inspect_tool.services.retention.erasure import ErasureView

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(
    epilog="Example: inspect-tool erase ASH-003 --why 'request of 12 May, file 7' --dry-run"
)
def erase(  # noqa: PLR0913  # one parameter an option
    ctx: typer.Context,
    *,
    case: Annotated[str | None, typer.Argument(help="Reference of the case.")] = None,
    authority: Annotated[str | None, typer.Option(help="Whose own id --child-id is.")] = None,
    child_id: Annotated[
        str | None,
        typer.Option(
            help="The authority's own id, for a child who may not have been drawn; - reads it "
            "from standard input."
        ),
    ] = None,
    why: Annotated[
        str,
        typer.Option(callback=given_text, help="The reason; it is kept, so no names." + ELSEWHERE),
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would go and what stays; change nothing.")
    ] = False,
    confirm: Annotated[str, typer.Option(help="The word erase: it cannot be undone.")] = "",
) -> None:
    """Erase a child: answers, notes, kept fields and the authority's id; write a certificate.

    A tombstone stays. Earlier counts stand as they were taken; a reserve takes the place in the
    sample.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json
    from inspect_tool.cli.sample.more_cases import not_shown
    from inspect_tool.services.retention import certificate, erasure
    from inspect_tool.services.retention.purge import Place
    from inspect_tool.services.sampling.purposive import Child

    workspace = open_workspace(ctx)
    place = Place(workspace.folder, workspace.keys)
    child = Child(named=case, authority=authority, child_id=not_shown(ctx, child_id))
    if dry_run:
        with workspace.reading() as work:
            view = erasure.preview(work, workspace.review, child, place)
    else:
        view = erasure.erase(
            workspace.work, workspace.review, child, place, why=why, confirm=confirm
        )
        with workspace.reading() as work:
            certified = certificate.certificates(work)[view.number - 1 :]
        certificate.certify(workspace.folder, certified)
    if command_context(ctx).json:
        print_json(view, not_gone=workspace.not_wiped)
        return
    _print(view, workspace.not_wiped)


def _print(view: ErasureView, left: str) -> None:
    from inspect_tool.cli.output import print_table, say

    goes = "went" if view.number else "would go"
    print_table(
        f"{view.case}, {view.authority}: what {goes}",
        ["What", "Number"],
        [[name, number] for name, number in view.gone.items()],
    )
    if view.is_blind:
        say(
            "Another inspector reads this case too, and you may not learn of that read before both "
            "are in: what it holds goes as well, and is not counted here."
        )
    for sentence in view.remains:
        say(f"Stays: {sentence}")
    if view.files:
        say("In this folder, files that name the case or the child. Delete or replace each:")
        for name in view.files:
            say(f"  {name}")
    if view.number:
        say("The certificate is in certificates/: it says which copies remain.")
    if view.replaced_by:
        say(f"{view.replaced_by} takes the place in the sample.")
    if left:
        say(left)
