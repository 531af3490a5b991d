"""What submissions of ODK or Kobo say, as a returned workbook would say it.

Each submission becomes what a returned case workbook becomes, so that one way leads in and the
same checks stand on it. A form has no base: it was filled in without sight of what is recorded.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from inspect_tool.domain.framework.framework import (
    RECORDED_VOICES,
    Framework,
    Question,
    QuestionType,
    SubjectKind,
)
from inspect_tool.domain.framework.kinds import row_item
from inspect_tool.domain.framework.xlsform_names import (
    ABSENCE,
    COUNT,
    FIELD,
    INSPECTOR,
    JUDGEMENT,
    NOTE,
    SUBJECT,
    VERSION,
    columns_of,
    name_of,
)
from inspect_tool.domain.records.answer_forms import (
    AnswerForm,
    clean_text,
    judgement_form,
    question_form,
)
from inspect_tool.domain.records.records import Answer, ItemKind, Subject
from inspect_tool.domain.records.voice_refs import kind_of, tidy
from inspect_tool.domain.workbook.workbook import WorkbookIdentity
from inspect_tool.errors import Problem, Severity
from inspect_tool.readers.case_workbook.reading import ReadEntry, StrayWriting
from inspect_tool.readers.case_workbook.workbook import CaseWorkbookReturn
from inspect_tool.readers.collected.tables import (
    CollectedRow,
    RepeatedRow,
    collected_files,
)
from inspect_tool.readers.collected.typed import ReadCells, read_cells

if TYPE_CHECKING:
    from inspect_tool.domain.review import Review

FORM = "collected/1"
# Problems of which the words are kept, or that keep nothing else from being taken.
KEPT = ("not-an-answer", "unknown-item", "too-many-rows", "rows-missing")
# By which a submission is known again: of Central, and of Kobo.
NAMES = ("KEY", "instanceID", "_uuid", "_id")
REFUSED = {
    "ReviewState": ("rejected",),
    "_validation_status": ("not approved", "validation_status_not_approved"),
}
# What Central says of a submission that came encrypted.
NOT_DECRYPTED = ("not decrypted", "missing encrypted form data")
# What the two servers put beside the answers.
THEIR_OWN = frozenset(
    {
        "SubmissionDate", "SubmitterID", "SubmitterName", "AttachmentsPresent", "DeviceID",
        "AttachmentsExpected", "Status", "Edits", "FormVersion", "KEY", "PARENT_KEY",
        "instanceName", "instanceID", "start", "end", "today", "username", "deviceid",
        "simserial", "phonenumber", "audit", "rootUuid", "deprecatedID", "ReviewState",
        "SET-OF", "formhub", "uuid",
    }
)  # fmt: skip
CODE = re.compile(r"[A-Za-z][A-Za-z0-9]*")
HEARD = re.compile(r"[A-Z]-[a-z0-9]+-\d+")  # an interview or a focus group behind its authority


class CollectedReturn(NamedTuple):
    """What one file gives: its submissions as returned workbooks, and what is wrong with others."""

    file: str
    returned: tuple[CaseWorkbookReturn, ...]
    problems: tuple[Problem, ...]


def read_collected(paths: Sequence[Path], review: Review) -> tuple[CollectedReturn, ...]:
    """Each submission as a returned workbook, and what is wrong with those that cannot be taken.

    The rows of a repeat may stand in a file of their own among the others.

    Raises:
        UnreadableFileError: A file is no export of answers, or is unsafe to read.
    """
    found = []
    for file in collected_files(paths):
        returned, problems = [], [_orphan(row) for row in file.orphans]
        for row in file.rows:
            reading = _Submission(file.path.name, row, review)
            fault = reading.fault()
            if fault is None:
                returned.append(reading.read())
            else:
                problems.append(fault)
        found.append(CollectedReturn(file.path.name, tuple(returned), tuple(problems)))
    return tuple(found)


def _orphan(row: RepeatedRow) -> Problem:
    return Problem(
        file=row.file,
        row=row.number,
        kind="no-submission",
        severity=Severity.DROPPED,
        message="The row belongs to no submission in these files.",
        remedy="Name the file of the submissions that was exported with it.",
    )


@dataclass(frozen=True)
class _PlaceInForm:
    """Where something stands that a submission says."""

    file: str
    row: int


@dataclass
class _Submission:
    """One submission while it is read."""

    file: str
    row: CollectedRow
    review: Review
    entries: list[ReadEntry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    stray: list[StrayWriting] = field(default_factory=list)

    def text(self, name: str) -> str:
        """What stands under a heading, as text."""
        return clean_text(str(self.row.cells.get(name, "")))

    def fault(self) -> Problem | None:
        """Why the submission as a whole cannot be taken; None where it can."""
        if (by_server := self._fault_at_server()) is not None:
            return by_server
        if not self.key:
            remedy = "Export the answers again with all columns."
            return self._problem("no-key", "KEY", "It has no name of its own.", remedy)
        if self.framework is None:
            known = ", ".join(one.version for one in self.review.versions.frameworks)
            remedy = f"Forms are taken of version {known}."
            says = "It is of a version of the framework that is not in use."
            return self._problem("wrong-framework", VERSION, says, remedy)
        if self.subject is None:
            says = "It names no case, authority or interview of the plan."
            remedy = "Correct the reference on the server, and export again."
            return self._problem("no-subject", SUBJECT, says, remedy)
        if self.review.plan.member(self.inspector) is None:
            remedy = "Correct the id on the server, and export again."
            return self._problem("no-inspector", INSPECTOR, "Nobody has this id.", remedy)
        return None

    def _fault_at_server(self) -> Problem | None:
        """Why the server itself does not stand by it."""
        for name, refused in REFUSED.items():
            if self.text(name).casefold() in refused:
                return self._problem("not-approved", name, "It was rejected on the server.", "")
        if (status := self.text("Status")) in NOT_DECRYPTED:
            says = f"It came encrypted; the server says “{status}”."
            remedy = (
                "Export the answers again with the passphrase, once all of it is on the server."
            )
            return self._problem("not-decrypted", "Status", says, remedy)
        return None

    @property
    def key(self) -> str:
        """The name of the submission."""
        return next((self.text(name) for name in NAMES if self.text(name)), "")

    @property
    def inspector(self) -> str:
        """Id of whoever filled it in."""
        return self.text(INSPECTOR).casefold()

    @property
    def framework(self) -> Framework | None:
        """The version that the form asked by."""
        return self.review.versions.find(self.text(VERSION))

    @property
    def subject(self) -> Subject | None:
        """What it is about; None where that is nothing of the plan."""
        code, mark, rest = self.text(SUBJECT).partition("-")
        authority, heard = code.upper(), tidy(rest)
        known = self.review.plan.authority(authority)
        if CODE.fullmatch(code) is None or known is None:
            return None
        if not mark:
            return Subject(SubjectKind.AUTHORITY, authority, authority)
        if heard is not None and HEARD.fullmatch(heard):
            kind = kind_of(heard)
            is_recorded = kind is not None and kind in RECORDED_VOICES
            return (
                Subject(kind, authority, f"{authority}-{heard}") if kind and is_recorded else None
            )
        return (
            Subject(SubjectKind.CASE, authority, f"{authority}-{rest}")
            if rest.isdecimal()
            else None
        )

    def read(self) -> CaseWorkbookReturn:
        """What it says, as a returned workbook."""
        framework, subject = self.framework, self.subject
        if framework is None or subject is None:
            raise ValueError("a submission with a fault is not read")
        here = _PlaceInForm(self.file, self.row.number)
        asked = tuple(_asked(framework, subject.kind))
        for one in asked:
            self._read_item(subject, one, one.item_id, self.row.cells, here)
        self._tell_of_others(subject, asked, self.row.cells, here)
        for one in asked:
            if one.question is not None and one.question.type is QuestionType.GROUP:
                self._read_rows(subject, framework, one.question)
        identity = WorkbookIdentity(
            review=self.review.plan.review,
            authority=subject.authority,
            authority_name="",
            inspector=self.inspector,
            framework=framework.framework,
            framework_version=framework.version,
            plan_digest=self.review.plan_digest,
            issued=date.min,  # it was never handed out
            pack_id=f"form {self.key}",
            form=FORM,
        )
        return CaseWorkbookReturn(
            identity, tuple(self.entries), tuple(self.problems), tuple(self.stray)
        )

    def _read_item(
        self,
        subject: Subject,
        asked: _AskedInForm,
        item_id: str,
        cells: Mapping[str, object],
        place: _PlaceInForm,
    ) -> None:
        said = read_cells(asked.form, asked.name, cells)
        if said.fault:
            self._keep(subject, asked.name, item_id, said, place)
        if said.answer != Answer():
            self._add(subject, asked.kind, item_id, place, said)

    def _add(
        self,
        subject: Subject,
        kind: ItemKind,
        item_id: str,
        place: _PlaceInForm,
        said: ReadCells | None,
    ) -> None:
        """Add an answer; without one, that the row is gone which had it."""
        self.entries.append(
            ReadEntry(
                subject=subject,
                kind=kind,
                item_id=item_id,
                answer=None if said is None else said.answer,
                base_revision=None,
                sheet="",
                row=place.row,
                is_changed=True,
                unread="" if said is None else said.typed,
                is_gone=said is None,
            )
        )

    def _read_rows(self, subject: Subject, framework: Framework, group: Question) -> None:
        """The rows of a group, numbered as they come; what a row had that is gone goes with it."""
        if group.rows is None:
            raise ValueError(f"{group.id} is no group")
        inner = [_of_question(framework, one) for one in group.questions if not one.retired]
        names = {one.name for one in inner}
        rows = [row for row in self.row.repeated if not names.isdisjoint(row.names)]
        for number, row in enumerate(rows, start=1):
            place = _PlaceInForm(row.file, row.number)
            if number > group.rows.most:
                self._tell_of_excess(subject, group, row, place)
                continue
            for one in inner:
                self._read_item(subject, one, row_item(one.item_id, number), row.cells, place)
            self._tell_of_others(subject, inner, row.cells, place)
        counted = self.text(f"{name_of(group.id)}{COUNT}").removesuffix(".0")
        if counted and counted != str(len(rows)):
            says = f"It has {counted} rows by its own count, and {len(rows)} came with it."
            remedy = (
                "Name the file of the rows beside that of the submissions. Kobo has them in sheets "
                "of its Excel file."
            )
            column = f"{name_of(group.id)}{COUNT}"
            self.problems.append(self._problem("rows-missing", column, says, remedy))
        elif rows or self.text(name_of(group.id)):
            here = _PlaceInForm(self.file, self.row.number)
            for number in range(len(rows) + 1, group.rows.most + 1):
                for one in inner:
                    self._add(subject, one.kind, row_item(one.item_id, number), here, None)

    def _tell_of_excess(
        self, subject: Subject, group: Question, row: RepeatedRow, place: _PlaceInForm
    ) -> None:
        """Keep the words of a row that is more than the framework has."""
        most = 0 if group.rows is None else group.rows.most
        says = f"There are more rows than the {most} that {group.id} has."
        remedy = "What was typed is kept as a stray note."
        self.problems.append(self._problem("too-many-rows", group.id, says, remedy, place))
        for name, cell in row.cells.items():
            if name[:1].isupper() and name not in THEIR_OWN:
                self._stray(subject, name, clean_text(str(cell)), place)

    def _keep(
        self, subject: Subject, name: str, item_id: str, said: ReadCells, place: _PlaceInForm
    ) -> None:
        """Keep what was typed and is no answer, and say so."""
        remedy = f"{said.remedy} What was typed is kept as a stray note."
        problem = self._problem("not-an-answer", name, said.fault, remedy, place, said.typed)
        self.problems.append(problem)
        self._stray(subject, name, said.typed, place, item_id)

    def _stray(
        self, subject: Subject, name: str, text: str, place: _PlaceInForm, item_id: str = ""
    ) -> None:
        where = f"{place.file}, row {place.row}, {item_id or name}"
        self.stray.append(StrayWriting("", place.row, name, text, subject, where))

    def _tell_of_others(
        self,
        subject: Subject,
        asked: Collection[_AskedInForm],
        cells: Mapping[str, object],
        place: _PlaceInForm,
    ) -> None:
        """Keep what stands under headings that the form of this version does not have."""
        known = {name for one in asked for name in one.columns}
        known |= {SUBJECT, INSPECTOR, VERSION, *THEIR_OWN, *NAMES}
        for name, cell in cells.items():
            if name in known or name.startswith((FIELD, "_")):
                continue
            says = "The form of this version has no such question."
            remedy = "What was typed is kept as a stray note."
            text = clean_text(str(cell))
            self.problems.append(self._problem("unknown-item", name, says, remedy, place, text))
            self._stray(subject, name, text, place)

    def _problem(
        self,
        kind: str,
        column: str,
        message: str,
        remedy: str,
        place: _PlaceInForm | None = None,
        value: str = "",
    ) -> Problem:
        return Problem(
            file=self.file if place is None else place.file,
            row=self.row.number if place is None else place.row,
            column=column,
            value=value or self.text(column),
            kind=kind,
            severity=Severity.BLANKED if kind in KEPT else Severity.DROPPED,
            message=message,
            remedy=remedy,
        )


class _AskedInForm(NamedTuple):
    """What a form asks, and what may answer it.

    Args:
        question: None for a judgement.
        columns: Every heading that an export has for it.
    """

    name: str
    kind: ItemKind
    item_id: str
    form: AnswerForm
    question: Question | None
    columns: tuple[str, ...]


def _of_question(framework: Framework, question: Question) -> _AskedInForm:
    return _AskedInForm(
        name_of(question.id),
        ItemKind.QUESTION,
        question.id,
        question_form(framework, question),
        question,
        columns_of(question),
    )


def _asked(framework: Framework, kind: SubjectKind) -> Iterator[_AskedInForm]:
    """What a form asks about one kind of subject; the questions of rows apart."""
    for criterion in framework.criteria(kind):
        for question in criterion.questions:
            if question.type is not QuestionType.CLOCK:
                yield _of_question(framework, question)
        if criterion.judgement is not None:
            name = f"{JUDGEMENT}{name_of(criterion.id)}"
            form = judgement_form(framework, criterion)
            columns = (name, f"{name}{NOTE}", f"{name}{ABSENCE}")
            yield _AskedInForm(name, ItemKind.JUDGEMENT, criterion.id, form, None, columns)
