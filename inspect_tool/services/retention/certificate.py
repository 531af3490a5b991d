"""Certificates of what was deleted on purpose: for the file, as JSON and as text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.errors import UnreadableFileError
from inspect_tool.services.retention.copies import KnownCopy, known_copies
from inspect_tool.services.review.certified import DESTROYED, ERASED, FOLDER, FORMAT
from inspect_tool.services.review.heads import head_of
from inspect_tool.store import deletion_queries, erasure_queries
from inspect_tool.store.private_files import (
    NoRoomError,
    NotPrivateError,
    make_private_folder,
    write_private_set,
)

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.tables import AuditEntry


@dataclass(frozen=True)
class DeletionCertificate:
    """What was deleted, and where it may still be.

    Args:
        number: Place among the deletions of the review, from 1.
        about: Classes of things, or the case.
        gone: How much went, by kind.
        remains: What stays here, in sentences.
        copies: What left the review before.
        audit_head: Head of the audit trail when the certificate was written.
        authorities: Whose child it was, or whose keys.
        tokens: Of the child: by it an older copy of the database is told what to erase again.
    """

    number: int
    what: str
    about: tuple[str, ...]
    at: str
    by: str
    why: str
    gone: Mapping[str, int]
    remains: tuple[str, ...]
    copies: tuple[KnownCopy, ...]
    audit_head: str
    authorities: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()

    @property
    def json(self) -> str:
        """As a file for programs."""
        copies = [{**asdict(copy), "at": copy.at.isoformat()} for copy in self.copies]
        record = {"format": FORMAT, **asdict(self), "copies": copies}
        return json.dumps(record, sort_keys=True, ensure_ascii=False, indent=1) + "\n"

    @property
    def text(self) -> str:
        """As a page for people."""
        lines = [
            f"Certificate of deletion {self.number}: {self.what}, {', '.join(self.about)}",
            "",
            f"When: {self.at}",
            f"Who: {self.by}",
            f"Why: {self.why}",
            "",
            "What went:",
            *(f"- {name}: {number}" for name, number in self.gone.items()),
            "",
            "What remains here:",
            *(f"- {sentence}" for sentence in self.remains),
            "",
            "Copies that the audit trail knows of, which may still hold it:",
            *(f"- {copy.what}, {copy.at:%Y-%m-%d %H:%M}: {copy.known_by}" for copy in self.copies),
            *([] if self.copies else ["- none"]),
            "Files that people copied themselves are known to nobody. Deleting a file does not "
            "wipe it from a disk that is not encrypted, nor from what an SSD or the versions of a "
            "synchronised drive keep.",
            "",
            f"Head of the audit trail: {self.audit_head}",
        ]
        return "\n".join(lines) + "\n"


def certificates(work: UnitOfWork) -> tuple[DeletionCertificate, ...]:
    """The certificate of each deletion, oldest first.

    Raises:
        NotYourRoleError: The actor is not a lead.
    """
    check_can(work.actor, Action.SEE_DELETIONS)
    head = str(head_of(work) or "")
    return tuple(_certificate(work, entry, head) for entry in deletion_queries.deletions(work))


def _certificate(work: UnitOfWork, entry: AuditEntry, head: str) -> DeletionCertificate:
    details = entry.details
    is_erasure = entry.action == deletion_queries.ERASE
    about = [details["case"]] if is_erasure else sorted(details["classes"])
    copies = known_copies(work, entry.stream if is_erasure else None)
    return DeletionCertificate(
        number=details["number"],
        what=ERASED if is_erasure else DESTROYED,
        about=tuple(about),
        at=entry.at.isoformat(),
        by=entry.actor,
        why=details["why"],
        gone=dict(details["gone"]),
        remains=tuple(details["remains"]),
        copies=tuple(copy for copy in copies if copy.at <= entry.at),
        audit_head=head,
        authorities=(entry.stream,) if is_erasure else tuple(details["authorities"]),
        tokens=tuple(
            row.unit_id
            for row in erasure_queries.erasures(work)
            if is_erasure and row.number == details["number"]
        ),
    )


class NotCertifiedError(UnreadableFileError):
    """Something was deleted, and its certificate could not be written."""

    def __init__(self, cause: str) -> None:
        super().__init__(
            f"The deletion is done, and its certificate could not be written. {cause} Write it "
            f"again with `db destroyed -o {FOLDER}`."
        )


def certify(folder: Path, certified: tuple[DeletionCertificate, ...]) -> None:
    """Write the certificate of a deletion that was just made into the review's folder.

    Raises:
        NotCertifiedError: It could not be written; what was deleted stays deleted.
    """
    try:
        write_certificates(folder / FOLDER, certified)
    except (NoRoomError, NotPrivateError) as error:
        raise NotCertifiedError(error.message) from error
    except OSError as error:
        raise NotCertifiedError(f"{error.strerror or 'Its folder cannot be used'}.") from error


def write_certificates(folder: Path, certified: tuple[DeletionCertificate, ...]) -> list[Path]:
    """Write certificates into a folder, each as JSON and as text, for their owner alone.

    One that another deletion has there, such as that of a database which was replaced by an older
    one since, is never written over.
    """
    make_private_folder(folder)
    written: list[Path] = []
    for certificate in certified:
        own = _own_name(folder, certificate)
        pair = {
            own.with_suffix(".json"): certificate.json.encode(),
            own.with_suffix(".txt"): certificate.text.encode(),
        }
        write_private_set(pair)
        written += pair
    return written


def _own_name(folder: Path, certificate: DeletionCertificate) -> Path:
    names = (f"deletion-{certificate.number:03d}{suffix}" for suffix in _suffixes())
    return next(folder / name for name in names if _is_free(folder / name, certificate))


def _suffixes() -> Iterator[str]:
    yield ""
    for number in count(2):
        yield f"-{number}"


def _is_free(path: Path, certificate: DeletionCertificate) -> bool:
    """Whether nothing has that name, or the same deletion's certificate has."""
    try:
        held = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return not path.with_suffix(".txt").exists()
    except ValueError:
        return False
    return isinstance(held, dict) and held.get("at") == certificate.at
