"""What a review holds, wherever its database and its files of evidence are."""

from __future__ import annotations

from inspect_tool.services.review.documents import DATABASE_FILE
from inspect_tool.store import server
from inspect_tool.store.evidence_table import EvidenceTable, evidence_of
from inspect_tool.workspace import Workspace
from tests.stages import dump


def rows(workspace: Workspace, statement: str) -> list[tuple[object, ...]]:
    """What a statement finds, in words that both engines know."""
    with workspace.database_as_found.engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(statement)]


def is_on_server(workspace: Workspace) -> bool:
    return server.is_server(workspace.database_as_found.engine)


def database_bytes(workspace: Workspace) -> bytes:
    """The database's file as it is, or what a server shows of each row and file of evidence."""
    if not is_on_server(workspace):
        workspace.database.close()
        return (workspace.folder / DATABASE_FILE).read_bytes()
    with workspace.reading_as_found() as work:
        kept = evidence_of(work, workspace.place.evidence)
        files = b"".join(digest.encode() + kept.read(digest) for digest in kept.digests())
    return "\n".join(dump(workspace)).encode() + files


def all_bytes(workspace: Workspace) -> bytes:
    """The database and every file of the folder, case workbooks and returns apart."""
    paths = (path for path in workspace.folder.rglob("*") if path.is_file())
    others = [path for path in paths if DATABASE_FILE not in path.name]
    return database_bytes(workspace) + b"".join(path.read_bytes() for path in others)


def evidence_held(workspace: Workspace) -> frozenset[str]:
    """Digests of the files of evidence that are kept."""
    with workspace.reading_as_found() as work:
        return evidence_of(work, workspace.place.evidence).digests()


def forget_evidence(workspace: Workspace, digest: str) -> None:
    """Take a file of evidence away as another program would."""
    if not is_on_server(workspace):
        (workspace.place.evidence / digest).unlink()
        return
    with workspace.database_as_found.engine.begin() as connection:
        EvidenceTable(connection).remove([digest])
