"""Reads that were handed over, losses taken back or corrected, authorities that withdrew"""

import sqlalchemy as sa
from alembic import op


revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


APPEND_ONLY = ("hand_over", "authority_withdrawal")


def upgrade() -> None:
    """Make the tables of what went otherwise, and say why a second read that was not drawn is read."""
    op.create_table(
        "hand_over",
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("case_ref", sa.String(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("from_inspector", sa.String(), nullable=False),
        sa.Column("to_inspector", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority", "case_ref"], ["drawn_unit.authority", "drawn_unit.case_ref"]
        ),
        sa.PrimaryKeyConstraint("authority", "case_ref", "reader", "sequence"),
    )
    op.create_table(
        "loss_change",
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("draw_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("lost_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lost_by", sa.String(), nullable=False),
        sa.Column("corrected_to", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("salt", sa.Text(), nullable=False, server_default=""),
        sa.ForeignKeyConstraint(
            ["authority", "draw_id", "unit_id"],
            ["drawn_unit.authority", "drawn_unit.draw_id", "drawn_unit.unit_id"],
        ),
        sa.PrimaryKeyConstraint("authority", "draw_id", "unit_id", "sequence"),
    )
    op.create_table(
        "authority_withdrawal",
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("is_taken_back", sa.Boolean(), nullable=False),
        sa.Column("withdrew_on", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("authority", "sequence"),
    )
    # Added in place: Alembic's way of copying a table would lose its triggers.
    op.add_column(
        "assignment", sa.Column("extra_because", sa.Text(), nullable=False, server_default="")
    )
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for verb in ("update", "delete"):
                op.execute(
                    f"create trigger {table}_no_{verb} before {verb} on {table} "
                    f"begin select raise(abort, '{table} is append-only'); end"
                )
