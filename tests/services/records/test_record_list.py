"""The list of records says of each what is missing, from its first answer on."""

from __future__ import annotations

from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.services.records.record_list import RecordLine, list_lines
from inspect_tool.workspace import Workspace
from tests.stages import by, second_read

CASE = "ASH-001"


def lines_of(workspace: Workspace) -> dict[tuple[str, str], RecordLine]:
    with workspace.reading() as work:
        lines = list_lines(work, workspace.review)
    return {(line.subject, line.reader.value): line for line in lines}


def answer(workspace: Workspace, ref: str) -> None:
    with workspace.work() as work:
        given = Given("yes", None, "Seen.")
        answer_item(work, workspace.review, ref=ref, item_id="HARM.1.a", given=given)


def test_nothing_is_missing_from_a_record_before_it_is_begun(assigned: Workspace) -> None:
    before = lines_of(assigned)
    assert {line.missing for line in before.values()} == {None}
    assert {(line.conflicts, line.stray) for line in before.values()} == {(0, 0)}
    answer(assigned, CASE)
    after = lines_of(assigned)
    begun = after.pop((CASE, "first"))
    assert begun.standing == "begun"
    assert begun.missing is not None
    assert begun.missing > 0
    assert {line.missing for line in after.values()} == {None}


def test_an_inspector_is_told_of_the_own_read_and_not_of_the_others(assigned: Workspace) -> None:
    ref, reader = second_read(assigned)
    answer(assigned, ref)
    seen = lines_of(by(assigned, reader))
    assert (ref, "first") not in seen
    own = seen[ref, "second"]
    assert (own.missing, own.conflicts, own.stray) == (None, 0, 0)
