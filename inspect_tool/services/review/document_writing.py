"""The plan and the framework written as text: checked like a file, and kept when they hold.

The files stay what people write, with their comments. What is saved must hold together with the
other document, so that no page is ever served under a document that it cannot read.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.frame.fields import fields_of
from inspect_tool.domain.review import Review
from inspect_tool.errors import (
    CheckFailedError,
    Problem,
    RefusedError,
    Severity,
    UnreadableFileError,
    UsageError,
)
from inspect_tool.readers.documents.framework import framework_of
from inspect_tool.readers.documents.plan import plan_of
from inspect_tool.readers.documents.yaml import parse_yaml, read_text
from inspect_tool.services.review.documents import (
    PLAN_FILE,
    DocumentFaultyError,
    check_framework,
    inside,
)
from inspect_tool.services.review.folder import VERSIONS
from inspect_tool.services.review.versions import with_version_in_force

if TYPE_CHECKING:
    from inspect_tool.store.database import Begin, UnitOfWork

LONGEST: Final = 400_000  # characters; the longest framework that comes with the tool has 60,000


class WrittenDocument(StrEnum):
    """What can be written."""

    PLAN = "plan"
    FRAMEWORK = "framework"


class TextChangedError(RefusedError):
    """The file has another text than the one that the writer began from."""

    def __init__(self, file: str) -> None:
        super().__init__(
            f"Somebody else changed {file} meanwhile, so nothing was saved. What you typed is "
            "below; where the two differ is shown. Saving again replaces theirs, which is kept."
        )


class TeamKeptError(RefusedError):
    """Somebody would change by a page who they are on a server where people sign in."""

    def __init__(self) -> None:
        super().__init__(
            f"On a team's server the team is changed in {PLAN_FILE} itself, by whoever keeps its "
            "folder: who is in it, roles and conflicts of interest. Put the part `team` back as it "
            "was. Nothing was saved."
        )


class LongDocumentError(UsageError):
    """A text that no plan or framework is as long as."""

    def __init__(self) -> None:
        super().__init__(f"A document has at most {LONGEST:,} characters. Nothing was saved.")


@dataclass(frozen=True)
class DocumentText:
    """A document as its file has it.

    Args:
        digest: What a save says that it began from.
    """

    file: str
    text: str
    digest: str


@dataclass(frozen=True)
class DocumentCheck:
    """What is wrong with a text, and the review that it would make.

    Args:
        review: None where it has faults.
    """

    problems: tuple[Problem, ...]
    review: Review | None

    @property
    def holds(self) -> bool:
        """Whether it can be saved."""
        return self.review is not None


def open_document(
    work: UnitOfWork, review: Review, folder: Path, which: WrittenDocument
) -> DocumentText:
    """A document as its file has it.

    Args:
        review: The documents as the folder has them.

    Raises:
        NotYourRoleError: The actor is no lead.
        UnreadableFileError: It cannot be read.
    """
    check_can(work.actor, Action.WRITE_PLAN)
    return _as_it_is(folder, _file(review, which))


def check_document(
    work: UnitOfWork, review: Review, folder: Path, which: WrittenDocument, typed: str
) -> DocumentCheck:
    """Read a text as its file would be read; nothing is written.

    Raises:
        NotYourRoleError: The actor is no lead.
    """
    check_can(work.actor, Action.WRITE_PLAN)
    text = _tidied(typed)
    if which is WrittenDocument.PLAN:
        return _check_plan(folder, text)
    return _check_framework(review, text)


def save_document(  # noqa: PLR0913  # which text of which document, and what it began from
    begin: Begin,
    review: Review,
    folder: Path,
    which: WrittenDocument,
    typed: str,
    expected: str,
    *,
    keeps_team: bool = False,
) -> DocumentCheck:
    """Put a text into the file of a document where it holds; what was there is kept beside.

    Args:
        review: The documents as the folder has them.
        expected: The digest of the text that the writer began from.
        keeps_team: Whether the plan's team stays as it is.

    Returns:
        The check of the text; where it does not hold, nothing was saved.

    Raises:
        NotYourRoleError: The actor is no lead.
        TextChangedError: The file has another text than that.
        TeamKeptError: The team would be another.
        VersionChangedError: A version of the framework that is in use would be another.
    """
    with begin() as work:
        checked = check_document(work, review, folder, which, typed)
        if checked.review is None:
            return checked
        if keeps_team and checked.review.plan.team != review.plan.team:
            raise TeamKeptError
        with_version_in_force(work, checked.review)
        file = _file(review, which)
        now, text = _as_it_is(folder, file), _tidied(typed)
        if now.digest != expected:
            raise TextChangedError(file)
        if text != now.text:
            kept = f"{work.now:%Y-%m-%dT%H%M%S}-{work.actor.id}-{now.digest[:12]}.yaml"
            files = {
                folder / VERSIONS / which.value / kept: now.text.encode(),
                folder / file: text.encode(),
            }
            for path in files:
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            work.audit("document.save", file=file, sha256=_digest(text))
            work.files.write(files)
    return checked


def _check_plan(folder: Path, text: str) -> DocumentCheck:
    """The plan in a text, held together with the framework that it names."""
    document = parse_yaml(text, file=PLAN_FILE)
    loaded = plan_of(document, folder)
    if loaded.plan is None:
        return DocumentCheck(loaded.problems, None)
    try:
        path = inside(folder, loaded.plan.framework)
        framework = check_framework(path, plan=loaded.plan, with_proofs=False)
    except (DocumentFaultyError, UnreadableFileError) as error:
        return DocumentCheck((*loaded.problems, _of_framework(error)), None)
    loaded = plan_of(document, folder, framework=framework.framework)
    problems = (*loaded.problems, *(one for one in framework.problems if _is_refused(one)))
    if loaded.plan is None or framework.framework is None or any(map(_is_refused, problems)):
        return DocumentCheck(problems, None)
    review = Review(
        plan=loaded.plan,
        framework=framework.framework,
        plan_digest=loaded.digest,
        framework_digest=framework.digest,
    )
    return DocumentCheck(problems, review)


def _of_framework(error: CheckFailedError | UnreadableFileError) -> Problem:
    return Problem(
        file=PLAN_FILE,
        column="framework",
        kind="framework-file",
        severity=Severity.REFUSED,
        message=error.message,
        remedy="Correct the framework first, or name another one.",
    )


def _check_framework(review: Review, text: str) -> DocumentCheck:
    """The framework in a text, held together with the plan as it is."""
    plan = review.plan
    loaded = framework_of(
        parse_yaml(text, file=plan.framework),
        derived=frozenset(plan.population.fields),
        fields=fields_of(plan.declared),
    )
    if loaded.framework is None:
        return DocumentCheck(loaded.problems, None)
    written = Review(
        plan=plan,
        framework=loaded.framework,
        plan_digest=review.plan_digest,
        framework_digest=loaded.digest,
    )
    return DocumentCheck(loaded.problems, written)


def _is_refused(problem: Problem) -> bool:
    return problem.severity is Severity.REFUSED


def _file(review: Review, which: WrittenDocument) -> str:
    return PLAN_FILE if which is WrittenDocument.PLAN else review.plan.framework


def _as_it_is(folder: Path, file: str) -> DocumentText:
    text = read_text(inside(folder, file))
    return DocumentText(file, text, _digest(text))


def _tidied(typed: str) -> str:
    """A text with the line ends of a file."""
    if len(typed) > LONGEST:
        raise LongDocumentError
    text = typed.replace("\r\n", "\n").replace("\r", "\n").rstrip()
    return f"{text}\n"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
