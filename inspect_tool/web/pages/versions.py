"""Every version of one answer: undone, or settled where answers crossed."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from inspect_tool.domain.records.records import ItemKind
from inspect_tool.errors import UsageError
from inspect_tool.services.records import conflicts, history, saving, sheet
from inspect_tool.services.records.conflicts import Settlement
from inspect_tool.services.records.saving import ForeignFormError, FromForm
from inspect_tool.services.records.sheet_section import NoSuchSectionError
from inspect_tool.services.records.subjects import tidy_ref
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.rendering import page
from inspect_tool.web.visits import ItemId, Ref, TypedForm, Visiting, check_is_of, text_of

router = APIRouter()


@router.get("/records/{ref}/versions/{item}")
def versions(ref: Ref, item: ItemId, visit: Visiting) -> Response:
    """Every version of an answer, and those that crossed side by side."""
    review = visit.review
    with visit.reading() as work:
        opened = sheet.open_sheet(work, review, ref)
        subject = opened.subject
        views = history.show_subject(work, review, subject.ref)
        open_ones = conflicts.list_conflicts(work, review, subject.authority)
    reader = opened.record.reader
    view = next(
        (one for one in views if one.item_id == item and one.reader is reader and one.revisions),
        None,
    )
    if view is None:
        raise NoSuchSectionError(subject.ref)
    crossed = next(
        (
            one
            for one in open_ones
            if (one.subject_ref, one.item_id, one.reader) == (subject.ref, item, reader)
        ),
        None,
    )
    context = {
        "sheet": opened,
        "item": view,
        "crossed": crossed,
        "section": opened.section_of(item),
        "expected": next((one.id for one in view.revisions if one.is_current), ""),
        "token": new_token(visit.person),
    }
    return page(visit, "versions.html", context)


@router.post("/records/{ref}/versions/{item}/undo")
def undo(ref: Ref, item: ItemId, visit: Visiting, form: TypedForm) -> Response:
    """Put back what the answer was before."""
    subject = tidy_ref(ref)
    kinds = {kind.value: kind for kind in ItemKind}
    kind = kinds.get(text_of(form, "kind"))
    check_is_of(visit, form)
    if kind is None:
        raise ForeignFormError("The form is not one of this tool's pages. Open the page again.")
    with visit.work() as work:
        saving.undo(
            work,
            visit.review,
            ref=subject,
            item=(kind, item),
            form=FromForm(text_of(form, "token"), text_of(form, "expected")),
        )
    return RedirectResponse(f"/records/{subject}/versions/{item}", status_code=303)


@router.post("/records/{ref}/versions/{item}/settle")
def settle(ref: Ref, item: ItemId, visit: Visiting, form: TypedForm) -> Response:
    """Say which of the answers that crossed holds."""
    check_is_of(visit, form)
    subject, take = tidy_ref(ref), text_of(form, "take")
    if not (take.isascii() and take.isdigit() and len(take) < 4):
        raise UsageError("Choose the answer that holds.")
    with visit.work() as work:
        opened = sheet.open_sheet(work, visit.review, subject)
        sides = _sides(work, visit, opened, item)
        # Numbers alone would mean other answers once one more has crossed.
        if text_of(form, "sides") != " ".join(sides):
            raise UsageError("Another answer crossed meanwhile. Look at all of them and choose.")
        choice = Settlement(
            int(take), opened.record.reader, joins_notes=bool(text_of(form, "join"))
        )
        conflicts.settle(work, visit.review, ref=subject, item_id=item, choice=choice)
    return RedirectResponse(f"/records/{subject}/versions/{item}", status_code=303)


def _sides(work: Any, visit: Visiting, opened: sheet.RecordSheet, item: str) -> list[str]:
    """Ids of the answers that crossed, in the order in which they are shown."""
    found = conflicts.list_conflicts(work, visit.review, opened.subject.authority)
    of_record = (opened.subject.ref, item, opened.record.reader)
    return [
        side.revision_id
        for one in found
        if (one.subject_ref, one.item_id, one.reader) == of_record
        for side in one.sides
    ]
