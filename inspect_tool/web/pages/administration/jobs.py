"""Jobs: the list, one with how far it is, its files; cancelled and tried again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from inspect_tool.services.jobs import jobs
from inspect_tool.web.rendering import environment, page
from inspect_tool.web.visits import QueryName, TypedForm, Visiting, check_is_of

router = APIRouter()
ADDRESS = "/administration/jobs"
FileNumber = Annotated[int, Path(ge=1, le=999)]


@router.get(ADDRESS)
def every_job(visit: Visiting) -> Response:
    """The jobs of whoever comes; of a lead those of everybody."""
    with visit.reading() as work:
        found = jobs.list_jobs(work)
    return page(visit, "administration/jobs.html", {"jobs": found})


@router.get(ADDRESS + "/{name}")
def one_job(name: QueryName, visit: Visiting) -> Response:
    """How far a job is; a script asks again for that part alone until it is over."""
    with visit.reading() as work:
        job = jobs.job_of(work, name)
    if visit.is_in_place:
        template = environment().get_template("administration/job_progress.html")
        text = template.render(job=job, actor=visit.actor)
        return HTMLResponse(text)
    return page(visit, "administration/job.html", {"job": job})


@router.get(ADDRESS + "/{name}/files/{number}")
def file(name: QueryName, number: FileNumber, visit: Visiting) -> Response:
    """A file that a job wrote, for whoever asked for it."""
    with visit.reading() as work:
        path = jobs.file_of(work, visit.workspace.folder, name=name, number=number)
    return FileResponse(path, filename=path.name, content_disposition_type="attachment")


@router.post(ADDRESS + "/{name}/cancel")
def cancel(name: QueryName, visit: Visiting, form: TypedForm) -> Response:
    """Cancel it."""
    check_is_of(visit, form)
    with visit.work() as work:
        jobs.cancel(work, name)
    return RedirectResponse(f"{ADDRESS}/{name}", status_code=303)


@router.post(ADDRESS + "/{name}/retry")
def retry(name: QueryName, visit: Visiting, form: TypedForm) -> Response:
    """Try it again."""
    check_is_of(visit, form)
    with visit.work() as work:
        jobs.retry(work, name)
    return RedirectResponse(f"{ADDRESS}/{name}", status_code=303)
