"""Under which version of the framework each case, authority or interview is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.framework.kinds import question_of_item
from inspect_tool.domain.framework.versions import ALIKE, Unlike, VersionLine
from inspect_tool.domain.records.records import ItemKind, Subject
from inspect_tool.domain.review import Review
from inspect_tool.store import version_queries
from inspect_tool.store.version_tables import SubjectVersion

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.record_queries import RevisionInForce
    from inspect_tool.store.tables import Revision

    Items = Mapping[tuple[ItemKind, str], RevisionInForce]


# Why a subject is under a version of its own.
BEGUN = "begun"
HANDED_OUT = "in a workbook"
READ_AGAIN = "read again"


@dataclass(frozen=True)
class Pins:
    """Under which version each subject is, read once.

    Args:
        versions: Of the subjects that are not simply under the version in force, by reference.
    """

    line: VersionLine
    versions: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, work: UnitOfWork, review: Review, authority: str | None = None) -> Pins:
        """As they stand, at one authority or all."""
        has_one = len(review.versions.frameworks) == 1
        return cls(
            review.versions,
            {} if has_one else version_queries.subject_versions(work, authority),
        )

    def version(self, ref: str) -> str:
        """Number of the version that a subject is under."""
        return self.framework(ref).version

    def framework(self, ref: str) -> Framework:
        """The version that a subject is under."""
        return self.line.of(self.versions.get(ref))

    def unlike(self, ref: str) -> Unlike:
        """What the version in force asks and the subject's does not, or not in that meaning."""
        return self.line.unlike(self.version(ref)) if self.versions else ALIKE

    def lapsed(self, row: Revision | RevisionInForce, under: str | None = None) -> bool:
        """Whether an answer is none to what is asked now, in a later version than it was given on.

        Args:
            under: A version to ask instead of the subject's.
        """
        asked = under or self.version(row.subject_ref)
        return self.is_unlike(row.item_kind, row.item_id, row.framework_version, asked)

    def is_unlike(self, kind: str, item_id: str, given: str, asked: str) -> bool:
        """Whether an answer given under one version is none to what another asks."""
        if given == asked:
            return False
        unlike = self.line.unlike(given, asked)
        is_question = kind == ItemKind.QUESTION
        return question_of_item(item_id) in (unlike.questions if is_question else unlike.criteria)

    def asked_by(self, row: Revision | RevisionInForce) -> str:
        """The version that an answer is to, where it is none to what is asked now; else empty."""
        return row.framework_version if self.lapsed(row) else ""

    def standing(self, items: Items) -> Items:
        """The answers of a record that are to what it is asked now."""
        if len(self.line.frameworks) == 1:
            return items
        # All of them are of one record, and nearly all of them of the version that it is under.
        one = next(iter(items.values()), None)
        under = "" if one is None else self.version(one.subject_ref)
        return {
            item: row
            for item, row in items.items()
            if row.framework_version == under or not self.lapsed(row, under)
        }


@dataclass(frozen=True)
class Pinned:
    """A subject that is put under a version."""

    authority: str
    ref: str
    version: str
    because: str


def pin(work: UnitOfWork, subjects: Iterable[Pinned]) -> None:
    """Put subjects under a version from now on; what they were under stays told."""
    work.add_many(
        SubjectVersion,
        (
            {
                "authority": one.authority,
                "subject_ref": one.ref,
                "number": version_queries.next_pin(work, one.authority, one.ref),
                "version": one.version,
                "because": one.because,
                "pinned_at": work.now,
                "pinned_by": work.actor.id,
            }
            for one in subjects
        ),
    )


def framework_of(work: UnitOfWork, review: Review, subject: Subject) -> Framework:
    """The version that one subject is under."""
    return Pins.of(work, review, subject.authority).framework(subject.ref)
