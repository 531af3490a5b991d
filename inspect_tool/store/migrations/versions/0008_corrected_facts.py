"""Facts that were corrected after the commitment, beside those that were returned"""

import sqlalchemy as sa
from alembic import op


revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of corrected facts; a review without a correction has no row in it."""
    op.create_table(
        "fact_correction",
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("case_ref", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("return_digest", sa.String(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrected_by", sa.String(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("authority", "case_ref", "number"),
    )
