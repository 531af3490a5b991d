"""Running jobs: the worker of `jobs run`, and the thread of `serve` that starts one.

A job runs in a process of its own, so that it takes nothing from the pages and dies alone.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from inspect_tool.domain.jobs import BEAT_EVERY, JobState
from inspect_tool.domain.people import KEEPER_ID
from inspect_tool.errors import InspectToolError
from inspect_tool.services.jobs.claimed import (
    ClaimedJob,
    JobLostError,
    JobStoppedError,
    claim_next,
    is_anything_waiting,
    run_claimed,
)
from inspect_tool.store.job_folders import JobFolder

if TYPE_CHECKING:
    from inspect_tool.workspace import Workspace

LOOK_EVERY = 2.0  # seconds between two looks of a server at what waits


def run_jobs(workspace: Workspace, *, tell: Callable[[str], None]) -> int:
    """Run every job that waits, one after the other, each as the person who asked for it.

    Args:
        workspace: Opened by a lead or the keeper.
        tell: Is told each step, without names or words of any case.

    Returns:
        How many were taken up.

    Raises:
        NotYourRoleError: Whoever opened it is no lead.
    """
    number = 0
    while (job := _next(workspace, tell)) is not None:
        number += 1
        _run(workspace, job)
    return number


def _next(workspace: Workspace, tell: Callable[[str], None]) -> ClaimedJob | None:
    return claim_next(
        workspace.work,
        workspace.folder,
        worker=secrets.token_hex(8),
        clock=workspace.clock,
        tell=tell,
    )


def _run(workspace: Workspace, job: ClaimedJob) -> None:
    job.tell(f"{job.kind.words}, asked for by {job.asked_by}: {job.name}")
    folder = JobFolder(workspace.folder, job.name)
    try:
        with _beating(job):
            opened = workspace.read_anew().acting_as(
                None if job.asked_by == KEEPER_ID else job.asked_by
            )
            outcome = run_claimed(
                job,
                opened.review,
                place=opened.place,
                keys=opened.keys,
                reading=opened.reading,
                work=opened.work,
            )
        state, message = JobState.DONE, outcome.message
    except JobStoppedError:
        state, message = JobState.CANCELLED, ""
    except JobLostError as error:
        job.tell(error.message)
        return
    except InspectToolError as error:
        state, message = JobState.FAILED, error.message
        folder.tell(f"{one.place}: {one.message} {one.remedy}" for one in error.problems)
    except (KeyboardInterrupt, SystemExit):
        job.give_back()
        raise
    except Exception as error:  # the next job must run; its words may be case data
        state, message = JobState.FAILED, f"The tool stumbled over a {type(error).__name__}."
    job.end(state, message, folder)
    job.tell(state.value)


@contextmanager
def _beating(job: ClaimedJob) -> Iterator[None]:
    """Say every few seconds that the worker lives, for as long as the job runs."""
    is_over = threading.Event()

    def beat() -> None:
        while not is_over.wait(BEAT_EVERY.total_seconds()):
            # Somebody else is writing: the next will do, and whoever takes the job over waits too.
            with suppress(InspectToolError):
                job.beat()

    thread = threading.Thread(target=beat, daemon=True, name="beat")
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


class JobStarter:
    """Looks whether a job waits, and starts a process of this tool that runs it.

    Args:
        workspace: Opened by the keeper.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True, name="jobs")
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> JobStarter:
        """Begin to look."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop looking; a job that runs is given back."""
        self._is_over.set()
        if self._child is not None:
            self._child.terminate()
        self._thread.join()

    def _watch(self) -> None:
        while not self._is_over.wait(LOOK_EVERY):
            # What a look cannot do now is said by the pages; the next look tries again.
            with suppress(InspectToolError):
                if self._is_anything_waiting():
                    self._start()

    def _is_anything_waiting(self) -> bool:
        with self._workspace.reading_as_found() as work:
            return is_anything_waiting(work, self._workspace.folder)

    def _start(self) -> None:
        words = [sys.executable, "-m", "inspect_tool", "--review", str(self._workspace.folder)]
        without_name = {key: value for key, value in os.environ.items() if key != "INSPECT_TOOL_AS"}
        self._child = subprocess.Popen(  # noqa: S603  # this program, with words of its own
            [*words, "jobs", "run"],
            env=without_name,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl+C is for the server, which ends it in its own way
        )
        if self._is_over.is_set():  # since the last look
            self._child.terminate()
        self._child.wait()
