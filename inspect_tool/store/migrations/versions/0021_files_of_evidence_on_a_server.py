"""Files of evidence of a review on PostgreSQL: in the database, since folders are many"""

from alembic import op


revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

# 25 MiB is the largest file that is taken; most are packed already (PDF, pictures).
MAKE = (
    "create table evidence_file (digest text primary key, content bytea not null, "
    "constraint ck_evidence_file_size check (octet_length(content) between 1 and 26214400), "
    "constraint ck_evidence_file_digest check (encode(sha256(content), 'hex') = digest))",
    "alter table evidence_file alter column content set storage external",
)


def upgrade() -> None:
    """Make the table on a server; a review in a file has a folder."""
    if op.get_bind().dialect.name == "postgresql":
        for statement in MAKE:
            op.get_bind().exec_driver_sql(statement)
