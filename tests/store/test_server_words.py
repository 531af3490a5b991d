"""The words that PostgreSQL is given are those that SQLite finds in the same texts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inspect_tool.domain.people import KEEPER
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.store import copying, server_words, word_index
from inspect_tool.store.database import Database, UnitOfWork
from inspect_tool.workspace import Workspace
from tests.on_postgresql import Loaded
from tests.small_review import START
from tests.stages import copy_of

pytestmark = pytest.mark.one_engine("compares the two")

NOTES = (
    "A Câfé by the hedge, on 12/3/2013; the child's own words.",
    "case.note of the out-of-hours team: see http://example.org/a/b?c=1 and x@example.org",
    "ÉCOLE naïve Straße 3.5 per cent 007 1e5 under_score re-opened O\u2019Neill",
    "The hedge again, then the café.",
)
SEARCHES = (
    "hedge", "HEDGE cafe", "child's", "own wor*", "case", "note", "case.note", "example", "org a",
    "ecole", "naive", "strass*", "straße", "3", "5 per", "007", "7", "1e5", "under", "score",
    "reopened", "re-opened", "o\u2019neill", "neill", "hed", "hed*", "the", "nothing",
    "hedge nothing", "_", "12/3/2013",
)  # fmt: skip


def words_of_fts5(text: str) -> list[str]:
    """The words of a text, in its order, as the index in a file has them."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            "create virtual table t using fts5(w, tokenize='unicode61 remove_diacritics 2')"
        )
        connection.execute("create virtual table v using fts5vocab(t, instance)")
        connection.execute("insert into t values (?)", (text,))
        return [term for (term,) in connection.execute("select term from v order by offset")]


@pytest.mark.parametrize("text", NOTES)
def test_the_words_of_a_note_are_the_same_in_both_indexes(text: str) -> None:
    assert server_words.words_in(text) == words_of_fts5(text)


# The letters of western languages, but for the long s, which FTS5 takes for an s.
LATIN = [chr(code) for code in range(0x20, 0x17F)]


@example("5 \u00b5g")
@given(st.text(st.sampled_from([*LATIN, *"\u2019\u2013\u201c \n\t漢字"]), max_size=30))
def test_the_words_of_any_western_text_are_the_same_in_both_indexes(text: str) -> None:
    assert server_words.words_in(text) == words_of_fts5(text)


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("grandmother", "('grandmother')"),
        ("grand* school", "('grand':*) & ('school')"),
        ("child's OR", "('child' <-> 's') & ('or')"),
        ("_", ""),
        ("", ""),
    ],
)
def test_what_is_typed_becomes_words_in_their_places(typed: str, query: str) -> None:
    assert server_words.query_of(word_index.match_of(typed)) == query


def found(work: UnitOfWork, words: str) -> list[tuple[str, str]]:
    match = word_index.match_of(words)
    rows = [(row.subject_ref, row.item_id) for row in word_index.entries(work, match=match)]
    ranked = word_index.entries(work, match=match, is_ranked=True)
    assert sorted((row.subject_ref, row.item_id) for row in ranked) == sorted(rows)
    assert len(rows) == word_index.hits(work, match)
    return rows


@pytest.fixture
def noted(sampled_once: Path, tmp_path: Path) -> Iterator[Workspace]:
    workspace = copy_of(sampled_once, tmp_path)
    refs = ("ASH-002", "ASH-004", "ASH-005", "ASH-002")
    for ref, item, words in zip(refs, ("HARM.1.b",) * 3 + ("HARM.1.a",), NOTES, strict=True):
        with workspace.work() as work:
            answer_item(
                work, workspace.review, ref=ref, item_id=item, given=Given("yes", note=words)
            )
    yield workspace
    workspace.database.close()


def test_the_same_words_find_the_same_notes_in_the_same_order(
    noted: Workspace, loaded_databases: Loaded
) -> None:
    url = loaded_databases.server.new_database()
    with noted.reading() as work:
        copying.copy_to(work.session.connection(), url)
        in_file = {words: found(work, words) for words in SEARCHES}
    database = Database(url)
    with database.reading(KEEPER, START) as work:
        assert {words: found(work, words) for words in SEARCHES} == in_file
        assert not list(word_index.index_faults(work.session.connection()))
    assert sum(map(bool, in_file.values())) > 20
    with database.engine.begin() as connection:
        connection.exec_driver_sql("update searched_words set words = to_tsvector('other')")
    with database.reading(KEEPER, START) as work:
        (told,) = word_index.index_faults(work.session.connection())
        assert "index of words of ASH" in told
    database.close()
    loaded_databases.server.drop(url)
