"""People, plan and framework, jobs, backups, retention, and who read what."""

from __future__ import annotations

from inspect_tool.domain.access.actions import Action
from inspect_tool.web.pages.administration import audit, backups, documents, jobs, people, retention
from inspect_tool.web.rooms import PagePlace, PageRoom

ROOM = PageRoom(
    "Administration",
    "/administration",
    # Whoever is no lead comes to their own jobs from where they asked for them.
    places=(
        PagePlace("People", people.ADDRESS, Action.LET_SIGN_IN),
        PagePlace("Plan", documents.PLAN, Action.WRITE_PLAN),
        PagePlace("Framework", documents.FRAMEWORK, Action.WRITE_PLAN),
        PagePlace("Jobs", jobs.ADDRESS, Action.RUN_JOBS),
        PagePlace("Backups", backups.ADDRESS, Action.COPY_REVIEW),
        PagePlace("Retention", retention.ADDRESS, Action.PURGE),
        PagePlace("Audit trail", audit.ADDRESS, Action.SEE_AUDIT),
    ),
    routers=tuple(part.router for part in (people, documents, jobs, backups, retention, audit)),
)
