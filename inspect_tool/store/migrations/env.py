"""Runs migrations on the connection that `migrate.py` hands over."""

from alembic import context
from sqlmodel import SQLModel

from inspect_tool.store import tables  # noqa: F401  # fills the metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
