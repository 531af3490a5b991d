"""What a review on PostgreSQL has besides its rows: whose turn it is to write, an index of words"""

from alembic import op


revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MAKE = (
    "create table write_turn (id integer primary key)",
    "insert into write_turn (id) values (1)",
    "create table searched_words (authority text not null, revision_id text not null, "
    "id bigint not null, words tsvector not null, primary key (authority, revision_id))",
    "create index ix_searched_words_id on searched_words (id)",
    "create index ix_searched_words_words on searched_words using gin (words)",
)


def upgrade() -> None:
    """Make them on a server; the index is filled by the upgrade, and a file has had its own."""
    if op.get_bind().dialect.name == "postgresql":
        for statement in MAKE:
            op.get_bind().exec_driver_sql(statement)
