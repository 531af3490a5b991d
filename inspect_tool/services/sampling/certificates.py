"""Certificates of the draw, and the lists that tell authorities which files to open."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool import __version__
from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.content.plain_table import as_text
from inspect_tool.domain.review import Review
from inspect_tool.domain.sampling.certificate import (
    CertificateEdition,
    Occasion,
    Since,
    UnitPlace,
    certificate_json,
    make_certificate,
)
from inspect_tool.domain.sampling.draw import AmendedLoss, WithdrawnList
from inspect_tool.domain.sampling.hashed_frame import FrameUnit
from inspect_tool.errors import UsageError
from inspect_tool.services.frames.errors import UnknownAuthorityError
from inspect_tool.services.frames.keys import check_keys, known_ids
from inspect_tool.services.review.heads import OF_THE_DRAW, head_of
from inspect_tool.services.sampling.commitments import anchor_of, kept_commitment
from inspect_tool.services.sampling.drawn import drawn_row
from inspect_tool.services.sampling.recorded_losses import loss_list
from inspect_tool.services.sampling.rows import draw_as_it_stands, eligible_units
from inspect_tool.services.sampling.verification import FRAME_COLUMNS, PUBLIC_FRAME
from inspect_tool.services.sampling.whole_draw import whole_draw
from inspect_tool.store import after_draw_queries, mishap_queries
from inspect_tool.store.private_files import write_private_set

if TYPE_CHECKING:
    from inspect_tool.domain.sampling.certificate import Certificate
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.key_files import KeyFolder
    from inspect_tool.store.tables import DrawRow

BESIDE_CERTIFICATE = ("verify_draw.py", "check-tickets.html")


def certificate_of(
    work: UnitOfWork,
    *,
    keys: KeyFolder | None = None,
    edition: CertificateEdition = CertificateEdition.INTERNAL,
) -> Certificate:
    """The certificate of the draw as it stands: PRN/2, or PRN/1 for a draw from before that.

    Args:
        keys: The key folder whose signing key signs the head of the audit trail.
        edition: Whether reasons of losses are told one by one, or in groups.

    Raises:
        NotDrawnError: There is none yet.
    """
    row = drawn_row(work)
    standing = draw_as_it_stands(work, row)
    outside = {unit.place for unit in standing.outside}
    return make_certificate(
        standing.draw,
        occasion=Occasion(
            seed_source=row.seed_source or "",
            seeded_at=row.seeded_at.isoformat() if row.seeded_at else "",
            committed_at=row.committed_at.isoformat(),
            plan_digest=row.plan_digest,
            tool_version=__version__,
            audit_head=str(head_of(work, keys, about=OF_THE_DRAW) or ""),
            commitment=kept_commitment(row),
            anchor=anchor_of(row),
            edition=edition,
        ),
        since=Since(
            losses=(*standing.losses, *standing.lost_outside),
            amended_losses=_amended_losses(work, row),
            loss_list=loss_list(work, row.draw_id),
            withdrawn=_withdrawn(work),
            extensions=standing.extensions,
            purposive=standing.outside,
            picked=[UnitPlace(*place) for place in standing.picked - outside],
        ),
    )


def _amended_losses(work: UnitOfWork, row: DrawRow) -> Iterator[AmendedLoss]:
    for change in after_draw_queries.loss_changes(work, row.draw_id):
        yield AmendedLoss(
            list_id=change.authority,
            unit_id=change.unit_id,
            reason=change.reason,
            at=change.lost_at.isoformat(),
            changed_at=change.changed_at.isoformat(),
            to=change.corrected_to,
            why=change.why,
        )


def _withdrawn(work: UnitOfWork) -> Iterator[WithdrawnList]:
    for code, left in mishap_queries.withdrawn_authorities(work).items():
        yield WithdrawnList(code, on=left.withdrew_on, at=left.at.isoformat(), why=left.reason)


def edition_named(name: str) -> CertificateEdition:
    """The edition that is called so.

    Raises:
        UsageError: There is none.
    """
    if name not in set(CertificateEdition):
        raise UsageError("--edition is `internal` or `public`.")
    return CertificateEdition(name)


def write_certificate(
    work: UnitOfWork,
    path: Path,
    *,
    templates: Path,
    keys: KeyFolder | None = None,
    edition: CertificateEdition = CertificateEdition.INTERNAL,
) -> tuple[Path, ...]:
    """Write the certificate, the public frame and the verifiers into one folder, all or none.

    Returns:
        Paths of the certificate, the public frame, the verifier and the page for a browser.

    Raises:
        NotDrawnError: There is no draw yet.
        NoRoomError: There is no room for one of them.
    """
    check_can(work.actor, Action.PUBLISH_PROOF)
    certificate = certificate_of(work, keys=keys, edition=edition)
    files = {
        path: certificate_json(certificate).encode(),
        path.parent / PUBLIC_FRAME: public_frame_csv(eligible_units(work)).encode(),
        **{
            path.parent / name: (templates / "verifier" / name).read_bytes()
            for name in BESIDE_CERTIFICATE
        },
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    write_private_set(files)
    return tuple(files)


def public_frame_csv(units: Sequence[FrameUnit]) -> str:
    """The frame that anyone may see: authority, token and stratum of each child."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(FRAME_COLUMNS)
    for unit in sorted(units, key=attrgetter("list_id", "unit_id")):
        writer.writerow((unit.list_id, unit.unit_id, unit.stratum))
    return buffer.getvalue()


def write_requests(
    work: UnitOfWork, review: Review, *, authority: str, path: Path, keys: KeyFolder
) -> int:
    """Write which files an authority is asked to open: case reference and its own child id.

    Raises:
        NotYourRoleError: The actor is not a lead.
        UnknownAuthorityError: The plan has no such authority.
        IdsMissingError: Its key file is missing, or lacks the id of a case.
    """
    code = authority.upper()
    check_can(work.actor, Action.LINK_CHILDREN, Thing(authorities=frozenset({code})))
    if review.plan.authority(code) is None:
        raise UnknownAuthorityError(authority, review)
    cases = [one for one in whole_draw(work).active if one.authority == code]
    check_keys(
        work,
        keys,
        ((case.authority, case.unit_id) for case in cases),
        {case.unit_id: case.case_ref for case in cases},
    )
    ids = known_ids(work, keys, code)
    rows = [(case.case_ref, as_text(ids[case.unit_id])) for case in cases]
    declared = review.plan.declared
    heading = declared.lists[declared.case_lists[0]].id_name
    table = io.StringIO(newline="")
    csv.writer(table).writerows([("Case", heading), *sorted(rows)])
    work.files.write({path: table.getvalue().encode()})
    work.audit("sample.requests", stream=code, cases=len(cases))
    return len(cases)
