"""Work that takes long while a browser waits: one at a time, and what is sent twice once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from inspect_tool.errors import RefusedError

Outcome = TypeVar("Outcome")


class AnotherRunsError(RefusedError):
    """Something else that takes long is being done."""

    http_status = 409

    def __init__(self) -> None:
        super().__init__(
            "Documents are being made already, and they are made one after the other. Nothing was "
            "begun; try again once those are done."
        )


@dataclass(frozen=True)
class RunningWork:
    """What is being done.

    Args:
        asked: What tells it from other work: who asked for what.
    """

    asked: Hashable
    person: str
    since: datetime
    outcome: Future[Any] = field(default_factory=Future, compare=False)


class OneAtATime:
    """Long work of one server; other servers and commands are not kept apart by it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: RunningWork | None = None

    @property
    def running(self) -> RunningWork | None:
        """What is being done now."""
        return self._running

    def once(self, work: RunningWork, do: Callable[[], Outcome]) -> Outcome:
        """Do something long; whoever sends the same meanwhile waits, and has the same outcome.

        Raises:
            AnotherRunsError: Something else is being done.
        """
        with self._lock:
            running = self._running
            if running is None:
                self._running = work
        if running is not None:
            if running.asked != work.asked:
                raise AnotherRunsError
            outcome: Outcome = running.outcome.result()
            return outcome
        try:
            made = do()
        except BaseException as error:
            work.outcome.set_exception(error)
            raise
        else:
            work.outcome.set_result(made)
            return made
        finally:
            with self._lock:
                self._running = None
