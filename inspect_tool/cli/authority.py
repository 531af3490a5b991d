"""`authority`: stage one, which authorities are inspected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.cli.own_view import answer, grades, says
from inspect_tool.cli.withdrawal import withdraw
from inspect_tool.domain.percentages import percent

if TYPE_CHECKING:
    from inspect_tool.services.authorities.selection import GivenChoices
    from inspect_tool.services.authorities.views import AuthorityRow, SelectionView

app = typer.Typer(
    name="authority",
    help="Choose the authorities to inspect, keep what they say themselves, and let one leave.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)

From = Annotated[
    Path,
    typer.Option(
        "--from", metavar="LIST.csv", help="All authorities, one a row: code,name,region,…"
    ),
]
Size = Annotated[int | None, typer.Option(help="How many authorities are to be chosen.")]
By = Annotated[
    str | None,
    typer.Option(
        metavar="COLUMN,…",
        help="Columns that make the strata. Default: region. Empty: the whole list at once.",
    ),
]
SizeColumn = Annotated[
    str | None,
    typer.Option(help="What chances are proportional to. Default: neglect_plans, or size."),
]
Equal = Annotated[bool, typer.Option("--equal", help="The same chance for all of a stratum.")]
Minimum = Annotated[
    int | None, typer.Option("--minimum-per-stratum", help="Fewest from a stratum. Default: 1.")
]
Method = Annotated[
    str | None,
    typer.Option(
        metavar="pareto|systematic",
        help="How. Default: pareto. systematic: even steps through the list, as --order-by says.",
    ),
]
OrderBy = Annotated[
    str | None,
    typer.Option(
        metavar="COLUMN,…",
        help="With --method systematic: columns the choice is spread over, the first first.",
    ),
]
DrawId = Annotated[
    str | None, typer.Option(help="Name of the draw, fixed before the seed. Default: stage-one.")
]
CommitmentFile = Annotated[
    Path | None,
    typer.Option("--commitment", metavar="FILE", help="What was committed before the seed."),
]


@app.command(
    "commit",
    epilog="Example: inspect-tool authority commit --from authorities-2013.csv --size 11 "
    "-o commitment.json",
)
def commit(  # noqa: PLR0913  # one parameter an option
    ctx: typer.Context,
    file: From,
    output: Annotated[Path, typer.Option("-o", "--output", help="Where to write it.")],
    *,
    size: Size = None,
    by: By = None,
    size_column: SizeColumn = None,
    equal: Equal = False,
    minimum: Minimum = None,
    method: Method = None,
    order_by: OrderBy = None,
    draw_id: DrawId = None,
    committed_at: Annotated[
        str, typer.Option(help="When, such as 2013-10-01T10:00:00+01:00.")
    ] = "",
) -> None:
    """Fix the list and the choices by a digest; publish the file before the seed exists."""
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services.authorities.selection import commit_authorities

    given = _given(size, by, size_column, draw_id, method, order_by, equal=equal, minimum=minimum)
    view = commit_authorities(file, given, output=output, committed_at=committed_at)
    if command_context(ctx).json:
        print_json(view)
        return
    rows: list[Sequence[object]] = [
        ["authorities on the list", view.listed],
        ["to be chosen", view.size],
        ["strata", ", ".join(view.stratified_by) or "none"],
        ["chances", f"proportional to {view.size_column}" if view.size_column else "equal"],
        ["fewest from a stratum", view.minimum_per_stratum],
        ["method", _method_words(view.method, view.order_by)],
        ["draw", view.draw_id],
        ["digest of the list", view.list_digest],
        ["committed at", view.committed_at or "not given"],
        ["digest of the commitment", view.digest],
    ]
    title = f"Commitment in {view.file}: publish it before the seed exists"
    print_table(title, ["What", "Value"], rows)


@app.command(
    "select",
    epilog="Example: inspect-tool authority select --from authorities-2013.csv "
    "--commitment commitment.json --seed 83920175563810294857 "
    "--seed-source 'dice thrown in public on 4 October' "
    "--certificate certificate.json -o authorities.csv",
)
def select(  # noqa: PLR0913  # one parameter an option
    ctx: typer.Context,
    file: From,
    seed: Annotated[str, typer.Option(help="At least 20 decimal digits, exactly as published.")],
    *,
    size: Size = None,
    seed_source: Annotated[str, typer.Option(help="Where the seed came from.")] = "",
    seeded_at: Annotated[str, typer.Option(help="When, such as 2013-10-04T10:00:00+01:00.")] = "",
    by: By = None,
    size_column: SizeColumn = None,
    equal: Equal = False,
    minimum: Minimum = None,
    method: Method = None,
    order_by: OrderBy = None,
    draw_id: DrawId = None,
    replaced: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE=REASON", help="Cannot take part; a reserve takes its place."),
    ] = None,
    commitment: CommitmentFile = None,
    certificate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write what a stranger needs there.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write the plan's list there, as CSV.")
    ] = None,
) -> None:
    """Choose the authorities; the same list, choices and seed give the same ones anywhere."""
    from inspect_tool.services.authorities import selection as services
    from inspect_tool.workspace import shipped_folder

    given = _given(size, by, size_column, draw_id, method, order_by, equal=equal, minimum=minimum)
    request = services.SelectionRequest(
        file=file,
        given=given,
        seed=seed,
        seed_source=seed_source,
        seeded_at=seeded_at,
        commitment=commitment,
        replaced=_replaced(replaced or []),
    )
    view = services.select_authorities(
        request, output=output, certificate=certificate, templates=shipped_folder("templates")
    )
    _print_selection(ctx, view)


@app.command(
    "verify",
    epilog="Example: inspect-tool authority verify certificate.json --from authorities-2013.csv",
)
def verify(
    ctx: typer.Context,
    certificate: Annotated[Path, typer.Argument(help="A certificate of `authority select`.")],
    file: From,
    commitment: CommitmentFile = None,
) -> None:
    """Make the choice again from its certificate and the list, and say whether it holds."""
    from inspect_tool.cli.checks import print_check
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import say
    from inspect_tool.services.authorities.selection import verify_authorities

    verification = verify_authorities(certificate, file, commitment=commitment)
    context = command_context(ctx)
    if not verification.problems and not context.json:
        say(
            f"Everything in {certificate.name} recomputes. Without --commitment, as it was "
            "published before the seed, this cannot say whether it was chosen as committed. "
            f"Digest {verification.digest}"
            if commitment is None
            else f"{certificate.name} holds against the commitment that was given. Not compared: "
            f"the seed with its source. Digest {verification.digest}"
        )
        return
    print_check(context, certificate.name, verification.problems, digest=verification.digest)


def _given(  # noqa: PLR0913  # one parameter an option
    size: int | None,
    by: str | None,
    size_column: str | None,
    draw_id: str | None,
    method: str | None,
    order_by: str | None,
    *,
    equal: bool,
    minimum: int | None,
) -> GivenChoices:
    from inspect_tool.services.authorities.selection import GivenChoices

    return GivenChoices(
        size=size,
        by=_columns(by),
        size_column=size_column,
        # Left unsaid, it is what was committed.
        equal=equal or None,
        minimum_per_stratum=minimum,
        method=method,
        order_by=_columns(order_by),
        draw_id=draw_id,
    )


def _columns(text: str | None) -> tuple[str, ...] | None:
    """Names of columns; None where nothing was said, which is what was committed."""
    return None if text is None else tuple(key.strip() for key in text.split(",") if key.strip())


def _replaced(words: list[str]) -> dict[str, str]:
    from inspect_tool.errors import UsageError

    pairs = [word.partition("=") for word in words]
    wrong = next((word for word, pair in zip(words, pairs, strict=True) if not pair[2]), None)
    if wrong is not None:
        raise UsageError(f"--replaced {wrong} has no reason. Write it like E06000001=merged.")
    return {code.strip(): reason.strip() for code, _, reason in pairs}


OWN_VIEW: dict[Callable[..., None], str] = {
    grades: "authority grades ASH-own-grades.csv",
    answer: "authority answer ASH --on 13/01/2014 --by 'head of service' "
    "--text 'We accept the finding on supervision'",
    says: "authority says ASH",
}
for command, example in OWN_VIEW.items():
    app.command(command.__name__, epilog=f"Example: inspect-tool {example}")(command)

app.command(
    "withdraw",
    epilog="Example: inspect-tool authority withdraw ASH --date 2013-11-07 "
    "--reason 'another inspection took its place'",
)(withdraw)


def _print_selection(ctx: typer.Context, view: SelectionView) -> None:
    """The chosen, those that cannot take part and the next reserves; notes apart from them."""
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import print_error, print_json, print_table

    for note in view.notes:
        print_error(note)
    if command_context(ctx).json:
        print_json(view)
        return
    chosen = sum(row.is_chosen for row in view.authorities)
    by_size = view.size_column or "equal chances"
    print_table(
        f"{chosen} of {view.listed} authorities chosen",
        ["code", "authority", "stratum", by_size, "inclusion probability", "role"],
        [
            [
                authority.code,
                authority.name,
                authority.stratum,
                authority.size,
                f"{authority.inclusion_probability:.4f}",
                role,
            ]
            for authority, role in _shown(view)
        ],
        caption=f"{_met(view)} Further reserves are in the certificate and in --json.",
    )


def _method_words(method: str, order_by: Sequence[str]) -> str:
    return f"{method}, in the order of {', '.join(order_by)}" if order_by else method


def _met(view: SelectionView) -> str:
    """How well the draw meets the chances that it states."""
    if view.method == "systematic":
        return "A systematic draw meets these probabilities exactly."
    most = percent(view.largest_deviation, decimals=1)
    return f"Pareto sampling meets these probabilities to within {most}%."


def _shown(view: SelectionView) -> Iterator[tuple[AuthorityRow, str]]:
    """Rows with their role in words; as many reserves as the stratum or the zone gives drawn."""
    drawn = {stratum.stratum: stratum.drawn for stratum in view.strata}
    waiting: Counter[tuple[str, int]] = Counter()
    for row in view.authorities:
        if row.reason:
            yield row, f"cannot take part: {row.reason}"
        elif row.is_chosen:
            yield row, CHOSEN_WORDS[row.role]
        else:
            waiting[row.stratum, row.zone] += 1
            place = waiting[row.stratum, row.zone]
            if place <= (1 if row.zone else drawn[row.stratum]):
                yield row, "reserve of the drawn one" if row.zone else f"reserve {place}"


CHOSEN_WORDS = {
    "certainty": "certain",
    "sample": "drawn",
    "reserve": "chosen, a reserve that took a place",
}
