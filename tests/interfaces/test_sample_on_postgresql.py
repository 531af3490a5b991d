"""The sample review on PostgreSQL: its figures, certificate and report are the same byte for byte.

Long, so they are done by `--whole` alone.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from inspect_tool.demonstration import Job
from inspect_tool.store import server_words, word_index
from inspect_tool.store.copying import copy_to
from inspect_tool.workspace import Workspace
from tests.interfaces.command_line import run
from tests.on_postgresql import Loaded
from tests.other_order import rows_backwards
from tests.small_review import check_database
from tests.stages import Stages
from tests.throw_away_server import Server, name_in
from tests.wheel_environment import DemonstrationOfTheWheel

ADDRESS = "INSPECT_TOOL_DATABASE_URL"
SAME: Mapping[str, tuple[str, ...]] = {
    "status": ("status",),
    "matrix": ("findings", "matrix"),
    "table": ("findings", "table", "left_too_long", "--by", "authority"),
    "flow": ("findings", "flow"),
    "sample": ("sample", "show", "--reserves"),
    "claims": ("claim", "check"),
    "moderation": ("moderate", "queue"),
    "evidence": ("evidence", "list", "--limit", "0"),
    "check": ("--json", "db", "destroyed"),
}
WRITERS, SAVES = 3, 25


@pytest.fixture
def sample(demonstration_of_the_wheel: DemonstrationOfTheWheel, tmp_path: Path) -> Path:
    folder = demonstration_of_the_wheel.result().folder
    return Path(shutil.copytree(folder, tmp_path / "sample"))


@pytest.fixture
def url(loaded_databases: Loaded) -> Iterator[str]:
    made = loaded_databases.server.new_database()
    yield made
    loaded_databases.server.drop(made)


def documents(folder: Path, out: Path) -> dict[str, bytes]:
    """What is written and said of a review: documents, certificate, and answers of commands."""
    reports = ("report", "build", "--format", "html,xlsx,pdf", "-o", out)
    certificate = ("sample", "certificate", "-o", out / "certificate.json")
    for words in (reports, certificate):
        done = run("--review", folder, *words)
        assert done.code == 0, done
    said = {name: run("--review", folder, *words).out.encode() for name, words in SAME.items()}
    files = {
        path.name: path.read_bytes()
        for path in out.rglob("*")
        if path.is_file() and "manifest" not in path.name
    }
    return said | files


@pytest.mark.proof(part=0)
def test_what_the_sample_says_is_the_same_byte_for_byte(
    sample: Path, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("--review", sample, "db", "copy", "--to", url).code == 0
    # Each goes on by itself, and a folder knows what was saved from it.
    moved = Path(shutil.copytree(sample, tmp_path / "moved"))
    in_file = documents(sample, tmp_path / "file")
    monkeypatch.setenv(ADDRESS, url)
    with rows_backwards():
        on_server = documents(moved, tmp_path / "server")
    assert {name for name in in_file if in_file[name] != on_server.get(name)} == set()
    assert len(in_file) == len(on_server) > len(SAME) + 3
    back = tmp_path / "back.db"
    assert run("--review", moved, "db", "copy", "--to", back).code == 0
    assert run("--review", moved, "db", "check").code == 0


@pytest.mark.proof(part=0)
def test_each_word_of_the_sample_finds_the_same_evidence(sample: Path, url: str) -> None:
    in_file = Job(sample).at("report")
    with in_file.reading() as work:
        copy_to(work.session.connection(), url)
        every = list(word_index.entries(work))
        words = sorted({word for row in every for word in server_words.words_in(row.note)})
        found = {word: ids_with(work, word) for word in words}
    on_server = in_file.with_database(url)
    with on_server.reading() as work:
        assert {word: ids_with(work, word) for word in words} == found
    assert len(words) > 200
    on_server.database.close()


def ids_with(work: object, word: str) -> list[str]:
    """Ids of the answers with a word, and with its first letters, in the order of entry."""
    matches = (word_index.match_of(word), word_index.match_of(f"{word[:3]}*"))
    return [row.id for match in matches for row in word_index.entries(work, match=match)]  # type: ignore[arg-type]


WRITER = """
import sys
from pathlib import Path
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.store.database_errors import (
    DatabaseBusyError, NoDatabaseServerError, ServerLostError)
from inspect_tool.workspace import Workspace

folder, case, writer, saves = sys.argv[1:]
workspace = Workspace.open(Path(folder))
for number in range(int(saves)):
    note = f"writer {writer} save {number}"
    while True:
        try:
            with workspace.work() as work:
                answer_item(work, workspace.review, ref=case, item_id="HARM.1.a",
                            given=Given("yes", note=note))
        except (DatabaseBusyError, NoDatabaseServerError, ServerLostError) as error:
            print("told", type(error).__name__, number, flush=True)
        else:
            print("kept", note, flush=True)
            break
"""


@pytest.mark.proof(part=0)
def test_no_save_that_was_acknowledged_is_lost_when_the_server_is_killed(
    stages: Stages, tmp_path: Path, url: str, postgresql_server: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    folder = Path(shutil.copytree(stages["assigned"], tmp_path / "review"))
    assert run("--review", folder, "db", "copy", "--to", url).code == 0
    monkeypatch.setenv(ADDRESS, url)
    # Two write in the same case, so that each goes on from what the other has kept.
    cases = ("ASH-001", "ASH-001", "ASH-002")
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, folder, case, str(number), str(SAVES)],
            stdout=subprocess.PIPE,
            text=True,
        )
        for number, case in enumerate(cases)
    ]
    told: list[str] = []
    first = writers[0].stdout
    assert first is not None
    for line in first:
        told.append(line)
        if line.startswith("kept ") and line.strip().endswith("3"):
            kill_a_backend(postgresql_server, url)
    first.close()
    for writer in writers[1:]:
        told += writer.communicate()[0].splitlines()
    assert [writer.wait() for writer in writers] == [0] * WRITERS
    kept = {line.removeprefix("kept ").strip() for line in told if line.startswith("kept ")}
    assert len(kept) == WRITERS * SAVES
    assert any(line.startswith("told ") for line in told), "nobody noticed that it was killed"
    workspace = Workspace.open(folder)
    with workspace.reading() as work:
        rows = work.session.connection().exec_driver_sql("select note from revision")
        assert kept <= {note for (note,) in rows}
    assert check_database(workspace).faults == ()
    workspace.database.close()


def kill_a_backend(server: Server, url: str) -> None:
    """Kill a process of the server that somebody works with; all others start anew by that."""
    from psycopg import OperationalError

    found = []
    with suppress(OperationalError):  # it is starting anew since the last time
        found = server.do(
            "select pid, datname from pg_stat_activity where application_name = 'inspect-tool' "
            "order by backend_start"
        )
    for pid in [pid for pid, name in found if name == name_in(url)][:1]:
        subprocess.run(["kill", f"-{signal.SIGKILL.value}", str(pid)], check=False)
