"""Frames that are cut down, salts that are deleted with a child, and what stays of who was erased"""

import sqlalchemy as sa
from alembic import op


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


SALTED = ("frame_unit", "drawn_unit", "loss", "snapshot_record")


def upgrade() -> None:
    """Make the tables of what stays, and give a salt to each row that a child can be erased from."""
    op.create_table(
        "frame_total",
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("stratum", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("authority", "stratum", "field", "value"),
    )
    op.create_table(
        "erasure",
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("case_ref", sa.String(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_by", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("gone", sa.JSON(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("authority", "unit_id"),
    )
    # Added in place: Alembic's way of copying a table would lose its triggers.
    op.add_column(
        "frame_unit", sa.Column("is_cut", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "snapshot", sa.Column("totals", sa.JSON(), nullable=False, server_default="{}")
    )
    for table in SALTED:
        op.add_column(table, sa.Column("salt", sa.Text(), nullable=False, server_default=""))
