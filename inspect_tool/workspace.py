"""Composition root: folder, database, clock and templates; the only reader of the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.people import KEEPER, Actor, check_can_lead
from inspect_tool.domain.review import Review
from inspect_tool.errors import UsageError
from inspect_tool.services.frames import returns
from inspect_tool.services.frames.errors import ReturnRefusedError
from inspect_tool.services.frames.returns import returns_in_force
from inspect_tool.services.frames.whose_return import authority_of
from inspect_tool.services.review import database_check, documents
from inspect_tool.services.review.folder import ReviewFolder
from inspect_tool.settings import Settings
from inspect_tool.store import migrate
from inspect_tool.store.database import Database, readable_database, sqlite_url
from inspect_tool.store.key_files import KeyFolder

if TYPE_CHECKING:
    from inspect_tool.readers.annex_a.return_files import ReturnContents
    from inspect_tool.services.frames.returns import ImportOptions, ImportResult
    from inspect_tool.services.publication.build import BuiltReport
    from inspect_tool.services.publication.claims import ClaimExplained, ClaimsCheck
    from inspect_tool.services.review.database_check import DatabaseCheck
    from inspect_tool.services.workbooks.take_back import ReturnedView
    from inspect_tool.store.database import UnitOfWork

# What only some commands do is imported by them: the report and the workbooks take a tenth of a
# second, which `status` and `case check` need not wait for.
PACKAGE = Path(__file__).parent
Clock = Callable[[], datetime]


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
    """
    start = folder or (settings or Settings.read()).review or Path.cwd()
    return documents.find_folder(start.resolve())


@dataclass(frozen=True)
class Workspace:
    """One review, opened by one person."""

    folder: Path
    settings: Settings
    person: str | None = None
    clock: Clock = system_clock

    @classmethod
    def open(
        cls, folder: Path | None = None, *, person: str | None = None, clock: Clock = system_clock
    ) -> Workspace:
        """Open the review in a folder, or the nearest one upwards.

        Raises:
            NoReviewError: There is no review.
            SchemaVersionError: Its database is of another version of the tool.
        """
        settings = Settings.read()
        return cls(
            folder=find_review(folder, settings),
            settings=settings,
            person=person or settings.person,
            clock=clock,
        )

    @cached_property
    def review(self) -> Review:
        """The plan and the framework, checked."""
        return documents.load_review(self.folder)

    @cached_property
    def actor(self) -> Actor:
        """Who acts."""
        return documents.actor_of(self.review.plan, self.person)

    @cached_property
    def templates(self) -> Path:
        """Templates: the review's own folder when it has one, else those that come along."""
        own = self.folder / "templates"
        return own if own.is_dir() else shipped_folder("templates")

    @property
    def place(self) -> ReviewFolder:
        """Where the files of the review are."""
        return ReviewFolder(self.folder, self.templates)

    @cached_property
    def keys(self) -> KeyFolder:
        """The key files, kept apart from the database."""
        return KeyFolder(self.folder / "keys")

    @cached_property
    def database(self) -> Database:
        """The review's database, made when it is not there yet."""
        path = self.folder / documents.DATABASE_FILE
        database = Database(self.settings.database_url or sqlite_url(path))
        with readable_database():
            if migrate.schema_version(database.engine) is None:
                migrate.upgrade(database.engine)
        migrate.check_schema(database.engine)
        self._settle_keys(database)
        return database

    @contextmanager
    def work(self) -> Iterator[UnitOfWork]:
        """One transaction with one moment, by the person who opened the review."""
        with self.database.transaction(self.actor, self.clock()) as work:
            yield work

    @contextmanager
    def reading(self) -> Iterator[UnitOfWork]:
        """One consistent view that changes nothing."""
        with self.database.reading(self.actor, self.clock()) as work:
            yield work

    def take_return(
        self,
        files: Sequence[Path],
        *,
        code: str | None = None,
        options: ImportOptions | None = None,
        problems_file: Path | None = None,
        already_read: ReturnContents | None = None,
    ) -> ImportResult:
        """Read a return and take it as an authority's frame, its key file with it.

        Args:
            code: Whose return it is, when the file's name does not say.
            problems_file: Where every problem is written, whether the return is taken or refused.
            already_read: What `frames.read_files` made of the files, when it was called before.

        Raises:
            ReturnRefusedError, FrameCommittedError, ChangedReturnError: See `frames`.
        """
        if problems_file is not None and not problems_file.resolve().parent.is_dir():
            raise UsageError(f"There is no folder for {problems_file}. Nothing was changed.")
        authority = authority_of(self.review, files, code)
        contents = already_read or returns.read_files(self.review, files)
        database = self.database
        try:
            with self.work() as work:
                result = returns.import_return(
                    work,
                    self.review,
                    contents,
                    authority,
                    keys=self.keys,
                    options=options or returns.ImportOptions(),
                )
        except ReturnRefusedError as refused:
            returns.write_problems(refused.problems, problems_file, authority=authority)
            raise
        finally:
            self._settle_keys(database)
        returns.write_problems(result.problems, problems_file, authority=authority)
        return result

    def take_workbooks(
        self, files: Sequence[Path], *, dry_run: bool = False
    ) -> tuple[ReturnedView, ...]:
        """Take filled-in case workbooks, all of them in one transaction or none.

        Raises:
            UnreadableFileError: One cannot be read, or is unsafe to read.
            DamagedWorkbookError, WrongReviewError: See `returned_workbooks`.
        """
        from inspect_tool.services.workbooks import take_back

        read = take_back.read_workbooks(self.review, files, keys=self.keys)
        with self.reading() if dry_run else self.work() as work:
            return tuple(
                take_back.take_workbook(work, self.review, returned, file=path.name)
                for path, returned in zip(files, read, strict=True)
            )

    def build_report(
        self,
        *,
        edition: str = "internal",
        formats: str = "pdf,xlsx,html",
        folder: Path | None = None,
        snapshot: str | None = None,
    ) -> BuiltReport:
        """Check every claim and write the documents; nothing is written if a claim is false.

        Raises:
            FalseClaimsError: The narrative says what the evidence does not.
        """
        from inspect_tool.services.publication import build

        wanted = build.BuildOptions.parse(edition=edition, formats=formats)
        with self.work() as work:
            return build.build(
                work,
                self.review,
                options=wanted,
                folder=folder or self.place.reports,
                place=self.place,
                snapshot=snapshot,
            )

    def check_claims(self, *, snapshot: str | None = None) -> ClaimsCheck:
        """Check every quantity of the narrative against a snapshot."""
        from inspect_tool.services.publication import claims

        with self.reading() as work:
            return claims.check(work, self.review, place=self.place, snapshot=snapshot)

    def explain_claim(self, reference: str, *, snapshot: str | None = None) -> ClaimExplained:
        """Where a quantity comes from, and the words that would be true."""
        from inspect_tool.services.publication import claims

        with self.reading() as work:
            return claims.explain(work, self.review, reference, place=self.place, snapshot=snapshot)

    def back_up(self, path: Path) -> None:
        """Write a complete copy of the database; it holds every reader's answers."""
        check_can_lead(self.actor, "make a backup")
        migrate.back_up(self.database.engine, path)

    def check_database(self) -> DatabaseCheck:
        """Check the database's file, what points where, and the audit trail."""
        faults = migrate.file_faults(self.database.engine)
        with self.reading() as work:
            return database_check.check_database(work, file_faults=faults)

    def _settle_keys(self, database: Database) -> None:
        """Finish or undo what a stopped process left of an import."""
        if not self.keys.has_staged():
            return
        # A writing transaction, so that an import under way elsewhere is over by then.
        with database.transaction(KEEPER, self.clock()) as work:
            self.keys.settle(returns_in_force(work))


def upgrade_database(folder: Path | None) -> str:
    """Bring a review's database to this version of the tool, after a backup; say what was done."""
    settings = Settings.read()
    path = find_review(folder, settings) / documents.DATABASE_FILE
    database = Database(settings.database_url or sqlite_url(path))
    found = migrate.schema_version(database.engine)
    if found == migrate.NEWEST:
        return f"The database has schema {found} already; nothing to do."
    if found is not None and settings.database_url is None:
        backup = path.with_name(f"review-before-{migrate.NEWEST}.db")
        migrate.back_up(database.engine, backup)
    migrate.upgrade(database.engine)
    return f"The database has schema {migrate.NEWEST} now (it had {found or 'none'})."
