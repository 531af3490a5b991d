"""The index of words on PostgreSQL: the same words are found as in a file.

PostgreSQL's own parser takes "case.note", "a/b" and "foo-bar" for one word each, its dictionaries
cut endings off, and neither drops accents. So the words are told apart here, as FTS5's tokenizer
`unicode61` does it, and given to PostgreSQL as the lexemes of a `tsvector` with their places; it
keeps, finds and ranks them. Like FTS5's, the index holds nothing of its own.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, text

if TYPE_CHECKING:
    from sqlalchemy import Connection

AT_ONCE = 1_000  # entries that are compared in one statement
LONGEST_WORD = 500  # characters; a lexeme has room for 2,046 bytes
MOST_WORDS = 16_383  # places that a tsvector can number
_MARKS = re.compile("[\u0300-\u036f]")
_MICRO, _MU = "\u00b5", "\u03bc"  # one letter to FTS5
_WORD = re.compile(r"[^\W_]+")
_PHRASE = re.compile(r'"([^"]*)"(\*?)')
_STALE = (
    "not exists (select 1 from current_revision c where "
    "c.authority = searched_words.authority and c.revision_id = searched_words.revision_id)"
)
# What may have words; which of it does is decided from what stands in it.
_WITH_WORDS = (
    "from current_revision c join revision r on r.authority = c.authority and r.id = c.revision_id "
    "where c.item_kind in ('question', 'judgement', 'evidence') and (trim(r.note) <> '' or "
    "c.item_kind = 'evidence' or (c.item_kind = 'question' and (json_typeof(r.value) = 'object' or "
    "(json_typeof(r.value) = 'string' and strpos(cast(r.value as text), ' ') > 0))))"
)
_COLUMNS = "r.authority, r.id, c.item_kind, r.note, cast(r.value as text) as value"
_MISSING = (
    f"select {_COLUMNS} {_WITH_WORDS} and not exists (select 1 from searched_words s "  # noqa: S608
    "where s.authority = r.authority and s.revision_id = r.id)"
)
_OWN = " and c.authority = :authority"
_IN_ORDER = " order by r.recorded_at, r.authority, r.number, r.id"
_ADD = text(
    "insert into searched_words (authority, revision_id, id, words) "
    "values (:authority, :revision_id, :id, cast(:words as tsvector))"
)
_OTHER_WORDS = text(
    "select count(*) from unnest(cast(:ids as text[]), cast(:words as text[])) as w(id, words) "
    "join searched_words s on s.authority = :authority and s.revision_id = w.id "
    "where s.words <> cast(w.words as tsvector)"
)


def words_in(said: str) -> list[str]:
    """The words of a text: letters and digits, in small letters, without accents."""
    if not said.isascii():
        said = _MARKS.sub("", unicodedata.normalize("NFD", said)).replace(_MICRO, _MU)
    return [word[:LONGEST_WORD] for word in _WORD.findall(said.lower())]


def _vector(said: str) -> str:
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words_in(said)[:MOST_WORDS], 1):
        places.setdefault(word, []).append(place)
    return " ".join(f"'{word}':{','.join(map(str, own))}" for word, own in places.items())


def query_of(match: str) -> str:
    """What `match_of` made of words, as a query of PostgreSQL; empty where nothing can match."""
    phrases = [
        "(" + " <-> ".join(f"'{word}'" for word in words) + (":*)" if star else ")")
        for words, star in ((words_in(one), star) for one, star in _PHRASE.findall(match))
        if words
    ]
    return " & ".join(phrases)


def _more(item_kind: str, value: Any) -> str:
    """Beside the note: a document's reference, or an answer in words, told by a blank in it."""
    if item_kind == "evidence":
        try:
            piece = json.loads(value) if isinstance(value, str) else None
        except ValueError:
            return ""
        return str(piece.get("reference") or "") if isinstance(piece, dict) else ""
    if item_kind != "question":
        return ""
    if isinstance(value, dict):
        return str(value.get("words") or "")
    return value if isinstance(value, str) and " " in value else ""


def _said(row: Any) -> str:
    """The text whose words are found; empty where the answer has none."""
    more = _more(row.item_kind, None if row.value is None else json.loads(row.value))
    return f"{row.note} {more}" if row.note.strip(" ") or more else ""


def _add(connection: Connection, rows: Sequence[Any]) -> None:
    last = connection.execute(text("select max(id) from searched_words")).scalar() or 0
    texts = [(row, said) for row in rows if (said := _said(row))]
    entries = [
        {
            "authority": row.authority,
            "revision_id": row.id,
            "id": last + place,
            "words": _vector(said),
        }
        for place, (row, said) in enumerate(texts, 1)
    ]
    if entries:
        connection.execute(_ADD, entries)


def keep(connection: Connection, authority: str) -> None:
    """Bring the index up to what is in force of an authority."""
    forget(connection, authority)
    own = {"authority": authority}
    _add(connection, connection.execute(text(_MISSING + _OWN + _IN_ORDER), own).all())


def forget(connection: Connection, authority: str) -> None:
    """Take away the entries of an authority that are not in force any more."""
    connection.execute(
        text(f"delete from searched_words where authority = :authority and {_STALE}"),  # noqa: S608
        {"authority": authority},
    )


def make_anew(connection: Connection) -> None:
    """Make the index again from what is in force, whatever stands in it."""
    connection.execute(text("delete from searched_words"))
    _add(connection, connection.execute(text(_MISSING + _IN_ORDER)).all())


def wrong_entries(connection: Connection, authority: str) -> int:
    """How many entries of an authority are too many, missing, or have other words."""
    own = {"authority": authority}
    stale = text(
        f"select count(*) from searched_words where authority = :authority and {_STALE}"  # noqa: S608
    )
    wrong = int(connection.execute(stale, own).scalar_one())
    missing = connection.execute(text(_MISSING + _OWN), own)
    wrong += sum(bool(_said(row)) for row in missing)
    there = text(
        f"select {_COLUMNS} {_WITH_WORDS} and exists (select 1 from searched_words s "  # noqa: S608
        f"where s.authority = r.authority and s.revision_id = r.id){_OWN}"
    )
    rows = connection.execute(there, own).all()
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        given = {"ids": [row.id for row in some], "words": [_vector(_said(row)) for row in some]}
        wrong += int(connection.execute(_OTHER_WORDS, own | given).scalar_one())
    return wrong


def count_hits(match: str, most: int) -> Any:
    """The statement that counts entries with all the words, up to a number."""
    statement = text(
        "select count(*) from (select 1 from searched_words where words @@ cast(:query as tsquery) "
        "limit :most) as found"
    )
    return statement.bindparams(query=query_of(match), most=most)


def best_first(match: str) -> Any:
    """The statement that ranks the entries with all the words."""
    statement = text(
        "select id from searched_words where words @@ cast(:query as tsquery) "
        "order by ts_rank(words, cast(:query as tsquery), 1) desc, id"
    )
    return statement.bindparams(query=query_of(match))


def in_order(match: str) -> Any:
    """The statement that finds the next entries in the order of entry, after `last`."""
    condition = "words @@ cast(:query as tsquery) and " if match else ""
    statement = text(
        f"select id from searched_words where {condition}id > :last order by id limit :most"  # noqa: S608
    ).bindparams(bindparam("last"), bindparam("most"))
    return statement.bindparams(query=query_of(match)) if match else statement
