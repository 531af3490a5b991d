"""The table of jobs: what runs beside the pages and outlives them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field

from inspect_tool.store import columns


class JobRow(columns.StoredRow, table=True):
    """Something that takes too long for a page. No text of a case is in it.

    Args:
        arguments: What was asked for, as checked values: codes, names of files, options.
        asked_by: An id of the team, or `keeper`; the job acts as this person.
        step: What is being done, in the tool's own words.
        done, total: How many steps are done, of how many; total is 0 until it is known.
        worker: Which process has it; empty where none ever had.
        beat_at: When its worker last said that it lives; before that, when it was asked for.
        is_to_stop: Somebody cancelled it while it ran; it stops before its next step.
        message: What came of it, in the tool's own words.
        files: Names of what it wrote, in its own folder.
    """

    __tablename__ = "job"
    __table_args__: ClassVar[Any] = {"info": {"is_reference": True}}
    name: str = Field(primary_key=True)
    number: int = columns.number()
    kind: str
    arguments: dict[str, Any] = columns.json()
    asked_by: str
    asked_at: datetime = columns.moment()
    state: str
    step: str = ""
    done: int = 0
    total: int = 0
    worker: str = ""
    attempts: int = 0
    beat_at: datetime = columns.moment()
    is_to_stop: bool = False
    message: str = columns.text()
    files: list[str] = columns.json()
