"""Releases: sealed, checked, compared, corrected, retracted."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import RedirectResponse, Response

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.refusals import AccessRefusedError
from inspect_tool.domain.access.rules import can, check_can
from inspect_tool.domain.content.blocks import Edition
from inspect_tool.domain.jobs import JobKind
from inspect_tool.domain.release.statement import NoticeKind
from inspect_tool.errors import InspectToolError, UsageError
from inspect_tool.services.figures import snapshots
from inspect_tool.services.publication import releases
from inspect_tool.services.publication.release_check import verify_release
from inspect_tool.services.publication.release_notices import give_notice
from inspect_tool.services.publication.sealing import SealOptions, check_may_ask
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.pages.reporting.builds import asked_once, jobs_under_way
from inspect_tool.web.pages.reporting.not_yet import IN_THE_WAY
from inspect_tool.web.pages.reporting.routes import ReportingRoute
from inspect_tool.web.rendering import page
from inspect_tool.web.visits import TypedForm, Visit, Visiting, check_is_of, text_of

router = APIRouter(route_class=ReportingRoute)
AT = "/reporting/releases"
Name = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]


@router.get("/reporting/releases")
def list_releases(visit: Visiting) -> Response:
    """Every release with what became of it."""
    return _releases_page(visit)


@router.post("/reporting/releases")
def seal_release(visit: Visiting, form: TypedForm) -> Response:
    """Seal the report that lies in the folder of reports."""
    check_is_of(visit, form)
    options = SealOptions.parse(
        text_of(form, "name").strip(),
        snapshot=text_of(form, "snapshot"),
        edition=text_of(form, "edition") or Edition.INTERNAL.value,
    )
    try:
        with visit.reading() as work:
            check_may_ask(work, options)
        arguments = {
            "name": options.name,
            "snapshot": options.snapshot,
            "edition": options.edition.value,
        }
        with visit.work() as work:
            job = asked_once(work, visit, JobKind.SEAL, arguments)
    except AccessRefusedError:
        raise
    except IN_THE_WAY as error:
        return _releases_page(visit, error=error, typed=options)
    return RedirectResponse(f"/administration/jobs/{job}", status_code=303)


def _releases_page(
    visit: Visit,
    *,
    error: InspectToolError | None = None,
    typed: SealOptions | None = None,
) -> Response:
    with visit.reading() as work:
        found = releases.list_releases(work, visit.workspace.place)
        taken = snapshots.list_snapshots(work)
        asked = jobs_under_way(work, JobKind.SEAL)
    context = {
        "releases": found,
        "pairs": [(one.name, one.name) for one in found],
        "snapshots": [(one.name, one.name) for one in reversed(taken)],
        "may_seal": can(visit.actor, Action.SEAL_RELEASE) is None,
        "editions": [(one.value, one.value.capitalize()) for one in Edition],
        "asked": asked,
        "typed": typed or SealOptions(name="", snapshot=""),
        "fault": "" if error is None else error.message,
        "problems": () if error is None else error.problems,
        "token": new_token(visit.person),
    }
    return page(visit, "reporting/releases.html", context, status=422 if error else 200)


@router.get("/reporting/release-differences")
def differences(visit: Visiting) -> Response:
    """Which figures and sentences of two releases differ."""
    check_can(visit.actor, Action.SEE_RELEASES)
    asked = visit.request.query_params
    earlier, later = asked.get("earlier", ""), asked.get("later", "")
    if earlier == later:
        raise UsageError("Choose two releases to be compared.")
    with visit.reading() as work:
        found = releases.diff(work, visit.review, earlier, later, place=visit.workspace.place)
    context = {"found": found, "earlier": earlier, "later": later}
    return page(visit, "reporting/differences.html", context)


@router.get("/reporting/releases/{name}")
def verify(name: Name, visit: Visiting) -> Response:
    """One release, checked by its files alone as any reader can check it."""
    place = visit.workspace.place
    with visit.reading() as work:
        folder = releases.folder_of(work, visit.review, name, place=place)
        one = next(one for one in releases.list_releases(work, place) if one.name == name)
    found = verify_release(folder, key=one.public_key, now=visit.workspace.clock())
    context = {
        "one": one,
        "found": found,
        "may_seal": can(visit.actor, Action.SEAL_RELEASE) is None,
        "kinds": [kind.value for kind in NoticeKind],
        "token": new_token(visit.person),
    }
    return page(visit, "reporting/release.html", context)


@router.get("/reporting/releases/{name}/release.zip")
def hand_out(name: Name, visit: Visiting) -> Response:
    """A public release with all its files, to be published."""
    check_can(visit.actor, Action.SEE_RELEASES)
    with visit.work() as work:
        content = releases.hand_out_public(work, visit.review, name, place=visit.workspace.place)
    headers = {"content-disposition": f'attachment; filename="{name}.zip"'}
    return Response(content, media_type="application/zip", headers=headers)


@router.post("/reporting/releases/{name}/notice")
def notice(name: Name, visit: Visiting, form: TypedForm) -> Response:
    """Say that a release is wrong in part, or not to be used."""
    check_can(visit.actor, Action.SEAL_RELEASE)
    check_is_of(visit, form)
    kind = text_of(form, "kind")
    if kind not in set(NoticeKind):
        raise UsageError("Say whether it is corrected or retracted. Nothing was changed.")
    workspace = visit.workspace
    with visit.work() as work:
        give_notice(
            work,
            name,
            NoticeKind(kind),
            why=text_of(form, "why"),
            place=workspace.place,
            keys=workspace.keys,
        )
    return RedirectResponse(f"{AT}/{name}?saved={text_of(form, 'token')}", status_code=303)
