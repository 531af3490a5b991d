"""Files of evidence of a review on a server: rows of its database, each under its SHA-256.

Servers and inspectors have folders of their own there, so a file in one of them would be missing
from the others. The table is a server's alone; a review in a file has a folder for them.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from inspect_tool.store import server
from inspect_tool.store.evidence_folder import EvidenceFolder
from inspect_tool.store.private_files import make_private_folder, write_private_bytes

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from inspect_tool.store.database import UnitOfWork

TABLE = server.EVIDENCE


class EvidenceTable:
    """What a server keeps of files of evidence; the table itself refuses what has another digest.

    Args:
        connection: Of a transaction: what is kept or removed is undone with it.
    """

    where = f"The table {TABLE}"

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def digests(self) -> frozenset[str]:
        """The files that are there."""
        statement = text(f"select digest from {TABLE}")  # noqa: S608  # ours
        return frozenset(self._connection.execute(statement).scalars())

    def holds(self, digest: str) -> bool:
        """Whether the file is there and is what it was when it came."""
        statement = text(
            f"select encode(sha256(content), 'hex') = digest from {TABLE} "  # noqa: S608  # ours
            "where digest = :digest"
        )
        return bool(self._connection.execute(statement, {"digest": digest}).scalar())

    def read(self, digest: str) -> bytes:
        """A file that is there."""
        statement = text(f"select content from {TABLE} where digest = :digest")  # noqa: S608  # ours
        return bytes(self._connection.execute(statement, {"digest": digest}).scalar_one())

    def size(self) -> int:
        """Bytes of all of them."""
        statement = text(f"select coalesce(sum(octet_length(content)), 0) from {TABLE}")  # noqa: S608  # ours
        return int(self._connection.execute(statement).scalar_one())

    def keep(self, _work: UnitOfWork, digest: str, content: bytes) -> None:
        """Keep a file that is not there yet."""
        self.add(digest, content)

    def add(self, digest: str, content: bytes) -> None:
        """The same, outside a transaction of the review's own."""
        statement = text(f"insert into {TABLE} (digest, content) values (:digest, :content)")  # noqa: S608  # ours
        self._connection.execute(statement, {"digest": digest, "content": content})

    def remove(self, digests: Collection[str]) -> None:
        """Delete files, which the owner of the tables alone may."""
        statement = text(f"delete from {TABLE} where digest = any(:digests)")  # noqa: S608  # ours
        self._connection.execute(statement, {"digests": sorted(digests)})


def evidence_of(work: UnitOfWork, folder: Path) -> EvidenceFolder | EvidenceTable:
    """Where a review keeps its files of evidence.

    Args:
        folder: Of the review's evidence, where its database is a file.
    """
    return kept_with(work.session.connection(), folder)


def kept_with(connection: Connection, folder: Path) -> EvidenceFolder | EvidenceTable:
    """The same, of a database that is open."""
    if server.is_server(connection):
        return EvidenceTable(connection)
    return EvidenceFolder(folder)


def first_damaged(kept: EvidenceFolder | EvidenceTable) -> str | None:
    """Digest of a file that is not what was attached."""
    return next((digest for digest in sorted(kept.digests()) if not kept.holds(digest)), None)


def copy_files(kept: EvidenceFolder | EvidenceTable, into: EvidenceTable | Path) -> int:
    """Copy every file; how many there are.

    Args:
        into: A server's table, or a folder, where files that are there already stay.
    """
    digests = sorted(kept.digests())
    if isinstance(into, Path) and digests:
        make_private_folder(into)
    for digest in digests:
        if isinstance(into, EvidenceTable):
            into.add(digest, kept.read(digest))
        elif not EvidenceFolder(into).holds(digest):
            write_private_bytes(into / digest, kept.read(digest))
    return len(digests)
