"""The commitment, the seed, the draw and its extensions; each act is confirmed first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.sampling.certificate import CertificateEdition
from inspect_tool.domain.sampling.draw import ExtensionBasis
from inspect_tool.domain.sampling.losses import LossReason
from inspect_tool.domain.sampling.strict_json import moment_of
from inspect_tool.errors import UsageError
from inspect_tool.services.sampling import samples
from inspect_tool.services.sampling.commitments import Announced, record_posting
from inspect_tool.services.sampling.errors import (
    AlreadyCommittedError,
    AlreadyDrawnError,
    NotCommittedError,
)
from inspect_tool.services.sampling.extension import Growth, extend
from inspect_tool.services.sampling.returned import returns_in
from inspect_tool.services.sampling.steps import commitment_file, proof_files, sample_steps
from inspect_tool.services.sampling.taken_back import ReturnSource, with_fields
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.rendering import page
from inspect_tool.web.visits import TypedForm, Visit, Visiting, check_is_of, text_of

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from inspect_tool.services.sampling.views import ExtensionView

router = APIRouter(prefix="/sample")
SURE = "sure"
HERE = "/sample/draw"


@router.get("/draw")
def standing(visit: Visiting) -> Response:
    """Where the sample stands, and the one step that comes next."""
    with visit.reading() as work:
        steps = sample_steps(work)
        context: dict[str, Any] = {"steps": steps, "token": new_token(visit.person)}
        if steps.seed:
            context |= {"drawn": samples.show(work), "reason": _reason, "basis": _basis}
        elif not steps.draw_id:
            context |= {"returns": returns_in(work, visit.review)}
    names = {one.code: one.name for one in visit.review.plan.authorities}
    return page(visit, "sample/draw.html", {**context, "names": names})


@router.post("/draw/commit")
def commit(visit: Visiting, form: TypedForm) -> Response:
    """Commit, once what would be fixed was shown and confirmed."""
    _check(visit, form, Action.COMMIT_SAMPLE)
    said = Announced(
        seed_source=text_of(form, "source").strip(), seed_due_at=text_of(form, "due").strip()
    )
    if not _is_sure(form):
        with visit.reading() as work:
            steps = sample_steps(work)
            if steps.draw_id:
                raise AlreadyCommittedError(steps.draw_id)
            plan = samples.plan_sample(work, visit.review)
        return _confirm(visit, form, "commit", {"plan": plan, "said": said})
    with visit.work() as work:
        samples.commit(work, visit.review, announced=said)
    return _done()


@router.post("/draw/posted")
def posted(visit: Visiting, form: TypedForm) -> Response:
    """Keep where and when the digest of the commitment was posted."""
    _check(visit, form, Action.COMMIT_SAMPLE)
    moment, address = moment_of(text_of(form, "at").strip()), text_of(form, "address").strip()
    if moment is None or not address:
        raise UsageError(
            "Give the address where the sentence was posted, and the time with its zone, such as "
            "2026-07-01T10:00:00+01:00. Nothing was kept."
        )
    with visit.work() as work:
        record_posting(work, address=address, at=moment)
    return _done()


@router.post("/draw/withdraw")
def withdraw(visit: Visiting, form: TypedForm) -> Response:
    """Take the commitment back, once that was confirmed."""
    _check(visit, form, Action.WITHDRAW_COMMITMENT)
    if not text_of(form, "why").strip():
        raise UsageError("Say why the commitment is withdrawn: every later one publishes it.")
    if not _is_sure(form):
        _check_waits_for_a_seed(visit)
        return _confirm(visit, form, "withdraw", {})
    with visit.work() as work:
        samples.withdraw(work, why=text_of(form, "why"))
    return _done()


@router.post("/draw/seed")
def seed(visit: Visiting, form: TypedForm) -> Response:
    """Draw with the public seed, once it was shown and confirmed digit by digit."""
    _check(visit, form, Action.DRAW_SAMPLE)
    given = text_of(form, "seed").strip()
    if not given:
        raise UsageError("Type the seed, exactly as its public source gave it.")
    if not _is_sure(form):
        _check_waits_for_a_seed(visit)
        return _confirm(visit, form, "seed", {"groups": _in_fives(given)})
    with visit.work() as work:
        keys = visit.workspace.keys
        samples.draw(work, visit.review, seed=given, source=text_of(form, "source"), keys=keys)
    return _done()


@router.post("/draw/extend")
def extension(visit: Visiting, form: TypedForm) -> Response:
    """Extend the draw, once the cases that would come were shown and confirmed."""
    _check(visit, form, Action.EXTEND_SAMPLE)
    by = text_of(form, "by").strip()
    if not (by.isascii() and by.isdigit() and len(by) < 6):
        raise UsageError("Type how many more cases there are to be, in figures.")
    growth = Growth(
        by=int(by), authority=text_of(form, "authority") or None, why=text_of(form, "why")
    )
    if not growth.why.strip():
        raise UsageError("Say why the sample is extended: the certificate publishes it.")
    view = _extended(visit, growth, dry_run=not _is_sure(form))
    return _confirm(visit, form, "extend", {"grown": view}) if view.is_dry_run else _done()


@router.get("/draw/commitment.json")
def commitment(visit: Visiting) -> Response:
    """The commitment, as it is published."""
    check_can(visit.actor, Action.COMMIT_SAMPLE)
    with visit.reading() as work:
        content = commitment_file(work)
    return _file(content, "commitment.json", "application/json")


@router.get("/draw/certificate.zip")
def internal_certificate(visit: Visiting) -> Response:
    """The certificate for the review itself: every reason of a loss."""
    return _proof(visit, CertificateEdition.INTERNAL)


@router.get("/draw/certificate-public.zip")
def public_certificate(visit: Visiting) -> Response:
    """The certificate for everybody: reasons of losses in groups."""
    return _proof(visit, CertificateEdition.PUBLIC)


def _proof(visit: Visit, edition: CertificateEdition) -> Response:
    check_can(visit.actor, Action.COMMIT_SAMPLE)
    with visit.reading() as work:
        content = proof_files(
            work, templates=visit.workspace.templates, keys=visit.workspace.keys, edition=edition
        )
    return _file(content, f"certificate-{edition.value}.zip", "application/zip")


def _extended(visit: Visit, growth: Growth, *, dry_run: bool) -> ExtensionView:
    begin: Callable[[], Any] = visit.reading if dry_run else visit.work
    source = ReturnSource((), visit.workspace.folder, visit.workspace.keys)
    return with_fields(
        begin,
        source,
        lambda work, fields: extend(work, growth, dry_run=dry_run, taken_back=fields),
    )


def _check(visit: Visit, form: FormData, action: Action) -> None:
    """Refuse before anything is read what is not for the person to do."""
    check_can(visit.actor, action)
    check_is_of(visit, form)


def _check_waits_for_a_seed(visit: Visit) -> None:
    """Refuse to ask for what could not be done anyway."""
    with visit.reading() as work:
        steps = sample_steps(work)
    if not steps.draw_id:
        raise NotCommittedError
    if steps.seed:
        raise AlreadyDrawnError(steps.draw_id)


def _is_sure(form: FormData) -> bool:
    return text_of(form, SURE) == "yes"


def _confirm(visit: Visit, form: FormData, act: str, context: dict[str, Any]) -> Response:
    """What would be fixed, with a form that does it."""
    typed = [
        (name, value)
        for name in ("source", "due", "why", "seed", "by", "authority")
        if (value := text_of(form, name))
    ]
    told = {"act": act, "typed": typed, "token": new_token(visit.person), **context}
    return page(visit, "sample/confirm.html", told)


def _in_fives(digits: str) -> list[str]:
    return [digits[start : start + 5] for start in range(0, len(digits), 5)]


def _reason(code: str) -> str:
    return LossReason(code).words


def _basis(code: str) -> str:
    return ExtensionBasis(code).words if code else ""


def _file(content: bytes, name: str, kind: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)


def _done() -> Response:
    return RedirectResponse(HERE, status_code=303)
