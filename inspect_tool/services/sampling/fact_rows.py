"""The facts of drawn cases: as returned, as corrected, and how a correction is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.frame.corrections import Correction, corrected
from inspect_tool.domain.language.conditions import Scalar
from inspect_tool.services.sampling.drawn import drawn_now
from inspect_tool.store import drawn_queries, mishap_queries
from inspect_tool.store.mishap_tables import FactCorrection
from inspect_tool.store.values import fields_from_json, fields_to_json

if TYPE_CHECKING:
    from inspect_tool.domain.review import Review
    from inspect_tool.store.database import UnitOfWork

VALUE = "value"  # the only key of a value as it is kept


@dataclass(frozen=True)
class CaseFacts:
    """The facts of one case.

    Args:
        returned: As the authority returned them; the draw stands on them.
        corrections: What was corrected afterwards, in its order.
        facts: What is counted.
    """

    returned: Mapping[str, Scalar | None]
    corrections: tuple[Correction, ...]
    facts: Mapping[str, Scalar | None]


def facts_of_cases(
    work: UnitOfWork, review: Review, authority: str | None = None, *, ref: str | None = None
) -> dict[str, CaseFacts]:
    """The facts of every drawn case, at one authority or all, or of one case, by reference."""
    made: dict[str, list[Correction]] = defaultdict(list)
    for row in mishap_queries.fact_corrections(work, authority, ref):
        made[row.case_ref].append(correction_of(row))
    found = {}
    for case in drawn_queries.drawn_cases(work, drawn_now(work).draw_id, authority, ref=ref):
        returned = {
            **fields_from_json(case.fields),
            "case_type": case.case_type,
            "authority": case.authority,
            "purposive": case.rank == 0,
        }
        own = tuple(made.get(case.case_ref, ()))
        facts = corrected(returned, own, review.plan.population) if own else returned
        found[case.case_ref] = CaseFacts(returned, own, facts)
    return found


def correction_of(row: FactCorrection) -> Correction:
    """A correction as the domain knows it."""
    value = fields_from_json({VALUE: row.value})[VALUE]
    return Correction(row.field, value, row.corrected_at.date(), row.source)


def keep_corrections(
    work: UnitOfWork,
    authority: str,
    ref: str,
    values: Mapping[str, Scalar | None],
    *,
    source: str = "",
    return_digest: str = "",
) -> None:
    """Keep the right values of a case's facts beside those that were returned."""
    number = work.next_number(FactCorrection, authority=authority, case_ref=ref)
    for place, (field, value) in enumerate(sorted(values.items())):
        work.add(
            FactCorrection(
                authority=authority,
                case_ref=ref,
                number=number + place,
                field=field,
                value=fields_to_json({VALUE: value})[VALUE],
                source=source,
                return_digest=return_digest,
                corrected_at=work.now,
                corrected_by=work.actor.id,
                salt=work.new_salt(),
            )
        )


def delete_corrections(work: UnitOfWork, authority: str, ref: str) -> int:
    """Delete what was corrected of a case whose child is erased; how many there were."""
    rows: Sequence[FactCorrection] = mishap_queries.fact_corrections(work, authority, ref)
    work.delete(rows)
    return len(rows)
