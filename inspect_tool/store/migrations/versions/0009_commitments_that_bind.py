"""Commitments that bind, the list of losses, and what an extension rests on"""

import sqlalchemy as sa
from alembic import op


revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for them; draws from before keep certificates of PRN/1."""
    for name in ("commitment", "withdrawn_because", "posted_at_address"):
        op.add_column("draw", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("draw", sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "draw_extension", sa.Column("basis", sa.Text(), nullable=False, server_default="")
    )
    op.create_table(
        "loss_list_entry",
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("draw_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("loss_group", sa.String(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("timing", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False, server_default=""),
        sa.ForeignKeyConstraint(
            ["authority", "draw_id", "unit_id"],
            ["drawn_unit.authority", "drawn_unit.draw_id", "drawn_unit.unit_id"],
        ),
        sa.PrimaryKeyConstraint("authority", "draw_id", "number"),
    )
