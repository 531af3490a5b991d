"""What may identify somebody in anything that a report is made from, settled before it is built."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.identifiers.finding import Finding
from inspect_tool.domain.identifiers.scan import find_identifiers
from inspect_tool.domain.people import Role
from inspect_tool.domain.records.records import ItemKind, ItemPlace, Reader
from inspect_tool.domain.report.advice_file import ADVICE_FILE
from inspect_tool.domain.review import Review
from inspect_tool.errors import CheckFailedError, Problem, RefusedError, Severity
from inspect_tool.services.publication.narratives import advice_text, narrative_texts
from inspect_tool.services.records import identifiers, said_beside
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.services.records.identifiers import (
    IdentifierView,
    KeptView,
    NoSuchFindingError,
    StillIdentifiesError,
    kept_words,
)
from inspect_tool.services.review.folder import ReviewFolder
from inspect_tool.store import audit_queries

if TYPE_CHECKING:
    from inspect_tool.domain.figures.basis import SnapshotFigures
    from inspect_tool.store.database import UnitOfWork

KEPT = "guard.keep-narrative"
KIND = "may-identify"


class UnsettledIdentifiersError(CheckFailedError):
    """Something that a report is made from may identify somebody, and nobody has settled it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(
            "Words that may identify somebody are not settled, so nothing was written. "
            "`guard check` lists them; put them otherwise with `guard replace`, or say with "
            "`guard keep` why they stay.",
            problems=problems,
        )


class OwnFileError(RefusedError):
    """A narrative is changed in its file."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is in a file of the narrative. Put the words otherwise there; nothing was "
            "changed."
        )


@dataclass(frozen=True)
class GuardView:
    """What is not settled, for the actor's eyes.

    Args:
        records: Places in records.
        narrative: Places in the narrative, by file and line.
    """

    records: tuple[IdentifierView, ...]
    narrative: tuple[Problem, ...]
    kept: tuple[KeptView, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing left to settle."""
        return not (self.records or self.narrative)


class _PlaceInNarrative(NamedTuple):
    """Characters of a line of the narrative; the line is counted from 1."""

    file: str
    line: int
    finding: Finding
    words: str

    @property
    def name(self) -> str:
        return f"{self.file}:{self.line}:{self.finding.start + 1}"

    @property
    def problem(self) -> Problem:
        return Problem(
            file=self.file,
            row=self.line,
            column=str(self.finding.start + 1),
            kind=KIND,
            severity=Severity.REFUSED,
            message=f"{self.finding.place.capitalize()} may be {self.finding.kind.value}.",
            remedy=f"Say {self.finding.say} instead, or keep it with `guard keep {self.name} "
            "--why …`.",
        )


def check(
    work: UnitOfWork, review: Review, *, place: ReviewFolder, ref: str | None = None
) -> GuardView:
    """What may identify somebody and is not settled, in what the actor may see.

    Args:
        ref: In the records of one case, authority or interview alone.

    Raises:
        NotYourRoleError: The actor is neither a lead nor an inspector nor a report writer.
    """
    is_writer_alone = not ({Role.LEAD, Role.INSPECTOR} & work.actor.roles)
    if is_writer_alone:
        check_can(work.actor, Action.BUILD_REPORT)
        return GuardView((), narrative_problems(work, review, place))
    records = identifiers.list_identifiers(work, review, ref)
    records += said_beside.list_beside(work, review, ref)
    kept = identifiers.list_kept(work, review, ref)
    kept += said_beside.list_kept_beside(work, review, ref)
    narrative = () if ref else narrative_problems(work, review, place)
    return GuardView(records, narrative, kept)


def narrative_problems(
    work: UnitOfWork, review: Review, place: ReviewFolder
) -> tuple[Problem, ...]:
    """Places of the narrative that may identify somebody; it asks nobody's leave."""
    return tuple(one.problem for one in _in_narrative(work, review, place))


def _in_narrative(
    work: UnitOfWork, review: Review, place: ReviewFolder
) -> Iterator[_PlaceInNarrative]:
    return _in_texts(work, review, narrative_texts(place.narrative) | advice_text(place))


def text_problems(
    work: UnitOfWork, review: Review, texts: Mapping[str, str]
) -> tuple[Problem, ...]:
    """Places of texts that may identify somebody, as `narrative_problems` of what is being written.

    Args:
        texts: By the names of their files.
    """
    return tuple(one.problem for one in _in_texts(work, review, texts))


def _in_texts(
    work: UnitOfWork, review: Review, texts: Mapping[str, str]
) -> Iterator[_PlaceInNarrative]:
    kept = [entry.details for entry in audit_queries.entries_of_action(work, KEPT)]
    own = [authority.name for authority in review.plan.authorities]
    for file, text in texts.items():
        for number, line in enumerate(text.splitlines(), start=1):
            for finding in find_identifiers(line, own):
                words = line[finding.start : finding.end]
                known = any(
                    one["file"] == file and one["words"] == _digest(one["salt"], words)
                    for one in kept
                )
                if not known:
                    yield _PlaceInNarrative(file, number, finding, words)


def _digest(salt: str, words: str) -> str:
    """What is kept of words that are published on purpose."""
    return hashlib.sha256(f"{salt} {words.casefold()}".encode()).hexdigest()


def put_otherwise(work: UnitOfWork, review: Review, name: str, words: str) -> IdentifierView:
    """Put other words in the place of what may identify somebody in a record or beside it.

    Raises:
        SealedTextError: Something rests on the words of a reason.
        OwnFileError: It is in the narrative, which is changed in its file.
        NoSuchFindingError, StillIdentifiesError, BadAnswerError, CrossedAnswersError: As in
            records.
        NotYourRoleError, NotYourCaseError, ConflictHoldsError, BlindReadError: It is not the
            actor's to settle.
    """
    if _is_of_narrative(name):
        raise OwnFileError(name)
    if said_beside.is_beside(name):
        return said_beside.put_beside_otherwise(work, review, name, words)
    return identifiers.put_otherwise(work, review, name, words)


def keep(
    work: UnitOfWork, review: Review, name: str, why: str, *, place: ReviewFolder
) -> IdentifierView | Problem:
    """Keep words that may identify somebody, in a record or in the narrative, with the reason.

    Words of the narrative are kept by a digest, for they are published on purpose.

    Raises:
        NoSuchFindingError, StillIdentifiesError, BadAnswerError: There is no such place, or the
            reason is none.
        NotYourRoleError, NotYourCaseError, ConflictHoldsError, BlindReadError: It is not the
            actor's to settle.
    """
    if said_beside.is_beside(name):
        return said_beside.keep_beside(work, review, name, why)
    if not _is_of_narrative(name):
        return identifiers.keep(work, review, name, why)
    check_can(work.actor, Action.BUILD_REPORT)
    found = next((one for one in _in_narrative(work, review, place) if one.name == name), None)
    if found is None:
        raise NoSuchFindingError(name)
    if not why.strip():
        raise BadAnswerError("Say why the words are kept, with --why.")
    for finding in find_identifiers(why):
        raise StillIdentifiesError(finding)
    salt = work.new_salt()
    work.audit(KEPT, file=found.file, salt=salt, words=_digest(salt, found.words), why=why.strip())
    return found.problem


def _is_of_narrative(name: str) -> bool:
    file = name.rpartition(":")[0].rpartition(":")[0]
    return file.endswith(".md") or file == ADVICE_FILE


def require_settled(
    work: UnitOfWork, review: Review, figures: SnapshotFigures, *, place: ReviewFolder
) -> None:
    """Refuse to build a report from words that may identify somebody and are not settled.

    Of records it says only that there is something: a count would tell of a read that is blind.

    Raises:
        UnsettledIdentifiersError: There are some.
    """
    problems = [*narrative_problems(work, review, place), *_in_quotes(work, figures)]
    if identifiers.is_any_unsettled(work) or said_beside.is_any_to_settle(work):
        problems.append(
            Problem(
                file=review.plan.review,
                sheet="records",
                kind=KIND,
                severity=Severity.REFUSED,
                message="Notes, answers or reasons may identify somebody.",
                remedy="A lead or their inspector settles them: see `guard check`.",
            )
        )
    if problems:
        raise UnsettledIdentifiersError(tuple(problems))


def _in_quotes(work: UnitOfWork, figures: SnapshotFigures) -> Iterator[Problem]:
    """What a snapshot keeps to be quoted, which may be older than what was put otherwise."""
    kept = kept_words(work) if figures.quotes else {}
    for quote in figures.quotes:
        place = ItemPlace(quote.ref, Reader.FIRST.value, ItemKind.EVIDENCE.value, quote.name)
        for finding in find_identifiers(quote.text, kept.get(place, ())):
            yield Problem(
                file=figures.name,
                sheet=quote.ref,
                column=quote.name,
                kind=KIND,
                severity=Severity.REFUSED,
                message=f"In what may be quoted, {finding.place} may be {finding.kind.value}.",
                remedy=f"Say {finding.say} instead with `guard replace`, then take a snapshot.",
            )
