"""Extensions of a draw, and the sample that a snapshot's figures come from"""

import sqlalchemy as sa
from alembic import op


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


APPEND_ONLY = ("draw_extension",)


def upgrade() -> None:
    """Make the table of extensions, and give snapshots room for their sample."""
    op.create_table(
        "draw_extension",
        sa.Column("draw_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("extended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("extended_by", sa.String(), nullable=False),
        sa.Column("added", sa.JSON(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.draw_id"]),
        sa.PrimaryKeyConstraint("draw_id", "number"),
        info={"is_reference": True},
    )
    # A snapshot from before has no sample: its counts stand, intervals need a new one.
    with op.batch_alter_table("snapshot") as batch:
        batch.add_column(sa.Column("sample", sa.JSON(), nullable=False, server_default="{}"))
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for verb in ("update", "delete"):
                op.execute(
                    f"create trigger {table}_no_{verb} before {verb} on {table} "
                    f"begin select raise(abort, '{table} is append-only'); end"
                )

