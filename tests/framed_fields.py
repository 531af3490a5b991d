"""The fields of a frame as they were before the draw, for tests that make a sample grow often.

The tool takes them back from the authority's return, which costs a process for each; that it does
is tested where the commands are.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from inspect_tool.services.frames.returns import unit_of
from inspect_tool.services.sampling.frame_cut import Fields
from inspect_tool.store import copying, queries, server
from inspect_tool.store.database import Database
from inspect_tool.store.engine import sqlite_url
from inspect_tool.workspace import Workspace
from tests.small_review import START

FRAMED = "framed.db"


def keep_fields(workspace: Workspace) -> None:
    """Keep a copy of a review's database beside it, before the frame is cut down."""
    if server.is_server(workspace.database.engine):
        (workspace.folder / FRAMED).unlink(missing_ok=True)
        with workspace.database.engine.connect() as connection:
            copying.copy_to(connection, str(workspace.folder / FRAMED))
        return
    workspace.database.close()
    shutil.copyfile(workspace.folder / "review.db", workspace.folder / FRAMED)


def fields_of(folder: Path) -> Fields:
    """What `keep_fields` kept."""
    database = Database(sqlite_url(folder / FRAMED))
    try:
        with database.reading(Workspace.open(folder).actor, START) as work:
            return {(row.authority, row.unit_id): unit_of(row) for row in queries.frame_rows(work)}
    finally:
        database.close()
