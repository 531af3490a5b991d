"""Systems of counts for tests: two-way tables and the shares of a measure."""

from __future__ import annotations

from collections.abc import Sequence

from inspect_tool.domain.disclosure.cells import (
    CellRelation,
    CellStanding,
    CellSystem,
    CountCell,
    PartOfWhole,
)


def two_way(
    rows: Sequence[Sequence[int]], *, highest: int | None = None, name: str = "", loss: int = 1
) -> CellSystem:
    """A table with its totals: `r1c2`, `r1`, `c2` and `all`.

    Args:
        highest: What anybody knows that no count of the table is above.
        loss: Of a total; an inner cell has 1.
    """
    inner = [
        CountCell(f"{name}r{r}c{c}", count, highest=highest)
        for r, row in enumerate(rows, 1)
        for c, count in enumerate(row, 1)
    ]
    columns = list(zip(*rows, strict=True))
    totals = [
        *(CountCell(f"{name}r{r}", sum(row), loss=loss) for r, row in enumerate(rows, 1)),
        *(CountCell(f"{name}c{c}", sum(column), loss=loss) for c, column in enumerate(columns, 1)),
        CountCell(f"{name}all", sum(map(sum, rows)), loss=loss),
    ]
    r_keys = [f"r{r}" for r in range(1, len(rows) + 1)]
    c_keys = [f"c{c}" for c in range(1, len(columns) + 1)]
    relations = [
        *(CellRelation.total(name + r, (name + r + c for c in c_keys)) for r in r_keys),
        *(CellRelation.total(name + c, (name + r + c for r in r_keys)) for c in c_keys),
        CellRelation.total(f"{name}all", (name + r for r in r_keys)),
        CellRelation.total(f"{name}all", (name + c for c in c_keys)),
    ]
    return CellSystem.of([*inner, *totals], relations)


def share_of(counts: Sequence[tuple[int, int]], cases: Sequence[int]) -> CellSystem:
    """A measure by authority: count and base of each, and of all; how many were read is known.

    Args:
        counts: Count and base of each authority.
        cases: Cases read of each authority.
    """
    cells: list[CountCell] = []
    parts: list[PartOfWhole] = []
    names = [*(f"a{number}" for number in range(1, len(counts) + 1)), "all"]
    whole = (sum(count for count, _ in counts), sum(base for _, base in counts))
    for name, (count, base), read in zip(
        names, [*counts, whole], [*cases, sum(cases)], strict=True
    ):
        cells += [
            CountCell(f"{name}|count", count),
            CountCell(f"{name}|base", base),
            CountCell(f"{name}|rest", base - count, CellStanding.UNPUBLISHED),
            CountCell(f"{name}|outside", read - base, CellStanding.UNPUBLISHED),
            CountCell(f"{name}|read", read, CellStanding.KNOWN, is_sensitive=False),
        ]
        parts += [
            PartOfWhole(f"{name}|count", f"{name}|rest", f"{name}|base"),
            PartOfWhole(f"{name}|base", f"{name}|outside", f"{name}|read"),
        ]
    relations = [
        CellRelation.total(f"all|{part}", (f"{name}|{part}" for name in names[:-1]))
        for part in ("count", "base", "rest", "outside")
    ]
    return CellSystem.of(cells, relations, parts)
