"""What each kind of job does: the same services that a command calls, with files in its folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.content.blocks import Edition
from inspect_tool.domain.jobs import JobKind
from inspect_tool.errors import UsageError
from inspect_tool.services.frames.returns import ImportOptions
from inspect_tool.services.frames.take_return import take_return
from inspect_tool.services.publication.build import BuildOptions, build_report
from inspect_tool.services.publication.builds import LETTERS
from inspect_tool.services.publication.letters import LetterOptions, write_letters
from inspect_tool.services.publication.open_tables import write_tables
from inspect_tool.services.publication.public_letters import (
    PublicLettersTogetherError,
    write_public_letters,
)
from inspect_tool.services.publication.sealing import SealOptions, seal
from inspect_tool.services.workbooks.take_back import take_workbooks

if TYPE_CHECKING:
    from inspect_tool.domain.review import Review
    from inspect_tool.services.review.folder import ReviewFolder
    from inspect_tool.store.database import Begin
    from inspect_tool.store.key_files import KeyFolder

LONGEST_ARGUMENT = 200
PROBLEMS = "problems.xlsx"
READING_FILES = ("Reading the files", "Taking what they say")
READING, KEEPING = "Reading and writing", "Keeping what was written"


@dataclass(frozen=True)
class JobRoom:
    """What a job has to work with; it acts as the person who asked for it.

    Args:
        reading, work: Begin a transaction, which is refused once the job is stopped or another
            process has it.
        given: Files that were laid aside for it.
        made: Its own empty folder, for what it writes.
    """

    reading: Begin
    work: Begin
    review: Review
    place: ReviewFolder
    keys: KeyFolder
    arguments: Mapping[str, str]
    given: tuple[Path, ...]
    made: Path


@dataclass(frozen=True)
class JobOutcome:
    """What came of a job.

    Args:
        message: In the tool's own words.
    """

    message: str


@dataclass(frozen=True)
class KindOfJob:
    """One kind of job.

    Args:
        defaults: Names of its arguments, with what holds where one is not given.
        check: Refuses arguments that cannot be; it reads nothing.
        run: Does it.
        steps: What it does from each of its transactions to the next, in words.
        takes_files: Whether files are laid aside for it.
    """

    defaults: Mapping[str, str]
    check: Callable[[Mapping[str, str]], object]
    run: Callable[[JobRoom], JobOutcome]
    steps: tuple[str, ...]
    takes_files: bool = field(default=False, kw_only=True)


def checked_arguments(kind: JobKind, given: Mapping[str, str], files: int) -> dict[str, str]:
    """The arguments of a job, each with a value.

    Raises:
        UsageError: One is unknown, too long or cannot be; or files are missing, or not wanted.
    """
    of = KINDS[kind]
    unknown = sorted(given.keys() - of.defaults.keys())
    if unknown:
        known = ", ".join(of.defaults) or "none"
        raise UsageError(f"A job of the kind {kind} has no {unknown[0][:40]}. It has: {known}.")
    if any(len(value) > LONGEST_ARGUMENT for value in given.values()):
        raise UsageError(f"An argument of a job has {LONGEST_ARGUMENT} characters at most.")
    if bool(files) is not of.takes_files:
        wants = "wants files" if of.takes_files else "takes no files"
        raise UsageError(f"A job of the kind {kind} {wants}.")
    arguments = {**of.defaults, **given}
    of.check(arguments)
    return arguments


def _yes(word: str) -> bool:
    """Whether an argument says yes.

    Raises:
        UsageError: It says neither yes nor no.
    """
    if word not in ("yes", "no"):
        raise UsageError("Say yes or no.")
    return word == "yes"


def _build_options(arguments: Mapping[str, str]) -> BuildOptions:
    return BuildOptions.parse(
        edition=arguments["edition"],
        formats=arguments["formats"],
        snapshot=arguments["snapshot"] or None,
        is_draft=_yes(arguments["draft"]),
    )


def _check_build(arguments: Mapping[str, str]) -> object:
    return _yes(arguments["kept"]), _build_options(arguments)


def _build(room: JobRoom) -> JobOutcome:
    is_kept = _yes(room.arguments["kept"])
    options = replace(
        _build_options(room.arguments), folder=None if is_kept else room.made, is_kept=is_kept
    )
    built = build_report(room.reading, room.work, room.review, place=room.place, options=options)
    told = [
        f"The {options.edition} edition is built from the snapshot {built.snapshot}: "
        f"{built.claims} quantities in the narrative hold."
    ]
    if built.unchecked:
        told.append(f"A draft. Quantities that could not be checked: {built.unchecked}.")
    told += [built.no_pdf] if built.no_pdf else []
    told += (*built.meanwhile, *built.not_accessible)
    if not built.is_current:
        told.append("Something changed since the newest snapshot was taken.")
    return JobOutcome(" ".join(told))


def _letter_options(arguments: Mapping[str, str], folder: Path | None) -> LetterOptions:
    return LetterOptions.parse(
        folder,
        formats=arguments["formats"],
        authority=arguments["authority"],
        snapshot=arguments["snapshot"] or None,
        edition=arguments["edition"],
    )


def _check_letters(arguments: Mapping[str, str]) -> object:
    options = _letter_options(arguments, None)
    if options.edition is Edition.PUBLIC and options.authority:
        raise PublicLettersTogetherError
    return _yes(arguments["kept"])


def _write_letters(room: JobRoom) -> JobOutcome:
    is_kept, folder = _yes(room.arguments["kept"]), room.made
    options = _letter_options(room.arguments, folder)
    if options.edition is Edition.PUBLIC:
        public = replace(options, folder=None if is_kept else folder)
        made = write_public_letters(
            room.reading, room.work, room.review, place=room.place, options=public
        )
        return JobOutcome(
            f"Public letters to {', '.join(made.authorities)}, from the snapshot {made.snapshot}."
        )
    if is_kept:
        with room.reading() as work:
            folder = room.place.reports / LETTERS / f"{work.now:%Y-%m-%dT%H%M%S}"
    written = write_letters(
        room.reading,
        room.work,
        room.review,
        place=room.place,
        options=replace(options, folder=folder),
        keys=room.keys,
    )
    return JobOutcome(
        f"Letters to {', '.join(written.authorities)} with {written.statements} statements, from "
        f"the snapshot {written.snapshot}. Each is for its authority alone."
    )


def _write_tables(room: JobRoom) -> JobOutcome:
    written = write_tables(
        room.reading,
        room.work,
        room.review,
        place=room.place,
        path=room.made / "tables.zip",
        snapshot=room.arguments["snapshot"] or None,
    )
    return JobOutcome(
        f"{written.tables} tables with {written.rows} rows, from the snapshot {written.snapshot}. "
        "They are internal, and not for publication."
    )


def _seal_options(arguments: Mapping[str, str]) -> SealOptions:
    return SealOptions.parse(
        arguments["name"], snapshot=arguments["snapshot"], edition=arguments["edition"]
    )


def _seal(room: JobRoom) -> JobOutcome:
    options = _seal_options(room.arguments)
    sealed = seal(room.reading, room.work, room.review, options, place=room.place, keys=room.keys)
    release = sealed.release
    told = [f"{release.name} is sealed: {sealed.files} files, {release.edition} edition."]
    told += [f"It takes the place of {earlier}." for earlier in sealed.corrects]
    if sealed.is_new_key:
        told.append("A key was made for it, keys/release.key: back the keys up.")
    if sealed.proof:
        told.append(
            f"{Path(sealed.proof).name} beside it says what an attack leaves open of each count: "
            "it stays with the team."
        )
    told.append(f"Publish this where the report is not: {sealed.sentence_to_publish}")
    keep = "" if release.edition == Edition.PUBLIC else "For the team, to keep: "
    told.append(f"{keep}Release {release.name}: SHA-256 of its manifest {release.manifest_sha256}.")
    return JobOutcome(" ".join(told))


def _take_return(room: JobRoom) -> JobOutcome:
    options = ImportOptions(
        authority=room.arguments["authority"] or None,
        accept_changes=_yes(room.arguments["accept_changes"]),
        problems_file=room.made / PROBLEMS,
        told_in=room.place.path,
    )
    taken = take_return(room.work, room.review, room.given, keys=room.keys, options=options)
    return JobOutcome(
        f"{taken.authority}: {taken.outcome}, {taken.children} children on the frame, "
        f"{taken.eligible} of them eligible. Problems: {len(taken.problems)}."
    )


def _take_workbooks(room: JobRoom) -> JobOutcome:
    taken = take_workbooks(room.work, room.review, room.given, keys=room.keys)
    changed, problems = sum(one.changed for one in taken), sum(len(one.problems) for one in taken)
    crossed = sum(len(one.conflicts) for one in taken)
    return JobOutcome(
        f"{len(taken)} workbooks taken: {changed} answers changed, {crossed} crossed with others, "
        f"{problems} problems."
    )


def _check_return(arguments: Mapping[str, str]) -> object:
    return _yes(arguments["accept_changes"])


KINDS: Mapping[JobKind, KindOfJob] = {
    JobKind.REPORT: KindOfJob(
        {
            "edition": "internal",
            "formats": "pdf,xlsx,html",
            "snapshot": "",
            "draft": "no",
            "kept": "no",  # among the builds of the pages, for all who may have them
        },
        _check_build,
        _build,
        steps=(READING, KEEPING),
    ),
    JobKind.LETTERS: KindOfJob(
        {
            "authority": "",
            "formats": "pdf,html",
            "snapshot": "",
            "edition": "internal",
            "kept": "no",  # among the letters of the pages, for all who may have them
        },
        _check_letters,
        _write_letters,
        steps=(READING, KEEPING),
    ),
    JobKind.TABLES: KindOfJob({"snapshot": ""}, len, _write_tables, steps=(READING, KEEPING)),
    JobKind.SEAL: KindOfJob(
        {"name": "", "snapshot": "", "edition": "internal", "kept": "yes"},
        _seal_options,
        _seal,
        steps=("Making the report again", "Sealing it"),
    ),
    JobKind.RETURN: KindOfJob(
        {"authority": "", "accept_changes": "no"},
        _check_return,
        _take_return,
        steps=READING_FILES,
        takes_files=True,
    ),
    JobKind.WORKBOOKS: KindOfJob(
        {},
        len,
        _take_workbooks,
        steps=READING_FILES,
        takes_files=True,
    ),
}
