"""A report about settings does not speak of children."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from inspect_tool.domain.content.blocks import Edition
from inspect_tool.domain.content.numbering import number_content
from inspect_tool.domain.estimation.result import EstimationOptions
from inspect_tool.domain.figures import estimates, funnel
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.plan.words import ReportWords
from inspect_tool.domain.report.chapters import report_content
from inspect_tool.domain.report.flow_tables import progress_table
from inspect_tool.domain.report.measure_tables import estimated_table
from inspect_tool.domain.report.review_counts import REVIEW_COUNTS
from inspect_tool.domain.report.variation_tables import variation_table
from inspect_tool.readers.documents.wording import load_wording
from inspect_tool.services.figures import snapshots
from inspect_tool.workspace import shipped_folder
from tests.small_review import open_review
from tests.stages import copy_of

WORDS = ReportWords(
    case="visit", cases="visits",
    child="setting", children="settings", who="that", authority="region", authorities="regions",
    local_authority="region", local_authorities="regions",
)  # fmt: skip
NOT_OURS = re.compile(
    r"\b(?:(?<!orst )(?<!best )cases?|child|children|authority|authorities)\b"
    r"(?! (?:in need|protection))",
    re.IGNORECASE,
)


@pytest.fixture
def figures(sampled_once: Path, tmp_path: Path) -> SnapshotFigures:
    workspace = copy_of(sampled_once, tmp_path)
    with workspace.reading() as work:
        found = snapshots.figures(work, open_review(workspace.folder).review)
    plan = found.review.plan.model_copy(update={"words": WORDS})
    return replace(found, review=replace(found.review, plan=plan))


def texts(value: object) -> list[str]:
    """Every text in nested values."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for part in value.values() for text in texts(part)]
    if isinstance(value, list | tuple):
        return [text for part in value for text in texts(part)]
    return []


def ours(figures: SnapshotFigures, found: list[str]) -> list[str]:
    """Texts of the tool's own that speak of what the review is not about."""
    review = figures.review
    written = texts([review.framework.model_dump(mode="json"), review.plan.model_dump(mode="json")])
    names = {"authority", "authorities"}  # keys of fields and levels, which nobody reads
    return [
        text
        for text in found
        if NOT_OURS.search(text)
        and text not in names
        and not (re.fullmatch(r"[a-z0-9-]+", text) and text not in {"case", "cases"})
        and not any(text in one or one in text for one in written if NOT_OURS.search(one))
    ]


def test_a_report_speaks_in_the_words_of_its_plan(figures: SnapshotFigures) -> None:
    scale = load_wording(shipped_folder("templates") / "wording" / "ofsted-2014.yaml")
    content = report_content(figures, scale, (), (), edition=Edition.INTERNAL)
    whole: dict[str, Any] = {
        "content": asdict(replace(number_content(content), words=ReportWords())),
        "flow": asdict(progress_table(figures.flows, figures.words)),
        "counts": [asdict(count(figures)) for count in REVIEW_COUNTS.values()],
    }
    whole["content"].pop("words")
    found = texts(whole)
    assert "Settings that could be drawn" in found
    assert ours(figures, found) == []


def test_tables_of_commands_do_too(figures: SnapshotFigures) -> None:
    found = estimates.table(figures, "drift", options=EstimationOptions())
    table = estimated_table(figures, found, by=None)
    assert ours(figures, texts([asdict(table), asdict(variation_table(figures, {}))])) == []


def test_a_measure_that_is_not_tested_says_so_beside_those_that_are(
    figures: SnapshotFigures, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = funnel.variation(figures)
    tested = [one for one in found if one.heterogeneity is not None]
    untested = replace(tested[0], heterogeneity=None)
    monkeypatch.setattr(funnel, "variation", lambda _: (*tested, untested))
    table = variation_table(figures, {})
    assert table.columns[-1].heading == "Larger than chance"
    assert table.rows[-1].cells[-1] == "no test"
    assert "no test" not in {row.cells[-1] for row in table.rows[:-1]}
