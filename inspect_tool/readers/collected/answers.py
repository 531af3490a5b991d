"""What submissions of ODK or Kobo say, as a returned workbook would say it.

Each submission becomes what a returned case workbook becomes, so that one way leads in and the
same checks stand on it. A form has no base: it was filled in without sight of what is recorded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.framework.framework import Framework, QuestionType, SubjectKind
from inspect_tool.domain.framework.xlsform import (
    ABSENCE,
    FIELD,
    INSPECTOR,
    JUDGEMENT,
    NOTE,
    SUBJECT,
    VERSION,
    name_of,
)
from inspect_tool.domain.records.answer_forms import (
    AnswerForm,
    clean_text,
    judgement_form,
    question_form,
    read_absence,
    read_answer,
)
from inspect_tool.domain.records.choices import ReadAnswer
from inspect_tool.domain.records.records import Answer, ItemKind, Subject
from inspect_tool.domain.workbook.workbook import WorkbookIdentity
from inspect_tool.errors import Problem, Severity
from inspect_tool.readers.case_workbook.reading import ReadEntry, StrayWriting
from inspect_tool.readers.case_workbook.workbook import CaseWorkbookReturn
from inspect_tool.readers.collected.tables import CollectedRow, collected_rows

if TYPE_CHECKING:
    from inspect_tool.domain.review import Review

FORM = "collected/1"
KEPT = ("not-an-answer", "unknown-item")  # problems of which the words are kept
# By which a submission is known again: of Central, and of Kobo.
NAMES = ("KEY", "instanceID", "_uuid", "_id")
REFUSED = {
    "ReviewState": ("rejected",),
    "_validation_status": ("not approved", "validation_status_not_approved"),
}
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
SHAPES = {
    SubjectKind.INTERVIEW: re.compile(r"([A-Za-z]+)-[Ii]-([a-z0-9]+)-(\d+)"),
    SubjectKind.CASE: re.compile(r"([A-Za-z]+)-(\d+)"),
    SubjectKind.AUTHORITY: re.compile(r"([A-Za-z]+)"),
}


def read_collected(path: Path, review: Review) -> tuple[list[CaseWorkbookReturn], list[Problem]]:
    """Each submission as a returned workbook, and what is wrong with those that cannot be taken.

    Raises:
        UnreadableFileError: The file is no export of answers, or is unsafe to read.
    """
    returned, problems = [], []
    for row in collected_rows(path):
        reading = _Submission(path.name, row, review)
        fault = reading.fault()
        if fault is None:
            returned.append(reading.read())
        else:
            problems.append(fault)
    return returned, problems


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
        for name, refused in REFUSED.items():
            if self.text(name).casefold() in refused:
                return self._problem("not-approved", name, "It was rejected on the server.", "")
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
        is_interview = rest.casefold().startswith("i-")
        typed = f"{code}{mark}{rest.casefold() if is_interview else rest}"
        for kind, shape in SHAPES.items():
            found = shape.fullmatch(typed)
            if found is not None:
                authority, numbers = found[1].upper(), found.groups()[1:]
                ref = "-".join((authority, *(["I"] if is_interview else []), *numbers))
                is_ours = self.review.plan.authority(authority) is not None
                return Subject(kind, authority, ref) if is_ours else None
        return None

    def read(self) -> CaseWorkbookReturn:
        """What it says, as a returned workbook."""
        framework, subject = self.framework, self.subject
        if framework is None or subject is None:
            raise ValueError("a submission with a fault is not read")
        forms = _forms(framework, subject.kind)
        for name, (kind, item_id, form) in forms.items():
            self._read_item(subject, name, (kind, item_id), form)
        self._tell_of_others(subject, forms)
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
        self, subject: Subject, name: str, item: tuple[ItemKind, str], form: AnswerForm
    ) -> None:
        note, typed = self.text(f"{name}{NOTE}"), self.row.cells.get(name)
        read, answer = read_answer(form, typed), Answer(note=note)
        absence = read_absence(form, typed if read.fault else self.text(f"{name}{ABSENCE}"))
        if absence.value is not None and (read.fault or read.value is None):
            answer = Answer(absence=str(absence.value), note=note)
        elif read.fault:
            self._keep(subject, name, item[1], read)
        elif read.value is not None:
            answer = Answer(read.value, note=note)
        if answer != Answer():
            self.entries.append(
                ReadEntry(
                    subject=subject,
                    kind=item[0],
                    item_id=item[1],
                    answer=answer,
                    base_revision=None,
                    sheet="",
                    row=self.row.number,
                    is_changed=True,
                    unread=self.text(name) if read.fault and answer.absence is None else "",
                )
            )

    def _keep(self, subject: Subject, name: str, item_id: str, read: ReadAnswer) -> None:
        """Keep what was typed and is no answer, and say so."""
        remedy = f"{read.remedy} What was typed is kept as a stray note."
        self.problems.append(self._problem("not-an-answer", name, read.fault, remedy))
        where = f"{self.file}, row {self.row.number}, {item_id}"
        self.stray.append(StrayWriting("", self.row.number, name, self.text(name), subject, where))

    def _tell_of_others(
        self, subject: Subject, forms: Mapping[str, tuple[ItemKind, str, AnswerForm]]
    ) -> None:
        """Keep what stands under headings that the form of this version does not have."""
        known = {f"{name}{ending}" for name in forms for ending in ("", NOTE, ABSENCE)}
        known |= {SUBJECT, INSPECTOR, VERSION, *THEIR_OWN, *NAMES}
        for name in self.row.cells:
            if name in known or name.startswith((FIELD, "_")):
                continue
            says = "The form of this version has no such question."
            remedy = "What was typed is kept as a stray note."
            self.problems.append(self._problem("unknown-item", name, says, remedy))
            where = f"{self.file}, row {self.row.number}, {name}"
            self.stray.append(
                StrayWriting("", self.row.number, name, self.text(name), subject, where)
            )

    def _problem(self, kind: str, column: str, message: str, remedy: str) -> Problem:
        return Problem(
            file=self.file,
            row=self.row.number,
            column=column,
            value=self.text(column),
            kind=kind,
            severity=Severity.BLANKED if kind in KEPT else Severity.DROPPED,
            message=message,
            remedy=remedy,
        )


def _forms(
    framework: Framework, kind: SubjectKind
) -> Mapping[str, tuple[ItemKind, str, AnswerForm]]:
    """What each heading of a form's answers is about, and what may answer it."""
    found = {}
    for criterion in framework.criteria(kind):
        for question in criterion.questions:
            if question.type is not QuestionType.CLOCK:
                form = question_form(framework, question)
                found[name_of(question.id)] = (ItemKind.QUESTION, question.id, form)
        if criterion.judgement is not None:
            name = f"{JUDGEMENT}{name_of(criterion.id)}"
            found[name] = (ItemKind.JUDGEMENT, criterion.id, judgement_form(framework, criterion))
    return found
