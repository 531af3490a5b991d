"""Which revisions were gone on from, along an index"""

from alembic import op


revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index; no row changes."""
    op.create_index("ix_revision_parent_parent", "revision_parent", ["authority", "parent"])
