"""Evidence for whoever writes: found, read with what stands beside it, marked, coded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Path
from fastapi.responses import RedirectResponse, Response

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.refusals import BlindReadError
from inspect_tool.domain.access.rules import can
from inspect_tool.domain.records.choices import Choice
from inspect_tool.domain.records.evidence import SIDES, SOURCES, word_of
from inspect_tool.domain.records.evidence_view import EvidenceName, EvidenceView
from inspect_tool.domain.records.records import Reader
from inspect_tool.errors import UsageError
from inspect_tool.services.figures import codings, themes
from inspect_tool.services.figures.evidence import (
    EvidencePage,
    EvidenceWanted,
    find_evidence,
    ratings_of,
    show_evidence,
)
from inspect_tool.services.figures.marks import mark_evidence
from inspect_tool.services.figures.snapshots import NoSnapshotError
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.pages.reporting.routes import ReportingRoute
from inspect_tool.web.rendering import page
from inspect_tool.web.visits import (
    ItemId,
    Ref,
    TypedForm,
    Visit,
    Visiting,
    check_is_of,
    text_of,
    texts_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

router = APIRouter(route_class=ReportingRoute)
AT = "/reporting/evidence"
FIRST_PAGE, MOST = 25, 1_000
Read = Annotated[str, Path(pattern=r"^(first|second|adjudicated)$")]


@dataclass(frozen=True)
class EvidenceLine:
    """A piece as the list shows it: where its own page is, and what stands under its words."""

    piece: EvidenceView
    address: str
    beside: str


@router.get("/reporting/evidence")
def search(visit: Visiting) -> Response:
    """The evidence that fits what the address says; no words of a search stand in an address."""
    asked = visit.request.query_params
    given = {name: asked.get(name, "") for name in FIELDS}
    return _search_page(visit, given, "")


@router.post("/reporting/evidence")
def search_for_words(visit: Visiting, form: TypedForm) -> Response:
    """The evidence that fits a form; without words in it, as an address that can be kept."""
    given = {name: text_of(form, name) for name in FIELDS}
    words = text_of(form, "words").strip()
    if words:
        return _search_page(visit, given, words)
    kept = urlencode({name: value for name, value in given.items() if value})
    return RedirectResponse(f"{AT}?{kept}" if kept else AT, status_code=303)


FIELDS = (
    "authority",
    "about",
    "rating",
    "side",
    "source",
    "theme",
    "measure",
    "counted",
    "within",
    "good_practice",
    "files",
    "limit",
)

UNNARROWED = ("limit", "counted")


def _search_page(visit: Visit, given: Mapping[str, str], words: str) -> Response:
    fault, found = "", EvidencePage((), False)
    wanted = _wanted(given, words)
    with visit.reading() as work:
        book = codings.codebook(work).standing
        try:
            found = find_evidence(work, visit.review, wanted)
        except (UsageError, NoSnapshotError, BlindReadError) as error:
            fault = error.message
    measures = visit.review.framework.measures
    context = {
        "lines": [evidence_line(piece) for piece in found.pieces],
        "found": found,
        "given": given,
        "words": words,
        "limit": wanted.limit,
        "next_limit": min(wanted.limit * 4, MOST),
        "is_narrowed": any(value for name, value in given.items() if name not in UNNARROWED),
        "fault": fault,
        "choices": {
            "authority": [(one.code, one.name) for one in visit.review.plan.authorities],
            "about": _items(visit),
            "rating": _pairs(ratings_of(visit.review.framework)),
            "side": _pairs(SIDES),
            "source": _pairs(SOURCES),
            "theme": [(one.id, one.name) for one in book],
            "measure": [(key, one.title) for key, one in measures.items()],
            "within": [(key, one.title) for key, one in measures.items()],
        },
    }
    return page(visit, "reporting/evidence.html", context, status=422 if fault else 200)


def _wanted(given: Mapping[str, str], words: str) -> EvidenceWanted:
    digits = given["limit"]
    limit = int(digits) if digits.isdecimal() and len(digits) < 6 else FIRST_PAGE
    counted = "no" if given["counted"] == "no" else "yes"
    where = [f"{given['measure']}={counted}"] if given["measure"] else []
    where += [f"{given['within']}=yes"] if given["within"] else []
    return EvidenceWanted(
        words=words,
        authority=given["authority"],
        about=given["about"],
        rating=given["rating"],
        side=given["side"],
        source=given["source"],
        where=tuple(where),
        limit=min(max(limit, 1), MOST),
        good_practice=bool(given["good_practice"]),
        theme=given["theme"],
        files=bool(given["files"]),
    )


def _pairs(choices: tuple[Choice, ...]) -> list[tuple[str, str]]:
    return [(one.value, one.words.replace("_", " ").capitalize()) for one in choices]


def _items(visit: Visit) -> list[tuple[str, str]]:
    """Every criterion and question, with its words."""
    found: list[tuple[str, str]] = []
    for criterion in visit.review.framework.criteria():
        found.append((criterion.id, f"{criterion.id} {criterion.title}"))
        for outer in criterion.questions:
            asked = (outer, *outer.questions)
            found += [(one.id, f"\N{EM SPACE}{one.id} {one.text}") for one in asked]
    return found


def evidence_line(piece: EvidenceView) -> EvidenceLine:
    """A piece with its address and what is told of it besides its words."""
    told = (
        f"{piece.read} read" if piece.read != Reader.FIRST else "",
        word_of(SOURCES, piece.source),
        piece.day,
        piece.reference,
        f"{piece.criterion} rated {piece.rating.replace('_', ' ')}" if piece.rating else "",
        piece.file_words,
        f"about {piece.case}" if piece.case else "",
        "may be quoted" if piece.may_be_quoted else "",
        f"by {piece.author}",
    )
    return EvidenceLine(piece, address_of(piece.name), ", ".join(filter(None, told)))


def address_of(name: str) -> str:
    """Where the page of a piece of evidence is."""
    named = EvidenceName.of(name)
    return f"{AT}/{named.subject}/{named.item}/{named.reader.value}" if named else AT


@router.get("/reporting/evidence/{ref}/{item}/{read}")
def show(ref: Ref, item: ItemId, read: Read, visit: Visiting) -> Response:
    """One piece with what the same record says on the criterion, to be marked and coded."""
    with visit.reading() as work:
        found = show_evidence(work, visit.review, _name(ref, item, read))
        book = codings.codebook(work).standing
        coded = themes.coded_note(found.piece, codings.Codings.of(work))
    own = coded.codings.get(visit.person)
    context: dict[str, Any] = {
        "line": evidence_line(found.piece),
        "beside": [evidence_line(one) for one in found.beside],
        "book": book,
        "own": own,
        "others": {who: said for who, said in coded.codings.items() if who != visit.person},
        "outdated": coded.outdated,
        "may_read_record": can(visit.actor, Action.SEE_RECORD) is None,
        "token": new_token(visit.person),
    }
    return page(visit, "reporting/piece.html", context)


@router.post("/reporting/evidence/{ref}/{item}/{read}/mark")
def mark(ref: Ref, item: ItemId, read: Read, visit: Visiting, form: TypedForm) -> Response:
    """Mark a piece as good practice, or take the mark back; what is so already stays so."""
    check_is_of(visit, form)
    name, is_good = _name(ref, item, read), text_of(form, "good_practice") == "yes"
    with visit.work() as work:
        if show_evidence(work, visit.review, name).piece.is_good_practice != is_good:
            mark_evidence(work, visit.review, name, is_good_practice=is_good)
    return RedirectResponse(address_of(name), status_code=303)


@router.post("/reporting/evidence/{ref}/{item}/{read}/code")
def code(ref: Ref, item: ItemId, read: Read, visit: Visiting, form: TypedForm) -> Response:
    """Put a piece under the themes that were ticked, under none of them, or take it all back."""
    check_is_of(visit, form)
    name = _name(ref, item, read)
    picked = texts_of(form, "theme")
    if text_of(form, "do") == "back":
        given = None
    elif picked or text_of(form, "none"):
        given = picked
    else:
        raise UsageError("Tick the themes that fit, or say that none does. Nothing was changed.")
    with visit.work() as work:
        themes.code_note(work, visit.review, name, given)
    return RedirectResponse(f"{address_of(name)}#themes", status_code=303)


def _name(ref: str, item: str, read: str) -> str:
    return EvidenceName(ref, item, Reader(read)).words
