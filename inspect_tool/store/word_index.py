"""The index of words: notes, evidence and answers in words that are in force, in order of entry.

It holds nothing that is not in the answers, and can be made again from them: a full-text table of
SQLite (FTS5) whose content is a view of the answers, or a table of PostgreSQL (`server_words`).
The ids of its entries are given in the order of entry, so that a page of hits is found without
sorting. It is kept in the transaction that puts an answer in force.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import column, literal_column, text
from sqlalchemy import select as sql_select
from sqlalchemy import table as sql_table
from sqlmodel import col

from inspect_tool.store import server, server_words
from inspect_tool.store.tables import Revision

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from inspect_tool.store.database import UnitOfWork

INDEX = frozenset(
    {"searched_words", "searched_text", "searched"}
    | {f"searched_{part}" for part in ("data", "idx", "docsize", "config")}
)
RANKED_UP_TO = 10_000  # hits; ranking the commonest word of 300,000 pieces took 314 ms
AT_ONCE = 200  # hits that are read in one go
_WORD = re.compile(r"\w+(?:['’]\w+)*\*?", re.UNICODE)
_ENTRIES = sql_table("searched_words", column("id"), column("authority"), column("revision_id"))
_STALE = (
    "authority = :authority and not exists (select 1 from current_revision c where "
    "c.authority = searched_words.authority and c.revision_id = searched_words.revision_id)"
)
# What was said about one subject, by the index that leads to it.
_STALE_OF_ONE = (
    "searched_words.revision_id in (select r.id from revision r "  # noqa: S608  # ours
    f"where r.authority = :authority and r.subject_ref = :ref) and {_STALE}"
)
# Beside the note: a document's reference, or an answer in words, which is told by a blank in it. It
# is kept with the entry, for a view may not ask for parts of JSON while no schema is trusted.
_MORE = (
    "case when c.item_kind = 'evidence' and json_valid(json_extract(r.value, '$')) "
    "then coalesce(json_extract(json_extract(r.value, '$'), '$.reference'), '') "
    "when c.item_kind <> 'question' then '' "
    "when json_type(r.value) = 'object' then coalesce(json_extract(r.value, '$.words'), '') "
    "when json_type(r.value) = 'text' and instr(r.value, ' ') > 0 "
    "then json_extract(r.value, '$') else '' end"
)
_MISSING = (
    f"select r.authority, r.id, {_MORE} from current_revision c "  # noqa: S608  # ours
    "join revision r on r.authority = c.authority and r.id = c.revision_id "
    "where c.authority = :authority and c.item_kind in ('question', 'judgement', 'evidence') "
    f"and (trim(r.note) <> '' or {_MORE} <> '') and not exists (select 1 from searched_words s "
    "where s.authority = r.authority and s.revision_id = r.id)"
)
_IN_ORDER = "order by r.recorded_at, r.number, r.id"


class _Keeping(NamedTuple):
    """What brings the index up to what is in force."""

    outdate: Any
    delete: Any
    add: Any

    @classmethod
    def made(cls, stale: str, missing: str) -> _Keeping:
        """Of the entries to take out, and the answers that have none."""
        return cls(
            text(
                "insert into searched (searched, rowid, words) "  # noqa: S608  # ours
                "select 'delete', t.id, t.words from searched_text t "
                f"join searched_words on searched_words.id = t.id where {stale}"
            ),
            text(f"delete from searched_words where {stale}"),  # noqa: S608  # ours
            text(
                f"insert into searched_words (authority, revision_id, more) {missing} {_IN_ORDER}"
            ),
        )


_WHOLE = _Keeping.made(_STALE, _MISSING)
_OF_ONE = _Keeping.made(_STALE_OF_ONE, f"{_MISSING} and c.subject_ref = :ref")
_LAST = text("select max(id) from searched_words")
_INDEX_NEW = text(
    "insert into searched (rowid, words) select id, words from searched_text where id > :id"
)
# Entries whose own words are not those of the answer.
_OTHER_WORDS = (
    "select count(*) from searched_words s "  # noqa: S608  # ours
    "join revision r on r.authority = s.authority and r.id = s.revision_id "
    "join current_revision c on c.authority = s.authority and c.revision_id = s.revision_id "
    f"where s.authority = :authority and s.more is not {_MORE}"
)


_COPY = (
    "create temp table copied_text as select id, words from main.searched_text",
    "create virtual table temp.copied using fts5(words, content='copied_text', "
    "content_rowid='id', tokenize='unicode61 remove_diacritics 2')",
    "create virtual table temp.copied_terms using fts5vocab(temp, copied, row)",
    *(
        f"{verb} temp.copied_{part}{what}"
        for part in ("data", "idx", "docsize")
        for verb, what in (
            ("delete from", ""),
            ("insert into", f" select * from main.searched_{part}"),  # noqa: S608  # ours
        )
    ),
)


# Its settings, words that are found in other entries than those that have them, and what leads to
# a word, of which FTS5's own check looks at what there is and not at what is gone. The upper bits
# of an id name the segment.
_OTHERWISE_FOUND = (
    "select 1 where (select group_concat(k || v) from main.searched_config) is not "
    "(select group_concat(k || v) from temp.copied_config) or exists (select 1 from "
    "temp.copied_terms t where t.doc <> (select count(*) from temp.copied where copied match "
    """'"' || t.term || '"')) or exists (select 1 from main.searched_idx where segid not in """
    "(select id >> 37 from main.searched_data)) or exists (select 1 from main.searched_data "
    "where id >> 37 > 0 and id >> 37 not in (select segid from main.searched_idx))"
)
_REMEDY = "It holds nothing of its own: `db upgrade` makes it anew from the answers."


class FoundRevision(NamedTuple):
    """An answer in force that has words, as far as evidence is made from it.

    Args:
        entry: Its place in the order of entry.
    """

    entry: int
    authority: str
    id: str
    subject_kind: str
    subject_ref: str
    reader: str
    item_kind: str
    item_id: str
    value: Any
    absence: str | None
    note: str
    author: str
    recorded_at: datetime
    origin: str
    framework_version: str


def keep_index(work: UnitOfWork, authority: str, ref: str | None = None) -> None:
    """Bring the index up to what is in force of an authority.

    Args:
        ref: The only subject there of which something was put in force; None for any.
    """
    work.session.flush()
    connection = work.session.connection()
    if server.is_server(connection):
        server_words.keep(connection, authority)
        return
    own = {"authority": authority} if ref is None else {"authority": authority, "ref": ref}
    keeping = _WHOLE if ref is None else _OF_ONE
    connection.execute(keeping.outdate, own)
    connection.execute(keeping.delete, own)
    # Only now, for an id that became free is given again.
    last = connection.execute(_LAST).scalar() or 0
    connection.execute(keeping.add, own)
    connection.execute(_INDEX_NEW, {"id": last})


def make_index_anew(connection: Connection, authority: str) -> None:
    """Make the index again without the answers of an authority that went: no word of them stays.

    SQLite before 3.42 leaves the words of a deleted entry in the index until it is made anew.
    """
    if server.is_server(connection):
        server_words.forget(connection, authority)
        return
    connection.execute(
        text(f"delete from searched_words where {_STALE}"),  # noqa: S608  # ours
        {"authority": authority},
    )
    connection.execute(text("insert into searched (searched) values ('rebuild')"))


def make_whole_index_anew(connection: Connection) -> None:
    """Make the index again from what is in force, whatever stands in it."""
    if server.is_server(connection):
        server_words.make_anew(connection)
        return
    missing = _MISSING.replace("c.authority = :authority and ", "")
    connection.execute(text("delete from searched_words"))
    connection.execute(
        text(
            f"insert into searched_words (authority, revision_id, more) {missing} "
            "order by r.recorded_at, r.authority, r.number, r.id"
        )
    )
    # With other settings FTS5 would not even make it anew.
    connection.execute(text("delete from searched_config"))
    connection.execute(text("insert into searched_config (k, v) values ('version', 4)"))
    connection.execute(text("insert into searched (searched) values ('rebuild')"))


def fill_on_server(connection: Connection) -> None:
    """Make the index of a server after an upgrade, whose migration leaves it empty."""
    if server.is_server(connection):
        server_words.make_anew(connection)


def index_faults(connection: Connection) -> Iterator[str]:
    """A sentence where the index does not say what is in force."""
    authorities = sql_select(col(Revision.authority)).distinct().order_by(col(Revision.authority))
    count = server_words.wrong_entries if server.is_server(connection) else _wrong_entries
    for authority in connection.execute(authorities).scalars().all():
        wrong = count(connection, authority)
        if wrong:
            yield (
                f"The index of words of {authority} is not that of its answers ({wrong} entries "
                f"differ): another program changed it. {_REMEDY}"
            )
    if not server.is_server(connection) and not _is_as_indexed(connection):
        yield (
            "The index of words does not find the words of the answers: another program changed "
            f"it, or the file is damaged. {_REMEDY}"
        )


def _wrong_entries(connection: Connection, authority: str) -> int:
    own = {"authority": authority}
    stale = f"select count(*) from searched_words where {_STALE}"  # noqa: S608  # ours
    missing = f"select count(*) from ({_MISSING})"  # noqa: S608  # ours
    return sum(
        int(connection.execute(text(counted), own).scalar_one())
        for counted in (stale, missing, _OTHER_WORDS)
    )


def _is_as_indexed(connection: Connection) -> bool:
    """Whether the index finds the words of its entries, each of them and no other.

    FTS5 looks by a statement that takes the lock of writing, so it is given a copy, in memory.
    """
    own = connection.engine.raw_connection()
    own.detach()  # what is copied goes with the connection
    with closing(own):
        cursor = own.cursor()
        for statement in ("pragma temp_store=memory", *_COPY):
            cursor.execute(statement)
        try:
            cursor.execute("insert into copied (copied, rank) values ('integrity-check', 1)")
            other = cursor.execute(_OTHERWISE_FOUND).fetchone()
        except sqlite3.DatabaseError:
            return False
    return other is None


def match_of(words: str) -> str:
    """What people type as what FTS5 looks for: every word, a `*` at its end for its beginnings.

    Empty where there is no word in it.
    """
    found = (word.rstrip("*") for word in _WORD.findall(words))
    stars = ("*" if word.endswith("*") else "" for word in _WORD.findall(words))
    return " ".join(f'"{word}"{star}' for word, star in zip(found, stars, strict=True))


def hits(work: UnitOfWork, match: str) -> int:
    """How many entries have all the words; one more than are ranked where there are more."""
    if server.is_server(work.session.connection()):
        statement = server_words.count_hits(match, RANKED_UP_TO + 1)
    else:
        statement = text(
            "select count(*) from (select 1 from searched where searched match :match limit :most)"
        ).bindparams(match=match, most=RANKED_UP_TO + 1)
    return int(work.rows(statement)[0][0])


def entries(
    work: UnitOfWork, *, match: str = "", is_ranked: bool = False, authority: str | None = None
) -> Iterator[FoundRevision]:
    """Answers in force that have words, in order of entry, or the best first.

    They are read as they are asked for, some hundred at once.

    Args:
        match: What `match_of` made of words; empty for every entry.
    """
    if is_ranked:
        ids = [row[0] for row in work.rows(_best_first(work, match))]
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            found = {row.entry: row for row in _read(work, _ENTRIES.c.id.in_(some), authority)}
            yield from (found[entry] for entry in some if entry in found)
        return
    last = 0
    while True:
        ids = _page(work, match, last)
        if not ids:
            return
        yield from _read(work, _ENTRIES.c.id.in_(ids), authority)
        last = ids[-1]


def _best_first(work: UnitOfWork, match: str) -> Any:
    if server.is_server(work.session.connection()):
        return server_words.best_first(match)
    ranked = text("select rowid from searched where searched match :match order by rank, rowid")
    return ranked.bindparams(match=match)


def _page(work: UnitOfWork, match: str, last: int) -> list[int]:
    """Ids of the next entries in their order."""
    if server.is_server(work.session.connection()):
        statement = server_words.in_order(match).bindparams(last=last, most=AT_ONCE)
    elif match:
        statement = text(
            "select rowid from searched where searched match :match and rowid > :last "
            "order by rowid limit :most"
        ).bindparams(match=match, last=last, most=AT_ONCE)
    else:
        statement = text(
            "select id from searched_words where id > :last order by id limit :most"
        ).bindparams(last=last, most=AT_ONCE)
    return [row[0] for row in work.rows(statement)]


def _read(work: UnitOfWork, is_meant: Any, authority: str | None) -> list[FoundRevision]:
    """The answers of some entries, in order of entry."""
    names = FoundRevision._fields[1:]
    statement = (
        sql_select(_ENTRIES.c.id, *(col(getattr(Revision, name)) for name in names))
        .join(
            Revision,
            (col(Revision.authority) == _ENTRIES.c.authority)
            & (col(Revision.id) == _ENTRIES.c.revision_id),
        )
        .where(is_meant)
        .order_by(literal_column("searched_words.id"))
    )
    if authority is not None:
        statement = statement.where(col(Revision.authority) == authority)
    return [FoundRevision(*row) for row in work.rows(statement)]
