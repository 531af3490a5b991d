"""Reports and letters: built, listed, compared, handed out."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import RedirectResponse, Response

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.refusals import AccessRefusedError, BlindReadError
from inspect_tool.domain.access.rules import can, check_can
from inspect_tool.domain.content.blocks import Edition
from inspect_tool.domain.jobs import JobKind
from inspect_tool.errors import InspectToolError, UsageError
from inspect_tool.services.jobs import jobs
from inspect_tool.services.jobs.jobs import JobView
from inspect_tool.services.publication import builds
from inspect_tool.services.publication.build import BuildOptions
from inspect_tool.services.publication.letters import LetterOptions
from inspect_tool.services.publication.letters import check_may_ask as check_may_write
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.pages.reporting.not_yet import IN_THE_WAY, not_yet
from inspect_tool.web.pages.reporting.routes import ReportingRoute
from inspect_tool.web.rendering import page
from inspect_tool.web.visits import TypedForm, Visit, Visiting, check_is_of, text_of, texts_of

router = APIRouter(route_class=ReportingRoute)
AT = "/reporting/builds"
TYPES = {
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
BuildName = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,100}$")]
FileName = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,149}$")]


@router.get("/reporting/builds")
def list_builds(visit: Visiting) -> Response:
    """The builds that are kept, the letters, and what can be built."""
    return _builds_page(visit)


@router.post("/reporting/builds")
def build(visit: Visiting, form: TypedForm) -> Response:
    """Build an edition, or say everything that is in its way."""
    check_is_of(visit, form)
    formats = [one for one in TYPES if one in texts_of(form, "format")]
    if "html" not in formats:
        formats.append("html")  # what two builds are compared by
    edition = text_of(form, "edition")
    try:
        if "docx" in formats and edition != Edition.PUBLIC:
            raise UsageError(
                "A Word file is made of the public edition alone. Leave it out, or choose the "
                "public edition. Nothing was built."
            )
        options = BuildOptions.parse(
            edition=edition,
            formats=",".join(formats),
            is_draft=bool(text_of(form, "draft")),
        )
        with visit.reading() as work:
            builds.check_may_ask(work, visit.review, options)
        with visit.work() as work:
            job = asked_once(work, visit, JobKind.REPORT, _arguments(options))
    except AccessRefusedError as error:
        # Whoever may build, but no workbook that names cases, is told that and how to do without.
        if isinstance(error, BlindReadError) or can(visit.actor, Action.BUILD_REPORT) is not None:
            raise
        return _builds_page(visit, error=error)
    except IN_THE_WAY as error:
        return _builds_page(visit, error=error)
    return RedirectResponse(f"/administration/jobs/{job}", status_code=303)


def _arguments(options: BuildOptions) -> dict[str, str]:
    """What a job is told of a build that is kept among those of the pages."""
    return {
        "edition": options.edition.value,
        "formats": ",".join(options.formats),
        "draft": "yes" if options.is_draft else "no",
        "kept": "yes",
    }


def asked_once(work: Any, visit: Visit, kind: JobKind, arguments: dict[str, str]) -> str:
    """The job that was asked for before, where it is not over yet; else one that is asked for."""
    for job in jobs.list_jobs(work):
        is_same = job.kind is kind and arguments.items() <= job.arguments.items()
        if is_same and not job.state.is_over:
            return job.name
    return jobs.ask(work, visit.workspace.folder, kind=kind, arguments=arguments).name


def jobs_under_way(work: Any, *kinds: JobKind) -> list[JobView]:
    """Jobs of some kinds that are not over, as far as the actor may know of them."""
    return [one for one in jobs.list_jobs(work) if one.kind in kinds and not one.state.is_over]


@router.post("/reporting/letters")
def letters(visit: Visiting, form: TypedForm) -> Response:
    """Write a letter and a form to each authority, or to one; or all the public letters."""
    check_is_of(visit, form)
    try:
        options = LetterOptions.parse(
            None,
            formats="pdf,html",
            authority=text_of(form, "authority"),
            edition=text_of(form, "edition") or Edition.INTERNAL,
        )
        with visit.reading() as work:
            check_may_write(work, visit.review, options)
        arguments = {
            "authority": options.authority,
            "edition": options.edition.value,
            "formats": ",".join(options.formats),
            "kept": "yes",
        }
        with visit.work() as work:
            job = asked_once(work, visit, JobKind.LETTERS, arguments)
    except AccessRefusedError:
        raise
    except IN_THE_WAY as error:
        return _builds_page(visit, error=error)
    return RedirectResponse(f"/administration/jobs/{job}", status_code=303)


def _builds_page(visit: Visit, *, error: InspectToolError | None = None) -> Response:
    place = visit.workspace.place
    try:
        with visit.reading() as work:
            found = builds.list_builds(work, visit.review, place=place)
            written = builds.list_letters(work, visit.review, place=place)
            asked = jobs_under_way(work, JobKind.REPORT, JobKind.LETTERS)
    except IN_THE_WAY as refusal:
        if error is not None:
            raise
        return not_yet(visit, "Builds", refusal)
    names = {one.code: one.name for one in visit.review.plan.authorities}
    context = {
        "builds": found,
        "letters": written,
        "names": names,
        "asked": asked,
        "open_to": [code for code in names if code not in visit.actor.not_for],
        "fault": "" if error is None else error.message,
        "problems": () if error is None else error.problems,
        "token": new_token(visit.person),
    }
    return page(visit, "reporting/builds.html", context, status=422 if error else 200)


@router.get("/reporting/builds/compare")
def compare(visit: Visiting) -> Response:
    """What one build says otherwise than another."""
    check_can(visit.actor, Action.BUILD_REPORT)
    asked = visit.request.query_params
    before, after = asked.get("before", ""), asked.get("after", "")
    if before == after:
        raise UsageError("Choose two builds to be compared.")
    with visit.reading() as work:
        changes = builds.compare_builds(
            work, visit.review, before, after, place=visit.workspace.place
        )
    context = {"changes": changes, "before": before, "after": after}
    return page(visit, "reporting/compare.html", context)


@router.get("/reporting/builds/{build}/{file}")
def hand_out(build: BuildName, file: FileName, visit: Visiting) -> Response:
    """A file of a build, to be saved."""
    with visit.work() as work:
        path = builds.hand_out(work, visit.review, build, file, place=visit.workspace.place)
    return _attachment(file, path.read_bytes())


@router.get("/reporting/letters/{of}/{file}")
def hand_out_letter(of: BuildName, file: FileName, visit: Visiting) -> Response:
    """A letter or a form, to be saved."""
    with visit.work() as work:
        path = builds.hand_out_letter(work, visit.review, of, file, place=visit.workspace.place)
    return _attachment(file, path.read_bytes())


def _attachment(name: str, content: bytes) -> Response:
    """A file that a browser saves and never shows as a page of the tool."""
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    kind = TYPES[name.rpartition(".")[2]]
    return Response(content, media_type=kind, headers=headers)
