"""My cases; one record with all its parts; what is left, and submitting it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, can, check_can
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.services.packs.this_pack import is_pack
from inspect_tool.services.records import sheet, sheet_section, submission
from inspect_tool.services.records.facts import FactView, case_facts
from inspect_tool.services.records.interviews import to_be_heard
from inspect_tool.services.records.record_list import list_lines, list_own
from inspect_tool.services.records.sheet import RecordSheet
from inspect_tool.services.records.subjects import tidy_ref
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.rendering import page
from inspect_tool.web.visits import Ref, TypedForm, Visit, Visiting, check_is_of

router = APIRouter()
Code = Annotated[str, Query(alias="authority", max_length=40)]
AT_ONCE = 20  # authorities whose records stand on one page
TOKENS = {"sibling_group"}  # says nothing to whoever reads it


@router.get("/")
def my_cases(visit: Visiting) -> Response:
    """The records of whoever comes; of a lead also the others that they may see."""
    if can(visit.actor, Action.SEE_RECORD, Thing(owner=visit.person)) is not None:
        return page(visit, "nothing_here.html", {})
    review = visit.review
    with visit.reading() as work:
        own = list_own(work, review)
    names = {one.code: one.name for one in review.plan.authorities}
    sees_all = can(visit.actor, Action.SEE_RECORD) is None
    context = {
        "own": own,
        "names": names,
        "sees_all": sees_all,
        "is_pack": is_pack(visit.workspace.folder),
        "to_hear": to_be_heard(review, visit.actor),
        "token": new_token(visit.person),
    }
    return page(visit, "my_cases.html", context)


@router.get("/records")
def every_record(visit: Visiting, code: Code = "") -> Response:
    """Every record that the person may know of, of many authorities those of one."""
    codes = [
        one.code for one in visit.review.plan.authorities if one.code not in visit.actor.not_for
    ]
    shown = code if code in codes else ""
    is_long = len(codes) > AT_ONCE
    with visit.reading() as work:
        if is_long and not shown:
            check_can(visit.actor, Action.SEE_RECORD, Thing(owner=visit.person))
            lines = None
        else:
            lines = list_lines(work, visit.review, shown or None)
    context = {"lines": lines, "codes": codes if is_long else [], "shown": shown}
    return page(visit, "every_record.html", context)


@router.get("/records/{ref}")
def record(ref: Ref, visit: Visiting) -> Response:
    """One record: its parts with how far each has come, and what was returned."""
    review = visit.review
    with visit.reading() as work:
        opened = sheet.open_sheet(work, review, ref)
        facts = _facts(work, visit, opened)
    context = {
        "sheet": opened,
        "sections": opened.sections(),
        "facts": facts,
        "queries": opened.queries,
        "clocks": sheet_section.clocks_of(opened),
        "next_section": opened.next_unanswered(),
    }
    return page(visit, "record.html", context)


def _facts(work: Any, visit: Visit, opened: RecordSheet) -> list[FactView]:
    """What the authority returned about a case; nothing about others."""
    if opened.subject.kind is not SubjectKind.CASE:
        return []
    found = case_facts(work, visit.review, opened.subject.ref)
    return [fact for fact in found.facts if fact.field not in TOKENS]


@router.get("/records/{ref}/check")
def check(ref: Ref, visit: Visiting) -> Response:
    """Everything that was answered, what is left, and the button to submit."""
    with visit.reading() as work:
        opened = sheet.open_sheet(work, visit.review, ref)
        parts = [sheet_section.section_of(opened, name.id) for name in opened.sections()]
    is_refused = visit.request.query_params.get("not") == "submitted" and opened.keeping_back
    context = {"sheet": opened, "parts": parts, "is_refused": bool(is_refused)}
    return page(visit, "check.html", context)


@router.post("/records/{ref}/submit")
def submit(ref: Ref, visit: Visiting, form: TypedForm) -> Response:
    """Submit the record, unless something keeps it back; what does is then shown."""
    check_is_of(visit, form)
    subject = tidy_ref(ref)
    with visit.work() as work:
        moved = submission.submit(work, visit.review, ref=subject)
    if moved.is_moved:
        return RedirectResponse(f"/records/{subject}", status_code=303)
    return RedirectResponse(f"/records/{subject}/check?not=submitted", status_code=303)
