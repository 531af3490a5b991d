"""Which cases are read a second time, and by whom.

The choice is seeded, so that a stranger can repeat it, and balanced: every stratum of the plan's
`second_reads`, each authority and each first reader for example, gives its share of the second
reads, rounded down or up. Every case has the same chance.

Source: Cox (1987), JASA 82, for both margins at once (`controlled_rounding`); tickets as in
`sampling.tickets`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from inspect_tool.domain.assignment.caseloads import balance_caseloads
from inspect_tool.domain.assignment.controlled_rounding import Cell, round_margins
from inspect_tool.domain.assignment.second_read_numbers import number_of_second_reads
from inspect_tool.domain.assignment.types import CaseToAssign
from inspect_tool.domain.language.canonical import sha256_hex
from inspect_tool.domain.sampling.tickets import SPECIFICATION, draw_key, ticket, ticket_number

TICKETS = 2**256  # how many different tickets there are


@dataclass(frozen=True, order=True)
class FirstRead:
    """A case with its first reader.

    Args:
        unit_id: The child's token on the frame, which the ticket is made from.
        sibling_group: Token shared by siblings; empty when there is none.
    """

    authority: str
    case_ref: str
    unit_id: str
    first_reader: str
    sibling_group: str = ""


def second_reads_key(draw_id: str, public_seed: str) -> str:
    """Key of the choice: that of a draw called after the sample's, thrown with the same seed."""
    return draw_key(f"{draw_id}/second-reads", public_seed)


def choose_second_reads(
    cases: Sequence[FirstRead], *, share: float, strata: Collection[str], key: str
) -> tuple[FirstRead, ...]:
    """Choose the cases that are read twice.

    Cases fall into cells: by authority, by first reader, by both, or into one, as the strata say.
    A cell's share of the second reads is that of its cases. Shares are rounded with a number for
    each loop, the SHA-256 of `PRN/1-aux|KEY|second-reads|LOOP` over 2**256; then the smallest
    tickets of each cell are taken. So every case has the chance `number / len(cases)`.

    Args:
        strata: `authority`, `inspector`, both or neither.
        key: See `second_reads_key`.
    """
    cells = _cells(cases, strata, key)
    sizes = _sizes(cells, share, key)
    chosen = [case for cell, own in cells.items() for case in own[: sizes[cell]]]
    return tuple(sorted(chosen))


def top_up_second_reads(
    cases: Sequence[FirstRead],
    *,
    kept: Collection[str],
    share: float,
    strata: Collection[str],
    key: str,
) -> tuple[FirstRead, ...]:
    """The cases to read twice beside those that are, so that their share is the plan's again.

    Cells and their sizes are those of a choice made from all the cases as they are now. A cell that
    has fewer second reads than its size goes on with its smallest tickets. Where that comes to
    more than are missing, because another cell has more than its size, the smallest tickets of all
    are taken.

    Args:
        cases: Every case to read.
        kept: References of those that were chosen before and are still read.
    """
    cells = _cells(cases, strata, key)
    sizes = _sizes(cells, share, key)
    missing = sum(sizes.values()) - sum(case.case_ref in kept for case in cases)
    wanted: list[FirstRead] = []
    for cell, own in cells.items():
        left = [case for case in own if case.case_ref not in kept]
        wanted += left[: max(0, sizes[cell] - (len(own) - len(left)))]
    wanted.sort(key=lambda case: _ticket(key, case))
    return tuple(sorted(wanted[: max(0, missing)]))


def _cells(
    cases: Sequence[FirstRead], strata: Collection[str], key: str
) -> dict[Cell, list[FirstRead]]:
    """The cases of each cell in the order of their tickets."""
    cells: dict[Cell, list[FirstRead]] = {}
    for case in sorted(cases):
        cells.setdefault(_cell(case, strata), []).append(case)
    for own in cells.values():
        own.sort(key=lambda case: _ticket(key, case))
    return cells


def _ticket(key: str, case: FirstRead) -> str:
    return ticket(key, case.authority, case.unit_id)


def _sizes(cells: Mapping[Cell, Sequence[FirstRead]], share: float, key: str) -> dict[Cell, int]:
    cases = sum(map(len, cells.values()))
    number = number_of_second_reads(cases, share)
    shares = {cell: Fraction(number * len(own), cases) for cell, own in cells.items()}
    return round_margins(shares, chance=lambda loop: _chance(key, loop))


def _cell(case: FirstRead, strata: Collection[str]) -> Cell:
    return (
        case.authority if "authority" in strata else "",
        case.first_reader if "inspector" in strata else "",
    )


def _chance(key: str, loop: int) -> Fraction:
    message = f"{SPECIFICATION}-aux|{key}|second-reads|{loop}"
    return Fraction(ticket_number(sha256_hex(message)), TICKETS)


def choose_second_readers(
    chosen: Sequence[FirstRead],
    *,
    inspectors: Sequence[str],
    not_for: Mapping[str, Collection[str]],
    standing: Mapping[str, str] | None = None,
    not_by: Mapping[str, frozenset[str]] | None = None,
) -> dict[str, str]:
    """Give every chosen case another reader, by case reference.

    Second reads are shared out as first reads are: within one of each other where conflicts of
    interest allow it, siblings together, few inspectors at one authority.

    Args:
        inspectors: In the order in which they come in when the numbers are uneven.
        standing: Second readers who stay, by case.
        not_by: Others who must not read a case a second time, by case.

    Raises:
        NobodyMayReadError: Nobody but the first reader may read a case.
    """
    barred = not_by or {}
    duties = balance_caseloads(
        [
            CaseToAssign(
                case.authority,
                case.case_ref,
                case.sibling_group,
                case.first_reader,
                barred.get(case.case_ref, frozenset()),
            )
            for case in chosen
        ],
        inspectors=inspectors,
        not_for=not_for,
        standing=standing,
    )
    return {duty.case_ref: duty.inspector for duty in duties}
