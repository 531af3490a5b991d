"""Questions about releases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlmodel import col, select

from inspect_tool.store.release_tables import ReleaseNotice, ReleaseRow

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


def releases(work: UnitOfWork) -> Sequence[ReleaseRow]:
    """Every release, in the order in which they were sealed."""
    return work.all(select(ReleaseRow).order_by(col(ReleaseRow.number)))


def release_notices(work: UnitOfWork) -> Sequence[ReleaseNotice]:
    """Every notice, of each release in the order in which they were given."""
    return work.all(
        select(ReleaseNotice).order_by(ReleaseNotice.release, col(ReleaseNotice.number))
    )


def newest_notices(work: UnitOfWork) -> dict[str, ReleaseNotice]:
    """The newest notice of each release that has one."""
    return {notice.release: notice for notice in release_notices(work)}
