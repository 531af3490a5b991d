"""Documents that are made while a browser waits: one at a time, the same once."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from inspect_tool.errors import UsageError
from inspect_tool.web.one_at_a_time import AnotherRunsError, OneAtATime, RunningWork

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def asked(what: str) -> RunningWork:
    return RunningWork(what, "wr", NOW)


def test_the_same_is_made_once_and_something_else_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    documents, made = OneAtATime(), []
    begun, waits, go_on = threading.Event(), threading.Event(), threading.Event()
    result = Future.result

    def told(future: Future[Any], timeout: float | None = None) -> Any:
        waits.set()
        return result(future, timeout)

    def make() -> int:
        made.append("report")
        begun.set()
        assert go_on.wait(60)
        return len(made)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(documents.once, asked("report"), make)
        assert begun.wait(60)
        assert documents.running is not None
        monkeypatch.setattr(Future, "result", told)
        second = pool.submit(documents.once, asked("report"), make)
        assert waits.wait(60)
        monkeypatch.undo()
        with pytest.raises(AnotherRunsError):
            documents.once(asked("letters"), make)
        go_on.set()
        assert (first.result(), second.result()) == (1, 1)
    assert documents.running is None
    assert documents.once(asked("letters"), lambda: "letters") == "letters"


def test_what_fails_leaves_the_way_free() -> None:
    documents = OneAtATime()

    def fail() -> None:
        raise UsageError("It does not hold.")

    with pytest.raises(UsageError):
        documents.once(asked("report"), fail)
    assert documents.once(asked("report"), lambda: 1) == 1
