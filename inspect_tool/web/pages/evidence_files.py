"""Files as evidence: attached to a record from its pages, handed out, taken off again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from inspect_tool.domain.access.refusals import AccessRefusedError
from inspect_tool.domain.records.evidence import SIDES, SOURCES
from inspect_tool.domain.records.evidence_files import LARGEST, size_words
from inspect_tool.domain.records.evidence_view import EvidenceName
from inspect_tool.errors import UnreadableFileError
from inspect_tool.services.records import sheet, sheet_section
from inspect_tool.services.records.evidence_files import (
    GivenFile,
    attach_file,
    detach_file,
    open_file,
)
from inspect_tool.services.records.sheet_section import NoSuchSectionError
from inspect_tool.services.records.subjects import tidy_ref
from inspect_tool.services.sampling.uploaded import in_a_folder
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.pages.fieldwork.two_steps import REFUSALS
from inspect_tool.web.rendering import page
from inspect_tool.web.uploads import SentEvidence
from inspect_tool.web.visits import (
    ItemId,
    Ref,
    SectionId,
    TypedForm,
    Visit,
    Visiting,
    check_is_of,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inspect_tool.errors import InspectToolError
    from inspect_tool.services.records.sheet_section import PlacedPiece

router = APIRouter()
AT = "/records/{ref}/{section}/files"
FIELDS = ("about", "side", "source", "day", "reference", "text")
NO_FILE = "Choose the file first. Nothing was saved."
TAKEN = (*REFUSALS, UnreadableFileError)


@router.get(AT)
def ask_for_file(ref: Ref, section: SectionId, visit: Visiting) -> Response:
    """The form for a file."""
    return _form_page(visit, ref, section, dict.fromkeys(FIELDS, ""))


@router.post(AT)
def attach(ref: Ref, section: SectionId, visit: Visiting, sent: SentEvidence) -> Response:
    """Keep a file as a piece of evidence."""
    subject = tidy_ref(ref)
    typed = {name: sent.typed.get(name, "") for name in FIELDS}
    if not (sent.files and sent.files[0].plain_name):
        return _form_page(visit, subject, section, typed, NO_FILE, 422)
    given = GivenFile(
        Path(),
        side=typed["side"],
        source=typed["source"],
        day=typed["day"],
        reference=typed["reference"],
        text=typed["text"],
        form=sent.typed.get("token", ""),
    )
    folder = visit.workspace.place.evidence
    try:
        with in_a_folder(sent.files[:1]) as (path,), visit.work() as work:
            given = replace(given, path=path)
            attach_file(work, visit.review, folder, subject, typed["about"], given)
    except AccessRefusedError:
        raise
    except TAKEN as error:
        return _form_page(visit, subject, section, typed, error.message, error.http_status)
    return _to_evidence(subject, section, given.form)


@router.get("/records/{ref}/{section}/evidence/{name}/file")
def hand_out(ref: Ref, section: SectionId, name: ItemId, visit: Visiting) -> Response:
    """The file of a piece of evidence, to be saved; never shown as a page of this tool."""
    with visit.reading() as work:
        called, _ = _placed(work, visit, ref, section, name)
    with visit.work() as work:
        found = open_file(work, visit.review, visit.workspace.place.evidence, called)
    told = {"content-disposition": f'attachment; filename="{found.name}"'}
    return Response(found.content, media_type="application/octet-stream", headers=told)


@router.get("/records/{ref}/{section}/evidence/{name}/take-off")
def ask_to_take_off(ref: Ref, section: SectionId, name: ItemId, visit: Visiting) -> Response:
    """What is taken off, and why."""
    return _take_off_page(visit, ref, section, name)


@router.post("/records/{ref}/{section}/evidence/{name}/take-off")
def take_off(
    ref: Ref, section: SectionId, name: ItemId, visit: Visiting, form: TypedForm
) -> Response:
    """Take the file off its piece of evidence; words that were filed with it stay."""
    check_is_of(visit, form)
    subject = tidy_ref(ref)
    with visit.reading() as work:
        called, _ = _placed(work, visit, subject, section, name)
    try:
        with visit.work() as work:
            detach_file(work, visit.review, called, reason=text_of(form, "why"))
    except AccessRefusedError:
        raise
    except REFUSALS as error:
        return _take_off_page(visit, subject, section, name, error)
    return _to_evidence(subject, section, text_of(form, "token"))


def _placed(work: Any, visit: Visit, ref: str, section: str, name: str) -> tuple[str, PlacedPiece]:
    """A piece with a file of the record that whoever comes sees there, and what it is called.

    Raises:
        NoSuchSectionError: There is none.
    """
    opened = sheet.open_sheet(work, visit.review, ref)
    found = sheet_section.section_of(opened, section)
    placed = next((one for one in found.evidence if one.name == name and one.piece.file), None)
    if placed is None:
        raise NoSuchSectionError(opened.subject.ref)
    return EvidenceName(opened.subject.ref, name, opened.record.reader).words, placed


def _to_evidence(ref: str, section: str, token: str) -> Response:
    return RedirectResponse(f"/records/{ref}/{section}?saved={token}#evidence", status_code=303)


def _form_page(  # one parameter a part of what is shown
    visit: Visit,
    ref: str,
    section: str,
    typed: Mapping[str, str],
    fault: str = "",
    status: int = 200,
) -> Response:
    with visit.reading() as work:
        opened = sheet.open_sheet(work, visit.review, ref)
        found = sheet_section.section_of(opened, section)
    context = {
        "sheet": opened,
        "section": found,
        "typed": typed,
        "fault": fault,
        "sides": SIDES,
        "sources": SOURCES,
        "largest": size_words(LARGEST),
        "token": new_token(visit.person),
    }
    return page(visit, "attach_file.html", context, status=status)


def _take_off_page(
    visit: Visit, ref: str, section: str, name: str, refused: InspectToolError | None = None
) -> Response:
    with visit.reading() as work:
        _, placed = _placed(work, visit, ref, section, name)
    context = {
        "ref": tidy_ref(ref),
        "section": section,
        "one": placed,
        "fault": refused.message if refused else "",
        "token": new_token(visit.person),
    }
    status = refused.http_status if refused else 200
    return page(visit, "take_off_file.html", context, status=status)
