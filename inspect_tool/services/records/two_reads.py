"""Cases with two complete reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.records.records import Reader, Subject

if TYPE_CHECKING:
    from inspect_tool.services.records.records import RecordView


@dataclass(frozen=True)
class ReadTwice:
    """A case with two complete reads, neither of them adjudicated."""

    first: RecordView
    second: RecordView

    @property
    def subject(self) -> Subject:
        """The case."""
        return self.first.subject


def read_twice(views: Sequence[RecordView]) -> tuple[ReadTwice, ...]:
    """Every case with a complete first read and a complete blind second read.

    A second read that is not finished is left out, so that nothing can be told from it.
    """
    first = {
        view.subject: view for view in views if view.reader is Reader.FIRST and view.is_complete
    }
    return tuple(
        ReadTwice(first[view.subject], view)
        for view in views
        if view.reader is Reader.SECOND and view.is_complete and view.subject in first
    )
