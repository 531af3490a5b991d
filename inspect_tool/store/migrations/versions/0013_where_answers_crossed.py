"""Where answers crossed, so that what was gone on from is not looked through"""

import sqlalchemy as sa
from alembic import op


revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for the mark and an index of what has it; `db upgrade` then sets it."""
    op.add_column(
        "current_revision",
        sa.Column("is_crossed", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_index(
        "ix_current_revision_crossed",
        "current_revision",
        ["authority", "subject_ref"],
        sqlite_where=sa.text("is_crossed = 1"),
        postgresql_where=sa.text("is_crossed"),
    )
