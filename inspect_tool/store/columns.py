"""Kinds of columns that the tables are made of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Column, Dialect, Integer, Text, TypeDecorator
from sqlalchemy import DateTime as SqlDateTime
from sqlmodel import Field, SQLModel

REFERENCE = {"info": {"is_reference": True}}  # of a table that belongs to the whole review


class StoredRow(SQLModel):
    """What every table is made from.

    Nothing is validated here, so that pydantic's validators are not built before something asks
    for them: with them a command took a tenth of a second longer to begin. SQLModel hands this on
    where it is a setting of the model, not where it is an argument of the class.
    """

    model_config = {"defer_build": True}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite drops time zones, so naive values are refused on the way in."""

    impl = SqlDateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse a moment without a time zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the zone back that SQLite dropped; a server's moment is told in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def moment() -> Any:
    """A moment in UTC."""
    return Field(sa_type=UtcDateTime)


def json() -> Any:
    """A value in the types of JSON."""
    return Field(sa_column=Column(JSON, nullable=False))


def number() -> Any:
    """Place in the order in which rows came: a clock may stand still or run back."""
    return Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))


def text() -> Any:
    """Text of any length."""
    return Field(sa_column=Column(Text, nullable=False))


def later_text() -> Any:
    """Text of a column that came later, empty in the rows from before."""
    return Field(default="", sa_column=Column(Text, nullable=False, server_default=""))


def salt() -> Any:
    """What keeps a digest over the row from confirming a guess, once it is deleted."""
    return Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
