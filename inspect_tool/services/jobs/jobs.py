"""Jobs as people see them: asked for, listed, cancelled, tried again."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.jobs import JobKind, JobState
from inspect_tool.domain.people import KEEPER_ID, Role
from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.services.jobs.kinds import checked_arguments
from inspect_tool.store import job_queries, server
from inspect_tool.store.job_folders import JobFolder
from inspect_tool.store.job_tables import JobRow

if TYPE_CHECKING:
    from inspect_tool.domain.people import Actor
    from inspect_tool.store.database import UnitOfWork

OPEN_AT_ONCE = 20


class UnknownJobError(UsageError):
    """There is no such job, or it is not the actor's to see."""

    http_status = 404

    def __init__(self) -> None:
        super().__init__("There is no such job. `jobs list` shows those that there are.")


class JobFileElsewhereError(RefusedError):
    """A file of the actor's own job that is in another folder of the review."""

    http_status = 404

    def __init__(self) -> None:
        super().__init__(
            "This file is not in the folder of this server: another server ran the job, or a week "
            "is over since. Ask for the job again here."
        )


class JobNotInStateError(RefusedError):
    """A job was to be cancelled that is over, or tried again that did not fail."""

    http_status = 409


class TooManyJobsError(RefusedError):
    """Somebody asked for so many jobs that the others would wait for theirs."""

    http_status = 429

    def __init__(self) -> None:
        super().__init__(
            f"{OPEN_AT_ONCE} of your jobs are not over yet. Wait for some, or cancel them."
        )


@dataclass(frozen=True)
class JobView:
    """A job as people see it.

    Args:
        arguments, message, files: What was asked for and came of it, for whoever asked alone: what
            it counted may be of an authority that somebody else has a conflict of interest with.
        step: What is being done, in words.
        done, total: Steps; total is 0 until a worker has it.
        is_to_stop: It was cancelled and stops before its next step.
    """

    name: str
    kind: JobKind
    arguments: Mapping[str, str]
    asked_by: str
    asked_at: datetime
    state: JobState
    step: str
    done: int
    total: int
    attempts: int
    message: str
    files: tuple[str, ...]
    is_to_stop: bool

    @property
    def words(self) -> str:
        """How far it is, in a few words."""
        if self.is_to_stop and not self.state.is_over:
            return "stops before its next step"
        if self.state is not JobState.RUNNING:
            return self.state.value
        return f"{self.step}: step {self.done + 1} of {self.total}" if self.total else "begins"


def ask(
    work: UnitOfWork,
    folder: Path,
    *,
    kind: JobKind,
    arguments: Mapping[str, str],
    files: Sequence[tuple[str, bytes]] = (),
) -> JobView:
    """Ask for a job; a worker takes it up, and acts as the actor.

    Args:
        folder: Of the review, where files for the job are laid aside.
        files: What each is called, and its content.

    Raises:
        NotYourRoleError: The actor may not do what the job does.
        UsageError: Its arguments or files cannot be.
        TooManyJobsError: Others of the actor's wait already.
        NoRoomError: There is no room for the files.
    """
    # Which cases and whose: the service asks again when the job runs, with the files before it.
    check_can(work.actor, kind.action, Thing("This job", owner=work.actor.id))
    checked = checked_arguments(kind, arguments, len(files))
    own = job_queries.jobs(work, asked_by=work.actor.id)
    if sum(not JobState(one.state).is_over for one in own) >= OPEN_AT_ONCE:
        raise TooManyJobsError
    name = secrets.token_hex(8)
    number = JobFolder(folder, name).lay_aside(files) if files else 0
    if checked.get("kept") == "yes":  # what it makes belongs to the folder that is asked from
        JobFolder(folder, name).made()
    job = JobRow(
        name=name,
        kind=kind.value,
        arguments={**checked, "files": str(number)} if number else checked,
        asked_by=work.actor.id,
        asked_at=work.now,
        state=JobState.QUEUED.value,
        beat_at=work.now,
        message="",
        files=[],
    )
    job_queries.add(work, job)
    work.audit("job.ask", job=name, kind=kind.value)
    return _view(job, work.actor)


def list_jobs(work: UnitOfWork) -> tuple[JobView, ...]:
    """The actor's own jobs; a lead sees those of everybody. The newest comes first."""
    check_can(work.actor, Action.SEE_JOBS)
    own = None if _sees_all(work.actor) else work.actor.id
    return tuple(_view(job, work.actor) for job in job_queries.jobs(work, asked_by=own))


def job_of(work: UnitOfWork, name: str) -> JobView:
    """One job.

    Raises:
        UnknownJobError: There is none of that name that the actor may see.
    """
    return _view(_found(work, name), work.actor)


def file_of(work: UnitOfWork, folder: Path, *, name: str, number: int) -> Path:
    """A file that a job wrote, for whoever asked for it and may still do what it did.

    Args:
        number: Its place among the job's files, from 1.

    Raises:
        UnknownJobError: There is no such job or file, or it is another person's.
        JobFileElsewhereError: It is in the folder of another server.
        NotYourRoleError: The actor may not do any more what the job did.
    """
    job = _found(work, name)
    check_can(work.actor, JobKind(job.kind).action, Thing("This job", owner=job.asked_by))
    # Whoever holds the folder has its files anyway.
    is_own = work.actor.is_keeper or job.asked_by == work.actor.id
    if not is_own or not 1 <= number <= len(job.files):
        raise UnknownJobError
    path = JobFolder(folder, name).file(job.files[number - 1])
    if path is None and server.is_server(work.session.connection()):
        raise JobFileElsewhereError
    if path is None:
        raise UnknownJobError
    return path


def cancel(work: UnitOfWork, name: str) -> JobView:
    """Cancel a job: one that waits at once, one that runs before its next step.

    Raises:
        UnknownJobError: There is none of that name that the actor may see.
        JobNotInStateError: It is over.
    """
    job = _found(work, name)
    waits, runs = (JobState.QUEUED.value,), (JobState.RUNNING.value,)
    if not (
        job_queries.put(work, name, while_in=waits, state=JobState.CANCELLED.value)
        or job_queries.put(work, name, while_in=runs, is_to_stop=True)
    ):
        raise JobNotInStateError(f"This job is {job.state}, so there is nothing to cancel.")
    work.audit("job.cancel", job=name)
    return job_of(work, name)


def retry(work: UnitOfWork, name: str) -> JobView:
    """Have a job that failed or was cancelled tried again, as the person who asked for it.

    Raises:
        UnknownJobError: There is none of that name that the actor may see.
        NotYourRoleError: The actor may not do what it does.
        JobNotInStateError: It waits, runs or is done.
    """
    job = _found(work, name)
    check_can(work.actor, JobKind(job.kind).action, Thing("This job", owner=job.asked_by))
    over = (JobState.FAILED.value, JobState.CANCELLED.value)
    values = {"state": JobState.QUEUED.value, "attempts": 0, "is_to_stop": False, "message": ""}
    if not job_queries.put(work, name, while_in=over, worker="", **values):
        raise JobNotInStateError(
            f"This job is {job.state}. Only one that failed or was cancelled is tried again."
        )
    work.audit("job.retry", job=name)
    return job_of(work, name)


def _found(work: UnitOfWork, name: str) -> JobRow:
    check_can(work.actor, Action.SEE_JOBS)
    job = work.get(JobRow, name)
    if job is None or not (_sees_all(work.actor) or job.asked_by == work.actor.id):
        raise UnknownJobError
    return job


def _sees_all(actor: Actor) -> bool:
    return actor.id == KEEPER_ID or actor.has(Role.LEAD)


def _view(job: JobRow, actor: Actor) -> JobView:
    is_own = job.asked_by == actor.id
    return JobView(
        name=job.name,
        kind=JobKind(job.kind),
        arguments=job.arguments if is_own else {},
        asked_by=job.asked_by,
        asked_at=job.asked_at,
        state=JobState(job.state),
        step=job.step,
        done=job.done,
        total=job.total,
        attempts=job.attempts,
        message=job.message if is_own else "",
        files=tuple(job.files) if is_own else (),
        is_to_stop=job.is_to_stop,
    )
