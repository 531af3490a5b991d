"""Which cases are read a second time, and by whom.

The choice is seeded, so that a stranger can repeat it, and balanced: every stratum of the plan's
`second_reads`, each authority and each first reader for example, gives its share of the second
reads, rounded down or up. Every case has the same chance.

Source: Cox (1987), JASA 82, for both margins at once (`controlled_rounding`); tickets as in
`sampling.tickets`.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from inspect_tool.domain.assignment.caseloads import balance_caseloads
from inspect_tool.domain.assignment.controlled_rounding import Cell, round_margins
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


def number_of_second_reads(cases: int, share: float) -> int:
    """The share of the cases, a half rounded up; the share counts as it is written."""
    return math.floor(Fraction(str(share)) * cases + Fraction(1, 2))


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
    cells: dict[Cell, list[FirstRead]] = {}
    for case in sorted(cases):
        cells.setdefault(_cell(case, strata), []).append(case)
    number = number_of_second_reads(len(cases), share)
    shares = {cell: Fraction(number * len(own), len(cases)) for cell, own in cells.items()}
    sizes = round_margins(shares, chance=lambda loop: _chance(key, loop))
    chosen: list[FirstRead] = []
    for cell, own in cells.items():
        own.sort(key=lambda case: ticket(key, case.authority, case.unit_id))
        chosen.extend(own[: sizes[cell]])
    return tuple(sorted(chosen))


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
) -> dict[str, str]:
    """Give every chosen case another reader, by case reference.

    Second reads are shared out as first reads are: within one of each other where conflicts of
    interest allow it, siblings together, few inspectors at one authority.

    Args:
        inspectors: In the order in which they come in when the numbers are uneven.

    Raises:
        NobodyMayReadError: Nobody but the first reader may read a case.
    """
    duties = balance_caseloads(
        [
            CaseToAssign(case.authority, case.case_ref, case.sibling_group, case.first_reader)
            for case in chosen
        ],
        inspectors=inspectors,
        not_for=not_for,
    )
    return {duty.case_ref: duty.inspector for duty in duties}
