"""Figures for somebody who must not know the cases of an authority: counted, never named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inspect_tool.domain.figures import estimates, findings
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.findings import SinglesOutError
from inspect_tool.domain.records.records import RecordFacts
from inspect_tool.domain.report.measure_tables import estimated_table
from tests.figures_factory import cases_of, figures_of_cases

OPTIONS = estimates.options_of("kg", 0.95)


def with_field(records: list[RecordFacts], **fields: str) -> list[RecordFacts]:
    return [replace(record, fields={**record.fields, **fields}) for record in records]


def figures(*records: RecordFacts) -> SnapshotFigures:
    return replace(figures_of_cases(records), unnamed=frozenset({"AAB"}))


def test_cases_are_counted_and_not_named() -> None:
    shown = figures(*cases_of("AAA", 2, 3), *cases_of("AAB", 1, 2))
    found = estimates.table(shown, "left_too_long", by=None, options=OPTIONS)
    assert found.rows[0].count.count == 3
    assert shown.named(found.rows[0].count.refs) == ("AAA-001", "AAA-002")
    table = estimated_table(shown, found, by=None, has_refs=True)
    assert table.rows[0].cells[-1] == "AAA-001, AAA-002"
    assert "Cases of AAB are counted and not named: a conflict of interest." in table.note
    assert "conflict" not in estimated_table(shown, found, by=None).note


def test_cases_in_which_two_measures_hold_are_counted_and_not_named() -> None:
    shown = figures(*cases_of("AAA", 2, 3), *cases_of("AAB", 1, 2))
    both = findings.cross(shown, "left_too_long", "left_too_long")
    assert (both.both, both.both_refs) == (3, ("AAA-001", "AAA-002"))
    everybodys = replace(shown, unnamed=frozenset())
    assert len(findings.cross(everybodys, "left_too_long", "left_too_long").both_refs) == 3


def test_an_authority_and_its_interviews_are_not_named_either() -> None:
    shown = figures(*cases_of("AAA", 1, 1))
    assert shown.named(("AAA", "AAB", "AAB-001", "AAB-I-ab-01", "AABC-001")) == ("AAA", "AABC-001")


@pytest.mark.parametrize(("others", "is_refused"), [(3, True), (4, False), (5, False)])
def test_a_group_too_small_with_such_a_case_is_refused(others: int, *, is_refused: bool) -> None:
    """With the smallest count of 5, one such case among three others is too easily found."""
    records = with_field(cases_of("AAA", 1, others) + cases_of("AAB", 1, 1), gender="male")
    shown = figures(*records)
    if is_refused:
        with pytest.raises(SinglesOutError, match="fewer than 5 records, and one of AAB") as told:
            findings.table(shown, "left_too_long", by="gender")
        assert told.value.exit_code == 3
        with pytest.raises(SinglesOutError):
            estimates.table(shown, "left_too_long", by="gender", options=OPTIONS)
        findings.table(replace(shown, unnamed=frozenset()), "left_too_long", by="gender")
    else:
        assert len(findings.table(shown, "left_too_long", by="gender")) == 2


def test_a_small_group_of_other_authorities_is_shown() -> None:
    small = with_field(cases_of("AAA", 1, 1), gender="female")
    large = with_field(cases_of("AAA", 1, 4) + cases_of("AAB", 1, 1), gender="male")
    assert len(findings.table(figures(*small, *large), "left_too_long", by="gender")) == 3


@pytest.mark.parametrize("by", ["authority", "case_type"])
def test_what_reports_break_figures_down_by_is_shown(by: str) -> None:
    shown = figures(*cases_of("AAA", 1, 1), *cases_of("AAB", 1, 1))
    assert len(findings.table(shown, "left_too_long", by=by)) > 1
