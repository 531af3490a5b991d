"""The audit trail searched: who did and read what."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from fastapi.responses import Response

from inspect_tool.services.overview.audit_search import AuditWanted, search_audit
from inspect_tool.web.rendering import page
from inspect_tool.web.visits import Visiting

router = APIRouter()
ADDRESS = "/administration/audit"


@router.get(ADDRESS)
def audit(  # one field of the form each
    visit: Visiting,
    person: str = "",
    ref: str = "",
    action: str = "",
    since: str = "",
    until: str = "",
) -> Response:
    """The newest entries of those that are looked for."""
    asked = {"person": person, "ref": ref, "action": action, "since": since, "until": until}
    faults = [name for name in ("since", "until") if asked[name] and _day(asked[name]) is None]
    wanted = AuditWanted(person.strip(), ref.strip(), action, _day(since), _day(until))
    with visit.reading() as work:
        found = search_audit(work, visit.review, wanted)
    return page(
        visit,
        "administration/audit.html",
        {"found": found, "asked": asked, "faults": faults},
        status=422 if faults else 200,
    )


def _day(typed: str) -> date | None:
    """A day as the browser's own field sends it; None where it is none."""
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None
