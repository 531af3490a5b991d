"""What a reference is about, and what there is to answer for."""

import pytest

from inspect_tool.domain.records.records import Reader
from inspect_tool.services.records.subjects import UnknownSubjectError, record_to_answer
from inspect_tool.workspace import Workspace


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
