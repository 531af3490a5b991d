"""An index of the words of records, made from what is in force; it holds nothing of its own"""

from alembic import op


revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# As `store/word_index.py` has it; a migration stays as it was released.
MORE = (
    "case when c.item_kind = 'evidence' and json_valid(json_extract(r.value, '$')) "
    "then coalesce(json_extract(json_extract(r.value, '$'), '$.reference'), '') "
    "when c.item_kind <> 'question' then '' "
    "when json_type(r.value) = 'object' then coalesce(json_extract(r.value, '$.words'), '') "
    "when json_type(r.value) = 'text' and instr(r.value, ' ') > 0 "
    "then json_extract(r.value, '$') else '' end"
)
MAKE = (
    "create table searched_words (id integer primary key, authority text not null, "
    "revision_id text not null, more text not null, unique (authority, revision_id))",
    "create view searched_text as select s.id as id, r.note || ' ' || s.more as words "
    "from searched_words s join revision r on r.authority = s.authority and r.id = s.revision_id",
    "create virtual table searched using fts5(words, content='searched_text', content_rowid='id', "
    "tokenize='unicode61 remove_diacritics 2')",
    "insert into searched_words (authority, revision_id, more) "
    f"select r.authority, r.id, {MORE} from current_revision c "
    "join revision r on r.authority = c.authority and r.id = c.revision_id "
    "where c.item_kind in ('question', 'judgement', 'evidence') "
    f"and (trim(r.note) <> '' or {MORE} <> '') "
    "order by r.recorded_at, r.authority, r.number, r.id",
    "insert into searched (searched) values ('rebuild')",
)


def upgrade() -> None:
    """Make it where SQLite keeps the review; a server has none."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in MAKE:
            op.get_bind().exec_driver_sql(statement)
