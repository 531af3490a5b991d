"""`evidence`: what stands behind sentences, for whoever writes them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspect_tool.cli.free_text import ELSEWHERE, given_text

if TYPE_CHECKING:
    from inspect_tool.domain.records.evidence_view import EvidenceView
    from inspect_tool.services.figures.evidence import EvidencePage, EvidenceShown
    from inspect_tool.services.records.evidence_files import FileView

app = typer.Typer(
    name="evidence",
    help="Notes, evidence and files behind the figures: listed, searched, attached.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
SHOWN_OF_DIGEST = 8  # characters, as many as `evidence save` needs
AuthorityCode = Annotated[str, typer.Option("--authority", help="Only of this authority.")]
About = Annotated[
    str, typer.Option("--about", metavar="ITEM", help="Only about this question or criterion.")
]
Rating = Annotated[str, typer.Option(help="Only where the same read rated the criterion so.")]
Side = Annotated[str, typer.Option(help="Only evidence filed so: for, against.")]
Source = Annotated[str, typer.Option(help="Only evidence from this kind of source.")]
Where = Annotated[
    list[str] | None,
    typer.Option(
        metavar="QUESTION=VALUE",
        help="Only of records that are counted so, such as left_too_long=yes; several must hold.",
    ),
]
GoodPractice = Annotated[
    bool, typer.Option("--good-practice", help="Only what is marked as good practice.")
]
ThemeOf = Annotated[str, typer.Option("--theme", help="Only what somebody coded under this theme.")]
Files = Annotated[bool, typer.Option("--files", help="Only what has a file.")]
Limit = Annotated[int, typer.Option(min=0, help="How many at most; 0 for all.")]
SnapshotName = Annotated[
    str | None, typer.Option("--snapshot", help="With --where: which one; else the newest.")
]


@app.command("list", epilog="Example: inspect-tool evidence list --where left_too_long=yes")
def list_(  # noqa: PLR0913  # one parameter an option
    ctx: typer.Context,
    *,
    authority: AuthorityCode = "",
    about: About = "",
    rating: Rating = "",
    side: Side = "",
    source: Source = "",
    where: Where = None,
    good_practice: GoodPractice = False,
    theme: ThemeOf = "",
    files: Files = False,
    limit: Limit = 50,
    snapshot: SnapshotName = None,
) -> None:
    """List notes and evidence in order of entry; with --where, those that the count rests on."""
    given = {"about": about, "rating": rating, "side": side, "source": source}
    wanted = {"where": tuple(where or ()), "limit": limit, "snapshot": snapshot}
    wanted |= {"good_practice": good_practice, "theme": theme, "files": files}
    _show_page(ctx, "", {"authority": authority, **given, **wanted})


@app.command(
    "search", epilog="Example: inspect-tool evidence search 'grandmother school*' --about HIST.1"
)
def search(  # noqa: PLR0913  # one parameter an option
    ctx: typer.Context,
    words: Annotated[
        list[str], typer.Argument(help="All must be in it, whole; a * stands for any ending.")
    ],
    *,
    authority: AuthorityCode = "",
    about: About = "",
    rating: Rating = "",
    side: Side = "",
    source: Source = "",
    where: Where = None,
    good_practice: GoodPractice = False,
    theme: ThemeOf = "",
    files: Files = False,
    limit: Limit = 50,
    snapshot: SnapshotName = None,
) -> None:
    """Search all words of the records: the best first where hits are few, else as entered."""
    given = {"about": about, "rating": rating, "side": side, "source": source}
    wanted = {"where": tuple(where or ()), "limit": limit, "snapshot": snapshot}
    wanted |= {"good_practice": good_practice, "theme": theme, "files": files}
    _show_page(ctx, " ".join(words), {"authority": authority, **given, **wanted}, is_search=True)


def _show_page(
    ctx: typer.Context, words: str, wanted: dict[str, Any], *, is_search: bool = False
) -> None:
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json
    from inspect_tool.services.figures.evidence import (
        EvidenceWanted,
        find_evidence,
        search_evidence,
    )

    workspace = open_workspace(ctx)
    find = search_evidence if is_search else find_evidence
    with workspace.reading() as work:
        page = find(work, workspace.review, EvidenceWanted(words, **wanted))
    if command_context(ctx).json:
        print_json(page)
    else:
        _print_page(page, is_search=is_search)


def _print_page(page: EvidencePage, *, is_search: bool) -> None:
    from inspect_tool.cli.output import print_table, say

    if not page.pieces:
        say("Nothing is there that fits.")
        if is_search:
            say(
                "All words must be in a piece, and “or” is a word too. Fewer words find more, and "
                "so does school* for any ending."
            )
        return
    pieces = "1 piece" if len(page.pieces) == 1 else f"{len(page.pieces)} pieces"
    captions = [
        "The best first." if page.is_ranked else "",
        f"In the {page.records} records counted so." if page.records is not None else "",
        "There are more: narrow it down, or give --limit 0 for all." if page.has_more else "",
        "`evidence show NAME` shows one with what stands beside it.",
    ]
    print_table(
        f"{pieces} of evidence",
        ["Name", "About", "Answer", "Rating", "Words"],
        [
            [one.name, one.item, one.answer, one.rating.replace("_", " "), _words(one)]
            for one in page.pieces
        ],
        caption=" ".join(filter(None, captions)),
    )


def _words(one: EvidenceView) -> str:
    from inspect_tool.domain.records.evidence import SIDES, SOURCES, word_of

    told = (
        word_of(SIDES, one.side).lower(),
        word_of(SOURCES, one.source).lower(),
        one.day,
        one.reference,
        f"{one.file_words}, {one.file[:SHOWN_OF_DIGEST]}…" if one.file else "",
        f"about {one.case}" if one.case else "",
        "may be quoted" if one.may_be_quoted else "",
        "good practice" if one.is_good_practice else "",
        f"themes: {', '.join(one.themes)}" if one.themes else "",
    )
    beside = ", ".join(part for part in told if part)
    return f"{one.text} ({beside})".strip() if beside else one.text


@app.command("show", epilog="Example: inspect-tool evidence show ASH-017/HARM.1.a")
def show(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="What `evidence list` calls it.")],
) -> None:
    """Show a note or piece of evidence, and what the same record says on the criterion."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json
    from inspect_tool.services.figures.evidence import show_evidence

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        found = show_evidence(work, workspace.review, name)
    if command_context(ctx).json:
        print_json(found)
    else:
        _print_shown(found)


def _print_shown(found: EvidenceShown) -> None:
    from inspect_tool.cli.output import print_table, say

    one = found.piece
    say(f"{one.name}: {one.title}")
    say(f"{one.answer}: {_words(one)}" if one.answer else _words(one))
    rated = f"; {one.criterion} rated {one.rating.replace('_', ' ')}" if one.rating else ""
    if one.file:
        say(f"File: {one.file_words}, SHA-256 {one.file}. `evidence save` writes a copy.")
    say(f"By {one.author}, {one.recorded_at:%d/%m/%Y}, {one.read} read{rated}.")
    if one.marked_at is not None:
        changed = "; the words changed since" if one.has_changed_since_marked else ""
        say(f"Marked as good practice by {one.marked_by}, {one.marked_at:%d/%m/%Y}{changed}.")
    if found.beside:
        print_table(
            f"What the same records of {one.subject} say on {one.criterion}",
            ["Name", "Answer", "Words"],
            [[other.name, other.answer, _words(other)] for other in found.beside],
        )


@app.command("mark", epilog="Example: inspect-tool evidence mark ASH-017/HARM.1.a --good-practice")
def mark(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="What `evidence list` calls it.")],
    *,
    good_practice: Annotated[
        bool,
        typer.Option("--good-practice/--not-good-practice", help="Mark it, or take the mark back."),
    ],
) -> None:
    """Mark a note or piece of evidence as good practice, or take the mark back."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.figures.marks import mark_evidence

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        marked = mark_evidence(work, workspace.review, name, is_good_practice=good_practice)
    words = "is marked as" if marked.is_good_practice else "is no longer marked as"
    tell(f"{marked.name} {words} good practice.", as_json=command_context(ctx).json, piece=marked)


@app.command(
    "attach",
    epilog="Example: inspect-tool --as ab evidence attach ASH-017 HARM.1.a plan.pdf "
    "--kind case_file --against",
)
def attach(  # noqa: PLR0913, PLR0917  # one parameter an option
    ctx: typer.Context,
    ref: Annotated[str, typer.Argument(help="The case, authority or interview.")],
    about: Annotated[str, typer.Argument(help="The question or criterion it bears on.")],
    file: Annotated[Path, typer.Argument(help="The file; it is copied and never opened.")],
    source: Annotated[
        str, typer.Option("--kind", help="Kind of source, such as `case_file` or `chronology`.")
    ] = "",
    is_for: Annotated[
        bool | None, typer.Option("--for/--against", help="Which way it speaks.")
    ] = None,
    reference: Annotated[
        str,
        typer.Option(
            callback=given_text,
            help="What the document is called and which page; else made from the file's name."
            + ELSEWHERE,
        ),
    ] = "",
    text: Annotated[
        str, typer.Option(callback=given_text, help="What it shows; no names." + ELSEWHERE)
    ] = "",
    day: Annotated[str, typer.Option("--date", help="Of the document, such as 3/6/2013.")] = "",
) -> None:
    """Attach a file to a record as evidence: kept under its SHA-256, and never opened."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.guard import tell_of_identifiers
    from inspect_tool.cli.output import tell
    from inspect_tool.services.records.evidence_files import GivenFile, attach_file
    from inspect_tool.services.records.identifiers import list_identifiers
    from inspect_tool.services.records.subjects import tidy_ref

    workspace = open_workspace(ctx)
    side = {None: "", True: "for", False: "against"}[is_for]
    given = GivenFile(file, side, source, day, reference, text)
    with workspace.work() as work:
        kept = attach_file(
            work, workspace.review, workspace.place.evidence, tidy_ref(ref), about, given
        )
        item = kept.name.split("/")[1]
        found = list_identifiers(work, workspace.review, tidy_ref(ref), item_id=item)
    said = f"{kept.name} is {kept.reference}: {_file_words(kept)}."
    tell(said, as_json=command_context(ctx).json, file=kept)
    tell_of_identifiers(found)


def _file_words(kept: FileView) -> str:
    from inspect_tool.domain.records.evidence_files import size_words

    return f"{kept.kind} of {size_words(kept.size)}, SHA-256 {kept.digest}"


@app.command("save", epilog="Example: inspect-tool evidence save 3f79bb7b -o plan.pdf")
def save(
    ctx: typer.Context,
    digest: Annotated[
        str, typer.Argument(help="The digest, or what it begins with; or the name of the piece.")
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="A file that does not exist.")],
) -> None:
    """Write a copy of a file of evidence, for your eyes alone; who did is kept."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.records.evidence_files import save_file

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        kept = save_file(work, workspace.review, workspace.place.evidence, digest, output)
    said = f"{output} is {kept.reference}: {_file_words(kept)}."
    tell(said, as_json=command_context(ctx).json, path=output, file=kept)


@app.command(
    "detach", epilog="Example: inspect-tool --as ab evidence detach ASH-017/EV.3c1f02a9be77.01"
)
def detach(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="What `evidence list --files` calls it.")],
    reason: Annotated[
        str,
        typer.Option(callback=given_text, help="Why, where somebody else attached it." + ELSEWHERE),
    ] = "",
) -> None:
    """Take a file off a record; `db purge --class unused-files` destroys it then."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.records.evidence_files import detach_file

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        kept = detach_file(work, workspace.review, name, reason=reason)
    said = f"{kept.name} has no file any more. `db purge --class unused-files` destroys the file."
    tell(said, as_json=command_context(ctx).json, file=kept)
