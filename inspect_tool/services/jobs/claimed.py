"""A job in the hands of a worker: claimed, said to live, told how far it is, ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.jobs import KEPT_FOR, LOST_AFTER, MOST_ATTEMPTS, JobKind, JobState
from inspect_tool.errors import RefusedError
from inspect_tool.services.jobs.kinds import KINDS, JobOutcome, JobRoom
from inspect_tool.store import job_queries, server
from inspect_tool.store.job_folders import JobFolder, remove_others
from inspect_tool.store.job_tables import JobRow

if TYPE_CHECKING:
    from inspect_tool.domain.review import Review
    from inspect_tool.services.review.folder import ReviewFolder
    from inspect_tool.store.database import Begin, UnitOfWork
    from inspect_tool.store.key_files import KeyFolder

TOO_OFTEN = (
    f"The process that ran this job ended {MOST_ATTEMPTS} times before it was done, so it is not "
    "begun again by itself. Try it again when you know why."
)


class JobStoppedError(RefusedError):
    """Somebody cancelled the job while it ran."""

    def __init__(self) -> None:
        super().__init__("The job was cancelled.")


class JobLostError(RefusedError):
    """Another process has the job now, since this one was not heard of."""

    def __init__(self) -> None:
        super().__init__("Another process has taken this job over.")


@dataclass
class ClaimedJob:
    """A job that this worker has.

    Args:
        begin: Begins a transaction of the worker's own, by nobody of the team.
        tell: Is told each step in words.
    """

    name: str
    kind: JobKind
    arguments: Mapping[str, str]
    asked_by: str
    worker: str
    begin: Begin
    clock: Callable[[], datetime]
    tell: Callable[[str], None]
    _begun: int = field(default=0)

    @property
    def thing(self) -> Thing:
        """What whoever asked must be allowed to touch for the job to begin."""
        return Thing("This job", owner=self.asked_by)

    def beat(self) -> bool:
        """Say that the worker lives; False where another one has the job."""
        with self.begin() as work:
            return self._note(work)

    def reading(self, begin: Begin) -> Begin:
        """The same look, as a step of the job."""
        return self._as_step(begin, is_writing=False)

    def writing(self, begin: Begin) -> Begin:
        """The same transaction, as a step of the job; it commits only while the job is this
        worker's, so that nothing is done by two."""
        return self._as_step(begin, is_writing=True)

    def _as_step(self, begin: Begin, *, is_writing: bool) -> Begin:
        @contextmanager
        def begun() -> Iterator[UnitOfWork]:
            self._step()
            with begin() as work:
                self._check(work)
                yield work
                if is_writing and not self._note(work):
                    raise JobLostError

        return begun

    def _step(self) -> None:
        steps = KINDS[self.kind].steps
        number = min(self._begun, len(steps) - 1)
        self._begun += 1
        self.tell(f"{steps[number]} ({number + 1} of {len(steps)})")
        with self.begin() as work:
            self._check(work)
            self._note(work, step=steps[number], done=number, total=len(steps))

    def _check(self, work: UnitOfWork) -> None:
        row = work.get(JobRow, self.name)
        if row is None or row.worker != self.worker or row.state != JobState.RUNNING:
            raise JobLostError
        if row.is_to_stop:
            raise JobStoppedError

    def _note(self, work: UnitOfWork, **values: object) -> bool:
        return job_queries.note(work, self.name, worker=self.worker, beat_at=self.clock(), **values)

    def end(self, state: JobState, message: str, folder: JobFolder) -> None:
        """End the job, if it is still this worker's; what was laid aside goes once it is done."""
        files = folder.made_files() if state is JobState.DONE else folder.told()
        with self.begin() as work:
            is_own = self._note(work, state=state.value, message=message, files=files)
        if is_own and state is not JobState.FAILED:
            folder.forget_given()

    def give_back(self) -> None:
        """Let another worker have it: this one was told to end."""
        with self.begin() as work:
            self._note(work, state=JobState.QUEUED.value)


def claim_next(
    begin: Begin,
    folder: Path,
    *,
    worker: str,
    clock: Callable[[], datetime],
    tell: Callable[[str], None],
) -> ClaimedJob | None:
    """Take the oldest job that waits, or whose worker has not been heard of.

    Args:
        begin: Begins a transaction of the worker's own.
        folder: Of the review.

    Raises:
        NotYourRoleError: Whoever runs the worker is no lead.
    """
    with begin() as work:
        check_can(work.actor, Action.RUN_JOBS)
        lost_since = clock() - LOST_AFTER
        _sweep(work, folder)
        for job in _to_be_claimed_here(work, folder, lost_since):
            if job.is_to_stop or job.attempts >= MOST_ATTEMPTS:
                _give_up(work, job)
            elif job_queries.claim(work, job.name, worker=worker, lost_since=lost_since):
                return ClaimedJob(
                    job.name,
                    JobKind(job.kind),
                    job.arguments,
                    job.asked_by,
                    worker,
                    begin=begin,
                    clock=clock,
                    tell=tell,
                )
    return None


def is_anything_waiting(work: UnitOfWork, folder: Path) -> bool:
    """Whether there is a job for a worker of this folder to take."""
    return bool(_to_be_claimed_here(work, folder, work.now - LOST_AFTER))


def _to_be_claimed_here(work: UnitOfWork, folder: Path, lost_since: datetime) -> list[JobRow]:
    """Jobs to be claimed, but for those that belong to another server's folder."""
    is_server = server.is_server(work.session.connection())
    return [
        job
        for job in job_queries.to_be_claimed(work, lost_since)
        if not (is_server and _is_of_a_folder(job) and not JobFolder(folder, job.name).is_there())
    ]


def _is_of_a_folder(job: JobRow) -> bool:
    """Whether files were laid aside for it, or what it makes stays with the builds of a folder."""
    return bool(_number_of_files(job)) or job.arguments.get("kept") == "yes"


def _number_of_files(job: JobRow | ClaimedJob) -> int:
    """How many files were laid aside for it."""
    return int(job.arguments.get("files", "0"))


def _give_up(work: UnitOfWork, job: JobRow) -> None:
    state, message = (JobState.CANCELLED, "") if job.is_to_stop else (JobState.FAILED, TOO_OFTEN)
    running = (JobState.RUNNING.value,)
    job_queries.put(work, job.name, while_in=running, state=state.value, message=message)


def _sweep(work: UnitOfWork, folder: Path) -> None:
    """Delete the files of jobs that were over a week ago, and folders without a job.

    While this transaction may write nobody lays a file aside, which is done in one too.
    """
    remove_others(
        folder,
        [
            job.name
            for job in job_queries.jobs(work)
            if not JobState(job.state).is_over or work.now - job.beat_at < KEPT_FOR
        ],
    )


def run_claimed(
    job: ClaimedJob,
    review: Review,
    *,
    place: ReviewFolder,
    keys: KeyFolder,
    reading: Begin,
    work: Begin,
) -> JobOutcome:
    """Do what the job is for.

    Args:
        reading, work: Begin a transaction as the person who asked for it.

    Raises:
        NotYourRoleError: They may not do it any more.
        JobStoppedError, JobLostError: It was cancelled, or another worker has it.
    """
    with reading() as looking:
        check_can(looking.actor, job.kind.action, job.thing)
    folder = JobFolder(place.path, job.name)
    files = _number_of_files(job)
    room = JobRoom(
        reading=job.reading(reading),
        work=job.writing(work),
        review=review,
        place=place,
        keys=keys,
        arguments=job.arguments,
        given=tuple(folder.given(files)) if files else (),
        made=folder.made(),
    )
    return KINDS[job.kind].run(room)
