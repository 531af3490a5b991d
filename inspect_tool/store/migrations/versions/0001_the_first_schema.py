"""The first schema"""

import sqlalchemy as sa
from alembic import op


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


APPEND_ONLY = ("revision", "revision_parent", "audit_entry", "snapshot_record")


def _forbid_changes() -> None:
    # On PostgreSQL the application's role has no right to update or delete these; triggers
    # would fail on a distributed table.
    if op.get_bind().dialect.name != "sqlite":
        return
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            op.execute(
                f"create trigger {table}_no_{verb} before {verb} on {table} "
                f"begin select raise(abort, '{table} is append-only'); end"
            )


def upgrade() -> None:
    """Make every table, and let nobody change what is only ever added to."""
    op.create_table(
        "audit_entry",
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("stream", "sequence"),
        info={"is_reference": True},
    )
    op.create_table(
        "document_version",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("first_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "digest"),
        info={"is_reference": True},
    )
    op.create_table(
        "draw",
        sa.Column("draw_id", sa.String(), nullable=False),
        sa.Column("frame_digest", sa.String(), nullable=False),
        sa.Column("plan_digest", sa.String(), nullable=False),
        sa.Column("committed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("committed_by", sa.String(), nullable=False),
        sa.Column("public_seed", sa.String(), nullable=True),
        sa.Column("seed_source", sa.String(), nullable=True),
        sa.Column("seeded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("draw_id"),
        info={"is_reference": True},
    )
    op.create_table(
        "frame_return",
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("plan_digest", sa.String(), nullable=False),
        sa.Column("salt_digest", sa.String(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.String(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("exclusions", sa.JSON(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("authority", "id"),
    )
    op.create_table(
        "frame_unit",
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("case_type", sa.String(), nullable=False),
        sa.Column("stratum", sa.String(), nullable=False),
        sa.Column("eligibility", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("authority", "unit_id"),
    )
    with op.batch_alter_table("frame_unit", schema=None) as batch_op:
        batch_op.create_index("ix_frame_unit_stratum", ["authority", "stratum"], unique=False)

    op.create_table(
        "issued_workbook",
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("pack_id", sa.String(), nullable=False),
        sa.Column("inspector", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("framework_digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("authority", "pack_id"),
    )
    op.create_table(
        "revision",
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_ref", sa.String(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("item_kind", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=True),
        sa.Column("absence", sa.String(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("framework_version", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("authority", "id"),
    )
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.create_index(
            "ix_revision_item", ["authority", "subject_ref", "reader", "item_id"], unique=False
        )

    op.create_table(
        "snapshot",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("plan_digest", sa.String(), nullable=False),
        sa.Column("framework_digest", sa.String(), nullable=False),
        sa.Column("draw_id", sa.String(), nullable=True),
        sa.Column("flow", sa.JSON(), nullable=False),
        sa.Column("referred_back", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        info={"is_reference": True},
    )
    op.create_table(
        "current_revision",
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("subject_ref", sa.String(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("item_kind", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("revision_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority", "revision_id"],
            ["revision.authority", "revision.id"],
        ),
        sa.PrimaryKeyConstraint("authority", "subject_ref", "reader", "item_kind", "item_id"),
        sa.UniqueConstraint("authority", "revision_id"),
    )
    op.create_table(
        "drawn_stratum",
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("draw_id", sa.String(), nullable=False),
        sa.Column("stratum", sa.String(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.Column("reserves", sa.Integer(), nullable=False),
        sa.CheckConstraint("drawn <= population"),
        sa.ForeignKeyConstraint(
            ["draw_id"],
            ["draw.draw_id"],
        ),
        sa.PrimaryKeyConstraint("authority", "draw_id", "stratum"),
    )
    op.create_table(
        "drawn_unit",
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("draw_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("case_ref", sa.String(), nullable=False),
        sa.Column("stratum", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority", "unit_id"],
            ["frame_unit.authority", "frame_unit.unit_id"],
        ),
        sa.ForeignKeyConstraint(
            ["draw_id"],
            ["draw.draw_id"],
        ),
        sa.PrimaryKeyConstraint("authority", "draw_id", "unit_id"),
        sa.UniqueConstraint("authority", "case_ref"),
    )
    op.create_table(
        "revision_parent",
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("child", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority", "child"],
            ["revision.authority", "revision.id"],
        ),
        sa.ForeignKeyConstraint(
            ["authority", "parent"],
            ["revision.authority", "revision.id"],
        ),
        sa.PrimaryKeyConstraint("authority", "child", "parent"),
    )
    op.create_table(
        "snapshot_record",
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("snapshot", sa.String(), nullable=False),
        sa.Column("subject_ref", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot"],
            ["snapshot.name"],
        ),
        sa.PrimaryKeyConstraint("authority", "snapshot", "subject_ref"),
    )
    op.create_table(
        "assignment",
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("case_ref", sa.String(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("inspector", sa.String(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority", "case_ref"],
            ["drawn_unit.authority", "drawn_unit.case_ref"],
        ),
        sa.PrimaryKeyConstraint("authority", "case_ref", "reader"),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_inspector"), ["inspector"], unique=False)

    op.create_table(
        "loss",
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("draw_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lost_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority", "draw_id", "unit_id"],
            ["drawn_unit.authority", "drawn_unit.draw_id", "drawn_unit.unit_id"],
        ),
        sa.PrimaryKeyConstraint("authority", "draw_id", "unit_id"),
    )
    _forbid_changes()


def downgrade() -> None:
    """Drop every table, those first that point to others."""
    op.drop_table("loss")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_inspector"))

    op.drop_table("assignment")
    op.drop_table("snapshot_record")
    op.drop_table("revision_parent")
    op.drop_table("drawn_unit")
    op.drop_table("drawn_stratum")
    op.drop_table("current_revision")
    op.drop_table("snapshot")
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.drop_index("ix_revision_item")

    op.drop_table("revision")
    op.drop_table("issued_workbook")
    with op.batch_alter_table("frame_unit", schema=None) as batch_op:
        batch_op.drop_index("ix_frame_unit_stratum")

    op.drop_table("frame_unit")
    op.drop_table("frame_return")
    op.drop_table("draw")
    op.drop_table("document_version")
    op.drop_table("audit_entry")
