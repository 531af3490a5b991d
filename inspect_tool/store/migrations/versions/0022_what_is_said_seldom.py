"""What is seldom said about records, so that it is not looked for among all answers"""

import sqlalchemy as sa
from alembic import op


revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

SELDOM = sa.text("item_kind in ('aside', 'query', 'stray')")


def upgrade() -> None:
    """Make an index of the few revisions that are asked for from all authorities at once."""
    op.create_index(
        "ix_revision_seldom",
        "revision",
        ["item_kind", "authority", "subject_ref"],
        sqlite_where=SELDOM,
        postgresql_where=SELDOM,
    )
