"""What a release is made of besides the report: the draw, what people wrote, what it corrects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_tool.domain.content.blocks import Edition
from inspect_tool.domain.release.differences import release_differences
from inspect_tool.domain.release.published import Record
from inspect_tool.domain.release.statement import Corrects, NoticeKind
from inspect_tool.domain.review import Review
from inspect_tool.domain.sampling.certificate import CertificateEdition, certificate_json
from inspect_tool.services.publication.looks import look_files
from inspect_tool.services.publication.public_release import UncommittedDrawError
from inspect_tool.services.publication.releases import sealed_tables
from inspect_tool.services.review.folder import ReviewFolder
from inspect_tool.services.sampling.certificates import certificate_of, public_frame_csv
from inspect_tool.services.sampling.errors import NotDrawnError
from inspect_tool.services.sampling.rows import eligible_units
from inspect_tool.services.sampling.verification import PUBLIC_FRAME
from inspect_tool.store import release_queries
from inspect_tool.store.release_tables import ReleaseNotice, ReleaseRow
from inspect_tool.store.tables import DrawRow

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

CERTIFICATE = "draw-certificate.json"
COMMITMENT = "commitment.json"


def draw_files(work: UnitOfWork, edition: Edition) -> dict[str, bytes]:
    """Certificate, public frame and commitment; nothing where nothing was drawn.

    Raises:
        UncommittedDrawError: A public one would tell the reason of each loss.
    """
    wanted = {
        Edition.INTERNAL: CertificateEdition.INTERNAL,
        Edition.PUBLIC: CertificateEdition.PUBLIC,
    }[edition]
    try:
        certificate = certificate_of(work, edition=wanted)
    except NotDrawnError:
        return {}
    row = work.get(DrawRow, certificate.draw_id)
    if edition is Edition.PUBLIC and not certificate.edition and certificate.losses:
        raise UncommittedDrawError
    committed = {COMMITMENT: row.commitment.encode()} if row is not None and row.commitment else {}
    return {
        CERTIFICATE: certificate_json(certificate).encode(),
        PUBLIC_FRAME: public_frame_csv(eligible_units(work)).encode(),
        **committed,
    }


def made_from_files(review: Review, place: ReviewFolder, edition: Edition) -> dict[str, bytes]:
    """The documents that people wrote; of a public release the framework alone.

    The plan names the team, and a narrative may hold what no page shows.
    """
    files = {"framework.yaml": (place.path / review.plan.framework).read_bytes()}
    if edition is Edition.PUBLIC:
        return files
    files["review.yaml"] = (place.path / "review.yaml").read_bytes()
    if place.advice.is_file():
        files[place.advice.name] = place.advice.read_bytes()
    for path in sorted(place.narrative.glob("*.md")):
        files[f"narrative/{path.name}"] = path.read_bytes()
    files |= look_files(place)
    for name in place.own_templates():
        files[f"templates/{name}"] = (place.templates / name).read_bytes()
    return files


def open_corrections(work: UnitOfWork, edition: Edition) -> list[tuple[ReleaseRow, ReleaseNotice]]:
    """Releases of an edition that were found to be wrong and whose place none has taken yet."""
    notices = release_queries.newest_notices(work)
    return [
        (row, notices[row.name])
        for row in release_queries.releases(work)
        if row.name in notices
        and row.edition == edition
        and notices[row.name].kind == NoticeKind.CORRECTION
        and not notices[row.name].replaced_by
    ]


def corrected(
    row: ReleaseRow, notice: ReleaseNotice, tables: Record, place: ReviewFolder
) -> Corrects:
    """What a release corrects, with how much is another than before."""
    found = release_differences(sealed_tables(row, place), tables)
    return Corrects(
        release=row.name,
        manifest_sha256=row.manifest_digest,
        noticed_at=notice.at.isoformat(),
        why=notice.why,
        figures=str(len(found.figures)),
        sentences=str(len(found.sentences)),
    )
