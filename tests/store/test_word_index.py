"""The index of words: it finds what is in force, and nothing of what went."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from inspect_tool.services.overview.database_check import Outside, check_database
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.services.retention import erasure
from inspect_tool.services.retention.purge import Place
from inspect_tool.services.review import database_care
from inspect_tool.services.sampling.purposive import Child
from inspect_tool.store import word_index
from inspect_tool.store.database import UnitOfWork
from inspect_tool.workspace import Workspace
from tests.small_review import START
from tests.stages import copy_of

pytestmark = pytest.mark.journeys

CASE = "ASH-002"
QUESTION = "HARM.1.b"


@pytest.fixture
def review(sampled_once: Path, tmp_path: Path) -> Iterator[Workspace]:
    workspace = copy_of(sampled_once, tmp_path)
    yield workspace
    workspace.database.close()
    shutil.rmtree(workspace.folder)


def note(workspace: Workspace, words: str, *, item: str = QUESTION, ref: str = CASE) -> None:
    with workspace.work() as work:
        answer_item(work, workspace.review, ref=ref, item_id=item, given=Given("yes", note=words))


def found(work: UnitOfWork, words: str, *, is_ranked: bool = False) -> list[str]:
    match = word_index.match_of(words)
    rows = word_index.entries(work, match=match, is_ranked=is_ranked)
    return [row.subject_ref for row in rows]


@pytest.mark.parametrize(
    ("typed", "match"),
    [
        ("grandmother", '"grandmother"'),
        ("grand* school", '"grand"* "school"'),
        ("child's OR NEAR(", '"child\'s" "OR" "NEAR"'),
        ('"; drop --', '"drop"'),
        ("* ?!", ""),
        ("", ""),
    ],
)
def test_what_is_typed_is_words_and_never_a_command(typed: str, match: str) -> None:
    assert word_index.match_of(typed) == match


def test_a_note_is_found_from_its_transaction_on_and_the_one_before_is_not(
    review: Workspace,
) -> None:
    note(review, "The bramble hedge.")
    note(review, "A Câfé by the hedge.")
    with review.reading() as work:
        assert found(work, "bramble") == []
        assert found(work, "cafe HEDGE") == [CASE]
        assert found(work, "hed") == []
        assert found(work, "hed*") == [CASE]


def test_hits_come_in_order_of_entry_page_by_page_or_the_best_first(
    review: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_index, "AT_ONCE", 2)
    refs = ["ASH-005", "ASH-002", "ASH-004"]
    for ref, words in zip(refs, ("plum a b c d e f", "plum plum", "plum a"), strict=True):
        note(review, words, ref=ref)
    with review.reading() as work:
        assert found(work, "plum") == refs
        assert found(work, "plum", is_ranked=True) == ["ASH-002", "ASH-004", "ASH-005"]
        assert word_index.hits(work, '"plum"') == 3
        everything = word_index.entries(work, authority="ASH")
        assert [row.subject_ref for row in everything if "plum" in row.note] == refs
        assert not list(word_index.entries(work, match='"plum"', authority="BRO"))
        monkeypatch.setattr(word_index, "RANKED_UP_TO", 1)
        assert word_index.hits(work, '"plum"') == 2


def test_an_id_that_became_free_is_indexed_when_it_is_given_again(review: Workspace) -> None:
    for words in ("first wording", "second wording", "third wording"):
        note(review, words)
        with review.reading() as work:
            assert found(work, words) == [CASE]
            assert found(work, "wording") == [CASE]
            assert not list(word_index.index_faults(work.session.connection()))


def test_no_word_of_an_erased_child_stays_in_the_file(review: Workspace) -> None:
    note(review, "The whinberry bush.")
    note(review, "The quicklime shed.", ref="ASH-004")
    place = Place(review.folder, review.keys)
    erasure.erase(
        review.work, review.review, Child(named=CASE), place, why="asked for", confirm="erase"
    )
    with review.reading() as work:
        assert found(work, "whinberry") == []
        assert found(work, "quicklime") == ["ASH-004"]
        assert not list(word_index.index_faults(work.session.connection()))
    review.database.close()
    files = [path for path in review.folder.rglob("*") if path.is_file()]
    assert not [path for path in files if b"whinberry" in path.read_bytes()]


@pytest.mark.one_engine("tables of FTS5")
@pytest.mark.parametrize(
    "statement",
    [
        "delete from searched_words where id = (select max(id) from searched_words)",
        "update searched_words set more = 'other' where id = (select max(id) from searched_words)",
        "insert into searched_words (authority, revision_id, more) values ('ASH', 'x', '')",
    ],
)
def test_an_index_that_another_program_changed_is_told(review: Workspace, statement: str) -> None:
    note(review, "The whinberry bush.")
    review.database.close()
    with closing(sqlite3.connect(review.folder / "review.db")) as connection, connection:
        connection.execute(statement)
    with review.reading() as work:
        check = check_database(work, Outside((), keys=None))
    assert [fault for fault in check.faults if "index of words of ASH" in fault]
    assert_upgrade_mends(review)


@pytest.mark.one_engine("tables of FTS5")
@pytest.mark.parametrize(
    "statement",
    [
        "update searched_data set block = zeroblob(length(block)) where id > 10",
        "delete from searched_idx",
        "update searched_docsize set sz = x'7f'",
        "update searched_config set v = 3 where k = 'version'",
        "insert into searched (searched, rowid, words) values ('delete', 1, 'none')",
        "update revision set note = 'Another text.' where note = 'The whinberry bush.'",
    ],
)
def test_an_index_that_finds_other_words_is_told(review: Workspace, statement: str) -> None:
    note(review, "The whinberry bush.")
    review.database.close()
    with closing(sqlite3.connect(review.folder / "review.db")) as connection, connection:
        for (trigger,) in [
            *connection.execute("select name from sqlite_master where type = 'trigger'")
        ]:
            connection.execute(f"drop trigger {trigger}")
        connection.execute(statement)
    with review.reading() as work:
        (fault,) = word_index.index_faults(work.session.connection())
    assert "does not find the words" in fault
    if "revision" not in statement:
        assert_upgrade_mends(review)


def assert_upgrade_mends(review: Workspace) -> None:
    said = database_care.upgrade(review.database_as_found, review.database_file, now=START)
    assert said.endswith("already; its index of words was made anew.")
    with review.reading() as work:
        assert found(work, "whinberry") == [CASE]
        assert not list(word_index.index_faults(work.session.connection()))
    again = database_care.upgrade(review.database_as_found, review.database_file, now=START)
    assert again.endswith("already; nothing to do.")
