"""`people`: who of the team can sign in to the pages."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(
    name="people",
    help="Who signs in to the pages of a team.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)


@app.command("list", epilog="Example: inspect-tool people list")
def list_(ctx: typer.Context) -> None:
    """Show the team, and how each signs in."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services.review.sign_in import list_sign_ins

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        views = list_sign_ins(work, workspace.review)
    if command_context(ctx).json:
        print_json(views)
        return
    print_table(
        "Who can sign in",
        ["Person", "Roles", "Password", "Account"],
        [
            [
                view.person,
                view.roles,
                "set" if view.has_password else "none",
                "linked" if view.has_account else "none",
            ]
            for view in views
        ],
    )


@app.command("password", epilog="Example: inspect-tool people password ab")
def password(
    ctx: typer.Context,
    person: Annotated[str, typer.Argument(help="An id of the team.")],
) -> None:
    """Make a password for somebody and print it once; they change it on their first visit."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.review.sign_in import make_password, set_password

    workspace = open_workspace(ctx)
    made = make_password()
    with workspace.work() as work:
        set_password(work, workspace.review, person=person, password=made)
    tell(
        f"{person} signs in with {made}. It is shown once: pass it on by a safe way. It is changed "
        "under “Password” on the pages.",
        as_json=command_context(ctx).json,
        person=person,
        password=made,
    )


@app.command("link", epilog="Example: inspect-tool people link ab --subject 24400320")
def link(
    ctx: typer.Context,
    person: Annotated[str, typer.Argument(help="An id of the team.")],
    *,
    subject: Annotated[
        str, typer.Option(help="What the organisation's sign-in calls the account; no address.")
    ],
    issuer: Annotated[
        str | None,
        typer.Option(help="Its sign-in; else the one of INSPECT_TOOL_OIDC_ISSUER."),
    ] = None,
) -> None:
    """Say whose an account of the organisation is; they sign in with it from now on."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.errors import UsageError
    from inspect_tool.services.review.linked_accounts import link_account

    workspace = open_workspace(ctx)
    named = issuer or workspace.settings.organisation.issuer
    if not named:
        raise UsageError(
            "Say with --issuer, or with INSPECT_TOOL_OIDC_ISSUER, whose account it is."
        )
    with workspace.work() as work:
        link_account(work, workspace.review, person=person, issuer=named, subject=subject)
    tell(
        f"{person} signs in with that account of {named} from now on.",
        as_json=command_context(ctx).json,
        person=person,
        issuer=named,
    )


@app.command("unlink", epilog="Example: inspect-tool people unlink ab")
def unlink(
    ctx: typer.Context,
    person: Annotated[str, typer.Argument(help="An id of the team.")],
) -> None:
    """Take from somebody the accounts that they sign in with; they are out at once."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.review.linked_accounts import unlink_accounts

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        number = unlink_accounts(work, person)
    accounts = "1 account" if number == 1 else f"{number} accounts"
    tell(
        f"{person} signs in with {accounts} fewer, and is signed out everywhere.",
        as_json=command_context(ctx).json,
        person=person,
        accounts=number,
    )
