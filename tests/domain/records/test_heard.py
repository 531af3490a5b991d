from __future__ import annotations

import pytest

from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.evidence import PUBLIC, Evidence
from inspect_tool.domain.records.heard import cases_named
from inspect_tool.domain.records.records import Answer
from inspect_tool.domain.workbook.blocks import with_hidden_parts
from inspect_tool.domain.workbook.workbook import FORM, FORMS_BELOW


@pytest.mark.parametrize(
    ("words", "cases"),
    [
        ("ash-003", {"ASH-003"}),
        ("ASH-003, ASH-014", {"ASH-003", "ASH-014"}),
        ("about ASH-003;ash-003", {"ASH-003"}),
        ("ASH-I-ab-01", set()),
        ("the older brother", set()),
        ("", set()),
    ],
)
def test_cases_are_found_however_they_are_typed(words: str, cases: set[str]) -> None:
    assert cases_named(words) == cases


WHOLE = Evidence("FAM.1.a", "for", "child", "2013-10-15", "p. 2", "She came.", "ASH-003", PUBLIC)


@pytest.mark.parametrize("form", [FORM, *FORMS_BELOW])
@pytest.mark.parametrize("kind", [SubjectKind.CASE, SubjectKind.INTERVIEW])
def test_what_a_row_of_evidence_does_not_show_is_kept(kind: SubjectKind, form: str) -> None:
    is_heard = kind is SubjectKind.INTERVIEW and form == FORM
    seen = Evidence("FAM.1.a", "against", "child", text="She came back.")
    found = Evidence.of(with_hidden_parts(seen.answer, kind, form, WHOLE.answer))
    assert (found.side, found.text) == ("against", "She came back.")
    kept = ("2013-10-15", "p. 2", "", "") if is_heard else ("", "", "ASH-003", PUBLIC)
    assert (found.day, found.reference, found.case, found.use) == kept


def test_a_row_that_came_back_blank_keeps_nothing_of_its_own() -> None:
    assert with_hidden_parts(None, SubjectKind.CASE, FORM, WHOLE.answer) == Answer()


@pytest.mark.parametrize("kind", [SubjectKind.CASE, SubjectKind.INTERVIEW])
def test_a_row_of_a_workbook_keeps_the_file_that_it_does_not_show(kind: SubjectKind) -> None:
    attached = Evidence("HARM.1", text="Seen.", file="0" * 64, file_kind="pdf", file_size=7)
    row = Evidence("HARM.1", text="Seen twice.")
    found = Evidence.of(with_hidden_parts(row.answer, kind, FORM, attached.answer))
    assert (found.text, found.file, found.file_kind, found.file_size) == (
        "Seen twice.", "0" * 64, "pdf", 7,
    )  # fmt: skip
