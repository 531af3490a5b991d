"""What stands beside the answers: evidence, the chronology, replies to queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from inspect_tool.domain.records.chronology import Incident
from inspect_tool.domain.records.evidence import SIDES, SOURCES
from inspect_tool.services.records import answer_queries, sheet, sheet_section
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.services.records.saving import (
    ForeignFormError,
    FromForm,
    TypedEvidence,
    save_evidence,
    save_incident,
)
from inspect_tool.services.records.sheet_section import NoSuchSectionError
from inspect_tool.services.records.subjects import tidy_ref
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.rendering import page
from inspect_tool.web.visits import (
    ItemId,
    QueryName,
    Ref,
    SectionId,
    TypedForm,
    Visit,
    Visiting,
    check_is_of,
    text_of,
)

router = APIRouter()
EVIDENCE_FIELDS = ("about", "side", "source", "day", "reference", "text")
INCIDENT_FIELDS = ("day", "what", "source")


@dataclass(frozen=True)
class _Again:
    """A form that could not be saved, shown once more.

    Args:
        token: The one that it had: what the browser keeps of it goes once it is saved.
    """

    typed: Mapping[str, str]
    fault: str
    token: str


def _token_again(form: FormData, error: BadAnswerError) -> str:
    return "" if isinstance(error, ForeignFormError) else text_of(form, "token")


@router.get("/records/{ref}/chronology")
def chronology(ref: Ref, visit: Visiting) -> Response:
    """What happened when, with gaps, repeats and the statutory clocks."""
    return _chronology_page(visit, ref)


@router.post("/records/{ref}/chronology")
def add_incident(ref: Ref, visit: Visiting, form: TypedForm) -> Response:
    """Add something that happened."""
    return _save_incident(visit, ref, form, name="")


@router.get("/records/{ref}/chronology/{name}")
def ask_incident(ref: Ref, name: ItemId, visit: Visiting) -> Response:
    """One thing that happened, to be changed."""
    return _chronology_page(visit, ref, name=name)


@router.post("/records/{ref}/chronology/{name}")
def change_incident(ref: Ref, name: ItemId, visit: Visiting, form: TypedForm) -> Response:
    """Change something that happened, or take it out."""
    return _save_incident(visit, ref, form, name=name)


def _save_incident(visit: Visit, ref: str, form: FormData, *, name: str) -> Response:
    check_is_of(visit, form)
    subject, typed = tidy_ref(ref), _typed(form, INCIDENT_FIELDS)
    incident = Incident(**typed) if not text_of(form, "remove") else Incident()
    try:
        with visit.work() as work:
            outcome = save_incident(
                work,
                visit.review,
                ref=subject,
                incident=incident,
                form=FromForm(text_of(form, "token"), text_of(form, "expected")),
                name=name,
            )
    except BadAnswerError as error:
        again = _Again(typed, error.message, _token_again(form, error))
        return _chronology_page(visit, subject, name=name, again=again)
    if outcome.saved is not None and outcome.saved.is_open:
        return RedirectResponse(f"/records/{subject}/versions/{outcome.item_id}", status_code=303)
    saved = f"?saved={text_of(form, 'token')}"
    return RedirectResponse(f"/records/{subject}/chronology{saved}", status_code=303)


def _chronology_page(
    visit: Visit,
    ref: str,
    *,
    name: str = "",
    again: _Again | None = None,
) -> HTMLResponse:
    with visit.reading() as work:
        opened = sheet.open_sheet(work, visit.review, ref)
    lines = sheet_section.chronology_of(opened)
    line = next((one for one in lines if one.name == name), None)
    if name and line is None:
        raise NoSuchSectionError(opened.subject.ref)
    there = {} if line is None else {key: getattr(line.incident, key) for key in INCIDENT_FIELDS}
    context = {
        "sheet": opened,
        "lines": lines,
        "clocks": sheet_section.clocks_of(opened),
        "name": name,
        "expected": "" if line is None else line.revision,
        "typed": {**dict.fromkeys(INCIDENT_FIELDS, ""), **there, **(again.typed if again else {})},
        "fault": again.fault if again else "",
        "token": (again.token if again else "") or new_token(visit.person),
    }
    return page(visit, "chronology.html", context, status=422 if again else 200)


@router.post("/records/{ref}/{section}/evidence")
def add_evidence(ref: Ref, section: SectionId, visit: Visiting, form: TypedForm) -> Response:
    """Add a piece of evidence to a section."""
    return _save_evidence(visit, ref, section, form, name="")


@router.get("/records/{ref}/{section}/evidence/{name}")
def ask_evidence(ref: Ref, section: SectionId, name: ItemId, visit: Visiting) -> Response:
    """One piece of evidence, to be changed."""
    return _evidence_page(visit, ref, section, name=name)


@router.post("/records/{ref}/{section}/evidence/{name}")
def change_evidence(
    ref: Ref, section: SectionId, name: ItemId, visit: Visiting, form: TypedForm
) -> Response:
    """Change a piece of evidence, or take it out."""
    return _save_evidence(visit, ref, section, form, name=name)


def _save_evidence(visit: Visit, ref: str, section: str, form: FormData, *, name: str) -> Response:
    check_is_of(visit, form)
    subject, typed = tidy_ref(ref), _typed(form, EVIDENCE_FIELDS)
    given = TypedEvidence(**typed, name=name, part=section)
    if text_of(form, "remove"):
        given = TypedEvidence(name=name, part=section)
    try:
        with visit.work() as work:
            outcome = save_evidence(
                work,
                visit.review,
                ref=subject,
                typed=given,
                form=FromForm(text_of(form, "token"), text_of(form, "expected")),
            )
    except BadAnswerError as error:
        again = _Again(typed, error.message, _token_again(form, error))
        return _evidence_page(visit, subject, section, name=name, again=again)
    if outcome.saved is not None and outcome.saved.is_open:
        return RedirectResponse(f"/records/{subject}/versions/{outcome.item_id}", status_code=303)
    saved = f"?saved={text_of(form, 'token')}"
    return RedirectResponse(f"/records/{subject}/{section}{saved}#evidence", status_code=303)


def _evidence_page(  # one parameter a part of what is shown
    visit: Visit,
    ref: str,
    section: str,
    *,
    name: str,
    again: _Again | None = None,
) -> HTMLResponse:
    with visit.reading() as work:
        opened = sheet.open_sheet(work, visit.review, ref)
        found = sheet_section.section_of(opened, section)
    placed = next((one for one in found.evidence if one.name == name), None)
    if name and placed is None:
        raise NoSuchSectionError(opened.subject.ref)
    there = {} if placed is None else {key: getattr(placed.piece, key) for key in EVIDENCE_FIELDS}
    context = {
        "sheet": opened,
        "section": found,
        "name": name,
        "has_file": placed is not None and bool(placed.piece.file),
        "expected": "" if placed is None else placed.revision,
        "typed": {**dict.fromkeys(EVIDENCE_FIELDS, ""), **there, **(again.typed if again else {})},
        "fault": again.fault if again else "",
        "token": (again.token if again else "") or new_token(visit.person),
        "sides": SIDES,
        "sources": SOURCES,
    }
    return page(visit, "evidence.html", context, status=422 if again else 200)


@router.post("/records/{ref}/queries/{name}")
def reply(ref: Ref, name: QueryName, visit: Visiting, form: TypedForm) -> Response:
    """Reply to a query about an answer."""
    check_is_of(visit, form)
    subject, text = tidy_ref(ref), text_of(form, "text")
    with visit.work() as work:
        answer_queries.reply(work, visit.review, query=name, text=text, ref=subject)
    saved = f"?saved={text_of(form, 'token')}"
    return RedirectResponse(f"/records/{subject}{saved}#queries", status_code=303)


def _typed(form: FormData, fields: tuple[str, ...]) -> dict[str, str]:
    return {name: text_of(form, name) for name in fields}
