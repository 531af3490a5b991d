"""Composition root: folder, database, clock and templates; the only reader of the clock.

A face opens a workspace, begins a transaction with `work` or `reading`, and calls a service in it;
a service that needs more than one transaction is given `work` itself. So nothing that a person can
do is a method here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.people import KEEPER, Actor
from inspect_tool.domain.review import Review
from inspect_tool.services.frames.key_settling import settle_keys
from inspect_tool.services.publication.release_settling import settle_releases
from inspect_tool.services.publication.report_files import settle_reports
from inspect_tool.services.records.named_files import settle_evidence_files
from inspect_tool.services.retention.removal import settle_removals
from inspect_tool.services.review import documents
from inspect_tool.services.review.folder import ReviewFolder
from inspect_tool.services.review.signing import note_signing_key
from inspect_tool.services.review.team import has_changed, note_team
from inspect_tool.services.review.versions import Made, with_version_in_force
from inspect_tool.services.review.whose_database import check_is_own
from inspect_tool.services.review.witness import check_witness, fault_of, note_witness
from inspect_tool.services.review.written_text import remove_left_text
from inspect_tool.settings import Settings
from inspect_tool.store import heads_file, migrate
from inspect_tool.store.damage import readable_database
from inspect_tool.store.database import Database
from inspect_tool.store.engine import PAGES_AT_ONCE, sqlite_url
from inspect_tool.store.key_files import KeyFolder
from inspect_tool.store.values import random_salt

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.heads_file import Witness

__all__ = ["PAGES_AT_ONCE"]  # for the pages, which do not know the store

PACKAGE = Path(__file__).parent
Clock = Callable[[], datetime]
# What does not depend on who acts; the version in force is looked up anew each time.
SHARED = {"written", "keys", "database_as_found", "older_database", "database", "_made"}
NO_MOMENT = datetime.min.replace(tzinfo=UTC)  # of a look that nothing is dated by


def system_clock() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def shipped_folder(name: str) -> Path:
    """A folder that comes with the tool: in the wheel, else in the checkout.

    Args:
        name: `templates` or `sample_data`.
    """
    inside = PACKAGE / f"_{name}"
    return inside if inside.is_dir() else PACKAGE.parent / name


def find_review(folder: Path | None, settings: Settings | None = None) -> Path:
    """The folder of the review: as named, as the environment says, or the nearest upwards.

    Raises:
        NoReviewError: There is none.
        OtherOwnersReviewError: It is another account's, and nobody named it.
    """
    named = folder or (settings or Settings.read()).review
    return documents.find_folder((named or Path.cwd()).resolve(), is_named=named is not None)


@dataclass(frozen=True)
class Workspace:
    """One review, opened by one person.

    Args:
        new_salt: Where the salts of new rows come from; the sample review's are public.
    """

    folder: Path
    settings: Settings
    person: str | None = None
    clock: Clock = system_clock
    new_salt: Callable[[], str] = random_salt

    @classmethod
    def open(
        cls, folder: Path | None = None, *, person: str | None = None, clock: Clock = system_clock
    ) -> Workspace:
        """Open the review in a folder, or the nearest one upwards.

        Raises:
            NoReviewError: There is no review.
        """
        settings = Settings.read()
        return cls(
            folder=find_review(folder, settings),
            settings=settings,
            person=person or settings.person,
            clock=clock,
        )

    @classmethod
    def open_private(cls, folder: Path, person: str, *, clock: Clock = system_clock) -> Workspace:
        """Open the working copy of a pack: its folder and its file, whatever the environment says.

        Args:
            person: Whose pack it is.
        """
        settings = replace(Settings.read(), review=folder, database_url=None, person=person)
        return cls(folder=folder, settings=settings, person=person, clock=clock)

    def acting_as(self, person: str | None) -> Workspace:
        """The same review opened by somebody else, over the same database and documents.

        Args:
            person: An id of the team; None for the keeper of the folder.
        """
        _ = self._made  # for all of them
        other = replace(self, person=person)
        shared = vars(self).keys() & SHARED
        vars(other).update({name: vars(self)[name] for name in shared})
        return other

    def read_anew(self) -> Workspace:
        """The same database, with the documents as the folder has them now."""
        other = replace(self)
        shared = vars(self).keys() & (SHARED - {"written"})
        vars(other).update({name: vars(self)[name] for name in shared})
        return other

    @cached_property
    def written(self) -> Review:
        """The plan and the framework as the folder has them, checked."""
        return documents.load_review(self.folder)

    def said(self, sentence: str) -> str:
        """A sentence of the tool's own in the words of the review, once its plan was read."""
        written: Review | None = vars(self).get("written")
        return sentence if written is None else written.plan.words.said(sentence)

    @cached_property
    def review(self) -> Review:
        """The plan, and the framework in force with the versions before it.

        Raises:
            VersionChangedError: The framework was edited under a number that is in use.
        """
        return self._in_force(is_strict=True)

    @cached_property
    def review_in_use(self) -> Review:
        """The same, whatever became of the file: for what compares the two."""
        return self._in_force(is_strict=False)

    def _in_force(self, *, is_strict: bool) -> Review:
        written = self.written
        file = self.database_file
        if file is not None and not (file.exists() and file.stat().st_size):
            return written
        database = self.database_as_found
        with readable_database():
            # Where it was opened before, its schema was looked at then: pages ask at each visit.
            is_opened = "database" in vars(self)
            if not is_opened and migrate.schema_version(database.engine) != migrate.NEWEST:
                return written  # whoever needs the database is told of its schema
            with database.reading(KEEPER, NO_MOMENT) as work:
                return with_version_in_force(work, written, is_strict=is_strict, made=self._made)

    @cached_property
    def _made(self) -> Made:
        """What was put together for earlier visits."""
        return {}

    @property
    def framework_file(self) -> Path:
        """The framework as the folder has it."""
        return documents.inside(self.folder, self.written.plan.framework)

    @cached_property
    def actor(self) -> Actor:
        """Who acts: the person named, or the keeper of the folder."""
        if self.person is None:
            return KEEPER
        return documents.actor_of(self.written.plan, self.person)

    @cached_property
    def templates(self) -> Path:
        """Those of the tool; documents take a review's own before them, file by file."""
        return shipped_folder("templates")

    @property
    def place(self) -> ReviewFolder:
        """Where the files of the review are."""
        return ReviewFolder(self.folder, self.folder / "templates", self.templates)

    @cached_property
    def keys(self) -> KeyFolder:
        """The key files, kept apart from the database."""
        return KeyFolder(self.folder / "keys")

    @property
    def database_file(self) -> Path | None:
        """The file of the database; None when a server has it."""
        return None if self.settings.database_url else self.folder / documents.DATABASE_FILE

    def with_database(self, name: str) -> Workspace:
        """The same review with its database elsewhere, for `db copy`.

        Args:
            name: An address, or the path of the folder's own file.

        Raises:
            OtherFileError: It is another file.
        """
        is_file = "://" not in name
        if is_file and Path(name).resolve() != (self.folder / documents.DATABASE_FILE).resolve():
            raise documents.OtherFileError
        return replace(
            self, settings=replace(self.settings, database_url=None if is_file else name)
        )

    @cached_property
    def database_as_found(self) -> Database:
        """The review's database, whatever version its schema has; only `db upgrade` asks for it."""
        url = self.settings.database_url or sqlite_url(self.folder / documents.DATABASE_FILE)
        return Database(url)

    @cached_property
    def older_database(self) -> Database:
        """The review's database, newest or not; only `db accept-older` asks for it.

        Raises:
            SchemaVersionError: It is of another version of the tool.
        """
        database = self.database_as_found
        with readable_database():
            if migrate.schema_version(database.engine) is None:
                migrate.upgrade(database.engine)
            migrate.check_schema(database.engine)
        return database

    @cached_property
    def database(self) -> Database:
        """The review's database, made when it is not there yet.

        Raises:
            SchemaVersionError: It is of another version of the tool.
            OlderDatabaseError: It lacks work that was saved in this folder.
        """
        self._check_newest()
        database = self.older_database
        database.finish_wiping()
        settle_keys(lambda: database.transaction(KEEPER, self.clock()), self.keys)
        settle_removals(lambda: database.transaction(KEEPER, self.clock()), self.folder, self.keys)
        settle_evidence_files(
            lambda: database.transaction(KEEPER, self.clock()), self.place.evidence
        )
        settle_reports(self.place.reports)
        settle_releases(lambda: database.transaction(KEEPER, self.clock()), self.place)
        remove_left_text(self.folder)
        return database

    def _check_newest(self) -> None:
        # Read before the database, which another process may take further meanwhile.
        newest = self.witness.head
        if newest is None:
            return
        is_on_server = self.database_file is None
        if self._would_be_made_anew:
            raise heads_file.OlderDatabaseError(newest, is_on_server=is_on_server, is_empty=True)
        with readable_database():
            if not heads_file.holds(self.older_database.engine, newest):
                raise heads_file.OlderDatabaseError(newest, is_on_server=is_on_server)
        heads_file.remove_leftovers(self.folder)

    @property
    def _would_be_made_anew(self) -> bool:
        file = self.database_file
        if file is not None:
            return not (file.exists() and file.stat().st_size)
        with readable_database():
            return migrate.schema_version(self.database_as_found.engine) is None

    @property
    def witness(self) -> Witness:
        """What the file beside the database says of its newest seal, read now."""
        has_file = self.database_file is not None
        return (heads_file.read if has_file else heads_file.read_beside_server)(self.folder)

    @property
    def not_wiped(self) -> str:
        """Why the database's file may still hold what was deleted; empty where it does not."""
        unwiped = self.database.unwiped
        return "" if unwiped is None else unwiped.words

    @contextmanager
    def work(self) -> Iterator[UnitOfWork]:
        """One transaction with one moment, by the person who opened the review.

        Raises:
            WitnessFaultyError: Nothing would tell any more that the database is an older copy.
            OtherReviewsDatabaseError: The database on the server is of another review.
        """
        with self._transaction(self.database) as work:
            witness = self.witness
            check_witness(work, witness)
            self._check_is_own(work, witness)
            yield work
            note_witness(work, witness)
        self._keep_head(work)

    def _check_is_own(self, work: UnitOfWork, witness: Witness) -> None:
        if self.database_file is None and witness.head is None:
            check_is_own(work, self.written, self.keys)

    @contextmanager
    def work_on_older(self) -> Iterator[UnitOfWork]:
        """The same, whatever the file beside the database says; it is written as things are."""
        heads_file.make_way(self.folder)
        with self._transaction(self.older_database) as work:
            yield work
        self._keep_head(work, is_accepted=True)

    @contextmanager
    def _transaction(self, database: Database) -> Iterator[UnitOfWork]:
        with database.transaction(self.actor, self.clock(), new_salt=self.new_salt) as work:
            yield work
            note_team(work, self.written)
            note_signing_key(work, self.keys)

    def _keep_head(self, work: UnitOfWork, *, is_accepted: bool = False) -> None:
        head = work.changes.head
        if head is not None:
            heads_file.write(
                self.folder, head, deletions=work.changes.deletions, is_accepted=is_accepted
            )

    @contextmanager
    def reading(self) -> Iterator[UnitOfWork]:
        """One consistent view that changes nothing, but that a changed team is noted first."""
        with self.database.reading(self.actor, self.clock()) as work:
            self._check_is_own(work, self.witness)
            is_noted = not has_changed(work, self.written) or bool(fault_of(work, self.witness))
            if is_noted:
                yield work
        if not is_noted:
            with self.work():
                pass
            with self.reading_as_found() as work:
                yield work

    @contextmanager
    def reading_as_found(self) -> Iterator[UnitOfWork]:
        """One consistent view that writes nothing whatever it finds, for `db check`."""
        with self.database.reading(self.actor, self.clock()) as work:
            yield work


@contextmanager
def work_in(folder: Path, person: str) -> Iterator[UnitOfWork]:
    """One transaction of the working copy of a pack, its database closed again behind it."""
    workspace = Workspace.open_private(folder, person)
    try:
        with workspace.work() as work:
            yield work
    finally:
        workspace.database.close()
