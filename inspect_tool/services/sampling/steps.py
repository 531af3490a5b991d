"""Where the sample stands on its way from frames to a draw, as the pages show it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.sampling.commitment import commitment_json
from inspect_tool.services.sampling.certificates import write_certificate
from inspect_tool.services.sampling.commitments import anchor_of, earlier_rows, kept_commitment
from inspect_tool.services.sampling.errors import NotCommittedError
from inspect_tool.store import queries

if TYPE_CHECKING:
    from inspect_tool.domain.sampling.certificate import Anchor, CertificateEdition
    from inspect_tool.domain.sampling.commitment import DrawCommitment
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.key_files import KeyFolder

COMMITMENT, CERTIFICATE = "commitment.json", "certificate.json"


@dataclass(frozen=True)
class WithdrawnCommitment:
    """A commitment that was taken back before its seed was used."""

    draw_id: str
    committed_at: datetime
    withdrawn_at: datetime
    why: str


@dataclass(frozen=True)
class SampleSteps:
    """How far the sample is.

    Args:
        draw_id: Of the commitment in force; empty where there is none.
        commitment: What was published before the seed; None for one from before those bound.
        anchor: Where its digest was posted, as far as somebody recorded it.
        seed: The public seed, once it was used; empty before.
        withdrawn: Commitments that were taken back, the oldest first.
    """

    draw_id: str
    committed_at: datetime | None
    commitment: DrawCommitment | None
    anchor: Anchor | None
    seed: str
    withdrawn: tuple[WithdrawnCommitment, ...]


def sample_steps(work: UnitOfWork) -> SampleSteps:
    """Where the sample stands.

    Raises:
        NotYourRoleError: The actor is not a lead.
    """
    check_can(work.actor, Action.COMMIT_SAMPLE)
    row = queries.draw_in_force(work)
    return SampleSteps(
        draw_id=row.draw_id if row else "",
        committed_at=row.committed_at if row else None,
        commitment=kept_commitment(row) if row else None,
        anchor=anchor_of(row) if row else None,
        seed=(row.public_seed or "") if row else "",
        withdrawn=tuple(
            WithdrawnCommitment(
                one.draw_id, one.committed_at, one.withdrawn_at, one.withdrawn_because
            )
            for one in earlier_rows(work)
            if one.withdrawn_at is not None
        ),
    )


def commitment_file(work: UnitOfWork) -> bytes:
    """The commitment in force, as it is published.

    Raises:
        NotCommittedError: There is none.
    """
    check_can(work.actor, Action.PUBLISH_PROOF)
    row = queries.draw_in_force(work)
    kept = kept_commitment(row) if row else None
    if kept is None:
        raise NotCommittedError
    return commitment_json(kept).encode()


def proof_files(
    work: UnitOfWork, *, templates: Path, keys: KeyFolder, edition: CertificateEdition
) -> bytes:
    """The certificate, the public frame and the verifiers in one zip file.

    Raises:
        NotDrawnError: There is no draw yet.
    """
    packed = io.BytesIO()
    with TemporaryDirectory(prefix="inspect-certificate-") as folder:
        place = Path(folder) / CERTIFICATE
        paths = write_certificate(work, place, templates=templates, keys=keys, edition=edition)
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in paths:
                archive.write(path, path.name)
    return packed.getvalue()
