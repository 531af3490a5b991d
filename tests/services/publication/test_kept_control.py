"""What disclosure control made of a report, kept while what it was made from is the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inspect_tool.domain.content.blocks import ReportContent
from inspect_tool.domain.disclosure.public_edition import EditionRules
from inspect_tool.services.publication import kept_control
from inspect_tool.services.publication.kept_control import MOST_KEPT, KeptControl
from tests.domain.disclosure.made_editions import RULES
from tests.domain.disclosure.made_reports import report_of


def test_the_same_is_worked_out_once_and_anything_else_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[ReportContent, EditionRules]] = []

    def work_out(numbered: ReportContent, rules: EditionRules) -> object:
        asked.append((numbered, rules))
        return object()

    monkeypatch.setattr(kept_control, "controlled_counts", work_out)
    kept, report, rules = KeptControl(), report_of(), RULES
    first = kept.of(report, rules)
    again = replace(report, chapters=tuple(replace(one) for one in report.chapters))
    assert again is not report
    assert kept.of(again, replace(rules)) is first
    assert len(asked) == 1
    assert kept.of(replace(report, title="Another"), rules) is not first
    assert kept.of(report, replace(rules, subjects={})) is not first
    assert kept.of(report, rules) is first
    for number in range(MOST_KEPT):
        kept.of(replace(report, title=f"Report {number}"), rules)
    assert kept.of(report, rules) is not first
