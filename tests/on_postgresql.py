"""Tests of the store and of services, done on PostgreSQL too.

Each makes or copies its review as a file. Where it runs on PostgreSQL, the file is loaded into a
database of its own when the review is first opened, and taken away, so that nothing can look at it
by mistake. A database is loaded once for every content of a file, and copied as a template.

    python -m pytest tests/services/records --postgresql

`--whole` does all of them on both engines, other runs a slice. What bears on the file of a review
alone is marked `one_engine`, with the reason. There, rows come in another order than that of a file
wherever a query leaves it open (`tests/other_order.py`).
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from inspect_tool.store import copying
from inspect_tool.store.database import Database
from inspect_tool.store.engine import sqlite_url
from inspect_tool.store.evidence_folder import NAME
from inspect_tool.workspace import Workspace
from tests.made_once import MadeOnce
from tests.other_order import rows_backwards
from tests.small_review import empty_database
from tests.throw_away_server import Server, name_in, throw_away_server, why_none

ONE_IN = 200  # of the tests that can be done on both, in a run that is not whole
FOLDERS = ("tests/store/", "tests/services/")
counted: Counter[str] = Counter()
left_out: Counter[str] = Counter()  # tests that are not done on both, by the reason
CONNECT = sqlite3.connect
WAYS = ((sqlite3, "connect"), (shutil, "copyfile"), (shutil, "copy"))
COPY_FOLDER = shutil.copytree


def _aside(file: Path) -> Path:
    return file.with_name(f".{file.name}.on-server")


def _evidence(file: Path) -> Path:
    return file.parent / NAME


@dataclass
class Loaded:
    """The databases of the reviews of a run.

    Args:
        templates: Name of a loaded database, by the content that it was loaded from.
        urls: Address of each review's database, by its folder.
        opened: The reviews that one test has opened.
        private: Working copies of packs, which are files whatever the environment says.
        are_files: What is made meanwhile is for other tests too, so it is made as a file.
    """

    server: Server
    templates: dict[str, str] = field(default_factory=dict)
    urls: dict[Path, str] = field(default_factory=dict)
    opened: list[Workspace] = field(default_factory=list)
    private: set[Path] = field(default_factory=set)
    are_files: bool = False

    def of_file(self, file: Path) -> str:
        """Address of a new database with what a file holds; the file goes."""
        content = "empty"
        if file.exists() and file.stat().st_size:
            with closing(CONNECT(file)) as connection:  # what is in its log goes in
                connection.execute("pragma wal_checkpoint(truncate)")
            attached = sorted(path.name for path in _evidence(file).glob("*"))
            content = sha256(file.read_bytes() + str(attached).encode()).hexdigest()
        if content not in self.templates:
            self.templates[content] = name_in(self._loaded(file))
        if file.exists():
            file.rename(_aside(file))
        return self.server.new_database(self.templates[content])

    def _loaded(self, file: Path) -> str:
        url = self.server.new_database()
        if not file.exists():
            file.write_bytes(empty_database())
        with copying.opened(str(file)) as source, source.connect() as connection:
            copying.copy_to(connection, url, _evidence(file))
        return url

    def of_review(self, folder: Path, file: str = "review.db") -> str:
        """Address of the database of the review in a folder."""
        path = folder.resolve() / file
        if path not in self.urls:
            self.urls[path] = self.of_file(path)
            counted["databases"] += 1
        return self.urls[path]

    def copy_folder(self, source: Any, target: Any, *others: Any, **settings: Any) -> Path:
        """Copy a folder; the reviews in it get databases of their own with what theirs have now."""
        made = Path(COPY_FOLDER(source, target, *others, **settings)).resolve()
        folder = Path(source).resolve()
        for file, url in tuple(self.urls.items()):
            copied = made / file.relative_to(folder) if folder in file.parents else file
            if copied in self.urls:  # elsewhere, or copied with its own folder already
                continue
            _aside(copied).unlink(missing_ok=True)  # as the review was when it was first opened
            for workspace in self.opened:
                if workspace.folder.resolve() == file.parent:
                    workspace.database_as_found.close()  # a template has no other sessions
            self.urls[copied] = self.server.new_database(name_in(url))
            counted["databases"] += 1
        return Path(target)

    def is_file(self, workspace: Workspace) -> bool:
        """Whether a review is in a file although the tests are on a server."""
        return self.are_files or workspace.folder in self.private

    def forget(self) -> None:
        """Drop the databases of one test; a review that several tests have is loaded anew."""
        for workspace in self.opened:
            workspace.database_as_found.close()
            for name in ("database", "older_database", "database_as_found"):
                vars(workspace).pop(name, None)
        self.opened.clear()
        for file, url in self.urls.items():
            self.server.drop(url)
            if _aside(file).exists():  # for the next test of a folder that several have
                _aside(file).replace(file)
        self.urls.clear()


def _database_as_found(workspace: Workspace, loaded: Loaded) -> Database:
    own = vars(workspace)
    if "database_as_found" not in own:
        if loaded.is_file(workspace):
            own["database_as_found"] = Database(sqlite_url(workspace.folder / "review.db"))
        else:
            own["database_as_found"] = Database(loaded.of_review(workspace.folder))
            loaded.opened.append(workspace)
    found: Database = own["database_as_found"]
    return found


def _database_file(workspace: Workspace, loaded: Loaded) -> Path | None:
    return workspace.folder / "review.db" if loaded.is_file(workspace) else None


def _private_as_files(loaded: Loaded) -> Any:
    open_private = Workspace.open_private.__func__  # type: ignore[attr-defined]

    def opened(cls: type[Workspace], folder: Path, *others: Any, **settings: Any) -> Workspace:
        loaded.private.add(folder)
        found: Workspace = open_private(cls, folder, *others, **settings)
        return found

    return classmethod(opened)


def _made_as_files(loaded: Loaded) -> Callable[..., Path]:
    make = MadeOnce.folder

    def folder(made_once: MadeOnce, name: str, fill: Callable[[Path], object]) -> Path:
        loaded.are_files = True
        try:
            return make(made_once, name, fill)
        finally:
            loaded.are_files = False

    return folder


def _unless_loaded(way: Callable[..., Any], loaded: Loaded) -> Callable[..., Any]:
    """A way to a file, but for those whose review is on the server."""

    def checked(path: Any, *others: Any, **settings: Any) -> Any:
        if isinstance(path, str | Path):
            there = Path(path).resolve()
            if any(there in (file, file.parent) for file in loaded.urls):
                pytest.fail(f"{path} is on a server here: mark the test one_engine, and say why")
        return way(path, *others, **settings)

    return checked


@contextmanager
def reviews_on(loaded: Loaded) -> Iterator[Loaded]:
    """Have every review that is opened meanwhile on the server."""
    loaded.urls = {}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            Workspace,
            "database_as_found",
            property(lambda workspace: _database_as_found(workspace, loaded)),
        )
        patched.setattr(
            Workspace,
            "database_file",
            property(lambda workspace: _database_file(workspace, loaded)),
        )
        patched.setattr(MadeOnce, "folder", _made_as_files(loaded))
        patched.setattr(Workspace, "open_private", _private_as_files(loaded))
        patched.setattr(shutil, "copytree", loaded.copy_folder)
        for module, name in WAYS:
            patched.setattr(module, name, _unless_loaded(getattr(module, name), loaded))
        try:
            yield loaded
        finally:
            loaded.forget()


def is_done_on_both(node: str, *, is_asked_for: bool) -> bool:
    """Whether a test is one that is done on both engines."""
    return (is_asked_for or node.startswith(FOLDERS)) and not why_none()


def is_in_slice(node: str) -> bool:
    """Whether a run that is not whole does a test on both engines; its name alone decides."""
    return int.from_bytes(sha256(node.encode()).digest()[:4]) % ONE_IN == 0


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """A PostgreSQL for the whole run."""
    reason = why_none()
    if reason:
        pytest.skip(reason)
    with throw_away_server() as server:
        yield server


@pytest.fixture(scope="session")
def loaded_databases(postgresql_server: Server) -> Loaded:
    return Loaded(postgresql_server)


@pytest.fixture(autouse=True)
def on_engine(request: pytest.FixtureRequest) -> Iterator[Loaded | None]:
    """The engine that a test runs on: a file, or the databases of the server."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield None
        return
    counted["tests"] += 1
    with rows_backwards(), reviews_on(request.getfixturevalue("loaded_databases")) as loaded:
        yield loaded
        counted["opened"] += bool(loaded.urls)
