"""A damaged database, and a disk that does not do as it is asked: a sentence, never a traceback."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.interfaces import damage
from tests.interfaces.command_line import Outcome, run
from tests.interfaces.review_state import files
from tests.tampered_review import change

pytestmark = pytest.mark.journeys

CHECK, ANSWER = damage.COMMANDS[0], damage.COMMANDS[-1]


@pytest.fixture(scope="module")
def whole_review(full_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A review with everything in one file."""
    folder = tmp_path_factory.mktemp("damage") / "review"
    shutil.copytree(full_once / "review", folder)
    damage.settled(folder)
    return folder


@pytest.fixture
def review(whole_review: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole_review, tmp_path / "review"))


def check(folder: Path) -> Outcome:
    return run("--review", folder, *CHECK)


@pytest.mark.proof(part=6)
@pytest.mark.parametrize("seed", range(1000))
def test_changed_bytes_are_told_and_no_command_falls_over(review: Path, seed: int) -> None:
    file = review / "review.db"
    before = damage.contents(file)
    damage.change_bytes(file, seed)
    is_changed = damage.contents(file) != before
    outcome = damage.run_all(review)[0]
    if is_changed:
        assert outcome.code in (1, 3, 4), outcome
        assert ", 0 faults" not in outcome.out


# --- files that are not the database --------------------------------------------------------------


def half(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


def one_byte_less(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def a_page_less(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-4096])


def only_a_header(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:100])


def empty(file: Path) -> None:
    file.write_bytes(b"")


def zeros(file: Path) -> None:
    file.write_bytes(bytes(8192))


def a_letter(file: Path) -> None:
    file.write_text("Dear colleague, here is the database.", encoding="utf-8")


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def a_page_of_another(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[4096 * 5 : 4096 * 6] = content[4096 * 8 : 4096 * 9]
    file.write_bytes(content)


def no_version(file: Path) -> None:
    change(file.parent, "drop table alembic_version")


def a_version_that_is_no_text(file: Path) -> None:
    change(file.parent, "update alembic_version set version_num = x'ff00'")


def a_newer_schema(file: Path) -> None:
    change(file.parent, "update alembic_version set version_num = '9999'")


def another_programs_tables(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("create table recipes (name text)")


def a_foreign_log(file: Path) -> None:
    """The write-ahead log of another database; SQLite leaves it out, as its salts do not fit."""
    other = file.with_name("other.db")
    shutil.copy(file, other)
    connection = sqlite3.connect(other)
    connection.execute("pragma journal_mode = wal")
    connection.execute("create table extra (value text)")
    connection.commit()
    log = other.with_name("other.db-wal").read_bytes()
    connection.close()
    file.with_name("review.db-wal").write_bytes(log[:32] + log[32:].replace(b"extra", b"exxra"))
    for left in file.parent.glob("other.db*"):
        left.unlink()


MAKERS: list[Callable[[Path], None]] = [
    half,
    one_byte_less,
    a_page_less,
    only_a_header,
    empty,
    zeros,
    a_letter,
    a_folder,
    a_page_of_another,
    no_version,
    a_version_that_is_no_text,
    a_newer_schema,
    another_programs_tables,
]


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_what_is_not_the_review_s_database_is_told(
    review: Path, make: Callable[[Path], None]
) -> None:
    make(review / "review.db")
    outcome = damage.run_all(review)[0]
    assert outcome.code in (1, 3, 4), outcome
    assert ", 0 faults" not in outcome.out


def test_a_foreign_write_ahead_log_changes_nothing(review: Path) -> None:
    before = damage.contents(review / "review.db")
    a_foreign_log(review / "review.db")
    outcomes = damage.run_all(review)
    assert damage.contents(review / "review.db") != before, "the answer was taken"
    assert [outcome.code for outcome in outcomes] == [0] * len(outcomes)


def test_a_newer_schema_is_told_apart_from_damage(review: Path) -> None:
    a_newer_schema(review / "review.db")
    outcome = check(review)
    assert outcome.code == 3
    assert "Install the newer version" in outcome.err


def test_the_check_of_a_damaged_file_says_what_still_holds(review: Path) -> None:
    change(review, "update audit_entry set at = 'never' where stream = 'ASH' and sequence = 1")
    outcome = check(review)
    assert outcome.code == 1
    assert "audit entries cannot be read" in outcome.out
    assert "59 audit entries in 4 chains" in outcome.out
    assert "Restore a backup" in outcome.out


# --- what the disk and the system refuse ----------------------------------------------------------


def test_a_full_disk_is_called_a_full_disk(review: Path) -> None:
    before = files(review)
    long = "evidence " * 3000
    with damage.on_each_connection("max_page_count = 1"):  # SQLite makes of it what there is
        outcome = run("--review", review, *ANSWER, "--note", long)
    assert outcome.code == 4
    assert outcome.err.startswith("The disk is full")
    assert "Do not restore a backup" in outcome.err
    assert files(review) == before


def test_a_database_that_cannot_be_written_says_whose_rights_to_look_at(review: Path) -> None:
    before = files(review)
    with damage.on_each_connection("query_only = on"):
        outcome = run("--review", review, *ANSWER)
        assert run("--review", review, "status").code == 0, "it can still be read"
    assert outcome.code == 4
    assert "Check who owns" in outcome.err
    assert files(review) == before


def test_a_locked_database_says_that_somebody_else_is_writing(review: Path) -> None:
    before = files(review)
    with closing(sqlite3.connect(review / "review.db")) as other:
        other.execute("begin immediate")
        with damage.on_each_connection("busy_timeout = 1"):
            outcome = run("--review", review, *ANSWER)
        other.rollback()
    assert outcome.code == 3
    assert "try again" in outcome.err
    assert files(review) == before
