"""What a reference is about, and what there is to answer for."""

import pytest

from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.records import Answer, ItemKind, Reader, Subject
from inspect_tool.services.records.revisions import Edit, save
from inspect_tool.services.records.subjects import UnknownSubjectError, record_to_answer
from inspect_tool.workspace import Workspace
from tests.services.access.shared_review import change_team
from tests.small_review import open_review


def test_an_interview_belongs_to_the_inspector_in_its_reference(recorded: Workspace) -> None:
    with recorded.reading() as work:
        record = record_to_answer(work, recorded.review, "ASH-I-ab-01")
    found = (record.subject.ref, record.reader, record.inspector)
    assert found == ("ASH-I-ab-01", Reader.FIRST, "ab")


@pytest.mark.parametrize(
    "ref", ["ASH-I-zz-01", "ASH-I-ab-x", "ASH-I-ab-²", "ASH-I-ab-", "ZZZ-I-ab-01"]
)
def test_an_interview_of_nobody_or_without_a_number_is_unknown(
    recorded: Workspace, ref: str
) -> None:
    with recorded.reading() as work, pytest.raises(UnknownSubjectError):
        record_to_answer(work, recorded.review, ref)


def test_an_interview_that_was_begun_goes_on_when_its_inspector_has_left(
    recorded: Workspace,
) -> None:
    subject = Subject(SubjectKind.INTERVIEW, "ASH", "ASH-I-ab-01")
    edit = Edit(
        subject, Reader.FIRST, ItemKind.QUESTION, "HARM.1.a", Answer("yes"), "ab", None, "a test"
    )
    with recorded.work() as work:
        save(work, recorded.review, edit)
    change_team(recorded.folder, "ab", id="zz")
    workspace = open_review(recorded.folder, later=True)
    with workspace.reading() as work:
        assert record_to_answer(work, workspace.review, "ASH-I-ab-01").subject == subject
        with pytest.raises(UnknownSubjectError):
            record_to_answer(work, workspace.review, "ASH-I-ab-02")
