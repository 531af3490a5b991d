"""What runs beside the pages: the kinds of job, the states, and when a worker is taken for dead."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from inspect_tool.domain.access.actions import Action

# A worker says so often that it lives, and is taken for dead after so long without a word. The
# second is many times the first, since a worker cannot say anything while another program writes.
BEAT_EVERY = timedelta(seconds=10)
LOST_AFTER = timedelta(seconds=90)
# A job whose workers die each time may be what kills them.
MOST_ATTEMPTS = 3
KEPT_FOR = timedelta(days=7)


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing will happen to it by itself any more."""
        return self in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class JobKind(StrEnum):
    """What a job does."""

    REPORT = "report"
    LETTERS = "letters"
    TABLES = "tables"
    SEAL = "seal"
    RETURN = "return"
    WORKBOOKS = "workbooks"

    @property
    def words(self) -> str:
        """What people call it."""
        return _WORDS[self]

    @property
    def action(self) -> Action:
        """What one must be allowed to do to ask for it, and again when it runs."""
        return _ACTIONS[self]


_WORDS = {
    JobKind.REPORT: "Build the report",
    JobKind.LETTERS: "Write the letters",
    JobKind.TABLES: "Write the report's tables",
    JobKind.SEAL: "Seal a release",
    JobKind.RETURN: "Take a return",
    JobKind.WORKBOOKS: "Take case workbooks in",
}
_ACTIONS = {
    JobKind.REPORT: Action.BUILD_REPORT,
    JobKind.LETTERS: Action.WRITE_LETTERS,
    JobKind.TABLES: Action.BUILD_REPORT,
    JobKind.SEAL: Action.SEAL_RELEASE,
    JobKind.RETURN: Action.TAKE_RETURN,
    JobKind.WORKBOOKS: Action.TAKE_WORKBOOK,
}
