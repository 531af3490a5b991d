"""What a person is told about a return that was taken in: what became otherwise meanwhile."""

from __future__ import annotations

from datetime import datetime

from inspect_tool.errors import Problem, Severity


def _noted(file: str, kind: str, message: str, remedy: str, ref: str = "") -> Problem:
    return Problem(
        file=file, sheet=ref, kind=kind, severity=Severity.NOTED, message=message, remedy=remedy
    )


def counted_meanwhile(file: str, ref: str) -> Problem:
    """Answers to a case that a snapshot counts already."""
    return _noted(
        file,
        "in-a-snapshot",
        f"{ref} is in a snapshot, and something new was said about it. The snapshot stays as it "
        "is.",
        "Take another one for the new answers to count: `snapshot take NAME`.",
        ref,
    )


def of_earlier_version(file: str, ref: str) -> Problem:
    """Answers by a version of the framework that their subject is not under any more."""
    return _noted(
        file,
        "another-version",
        f"{ref} is under another version of the framework than the pack asked by. Every answer "
        "is kept; those to what is asked otherwise now do not count.",
        "`framework read-again` has the case read again where that matters.",
        ref,
    )


def moved_meanwhile(file: str, ref: str) -> Problem:
    """A record that was moved on both sides."""
    return _noted(
        file,
        "moved-meanwhile",
        f"{ref} was submitted in the pack, and returned or agreed here meanwhile.",
        f"See `case show {ref}`; the next of these steps takes the place of both.",
        ref,
    )


def closed_meanwhile(file: str, ref: str) -> Problem:
    """A reply to a query that was closed here."""
    return _noted(
        file,
        "query-closed",
        f"A query about {ref} was closed meanwhile. The reply is kept with it.",
        "If it needs an answer still, whoever asked can ask anew with `case ask`.",
        ref,
    )


def older_issue(file: str, number: int, newest: int) -> Problem:
    """A return of a pack after which the inspector was given another."""
    return _noted(
        file,
        "older-issue",
        f"It is the return of pack {number}, and pack {newest} was issued since. It was taken in "
        "like any other.",
        "Have the return of the newer one sent too, so that nothing is missing.",
    )


def clock_ahead(file: str, latest: datetime, now: datetime) -> Problem:
    """Answers that are dated after this moment."""
    hours = (latest - now).total_seconds() / 3600
    return _noted(
        file,
        "clock-ahead",
        f"Answers are dated up to {hours:,.1f} hours after now, so one of the two clocks is wrong. "
        "What stands does not follow from any clock; the dates are kept as they were written.",
        "Have the clock of the other machine looked at before the next pack.",
    )


def by_somebody_else(file: str, number: int) -> Problem:
    """Answers of other people that this review does not know, or does not have any more."""
    answers = "1 answer is" if number == 1 else f"{number} answers are"
    return Problem(
        file=file,
        kind="by-somebody-else",
        severity=Severity.DROPPED,
        message=f"{answers} by somebody else than the pack's inspector and unknown here, as after "
        "a purge. They were not taken.",
        remedy="If nothing was destroyed here on purpose, keep the file and restore a newer "
        "backup: `db check`.",
    )


def file_not_kept(file: str, number: int, why: str) -> Problem:
    """Files of evidence that did not come along, or cannot be kept."""
    files = "1 file of evidence" if number == 1 else f"{number} files of evidence"
    return Problem(
        file=file,
        kind="evidence-not-kept",
        severity=Severity.DROPPED,
        message=f"{files} {why}. The words with it were taken.",
        remedy="Keep the return, and attach the files anew with `evidence attach`.",
    )
