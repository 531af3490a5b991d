"""The tables that most commands ask; what only some ask has modules of its own.

Every case-level table's primary key and unique constraints lead with the authority, so that the
same schema can be distributed by it. Tables that belong to the whole review are marked with
`info={"is_reference": True}`. SQLModel tables do not validate: values are validated at the edge,
integrity is kept by the constraints here.
"""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlmodel import Field

from inspect_tool.store import columns


class DocumentVersion(columns.StoredRow, table=True):
    """A plan or framework under which something was done, as it stood."""

    __tablename__ = "document_version"
    __table_args__: ClassVar[Any] = columns.REFERENCE
    kind: str = Field(primary_key=True)
    digest: str = Field(primary_key=True)
    version: str = ""
    first_used_at: datetime = columns.moment()
    content: str = columns.text()


class FrameUnitRow(columns.StoredRow, table=True):
    """One child on an authority's frame, known by a token.

    After the draw only units with a place in it keep their fields; `is_cut` marks the others.
    """

    __tablename__ = "frame_unit"
    __table_args__: ClassVar[Any] = (Index("ix_frame_unit_stratum", "authority", "stratum"),)
    authority: str = Field(primary_key=True)
    unit_id: str = Field(primary_key=True)
    case_type: str
    stratum: str
    eligibility: str
    fields: dict[str, Any] = columns.json()
    is_cut: bool = Field(
        default=False, sa_column=Column(Boolean, nullable=False, server_default=false())
    )
    salt: str = columns.salt()


class DrawRow(columns.StoredRow, table=True):
    """A commitment to a frame and a plan, and the draw made from it once the seed exists.

    Args:
        commitment: What was published, as JSON; empty for one from before commitments bound.
        withdrawn_because: Why it was withdrawn.
        posted_at_address: Where its digest was posted, as whoever posted it says.
    """

    __tablename__ = "draw"
    __table_args__: ClassVar[Any] = columns.REFERENCE
    draw_id: str = Field(primary_key=True)
    frame_digest: str
    plan_digest: str
    committed_at: datetime = columns.moment()
    committed_by: str
    public_seed: str | None = None
    seed_source: str | None = None
    seeded_at: datetime | None = Field(default=None, sa_type=columns.UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=columns.UtcDateTime)
    number: int = columns.number()
    commitment: str = columns.later_text()
    withdrawn_because: str = columns.later_text()
    posted_at_address: str = columns.later_text()
    posted_at: datetime | None = Field(default=None, sa_type=columns.UtcDateTime)


class DrawnStratum(columns.StoredRow, table=True):
    """Population and sizes of one stratum of a draw."""

    __tablename__ = "drawn_stratum"
    __table_args__: ClassVar[Any] = (
        ForeignKeyConstraint(["draw_id"], ["draw.draw_id"]),
        CheckConstraint("drawn <= population"),
    )
    authority: str = Field(primary_key=True)
    draw_id: str = Field(primary_key=True)
    stratum: str = Field(primary_key=True)
    population: int
    drawn: int
    reserves: int


class DrawnUnit(columns.StoredRow, table=True):
    """A unit that a draw ranked as a case or as a reserve, or that was added by hand."""

    __tablename__ = "drawn_unit"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("authority", "case_ref"),
        ForeignKeyConstraint(
            ["authority", "unit_id"], ["frame_unit.authority", "frame_unit.unit_id"]
        ),
        ForeignKeyConstraint(["draw_id"], ["draw.draw_id"]),
    )
    authority: str = Field(primary_key=True)
    draw_id: str = Field(primary_key=True)
    unit_id: str = Field(primary_key=True)
    case_ref: str
    stratum: str
    rank: int
    ticket: str
    role: str
    why: str = ""
    salt: str = columns.salt()


class LossRow(columns.StoredRow, table=True):
    """A drawn case that cannot be used, with its coded reason."""

    __tablename__ = "loss"
    __table_args__: ClassVar[Any] = (
        ForeignKeyConstraint(
            ["authority", "draw_id", "unit_id"],
            ["drawn_unit.authority", "drawn_unit.draw_id", "drawn_unit.unit_id"],
        ),
    )
    authority: str = Field(primary_key=True)
    draw_id: str = Field(primary_key=True)
    unit_id: str = Field(primary_key=True)
    reason: str
    note: str = ""
    at: datetime = columns.moment()
    lost_by: str
    number: int = columns.number()
    salt: str = columns.salt()


class Assignment(columns.StoredRow, table=True):
    """Who reads a case, as which reader.

    Args:
        extra_because: Why a second read was asked for that was not drawn; empty for all others.
    """

    __tablename__ = "assignment"
    __table_args__: ClassVar[Any] = (
        ForeignKeyConstraint(
            ["authority", "case_ref"], ["drawn_unit.authority", "drawn_unit.case_ref"]
        ),
    )
    authority: str = Field(primary_key=True)
    case_ref: str = Field(primary_key=True)
    reader: str = Field(primary_key=True)
    inspector: str = Field(index=True)
    assigned_at: datetime = columns.moment()
    extra_because: str = Field(
        default="", sa_column=Column(Text, nullable=False, server_default="")
    )


class IssuedWorkbook(columns.StoredRow, table=True):
    """A case workbook that was handed out."""

    __tablename__ = "issued_workbook"
    authority: str = Field(primary_key=True)
    pack_id: str = Field(primary_key=True)
    inspector: str
    issued_at: datetime = columns.moment()
    framework_digest: str


# What is looked for at all authorities at once, and is among few of a million revisions. A question
# for one of these kinds says so in these words, or SQLite does not take the index.
SELDOM = ("aside", "query", "stray")
SELDOM_SAID = "item_kind in ('aside', 'query', 'stray')"


class Revision(columns.StoredRow, table=True):
    """One answer, judgement or referral as somebody gave it; never changed, never deleted.

    The id is a hash of the content and of what it was made from, so that the same edit has the
    same id wherever it was made.
    """

    __tablename__ = "revision"
    __table_args__: ClassVar[Any] = (
        Index("ix_revision_item", "authority", "subject_ref", "reader", "item_id"),
        # On PostgreSQL too, by its migration: said here, each command would load that dialect.
        Index(
            "ix_revision_seldom",
            "item_kind",
            "authority",
            "subject_ref",
            sqlite_where=text(SELDOM_SAID),
        ),
    )
    authority: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    subject_kind: str
    subject_ref: str
    reader: str
    item_kind: str
    item_id: str
    value: Any = Field(default=None, sa_column=Column(JSON, nullable=True))
    absence: str | None = None
    note: str = columns.text()
    author: str
    recorded_at: datetime = columns.moment()
    origin: str
    framework_version: str
    number: int = columns.number()


class RevisionParent(columns.StoredRow, table=True):
    """Which revision an edit was made from."""

    __tablename__ = "revision_parent"
    __table_args__: ClassVar[Any] = (
        ForeignKeyConstraint(["authority", "child"], ["revision.authority", "revision.id"]),
        ForeignKeyConstraint(["authority", "parent"], ["revision.authority", "revision.id"]),
        Index("ix_revision_parent_parent", "authority", "parent"),
    )
    authority: str = Field(primary_key=True)
    child: str = Field(primary_key=True)
    parent: str = Field(primary_key=True)


class CurrentRevision(columns.StoredRow, table=True):
    """The revision in force of each item: a projection that can be made again from revisions.

    Args:
        is_crossed: Whether there is another one that no later one was made from; kept by
            `crossings.mark_crossed`, so that nobody need look through what was gone on from.
    """

    __tablename__ = "current_revision"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("authority", "revision_id"),
        ForeignKeyConstraint(["authority", "revision_id"], ["revision.authority", "revision.id"]),
        # On PostgreSQL too, by its migration: said here, each command would load that dialect.
        Index(
            "ix_current_revision_crossed",
            "authority",
            "subject_ref",
            sqlite_where=text("is_crossed = 1"),
        ),
    )
    authority: str = Field(primary_key=True)
    subject_ref: str = Field(primary_key=True)
    reader: str = Field(primary_key=True)
    item_kind: str = Field(primary_key=True)
    item_id: str = Field(primary_key=True)
    revision_id: str
    is_crossed: bool = Field(
        default=False, sa_column=Column(Boolean, nullable=False, server_default=false())
    )


class AuditEntry(columns.StoredRow, table=True):
    """What was done, by whom; each stream is a hash chain."""

    __tablename__ = "audit_entry"
    __table_args__: ClassVar[Any] = (
        Index("ix_audit_entry_actor_action", "actor", "action", "at"),
        columns.REFERENCE,
    )
    stream: str = Field(primary_key=True)
    sequence: int = Field(primary_key=True)
    at: datetime = columns.moment()
    actor: str
    action: str
    details: dict[str, Any] = columns.json()
    digest: str


# Rows of these tables are never changed or deleted.
APPEND_ONLY = (
    "revision",
    "revision_parent",
    "audit_entry",
    "snapshot_record",
    "draw_extension",
    "hand_over",
    "authority_withdrawal",
    "framework_publication",
    "framework_proposal",
    "subject_version",
    "release",
    "release_notice",
)
