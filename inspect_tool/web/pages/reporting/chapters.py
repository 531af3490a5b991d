"""The narrative: its chapters, an editor with the check of sentences beside it, other versions."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from inspect_tool.domain.report.text_changes import text_changes
from inspect_tool.services.publication import narrative_writing
from inspect_tool.services.publication.narrative_writing import (
    BadChapterError,
    ChapterCheck,
    ChapterText,
)
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.pages.reporting.not_yet import IN_THE_WAY, not_yet
from inspect_tool.web.pages.reporting.routes import ReportingRoute
from inspect_tool.web.rendering import environment, page
from inspect_tool.web.visits import TypedForm, Visit, Visiting, check_is_of, text_of

router = APIRouter(route_class=ReportingRoute)
AT = "/reporting/chapters"
Chapter = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$")]
Version = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,120}$")]


@router.get("/reporting/chapters")
def list_chapters(visit: Visiting) -> Response:
    """The chapters in the order of the report."""
    try:
        with visit.reading() as work:
            found = narrative_writing.list_chapters(work, visit.review, place=visit.workspace.place)
    except IN_THE_WAY as error:
        return not_yet(visit, "Narrative", error)
    return page(visit, "reporting/chapters.html", {"chapters": found})


@router.post("/reporting/chapters")
def begin_chapter(visit: Visiting, form: TypedForm) -> Response:
    """Begin a chapter: a file with its title."""
    check_is_of(visit, form)
    name, title = text_of(form, "name").strip(), text_of(form, "title").strip()
    if not title:
        raise BadChapterError("Say what the chapter is called. Nothing was saved.")
    workspace = visit.workspace
    narrative_writing.save_chapter(
        visit.work, visit.review, f"{name}.md", f"# {title}\n", "", place=workspace.place
    )
    return RedirectResponse(f"{AT}/{name}", status_code=303)


@router.get("/reporting/chapters/{name}")
def edit(name: Chapter, visit: Visiting) -> Response:
    """One chapter to be written, with what holds of it."""
    place = visit.workspace.place
    with visit.reading() as work:
        found = narrative_writing.open_chapter(work, visit.review, f"{name}.md", place=place)
        checked = narrative_writing.check_text(
            work, visit.review, found.file, found.text, place=place
        )
    return _editor(visit, name, found, found.text, checked)


@router.post("/reporting/chapters/{name}")
def save(name: Chapter, visit: Visiting, form: TypedForm) -> Response:
    """Save a chapter, or check what is typed without saving it, as the button says."""
    check_is_of(visit, form)
    typed, file = text_of(form, "text"), f"{name}.md"
    workspace, review = visit.workspace, visit.review
    place = workspace.place
    if visit.is_in_place or text_of(form, "do") == "check":
        with visit.reading() as work:
            found = narrative_writing.open_chapter(work, review, file, place=place)
            checked = narrative_writing.check_text(work, review, file, typed, place=place)
        if visit.is_in_place:
            text = environment().get_template("reporting/checked.html").render(checked=checked)
            return HTMLResponse(text)
        began = text_of(form, "expected")
        return _editor(visit, name, found, typed, checked, began=began, is_unsaved=True)
    saved = narrative_writing.save_chapter(
        visit.work, review, file, typed, text_of(form, "expected"), place=place
    )
    if not saved.crossed:
        return RedirectResponse(f"{AT}/{name}?saved={text_of(form, 'token')}", status_code=303)
    with visit.reading() as work:
        checked = narrative_writing.check_text(work, review, file, typed, place=place)
    return _editor(visit, name, saved.chapter, typed, checked, crossed=saved.crossed)


def _editor(  # noqa: PLR0913  # one parameter a part of what is shown
    visit: Visit,
    name: str,
    chapter: ChapterText,
    text: str,
    checked: ChapterCheck,
    *,
    began: str = "",
    is_unsaved: bool = False,
    crossed: str = "",
) -> Response:
    """The page of a chapter.

    Args:
        began: The digest that the form goes on from; that of the file where it is not given.
        crossed: The name under which the typed text was kept, where the file had changed.
    """
    typed = text.replace("\r\n", "\n")
    context = {
        "name": name,
        "chapter": chapter,
        "text": typed,
        "checked": checked,
        "expected": began or chapter.digest,
        "is_unsaved": is_unsaved or bool(crossed),
        "crossed": crossed,
        "changes": text_changes(typed.split("\n"), chapter.text.split("\n")) if crossed else (),
        "rows": min(max(len(text) // 75, 16), 40),
        "token": new_token(visit.person),
    }
    return page(visit, "reporting/chapter.html", context, status=409 if crossed else 200)


@router.get("/reporting/chapters/{name}/versions/{version}")
def show_version(name: Chapter, version: Version, visit: Visiting) -> Response:
    """Another version of a chapter, beside what its file has now."""
    place = visit.workspace.place
    with visit.reading() as work:
        chapter = narrative_writing.open_chapter(work, visit.review, f"{name}.md", place=place)
        kept, text = narrative_writing.open_version(
            work, visit.review, f"{name}.md", f"{version}.md", place=place
        )
    context = {
        "name": name,
        "chapter": chapter,
        "kept": kept,
        "text": text,
        "changes": text_changes(text.split("\n"), chapter.text.split("\n")),
        "token": new_token(visit.person),
    }
    return page(visit, "reporting/version.html", context)
