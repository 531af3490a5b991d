"""The whole schema: every table, also those that nearly no command asks.

A command loads the tables of what it does, for each takes milliseconds to set up. So SQLModel's own
metadata hold what happens to be loaded; whoever goes through all tables asks here.
"""

from __future__ import annotations

from sqlalchemy import MetaData
from sqlmodel import SQLModel

from inspect_tool.store import (
    advice_tables,  # noqa: F401  # fills the metadata, like the others
    after_draw_tables,  # noqa: F401
    comment_tables,  # noqa: F401
    disclosure_tables,  # noqa: F401
    erasure_tables,  # noqa: F401
    frame_tables,  # noqa: F401
    hand_over_tables,  # noqa: F401
    job_tables,  # noqa: F401
    mishap_tables,  # noqa: F401
    proposal_tables,  # noqa: F401
    release_tables,  # noqa: F401
    sign_in_tables,  # noqa: F401
    snapshot_tables,  # noqa: F401
    tables,  # noqa: F401
    version_tables,  # noqa: F401
)


def whole_schema() -> MetaData:
    """Every table; `sorted_tables` has those first that others point to."""
    return SQLModel.metadata
