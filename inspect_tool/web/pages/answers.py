"""One criterion a page: its questions, guidance beside them, saved as one goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from inspect_tool.domain.records.evidence import SIDES, SOURCES
from inspect_tool.services.records import sheet, sheet_section
from inspect_tool.services.records.saving import ItemOutcome, save_typed
from inspect_tool.services.records.sheet_section import Section
from inspect_tool.services.records.subjects import tidy_ref
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.rendering import environment, page
from inspect_tool.web.typed_items import Shown, as_typed, recorded, typed_items
from inspect_tool.web.visits import Ref, SectionId, TypedForm, Visit, Visiting, check_is_of, text_of

router = APIRouter()


@router.get("/records/{ref}/{section}")
def ask(ref: Ref, section: SectionId, visit: Visiting) -> Response:
    """The questions of one section, with what is recorded."""
    return _section_page(visit, ref, section)


@router.post("/records/{ref}/{section}")
def save(ref: Ref, section: SectionId, visit: Visiting, form: TypedForm) -> Response:
    """Save what was typed; what cannot be saved is shown again, as it was typed."""
    subject = tidy_ref(ref)
    check_is_of(visit, form)
    with visit.work() as work:
        outcomes = save_typed(
            work, visit.review, ref=subject, typed=typed_items(form), part=section
        )
    failed = {one.item_id: one.fault for one in outcomes if one.fault}
    crossed = [one.item_id for one in outcomes if one.saved is not None and one.saved.is_open]
    if visit.is_in_place:
        return _in_place(visit, subject, section, outcomes)
    if failed:
        return _section_page(visit, subject, section, form=form, failed=failed, status=422)
    if crossed:
        return _section_page(visit, subject, section, status=409)
    return RedirectResponse(_after(visit, subject, section, form), status_code=303)


def _after(visit: Visit, ref: str, section: str, form: FormData) -> str:
    """Where somebody goes from a saved section: as the button says."""
    saved = f"?saved={text_of(form, 'token')}"
    if text_of(form, "next") == "":
        return f"/records/{ref}/{section}{saved}#top"
    with visit.reading() as work:
        opened = sheet.open_sheet(work, visit.review, ref)
        ahead = opened.next_unanswered(section)
    return f"/records/{ref}/{ahead}{saved}" if ahead else f"/records/{ref}/check{saved}"


def _in_place(
    visit: Visit, ref: str, section: str, outcomes: Sequence[ItemOutcome]
) -> HTMLResponse:
    """The line under an item that says what became of it; its fields stay as they are."""
    by_id = {one.item_id: one for one in outcomes}
    with visit.reading() as work:
        opened = sheet.open_sheet(work, visit.review, ref)
        found = sheet_section.section_of(opened, section)
    saved = [item for item in found.items if item.item_id in by_id]
    template = environment().get_template("saved_in_place.html")
    text = template.render(
        items=saved,
        outcomes=by_id,
        ref=ref,
        section=section,
        left=found.name.problems,
        calculated=next((one for one in found.items if one.calculated and not one.is_clock), None),
    )
    is_kept = all(not one.fault for one in outcomes)
    has_crossed = any(one.saved is not None and one.saved.is_open for one in outcomes)
    headers = {"x-saved-items": " ".join(one.item_id for one in outcomes if not one.fault)}
    status = 200 if is_kept and not has_crossed else 409 if has_crossed else 422
    return HTMLResponse(text, status_code=status, headers=headers)


def _section_page(  # one parameter a part of what is shown
    visit: Visit,
    ref: str,
    section: str,
    *,
    form: FormData | None = None,
    failed: Mapping[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    review = visit.review
    with visit.reading() as work:
        opened = sheet.open_sheet(work, review, ref)
        found = sheet_section.section_of(opened, section)
    ids = {item.item_id for item in found.items}
    context = {
        "sheet": opened,
        "section": found,
        "fields": _fields(found, form, failed or {}),
        "failed": failed or {},
        "homeless": {} if form is None else _homeless(ids, form, failed or {}),
        "token": new_token(visit.person),
        "sides": SIDES,
        "sources": SOURCES,
        "queries": [one for one in opened.queries if one.item_id in ids],
        "next_section": opened.next_unanswered(section),
        "typed": {},
        "fault": "",
    }
    return page(visit, "section.html", context, status=status)


def _homeless(ids: set[str], form: FormData, failed: Mapping[str, str]) -> dict[str, list[str]]:
    """What was typed at items that failed and that the page does not ask any more."""
    shown = {name: as_typed(form, name, "") for name in failed if name not in ids}
    words = {
        name: [typed for typed in (one.text, one.other, one.note, one.reason) if typed.strip()]
        for name, one in shown.items()
    }
    return {name: typed for name, typed in words.items() if typed}


def _fields(section: Section, form: FormData | None, failed: Mapping[str, str]) -> dict[str, Shown]:
    return {
        item.item_id: as_typed(form, item.item_id, failed[item.item_id])
        if form is not None and item.item_id in failed
        else recorded(item)
        for item in section.items
    }
