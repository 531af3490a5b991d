"""The table of children who were erased."""

from datetime import datetime

from sqlmodel import Field

from inspect_tool.store import columns


class Erasure(columns.StoredRow, table=True):
    """What stays of a child who was erased.

    Args:
        case_ref: Empty where the child was on the frame and never drawn.
        gone: How much went, by kind.
    """

    __tablename__ = "erasure"
    authority: str = Field(primary_key=True)
    unit_id: str = Field(primary_key=True)
    case_ref: str = ""
    erased_at: datetime = columns.moment()
    erased_by: str
    why: str = columns.text()
    gone: dict[str, int] = columns.json()
    number: int = columns.number()
