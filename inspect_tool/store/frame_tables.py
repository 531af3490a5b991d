"""The tables of returns, and of the totals that stay when a frame is cut."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from inspect_tool.store import columns


class FrameReturn(columns.StoredRow, table=True):
    """A return that an authority's frame was taken from.

    The one with the highest number is in force, whatever the clocks of two machines said.
    """

    __tablename__ = "frame_return"
    authority: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    digest: str
    plan_digest: str
    salt_digest: str
    imported_at: datetime = columns.moment()
    imported_by: str
    files: list[dict[str, Any]] = columns.json()
    exclusions: dict[str, int] = columns.json()
    problems: dict[str, int] = columns.json()
    children: int
    number: int = columns.number()


class FrameTotal(columns.StoredRow, table=True):
    """How many children who could be drawn had a value of a field, kept when the frame was cut."""

    __tablename__ = "frame_total"
    authority: str = Field(primary_key=True)
    stratum: str = Field(primary_key=True)
    field: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    children: int
