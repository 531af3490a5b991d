"""Questions and changes about jobs; no seal covers them, since they change with every step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, update
from sqlmodel import col, select

from inspect_tool.domain.jobs import MOST_ATTEMPTS, JobState
from inspect_tool.store.job_tables import JobRow

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


def add(work: UnitOfWork, job: JobRow) -> None:
    """Keep a job that was asked for, behind those that were asked for before it."""
    job.number = work.next_number(JobRow)
    work.session.add(job)
    work.session.flush()


def jobs(work: UnitOfWork, *, asked_by: str | None = None) -> Sequence[JobRow]:
    """The jobs of a person, or of everybody; the newest first."""
    statement = select(JobRow).order_by(col(JobRow.number).desc())
    if asked_by is not None:
        statement = statement.where(JobRow.asked_by == asked_by)
    return work.all(statement)


def to_be_claimed(work: UnitOfWork, lost_since: datetime) -> Sequence[JobRow]:
    """Jobs that wait, and those whose worker has not been heard of; the oldest first.

    Args:
        lost_since: A worker that was last heard of before this is taken for dead.
    """
    return work.all(select(JobRow).where(_is_free(lost_since)).order_by(col(JobRow.number)))


def claim(work: UnitOfWork, name: str, *, worker: str, lost_since: datetime) -> bool:
    """Take a job, if it is still free: one statement that compares and sets.

    Returns:
        Whether it is this worker's now; False where another was faster.
    """
    statement = (
        update(JobRow)
        .where(col(JobRow.name) == name, _is_free(lost_since), col(JobRow.attempts) < MOST_ATTEMPTS)
        .values(
            state=JobState.RUNNING.value,
            worker=worker,
            beat_at=work.now,
            attempts=JobRow.attempts + 1,
            done=0,
            total=0,
        )
    )
    return _changes_one(work, statement)


def note(work: UnitOfWork, name: str, *, worker: str, **values: object) -> bool:
    """Note something of a job that a worker has.

    Returns:
        Whether the worker still had it; else nothing was noted.
    """
    statement = (
        update(JobRow)
        .where(
            col(JobRow.name) == name,
            col(JobRow.worker) == worker,
            col(JobRow.state) == JobState.RUNNING.value,
        )
        .values(**values)
    )
    return _changes_one(work, statement)


def put(work: UnitOfWork, name: str, *, while_in: Sequence[str], **values: object) -> bool:
    """Change a job, if it is still in one of those states.

    Returns:
        Whether it was changed.
    """
    statement = update(JobRow).where(col(JobRow.name) == name, col(JobRow.state).in_(while_in))
    return _changes_one(work, statement.values(**values))


def _is_free(lost_since: datetime) -> Any:
    return or_(
        col(JobRow.state) == JobState.QUEUED.value,
        (col(JobRow.state) == JobState.RUNNING.value) & (col(JobRow.beat_at) < lost_since),
    )


def _changes_one(work: UnitOfWork, statement: Any) -> bool:
    work.session.flush()
    is_changed: bool = work.session.connection().execute(statement).rowcount == 1
    work.session.expire_all()
    return is_changed
