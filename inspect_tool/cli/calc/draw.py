"""`calc draw`: a draw that anybody can repeat, from a plain table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.errors import UsageError

if TYPE_CHECKING:
    from inspect_tool.cli.context import CommandContext
    from inspect_tool.services.calculations.draw import DrawCalculation, DrawRequest


Frame = Annotated[
    Path,
    typer.Argument(metavar="FILE.csv", help="list_id,unit_id,stratum[,size], a row per unit."),
]
Seed = Annotated[str, typer.Option(help="At least 20 decimal digits, exactly as published.")]
DrawId = Annotated[
    str, typer.Option(help="Name of the draw, fixed before the seed; a commitment has it.")
]
Sizes = Annotated[Path | None, typer.Option(metavar="SIZES.csv", help="stratum,n_h[,reserves].")]
Size = Annotated[int | None, typer.Option(help="Units in all, instead of --sizes.")]
Method = Annotated[
    str,
    typer.Option(
        help="Share --size: equal, proportional, power. Or draw by size: pareto, "
        "sequential-poisson. Or along an order: zones, systematic."
    ),
]
Exponent = Annotated[float, typer.Option(help="For power: 0 equal, 1 proportional.")]
Minimum = Annotated[int | None, typer.Option(help="Fewest from a stratum. Default: 2.")]
Maximum = Annotated[int | None, typer.Option(help="Most from a stratum.")]
Reserves = Annotated[float, typer.Option(help="Reserves per drawn unit.")]
OrderBy = Annotated[
    str, typer.Option(metavar="COLUMN,…", help="What zones and systematic samples go by.")
]
SeedSource = Annotated[str, typer.Option(help="Where the seed came from.")]
SeededAt = Annotated[str, typer.Option(help="When, such as 2026-07-02T10:00:00+01:00.")]
CommittedAt = Annotated[str, typer.Option(help="When the frame's digest was published.")]
Commit = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Draw nothing: write the commitment, to be published."),
]
SeedDue = Annotated[
    str, typer.Option(help="With --commit: when the seed will be known, with its zone.")
]
CommitmentFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Draw what was committed: name, sizes and source are there."),
]
CertificateFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write the certificate there.")
]


def draw(  # noqa: PLR0913  # one parameter an option
    ctx: typer.Context,
    file: Frame,
    *,
    seed: Seed = "",
    draw_id: DrawId = "",
    sizes: Sizes = None,
    size: Size = None,
    method: Method = "proportional",
    exponent: Exponent = 0.5,
    minimum: Minimum = None,
    maximum: Maximum = None,
    reserves: Reserves = 0.0,
    order_by: OrderBy = "",
    seed_source: SeedSource = "",
    seeded_at: SeededAt = "",
    committed_at: CommittedAt = "",
    commit: Commit = None,
    seed_due: SeedDue = "",
    commitment: CommitmentFile = None,
    certificate: CertificateFile = None,
) -> None:
    """Draw a sample with its reserves; the same file and seed give the same sample anywhere.

    First --commit, and publish what it writes; then --commitment, with the seed.
    """
    from inspect_tool.cli.context import command_context
    from inspect_tool.services.calculations import draw as calculations

    request = calculations.DrawRequest(
        draw_id=draw_id,
        seed=seed,
        sizes=sizes,
        size=size,
        method=method,
        exponent=exponent,
        minimum=minimum,
        maximum=maximum,
        reserves=reserves,
        order_by=tuple(name.strip() for name in order_by.split(",") if name.strip()),
        seed_source=seed_source,
        seeded_at=seeded_at,
        committed_at=committed_at,
    )
    if commit is not None:
        return _commit(file, request, commit, seed_due=seed_due, context=command_context(ctx))
    calculation = calculations.calculate_draw(file, _complete(request, commitment))
    if certificate is not None:
        calculations.write_certificate_file(calculation, certificate)
    return _print_draw(calculation, as_json=command_context(ctx).json)


def _complete(request: DrawRequest, commitment: Path | None) -> DrawRequest:
    """The request with what its commitment says.

    Raises:
        UsageError: There is no seed, or no name.
    """
    if commitment is not None:
        from inspect_tool.services.calculations.commit_draw import drawn_as_committed
        from inspect_tool.workspace import system_clock

        request = drawn_as_committed(commitment, request, now=system_clock())
    if not (request.draw_id and request.seed):
        raise UsageError("Give --seed with its digits and --draw-id with the draw's name.")
    return request


def _commit(
    file: Path, request: DrawRequest, path: Path, *, seed_due: str, context: CommandContext
) -> None:
    """Write the commitment, and print the sentence to post."""
    from dataclasses import replace

    from inspect_tool.cli.output import tell
    from inspect_tool.services.calculations.commit_draw import (
        commit_to_draw,
        write_commitment_file,
    )
    from inspect_tool.workspace import system_clock

    if not request.draw_id or request.seed:
        raise UsageError("A commitment has a --draw-id, and no --seed: there is none yet.")
    committed = replace(request, committed_at=request.committed_at or system_clock().isoformat())
    made = commit_to_draw(file, committed, seed_due_at=seed_due)
    write_commitment_file(made, path)
    tell(
        f"{path} is to be published. Post this sentence where others can read it and its date:\n"
        f"{made.sentence}",
        as_json=context.json,
        digest=made.digest,
        file=path,
        to_post=made.sentence,
    )


def _print_draw(calculation: DrawCalculation, *, as_json: bool) -> None:
    """The sample as CSV, so that it can be saved as it comes; notes apart from it."""
    import csv
    import dataclasses
    import sys
    from operator import attrgetter

    from inspect_tool.cli.output import print_error, print_json

    for note in calculation.notes:
        print_error(note)
    if as_json:
        print_json(calculation.rows)
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    names = [field.name for field in dataclasses.fields(calculation.rows[0])]
    writer.writerow(names)
    writer.writerows(map(attrgetter(*names), calculation.rows))
