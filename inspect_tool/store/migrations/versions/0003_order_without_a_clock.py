"""Which row is newest is a number, never a time"""

import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


# Table, what its rows are numbered within, and how they were ordered until now.
NUMBERED = (
    ("frame_return", ("authority",), ("id",)),
    ("draw", (), ("committed_at", "draw_id")),
    ("loss", ("draw_id",), ("at", "authority", "unit_id")),
    ("snapshot", (), ("taken_at", "name")),
    ("revision", ("authority",), ("recorded_at", "id")),
)
APPEND_ONLY = ("revision",)


def upgrade() -> None:
    """Number the rows as their times ordered them until now."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        for table in APPEND_ONLY:
            op.execute(f"drop trigger {table}_no_update")
    for table, within, order in NUMBERED:
        # Added in place: Alembic's way of copying a table would lose its triggers.
        op.add_column(table, sa.Column("number", sa.Integer(), nullable=False, server_default="0"))
        _number(table, within, order)
    if is_sqlite:
        for table in APPEND_ONLY:
            op.execute(
                f"create trigger {table}_no_update before update on {table} "
                f"begin select raise(abort, '{table} is append-only'); end"
            )


def _number(table: str, within: tuple[str, ...], order: tuple[str, ...]) -> None:
    described = sa.inspect(op.get_bind()).get_pk_constraint(table)["constrained_columns"]
    same = " and ".join(f"{table}.{column} = ranked.{column}" for column in described)
    partition = f"partition by {', '.join(within)} " if within else ""
    op.execute(
        f"update {table} set number = (select place from (select {', '.join(described)}, "
        f"row_number() over ({partition}order by {', '.join(order)}) as place from {table}) "
        f"as ranked where {same})"
    )
